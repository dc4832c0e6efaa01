import { z } from 'zod';

/** Use and limits of one key (by fingerprint) and one model. Times are epoch milliseconds. */
export const LedgerEntry = z.strictObject({
  key: z.string(),
  model: z.string(),
  /** The Pacific day (`2026-11-24`) that `requests` and `tokens` count. */
  day: z.string(),
  requests: z.int().nonnegative(),
  tokens: z.int().nonnegative(),
  /** Start of the minute window and what was used in it. */
  minuteStart: z.int().nonnegative(),
  minuteRequests: z.int().nonnegative(),
  minuteTokens: z.int().nonnegative(),
  /** Limits learnt from refusals; absent: not yet known. 0: no allowance at all. */
  learnt: z.strictObject({
    requestsPerDay: z.int().nonnegative().optional(),
    requestsPerMinute: z.int().nonnegative().optional(),
    tokensPerMinute: z.int().nonnegative().optional(),
    tokensPerDay: z.int().nonnegative().optional(),
  }),
  /** Nothing may be sent before this; absent: free. */
  exhaustedUntil: z.int().nonnegative().optional(),
  /** Why, in words. */
  exhaustedReason: z.string().optional(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** `state/quota.json`. Entries are sorted by key, then model. */
export const Ledger = z.strictObject({
  version: z.literal(1),
  entries: z.array(LedgerEntry),
  /** Keys that the service refused for good (invalid, expired, leaked, denied), with the reason, until the user replaces them. */
  deadKeys: z.array(
    z.strictObject({ key: z.string(), reason: z.string(), since: z.int().nonnegative() }),
  ),
});
export type Ledger = z.infer<typeof Ledger>;

/** Limits of a project and model; absent: unknown, learnt when a refusal tells. */
export interface Limits {
  readonly requestsPerMinute?: number;
  readonly requestsPerDay?: number;
  readonly tokensPerMinute?: number;
  readonly tokensPerDay?: number;
}
