import { describe, expect, it } from 'vitest';
import type { ModelChoice } from '../../src/quota/choose.ts';
import { forecast } from '../../src/quota/forecast.ts';
import type { Forecast } from '../../src/quota/forecast.ts';
import { emptyLedger } from '../../src/quota/ledger.ts';
import { addDays, pacificDay, pacificDayStart } from '../../src/quota/pacific.ts';
import { suspectedSharedProjects } from '../../src/quota/shared-projects.ts';
import type { Ledger } from '../../src/quota/types.ts';
import { makeService } from './service-model.ts';
import type { Books } from './service-model.ts';
import { CHUNK_TOKENS, seeded, simulate } from './simulation.ts';

const HOUR_MS = 3_600_000;
const KEYS = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'];
const FREE_TIER = { requestsPerDay: 20, requestsPerMinute: 5, tokensPerMinute: 250_000 };
const MINUTE_LIMITS = { requestsPerMinute: 5, tokensPerMinute: 250_000 };
/** 400 episodes of an hour, six chunks each. */
const BACKLOG = { episodes: 400, chunks: 2_400 };
const SPREAD = { concurrency: 4, budgetMs: 5 * HOUR_MS };

/** The part of the requests that quota allowed that was used, on the days between the first and the last. */
function usedShare(books: Books, perDay: number): number {
  const days = [...books.served].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, -1);
  const first = days[0]?.[0] ?? '';
  const last = days.at(-1)?.[0] ?? '';
  const expected =
    Math.round((pacificDayStart(last) - pacificDayStart(first)) / (24 * HOUR_MS)) + 1;
  return days.reduce((sum, [, served]) => sum + served, 0) / (expected * perDay);
}

function foreseen(
  now: number,
  models: readonly ModelChoice[],
  ledger: Ledger = emptyLedger(),
): Forecast {
  return forecast({
    ledger,
    keys: KEYS,
    models,
    now,
    episodes: Array.from({ length: BACKLOG.episodes }, () => ({
      durationSec: 3_600,
      chunksDone: 0,
    })),
    chunkSec: 600,
    assumedDurationSec: 3_000,
    schedule: { runsPerDay: 4, budgetMs: SPREAD.budgetMs, requestMs: 90_000, concurrency: 4 },
    prices: {},
  });
}

function daysBetween(from: string, to: string): number {
  return Math.round((pacificDayStart(to) - pacificDayStart(from)) / (24 * HOUR_MS));
}

describe('3 keys of 3 projects, 20 requests a day each, 400 episodes of an hour', () => {
  const starts: readonly [string, string, string][] = [
    ['over the end of summer time', '2026-10-15', '2026-11-01'],
    ['over its beginning', '2027-02-20', '2027-03-14'],
    ['in the middle of a year', '2027-06-01', '2027-06-20'],
  ];

  it.each(starts)('%s: keeps every law', (_name, startDay, withinDay) => {
    const start = pacificDayStart(startDay);
    const service = makeService(FREE_TIER, (key) => key);
    const models = [{ model: 'm', limits: MINUTE_LIMITS }];
    const done = simulate({
      ...SPREAD,
      service,
      keys: KEYS,
      models,
      chunks: BACKLOG.chunks,
      start,
      random: seeded(7),
    });

    expect(done.paid.every((times) => times === 1)).toBe(true);
    expect(service.books.afterDaily).toBe(0);
    expect(service.books.minute).toBe(0);
    expect(usedShare(service.books, 60)).toBeGreaterThanOrEqual(0.98);
    expect([...service.books.served.values()].every((served) => served <= 60)).toBe(true);
    expect(service.books.served.has(withinDay)).toBe(true);
    expect(done).toMatchObject({ red: 0, badDeferrals: 0, late: 0 });
    expect(done.longestWaitMs).toBeLessThanOrEqual(90_000);

    const known = [{ model: 'm', limits: { ...MINUTE_LIMITS, requestsPerDay: 20 } }];
    const foretold = foreseen(start, known);
    expect(foretold).toMatchObject({
      requests: 2_400,
      hours: 400,
      quotaPerDay: 60,
      bound: 'quota',
    });
    expect(
      Math.abs(daysBetween(foretold.doneOn ?? '', pacificDay(done.doneAt))),
    ).toBeLessThanOrEqual(1);
  });

  it('asks a refused pair again on no day, and learns the limit anew once a week at most', () => {
    const service = makeService(FREE_TIER, (key) => key);
    const models = [{ model: 'm', limits: MINUTE_LIMITS }];
    const start = pacificDayStart('2026-10-15');
    simulate({
      ...SPREAD,
      service,
      keys: KEYS,
      models,
      chunks: BACKLOG.chunks,
      start,
      random: seeded(3),
    });
    const refusals = [...service.books.daily.values()];
    expect(refusals.every((times) => times === 1)).toBe(true);
    // 40 days: the first one, and one in each week after it, for each of the keys.
    expect(refusals.length).toBeLessThanOrEqual(3 * 6);
    expect(refusals.length).toBeGreaterThanOrEqual(3);
  });

  it('with the limit configured is never refused at all', () => {
    const service = makeService(FREE_TIER, (key) => key);
    const models = [{ model: 'm', limits: FREE_TIER }];
    const start = pacificDayStart('2026-10-25');
    const done = simulate({
      ...SPREAD,
      service,
      keys: KEYS,
      models,
      chunks: 900,
      start,
      random: seeded(5),
    });
    expect(service.books.daily.size + service.books.minute).toBe(0);
    expect(usedShare(service.books, 60)).toBe(1);
    expect(done.paid.every((times) => times === 1)).toBe(true);
  });

  it('with no limit known at all learns them from refusals, and then keeps them', () => {
    const service = makeService(FREE_TIER, (key) => key);
    const models = [{ model: 'm', limits: {} }];
    const start = pacificDayStart('2026-10-25');
    const done = simulate({
      ...SPREAD,
      service,
      keys: KEYS,
      models,
      chunks: 1_200,
      start,
      random: seeded(11),
      concurrency: 20,
    });
    expect(service.books.afterDaily).toBe(0);
    expect(usedShare(service.books, 60)).toBeGreaterThanOrEqual(0.98);
    // A handful for each key in each of the three weeks in which the limits are learnt.
    expect(service.books.minute).toBeLessThanOrEqual(30);
    expect(done).toMatchObject({ red: 0, badDeferrals: 0, late: 0 });
    const midway = foreseen(start, models, done.ledger);
    expect(midway.quotaPerDay).toBe(60);
  });

  it('under a sick service and killed runs still asks no refused pair and wastes little', () => {
    const chance = seeded(23);
    const service = makeService(
      FREE_TIER,
      (key) => key,
      () => {
        const draw = chance();
        return draw < 0.1 ? 'overloaded' : draw < 0.12 ? 'internal' : 'well';
      },
    );
    const models = [{ model: 'm', limits: MINUTE_LIMITS }];
    const kills = seeded(29);
    const done = simulate({
      ...SPREAD,
      service,
      keys: KEYS,
      models,
      chunks: 1_200,
      start: pacificDayStart('2026-10-20'),
      random: seeded(31),
      killAfterMs: () => (kills() < 0.2 ? kills() * 20 * 60_000 : undefined),
    });
    expect(service.books.afterDaily).toBe(0);
    expect(service.books.faults).toBeGreaterThan(50);
    expect(usedShare(service.books, 60)).toBeGreaterThanOrEqual(0.98);
    expect(done.paid.every((times) => times === 1)).toBe(true);
    expect(done).toMatchObject({ red: 0, badDeferrals: 0, late: 0 });
  });
});

describe('other worlds', () => {
  it('a lesser model with a larger quota serves once the better one is spent, on every key first', () => {
    const service = makeService(FREE_TIER, (key) => key);
    const models = ['best', 'lite'].map((model) => ({ model, limits: MINUTE_LIMITS }));
    const start = pacificDayStart('2026-10-30');
    const done = simulate({
      ...SPREAD,
      service,
      keys: KEYS,
      models,
      chunks: 600,
      start,
      random: seeded(13),
    });
    expect(service.books.afterDaily).toBe(0);
    expect(usedShare(service.books, 120)).toBeGreaterThanOrEqual(0.98);
    expect(pacificDay(done.doneAt)).toBe(addDays('2026-10-30', 4));
  });

  it("keys of one project are noticed while the work goes on at that project's pace", () => {
    const service = makeService(FREE_TIER, (key) => (key === 'cccccccc' ? 'other' : 'shared'));
    const models = [{ model: 'm', limits: MINUTE_LIMITS }];
    const start = pacificDayStart('2026-10-30');
    const done = simulate({
      ...SPREAD,
      service,
      keys: KEYS,
      models,
      chunks: 400,
      start,
      random: seeded(17),
    });
    expect(suspectedSharedProjects(done.ledger).map(({ keys }) => keys)).toEqual([
      ['aaaaaaaa', 'bbbbbbbb'],
    ]);
    expect(service.books.afterDaily).toBe(0);
    expect(usedShare(service.books, 40)).toBeGreaterThanOrEqual(0.98);
  });

  it('a paid tier is paced by its tokens a minute without a refusal, and never waits past 90 s', () => {
    const limits = {
      requestsPerDay: 10_000,
      requestsPerMinute: 1_000,
      tokensPerMinute: 10 * CHUNK_TOKENS,
    };
    const service = makeService(limits, () => 'one');
    const models = [{ model: 'm', limits }];
    const start = pacificDayStart('2026-10-30');
    const done = simulate({
      ...SPREAD,
      service,
      keys: ['aaaaaaaa'],
      models,
      chunks: 1_000,
      start,
      random: seeded(19),
      concurrency: 30,
    });
    expect(service.books.minute).toBe(0);
    expect(done.longestWaitMs).toBeLessThanOrEqual(62_000);
    // 10 chunks a minute, less the two seconds of care: 1,000 chunks take 104 minutes.
    expect(done.doneAt - start).toBeLessThan(2.3 * HOUR_MS);
  });
});
