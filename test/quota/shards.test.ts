import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { availability } from '../../src/quota/availability.ts';
import { emptyLedger, recordRequest } from '../../src/quota/ledger.ts';
import { recordFault } from '../../src/quota/refusals.ts';
import { keysForShard, limitsForShard, sharesForShard } from '../../src/quota/shards.ts';
import { suspectedSharedProjects } from '../../src/quota/shared-projects.ts';
import type { Ledger } from '../../src/quota/types.ts';
import { at, faultOf } from './support.ts';

const NOON = at('2026-11-24T20:00:00Z');
const MINUTE = 60_000;
const UNUSED = { requests: 0, tokens: 0 };

describe('keys of a fan-out', () => {
  it('belong to one shard each, in turn', () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    expect(keysForShard(keys, { index: 1, count: 2 })).toEqual(['a', 'c', 'e']);
    expect(keysForShard(keys, { index: 2, count: 2 })).toEqual(['b', 'd']);
    expect(keysForShard(keys, { index: 1, count: 1 })).toEqual(keys);
  });

  it('are shared by all when they are too few', () => {
    expect(keysForShard(['a'], { index: 3, count: 3 })).toEqual(['a']);
  });

  it('are all used, and none twice, whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 20 }),
        (count, more) => {
          const keys = Array.from({ length: count + more }, (_, key) => `k${key}`);
          const shards = Array.from({ length: count }, (_, index) => ({ index: index + 1, count }));
          const dealt = shards.flatMap((shard) => keysForShard(keys, shard));
          expect(dealt.toSorted()).toEqual(keys.toSorted());
        },
      ),
    );
  });
});

describe('shares of a limit', () => {
  it('of the day add up to what is left, as long as there is one for each', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 10, max: 500 }),
        (count, used, left) => {
          const shares = Array.from({ length: count }, (_, index) =>
            limitsForShard(
              { requestsPerDay: used + left },
              { index: index + 1, count },
              { requests: used, tokens: 0 },
            ),
          );
          const own = shares.map((share) => (share.requestsPerDay ?? 0) - used);
          expect(own.reduce((sum, part) => sum + part, 0)).toBe(left);
          expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('of the minute let a chunk through that is larger than the share, once it is quiet', () => {
    const limits = limitsForShard(
      { tokensPerMinute: 250_000, requestsPerMinute: 5 },
      { index: 8, count: 20 },
      UNUSED,
    );
    const chunk = { key: 'a', model: 'm', limits, tokens: 19_200, now: NOON };
    expect(limits.requestsPerMinute).toBe(1);
    expect(availability(emptyLedger(), chunk).kind).toBe('now');
    const busy = recordRequest(emptyLedger(), chunk);
    expect(availability(busy, chunk).kind).toBe('wait');
    expect(availability(emptyLedger(), { ...chunk, tokens: 250_001 }).kind).toBe('never');
  });

  it('never read as no allowance, unless there is none', () => {
    const limits = { requestsPerDay: 2, requestsPerMinute: 2, tokensPerDay: 3 };
    expect(limitsForShard(limits, { index: 30, count: 30 }, UNUSED)).toEqual({
      requestsPerDay: 1,
      requestsPerMinute: 1,
      tokensPerDay: 1,
    });
    expect(limitsForShard({ requestsPerDay: 0 }, { index: 1, count: 2 }, UNUSED)).toEqual({
      requestsPerDay: 0,
    });
    expect(limitsForShard({}, { index: 1, count: 2 }, UNUSED)).toEqual({});
  });

  it('count learnt limits and what others have used today', () => {
    let ledger: Ledger = recordFault(emptyLedger(), {
      key: 'a',
      model: 'm',
      fault: faultOf('minute-requests', { learnt: { requestsPerDay: 20 } }),
      now: NOON,
    });
    for (let sent = 0; sent < 10; sent += 1)
      ledger = recordRequest(ledger, { key: 'a', model: 'm', tokens: 1, now: NOON });
    const fanOut = { keys: ['a'], models: [{ model: 'm', limits: {} }], now: NOON };
    expect(sharesForShard(ledger, { ...fanOut, shard: { index: 2, count: 2 } })).toEqual([
      { key: 'a', model: 'm', limits: { requestsPerDay: 15 } },
    ]);
    expect(sharesForShard(ledger, { ...fanOut, shard: { index: 1, count: 1 } })).toEqual([]);
  });
});

describe('keys of one project', () => {
  interface Refusal {
    readonly key: string;
    readonly spent: number;
    readonly afterMin: number;
    readonly limit?: number;
  }
  function ledgerOf(refusals: readonly Refusal[]): Ledger {
    let ledger = emptyLedger();
    for (const { key, spent, afterMin, limit = 20 } of refusals) {
      const now = NOON + afterMin * MINUTE;
      for (let sent = 0; sent < spent; sent += 1)
        ledger = recordRequest(ledger, { key, model: 'm', tokens: 1, now });
      const fault = faultOf('day-requests', { learnt: { requestsPerDay: limit } });
      ledger = recordFault(ledger, { key, model: 'm', fault, now });
    }
    return ledger;
  }

  it('are noticed when they exhaust together, having spent one limit between them', () => {
    expect(
      suspectedSharedProjects(
        ledgerOf([
          { key: 'b', spent: 7, afterMin: 0 },
          { key: 'a', spent: 7, afterMin: 1 },
          { key: 'c', spent: 6, afterMin: 3 },
        ]),
      ),
    ).toEqual([{ keys: ['a', 'b', 'c'], model: 'm', day: '2026-11-24', requests: 20, limit: 20 }]);
  });

  it.each<[string, readonly Refusal[]]>([
    [
      'each spends its own limit',
      [
        { key: 'a', spent: 20, afterMin: 0 },
        { key: 'b', spent: 20, afterMin: 1 },
      ],
    ],
    [
      'hours lie between',
      [
        { key: 'a', spent: 10, afterMin: 0 },
        { key: 'b', spent: 10, afterMin: 31 },
      ],
    ],
    [
      'others spent most of it',
      [
        { key: 'a', spent: 3, afterMin: 0 },
        { key: 'b', spent: 4, afterMin: 1 },
      ],
    ],
    [
      'two limits were nearly spent',
      [
        { key: 'a', spent: 19, afterMin: 0 },
        { key: 'b', spent: 18, afterMin: 1 },
      ],
    ],
    [
      'the limits differ',
      [
        { key: 'a', spent: 10, afterMin: 0 },
        { key: 'b', spent: 10, afterMin: 1, limit: 25 },
      ],
    ],
    ['there is one key', [{ key: 'a', spent: 19, afterMin: 0 }]],
  ])('are not suspected when %s', (_why, refusals) => {
    expect(suspectedSharedProjects(ledgerOf(refusals))).toEqual([]);
  });
});
