import { drop } from './raw.ts';
import type { DroppedLine, Piece, RawReading } from './raw.ts';
import { endOf, isText, startOf, speakerOf, textOf } from './read-members.ts';

/** Longest object that is looked into; one segment is far shorter. */
const MAX_OBJECT = 200_000;
/** Objects within objects that are looked into by themselves, from the innermost. */
const MAX_HEIGHT = 3;
const MAX_DEPTH = 8;
/** Longest object that is closed by us. */
const MAX_CUT = 200_000;

/** Members that hold the parts of a segment, not segments. */
const PARTS = /^(?:words|tokens|wordinfo|alternatives|characters)$/i;

/** True when the reply's first words (fences and chatter apart) open a JSON array or object. */
export function looksLikeObjects(text: string): boolean {
  for (const line of text.slice(0, 4_000).split('\n')) {
    const trimmed = line.trim().replace(/^\ufeff/, '');
    if (/^(?:\[\s*)?\{\s*(?:["'}[]|$)/.test(trimmed) || trimmed === '[') return true;
    if (/^\[\s*"\s*[[(]?\s*\d/.test(trimmed)) return true;
    if (/^\[\s*\d/.test(trimmed)) return false;
  }
  return false;
}

/** The text that a reply in quotes stands for: a JSON string, or an array of them; else undefined. */
export function quotedText(text: string): string | undefined {
  const plain = text.trim();
  if (!/^(?:\[\s*)?"/.test(plain)) return undefined;
  const whole = parse(plain) ?? parse(`${plain}"`) ?? parse(`${plain}"]`) ?? parse(`${plain}]`);
  if (typeof whole === 'string') return whole;
  if (!Array.isArray(whole) || whole.length === 0) return undefined;
  return whole.every((one) => typeof one === 'string') ? whole.join('\n') : undefined;
}

/**
 * Reads `{speaker, timestamp, content}` objects wherever they stand, in an array or wrapped, and
 * each by itself: one broken object does not lose the others, and one cut off by the end is
 * closed when that makes it readable. Every character is looked at a bounded number of times.
 */
export function readObjects(text: string): RawReading {
  const found = objectsIn(text);
  const dropped: DroppedLine[] = [];
  const pieces: Piece[] = [];
  for (const { source, segments } of found.objects) {
    if (segments.length === 0) drop(dropped, source, 'not a segment');
    else pieces.push(...segments);
  }
  const [innermost] = found.cuts;
  if (innermost !== undefined) {
    const segments = found.cuts.map(closed).find((some) => some.length > 0) ?? [];
    if (segments.length === 0) drop(dropped, innermost, 'cut off');
    else pieces.push(...segments);
  }
  return { pieces, dropped };
}

interface Found {
  readonly from: number;
  readonly source: string;
  readonly segments: readonly Piece[];
}

/** How an object that was cut off may be closed. */
const CLOSINGS = ['":0}', '":0}]}', '"}', '}', '"}]}', '}]}', ']}', '"}}', '}}'];

function closed(cut: string): readonly Piece[] {
  if (cut.length > MAX_CUT) return [];
  for (const closing of CLOSINGS) {
    const segments = segmentsOf(withoutTorn(parse(cut + closing)));
    if (segments.length > 0) return segments;
  }
  return [];
}

/**
 * Objects that are segments, the outermost that are, and those that are open at the end, the
 * innermost first.
 */
function objectsIn(text: string): {
  readonly objects: Found[];
  readonly cuts: readonly string[];
} {
  const objects: Found[] = [];
  const open: { from: number; height: number }[] = [];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (quoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = open.length > 0;
    else if (sign === '{') open.push({ from: at, height: 0 });
    else if (sign === '}') {
      const one = open.pop();
      if (one === undefined) continue;
      const parent = open.at(-1);
      if (parent !== undefined) parent.height = Math.max(parent.height, one.height + 1);
      if (one.height < MAX_HEIGHT) taken(objects, one.from, text.slice(one.from, at + 1));
    }
  }
  const cuts = open.slice(-MAX_HEIGHT).map(({ from }) => text.slice(from));
  return { objects, cuts: cuts.toReversed() };
}

/** Notes an object; it stands for the objects within it when it is a segment itself. */
function taken(objects: Found[], from: number, source: string): void {
  const inner = objects.findLastIndex((one) => one.from < from) + 1;
  const within = objects.length > inner;
  const segments = segmentsOf(parse(source));
  const had = objects.slice(inner).reduce((sum, one) => sum + one.segments.length, 0);
  // What holds segments is none.
  if (within && (segments.length === 0 || (segments.length === 1 && had > 1 && !hasParts(source))))
    return;
  objects.length = inner;
  objects.push({ from, source, segments });
}

function hasParts(source: string): boolean {
  return /"(?:words|tokens|wordInfo|alternatives)"\s*:/i.test(source);
}

function parse(source: string): unknown {
  if (source.length > MAX_OBJECT) return undefined;
  try {
    return JSON.parse(source) as unknown;
  } catch {
    // Not JSON yet: line breaks inside texts and commas at the end are what models get wrong.
  }
  try {
    return JSON.parse(source.replace(/[\r\n\t]/g, ' ').replace(/,(\s*[}\]])/g, '$1')) as unknown;
  } catch {
    // Not JSON: the caller counts it as dropped.
    return undefined;
  }
}

/** An object that was closed by us, without its last member, unless that is text: it may lack its end. */
function withoutTorn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  const [last] = members.at(-1) ?? [];
  return last === undefined || isText(last) ? value : Object.fromEntries(members.slice(0, -1));
}

/** The segments that a value is or holds. */
function segmentsOf(value: unknown, depth = 0): Piece[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((one) => segmentsOf(one, depth + 1));
  const fields = value as Readonly<Record<string, unknown>>;
  const held = Object.entries(fields)
    .filter(([key, field]) => Array.isArray(field) && !PARTS.test(key))
    .flatMap(([, field]) => segmentsOf(field, depth + 1));
  if (held.length > 0) return held;
  const own = pieceOf(fields);
  if (own !== undefined) return [own];
  return Object.entries(fields)
    .filter(([, field]) => typeof field === 'object' && !Array.isArray(field))
    .flatMap(([, field]) => segmentsOf(field, depth + 1));
}

function pieceOf(fields: Readonly<Record<string, unknown>>): Piece | undefined {
  const text = textOf(fields);
  if (text === undefined) return undefined;
  const start = startOf(fields);
  const end = endOf(fields) ?? start?.end;
  const speaker = speakerOf(fields);
  return {
    ...(start === undefined ? {} : { stamp: start.stamp }),
    ...(end === undefined ? {} : { end }),
    ...(speaker === undefined ? {} : { label: speaker }),
    sure: speaker !== undefined,
    text,
    whole: text,
    kind: 'head',
  };
}
