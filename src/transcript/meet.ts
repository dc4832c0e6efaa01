import { align } from './align.ts';
import type { Alignment, Heard, Pair } from './align.ts';
import { tokensPerWord } from './words.ts';

/** So much agreement shows where two transcripts of the same audio meet. */
const SURE_SCORE = 2.2;

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
 * @param near kept words lie inside the audio that was asked about, so that they must meet: then a
 *   word or two that stand right at the edge are enough
 */
export function meet(
  kept: readonly Heard[],
  answer: readonly Heard[],
  near: boolean,
): Meeting | undefined {
  const found = align(kept, answer);
  if (found === undefined || !(found.score >= SURE_SCORE || isAtEdge(found, answer, near)))
    return undefined;
  const last = found.pairs.at(-1);
  const cut = cutOf(found.pairs);
  if (last === undefined || cut === undefined) return undefined;
  const { pairs } = found;
  const all = { keep: kept.length, from: last.answer + 1, pairs };
  const perWord = tokensPerWord(kept[cut.kept]?.token ?? '');
  const dropped = (kept.length - cut.kept - 1) / perWord;
  if (dropped === 0) return { ...all, unsure: false };
  // The answer ends an utterance there that goes on in what is kept: a word that it did not hear.
  const closed = last === cut && answer[last.answer]?.ends === true;
  if (closed && dropped <= FEW_WORDS) return { ...all, unsure: false };
  if (dropped > FEW_WORDS && leavesTime(kept, answer, cut)) return { ...all, unsure: true };
  return { keep: cut.kept + 1, from: cut.answer + 1, pairs, unsure: dropped > FEW_WORDS };
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
