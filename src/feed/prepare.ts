import type { Result } from '../base/outcome.ts';
import { bad, ok, problem } from '../base/outcome.ts';
import { decodeText } from './charset.ts';
import { repairXml } from './repair.ts';
import type { RepairedXml } from './repair.ts';
import { scan } from './scan.ts';

/** Warnings that a broken server prints before the document are at most this long. */
const MAX_PREAMBLE = 65_536;

/** What a document is, by its first elements. */
type Sniffed =
  | { readonly kind: 'feed'; readonly rootStart: number }
  | { readonly kind: 'html' | 'json' | 'empty' | 'opml' | 'binary' | 'text' }
  | { readonly kind: 'other'; readonly root: string };

const FEED_ROOTS: ReadonlySet<string> = new Set(['rss', 'feed', 'rdf']);

function sniff(text: string): Sniffed {
  const head = text.slice(0, MAX_PREAMBLE).trimStart();
  if (head === '') return { kind: 'empty' };
  if (head.startsWith('{') || head.startsWith('[')) return { kind: 'json' };
  let first: string | undefined;
  for (const token of scan(text)) {
    if (token.start > MAX_PREAMBLE) break;
    if (token.kind === 'doctype') {
      if (/^<!doctype\s+html\b/i.test(text.slice(token.start, token.start + 40))) {
        return { kind: 'html' };
      }
    } else if (token.kind === 'open') {
      const local = token.name.slice(token.name.indexOf(':') + 1).toLowerCase();
      if (FEED_ROOTS.has(local)) return { kind: 'feed', rootStart: token.start };
      if (local === 'html' || local === 'head' || local === 'body') return { kind: 'html' };
      if (local === 'opml') return { kind: 'opml' };
      first ??= token.name;
    }
  }
  if (first !== undefined) return { kind: 'other', root: first.slice(0, 40) };
  // oxlint-disable-next-line no-control-regex
  return { kind: /[\u0000-\u0008]/.test(head.slice(0, 512)) ? 'binary' : 'text' };
}

const HTML_REMEDY =
  "Open the address in a browser: it may be the show's page, a sign-in page or an error page. " +
  "Give the address of the RSS feed itself; the show's page or a podcast directory names it.";

/**
 * Bytes of a feed → well-formed XML that a strict parser takes. Fails, with what it is instead
 * and what to do, for an empty body, a web page, JSON, OPML, binary data and other XML.
 *
 * @param contentType the HTTP header's value; names the charset
 */
export function prepareXml(
  bytes: Uint8Array,
  contentType: string | undefined,
): Result<RepairedXml> {
  const { text } = decodeText(bytes, contentType);
  const sniffed = sniff(text);
  switch (sniffed.kind) {
    case 'feed':
      return ok(repairXml(text, sniffed.rootStart));
    case 'empty':
      return bad(
        problem(
          'feed-empty',
          'the answer is empty',
          'Open the address in a browser; if it stays empty, ask the publisher or correct the address.',
        ),
      );
    case 'html':
      return bad(
        problem('feed-is-html', 'the answer is a web page (HTML), not a feed', HTML_REMEDY),
      );
    case 'json':
      return bad(
        problem(
          'feed-is-json',
          'the answer is JSON, not an RSS or Atom feed',
          'Give the address of the RSS or Atom feed; JSON Feed and API addresses are not read.',
        ),
      );
    case 'opml':
      return bad(
        problem(
          'feed-is-opml',
          'the answer is an OPML list of feeds, not a feed',
          'Write this address where OPML lists are accepted, or give the addresses of its feeds.',
        ),
      );
    case 'binary':
    case 'text':
    case 'other':
      return bad(
        problem(
          'feed-not-a-feed',
          sniffed.kind === 'other'
            ? `the answer is XML with the root <${sniffed.root}>, not an RSS or Atom feed`
            : `the answer is ${sniffed.kind === 'binary' ? 'binary data' : 'plain text'}, not a feed`,
          'Correct the address: it must answer with RSS or Atom.',
        ),
      );
  }
}
