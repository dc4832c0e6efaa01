import type { AllSettings, Format, Mode, ShowEntry } from './config-schema.ts';
import { secret, type Secret } from './config-secret.ts';
import type { Limits } from './quota/types.ts';

/** What differs from show to show, with the defaults applied. */
export interface ShowPreferences {
  readonly language?: string;
  readonly speakers: readonly string[];
  readonly vocabulary: readonly string[];
  readonly order: 'newest' | 'oldest';
  /** Episodes published before this (epoch ms, midnight UTC) are not wanted. */
  readonly sinceMs?: number;
  /** Only the newest so many of what the others leave are wanted. */
  readonly maxEpisodes?: number;
  /** Longer episodes are skipped. */
  readonly maxEpisodeMs?: number;
  /** Patterns of titles that are skipped; `titleFilter` makes a test of them. */
  readonly skip: readonly string[];
}

/** One show of the config file. Shows that rest (`enabled: false`) are left out. */
export interface ShowSettings extends ShowPreferences {
  readonly url: string;
  readonly id?: string;
  readonly title?: string;
}

/** Which part of the work is this job's: `index` from 1 to `count`. */
export interface ShardSetting {
  readonly index: number;
  readonly count: number;
}

/** US dollars for a million tokens. */
export interface Price {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/**
 * All settings of a run: checked, final, frozen. Durations are milliseconds, sizes bytes.
 */
export interface Settings {
  readonly mode: Mode;
  /** Ids or URLs the mode is restricted to; empty: no restriction. */
  readonly episodes: readonly string[];
  readonly shard?: ShardSetting;
  readonly shows: readonly ShowSettings[];
  /** Feeds beside the shows: addresses, or OPML files by path or address; none twice. */
  readonly feeds: readonly string[];
  /** Preferences of shows that come from `feeds`. */
  readonly feedPreferences: ShowPreferences;
  /** In the order of preference; at least one. */
  readonly models: readonly string[];
  /** By model; `default` for all others. What is absent is learnt. */
  readonly limits: Readonly<Record<string, Limits>>;
  readonly prices: Readonly<Record<string, Price>>;
  readonly transcription: {
    readonly chunkMs: number | 'auto';
    /** Requests at once. */
    readonly concurrency: number;
    readonly episodesAtOnce: number;
    /** Largest chunk that travels inside its request. */
    readonly inlineMaxBytes: number;
    readonly requestTimeoutMs: number;
    readonly idleTimeoutMs: number;
    /** Part of the speech, 0.5 to 1, that must be covered. */
    readonly coverage: number;
    readonly maxRequestsPerEpisode: number;
  };
  readonly audio: {
    readonly maxBytes: number;
    readonly downloadTimeoutMs: number;
    readonly idleTimeoutMs: number;
  };
  readonly feedsFetch: {
    readonly concurrency: number;
    readonly timeoutMs: number;
    readonly maxBytes: number;
  };
  readonly run: {
    /** Upper bound of the slice; absent: none. */
    readonly maxEpisodes?: number;
    readonly timeBudgetMs: number;
    readonly onQuota: 'defer' | 'wait';
    readonly maxQuotaWaitMs: number;
    readonly maxAttempts: number;
  };
  readonly breaker: { readonly failures: number };
  readonly output: {
    readonly formats: readonly Format[];
    readonly fileNamePattern: string;
    /** Relative to the repository's root, with `/`. */
    readonly stateDir: string;
    readonly transcriptsDir: string;
    readonly speakerColours: boolean;
    /** Absent: the run's branch. */
    readonly branch?: string;
    /** False: write to the workspace and let another step commit. */
    readonly commit: boolean;
  };
  readonly gemini: {
    /** In the order given, none twice. */
    readonly keys: readonly Secret[];
    /** Without a slash at its end. */
    readonly baseUrl: string;
  };
  readonly githubToken?: Secret;
  readonly youtubeApiKey?: Secret;
  /** Private networks that feeds and audio may come from: all, none, or these. */
  readonly allowPrivateNetwork: boolean | readonly string[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const MEGABYTE = 1_000_000;

/** Checked values in the words of the file → settings in the words of the program. */
export function toSettings(all: AllSettings): Settings {
  const { transcription, audio, feedsFetch, run, output } = all;
  const shows = all.shows.filter((show) => show.enabled);
  const resting = new Set(all.shows.map((show) => show.url));
  return freeze({
    mode: all.mode,
    episodes: [...new Set(all.episodes)],
    ...(all.shard === undefined ? {} : { shard: shardOf(all.shard) }),
    shows: shows.map((show) => showSettings(show, all)),
    feeds: [...new Set(all.feeds)].filter((feed) => !resting.has(feed)),
    feedPreferences: preferences({}, all),
    models: [...new Set(all.models)],
    limits: defined(all.limits),
    prices: all.prices,
    transcription: {
      chunkMs: transcription.chunkMinutes === 'auto' ? 'auto' : transcription.chunkMinutes * MINUTE,
      concurrency: transcription.concurrency,
      episodesAtOnce: transcription.episodesAtOnce,
      inlineMaxBytes: Math.round(transcription.inlineMaxMegabytes * MEGABYTE),
      requestTimeoutMs: transcription.requestTimeoutMinutes * MINUTE,
      idleTimeoutMs: transcription.idleTimeoutSeconds * SECOND,
      coverage: transcription.coverage,
      maxRequestsPerEpisode: transcription.maxRequestsPerEpisode,
    },
    audio: {
      maxBytes: Math.round(audio.maxMegabytes * MEGABYTE),
      downloadTimeoutMs: audio.downloadTimeoutMinutes * MINUTE,
      idleTimeoutMs: audio.idleTimeoutSeconds * SECOND,
    },
    feedsFetch: {
      concurrency: feedsFetch.concurrency,
      timeoutMs: feedsFetch.timeoutSeconds * SECOND,
      maxBytes: Math.round(feedsFetch.maxMegabytes * MEGABYTE),
    },
    run: {
      ...(run.maxEpisodes === undefined ? {} : { maxEpisodes: run.maxEpisodes }),
      timeBudgetMs: run.timeBudgetMinutes * MINUTE,
      onQuota: run.onQuota,
      maxQuotaWaitMs: run.maxQuotaWaitHours * HOUR,
      maxAttempts: run.maxAttempts,
    },
    breaker: all.breaker,
    output: outputSettings(output),
    gemini: {
      keys: [...new Set(all.keys.gemini)].map(secret),
      baseUrl: all.gemini.baseUrl.replace(/\/+$/, ''),
    },
    ...(all.keys.github === undefined ? {} : { githubToken: secret(all.keys.github) }),
    ...(all.keys.youtube === undefined ? {} : { youtubeApiKey: secret(all.keys.youtube) }),
    allowPrivateNetwork: privateNetwork(all.network.allowPrivate),
  });
}

function outputSettings(output: AllSettings['output']): Settings['output'] {
  const { branch, formats, ...rest } = output;
  return { ...rest, formats: [...new Set(formats)], ...(branch === undefined ? {} : { branch }) };
}

/** A list that says no more than true or false (`allow-private-network: true` from a list) is that. */
function privateNetwork(value: boolean | string[]): boolean | readonly string[] {
  if (typeof value === 'boolean') return value;
  return value.length === 0 ? false : [...new Set(value)];
}

function showSettings(show: ShowEntry, all: AllSettings): ShowSettings {
  return {
    url: show.url,
    ...(show.id === undefined ? {} : { id: show.id }),
    ...(show.title === undefined ? {} : { title: show.title }),
    ...preferences(show, all),
  };
}

function preferences(show: Partial<ShowEntry>, all: AllSettings): ShowPreferences {
  const language = show.language ?? all.transcription.language;
  const minutes = show.maxEpisodeMinutes ?? all.audio.maxEpisodeMinutes;
  return {
    ...(language === undefined ? {} : { language }),
    speakers: show.speakers ?? [],
    vocabulary: show.vocabulary ?? [],
    order: show.order ?? all.run.order,
    ...(show.since === undefined ? {} : { sinceMs: Date.parse(`${show.since}T00:00:00Z`) }),
    ...(show.maxEpisodes === undefined ? {} : { maxEpisodes: show.maxEpisodes }),
    ...(minutes === undefined ? {} : { maxEpisodeMs: minutes * MINUTE }),
    skip: show.skip ?? [],
  };
}

function shardOf(text: string): ShardSetting {
  const [index = 1, count = 1] = text.split('/').map(Number);
  return { index, count };
}

/** Leaves out members that are there but undefined. */
function defined(limits: AllSettings['limits']): Record<string, Limits> {
  return Object.fromEntries(
    Object.entries(limits).map(([model, one]) => [
      model,
      Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)),
    ]),
  );
}

function freeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
  }
  return value;
}
