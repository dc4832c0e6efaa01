import type { Clock } from '../ports.ts';

/** Sleeps for so long, ms; a signal ends the rest early, and is no fault. */
export async function restUntil(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
