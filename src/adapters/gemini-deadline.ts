import type { Clock } from '../ports.ts';

/** Why an exchange was ended from our side. */
export type Verdict = 'running' | 'timeout' | 'silent' | 'aborted';

/** The limits of one exchange, as one signal. */
export interface Deadline {
  /** Fires when time is up, when the other side fell silent, when the caller aborts, and at `end`. */
  readonly signal: AbortSignal;
  /** Something moved: the silence allowed begins anew. Starts the watch at its first call. */
  touch(): void;
  /** What ended the exchange; `running` when nothing did. */
  verdict(): Verdict;
  /** Clears every timer and listener and drops a connection that is still open. Safe to call twice. */
  end(): void;
}

/** Limits of one exchange; lengths in ms. */
export interface DeadlineOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Watches over one exchange: its whole length, the silence in it, and the caller's signal. The
 * SDK's own `timeout` is not used, since it never clears its timer, nor is its `signal`, since it
 * never removes its listener and overlooks a signal that has already fired.
 */
export function startDeadline(options: DeadlineOptions): Deadline {
  const { clock, signal: outer } = options;
  const controller = new AbortController();
  let state: Verdict = 'running';
  let stopIdle: (() => void) | undefined;

  const fire = (verdict: Verdict, reason: unknown): void => {
    if (state !== 'running' || controller.signal.aborted) return;
    state = verdict;
    controller.abort(reason);
  };
  const onAbort = (): void => fire('aborted', outer.reason);
  outer.addEventListener('abort', onAbort, { once: true });
  if (outer.aborted) onAbort();
  const stopTotal = after(clock, options.timeoutMs, () => fire('timeout', new Error('time is up')));

  return {
    signal: controller.signal,
    touch: () => {
      stopIdle?.();
      stopIdle = undefined;
      if (controller.signal.aborted) return;
      stopIdle = after(clock, options.idleTimeoutMs, () => fire('silent', new Error('silence')));
    },
    verdict: () => state,
    end: () => {
      outer.removeEventListener('abort', onAbort);
      stopTotal();
      stopIdle?.();
      if (!controller.signal.aborted) controller.abort(new Error('the exchange is over'));
    },
  };
}

/** Calls `fire` after `ms` of the clock; the returned function cancels it. */
function after(clock: Clock, ms: number, fire: () => void): () => void {
  const cancel = new AbortController();
  clock.sleep(ms, cancel.signal).then(fire, () => {
    // The clock rejects only because of the cancellation below: there is nothing left to do.
  });
  return () => cancel.abort(new Error('cancelled'));
}
