import { counted } from '../base/count.ts';
import { entryOf, LIMIT_NAMES } from './entries.ts';
import { nextPacificMidnight, pacificDay } from './pacific.ts';
import type { Ledger, LedgerEntry, Limits, Pair } from './types.ts';
import { earliestInMinute } from './window.ts';

/**
 * How long a learnt limit is believed. After that it is tried anew, at the price of one refused
 * request: a project that was given more quota, or billing, would never show it otherwise.
 */
export const LEARNT_FOR_MS = 7 * 24 * 3_600_000;

/**
 * How long it is believed that a model is not offered to a key, or not allowed it at all. Its owner
 * may mend that at any time, and where nothing else serves every run fails meanwhile.
 */
export const DENIED_FOR_MS = 24 * 3_600_000;

/** Whether a pair can serve a request, and when. */
export type Availability =
  | { readonly kind: 'now' }
  /** Pacing: a limit a minute, or a short pause after a refusal. */
  | { readonly kind: 'wait'; readonly untilMs: number; readonly reason: string }
  /** The day's quota or credit is used up. */
  | { readonly kind: 'exhausted'; readonly untilMs: number; readonly reason: string }
  /** Not by waiting. `cause` says whose matter it is. */
  | { readonly kind: 'never'; readonly cause: NeverCause; readonly reason: string };

/** `key`: it is switched off; `model`: not offered, or no allowance; `size`: larger than a limit admits. */
export type NeverCause = 'key' | 'model' | 'size';

/** One request that might be sent. */
export interface AvailabilityQuery extends Pair {
  /** Configured limits of the pair. */
  readonly limits: Limits;
  /** Input tokens that the request is expected to take. */
  readonly tokens: number;
  /** Epoch ms. */
  readonly now: number;
}

/** Whether a pair can serve a request of this size at `now`, by all that the ledger knows. */
export function availability(ledger: Ledger, query: AvailabilityQuery): Availability {
  const { key, now } = query;
  const note = ledger.keys.find((item) => item.key === key && item.until > now);
  if (note?.state === 'dead') return { kind: 'never', cause: 'key', reason: note.reason };
  const entry = entryOf(ledger, query);
  if (entry?.gone !== undefined && entry.gone.since + DENIED_FOR_MS > now) {
    return { kind: 'never', cause: 'model', reason: entry.gone.reason };
  }
  const limits = effectiveLimits(entry, query.limits, now);
  const refused = refusedForGood(limits, query);
  if (refused !== undefined) return refused;
  if (note !== undefined) return { kind: 'exhausted', untilMs: note.until, reason: note.reason };
  if (entry === undefined) return { kind: 'now' };
  return byUse(entry, limits, query);
}

/**
 * Limits that hold at `now`: the lower of the configured one (a user may want to spend less) and the
 * learnt one while it is believed. Absent: unknown.
 */
export function effectiveLimits(
  entry: LedgerEntry | undefined,
  configured: Limits,
  now: number,
): Limits {
  const limits: { -readonly [name in keyof Limits]: Limits[name] } = { ...configured };
  for (const name of LIMIT_NAMES) {
    const learnt = entry?.learnt[name];
    const believedMs = learnt?.value === 0 ? DENIED_FOR_MS : LEARNT_FOR_MS;
    if (learnt === undefined || learnt.at + believedMs <= now) continue;
    limits[name] = Math.min(limits[name] ?? Infinity, learnt.value);
    if (name === 'tokensPerMinute' && limits.tokensPerRequest !== undefined) {
      limits.tokensPerRequest = Math.min(limits.tokensPerRequest, learnt.value);
    }
  }
  return limits;
}

/** What of the day's limits is left to a pair at `now`; Infinity where the limit is unknown. */
export function leftToday(
  ledger: Ledger,
  pair: Pair & { readonly limits: Limits; readonly now: number },
): { readonly requests: number; readonly tokens: number } {
  const entry = entryOf(ledger, pair);
  const limits = effectiveLimits(entry, pair.limits, pair.now);
  const used = usedOn(entry, pacificDay(pair.now));
  return {
    requests: Math.max(0, (limits.requestsPerDay ?? Infinity) - used.requests),
    tokens: Math.max(0, (limits.tokensPerDay ?? Infinity) - used.tokens),
  };
}

/**
 * True when the next request may be the one too many: the day's limit is not known (or no longer
 * believed), and more have been sent today than were ever served on a day.
 */
export function isUnproven(
  ledger: Ledger,
  query: Pick<AvailabilityQuery, 'key' | 'model' | 'limits' | 'now'>,
): boolean {
  const entry = entryOf(ledger, query);
  if (effectiveLimits(entry, query.limits, query.now).requestsPerDay !== undefined) return false;
  return usedOn(entry, pacificDay(query.now)).requests >= (entry?.proven ?? 0);
}

/** True while a key is switched off because the service refuses it. */
export function isDead(ledger: Ledger, key: string, now: number): boolean {
  return ledger.keys.some((note) => note.key === key && note.state === 'dead' && note.until > now);
}

/** What a pair has used on a Pacific day. A clock that went back still counts the later day. */
export function usedOn(
  entry: LedgerEntry | undefined,
  day: string,
): { readonly requests: number; readonly tokens: number } {
  if (entry === undefined || entry.day < day) return { requests: 0, tokens: 0 };
  return { requests: entry.requests, tokens: entry.tokens };
}

function refusedForGood(limits: Limits, query: AvailabilityQuery): Availability | undefined {
  const { model, tokens } = query;
  if (LIMIT_NAMES.some((name) => limits[name] === 0)) {
    return { kind: 'never', cause: 'model', reason: `${model}: no allowance` };
  }
  const perMinute = Math.max(limits.tokensPerMinute ?? Infinity, limits.tokensPerRequest ?? 0);
  if (tokens > Math.min(perMinute, limits.tokensPerDay ?? Infinity)) {
    const period = tokens > perMinute ? 'minute' : 'day';
    const limit = Math.min(perMinute, limits.tokensPerDay ?? Infinity);
    const reason = `${model}: the request needs ${counted(tokens, 'token')}, a ${period} allows ${limit}`;
    return { kind: 'never', cause: 'size', reason };
  }
  return undefined;
}

function byUse(entry: LedgerEntry, limits: Limits, query: AvailabilityQuery): Availability {
  const { model, tokens, now } = query;
  const blocked =
    entry.blocked !== undefined && entry.blocked.until > now ? entry.blocked : undefined;
  if (blocked?.kind === 'day') {
    return { kind: 'exhausted', untilMs: blocked.until, reason: blocked.reason };
  }
  const used = usedOn(entry, pacificDay(now));
  const spent = daySpent(used, limits, tokens);
  if (spent !== undefined) {
    return { kind: 'exhausted', untilMs: nextPacificMidnight(now), reason: `${model}: ${spent}` };
  }
  const untilMs = earliestInMinute(entry.recent, {
    tokens,
    now: Math.max(now, blocked?.until ?? 0),
    requestsPerMinute: limits.requestsPerMinute ?? Infinity,
    tokensPerMinute: limits.tokensPerMinute ?? Infinity,
  });
  if (untilMs <= now) return { kind: 'now' };
  const reason = blocked?.reason ?? `${model}: keeping under the limits a minute`;
  return { kind: 'wait', untilMs, reason };
}

function daySpent(
  used: { readonly requests: number; readonly tokens: number },
  limits: Limits,
  tokens: number,
): string | undefined {
  if (used.requests >= (limits.requestsPerDay ?? Infinity)) {
    return usedUp(limits.requestsPerDay, 'request');
  }
  if (used.tokens + tokens > (limits.tokensPerDay ?? Infinity)) {
    return usedUp(limits.tokensPerDay, 'token');
  }
  return undefined;
}

function usedUp(limit: number | undefined, thing: string): string {
  return `the day's ${counted(limit ?? 0, thing)} ${limit === 1 ? 'is' : 'are'} used up`;
}
