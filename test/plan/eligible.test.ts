import { describe, expect, it } from 'vitest';
import { eligible } from '../../src/plan/eligible.ts';
import type { EligibleQuery, Selection, ShowBacklog } from '../../src/plan/eligible.ts';
import type { EpisodeState, FeedState } from '../../src/state/types.ts';

const NOW = 1_000_000;
const ANY: Selection = { order: 'newest', skips: () => false };

function episode(over: Partial<EpisodeState> = {}): EpisodeState {
  return {
    status: 'discovered',
    title: 'T',
    audioUrl: 'https://a.example/x.mp3',
    attempts: 0,
    ...over,
  };
}

function show(
  episodes: Record<string, EpisodeState>,
  over: Partial<Omit<ShowBacklog, 'state'>> = {},
): ShowBacklog {
  const state: FeedState = {
    version: 1,
    show: 'show',
    feedUrl: 'https://a.example/feed',
    title: 'Show',
    episodes,
  };
  return { state, selection: ANY, chunksDone: {}, ...over };
}

function ask(shows: readonly ShowBacklog[], over: Partial<EligibleQuery> = {}): EligibleQuery {
  return {
    shows,
    now: NOW,
    mode: 'run',
    batch: { version: 1, batches: [] },
    only: [],
    maxAttempts: 5,
    ...over,
  };
}

function taken(query: EligibleQuery): string[] {
  return eligible(query)
    .byShow.flat()
    .map((c) => `${c.reason}:${c.id}`);
}

describe('which episodes may be taken', () => {
  it('takes begun, then deferred that are due, then retries, then new ones, newest first', () => {
    const shows = [
      show(
        {
          newer: episode({ publishedAt: 20 }),
          older: episode({ publishedAt: 10 }),
          retry: episode({ status: 'failed', retryable: true, attempts: 1, notBefore: NOW }),
          due: episode({ status: 'deferred', notBefore: NOW - 1 }),
          begun: episode({ status: 'in-progress' }),
          kept: episode({ status: 'deferred', notBefore: NOW - 1 }),
          done: episode({ status: 'done' }),
        },
        { chunksDone: { kept: 2 } },
      ),
    ];
    expect(taken(ask(shows))).toEqual([
      'begun:begun',
      'begun:kept',
      'deferred:due',
      'retry:retry',
      'new:newer',
      'new:older',
    ]);
  });

  it('leaves deferred and backing-off episodes until their time, and says when', () => {
    const result = eligible(
      ask([
        show({
          a: episode({ status: 'deferred', notBefore: NOW + 5 }),
          b: episode({ status: 'failed', retryable: true, attempts: 1, notBefore: NOW + 9 }),
        }),
      ]),
    );
    expect(result.byShow.flat()).toEqual([]);
    expect(result.waiting).toEqual([
      { show: 'show', id: 'a', notBefore: NOW + 5 },
      { show: 'show', id: 'b', notBefore: NOW + 9 },
    ]);
  });

  it('gives up on an episode that failed for good or too often, until it is retried by hand', () => {
    const shows = [
      show({
        forGood: episode({ status: 'failed', retryable: false, attempts: 1 }),
        tooOften: episode({ status: 'failed', retryable: true, attempts: 5 }),
        fresh: episode(),
      }),
    ];
    expect(taken(ask(shows))).toEqual(['new:fresh']);
    expect(eligible(ask(shows)).stuck.map((s) => s.id)).toEqual(['forGood', 'tooOften']);
    expect(taken(ask(shows, { mode: 'retry-failed' }))).toEqual([
      'retry:forGood',
      'retry:tooOften',
    ]);
  });

  it('resumes the batch only, begun or not, and takes nothing new', () => {
    const shows = [show({ a: episode({ status: 'in-progress' }), b: episode(), c: episode() })];
    const batch = {
      version: 1 as const,
      batches: [
        {
          id: '7/1-of-1',
          startedAt: 0,
          episodes: [
            { show: 'show', id: 'a' },
            { show: 'show', id: 'b' },
          ],
        },
      ],
    };
    expect(taken(ask(shows, { mode: 'resume', batch }))).toEqual(['begun:a', 'new:b']);
  });

  it('lets what was deferred for quota go on before its moment when a request can be served again', () => {
    const shows = [
      show({
        a: episode({ status: 'deferred', cause: 'quota', notBefore: NOW + 1 }),
        s: episode({ status: 'deferred', cause: 'service', notBefore: NOW + 1 }),
        b: episode({ status: 'failed', attempts: 1, retryable: true, notBefore: NOW + 1 }),
      }),
    ];
    expect(taken(ask(shows))).toEqual([]);
    // The pause after a failure, of the service or of the episode, has nothing to do with quota.
    expect(taken(ask(shows, { servable: true }))).toEqual(['deferred:a']);
  });

  it('keeps to what the user named, by id or by URL, whatever the filters say', () => {
    const shows = [
      show(
        {
          a: episode(),
          b: episode({ audioUrl: 'https://a.example/b.mp3', status: 'skipped' }),
          c: episode(),
        },
        { selection: { ...ANY, skips: () => true } },
      ),
    ];
    expect(taken(ask(shows, { only: ['a', 'https://a.example/b.mp3'] }))).toEqual([
      'new:a',
      'new:b',
    ]);
  });

  it('keeps to the settings of the show: order, first date, newest so many, longest, patterns', () => {
    const shows = [
      show(
        {
          trailer: episode({ title: 'Trailer', publishedAt: 50 }),
          long: episode({ durationSec: 9000, publishedAt: 40 }),
          good: episode({ publishedAt: 30 }),
          good2: episode({ publishedAt: 20 }),
          good3: episode({ publishedAt: 15 }),
          early: episode({ publishedAt: 5 }),
          beyond: episode({ publishedAt: 1 }),
        },
        {
          selection: {
            order: 'oldest',
            since: 10,
            // Those that are left out anyway are none of them.
            maxEpisodes: 2,
            maxDurationSec: 7200,
            skips: (title) => title === 'Trailer',
          },
        },
      ),
    ];
    expect(taken(ask(shows))).toEqual(['new:good2', 'new:good']);
  });

  it('finishes what was begun even when the settings would no longer choose it', () => {
    const shows = [
      show(
        { a: episode({ publishedAt: 1 }), b: episode({ publishedAt: 1 }) },
        { selection: { ...ANY, since: 10 }, chunksDone: { a: 1 } },
      ),
    ];
    expect(taken(ask(shows))).toEqual(['begun:a']);
  });
});
