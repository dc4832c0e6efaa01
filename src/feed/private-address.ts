/**
 * Addresses of private feeds in a repository that may be public: what is written down of them, and
 * how they are had back. A feed is private when its own address carries a secret in its query; the
 * configuration, or a secret of the workflow, is where that one stays.
 */
import { isSecretName } from '../base/hide-secrets.ts';
import { withoutCredentials } from './address.ts';
import { shortHash } from './ids.ts';
import type { Episode } from './types.ts';

/** Shorter values are no secrets, and stand in other places by chance. */
const SHORTEST = 8;
const HASH_CHARS = 8;

/** One `name=value` of a query, as written. */
interface Parameter {
  readonly name: string;
  readonly value: string;
}

function parametersOf(url: string): readonly Parameter[] {
  if (!URL.canParse(url)) return [];
  return new URL(url).search
    .slice(1)
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0
        ? { name: pair, value: '' }
        : { name: pair.slice(0, at), value: pair.slice(at + 1) };
    });
}

/** Values of an address's query that are for one reader; those that are hidden already are none. */
function secretsIn(url: string): readonly string[] {
  return parametersOf(url)
    .filter(({ name, value }) => isSecretName(name) && value.length >= SHORTEST)
    .map(({ value }) => value)
    .filter((value) => !/^hidden-[0-9a-f]{8}$/.test(value));
}

function markOf(secret: string): string {
  return `hidden-${shortHash(secret).slice(0, HASH_CHARS)}`;
}

/**
 * An address of a feed's as it may be written into the repository: without name and password, and,
 * where the feed is private, with a short hash in the place of each secret of its query: the feed's
 * own, and whatever its audio is signed with. Addresses of public feeds keep their query, since they
 * are often told apart by nothing else. The same address is always written the same way.
 *
 * @param feedUrl of the feed, as configured
 */
export function storedUrl(url: string, feedUrl: string): string {
  const own = secretsIn(feedUrl);
  const plain = withoutCredentials(url);
  if (own.length === 0) return plain;
  return [...own, ...secretsIn(plain)].reduce(
    (written, secret) => written.replaceAll(secret, markOf(secret)),
    plain,
  );
}

/** True for an address of a feed that is not stored as it is: it has a secret, a name or a password. */
export function isPrivateUrl(url: string): boolean {
  return storedUrl(url, url) !== url;
}

/** True for a stored address in which a secret is hidden: it cannot be asked for. */
export function isHiddenUrl(stored: string): boolean {
  return parametersOf(stored).some(({ value }) => /^hidden-[0-9a-f]{8}$/.test(value));
}

/**
 * A stored address as it can be asked for: with the secrets of the feed's own address back in their
 * places, and with its name and password where it lies on the same host and has none of its own. What
 * the audio alone was signed with is gone.
 */
export function fetchableUrl(stored: string, feedUrl: string): string {
  const url = secretsIn(feedUrl).reduce(
    (whole, secret) => whole.replaceAll(markOf(secret), secret),
    stored,
  );
  if (!URL.canParse(url) || !URL.canParse(feedUrl)) return url;
  const [to, from] = [new URL(url), new URL(feedUrl)];
  const staysHome =
    to.host === from.host && (to.protocol === from.protocol || to.protocol === 'https:');
  if (!staysHome || to.username !== '' || to.password !== '') return url;
  if (from.username === '' && from.password === '') return url;
  to.username = from.username;
  to.password = from.password;
  return to.href;
}

/** An episode with its addresses as they may be written into the repository; some guids are addresses. */
export function storedEpisode(episode: Episode, feedUrl: string): Episode {
  const { enclosure, guid } = episode;
  return {
    ...episode,
    enclosure: { ...enclosure, url: storedUrl(enclosure.url, feedUrl) },
    ...(guid !== undefined && URL.canParse(guid) ? { guid: storedUrl(guid, feedUrl) } : {}),
  };
}

/** An episode, as its feed lists it or as it is remembered, with addresses that can be asked for. */
export function fetchableEpisode(episode: Episode, feedUrl: string): Episode {
  const { enclosure, chaptersUrl } = episode;
  return {
    ...episode,
    enclosure: { ...enclosure, url: fetchableUrl(enclosure.url, feedUrl) },
    ...(chaptersUrl === undefined ? {} : { chaptersUrl: fetchableUrl(chaptersUrl, feedUrl) }),
  };
}
