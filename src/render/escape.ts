import { cleanLine } from '../transcript/words.ts';

/**
 * Escapes, one for each format. Every text of a feed or a model passes through one of these
 * where it is written. All of them return one line without control characters.
 */

/** Text of HTML, and values of attributes in double or single quotes. */
export function escapeHtml(text: string): string {
  return cleanLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Text of a WebVTT cue, and the name in a voice tag: no tag, reference or `-->` can arise. */
export function escapeVtt(text: string): string {
  return cleanLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * The name in a WebVTT voice tag. Dashes at its end are left out: with the tag's own `>` they
 * would read as an arrow, and the cue as a broken timing line. May come out empty.
 */
export function vttVoice(name: string): string {
  return escapeVtt(cleanLine(name).replace(/(?<![-\s])[-\s]+$/, ''));
}

/** An arrow of any length; looked for from the first dash of a run only, so that long runs cost little. */
const ARROW = /(?<!-)-{2,}>/g;

/** A line of a WebVTT comment, which knows no escapes: only `-->` must not stand in it. */
export function vttComment(text: string): string {
  return cleanLine(text).replace(ARROW, '→');
}

/**
 * A line of SubRip, which knows no escapes: an arrow that a reader could take for a timing line
 * becomes `→`. Tags are left as text; players that obey them show them in bold at worst.
 */
export function srtText(text: string): string {
  return cleanLine(text).replace(ARROW, '→');
}

/** A YAML scalar in double quotes (JSON's escapes are YAML's too), printable characters only. */
export function yamlString(text: string): string {
  return JSON.stringify(cleanLine(text)).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** An HTML comment: invisible, and splits what GitHub would turn into a link or a mention. */
const SPLIT = '<!-- -->';

/**
 * Text of GitHub's Markdown, in paragraphs, lists, headings, links and table cells: no emphasis,
 * link, tag, table cell, formula, mention (`@name`), reference (`#1`, `GH-1`) or bare address
 * comes from it. Lists, headings and quotes cannot begin with it either.
 */
export function escapeMarkdown(text: string): string {
  return cleanLine(text)
    .replace(/[\\`*_{}[\]()|~$^!]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@/g, `@${SPLIT}`)
    .replace(/#(?=[\p{L}\p{N}_])/gu, `#${SPLIT}`)
    .replace(/(GH-)(?=\d)/gi, `$1${SPLIT}`)
    .replace(/:(?=\/\/)/g, `:${SPLIT}`)
    .replace(/:(?=[\w+-]+:)/g, `:${SPLIT}`)
    .replace(/(www|mailto|xmpp)(?=[.:])/gi, `$1${SPLIT}`)
    .replace(/^([#+=-])/, '\\$1')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2');
}

/** Text of a code span; shown as it is. Empty text gives an empty string. */
export function markdownCode(text: string): string {
  const clean = cleanLine(text);
  if (clean === '') return '';
  const longest = clean.match(/`+/g)?.reduce((most, run) => Math.max(most, run.length), 0) ?? 0;
  const fence = '`'.repeat(longest + 1);
  const padded = /^`|`$/.test(clean) ? ` ${clean} ` : clean;
  // A cell's bar ends the cell even inside code.
  return `${fence}${padded}${fence}`.replaceAll('|', '\\|');
}

/**
 * An address for a Markdown or HTML link: absolute `http(s)`, or undefined for anything else
 * (`javascript:`, `data:`, garbage). What could end the link is percent-encoded.
 */
export function safeUrl(url: string, fragment?: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return undefined;
  parsed.username = '';
  parsed.password = '';
  if (fragment !== undefined) parsed.hash = fragment;
  return encodeLink(parsed.href);
}

/** A path of the repository as the target of a link: each part encoded, dots and slashes kept. */
export function linkPath(path: string): string {
  return path
    .split('/')
    .map((part) => encodeLink(encodeURIComponent(part.toWellFormed())))
    .join('/');
}

function encodeLink(address: string): string {
  return address.replace(/[()<>[\]{}|\\^`"'*_~\s@]/g, (sign) => {
    return `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

/** A Markdown link; the text alone (escaped) when the address is none. */
export function markdownLink(text: string, url: string | undefined): string {
  const label = escapeMarkdown(text);
  return url === undefined ? label : `[${label}](${url})`;
}
