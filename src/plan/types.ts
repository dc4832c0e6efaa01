/** The words of the planning room. Pure data; times are epoch milliseconds, lengths as their units say. */

/** Why an episode is in the slice; also the order in which a run takes them. */
export type TakeReason = 'begun' | 'deferred' | 'retry' | 'new';

/** An episode that could be taken. */
export interface Candidate {
  readonly show: string;
  readonly id: string;
  readonly reason: TakeReason;
  readonly publishedAt?: number;
  /** Known or claimed length; absent when nobody says. */
  readonly durationSec?: number;
  /** Chunks of it that are already paid for and kept. */
  readonly chunksDone: number;
}

/** An episode of the slice. */
export interface Taken extends Candidate {
  /** Requests it is expected to need. */
  readonly requests: number;
  /** Milliseconds of the budget it is expected to need. */
  readonly costMs: number;
}

/** Why an eligible episode is not in the slice. */
export type LeftReason = 'max-episodes' | 'time-budget' | 'quota';

/** What this run takes, in order, and what it leaves. */
export interface Slice {
  readonly taken: readonly Taken[];
  /** Eligible now, left for a later run, with the first bound that was met. */
  readonly left: readonly (Candidate & { readonly because: LeftReason })[];
}
