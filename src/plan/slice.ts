import type { Candidate, LeftReason, Slice, TakeReason, Taken } from './types.ts';

/** What bounds a slice and what an episode is expected to cost. */
export interface SliceLimits {
  /** Upper bound of the slice; absent: none. */
  readonly maxEpisodes?: number;
  /** Milliseconds of work that fit. */
  readonly budgetMs: number;
  /** Model requests that can be served before the budget ends; Infinity when unknown. */
  readonly requests: number;
  /** Length of a chunk, seconds. */
  readonly chunkSec: number;
  /** Length to assume of an episode whose feed gives none, seconds. */
  readonly assumedDurationSec: number;
  /** Milliseconds to get and cut an episode's audio. */
  readonly overheadMs: number;
  /** Milliseconds one request takes. */
  readonly requestMs: number;
  /** Requests at once. */
  readonly concurrency: number;
}

const ORDER: readonly TakeReason[] = ['begun', 'deferred', 'retry', 'new'];

/**
 * The slice of a run: begun episodes first, then deferred ones, retries and new ones; within each
 * of these one episode of each show in turn, so that a show of 2,000 episodes does not keep the
 * others waiting. Taking stops at the first bound that is met; the first episode is taken whatever
 * it costs, since a run that can never take a long episode would never end its backlog.
 */
export function planSlice(byShow: readonly (readonly Candidate[])[], limits: SliceLimits): Slice {
  const taken: Taken[] = [];
  const left: (Candidate & { because: LeftReason })[] = [];
  let requests = 0;
  let costMs = 0;
  for (const candidate of inTurn(byShow)) {
    const cost = costOf(candidate, limits);
    const because = boundMet({ taken: taken.length, requests, costMs }, cost, limits);
    if (because !== undefined) {
      left.push({ ...candidate, because });
      continue;
    }
    taken.push({ ...candidate, ...cost });
    requests += cost.requests;
    costMs += cost.costMs;
  }
  return { taken, left };
}

/** How many of the first episodes of a slice this many requests hold to their ends. */
export function heldBy(taken: readonly Taken[], requests: number): number {
  let sum = 0;
  const first = taken.findIndex((one) => (sum += one.requests) > requests);
  return first < 0 ? taken.length : first;
}

/** Requests that an episode of this length needs, by its length and what is already paid for. */
export function expectedRequests(
  candidate: Pick<Candidate, 'durationSec' | 'chunksDone'>,
  limits: Pick<SliceLimits, 'chunkSec' | 'assumedDurationSec'>,
): number {
  const durationSec = candidate.durationSec ?? limits.assumedDurationSec;
  return Math.max(1, Math.ceil(durationSec / limits.chunkSec - 0.02) - candidate.chunksDone);
}

function costOf(candidate: Candidate, limits: SliceLimits): { requests: number; costMs: number } {
  const requests = expectedRequests(candidate, limits);
  return {
    requests,
    costMs: limits.overheadMs + (requests * limits.requestMs) / limits.concurrency,
  };
}

function boundMet(
  sum: { readonly taken: number; readonly requests: number; readonly costMs: number },
  cost: { readonly requests: number; readonly costMs: number },
  limits: SliceLimits,
): LeftReason | undefined {
  if (sum.taken >= (limits.maxEpisodes ?? Infinity)) return 'max-episodes';
  // The last episode may be served in part: its finished chunks are kept.
  if (sum.requests >= limits.requests) return 'quota';
  if (limits.budgetMs <= 0) return 'time-budget';
  if (sum.taken > 0 && sum.costMs + cost.costMs > limits.budgetMs) return 'time-budget';
  return undefined;
}

/** All candidates: by reason, and within a reason one of each show in turn. */
function* inTurn(byShow: readonly (readonly Candidate[])[]): Generator<Candidate> {
  for (const reason of ORDER) {
    const queues = byShow.map((show) => show.filter((candidate) => candidate.reason === reason));
    const longest = Math.max(0, ...queues.map((queue) => queue.length));
    for (let round = 0; round < longest; round += 1) {
      for (const queue of queues) {
        const candidate = queue[round];
        if (candidate !== undefined) yield candidate;
      }
    }
  }
}
