import { isFault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { isStop } from './signals.ts';

/**
 * What came of it, or that a stop ended it: waits reject with the reason of their signal. Faults
 * and bugs are thrown on, whatever the signal says.
 */
export async function unlessAborted<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | 'stopped'> {
  try {
    return await work();
  } catch (error) {
    if (isFault(error) || !signal.aborted) throw error;
    if (error !== signal.reason && !isStop(error)) throw error;
    return 'stopped';
  }
}

/** A stop came before the commit was through. */
export const COMMIT_INTERRUPTED: Problem = problem(
  'commit-interrupted',
  'The run was stopped before its last commit was through.',
  'Nothing is lost: finished chunks are kept and the next run goes on from them.',
);

/** A stop came before a finished chunk was kept. */
export const KEEPING_INTERRUPTED: Problem = problem(
  'checkpoint-interrupted',
  'The run was stopped before a finished part could be kept.',
  'Nothing to do: the next run transcribes that part again.',
);

/** True for what a stop cut off when its time was up: that is not a failure of the run. */
export function isCutOff(one: Problem): boolean {
  return one.code === COMMIT_INTERRUPTED.code || one.code === KEEPING_INTERRUPTED.code;
}
