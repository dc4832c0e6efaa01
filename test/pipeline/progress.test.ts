import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeProgress, progressLine, quotaLeft } from '../../src/pipeline/progress.ts';
import type { Progress, ProgressEpisode } from '../../src/pipeline/progress.ts';
import { makeTimeBudget } from '../../src/pipeline/time-budget.ts';
import type { ProgressState } from '../../src/ports.ts';
import { emptyLedger, recordRequest } from '../../src/quota/ledger.ts';
import { HOUR, MINUTE, NOON, makeLog, makeTime } from './kit.ts';

const SECOND = 1_000;
const NEVER = new AbortController().signal;

/** Ten episodes of four parts each; the first has five of its parts from before. */
const TEN: readonly ProgressEpisode[] = Array.from({ length: 10 }, (_, index) => ({
  show: 'kettle',
  id: `e${index}`,
  title: `Kettle: Part ${index}`,
  kept: index === 0 ? 5 : 0,
  expected: index === 0 ? 3 : 4,
}));

interface Stage {
  readonly progress: Progress;
  readonly pass: (ms: number) => Promise<void>;
  /** Lines with the seconds since the start at which they came. */
  readonly lines: () => readonly string[];
  readonly states: readonly ProgressState[];
  readonly ends: () => number;
  readonly budget: ReturnType<typeof makeTimeBudget>;
}

/** Lets a piece of work go on in virtual time. */
async function play(
  work: (stage: Stage) => Promise<void>,
  given: { readonly sink?: boolean; readonly quota?: number } = {},
): Promise<Stage> {
  const time = makeTime();
  const log = makeLog();
  const said: string[] = [];
  const states: ProgressState[] = [];
  let ends = 0;
  const budget = makeTimeBudget(time, 5 * HOUR, () => undefined);
  const progress = makeProgress({
    clock: time,
    log: {
      ...log,
      info: (message) => void said.push(`${(time.now() - NOON) / SECOND}: ${message}`),
    },
    ...(given.sink === true
      ? { sink: { update: (state) => void states.push(state), end: () => void (ends += 1) } }
      : {}),
    episodes: TEN,
    budgetEndsAt: budget.endsAt,
    quotaLeft: () => given.quota,
  });
  const stage: Stage = {
    progress,
    pass: (ms) => time.sleep(ms, NEVER),
    lines: () => said,
    states,
    ends: () => ends,
    budget,
  };
  try {
    await time.drive(work(stage));
  } finally {
    progress.end();
    budget.end();
  }
  return stage;
}

const FIRST = { show: 'kettle', id: 'e0' };
const SECOND_ONE = { show: 'kettle', id: 'e1' };

describe('progress in a log', () => {
  it('is a line at each ended episode, with parts kept from before counted as such', async () => {
    const stage = await play(
      async ({ progress, pass }) => {
        progress.begin(FIRST);
        progress.cut(FIRST, { all: 8, kept: 5 });
        for (let part = 0; part < 3; part += 1) {
          await pass(8 * SECOND);
          progress.part(FIRST);
        }
        progress.ended(FIRST, 'done');
      },
      { quota: 1_234 },
    );
    expect(stage.lines()).toEqual([
      // 3 parts in 24 s, 36 left.
      '24: Progress: 1 of 10 episodes; 8 of 44 parts, 5 kept from before; 24 s so far, about 5 min left; 1,234 requests left today',
    ]);
  });

  it('comes at least every 30 seconds while nothing ends', async () => {
    const stage = await play(async ({ pass }) => {
      await pass(100 * SECOND);
    });
    expect(stage.lines().map((line) => line.slice(0, line.indexOf(';')))).toEqual([
      '30: Progress: 0 of 10 episodes',
      '60: Progress: 0 of 10 episodes',
      '90: Progress: 0 of 10 episodes',
    ]);
  });

  it('counts its 30 seconds from the last line', async () => {
    const stage = await play(async ({ progress, pass }) => {
      await pass(20 * SECOND);
      progress.ended(FIRST, 'failed');
      await pass(45 * SECOND);
    });
    expect(stage.lines().map((line) => line.split(':')[0])).toEqual(['20', '50']);
    expect(stage.lines()[0]).toContain('1 of 10 episodes (1 failed)');
  });

  it('says nothing after the end, whatever still happens, and leaves no timer', async () => {
    const time = makeTime();
    const log = makeLog();
    const progress = makeProgress({
      clock: time,
      log,
      episodes: TEN,
      budgetEndsAt: () => NOON + HOUR,
      quotaLeft: () => undefined,
    });
    progress.end();
    progress.end();
    progress.begin(FIRST);
    progress.part(FIRST);
    progress.ended(FIRST, 'done');
    // Nothing is left to happen: the ticker is over.
    await expect(time.drive(new Promise(() => undefined))).rejects.toThrow('nothing is left');
    expect(log.lines).toEqual([]);
  });

  it('is silent while the work waits for quota, and does not count the wait as work', async () => {
    const stage = await play(async ({ progress, pass, budget }) => {
      progress.begin(FIRST);
      progress.cut(FIRST, { all: 8, kept: 5 });
      await pass(10 * SECOND);
      progress.part(FIRST);
      const resume = budget.suspend();
      await pass(6 * HOUR);
      resume();
      await pass(40 * SECOND);
      progress.ended(FIRST, 'done');
    });
    const at = stage.lines().map((line) => Number(line.split(':')[0]) - 6 * 3_600);
    // One more line may come before the wait is noticed, none in it.
    expect(at.filter((sec) => sec < 0).length).toBeLessThanOrEqual(1);
    expect(at.at(-1)).toBe(50);
    // 1 part in 50 s of work; 36 parts of the nine other episodes are left.
    expect(stage.lines().at(-1)).toContain('6 h 01 min so far, about 30 min left');
  });

  it('takes the true number of parts when the audio is cut, and no total shrinks when work is put off', async () => {
    const stage = await play(async ({ progress, pass }) => {
      progress.begin(FIRST);
      progress.begin(SECOND_ONE);
      progress.cut(SECOND_ONE, { all: 20, kept: 0 });
      await pass(SECOND);
      progress.part(SECOND_ONE);
      progress.ended(SECOND_ONE, 'deferred');
      progress.ended(FIRST, 'skipped');
    });
    // 8 + 9 × 4 = 44 planned; 20 in place of 4, of which 1 was done before it was put off.
    expect(stage.lines()[0]).toContain('1 of 10 episodes (1 deferred); 6 of 60 parts');
    // The other was skipped: only its kept parts count, since the rest is never done.
    expect(stage.lines()[1]).toContain('2 of 10 episodes (1 deferred); 6 of 57 parts');
    // What is left is reckoned without what was put off: 8 episodes of 4 parts.
    expect(stage.lines()[1]).toContain('about 32 s left');
  });

  it('an episode of which nothing was planned is not spoken of', async () => {
    const stage = await play(async ({ progress }) => {
      progress.ended({ show: 'x', id: 'y' }, 'done');
      return await Promise.resolve();
    });
    expect(stage.lines()).toEqual([]);
  });
});

describe('progress for a sink', () => {
  it('comes at each change and once a second, and the log is left alone', async () => {
    const stage = await play(
      async ({ progress, pass }) => {
        progress.begin(SECOND_ONE);
        progress.begin(FIRST);
        progress.cut(FIRST, { all: 8, kept: 5 });
        await pass(2_500);
        progress.part(FIRST);
        progress.ended(FIRST, 'done');
      },
      { sink: true },
    );
    expect(stage.lines()).toEqual([]);
    expect(stage.states.map(({ elapsedMs }) => elapsedMs)).toEqual([
      0, 0, 0, 1_000, 2_000, 2_500, 2_500,
    ]);
    expect(stage.states[2]?.current).toEqual(['Kettle: Part 1', 'Kettle: Part 0']);
    expect(stage.states.at(-1)).toMatchObject({
      episodes: { done: 1, failed: 0, deferred: 0, total: 10 },
      current: ['Kettle: Part 1'],
      waiting: false,
    });
    expect(stage.ends()).toBe(1);
  });

  it('is told of a wait for quota', async () => {
    const stage = await play(
      async ({ pass, budget }) => {
        const resume = budget.suspend();
        await pass(10 * SECOND);
        resume();
        await pass(10 * SECOND);
      },
      { sink: true },
    );
    expect(stage.states.filter(({ waiting }) => waiting).length).toBeGreaterThanOrEqual(9);
    expect(stage.states.at(-1)?.waiting).toBe(false);
  });
});

describe('the figures', () => {
  it('never count more done than there is, whatever order things are told in', async () => {
    const step = fc.record({
      what: fc.constantFrom('begin', 'cut', 'part', 'done', 'failed', 'pass'),
      at: fc.nat(9),
      all: fc.nat(12),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const stage = await play(
          async ({ progress, pass }) => {
            for (const { what, at, all } of steps) {
              const episode = { show: 'kettle', id: `e${at}` };
              if (what === 'begin') progress.begin(episode);
              if (what === 'cut') progress.cut(episode, { all, kept: all >> 1 });
              if (what === 'part') progress.part(episode);
              if (what === 'done' || what === 'failed') progress.ended(episode, what);
              if (what === 'pass') await pass(1_500);
            }
          },
          { sink: true },
        );
        for (const { episodes, parts, leftMs } of stage.states) {
          expect(parts.done).toBeLessThanOrEqual(parts.total);
          expect(parts.kept).toBeLessThanOrEqual(parts.done);
          expect(episodes.done).toBeLessThanOrEqual(episodes.total);
          if (leftMs !== undefined) expect(leftMs).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('are told in words', () => {
    const state: ProgressState = {
      elapsedMs: 12 * MINUTE,
      episodes: { done: 3, failed: 1, deferred: 2, total: 12 },
      parts: { done: 12, kept: 5, total: 40 },
      current: [],
      leftMs: 3 * HOUR + 5 * MINUTE,
      quotaLeft: 1,
      waiting: false,
    };
    expect(progressLine(state)).toBe(
      'Progress: 3 of 12 episodes (1 failed, 2 deferred); 12 of 40 parts, 5 kept from before; 12 min so far, about 3 h 05 min left; 1 request left today',
    );
  });
});

describe('the quota that is left', () => {
  const query = {
    keys: ['a', 'b'],
    models: [{ model: 'flash', limits: { requestsPerDay: 20 } }],
    shares: [],
    now: NOON,
  };

  it('is that of all keys and models', () => {
    const ledger = recordRequest(emptyLedger(), { key: 'a', model: 'flash', tokens: 1, now: NOON });
    expect(quotaLeft({ ...query, ledger })).toBe(39);
  });

  it('is this job’s part in a fan-out', () => {
    const shares = ['a', 'b'].map((key) => ({
      key,
      model: 'flash',
      limits: { requestsPerDay: 5 },
    }));
    expect(quotaLeft({ ...query, ledger: emptyLedger(), shares })).toBe(10);
  });

  it('is unknown while a limit is', () => {
    const models = [...query.models, { model: 'lite', limits: {} }];
    expect(quotaLeft({ ...query, ledger: emptyLedger(), models })).toBeUndefined();
  });

  it('does not count a key that is out of use', () => {
    const ledger = {
      ...emptyLedger(),
      keys: [
        {
          key: 'b',
          state: 'dead' as const,
          kind: 'key-leaked',
          reason: 'leaked',
          since: NOON,
          until: NOON + HOUR,
        },
      ],
    };
    expect(quotaLeft({ ...query, ledger })).toBe(20);
  });
});
