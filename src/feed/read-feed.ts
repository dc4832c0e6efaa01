import type { Result } from '../base/outcome.ts';
import { bad, ok, problem } from '../base/outcome.ts';
import { resolveUrl } from './address.ts';
import { readDate, readDuration } from './dates.ts';
import { pickAudio } from './enclosures.ts';
import { idsOf } from './ids.ts';
import { authorOf, peopleOf, transcriptsOf } from './people.ts';
import { allOf, asNode, attributeOf, firstText, textOf } from './tree.ts';
import type { Node } from './tree.ts';
import type { DroppedItem, Episode, Feed } from './types.ts';
import { oneLine, plainText, titleText } from './words.ts';
import { youtubeOfEpisodes } from './youtube.ts';

const MAX_TITLE = 500;
/** Feeds write a guid of any length; addresses are at most this. */
const MAX_GUID = 4_096;

/** Where long texts stand; the longest one tells most about an episode. */
const TEXTS = [
  'aside:description',
  'aside:content:encoded',
  'aside:itunes:summary',
  'aside:summary',
  'aside:content',
  'aside:itunes:subtitle',
  'subtitle',
];

/** What a feed is read with. */
export interface FeedContext {
  /** Address of the feed, after redirects; relative addresses are resolved against it. */
  readonly url: string;
  /** The end of the document is missing. */
  readonly truncated: boolean;
}

/** An item that has audio, before ids are given. */
interface ReadItem {
  readonly label: string;
  readonly episode: Omit<Episode, 'id'>;
  /** HTML of all its texts, for links. */
  readonly html: string;
}

/** Fields that may be undefined, as optional fields. */
type Present<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined: an absent field has no key. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<T>;
}

/** The address that an Atom `<link>` (`rel=alternate`) holds as attribute, or an RSS one as text. */
function linkOf(node: Node, base: string): string | undefined {
  const links = allOf(node, 'aside:link');
  const alternates = links.filter(
    (link) => (attributeOf(link, 'rel') ?? 'alternate') === 'alternate',
  );
  return [...alternates.map((link) => attributeOf(link, 'href')), ...links.map(textOf)]
    .map((written) => resolveUrl(written, base))
    .find((url) => url !== undefined);
}

function textsOf(node: Node): readonly string[] {
  return TEXTS.flatMap((name) => firstText(node, name) ?? []);
}

/** The longest of an element's texts, as plain text. */
function descriptionOf(texts: readonly string[]): string | undefined {
  let longest = '';
  for (const text of texts) {
    const plain = plainText(text);
    if (plain.length > longest.length) longest = plain;
  }
  return longest === '' ? undefined : longest;
}

function numberOf(node: Node, ...names: readonly string[]): number | undefined {
  const text = firstText(node, ...names);
  return text !== undefined && /^\d{1,6}(?:\.\d{1,3})?$/.test(text) ? Number(text) : undefined;
}

function publishedAtOf(item: Node): number | undefined {
  const names = ['pubDate', 'aside:published', 'dc:date', 'aside:updated'];
  return names.map((name) => readDate(firstText(item, name))).find((date) => date !== undefined);
}

/** How a dropped item is spoken of: its title, guid, or position from 1. */
function labelOf(item: Node | undefined, position: number): string {
  const name =
    item === undefined ? undefined : firstText(item, 'title', 'itunes:title', 'guid', 'id');
  const line = titleText((name ?? '').slice(0, 4_000), 120);
  return line === '' ? `item ${position}` : line;
}

interface FeedFacts {
  readonly url: string;
  readonly author: string | undefined;
}

function readItem(value: unknown, position: number, feed: FeedFacts): ReadItem | DroppedItem {
  const node = asNode(value);
  const label = labelOf(node, position);
  if (node === undefined) return { item: label, reason: 'it is empty' };
  const picked = pickAudio(node, feed.url);
  if ('reason' in picked) return { item: label, reason: picked.reason };
  const texts = textsOf(node);
  const guid = firstText(node, 'guid', 'id')?.slice(0, MAX_GUID);
  const title = titleText(
    (firstText(node, 'title', 'itunes:title') ?? '').slice(0, 8_000),
    MAX_TITLE,
  );
  const author = authorOf(node);
  const episode = {
    title: title === '' ? 'Untitled episode' : title,
    enclosure: picked.audio,
    people: peopleOf(node, author === feed.author ? undefined : author),
    transcripts: transcriptsOf(node, feed.url),
    ...present({
      guid,
      publishedAt: publishedAtOf(node),
      durationSec: readDuration(firstText(node, 'itunes:duration')),
      description: descriptionOf(texts),
      link: linkOf(node, feed.url),
      season: numberOf(node, 'itunes:season', 'podcast:season'),
      number: numberOf(node, 'itunes:episode', 'podcast:episode'),
      chaptersUrl: allOf(node, 'podcast:chapters')
        .map((chapters) => resolveUrl(attributeOf(chapters, 'url'), feed.url))
        .find((url) => url !== undefined),
    }),
  };
  return { label, episode, html: texts.join('\n') };
}

/** Gives ids and videos, which need all items together, and drops repeated items. */
function assemble(items: readonly ReadItem[], dropped: DroppedItem[]): readonly Episode[] {
  const ids = idsOf(items.map(({ episode }) => episode));
  const videos = youtubeOfEpisodes(
    items.map(({ episode, html }) => ({ link: episode.link, description: html })),
  );
  return items.flatMap(({ episode, label }, at) => {
    const id = ids[at];
    if (id === undefined) {
      dropped.push({ item: label, reason: 'an item before it has the same guid and audio' });
      return [];
    }
    return [{ id, ...episode, ...present({ youtubeUrl: videos[at] }) }];
  });
}

/**
 * The parser's tree of a prepared feed → what it says. Lenient item by item: a fault costs a
 * field, at worst one item, which is then counted in `dropped` with the reason. Fails only when
 * the tree has no list of items at all.
 */
export function readFeed(tree: unknown, context: FeedContext): Result<Feed> {
  const root = asNode(tree);
  if (root === undefined || !Array.isArray(root['items'])) {
    return bad(
      problem(
        'feed-unreadable',
        'the feed has no channel to read',
        'Check the feed with a feed validator and tell its publisher.',
      ),
    );
  }
  const author = authorOf(root);
  const dropped: DroppedItem[] = [];
  const items: ReadItem[] = [];
  for (const [at, value] of root['items'].entries()) {
    const item = readItem(value, at + 1, { url: context.url, author });
    if ('episode' in item) items.push(item);
    else dropped.push(item);
  }
  const title = titleText((firstText(root, 'title') ?? '').slice(0, 8_000), MAX_TITLE);
  const language = firstText(root, 'language', 'dc:language');
  return ok({
    title: title === '' ? `Untitled show of ${new URL(context.url).hostname}` : title,
    people: peopleOf(root, author),
    episodes: assemble(items, dropped),
    dropped,
    truncated: context.truncated,
    ...present({
      description: descriptionOf(textsOf(root)),
      author,
      language: language === undefined ? undefined : oneLine(language, 35),
      link: linkOf(root, context.url),
    }),
  });
}
