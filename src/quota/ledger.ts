import { POLICIES } from './policies.ts';
import type { ApiFault } from './kinds.ts';
import { ofDay, updateEntry } from './entries.ts';
import { addDays, pacificDay } from './pacific.ts';
import { recordFault } from './refusals.ts';
import type { KeyNote, Ledger, Pair } from './types.ts';
import { addRecent } from './window.ts';

/** A ledger that knows nothing. */
export function emptyLedger(): Ledger {
  return { version: 1, entries: [], keys: [] };
}

/** What was reserved for one request, to be settled when it has ended. */
export interface Reservation extends Pair {
  readonly at: number;
  readonly day: string;
  readonly tokens: number;
}

/**
 * Counts a request before it is sent, with the tokens it is expected to take. A crash before
 * {@link settle} leaves it counted: too careful by one request at most, never too bold.
 */
export function reserve(
  ledger: Ledger,
  request: Pair & { readonly tokens: number; readonly now: number },
): { readonly ledger: Ledger; readonly reservation: Reservation } {
  const { key, model, tokens, now } = request;
  return {
    ledger: recordRequest(ledger, request),
    reservation: { key, model, at: now, day: pacificDay(now), tokens },
  };
}

/** Counts one request of this many tokens at `now`, for its minute and its Pacific day. */
export function recordRequest(
  ledger: Ledger,
  request: Pair & { readonly tokens: number; readonly now: number },
): Ledger {
  return updateEntry(ledger, request, (entry) => {
    const today = ofDay(entry, pacificDay(request.now));
    const tokens = wholeTokens(request.tokens);
    return {
      ...today,
      requests: today.requests + 1,
      tokens: today.tokens + tokens,
      recent: addRecent(today.recent, { at: request.now, requests: 1, tokens }),
    };
  });
}

/** Puts the tokens that a request really took in place of those that were expected. */
export function recordTokens(ledger: Ledger, reservation: Reservation, actual: number): Ledger {
  const tokens = wholeTokens(actual) - wholeTokens(reservation.tokens);
  return correct(ledger, reservation, {
    day: { requests: 0, tokens },
    minute: { requests: 0, tokens },
  });
}

/** Ends a reservation whose request was answered with `promptTokens` tokens of input. */
export function settleReply(
  ledger: Ledger,
  reservation: Reservation,
  promptTokens: number,
): Ledger {
  const counted = recordTokens(ledger, reservation, promptTokens);
  const healthy = updateEntry(counted, reservation, (entry) => {
    const { unexplained: _none, gone, ...rest } = entry;
    const served = entry.day === reservation.day ? entry.requests : 0;
    const proven = Math.max(entry.proven ?? 0, served);
    // An answer to a request that was sent before a refusal does not disprove the refusal.
    const stillGone = gone !== undefined && gone.since > reservation.at;
    return { ...rest, proven, ...(stillGone ? { gone } : {}) };
  });
  const keys = healthy.keys.filter(
    (note) => note.key !== reservation.key || note.since > reservation.at,
  );
  return { ...healthy, keys };
}

/** Ends a reservation whose request failed: takes back what was not spent, remembers the fault. */
export function settleFault(
  ledger: Ledger,
  reservation: Reservation,
  outcome: { readonly fault: ApiFault; readonly now: number },
): Ledger {
  const { fault, now } = outcome;
  const spent = fault.unsent ? 'no' : POLICIES[fault.kind].quotaSpent;
  const settled = settle(ledger, reservation, spent);
  return recordFault(settled, { key: reservation.key, model: reservation.model, fault, now });
}

/** Ends a reservation: `no` takes it back, `unknown` keeps it in the minute only, `yes` keeps it. */
export function settle(
  ledger: Ledger,
  reservation: Reservation,
  spent: 'yes' | 'no' | 'unknown',
): Ledger {
  if (spent === 'yes') return ledger;
  const back = { requests: -1, tokens: -wholeTokens(reservation.tokens) };
  const minute = spent === 'no' ? back : { requests: 0, tokens: 0 };
  return correct(ledger, reservation, { day: back, minute });
}

/** The keys of these that are switched off at `now`, with the reason: for the run's annotations. */
export function keysOff(ledger: Ledger, keys: readonly string[], now: number): readonly KeyNote[] {
  return ledger.keys.filter((note) => keys.includes(note.key) && note.until > now);
}

/** How long an entry that nobody uses is kept. */
const KEEP_DAYS = 30;

/** Without the entries and notes of pairs that have not been used or refused for a month. */
export function tidyLedger(ledger: Ledger, now: number): Ledger {
  const oldest = addDays(pacificDay(now), -KEEP_DAYS);
  return {
    ...ledger,
    entries: ledger.entries.filter((entry) => entry.day >= oldest),
    keys: ledger.keys.filter((note) => pacificDay(note.since) >= oldest),
  };
}

/** Forgets what was learnt and noted (limits, blocks, keys that are off), keeps what was used. */
export function forgetRefusals(ledger: Ledger): Ledger {
  const entries = ledger.entries.map(({ key, model, day, requests, tokens, recent }) => ({
    key,
    model,
    day,
    requests,
    tokens,
    recent,
    learnt: {},
  }));
  return { ...ledger, entries, keys: [] };
}

interface Use {
  readonly requests: number;
  readonly tokens: number;
}

/** Corrects the counts of the day and the minute that a reservation was counted in. */
function correct(
  ledger: Ledger,
  reservation: Reservation,
  change: { readonly day: Use; readonly minute: Use },
): Ledger {
  return updateEntry(ledger, reservation, (entry) => {
    const sameDay = entry.day === reservation.day;
    return {
      ...entry,
      requests: Math.max(0, entry.requests + (sameDay ? change.day.requests : 0)),
      tokens: Math.max(0, entry.tokens + (sameDay ? change.day.tokens : 0)),
      recent: addRecent(entry.recent, { at: reservation.at, ...change.minute }),
    };
  });
}

/** Tokens as a whole number that JSON can hold, whatever a reply claims. */
function wholeTokens(tokens: number): number {
  return Number.isFinite(tokens) ? Math.min(Math.max(0, Math.round(tokens)), 1e12) : 0;
}
