import { z } from 'zod';

/** Epoch milliseconds. */
const Instant = z.int().nonnegative();
const Count = z.int().nonnegative();

/** A limit that a refusal told, and when. 0: no allowance at all. */
export const LearntLimit = z.strictObject({ value: Count, at: Instant });
export type LearntLimit = z.infer<typeof LearntLimit>;

/** What was sent in one second of the last minute. `at` is the start of that second. */
export const RecentUse = z.strictObject({ at: Instant, requests: Count, tokens: Count });
export type RecentUse = z.infer<typeof RecentUse>;

/** Why a key and model may not be asked for a while. */
export const Block = z.strictObject({
  /** `minute`: a limit a minute; `day`: a limit a day; `unknown`: refused without a reason. */
  kind: z.enum(['minute', 'day', 'unknown']),
  since: Instant,
  /** Nothing may be sent before this. */
  until: Instant,
  /** In words, without secrets. */
  reason: z.string(),
});
export type Block = z.infer<typeof Block>;

/** The last daily refusal of a key and model: the trace by which keys of one project are noticed. */
export const DayRefusal = z.strictObject({
  /** Pacific day (`2026-11-24`). */
  day: z.string(),
  at: Instant,
  /** Requests that this key had spent on this model that day. */
  requests: Count,
  /** The limit that the refusal named; absent: it named none. */
  limit: Count.optional(),
});
export type DayRefusal = z.infer<typeof DayRefusal>;

/** Use and limits of one key (by fingerprint) and one model. Times are epoch milliseconds. */
export const LedgerEntry = z.strictObject({
  key: z.string(),
  model: z.string(),
  /** The Pacific day (`2026-11-24`) that `requests` and `tokens` count. */
  day: z.string(),
  requests: Count,
  tokens: Count,
  /** Use in the last minute, by second, oldest first. */
  recent: z.array(RecentUse),
  /** The most requests that were served on one day: up to so many are known to be allowed. */
  proven: Count.optional(),
  /** Limits learnt from refusals; absent: not yet known. Believed for a week, then tried anew. */
  learnt: z.strictObject({
    requestsPerDay: LearntLimit.optional(),
    requestsPerMinute: LearntLimit.optional(),
    tokensPerMinute: LearntLimit.optional(),
    tokensPerDay: LearntLimit.optional(),
  }),
  /** Absent: free. One whose `until` has passed means nothing. */
  blocked: Block.optional(),
  /** The model is not offered to this key. */
  gone: z.strictObject({ since: Instant, reason: z.string() }).optional(),
  /** Refusals in a row that gave no reason; each makes the next pause longer. */
  unexplained: Count.optional(),
  dayRefusal: DayRefusal.optional(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** A key that is out of use as a whole. */
export const KeyNote = z.strictObject({
  /** Fingerprint. */
  key: z.string(),
  /** `dead`: refused by the service, the user's to replace; `unpaid`: its project's credit is used up. */
  state: z.enum(['dead', 'unpaid']),
  /** Fault kind: `key-leaked`, `prepay-depleted`, ... */
  kind: z.string(),
  /** In words, without secrets. */
  reason: z.string(),
  since: Instant,
  /** From then on the key is tried again: its owner may have mended it meanwhile. */
  until: Instant,
});
export type KeyNote = z.infer<typeof KeyNote>;

/** `state/quota.json`. Entries are sorted by key, then model; notes by key. */
export const Ledger = z.strictObject({
  version: z.literal(1),
  entries: z.array(LedgerEntry),
  /** Keys that are out of use as a whole, at most one note a key. */
  keys: z.array(KeyNote),
});
export type Ledger = z.infer<typeof Ledger>;

/** Limits of a project and model; absent: unknown, learnt when a refusal tells. */
export interface Limits {
  readonly requestsPerMinute?: number;
  readonly requestsPerDay?: number;
  readonly tokensPerMinute?: number;
  readonly tokensPerDay?: number;
  /** Largest single request, where that is more than `tokensPerMinute`: shares of a fan-out. */
  readonly tokensPerRequest?: number;
}

/** A key (fingerprint) and a model. */
export interface Pair {
  readonly key: string;
  readonly model: string;
}
