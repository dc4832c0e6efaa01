import type { ApiFailure, ApiKey, ModelAudio, ScratchFile } from '../ports.ts';
import type { RunContext } from './context.ts';

/** A chunk's audio on its way to the model: inline when small, else uploaded once for each key. */
export interface Uploads {
  /** Audio for a request with this key; uploads it first when it must. */
  readonly audioFor: (
    key: ApiKey,
  ) => Promise<
    | { readonly kind: 'audio'; readonly audio: ModelAudio }
    | { readonly kind: 'failed'; readonly failure: ApiFailure }
  >;
  /** Fingerprint of the key whose project holds the upload. */
  readonly key: () => string | undefined;
  /** Deletes what was uploaded; failures are of no consequence. */
  readonly forget: () => Promise<void>;
}

/** An upload that ends within this is not used any more. */
const EXPIRY_MARGIN_MS = 10 * 60_000;

/** Makes the {@link Uploads} of one chunk. */
export function makeUploads(
  run: RunContext,
  chunk: {
    readonly file: ScratchFile;
    readonly bytes: number;
    readonly mimeType: string;
    readonly label: string;
  },
): Uploads {
  const { model, clock } = run.ports;
  let held:
    | {
        readonly key: ApiKey;
        readonly uri: string;
        readonly name: string;
        readonly expiresAt: number;
      }
    | undefined;
  const inline = chunk.bytes <= run.settings.transcription.inlineMaxBytes;

  async function forget(): Promise<void> {
    if (held === undefined) return;
    const { key, name } = held;
    held = undefined;
    if (run.signals.soft.aborted) return;
    await model.forget({ key, name, signal: run.signals.soft });
  }

  return {
    key: () => held?.key.fingerprint,
    forget,
    audioFor: async (key) => {
      if (inline) {
        return {
          kind: 'audio',
          audio: { kind: 'inline', file: chunk.file, mimeType: chunk.mimeType },
        };
      }
      const usable =
        held?.key.fingerprint === key.fingerprint &&
        held.expiresAt - EXPIRY_MARGIN_MS > clock.now();
      if (!usable) {
        await forget();
        const outcome = await model.upload({
          key,
          file: chunk.file,
          mimeType: chunk.mimeType,
          displayName: chunk.label.slice(0, 100),
          timeoutMs: run.settings.transcription.requestTimeoutMs,
          signal: run.signals.soft,
        });
        if (outcome.kind === 'failed') return outcome;
        held = { key, uri: outcome.uri, name: outcome.name, expiresAt: outcome.expiresAt };
      }
      const uri = held?.uri;
      if (uri === undefined) throw new Error('bug: an upload vanished while it was in use');
      return { kind: 'audio', audio: { kind: 'uploaded', uri, mimeType: chunk.mimeType } };
    },
  };
}
