import type { Problem } from '../base/outcome.ts';

/**
 * What a run did, as plain data: written as `report.json`, and rendered as the job summary.
 * Times are epoch milliseconds. Never holds a secret.
 */
export interface RunReport {
  readonly version: 1;
  /** `<run id>/<shard>`, as in the state. */
  readonly runId: string;
  /** Address of the run's page, when it has one. */
  readonly runUrl?: string;
  readonly mode: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** `2/4` in a fan-out. */
  readonly shard?: string;
  readonly counts: ReportCounts;
  /** Why the run stopped before its work was done; absent when it was not cut short. */
  readonly stopped?: 'signal' | 'time-budget' | 'quota' | 'service-down' | 'fault';
  /** The fault that stopped the whole run. */
  readonly fault?: Problem;
  /** Episodes that this run finished, in order. */
  readonly completed: readonly ReportEpisode[];
  /** What is begun or eligible and waits, in the order in which it will be taken. */
  readonly waiting: readonly ReportWaiting[];
  readonly failures: readonly ReportFailure[];
  readonly skipped: readonly {
    readonly show: string;
    readonly title: string;
    readonly reason: string;
  }[];
  readonly feedFailures: readonly { readonly show: string; readonly problem: Problem }[];
  /** Progress of each show after this run. */
  readonly shows: readonly ReportShow[];
  readonly quota: readonly ReportQuota[];
  readonly totals: ReportTotals;
  readonly forecast?: ReportForecast;
  readonly warnings: readonly string[];
  /** What the user named and this run did not take; absent when nothing was named. */
  readonly named?: readonly ReportNamed[];
  /** When the next run can do something; absent when nothing waits. */
  readonly nextAttemptAt?: number;
  readonly quotaExhausted: boolean;
  /** The last commit of this run. */
  readonly commitSha?: string;
  /** Where the repository's files can be looked at; absent for a local folder. */
  readonly repository?: {
    /** `https://github.com/owner/name`. */
    readonly url: string;
    readonly branch: string;
    /** File name of the workflow, for the commands that try again; `transcribe.yml` when absent. */
    readonly workflow?: string;
  };
  /** What the form of the workflow was filled in with and a second run needs too; absent for nothing. */
  readonly form?: ReportForm;
}

/** Fields of the workflow's form without which a second run would work on something else. */
export interface ReportForm {
  /** Path of the config file, where it is not the default. */
  readonly config?: string;
  /** Feeds that were given beside those of the config file. */
  readonly feeds: readonly string[];
  /** How many more were given, whose addresses hold a secret. */
  readonly hiddenFeeds: number;
}

/** Episodes by what this run left them as; `pending`: eligible, not taken or not finished. */
export interface ReportCounts {
  readonly completed: number;
  readonly failed: number;
  readonly deferred: number;
  readonly pending: number;
  readonly skipped: number;
}

/** A finished episode. */
export interface ReportEpisode {
  readonly show: string;
  readonly id: string;
  readonly title: string;
  readonly durationSec: number;
  readonly speakers: readonly string[];
  /** Share of the loud audio that the transcript covers, in [0, 1]; absent when not measured. */
  readonly coverage?: number;
  readonly requests: number;
  /** Chunks paid for by earlier runs. */
  readonly chunksKept?: number;
  readonly promptTokens: number;
  /** Thinking included. */
  readonly outputTokens: number;
  /** Paths from the repository's root, best to read first. */
  readonly transcripts: readonly string[];
  readonly warnings: readonly string[];
}

/** An episode that waits, and for what. */
export interface ReportWaiting {
  readonly show: string;
  readonly id: string;
  readonly title: string;
  /** In words: `today's quota is used up`. */
  readonly reason: string;
  /** Not before; absent: with the next run. */
  readonly notBefore?: number;
  /** Finished chunks and chunks in all, of a begun episode. */
  readonly chunksDone?: number;
  readonly chunks?: number;
}

/** An episode that the user named and the run did not take. */
export interface ReportNamed {
  /** As it was named, or `Show: Title (id)`. */
  readonly name: string;
  /** In words, without a full stop: `it is done`. */
  readonly because: string;
}

/** An episode that failed. */
export interface ReportFailure {
  readonly show: string;
  readonly id: string;
  readonly title: string;
  readonly problem: Problem;
  /** True: it is tried again by itself. */
  readonly retryable: boolean;
  readonly attempts: number;
  readonly notBefore?: number;
}

/** One show's progress. */
export interface ReportShow {
  readonly show: string;
  readonly title: string;
  readonly done: number;
  /** Episodes that are wanted: done, waiting, failed; skipped ones are left out. */
  readonly wanted: number;
}

/** Use of one key and model. */
export interface ReportQuota {
  /** Fingerprint, never the key. */
  readonly key: string;
  readonly model: string;
  readonly requestsToday: number;
  /** Absent: not known yet. */
  readonly requestsPerDay?: number;
  readonly exhaustedUntil?: number;
  readonly reason?: string;
}

/** Sums of this run. */
export interface ReportTotals {
  readonly requests: number;
  readonly audioSec: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
}

/** When the backlog will be done. */
export interface ReportForecast {
  readonly episodes: number;
  /** Known or assumed length of them. */
  readonly audioSec: number;
  readonly requests: number;
  /** Absent when nobody can tell. */
  readonly doneAt?: number;
  /** How it was reckoned, in one sentence. */
  readonly basis?: string;
}
