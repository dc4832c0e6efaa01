import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problem } from '../../src/base/outcome.ts';
import { guardHosts } from '../../src/pipeline/guard-hosts.ts';
import { HttpBodyError } from '../../src/ports.ts';
import type { Http, HttpOutcome } from '../../src/ports.ts';
import { emptyCircuit, mayCall, openBreakers, resetCircuit } from '../../src/quota/breaker.ts';
import { emptyLedger } from '../../src/quota/ledger.ts';
import type { CircuitState } from '../../src/state/types.ts';
import { HOUR, makeTime, MINUTE, NOON } from './kit.ts';
import type { TestTime } from './kit.ts';

const HOST = 'host:audio.example';
const BROKE = problem('http-refused', 'audio.example does not take connections', 'Wait.');

/** What the fake answers: a status, a connection that fails, a refused address, a body that breaks. */
type Answer = number | 'refused' | 'forbidden' | 'cut' | 'cut late';

interface Bench {
  readonly time: TestTime;
  readonly http: Http;
  readonly service: { readonly now: { circuit: CircuitState } };
  readonly asked: { readonly url: string; readonly at: number }[];
  /** Asks and reads the answer; says the status or the code of the problem. */
  readonly get: (url?: string) => Promise<number | string>;
}

function setUp(
  answer: (index: number, url: string) => Answer,
  more: { readonly circuit?: CircuitState; readonly tookMs?: () => number } = {},
): Bench {
  const time = makeTime();
  const asked: Bench['asked'] = [];
  const now = { ledger: emptyLedger(), circuit: more.circuit ?? emptyCircuit() };
  const world: Http = {
    get: async ({ url, signal }) => {
      const index = asked.length;
      asked.push({ url, at: time.now() });
      await time.sleep(more.tookMs?.() ?? 100, signal);
      return outcomeOf(answer(index, url), url);
    },
  };
  const http = guardHosts(world, { service: { now }, clock: time, threshold: 5 });
  const get = async (url = 'https://audio.example/1.mp3'): Promise<number | string> => {
    const outcome = await http.get({ url, idleTimeoutMs: 1, signal: new AbortController().signal });
    if (outcome.kind === 'failed') return outcome.error.code;
    try {
      for await (const part of outcome.body) expect(part.length).toBeGreaterThan(0);
      return outcome.status;
    } catch (error) {
      if (!(error instanceof HttpBodyError)) throw error;
      return 'cut';
    }
  };
  return { time, http, service: { now }, asked, get };
}

function outcomeOf(answer: Answer, url: string): HttpOutcome {
  if (answer === 'refused') return { kind: 'failed', error: BROKE, retryable: true };
  if (answer === 'forbidden') return { kind: 'failed', error: BROKE, retryable: false };
  async function* body(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(new Uint8Array(answer === 'cut late' ? 1 << 20 : 10));
    if (typeof answer === 'string') throw new HttpBodyError(BROKE);
  }
  const status = typeof answer === 'number' ? answer : 200;
  return { kind: 'response', status, headers: {}, finalUrl: url, body: body(), discard: () => {} };
}

async function times(bench: Bench, count: number, url?: (index: number) => string) {
  const results: (number | string)[] = [];
  for (let index = 0; index < count; index += 1) {
    results.push(await bench.time.drive(bench.get(url?.(index))));
  }
  return results;
}

/** Opens the breaker, and lets so many of its pauses pass. */
async function opened(bench: Bench): Promise<void> {
  await times(bench, 5);
  expect(mayCall(bench.service.now.circuit, HOST, bench.time.now()).kind).toBe('open');
}

describe('a host behind a redirect', () => {
  const CDN = 'host:cdn.example';

  /** Counting services redirect to a host of files, which does not answer while `down` says so. */
  function redirecting(down: () => boolean): Bench {
    const bench = setUp(() => 200);
    const world: Http = {
      get: async ({ url, signal }) => {
        bench.asked.push({ url, at: bench.time.now() });
        await bench.time.sleep(100, signal);
        const finalUrl = url.replace('audio.example', 'cdn.example');
        if (url.includes('/self/')) return outcomeOf(200, url);
        const answer = outcomeOf(down() ? 'refused' : 200, finalUrl);
        return answer.kind === 'failed' ? { ...answer, finalUrl } : answer;
      },
    };
    const service = { now: { ledger: emptyLedger(), circuit: emptyCircuit() } };
    const guard = { service, clock: bench.time, threshold: 5 };
    const http = guardHosts(world, guard);
    const get = async (url = 'https://audio.example/1.mp3'): Promise<number | string> => {
      const signal = new AbortController().signal;
      const outcome = await http.get({ url, idleTimeoutMs: 1, signal });
      if (outcome.kind === 'failed') return outcome.error.code;
      outcome.discard();
      return outcome.status;
    };
    return { ...bench, service, http, get };
  }

  it('is charged for its own faults, and the one that redirects is not', async () => {
    const bench = redirecting(() => true);
    await times(bench, 5);
    const { circuit } = bench.service.now;
    expect(mayCall(circuit, CDN, bench.time.now()).kind).toBe('open');
    expect(circuit.breakers[HOST]).toBeUndefined();
    // What else the first one serves goes on; the address that led to the host that rests waits.
    expect(await times(bench, 1, () => 'https://audio.example/self/2.mp3')).toEqual([200]);
    const asked = bench.asked.length;
    expect(await times(bench, 2)).toEqual(['host-paused', 'host-paused']);
    expect(await times(bench, 1, () => 'https://cdn.example/9.mp3')).toEqual(['host-paused']);
    expect(bench.asked).toHaveLength(asked);
  });

  it('is asked again through the redirect when its time has come, and then closes', async () => {
    let down = true;
    const bench = redirecting(() => down);
    await times(bench, 5);
    await bench.time.drive(bench.time.scheduler.sleep(30 * MINUTE));
    expect(await times(bench, 2)).toEqual(['http-refused', 'host-paused']);
    down = false;
    await bench.time.drive(bench.time.scheduler.sleep(HOUR));
    expect(await times(bench, 2)).toEqual([200, 200]);
    expect(bench.service.now.circuit.breakers).toEqual({});
  });
});

describe('a host that does not take connections', () => {
  it('is left alone after five requests, which is told without another', async () => {
    const bench = setUp(() => 'refused');
    expect(await times(bench, 7)).toEqual([
      ...Array.from({ length: 5 }, () => 'http-refused'),
      'host-paused',
      'host-paused',
    ]);
    expect(bench.asked).toHaveLength(5);
    const [open] = openBreakers(bench.service.now.circuit, bench.time.now());
    expect(open).toMatchObject({ subject: HOST, until: bench.asked[4]!.at + 100 + 30 * MINUTE });
  });

  it('names the moment until when, for a deferral', async () => {
    const bench = setUp(() => 'refused');
    await opened(bench);
    const outcome = await bench.http.get({
      url: 'https://audio.example/other.mp3',
      idleTimeoutMs: 1,
      signal: new AbortController().signal,
    });
    expect(outcome).toMatchObject({
      kind: 'failed',
      retryable: true,
      notBefore: openBreakers(bench.service.now.circuit, bench.time.now())[0]?.until,
      error: { code: 'host-paused', message: expect.stringContaining('audio.example') },
    });
  });

  it('leaves other hosts and other ports alone', async () => {
    const bench = setUp((_index, url) => (url.includes('audio.example/') ? 'refused' : 200));
    await opened(bench);
    expect(await bench.time.drive(bench.get('https://other.example/1.mp3'))).toBe(200);
    expect(await bench.time.drive(bench.get('https://audio.example:8443/1.mp3'))).toBe(200);
  });

  it('is asked by one request when its time has come, and closes with its answer', async () => {
    const bench = setUp((index) => (index < 5 ? 'refused' : 200));
    await opened(bench);
    await bench.time.drive(bench.time.scheduler.sleep(30 * MINUTE));
    const before = bench.asked.length;
    const answers = await bench.time.drive(Promise.all([bench.get(), bench.get(), bench.get()]));
    expect(answers).toEqual([200, 200, 200]);
    const [probe, ...others] = bench.asked.slice(before);
    for (const one of others) expect(one.at).toBeGreaterThanOrEqual((probe?.at ?? 0) + 100);
    expect(bench.service.now.circuit.breakers).toEqual({});
  });

  it('is left alone for 30, 60, 120 and again 120 minutes while its probes fail', async () => {
    const bench = setUp(() => 'refused');
    await opened(bench);
    for (const minutes of [30, 60, 120, 120]) {
      const [open] = openBreakers(bench.service.now.circuit, bench.time.now());
      expect(Math.round(((open?.until ?? 0) - bench.time.now()) / MINUTE)).toBe(minutes);
      await bench.time.drive(bench.time.scheduler.sleep((open?.until ?? 0) - bench.time.now()));
      const before = bench.asked.length;
      const answers = await bench.time.drive(Promise.all([bench.get(), bench.get()]));
      expect(new Set(answers)).toEqual(new Set(['http-refused', 'host-paused']));
      expect(bench.asked).toHaveLength(before + 1);
    }
    bench.service.now.circuit = resetCircuit(bench.service.now.circuit, HOST);
    expect(await bench.time.drive(bench.get())).toBe('http-refused');
  });

  it('is asked again by a later run when the one that probed it was killed', async () => {
    const circuit: CircuitState = {
      version: 1,
      breakers: {
        [HOST]: { state: 'half-open', failures: 5, trips: 1, openUntil: NOON + 15 * MINUTE },
      },
    };
    const bench = setUp(() => 200, { circuit });
    expect(await bench.time.drive(bench.get())).toBe('host-paused');
    await bench.time.drive(bench.time.scheduler.sleep(15 * MINUTE));
    expect(await bench.time.drive(bench.get())).toBe(200);
  });
});

describe('what counts against a host', () => {
  const url = (index: number): string => `https://audio.example/${index}.mp3`;

  it.each([[404], [403], [410], [401], [429], [416], [304]])(
    'is not an answer of %i',
    async (status) => {
      const bench = setUp(() => status);
      await times(bench, 12, url);
      expect(bench.service.now.circuit.breakers).toEqual({});
      expect(bench.asked).toHaveLength(12);
    },
  );

  it.each([[500], [502], [503], [504], [408]])('is an answer of %i', async (status) => {
    const bench = setUp(() => status);
    expect((await times(bench, 7, url)).slice(5)).toEqual(['host-paused', 'host-paused']);
  });

  it('is a broken body that brought next to nothing, not one that brought a megabyte', async () => {
    const poor = setUp(() => 'cut');
    expect((await times(poor, 6, url))[5]).toBe('host-paused');
    const rich = setUp(() => 'cut late');
    expect((await times(rich, 12, url))[11]).toBe('cut');
  });

  it('is not an address that we refuse ourselves', async () => {
    const bench = setUp(() => 'forbidden');
    await times(bench, 12);
    expect(bench.service.now.circuit.breakers).toEqual({});
  });

  it('is each broken file once, so that one of them does not take its host with it', async () => {
    const bench = setUp(() => 500);
    expect(await times(bench, 12)).toEqual(Array.from({ length: 12 }, () => 500));
    expect((await times(bench, 6, url)).slice(4)).toEqual([500, 'host-paused']);
  });

  it('is forgotten with an answer', async () => {
    const bench = setUp((index) => (index % 5 === 4 ? 200 : 'refused'));
    await times(bench, 40);
    expect(bench.asked).toHaveLength(40);
  });

  it('is not a stop of the run', async () => {
    const bench = setUp(() => 200, { tookMs: () => HOUR });
    const stop = new AbortController();
    bench.time.scheduler.after(1_000, () => stop.abort(new Error('stop')));
    const asked = bench.http.get({
      url: url(1),
      idleTimeoutMs: 1,
      signal: stop.signal,
    });
    await expect(bench.time.drive(asked)).rejects.toThrow('stop');
    expect(bench.service.now.circuit.breakers).toEqual({});
  });

  it('ends the wait for a probe with the run', async () => {
    const circuit: CircuitState = {
      version: 1,
      breakers: { [HOST]: { state: 'open', failures: 5, trips: 1, openUntil: NOON } },
    };
    const bench = setUp(() => 200, { circuit, tookMs: () => HOUR });
    const stop = new AbortController();
    bench.time.scheduler.after(1_000, () => stop.abort(new Error('stop')));
    const ask = (signal: AbortSignal): Promise<HttpOutcome> =>
      bench.http.get({ url: url(1), idleTimeoutMs: 1, signal });
    const probe = ask(new AbortController().signal);
    await expect(bench.time.drive(ask(stop.signal))).rejects.toThrow('stop');
    expect(bench.time.now()).toBe(NOON + 1_000);
    await bench.time.drive(probe);
  });
});

describe('whatever happens', () => {
  it('never is a request sent to a host whose breaker is open, nor two while it is probed', async () => {
    const answers = fc.array(fc.constantFrom<Answer>(200, 404, 500, 'refused', 'cut'), {
      minLength: 20,
      maxLength: 60,
    });
    const asks = fc.array(fc.record({ file: fc.nat(9), pause: fc.nat(40) }), {
      minLength: 30,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(answers, asks, fc.nat(200), async (script, plan, tookSec) => {
        const breaches: string[] = [];
        let probing = 0;
        const bench = setUp((index) => script[index % script.length] ?? 200, {
          tookMs: () => {
            const breaker = bench.service.now.circuit.breakers[HOST];
            if (breaker?.state === 'open' && bench.time.now() < (breaker.openUntil ?? 0)) {
              breaches.push('sent while open');
            }
            if (breaker?.state === 'half-open') probing += 1;
            return tookSec * 1_000;
          },
        });
        // Several at a time, with pauses between them.
        for (let at = 0; at < plan.length; at += 3) {
          const some = plan.slice(at, at + 3);
          const before = probing;
          const wasOpen = bench.service.now.circuit.breakers[HOST]?.state === 'open';
          await bench.time.drive(
            Promise.all(some.map(({ file }) => bench.get(`https://audio.example/${file}`))),
          );
          if (wasOpen && probing - before > 1) breaches.push('two probes at once');
          await bench.time.drive(bench.time.scheduler.sleep((some[0]?.pause ?? 0) * MINUTE));
        }
        expect(breaches).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
