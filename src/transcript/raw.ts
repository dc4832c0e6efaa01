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

/** A reply split into segments, times not yet understood. */
export interface RawReading {
  readonly segments: RawSegment[];
  readonly dropped: DroppedLine[];
}

/** At most this many dropped lines are kept: hostile replies have as many as they like. */
const MAX_DROPPED = 200;

/** Notes a dropped line, bounded. */
export function drop(dropped: DroppedLine[], line: string, reason: string): void {
  if (dropped.length < MAX_DROPPED) dropped.push({ line: line.slice(0, 200), reason });
}

const STAMP = /(\d{1,4}):(\d{1,2})(?::(\d{1,3}))?(?:[.,](\d{1,9}))?/y;
const SECONDS = /(\d{1,5})(?:[.,](\d{1,9}))?\s?s(?:ec)?\b/y;

/** Reads a time at a position; undefined when there is none. Constant time: all parts are bounded. */
export function stampAt(text: string, at: number): { stamp: RawStamp; end: number } | undefined {
  STAMP.lastIndex = at;
  const match = STAMP.exec(text);
  if (match === null) return secondsAt(text, at);
  const [whole, first, second, third, fraction] = match;
  const end = at + whole.length;
  // A digit or colon right behind it: something else (a date, a ratio, a version).
  if (/[\d:]/.test(text.charAt(end))) return undefined;
  const parts = [Number(first), Number(second)];
  // `01:02:500`: three digits are milliseconds.
  if (third !== undefined && third.length === 3) {
    return { stamp: { parts, fraction: Number(`0.${third}`) }, end };
  }
  if (third !== undefined) parts.push(Number(third));
  return { stamp: { parts, fraction: fraction === undefined ? 0 : Number(`0.${fraction}`) }, end };
}

function secondsAt(text: string, at: number): { stamp: RawStamp; end: number } | undefined {
  SECONDS.lastIndex = at;
  const match = SECONDS.exec(text);
  if (match === null) return undefined;
  const fraction = match[2] === undefined ? 0 : Number(`0.${match[2]}`);
  return { stamp: { parts: [Number(match[1])], fraction }, end: at + match[0].length };
}
