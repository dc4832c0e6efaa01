import { LIMIT_NAMES, ofDay, order, updateEntry } from './entries.ts';
import type { ApiFault, FaultKind } from './kinds.ts';
import { nextPacificMidnight, pacificDay, pacificDayStart } from './pacific.ts';
import type { Block, DayRefusal, KeyNote, Ledger, LedgerEntry, Limits, Pair } from './types.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A dead key is tried again after this: a refused request a day costs nothing, a forgotten key does. */
const DEAD_KEY_MS = 24 * HOUR_MS;
/** Credit can be topped up at any time. */
const UNPAID_KEY_MS = 6 * HOUR_MS;
/** Pauses after refusals that say nothing, growing while they follow one another. */
const UNEXPLAINED_PAUSES_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS] as const;
/** A daily refusal so soon after the reset, of a key that spent less than the limit, is the old day's. */
const RESET_LAG_MS = 2 * MINUTE_MS;
const AFTER_RESET_LAG_MS = 5 * MINUTE_MS;

/** Remembers what a fault tells about limits, pauses, the model and the key. Counts nothing. */
export function recordFault(
  ledger: Ledger,
  seen: Pair & { readonly fault: ApiFault; readonly now: number },
): Ledger {
  const { key, fault, now } = seen;
  switch (fault.kind) {
    case 'key-invalid':
    case 'key-expired':
    case 'key-leaked':
    case 'key-denied':
    case 'region-denied':
      return noteKey(ledger, keyNote(seen, 'dead', now + DEAD_KEY_MS));
    case 'prepay-depleted':
      return noteKey(ledger, keyNote(seen, 'unpaid', now + UNPAID_KEY_MS));
    case 'model-gone':
      return updateEntry(ledger, seen, (entry) => ({
        ...ofDay(entry, pacificDay(now)),
        gone: { since: now, reason: fault.message },
      }));
    case 'minute-requests':
    case 'minute-tokens':
    case 'day-requests':
    case 'day-tokens':
    case 'limit-zero':
    case 'rate-unknown': {
      const refused = updateEntry(ledger, seen, (entry) => refuse(entry, fault, now));
      // The quota that refused may go by another name (an alias was asked for): both are spent.
      if (fault.quotaModel === undefined) return refused;
      const named = { key, model: fault.quotaModel };
      return updateEntry(refused, named, (entry) => refuse(entry, fault, now));
    }
    default:
      return ledger;
  }
}

/**
 * True for faults that {@link recordFault} remembers: the ledger knows when the pair can serve again,
 * so the answer to them is to choose again, which also finds the moment to defer until.
 */
export function isRemembered(kind: FaultKind): boolean {
  switch (kind) {
    case 'minute-requests':
    case 'minute-tokens':
    case 'day-requests':
    case 'day-tokens':
    case 'limit-zero':
    case 'rate-unknown':
    case 'prepay-depleted':
    case 'key-invalid':
    case 'key-expired':
    case 'key-leaked':
    case 'key-denied':
    case 'region-denied':
    case 'model-gone':
      return true;
    default:
      return false;
  }
}

/** True for faults that switch a whole key off. */
export function isKeyFault(kind: FaultKind): boolean {
  switch (kind) {
    case 'key-invalid':
    case 'key-expired':
    case 'key-leaked':
    case 'key-denied':
    case 'region-denied':
    case 'prepay-depleted':
      return true;
    default:
      return false;
  }
}

function refuse(entry: LedgerEntry, fault: ApiFault, now: number): LedgerEntry {
  const today = ofDay(entry, pacificDay(now));
  const learnt = learn(today.learnt, fault.learnt, now);
  switch (fault.kind) {
    case 'minute-requests':
    case 'minute-tokens': {
      const until = now + (fault.retryDelayMs ?? MINUTE_MS) + SECOND_MS;
      return {
        ...today,
        learnt,
        ...blockedBy(today, fault, { kind: 'minute', since: now, until }),
      };
    }
    case 'day-requests':
    case 'day-tokens': {
      const limit = fault.kind === 'day-requests' ? fault.learnt.requestsPerDay : undefined;
      const until = freeAfterDay(today, fault, now);
      const dayRefusal: DayRefusal = {
        day: pacificDay(now),
        at: now,
        requests: today.requests,
        ...(limit === undefined ? {} : { limit }),
      };
      const block = blockedBy(today, fault, { kind: 'day', since: now, until });
      return { ...today, learnt, proven: today.requests, dayRefusal, ...block };
    }
    case 'rate-unknown': {
      const before = today.unexplained ?? 0;
      const pause =
        UNEXPLAINED_PAUSES_MS[Math.min(before, UNEXPLAINED_PAUSES_MS.length - 1)] ?? HOUR_MS;
      const wanted = now + Math.max(pause, fault.retryDelayMs ?? 0);
      // Should it be the day's quota, midnight frees it.
      const until = Math.max(now + MINUTE_MS, Math.min(wanted, nextPacificMidnight(now)));
      const block = blockedBy(today, fault, { kind: 'unknown', since: now, until });
      return { ...today, learnt, unexplained: before + 1, ...block };
    }
    default:
      return { ...today, learnt };
  }
}

/** When a daily refusal ends: at midnight, or soon when the service has not yet turned the day. */
function freeAfterDay(today: LedgerEntry, fault: ApiFault, now: number): number {
  const sinceReset = now - pacificDayStart(pacificDay(now));
  const limit = fault.learnt.requestsPerDay;
  const spentLess = limit === undefined || today.requests < limit;
  return sinceReset < RESET_LAG_MS && spentLess
    ? now + AFTER_RESET_LAG_MS
    : nextPacificMidnight(now);
}

/** The longer of the block that stands and the new one. */
function blockedBy(
  entry: LedgerEntry,
  fault: ApiFault,
  block: Omit<Block, 'reason'>,
): { readonly blocked: Block } {
  const standing = entry.blocked;
  if (standing !== undefined && standing.until >= block.until) return { blocked: standing };
  return { blocked: { ...block, reason: fault.message } };
}

function learn(learnt: LedgerEntry['learnt'], told: Limits, at: number): LedgerEntry['learnt'] {
  const result = { ...learnt };
  for (const name of LIMIT_NAMES) {
    const value = told[name];
    if (value !== undefined) result[name] = { value, at };
  }
  return result;
}

function keyNote(
  seen: { readonly key: string; readonly fault: ApiFault; readonly now: number },
  state: KeyNote['state'],
  until: number,
): KeyNote {
  const { key, fault, now } = seen;
  return { key, state, kind: fault.kind, reason: fault.message, since: now, until };
}

function noteKey(ledger: Ledger, note: KeyNote): Ledger {
  const others = ledger.keys.filter((other) => other.key !== note.key);
  return { ...ledger, keys: [...others, note].toSorted((a, b) => order(a.key, b.key)) };
}
