import type { ApiFailure, ApiKey, ModelAudio, ScratchFile } from '../ports.ts';
import type { RunContext } from './context.ts';

/** A chunk's audio on its way to the model: inline when small, else uploaded once for each key. */
export interface Uploads {
  /** Audio that a request with this key can send at once; undefined: it must be sent there first. */
  readonly ready: (key: ApiKey) => ModelAudio | undefined;
  /** Uploads the audio with this key; resolves with what went wrong. Rejects when the run stops. */
  readonly send: (key: ApiKey) => Promise<ApiFailure | undefined>;
  /** Fingerprint of the key whose project holds the upload. */
  readonly key: () => string | undefined;
  /** Deletes what was uploaded; failures are of no consequence. */
  readonly forget: () => Promise<void>;
}

/** An upload that ends within this is not used any more. */
const EXPIRY_MARGIN_MS = 10 * 60_000;

interface Held {
  readonly key: ApiKey;
  readonly uri: string;
  readonly name: string;
  readonly expiresAt: number;
}

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
  const { mimeType } = chunk;
  const inline = chunk.bytes <= run.settings.transcription.inlineMaxBytes;
  let held: Held | undefined;

  const forget = async (): Promise<void> => {
    if (held === undefined) return;
    const { key, name } = held;
    held = undefined;
    const { soft } = run.signals;
    try {
      if (!soft.aborted) await model.forget({ key, name, signal: soft });
    } catch (error) {
      // A stop ends the tidying; the file expires by itself.
      if (!soft.aborted) throw error;
    }
  };

  return {
    key: () => held?.key.fingerprint,
    forget,
    ready: (key) => {
      if (inline) return { kind: 'inline', file: chunk.file, mimeType };
      const usable =
        held?.key.fingerprint === key.fingerprint &&
        held.expiresAt - EXPIRY_MARGIN_MS > clock.now();
      return usable && held !== undefined
        ? { kind: 'uploaded', uri: held.uri, mimeType }
        : undefined;
    },
    send: async (key) => {
      await forget();
      const outcome = await model.upload({
        key,
        file: chunk.file,
        mimeType,
        displayName: chunk.label.slice(0, 100),
        timeoutMs: run.settings.transcription.requestTimeoutMs,
        signal: run.signals.soft,
      });
      if (outcome.kind === 'failed') return outcome.failure;
      held = { key, uri: outcome.uri, name: outcome.name, expiresAt: outcome.expiresAt };
      return undefined;
    },
  };
}
