/** Feeds and audio over HTTP for one process. */
import Parser from 'rss-parser';
import { FEED_FIELDS, ITEM_FIELDS } from '../../src/feed/fields.ts';
import { HttpBodyError } from '../../src/ports.ts';
import type { FeedParser, Http, HttpOutcome, HttpRequest } from '../../src/ports.ts';
import { problem } from '../../src/base/outcome.ts';
import { addRendition, anotherAdvert, feedOf } from './catalogue.ts';
import type { Rendition, WorldEpisode, WorldShow } from './catalogue.ts';
import type { Process } from './process.ts';
import type { Sabotage } from './sabotage.ts';
import type { Scheduler } from './scheduler.ts';

/** What the hosts need to know. */
export interface Web {
  readonly scheduler: Scheduler;
  readonly shows: readonly WorldShow[];
  readonly sabotage: Sabotage | undefined;
  /** A whole rendition begins to arrive. */
  readonly onServed: (episode: WorldEpisode, rendition: Rendition) => void;
}

const BROKE = problem('http-broke', 'The connection broke.', 'It is tried again.');

/** The port to the hosts for one process. */
export function makeHttp(web: Web, process: Process): Http {
  const episodes = new Map(web.shows.flatMap((show) => show.episodes.map((one) => [one.url, one])));
  return {
    get: async (request) => {
      const show = web.shows.find((one) => one.feedUrl === request.url);
      const answer = await process.call('http.get', request.signal, () => {
        if (show !== undefined) return answerFeed(web, process, show, request);
        const episode = episodes.get(request.url);
        return episode === undefined
          ? response(process, request, { status: 404 })
          : answerAudio(web, process, episode, request);
      });
      return answer;
    },
  };
}

function answerFeed(
  web: Web,
  process: Process,
  show: WorldShow,
  request: HttpRequest,
): HttpOutcome {
  if (process.hit('feed-down')) return down(process, request);
  const { xml, etag } = feedOf(show, web.scheduler.now());
  const asked = request.headers?.['if-none-match'];
  if (asked === etag || (asked !== undefined && web.sabotage === 'deaf-feed')) {
    return response(process, request, { status: 304 });
  }
  const cut = process.hit('feed-cut');
  const bytes = new TextEncoder().encode(xml);
  return response(process, request, {
    status: 200,
    headers: { etag, 'content-type': 'application/rss+xml' },
    bytes: cut ? bytes.subarray(0, Math.floor(bytes.length * process.chance.next())) : bytes,
    cut,
  });
}

function answerAudio(
  web: Web,
  process: Process,
  episode: WorldEpisode,
  request: HttpRequest,
): HttpOutcome {
  if (process.hit('audio-down')) return down(process, request);
  if (episode.gone) return response(process, request, { status: 410 });
  if (web.scheduler.now() < episode.audioFrom) return response(process, request, { status: 404 });
  const from = request.rangeStart ?? 0;
  const known = episode.renditions.find(({ etag }) => etag === request.ifRange);
  if (from === 0 && process.hit('audio-changes')) {
    addRendition(episode, anotherAdvert(episode, process.chance));
  }
  const rendition = (from > 0 ? known : undefined) ?? newest(episode);
  const start = from > 0 && rendition === known ? from : 0;
  web.onServed(episode, rendition);
  const rest = rendition.bytes.subarray(start);
  const cut = process.hit('audio-cut');
  const total = rendition.bytes.length;
  return response(process, request, {
    status: start > 0 ? 206 : 200,
    headers: {
      etag: rendition.etag,
      'content-length': String(rest.length),
      'content-type': 'audio/mpeg',
      ...(start > 0 ? { 'content-range': `bytes ${start}-${total - 1}/${total}` } : {}),
    },
    bytes: cut ? rest.subarray(0, Math.floor(rest.length * process.chance.next())) : rest,
    cut,
  });
}

function newest(episode: WorldEpisode): Rendition {
  const rendition = episode.renditions.at(-1);
  if (rendition === undefined) throw new Error('an episode without audio');
  return rendition;
}

/** A server that fails, or cannot be reached. */
function down(process: Process, request: HttpRequest): HttpOutcome {
  const status = process.chance.pick([500, 503, undefined]);
  if (status !== undefined) return response(process, request, { status });
  return { kind: 'failed', error: BROKE, retryable: true };
}

function response(
  process: Process,
  request: HttpRequest,
  answer: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly bytes?: Uint8Array;
    readonly cut?: boolean;
  },
): HttpOutcome {
  const { status, headers = {}, bytes = new Uint8Array(0), cut = false } = answer;
  async function* body(): AsyncGenerator<Uint8Array> {
    const half = bytes.length >> 1;
    for (const part of [bytes.subarray(0, half), bytes.subarray(half)]) {
      await process.call('http.body', request.signal, () => undefined);
      yield part;
    }
    if (cut) throw new HttpBodyError(BROKE);
  }
  return {
    kind: 'response',
    status,
    headers,
    finalUrl: request.url,
    body: body(),
    discard: () => undefined,
  };
}

const keepAll = (names: readonly string[]) =>
  names.map((name) => [name, name, { keepArray: true }] as [string, string, { keepArray: true }]);

const parser = new Parser<Record<string, unknown>, Record<string, unknown>>({
  defaultRSS: 2,
  customFields: { feed: keepAll(FEED_FIELDS) as never, item: keepAll(ITEM_FIELDS) },
});

/** The reader of feeds, without a thread of its own. */
export function makeFeedParser(process: Process): FeedParser {
  return {
    parse: async (xml, { signal }) => {
      await process.call('parser.parse', signal, () => undefined);
      try {
        return { kind: 'parsed', tree: await parser.parseString(xml) };
      } catch (error) {
        const words = String(error).split('\n', 1)[0] ?? '';
        return { kind: 'failed', error: problem('feed-unreadable', words, 'Mend the feed.') };
      }
    },
  };
}
