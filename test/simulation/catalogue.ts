/** Shows whose feeds grow, and whose hosts insert advertisements. */
import { createHash } from 'node:crypto';
import { shortHash } from '../../src/feed/ids.ts';
import { encode, FRAME_SEC, makeTake } from './audio.ts';
import type { Take } from './audio.ts';
import type { Chance } from './chance.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The bytes of an episode as they are served at one time. */
export interface Rendition {
  readonly number: number;
  readonly takes: readonly Take[];
  readonly bytes: Uint8Array;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly etag: string;
}

/** One episode of the world. */
export interface WorldEpisode {
  readonly number: number;
  readonly show: string;
  readonly guid: string;
  /** The id that the product gives it. */
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly publishedAt: number;
  /** From then on the host has its file. */
  readonly audioFrom: number;
  /** The host has removed it for good. */
  readonly gone: boolean;
  /** Nobody can write down a part of it: its transcript covers too little. */
  mumbled?: boolean;
  /** What the feed says of its length, seconds. */
  readonly claimsSec: number | undefined;
  /** By number: 0 is the episode itself, the others are advertisements. */
  readonly takes: Map<number, Take>;
  /** The last one is served. */
  readonly renditions: Rendition[];
}

/** One show. */
export interface WorldShow {
  readonly slug: string;
  readonly title: string;
  readonly feedUrl: string;
  readonly episodes: readonly WorldEpisode[];
}

/** Makes shows that publish during `days`; some episodes are there from the start. */
export function makeShows(chance: Chance, span: { start: number; days: number }): WorldShow[] {
  const count = chance.whole(1, 3);
  let number = 0;
  return Array.from({ length: count }, (_, which) => {
    const slug = `show-${which + 1}`;
    const backlog = chance.whole(0, 4);
    const later = chance.whole(1, Math.max(1, Math.round((span.days * chance.between(2, 9)) / 30)));
    const episodes = Array.from({ length: backlog + later }, (__, position) => {
      const publishedAt =
        position < backlog
          ? span.start - chance.whole(1, 60) * DAY_MS
          : Math.floor(span.start + chance.next() * span.days * DAY_MS);
      number += 1;
      return makeEpisode(chance, { number, slug, publishedAt });
    });
    return {
      slug,
      title: `Show ${which + 1}`,
      feedUrl: `https://feeds.example/${slug}.xml`,
      episodes: episodes.toSorted((a, b) => b.publishedAt - a.publishedAt),
    };
  });
}

/** Makes shows that have more to do than they can. */
export function makeBacklog(
  chance: Chance,
  size: {
    readonly start: number;
    readonly shows: number;
    readonly episodes: number;
    readonly isShort?: boolean;
  },
): WorldShow[] {
  return Array.from({ length: size.shows }, (_, which) => {
    const slug = `show-${which + 1}`;
    const episodes = Array.from({ length: size.episodes }, (__, position) => {
      const number = which * size.episodes + position + 1;
      const publishedAt = size.start - number * DAY_MS;
      const seconds = size.isShort === true ? chance.between(8, 19) : chance.between(60, 140);
      return makeEpisode(chance, { number, slug, publishedAt, seconds });
    });
    return {
      slug,
      title: `Show ${which + 1}`,
      feedUrl: `https://feeds.example/${slug}.xml`,
      episodes,
    };
  });
}

function makeEpisode(
  chance: Chance,
  about: {
    readonly number: number;
    readonly slug: string;
    readonly publishedAt: number;
    readonly seconds?: number;
  },
): WorldEpisode {
  const { number, slug, publishedAt } = about;
  const seconds = about.seconds ?? chance.pick([chance.between(8, 40), chance.between(40, 150)]);
  const content = makeTake(0, seconds, chance);
  const guid = `${slug}-episode-${number}`;
  const episode: WorldEpisode = {
    number,
    show: slug,
    guid,
    id: shortHash(guid),
    // Some share a title: their files must be kept apart all the same.
    title: chance.hit(0.1) ? 'Untitled' : `Episode ${number}`,
    url: `https://audio.example/${slug}/${number}.mp3`,
    publishedAt,
    audioFrom: publishedAt + (chance.hit(0.1) ? chance.whole(1, 30) * HOUR_MS : 0),
    gone: chance.hit(0.03),
    claimsSec: chance.pick([undefined, Math.round(seconds), Math.round(seconds * 3)]),
    takes: new Map([[0, content]]),
    renditions: [],
  };
  const hasAdvert = chance.hit(0.3);
  addRendition(episode, hasAdvert ? makeTake(1, chance.between(5, 20), chance) : undefined);
  return episode;
}

/** From now on the episode is served with this advertisement in front, or without any. */
export function addRendition(episode: WorldEpisode, advert: Take | undefined): void {
  if (advert !== undefined) episode.takes.set(advert.number, advert);
  const content = episode.takes.get(0);
  if (content === undefined) throw new Error('an episode without content');
  const takes = advert === undefined ? [content] : [advert, content];
  const bytes = encode(episode.number, takes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const number = episode.renditions.length;
  episode.renditions.push({ number, takes, bytes, sha256, etag: `"${sha256.slice(0, 16)}"` });
}

/** Another advertisement, as long as the one before or not. */
export function anotherAdvert(episode: WorldEpisode, chance: Chance): Take {
  const before = episode.renditions.at(-1)?.takes.find(({ number }) => number > 0);
  const same = before !== undefined && chance.hit(0.5);
  const seconds = same ? before.frames * FRAME_SEC : chance.between(5, 20);
  return makeTake(Math.max(...episode.takes.keys()) + 1, seconds, chance);
}

/** Holes of shorter episodes are so short that they cannot be told from pauses; seconds. */
const LONG_SEC = 90;

/** The takes of an episode as far as the model writes them down: of a mumbled one, not all. */
export function heardTakes({ takes, mumbled }: WorldEpisode): ReadonlyMap<number, Take> {
  const content = takes.get(0);
  const seconds = (content?.frames ?? 0) * FRAME_SEC;
  if (mumbled !== true || content === undefined || seconds < LONG_SEC) return takes;
  const script = content.script.filter(
    ({ startSec }) => startSec < seconds * 0.4 || startSec > seconds * 0.8,
  );
  return new Map([...takes, [0, { ...content, script }]]);
}

/** All words of a rendition, in order. */
export function wordsOf(rendition: Rendition): readonly string[] {
  return rendition.takes.flatMap((take) => take.script.flatMap(({ text }) => text.split(' ')));
}

/** The feed of a show at one time. */
export function feedOf(
  show: WorldShow,
  now: number,
): { readonly xml: string; readonly etag: string } {
  const listed = show.episodes.filter(({ publishedAt }) => publishedAt <= now);
  const items = listed.map(
    (one) => `<item><title>${one.title}</title><guid isPermaLink="false">${one.guid}</guid>
<pubDate>${new Date(one.publishedAt).toUTCString()}</pubDate>
<enclosure url="${one.url}" type="audio/mpeg" length="0"/>${
      one.claimsSec === undefined ? '' : `<itunes:duration>${one.claimsSec}</itunes:duration>`
    }</item>`,
  );
  return {
    xml: `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>${show.title}</title>
<description>A show of the simulation.</description>
${items.join('\n')}
</channel></rss>
`,
    etag: `"${show.slug}-${listed.length}"`,
  };
}
