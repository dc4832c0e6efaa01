import { statePaths } from '../state/paths.ts';
import { readBatchState, readFeedState } from '../state/read.ts';
import type { BatchState } from '../state/types.ts';
import type { RunContext } from './context.ts';
import { readOr } from './service-state.ts';

/**
 * Whether an episode is still this run's to begin. An episode is in one batch at a time: that of the
 * newest run that took it. Two runs at once (a second workflow, a job beside the command line) must
 * not pay for the same audio twice, so a run looks at the head before it begins an episode.
 *
 * @returns false when another run holds it or has finished it.
 * @throws Fault when the head cannot be read.
 */
export async function isStillOurs(
  run: RunContext,
  episode: { readonly show: string; readonly id: string },
): Promise<boolean> {
  const { soft } = run.signals;
  const paths = statePaths(run.settings.output.stateDir);
  const snapshot = await run.ports.store.open(soft);
  const { batches } = readOr<BatchState>(
    await snapshot.read(paths.batch, soft),
    { version: 1, batches: [] },
    (text) => readBatchState(paths.batch, text),
  );
  const holder = batches.find((batch) =>
    batch.episodes.some(({ show, id }) => show === episode.show && id === episode.id),
  );
  if (holder !== undefined) return holder.id === run.runId;
  // In nobody's batch: somebody has finished it, or has reset the state.
  const path = paths.feed(episode.show);
  const text = await snapshot.read(path, soft);
  if (text === undefined) return true;
  const state = readOr(text, undefined, (one) => readFeedState(path, one));
  return state?.episodes[episode.id]?.status !== 'done';
}
