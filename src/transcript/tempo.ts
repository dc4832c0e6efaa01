import { activeBetween, evenBetween, loudBetween } from './activity.ts';
import type { Activity } from './activity.ts';
import type { Segment } from './types.ts';
import { wordCount } from './words.ts';

/** A stretch, in seconds from the chunk's start. */
export interface Span {
  readonly startSec: number;
  readonly endSec: number;
}

/** How fast a chunk's words come, and where that cannot be. */
export interface Tempo {
  /** Words in a second of speech, by the middle of the segments, within human bounds. */
  readonly wordsPerSec: number;
  /** The segments' own tempo is slower than anybody speaks: words are left out all over. */
  readonly thin: boolean;
  /** Words where nothing is heard. */
  readonly inventions: readonly Span[];
  /** More words than can be said. */
  readonly rushes: readonly Span[];
}

/** Slow and fast speech (78 and 270 words a minute): a chunk's own tempo is kept within. */
const SLOWEST = 1.3;
const FASTEST = 4.5;
const USUAL = 2.5;

/** Segments of fewer words tell nothing about the tempo: their times are whole seconds. */
const TELLING_WORDS = 6;

/** ... and so do short stretches, for the same reason. */
const TELLING_SEC = 5;
const LONGEST_WEIGHT_SEC = 30;

/** Fewer words a second than this (66 a minute) are not all that was said. */
const THIN = 1.1;

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

/** Fewer words may be a time that is off by a few seconds. */
const INVENTED_WORDS = 4;

/** Times of models are off by a second or two, and drift by up to 1 s in 5 minutes. */
const STAMP_SEC = 2;
const DRIFT = 1 / 300;

/** Words are heard when some moment near their time sounds for this share of what they need ... */
const HEARD_SHARE = 0.6;

/** ... their first three seconds, that is: a loop has hundreds of words behind a few that were said. */
const LONGEST_NEED_SEC = 3;

/** Measures the tempo of a chunk's words against its audio. */
export function tempoOf(segments: readonly Segment[], activity: Activity): Tempo {
  const words = segments.map(({ text }) => wordCount(text));
  const rate = middleRate(segments, words, activity);
  return {
    wordsPerSec: Math.min(FASTEST, Math.max(SLOWEST, rate ?? USUAL)),
    thin: rate !== undefined && rate < THIN,
    inventions: inventionsOf(segments, words, activity),
    rushes: rushesOf(segments, words, activity, rate ?? USUAL),
  };
}

/** The tempo at which half of the audio is spoken faster, half slower; undefined without words. */
function middleRate(
  segments: readonly Segment[],
  words: readonly number[],
  activity: Activity,
): number | undefined {
  const rates: { rate: number; active: number }[] = [];
  for (const [at, { startSec }] of segments.entries()) {
    const endSec = segments[at + 1]?.startSec ?? activity.durationSec;
    const active =
      activeBetween(activity, startSec, endSec) - evenBetween(activity, startSec, endSec);
    const count = words[at] ?? 0;
    if (active > 1 && (count >= TELLING_WORDS || active > TELLING_SEC)) {
      // A hole in one segment must not drown the others.
      rates.push({ rate: count / active, active: Math.min(active, LONGEST_WEIGHT_SEC) });
    }
  }
  const sorted = rates.toSorted((a, b) => a.rate - b.rate);
  const half = sorted.reduce((sum, { active }) => sum + active, 0) / 2;
  let passed = 0;
  for (const { rate, active } of sorted) {
    passed += active;
    if (passed >= half) return rate;
  }
  return undefined;
}

/** Segments around whose time there is hardly a sound. Neighbours are united. */
function inventionsOf(
  segments: readonly Segment[],
  words: readonly number[],
  activity: Activity,
): Span[] {
  const spans: Span[] = [];
  for (const [at, { startSec }] of segments.entries()) {
    const count = words[at] ?? 0;
    if (count < INVENTED_WORDS) continue;
    if (isHeard(activity, startSec, Math.min(count / FASTEST, LONGEST_NEED_SEC))) continue;
    const next = segments[at + 1]?.startSec ?? activity.durationSec;
    const endSec = Math.min(activity.durationSec, next, startSec + count / SLOWEST);
    const last = spans.at(-1);
    if (last !== undefined && startSec - last.endSec < 1)
      spans[spans.length - 1] = { ...last, endSec };
    else spans.push({ startSec, endSec });
  }
  return spans;
}

/** True when there is sound for so long near a time, as far off as times of models are. */
function isHeard(activity: Activity, startSec: number, needSec: number): boolean {
  const slack = STAMP_SEC + startSec * DRIFT;
  for (let shift = -slack; shift <= slack; shift += activity.stepSec) {
    const from = startSec + shift;
    if (loudBetween(activity, from, from + needSec) >= needSec * HEARD_SHARE) return true;
  }
  return false;
}

/** Runs of segments with more words than their sound allows. Two pointers, linear. */
function rushesOf(
  segments: readonly Segment[],
  words: readonly number[],
  activity: Activity,
  usual: number,
): Span[] {
  const fastest = Math.min(
    IMPOSSIBLE_WORDS_PER_SEC,
    Math.max(HARDLY_WORDS_PER_SEC, usual * USUAL_SPREAD),
  );
  const spans: Span[] = [];
  let from = 0;
  let sum = 0;
  for (const [at] of segments.entries()) {
    sum += words[at] ?? 0;
    while (from < at && sum - (words[from] ?? 0) >= RUSH_WORDS) sum -= words[from++] ?? 0;
    const startSec = segments[from]?.startSec ?? 0;
    const endSec = segments[at + 1]?.startSec ?? activity.durationSec;
    // A second of slack for each of the two times.
    const needed = (spokenBetween(activity, startSec, endSec) + 2) * fastest;
    if (sum < RUSH_WORDS || needed >= sum) continue;
    const last = spans.at(-1);
    if (last !== undefined && startSec <= last.endSec)
      spans[spans.length - 1] = { ...last, endSec };
    else spans.push({ startSec, endSec });
  }
  return spans;
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
