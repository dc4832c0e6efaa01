import { describe, expect, it } from 'vitest';
import type { RepairAllowance } from '../../src/pipeline/chunk-types.ts';
import type { RunContext } from '../../src/pipeline/context.ts';
import { makeRepairAllowance } from '../../src/pipeline/repair-allowance.ts';
import type { RunRecord } from '../../src/state/types.ts';

/** 10 in the morning in Los Angeles. */
const NOW = Date.parse('2026-11-30T18:00:00Z');
const DAY_MS = 24 * 3_600_000;

interface Fan {
  readonly index?: number;
  readonly count?: number;
  readonly keys?: number;
  readonly sharesKeys?: boolean;
  readonly perDay?: number;
  readonly runs?: readonly (readonly [id: string, repairs: number, startedAt?: number])[];
  readonly clock?: { now: () => number };
}

function allowance(fan: Fan = {}): RepairAllowance {
  const { index = 1, count = 1, keys = 1, perDay = 20, clock = { now: () => NOW } } = fan;
  const run = {
    ports: { clock },
    keys: Array.from({ length: keys }, (_, at) => ({ fingerprint: `key ${at}` })),
    shard: { index, count },
    sharesKeys: fan.sharesKeys ?? keys < count,
    runId: `7/${index}-of-${count}`,
    startedAt: clock.now(),
  } as unknown as RunContext;
  const runs = (fan.runs ?? []).map(
    ([id, repairs, startedAt = NOW - 60_000]) => ({ id, repairs, startedAt }) as RunRecord,
  );
  return makeRepairAllowance(run, {
    service: { now: { ledger: { entries: [], keys: [] } } } as never,
    models: [{ model: 'm', limits: { requestsPerDay: perDay } }] as never,
    runs: { version: 1, runs },
  });
}

function takeAll(given: RepairAllowance): number {
  let count = 0;
  while (given.take()) count += 1;
  return count;
}

const fanOut = (count: number, fan: Fan = {}): number[] =>
  Array.from({ length: count }, (_, at) => takeAll(allowance({ ...fan, index: at + 1, count })));

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('repairs of a day', () => {
  it('are a quarter of its requests, over all runs of the day', () => {
    expect(takeAll(allowance())).toBe(5);
    expect(takeAll(allowance({ keys: 2 }))).toBe(10);
    const runs = [
      ['6/1-of-1', 3],
      ['5/1-of-1', 9, NOW - DAY_MS],
    ] as const;
    expect(takeAll(allowance({ runs }))).toBe(2);
  });

  // Each of four jobs on one key of 20 requests took five: all of the day went to repairs.
  it.each([1, 2, 4, 8, 20])('are shared by %i jobs with the same key', (count) => {
    const shares = fanOut(count);
    expect(sum(shares)).toBe(5);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    expect(sum(fanOut(count, { runs: [['6/1-of-1', 2]] }))).toBe(3);
    expect(sum(fanOut(count, { runs: [[`6/1-of-${count}`, 2]] }))).toBe(3);
    expect(sum(fanOut(count, { runs: [['6/1-of-1', 9]] }))).toBe(0);
  });

  it('are the same whether the other jobs of the fan-out have ended or not', () => {
    const first = takeAll(allowance({ index: 1, count: 2 }));
    const second = takeAll(allowance({ index: 2, count: 2, runs: [['7/1-of-2', first]] }));
    expect(first + second).toBe(5);
  });

  it('count those of an attempt before at the same job', () => {
    const [first = 0] = fanOut(2);
    expect(first).toBeGreaterThan(1);
    expect(takeAll(allowance({ index: 1, count: 2, runs: [['7/1-of-2', first - 1]] }))).toBe(1);
  });

  it('are not taken from a job with keys of its own by the others', () => {
    const fan = { count: 4, sharesKeys: false, keys: 1 };
    const runs = [
      ['6/1-of-4', 5],
      ['6/2-of-4', 1],
      ['7/3-of-4', 5],
    ] as const;
    expect(takeAll(allowance({ ...fan, index: 1, runs }))).toBe(0);
    expect(takeAll(allowance({ ...fan, index: 2, runs }))).toBe(4);
    expect(takeAll(allowance({ ...fan, index: 4, runs }))).toBe(5);
  });

  it('leave no job without any for ever', () => {
    const got = Array.from({ length: 8 }, () => 0);
    for (let day = 0; day < 8; day += 1) {
      const shares = fanOut(8, { clock: { now: () => NOW + day * DAY_MS } });
      expect(sum(shares)).toBe(5);
      for (const [at, share] of shares.entries()) got[at]! += share;
    }
    expect(got).toEqual(got.map(() => 5));
  });

  it('begin anew with the day, in equal parts', () => {
    let now = NOW;
    const jobs = [1, 2].map((index) => allowance({ index, count: 2, clock: { now: () => now } }));
    expect(sum(jobs.map(takeAll))).toBe(5);
    now += DAY_MS;
    expect(sum(jobs.map(takeAll))).toBe(5);
    expect(sum(jobs.map((job) => job.taken()))).toBe(10);
  });

  it('have no bound where no limit is known', () => {
    const job = allowance({ count: 4, perDay: Infinity, runs: [['6/1-of-1', 9]] });
    for (let count = 0; count < 1_000; count += 1) expect(job.take()).toBe(true);
  });
});
