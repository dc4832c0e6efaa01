import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';
import { joinTexts, sliceTokens, tokensOf } from './words.ts';

/** Words at either join that are compared: what a minute and a half of fast speech holds. */
const JOIN_WORDS = 400;

/** This many equal words show where two transcripts of the same audio meet. */
const SURE_WORDS = 3;

/** A transcript with one stretch replaced. */
export interface Spliced {
  readonly segments: readonly Segment[];
  /** Words that the answer adds to what was kept. */
  readonly added: number;
  /** False when the answer's words did not meet the kept ones before the stretch. */
  readonly met: boolean;
}

/**
 * Puts the answer to a stretch into what is kept around it. The audio that was asked about reaches
 * beyond the stretch on both sides, so the answer repeats words that are kept: it is cut where its
 * words meet theirs, and an utterance that the stretch splits is joined again.
 *
 * @param kept all segments of the chunk, in order; those that begin inside the stretch are replaced
 * @param stretch what is to be replaced
 * @param asked what was sent: the stretch and some audio around it
 * @param answer segments with times of the chunk
 */
export function splice(
  kept: readonly Segment[],
  stretch: Span,
  asked: Span,
  answer: readonly Segment[],
): Spliced {
  const left = kept.filter(({ startSec }) => startSec < stretch.startSec);
  const right = kept.filter(({ startSec }) => startSec >= stretch.endSec);
  const tokens = answer.flatMap(({ text }) => tokensOf(text));
  const near = left.filter(({ startSec }) => startSec >= asked.startSec - 1.5).length > 0;
  const met = meeting(lastTokens(left), tokens, near);
  const from = met || saidBefore(answer, left, stretch);
  const nearRight = right.some(({ startSec }) => startSec <= asked.endSec + 1.5);
  const back =
    meeting(firstTokens(right).toReversed(), tokens.toReversed(), nearRight) ||
    saidAfter(answer, right, stretch);
  const to = tokens.length - back;
  if (to <= from) return { segments: [...left, ...right], added: 0, met: met > 0 };
  const fresh = sliced(answer, from, to);
  return { segments: joined(left, fresh, right), added: to - from, met: met > 0 || !near };
}

interface Fresh extends Segment {
  /** The cut fell inside this segment: its other part is kept on that side. */
  readonly cutLeft: boolean;
  readonly cutRight: boolean;
}

function lastTokens(segments: readonly Segment[]): string[] {
  return segments
    .slice(-JOIN_WORDS)
    .flatMap(({ text }) => tokensOf(text))
    .slice(-JOIN_WORDS);
}

function firstTokens(segments: readonly Segment[]): string[] {
  return segments
    .slice(0, JOIN_WORDS)
    .flatMap(({ text }) => tokensOf(text))
    .slice(0, JOIN_WORDS);
}

/**
 * How many of the answer's first words are said by the kept words that lead up to it: where the
 * longest run that ends with the last kept word ends in the answer. 0 when they do not meet.
 *
 * @param near kept words lie inside the audio that was asked about, so that they must meet
 */
function meeting(kept: readonly string[], answer: readonly string[], near: boolean): number {
  let best = 0;
  let words = 0;
  for (let end = 1; end <= Math.min(answer.length, JOIN_WORDS); end += 1) {
    let run = 0;
    while (run < end && run < kept.length && answer[end - 1 - run] === kept[kept.length - 1 - run])
      run += 1;
    // A word that the cut split may stand before the run.
    const whole = end - run <= 1 && run >= 2;
    const first = near && run === end && run >= 1;
    if ((run >= SURE_WORDS || whole || first) && run > words) {
      best = end;
      words = run;
    }
  }
  return best;
}

/** Without a meeting: the words that are said before the stretch begins, by their times. */
function saidBefore(answer: readonly Segment[], left: readonly Segment[], stretch: Span): number {
  if (left.length === 0) return 0;
  let count = 0;
  for (const { startSec, endSec, text } of answer) {
    const words = tokensOf(text).length;
    const share = (stretch.startSec - 0.5 - startSec) / Math.max(0.1, endSec - startSec);
    count += Math.round(words * Math.min(1, Math.max(0, share)));
    if (share < 1) break;
  }
  return count;
}

/** Without a meeting: the words of segments that begin plainly after the stretch. */
function saidAfter(answer: readonly Segment[], right: readonly Segment[], stretch: Span): number {
  if (right.length === 0) return 0;
  let count = 0;
  for (const { startSec, text } of answer.toReversed()) {
    if (startSec < stretch.endSec + 1.5) break;
    count += tokensOf(text).length;
  }
  return count;
}

function sliced(answer: readonly Segment[], from: number, to: number): Fresh[] {
  const fresh: Fresh[] = [];
  let at = 0;
  for (const segment of answer) {
    const count = tokensOf(segment.text).length;
    const low = Math.max(0, from - at);
    const high = Math.min(count, to - at);
    at += count;
    if (high <= low) continue;
    const length = segment.endSec - segment.startSec;
    fresh.push({
      ...segment,
      startSec: segment.startSec + (length * low) / count,
      endSec: segment.startSec + (length * high) / count,
      text: low === 0 && high === count ? segment.text : sliceTokens(segment.text, low, high),
      cutLeft: low > 0,
      cutRight: high < count,
    });
  }
  return fresh;
}

/** Left, fresh and right in order; the parts of one utterance become one segment again. */
function joined(
  left: readonly Segment[],
  fresh: readonly Fresh[],
  right: readonly Segment[],
): Segment[] {
  const segments: Segment[] = [...left];
  for (const { cutLeft, cutRight: _cut, ...segment } of fresh) {
    const before = segments.at(-1);
    if (cutLeft && before !== undefined && sameVoice(before, segment)) {
      const text = joinTexts(before.text, segment.text);
      segments[segments.length - 1] = {
        ...before,
        endSec: Math.max(before.endSec, segment.endSec),
        text,
      };
    } else {
      segments.push({ ...segment, startSec: Math.max(segment.startSec, before?.startSec ?? 0) });
    }
  }
  const last = segments.at(-1);
  const [next, ...rest] = right;
  if (
    next !== undefined &&
    fresh.at(-1)?.cutRight === true &&
    last !== undefined &&
    sameVoice(last, next)
  ) {
    segments[segments.length - 1] = {
      ...last,
      endSec: next.endSec,
      text: joinTexts(last.text, next.text),
    };
    return [...segments, ...rest];
  }
  return [...segments, ...right].map((segment, at, all) => {
    const following = all[at + 1]?.startSec ?? Infinity;
    return segment.startSec <= following ? segment : { ...segment, startSec: following };
  });
}

function sameVoice(a: Segment, b: Segment): boolean {
  return (a.speaker ?? '').toLowerCase() === (b.speaker ?? '').toLowerCase();
}
