import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idsOf, shortHash } from '../../src/feed/ids.ts';
import type { Named } from '../../src/feed/ids.ts';
import { reconcile } from '../../src/feed/reconcile.ts';
import type { KnownEpisode } from '../../src/feed/reconcile.ts';
import type { Episode } from '../../src/feed/types.ts';

function episode(id: string, url: string, more: Partial<Episode> = {}): Episode {
  return { id, title: `Title ${url}`, enclosure: { url }, people: [], transcripts: [], ...more };
}

function idsAfter(known: Record<string, KnownEpisode>, ...episodes: Episode[]): readonly string[] {
  return reconcile(known, episodes).map(({ id }) => id);
}

describe('reconcile', () => {
  const audioUrl = 'https://cdn.test/1.mp3';

  it('leaves episodes whose ids are known, and new ones', () => {
    const known = { a: { audioUrl, title: 'Title' } };
    expect(
      idsAfter(
        known,
        episode('a', 'https://cdn.test/other.mp3'),
        episode('b', 'https://cdn.test/2.mp3'),
      ),
    ).toEqual(['a', 'b']);
  });

  it.each([
    ['the same address', audioUrl],
    ['the same address with another query', `${audioUrl}?updated=2`],
  ])('recognises an edited guid by %s', (_, url) => {
    expect(idsAfter({ old: { audioUrl, title: 'x' } }, episode('new', url))).toEqual(['old']);
  });

  it('recognises it by title and date, when the address changed too', () => {
    const known = { old: { audioUrl, title: 'Same', publishedAt: 5 } };
    const moved = 'https://new-host.test/a.mp3';
    expect(idsAfter(known, episode('new', moved, { title: 'Same', publishedAt: 5 }))).toEqual([
      'old',
    ]);
    expect(idsAfter(known, episode('new', moved, { title: 'Same', publishedAt: 6 }))).toEqual([
      'new',
    ]);
    expect(
      idsAfter({ old: { audioUrl, title: 'Same' } }, episode('new', moved, { title: 'Same' })),
    ).toEqual(['new']);
  });

  it('never takes an id that stands in the feed', () => {
    const known = { old: { audioUrl, title: 'x' } };
    expect(
      idsAfter(known, episode('new', audioUrl), episode('old', 'https://cdn.test/2.mp3')),
    ).toEqual(['new', 'old']);
  });

  it('does not guess among several', () => {
    const one = { audioUrl: 'https://cdn.test/get?id=1', title: 'x' };
    const two = { audioUrl: 'https://cdn.test/get?id=2', title: 'y' };
    expect(idsAfter({ one, two }, episode('new', 'https://cdn.test/get?id=3'))).toEqual(['new']);
    expect(idsAfter({ one, two }, episode('new', 'https://cdn.test/get?id=2'))).toEqual(['two']);
    expect(
      idsAfter(
        { old: { audioUrl, title: 'x' } },
        episode('n1', `${audioUrl}?a`),
        episode('n2', `${audioUrl}?b`),
      ),
    ).toEqual(['n1', 'n2']);
  });

  it('gives an episode back its own id when a shared guid is left to it', () => {
    // Two episodes shared a guid; the older one, which had its id, left the feed.
    const known = {
      shared: { audioUrl: 'https://cdn.test/old.mp3', title: 'Old' },
      own: { audioUrl: 'https://cdn.test/young.mp3', title: 'Young' },
    };
    expect(idsAfter(known, episode('shared', 'https://cdn.test/young.mp3'))).toEqual(['own']);
  });

  it('keeps ids unique, whatever is known', () => {
    const urls = fc.constantFrom(
      'https://a.test/1',
      'https://a.test/1?x',
      'https://a.test/2',
      'https://a.test/3',
    );
    const ids = fc.constantFrom('p', 'q', 'r', 's', 't');
    const facts = fc.record({
      audioUrl: urls,
      title: ids,
      publishedAt: fc.constantFrom(1, 2, undefined),
    });
    fc.assert(
      fc.property(
        fc.dictionary(ids, facts),
        fc.uniqueArray(fc.tuple(ids, urls), { selector: ([id]) => id }),
        (known, feed) => {
          const after = idsAfter(known, ...feed.map(([id, url]) => episode(id, url)));
          expect(new Set(after).size).toBe(feed.length);
        },
      ),
    );
  });
});

describe('idsOf', () => {
  function item(more: Partial<Named> & { url?: string }): Named {
    const { url = 'https://cdn.test/1.mp3', ...rest } = more;
    return { title: 'T', enclosure: { url }, ...rest };
  }

  it('is the hash of the guid, 16 hexadecimal digits', () => {
    expect(idsOf([item({ guid: 'a' })])).toEqual(['ca978112ca1bbdca']);
  });

  it('is not moved by queries of a file, but told by those of a script', () => {
    const [one, two, three, four] = [
      'https://cdn.test/1.mp3?token=1',
      'https://cdn.test/1.mp3?token=2',
      'https://cdn.test/get.php?id=1',
      'https://cdn.test/get.php?id=2',
    ].map((url) => idsOf([item({ url })])[0]);
    expect(one).toBe(two);
    expect(three).not.toBe(four);
  });

  it('of an episode stays when the next one with the same guid comes', () => {
    const first = item({ guid: 'g', publishedAt: 1, url: 'https://cdn.test/1.mp3' });
    const second = item({ guid: 'g', publishedAt: 2, url: 'https://cdn.test/2.mp3' });
    const third = item({ guid: 'g', publishedAt: 3, url: 'https://cdn.test/3.mp3' });
    expect(idsOf([third, second, first]).slice(1)).toEqual(idsOf([second, first]));
    expect(idsOf([second, first])[1]).toBe(shortHash('g'));
  });

  it('tells items without guid and with one address apart by title and date', () => {
    const ids = idsOf([item({ title: 'A' }), item({ title: 'B' }), item({ title: 'A' })]);
    expect(ids[0]).toBe(shortHash('https://cdn.test/1.mp3'));
    expect(ids[1]).toBe(shortHash('B\n'));
    expect(ids[2]).toBeUndefined();
  });

  it('are unique', () => {
    const some = fc.record(
      {
        guid: fc.constantFrom('a', 'b'),
        title: fc.constantFrom('A', 'B'),
        publishedAt: fc.constantFrom(1, 2),
        url: fc.constantFrom('https://a.test/1.mp3', 'https://a.test/1.mp3?q', 'https://a.test/2'),
      },
      { requiredKeys: ['title', 'url'] },
    );
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), (items) => {
        const ids = idsOf(items.map(item)).filter((id) => id !== undefined);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
