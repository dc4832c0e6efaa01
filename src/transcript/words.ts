/** Counting and comparing words, in scripts with and without spaces. */

/** Scripts written without spaces between words. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** ... and those of them that write vowels and tones as characters of their own. */
const SPELT_OUT = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * Words that a character stands for in scripts without spaces. Four to five syllables a second are
 * usual speech: as many Chinese characters, five to six Japanese ones, ten Thai ones.
 */
const WORDS_PER_SIGN = 0.5;
const WORDS_PER_LETTER = 0.25;

/** Long words (Finnish, Malayalam, German compounds) take the time of several short ones. */
const LETTERS_PER_WORD = 12;

const BEYOND_ASCII = /[^ -~\s]/;

const TOKEN = /[\p{L}\p{M}\p{N}]+/gu;

/** Seconds that a spoken word takes: 150 words a minute is usual speech. */
const SECONDS_PER_WORD = 0.4;

/** True for a sign that stands on the letter before it, as vowels and tones of Thai do. */
export function isAccent(character: string): boolean {
  return /^\p{M}$/u.test(character);
}

/** True for a character of a script that is written without spaces. */
export function isWide(character: string): boolean {
  return WIDE.test(character);
}

/**
 * Words as they compare: lower case, compatibility forms united, punctuation and apostrophes gone
 * (`I-I` is two), each character of a script without spaces by itself
 * (with its accents). Linear in the text.
 */
export function tokensOf(text: string): string[] {
  if (!BEYOND_ASCII.test(text))
    return (
      text
        .toLowerCase()
        .replaceAll("'", '')
        .match(/[a-z0-9]+/g) ?? []
    );
  const tokens: string[] = [];
  const plain = text.normalize('NFKC').toLowerCase().replace(/['’]/g, '');
  const wide = WIDE.test(plain);
  for (const [word] of plain.matchAll(TOKEN)) {
    if (wide && WIDE.test(word)) tokens.push(...splitWide(word));
    else tokens.push(word);
  }
  return tokens;
}

function splitWide(word: string): string[] {
  const parts: string[] = [];
  let plain = '';
  for (const character of word) {
    if (!WIDE.test(character)) {
      plain += character;
      continue;
    }
    if (plain !== '') parts.push(plain);
    plain = '';
    const last = parts.at(-1);
    if (last !== undefined && isAccent(character)) parts[parts.length - 1] = last + character;
    else parts.push(character);
  }
  if (plain !== '') parts.push(plain);
  return parts;
}

/** Words of a text, as long as its tokens take to say (see {@link weightOf}). */
export function wordCount(text: string): number {
  return weightOf(tokensOf(text));
}

/**
 * Words that tokens stand for: one each, more for very long ones, a part of one for a character of
 * a script without spaces.
 */
export function weightOf(tokens: readonly string[]): number {
  let count = 0;
  for (const token of tokens) {
    const sign = token.length <= 4 && token.charCodeAt(0) > 0xdff && WIDE.test(token);
    if (sign) count += SPELT_OUT.test(token) ? WORDS_PER_LETTER : WORDS_PER_SIGN;
    else count += Math.max(1, token.length / LETTERS_PER_WORD);
  }
  return count;
}

/** Tokens that are about a word: 1, or more for the signs of scripts without spaces. */
export function tokensPerWord(token: string): number {
  if (!isWide(token)) return 1;
  return Math.round(1 / (SPELT_OUT.test(token) ? WORDS_PER_LETTER : WORDS_PER_SIGN));
}

/** Seconds in which a text is likely said at a usual pace; at least half a second. */
export function likelySeconds(text: string): number {
  return Math.max(0.5, wordCount(text) * SECONDS_PER_WORD);
}

/**
 * Text of a model on one line: control characters and half surrogates gone, white space united.
 * Directional overrides are removed: they would rearrange what surrounds the text.
 */
export function cleanLine(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- control characters are what is removed here
      .replace(/[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufeff\ufffe\uffff]/g, '')
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .toWellFormed()
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** A text without its first `count` tokens (see {@link tokensOf}), trimmed. */
export function withoutFirstTokens(text: string, count: number): string {
  return sliceTokens(text, count, Infinity);
}

/** The part of a text that holds its tokens `[from, to)`, with the signs around them. */
export function sliceTokens(text: string, from: number, to: number): string {
  const kept: string[] = [];
  let at = 0;
  for (const word of text.trim().split(/\s+/)) {
    const count = tokensOf(word).length;
    // A dash by itself goes with the word before it.
    if (count === 0 ? at > from && at <= to : at >= from && at + count <= to) kept.push(word);
    else if (count > 0 && at < to && at + count > from)
      kept.push(sliceWord(word.normalize('NFKC'), from - at, to - at));
    at += count;
  }
  return kept.join(' ');
}

/** The same inside a word of several tokens: `I-I-I`, or a script without spaces. */
function sliceWord(word: string, from: number, to: number): string {
  let kept = '';
  let token = -1;
  let inside = false;
  for (const character of word) {
    const wide = WIDE.test(character);
    const letter = wide || /[\p{L}\p{M}\p{N}'’]/u.test(character);
    if (wide ? !isAccent(character) : letter && !inside) token += 1;
    inside = letter && !wide;
    if (Math.max(0, token) >= from && token < to) kept += character;
  }
  return kept;
}

/** True when two texts stand together without a space: both sides are of scripts without spaces. */
export function isGlued(before: string, after: string): boolean {
  return isWide(before.slice(-1)) && isWide(after.charAt(0));
}

/** Two texts one after the other, with a space unless both sides are written without spaces. */
export function joinTexts(before: string, after: string): string {
  if (before === '' || after === '') return before + after;
  return isGlued(before, after) ? before + after : `${before} ${after}`;
}
