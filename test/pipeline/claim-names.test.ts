import { describe, expect, it } from 'vitest';
import { shortHash } from '../../src/feed/ids.ts';
import { claimNames } from '../../src/pipeline/claim-names.ts';
import { makeCommitter } from '../../src/pipeline/committer.ts';
import { discover, undiscovered } from '../../src/pipeline/discover.ts';
import type { Show } from '../../src/pipeline/discover.ts';
import type { CommitOutcome, Store } from '../../src/ports.ts';
import { readFeedState } from '../../src/state/read.ts';
import { makeLog, makeRun, settingsOf } from './kit.ts';
import { makeWriteAccount } from '../../src/pipeline/write-account.ts';

const URLS = ['https://a.example/feed.xml', 'https://b.example/feed.xml'] as const;
const [URL_A, URL_B] = URLS;

/** What a job finds in a feed of this title, when the branch knows nothing yet. */
async function found(url: string, title = 'The News'): Promise<readonly Show[]> {
  const episode = {
    id: shortHash(url),
    title: 'Monday',
    enclosure: { url: `${url}.mp3` },
    people: [],
    transcripts: [],
  };
  const { shows } = await discover({
    sources: [{ url, preferences: settingsOf().feedPreferences }],
    feeds: new Map(),
    fetch: async () => ({
      kind: 'feed',
      feed: { title, people: [], episodes: [episode], dropped: [], truncated: false },
      validators: {},
    }),
    adopt: async () => ({}),
    log: makeLog(),
  });
  return shows;
}

/** A head that all jobs commit to, one after the other. */
function makeHead(): { readonly files: Map<string, string>; readonly store: Store } {
  const files = new Map<string, string>();
  const store: Store = {
    open: () => Promise.reject(new Error('not read')),
    commit: async (changes): Promise<CommitOutcome> => {
      const before = new Map(files);
      for (const file of changes.files) {
        if (file.kind !== 'merge') throw new Error('a merge is expected');
        const text = file.merge(before.get(file.path));
        if (text !== null) files.set(file.path, text);
      }
      return { kind: 'committed', revision: String(files.size) };
    },
  };
  return { files, store };
}

async function claim(store: Store, shows: readonly Show[], shards = 2): Promise<void> {
  const run = { ...makeRun(), shard: { index: 1, count: shards } };
  const shared = () => ({ files: [], committed: () => undefined });
  const signal = new AbortController().signal;
  const { clock } = run.ports;
  const pace = { account: makeWriteAccount(clock, { minIntervalMs: 0 }), clock, soft: signal };
  await claimNames(run, shows, makeCommitter({ store, log: makeLog(), shared, signal, pace }));
}

describe('new shows that jobs of a fan-out find at the same moment', () => {
  it('keep a file each, though they have one title; all later work goes by the new name', async () => {
    const { files, store } = makeHead();
    const [first, second] = await Promise.all(URLS.map((url) => found(url)));
    if (first === undefined || second === undefined) throw new Error('two jobs');
    expect([...first, ...second].map(({ facts }) => facts.slug)).toEqual(['the-news', 'the-news']);
    await claim(store, first);
    await claim(store, second);
    const beside = `the-news-${shortHash(URL_B).slice(0, 8)}`;
    expect([...files.keys()]).toEqual(['state/feeds/the-news.json', `state/feeds/${beside}.json`]);
    const states = [...files].map(([path, text]) => readFeedState(path, text));
    expect(states).toMatchObject([
      { ok: true, value: { show: 'the-news', feedUrl: URL_A } },
      { ok: true, value: { show: beside, feedUrl: URL_B } },
    ]);
    expect(second).toMatchObject([
      { facts: { slug: beside }, state: { show: beside }, committed: { show: beside } },
    ]);
    // Both are noted with their episodes: the plan has nothing to add.
    expect([...first, ...second].flatMap(undiscovered)).toEqual([]);
  });

  it('share a file where they are one show, found by two runs', async () => {
    const { files, store } = makeHead();
    await claim(store, await found(URL_A));
    const again = await found(URL_A);
    await claim(store, again);
    expect([...files.keys()]).toEqual(['state/feeds/the-news.json']);
    expect(again[0]?.facts.slug).toBe('the-news');
  });

  it('are noted by the plan where there is one job only', async () => {
    const { files, store } = makeHead();
    const shows = await found(URL_A);
    await claim(store, shows, 1);
    expect(files.size).toBe(0);
    expect(shows.flatMap(undiscovered)).toHaveLength(1);
  });
});
