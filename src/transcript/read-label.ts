import { folded, trimmed } from './read-fold.ts';
import { isGeneric } from './read-generic.ts';

/** Longest label of a speaker, in characters. */
export const MAX_LABEL = 60;

/** What may be a label, and the words behind it. */
export interface Split {
  readonly speaker?: string;
  /** True when the label is set apart by markup (`**Mara:**`). */
  readonly sure: boolean;
  readonly text: string;
}

/**
 * `Speaker: words` → both; a text without what may be a label comes back whole. Whether it is one
 * shows only in the whole reply.
 *
 * @param open emphasis that began before the text, and may end behind the label
 */
export function splitSpeaker(text: string, open = ''): Split {
  const near = folded(text.slice(0, MAX_LABEL + 12));
  const bracketed = bracketedLabel(text, near);
  if (bracketed !== undefined) return bracketed;
  const colon = near.indexOf(':');
  if (colon < 1) return dashed(text, near) ?? { text, sure: false };
  const before = /^[\s*_]*/.exec(near)?.[0].length ?? 0;
  const opened = near.slice(0, before).trim() + open;
  const label = trimmed(text.slice(before, colon).replace(/[*_\s]+$/, ''));
  const closed = /[*_]/.test(near.slice(0, colon).trimEnd().slice(-1));
  let at = colon + 1;
  if (near.startsWith('//', at)) return { text, sure: false };
  // `3:16` is no label and words; a full-width colon is no ratio's.
  const ratio = text.charAt(colon) === ':';
  if (ratio && /\d\s*$/.test(near.slice(0, colon)) && /^\d/.test(near.slice(at)))
    return { text, sure: false };
  if (!isLabel(label)) return { text, sure: false };
  // Emphasis that was opened before the label and not closed before the colon ends behind it.
  if (!closed && opened !== '')
    at += /^\s*[*_]{0,3}/.exec(near.slice(at))?.[0].trimEnd().length ?? 0;
  const sure = opened !== '' && (closed || /[*_]/.test(near.charAt(at - 1)));
  return { speaker: label, text: trimmed(text.slice(at)), sure };
}

/** `[Host] words`, `[Host]: words`, `(Guest) words`, `<Host> words`. */
function bracketedLabel(text: string, near: string): Split | undefined {
  const found = /^\s*[*_]{0,3}([[(<])([^[\]()<>]{1,60})[\])>][*_]{0,3}(\s*:)?/.exec(near);
  if (found === null) return undefined;
  const [whole, opener = '', inside = '', colon] = found;
  const from = whole.indexOf(opener) + 1;
  const label = trimmed(text.slice(from, from + inside.length)).replace(/\s*:$/, '');
  const rest = trimmed(text.slice(whole.length));
  if (rest === '' || !isLabel(label) || (colon === undefined && !isGeneric(label)))
    return undefined;
  return { speaker: label, text: rest, sure: colon !== undefined && opener !== '(' };
}

/** `Host - words`: only a label that is nothing else. */
function dashed(text: string, near: string): Split | undefined {
  const found = /^([^-–—]{1,40}?)\s+[-–—]\s/.exec(near);
  const label = found?.[1];
  if (found === null || label === undefined || !isGeneric(label)) return undefined;
  return {
    speaker: trimmed(text.slice(0, label.length)),
    text: trimmed(text.slice(found[0].length)),
    sure: false,
  };
}

/** `Mara Lind, PhD`. */
const DEGREE = /,\s?(?:ph\.?d|m\.?d|jr|sr|esq|m\.?a|m\.?sc|dr)\.?$/i;
const NO_LABEL = /[?!,;"“”„«»…[\]<>{}|\\。，、！？؛،؟]/;

/** Looks like a name: short, few words, no sentence signs (a full stop only in `Dr.`, `J.`). */
export function isLabel(label: string): boolean {
  if (label.length < 1 || label.length > MAX_LABEL || !/^[\p{L}\p{N}]/u.test(label)) return false;
  const plain = label.replace(DEGREE, '');
  if (!/\p{L}/u.test(plain) || NO_LABEL.test(plain)) return false;
  const words = plain.split(/\s+/);
  if (words.length > 6) return false;
  return words.every((word) => !word.endsWith('.') || word.length <= 4);
}
