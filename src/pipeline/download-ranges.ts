/** What a server says about the bytes it sends (RFC 9110). Header names are in lower case. */

type Headers = Readonly<Record<string, string>>;

/** What is known of a file of which a part is here. */
export interface PartialFile {
  /** Bytes that are here, from the first on. */
  readonly have: number;
  /** The whole length; undefined while the server has not said it. */
  readonly total: number | undefined;
  /** See {@link validatorOf}. */
  readonly validator: string | undefined;
}

/** A strong ETag, else a Last-Modified: what `If-Range` may carry (RFC 9110, 13.1.5). */
export function validatorOf(headers: Headers): string | undefined {
  const etag = headers['etag'];
  return etag?.startsWith('"') === true ? etag : headers['last-modified'];
}

/** True when a 206 goes on exactly where the file ends, of a file of the same length and validator. */
export function isRestOf(file: PartialFile, headers: Headers): boolean {
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (range === null || Number(range[1]) !== file.have) {
    return false;
  }
  const total = range[3] === '*' ? file.total : Number(range[3]);
  if (file.total !== undefined && total !== file.total) {
    return false;
  }
  const sent = validatorOf(headers);
  return sent === undefined || sent === file.validator;
}

/** The length of the body in bytes; undefined when it is not said, or in no way that can be read. */
export function lengthOf(headers: Headers): number | undefined {
  const text = headers['content-length'] ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `Retry-After` in seconds, as ms; 0 when it is missing or a date. */
export function retryAfterOf(headers: Headers): number {
  const text = headers['retry-after'] ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) * 1000 : 0;
}

/** First pause before a broken download is taken up again, in ms; doubled each time, with jitter. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * The pause in ms after this many tries in a row that broke, never shorter than the host asked for.
 *
 * @param random uniform in [0, 1)
 */
export function pauseMs(tries: number, random: number, retryAfterMs: number | undefined): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
  return Math.max(longest * (0.5 + random / 2), retryAfterMs ?? 0);
}
