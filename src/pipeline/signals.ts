import type { Clock } from '../ports.ts';

/**
 * How a run is stopped. `soft`: begin nothing new. `hard`: give up requests that are under way.
 * `last`: give up the final commits. A runner that cancels a job sends SIGINT and kills 7.5 s later,
 * so the three fire one after the other within 6.5 s.
 */
export interface StopSignals {
  readonly soft: AbortSignal;
  readonly hard: AbortSignal;
  readonly last: AbortSignal;
}

/** What waits reject with when the run stops. Anything else that is thrown meanwhile is a bug. */
export class RunStopped extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'RunStopped';
  }
}

/** True for what a stop made reject: its reason, or what a system makes of an aborted signal. */
export function isStop(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof RunStopped || error.name === 'AbortError') return true;
  return error.cause !== undefined && isStop(error.cause);
}

/** Reason of a stop by a bug: it is thrown on, not taken for a stop that was asked for. */
export const PROGRAM_FAULT = 'a fault of the program';

/** Requests under way get this long to end after a stop was asked for, in ms. */
const HARD_AFTER_MS = 1_500;
/** The final commits get this long, in ms from the stop. */
const LAST_AFTER_MS = 6_500;
/** After the end of the time budget requests under way may still end: they are paid for. In ms. */
const BUDGET_GRACE_MS = 240_000;

/** Signals, and the ways to fire them. */
export interface Stopper {
  readonly signals: StopSignals;
  /** A stop was asked for (SIGINT, SIGTERM, a lost disk): first call counts. */
  readonly stop: (reason: string) => void;
  /** Ends the run's work without giving up what is under way: the time budget is over, or saving fails. */
  readonly stopSoon: (reason: string) => void;
  /** Why the run stops early; undefined while it does not. */
  readonly reason: () => string | undefined;
  /** Ends the timers; to be called when the run is over. */
  readonly dispose: () => void;
}

/** Makes the signals of a run. */
export function makeStopper(clock: Clock): Stopper {
  const soft = new AbortController();
  const hard = new AbortController();
  const last = new AbortController();
  const over = new AbortController();
  let why: string | undefined;
  let asked = false;

  function after(ms: number, controller: AbortController, reason: string): void {
    clock.sleep(ms, over.signal).then(
      () => controller.abort(new RunStopped(reason)),
      // The run ended before the timer did.
      () => undefined,
    );
  }

  return {
    signals: { soft: soft.signal, hard: hard.signal, last: last.signal },
    reason: () => why,
    stop: (reason) => {
      if (asked) return;
      asked = true;
      why = reason;
      soft.abort(new RunStopped(reason));
      after(HARD_AFTER_MS, hard, reason);
      after(LAST_AFTER_MS, last, reason);
    },
    stopSoon: (reason) => {
      if (why !== undefined) return;
      why = reason;
      soft.abort(new RunStopped(reason));
      after(BUDGET_GRACE_MS, hard, reason);
    },
    dispose: () => over.abort(),
  };
}
