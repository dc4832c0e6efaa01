import { heardIn, reversed } from './align.ts';
import type { Heard } from './align.ts';
import { relabelled } from './labels.ts';
import type { Voice } from './labels.ts';
import { meet } from './meet.ts';
import { joined, sliced, withoutFirst, withoutLast } from './splice-parts.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';
import { likelySeconds, tokensOf, tokensPerWord } from './words.ts';

/** Words at either join that are compared: what a minute and a half of fast speech holds. */
const JOIN_WORDS = 400;

/** Kept words from so long before the audio that was asked about may be what it begins with. */
const REACH_SEC = 30;
const LEAST_WORDS = 60;

/** Times of two answers about the same word may be this far apart. */
const STAMP_SEC = 2.5;

/** A sentence of so many words, word for word so far away from its time, is the same sentence. */
const STRAY_WORDS = 6;
const NEIGHBOUR_WORDS = 3;
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
  const voiced = relabelled(answer, [...before.voices, ...after.voices]);
  const fresh = sliced(voiced, from, to);
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
  /** Words that both sides have. */
  readonly voices: readonly Voice[];
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
  const most = JOIN_WORDS * tokensPerWord(side.kept.at(-1)?.token ?? '');
  const kept = side.kept.slice(-most).filter(isHere);
  const last = kept.at(-1);
  const [first] = answer;
  const inside = last !== undefined && (last.sec - edgeSec) * side.sign > -0.2;
  // Where the answer begins after what is kept, it does not have those words: nothing is doubled.
  const apartSec =
    first === undefined || last === undefined ? Infinity : (first.sec - last.sec) * side.sign;
  const expected = near && inside && apartSec < STAMP_SEC;
  const meeting = meet(kept, answer.slice(0, most), { near, expected });
  if (meeting !== undefined) {
    const { keep, from, unsure } = meeting;
    const voices = meeting.pairs.map((pair) => ({
      kept: kept[pair.kept]?.speaker,
      answer: answer[pair.answer]?.speaker,
    }));
    return { count: from, dropped: kept.length - keep, near, met: true, unsure, voices };
  }
  return { count: side.otherwise(), dropped: 0, near, met: false, unsure: expected, voices: [] };
}

function around(sec: number, asked: Span): Span {
  return {
    startSec: Math.max(0, asked.startSec, sec - STAMP_SEC),
    endSec: Math.min(asked.endSec, sec + STAMP_SEC),
  };
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
  // The neighbours of a stretch stand where they do by its times: fewer words show that they belong in it.
  const beside = new Set([
    kept.findLast(({ startSec }) => startSec < stretch.startSec),
    kept.find(({ startSec }) => startSec >= stretch.endSec),
  ]);
  return new Set(
    near.filter((one) => {
      const { startSec, text } = one;
      const tokens = tokensOf(text);
      const least = beside.has(one) ? NEIGHBOUR_WORDS : STRAY_WORDS;
      if (tokens.length < least * tokensPerWord(tokens[0] ?? '')) return false;
      const sec = heard.get(tokens.join(' '));
      if (sec === undefined || Math.abs(sec - startSec) <= STRAY_SEC) return false;
      // What has its own time where it stands was said there as well: a slogan, a refrain.
      const at = kept.indexOf(one);
      const before = kept[at - 1];
      const from = before?.startSec ?? 0;
      const to = kept[at + 1]?.startSec ?? Infinity;
      const isHole = startSec < stretch.endSec && to > stretch.startSec;
      return isHole || to - from < (likelySeconds(before?.text ?? '') + likelySeconds(text)) * 0.6;
    }),
  );
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
