import { EVERYDAY, languageOf } from './language-words.ts';
import { scriptOf, scriptsOf } from './scripts.ts';

/** One word said over and over, or the letter of a list, shows no language: it counts no more than this. */
const MOST_OF_ONE = 0.1;

/** Serbian is written in Latin letters too, and then as Croatian is. */
const KIN: Readonly<Record<string, readonly string[]>> = { sr: ['hr'] };

/** Which languages hold a word. */
const HOLDERS: ReadonlyMap<string, readonly string[]> = holdersOf();

function holdersOf(): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const [language, words] of EVERYDAY) {
    for (const word of words) {
      const before = holders.get(word);
      if (before === undefined) holders.set(word, [language]);
      else before.push(language);
    }
  }
  return holders;
}

/** What is expected of a text. */
export interface Expectation {
  readonly languages: readonly string[];
  /** Words of these languages; undefined when one of them is not known. */
  readonly words: readonly ReadonlySet<string>[] | undefined;
  /** Scripts that are right; empty when any may be. */
  readonly scripts: readonly string[];
}

/** Of a text whose language is looked for: no word is right or wrong. */
export const NOTHING_EXPECTED: Expectation = { languages: [], words: undefined, scripts: [] };

/** What languages stand for, one or several that are right; {@link NOTHING_EXPECTED} for what names none. */
export function expectationOf(language: string | readonly string[]): Expectation {
  const tags = typeof language === 'string' ? [language] : language;
  const languages = tags.map(languageOf);
  // What names no language cannot be wrong.
  if (languages.includes('') || languages.length === 0) return NOTHING_EXPECTED;
  const words = [...new Set(languages.flatMap((one) => [one, ...(KIN[one] ?? [])]))].map((one) =>
    EVERYDAY.get(one),
  );
  const known = words.filter((set) => set !== undefined);
  // A tag may name its script (`sr-Latn`): then only the tag's user knows.
  const named = tags.some((tag) => /[-_][a-z]{4}\b/i.test(tag));
  const scripts = languages.map((one) => scriptsOf(one, EVERYDAY.has(one)));
  return {
    languages,
    words: known.length === words.length ? known : undefined,
    scripts: named || scripts.some((each) => each.length === 0) ? [] : scripts.flat(),
  };
}

/** What is in a text or a part of it. */
export interface Counts {
  readonly expected: Expectation;
  tokens: number;
  /** Words of the expected languages. */
  own: number;
  /** ... that are also words of another one, each by itself. */
  readonly shared: Map<string, number>;
  /** Words of other languages that are none of the expected ones. */
  readonly other: Map<string, number>;
  readonly scripts: Map<string, number>;
}

function emptyCounts(expected: Expectation): Counts {
  return {
    expected,
    tokens: 0,
    own: 0,
    shared: new Map(),
    other: new Map(),
    scripts: new Map(),
  };
}

/** Counts the words of a text by language and script. */
export function countOf(tokens: readonly string[], expected: Expectation): Counts {
  const counts = emptyCounts(expected);
  counts.tokens = tokens.length;
  const most = Math.max(2, tokens.length * MOST_OF_ONE);
  const seen = new Map<string, number>();
  for (const token of tokens) {
    const script = scriptOf(token);
    if (script !== undefined) add(counts.scripts, script, 1);
    const holders = HOLDERS.get(token);
    if (holders === undefined) continue;
    add(seen, token, 1);
    if ((seen.get(token) ?? 0) > most) continue;
    const isOwn = expected.words?.some((words) => words.has(token)) === true;
    if (isOwn) counts.own += 1;
    for (const holder of holders) add(isOwn ? counts.shared : counts.other, holder, 1);
  }
  return counts;
}

function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** The counts of several parts of a text together. */
export function sumOf(parts: readonly Counts[], expected: Expectation): Counts {
  const sum = emptyCounts(expected);
  for (const part of parts) {
    sum.tokens += part.tokens;
    sum.own += part.own;
    for (const [name, count] of part.shared) add(sum.shared, name, count);
    for (const [name, count] of part.other) add(sum.other, name, count);
    for (const [name, count] of part.scripts) add(sum.scripts, name, count);
  }
  return sum;
}

/** The language with most words that are none of the expected ones'; an empty name when there is none. */
export function strongest(counts: Counts): readonly [name: string, count: number] {
  let best: readonly [string, number] = ['', 0];
  for (const [name, count] of counts.other) {
    if (count > best[1]) best = [name, count];
  }
  return best;
}
