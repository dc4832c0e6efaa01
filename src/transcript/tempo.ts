import { activeBetween, bedBetween, evenBetween, heardBetween } from './activity.ts';
import type { Activity } from './activity.ts';
import type { Segment } from './types.ts';
import { rushesOf, runOnsOf, thinsOf, united, widened } from './tempo-lines.ts';
import type { Range } from './tempo-lines.ts';
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
  /** Words are left out all over: slower than anybody speaks, or lines with gaps behind them. */
  readonly thin: boolean;
  /** Stretches with less than half of the words that the chunk's tempo makes likely. */
  readonly thins: readonly Span[];
  /** Words where nothing is heard. */
  readonly inventions: readonly Span[];
  /** More words than can be said. */
  readonly rushes: readonly Span[];
  /** Lines far longer than the chunk's others: as many words as the time holds, perhaps not its own. */
  readonly runOns: readonly Span[];
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

/** Gaps are left out all over when they are so much together, each shorter than a hole. */
const SCATTERED_SHARE = 0.036;
const SCATTERED_SEC = 8;
const GAP_SEC = 14;
const GAP_SHARE = 0.25;

/** Fewer words may be a time that is off by a few seconds. */
const INVENTED_WORDS = 4;

/** Times of models are off by a second or two, and drift by up to 1 s in 5 minutes. */
const STAMP_SEC = 2;
const DRIFT = 1 / 300;

/** Words are stamped so much too early, in the pause before them. */
const MOST_EARLY_SEC = 8;

/** The next words' own sound, when their time is late. */
const EARLY_SEC = 1.2;

/** Words are heard when some moment near their time sounds for this share of what they need ... */
const HEARD_SHARE = 0.6;

/** ... their first three seconds, that is: a loop has hundreds of words behind a few that were said. */
const LONGEST_NEED_SEC = 3;

/**
 * Measures the tempo of a chunk's words against its audio.
 *
 * @param words of each segment (see `weightOf`), when the caller has them already
 * @param wrong stretches whose words are no measure of the tempo: loops
 */
export function tempoOf(
  segments: readonly Segment[],
  activity: Activity,
  words: readonly number[] = segments.map(({ text }) => wordCount(text)),
  wrong: readonly Span[] = [],
): Tempo {
  const rates = ratesOf(segments, words, activity, wrong);
  const rate = rateAt(rates, 0.5);
  const quick = rateAt(rates, 0.75);
  const wordsPerSec = Math.min(FASTEST, Math.max(SLOWEST, rate ?? USUAL));
  const rushes = rushesOf(segments, words, activity, rate ?? USUAL);
  const spanOf = ({ from, to }: Range): Span => ({
    startSec: segments[from]?.startSec ?? 0,
    endSec: segments[to + 1]?.startSec ?? activity.durationSec,
  });
  return {
    wordsPerSec,
    thin:
      rate !== undefined && (rate < THIN || isScattered(segments, words, activity, quick ?? rate)),
    thins: rate === undefined ? [] : thinsOf(segments, words, activity, wordsPerSec).map(spanOf),
    inventions: inventionsOf(segments, words, activity),
    rushes: united(rushes.map((range) => widened(range, words, wordsPerSec))).map(spanOf),
    runOns: runOnsOf(words, wordsPerSec, rushes).map(spanOf),
  };
}

/** Lines' tempo, with the seconds that speak for it, from the slowest. */
type Rates = readonly { readonly rate: number; readonly active: number }[];

function ratesOf(
  segments: readonly Segment[],
  words: readonly number[],
  activity: Activity,
  wrong: readonly Span[],
): Rates {
  const rates: { rate: number; active: number }[] = [];
  for (const [at, { startSec }] of segments.entries()) {
    if (wrong.some((span) => startSec >= span.startSec && startSec < span.endSec)) continue;
    const endSec = segments[at + 1]?.startSec ?? activity.durationSec;
    const active =
      activeBetween(activity, startSec, endSec) - evenBetween(activity, startSec, endSec);
    const count = words[at] ?? 0;
    if (active > 1 && (count >= TELLING_WORDS || active > TELLING_SEC)) {
      // A hole in one segment must not drown the others.
      rates.push({ rate: count / active, active: Math.min(active, LONGEST_WEIGHT_SEC) });
    }
  }
  return rates.toSorted((a, b) => a.rate - b.rate);
}

/** The tempo at which this share of the audio is spoken slower; undefined without words. */
function rateAt(rates: Rates, share: number): number | undefined {
  const wanted = rates.reduce((sum, { active }) => sum + active, 0) * share;
  let passed = 0;
  for (const { rate, active } of rates) {
    passed += active;
    if (passed >= wanted) return rate;
  }
  return undefined;
}

/**
 * Many gaps too short for holes: the time that the words do not need, by the tempo of the quicker
 * lines (those without gaps), is more than pauses and slower talkers explain.
 */
function isScattered(
  segments: readonly Segment[],
  words: readonly number[],
  activity: Activity,
  rate: number,
): boolean {
  let left = 0;
  let all = 0;
  let holes = 0;
  for (const [at, { startSec }] of segments.entries()) {
    const endSec = segments[at + 1]?.startSec ?? activity.durationSec;
    // What may be music is no gap.
    const active =
      activeBetween(activity, startSec, endSec) - bedBetween(activity, startSec, endSec);
    const need = (words[at] ?? 0) / rate;
    const excess = active - need;
    if (excess < Math.max(GAP_SEC, need / 2)) {
      all += active;
      left += Math.max(0, excess - need * GAP_SHARE - STAMP_SEC - 0.5);
    } else holes += 1;
  }
  // Where words are missing anyway, less is needed to show that more of them are.
  const share = holes === 0 ? SCATTERED_SHARE : SCATTERED_SHARE * 0.75;
  return left > Math.max(SCATTERED_SEC, all * share);
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
    // Stamped too early, in the pause before: their sound comes before the next words.
    const heard = heardBetween(activity, startSec, next) - bedBetween(activity, startSec, next);
    const isSoon = heardBetween(activity, startSec, startSec + MOST_EARLY_SEC) > 0;
    if (isSoon && heard >= count / FASTEST + EARLY_SEC) continue;
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
    if (heardBetween(activity, from, from + needSec) >= needSec * HEARD_SHARE) return true;
  }
  return false;
}
