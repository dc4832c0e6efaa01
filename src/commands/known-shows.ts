import { isHiddenUrl, isPrivateUrl } from '../feed/private-address.ts';
import { loadState } from '../pipeline/load-state.ts';
import type { Ports } from '../ports.ts';

/** Shows of the state for which a mode has work. */
export interface KnownShows {
  /** False when the state knows no show at all. */
  readonly any: boolean;
  /** Addresses of their feeds. */
  readonly feeds: readonly string[];
  /** Titles of those whose address is not known whole: it holds a secret, which the state does not keep. */
  readonly hidden: readonly string[];
}

/**
 * The shows that `resume` or `retry-failed` is about, for a user who names no feed: the state keeps
 * the addresses.
 *
 * @throws Fault when the state cannot be read.
 */
export async function knownShows(
  ports: Pick<Ports, 'store'>,
  request: {
    readonly stateDir: string;
    readonly mode: 'resume' | 'retry-failed';
    readonly signal: AbortSignal;
  },
): Promise<KnownShows> {
  const { stateDir, mode, signal } = request;
  const state = await loadState(await ports.store.open(signal), stateDir, signal);
  const taken = new Set(
    state.batch.batches.flatMap(({ episodes }) => episodes.map(({ show }) => show)),
  );
  const shows = [...state.feeds.values()].filter(({ show, episodes }) => {
    const wanted = mode === 'resume' ? 'in-progress' : 'failed';
    return (
      (mode === 'resume' && taken.has(show)) ||
      Object.values(episodes).some(({ status }) => status === wanted)
    );
  });
  const hidden = shows.filter(({ feedUrl }) => isHiddenUrl(feedUrl));
  return {
    any: state.feeds.size > 0,
    feeds: shows.filter((one) => !hidden.includes(one)).map(({ feedUrl }) => feedUrl),
    hidden: hidden.map(({ title }) => title),
  };
}

/** True for a feed that the state does not know by its whole address: it must be named again. */
export function mustBeNamed(feedUrl: string): boolean {
  return isPrivateUrl(feedUrl);
}
