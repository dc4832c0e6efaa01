import { counted, grouped } from '../base/count.ts';
import type { Slice } from '../plan/types.ts';
import type { Clock, Log, ProgressSink, ProgressState } from '../ports.ts';
import { availability, leftToday } from '../quota/availability.ts';
import type { Ledger, Limits, Pair } from '../quota/types.ts';
import { spokenSpan } from '../render/when.ts';
import type { RunContext } from './context.ts';
import type { Gathered } from './gather.ts';
import type { RunModel } from './models.ts';
import type { ServiceHolder } from './service-state.ts';

/** In a log a line comes at least so often while work is under way, ms. */
const LINE_MS = 30_000;
/** A bar is drawn anew so often, ms. */
const FRAME_MS = 1_000;

/** An episode of the slice. */
export interface ProgressEpisode {
  readonly show: string;
  readonly id: string;
  readonly title: string;
  /** Parts that earlier runs have paid for. */
  readonly kept: number;
  /** Parts that are expected to be left; the true number comes when the audio is cut. */
  readonly expected: number;
}

/** Names an episode. */
export type EpisodeName = Pick<ProgressEpisode, 'show' | 'id'>;

/** What {@link makeProgress} needs. */
export interface ProgressOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly sink?: ProgressSink;
  readonly episodes: readonly ProgressEpisode[];
  /** End of the time budget, epoch ms: it moves on while the work waits for quota. */
  readonly budgetEndsAt: () => number;
  /** Requests that today's quota still serves; undefined: unknown. */
  readonly quotaLeft: () => number | undefined;
}

/** Tells how the work goes on. After {@link Progress.end} it is silent, whatever is still said to it. */
export interface Progress {
  readonly begin: (episode: EpisodeName) => void;
  /** The audio is cut: so many parts in all, so many of them kept from earlier runs. */
  readonly cut: (
    episode: EpisodeName,
    parts: { readonly all: number; readonly kept: number },
  ) => void;
  /** One more part is transcribed. */
  readonly part: (episode: EpisodeName) => void;
  readonly ended: (
    episode: EpisodeName,
    kind: 'done' | 'deferred' | 'failed' | 'skipped' | 'stopped',
  ) => void;
  readonly end: () => void;
}

interface Tally {
  readonly title: string;
  all: number;
  kept: number;
  fresh: number;
  /** Place in the order of those that have begun. */
  began?: number;
  ended?: string;
}

/**
 * Begins to tell how the work on a slice goes on: to the sink where there is one, else by lines of
 * the log, one at each ended episode and at least every 30 seconds. While the work waits for
 * quota the wait has lines of its own.
 */
export function makeProgress(options: ProgressOptions): Progress {
  const { clock, log, sink } = options;
  const over = new AbortController();
  const look = lookAt(options);
  const tallies = new Map(options.episodes.map((one) => [`${one.show}/${one.id}`, tallyOf(one)]));
  const pauseMs = sink === undefined ? LINE_MS : FRAME_MS;
  let order = 0;
  let saidAt = clock.now();

  function show(): void {
    const state = stateOf([...tallies.values()], look());
    if (sink !== undefined) sink.update(state);
    else if (!state.waiting) log.info(progressLine(state));
    saidAt = clock.now();
  }

  async function tick(): Promise<void> {
    while (!over.signal.aborted) {
      await clock.sleep(Math.max(1, saidAt + pauseMs - clock.now()), over.signal);
      if (!over.signal.aborted && clock.now() - saidAt >= pauseMs) show();
    }
  }

  function change(episode: EpisodeName, by: (tally: Tally) => void, tell = false): void {
    const tally = tallies.get(`${episode.show}/${episode.id}`);
    if (tally === undefined || over.signal.aborted) return;
    by(tally);
    if (tell || sink !== undefined) show();
  }

  tick().catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  return {
    begin: (episode) => change(episode, (tally) => (tally.began = order++)),
    cut: (episode, { all, kept }) =>
      change(episode, (tally) => Object.assign(tally, { all, kept, fresh: 0 })),
    part: (episode) => change(episode, (tally) => (tally.fresh += 1)),
    ended: (episode, kind) => change(episode, (tally) => (tally.ended = kind), true),
    end: () => {
      if (over.signal.aborted) return;
      over.abort();
      sink?.end();
    },
  };
}

function tallyOf({ title, kept, expected }: ProgressEpisode): Tally {
  return { title, all: kept + expected, kept, fresh: 0 };
}

/** What the clock, the budget and the quota say at a moment. */
interface Moment {
  readonly elapsedMs: number;
  /** Without waits for quota. */
  readonly workedMs: number;
  readonly quotaLeft: number | undefined;
  readonly waiting: boolean;
}

/** The budget's end stands still while the work goes on, and moves with the clock in a wait. */
function lookAt({ clock, budgetEndsAt, quotaLeft: left }: ProgressOptions): () => Moment {
  const from = { at: clock.now(), end: budgetEndsAt() };
  let last = { ...from, waiting: false };
  return () => {
    const now = clock.now();
    const end = budgetEndsAt();
    if (now > last.at) last = { at: now, end, waiting: end - last.end > (now - last.at) / 2 };
    const elapsedMs = now - from.at;
    return {
      elapsedMs,
      workedMs: elapsedMs - (end - from.end),
      quotaLeft: left(),
      waiting: last.waiting,
    };
  };
}

function stateOf(tallies: readonly Tally[], now: Moment): ProgressState {
  const ended = tallies.filter((tally) => tally.ended !== undefined);
  const kept = sum(tallies, (tally) => tally.kept);
  const fresh = sum(tallies, (tally) => tally.fresh);
  const lacking = (tally: Tally): number => Math.max(0, tally.all - tally.kept - tally.fresh);
  // What an ended episode did not get to is not done in this run, and still one of the parts that were
  // taken: a total that shrinks would look like work that was done.
  const left = sum(tallies, (tally) => (tally.ended === undefined ? lacking(tally) : 0));
  const given = sum(tallies, (tally) =>
    tally.ended === undefined || tally.ended === 'done' || tally.ended === 'skipped'
      ? 0
      : lacking(tally),
  );
  const total = kept + fresh + left + given;
  const current = tallies
    .filter((tally) => tally.began !== undefined && tally.ended === undefined)
    .toSorted((a, b) => (a.began ?? 0) - (b.began ?? 0));
  return {
    elapsedMs: now.elapsedMs,
    episodes: {
      done: ended.length,
      failed: ended.filter((tally) => tally.ended === 'failed').length,
      deferred: ended.filter((tally) => tally.ended === 'deferred').length,
      total: tallies.length,
    },
    parts: { done: kept + fresh, kept, total },
    current: current.map(({ title }) => title),
    ...(fresh === 0 || left === 0 ? {} : { leftMs: (now.workedMs / fresh) * left }),
    ...(now.quotaLeft === undefined ? {} : { quotaLeft: now.quotaLeft }),
    waiting: now.waiting,
  };
}

function sum(tallies: readonly Tally[], pick: (tally: Tally) => number): number {
  return tallies.reduce((total, tally) => total + pick(tally), 0);
}

/** The state as one line of a log. */
export function progressLine(state: ProgressState): string {
  const { episodes, parts, quotaLeft, leftMs } = state;
  const notes = [
    ...(episodes.failed > 0 ? [`${grouped(episodes.failed)} failed`] : []),
    ...(episodes.deferred > 0 ? [`${grouped(episodes.deferred)} deferred`] : []),
  ];
  const facts = [
    `${grouped(episodes.done)} of ${counted(episodes.total, 'episode')}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`,
    `${grouped(parts.done)} of ${counted(parts.total, 'part')}${parts.kept > 0 ? `, ${grouped(parts.kept)} kept from before` : ''}`,
    `${spokenSpan(state.elapsedMs)} so far${leftMs === undefined ? '' : `, about ${spokenSpan(leftMs)} left`}`,
    ...(quotaLeft === undefined ? [] : [`${counted(quotaLeft, 'request')} left today`]),
  ];
  return `Progress: ${facts.join('; ')}`;
}

/** What {@link withProgress} speaks about. */
export interface FollowedWork {
  readonly run: RunContext;
  readonly gathered: Gathered;
  readonly slice: Slice;
  readonly service: ServiceHolder;
  readonly models: readonly RunModel[];
  /** This job's parts of the limits in a fan-out, at a moment (epoch ms). */
  readonly shares: (now: number) => QuotaQuery['shares'];
}

/** Tells how the work on a slice goes on, from its begin to its end; nothing for an empty slice. */
export async function withProgress<T>(
  { run, gathered, slice, service, models, shares }: FollowedWork,
  work: (told: { readonly progress?: Progress }) => Promise<T>,
): Promise<T> {
  if (slice.taken.length === 0) return await work({});
  const { clock, log, progress: sink } = run.ports;
  const keys = run.keys.map(({ fingerprint }) => fingerprint);
  const shows = new Map(gathered.discovery.shows.map((show) => [show.facts.slug, show]));
  const progress = makeProgress({
    clock,
    log,
    ...(sink === undefined ? {} : { sink }),
    episodes: slice.taken.map(({ show, id, chunksDone, requests }) => ({
      show,
      id,
      title: `${shows.get(show)?.facts.title ?? show}: ${shows.get(show)?.state.episodes[id]?.title ?? id}`,
      kept: chunksDone,
      expected: requests,
    })),
    budgetEndsAt: run.budget.endsAt,
    quotaLeft: () => {
      const now = clock.now();
      return quotaLeft({ ledger: service.now.ledger, keys, models, shares: shares(now), now });
    },
  });
  try {
    return await work({ progress });
  } finally {
    progress.end();
  }
}

interface QuotaQuery {
  readonly ledger: Ledger;
  /** Fingerprints. */
  readonly keys: readonly string[];
  readonly models: readonly RunModel[];
  /** Limits of single pairs in place of their model's. */
  readonly shares: readonly (Pair & { readonly limits: Limits })[];
  /** Epoch ms. */
  readonly now: number;
}

/** Requests that all keys and models still serve today; undefined while a limit is not known. */
export function quotaLeft(given: QuotaQuery): number | undefined {
  const { ledger } = given;
  const left = given.keys.flatMap((key) =>
    given.models.map(({ model, limits: whole }) => {
      const share = given.shares.find((one) => one.key === key && one.model === model);
      const query = { key, model, limits: share?.limits ?? whole, now: given.now };
      const when = availability(ledger, { ...query, tokens: 1 });
      if (when.kind === 'exhausted' || when.kind === 'never') return 0;
      return leftToday(ledger, query).requests;
    }),
  );
  const all = left.reduce((total, one) => total + one, 0);
  return Number.isFinite(all) ? all : undefined;
}
