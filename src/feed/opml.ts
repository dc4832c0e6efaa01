import type { Result } from '../base/outcome.ts';
import { bad, ok, problem } from '../base/outcome.ts';
import { resolveUrl } from './address.ts';
import { decodeEntities } from './entities.ts';
import { scan } from './scan.ts';
import { titleText } from './words.ts';

/** More feeds than this in one list are ignored. */
const MAX_FEEDS = 5_000;

/** A feed that an OPML list names. */
export interface OpmlFeed {
  /** Absolute http(s) URL. */
  readonly url: string;
  readonly title?: string;
}

/**
 * The feeds of an OPML list (`outline` elements with an `xmlUrl`, in folders or not), in its
 * order, without repetition. Outlines without a readable address are left out. Fails when the
 * text is no OPML, or names no feed.
 */
export function readOpml(text: string): Result<readonly OpmlFeed[]> {
  const feeds = new Map<string, OpmlFeed>();
  let isOpml = false;
  for (const token of scan(text)) {
    if (token.kind !== 'open') continue;
    const name = token.name.toLowerCase();
    if (name === 'opml') isOpml = true;
    if (!isOpml || name !== 'outline' || feeds.size >= MAX_FEEDS) continue;
    const attributes = new Map(
      token.attributes.map((one) => [one.name, decodeEntities(one.value)]),
    );
    const written = attributes.get('xmlurl') ?? attributes.get('url');
    // An outline has no base address: a relative one names nothing.
    const url = resolveUrl(written, 'relative:');
    if (url === undefined || feeds.has(url)) continue;
    const title = titleText(
      (attributes.get('title') ?? attributes.get('text') ?? '').slice(0, 4_000),
      500,
    );
    feeds.set(url, title === '' ? { url } : { url, title });
  }
  if (!isOpml) {
    return bad(
      problem(
        'opml-unreadable',
        'the text is not an OPML list',
        'Give an OPML file, as podcast apps export it, or the addresses of feeds.',
      ),
    );
  }
  if (feeds.size === 0) {
    return bad(
      problem(
        'opml-empty',
        'the OPML list names no feed with an http or https address',
        'Export the list again; each of its outlines needs an xmlUrl.',
      ),
    );
  }
  return ok([...feeds.values()]);
}
