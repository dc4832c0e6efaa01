import { countOf, expectationOf, NOTHING_EXPECTED, strongest, sumOf } from './language-counts.ts';
import type { Counts } from './language-counts.ts';
import { mainScriptOf, onlyLanguageOf } from './scripts.ts';
import { tokensOf } from './words.ts';

/** Segments `[first, end)` of a transcript that are plainly in another language than expected. */
export interface ForeignStretch {
  /** The language's tag, or the name of a script. */
  readonly language: string;
  readonly first: number;
  readonly end: number;
  /** Part of all words that stand in it, in (0, 1]. */
  readonly share: number;
}

/** Fewer words prove nothing about a language. */
const LEAST_WORDS = 24;

/** ... unless they are in another script. */
const LEAST_SIGNS = 12;

/** As many as tell. */
const MOST_TOKENS = 12_000;

/** Words are looked at in blocks, and in windows of several blocks: half a minute of speech. */
const BLOCK = 20;
const WINDOW_BLOCKS = 4;

/** A quotation is shorter than this, a translated part of a chunk longer. */
const LEAST_STRETCH = 60;

/** Everyday words make up a third of ordinary speech; this share of another language's shows it. */
const FOREIGN_SHARE = 0.15;

/** In a window chance weighs more. */
const FOREIGN_SHARE_WINDOW = 0.18;

/** Words of the expected language alone, for one of the other's alone, beyond which it may be right. */
const MOST_OWN = 1 / 3;

/** Of a language whose words are not known, only English is told: hardly anything else is translated to. */
const ENGLISH_SHARE = 0.3;

/**
 * The language or script that a text is in, when it is plainly another one than expected;
 * undefined when it may be right, is too short, or the language is not one that can be told.
 *
 * @param text or its tokens
 * @param language BCP 47 tag (what feeds say instead is understood), or several that are right
 */
export function foreignLanguage(
  text: string | readonly string[],
  language: string | readonly string[],
): string | undefined {
  const tokens =
    typeof text === 'string' ? tokensOf(text.slice(0, 60_000)) : text.slice(0, MOST_TOKENS);
  return foreignIn(countOf(tokens, expectationOf(language)), FOREIGN_SHARE);
}

/**
 * The stretches of a transcript that are plainly in another language than expected: a model that
 * translates often begins to in the middle. What is shorter than about half a minute may be a quotation
 * and is left alone. In order, without overlap; empty when nothing can be told.
 *
 * @param segments tokens of each segment (see `tokensOf`)
 * @param language BCP 47 tag, or several that are right
 */
export function foreignStretches(
  segments: readonly (readonly string[])[],
  language: string | readonly string[],
): readonly ForeignStretch[] {
  const expected = expectationOf(language);
  const tokens = segments.flat().slice(0, MOST_TOKENS);
  const whole = foreignIn(countOf(tokens, expected), FOREIGN_SHARE);
  if (tokens.length < LEAST_STRETCH + BLOCK) {
    const all = { first: 0, end: segments.length, share: 1 };
    return whole === undefined ? [] : [{ ...all, language: whole }];
  }
  const blocks: Counts[] = [];
  for (let at = 0; at < tokens.length; at += BLOCK)
    blocks.push(countOf(tokens.slice(at, at + BLOCK), expected));
  const marks = marksOf(blocks);
  const found: ForeignStretch[] = [];
  for (let first = 0, end; first < blocks.length; first = end) {
    const name = marks[first];
    for (end = first + 1; end < blocks.length && marks[end] === name;) end += 1;
    if (name === undefined) continue;
    const [from, to] = trimmed(blocks, name, [first, end]);
    const span = [from * BLOCK, Math.min(tokens.length, to * BLOCK)] as const;
    if (span[1] - span[0] < LEAST_STRETCH) continue;
    const inside = segmentsIn(segments, span);
    if (inside.end > inside.first)
      found.push({ ...inside, language: name, share: (span[1] - span[0]) / tokens.length });
  }
  return found;
}

/**
 * The language of a text by its everyday words, or by its script where that is one language's;
 * undefined for few words and for languages that are not told.
 */
export function spokenLanguage(tokens: readonly string[]): string | undefined {
  if (tokens.length < LEAST_STRETCH) return undefined;
  const counts = countOf(tokens.slice(0, MOST_TOKENS), NOTHING_EXPECTED);
  const east = chineseOrJapanese(counts);
  const script = mainScriptOf(counts.scripts) ?? '';
  const isMost = (counts.scripts.get(script) ?? 0) > counts.tokens * SCRIPT_SHARE;
  const only = isMost ? onlyLanguageOf(script) : undefined;
  if (east !== undefined || only !== undefined) return east ?? only;
  const [name, words] = strongest(counts);
  return words >= counts.tokens * FOREIGN_SHARE ? name : undefined;
}

/** The other language or script of a text; undefined when it may be right. */
function foreignIn(counts: Counts, leastShare: number): string | undefined {
  const { expected, tokens } = counts;
  if (expected.languages.length === 0 || tokens < LEAST_SIGNS) return undefined;
  const script = foreignScript(counts);
  if (script !== undefined) return script;
  const east = chineseOrJapanese(counts);
  if (east !== undefined && expected.languages.every((one) => /^(?:ja|zh|yue)$/.test(one)))
    return expected.languages.some((one) => (one === 'ja' ? 'ja' : 'zh') === east)
      ? undefined
      : east;
  const main = mainScriptOf(counts.scripts) ?? '';
  const isElsewhere = expected.scripts.length > 0 && !expected.scripts.includes(main);
  if (tokens < LEAST_WORDS || isElsewhere) return undefined;
  const [name, count] = strongest(counts);
  // Words that are known of no language of another script than Latin would be told by their script.
  if (expected.words === undefined)
    return name === 'en' && main === 'Latin' && count >= tokens * ENGLISH_SHARE ? name : undefined;
  const own = counts.own - (counts.shared.get(name) ?? 0);
  return count >= tokens * leastShare && own <= count * MOST_OWN ? name : undefined;
}

/** Japanese writes a third of its signs in kana at the least, Chinese none. */
const JAPANESE_SHARE = 0.2;
const CHINESE_SHARE = 0.03;

/** Which of the two a text in their signs is; undefined for few signs, or other ones. */
function chineseOrJapanese({ scripts, tokens }: Counts): 'ja' | 'zh' | undefined {
  const kana = scripts.get('Japanese') ?? 0;
  const all = (scripts.get('Han') ?? 0) + kana;
  if (all < LEAST_WORDS || all < tokens * 0.6) return undefined;
  if (kana > all * JAPANESE_SHARE) return 'ja';
  return kana < all * CHINESE_SHARE ? 'zh' : undefined;
}

/** Most words are in this script when a text is; names and terms of another one stand among them. */
const SCRIPT_SHARE = 0.6;

/** The script of most words, when the expected language is written in another one. */
function foreignScript(counts: Counts): string | undefined {
  const { scripts: own, languages } = counts.expected;
  if (own.length === 0) return undefined;
  const total = [...counts.scripts.values()].reduce((sum, count) => sum + count, 0);
  for (const [script, count] of counts.scripts) {
    if (own.includes(script) || count <= total * SCRIPT_SHARE) continue;
    if (script !== 'Latin') return script;
    const [name, words] = strongest(counts);
    // Hindi and its neighbours are often written in Latin letters: only plain English is none of it.
    if (languages.some((one) => ROMANISED.has(one)))
      return name === 'en' && words >= count * ENGLISH_SHARE ? name : undefined;
    if (words >= count * FOREIGN_SHARE) return name;
    // Terms are English everywhere.
    return count > total * 0.9 ? script : undefined;
  }
  return undefined;
}

/** Languages that people often write in Latin letters. */
const ROMANISED = new Set('hi ur pa bn mr gu ta te kn ml ne si'.split(' '));

/** The foreign language of each block, by the windows that it stands in. */
function marksOf(blocks: readonly Counts[]): readonly (string | undefined)[] {
  const marks: (string | undefined)[] = blocks.map(() => undefined);
  for (let first = 0; first + WINDOW_BLOCKS <= blocks.length; first += 1) {
    const parts = blocks.slice(first, first + WINDOW_BLOCKS);
    const expected = parts[0]?.expected;
    const name =
      expected === undefined ? undefined : foreignIn(sumOf(parts, expected), FOREIGN_SHARE_WINDOW);
    if (name !== undefined) marks.fill(name, first, first + WINDOW_BLOCKS);
  }
  return marks;
}

/** A stretch without the blocks at its ends that are rather in the expected language. */
function trimmed(
  blocks: readonly Counts[],
  name: string,
  [first, end]: readonly [number, number],
): readonly [number, number] {
  const isOwn = (block: Counts | undefined): boolean => {
    if (block === undefined) return false;
    const { scripts } = block.expected;
    const home = scripts.reduce((sum, script) => sum + (block.scripts.get(script) ?? 0), 0);
    if (scripts.length > 0 && !scripts.includes('Latin')) return home > block.tokens / 2;
    const own = block.own - (block.shared.get(name) ?? 0);
    return own > (block.other.get(name) ?? 0);
  };
  let from = first;
  let to = end;
  while (from < to && isOwn(blocks[from])) from += 1;
  while (to > from && isOwn(blocks[to - 1])) to -= 1;
  return [from, to];
}

/** The segments that hold tokens `[from, to)`, as far as half of each is inside. */
function segmentsIn(
  segments: readonly (readonly string[])[],
  [from, to]: readonly [number, number],
): { readonly first: number; readonly end: number } {
  let first = segments.length;
  let end = 0;
  let at = 0;
  for (const [index, { length }] of segments.entries()) {
    const inside = Math.min(to, at + length) - Math.max(from, at);
    at += length;
    if (length === 0 || inside * 2 < length) continue;
    first = Math.min(first, index);
    end = index + 1;
  }
  return { first, end };
}
