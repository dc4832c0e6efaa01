import { drop, stampAt } from './raw.ts';
import type { DroppedLine, RawReading, RawSegment, RawStamp } from './raw.ts';

const TIME_KEYS = ['timestamp', 'time', 'start', 'startTime', 'start_time', 'begin', 'from'];
const END_KEYS = ['end', 'endTime', 'end_time', 'to'];
const TEXT_KEYS = ['content', 'text', 'body', 'transcript', 'words', 'utterance'];
const NAME_KEYS = ['speaker', 'speakerName', 'speaker_name', 'name', 'role'];

/** Longest object that is looked into; one segment is far shorter. */
const MAX_OBJECT = 200_000;

/** True when the reply's first words (fences and chatter apart) open a JSON array or object. */
export function looksLikeObjects(text: string): boolean {
  for (const line of text.slice(0, 4_000).split('\n')) {
    const trimmed = line.trim();
    if (/^(?:\[\s*)?\{/.test(trimmed) || trimmed === '[') return true;
    if (/^\[\s*\d/.test(trimmed)) return false;
  }
  return false;
}

/**
 * Reads `{speaker, timestamp, content}` objects wherever they stand, in an array or wrapped, and
 * each by itself: one broken object does not lose the others, and one cut off by the end is
 * closed when that makes it readable. One pass over the text.
 */
export function readObjects(text: string): RawReading {
  const segments: RawSegment[] = [];
  const dropped: DroppedLine[] = [];
  const { whole, cut } = innermostObjects(text);
  for (const source of whole) {
    const segment = segmentOf(parse(source));
    if (segment === undefined) drop(dropped, source, 'not a segment');
    else segments.push(segment);
  }
  if (cut !== undefined) {
    const segment = segmentOf(withoutTorn(parse(`${cut}"}`) ?? parse(`${cut}}`)));
    if (segment === undefined) drop(dropped, cut, 'cut off');
    else segments.push(segment);
  }
  return { segments, dropped };
}

/** Slices of the objects that hold no other object, and the one that is open at the end. */
function innermostObjects(text: string): { readonly whole: string[]; readonly cut?: string } {
  const whole: string[] = [];
  let open = -1;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (quoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = open >= 0;
    else if (sign === '{') open = at;
    else if (sign === '}' && open >= 0) {
      whole.push(text.slice(open, at + 1));
      open = -1;
    }
  }
  return open < 0 ? { whole } : { whole, cut: text.slice(open) };
}

function parse(source: string): unknown {
  if (source.length > MAX_OBJECT) return undefined;
  try {
    return JSON.parse(source) as unknown;
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
  return last === undefined || TEXT_KEYS.includes(last)
    ? value
    : Object.fromEntries(members.slice(0, -1));
}

function segmentOf(value: unknown): RawSegment | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const text = TEXT_KEYS.map((key) => fields[key]).find((field) => typeof field === 'string');
  if (typeof text !== 'string') return undefined;
  const stamp = TIME_KEYS.map((key) => stampOf(fields[key])).find((found) => found !== undefined);
  const end = END_KEYS.map((key) => stampOf(fields[key])).find((found) => found !== undefined);
  const name = NAME_KEYS.map((key) => fields[key]).find((field) => typeof field === 'string');
  const speaker = typeof name === 'string' ? name.trim().slice(0, 200) : '';
  return {
    ...(stamp === undefined ? {} : { stamp }),
    ...(end === undefined ? {} : { end }),
    ...(speaker === '' ? {} : { speaker }),
    text,
  };
}

function stampOf(value: unknown): RawStamp | undefined {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) {
    return { parts: [Math.floor(value)], fraction: value % 1 };
  }
  if (typeof value !== 'string') return undefined;
  const text = value.trim().replace(/^[[(]/, '');
  const found = stampAt(text, 0);
  if (found !== undefined) return found.stamp;
  return /^\d{1,5}(?:\.\d{1,9})?$/.test(text) ? stampOf(Number(text)) : undefined;
}
