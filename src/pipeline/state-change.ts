import type { FileChange } from '../ports.ts';
import { applyEpisodeChanges } from '../state/merge.ts';
import { readFeedState } from '../state/read.ts';
import type { FeedState } from '../state/types.ts';
import { writeFeedState } from '../state/write.ts';
import type { Show } from './discover.ts';
import { readOr } from './service-state.ts';

/**
 * Some episodes of a show as a change of its state file, merged by meaning with whatever the head
 * holds when the commit is made. `told` hears what came of it, once for each head.
 */
export function stateChange(
  path: string,
  show: Show,
  ids: readonly string[],
  told: (merged: FeedState) => void = () => undefined,
): Extract<FileChange, { kind: 'merge' }> {
  const { state, committed } = show;
  const changes = Object.fromEntries(
    ids.flatMap((id) => {
      const episode = state.episodes[id];
      return episode === undefined ? [] : [[id, episode]];
    }),
  );
  return {
    kind: 'merge',
    path,
    merge: (current) => {
      const empty: FeedState = { ...state, episodes: {} };
      const head = readOr(current, empty, (text) => readFeedState(path, text));
      const { validators: _old, ...rest } = head;
      const changed = applyEpisodeChanges(
        { ...rest, feedUrl: state.feedUrl, title: state.title },
        changes,
        committed?.episodes ?? {},
      );
      const merged = withValidators(changed, state);
      told(merged);
      return writeFeedState(merged);
    },
  };
}

/**
 * With what the feed is asked by whether it has changed. Not where the head lacks episodes that it
 * had, since the state was reset meanwhile: a feed that is unchanged would never tell of them again.
 */
function withValidators(merged: FeedState, { validators, episodes }: FeedState): FeedState {
  const isWhole = Object.keys(episodes).every((id) => Object.hasOwn(merged.episodes, id));
  return validators === undefined || !isWhole ? merged : { ...merged, validators };
}
