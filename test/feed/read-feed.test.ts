/** Trees of any shape; for those of real feeds see shapes.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speakUrl } from '../../src/feed/address.ts';
import { readFeed } from '../../src/feed/read-feed.ts';

const CONTEXT = { url: 'https://show.test/feed.xml', truncated: false };
const AUDIO = { $: { url: '/1.mp3', type: 'audio/mpeg' } };

describe('readFeed', () => {
  it.each([undefined, null, 'text', [], {}, { items: {} }])('fails for %j', (tree) => {
    expect(readFeed(tree, CONTEXT)).toMatchObject({
      ok: false,
      problem: { code: 'feed-unreadable' },
    });
  });

  it('reads a feed of nothing', () => {
    expect(readFeed({ items: [] }, { ...CONTEXT, truncated: true })).toEqual({
      ok: true,
      value: {
        title: 'Untitled show of show.test',
        people: [],
        episodes: [],
        dropped: [],
        truncated: true,
      },
    });
  });

  it('counts what is no item', () => {
    const feed = readFeed({ items: ['', null, 7, { title: 'x' }] }, CONTEXT);
    expect(feed).toMatchObject({
      value: {
        dropped: [
          { item: 'item 1', reason: 'it is empty' },
          { item: 'item 2', reason: 'it is empty' },
          { item: 'item 3', reason: 'it is empty' },
          { item: 'x', reason: 'it has no enclosure' },
        ],
      },
    });
  });

  it('bounds what it takes', () => {
    const item = {
      title: ['t'.repeat(9_000)],
      guid: 'g'.repeat(9_000),
      'aside:enclosure': [AUDIO],
      'aside:description': ['d'.repeat(30_000)],
      'podcast:person': Array.from({ length: 200 }, (_, at) => `Person ${at}`),
      'podcast:transcript': Array.from({ length: 200 }, () => ({ $: { url: '/1.vtt' } })),
      'itunes:season': ['-1'],
      'itunes:episode': ['204.5'],
    };
    const feed = readFeed({ items: [item] }, CONTEXT);
    if (!feed.ok) throw new Error(feed.problem.message);
    const [episode] = feed.value.episodes;
    expect(episode?.title).toHaveLength(500);
    expect(episode?.guid).toHaveLength(4_096);
    expect(episode?.description).toHaveLength(4_000);
    expect(episode?.people).toHaveLength(50);
    expect(episode?.transcripts).toHaveLength(20);
    expect(episode).not.toHaveProperty('season');
    expect(episode?.number).toBe(204.5);
  });

  it('names authors, not their mail', () => {
    const read = (author: unknown): unknown => {
      const feed = readFeed({ items: [], author: [author] }, CONTEXT);
      return feed.ok ? feed.value.author : undefined;
    };
    expect(read('ann@show.test (Ann Bell)')).toBe('Ann Bell');
    expect(read('ann@show.test')).toBeUndefined();
    expect(read({ name: ['Ann'], email: ['x@y.test'] })).toBe('Ann');
    expect(read({ _: 'Ann', $: { a: 'b' } })).toBe('Ann');
  });

  it('takes any tree', () => {
    const names = fc.constantFrom(
      'title',
      'guid',
      'aside:enclosure',
      'aside:link',
      'pubDate',
      '$',
      '_',
      'url',
      '__proto__',
      'author',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.constant(null),
        fc.integer(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(names, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), fc.dictionary(names, tree), (items, root) => {
        const feed = readFeed({ ...root, items }, CONTEXT);
        expect(feed.ok && feed.value.episodes.length + feed.value.dropped.length).toBe(
          items.length,
        );
      }),
    );
  });
});

describe('speakUrl', () => {
  it.each([
    ['https://feeds.test/show.xml?token=hush#x', 'feeds.test/show.xml'],
    ['https://me:pass@feeds.test:8080/', 'feeds.test:8080'],
    ['https://feeds.test/private/eyJhbGciOiJIUzI1NiJ9abc/rss', 'feeds.test/private/…/rss'],
    ['https://feeds.test/the-long-name-of-a-show', 'feeds.test/the-long-name-of-a-show'],
    [`https://feeds.test/${'part/'.repeat(40)}`, 'feeds.test/…'],
    ['nonsense', 'an address that is none'],
  ])('%s', (url, expected) => {
    expect(speakUrl(url)).toBe(expected);
  });
});
