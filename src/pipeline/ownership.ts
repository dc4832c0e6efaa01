import { isFault } from '../base/failure.ts';
import { statePaths } from '../state/paths.ts';
import { readBatchState, readFeedState } from '../state/read.ts';
import type { BatchState } from '../state/types.ts';
import type { Snapshot } from '../ports.ts';
import type { RunContext } from './context.ts';
import { readOr } from './service-state.ts';

/** What a run saw when it last looked at the head; see {@link isStillOurs}. */
export interface LastLook {
  seen?: { readonly at: number; readonly snapshot: Snapshot; readonly batches: Batches };
}

type Batches = BatchState['batches'];

/** In a fan-out a look serves this long, ms, for each of its jobs: they share an hour's requests. */
const LOOK_MS_EACH = 60_000;

/**
 * Whether an episode is still this run's to begin. An episode is in one batch at a time: that of the
 * newest run that took it. Two runs at once (a second workflow, a job beside the command line) must
 * not pay for the same audio twice, so a run looks at the head before it begins an episode. The jobs
 * of a fan-out, whose shows are their own, look less often.
 *
 * @param last what was seen before; the look is remembered in it
 * @returns false when another run holds it or has finished it.
 * @throws Fault when the head cannot be read.
 */
export async function isStillOurs(
  run: RunContext,
  episode: { readonly show: string; readonly id: string },
  last: LastLook,
): Promise<boolean> {
  const { soft } = run.signals;
  const paths = statePaths(run.settings.output.stateDir);
  const { snapshot, batches } = await look(run, last);
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

/** {@link isStillOurs}; leaves an episode to another run that has taken it meanwhile, and says so. */
export async function mayBegin(
  run: RunContext,
  episode: { readonly show: string; readonly id: string },
  last: LastLook,
): Promise<boolean> {
  try {
    if (await isStillOurs(run, episode, last)) return true;
  } catch (error) {
    // What the head holds is found out again when the episode is committed.
    if (isFault(error) || run.signals.soft.aborted) return true;
    throw error;
  }
  run.ports.log.info(
    `Left to another run, which has taken it meanwhile: ${episode.show}/${episode.id}`,
  );
  return false;
}

async function look(run: RunContext, last: LastLook): Promise<NonNullable<LastLook['seen']>> {
  const { shard, signals, ports } = run;
  const at = ports.clock.now();
  const servesMs = shard.count === 1 ? 0 : LOOK_MS_EACH * shard.count;
  if (last.seen !== undefined && at < last.seen.at + servesMs) return last.seen;
  const path = statePaths(run.settings.output.stateDir).batch;
  const snapshot = await ports.store.open(signals.soft);
  const { batches } = readOr<BatchState>(
    await snapshot.read(path, signals.soft),
    { version: 1, batches: [] },
    (text) => readBatchState(path, text),
  );
  last.seen = { at, snapshot, batches };
  return last.seen;
}
