import { storedEpisode } from './private-address.ts';
import { reconcile } from './reconcile.ts';
import type { KnownEpisode } from './reconcile.ts';
import type { Episode } from './types.ts';

/** The episodes of a feed under the ids by which they are known, in the feed's order. */
export interface Recognised {
  /** As the feed has them, by id; their addresses can be asked for. */
  readonly details: ReadonlyMap<string, Episode>;
  /** As they may be written into the repository. */
  readonly remembered: readonly Episode[];
}

/**
 * Recognises the episodes of a feed among those that are known, see `reconcile`: by their addresses
 * as they are remembered, which have no secrets.
 *
 * @param known by id
 * @param feedUrl as configured
 */
export function recognise(
  known: Readonly<Record<string, KnownEpisode>>,
  episodes: readonly Episode[],
  feedUrl: string,
): Recognised {
  const remembered = reconcile(
    known,
    episodes.map((episode) => storedEpisode(episode, feedUrl)),
  );
  const details = remembered.flatMap(({ id }, at) => {
    const listed = episodes[at];
    return listed === undefined ? [] : [[id, { ...listed, id }] as const];
  });
  return { details: new Map(details), remembered };
}
