import { describe, expect, it } from 'vitest';
import { problem } from '../../src/base/outcome.ts';
import type { Shard } from '../../src/pipeline/context.ts';
import {
  detailsOf,
  discover,
  learnFeed,
  markCommitted,
  undiscovered,
} from '../../src/pipeline/discover.ts';
import type { DiscoverQuery, Discovery, Source } from '../../src/pipeline/discover.ts';
import type { FetchFeedOutcome } from '../../src/pipeline/fetch-feed.ts';
import { resolveSources, shardOf } from '../../src/pipeline/sources.ts';
import { stateChange } from '../../src/pipeline/state-change.ts';
import type { Episode, Feed } from '../../src/feed/types.ts';
import type { FeedState } from '../../src/state/types.ts';
import { FOUND } from '../state/make.ts';
import { makeLog, settingsOf } from './kit.ts';

const PREFERENCES = settingsOf().feedPreferences;
const URL_A = 'https://a.example/feed.xml';
const URL_B = 'https://b.example/feed.xml';

function source(url: string, more: Partial<Source> = {}): Source {
  return { url, preferences: PREFERENCES, ...more };
}

function episode(id: string, more: Partial<Episode> = {}): Episode {
  return {
    id,
    title: `Episode ${id}`,
    enclosure: { url: `https://cdn.example/${id}.mp3` },
    people: [],
    transcripts: [],
    ...more,
  };
}

function feed(title: string, episodes: readonly Episode[], more: Partial<Feed> = {}): Feed {
  return { title, people: [], episodes, dropped: [], truncated: false, ...more };
}

function answer(of: Feed, more: { readonly permanentUrl?: string } = {}): FetchFeedOutcome {
  return { kind: 'feed', feed: of, validators: { etag: '"2"' }, ...more };
}

function stateOf(show: string, feedUrl: string, ids: readonly string[]): FeedState {
  return {
    version: 1,
    show,
    feedUrl,
    title: show,
    validators: { etag: '"1"' },
    episodes: Object.fromEntries(
      ids.map((id) => [
        id,
        { ...FOUND, status: 'done' as const, audioUrl: `https://cdn.example/${id}.mp3` },
      ]),
    ),
  };
}

async function look(
  answers: Readonly<Record<string, FetchFeedOutcome>>,
  query: Partial<DiscoverQuery> = {},
): Promise<Discovery & { readonly asked: readonly (readonly [string, unknown])[] }> {
  const asked: [string, unknown][] = [];
  const discovery = await discover({
    sources: Object.keys(answers).map((url) => source(url)),
    feeds: new Map(),
    fetch: async (url, validators) => {
      asked.push([url, validators]);
      const outcome = answers[url];
      if (outcome === undefined) throw new Error(`nobody asked for ${url}`);
      return outcome;
    },
    adopt: async () => ({}),
    log: makeLog(),
    ...query,
  });
  return { ...discovery, asked };
}

describe('looking at the feeds', () => {
  it('makes a new show with all its episodes discovered', async () => {
    const { shows, failed } = await look({ [URL_A]: answer(feed('Tea Time', [episode('e1')])) });
    expect(failed).toEqual([]);
    expect(shows).toMatchObject([
      {
        facts: { slug: 'tea-time', title: 'Tea Time', feedUrl: URL_A },
        committed: undefined,
        state: {
          show: 'tea-time',
          validators: { etag: '"2"' },
          episodes: { e1: { status: 'discovered' } },
        },
      },
    ]);
    const [show] = shows;
    expect(show === undefined ? [] : undiscovered(show)).toEqual(['e1']);
  });

  // The state is committed, often to a public repository.
  it('asks with the password of an address and keeps it out of the state', async () => {
    const url = 'https://me:secret@a.example/feed.xml';
    const answers = { [url]: answer(feed('Tea Time', [episode('e1')])) };
    const first = await look(answers);
    expect(first.asked.map(([asked]) => asked)).toEqual([url]);
    expect(first.shows[0]?.facts.feedUrl).toBe(url);
    const state = first.shows[0]?.state;
    expect(state?.feedUrl).toBe(URL_A);
    expect(JSON.stringify(state)).not.toContain('secret');
    // Known again: by a state without the password, and by one of an older release with it.
    for (const feedUrl of [URL_A, url]) {
      const known = stateOf('tea-time', feedUrl, ['e1']);
      const { shows, asked } = await look(answers, { feeds: new Map([['tea-time', known]]) });
      expect(asked).toEqual([[url, { etag: '"1"' }]]);
      expect(shows.map(({ facts }) => facts.slug)).toEqual(['tea-time']);
      expect(shows[0]?.state.feedUrl).toBe(URL_A);
      expect(shows[0]?.state.episodes['e1']?.status).toBe('done');
    }
  });

  it('keeps the secrets of a private feed out of the state, and asks for its audio with them', async () => {
    const token = 'q7Zk2LmN0pXw';
    const url = `https://me:hunter22@a.example/feed.xml?auth=${token}`;
    const listed = [
      episode('e1', { enclosure: { url: `https://cdn.example/e1.mp3?auth=${token}` } }),
      episode('e2', { enclosure: { url: 'https://a.example/e2.mp3' }, guid: `${url}#2` }),
      episode('e3', { enclosure: { url: 'https://you:sesame77@cdn.example/e3.mp3' } }),
    ];
    const wanted = [
      `https://cdn.example/e1.mp3?auth=${token}`,
      'https://me:hunter22@a.example/e2.mp3',
      'https://you:sesame77@cdn.example/e3.mp3',
    ];
    const answers = { [url]: answer(feed('Tea Time', listed)) };
    const first = await look(answers);
    const [show] = first.shows;
    if (show === undefined) throw new Error('a show was expected');
    const written = JSON.stringify(show.state);
    for (const secret of [token, 'hunter22', 'sesame77']) expect(written).not.toContain(secret);
    const audioOf = (of: typeof show, id: string): string => detailsOf(of, id).enclosure.url;
    expect(['e1', 'e2', 'e3'].map((id) => audioOf(show, id))).toEqual(wanted);
    // The next run knows the show and its episodes again.
    const feeds = new Map([[show.state.show, show.state]]);
    const second = await look(answers, { feeds });
    expect(second.asked).toEqual([[url, { etag: '"2"' }]]);
    expect(second.shows[0]?.state).toEqual(show.state);
    // While the feed is unchanged, the audio is asked for by what is remembered: only a password of
    // its own is gone.
    const { shows } = await look({ [url]: { kind: 'unchanged' } }, { feeds });
    const [unchanged] = shows;
    if (unchanged === undefined) throw new Error('a show was expected');
    expect(['e1', 'e2'].map((id) => audioOf(unchanged, id))).toEqual(wanted.slice(0, 2));
    expect(audioOf(unchanged, 'e3')).toBe('https://cdn.example/e3.mp3');
  });

  it('names two shows of one title apart, whichever answers first', async () => {
    const { shows } = await look({
      [URL_A]: answer(feed('News', [episode('e1')])),
      [URL_B]: answer(feed('News', [episode('e2')])),
    });
    expect(shows[0]?.facts.slug).toBe('news');
    expect(shows[1]?.facts.slug).toMatch(/^news-[0-9a-f]{8}$/u);
  });

  it('takes the name and title that the user gives', async () => {
    const { shows } = await look(
      { [URL_A]: answer(feed('News', [episode('e1')])) },
      { sources: [source(URL_A, { id: 'daily', title: 'The Daily' })] },
    );
    expect(shows[0]?.facts).toMatchObject({ slug: 'daily', title: 'The Daily' });
  });

  it('adopts the committed transcripts of a show whose state was reset', async () => {
    const done = { ...FOUND, status: 'done' as const };
    const { shows } = await look(
      { [URL_A]: answer(feed('News', [episode('e1'), episode('e2')])) },
      { adopt: async (slug) => (slug === 'news' ? { e1: done } : {}) },
    );
    expect(shows[0]?.state.episodes).toMatchObject({
      e1: { status: 'done' },
      e2: { status: 'discovered' },
    });
  });

  it('asks by the validators, and keeps what is known of an unchanged feed', async () => {
    const state = stateOf('news', URL_A, ['e1']);
    const { shows, asked } = await look(
      { [URL_A]: { kind: 'unchanged' } },
      { feeds: new Map([['news', state]]) },
    );
    expect(asked).toEqual([[URL_A, { etag: '"1"' }]]);
    expect(shows[0]?.state).toEqual(state);
    expect(shows[0]?.details.size).toBe(0);
    const [show] = shows;
    if (show === undefined) throw new Error('a show was expected');
    expect(undiscovered(show)).toEqual([]);
    // What the feed says is learnt later, should an episode be worked on.
    expect(detailsOf(show, 'e1')).toMatchObject({
      enclosure: { url: 'https://cdn.example/e1.mp3' },
    });
    learnFeed(
      show,
      feed('News', [episode('e1', { description: 'About.' })], {
        language: 'de',
        people: [{ name: 'Ada', role: 'host' }],
      }),
    );
    expect(detailsOf(show, 'e1').description).toBe('About.');
    expect(show.facts).toMatchObject({ language: 'de', people: [{ name: 'Ada', role: 'host' }] });
  });

  it('goes on when one cannot be read, with the backlog of the show that it was', async () => {
    const error = problem('feed-not-found', 'There is none', 'Correct it.');
    const broken: FetchFeedOutcome = { kind: 'failed', error, retryable: false };
    const { shows, failed } = await look(
      { [URL_A]: broken, [URL_B]: answer(feed('Other', [episode('e2')])) },
      { feeds: new Map([['news', stateOf('news', URL_A, ['e1'])]]) },
    );
    expect(shows.map(({ facts }) => facts.slug)).toEqual(['news', 'other']);
    expect(failed).toEqual([{ url: URL_A, title: 'news', error }]);
  });
});

describe('a show that moves', () => {
  const feeds = new Map([['news', stateOf('news', URL_A, ['e1', 'e2'])]]);

  it('keeps its state when the user names its new address, and old validators are not asked with', async () => {
    const { shows, asked } = await look(
      { [URL_B]: answer(feed('News, renamed', [episode('e1'), episode('e2'), episode('e3')])) },
      { feeds },
    );
    expect(asked).toEqual([[URL_B, undefined]]);
    expect(shows).toHaveLength(1);
    expect(shows[0]?.state).toMatchObject({
      show: 'news',
      feedUrl: URL_B,
      episodes: { e1: { status: 'done' }, e2: { status: 'done' }, e3: { status: 'discovered' } },
    });
    const [show] = shows;
    if (show === undefined) throw new Error('a show was expected');
    expect(undiscovered(show)).toEqual(['e3']);
    const change = stateChange('state/feeds/news.json', show, ['e3']);
    const head = JSON.stringify(feeds.get('news'));
    const text = change.kind === 'merge' ? change.merge(head) : null;
    expect(JSON.parse(text ?? '')).toMatchObject({ feedUrl: URL_B, validators: { etag: '"2"' } });
  });

  it('is another show when it has none of the episodes', async () => {
    const { shows } = await look({ [URL_B]: answer(feed('News', [episode('x1')])) }, { feeds });
    expect(shows[0]?.facts.slug).toMatch(/^news-[0-9a-f]{8}$/u);
  });

  it('is left to the source, or the job of a fan-out, that still names its address', async () => {
    const copy = answer(feed('News mirror', [episode('e1'), episode('e2')]));
    const beside = await look({ [URL_A]: { kind: 'unchanged' }, [URL_B]: copy }, { feeds });
    expect(beside.shows.map(({ facts }) => facts.slug)).toEqual(['news', 'news-mirror']);
    const elsewhere = await look({ [URL_B]: copy }, { feeds, others: [source(URL_A)] });
    expect(elsewhere.shows.map(({ facts }) => facts.slug)).toEqual(['news-mirror']);
  });

  it('says so once it has moved for good', async () => {
    const log = makeLog();
    await look(
      { [URL_A]: answer(feed('News', [episode('e1')]), { permanentUrl: `${URL_B}?token=secret` }) },
      { log },
    );
    expect(log.of('info')).toEqual([expect.stringContaining('b.example/feed.xml')]);
    expect(log.of('info')[0]).not.toContain('secret');
  });
});

describe('the change of a show on the branch', () => {
  it('holds only the episodes that it is about, merged into what the head holds now', async () => {
    const { shows } = await look({ [URL_A]: answer(feed('News', [episode('e1'), episode('e2')])) });
    const [show] = shows;
    if (show === undefined) throw new Error('a show was expected');
    const change = stateChange('state/feeds/news.json', show, ['e1']);
    if (change.kind !== 'merge') throw new Error('a merge was expected');
    const made = JSON.parse(change.merge(undefined) ?? '') as FeedState;
    expect(Object.keys(made.episodes)).toEqual(['e1']);
    const onto = JSON.parse(
      change.merge(JSON.stringify(stateOf('news', URL_A, ['e9']))) ?? '',
    ) as FeedState;
    expect(Object.keys(onto.episodes).toSorted()).toEqual(['e1', 'e9']);
    expect(() => change.merge('{"version":99}')).toThrow(/version/u);
    markCommitted(show, ['e1']);
    expect(undiscovered(show)).toEqual(['e2']);
  });
});

describe('the sources of a run', () => {
  const opml = (url: string): string =>
    `<opml version="2.0"><body><outline type="rss" text="x" xmlUrl="${url}"/></body></opml>`;

  it('are the shows, then feeds, then those of lists, none twice', async () => {
    const settings = settingsOf(
      `shows:\n  - url: ${URL_A}\n    id: tea\nfeeds:\n  - ${URL_A}\n  - lists/mine.opml\n  - https://lists.example/more.opml`,
      { feeds: '' },
    );
    const { sources, problems } = await resolveSources({
      settings,
      snapshot: {
        revision: '',
        list: async () => [],
        read: async (path) => (path === 'lists/mine.opml' ? opml(URL_B) : undefined),
      },
      fetchText: async (url) => {
        expect(url).toBe('https://lists.example/more.opml');
        return { text: opml('https://c.example/feed.xml') };
      },
      signal: new AbortController().signal,
    });
    expect(problems).toEqual([]);
    expect(sources.map(({ url, id }) => [url, id])).toEqual([
      [URL_A, 'tea'],
      [URL_B, undefined],
      ['https://c.example/feed.xml', undefined],
    ]);
  });

  it('are those that can be had when a list is missing, broken or not there', async () => {
    const error = problem('text-not-fetched', 'lists.example answered 500', 'Later.');
    const { sources, problems } = await resolveSources({
      settings: settingsOf(
        `feeds:\n  - ${URL_A}\n  - gone.opml\n  - broken.opml\n  - https://lists.example/more.opml`,
        { feeds: '' },
      ),
      snapshot: {
        revision: '',
        list: async () => [],
        read: async (path) => (path === 'broken.opml' ? '<html>' : undefined),
      },
      fetchText: async () => ({ error }),
      signal: new AbortController().signal,
    });
    expect(sources.map(({ url }) => url)).toEqual([URL_A]);
    expect(problems[0]).toMatchObject({
      code: 'opml-not-found',
      message: expect.stringContaining('gone.opml'),
    });
    expect(problems[1]?.message).toContain('broken.opml');
    expect(problems[2]).toEqual(error);
  });

  it('are divided among the jobs of a fan-out: each feed to one job, whatever their order', () => {
    const all = Array.from({ length: 11 }, (_, at) => source(`https://${at}.example/feed.xml`));
    const shards = [1, 2, 3].map((index): Shard => ({ index, count: 3 }));
    const parts = shards.map((shard) => shardOf(all, shard).map(({ url }) => url));
    expect(parts.flat().toSorted()).toEqual(all.map(({ url }) => url).toSorted());
    expect(Math.max(...parts.map((part) => part.length))).toBe(4);
    const reversed = shards.map((shard) =>
      shardOf(all.toReversed(), shard)
        .map(({ url }) => url)
        .toSorted(),
    );
    expect(reversed).toEqual(parts.map((part) => part.toSorted()));
    expect(shardOf(all, { index: 1, count: 1 })).toEqual(all);
  });
});
