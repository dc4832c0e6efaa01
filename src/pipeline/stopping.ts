import { isFault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';

/** What came of it, or that a stop ended it: waits reject with the reason of their signal. */
export async function unlessAborted<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | 'stopped'> {
  try {
    return await work();
  } catch (error) {
    if (isFault(error) || !signal.aborted) throw error;
    return 'stopped';
  }
}

/** A stop came before the commit was through. */
export const COMMIT_INTERRUPTED: Problem = problem(
  'commit-interrupted',
  'The run was stopped before its last commit was through.',
  'Nothing is lost: finished chunks are kept and the next run goes on from them.',
);
