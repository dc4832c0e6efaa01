import type { Settings } from '../config.ts';
import { loadState } from '../pipeline/load-state.ts';
import type { Ports } from '../ports.ts';
import { pacificDay } from '../quota/pacific.ts';
import type { Forecast } from '../quota/forecast.ts';
import type { EpisodeState, RunRecord } from '../state/types.ts';
import { backlogOf, forecastOf, keptChunks } from './backlog.ts';

/** Figures of the whole work. Lengths are seconds of audio, times epoch ms. */
export interface Stats {
  /** The Pacific day of today, by which quota and forecast count. */
  readonly day: string;
  readonly shows: readonly ShowStats[];
  readonly totals: Omit<ShowStats, 'show' | 'title'>;
  /** Work of the last runs that are remembered, by UTC day, oldest first. */
  readonly days: readonly DayStats[];
  /** Of all remembered runs. */
  readonly runs: RunTotals;
  /** Failed episodes that only a retry by hand takes. */
  readonly stuck: number;
  /** Absent when nothing waits or no key is known. */
  readonly forecast?: Forecast;
}

/** One show's figures. */
export interface ShowStats {
  readonly show: string;
  readonly title: string;
  readonly episodes: number;
  readonly done: number;
  readonly failed: number;
  /** Episodes that wait. */
  readonly waiting: number;
  readonly doneSec: number;
  /** Requests spent on its episodes, as far as they were counted. */
  readonly requests: number;
}

/** What the runs of one day did. */
export interface DayStats extends RunTotals {
  /** `2026-11-24`. */
  readonly day: string;
}

/** Sums over runs. */
export interface RunTotals {
  readonly runs: number;
  readonly completed: number;
  readonly failed: number;
  readonly requests: number;
  readonly audioSec: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
}

/**
 * Figures over shows and runs, and the forecast of the backlog.
 *
 * @throws Fault when the state cannot be read.
 */
export async function readStats(
  ports: Pick<Ports, 'store' | 'clock' | 'checkpoints'>,
  query: {
    readonly settings: Settings;
    /** Fingerprints of the keys at hand; none: of all that the ledger knows. */
    readonly keys: readonly string[];
    readonly signal: AbortSignal;
  },
): Promise<Stats> {
  const { settings, signal } = query;
  const now = ports.clock.now();
  const snapshot = await ports.store.open(signal);
  const state = await loadState(snapshot, settings.output.stateDir, signal);
  const known = [...new Set(state.ledger.entries.map(({ key }) => key))];
  const keys = query.keys.length > 0 ? query.keys : known;
  const asked = { settings, state, chunks: await keptChunks(ports.checkpoints, signal), now };
  const backlog = backlogOf(asked);
  const feeds = [...state.feeds.values()].toSorted((a, b) => (a.show < b.show ? -1 : 1));
  const waiting = new Map<string, number>();
  for (const { show } of backlog.episodes) waiting.set(show, (waiting.get(show) ?? 0) + 1);
  const shows = feeds.map(({ show, title, episodes }) => ({
    show,
    title,
    ...figuresOf(Object.values(episodes), waiting.get(show) ?? 0),
  }));
  const worthIt = backlog.episodes.length > 0 && keys.length > 0;
  return {
    day: pacificDay(now),
    shows,
    totals: figuresOf(
      feeds.flatMap(({ episodes }) => Object.values(episodes)),
      backlog.episodes.length,
    ),
    days: daysOf(state.runs.runs),
    runs: totalsOf(state.runs.runs),
    stuck: backlog.stuck,
    ...(worthIt ? { forecast: forecastOf({ ...asked, backlog, keys }) } : {}),
  };
}

function figuresOf(
  episodes: readonly EpisodeState[],
  waiting: number,
): Omit<ShowStats, 'show' | 'title'> {
  const done = episodes.filter(({ status }) => status === 'done');
  return {
    episodes: episodes.length,
    done: done.length,
    failed: episodes.filter(({ status }) => status === 'failed').length,
    waiting,
    doneSec: sum(done, ({ durationSec }) => durationSec ?? 0),
    requests: sum(episodes, ({ requests }) => requests ?? 0),
  };
}

function daysOf(runs: readonly RunRecord[]): readonly DayStats[] {
  const days = new Map<string, RunRecord[]>();
  for (const run of runs) {
    const day = new Date(run.finishedAt).toISOString().slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), run]);
  }
  return [...days]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, some]) => ({ day, ...totalsOf(some) }));
}

function totalsOf(runs: readonly RunRecord[]): RunTotals {
  return {
    runs: runs.length,
    completed: sum(runs, (run) => run.completed),
    failed: sum(runs, (run) => run.failed),
    requests: sum(runs, (run) => run.requests),
    audioSec: sum(runs, (run) => run.audioSec),
    promptTokens: sum(runs, (run) => run.promptTokens),
    outputTokens: sum(runs, (run) => run.outputTokens),
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
