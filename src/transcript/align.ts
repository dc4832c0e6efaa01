import { distance } from 'fastest-levenshtein';
import type { Segment } from './types.ts';
import { isWide, likelySeconds, tokensOf, tokensPerWord } from './words.ts';

/** A word of a transcript, with about the moment at which it is said. */
export interface Heard {
  readonly token: string;
  readonly sec: number;
  /** Which segment it belongs to, and who says it. */
  readonly segment: number;
  readonly speaker: string | undefined;
  /** It is the last one of its segment; of words in reverse order, the first one. */
  readonly ends: boolean;
}

/** A word of one transcript that is a word of another one. */
export interface Pair {
  /** Positions in the two lists. */
  readonly kept: number;
  readonly answer: number;
  /** Letter by letter, not only much the same. */
  readonly exact: boolean;
}

/** How two transcripts of about the same audio lie over each other. */
export interface Alignment {
  /** In order; at least one. */
  readonly pairs: readonly Pair[];
  /** Words that agree, less what does not: 2 is more than chance gives. */
  readonly score: number;
  /** Words of the answer before the first pair. */
  readonly lead: number;
  /** Kept words after the last pair. */
  readonly tail: number;
}

/** What a word adds when it is the same, much the same, another one, or has no counterpart. */
const NEAR = 0.6;
const OTHER = -0.5;
const ALONE = -0.4;

/**
 * Words of the answer before the overlap, and kept ones after it: each costs, but no more than so
 * much. A word that a cut split stands there, or a few that only one of two answers has.
 */
const EDGE = -0.3;
const EDGE_MOST = -2;

/** Two answers put a word to moments this far apart; the same word much farther off is another one. */
export const STAMPS_SEC = 5;
const FAR_SEC = 15;
const FAR_SHARE = 0.15;

/** Of equal places the nearer one is meant. */
const PER_SEC = 0.004;

/** A word that the other one writes as two. */
const MADE = 1.5;

/** Not worked out yet. */
const UNKNOWN = -9;

/** Shorter words are the same letter by letter only. */
const NEAR_LETTERS = 3;
const LONGEST_LETTERS = 40;

/** How a cell of the table was come to. */
const BEGIN = 0;
const PAIR = 1;
const KEPT_ONLY = 2;
const ANSWER_ONLY = 3;
const SPLIT = 4;
const MERGED = 5;

/** Words with their moments: shared out evenly over a segment, which lasts as long as its words do. */
export function heardIn(segments: readonly Segment[]): Heard[] {
  return segments.flatMap(({ startSec, endSec, text, speaker }, segment) => {
    const tokens = tokensOf(text);
    const lengthSec = Math.min(endSec - startSec, likelySeconds(text) * 2);
    return tokens.map((token, at) => ({
      token,
      sec: startSec + (Math.max(0, lengthSec) * (at + 0.5)) / tokens.length,
      segment,
      speaker,
      ends: at === tokens.length - 1,
    }));
  });
}

/** The same words from the last to the first. */
export function reversed(words: readonly Heard[]): Heard[] {
  return words.toReversed().map((word, at, all) => ({
    ...word,
    ends: all[at + 1]?.segment !== word.segment,
  }));
}

/**
 * How the end of what is kept lies over the beginning of an answer, by its words and, where several
 * places come into question, by their moments. Kept words before the overlap and words of the
 * answer after it are free. For the other side give both in reverse order. Undefined when no word
 * pays. Takes time and room in proportion to the product of the lengths.
 */
export function align(kept: readonly Heard[], answer: readonly Heard[]): Alignment | undefined {
  const width = answer.length + 1;
  const moves = new Uint8Array((kept.length + 1) * width);
  const alikeOf = likenesses(kept, answer);
  const alone = Float64Array.from(answer, ({ token }) => ALONE / tokensPerWord(token));
  const rowOf = (): Float64Array => Float64Array.from({ length: width }, (_, at) => edge(at));
  let [before2, before1, row] = [rowOf(), rowOf(), rowOf()];
  const best = { score: 0, kept: 0, answer: 0 };
  for (const [keptAt, word] of kept.entries()) {
    const i = keptAt + 1;
    [before2, before1, row] = [before1, row, before2];
    row[0] = 0;
    const weight = 1 / tokensPerWord(word.token);
    const tail = edge(kept.length - i) * weight;
    const previous = kept[keptAt - 1];
    for (const [at, other] of answer.entries()) {
      const j = at + 1;
      const alike = alikeOf(keptAt, at);
      const share = shareOf(word, other);
      const pair = (before1[at] ?? 0) + (alike > 0 ? alike * share : alike) * weight;
      const keptOnly = (before1[j] ?? 0) + ALONE * weight;
      const answerOnly = (row[at] ?? 0) + (alone[at] ?? 0);
      let score = edge(j);
      let move = BEGIN;
      if (pair > score) [score, move] = [pair, PAIR];
      if (keptOnly > score) [score, move] = [keptOnly, KEPT_ONLY];
      if (answerOnly > score) [score, move] = [answerOnly, ANSWER_ONLY];
      if (alike < 1 && isMade(word, other, answer[at - 1])) {
        const split = (before1[j - 2] ?? 0) + MADE * share;
        if (split > score) [score, move] = [split, SPLIT];
      }
      if (alike < 1 && isMade(other, word, previous)) {
        const merged = (before2[at] ?? 0) + MADE * share;
        if (merged > score) [score, move] = [merged, MERGED];
      }
      row[j] = score;
      moves[i * width + j] = move;
      const meets = move === PAIR ? alike > 0 : move === SPLIT || move === MERGED;
      if (meets && (score + tail > best.score || (score + tail === best.score && i > best.kept)))
        Object.assign(best, { score: score + tail, kept: i, answer: j });
    }
  }
  return best.score <= 0 ? undefined : tracedBack(kept, answer, moves, best);
}

function tracedBack(
  kept: readonly Heard[],
  answer: readonly Heard[],
  moves: Uint8Array,
  end: { readonly score: number; readonly kept: number; readonly answer: number },
): Alignment {
  const pairs: Pair[] = [];
  let { kept: i, answer: j } = end;
  for (let move = -1; move !== BEGIN && i > 0 && j > 0;) {
    move = moves[i * (answer.length + 1) + j] ?? BEGIN;
    if (move === PAIR || move === SPLIT || move === MERGED) {
      const alike = likeness(kept[i - 1]?.token ?? '', answer[j - 1]?.token ?? '');
      if (move !== PAIR || alike > 0)
        pairs.push({ kept: i - 1, answer: j - 1, exact: move !== PAIR || alike === 1 });
    }
    if (move === PAIR || move === KEPT_ONLY || move === SPLIT) i -= 1;
    if (move === PAIR || move === ANSWER_ONLY || move === MERGED) j -= 1;
    if (move === SPLIT) j -= 2;
    if (move === MERGED) i -= 2;
  }
  pairs.reverse();
  return {
    pairs,
    score: end.score,
    lead: pairs[0]?.answer ?? 0,
    tail: kept.length - end.kept,
  };
}

function edge(count: number): number {
  return Math.max(EDGE_MOST, EDGE * count);
}

/** What a pair counts by its moments, in [0.15, 1]; of equal places the nearer one is meant. */
function shareOf(word: Heard, other: Heard): number {
  const apart = Math.abs(word.sec - other.sec);
  if (apart <= STAMPS_SEC) return 1 - apart * PER_SEC;
  return Math.max(FAR_SHARE, 1 - (apart - STAMPS_SEC) / FAR_SEC - STAMPS_SEC * PER_SEC);
}

/** The likeness of any two words by their positions; worked out once for equal ones. */
function likenesses(
  kept: readonly Heard[],
  answer: readonly Heard[],
): (keptAt: number, answerAt: number) => number {
  const [keptIds, answerIds] = [idsOf(kept), idsOf(answer)];
  const columns = answerIds.tokens.length;
  const known = new Float32Array(keptIds.tokens.length * columns).fill(UNKNOWN);
  return (keptAt, answerAt) => {
    const [a, b] = [keptIds.ids[keptAt] ?? 0, answerIds.ids[answerAt] ?? 0];
    const seen = known[a * columns + b] ?? UNKNOWN;
    if (seen !== UNKNOWN) return seen;
    const alike = likeness(keptIds.tokens[a] ?? '', answerIds.tokens[b] ?? '');
    known[a * columns + b] = alike;
    return alike;
  };
}

function idsOf(words: readonly Heard[]): {
  readonly ids: Int32Array;
  readonly tokens: readonly string[];
} {
  const idOf = new Map<string, number>();
  const ids = Int32Array.from(words, ({ token }) => {
    const id = idOf.get(token) ?? idOf.size;
    idOf.set(token, id);
    return id;
  });
  return { ids, tokens: [...idOf.keys()] };
}

/** 1 for the same word, less for much the same one, at most 0 for another. */
function likeness(a: string, b: string): number {
  if (a === b) return 1;
  // `2` and `two`: a number that only one of them writes as a word may be any word.
  if (hasDigit(a) !== hasDigit(b)) return 0;
  const shorter = Math.min(a.length, b.length);
  const longer = Math.max(a.length, b.length);
  if (shorter < NEAR_LETTERS || longer > LONGEST_LETTERS || isWide(a) || hasDigit(a)) return OTHER;
  if (a.startsWith(b) || b.startsWith(a) || a.endsWith(b) || b.endsWith(a)) return NEAR;
  if (longer - shorter > longer / 3) return OTHER;
  return distance(a, b) <= Math.max(1, Math.floor(longer / 3)) && longer > NEAR_LETTERS
    ? NEAR
    : OTHER;
}

function hasDigit(token: string): boolean {
  return /\p{N}/u.test(token);
}

/** True when a word is two others put together, in whatever order they come. */
function isMade({ token }: Heard, part: Heard, other: Heard | undefined): boolean {
  if (other === undefined || token.length !== part.token.length + other.token.length) return false;
  return token === other.token + part.token || token === part.token + other.token;
}
