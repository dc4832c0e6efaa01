/** Addresses that feeds give: hostile text until they are read here. */

const MAX_URL = 4_096;

/**
 * An address as a feed writes it → an absolute http(s) URL, resolved against the feed's own.
 * `undefined` for anything else. Credentials and query are kept; the fragment is dropped.
 */
export function resolveUrl(written: string | undefined, base: string): string | undefined {
  const text = written?.trim() ?? '';
  if (text === '' || text.length > MAX_URL || !URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    return undefined;
  }
  url.hash = '';
  return url.href;
}

/** An absolute URL without query, fragment and credentials; the text itself when it is no URL. */
export function withoutQuery(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/**
 * An address as it may be written into the repository: without name and password. A query is kept,
 * since feeds and audio are often told apart by nothing else. The text itself when it is no URL.
 */
export function withoutCredentials(url: string): string {
  if (!URL.canParse(url)) return url;
  const plain = new URL(url);
  if (plain.username === '' && plain.password === '') return url;
  plain.username = '';
  plain.password = '';
  return plain.href;
}

/** Long, or letters and digits mixed as in a token or UUID. */
function looksSecret(part: string): boolean {
  return part.length > 40 || (part.length >= 16 && /\d/.test(part) && /[A-Za-z]/.test(part));
}

/**
 * How an address is spoken of in messages: host and path, without scheme, credentials, query and
 * fragment. Parts of the path that may be a token are left out: private feeds carry theirs there.
 */
export function speakUrl(url: string): string {
  if (!URL.canParse(url)) return 'an address that is none';
  const { host, pathname } = new URL(url);
  const parts = pathname.split('/').map((part) => (looksSecret(part) ? '…' : part));
  const path = parts.join('/');
  return host + (path === '/' ? '' : path.length > 80 ? '/…' : path);
}
