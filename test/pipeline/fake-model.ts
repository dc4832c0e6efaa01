/** A model by a script: a fake of the `Model` port. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ApiFailure,
  Model,
  ModelOutcome,
  ModelRequest,
  UploadOutcome,
} from '../../src/ports.ts';
import type { TestTime } from './kit.ts';

const ERRORS = join(import.meta.dirname, '..', 'fixtures', 'gemini-errors');

/** A refusal as the service words it: a file of `test/fixtures/gemini-errors`, without `.json`. */
export function refused(name: string): ModelOutcome {
  return { kind: 'failed', failure: refusal(name) };
}

/** The same, for an upload. */
export function refusal(name: string): ApiFailure {
  return {
    httpStatus: Number(name.slice(0, 3)),
    body: readFileSync(join(ERRORS, `${name}.json`), 'utf8'),
    message: name,
    unsent: false,
  };
}

/** A connection that broke before anything was sent. */
export const UNREACHABLE: ModelOutcome = {
  kind: 'failed',
  failure: { body: '', message: 'connection refused', transport: 'network', unsent: true },
};

/** A good reply. */
export function replied(text = '[00:00] A: Words.'): ModelOutcome {
  return {
    kind: 'reply',
    reply: { text, finishReason: 'STOP', usage: { prompt: 3_000, output: 100, thoughts: 0 } },
  };
}

/** What was asked of the fake. */
export interface Asked {
  readonly at: number;
  readonly key: string;
  readonly model: string;
  readonly audio: string;
}

/** The fake, and what it was asked. */
export interface FakeModel extends Model {
  readonly asked: Asked[];
  /** Uploads: key and name, in order; removed ones too. */
  readonly uploaded: string[];
  readonly forgotten: string[];
  /** Requests that were under way at once, at most. */
  readonly most: () => number;
}

/** Makes a fake that answers each request by `answer`, after `tookMs`. */
export function makeFakeModel(
  time: TestTime,
  answer: (request: ModelRequest, index: number) => ModelOutcome | Promise<ModelOutcome>,
  more: {
    readonly tookMs?: number;
    readonly upload?: (key: string, index: number) => UploadOutcome | undefined;
  } = {},
): FakeModel {
  const asked: Asked[] = [];
  const uploaded: string[] = [];
  const forgotten: string[] = [];
  let now = 0;
  let most = 0;
  return {
    asked,
    uploaded,
    forgotten,
    most: () => most,
    generate: async (request) => {
      const { key, model, audio } = request;
      const index = asked.length;
      asked.push({
        at: time.now(),
        key: key.fingerprint,
        model,
        audio: audio?.kind === 'uploaded' ? audio.uri : (audio?.kind ?? 'none'),
      });
      now += 1;
      most = Math.max(most, now);
      try {
        await time.sleep(more.tookMs ?? 1_000, request.signal);
        return await answer(request, index);
      } finally {
        now -= 1;
      }
    },
    upload: async ({ key, signal }) => {
      await time.sleep(500, signal);
      const index = uploaded.length;
      const told = more.upload?.(key.fingerprint, index);
      if (told !== undefined) return told;
      const name = `${key.fingerprint}/${index}`;
      uploaded.push(name);
      return { kind: 'uploaded', uri: name, name, expiresAt: time.now() + 48 * 3_600_000 };
    },
    forget: async ({ name }) => {
      forgotten.push(name);
    },
  };
}
