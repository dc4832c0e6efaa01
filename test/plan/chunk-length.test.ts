import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkLength, tellChunkLength } from '../../src/plan/chunk-length.ts';
import type { BacklogEpisode, ChunkLengthQuery } from '../../src/plan/chunk-length.ts';

const HOUR = 3_600;

/** A backlog of `count` episodes of an hour each, at `perDay` requests a day. */
function query(
  count: number,
  perDay: number,
  over: Partial<ChunkLengthQuery> = {},
): ChunkLengthQuery {
  return {
    wanted: 'auto',
    longest: { sec: 3_500, model: 'flash' },
    episodes: Array.from({ length: count }, () => ({ durationSec: HOUR, chunksDone: 0 })),
    assumedDurationSec: HOUR,
    requestsPerDay: () => perDay,
    ...over,
  };
}

describe('the length of parts', () => {
  it.each<[string, number, number, number]>([
    ['an empty backlog', 0, 20, 10],
    ['a backlog that just fits: 30 of 40 less a quarter', 5, 40, 10],
    ['one request more than that', 5, 38, 12],
    ['half of what is needed', 10, 40, 20],
    ['a third of what is needed', 10, 26, 30],
    ['far too little: the longest, to be done soonest', 100, 20, 30],
    ['no limit known', 100, Infinity, 10],
    ['no allowance at all', 100, 0, 10],
  ])('is chosen by auto: %s', (_, episodes, perDay, expected) => {
    expect(chunkLength(query(episodes, perDay)).sec).toBe(expected * 60);
  });

  it('stays what the user set, whatever the backlog', () => {
    const set = chunkLength(query(100, 20, { wanted: 420 }));
    expect(set).toEqual({ sec: 420, why: { kind: 'set' } });
    expect(tellChunkLength(set)).toBeUndefined();
  });

  it('is never more than a model takes, set or chosen', () => {
    const longest = { sec: 540, model: 'small' };
    const set = chunkLength(query(1, 20, { wanted: 1_800, longest }));
    expect(set.sec).toBe(540);
    expect(tellChunkLength(set)).toBe(
      'Parts of 9 minutes, not 30 minutes: small takes no more in one request.',
    );
    expect(chunkLength(query(100, 20, { longest })).sec).toBe(540);
    expect(chunkLength(query(100, 20, { longest: { sec: 1_000, model: 'm' } })).sec).toBe(900);
  });

  it('does not grow for episodes that longer parts would not save a request on', () => {
    const episodes = Array.from({ length: 90 }, () => ({ durationSec: 300, chunksDone: 0 }));
    const chosen = chunkLength(query(0, 20, { episodes }));
    expect(chosen.sec).toBe(600);
    expect(tellChunkLength(chosen)).toBe(
      'Parts of 10 minutes (auto): the backlog needs 90 requests, no fewer with longer ones, and a day has 15 beside those for repairs.',
    );
  });

  it('counts begun episodes at the length that they keep', () => {
    const begun: BacklogEpisode[] = [{ durationSec: 10 * HOUR, chunksDone: 50 }];
    expect(chunkLength(query(0, 20, { episodes: begun })).why).toEqual({
      kind: 'enough',
      needed: 10,
      allowed: 15,
    });
  });

  it('assumes a length where the feed gives none', () => {
    const episodes = [{ chunksDone: 0 }];
    expect(chunkLength(query(0, 20, { episodes })).why).toMatchObject({ needed: 6 });
  });

  it('does not grow where tokens a day are what is short: longer parts take as many', () => {
    // 30 parts of 10 minutes, or 15 of 20.
    const byTokens = (sec: number): number => Math.floor((30 * 600) / sec);
    expect(chunkLength(query(100, 0, { requestsPerDay: byTokens })).sec).toBe(600);
  });

  it('says why', () => {
    expect(tellChunkLength(chunkLength(query(5, 40)))).toBe(
      'Parts of 10 minutes (auto): the backlog needs 30 requests, and a day has 30 beside those for repairs.',
    );
    expect(tellChunkLength(chunkLength(query(10, 40)))).toBe(
      'Parts of 20 minutes (auto): the backlog needs 30 requests, and a day has 30 beside those for repairs; at 10 minutes it would need 60.',
    );
    expect(tellChunkLength(chunkLength(query(10, Infinity)))).toBe(
      'Parts of 10 minutes (auto): no daily limit is known.',
    );
  });
});

const episode = fc.record(
  {
    durationSec: fc.integer({ min: 1, max: 40_000 }),
    chunksDone: fc.constantFrom(0, 0, 0, 1, 5),
  },
  { requiredKeys: ['chunksDone'] },
);
const backlog = fc.array(episode, { maxLength: 60 });
const perDay = fc.integer({ min: 1, max: 400 });
const longest = fc.integer({ min: 60, max: 4_000 }).map((sec) => ({ sec, model: 'm' }));

describe('laws of the length of parts', () => {
  it('is within 10 and 30 minutes and never more than the models take', () => {
    fc.assert(
      fc.property(backlog, perDay, longest, (episodes, day, most) => {
        const { sec } = chunkLength(query(0, day, { episodes, longest: most }));
        expect(sec).toBeLessThanOrEqual(Math.min(1_800, most.sec));
        expect(sec).toBeGreaterThanOrEqual(Math.min(600, most.sec));
      }),
    );
  });

  it('is more than 10 minutes only while 10 is not enough', () => {
    fc.assert(
      fc.property(backlog, perDay, (episodes, day) => {
        const { sec, why } = chunkLength(query(0, day, { episodes }));
        if (sec > 600) expect(why).toMatchObject({ kind: 'backlog' });
        if (why.kind === 'enough') expect(why.needed).toBeLessThanOrEqual(why.allowed);
        if (why.kind === 'backlog') expect(why.usual).toBeGreaterThan(why.allowed);
      }),
    );
  });

  it('is no shorter for more episodes, and no longer for more quota', () => {
    fc.assert(
      fc.property(backlog, backlog, perDay, perDay, (some, more, day, further) => {
        const sec = (episodes: readonly BacklogEpisode[], quota: number): number =>
          chunkLength(query(0, quota, { episodes })).sec;
        expect(sec([...some, ...more], day)).toBeGreaterThanOrEqual(sec(some, day));
        expect(sec(some, day + further)).toBeLessThanOrEqual(sec(some, day));
      }),
    );
  });

  it('is the shortest with which as few requests are needed', () => {
    fc.assert(
      fc.property(backlog, perDay, (episodes, day) => {
        const { sec, why } = chunkLength(query(0, day, { episodes }));
        fc.pre(why.kind === 'backlog');
        const needed = (at: number): number =>
          episodes.reduce((sum, { durationSec = HOUR, chunksDone }) => {
            const each = chunksDone > 0 ? 600 : at;
            return sum + Math.max(1, Math.ceil(durationSec / each - 0.02) - chunksDone);
          }, 0);
        const allowed = day - Math.floor(day / 4);
        for (let at = 600; at < sec; at += 60) expect(needed(at)).toBeGreaterThan(allowed);
        expect(needed(sec) <= allowed || needed(sec) === needed(1_800)).toBe(true);
        for (let at = 600; at < sec; at += 60) expect(needed(at)).toBeGreaterThan(needed(sec));
      }),
    );
  });
});
