/** What the status page shows: plain data, the same for the pictures, the badges and the tables. */
export interface StatusFigures {
  /** Day of the run that these are from, UTC: `2026-11-24`. */
  readonly day: string;
  /** Minutes of audio transcribed a day (UTC), oldest first, the last of them {@link day}. */
  readonly days: readonly StatusDay[];
  /** All shows, in any order. */
  readonly shows: readonly StatusShow[];
  /** Day of the newest transcript, UTC; absent while there is none. */
  readonly lastSuccess?: string;
  readonly health: StatusHealth;
  /** Episodes that failed last time, newest first or in any fixed order. */
  readonly failures: readonly StatusFailure[];
  /** The Pacific day that {@link quota} counts: `2026-11-24`. */
  readonly quotaDay: string;
  readonly quota: readonly StatusQuota[];
}

/** What was transcribed on one day. */
export interface StatusDay {
  readonly day: string;
  readonly minutes: number;
}

/** Wanted episodes of a show, each counted once. */
export interface StatusShow {
  /** Folder of its transcripts. */
  readonly show: string;
  readonly title: string;
  readonly done: number;
  /** Not begun, begun or deferred. */
  readonly waiting: number;
  /** Failed last time, whether they are tried again by themselves or not. */
  readonly failed: number;
}

/**
 * How things stand: `failing` does no work at present, `attention` works but wants its user,
 * `waiting` has used up its quota, `working` is well.
 */
export interface StatusHealth {
  readonly state: 'working' | 'waiting' | 'attention' | 'failing';
  /** Why, a sentence each; empty when it is well. */
  readonly reasons: readonly string[];
}

/** An episode that failed. */
export interface StatusFailure {
  readonly show: string;
  readonly title: string;
  readonly message: string;
  readonly remedy: string;
  readonly attempts: number;
  /** True: it is tried again by itself. */
  readonly retryable: boolean;
}

/** Requests of one key and model on one day. */
export interface StatusQuota {
  /** Fingerprint, never the key. */
  readonly key: string;
  readonly model: string;
  readonly requests: number;
  /** Absent: not known yet. */
  readonly limit?: number;
  /** True when nothing more is served that day. */
  readonly exhausted: boolean;
}
