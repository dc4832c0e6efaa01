import { isFault } from '../base/failure.ts';
import { told } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { Slice, Taken } from '../plan/types.ts';
import type { EpisodeState } from '../state/types.ts';
import type { Committer } from './committer.ts';
import { chunkSecOf, conductEpisode } from './conduct-episode.ts';
import type { RunContext } from './context.ts';
import { detailsOf, markCommitted } from './discover.ts';
import type { Show } from './discover.ts';
import type { EpisodeResult, EpisodeTools } from './episode-types.ts';
import { fetchFeed } from './fetch-feed.ts';
import type { Gathered } from './gather.ts';
import { commitPartOf, makePathBook, stateAfter } from './save-episode.ts';
import type { PathBook } from './save-episode.ts';
import type { Stopper } from './signals.ts';

/** One episode after the work on it. */
export interface WorkedEpisode {
  readonly show: Show;
  readonly id: string;
  readonly title: string;
  /** As it is on the branch now. */
  readonly state: EpisodeState;
  readonly result: EpisodeResult;
  /** Path of the transcript without extension, when there is one. */
  readonly path?: string;
}

/** What became of the slice. */
export interface Worked {
  /** In the order in which they ended; those that never began are left out. */
  readonly episodes: readonly WorkedEpisode[];
  /** What makes all further work pointless: a save that failed, no usable key. */
  readonly fault: Problem | undefined;
}

/** What the work on a slice is given. */
export interface SliceWork {
  readonly run: RunContext;
  readonly stopper: Stopper;
  readonly gathered: Gathered;
  readonly slice: Slice;
  readonly committer: Committer;
  readonly tools: EpisodeTools;
}

interface Progress {
  readonly queue: Taken[];
  readonly episodes: WorkedEpisode[];
  readonly paths: PathBook;
  fault: Problem | undefined;
}

/** Works on the slice, several episodes at once; each is committed as it ends. */
export async function workOnSlice(work: SliceWork): Promise<Worked> {
  const { run, gathered, slice } = work;
  const progress: Progress = {
    queue: [...slice.taken],
    episodes: [],
    paths: makePathBook(run.settings, gathered.snapshot, run.signals.last),
    fault: undefined,
  };
  const workers = Math.min(run.settings.transcription.episodesAtOnce, slice.taken.length);
  await Promise.all(Array.from({ length: workers }, () => worker(work, progress)));
  return { episodes: progress.episodes, fault: progress.fault };
}

async function worker(work: SliceWork, progress: Progress): Promise<void> {
  const { run } = work;
  while (progress.fault === undefined && !run.signals.soft.aborted) {
    const taken = progress.queue.shift();
    if (taken === undefined) return;
    const show = work.gathered.discovery.shows.find((one) => one.facts.slug === taken.show);
    const state = show?.state.episodes[taken.id];
    if (show === undefined || state === undefined) {
      throw new Error(`bug: planned an unknown episode ${taken.show}/${taken.id}`);
    }
    const held = heldBack(work, taken);
    const result = held ?? (await unlessStopped(run, taken, () => conduct(work, show, taken.id)));
    await settle(work, progress, { show, taken, before: state, result });
  }
}

async function conduct(work: SliceWork, show: Show, id: string): Promise<EpisodeResult> {
  const { run, tools } = work;
  const state = show.state.episodes[id];
  if (state === undefined) throw new Error(`bug: ${show.facts.slug} has no episode ${id}`);
  const episode = await withDetails(run, show, id);
  return await conductEpisode(run, tools, { show: show.facts, episode, state });
}

/** A stop makes waits reject with its reason: that is an end of the work, not a fault. */
async function unlessStopped(
  run: RunContext,
  taken: Taken,
  work: () => Promise<EpisodeResult>,
): Promise<EpisodeResult> {
  const startedAt = run.ports.clock.now();
  try {
    return await work();
  } catch (error) {
    if (isFault(error))
      return {
        kind: 'failed',
        error: error.problem,
        retryable: true,
        figures: none(taken, startedAt),
      };
    if (!run.signals.soft.aborted) throw error;
    return { kind: 'stopped', reason: 'the run is stopping', figures: none(taken, startedAt) };
  }
}

/** Figures of an episode for which nothing was spent. */
function none(taken: Taken, startedAt: number): EpisodeResult['figures'] {
  return {
    requests: 0,
    promptTokens: 0,
    outputTokens: 0,
    chunksNew: 0,
    chunksKept: taken.chunksDone,
    chunks: 0,
    startedAt,
  };
}

/** An episode that has not begun is not begun, and its audio not fetched, when no request can be served. */
function heldBack(work: SliceWork, taken: Taken): EpisodeResult | undefined {
  const { run, tools } = work;
  const chunkSec = Math.min(chunkSecOf(run.settings), taken.durationSec ?? Infinity);
  const outlook = tools.dispatcher.outlook(chunkSec);
  if (outlook.kind !== 'defer' || run.settings.run.onQuota === 'wait') return undefined;
  const now = run.ports.clock.now();
  const notBefore = outlook.cause === 'time-budget' ? now : outlook.notBefore;
  return {
    kind: 'deferred',
    notBefore,
    reason: outlook.reason,
    figures: none(taken, now),
  };
}

/** A feed that was unchanged said nothing of its episodes: it is asked once more for the details. */
async function withDetails(
  run: RunContext,
  show: Show,
  id: string,
): Promise<ReturnType<typeof detailsOf>> {
  if (show.details.size > 0) return detailsOf(show, id);
  const { feedsFetch } = run.settings;
  const outcome = await fetchFeed(run.ports, {
    url: show.facts.feedUrl,
    maxBytes: feedsFetch.maxBytes,
    deadlineMs: feedsFetch.timeoutMs,
    signal: run.signals.hard,
  });
  if (outcome.kind === 'feed') {
    show.details = new Map(outcome.feed.episodes.map((episode) => [episode.id, episode]));
  }
  return detailsOf(show, id);
}

/** Remembers how an episode ended, and commits it. */
async function settle(
  work: SliceWork,
  progress: Progress,
  ended: {
    readonly show: Show;
    readonly taken: Taken;
    readonly before: EpisodeState;
    readonly result: EpisodeResult;
  },
): Promise<void> {
  const { run, tools, committer, stopper } = work;
  const { show, taken, before, result } = ended;
  const { id } = taken;
  if (result.kind === 'failed' && RUN_WIDE.has(result.error.code)) {
    progress.fault ??= result.error;
    stopper.stopSoon(result.error.message);
    return;
  }
  const title = before.title;
  const path = result.kind === 'done' ? await progress.paths.pathOf(result.document) : undefined;
  const from = run.mode === 'retry-failed' ? { ...before, attempts: 0 } : before;
  const state = stateAfter(from, result, {
    now: run.ports.clock.now(),
    ...(path === undefined ? {} : { path }),
  });
  show.state = { ...show.state, episodes: { ...show.state.episodes, [id]: state } };
  const worked: WorkedEpisode = {
    show,
    id,
    title,
    state,
    result,
    ...(path === undefined ? {} : { path }),
  };
  const part = commitPartOf(run.settings, show, worked);
  const outcome = await committer.submit(part);
  if (outcome.kind === 'failed') {
    progress.fault ??= outcome.error;
    stopper.stopSoon(outcome.error.message);
    return;
  }
  markCommitted(show, [id]);
  progress.episodes.push(worked);
  if (result.kind === 'done' || result.kind === 'skipped')
    tools.checkpointer.drop(show.facts.slug, id);
  tell(run, worked);
}

/** Faults that no other episode can escape. */
const RUN_WIDE: ReadonlySet<string> = new Set(['no-usable-key', 'disk-full']);

function tell(run: RunContext, worked: WorkedEpisode): void {
  const { log } = run.ports;
  const name = `${worked.show.facts.title}: ${worked.title}`;
  const { result } = worked;
  const { figures } = result;
  switch (result.kind) {
    case 'done': {
      const minutes = Math.round(result.document.receipt.rendition.durationSec / 60);
      const kept = figures.chunksKept > 0 ? `, ${figures.chunksKept} parts kept from before` : '';
      log.info(`Done: ${name} (${minutes} min, ${figures.requests} requests${kept})`);
      return;
    }
    case 'deferred':
      log.info(
        `Deferred: ${name}: ${result.reason}; not before ${new Date(result.notBefore).toISOString()}`,
      );
      return;
    case 'failed':
      log.warning(told(result.error), { title: `Failed: ${name}` });
      return;
    case 'skipped':
      log.info(`Skipped: ${name}: ${result.reason}`);
      return;
    case 'stopped':
      log.info(`Stopped: ${name}: ${result.reason}; the next run goes on with it`);
      return;
  }
}
