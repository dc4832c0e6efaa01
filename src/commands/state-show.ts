import type { Ports } from '../ports.ts';
import { keptChunks } from './backlog.ts';
import { loadState } from '../pipeline/load-state.ts';
import { openBreakers } from '../quota/breaker.ts';
import type { OpenBreaker } from '../quota/breaker.ts';
import { statePaths } from '../state/paths.ts';
import { EpisodeStatus } from '../state/types.ts';
import type { EpisodeState, FeedState, RunRecord } from '../state/types.ts';

/** Episodes by status. */
export type StatusCounts = Readonly<Record<EpisodeStatus, number>>;

/** One show of the state. */
export interface ShowView {
  readonly show: string;
  readonly title: string;
  readonly feedUrl: string;
  readonly counts: StatusCounts;
  /** Audio of finished episodes, seconds. */
  readonly doneSec: number;
}

/** One episode of the state. */
export interface EpisodeView extends EpisodeState {
  readonly show: string;
  readonly id: string;
}

/** The state as a person looks at it. Times are epoch ms. */
export interface StateView {
  readonly shows: readonly ShowView[];
  readonly counts: StatusCounts;
  /** Those that were asked for, newest first; absent when none were. */
  readonly episodes?: readonly EpisodeView[];
  /** Episodes that fit what was asked for, shown or not. */
  readonly found?: number;
  /** Slices in progress. */
  readonly batches: readonly {
    readonly id: string;
    readonly startedAt: number;
    /** Those that are left of it: a run that was killed did not take out what it had finished. */
    readonly episodes: number;
  }[];
  readonly breakers: readonly OpenBreaker[];
  readonly lastRun?: RunRecord;
  /** Finished parts of unfinished episodes that are kept; absent: none. */
  readonly kept?: { readonly episodes: number; readonly parts: number };
  /** All shows, where the one that was asked for is none of them. */
  readonly otherShows?: readonly { readonly show: string; readonly title: string }[];
  /** Names in the backup folder, newest first. */
  readonly backups: readonly string[];
}

/** What of the state is wanted. */
export interface StateQuery {
  readonly stateDir: string;
  /** Episodes of this show only, by its folder name. */
  readonly show?: string;
  /** Episodes with this status only. */
  readonly status?: EpisodeStatus;
  /** True: list episodes, of all shows where none is named. */
  readonly episodes?: boolean;
  /** Most episodes that are listed. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/**
 * Reads the state and tells what it says; nothing is written.
 *
 * @throws Fault when a state file cannot be read.
 */
export async function showState(
  ports: Pick<Ports, 'store' | 'clock'> & Partial<Pick<Ports, 'checkpoints'>>,
  query: StateQuery,
): Promise<StateView> {
  const snapshot = await ports.store.open(query.signal);
  const state = await loadState(snapshot, query.stateDir, query.signal);
  const backups = await snapshot.list(statePaths(query.stateDir).backups, query.signal);
  const feeds = [...state.feeds.values()].toSorted((a, b) => (a.show < b.show ? -1 : 1));
  const shows = feeds.map(viewOf);
  const lastRun = state.runs.runs.at(-1);
  return {
    shows: query.show === undefined ? shows : shows.filter(({ show }) => show === query.show),
    counts: sumOf(shows.map(({ counts }) => counts)),
    ...episodesOf(feeds, query),
    ...(await keptOf(ports, query.signal)),
    ...(query.show === undefined ||
    shows.length === 0 ||
    shows.some(({ show }) => show === query.show)
      ? {}
      : { otherShows: shows.map(({ show, title }) => ({ show, title })) }),
    batches: state.batch.batches.map(({ id, startedAt, episodes }) => ({
      id,
      startedAt,
      episodes: episodes.filter((one) => isLeft(state.feeds.get(one.show)?.episodes[one.id]))
        .length,
    })),
    breakers: openBreakers(state.circuit, ports.clock.now()),
    ...(lastRun === undefined ? {} : { lastRun }),
    backups: backups.filter((name) => name.endsWith('.json')).toReversed(),
  };
}

function isLeft(episode: EpisodeState | undefined): boolean {
  return episode?.status !== 'done' && episode?.status !== 'skipped';
}

async function keptOf(
  { checkpoints }: Partial<Pick<Ports, 'checkpoints'>>,
  signal: AbortSignal,
): Promise<Pick<StateView, 'kept'>> {
  const chunks = checkpoints === undefined ? new Map() : await keptChunks(checkpoints, signal);
  const parts = [...chunks.values()].reduce((sum, count) => sum + count, 0);
  return parts === 0 ? {} : { kept: { episodes: chunks.size, parts } };
}

function viewOf(feed: FeedState): ShowView {
  const episodes = Object.values(feed.episodes);
  return {
    show: feed.show,
    title: feed.title,
    feedUrl: feed.feedUrl,
    counts: countsOf(episodes),
    doneSec: episodes.reduce(
      (sum, one) => (one.status === 'done' ? sum + (one.durationSec ?? 0) : sum),
      0,
    ),
  };
}

function countsOf(episodes: readonly EpisodeState[]): StatusCounts {
  const count = (status: EpisodeStatus): number =>
    episodes.filter((one) => one.status === status).length;
  return {
    discovered: count('discovered'),
    'in-progress': count('in-progress'),
    done: count('done'),
    deferred: count('deferred'),
    failed: count('failed'),
    skipped: count('skipped'),
  };
}

function sumOf(all: readonly StatusCounts[]): StatusCounts {
  const sum = { ...countsOf([]) };
  for (const counts of all) {
    for (const status of EpisodeStatus.options) sum[status] += counts[status];
  }
  return sum;
}

function episodesOf(
  feeds: readonly FeedState[],
  { show, status, episodes, limit }: StateQuery,
): Pick<StateView, 'episodes' | 'found'> {
  if (show === undefined && status === undefined && episodes !== true) return {};
  const found = feeds
    .filter((feed) => show === undefined || feed.show === show)
    .flatMap((feed) =>
      Object.entries(feed.episodes).map(([id, state]) => ({ show: feed.show, id, ...state })),
    )
    .filter((one) => status === undefined || one.status === status)
    .toSorted((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0) || (a.id < b.id ? -1 : 1));
  return { episodes: found.slice(0, limit), found: found.length };
}
