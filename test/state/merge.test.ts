import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendRun,
  applyEpisodeChanges,
  mergeBatch,
  mergeCircuit,
  mergeFeedState,
} from '../../src/state/merge.ts';
import { statePaths } from '../../src/state/paths.ts';
import type { CircuitState, EpisodeState, RunRecord } from '../../src/state/types.ts';
import { anyEpisodes, anyFeedState, feedState, FOUND } from './make.ts';

const FAILED: EpisodeState = {
  ...FOUND,
  status: 'failed',
  attempts: 3,
  startedAt: 1000,
  finishedAt: 2000,
};
const DONE: EpisodeState = {
  ...FOUND,
  status: 'done',
  startedAt: 1000,
  finishedAt: 2000,
  transcript: 'walks/a',
};

describe('merging two versions of a show', () => {
  it('never takes a finished episode back', () => {
    fc.assert(
      fc.property(fc.option(anyFeedState), anyFeedState, anyFeedState, (base, ours, theirs) => {
        const merged = mergeFeedState(base ?? undefined, ours, theirs);
        for (const side of [ours, theirs]) {
          for (const [id, episode] of Object.entries(side.episodes)) {
            if (episode.status === 'done') expect(merged.episodes[id]?.status).toBe('done');
            expect(merged.episodes[id]).toBeDefined();
          }
        }
      }),
    );
  });

  it('changes nothing when it is done again', () => {
    fc.assert(
      fc.property(fc.option(anyFeedState), anyFeedState, anyFeedState, (base, ours, theirs) => {
        const merged = mergeFeedState(base ?? undefined, ours, theirs);
        expect(mergeFeedState(undefined, merged, merged)).toEqual(merged);
        expect(mergeFeedState(undefined, ours, mergeFeedState(undefined, ours, theirs))).toEqual(
          mergeFeedState(undefined, ours, theirs),
        );
      }),
    );
  });

  it('gives the same episodes whichever side comes first', () => {
    fc.assert(
      fc.property(fc.option(anyFeedState), anyFeedState, anyFeedState, (base, ours, theirs) => {
        const one = mergeFeedState(base ?? undefined, ours, theirs);
        const other = mergeFeedState(base ?? undefined, theirs, ours);
        expect(one.episodes).toEqual(other.episodes);
      }),
    );
  });

  it('keeps both sides when they changed different episodes', () => {
    const base = feedState({ a1: FOUND, b2: FOUND });
    const ours = feedState({ a1: { ...FOUND, status: 'deferred', notBefore: 5 }, b2: FOUND });
    const theirs = feedState({ a1: FOUND, b2: FAILED, c3: FOUND });
    expect(mergeFeedState(base, ours, theirs).episodes).toEqual({
      a1: ours.episodes['a1'],
      b2: FAILED,
      c3: FOUND,
    });
  });

  it('takes the validators of the side that changed them', () => {
    const base = { ...feedState(), validators: { etag: '"1"' } };
    const newer = { ...feedState(), validators: { etag: '"2"' } };
    expect(mergeFeedState(base, base, newer).validators).toEqual({ etag: '"2"' });
    expect(mergeFeedState(base, newer, base).validators).toEqual({ etag: '"2"' });
    expect(mergeFeedState(newer, feedState(), newer).validators).toBeUndefined();
  });
});

describe("putting a run's changes onto the head", () => {
  it('never takes a finished episode back, and can be done again', () => {
    fc.assert(
      fc.property(anyFeedState, anyEpisodes, anyEpisodes, (head, changes, base) => {
        const once = applyEpisodeChanges(head, changes, base);
        for (const [id, episode] of Object.entries(head.episodes)) {
          if (episode.status === 'done') expect(once.episodes[id]?.status).toBe('done');
        }
        expect(applyEpisodeChanges(once, changes, base).episodes).toEqual(once.episodes);
      }),
    );
  });

  it('gives the same whichever run comes first, when they changed different episodes', () => {
    fc.assert(
      fc.property(anyFeedState, anyEpisodes, (head, changes) => {
        const [one, other] = [
          ['aa11', 'bb22'],
          ['cc33', 'dd44'],
        ].map((ids) =>
          Object.fromEntries(Object.entries(changes).filter(([id]) => ids.includes(id))),
        );
        const forth = applyEpisodeChanges(applyEpisodeChanges(head, one ?? {}), other ?? {});
        const back = applyEpisodeChanges(applyEpisodeChanges(head, other ?? {}), one ?? {});
        expect(forth).toEqual(back);
      }),
    );
  });

  it.each<[string, EpisodeState, EpisodeState | undefined, EpisodeState, 'change' | 'head']>([
    [
      'a later try wins',
      { ...FOUND, status: 'in-progress', startedAt: 3000 },
      undefined,
      FAILED,
      'change',
    ],
    [
      'an older try loses',
      { ...FAILED, startedAt: 500, finishedAt: 600 },
      undefined,
      FAILED,
      'head',
    ],
    ['fewer tries at the same time lose', { ...FAILED, attempts: 1 }, undefined, FAILED, 'head'],
    ['found again is no news', FOUND, undefined, FAILED, 'head'],
    [
      'put off for quota after a failure',
      { ...FAILED, status: 'deferred', notBefore: 9 },
      undefined,
      FAILED,
      'change',
    ],
    ['counts are reset where nobody else was', FOUND, FAILED, FAILED, 'change'],
    ['counts are not reset where somebody was', FOUND, { ...FAILED, attempts: 2 }, FAILED, 'head'],
    ['done by somebody else stays done', FOUND, DONE, DONE, 'head'],
    ['done counts over a later failure', DONE, undefined, { ...FAILED, startedAt: 9000 }, 'change'],
  ])('%s', (_, change, base, head, expected) => {
    const merged = applyEpisodeChanges(
      feedState({ a1: head }),
      { a1: change },
      base === undefined ? {} : { a1: base },
    );
    expect(merged.episodes['a1']).toEqual(expected === 'change' ? change : head);
  });
});

describe('the shared files', () => {
  it("put in and take out a run's own slice, and leave the others", () => {
    const slice = { id: '7/1-of-1', startedAt: 5, episodes: [{ show: 'walks', id: 'a1' }] };
    const other = { id: '6/1-of-1', startedAt: 4, episodes: [] };
    const both = mergeBatch({ version: 1, batches: [other] }, slice.id, slice);
    expect(both.batches).toEqual([other, slice]);
    expect(mergeBatch(both, slice.id, slice)).toEqual(both);
    expect(mergeBatch(both, slice.id, undefined).batches).toEqual([other]);
  });

  it('merge breakers subject by subject, the more cautious where both changed', () => {
    const shut = { state: 'closed' as const, failures: 0, trips: 0 };
    const open = { state: 'open' as const, failures: 5, trips: 1, openUntil: 100 };
    const longer = { state: 'open' as const, failures: 5, trips: 2, openUntil: 300 };
    const state = (breakers: CircuitState['breakers']): CircuitState => ({ version: 1, breakers });
    const base = state({ 'model:a': shut, 'host:b': open });
    const ours = state({ 'model:a': open });
    const theirs = state({ 'model:a': longer, 'host:b': open, 'host:c': open });
    const merged = { 'model:a': longer, 'host:c': open };
    expect(mergeCircuit(base, ours, theirs).breakers).toEqual(merged);
    expect(mergeCircuit(base, theirs, ours).breakers).toEqual(merged);
    expect(mergeCircuit(base, state({}), base).breakers).toEqual({});
  });

  it('keep the newest 100 runs, oldest first, each once', () => {
    const run = (number: number): RunRecord => ({
      id: String(number),
      mode: 'run',
      startedAt: number,
      finishedAt: number,
      completed: 0,
      failed: 0,
      deferred: 0,
      pending: 0,
      requests: 0,
      audioSec: 0,
      promptTokens: 0,
      outputTokens: 0,
    });
    let runs = { version: 1 as const, runs: [] as RunRecord[] };
    for (let number = 1; number <= 105; number += 1) runs = appendRun(runs, run(number));
    expect(runs.runs.map(({ id }) => id)).toEqual(
      Array.from({ length: 100 }, (_, at) => String(at + 6)),
    );
    expect(appendRun(runs, run(105))).toEqual(runs);
  });

  it('lie where the contract says', () => {
    const paths = statePaths('data/state');
    expect([paths.feed('walks'), paths.quota, paths.circuit, paths.batch, paths.runs]).toEqual([
      'data/state/feeds/walks.json',
      'data/state/quota.json',
      'data/state/circuit.json',
      'data/state/batch.json',
      'data/state/runs.json',
    ]);
    expect([paths.feeds, paths.backups]).toEqual(['data/state/feeds', 'data/state/backups']);
  });
});
