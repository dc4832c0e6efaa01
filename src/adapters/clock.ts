import type { Clock } from '../ports.ts';

/** Longest delay a Node timer takes, in ms (2^31 − 1); a longer one fires at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * The machine's clock. `sleep` leaves neither a timer nor a listener behind, whichever way it
 * ends; zero and negative waits resolve at once, waits over 24 days are slept in parts.
 */
export function makeClock(): Clock {
  return {
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      let left = ms;
      do {
        const part = Math.min(Math.max(left, 0), LONGEST_TIMER_MS);
        await sleepOnce(part, signal);
        left -= part;
      } while (left > 0);
    },
  };
}

function sleepOnce(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
