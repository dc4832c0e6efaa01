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
  let left = count;
  let rest = text.trim();
  while (left > 0 && rest !== '') {
    const space = rest.search(/\s/);
    const word = space < 0 ? rest : rest.slice(0, space);
    const tokens = tokensOf(word).length;
    if (tokens > left) return withoutFirstCharacters(word, left) + rest.slice(word.length);
    left -= tokens;
    rest = rest.slice(word.length).trimStart();
  }
  return rest;
}

/** For scripts without spaces: the shortest start of a word that holds `count` tokens is cut off. */
function withoutFirstCharacters(word: string, count: number): string {
  const characters = [...word];
  let end = 0;
  while (end < characters.length && tokensOf(characters.slice(0, end).join('')).length < count)
    end += 1;
  return characters.slice(end).join('');
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
