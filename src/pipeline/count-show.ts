import { eligible } from '../plan/eligible.ts';
import type { Selection } from '../plan/eligible.ts';
import type { FeedState } from '../state/types.ts';

/** Episodes of a show by where they stand; those that the settings leave out are in none. */
export interface ShowCounts {
  readonly done: number;
  /** Unfinished and wanted, not failed: begun or not, now or later. */
  readonly waiting: number;
  /** Failed last time and wanted, by id. */
  readonly failed: readonly string[];
  /** Of {@link failed} those that only a retry by hand takes. */
  readonly stuck: readonly string[];
}

/** Counts a show's episodes as the settings want them. */
export function countShow(
  state: FeedState,
  given: { readonly selection: Selection; readonly maxAttempts: number },
): ShowCounts {
  const found = eligible({
    shows: [{ state, selection: given.selection, chunksDone: {} }],
    // Whatever has to wait is wanted all the same.
    now: Number.MAX_SAFE_INTEGER,
    mode: 'run',
    batch: { version: 1, batches: [] },
    only: [],
    maxAttempts: given.maxAttempts,
  });
  const open = found.byShow.flat().map(({ id }) => id);
  const stuck = found.stuck.map(({ id }) => id);
  const isFailed = (id: string): boolean => state.episodes[id]?.status === 'failed';
  return {
    done: Object.values(state.episodes).filter(({ status }) => status === 'done').length,
    waiting: open.filter((id) => !isFailed(id)).length,
    failed: [...open.filter(isFailed), ...stuck],
    stuck,
  };
}
