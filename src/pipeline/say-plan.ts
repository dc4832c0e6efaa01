import { counted } from '../base/count.ts';
import { tellChunkLength } from '../plan/chunk-length.ts';
import type { ChunkLength } from '../plan/chunk-length.ts';
import type { Slice, TakeReason } from '../plan/types.ts';
import type { RunContext } from './context.ts';
import type { Gathered } from './gather.ts';

/** Episodes of the slice that the log names. */
const MOST_LISTED = 200;

const REASONS: Readonly<Record<TakeReason, string>> = {
  begun: 'begun before',
  deferred: 'put off before',
  retry: 'tried again',
  new: 'new',
};

/** Says what a run is going to do: one line, and the episodes by name, folded. */
export function sayPlan(
  run: RunContext,
  gathered: Gathered,
  plan: { readonly slice: Slice; readonly parts: ChunkLength },
): void {
  const { log } = run.ports;
  const { shows } = gathered.discovery;
  const { taken, left } = plan.slice;
  const requests = taken.reduce((sum, one) => sum + one.requests, 0);
  const begun = taken.filter((one) => one.reason === 'begun').length;
  log.info(
    `${counted(shows.length, 'show')}; ${counted(taken.length, 'episode')} in this run${begun > 0 ? ` (${begun} resumed)` : ''}, about ${counted(requests, 'request')}; ${left.length} left for later.`,
  );
  if (taken.length === 0) return;
  const parts = tellChunkLength(plan.parts);
  if (parts !== undefined) log.info(parts);
  const bySlug = new Map(shows.map((show) => [show.facts.slug, show]));
  log.group('Episodes of this run');
  for (const { show: slug, id, reason, requests: some } of taken.slice(0, MOST_LISTED)) {
    const show = bySlug.get(slug);
    const name = `${show?.facts.title ?? slug}: ${show?.state.episodes[id]?.title ?? id}`;
    log.info(`${name} (${REASONS[reason]}, about ${counted(some, 'request')})`);
  }
  if (taken.length > MOST_LISTED) log.info(`and ${taken.length - MOST_LISTED} more`);
  log.endGroup();
}
