import { tokensOf } from './words.ts';
import type { Segment } from './types.ts';

/** Words said over and over: positions of the first and last segment that hold them. */
export interface Repeat {
  readonly first: number;
  readonly last: number;
  /** The repeated words, at most 60 characters. */
  readonly words: string;
  readonly times: number;
}

/** Longest phrase whose immediate repetition is looked for, in words. */
const LONGEST_PHRASE = 80;

/** A word of no sense as long as this is a loop of characters (`aaaa…`). */
const LONGEST_WORD = 80;

/**
 * How often a phrase must follow itself to be a loop. People say a word ten times in a row and a
 * short phrase four times ("row, row, row"), a long sentence rarely twice.
 */
function leastTimes(phraseWords: number): number {
  if (phraseWords <= 2) return 12;
  if (phraseWords <= 4) return 6;
  if (phraseWords <= 9) return 4;
  return 3;
}

/** Finds loops over a whole chunk. Linear in the words, for each length of phrase. */
export function findRepeats(segments: readonly Segment[]): Repeat[] {
  const tokens: string[] = [];
  const owners: number[] = [];
  const repeats: Repeat[] = [];
  for (const [at, { text }] of segments.entries()) {
    for (const token of tokensOf(text)) {
      tokens.push(token);
      owners.push(at);
      if (token.length > LONGEST_WORD && isLoopOfCharacters(token)) {
        repeats.push({ first: at, last: at, words: token.slice(0, 60), times: token.length });
      }
    }
  }
  const ids = numbered(tokens);
  const found = new Uint8Array(tokens.length);
  for (let period = 1; period <= Math.min(LONGEST_PHRASE, tokens.length >> 1); period += 1) {
    let run = 0;
    for (let at = period; at <= tokens.length; at += 1) {
      if (at < tokens.length && ids[at] === ids[at - period]) {
        run += 1;
        continue;
      }
      const times = 1 + run / period;
      const start = at - run - period;
      if (times >= leastTimes(period) && found[start + period] !== 1) {
        found.fill(1, start, at);
        const words = tokens
          .slice(start, start + period)
          .join(' ')
          .slice(0, 60);
        repeats.push({
          first: owners[start] ?? 0,
          last: owners[at - 1] ?? 0,
          words,
          times: Math.floor(times),
        });
      }
      run = 0;
    }
  }
  return repeats;
}

/** Equal words get equal numbers: comparing these is what takes the time. */
function numbered(tokens: readonly string[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(tokens, (token) => {
    const known = numbers.get(token);
    if (known !== undefined) return known;
    numbers.set(token, numbers.size);
    return numbers.size - 1;
  });
}

/** Few different characters in a very long word. */
function isLoopOfCharacters(token: string): boolean {
  return new Set(token).size <= 6;
}
