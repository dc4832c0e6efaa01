import { availability, isDead, isUnproven, usedOn } from './availability.ts';
import type { Availability } from './availability.ts';
import { entryOf } from './entries.ts';
import { pacificDay } from './pacific.ts';
import type { Ledger, Limits, Pair } from './types.ts';

/** Longest wait that counts as pacing, in ms; beyond it the work is deferred. */
export const PACING_MS = 90_000;

/** A model that may serve, in the order of preference. */
export interface ModelChoice {
  readonly model: string;
  /** Configured limits of one project. */
  readonly limits: Limits;
  /** Its breaker is open until then, epoch ms; absent: closed. */
  readonly openUntil?: number;
  /** The fault that opened it last, in words. */
  readonly openBecause?: string;
}

/** What {@link choose} decides upon. */
export interface ChooseQuery {
  readonly ledger: Ledger;
  /** Fingerprints, in the configured order. */
  readonly keys: readonly string[];
  /** In the configured order of preference. */
  readonly models: readonly ModelChoice[];
  /** Input tokens that the request is expected to take. */
  readonly tokens: number;
  /** Epoch ms. */
  readonly now: number;
  /** The last instant (epoch ms) at which this request may begin and still end inside the budget. */
  readonly deadline: number;
  /** Pairs that have failed this chunk and are not to be asked again. */
  readonly exclude?: readonly Pair[];
  /** The key whose project holds the chunk's uploaded file: no other can serve it. */
  readonly pinnedKey?: string;
  /** Limits of single pairs, in place of their model's: shares of a fan-out. */
  readonly shares?: readonly (Pair & { readonly limits: Limits })[];
  /**
   * A pair for each request that is under way. When given, a pair whose daily limit is not known is
   * asked one request at a time beyond what it has proven to serve: in parallel, several would meet
   * the daily refusal before the first one tells of it. Absent: no such care.
   */
  readonly inFlight?: readonly Pair[];
  /** How long a better model is waited for while a lesser one is free, ms; absent: {@link PACING_MS}. */
  readonly patienceMs?: number;
}

/**
 * Why no pair can serve, now or later. `keys`: all are switched off, a configuration fault;
 * `models`: none is offered to any key, one too; `size`: the request is larger than any limit admits;
 * `excluded`: every other pair has failed this chunk; `pinned`: only the pinned key is switched off.
 */
export type NoneCause = 'pinned' | 'keys' | 'models' | 'size' | 'excluded';

/** What to do with a chunk. */
export type Choice =
  | { readonly kind: 'use'; readonly key: string; readonly model: string }
  /** Choose again then; at most {@link PACING_MS} away and before the deadline. */
  | { readonly kind: 'wait'; readonly untilMs: number; readonly reason: string }
  | {
      readonly kind: 'defer';
      /** The earliest moment at which some pair can serve. */
      readonly notBefore: number;
      readonly cause: 'quota' | 'breaker' | 'time-budget';
      readonly reason: string;
    }
  | { readonly kind: 'none'; readonly cause: NoneCause; readonly reason: string };

interface Option extends Pair {
  readonly when: Availability;
  /** Held back by its model's breaker, not by quota. */
  readonly broken: boolean;
}

/**
 * The pair that serves a chunk. The first model in order wins as long as any key can serve it now or
 * within the pacing wait, since models differ in quality and one transcript should come from one
 * model; a lesser model is taken when every key of the better one is out for longer (its day is
 * spent, it is gone, its breaker is open) or the wait would pass the deadline. Among the keys of a
 * model the least used one of the day wins. Only when no pair at all can serve is work deferred.
 */
export function choose(query: ChooseQuery): Choice {
  const options = optionsOf(query);
  const { now, deadline } = query;
  if (options.length === 0) return noOption(query);
  const possible = options.filter((option) => option.when.kind !== 'never');
  if (possible.length === 0) return noneOf(options, query);
  const earliest = earliestOf(possible, now);
  if (deadline < now) {
    return {
      kind: 'defer',
      notBefore: Math.max(now, earliest.at),
      cause: 'time-budget',
      reason: 'the time budget holds no further request',
    };
  }
  const patience = Math.min(deadline, now + (query.patienceMs ?? PACING_MS));
  for (const { model } of query.models) {
    const best = bestOf(possible, model, { now, latest: patience });
    if (best !== undefined) return asChoice(best, now);
  }
  // Reached with little patience: any wait that is still pacing beats a deferral.
  if (earliest.at <= Math.min(deadline, now + PACING_MS)) return asChoice(earliest.option, now);
  return {
    kind: 'defer',
    notBefore: earliest.at,
    cause:
      earliest.at > now + PACING_MS
        ? earliest.option.broken
          ? 'breaker'
          : 'quota'
        : 'time-budget',
    reason: reasonOf(earliest.option.when),
  };
}

function optionsOf(query: ChooseQuery): readonly Option[] {
  const { ledger, tokens, now } = query;
  const excluded = new Set((query.exclude ?? []).map(pairId));
  const shares = new Map((query.shares ?? []).map((share) => [pairId(share), share.limits]));
  const keys = query.pinnedKey === undefined ? query.keys : [query.pinnedKey];
  return query.models.flatMap(({ model, limits, openUntil, openBecause }) =>
    keys
      .filter((key) => !excluded.has(pairId({ key, model })))
      .map((key) => {
        const own = shares.get(pairId({ key, model })) ?? limits;
        const asked = { key, model, limits: own, tokens, now };
        const free = oneAtATime(availability(ledger, asked), asked, query);
        return {
          key,
          model,
          ...withBreaker(free, { model, openUntil, openBecause, now }),
          ...loadOf(ledger, { key, model }, now),
        };
      })
      .toSorted((a, b) => a.load - b.load),
  );
}

/** How soon to look again whether a request that goes alone has ended, ms. */
const ALONE_MS = 1_000;

function oneAtATime(
  when: Availability,
  asked: Pair & { readonly limits: Limits; readonly now: number },
  query: ChooseQuery,
): Availability {
  const { ledger, now, inFlight = [] } = query;
  const busy = inFlight.some(({ key, model }) => key === asked.key && model === asked.model);
  if (when.kind !== 'now' || !busy || !isUnproven(ledger, asked)) return when;
  const reason = `${asked.model}: one request at a time until the day's limit is known`;
  return { kind: 'wait', untilMs: now + ALONE_MS, reason };
}

function withBreaker(
  when: Availability,
  breaker: {
    readonly model: string;
    readonly openUntil: number | undefined;
    readonly openBecause: string | undefined;
    readonly now: number;
  },
): Pick<Option, 'when' | 'broken'> {
  const { openUntil, openBecause = '', now, model } = breaker;
  if (openUntil === undefined || openUntil <= now || when.kind === 'never') {
    return { when, broken: false };
  }
  if (when.kind !== 'now' && when.untilMs >= openUntil) return { when, broken: false };
  // A rest hides what the user could mend, such as an address that leads nowhere.
  const last = openBecause.replace(`${model}: `, '');
  const reason = `${model}: paused after repeated faults of the service${last === '' ? '' : `, the last: ${last}`}`;
  return { when: { kind: 'exhausted', untilMs: openUntil, reason }, broken: true };
}

/** Requests that the pair has served today: the least loaded key goes first, ties keep their order. */
function loadOf(ledger: Ledger, pair: Pair, now: number): { readonly load: number } {
  return { load: usedOn(entryOf(ledger, pair), pacificDay(now)).requests };
}

/** The pair of a model that can serve first, no later than `latest`; among equals the least loaded. */
function bestOf(
  options: readonly Option[],
  model: string,
  span: { readonly now: number; readonly latest: number },
): Option | undefined {
  const ofModel = options.filter((option) => option.model === model);
  if (ofModel.length === 0) return undefined;
  const { at, option } = earliestOf(ofModel, span.now);
  return at <= span.latest ? option : undefined;
}

function earliestOf(
  options: readonly Option[],
  now: number,
): { readonly at: number; readonly option: Option } {
  const timed = options.map((option) => ({ option, at: servesAt(option.when, now) }));
  return timed.reduce((first, other) => (other.at < first.at ? other : first));
}

function servesAt(when: Availability, now: number): number {
  switch (when.kind) {
    case 'now':
      return now;
    case 'wait':
    case 'exhausted':
      return Math.max(now, when.untilMs);
    case 'never':
      return Infinity;
  }
}

function asChoice(option: Option, now: number): Choice {
  const { key, model, when } = option;
  if (when.kind === 'now') return { kind: 'use', key, model };
  return { kind: 'wait', untilMs: servesAt(when, now), reason: reasonOf(when) };
}

function reasonOf(when: Availability): string {
  return when.kind === 'now' ? '' : when.reason;
}

function noOption(query: ChooseQuery): Choice {
  if (query.keys.length === 0 && query.pinnedKey === undefined) {
    return { kind: 'none', cause: 'keys', reason: 'there is no key' };
  }
  if (query.models.length === 0)
    return { kind: 'none', cause: 'models', reason: 'there is no model' };
  return { kind: 'none', cause: 'excluded', reason: 'every key and model has been tried' };
}

/** When nothing can ever serve: dead keys explain it only if every key is dead. */
function noneOf(options: readonly Option[], query: ChooseQuery): Choice {
  const nevers = options.flatMap(({ when }) => (when.kind === 'never' ? [when] : []));
  // A shorter chunk would be served: that is the most hopeful of the causes.
  const worst = (['size', 'model', 'key'] as const).find((wanted) =>
    nevers.some((never) => never.cause === wanted),
  );
  const reasons = new Set(
    nevers.filter(({ cause }) => cause === worst).map(({ reason }) => reason),
  );
  const cause = worst === 'size' ? 'size' : causeBeyondSize(options, query);
  return { kind: 'none', cause, reason: [...reasons].slice(0, 5).join('; ') };
}

function causeBeyondSize(options: readonly Option[], query: ChooseQuery): NoneCause {
  const { ledger, keys, now, pinnedKey } = query;
  const alive = keys.filter((key) => !isDead(ledger, key, now));
  if (alive.length === 0) return 'keys';
  if (pinnedKey !== undefined && isDead(ledger, pinnedKey, now)) return 'pinned';
  const wanted = pinnedKey === undefined ? alive : [pinnedKey];
  const considered = options.filter(({ key }) => wanted.includes(key)).length;
  return considered < wanted.length * query.models.length ? 'excluded' : 'models';
}

function pairId({ key, model }: Pair): string {
  return `${key}\n${model}`;
}
