/** Counting and comparing words, in scripts with and without spaces. */

/** Scripts written without spaces between words, where a character is about half a word. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const TOKEN = /[\p{L}\p{M}\p{N}]+/gu;

/** Seconds that a spoken word takes: 150 words a minute is usual speech. */
const SECONDS_PER_WORD = 0.4;

/** True for a character of a script that is written without spaces. */
export function isWide(character: string): boolean {
  return WIDE.test(character);
}

/**
 * Words as they compare: lower case, compatibility forms united, punctuation and apostrophes gone
 * (`I-I` is two), each character of a script without spaces by itself. Linear in the text.
 */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const plain = text.normalize('NFKC').toLowerCase().replace(/['’]/g, '');
  for (const [word] of plain.matchAll(TOKEN)) {
    if (WIDE.test(word)) tokens.push(...splitWide(word));
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
    parts.push(character);
  }
  if (plain !== '') parts.push(plain);
  return parts;
}

/** Words of a text; a character of a script without spaces counts half a word. */
export function wordCount(text: string): number {
  let count = 0;
  for (const token of tokensOf(text)) count += isWide(token) ? 0.5 : 1;
  return count;
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
      kept.push(sliceWord(word, from - at, to - at));
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
    if (wide || (letter && !inside)) token += 1;
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
