import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';
import { joinTexts, sliceTokens, tokensOf, tokensPerWord } from './words.ts';

/** Words at either join that are compared: what a minute and a half of fast speech holds. */
const JOIN_WORDS = 400;

/** This many equal words show where two transcripts of the same audio meet. */
const SURE_WORDS = 3;

/** Times of two answers about the same word may be this far apart. */
const STAMP_SEC = 2.5;

/** A sentence of so many words, word for word so far away from its time, is the same sentence. */
const STRAY_WORDS = 6;
const STRAY_SEC = 12;
const STRAY_REACH_SEC = 400;

/** The answer meets the kept words near the stretch's ends: equal words far inside are chance. */
const MEETING_SEC = 20;

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
  const strays = straysOf(kept, stretch, answer);
  const left = kept.filter((one) => one.startSec < stretch.startSec && !strays.has(one));
  const right = kept.filter((one) => one.startSec >= stretch.endSec && !strays.has(one));
  const tokens = answer.flatMap(({ text }) => tokensOf(text));
  const near = left.some(({ startSec, endSec }) => Math.max(startSec + 1, endSec) > asked.startSec);
  const met = meeting(
    lastTokens(left),
    tokens.slice(0, begunBefore(answer, stretch.startSec + MEETING_SEC)),
    near ? endsOf(answer) : undefined,
  );
  const from = met || saidBefore(answer, left, stretch);
  const nearRight = right.some(({ startSec }) => startSec <= asked.endSec + 1.5);
  const back =
    meeting(
      firstTokens(right).toReversed(),
      tokens.slice(overBefore(answer, stretch.endSec - MEETING_SEC)).toReversed(),
      nearRight ? endsOf(answer.toReversed()) : undefined,
    ) || saidAfter(answer, right, stretch);
  const to = tokens.length - back;
  if (to <= from) return { segments: [...left, ...right], added: 0, met: met > 0 };
  const fresh = sliced(answer, from, to);
  return { segments: joined(left, fresh, right), added: to - from, met: met > 0 || !near };
}

/**
 * Kept segments that the answer has word for word at quite another time: theirs was wrong, and the
 * answer's takes their place.
 */
function straysOf(
  kept: readonly Segment[],
  stretch: Span,
  answer: readonly Segment[],
): ReadonlySet<Segment> {
  const heard = new Map(answer.map((one) => [tokensOf(one.text).join(' '), one.startSec]));
  const near = kept.filter(
    ({ startSec }) =>
      startSec > stretch.startSec - STRAY_REACH_SEC && startSec < stretch.endSec + STRAY_REACH_SEC,
  );
  return new Set(
    near.filter(({ startSec, text }) => {
      const tokens = tokensOf(text);
      if (tokens.length < STRAY_WORDS * tokensPerWord(tokens[0] ?? '')) return false;
      const sec = heard.get(tokens.join(' '));
      return sec !== undefined && Math.abs(sec - startSec) > STRAY_SEC;
    }),
  );
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
 * @param ends where the answer's segments end, when kept words lie inside the audio that was asked
 *   about, so that they must meet: then a segment of one word may be the end of the last kept one
 */
function meeting(
  kept: readonly string[],
  answer: readonly string[],
  ends: ReadonlySet<number> | undefined,
): number {
  let best = 0;
  let words = 0;
  let lead = 0;
  const perWord = tokensPerWord(kept.at(-1) ?? '');
  for (let end = 1; end <= Math.min(answer.length, JOIN_WORDS); end += 1) {
    let run = 0;
    while (run < end && run < kept.length && answer[end - 1 - run] === kept[kept.length - 1 - run])
      run += 1;
    // A word that the cut split may stand before the run.
    const whole = end - run <= perWord && run >= 2 * perWord;
    const first = run === end && ends?.has(end) === true;
    if ((run >= SURE_WORDS * perWord || whole || first) && run > words + (run === end ? 0 : lead)) {
      best = end;
      words = run;
      // An answer that begins with the last kept words meets them there, not at a chance later on.
      lead = run === end ? SURE_WORDS * perWord : 0;
    }
  }
  return best;
}

/** How many tokens the first segment has, the first two, and so on. */
function endsOf(segments: readonly Segment[]): ReadonlySet<number> {
  const ends = new Set<number>();
  let count = 0;
  for (const { text } of segments) {
    count += tokensOf(text).length;
    ends.add(count);
    if (count > JOIN_WORDS) break;
  }
  return ends;
}

/** Tokens of the answer's segments that begin before a moment. */
function begunBefore(answer: readonly Segment[], sec: number): number {
  let count = 0;
  for (const { startSec, text } of answer) {
    if (startSec > sec) break;
    count += tokensOf(text).length;
  }
  return count;
}

/** Tokens of the answer's segments that are over before a moment. */
function overBefore(answer: readonly Segment[], sec: number): number {
  const open = answer.findIndex((_, at) => (answer[at + 1]?.startSec ?? Infinity) > sec);
  const over = answer.slice(0, Math.max(0, open));
  return over.reduce((sum, { text }) => sum + tokensOf(text).length, 0);
}

/** Without a meeting: the words that are said before the stretch begins, by their times. */
function saidBefore(answer: readonly Segment[], left: readonly Segment[], stretch: Span): number {
  if (left.length === 0) return 0;
  let count = 0;
  for (const { startSec, endSec, text } of answer) {
    // So close to it, the time alone does not tell: a first word must not be lost for a second.
    if (startSec > stretch.startSec - STAMP_SEC) break;
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
