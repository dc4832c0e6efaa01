import { decodeEntities } from './entities.ts';
import { scan } from './scan.ts';

/** Longest plain text that is kept of a description, in UTF-16 units. */
export const MAX_DESCRIPTION = 4_000;

/** Elements that begin a new line. */
const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr ' +
    'li main nav ol p pre section table tr ul'
  ).split(' '),
);

/** Elements whose text is not for reading. */
const UNREAD: ReadonlySet<string> = new Set(['script', 'style', 'head', 'template', 'noscript']);

/** Marks without a shape that make text lie about its order or hide in names. */
const INVISIBLE = /[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** At most `max` UTF-16 units, whole characters; what was cut ends in `…`. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '');
  return `${kept.trimEnd()}…`;
}

/** One line of plain text: white space and controls become single spaces. */
export function oneLine(text: string, max: number): string {
  // oxlint-disable-next-line no-control-regex
  const spaced = text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').replace(INVISIBLE, '');
  return cutText(spaced.trim().toWellFormed(), max);
}

/** A title: one line, references and inline markup resolved (titles in CDATA often hold both). */
export function titleText(text: string, max: number): string {
  const decoded = decodeEntities(text);
  const bare = decoded.replace(
    /<\/?(?:a|b|br|div|em|i|p|span|strong|u)(?:\s[^<>]{0,200})?\/?>/gi,
    ' ',
  );
  return oneLine(bare, max);
}

/**
 * HTML, or plain text, of a feed → plain text of at most `max` units: tags removed, references
 * resolved, blocks on lines of their own, no more than one empty line. In time linear in the
 * length, for any input.
 */
export function plainText(html: string, max: number = MAX_DESCRIPTION): string {
  let out = '';
  let marked = false;
  let unread: string | undefined;
  for (const token of scan(html)) {
    // White space is folded afterwards; beyond this there is enough.
    if (out.length > max * 4) break;
    if (token.kind === 'open') {
      const name = token.name.toLowerCase();
      marked = true;
      if (UNREAD.has(name) && !token.selfClosing) unread ??= name;
      else if (BLOCKS.has(name)) out += name === 'p' ? '\n\n' : '\n';
    } else if (token.kind === 'close') {
      const name = token.name.toLowerCase();
      if (name === unread) unread = undefined;
      else if (BLOCKS.has(name)) out += name === 'p' ? '\n\n' : '\n';
    } else if (unread === undefined && token.kind !== 'doctype') {
      const text = decodeEntities(html.slice(token.start, token.end));
      // Line breaks of the source mean nothing where there is markup.
      out += marked ? text.replace(/[\r\n]+/g, ' ') : text.replaceAll('\r\n', '\n');
    }
  }
  return cutText(foldSpace(out), max);
}

function foldSpace(text: string): string {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const folded = oneLine(line, text.length + 1);
    if (folded !== '' || (lines.length > 0 && lines.at(-1) !== '')) lines.push(folded);
  }
  if (lines.at(-1) === '') lines.pop();
  return lines.join('\n');
}
