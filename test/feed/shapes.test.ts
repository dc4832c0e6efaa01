/** Feeds of the shapes that occur, through the whole way: bytes, repair, rss-parser, reading. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { makeFeedParser } from '../../src/adapters/feed-parser.ts';
import { shortHash } from '../../src/feed/ids.ts';
import { prepareXml } from '../../src/feed/prepare.ts';
import { readFeed } from '../../src/feed/read-feed.ts';
import type { Feed } from '../../src/feed/types.ts';

const parser = makeFeedParser();
const BASE = 'https://show.test/feeds/main.xml';

async function bytesOf(name: string): Promise<Uint8Array> {
  return readFile(new URL(`../fixtures/feeds/${name}`, import.meta.url));
}

async function read(name: string, contentType?: string): Promise<Feed> {
  const prepared = prepareXml(await bytesOf(name), contentType);
  if (!prepared.ok) throw new Error(prepared.problem.message);
  const signal = new AbortController().signal;
  const outcome = await parser.parse(prepared.value.xml, { deadlineMs: 30_000, signal });
  if (outcome.kind === 'failed') throw new Error(outcome.error.message);
  const feed = readFeed(outcome.tree, { url: BASE, truncated: prepared.value.truncated });
  if (!feed.ok) throw new Error(feed.problem.message);
  return feed.value;
}

function titles(feed: Feed): readonly string[] {
  return feed.episodes.map(({ title }) => title);
}

describe('a feed of Podcasting 2.0', () => {
  it('is read whole', async () => {
    expect(await read('podcasting20.xml')).toEqual({
      title: 'A show of many words',
      description: 'About many things.',
      author: 'The Makers',
      language: 'en-GB',
      link: 'https://show.test/',
      people: [
        { name: 'Ann', role: 'host' },
        { name: 'The Makers', role: 'author' },
      ],
      dropped: [],
      truncated: false,
      episodes: [
        {
          id: shortHash('tag:show.test,2026:1'),
          guid: 'tag:show.test,2026:1',
          title: 'The "First" & only',
          publishedAt: Date.UTC(2026, 5, 1, 8),
          enclosure: {
            url: 'https://cdn.test/1.mp3?dest-id=77',
            type: 'audio/mpeg',
            bytes: 12_345_678,
          },
          durationSec: 3723,
          description: 'With video & notes.\n\none\n\ntwo',
          link: 'https://show.test/episodes/1',
          season: 2,
          number: 14,
          people: [
            { name: 'Ann', role: 'host' },
            { name: 'Bob', role: 'guest' },
            { name: 'Cleo', role: 'host' },
            { name: 'A Guest Author', role: 'author' },
          ],
          transcripts: [
            { url: 'https://show.test/1.vtt', type: 'text/vtt', language: 'en' },
            { url: 'https://show.test/1.srt', type: 'application/x-subrip' },
            { url: 'https://show.test/1.json', type: 'application/json' },
          ],
          chaptersUrl: 'https://show.test/1-chapters.json',
          youtubeUrl: 'https://www.youtube.com/watch?v=abcdefghijk',
        },
      ],
    });
  });

  it('is read by namespace, whatever the prefixes', async () => {
    const feed = await read('prefixes.xml');
    expect(feed.author).toBe('By namespace');
    expect(feed.episodes[0]).toMatchObject({
      durationSec: 600,
      people: [
        { name: 'Dora', role: 'guest' },
        { name: 'Not a person', role: 'author' },
      ],
      transcripts: [{ url: 'https://show.test/1.vtt' }],
    });
  });

  it('is read with prefixes that nobody declared', async () => {
    const feed = await read('undeclared-prefixes.xml');
    expect(feed.episodes[0]).toMatchObject({
      durationSec: 600,
      people: [{ name: 'Eve', role: 'host' }],
    });
  });
});

describe('a broken feed', () => {
  it.each(['no-version.xml', 'preamble.xml', 'rss091.xml'])('%s is read', async (name) => {
    expect(titles(await read(name))).toEqual(['Episode 1']);
  });

  it('with undefined entities, bare ampersands, controls and bare attributes is read', async () => {
    const feed = await read('entities.xml');
    expect(titles(feed)).toEqual(['Rock & Roll café &unknown; AT&T', 'Control characters here']);
    expect(feed.episodes[0]).toMatchObject({
      guid: 'https://show.test/?p=1&x=2',
      enclosure: { url: 'https://cdn.test/1.mp3?a=1&b=2&copy=3' },
      description: '1 < 2 & "3" > 2 ’’',
    });
    expect(feed.episodes[1]?.enclosure).toEqual({
      url: 'https://cdn.test/2.mp3',
      type: 'audio/mpeg',
    });
  });

  it('with unbalanced tags, odd case and a lost quote loses at most what is unreadable', async () => {
    const feed = await read('tags.xml');
    expect(feed.episodes.map(({ guid, enclosure }) => [guid, enclosure.url])).toEqual([
      ['1', 'https://cdn.test/1.mp3'],
      ['2', 'https://cdn.test/2.mp3'],
      ['3', 'https://cdn.test/3.mp3%20type='],
      ['4', 'https://cdn.test/4.mp3'],
    ]);
    expect(feed.episodes[0]?.description).toBe('Loose\nmarkup here');
    expect(feed.episodes[1]).toMatchObject({
      title: 'Odd case',
      publishedAt: Date.UTC(2026, 5, 1, 8),
    });
  });

  it('that was cut keeps its whole items', async () => {
    const feed = await read('cut.xml');
    expect(feed.truncated).toBe(true);
    expect(titles(feed)).toEqual(['Episode 1', 'Episode 2']);
    expect(feed.dropped).toEqual([]);
  });

  it('that is cut anywhere never fails, and never shows a half item', async () => {
    const whole = await bytesOf('podcasting20.xml');
    const start = whole.indexOf(0x3c, 60);
    for (let end = start + 20; end < whole.length; end += 7) {
      const prepared = prepareXml(whole.subarray(0, end), undefined);
      expect(prepared.ok).toBe(true);
      if (!prepared.ok) continue;
      const itemIsWhole = new TextDecoder().decode(whole.subarray(0, end)).includes('</item>');
      expect(prepared.value.xml.includes('<item>')).toBe(itemIsWhole);
      expect(prepared.value.xml.endsWith('</rss>')).toBe(true);
    }
  });
});

describe('guids', () => {
  it('missing, empty, white or shared ones give way to the address', async () => {
    const feed = await read('guids.xml');
    expect(feed.episodes.map(({ title, id }) => [title, id])).toEqual([
      ['Newest, same guid', shortHash('https://cdn.test/3.mp3')],
      ['Oldest, same guid', shortHash('dup')],
      ['Empty guid', shortHash('https://cdn.test/4.mp3')],
      ['No guid', shortHash('https://cdn.test/get.php?id=5')],
      ['White guid', shortHash('https://cdn.test/get.php?id=6')],
      ['Twice', shortHash('t')],
    ]);
    expect(feed.dropped).toEqual([
      { item: 'Twice', reason: 'an item before it has the same guid and audio' },
    ]);
  });
});

describe('enclosures', () => {
  it('the audio is picked among several, from every element that may hold it', async () => {
    const feed = await read('enclosures.xml');
    expect(feed.episodes.map(({ title, enclosure }) => [title, enclosure])).toEqual([
      ['Image first', { url: 'https://cdn.test/1.mp3', type: 'audio/mpeg', bytes: 7 }],
      ['Relative', { url: 'https://show.test/audio/2%20two.mp3', type: 'audio/mpeg' }],
      ['No type', { url: 'https://track.test/redirect/3' }],
      ['Video', { url: 'https://cdn.test/4.mp4', type: 'video/mp4' }],
      ['Media only', { url: 'https://cdn.test/5.m4a', type: 'audio/x-m4a', bytes: 9 }],
      ['Wrong type', { url: 'https://cdn.test/6.mp3', type: 'text/html' }],
    ]);
    expect(feed.dropped).toEqual([
      { item: 'Just a picture', reason: 'its enclosure is not audio (image/png)' },
      { item: 'A blog post', reason: 'it has no enclosure' },
      { item: 'A strange address', reason: 'the address of its enclosure is not http or https' },
      { item: 'No address', reason: 'the address of its enclosure is not http or https' },
      { item: 'item 11', reason: 'it has no enclosure' },
    ]);
  });
});

describe('other formats', () => {
  it('Atom: enclosures, own dates, markup in content; a bad date costs the date alone', async () => {
    const feed = await read('atom.xml');
    expect(feed).toMatchObject({
      title: 'An Atom show',
      description: 'In Atom',
      author: 'Ada',
      link: 'https://show.test/',
      dropped: [{ item: 'A text', reason: 'it has no enclosure' }],
    });
    expect(feed.episodes).toMatchObject([
      {
        guid: 'urn:1',
        publishedAt: Date.UTC(2026, 5, 1, 8),
        enclosure: { url: 'https://show.test/1.mp3', bytes: 321 },
        link: 'https://show.test/1',
        description: 'First words.\n\nThen more.',
      },
      { guid: 'urn:2', title: 'Bad date', description: 'Sum' },
      {
        guid: 'urn:3',
        publishedAt: Date.UTC(2026, 5, 3),
        people: [{ name: 'Ben', role: 'author' }],
      },
    ]);
    expect(feed.episodes[1]).not.toHaveProperty('publishedAt');
  });

  it('Atom with a prefix', async () => {
    expect(titles(await read('atom-prefixed.xml'))).toEqual(['One']);
  });

  it('RSS 1.0', async () => {
    const feed = await read('rdf.xml');
    expect(feed.title).toBe('RSS one');
    expect(feed.episodes).toMatchObject([
      { title: 'One', publishedAt: Date.UTC(2026, 5, 1), people: [{ name: 'Fay' }] },
    ]);
  });
});

describe('charsets', () => {
  it.each([
    ['latin1.xml', undefined, 'Ràdio Català', 'Català: "no" - ací'],
    ['latin1.xml', 'application/rss+xml; charset=iso-8859-1', 'Ràdio Català', 'Català: "no" - ací'],
    ['latin1.xml', 'text/xml; charset=UTF-8', 'Ràdio Català', 'Català: "no" - ací'],
    ['windows1252.xml', undefined, 'Ünder', '“Quotes” – 5 €'],
    ['utf16.xml', undefined, 'A show', 'Zwölf 日本 🎧'],
  ])('%s with the header %s', async (name, contentType, title, episode) => {
    const feed = await read(name, contentType);
    expect([feed.title, ...titles(feed)]).toEqual([title, episode]);
  });
});

describe('titles', () => {
  it('are one line of plain text, whatever they hold', async () => {
    expect(titles(await read('titles.xml'))).toEqual([
      'Long words '.repeat(30).trim(),
      'AC/DC .. C:\\con',
      '🎧 Music 🎸',
      'פודקאסט בעברית',
      'Untitled episode',
      'From iTunes',
      'Q&A live',
    ]);
  });
});

describe('what is no feed', () => {
  it.each(['html.html', 'xhtml.html'])('%s is told', async (name) => {
    expect(prepareXml(await bytesOf(name), 'application/rss+xml')).toMatchObject({
      ok: false,
      problem: { code: 'feed-is-html' },
    });
  });
});
