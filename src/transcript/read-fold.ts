/** Signs that a reply may write in several ways: digits, brackets and colons of all scripts. */

/** What nobody sees: marks of direction, joiners, soft hyphens, byte order marks. */
const UNSEEN = '\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff';
const EMPTY_SIGN = new RegExp(`[\\s${UNSEEN}]`);
const UNSEEN_SIGN = new RegExp(`[${UNSEEN}]`, 'g');
const BEYOND_ASCII = /[^\0-\x7f]/;

const SIGNS: Readonly<Record<string, string>> = {
  '：': ':',
  '∶': ':',
  '﹕': ':',
  '︓': ':',
  '꞉': ':',
  '【': '[',
  '［': '[',
  '〔': '[',
  '〖': '[',
  '】': ']',
  '］': ']',
  '〕': ']',
  '〗': ']',
  '（': '(',
  '）': ')',
  '＜': '<',
  '〈': '<',
  '＞': '>',
  '〉': '>',
  '．': '.',
  '٫': '.',
  '，': ',',
  '、': ',',
  '،': ',',
  '－': '-',
  '～': '~',
  '〜': '~',
  '＊': '*',
  '｜': '|',
};
const SIGN = new RegExp(`[${Object.keys(SIGNS).join('')}]`, 'g');

/**
 * A text of the same length in which digits, brackets, colons and dashes of all scripts are those
 * of ASCII, and spaces stand for what nobody sees: positions in it are positions in the text.
 */
export function folded(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text;
  return text
    .replace(UNSEEN_SIGN, ' ')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ')
    .replace(SIGN, (sign) => SIGNS[sign] ?? sign)
    .replace(/\p{Nd}/gu, digitOf);
}

/** Digits of every script follow each other in tens: the value is the distance from the zero. */
function digitOf(digit: string): string {
  if (digit.length > 1 || digit <= '9') return digit;
  const code = digit.charCodeAt(0);
  let zero = code;
  while (zero > code - 9 && /\p{Nd}/u.test(String.fromCharCode(zero - 1))) zero -= 1;
  return String(code - zero);
}

/** A text without white space and unseen signs at its ends. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && EMPTY_SIGN.test(text.charAt(start))) start += 1;
  while (end > start && EMPTY_SIGN.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
