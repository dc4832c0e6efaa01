import type { Clock } from '../ports.ts';
import { restUntil } from './rest.ts';

/**
 * What a job may write to its repository: checkpoints and commits draw on it alike, since the service
 * counts both.
 */
export interface WriteAccount {
  /** How long the next write is to wait, ms; 0: it may come at once. */
  readonly owedMs: () => number;
  /** Counts a write. */
  readonly spend: () => void;
}

/**
 * Makes a {@link WriteAccount}: each write takes an interval from when it is made, and it is never
 * overdrawn by more than a burst.
 *
 * @param pace.minIntervalMs time between two writes in the long run, ms; 0 where nobody counts them
 * @param pace.burst writes that may come without that time between them, as long as there were fewer
 *   before; 1: none
 */
export function makeWriteAccount(
  clock: Clock,
  pace: { readonly minIntervalMs: number; readonly burst?: number },
): WriteAccount {
  const { minIntervalMs, burst = 1 } = pace;
  let paidUntil = -Infinity;
  return {
    owedMs: () => Math.max(0, paidUntil - (burst - 1) * minIntervalMs - clock.now()),
    spend: () => {
      paidUntil = Math.max(paidUntil, clock.now()) + minIntervalMs;
    },
  };
}

/** Waits until the account allows a write, or the signal fires. */
export async function untilAllowed(
  account: WriteAccount,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let ms = account.owedMs(); ms > 0 && !signal.aborted; ms = account.owedMs()) {
    await restUntil(clock, ms, signal);
  }
}
