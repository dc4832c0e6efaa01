import fc from 'fast-check';
import type { EpisodeState, FeedState } from '../../src/state/types.ts';

/** An episode that was found and not yet tried. */
export const FOUND: EpisodeState = {
  status: 'discovered',
  title: 'A walk',
  audioUrl: 'https://cdn.example.com/a.mp3',
  attempts: 0,
};

/** A show's state with these episodes. */
export function feedState(episodes: FeedState['episodes'] = {}): FeedState {
  return {
    version: 1,
    show: 'walks',
    feedUrl: 'https://example.com/feed.xml',
    title: 'Walks',
    episodes,
  };
}

const instant = fc.nat({ max: 20 }).map((step) => 1_760_000_000_000 + step * 60_000);

/** Any state of an episode. */
export const anyEpisode: fc.Arbitrary<EpisodeState> = fc
  .record(
    {
      status: fc.constantFrom('discovered', 'in-progress', 'done', 'deferred', 'failed', 'skipped'),
      title: fc.constantFrom('A walk', 'Ein "Weg"\u2028', ''),
      audioUrl: fc.webUrl(),
      attempts: fc.nat({ max: 4 }),
      notBefore: instant,
      reason: fc.string(),
      retryable: fc.boolean(),
      startedAt: instant,
      finishedAt: instant,
      durationSec: fc.double({ min: 0, max: 40_000, noNaN: true }).map((sec) => sec + 0),
    },
    { requiredKeys: ['status', 'title', 'audioUrl', 'attempts'] },
  )
  .map((episode) => ({ ...episode, durationSec: Math.abs(episode.durationSec ?? 0) }));

/** Episodes under a few ids, so that two of these often touch the same one. */
export const anyEpisodes: fc.Arbitrary<Record<string, EpisodeState>> = fc.dictionary(
  fc.constantFrom('aa11', 'bb22', 'cc33', 'dd44'),
  anyEpisode,
  { noNullPrototype: true },
);

/** Any state of a show. */
export const anyFeedState: fc.Arbitrary<FeedState> = anyEpisodes.map(feedState);
