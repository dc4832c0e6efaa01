import type { CircuitState } from '../state/types.ts';

/** A breaker of `state/circuit.json`. */
type Breaker = CircuitState['breakers'][string];

const MINUTE_MS = 60_000;

/** How long a breaker stays open the first, the second, and every further time in a row. */
const OPEN_MS = [30 * MINUTE_MS, 60 * MINUTE_MS, 120 * MINUTE_MS] as const;

/** Service faults in a row that open a breaker, unless the settings say otherwise. */
const DEFAULT_THRESHOLD = 5;

/** A probe that never reports back (its run was killed) makes room for another one after this. */
export const PROBE_MS = 15 * MINUTE_MS;

/** Longest reason that is kept, in characters. */
const MAX_REASON = 300;

/** Whether a subject (`model:<name>`, `host:<name>`) may be called. */
export type MayCall =
  | { readonly kind: 'allowed' }
  /** One call may find out whether it works again: say {@link beginProbe} before it is made. */
  | { readonly kind: 'probe' }
  /** Not before `until`, epoch ms. */
  | { readonly kind: 'open'; readonly until: number };

/** State with no breaker open. */
export function emptyCircuit(): CircuitState {
  return { version: 1, breakers: {} };
}

/** Whether a subject may be called at `now`. */
export function mayCall(circuit: CircuitState, subject: string, now: number): MayCall {
  const breaker = breakerOf(circuit, subject);
  if (breaker === undefined || breaker.state === 'closed') return { kind: 'allowed' };
  const until = breaker.openUntil ?? 0;
  return now < until ? { kind: 'open', until } : { kind: 'probe' };
}

/**
 * Takes the one probe of a breaker whose time has passed: until it has reported, others find the
 * breaker open. Changes nothing where calls are allowed or forbidden anyway.
 */
export function beginProbe(circuit: CircuitState, subject: string, now: number): CircuitState {
  const breaker = breakerOf(circuit, subject);
  if (breaker === undefined || mayCall(circuit, subject, now).kind !== 'probe') return circuit;
  return put(circuit, subject, { ...breaker, state: 'half-open', openUntil: now + PROBE_MS });
}

/** A call that was answered: the breaker closes, and its past is forgotten. */
export function onSuccess(circuit: CircuitState, subject: string): CircuitState {
  return breakerOf(circuit, subject) === undefined ? circuit : resetCircuit(circuit, subject);
}

/**
 * A call that failed by a fault of the service (never by quota or content). The breaker opens at the
 * threshold, and again, for longer, when a probe fails. Faults of calls that began before it opened
 * change nothing.
 */
export function onServiceFault(
  circuit: CircuitState,
  subject: string,
  fault: { readonly now: number; readonly reason: string; readonly threshold?: number },
): CircuitState {
  const before = breakerOf(circuit, subject) ?? { state: 'closed', failures: 0, trips: 0 };
  const failures = before.failures + 1;
  const reason = fault.reason.slice(0, MAX_REASON);
  switch (before.state) {
    case 'closed': {
      const opens = failures >= (fault.threshold ?? DEFAULT_THRESHOLD);
      const counted: Breaker = { ...before, failures, reason };
      return put(circuit, subject, opens ? tripped(counted, fault.now) : counted);
    }
    case 'open':
      if (fault.now < (before.openUntil ?? 0)) return circuit;
      return put(circuit, subject, tripped({ ...before, failures, reason }, fault.now));
    case 'half-open':
      return put(circuit, subject, tripped({ ...before, failures, reason }, fault.now));
  }
}

/** Closes one breaker, or all of them, and forgets their past. */
export function resetCircuit(circuit: CircuitState, subject?: string): CircuitState {
  if (subject === undefined) return emptyCircuit();
  const kept = Object.entries(circuit.breakers).filter(([name]) => name !== subject);
  return { ...circuit, breakers: Object.fromEntries(kept) };
}

/** A breaker that is open at `now`, for reports. */
export interface OpenBreaker {
  readonly subject: string;
  readonly until: number;
  readonly reason: string;
}

/** The breakers that forbid calls at `now`, by subject. */
export function openBreakers(circuit: CircuitState, now: number): readonly OpenBreaker[] {
  return Object.entries(circuit.breakers).flatMap(([subject, breaker]) => {
    const may = mayCall(circuit, subject, now);
    return may.kind === 'open' ? [{ subject, until: may.until, reason: breaker.reason ?? '' }] : [];
  });
}

function tripped(breaker: Breaker, now: number): Breaker {
  const trips = breaker.trips + 1;
  const openMs = OPEN_MS[Math.min(trips, OPEN_MS.length) - 1] ?? OPEN_MS[0];
  return { ...breaker, state: 'open', trips, openUntil: now + openMs };
}

function breakerOf(circuit: CircuitState, subject: string): Breaker | undefined {
  return Object.hasOwn(circuit.breakers, subject) ? circuit.breakers[subject] : undefined;
}

function put(circuit: CircuitState, subject: string, breaker: Breaker): CircuitState {
  return { ...circuit, breakers: { ...circuit.breakers, [subject]: breaker } };
}
