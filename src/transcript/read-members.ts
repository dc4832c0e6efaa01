import { decimalAt, stampAt } from './raw.ts';
import type { RawStamp } from './raw.ts';
import { folded, trimmed } from './read-fold.ts';
import { joinTexts } from './words.ts';

/** Members of a JSON object, by their names in lower case without signs between words. */
const STARTS = [
  'timestamp',
  'timestamps',
  'time',
  'start',
  'starttime',
  'starttimestamp',
  'startoffset',
  'begin',
  'begintime',
  'from',
  'offset',
  'timecode',
  'at',
];
const ENDS = ['end', 'endtime', 'endtimestamp', 'endoffset', 'to', 'until', 'stop', 'stoptime'];
const TEXTS = [
  'content',
  'text',
  'body',
  'transcript',
  'transcription',
  'words',
  'utterance',
  'sentence',
  'line',
  'dialogue',
  'speech',
  'caption',
];
const SPEAKERS = ['speaker', 'speakername', 'speakerlabel', 'speakerid', 'name', 'role', 'label'];
const UNIT = /(?:in)?(ms|msecs?|millis|milliseconds?|secs?|seconds?|s)$/;

type Fields = Readonly<Record<string, unknown>>;

function plainKey(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, '');
}

/** True for the name of a member that holds words. */
export function isText(key: string): boolean {
  return TEXTS.includes(plainKey(key));
}

/** The words of a segment: its text, or its words one by one. */
export function textOf(fields: Fields): string | undefined {
  const named = byName(fields);
  const text = TEXTS.map((key) => named.get(key)).find((field) => typeof field === 'string');
  if (typeof text === 'string') return text;
  const words = named.get('words') ?? named.get('tokens');
  if (!Array.isArray(words)) return undefined;
  const said = words
    .slice(0, 20_000)
    .map((word: unknown) => (typeof word === 'string' ? word : wordOf(word)))
    .filter((word) => word !== '');
  return said.length === 0 ? undefined : said.reduce(joinTexts);
}

function wordOf(word: unknown): string {
  if (typeof word !== 'object' || word === null) return '';
  const named = byName(word as Fields);
  const found = ['punctuatedword', 'word', 'text', 'content', 'value']
    .map((key) => named.get(key))
    .find((field) => typeof field === 'string');
  return typeof found === 'string' ? found.trim() : '';
}

function byName(fields: Fields): ReadonlyMap<string, unknown> {
  const named = new Map<string, unknown>();
  for (const [key, field] of Object.entries(fields)) {
    if (!named.has(plainKey(key))) named.set(plainKey(key), field);
  }
  return named;
}

/** Who speaks: a name, an object with a name, or a number. */
export function speakerOf(fields: Fields): string | undefined {
  const named = byName(fields);
  for (const key of SPEAKERS) {
    const field = named.get(key);
    const value =
      typeof field === 'object' && field !== null && !Array.isArray(field)
        ? speakerOf(field as Fields)
        : field;
    if (typeof value === 'string' && trimmed(value) !== '') return trimmed(value).slice(0, 200);
    if (typeof value === 'number' && Number.isFinite(value)) return `Speaker ${value}`;
  }
  return speakerIn(named.get('id'), fields);
}

/** `{id: 3}` names a speaker only where there are no words: a segment has a number of its own. */
function speakerIn(id: unknown, fields: Fields): string | undefined {
  if (textOf(fields) !== undefined) return undefined;
  if (typeof id === 'number') return `Speaker ${id}`;
  return typeof id === 'string' && id !== '' ? id.slice(0, 200) : undefined;
}

/** When a segment begins, and its end where both are written as one. */
export function startOf(
  fields: Fields,
): { readonly stamp: RawStamp; readonly end?: RawStamp } | undefined {
  return timeOf(fields, STARTS) ?? ofWords(fields, 0);
}

/** When a segment ends. */
export function endOf(fields: Fields): RawStamp | undefined {
  return timeOf(fields, ENDS)?.stamp ?? ofWords(fields, -1)?.stamp;
}

/** The time of a segment that only its words have. */
function ofWords(fields: Fields, at: number): { readonly stamp: RawStamp } | undefined {
  const words = byName(fields).get('words');
  const word: unknown = Array.isArray(words) ? words.at(at) : undefined;
  if (typeof word !== 'object' || word === null) return undefined;
  return timeOf(word as Fields, at === 0 ? STARTS : ENDS);
}

function timeOf(
  fields: Fields,
  names: readonly string[],
): { readonly stamp: RawStamp; readonly end?: RawStamp } | undefined {
  const members = Object.entries(fields).map(([key, field]) => [plainKey(key), field] as const);
  for (const name of names) {
    for (const [plain, field] of members) {
      if (!plain.startsWith(name)) continue;
      const unit = plain === name ? '' : UNIT.exec(plain)?.[1];
      if (unit === undefined || (unit !== '' && plain.replace(UNIT, '') !== name)) continue;
      const found = spanOf(field, unit.startsWith('m') ? 0.001 : 1);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function spanOf(
  value: unknown,
  scale: number,
): { readonly stamp: RawStamp; readonly end?: RawStamp } | undefined {
  if (Array.isArray(value)) {
    const [first, second] = value.slice(0, 2).map((one) => spanOf(one, scale)?.stamp);
    return first === undefined
      ? undefined
      : { stamp: first, ...(second === undefined ? {} : { end: second }) };
  }
  if (typeof value === 'object' && value !== null) {
    const { seconds, nanos } = value as Fields;
    const sec = Number(seconds ?? 0) + Number(nanos ?? 0) / 1e9;
    return seconds === undefined && nanos === undefined ? undefined : spanOf(sec, 1);
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || value < 0) return undefined;
    const sec = value * scale;
    return { stamp: { parts: [Math.floor(sec)], fraction: fractionOf(sec) } };
  }
  return typeof value === 'string' ? written(value, scale) : undefined;
}

/** Times of tools have up to three decimals that mean something. */
function fractionOf(sec: number): number {
  return Math.min(0.999_999, Math.round((sec % 1) * 1e6) / 1e6);
}

function written(
  value: string,
  scale: number,
): { readonly stamp: RawStamp; readonly end?: RawStamp } | undefined {
  const text = trimmed(folded(value.slice(0, 80))).replace(/^[[({]\s*/, '');
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return spanOf(Number(text), scale);
  const found = stampAt(text, 0) ?? decimalAt(text, 0);
  if (found === undefined) return undefined;
  const sign = /^\s*(?:-->|->|→|[-–—~]|to)\s*/.exec(text.slice(found.end))?.[0];
  const end =
    sign === undefined
      ? undefined
      : (stampAt(text, found.end + sign.length) ?? decimalAt(text, found.end + sign.length));
  return { stamp: found.stamp, ...(end === undefined ? {} : { end: end.stamp }) };
}
