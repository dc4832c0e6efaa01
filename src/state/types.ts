import { z } from 'zod';

/** Epoch milliseconds. */
const Instant = z.int().nonnegative();

/** A fault as it is remembered. */
export const StoredProblem = z.strictObject({
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
});
export type StoredProblem = z.infer<typeof StoredProblem>;

/** Where an episode stands. `in-progress`: taken by a run that has not finished it. */
export const EpisodeStatus = z.enum([
  'discovered',
  'in-progress',
  'done',
  'deferred',
  'failed',
  'skipped',
]);
export type EpisodeStatus = z.infer<typeof EpisodeStatus>;

/** The rendition that was, or is being, transcribed. */
export const StoredRendition = z.strictObject({
  sha256: z.string(),
  bytes: z.int().nonnegative(),
  durationSec: z.number().nonnegative(),
  container: z.string(),
});
export type StoredRendition = z.infer<typeof StoredRendition>;

/** One episode in `state/feeds/<show>.json`; one line of the file. */
export const EpisodeState = z.strictObject({
  status: EpisodeStatus,
  title: z.string(),
  audioUrl: z.string(),
  publishedAt: Instant.optional(),
  /** The feed's claim, seconds; replaced by the walked duration once known. */
  durationSec: z.number().nonnegative().optional(),
  guid: z.string().optional(),
  /** Tries that ended in a failure since the last success or reset. */
  attempts: z.int().nonnegative(),
  /** Not to be tried before this (`deferred`, and `failed` while it backs off). */
  notBefore: Instant.optional(),
  /** Why it was deferred or skipped, in words. */
  reason: z.string().optional(),
  /** What it was deferred by: a quota that is used up, a service or a host of audio that fails. */
  cause: z.enum(['quota', 'service', 'host']).optional(),
  error: StoredProblem.optional(),
  retryable: z.boolean().optional(),
  rendition: StoredRendition.optional(),
  /** Path without extension, relative to the transcripts folder. */
  transcript: z.string().optional(),
  startedAt: Instant.optional(),
  finishedAt: Instant.optional(),
  /** Model requests spent on it, over all tries. */
  requests: z.int().nonnegative().optional(),
});
export type EpisodeState = z.infer<typeof EpisodeState>;

/** `state/feeds/<show>.json`. */
export const FeedState = z.strictObject({
  version: z.literal(1),
  show: z.string(),
  feedUrl: z.string(),
  title: z.string(),
  /** Validators of the last feed that was read whole, for conditional requests. */
  validators: z
    .strictObject({ etag: z.string().optional(), lastModified: z.string().optional() })
    .optional(),
  /** Keyed by episode id; written sorted. */
  episodes: z.record(z.string(), EpisodeState),
});
export type FeedState = z.infer<typeof FeedState>;

/** One slice in progress in `state/batch.json`. */
export const Batch = z.strictObject({
  /** `<run id>/<shard>`: `7/1-of-1`. */
  id: z.string(),
  startedAt: Instant,
  episodes: z.array(z.strictObject({ show: z.string(), id: z.string() })),
});
export type Batch = z.infer<typeof Batch>;

/** `state/batch.json`. Finished slices are removed. */
export const BatchState = z.strictObject({ version: z.literal(1), batches: z.array(Batch) });
export type BatchState = z.infer<typeof BatchState>;

/** One run in `state/runs.json`. */
export const RunRecord = z.strictObject({
  id: z.string(),
  mode: z.string(),
  startedAt: Instant,
  finishedAt: Instant,
  completed: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  deferred: z.int().nonnegative(),
  pending: z.int().nonnegative(),
  requests: z.int().nonnegative(),
  /** Requests among these that asked for parts of chunks again; absent: none. */
  repairs: z.int().nonnegative().optional(),
  audioSec: z.number().nonnegative(),
  promptTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** `state/runs.json`: the newest 100 runs that did something, oldest first. */
export const RunsState = z.strictObject({ version: z.literal(1), runs: z.array(RunRecord) });
export type RunsState = z.infer<typeof RunsState>;

/** `state/circuit.json`: breakers by subject (`model:<name>`, `host:<name>`). */
export const CircuitState = z.strictObject({
  version: z.literal(1),
  breakers: z.record(
    z.string(),
    z.strictObject({
      state: z.enum(['closed', 'open', 'half-open']),
      failures: z.int().nonnegative(),
      /** How often it has opened in a row: 1 → 30 min, 2 → 60 min, 3 and more → 120 min. */
      trips: z.int().nonnegative(),
      openUntil: Instant.optional(),
      reason: z.string().optional(),
    }),
  ),
});
export type CircuitState = z.infer<typeof CircuitState>;
