import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacity, forecast } from '../../src/quota/forecast.ts';
import type { ForecastQuery } from '../../src/quota/forecast.ts';
import { emptyLedger, recordRequest, reserve, settleReply } from '../../src/quota/ledger.ts';
import { recordFault } from '../../src/quota/refusals.ts';
import type { Ledger } from '../../src/quota/types.ts';
import { at, faultOf } from './support.ts';

const NOON = at('2026-11-24T20:00:00Z');
const MIDNIGHT = at('2026-11-25T08:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const QUERY: ForecastQuery = {
  ledger: emptyLedger(),
  keys: ['a', 'b'],
  models: [{ model: 'm', limits: { requestsPerDay: 20 } }],
  now: NOON,
  episodes: Array.from({ length: 50 }, () => ({ durationSec: 3_600, chunksDone: 0 })),
  chunkSec: 600,
  assumedDurationSec: 3_000,
  schedule: { runsPerDay: 4, budgetMs: 5 * HOUR, requestMs: MINUTE, concurrency: 4 },
  prices: {},
};

/** The ledger after so many requests that were answered. */
function served(count: number): Ledger {
  let ledger = emptyLedger();
  for (let sent = 0; sent < count; sent += 1) {
    const made = reserve(ledger, { key: 'a', model: 'm', tokens: 1, now: NOON });
    ledger = settleReply(made.ledger, made.reservation, 1);
  }
  return ledger;
}

function used(count: number, key = 'a'): Ledger {
  let ledger = emptyLedger();
  for (let sent = 0; sent < count; sent += 1) {
    ledger = recordRequest(ledger, { key, model: 'm', tokens: 1, now: NOON });
  }
  return ledger;
}

describe('the work that is left', () => {
  it('is counted in hours, requests and tokens', () => {
    expect(forecast(QUERY)).toEqual({
      episodes: 50,
      hours: 50,
      requests: 300,
      inputTokens: 50 * 115_200 + 300 * 700,
      outputTokens: 50 * 18_000,
      quotaToday: 40,
      quotaPerDay: 40,
      bound: 'quota',
      // 300 requests, 40 of them today: 260 more take seven days.
      doneOn: '2026-12-01',
    });
  });

  it('leaves out finished chunks, assumes lengths that nobody knows, and needs a request at least', () => {
    const episodes = [
      { durationSec: 3_600, chunksDone: 4 },
      { chunksDone: 0 },
      { durationSec: 20, chunksDone: 0 },
      { durationSec: 600, chunksDone: 3 },
      { durationSec: 605, chunksDone: 0 },
    ];
    const { requests, hours } = forecast({ ...QUERY, episodes });
    expect(requests).toBe(2 + 5 + 1 + 0 + 1);
    expect(hours).toBeCloseTo((1_200 + 3_000 + 20 + 605) / 3_600, 9);
  });

  it('of nothing is done today', () => {
    expect(forecast({ ...QUERY, episodes: [] })).toMatchObject({
      requests: 0,
      hours: 0,
      doneOn: '2026-11-24',
    });
  });

  it('is priced by the first model whose price is known', () => {
    const models = [...QUERY.models, { model: 'lite', limits: {} }];
    const prices = { lite: { inputPerMillion: 0.3, outputPerMillion: 2.5 } };
    const { price, inputTokens, outputTokens } = forecast({ ...QUERY, models, prices });
    expect(price?.model).toBe('lite');
    expect(price?.dollars).toBeCloseTo((inputTokens * 0.3 + outputTokens * 2.5) / 1e6, 9);
    expect(forecast(QUERY).price).toBeUndefined();
  });
});

describe('the pace', () => {
  it('counts what today still allows', () => {
    expect(forecast({ ...QUERY, ledger: used(15) })).toMatchObject({
      quotaToday: 25,
      quotaPerDay: 40,
    });
    const spent = recordFault(used(3), {
      key: 'a',
      model: 'm',
      fault: faultOf('day-requests', { learnt: { requestsPerDay: 20 } }),
      now: NOON,
    });
    expect(forecast({ ...QUERY, ledger: spent })).toMatchObject({
      quotaToday: 20,
      quotaPerDay: 40,
    });
  });

  it('leaves out keys that are off and models that are not offered', () => {
    const off = recordFault(emptyLedger(), {
      key: 'a',
      model: 'm',
      fault: faultOf('key-leaked'),
      now: NOON,
    });
    expect(forecast({ ...QUERY, ledger: off }).quotaPerDay).toBe(20);
    const both = recordFault(off, {
      key: 'b',
      model: 'm',
      fault: faultOf('model-gone'),
      now: NOON,
    });
    const nobody = forecast({ ...QUERY, ledger: both });
    expect(nobody.quotaPerDay).toBe(0);
    expect(nobody.doneOn).toBeUndefined();
  });

  it('takes limits learnt long ago as the best guess there is', () => {
    const models = [{ model: 'm', limits: {} }];
    let ledger = emptyLedger();
    for (const key of QUERY.keys) {
      const fault = faultOf('day-requests', { learnt: { requestsPerDay: 25 } });
      ledger = recordFault(ledger, { key, model: 'm', fault, now: NOON - 30 * 24 * HOUR });
    }
    expect(forecast({ ...QUERY, models, ledger })).toMatchObject({
      quotaToday: 50,
      quotaPerDay: 50,
    });
  });

  it('is set by the schedule when no limit is known, or when time is shorter', () => {
    const unknown = forecast({ ...QUERY, models: [{ model: 'm', limits: {} }] });
    expect(unknown).toMatchObject({ bound: 'time', doneOn: '2026-11-24' });
    expect(unknown.quotaPerDay).toBeUndefined();
    const schedule = { runsPerDay: 1, budgetMs: 10 * MINUTE, requestMs: MINUTE, concurrency: 1 };
    // 10 requests a day by time; half of today is left.
    expect(forecast({ ...QUERY, schedule })).toMatchObject({ bound: 'time', doneOn: '2026-12-24' });
  });

  it("counts tokens a day as requests of a chunk's size", () => {
    const models = [{ model: 'm', limits: { tokensPerDay: 5 * (600 * 32 + 700) } }];
    expect(forecast({ ...QUERY, models }).quotaPerDay).toBe(10);
  });

  it('never ends sooner with more work, or later with more quota', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 50 }),
        (count, perDay) => {
          const day = (episodes: number, requestsPerDay: number): string =>
            forecast({
              ...QUERY,
              episodes: Array.from({ length: episodes }, () => ({
                durationSec: 3_600,
                chunksDone: 0,
              })),
              models: [{ model: 'm', limits: { requestsPerDay } }],
            }).doneOn ?? '9999';
          expect(day(count + 1, perDay) >= day(count, perDay)).toBe(true);
          expect(day(count, perDay + 1) <= day(count, perDay)).toBe(true);
        },
      ),
    );
  });
});

describe('capacity until an instant', () => {
  const span = { keys: ['a', 'b'], tokens: 20_000, now: NOON, until: NOON + 5 * HOUR };
  const models = [{ model: 'm', limits: { requestsPerDay: 20, requestsPerMinute: 5 } }];

  it('is what is left of the day, over all keys and models', () => {
    expect(capacity(used(15), { ...span, models })).toBe(25);
    const two = [...models, { model: 'n', limits: { requestsPerDay: 7 } }];
    expect(capacity(used(15), { ...span, models: two })).toBe(39);
  });

  it('includes the new day when it begins before that instant', () => {
    expect(capacity(used(15), { ...span, models, until: MIDNIGHT - 1 })).toBe(25);
    expect(capacity(used(15), { ...span, models, until: MIDNIGHT })).toBe(65);
  });

  it('is bounded by the minute', () => {
    expect(capacity(emptyLedger(), { ...span, models, until: NOON + MINUTE })).toBe(20);
    const slow = [{ model: 'm', limits: { tokensPerMinute: 40_000 } }];
    expect(capacity(emptyLedger(), { ...span, models: slow, until: NOON + 9 * MINUTE })).toBe(40);
  });

  it('is unlimited where nobody knows a limit, and nothing where nobody can serve', () => {
    expect(capacity(emptyLedger(), { ...span, models: [{ model: 'm', limits: {} }] })).toBe(
      Infinity,
    );
    const open = [{ model: 'm', limits: {}, openUntil: NOON + 6 * HOUR }];
    expect(capacity(emptyLedger(), { ...span, models: open })).toBe(0);
    const spent = recordFault(emptyLedger(), {
      key: 'a',
      model: 'm',
      fault: faultOf('day-requests'),
      now: NOON,
    });
    expect(capacity(spent, { ...span, keys: ['a'], models })).toBe(0);
    expect(
      capacity(emptyLedger(), {
        ...span,
        models: [{ model: 'm', limits: { tokensPerMinute: 1 } }],
      }),
    ).toBe(0);
  });

  it('is, where only what is sure counts, what was proven where nobody knows a limit', () => {
    const unknown = [{ model: 'm', limits: {} }];
    const sure = { ...span, models: unknown, isSure: true };
    expect(capacity(emptyLedger(), sure)).toBe(0);
    expect(capacity(served(7), { ...sure, now: NOON + DAY, until: NOON + DAY + HOUR })).toBe(7);
    expect(capacity(served(7), sure)).toBe(0);
    expect(capacity(used(15), { ...span, models, isSure: true })).toBe(25);
  });

  it('takes shares of single pairs before the limits of their model', () => {
    const shares = [{ key: 'a', model: 'm', limits: { requestsPerDay: 3 } }];
    expect(capacity(emptyLedger(), { ...span, models, shares })).toBe(23);
  });
});
