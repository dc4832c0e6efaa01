import type { Clock } from '../ports.ts';
import type { TimeBudget } from './context.ts';

/** A {@link TimeBudget} and its end. */
export interface RunningBudget extends TimeBudget {
  /** Ends the timer; to be called when the run is over. */
  readonly end: () => void;
}

/** The time budget of a run that begins now; says once when it is used up. */
export function makeTimeBudget(clock: Clock, budgetMs: number, onEnd: () => void): RunningBudget {
  const over = new AbortController();
  let end = clock.now() + budgetMs;
  let suspensions = 0;
  let suspendedAt = 0;
  const endsAt = (): number => (suspensions === 0 ? end : end + clock.now() - suspendedAt);

  async function watch(): Promise<void> {
    for (let left = budgetMs; left > 0; left = endsAt() - clock.now()) {
      await clock.sleep(left, over.signal);
    }
    onEnd();
  }

  watch().catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  return {
    endsAt,
    suspend: () => {
      if (suspensions === 0) suspendedAt = clock.now();
      suspensions += 1;
      let resumed = false;
      return () => {
        if (resumed) return;
        resumed = true;
        end = endsAt();
        suspendedAt = clock.now();
        suspensions -= 1;
      };
    },
    end: () => over.abort(),
  };
}
