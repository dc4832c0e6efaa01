import type { Problem } from '../base/outcome.ts';
import type { Slice } from '../plan/types.ts';
import type { FileChange } from '../ports.ts';
import { mergeBatch } from '../state/merge.ts';
import { statePaths } from '../state/paths.ts';
import { readBatchState } from '../state/read.ts';
import type { Batch, BatchState } from '../state/types.ts';
import { writeBatchState } from '../state/write.ts';
import type { Committer } from './committer.ts';
import type { RunContext } from './context.ts';
import { markCommitted, undiscovered } from './discover.ts';
import type { Gathered } from './gather.ts';
import { readOr } from './service-state.ts';
import { stateChange } from './state-change.ts';

/**
 * Commits what the feeds brought and which episodes this run takes, before it begins. Nothing is
 * written when there is nothing new and nothing to do.
 *
 * @returns why it could not be saved; the run must not begin then, since it could not save its work.
 */
export async function savePlan(
  run: RunContext,
  gathered: Gathered,
  slice: Slice,
  committer: Committer,
): Promise<Problem | undefined> {
  const paths = statePaths(run.settings.output.stateDir);
  const found = gathered.discovery.shows
    .map((show) => ({ show, ids: undiscovered(show) }))
    .filter(({ ids }) => ids.length > 0);
  const files: FileChange[] = found.map(({ show, ids }) =>
    stateChange(`${paths.feeds}/${show.facts.slug}.json`, show, ids),
  );
  if (slice.taken.length > 0) files.push(batchChange(paths.batch, run, slice));
  if (files.length === 0) return undefined;
  const discovered = found.reduce((sum, { ids }) => sum + ids.length, 0);
  const subject = `Plan ${slice.taken.length} episode${slice.taken.length === 1 ? '' : 's'}, note ${discovered} new`;
  const outcome = await committer.submit({ subject, line: subject, files });
  if (outcome.kind === 'failed') return outcome.error;
  for (const { show, ids } of found) markCommitted(show, ids);
  return undefined;
}

function batchChange(path: string, run: RunContext, slice: Slice): FileChange {
  const batch: Batch = {
    id: run.runId,
    startedAt: run.startedAt,
    episodes: slice.taken.map(({ show, id }) => ({ show, id })),
  };
  const mine = new Set(batch.episodes.map(({ show, id }) => `${show}/${id}`));
  return {
    kind: 'merge',
    path,
    merge: (current) => {
      const head = readOr<BatchState>(current, { version: 1, batches: [] }, (text) =>
        readBatchState(path, text),
      );
      // An episode is in one batch, that of the newest run that took it: an older one that still runs
      // sees that and leaves it alone (see `isStillOurs`).
      const others = head.batches
        .map((one) => ({
          ...one,
          episodes: one.episodes.filter(({ show, id }) => !mine.has(`${show}/${id}`)),
        }))
        .filter((one) => one.episodes.length > 0);
      return writeBatchState(mergeBatch({ version: 1, batches: others }, batch.id, batch));
    },
  };
}
