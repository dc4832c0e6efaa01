import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/base/failure.ts';
import { problem } from '../../src/base/outcome.ts';
import { download } from '../../src/pipeline/download.ts';
import type { DownloadOutcome } from '../../src/pipeline/download.ts';
import { HttpBodyError } from '../../src/ports.ts';
import type { Clock, HttpOutcome, HttpRequest, Log } from '../../src/ports.ts';
import { frames, noise } from '../audio/mp3-builder.ts';
import { makeMemoryScratch } from './memory-scratch.ts';
import type { MemoryScratch } from './memory-scratch.ts';

const URL_OF_AUDIO = 'https://audio.example/e1.mp3?token=secret';
const ETAG = '"v1"';

/** Answers a request; the number counts from 1. */
type Server = (request: HttpRequest, number: number) => HttpOutcome;

interface World {
  readonly scratch: MemoryScratch;
  readonly requests: HttpRequest[];
  readonly slept: number[];
  readonly run: (changes?: { maxBytes?: number; signal?: AbortSignal }) => Promise<DownloadOutcome>;
}

/** A clock whose waits end at once, but for the deadline, which ends when `late` says so. */
function makeWorld(server: Server, options: { late?: () => boolean } = {}): World {
  const scratch = makeMemoryScratch();
  const requests: HttpRequest[] = [];
  const slept: number[] = [];
  const clock: Clock = {
    now: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        if (ms !== DEADLINE_MS) {
          slept.push(ms);
          resolve();
        } else if (options.late?.() === true) {
          resolve();
        }
      }),
  };
  const quiet = (): void => undefined;
  const log: Log = {
    debug: quiet,
    info: quiet,
    warning: quiet,
    error: quiet,
    group: quiet,
    endGroup: quiet,
  };
  const http = {
    get: async (request: HttpRequest) => {
      request.signal.throwIfAborted();
      requests.push(request);
      return server(request, requests.length);
    },
  };
  return {
    scratch,
    requests,
    slept,
    run: ({ maxBytes = 1e9, signal = new AbortController().signal } = {}) =>
      download(
        { http, scratch, clock, random: { next: () => 0.5 }, log },
        {
          url: URL_OF_AUDIO,
          file: scratch.file('e1'),
          maxBytes,
          deadlineMs: DEADLINE_MS,
          idleTimeoutMs: 5_000,
          signal,
        },
      ),
  };
}

const DEADLINE_MS = 600_000;
const AUDIO = frames(300);

async function* partsOf(bytes: Uint8Array, breaksAt?: number): AsyncGenerator<Uint8Array> {
  const end = breaksAt ?? bytes.length;
  for (let at = 0; at < end; at += 10_000) {
    yield bytes.subarray(at, Math.min(end, at + 10_000));
  }
  if (breaksAt !== undefined) {
    throw new HttpBodyError(
      problem('http-body-cut', 'the connection broke', 'It is tried again later.'),
    );
  }
}

function response(
  status: number,
  headers: Record<string, string>,
  body: AsyncIterable<Uint8Array>,
): HttpOutcome {
  return {
    kind: 'response',
    status,
    headers,
    finalUrl: 'https://cdn.example/e1.mp3?x=1',
    body,
    discard: () => undefined,
  };
}

/** Answers like a good server: ranges, If-Range, validators. Breaks after `breaksAfter(n)` bytes. */
function goodServer(
  bytes: Uint8Array,
  options: {
    breaksAfter?: (number: number) => number | undefined;
    headers?: Record<string, string>;
  } = {},
): Server {
  const headers = options.headers ?? { etag: ETAG };
  return (request, number) => {
    const from = request.rangeStart ?? 0;
    const isRest = from > 0 && request.ifRange === (headers['etag'] ?? headers['last-modified']);
    const sent = isRest ? bytes.subarray(from) : bytes;
    const cut = options.breaksAfter?.(number);
    const body = partsOf(sent, cut === undefined || cut >= sent.length ? undefined : cut);
    const length = { 'content-length': String(sent.length) };
    return isRest
      ? response(
          206,
          {
            ...headers,
            ...length,
            'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
          },
          body,
        )
      : response(200, { ...headers, ...length }, body);
  };
}

function failing(status: number, headers: Record<string, string> = {}): Server {
  return () => response(status, headers, partsOf(new Uint8Array(0)));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('a download', () => {
  it('puts the bytes on disk and says their number, hash and last address', async () => {
    const world = makeWorld(goodServer(AUDIO));
    expect(await world.run()).toEqual({
      kind: 'downloaded',
      bytes: AUDIO.length,
      sha256: sha256(AUDIO),
      finalUrl: 'https://cdn.example/e1.mp3?x=1',
    });
    expect(Buffer.compare(world.scratch.files.get('e1')!, AUDIO)).toBe(0);
    expect(world.requests).toHaveLength(1);
    expect(world.requests[0]).toMatchObject({
      url: URL_OF_AUDIO,
      headers: { 'accept-encoding': 'identity' },
    });
    expect(world.requests[0]).not.toHaveProperty('rangeStart');
  });

  it('replaces what an earlier run left under that name', async () => {
    const world = makeWorld(goodServer(AUDIO));
    world.scratch.files.set('e1', noise(50, 1));
    expect(await world.run()).toMatchObject({ kind: 'downloaded', bytes: AUDIO.length });
  });

  it('works without a length and without validators', async () => {
    const world = makeWorld(() => response(200, {}, partsOf(AUDIO)));
    expect(await world.run()).toMatchObject({ kind: 'downloaded', sha256: sha256(AUDIO) });
  });
});

describe('a broken connection', () => {
  it('is taken up where it broke, with range and validator, after a growing pause', async () => {
    const world = makeWorld(
      goodServer(AUDIO, { breaksAfter: (n) => (n < 3 ? 20_000 : undefined) }),
    );
    expect(await world.run()).toMatchObject({ kind: 'downloaded', sha256: sha256(AUDIO) });
    expect(world.requests.map((r) => [r.rangeStart, r.ifRange])).toEqual([
      [undefined, undefined],
      [20_000, ETAG],
      [40_000, ETAG],
    ]);
    expect(world.slept).toEqual([750, 1_500]);
  });

  it('is taken up by Last-Modified where the ETag is weak', async () => {
    const modified = 'Tue, 24 Nov 2026 06:00:00 GMT';
    const server = goodServer(AUDIO, {
      breaksAfter: (n) => (n === 1 ? 20_000 : undefined),
      headers: { 'last-modified': modified },
    });
    const world = makeWorld((request, n) => {
      const answer = server(request, n);
      return answer.kind === 'response'
        ? { ...answer, headers: { ...answer.headers, etag: 'W/"v1"' } }
        : answer;
    });
    expect(await world.run()).toMatchObject({ kind: 'downloaded', sha256: sha256(AUDIO) });
    expect(world.requests[1]).toMatchObject({ rangeStart: 20_000, ifRange: modified });
  });

  it('starts again where nothing proves that the file is the same', async () => {
    const world = makeWorld(
      goodServer(AUDIO, { headers: {}, breaksAfter: (n) => (n === 1 ? 20_000 : undefined) }),
    );
    expect(await world.run()).toMatchObject({ kind: 'downloaded', sha256: sha256(AUDIO) });
    expect(world.requests[1]).not.toHaveProperty('rangeStart');
  });

  it('starts again when the server answers with the whole of a new file', async () => {
    const other = frames(200, { gain: 90 });
    const world = makeWorld((request, n) =>
      n === 1
        ? goodServer(AUDIO, { breaksAfter: () => 30_000 })(request, n)
        : goodServer(other, { headers: { etag: '"v2"' } })(request, n),
    );
    expect(await world.run()).toMatchObject({
      kind: 'downloaded',
      bytes: other.length,
      sha256: sha256(other),
    });
  });

  it.each([
    [
      'another ETag',
      { etag: '"v2"', 'content-range': `bytes 30000-${AUDIO.length - 1}/${AUDIO.length}` },
    ],
    ['another length', { etag: ETAG, 'content-range': `bytes 30000-99999/100000` }],
    [
      'another place',
      { etag: ETAG, 'content-range': `bytes 0-${AUDIO.length - 1}/${AUDIO.length}` },
    ],
    ['no place', { etag: ETAG }],
  ])('never joins a part that comes with %s', async (_, headers) => {
    const world = makeWorld((request, n) => {
      if (n === 1) {
        return goodServer(AUDIO, { breaksAfter: () => 30_000 })(request, n);
      }
      return n === 2
        ? response(206, headers, partsOf(noise(AUDIO.length - 30_000, 4)))
        : goodServer(AUDIO)(request, n);
    });
    expect(await world.run()).toMatchObject({ kind: 'downloaded', sha256: sha256(AUDIO) });
    expect(world.requests[2]).not.toHaveProperty('rangeStart');
  });

  it('that broke after the last byte is complete when the server says there is no more', async () => {
    const world = makeWorld((request, n) =>
      n === 1
        ? response(
            200,
            { etag: ETAG, 'content-length': String(AUDIO.length) },
            partsOf(AUDIO, AUDIO.length),
          )
        : response(416, { 'content-range': `bytes */${AUDIO.length}` }, partsOf(new Uint8Array(0))),
    );
    expect(await world.run()).toMatchObject({ kind: 'downloaded', sha256: sha256(AUDIO) });
  });

  it('starts again when the server knows no such range', async () => {
    const world = makeWorld((request, n) => {
      if (n === 2) {
        return response(416, {}, partsOf(new Uint8Array(0)));
      }
      return goodServer(AUDIO, { breaksAfter: () => (n === 1 ? 5_000 : undefined) })(request, n);
    });
    expect(await world.run()).toMatchObject({ kind: 'downloaded', sha256: sha256(AUDIO) });
  });

  it('that ends early without an error is noticed by the length', async () => {
    const world = makeWorld((request, n) =>
      n === 1
        ? response(
            200,
            { etag: ETAG, 'content-length': String(AUDIO.length) },
            partsOf(AUDIO.subarray(0, 40_000)),
          )
        : goodServer(AUDIO)(request, n),
    );
    expect(await world.run()).toMatchObject({ kind: 'downloaded', sha256: sha256(AUDIO) });
    expect(world.requests[1]).toMatchObject({ rangeStart: 40_000 });
  });

  it('is given up after nine tries that did not get on', async () => {
    const world = makeWorld(goodServer(AUDIO, { breaksAfter: () => 0 }));
    expect(await world.run()).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: { code: 'http-body-cut' },
    });
    expect(world.requests).toHaveLength(9);
    expect(world.scratch.files.size).toBe(0);
  });

  it('may break as often as it likes while it gets on', async () => {
    const long = new Uint8Array(40 << 20).fill(0x55);
    long.set(AUDIO);
    const world = makeWorld(goodServer(long, { breaksAfter: () => 2 << 20 }));
    expect(await world.run()).toMatchObject({ kind: 'downloaded', sha256: sha256(long) });
    expect(world.requests).toHaveLength(20);
  });

  it('gives the same bytes wherever it breaks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(AUDIO.length), { maxLength: 8 }),
        fc.boolean(),
        async (cuts, hasEtag) => {
          const world = makeWorld(
            goodServer(AUDIO, {
              breaksAfter: (n) => cuts[n - 1],
              headers: hasEtag ? { etag: ETAG } : {},
            }),
          );
          expect(await world.run()).toMatchObject({ kind: 'downloaded', sha256: sha256(AUDIO) });
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a refusal', () => {
  it.each([
    [401, 'audio-needs-login', false],
    [403, 'audio-forbidden', true],
    [404, 'audio-not-found', true],
    [410, 'audio-not-found', false],
    [418, 'audio-refused', false],
    [206, 'audio-refused', false],
  ])('%i is told at once as %s', async (status, code, retryable) => {
    const world = makeWorld(failing(status));
    const outcome = await world.run();
    expect(outcome).toMatchObject({ kind: 'failed', retryable, error: { code } });
    expect(world.requests).toHaveLength(1);
    expect(JSON.stringify(outcome)).toContain('cdn.example');
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });

  it.each([
    [500, 'audio-server-error'],
    [503, 'audio-server-error'],
    [429, 'audio-rate-limited'],
  ])('%i is tried again, then told as %s', async (status, code) => {
    const world = makeWorld(failing(status));
    expect(await world.run()).toMatchObject({ kind: 'failed', retryable: true, error: { code } });
    expect(world.requests).toHaveLength(9);
  });

  it('that passes does no harm, and its Retry-After is kept', async () => {
    const world = makeWorld((request, n) =>
      n === 1 ? failing(503, { 'retry-after': '7' })(request, n) : goodServer(AUDIO)(request, n),
    );
    expect(await world.run()).toMatchObject({ kind: 'downloaded' });
    expect(world.slept).toEqual([7_000]);
  });

  it('with a long Retry-After is left to a later run', async () => {
    const world = makeWorld(failing(429, { 'retry-after': '3600' }));
    expect(await world.run()).toMatchObject({ kind: 'failed', retryable: true });
    expect(world.requests).toHaveLength(1);
  });

  it('of the network is tried again, of a forbidden address is not', async () => {
    const error = problem('http-failed', 'no way there', 'It is tried again later.');
    const passing = makeWorld((request, n) =>
      n < 3 ? { kind: 'failed', error, retryable: true } : goodServer(AUDIO)(request, n),
    );
    expect(await passing.run()).toMatchObject({ kind: 'downloaded' });
    const lasting = makeWorld(() => ({ kind: 'failed', error, retryable: false }));
    expect(await lasting.run()).toEqual({ kind: 'failed', error, retryable: false });
    expect(lasting.requests).toHaveLength(1);
  });
});

describe('what is no audio', () => {
  it('is told: nothing at all', async () => {
    const world = makeWorld(goodServer(new Uint8Array(0)));
    expect(await world.run()).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: { code: 'audio-empty' },
    });
  });

  it('is told: a web page, whatever its type says', async () => {
    const page = new TextEncoder().encode('<!DOCTYPE html><html><body>Log in</body></html>');
    const world = makeWorld(() => response(200, { 'content-type': 'audio/mpeg' }, partsOf(page)));
    expect(await world.run()).toMatchObject({
      kind: 'failed',
      error: { code: 'audio-is-not-audio', message: 'The enclosure is a web page, not audio.' },
    });
    expect(world.scratch.files.size).toBe(0);
  });
});

describe('the limits', () => {
  it('of size hold before anything is read, by the length', async () => {
    const world = makeWorld(goodServer(AUDIO));
    expect(await world.run({ maxBytes: AUDIO.length - 1 })).toMatchObject({
      kind: 'failed',
      retryable: false,
      error: { code: 'audio-too-large' },
    });
    expect(world.scratch.files.size).toBe(0);
    expect(await makeWorld(goodServer(AUDIO)).run({ maxBytes: AUDIO.length })).toMatchObject({
      kind: 'downloaded',
    });
  });

  it('of size hold while reading, where the server says no length or a wrong one', async () => {
    let sent = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        sent += 10_000;
        yield noise(10_000, 1);
      }
    }
    for (const headers of [{}, { 'content-length': '500' }]) {
      sent = 0;
      const world = makeWorld(() => response(200, headers, endless()));
      expect(await world.run({ maxBytes: 100_000 })).toMatchObject({
        kind: 'failed',
        error: { code: 'audio-too-large' },
      });
      expect(sent).toBeLessThanOrEqual(110_000);
    }
  });

  it('of the disk are seen before it is full', async () => {
    const world = makeWorld(goodServer(AUDIO));
    world.scratch.free = 50_000;
    expect(await world.run()).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: {
        code: 'disk-full',
        message: expect.stringMatching(/has \d+ \wiB, but .* has only \d+ \wiB left/u) as string,
      },
    });
  });

  it('of the disk that come as a fault are an outcome', async () => {
    const world = makeWorld(goodServer(AUDIO));
    world.scratch.append = () =>
      Promise.reject(new Fault(problem('disk-full', 'full', 'Free space.')));
    expect(await world.run()).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: { code: 'disk-full' },
    });
  });

  it('of time end it, and nothing is left', async () => {
    const world = makeWorld((request) => response(200, {}, stalled(request.signal)), {
      late: () => true,
    });
    expect(await world.run()).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: { code: 'audio-timeout' },
    });
    expect(world.scratch.files.size).toBe(0);
  });

  it('more bytes than promised are never taken for the file', async () => {
    const world = makeWorld(() => response(200, { 'content-length': '1000' }, partsOf(AUDIO)));
    expect(await world.run()).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: { code: 'audio-length-mismatch' },
    });
  });
});

/** A body that gives a little and then waits for the signal. */
async function* stalled(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  yield noise(1_000, 1);
  await new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) {
      reject(signal.reason);
    }
  });
}

describe('a stop', () => {
  it('before or within a download is an outcome with its reason, and nothing is left', async () => {
    const stop = new AbortController();
    const world = makeWorld((request) => {
      queueMicrotask(() => stop.abort(new Error('the job was cancelled')));
      return response(200, {}, stalled(request.signal));
    });
    expect(await world.run({ signal: stop.signal })).toEqual({
      kind: 'stopped',
      reason: 'the job was cancelled',
    });
    expect(world.scratch.files.size).toBe(0);
    expect(await world.run({ signal: stop.signal })).toMatchObject({ kind: 'stopped' });
    expect(world.requests).toHaveLength(1);
  });
});

describe('a bug', () => {
  it('is thrown on, not told as a fault of the world', async () => {
    const world = makeWorld(() => {
      throw new TypeError('a bug');
    });
    await expect(world.run()).rejects.toThrow('a bug');
  });
});
