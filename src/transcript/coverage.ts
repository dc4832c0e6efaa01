import { activeBetween, afterActive, bedBetween, evenBetween } from './activity.ts';
import type { Activity } from './activity.ts';
import { isLongLine } from './tempo-lines.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';
import { wordCount } from './words.ts';

/** A stretch without words. */
export interface Hole extends Span {
  /** Seconds of speech in it for which there are no words. */
  readonly lackSec: number;
}

/** What of the audio the words account for. */
export interface Covered {
  /** In [0, 1]; 1 when there is no speech. */
  readonly coverage: number;
  /** Active seconds that count as speech: all but steady and known speechless stretches. */
  readonly speechSec: number;
  /** Speech without words, and how many seconds of it. */
  readonly holes: readonly Hole[];
  /** Music, applause or noise without words. */
  readonly steady: readonly Span[];
  /** Without words, and by its sound either such or speech over it. */
  readonly unsure: readonly Span[];
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

/** Times are off by so much at the most: what a segment lacks beyond it was said faster. */
const MOST_DEBT_SEC = 2;

/** Slack of a segment that is no hole, before its time counts as uncovered. */
const SLACK_SHARE = 0.35;
const SLACK_SEC = 3;

/** Loud and steady for longer than this is asked about all the same: speech over loud music. */
const LONGEST_STEADY_SEC = 60;

/** So much of a stretch without words may sound like speech though it is music. */
const SPOKEN_SEC = 8;

/**
 * The same at a join: before the first word nothing but a time that is off explains it, and half of
 * a hole may lie on the other side.
 */
const HOLE_AT_START_SEC = 9;
const HOLE_AT_END_SEC = 12;

/** What {@link coverageOf} compares. */
export interface CoverageInput {
  readonly segments: readonly Segment[];
  readonly activity: Activity;
  readonly wordsPerSec: number;
  /** Stretches that are known to hold no speech. */
  readonly withoutSpeech: readonly Span[];
  /** Words of each segment (see `weightOf`), when the caller has them already. */
  readonly words?: readonly number[];
  /** True when the audio goes on before it and after it: a hole may reach over a join. */
  readonly joins?: { readonly before: boolean; readonly after: boolean };
}

/** A segment's time up to the next one, and the seconds that its words take. */
interface Share extends Span {
  readonly need: number;
  /** Seconds of speech without words that make it a hole. */
  readonly holeSec: number;
  readonly long: boolean;
}

function sharesOf(input: CoverageInput): Share[] {
  const { segments, activity, wordsPerSec, joins } = input;
  const words = input.words ?? segments.map(({ text }) => wordCount(text));
  const shares = segments.map(({ startSec }, at): Share => {
    const count = words[at] ?? 0;
    const last = at === segments.length - 1;
    return {
      startSec,
      endSec: segments[at + 1]?.startSec ?? activity.durationSec,
      need: count / wordsPerSec,
      holeSec: last && joins?.after === true ? HOLE_AT_END_SEC : HOLE_SEC,
      long: isLongLine(count, wordsPerSec),
    };
  });
  const first: Share = {
    startSec: 0,
    endSec: segments[0]?.startSec ?? activity.durationSec,
    need: 0,
    holeSec: joins?.before === true ? HOLE_AT_START_SEC : HOLE_SEC,
    long: false,
  };
  return [first, ...shares];
}

/** Finds where there is speech without words, by the chunk's own tempo. */
export function coverageOf(input: CoverageInput): Covered {
  const { activity, withoutSpeech } = input;
  const holes: Hole[] = [];
  const steady: Span[] = [];
  const unsure: Span[] = [];
  let excused = 0;
  let uncovered = 0;
  let debt = 0;
  for (const share of sharesOf(input)) {
    // Words that their own time cannot hold were said before or after it: stamps are off.
    const active = activeBetween(activity, share.startSec, share.endSec);
    const known = knownSec(activity, share, withoutSpeech);
    const need = share.need + debt;
    debt = Math.min(MOST_DEBT_SEC, Math.max(0, need - active));
    const excess = active - known - need;
    excused += known;
    if (excess < share.holeSec || excess < need * DRAWL) {
      const bed = bedBetween(activity, share.startSec, share.endSec);
      uncovered += Math.max(0, excess - bed - need * SLACK_SHARE - SLACK_SEC);
      continue;
    }
    // The words of a line that is longer than was asked for are not to be relied on either.
    const sure = share.long ? 0 : need * SURE_SHARE;
    const startSec = afterActive(activity, share.startSec, sure);
    const span = { startSec: Math.min(startSec, share.endSec), endSec: share.endSec };
    switch (likenessOf(activity, span, excess, share.holeSec)) {
      case 'steady':
        steady.push(span);
        excused += excess;
        break;
      case 'unsure':
        unsure.push(...trimmed(span, withoutSpeech));
        excused += excess;
        break;
      case 'hole':
        holes.push(...trimmed(span, withoutSpeech).map((hole) => ({ ...hole, lackSec: excess })));
        uncovered += excess;
    }
  }
  const total = activeBetween(activity, 0, activity.durationSec);
  const speechSec = Math.max(0, total - excused);
  const coverage = speechSec < 1 ? 1 : Math.max(0, 1 - uncovered / speechSec);
  return { coverage, speechSec, holes, steady, unsure };
}

/** What a stretch without words is taken for: see {@link Covered}. */
type Likeness = 'hole' | 'unsure' | 'steady';

/**
 * Speech over music sounds a little like music: what is excused without a question must be music almost
 * throughout. Longer than {@link LONGEST_STEADY_SEC} it is asked about whatever it sounds like.
 */
function likenessOf(activity: Activity, span: Span, excess: number, holeSec: number): Likeness {
  if (excess > LONGEST_STEADY_SEC) return 'hole';
  const even = evenBetween(activity, span.startSec, span.endSec);
  if (excess - even < Math.min(holeSec, SPOKEN_SEC)) return 'steady';
  return excess - bedBetween(activity, span.startSec, span.endSec) < holeSec ? 'unsure' : 'hole';
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
