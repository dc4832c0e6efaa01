import { tokensOf, weightOf } from './words.ts';
import type { Segment } from './types.ts';

/** Words said over and over: positions of the first and last segment that hold them. */
export interface Repeat {
  readonly first: number;
  readonly last: number;
  /** The repeated words, at most 60 characters. */
  readonly words: string;
  readonly times: number;
}

/** Phrases up to this long are looked for at every place, longer ones where a part of them recurs. */
const SHORT_PHRASE = 12;

/** That part, in words, and the longest phrase (a few lines of a reply). */
const PART = 8;
const LONGEST_PHRASE = 600;

/** So many lengths of long phrases are tried, those that most words speak for. */
const MOST_PERIODS = 40;

/** A word of no sense as long as this is a loop of characters (`aaaa…`). */
const LONGEST_WORD = 80;

/**
 * How often a phrase must follow itself to be a loop. People laugh in twenty syllables, say a word
 * ten times in a row and a short phrase four times ("row, row, row"), a long sentence rarely twice.
 *
 * @param words length of the phrase; a character of a script without spaces is a part of a word
 */
function leastTimes(words: number): number {
  if (words < 1) return 24;
  if (words <= 2) return 12;
  if (words <= 4) return 6;
  if (words < 10) return 4;
  return 3;
}

/** The tokens of a chunk in a row, as numbers, with the segment that each belongs to. */
interface Row {
  readonly tokens: readonly string[];
  readonly owners: readonly number[];
  readonly ids: Int32Array;
}

/**
 * Finds loops over a whole chunk. Near linear in the words.
 *
 * @param words tokens of each segment, when the caller has them already
 */
export function findRepeats(
  segments: readonly Segment[],
  words: readonly (readonly string[])[] = segments.map(({ text }) => tokensOf(text)),
): Repeat[] {
  const tokens: string[] = [];
  const owners: number[] = [];
  const repeats: Repeat[] = [];
  for (const [at, own] of words.entries()) {
    for (const token of own) {
      tokens.push(token);
      owners.push(at);
      if (token.length > LONGEST_WORD && isLoopOfCharacters(token)) {
        repeats.push({ first: at, last: at, words: token.slice(0, 60), times: token.length });
      }
    }
  }
  const row: Row = { tokens, owners, ids: numbered(tokens) };
  const found = new Uint8Array(tokens.length);
  for (const period of periodsOf(row.ids)) repeats.push(...runsOf(row, period, found));
  return repeats;
}

/** Runs in which every word equals the one `period` words before it. Marks what it finds. */
function runsOf({ tokens, owners, ids }: Row, period: number, found: Uint8Array): Repeat[] {
  const repeats: Repeat[] = [];
  let run = 0;
  for (let at = period; at <= ids.length; at += 1) {
    if (at < ids.length && ids[at] === ids[at - period]) {
      run += 1;
      continue;
    }
    const times = 1 + run / period;
    const start = at - run - period;
    if (times >= 3 && found[start + period] !== 1) {
      const phrase = tokens.slice(start, start + period);
      if (times >= leastTimes(weightOf(phrase))) {
        found.fill(1, start, at);
        repeats.push({
          first: owners[start] ?? 0,
          last: owners[at - 1] ?? 0,
          words: phrase.join(' ').slice(0, 60),
          times: Math.floor(times),
        });
      }
    }
    run = 0;
  }
  return repeats;
}

/** Lengths of phrases that may follow themselves, ascending. */
function periodsOf(ids: Int32Array): number[] {
  const short = Array.from({ length: Math.min(SHORT_PHRASE, ids.length >> 1) }, (_, at) => at + 1);
  const counts = new Map<number, number>();
  const seen = new Map<number, number>();
  for (let at = 0; at + PART <= ids.length; at += 1) {
    // Parts with equal numbers need not be equal: the run that is then looked for tells.
    let part = 0;
    for (let word = 0; word < PART; word += 1)
      part = (Math.imul(part, 31) + (ids[at + word] ?? 0)) | 0;
    const period = at - (seen.get(part) ?? -Infinity);
    seen.set(part, at);
    if (period > SHORT_PHRASE && period <= LONGEST_PHRASE)
      counts.set(period, (counts.get(period) ?? 0) + 1);
  }
  const long = [...counts]
    .filter(([period, count]) => count >= period)
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, MOST_PERIODS)
    .map(([period]) => period);
  return [...short, ...long.toSorted((a, b) => a - b)];
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
