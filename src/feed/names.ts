import { ASIDE_PLAIN, ASIDE_TEXT, FEED_FIELDS, ITEM_FIELDS } from './fields.ts';

/**
 * Namespaces of feeds → the prefix by which we speak of them, whatever a feed calls it (`ns1:`
 * occurs). Keys are without scheme and trailing slash, in lower case: feeds differ in both.
 */
const PREFIX_OF: ReadonlyMap<string, string> = new Map([
  ['www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['podcastindex.org/namespace/1.0', 'podcast'],
  ['github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md', 'podcast'],
  ['purl.org/rss/1.0/modules/content', 'content'],
  ['purl.org/dc/elements/1.1', 'dc'],
  ['search.yahoo.com/mrss', 'media'],
  ['www.google.com/schemas/play-podcasts/1.0', 'googleplay'],
  ['www.w3.org/2005/atom', 'atom'],
  ['purl.org/atom/ns#', 'atom'],
  ['www.w3.org/1999/02/22-rdf-syntax-ns#', 'rdf'],
  // The vocabularies whose elements we speak of without a prefix.
  ['purl.org/rss/1.0', ''],
  ['backend.userland.com/rss2', ''],
  ['backend.userland.com/rss', ''],
  ['blogs.law.harvard.edu/tech/rss', ''],
]);

/** Lower case → the spelling that the readers look for (`PubDate`, `GUID` occur). */
const SPELLING: ReadonlyMap<string, string> = new Map(
  ['rss', 'channel', 'item', 'feed', 'entry', 'rdf:RDF', 'name', 'url', 'image']
    .concat(FEED_FIELDS, ITEM_FIELDS, [...ASIDE_TEXT], [...ASIDE_PLAIN])
    .map((name) => [name.toLowerCase(), name]),
);

/** Feeds declare some ten; more are ignored. */
const MAX_SCOPE = 64;

/** Prefix → namespace, as declared so far; `''` is the default namespace. */
export type Scope = ReadonlyMap<string, string>;

/** The scope inside an element that declares namespaces; the same scope when it declares none. */
export function declare(
  scope: Scope,
  attributes: readonly { readonly name: string; readonly value: string }[],
): Scope {
  let inner: Map<string, string> | undefined;
  for (const { name, value } of attributes) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
    inner ??= new Map(scope);
    if (inner.size < MAX_SCOPE) inner.set(name.slice(6), value);
  }
  return inner ?? scope;
}

function knownPrefix(uri: string | undefined): string | undefined {
  if (uri === undefined || uri.length > 200) return undefined;
  const bare = uri
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '');
  return PREFIX_OF.get(bare);
}

/**
 * The name by which we speak of an element: its namespace decides, not its prefix. A prefix whose
 * namespace is undeclared or unknown keeps its spelling, since feeds misspell addresses too.
 * In an Atom document Atom's own elements have no prefix.
 */
export function canonicalName(written: string, scope: Scope, inAtom: boolean): string {
  const colon = written.indexOf(':');
  const prefix = colon < 0 ? '' : written.slice(0, colon).toLowerCase();
  const local = written.slice(colon + 1);
  const known = knownPrefix(scope.get(prefix)) ?? prefix;
  const spoken = known === 'atom' && inAtom ? '' : known;
  const name = spoken === '' ? local : `${spoken}:${local}`;
  return SPELLING.get(name.toLowerCase()) ?? name;
}
