/** Feeds over the network, with the real adapters: bytes of a server → episodes. */
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { makeFeedParser } from '../../src/adapters/feed-parser.ts';
import { makeHttp } from '../../src/adapters/http.ts';
import { fetchFeed } from '../../src/pipeline/fetch-feed.ts';
import type { FetchFeedOutcome, FetchFeedRequest } from '../../src/pipeline/fetch-feed.ts';
import type { Clock, Log } from '../../src/ports.ts';
import { rssOf, startFeedHost } from '../sandbox/feed-host.ts';
import type { FeedHost } from '../sandbox/feed-host.ts';

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warning: () => undefined,
  error: () => undefined,
  group: () => undefined,
  endGroup: () => undefined,
};

/** A clock that stands still: no deadline of the stage passes. */
const still: Clock = {
  now: () => 0,
  sleep: (_, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
};

const parser = makeFeedParser();
const hosts: FeedHost[] = [];

async function host(): Promise<FeedHost> {
  const started = await startFeedHost();
  hosts.push(started);
  return started;
}

afterEach(async () => {
  for (const started of hosts.splice(0)) await started.close();
});

function fetchFrom(url: string, more: Partial<FetchFeedRequest> = {}): Promise<FetchFeedOutcome> {
  const http = makeHttp({ allowPrivateNetwork: ['127.0.0.1'], userAgent: 'test/1' });
  const signal = new AbortController().signal;
  return fetchFeed(
    { http, parser, clock: still, log: silent },
    { url, deadlineMs: 30_000, signal, ...more },
  );
}

function feedOf(outcome: FetchFeedOutcome): Extract<FetchFeedOutcome, { kind: 'feed' }> {
  if (outcome.kind !== 'feed') throw new Error(JSON.stringify(outcome));
  return outcome;
}

const XML = rssOf({
  title: 'Loopback',
  episodes: Array.from({ length: 40 }, (_, at) => ({
    title: `Episode ${at}`,
    audioUrl: `/audio/${at}.mp3`,
    guid: `g${at}`,
    publishedAt: Date.UTC(2026, 10, 1) + at * 86_400_000,
    durationSec: 60,
    description: '<p>Some <b>words</b></p>',
  })),
});

describe('a feed of a server', () => {
  it('is read compressed and after a move, and is unchanged the next time', async () => {
    const running = await host();
    running.setFile('/feed.xml', { body: XML, contentType: 'application/rss+xml', gzip: true });
    running.setFault('/old', { kind: 'redirect', to: '/feed.xml', status: 301 });
    const { feed, validators, permanentUrl } = feedOf(await fetchFrom(`${running.url}/old`));
    expect(feed.episodes).toHaveLength(40);
    expect(feed.episodes[3]).toMatchObject({
      title: 'Episode 3',
      enclosure: { url: `${running.url}/audio/3.mp3`, type: 'audio/mpeg' },
      durationSec: 60,
      description: 'Some words',
    });
    expect(feed.truncated).toBe(false);
    expect(permanentUrl).toBe(`${running.url}/feed.xml`);
    expect(await fetchFrom(`${running.url}/feed.xml`, { validators })).toEqual({
      kind: 'unchanged',
    });
  });

  it('is decoded by what the document declares', async () => {
    const running = await host();
    const body = await readFile(new URL('../fixtures/feeds/latin1.xml', import.meta.url));
    running.setFile('/feed.xml', { body, contentType: 'text/xml' });
    const { feed } = feedOf(await fetchFrom(`${running.url}/feed.xml`));
    expect(feed.title).toBe('Ràdio Català');
  });

  it.each([
    ['a broken connection', { kind: 'cut', afterBytes: 4_000 }],
    ['a false length', { kind: 'wrong-length', contentLength: 100_000 }],
  ] as const)('is used as far as it came after %s', async (_, fault) => {
    const running = await host();
    running.setFile('/feed.xml', { body: XML, contentType: 'application/rss+xml' });
    running.setFault('/feed.xml', fault);
    const { feed, validators } = feedOf(await fetchFrom(`${running.url}/feed.xml`));
    expect(feed.truncated).toBe(true);
    expect(feed.episodes[0]).toMatchObject({ title: 'Episode 0', durationSec: 60 });
    expect(feed.episodes.every(({ description }) => description === 'Some words')).toBe(true);
    expect(validators).toEqual({});
  });

  it.each([
    ['a web page', { kind: 'html' }, 'feed-is-html'],
    ['nothing', { kind: 'empty' }, 'feed-empty'],
    ['404', { kind: 'status', status: 404 }, 'feed-not-found'],
  ] as const)('that is %s is told, with the remedy', async (_, fault, code) => {
    const running = await host();
    running.setFault('/feed.xml', fault);
    const outcome = await fetchFrom(`${running.url}/feed.xml?key=hush`);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code } });
    expect(JSON.stringify(outcome)).toContain(`${running.authority}/feed.xml`);
    expect(JSON.stringify(outcome)).not.toContain('hush');
  });

  it('that is hostile is read like any other', async () => {
    const running = await host();
    const hostile = '<p'.repeat(39_000);
    const episodes = [1, 2, 3].map((at) => ({
      title: `Episode ${at}`,
      audioUrl: `/${at}.mp3`,
      description: hostile,
      extra: `<content:encoded><![CDATA[${hostile}]]></content:encoded>`,
    }));
    running.setFile('/feed.xml', {
      body: rssOf({ title: 'Hostile', episodes }),
      contentType: 'application/rss+xml',
    });
    const { feed } = feedOf(await fetchFrom(`${running.url}/feed.xml`));
    expect(feed.episodes.map(({ title }) => title)).toEqual([
      'Episode 1',
      'Episode 2',
      'Episode 3',
    ]);
  });

  it('beyond the cap is not read to its end, even when it is small on the wire', async () => {
    const running = await host();
    const bomb = `<rss><channel>${' '.repeat(5_000_000)}</channel></rss>`;
    running.setFile('/feed.xml', { body: bomb, contentType: 'text/xml', gzip: true });
    const outcome = await fetchFrom(`${running.url}/feed.xml`, { maxBytes: 1_000_000 });
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'feed-too-large' } });
  });
});
