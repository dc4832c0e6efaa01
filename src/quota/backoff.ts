/** Pauses between tries of one call, and the fuse that bounds how many calls there are. */

/** Upper bound of the first pause; each further one may be twice as long. */
const BASE_MS = 2_000;
/** Upper bound of every pause. */
const CAP_MS = 60_000;
/** Spread on top of a delay that the service asked for, so that parallel calls do not come at once. */
const SPREAD = 0.1;
const SPREAD_CAP_MS = 2_000;

/**
 * The pause in ms before try `attempt` + 2, with full jitter: anything between 0 and a bound that
 * doubles from 2 s to a minute (AWS, "Exponential Backoff And Jitter").
 *
 * @param attempt tries that have failed before this one; the first failure is 0
 * @param random uniform in [0, 1)
 * @param retryDelayMs what the service asked for: a minute's limit. Never earlier than that
 */
export function backoffMs(attempt: number, random: number, retryDelayMs?: number): number {
  if (retryDelayMs !== undefined) {
    return Math.ceil(retryDelayMs + random * Math.min(SPREAD_CAP_MS, SPREAD * retryDelayMs));
  }
  return Math.floor(random * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(Math.max(0, attempt), 30)));
}

/** Where a series of tries stands; the first step is {@link FIRST_STEP}. */
export interface BackoffStep {
  readonly attempt: number;
}

/** Before the first failure. */
export const FIRST_STEP: BackoffStep = { attempt: 0 };

/** One step of a series: the pause before the next try, and the step after it. */
export function nextBackoff(
  step: BackoffStep,
  options: { readonly random: number; readonly retryDelayMs?: number },
): { readonly delayMs: number; readonly next: BackoffStep } {
  return {
    delayMs: backoffMs(step.attempt, options.random, options.retryDelayMs),
    next: { attempt: step.attempt + 1 },
  };
}

/** Calls that are still allowed: in the run, and in each episode. A bug or a sick service cannot pass it. */
export interface Fuse {
  readonly runLeft: number;
  readonly perEpisode: number;
  /** Calls made, by episode. */
  readonly used: ReadonlyMap<string, number>;
}

/** A fuse for a run and for each episode, in calls. */
export function makeFuse(bounds: { readonly perRun: number; readonly perEpisode: number }): Fuse {
  return { runLeft: bounds.perRun, perEpisode: bounds.perEpisode, used: new Map() };
}

/** What a fuse says to one more call. */
export type Burnt =
  | { readonly kind: 'ok'; readonly fuse: Fuse }
  | { readonly kind: 'blown'; readonly by: 'run' | 'episode' };

/**
 * Asks for one call of an episode.
 *
 * @param allowance calls that this episode may make, in place of the fuse's own bound; see
 *   {@link episodeAllowance}
 */
export function burn(fuse: Fuse, episode: string, allowance?: number): Burnt {
  const used = fuse.used.get(episode) ?? 0;
  if (fuse.runLeft <= 0) return { kind: 'blown', by: 'run' };
  if (used >= (allowance ?? fuse.perEpisode)) return { kind: 'blown', by: 'episode' };
  const counted = new Map(fuse.used).set(episode, used + 1);
  return { kind: 'ok', fuse: { ...fuse, runLeft: fuse.runLeft - 1, used: counted } };
}

/**
 * Calls that an episode of this many chunks may make: each chunk once, once more for a repair or a
 * half, and a few for a service that stumbles.
 */
export function episodeAllowance(chunks: number): number {
  return 3 * Math.max(1, Math.ceil(chunks)) + 6;
}

/**
 * Calls that a run may make whose plan holds this many: three times as many, and some for episodes
 * that turn out longer than their feed says.
 */
export function runAllowance(planned: number): number {
  return 3 * Math.max(1, Math.ceil(planned)) + 50;
}
