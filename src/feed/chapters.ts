import { readDuration } from './dates.ts';
import { oneLine } from './words.ts';

/** A chapter mark of a feed's own list. */
export interface LinkedChapter {
  readonly startSec: number;
  /** One line; `Chapter 3` where the list gives no title. */
  readonly title: string;
}

const MAX_CHAPTERS = 1_000;
/** Characters of a time. */
const MAX_TIME = 40;
/** Characters of a title. */
const MAX_TITLE = 300;

/** Any of an object's members; undefined for what is no object. Own properties only. */
function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** Seconds, as a number or in the spellings of a duration; undefined for anything else. */
function secondsOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 0 && value < Infinity ? value : undefined;
  if (typeof value !== 'string') return undefined;
  // A duration of nothing is none; a start at nothing is the beginning.
  const written = value.trim();
  if (written.length > MAX_TIME) return undefined;
  return /^[0:.\s]+$/.test(written) && written.includes('0') ? 0 : readDuration(written);
}

/**
 * The file that `podcast:chapters` links (JSON Chapters of the Podcast namespace, version 1.2:
 * `{version, chapters: [{startTime, title, toc, ...}]}`, times in seconds) → its marks, ascending,
 * all of them inside the audio. Lenient item by item: a mark without a readable start, one past the
 * end and one that is not for a table of contents (`toc: false`) are left out, and of several at
 * the same moment the first is kept. Empty for a text that is no such file.
 *
 * @param durationSec of the audio, seconds
 */
export function readChapters(text: string, durationSec: number): readonly LinkedChapter[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
  const list = Array.isArray(parsed) ? parsed : memberOf(parsed, 'chapters');
  if (!Array.isArray(list)) return [];
  const marks = list.slice(0, MAX_CHAPTERS).flatMap((item: unknown) => {
    const startSec = secondsOf(memberOf(item, 'startTime'));
    if (startSec === undefined || startSec >= durationSec) return [];
    const title = memberOf(item, 'title');
    return memberOf(item, 'toc') === false
      ? []
      : [{ startSec, title: typeof title === 'string' ? oneLine(title, MAX_TITLE) : '' }];
  });
  return marks
    .toSorted((one, other) => one.startSec - other.startSec)
    .filter(({ startSec }, at, sorted) => startSec !== sorted[at - 1]?.startSec)
    .map(({ startSec, title }, at) => ({
      startSec,
      title: title === '' ? `Chapter ${at + 1}` : title,
    }));
}
