import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  ApiFailure,
  ApiKey,
  Clock,
  Model,
  ModelReply,
  ModelRequest,
} from '../../src/ports.ts';
import { makeGemini } from '../../src/adapters/gemini.ts';

/** A secret that no test may find anywhere but in the request's header. */
export const SECRET = 'AQ.Sbx-loopback_0123456789-secret';
export const KEY: ApiKey = { secret: SECRET, fingerprint: 'f00dfeed' };

/** What a loopback server saw of one request. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Loopback {
  readonly url: string;
  readonly seen: Seen[];
  readonly close: () => Promise<void>;
}

/** Ways to answer without keeping the request's body. */
export interface Bare {
  /** Answers before the body was read. */
  readonly early?: (response: ServerResponse) => unknown;
  /** Gets the body as it comes; `done` answers at its end. */
  readonly raw?: (part: Buffer) => unknown;
  readonly done?: (response: ServerResponse) => unknown;
}

type Handler = (seen: Seen, response: ServerResponse, request: IncomingMessage) => unknown;

/** A real HTTP server on 127.0.0.1 that reads each request whole and lets the test answer. */
export async function loopback(handler: Handler, bare: Bare = {}): Promise<Loopback> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    if (bare.early !== undefined) {
      bare.early(response);
      return;
    }
    if (bare.raw !== undefined) {
      request.on('data', bare.raw);
      request.on('end', () => bare.done?.(response));
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const one: Seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(parts).toString('utf8'),
      };
      seen.push(one);
      void handler(one, response, request);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Starts a stream of events. */
export function stream(response: ServerResponse): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  return response;
}

/** One event, as Google frames it. */
export function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\r\n\r\n`;
}

/** A part of a reply. */
export function said(text: string, more: Record<string, unknown> = {}): unknown {
  return { candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...more }] };
}

/** A clock under the test's hand: sleeps last until `ring` is called with their exact length. */
export interface HandClock extends Clock {
  /** Lengths of the sleeps that wait, in ms. */
  pending(): number[];
  /** Resolves when the `nth` sleep of this length, counted from 1, has begun. */
  begun(ms: number, nth: number): Promise<void>;
  ring(ms: number): void;
}

export function handClock(now = 1_800_000_000_000): HandClock {
  const sleeps = new Set<{ readonly ms: number; readonly wake: () => void }>();
  const started: number[] = [];
  const watchers = new Set<() => void>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        const one = { ms, wake: resolve };
        sleeps.add(one);
        started.push(ms);
        signal.addEventListener('abort', () => {
          sleeps.delete(one);
          reject(signal.reason);
        });
        for (const watcher of watchers) watcher();
      }),
    pending: () => [...sleeps].map(({ ms }) => ms).toSorted((a, b) => a - b),
    begun: (ms, nth) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (started.filter((length) => length === ms).length < nth) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    ring: (ms) => {
      for (const one of sleeps) {
        if (one.ms !== ms) continue;
        sleeps.delete(one);
        one.wake();
      }
    },
  };
}

/** A clock whose waits of less than 30 s end at once and are noted; longer ones never end. */
export function swiftClock(now = 1_800_000_000_000): Clock & { readonly slept: number[] } {
  const hand = handClock(now);
  const slept: number[] = [];
  return {
    slept,
    now: hand.now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      if (ms >= 30_000) return hand.sleep(ms, signal);
      slept.push(ms);
      return undefined;
    },
  };
}

export function gemini(url: string, clock: Clock = handClock()): Model {
  return makeGemini({ baseUrl: url, userAgent: 'podcast-transcriber/test', clock });
}

/** A request with everything that matters to no test in particular. */
export function ask(more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    key: KEY,
    model: 'gemini-flash-latest',
    systemInstruction: 'You write down what is said.',
    prompt: 'Write it down.',
    maxOutputTokens: 4_096,
    timeoutMs: 600_000,
    idleTimeoutMs: 90_000,
    signal: new AbortController().signal,
    ...more,
  };
}

/** The reply of an outcome; fails the test when it is none. */
export function replyOf(outcome: Awaited<ReturnType<Model['generate']>>): ModelReply {
  if (outcome.kind === 'reply') return outcome.reply;
  throw new Error(`no reply but: ${JSON.stringify(outcome.failure)}`);
}

/** The failure of an outcome; fails the test when it is a reply. */
export function failureOf(outcome: Awaited<ReturnType<Model['generate']>>): ApiFailure {
  if (outcome.kind === 'failed') return outcome.failure;
  throw new Error(`no failure but: ${JSON.stringify(outcome.reply)}`);
}
