import { align, STAMPS_SEC } from './align.ts';
import type { Alignment, Heard, Pair } from './align.ts';
import { tokensPerWord } from './words.ts';

/** So much agreement shows where two transcripts of the same audio meet. */
const SURE_SCORE = 2.2;

/** ... and so much where the same words must stand close by, with few others before and after them. */
const LIKELY_SCORE = 0.5;
const LIKELY_EDGE = 3;

/** Less agreement than this between words that must meet is said to be doubtful. */
const DOUBT_SCORE = 1.2;

/** More kept words than this that the answer does not have are not the slip of a word or two. */
const FEW_WORDS = 5;

/** One side that runs ahead of the other by more words than this has leapt to another place. */
const LEAP_WORDS = 2.5;

/** Of the words that two answers have of the same audio, more than this are the same. */
const LEAST_SHARE = 0.6;

/** A part that is this much of the longest one is as good. */
const EITHER_SHARE = 0.5;

/** Where the kept words end and the answer's begin. */
export interface Meeting {
  /** Kept words that stay; those after them the answer says otherwise. */
  readonly keep: number;
  /** Words of the answer that the kept ones say. */
  readonly from: number;
  /** Words that are the same on both sides. */
  readonly pairs: readonly Pair[];
  /** Words around the join may be lost, doubled or others. */
  readonly unsure: boolean;
}

/**
 * Where an answer goes on from the kept words that lead up to it; for the other side give both in
 * reverse order. Each word stays once: up to the last place where both agree it is kept, and what
 * follows is the answer's. Undefined when they do not meet.
 *
 * @param edge whether kept words may reach into the audio that was asked about (`near`), or must be
 *   said there (`expected`): then a word or two in the right place are enough
 */
export function meet(
  kept: readonly Heard[],
  answer: readonly Heard[],
  edge: { readonly near: boolean; readonly expected: boolean },
): Meeting | undefined {
  const found = align(kept, answer);
  if (found === undefined) return undefined;
  const likely = edge.expected && isLikely(found, kept, answer);
  if (found.score < SURE_SCORE && !likely && !isAtEdge(found, answer, edge.near)) return undefined;
  const { pairs } = found;
  const last = pairs.at(-1);
  const perWord = tokensPerWord(kept[last?.kept ?? 0]?.token ?? '');
  const parts = withoutLeaps(pairs, LEAP_WORDS * perWord);
  const cut = cutOf(parts);
  if (last === undefined || cut === undefined) return undefined;
  // Two places that are as good as each other: either may be the one.
  const longest = longestOf(parts).length;
  const either = parts.filter((part) => part.length >= longest * EITHER_SHARE).length > 1;
  // Little agrees over a long way: signs, or short words, that happen to come in this order.
  const way = last.answer + 1 - found.lead;
  const thin = way > FEW_WORDS * perWord && pairs.length < way * LEAST_SHARE;
  const weak = either || thin || (found.score < DOUBT_SCORE && !isAtEdge(found, answer, edge.near));
  const all = { keep: kept.length, from: last.answer + 1, pairs, unsure: weak };
  const dropped = (kept.length - cut.kept - 1) / perWord;
  if (dropped === 0) return all;
  // The answer ends an utterance there that goes on in what is kept: a word that it did not hear.
  const closed = last === cut && answer[last.answer]?.ends === true;
  if (closed && dropped <= FEW_WORDS) return all;
  const many = dropped > FEW_WORDS;
  if (many && leavesTime(kept, answer, cut)) return { ...all, unsure: true };
  return { keep: cut.kept + 1, from: cut.answer + 1, pairs, unsure: weak || many };
}

/** Little agrees, but close to the edge and at the same time, where it must. */
function isLikely(
  { pairs, score, lead, tail }: Alignment,
  kept: readonly Heard[],
  answer: readonly Heard[],
): boolean {
  const [first] = pairs;
  if (first === undefined || score < LIKELY_SCORE) return false;
  const [word, other] = [kept[first.kept], answer[first.answer]];
  const most = LIKELY_EDGE * tokensPerWord(word?.token ?? '');
  const apart = Math.abs((word?.sec ?? 0) - (other?.sec ?? 0));
  return lead <= most && tail <= most && apart <= STAMPS_SEC;
}

/** The few words that there are stand at the kept words' end and at the answer's beginning. */
function isAtEdge(
  { pairs, lead, tail }: Alignment,
  answer: readonly Heard[],
  near: boolean,
): boolean {
  const last = pairs.at(-1);
  if (last === undefined || tail > 0 || !last.exact) return false;
  const perWord = tokensPerWord(answer[last.answer]?.token ?? '');
  const exact = pairs.filter((pair) => pair.exact).length;
  // A word that the cut split may stand before them.
  if (lead <= perWord && exact >= 2 * perWord && last.answer + 1 - lead === exact) return true;
  return near && lead === 0 && exact === last.answer + 1 && answer[last.answer]?.ends === true;
}

/**
 * The last pair of equal words that does not stand alone among others. What lies beyond a leap is
 * another place where the same words are said: the longest part without one tells, of
 * equal ones the first, since the answer goes on from there.
 */
function cutOf(parts: readonly Pair[][]): Pair | undefined {
  const pairs = longestOf(parts);
  const isFirm = (pair: Pair, at: number): boolean =>
    pair.exact &&
    (pairs.length === 1 || follows(pairs[at - 1], pair) || follows(pair, pairs[at + 1]));
  return pairs.findLast(isFirm) ?? pairs.findLast(({ exact }) => exact) ?? pairs.at(-1);
}

/** Equal words side by side, one after the other. */
function follows(before: Pair | undefined, pair: Pair | undefined): boolean {
  if (before === undefined || pair === undefined || !before.exact || !pair.exact) return false;
  return pair.kept === before.kept + 1 && pair.answer === before.answer + 1;
}

/** Parts of the alignment in which neither side runs ahead of the other by more than so much. */
function withoutLeaps(pairs: readonly Pair[], most: number): Pair[][] {
  const parts: Pair[][] = [];
  let part: Pair[] = [];
  for (const pair of pairs) {
    const last = part.at(-1);
    const leap = last && pair.kept - last.kept - (pair.answer - last.answer);
    if (leap === undefined || Math.abs(leap) > most) parts.push((part = []));
    part.push(pair);
  }
  return parts;
}

function longestOf(parts: readonly Pair[][]): readonly Pair[] {
  return parts.reduce<readonly Pair[]>(
    (longest, part) => (part.length > longest.length ? part : longest),
    [],
  );
}

/** The answer says nothing while the kept words after the cut are said. */
function leavesTime(kept: readonly Heard[], answer: readonly Heard[], cut: Pair): boolean {
  const length = Math.abs((kept.at(-1)?.sec ?? 0) - (kept[cut.kept]?.sec ?? 0));
  const here = answer[cut.answer];
  const next = answer[cut.answer + 1];
  return (
    here !== undefined && (next === undefined || Math.abs(next.sec - here.sec) >= length * 0.6)
  );
}
