/** What a reply says before its times are understood. */

/** A time as written. */
export interface RawStamp {
  /** `[minutes, seconds]`, `[a, b, c]` (hours or minutes first: not yet known) or `[seconds]`. */
  readonly parts: readonly number[];
  /** Fraction of a second, in [0, 1). */
  readonly fraction: number;
}

/** A segment as written; `stamp` is absent where a speaker's line came without one. */
export interface RawSegment {
  stamp?: RawStamp;
  end?: RawStamp;
  speaker?: string;
  text: string;
}

/**
 * A piece of a reply in which it is not yet known what is a speaker and what are words: that shows
 * only when all of it is seen.
 */
export interface Piece {
  stamp?: RawStamp;
  end?: RawStamp;
  /** What may be a speaker. */
  label?: string;
  /** True when the reply's markup says that the label is a speaker (`<v Mara>`, a member of JSON). */
  sure: boolean;
  /** The words behind the label. */
  text: string;
  /** Label and words as they stood: the words, when the label is none. */
  whole: string;
  /**
   * `head`: begins with a time, or stands by itself; `more`: a line that goes on, or a speaker's
   * without a time; `inline`: begins with a time inside a line, and the line's speaker goes on.
   */
  kind: 'head' | 'more' | 'inline';
}

/** One speaker's turn as a model made for transcription gives it. Seconds from the audio's start. */
export interface TranscribedTurn {
  readonly text: string;
  /** The model's own label, such as `spk_1`. */
  readonly speaker?: string;
  /** Empty when it gave no times. */
  readonly words: readonly TranscribedWord[];
}

/** A word of it. */
export interface TranscribedWord {
  readonly word: string;
  readonly startSec?: number;
  readonly endSec?: number;
  /** Where it differs from the turn's. */
  readonly speaker?: string;
}

/** A part of the reply that was left out. */
export interface DroppedLine {
  /** At most 200 characters of it. */
  readonly line: string;
  readonly reason: string;
}

/** A reply split into pieces, times and speakers not yet understood. */
export interface RawReading {
  readonly pieces: Piece[];
  readonly dropped: DroppedLine[];
}

/** At most this many dropped lines are kept: hostile replies have as many as they like. */
const MAX_DROPPED = 200;

/** Notes a dropped line, bounded. */
export function drop(dropped: DroppedLine[], line: string, reason: string): void {
  if (dropped.length < MAX_DROPPED) dropped.push({ line: line.slice(0, 200), reason });
}

const STAMP = /(\d{1,4}) ?: ?(\d{1,2})(?: ?: ?(\d{1,3}))?(?::(\d{2,3}))?(?:[.,](\d{1,9}))?/y;
/** `1h02m05s`, `1m05s`, `1 min 5 sec`, `1'05"`. */
const UNITS =
  /(?:(\d{1,2}) ?h(?:ours?|rs?)? ?)?(\d{1,4}) ?(?:m(?:in(?:ute)?s?)?|['’′]) ?(\d{1,2})(?:[.,](\d{1,9}))? ?(?:s(?:ec(?:ond)?s?)?\b|["”″]|'')/y;
const SECONDS = /(\d{1,5})(?:[.,](\d{1,9}))? ?s(?:ec(?:ond)?s?)?\b/y;

/** A time and where it ends. */
export interface FoundStamp {
  readonly stamp: RawStamp;
  readonly end: number;
}

/** Reads a time at a position; undefined when there is none. Constant time: all parts are bounded. */
export function stampAt(text: string, at: number): FoundStamp | undefined {
  STAMP.lastIndex = at;
  const match = STAMP.exec(text);
  if (match === null) return unitsAt(text, at) ?? secondsAt(text, at);
  const [whole, first, second, third, fourth, fraction] = match;
  const end = at + whole.length;
  // A digit or colon right behind it: something else (a date, a ratio, a version).
  if (/[\d:]/.test(text.charAt(end))) return undefined;
  const parts = [Number(first), Number(second)];
  // `01:02:500`: three digits are milliseconds.
  if (third !== undefined && third.length === 3) {
    return { stamp: { parts, fraction: Number(`0.${third}`) }, end };
  }
  if (third !== undefined) parts.push(Number(third));
  // `00:01:02:500`; two digits are frames.
  const rest = fraction ?? (fourth?.length === 3 ? fourth : undefined);
  return { stamp: { parts, fraction: fractionOf(rest) }, end };
}

function unitsAt(text: string, at: number): FoundStamp | undefined {
  UNITS.lastIndex = at;
  const match = UNITS.exec(text);
  if (match === null) return undefined;
  const [whole, hours, minutes, seconds, fraction] = match;
  const parts = [Number(minutes) + 60 * Number(hours ?? 0), Number(seconds)];
  return { stamp: { parts, fraction: fractionOf(fraction) }, end: at + whole.length };
}

function secondsAt(text: string, at: number): FoundStamp | undefined {
  SECONDS.lastIndex = at;
  const match = SECONDS.exec(text);
  if (match === null) return undefined;
  const stamp = { parts: [Number(match[1])], fraction: fractionOf(match[2]) };
  return { stamp, end: at + match[0].length };
}

/** A whole number of seconds with a fraction: `12.50`, as some tools write times. */
export function decimalAt(text: string, at: number): FoundStamp | undefined {
  const match = /^(\d{1,5})\.(\d{1,3})(?![\d:.])/.exec(text.slice(at, at + 12));
  if (match === null) return undefined;
  const stamp = { parts: [Number(match[1])], fraction: fractionOf(match[2]) };
  return { stamp, end: at + match[0].length };
}

function fractionOf(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(`0.${digits}`);
}

/** Seconds of a time, its first part taken for hours where there are three. */
export function secondsOf({ parts, fraction }: RawStamp): number {
  return parts.reduce((sum, part) => sum * 60 + part, 0) + fraction;
}
