import { shortHash } from './ids.ts';

/** Longest name, in characters. */
const MAX_CHARS = 80;
/** Longest name in UTF-8, so that a date and an ending still fit into the 255 bytes of a file name. */
const MAX_BYTES = 200;
const HASH_CHARS = 8;

/** Letters that have no accent to drop but a usual spelling in ASCII. */
const SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
};

/** Device names of Windows, and names that mean something else in the folder of transcripts. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d|index|readme|status)$/;

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The longest beginning that fits both bounds, in whole characters. */
function fit(text: string, chars: number, bytes: number): string {
  let kept = '';
  let used = 0;
  for (const char of text) {
    used += byteLength(char);
    if (used > bytes || kept.length + char.length > chars) break;
    kept += char;
  }
  return kept.replace(/-+$/, '');
}

/**
 * Text → its words as they may stand in a name: lower case; Latin letters without accents, letters
 * and digits of other scripts as they are; everything else one `-`. Empty when nothing is left; of
 * any length.
 */
export function sluggedWords(text: string): string {
  return (
    text
      .toWellFormed()
      .normalize('NFKD')
      .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
      .normalize('NFC')
      .toLowerCase()
      // Lower case brings marks back: İ becomes i with a dot.
      .replace(/([a-z])\p{M}+/gu, '$1')
      .replace(/[ßæœøđðłþıħ]/g, (letter) => SPELLED[letter] ?? letter)
      // An apostrophe joins: don't → dont.
      .replace(/['\u2019\u02bc]/g, '')
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
      .replace(/^[-\p{M}]+|-+$/gu, '')
  );
}

/**
 * A title → a safe name of a file or folder on every system: {@link sluggedWords}. Never
 * empty, never a device name of Windows, at most 80 characters and 200 bytes of UTF-8; a name
 * that was cut, empty or reserved ends in 8 hex digits of the title's hash. The same title
 * always gives the same name; different titles may give the same.
 */
export function slugOf(title: string): string {
  const base = sluggedWords(title);
  const whole = fit(base, MAX_CHARS, MAX_BYTES);
  if (whole === base && base !== '' && !RESERVED.test(base)) return base;
  const kept = fit(base, MAX_CHARS - HASH_CHARS - 1, MAX_BYTES - HASH_CHARS - 1);
  return `${kept === '' ? 'untitled' : kept}-${shortHash(title.toWellFormed()).slice(0, HASH_CHARS)}`;
}
