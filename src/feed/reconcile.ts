import { withoutQuery } from './address.ts';
import type { Episode } from './types.ts';

/** What is remembered of an episode. */
export interface KnownEpisode {
  readonly audioUrl: string;
  readonly title: string;
  readonly publishedAt?: number | undefined;
}

/** Values → the one that has a key; keys of several values lead nowhere. */
function uniqueIndex<T>(
  values: readonly T[],
  keyOf: (value: T) => string | undefined,
): ReadonlyMap<string, T> {
  const index = new Map<string, T>();
  const repeated = new Set<string>();
  for (const value of values) {
    const key = keyOf(value);
    if (key === undefined) continue;
    if (index.has(key)) repeated.add(key);
    index.set(key, value);
  }
  for (const key of repeated) index.delete(key);
  return index;
}

/** Ways in which an episode is recognised, strictest first. */
const KEYS: readonly ((one: KnownEpisode) => string | undefined)[] = [
  (one) => one.audioUrl,
  (one) => withoutQuery(one.audioUrl),
  (one) => (one.publishedAt === undefined ? undefined : `${one.title}\n${one.publishedAt}`),
];

/**
 * Gives episodes the ids under which they are known already, when a publisher edited a guid: an
 * episode with a new id takes that of the known one with the same audio address, the same one
 * without its query, or the same title and date, if there is exactly one such on both sides. An
 * id that stands in the feed itself is never taken. An episode whose id is known keeps it, unless
 * that id was another's audio and its own audio is known under an id that left the feed (a guid
 * that several episodes share).
 *
 * @param known by id
 * @returns the episodes in their order, ids unique
 */
export function reconcile(
  known: Readonly<Record<string, KnownEpisode>>,
  episodes: readonly Episode[],
): readonly Episode[] {
  const inFeed = new Set(episodes.map(({ id }) => id));
  const missing = Object.entries(known).filter(([id]) => !inFeed.has(id));
  if (missing.length === 0) return episodes;
  const aliases = new Map<Episode, string>();
  const taken = new Set<string>();
  for (const [strictness, keyOf] of KEYS.entries()) {
    const ofKnown = uniqueIndex(missing, ([, one]) => keyOf(one));
    const asKnown = episodes.map((episode) => ({ episode, one: knownForm(episode) }));
    const ofFeed = uniqueIndex(asKnown, ({ one }) => keyOf(one));
    for (const [key, { episode, one }] of ofFeed) {
      const id = ofKnown.get(key)?.[0];
      if (id === undefined || taken.has(id) || aliases.has(episode)) continue;
      const current = Object.hasOwn(known, episode.id) ? known[episode.id] : undefined;
      const isOthers =
        strictness === 0 &&
        current !== undefined &&
        withoutQuery(current.audioUrl) !== withoutQuery(one.audioUrl);
      if (current !== undefined && !isOthers) continue;
      aliases.set(episode, id);
      taken.add(id);
    }
  }
  return episodes.map((episode) => {
    const id = aliases.get(episode);
    return id === undefined ? episode : { ...episode, id };
  });
}

function knownForm({ enclosure, title, publishedAt }: Episode): KnownEpisode {
  return { audioUrl: enclosure.url, title, publishedAt };
}
