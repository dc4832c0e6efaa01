import { describe, expect, it } from 'vitest';
import { eligible } from '../../src/plan/eligible.ts';
import type { Mode } from '../../src/plan/eligible.ts';
import { notTaken, unknownNames } from '../../src/plan/named.ts';
import type { BatchState, EpisodeState, FeedState } from '../../src/state/types.ts';

const NOW = Date.parse('2026-11-24T06:00:00Z');

function episode(over: Partial<EpisodeState> = {}): EpisodeState {
  const audioUrl = 'https://cdn.example/walks/one.mp3';
  return { status: 'discovered', title: 'A walk', audioUrl, attempts: 0, ...over };
}

function show(slug: string, episodes: Record<string, EpisodeState>): FeedState {
  return {
    version: 1,
    show: slug,
    title: `Show ${slug}`,
    feedUrl: `https://${slug}.example/feed`,
    episodes,
  };
}

const WALKS = show('walks', {
  '0123456789abcdef': episode({ title: 'First' }),
  '0123456789abcdee': episode({ title: 'Second', audioUrl: 'https://cdn.example/walks/two.mp3' }),
  fedcba9876543210: episode({ title: 'Third', audioUrl: 'https://cdn.example/walks/three.mp3' }),
});

describe('names that nobody knows', () => {
  it.each<[string, string, readonly string[]]>([
    ['an id with a wrong sign', '0123456789abcdff', ['0123456789abcdef', '0123456789abcdee']],
    ['an id in capitals', 'FEDCBA9876543210', ['fedcba9876543210']],
    ['the beginning of one', 'fedcba', ['fedcba9876543210']],
    ['an id of nothing near', '7777777777777777', []],
    ['an address with a mistake', 'https://cdn.example/walk/three.mp3', ['fedcba9876543210']],
    ['an address of another host', 'https://elsewhere.example/other/show/x.mp3', []],
    ['nothing to go by', 'f', []],
  ])('%s', (_, name, meant) => {
    const [found, ...more] = unknownNames([name], [WALKS], []);
    expect(more).toEqual([]);
    expect(found?.name).toBe(name);
    expect(found?.meant.map(({ id }) => id)).toEqual(expect.arrayContaining([...meant]));
    if (meant.length === 0) expect(found?.meant).toEqual([]);
    else expect(meant).toContain(found?.meant[0]?.id);
  });

  it('are not those of an id or an address, and each is told once', () => {
    const names = ['0123456789abcdef', 'https://cdn.example/walks/two.mp3', 'x', 'x'];
    expect(unknownNames(names, [WALKS], [])).toEqual([{ name: 'x', meant: [] }]);
    expect(unknownNames([], [WALKS], [])).toEqual([]);
  });

  it('of a show that is not looked at are told as such', () => {
    expect(unknownNames(['fedcba9876543210'], [], [WALKS])).toEqual([
      { name: 'fedcba9876543210', meant: [], elsewhere: 'Show walks' },
    ]);
  });

  it('are looked for in a second, in a large archive', () => {
    const episodes = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, at) => [
        (at * 2_654_435_761).toString(16).padStart(16, '0'),
        episode({ audioUrl: `https://cdn.example/some/long/path/of/a/host/${at}/audio.mp3` }),
      ]),
    );
    const before = performance.now();
    const names = ['0123456789abcdef', 'https://cdn.example/some/long/path/of/a/host/x/audio.mp3'];
    expect(unknownNames(names, [show('large', episodes)], [])).toHaveLength(2);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

describe('named episodes that are not taken', () => {
  const later = NOW + 3_600_000;
  it.each<[Mode, Partial<EpisodeState>, string | undefined]>([
    ['retry-failed', { status: 'failed', retryable: false }, undefined],
    ['retry-failed', { status: 'done' }, 'it is done: there is nothing to retry'],
    ['retry-failed', {}, 'it has not failed; the mode run takes it'],
    [
      'retry-failed',
      { status: 'skipped' },
      'it was skipped and has not failed; the mode run takes it',
    ],
    ['run', { status: 'done' }, 'it is done'],
    ['run', {}, undefined],
    ['run', { status: 'skipped' }, undefined],
    [
      'run',
      { status: 'failed', retryable: false },
      'it has failed and is not tried again by itself; the mode retry-failed takes it',
    ],
    [
      'run',
      { status: 'deferred', notBefore: later, reason: 'the quota' },
      'it waits until 2026-11-24 07:00 UTC: the quota',
    ],
    ['resume', {}, 'no unfinished run has taken it; the mode run takes it'],
    ['resume', { status: 'done' }, 'it is done'],
  ])('%s: %j', (mode, over, because) => {
    const walks = show('walks', { a: episode(over), b: episode({ status: 'done', audioUrl: '' }) });
    const batch: BatchState = { version: 1, batches: [] };
    const backlog = {
      state: walks,
      selection: { order: 'newest', skips: () => false },
      chunksDone: {},
    } as const;
    const names = ['a'];
    const found = eligible({
      shows: [backlog],
      now: NOW,
      mode,
      batch,
      only: names,
      maxAttempts: 5,
    });
    const told = notTaken({ names, shows: [walks], eligible: found, mode });
    expect(told).toEqual(
      because === undefined ? [] : [{ show: 'Show walks', id: 'a', title: 'A walk', because }],
    );
    expect(notTaken({ names: [], shows: [walks], eligible: found, mode })).toEqual([]);
  });
});
