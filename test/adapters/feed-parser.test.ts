import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { makeFeedParser } from '../../src/adapters/feed-parser.ts';
import { prepareXml } from '../../src/feed/prepare.ts';
import { readFeed } from '../../src/feed/read-feed.ts';
import type { Feed } from '../../src/feed/types.ts';
import type { FeedParser, ParseOutcome } from '../../src/ports.ts';

const never = new AbortController().signal;
const GENEROUS_MS = 30_000;

/** What stalls rss-parser's expression for 8 s: 195 KB. */
const HOSTILE = '&lt;p'.repeat(39_000);

function feedXml(description: string, element = 'description'): string {
  const audio = '<enclosure url="https://cdn.test/1.mp3" type="audio/mpeg"/>';
  return (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>' +
    `<title>A show</title><item><guid>1</guid><title>Hostile</title>${audio}` +
    `<${element}>${description}</${element}></item><item><guid>2</guid><title>Next</title>${audio}</item>` +
    '</channel></rss>'
  );
}

function parse(parser: FeedParser, xml: string, deadlineMs = GENEROUS_MS): Promise<ParseOutcome> {
  return parser.parse(xml, { deadlineMs, signal: never });
}

async function read(parser: FeedParser, text: string): Promise<Feed> {
  const prepared = prepareXml(new TextEncoder().encode(text), undefined);
  if (!prepared.ok) throw new Error(prepared.problem.message);
  const outcome = await parse(parser, prepared.value.xml);
  if (outcome.kind !== 'parsed') throw new Error(outcome.error.message);
  const feed = readFeed(outcome.tree, { url: 'https://show.test/feed', truncated: false });
  if (!feed.ok) throw new Error(feed.problem.message);
  return feed.value;
}

function titlesOf(outcome: ParseOutcome): unknown {
  if (outcome.kind === 'failed') throw new Error(outcome.error.message);
  return (outcome.tree as { items: { title: unknown }[] }).items.map(({ title }) => title);
}

describe('a hostile feed', () => {
  it('that would stall the parser ends at the deadline; other work goes on, and the next feed is read', async () => {
    const parser = makeFeedParser();
    // A warm thread: the deadline is spent on the feed.
    await parse(parser, feedXml('calm'));
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const hostile = parse(parser, feedXml(HOSTILE), 300);
    const following = parse(parser, feedXml('calm'));
    expect(await hostile).toMatchObject({ kind: 'failed', error: { code: 'feed-parse-timeout' } });
    delay.disable();
    // Eight seconds of work went on in the other thread.
    expect(delay.max / 1e6).toBeLessThan(250);
    expect(titlesOf(await following)).toEqual([['Hostile'], ['Next']]);
  });

  it.each(['description', 'content:encoded', 'itunes:summary', 'summary', 'content'])(
    'with 195 KB of unclosed tags in %s loses nothing once prepared',
    async (element) => {
      const feed = await read(makeFeedParser(), feedXml(HOSTILE, element));
      expect(feed.episodes.map(({ title }) => title)).toEqual(['Hostile', 'Next']);
      expect(feed.dropped).toEqual([]);
    },
    4_000,
  );

  it.each(['content', 'summary'])(
    'in Atom, with unclosed tags in %s, loses nothing once prepared',
    async (element) => {
      const feed = await read(
        makeFeedParser(),
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>1</id><title>Hostile</title>' +
          `<link rel="enclosure" href="https://cdn.test/1.mp3"/><${element} type="html">${HOSTILE}</${element}></entry></feed>`,
      );
      expect(feed.episodes.map(({ title }) => title)).toEqual(['Hostile']);
    },
    4_000,
  );

  it('that needs too much memory ends the thread, not the run', async () => {
    const parser = makeFeedParser({ maxHeapMb: 24 });
    const items = '<item><title>x</title><guid>y</guid></item>'.repeat(60_000);
    const outcome = await parse(parser, `<rss><channel>${items}</channel></rss>`);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'feed-too-large' } });
    expect(titlesOf(await parse(parser, feedXml('calm')))).toEqual([['Hostile'], ['Next']]);
  });
});

describe('makeFeedParser', () => {
  it('reads many feeds with one thread, in the order asked', async () => {
    const parser = makeFeedParser();
    const done: number[] = [];
    const feeds = Array.from({ length: 50 }, (_, at) =>
      parse(parser, `<rss><channel><title>${at}</title></channel></rss>`).then((outcome) => {
        done.push(at);
        return outcome.kind === 'parsed' ? (outcome.tree as { title: unknown }).title : undefined;
      }),
    );
    expect(await Promise.all(feeds)).toEqual(feeds.map((_, at) => [String(at)]));
    expect(done).toEqual(feeds.map((_, at) => at));
  });

  it('tells what is no feed, and goes on', async () => {
    const parser = makeFeedParser();
    expect(await parse(parser, '<html></html>')).toMatchObject({
      kind: 'failed',
      error: { code: 'feed-unreadable' },
    });
    expect(await parse(parser, '<rss><channel>')).toMatchObject({ kind: 'failed' });
    expect(await parse(parser, '')).toMatchObject({ kind: 'failed' });
    expect(await parse(parser, '<rss version="2.0"/>')).toMatchObject({
      kind: 'failed',
      error: { message: 'the feed cannot be read: it has no channel' },
    });
    expect((await parse(parser, feedXml('calm'))).kind).toBe('parsed');
  });

  it('rejects with the reason of an abort: before, while waiting, while parsing', async () => {
    const parser = makeFeedParser();
    const reason = new Error('stop');
    const aborted = { deadlineMs: GENEROUS_MS, signal: AbortSignal.abort(reason) };
    await expect(parser.parse(feedXml('calm'), aborted)).rejects.toBe(reason);
    const stop = new AbortController();
    const request = { deadlineMs: GENEROUS_MS, signal: stop.signal };
    const running = parser.parse(feedXml(HOSTILE), request);
    const waiting = parser.parse(feedXml('calm'), request);
    const other = parse(parser, feedXml('calm'));
    stop.abort(reason);
    await expect(running).rejects.toBe(reason);
    await expect(waiting).rejects.toBe(reason);
    expect((await other).kind).toBe('parsed');
  });
});
