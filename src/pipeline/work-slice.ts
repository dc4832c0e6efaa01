import { isFault } from '../base/failure.ts';
import type { Problem } from '../base/outcome.ts';
import type { Slice, Taken } from '../plan/types.ts';
import type { EpisodeState } from '../state/types.ts';
import type { Committer, CommitPart } from './committer.ts';
import { conductEpisode } from './conduct-episode.ts';
import type { RunContext } from './context.ts';
import { detailsOf, learnFeed, markCommitted } from './discover.ts';
import type { Show } from './discover.ts';
import type { EpisodeResult, EpisodeTools } from './episode-types.ts';
import { fetchFeed } from './fetch-feed.ts';
import type { Gathered } from './gather.ts';
import { mayBegin } from './ownership.ts';
import type { LastLook } from './ownership.ts';
import { heldBack, none } from './held-back.ts';
import { commitPartOf, makePathBook, stateAfter } from './save-episode.ts';
import type { PathBook } from './save-episode.ts';
import { isBug, MOST_BUGS, programFault } from './program-fault.ts';
import { PROGRAM_FAULT } from './signals.ts';
import type { Stopper } from './signals.ts';
import { COMMIT_INTERRUPTED, unlessAborted } from './stopping.ts';
import { tellEnd } from './tell-end.ts';
import type { Line, Turns } from './turns.ts';

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
  /** What makes all further work pointless: no usable key, a full disk. */
  readonly fault: Problem | undefined;
  /** Why finished work could not be committed. */
  readonly unsaved: Problem | undefined;
}

/** What the work on a slice is given. */
export interface SliceWork {
  readonly run: RunContext;
  readonly stopper: Stopper;
  readonly gathered: Gathered;
  readonly slice: Slice;
  readonly committer: Committer;
  readonly turns: Pick<Turns, 'enter'>;
  readonly tools: Omit<EpisodeTools, 'line'>;
}

interface Progress {
  readonly queue: Taken[];
  readonly episodes: WorkedEpisode[];
  readonly paths: PathBook;
  /** Shows whose feed is asked once more for the details of their episodes. */
  readonly asked: Map<string, Promise<void>>;
  /** Episodes that have begun and not ended. */
  open: number;
  /** What the head held when it was last looked at. */
  readonly looked: LastLook;
  fault: Problem | undefined;
  unsaved: Problem | undefined;
  /** Episodes in which the program tripped. */
  bugs: number;
}

/** Works on the slice, several episodes at once; each is committed as it ends. */
export async function workOnSlice(work: SliceWork): Promise<Worked> {
  const { run, gathered, slice } = work;
  const progress: Progress = {
    queue: [...slice.taken],
    episodes: [],
    paths: makePathBook(run.settings, gathered.snapshot, run.signals.last),
    asked: new Map(),
    open: 0,
    looked: {},
    fault: undefined,
    unsaved: undefined,
    bugs: 0,
  };
  const workers = Math.min(run.settings.transcription.episodesAtOnce, slice.taken.length);
  const ended = await Promise.allSettled(
    Array.from({ length: workers }, () => stoppingAll(work, () => worker(work, progress))),
  );
  // A bug in one of them is thrown on when the others have saved their work.
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  const { episodes, fault, unsaved } = progress;
  return { episodes, fault, unsaved };
}

/** A bug in one worker lets the others begin nothing new. */
async function stoppingAll(work: SliceWork, one: () => Promise<void>): Promise<void> {
  try {
    await one();
  } catch (error) {
    work.stopper.stopSoon(PROGRAM_FAULT);
    throw error;
  }
}

async function worker(work: SliceWork, progress: Progress): Promise<void> {
  const isOver = (): boolean => progress.fault !== undefined || work.run.signals.soft.aborted;
  while (progress.queue.length > 0 && !isOver()) {
    const line = await work.turns.enter();
    let ended: Ended | undefined;
    try {
      const taken = isOver() ? undefined : progress.queue.shift();
      if (taken !== undefined) ended = await workOn(work, progress, taken, line);
    } finally {
      // While it is committed others take its places.
      line.close();
    }
    if (ended !== undefined) await settle(work, progress, ended);
  }
}

/** Works on an episode; undefined when it is not to be begun. */
async function workOn(
  work: SliceWork,
  progress: Progress,
  taken: Taken,
  line: Line,
): Promise<Ended | undefined> {
  const { run } = work;
  const show = work.gathered.discovery.shows.find((one) => one.facts.slug === taken.show);
  const before = show?.state.episodes[taken.id];
  if (show === undefined || before === undefined) {
    throw new Error(`bug: planned an unknown episode ${taken.show}/${taken.id}`);
  }
  if (!(await mayBegin(run, taken, progress.looked))) return undefined;
  progress.open += 1;
  work.tools.progress?.begin(taken);
  const tools = { ...work.tools, line };
  const result =
    heldBack(run, tools.dispatcher, taken) ??
    (await unlessStopped(work, progress, { show, taken, before }, async () => {
      await withDetails(run, progress, show);
      const episode = detailsOf(show, taken.id);
      return await conductEpisode(run, tools, { show: show.facts, episode, state: before });
    }));
  progress.open -= 1;
  return { show, taken, before, result };
}

/** An episode that is worked on. */
interface Begun {
  readonly show: Show;
  readonly taken: Taken;
  readonly before: EpisodeState;
}

/**
 * A stop makes waits reject with its reason: that is an end of the work, not a fault. A bug is the
 * episode's failure: thrown on, it would end each run at the same episode, the others never had.
 */
async function unlessStopped(
  work: SliceWork,
  progress: Progress,
  begun: Begun,
  conduct: () => Promise<EpisodeResult>,
): Promise<EpisodeResult> {
  const { run } = work;
  const startedAt = run.ports.clock.now();
  const figures = none(begun.taken, startedAt);
  try {
    const result = await unlessAborted(run.signals.soft, conduct);
    return result === 'stopped'
      ? { kind: 'stopped', reason: 'the run is stopping', figures }
      : result;
  } catch (error) {
    if (isFault(error)) return { kind: 'failed', error: error.problem, retryable: true, figures };
    return tripped(work, progress, begun, { error, figures });
  }
}

/** An episode over which the program trips has failed; many that do so stop the run. */
function tripped(
  work: SliceWork,
  progress: Progress,
  { show, before }: Begun,
  { error, figures }: { readonly error: unknown; readonly figures: EpisodeResult['figures'] },
): EpisodeResult {
  progress.bugs += 1;
  if (progress.bugs >= MOST_BUGS) work.stopper.stopSoon(PROGRAM_FAULT);
  const about = `${show.facts.title}: ${before.title}`;
  const fault = programFault(work.run.ports.log, about, error);
  return { kind: 'failed', error: fault, retryable: true, figures };
}

/** A feed that was unchanged said nothing of its episodes: it is asked once more for the details. */
async function withDetails(run: RunContext, progress: Progress, show: Show): Promise<void> {
  if (show.details.size > 0) return;
  const { slug } = show.facts;
  const asked = progress.asked.get(slug) ?? askForDetails(run, show);
  progress.asked.set(slug, asked);
  await asked;
}

async function askForDetails(run: RunContext, show: Show): Promise<void> {
  const { feedsFetch } = run.settings;
  const outcome = await fetchFeed(run.ports, {
    url: show.facts.feedUrl,
    maxBytes: feedsFetch.maxBytes,
    deadlineMs: feedsFetch.timeoutMs,
    signal: run.signals.soft,
  });
  // Without the feed the state knows enough to go on: title, date and audio.
  if (outcome.kind === 'feed') learnFeed(show, outcome.feed);
}

interface Ended extends Begun {
  readonly result: EpisodeResult;
}

/** Remembers how an episode ended, and commits it. */
async function settle(work: SliceWork, progress: Progress, ended: Ended): Promise<void> {
  const { tools, committer } = work;
  const { show, taken } = ended;
  const result = withoutRunWide(work, progress, ended.result);
  let ready: Ready;
  try {
    ready = await makeReady(work, progress, { ...ended, result });
  } catch (error) {
    // The texts of feeds and models are what is written of a finished episode, and of no other.
    if (result.kind !== 'done' || !isBug(error)) throw error;
    const { figures } = result;
    const failed = tripped(work, progress, ended, { error, figures });
    // What was held back for its commit is kept, or it would be in the way of the other episodes.
    await tools.checkpointer.release(show.facts.slug, taken.id);
    await settle(work, progress, { ...ended, result: failed });
    return;
  }
  const { worked, part, unread } = ready;
  if (unread !== undefined) {
    // Reading failed, not saving: what the run knows of quota is committed at its end all the same.
    cannotSave(work, progress, worked, unread);
    return;
  }
  if (part !== undefined) {
    // What comes last takes along all that waits: a job does not stand idle for the sake of others.
    const when = progress.queue.length + progress.open === 0 ? 'now' : 'allowed';
    const outcome = await committer.submit(part, when);
    if (outcome.kind === 'failed') {
      progress.unsaved ??= outcome.error;
      cannotSave(work, progress, { ...worked, state: ended.before }, outcome.error);
      return;
    }
    markCommitted(show, [taken.id]);
  }
  progress.episodes.push(worked);
  if (result.kind === 'done' || result.kind === 'skipped')
    tools.checkpointer.drop(show.facts.slug, taken.id);
  tellEnd(work.run.ports.log, worked);
  tools.progress?.ended(taken, result.kind);
}

/** An episode as it is to be saved. */
interface Ready {
  readonly worked: WorkedEpisode;
  /** Absent: it stands where it stood. */
  readonly part?: CommitPart;
  /** Why it cannot be told where its transcript goes. */
  readonly unread?: Problem;
}

async function makeReady(work: SliceWork, progress: Progress, ended: Ended): Promise<Ready> {
  const { run } = work;
  const { show, taken, before, result } = ended;
  const { id } = taken;
  const unmoved = { show, id, title: before.title, state: before, result };
  const place = await placeOf(work, progress, result);
  if (place.kind === 'failed') return { worked: unmoved, unread: place.error };
  const at = place.path === undefined ? {} : { path: place.path };
  const from = run.mode === 'retry-failed' ? { ...before, attempts: 0 } : before;
  const state = stateAfter(from, result, { now: run.ports.clock.now(), ...at });
  if (state === from) return { worked: { ...unmoved, ...at } };
  const worked: WorkedEpisode = { ...unmoved, state, ...at };
  show.state = { ...show.state, episodes: { ...show.state.episodes, [id]: state } };
  return { worked, part: commitPartOf(run.settings, show, worked) };
}

/** Ends the run: what cannot be saved must not be paid for. What this episode cost is told all the same. */
function cannotSave(
  work: SliceWork,
  progress: Progress,
  worked: WorkedEpisode,
  error: Problem,
): void {
  progress.fault ??= error;
  work.stopper.stopSoon(error.message);
  const { figures } = worked.result;
  const result = { kind: 'stopped', reason: 'it could not be committed', figures } as const;
  progress.episodes.push({ ...worked, result });
}

/** Where the transcript of a finished episode goes; its show's index is read for that. */
async function placeOf(
  work: SliceWork,
  progress: Progress,
  result: EpisodeResult,
): Promise<
  | { readonly kind: 'known'; readonly path: string | undefined }
  | { readonly kind: 'failed'; readonly error: Problem }
> {
  if (result.kind !== 'done') return { kind: 'known', path: undefined };
  try {
    const { last } = work.run.signals;
    const path = await unlessAborted(last, () => progress.paths.pathOf(result.document));
    if (path !== 'stopped') return { kind: 'known', path };
    return { kind: 'failed', error: COMMIT_INTERRUPTED };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { kind: 'failed', error: error.problem };
  }
}

/** A fault that no other episode can escape ends the run, and is not held against this episode. */
function withoutRunWide(work: SliceWork, progress: Progress, result: EpisodeResult): EpisodeResult {
  if (result.kind !== 'failed' || !RUN_WIDE.has(result.error.code)) return result;
  progress.fault ??= result.error;
  work.stopper.stopSoon(result.error.message);
  return { kind: 'stopped', reason: result.error.message, figures: result.figures };
}

/** Faults that no other episode can escape. */
const RUN_WIDE: ReadonlySet<string> = new Set(['no-usable-key', 'no-usable-model', 'disk-full']);
