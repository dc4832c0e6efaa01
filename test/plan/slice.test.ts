import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedRequests, heldBy, planSlice } from '../../src/plan/slice.ts';
import type { SliceLimits } from '../../src/plan/slice.ts';
import type { Candidate } from '../../src/plan/types.ts';

const LIMITS: SliceLimits = {
  budgetMs: 3_600_000,
  requests: Infinity,
  chunkSec: 600,
  assumedDurationSec: 3600,
  overheadMs: 10_000,
  requestMs: 60_000,
  concurrency: 4,
};

function candidate(show: string, id: string, over: Partial<Candidate> = {}): Candidate {
  return { show, id, reason: 'new', durationSec: 1800, chunksDone: 0, ...over };
}

describe('the slice', () => {
  it('takes one of each show in turn, begun ones before all', () => {
    const slice = planSlice(
      [
        [candidate('a', 'a1'), candidate('a', 'a2'), candidate('a', 'a3')],
        [candidate('b', 'b0', { reason: 'begun' }), candidate('b', 'b1')],
      ],
      LIMITS,
    );
    expect(slice.taken.map((t) => t.id)).toEqual(['b0', 'a1', 'b1', 'a2', 'a3']);
  });

  it('says which bound kept an episode out', () => {
    const many = [Array.from({ length: 5 }, (_, i) => candidate('a', `a${i}`))];
    const because = (over: Partial<SliceLimits>): string[] => {
      const slice = planSlice(many, { ...LIMITS, ...over });
      return [`${slice.taken.length}`, ...new Set(slice.left.map((l) => l.because))];
    };
    expect(because({ maxEpisodes: 2 })).toEqual(['2', 'max-episodes']);
    expect(because({ requests: 4 })).toEqual(['2', 'quota']);
    expect(because({ budgetMs: 120_000 })).toEqual(['2', 'time-budget']);
    expect(because({ budgetMs: 0 })).toEqual(['0', 'time-budget']);
    expect(because({ requests: 0 })).toEqual(['0', 'quota']);
  });

  it('takes one episode however long it is, so that a backlog of long ones ends', () => {
    const slice = planSlice([[candidate('a', 'a', { durationSec: 40_000 })]], {
      ...LIMITS,
      budgetMs: 1000,
    });
    expect(slice.taken).toHaveLength(1);
  });

  it('is held to its end as far as the requests reach', () => {
    const { taken } = planSlice([['a', 'b', 'c'].map((id) => candidate('a', id))], LIMITS);
    expect(taken.map(({ requests }) => requests)).toEqual([3, 3, 3]);
    expect([0, 2, 3, 8, 9, Infinity].map((requests) => heldBy(taken, requests))).toEqual([
      0, 0, 1, 2, 3, 3,
    ]);
  });

  it('counts only the requests that are still to be paid for', () => {
    expect(expectedRequests({ durationSec: 3600, chunksDone: 0 }, LIMITS)).toBe(6);
    expect(expectedRequests({ durationSec: 3606, chunksDone: 4 }, LIMITS)).toBe(2);
    expect(expectedRequests({ durationSec: 3700, chunksDone: 0 }, LIMITS)).toBe(7);
    expect(expectedRequests({ chunksDone: 0 }, LIMITS)).toBe(6);
    expect(expectedRequests({ durationSec: 3600, chunksDone: 6 }, LIMITS)).toBe(1);
  });

  it('takes or leaves every candidate once, and never passes a bound', () => {
    const shows = fc.array(
      fc.array(fc.record({ durationSec: fc.integer({ min: 1, max: 20_000 }) }), { maxLength: 8 }),
      { maxLength: 6 },
    );
    const limits = fc.record({
      maxEpisodes: fc.integer({ min: 1, max: 9 }),
      requests: fc.integer({ min: 0, max: 60 }),
      budgetMs: fc.integer({ min: 0, max: 4_000_000 }),
    });
    fc.assert(
      fc.property(shows, limits, (drawn, over) => {
        const byShow = drawn.map((show, s) =>
          show.map((e, i) => candidate(`s${s}`, `s${s}e${i}`, e)),
        );
        const slice = planSlice(byShow, { ...LIMITS, ...over });
        const ids = [...slice.taken, ...slice.left].map((c) => c.id).toSorted();
        expect(ids).toEqual(
          byShow
            .flat()
            .map((c) => c.id)
            .toSorted(),
        );
        expect(slice.taken.length).toBeLessThanOrEqual(over.maxEpisodes);
        const before = slice.taken.slice(0, -1).reduce((sum, t) => sum + t.requests, 0);
        if (slice.taken.length > 0) expect(before).toBeLessThan(over.requests);
        const cost = slice.taken.reduce((sum, t) => sum + t.costMs, 0);
        if (slice.taken.length > 1) expect(cost).toBeLessThanOrEqual(over.budgetMs);
      }),
    );
  });
});
