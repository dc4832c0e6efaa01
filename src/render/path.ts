import { sluggedWords } from '../feed/slug.ts';

/** Where transcripts lie: names made safe from whatever a feed calls its episodes. */

/** The pattern of the documentation: one folder a show, the day first. */
export const DEFAULT_PATTERN = '{show}/{date}-{title}';

/** What a pattern may hold. */
export interface PathFields {
  /** Slug of the show. */
  readonly show: string;
  /** `2026-11-24`; absent when the feed gives none (the name then says `undated`). */
  readonly date?: string;
  readonly title: string;
  readonly id: string;
}

/** File systems allow 255 bytes a name; an extension and a suffix need room, and people too. */
const MAX_PART_BYTES = 120;

/** The start of an id that sets two names apart. */
const SUFFIX_BYTES = 8;

/** Device names of Windows, on which a clone would fail. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|clock\$)$/;

/**
 * A transcript's path without extension, relative to the transcripts folder, from a pattern with
 * `{show}`, `{date}`, `{title}` and `{id}`. Every part is lower-case letters (of any script),
 * digits and dashes, at most 120 bytes, and stays below the folder whatever the texts hold. Two
 * episodes may get the same path: {@link withSuffix} sets them apart.
 */
export function transcriptPath(pattern: string, fields: PathFields): string {
  const values: Readonly<Record<string, string>> = {
    show: fields.show,
    date: fields.date ?? 'undated',
    title: fields.title,
    id: fields.id,
  };
  const parts = pattern
    .slice(0, 500)
    .split('/')
    .map((part) =>
      part.replace(/\{(show|date|title|id)\}/g, (_, name: string) => partOf(values[name] ?? '')),
    )
    .map((part) => partOf(part))
    .filter((part) => part !== '');
  const last = parts.pop() ?? '';
  const file = last === '' || last === 'undated' ? joined(last, fields.id) : last;
  // `index.json` and `README.md` of the folder are ours.
  const safe = file === 'index' || file === 'readme' ? joined(file, fields.id) : file;
  return [...parts, safe].map(unreserved).join('/');
}

/** The same path with the start of the episode's id behind it, still within the bound. */
export function withSuffix(path: string, id: string): string {
  const slash = path.lastIndexOf('/');
  return `${path.slice(0, slash + 1)}${joined(path.slice(slash + 1), id)}`;
}

/** Text as a part of a path, at most 120 bytes of UTF-8, cut between characters. Empty when nothing is left. */
function partOf(text: string): string {
  return cut(sluggedWords(text.slice(0, 2_000)), MAX_PART_BYTES);
}

function joined(name: string, id: string): string {
  const suffix = cut(partOf(id), SUFFIX_BYTES) || 'episode';
  const head = cut(name, MAX_PART_BYTES - SUFFIX_BYTES - 1);
  return head === '' ? suffix : `${head}-${suffix}`;
}

/** At most `most` bytes of UTF-8, without a dangling dash. */
function cut(text: string, most: number): string {
  const encoder = new TextEncoder();
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += encoder.encode(character).length;
    if (bytes > most) break;
    kept += character;
  }
  return kept.replace(/-+$/, '');
}

function unreserved(part: string): string {
  return RESERVED.test(part) ? `${part}-` : part;
}
