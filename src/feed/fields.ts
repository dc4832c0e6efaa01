/**
 * The names under which a feed's elements reach rss-parser, and the list of those that it hands
 * on. The repair writes them, the parser's settings list them, the interpretation reads them.
 */

/**
 * Elements that rss-parser treats in a harmful way are set aside under this prefix before it sees
 * them. It runs a quadratic expression over `description`, `content` and `content:encoded` (195 KB
 * of `&lt;p` take 8 to 14 s, measured with 3.13.0), and throws for the whole feed on an Atom
 * `published` that is no date and on an Atom `link` without attributes. Of several enclosures it
 * keeps the first, whatever else is asked for.
 */
export const ASIDE = 'aside:';

/** Set aside, text only: markup inside is kept as text, in order. */
export const ASIDE_TEXT: ReadonlySet<string> = new Set([
  'description',
  'summary',
  'content',
  'content:encoded',
  'itunes:summary',
  'itunes:subtitle',
]);

/** Set aside as they are. */
export const ASIDE_PLAIN: ReadonlySet<string> = new Set([
  'link',
  'published',
  'updated',
  'enclosure',
]);

/** Short texts. Markup inside is kept as text; the next field ends one that was never closed. */
export const SHORT_TEXT: ReadonlySet<string> = new Set([
  'title',
  'guid',
  'id',
  'language',
  'pubDate',
  'published',
  'updated',
  'link',
  'enclosure',
  'dc:date',
  'itunes:title',
  'itunes:duration',
  'itunes:season',
  'itunes:episode',
]);

/** Elements that no text holds: where one begins, a text before it was never closed. */
export const STRUCTURE: ReadonlySet<string> = new Set([
  'channel',
  'item',
  'entry',
  'guid',
  'enclosure',
  'pubDate',
]);

/** Elements below the feed that are handed on, each as an array of all its occurrences. */
export const FEED_FIELDS: readonly string[] = [
  'title',
  'language',
  'author',
  'managingEditor',
  'dc:creator',
  'dc:language',
  'itunes:author',
  'googleplay:author',
  'podcast:person',
  'subtitle',
  ...[...ASIDE_TEXT, ...ASIDE_PLAIN].map((name) => ASIDE + name),
];

/** Elements below an item or entry that are handed on, each as an array of all its occurrences. */
export const ITEM_FIELDS: readonly string[] = [
  'title',
  'guid',
  'id',
  'media:content',
  'media:group',
  'pubDate',
  'dc:date',
  'dc:creator',
  'author',
  'atom:link',
  'itunes:title',
  'itunes:duration',
  'itunes:season',
  'itunes:episode',
  'itunes:author',
  'podcast:person',
  'podcast:transcript',
  'podcast:chapters',
  'podcast:season',
  'podcast:episode',
  ...[...ASIDE_TEXT, ...ASIDE_PLAIN].map((name) => ASIDE + name),
];
