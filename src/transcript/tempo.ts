import { activeBetween, loudBetween } from './activity.ts';
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

/** Nobody says this many words in a second for long; auctioneers manage four or five. */
const IMPOSSIBLE_WORDS_PER_SEC = 7;

/** ... over at least this many words: the rounding of two times is then small against them. */
const RUSH_WORDS = 60;

/** Fewer words may be a time that is off by a few seconds. */
const INVENTED_WORDS = 4;

/** Times of models are off by a second or two, and drift by up to 1 s in 5 minutes. */
const STAMP_SEC = 2;
const DRIFT = 1 / 300;

/** Less sound than this share of what the words need: they were not heard. */
const HEARD_SHARE = 0.2;

/** Measures the tempo of a chunk's words against its audio. */
export function tempoOf(segments: readonly Segment[], activity: Activity): Tempo {
  const words = segments.map(({ text }) => wordCount(text));
  const wordsPerSec = usualRate(segments, words, activity);
  return {
    wordsPerSec,
    inventions: inventionsOf(segments, words, activity),
    rushes: rushesOf(segments, words, activity.durationSec),
  };
}

function usualRate(
  segments: readonly Segment[],
  words: readonly number[],
  activity: Activity,
): number {
  const rates: number[] = [];
  for (const [at, { startSec }] of segments.entries()) {
    const count = words[at] ?? 0;
    const active = activeBetween(
      activity,
      startSec,
      segments[at + 1]?.startSec ?? activity.durationSec,
    );
    if (count >= TELLING_WORDS && active > 1) rates.push(count / active);
  }
  if (rates.length === 0) return USUAL;
  const sorted = rates.toSorted((a, b) => a - b);
  return Math.min(FASTEST, Math.max(SLOWEST, sorted[sorted.length >> 1] ?? USUAL));
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
    const need = count / FASTEST;
    const slack = STAMP_SEC + startSec * DRIFT;
    const next = segments[at + 1]?.startSec ?? activity.durationSec;
    const endSec = Math.min(
      activity.durationSec,
      Math.max(next, startSec + need),
      startSec + count / SLOWEST,
    );
    if (loudBetween(activity, startSec - slack, endSec + slack) >= need * HEARD_SHARE) continue;
    const last = spans.at(-1);
    if (last !== undefined && startSec - last.endSec < 1)
      spans[spans.length - 1] = { ...last, endSec };
    else spans.push({ startSec, endSec });
  }
  return spans;
}

/** Runs of segments with more words than their time allows. Two pointers, linear. */
function rushesOf(
  segments: readonly Segment[],
  words: readonly number[],
  durationSec: number,
): Span[] {
  const spans: Span[] = [];
  let from = 0;
  let sum = 0;
  for (const [at] of segments.entries()) {
    sum += words[at] ?? 0;
    while (from < at && sum - (words[from] ?? 0) >= RUSH_WORDS) sum -= words[from++] ?? 0;
    const startSec = segments[from]?.startSec ?? 0;
    const endSec = segments[at + 1]?.startSec ?? durationSec;
    // A second of slack for each of the two times.
    if (sum < RUSH_WORDS || (endSec - startSec + 2) * IMPOSSIBLE_WORDS_PER_SEC >= sum) continue;
    const last = spans.at(-1);
    if (last !== undefined && startSec <= last.endSec)
      spans[spans.length - 1] = { ...last, endSec };
    else spans.push({ startSec, endSec });
  }
  return spans;
}
