import { activeBetween, afterActive, evenBetween } from './activity.ts';
import type { Activity } from './activity.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';
import { wordCount } from './words.ts';

/** What of the audio the words account for. */
export interface Covered {
  /** In [0, 1]; 1 when there is no speech. */
  readonly coverage: number;
  /** Active seconds that count as speech: all but steady and known speechless stretches. */
  readonly speechSec: number;
  /** Speech without words. */
  readonly holes: readonly Span[];
  /** Music, applause or noise without words. */
  readonly steady: readonly Span[];
}

/**
 * A stretch is a hole when this much speech in it has no words. Holes of 20 s are to be found:
 * times are off by a second at either end, and a segment's words may take some seconds less than
 * reckoned.
 */
const HOLE_SEC = 14;

/** ... and when it is also this share of what the segment's words need: people pause and drawl. */
const DRAWL = 0.5;

/** The words before a hole were perhaps said faster than reckoned: it begins rather too early. */
const SURE_SHARE = 0.7;

/** Slack of a segment that is no hole, before its time counts as uncovered. */
const SLACK_SHARE = 0.35;
const SLACK_SEC = 3;

/** Loud and steady for longer than this is asked about all the same: speech over loud music. */
const LONGEST_STEADY_SEC = 60;

/** Finds where there is speech without words, by the chunk's own tempo. */
export function coverageOf(input: {
  readonly segments: readonly Segment[];
  readonly activity: Activity;
  readonly wordsPerSec: number;
  readonly withoutSpeech: readonly Span[];
}): Covered {
  const { segments, activity, wordsPerSec, withoutSpeech } = input;
  const holes: Span[] = [];
  const steady: Span[] = [];
  let excused = 0;
  let uncovered = 0;
  const stretches = [
    { startSec: 0, endSec: segments[0]?.startSec ?? activity.durationSec, need: 0 },
    ...segments.map(({ startSec, text }, at) => ({
      startSec,
      endSec: segments[at + 1]?.startSec ?? activity.durationSec,
      need: wordCount(text) / wordsPerSec,
    })),
  ];
  let debt = 0;
  for (const stretch of stretches) {
    // Words that their own time cannot hold were said before or after it: stamps are off.
    const active = activeBetween(activity, stretch.startSec, stretch.endSec);
    const known = knownSec(activity, stretch, withoutSpeech);
    const need = stretch.need + debt;
    debt = Math.min(4, Math.max(0, need - active));
    const excess = active - known - need;
    excused += known;
    if (excess < HOLE_SEC || excess < need * DRAWL) {
      uncovered += Math.max(0, excess - need * SLACK_SHARE - SLACK_SEC);
      continue;
    }
    const startSec = afterActive(activity, stretch.startSec, need * SURE_SHARE);
    const span = { startSec: Math.min(startSec, stretch.endSec), endSec: stretch.endSec };
    const even = evenBetween(activity, span.startSec, span.endSec);
    if (excess - even < HOLE_SEC && even <= LONGEST_STEADY_SEC) {
      steady.push(span);
      excused += excess;
    } else {
      holes.push(...trimmed(span, withoutSpeech));
      uncovered += excess;
    }
  }
  const total = activeBetween(activity, 0, activity.durationSec);
  const speechSec = Math.max(0, total - excused);
  const coverage = speechSec < 1 ? 1 : Math.max(0, 1 - uncovered / speechSec);
  return { coverage, speechSec, holes, steady };
}

/** Active seconds of a stretch that are known to hold no speech. */
function knownSec(activity: Activity, stretch: Span, known: readonly Span[]): number {
  let sum = 0;
  for (const span of known) {
    const from = Math.max(span.startSec, stretch.startSec);
    const to = Math.min(span.endSec, stretch.endSec);
    if (to > from) sum += activeBetween(activity, from, to);
  }
  return sum;
}

/** A hole without the stretches at its ends that are known to hold no speech. */
function trimmed(hole: Span, known: readonly Span[]): Span[] {
  let { startSec, endSec } = hole;
  for (const span of known) {
    if (span.startSec <= startSec + 1) startSec = Math.max(startSec, Math.min(span.endSec, endSec));
    if (span.endSec >= endSec - 1) endSec = Math.min(endSec, Math.max(span.startSec, startSec));
  }
  return endSec - startSec < 1 ? [hole] : [{ startSec, endSec }];
}
