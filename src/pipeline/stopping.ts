import { isFault } from '../base/failure.ts';

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
