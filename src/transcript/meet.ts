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
  const cut = cutOf(pairs);
  if (last === undefined || cut === undefined) return undefined;
  const weak = found.score < DOUBT_SCORE && !isAtEdge(found, answer, edge.near);
  const all = { keep: kept.length, from: last.answer + 1, pairs, unsure: weak };
  const perWord = tokensPerWord(kept[cut.kept]?.token ?? '');
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

/** The last pair of equal words that does not stand alone among others. */
function cutOf(pairs: readonly Pair[]): Pair | undefined {
  const isFirm = (pair: Pair, at: number): boolean => {
    if (!pair.exact) return false;
    const before = pairs[at - 1];
    const next = pairs[at + 1];
    const goesOn =
      before?.exact === true && before.kept === pair.kept - 1 && before.answer === pair.answer - 1;
    const leads =
      next?.exact === true && next.kept === pair.kept + 1 && next.answer === pair.answer + 1;
    return goesOn || leads || pairs.length === 1;
  };
  return pairs.findLast(isFirm) ?? pairs.findLast(({ exact }) => exact) ?? pairs.at(-1);
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
