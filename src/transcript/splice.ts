import { heardIn, reversed } from './align.ts';
import type { Heard } from './align.ts';
import { meet } from './meet.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';
import { joinTexts, sliceTokens, tokensOf, tokensPerWord } from './words.ts';

/** Words at either join that are compared: what a minute and a half of fast speech holds. */
const JOIN_WORDS = 400;

/** Kept words from so long before the audio that was asked about may be what it begins with. */
const REACH_SEC = 30;
const LEAST_WORDS = 60;

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
  /** Joins at which words may be doubled or lost: nothing of both sides agrees there. */
  readonly unsure: readonly Span[];
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
  const words = heardIn(answer);
  const before = joinOf({
    kept: heardIn(left.slice(-JOIN_WORDS)),
    answer: words.slice(0, begunBefore(answer, stretch.startSec + MEETING_SEC)),
    edgeSec: asked.startSec,
    sign: 1,
    near: left.some(({ startSec, endSec }) => Math.max(startSec + 1, endSec) > asked.startSec),
    otherwise: () => saidBefore(answer, left, stretch),
  });
  const after = joinOf({
    kept: reversed(heardIn(right.slice(0, JOIN_WORDS))),
    answer: reversed(words.slice(overBefore(answer, stretch.endSec - MEETING_SEC))),
    edgeSec: asked.endSec,
    sign: -1,
    near: right.some(({ startSec }) => startSec <= asked.endSec + 1.5),
    otherwise: () => saidAfter(answer, right, stretch),
  });
  const from = before.count;
  const to = words.length - after.count;
  const added = Math.max(0, to - from - before.dropped - after.dropped);
  const met = before.met || (added > 0 && !before.near);
  if (added === 0) return { segments: [...left, ...right], added, met, unsure: [] };
  const fresh = sliced(answer, from, to);
  const segments = joined(
    withoutLast(left, before.dropped),
    fresh,
    withoutFirst(right, after.dropped),
  );
  const unsure = [
    ...(before.unsure ? [around(stretch.startSec, asked)] : []),
    ...(after.unsure ? [around(stretch.endSec, asked)] : []),
  ];
  return { segments, added, met, unsure };
}

interface Join {
  /** Words of the answer on this side that are kept ones. */
  readonly count: number;
  /** Kept words on this side that the answer says otherwise. */
  readonly dropped: number;
  readonly near: boolean;
  readonly met: boolean;
  readonly unsure: boolean;
}

/** Where one side's kept words and the answer meet; the right side's words come in reverse order. */
function joinOf(side: {
  readonly kept: readonly Heard[];
  readonly answer: readonly Heard[];
  /** Where the audio that was asked about begins on this side. */
  readonly edgeSec: number;
  /** 1 where time goes on from there, -1 on the right side. */
  readonly sign: 1 | -1;
  readonly near: boolean;
  /** Words of the answer that are kept ones by their times alone. */
  readonly otherwise: () => number;
}): Join {
  const { near, answer, edgeSec } = side;
  const isHere = ({ sec }: Heard, at: number, all: readonly Heard[]): boolean =>
    at >= all.length - LEAST_WORDS || Math.abs(sec - edgeSec) < REACH_SEC;
  const kept = side.kept.slice(-JOIN_WORDS).filter(isHere);
  const last = kept.at(-1);
  const inside = last !== undefined && (last.sec - edgeSec) * side.sign > -0.2;
  const expected = near && inside && answer.length > 0;
  const meeting = meet(kept, answer.slice(0, JOIN_WORDS), { near, expected });
  if (meeting !== undefined) {
    const { keep, from, unsure } = meeting;
    return { count: from, dropped: kept.length - keep, near, met: true, unsure };
  }
  return {
    count: side.otherwise(),
    dropped: 0,
    near,
    met: false,
    unsure: expected,
  };
}

function around(sec: number, asked: Span): Span {
  return {
    startSec: Math.max(0, asked.startSec, sec - STAMP_SEC),
    endSec: Math.min(asked.endSec, sec + STAMP_SEC),
  };
}

/** Segments without so many last tokens. */
function withoutLast(segments: readonly Segment[], count: number): readonly Segment[] {
  const rest = [...segments];
  for (let left = count; left > 0;) {
    const last = rest.pop();
    if (last === undefined) break;
    const tokens = tokensOf(last.text).length;
    if (tokens > left) {
      const endSec = last.endSec - ((last.endSec - last.startSec) * left) / tokens;
      rest.push({ ...last, endSec, text: sliceTokens(last.text, 0, tokens - left) });
    }
    left -= tokens;
  }
  return rest;
}

/** Segments without so many first tokens. */
function withoutFirst(segments: readonly Segment[], count: number): readonly Segment[] {
  let left = count;
  for (const [at, segment] of segments.entries()) {
    const tokens = tokensOf(segment.text).length;
    if (tokens > left) {
      if (left === 0) return segments.slice(at);
      const startSec = segment.startSec + ((segment.endSec - segment.startSec) * left) / tokens;
      const text = sliceTokens(segment.text, left, tokens);
      return [{ ...segment, startSec, text }, ...segments.slice(at + 1)];
    }
    left -= tokens;
  }
  return [];
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
      startSec: Math.min(last.startSec, next.startSec),
      endSec: next.endSec,
      text: joinTexts(last.text, next.text),
    };
    return inOrder([...segments, ...rest]);
  }
  return inOrder([...segments, ...right]);
}

/** No segment begins after the next one: what was joined at either end decides. */
function inOrder(segments: readonly Segment[]): Segment[] {
  const ordered: Segment[] = [];
  let following = Infinity;
  for (const segment of segments.toReversed()) {
    const startSec = Math.min(segment.startSec, following);
    ordered.push(startSec === segment.startSec ? segment : { ...segment, startSec });
    following = startSec;
  }
  return ordered.toReversed();
}

function sameVoice(a: Segment, b: Segment): boolean {
  return (a.speaker ?? '').toLowerCase() === (b.speaker ?? '').toLowerCase();
}
