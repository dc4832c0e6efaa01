import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { withoutQuery } from './address.ts';

/** What names an item. */
export interface Named {
  readonly guid?: string;
  readonly title: string;
  readonly publishedAt?: number;
  readonly enclosure: { readonly url: string };
}

/** First 16 hex digits of the SHA-256 of a text's UTF-8. */
export function shortHash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16);
}

/**
 * The part of an audio address that stays: without query where the path ends in a file name
 * (queries there count downloads and expire), the whole where the query may name the file.
 */
function steadyUrl(url: string): string {
  const bare = withoutQuery(url);
  return /\.[A-Za-z0-9]{2,5}$/.test(bare) && !/\.(?:php|aspx?|cgi|jsp)$/i.test(bare) ? bare : url;
}

/** What an item may be named by, best first. */
function keysOf(item: Named): readonly string[] {
  const { guid, title, publishedAt, enclosure } = item;
  const keys = [steadyUrl(enclosure.url), enclosure.url, `${title}\n${publishedAt ?? ''}`];
  return guid === undefined ? keys : [guid, ...keys];
}

/** What makes two items the same item twice. */
function sameness(item: Named): string {
  const date = item.guid === undefined ? `${item.title}\n${item.publishedAt ?? ''}` : '';
  return [item.guid ?? '', steadyUrl(item.enclosure.url), date].join('\n');
}

/**
 * Ids for the items of one feed, in its order; `undefined` for an item that stands in it twice.
 *
 * An id is the {@link shortHash} of the guid, else of the enclosure's address, else of title and
 * date. Where items share a guid, the oldest keeps it and later ones take their address, so that
 * an episode does not change its id when the next one comes.
 */
export function idsOf(items: readonly Named[]): readonly (string | undefined)[] {
  const ids = Array.from<string | undefined>({ length: items.length });
  const seen = new Set<string>();
  const first = items.map((item) => {
    const key = sameness(item);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  const age = (at: number): number => items[at]?.publishedAt ?? Number.MAX_SAFE_INTEGER;
  const oldestFirst = items.map((_, at) => at).sort((a, b) => age(a) - age(b) || a - b);
  const taken = new Set<string>();
  for (const at of oldestFirst) {
    const item = items[at];
    if (item === undefined || first[at] !== true) continue;
    const key = keysOf(item).find((candidate) => !taken.has(candidate));
    if (key === undefined) continue;
    taken.add(key);
    ids[at] = shortHash(key);
  }
  return ids;
}
