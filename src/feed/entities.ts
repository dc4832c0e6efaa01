import { decodeHTMLStrict } from 'entities';

/** C0 controls that XML 1.0 forbids, DEL and the two non-characters. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;

/** `&name;`, `&#9;`, `&#x9;`, or a bare `&`. Names are at most 31 letters, as the longest of HTML. */
const REFERENCE = /&(?:#(\d{1,8});|#[xX]([0-9a-fA-F]{1,7});|([A-Za-z][A-Za-z0-9]{1,31});)?/g;

/** Text without the characters that XML forbids; half a surrogate pair becomes U+FFFD. */
export function dropControls(text: string): string {
  const clean = text.search(FORBIDDEN) < 0 ? text : text.replace(FORBIDDEN, '');
  return clean.toWellFormed();
}

/** Literal text → XML text. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Literal text → the inside of a double-quoted attribute. */
export function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll('"', '&quot;');
}

/** A numeric reference → its character; windows-1252's meaning for 128 to 159, nothing for what XML forbids. */
function numeric(code: number): string {
  if (code >= 0x80 && code <= 0x9f) return decodeHTMLStrict(`&#${code};`);
  const valid = (code >= 0x20 && code <= 0x10ffff) || code === 9 || code === 10 || code === 13;
  return valid && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
}

/**
 * Resolves references once: numeric, the five of XML and the names of HTML. An unknown name and a
 * bare `&` stand for themselves, so that one of them never loses a whole feed. Entities that a
 * document declares itself are not known here: nothing is ever expanded.
 */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (whole, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return numeric(Number.parseInt(decimal, 10));
    if (hex !== undefined) return numeric(Number.parseInt(hex, 16));
    return name === undefined ? whole : decodeHTMLStrict(whole);
  });
}
