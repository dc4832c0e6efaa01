import { hideSecrets } from '../base/hide-secrets.ts';
import { isHiddenUrl, isPrivateUrl, storedUrl } from '../feed/private-address.ts';
import { loadState } from '../pipeline/load-state.ts';
import type { Ports } from '../ports.ts';
import type { FeedState } from '../state/types.ts';

/** A show or a feed as the configuration names it; an OPML file is one of no known show. */
export interface NamedShow {
  readonly url: string;
  readonly id?: string;
}

/** Shows of the state for which a mode has work. */
export interface KnownShows {
  /** False when the state knows no show at all. */
  readonly any: boolean;
  /** Addresses of their feeds. */
  readonly feeds: readonly string[];
  /** Titles of those whose address is not known whole: it holds a secret, which the state does not keep. */
  readonly hidden: readonly string[];
  /**
   * True when the configuration names a feed that the state does not know. It may be one of these
   * shows at a new address, which is told only while nobody asks for the old one.
   */
  readonly unsure: boolean;
}

/**
 * The shows that `resume` or `retry-failed` is about beside those of the configuration: the state
 * keeps the addresses. A show that owns a named episode is one of them, whatever became of that.
 *
 * @throws Fault when the state cannot be read.
 */
export async function knownShows(
  ports: Pick<Ports, 'store'>,
  request: {
    readonly stateDir: string;
    readonly mode: 'resume' | 'retry-failed';
    /** Ids or addresses of episodes that the user names. */
    readonly episodes: readonly string[];
    /** What the configuration names, with shows that rest: none of these is told. */
    readonly own: readonly NamedShow[];
    /** What the run looks at anyway. */
    readonly looked: readonly NamedShow[];
    readonly signal: AbortSignal;
  },
): Promise<KnownShows> {
  const { stateDir, mode, episodes: names, own, looked, signal } = request;
  const state = await loadState(await ports.store.open(signal), stateDir, signal);
  const taken = new Set(
    state.batch.batches.flatMap(({ episodes }) => episodes.map(({ show }) => show)),
  );
  const named = new Set(names);
  const shows = [...state.feeds.values()].filter((feed) => {
    const { show, episodes } = feed;
    const wanted = mode === 'resume' ? 'in-progress' : 'failed';
    if (own.some((one) => isOf(one, feed))) return false;
    return (
      (mode === 'resume' && taken.has(show)) ||
      Object.entries(episodes).some(
        ([id, { status, audioUrl }]) => status === wanted || named.has(id) || named.has(audioUrl),
      )
    );
  });
  const hidden = shows.filter(({ feedUrl }) => isHiddenUrl(feedUrl));
  return {
    any: state.feeds.size > 0,
    feeds: shows.filter((one) => !hidden.includes(one)).map(({ feedUrl }) => feedUrl),
    hidden: hidden.map(({ title }) => title),
    unsure: looked.some((one) => ![...state.feeds.values()].some((feed) => isOf(one, feed))),
  };
}

/** True for the state of a named show; secrets of its address may be hidden on either side. */
function isOf({ url, id }: NamedShow, { show, feedUrl }: FeedState): boolean {
  return id === show || hideSecrets(storedUrl(url, url)) === hideSecrets(feedUrl);
}

/** True for a feed that the state does not know by its whole address: it must be named again. */
export function mustBeNamed(feedUrl: string): boolean {
  return isPrivateUrl(feedUrl);
}
