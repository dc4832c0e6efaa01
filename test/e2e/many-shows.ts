/** A repository of many shows with nothing to do: every feed is as it was. */
import type { EpisodeState, FeedState } from '../../src/state/types.ts';
import { writeFeedState } from '../../src/state/write.ts';
import { rssOf } from '../sandbox/feed-host.ts';
import { startWorld } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';

const NOW = Date.UTC(2026, 10, 24);
const DAY_MS = 86_400_000;

function idOf(show: number, episode: number): string {
  return ((BigInt(show) << 24n) | BigInt(episode * 7919)).toString(16).padStart(16, '0');
}

/** A finished episode of a show's history; 0 is the newest. */
export function finished(show: string, number: number): EpisodeState {
  const publishedAt = NOW - number * 7 * DAY_MS;
  const day = new Date(publishedAt).toISOString().slice(0, 10);
  return {
    status: 'done',
    title: `Episode ${number}: what we found on the way to the river`,
    audioUrl: `https://cdn.example.com/${show}/audio/${day}-episode-${number}.mp3?source=feed`,
    publishedAt,
    durationSec: 3605.24,
    guid: `https://example.com/${show}/?p=${1000 + number}`,
    attempts: 0,
    rendition: {
      sha256: 'a1'.repeat(32),
      bytes: 57_683_200,
      durationSec: 3605.24,
      container: 'mp3',
    },
    transcript: `${show}/${day}-episode-${number}-what-we-found-on-the-way-to-the-river`,
    startedAt: publishedAt + DAY_MS,
    finishedAt: publishedAt + DAY_MS + 300_000,
    requests: 5,
  };
}

function found(show: string, number: number): EpisodeState {
  const { title, audioUrl, publishedAt = 0, durationSec = 0, guid = '' } = finished(show, number);
  return { status: 'discovered', title, audioUrl, publishedAt, durationSec, guid, attempts: 0 };
}

/**
 * A show with so many episodes, the newest two of which are new, unless all are done.
 */
export function showState(
  number: number,
  count: number,
  more: { readonly allDone?: boolean } = {},
): FeedState {
  const show = `show-${String(number).padStart(3, '0')}`;
  const episodes: Record<string, EpisodeState> = {};
  for (let episode = 0; episode < count; episode += 1) {
    episodes[idOf(number, episode)] =
      episode < 2 && more.allDone !== true ? found(show, episode) : finished(show, episode);
  }
  return {
    version: 1,
    show,
    feedUrl: `https://example.com/${show}/feed.xml`,
    title: `Show ${number}`,
    validators: { etag: '"5e9f-62a1b"' },
    episodes,
  };
}

/**
 * A world of so many shows with so many finished episodes each: the branch knows every episode, and
 * the feeds' validators.
 */
export async function startManyShows(count: number, episodes: number): Promise<World> {
  const world = await startWorld({ shows: [] });
  const numbers = Array.from({ length: count }, (_, number) => number);
  const urls = numbers.map((number) => {
    const path = `/many/${number}.xml`;
    const body = rssOf({ title: `Show ${number}`, episodes: [] });
    world.feeds.setFile(path, { body, contentType: 'application/rss+xml' });
    return `${world.feeds.url}${path}`;
  });
  const files: Record<string, string> = {
    'config/production.yaml': `shows:\n${urls.map((url) => `  - url: ${url}\n`).join('')}`,
  };
  for (const number of numbers) {
    const url = urls[number] ?? '';
    const answer = await fetch(url);
    await answer.arrayBuffer();
    const etag = answer.headers.get('etag');
    if (etag === null) throw new Error('the feed host gave no etag');
    const known = showState(number, episodes, { allDone: true });
    const state = { ...known, feedUrl: url, validators: { etag } };
    files[`state/feeds/${state.show}.json`] = writeFeedState(state);
  }
  await world.github.pushForeign(files, 'Know many shows');
  world.github.forgetRequests();
  return world;
}
