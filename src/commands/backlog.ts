import { storedUrl } from '../feed/private-address.ts';
import { titleFilter } from '../config.ts';
import type { Settings, ShowPreferences } from '../config.ts';
import { eligible } from '../plan/eligible.ts';
import { ASSUMED_DURATION_SEC, decideChunkLength } from '../pipeline/chunk-length.ts';
import type { LoadedState } from '../pipeline/load-state.ts';
import type { Checkpoints } from '../ports.ts';
import { mayCall } from '../quota/breaker.ts';
import type { ModelChoice } from '../quota/choose.ts';
import { forecast } from '../quota/forecast.ts';
import type { Forecast } from '../quota/forecast.ts';
import { learnSchedule } from '../quota/schedule.ts';
import type { EpisodeState, FeedState } from '../state/types.ts';

/** Unfinished episodes that the settings want. Times are epoch ms. */
export interface Backlog {
  /** Those that a run would take, now or later. */
  readonly episodes: readonly BacklogEpisode[];
  /** Failed for good or too often: only a retry by hand takes them. */
  readonly stuck: number;
}

/** One of them. */
export interface BacklogEpisode {
  readonly show: string;
  readonly id: string;
  readonly state: EpisodeState;
  /** Finished chunks that are kept. */
  readonly chunksDone: number;
}

/** The question to {@link backlogOf}. */
export interface BacklogQuery {
  readonly settings: Settings;
  readonly state: LoadedState;
  /** Finished chunks by `<show>/<id>`. */
  readonly chunks: ReadonlyMap<string, number>;
  readonly now: number;
}

/**
 * What waits, by the state and the settings alone: feeds are not asked, so episodes that no run has
 * seen yet are missing.
 */
export function backlogOf({ settings, state, chunks, now }: BacklogQuery): Backlog {
  const found = eligible({
    shows: [...state.feeds.values()].map((feed) => {
      const { order, sinceMs, maxEpisodes, maxEpisodeMs, skip } = preferencesOf(settings, feed);
      const prefix = `${feed.show}/`;
      return {
        state: feed,
        selection: {
          order,
          skips: titleFilter(skip),
          ...(sinceMs === undefined ? {} : { since: sinceMs }),
          ...(maxEpisodes === undefined ? {} : { maxEpisodes }),
          ...(maxEpisodeMs === undefined ? {} : { maxDurationSec: maxEpisodeMs / 1_000 }),
        },
        chunksDone: Object.fromEntries(
          [...chunks].flatMap(([key, count]) =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), count]] : [],
          ),
        ),
      };
    }),
    now,
    mode: 'run',
    batch: state.batch,
    only: [],
    maxAttempts: settings.run.maxAttempts,
  });
  const open = [...found.byShow.flat(), ...found.waiting];
  return {
    episodes: open.flatMap(({ show, id }) => {
      const episode = state.feeds.get(show)?.episodes[id];
      return episode === undefined
        ? []
        : [{ show, id, state: episode, chunksDone: chunks.get(`${show}/${id}`) ?? 0 }];
    }),
    stuck: found.stuck.length,
  };
}

/** What the user prefers for a show of the state, known by its name or its address. */
export function preferencesOf(
  settings: Settings,
  feed: Pick<FeedState, 'show' | 'feedUrl'>,
): ShowPreferences {
  return (
    settings.shows.find(
      ({ id, url }) =>
        id === feed.show || storedUrl(url, url) === storedUrl(feed.feedUrl, feed.feedUrl),
    ) ?? settings.feedPreferences
  );
}

/** Finished chunks that are kept of unfinished episodes, by `<show>/<id>`. */
export async function keptChunks(
  checkpoints: Pick<Checkpoints, 'list'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const key of await checkpoints.list(signal)) {
    const episode = /^(.+)\/chunk-\d+\.json$/u.exec(key)?.[1];
    if (episode !== undefined) counts.set(episode, (counts.get(episode) ?? 0) + 1);
  }
  return counts;
}

/** The models of the settings with the limits that the user gives them. */
export function modelChoices(
  settings: Settings,
  state: Pick<LoadedState, 'circuit'>,
  now: number,
): readonly ModelChoice[] {
  return settings.models.map((model) => {
    const may = mayCall(state.circuit, `model:${model}`, now);
    return {
      model,
      limits: { ...settings.limits['default'], ...settings.limits[model] },
      ...(may.kind === 'open' ? { openUntil: may.until } : {}),
    };
  });
}

/** When the backlog will be done, at the pace that quota and schedule allow. */
export function forecastOf(
  query: BacklogQuery & { readonly backlog: Backlog; readonly keys: readonly string[] },
): Forecast {
  const { settings, state, now, keys } = query;
  const { ledger } = state;
  const models = modelChoices(settings, state, now);
  const { concurrency } = settings.transcription;
  const { runsPerDay, requestMs } = learnSchedule(state.runs.runs, { now, concurrency });
  const episodes = query.backlog.episodes.map((one) => ({
    chunksDone: one.chunksDone,
    ...(one.state.durationSec === undefined ? {} : { durationSec: one.state.durationSec }),
  }));
  return forecast({
    ledger,
    keys,
    models,
    now,
    episodes,
    chunkSec: decideChunkLength({ settings, ledger, keys, models, now, episodes }).sec,
    assumedDurationSec: ASSUMED_DURATION_SEC,
    schedule: {
      runsPerDay,
      budgetMs: settings.run.timeBudgetMs,
      requestMs,
      concurrency,
    },
    prices: settings.prices,
  });
}
