import { activeBetween, bedBetween, evenBetween } from './activity.ts';
import type { Activity } from './activity.ts';
import type { Segment } from './types.ts';

/** Over so much speech, so small a share of the words that are usual in the chunk is too few. */
const THIN_SEC = 40;
const THIN_SHARE = 0.45;

/** Nobody says this many words in a second for long; auctioneers manage four or five. */
const IMPOSSIBLE_WORDS_PER_SEC = 7;

/** The fastest talker of a chunk against its middle tempo. */
const USUAL_SPREAD = 1.8;

/** ... and this many only where the others of the chunk speak fast too. */
const HARDLY_WORDS_PER_SEC = 6;

/** ... over at least this many words: the rounding of two times is then small against them. */
const RUSH_WORDS = 60;

/** From this share on, even sound is a bed under the speech. */
const BED_SHARE = 0.4;

/** Speech sounds even for some seconds by chance, not for so long. */
const STRETCH_SEC = 15;

/** Lines are asked for that take 20 s at the most; one of so many words is longer. */
const LONG_LINE_SEC = 20;
const LONG_LINE_WORDS = 60;

/** A line that takes longer than this, where hardly another takes longer than that, runs on. */
const RUN_ON_SEC = 40;
const ORDERLY_SEC = 28;

/** So many lines tell how long a model's lines are; so many of them may run on. */
const TELLING_LINES = 8;
const MOST_RUN_ONS = 2;

/** Positions of neighbouring segments, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** True for a line that is longer than was asked for, by its words or by the chunk's tempo. */
export function isLongLine(words: number, wordsPerSec: number): boolean {
  return words > LONG_LINE_WORDS || words / wordsPerSec > LONG_LINE_SEC;
}

/**
 * Too many words in a row with the long lines beside them: a line of that kind that a hole follows
 * has time enough for its words by chance.
 */
export function widened(range: Range, words: readonly number[], wordsPerSec: number): Range {
  let { from, to } = range;
  while (from > 0 && isLongLine(words[from - 1] ?? 0, wordsPerSec)) from -= 1;
  while (to + 1 < words.length && isLongLine(words[to + 1] ?? 0, wordsPerSec)) to += 1;
  return { from, to };
}

/** Neighbouring and overlapping ranges as one. */
export function united(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last === undefined || range.from > last.to + 1) merged.push(range);
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
  }
  return merged;
}

/**
 * One or two lines far longer than was asked for, in a chunk whose other lines are as asked. A
 * model that writes whole speeches in a line does so throughout, and is believed.
 */
export function runOnsOf(
  words: readonly number[],
  wordsPerSec: number,
  rushes: readonly Range[],
): readonly Range[] {
  const calm = [...words.entries()].filter(
    ([at]) => !rushes.some(({ from, to }) => at >= from && at <= to),
  );
  const over = calm.filter(([, count]) => count / wordsPerSec > ORDERLY_SEC);
  const runOn = over.filter(([, count]) => count / wordsPerSec > RUN_ON_SEC);
  if (calm.length < TELLING_LINES || over.length > runOn.length || runOn.length > MOST_RUN_ONS)
    return [];
  return runOn.map(([at]) => ({ from: at, to: at }));
}

/** Runs of segments with more words than their sound allows. Two pointers, linear. */
export function rushesOf(
  segments: readonly Segment[],
  words: readonly number[],
  activity: Activity,
  usual: number,
): Range[] {
  const fastest = Math.min(
    IMPOSSIBLE_WORDS_PER_SEC,
    Math.max(HARDLY_WORDS_PER_SEC, usual * USUAL_SPREAD),
  );
  const ranges: Range[] = [];
  let from = 0;
  let sum = 0;
  for (const [at] of segments.entries()) {
    sum += words[at] ?? 0;
    while (from < at && sum - (words[from] ?? 0) >= RUSH_WORDS) sum -= words[from++] ?? 0;
    const startSec = segments[from]?.startSec ?? 0;
    const endSec = segments[at + 1]?.startSec ?? activity.durationSec;
    // A second of slack for each of the two times.
    const needed = (spokenBetween(activity, startSec, endSec) + 2) * fastest;
    if (sum >= RUSH_WORDS && needed < sum) ranges.push({ from, to: at });
  }
  return united(ranges);
}

/** Runs of segments, each shorter than a hole, with far fewer words than the chunk's others. */
export function thinsOf(
  segments: readonly Segment[],
  words: readonly number[],
  activity: Activity,
  usual: number,
): Range[] {
  const endOf = (at: number): number => segments[at + 1]?.startSec ?? activity.durationSec;
  const spoken = segments.map(({ startSec }, at) => {
    const active = activeBetween(activity, startSec, endOf(at));
    // What may be music does not count, but for the time that the words need.
    const spare = Math.max(0, active - (words[at] ?? 0) / usual);
    return active - Math.min(spare, bedBetween(activity, startSec, endOf(at)));
  });
  const ranges: Range[] = [];
  let from = 0;
  let count = 0;
  let seconds = 0;
  for (const at of segments.keys()) {
    count += words[at] ?? 0;
    seconds += spoken[at] ?? 0;
    while (from < at && seconds - (spoken[from] ?? 0) >= THIN_SEC) {
      count -= words[from] ?? 0;
      seconds -= spoken[from++] ?? 0;
    }
    if (seconds >= THIN_SEC && at > from && count < seconds * usual * THIN_SHARE)
      ranges.push({ from, to: at });
  }
  return united(ranges);
}

/**
 * Seconds in which somebody may speak: a stretch of music or noise is left out, unless the chunk
 * is full of it (speech over a bed of music sounds as even as the bed).
 */
function spokenBetween(activity: Activity, startSec: number, endSec: number): number {
  const active = activeBetween(activity, startSec, endSec);
  const even = evenBetween(activity, startSec, endSec);
  const all = activeBetween(activity, 0, activity.durationSec);
  const bed = evenBetween(activity, 0, activity.durationSec) > all * BED_SHARE;
  return bed || even < STRETCH_SEC ? active : active - even;
}
