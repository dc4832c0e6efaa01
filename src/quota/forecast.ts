import { availability, effectiveLimits, leftToday, usedOn } from './availability.ts';
import type { ModelChoice } from './choose.ts';
import { entryOf } from './entries.ts';
import { addDays, nextPacificMidnight, pacificDay } from './pacific.ts';
import type { Ledger, Limits, Pair } from './types.ts';

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** Input tokens of a second of audio (ai.google.dev/gemini-api/docs/audio). */
const AUDIO_TOKENS_PER_SEC = 32;
/** Instructions, names and the tail of the part before, around each chunk's audio; a rough guess. */
const PROMPT_TOKENS = 700;
/** Speech of about 150 words a minute with its stamps and a little thinking; a rough guess. */
const OUTPUT_TOKENS_PER_SEC = 5;

/** What a model costs on the paid tier, in dollars a million tokens. */
export interface Price {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/** What a forecast is made from. */
export interface ForecastQuery {
  readonly ledger: Ledger;
  /** Fingerprints. */
  readonly keys: readonly string[];
  /** In the order of preference. */
  readonly models: readonly ModelChoice[];
  /** Epoch ms. */
  readonly now: number;
  /** Unfinished episodes; an absent length is unknown. */
  readonly episodes: readonly { readonly durationSec?: number; readonly chunksDone: number }[];
  /** Length of a chunk, seconds. */
  readonly chunkSec: number;
  /** Length to assume where nobody says, seconds. */
  readonly assumedDurationSec: number;
  /** How much time the schedule gives. */
  readonly schedule: {
    readonly runsPerDay: number;
    /** Time budget of one run, ms. */
    readonly budgetMs: number;
    /** Expected time of a request, ms. */
    readonly requestMs: number;
    /** Requests at once. */
    readonly concurrency: number;
  };
  /** By model. */
  readonly prices: Readonly<Record<string, Price>>;
}

/** How much is left to do, and when it will be done. */
export interface Forecast {
  readonly episodes: number;
  /** Hours of audio that are not transcribed. */
  readonly hours: number;
  /** Model requests that they need. */
  readonly requests: number;
  /** Estimates. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In dollars, on the paid tier of the first model whose price is known; absent: none is. */
  readonly price?: { readonly model: string; readonly dollars: number };
  /** Requests that the quota still allows today; absent: nobody knows the limit yet. */
  readonly quotaToday?: number;
  /** Requests that the quota allows on a whole day; absent: nobody knows the limit yet. */
  readonly quotaPerDay?: number;
  /** What sets the pace. */
  readonly bound: 'quota' | 'time';
  /** Pacific day on which the last request is sent; absent: never, as things are. */
  readonly doneOn?: string;
}

/** What is left of the backlog: hours, requests, tokens, price, and the day when it will be done. */
export function forecast(query: ForecastQuery): Forecast {
  const work = workOf(query);
  const quota = quotaOf(query);
  const pace = paceOf(query, quota);
  const price = priceOf(query, work);
  const doneOn = dayDone(query, work.requests, pace);
  return {
    ...work,
    ...(price === undefined ? {} : { price }),
    ...(Number.isFinite(quota.today) ? { quotaToday: quota.today } : {}),
    ...(Number.isFinite(quota.perDay) ? { quotaPerDay: quota.perDay } : {}),
    bound: pace.bound,
    ...(doneOn === undefined ? {} : { doneOn }),
  };
}

type Work = Pick<Forecast, 'episodes' | 'hours' | 'requests' | 'inputTokens' | 'outputTokens'>;

function workOf(query: ForecastQuery): Work {
  const { chunkSec, assumedDurationSec } = query;
  let seconds = 0;
  let requests = 0;
  for (const { durationSec, chunksDone } of query.episodes) {
    const whole = durationSec ?? assumedDurationSec;
    // A remainder of a fiftieth of a chunk is not cut off as one of its own.
    const chunks = Math.max(1, Math.ceil(whole / chunkSec - 0.02));
    const left = Math.max(0, chunks - chunksDone);
    requests += left;
    seconds += (whole * left) / chunks;
  }
  return {
    episodes: query.episodes.length,
    hours: seconds / 3_600,
    requests,
    inputTokens: Math.round(seconds * AUDIO_TOKENS_PER_SEC + requests * PROMPT_TOKENS),
    outputTokens: Math.round(seconds * OUTPUT_TOKENS_PER_SEC),
  };
}

interface Quota {
  readonly today: number;
  readonly perDay: number;
}

/** The part of a {@link ForecastQuery} that tells what the quota allows. */
export type QuotaQuery = Pick<ForecastQuery, 'ledger' | 'keys' | 'models' | 'now' | 'chunkSec'>;

/**
 * Requests for parts of this length that the quota allows on a whole day, over all keys and models
 * that can serve at all; Infinity where a limit is not known.
 */
export function requestsPerDay(query: QuotaQuery): number {
  return quotaOf(query).perDay;
}

/** Requests by quota, summed over all keys and models that can serve at all; Infinity: unknown. */
function quotaOf(query: QuotaQuery): Quota {
  const { ledger, keys, models, now, chunkSec } = query;
  const tokens = chunkSec * AUDIO_TOKENS_PER_SEC + PROMPT_TOKENS;
  let today = 0;
  let perDay = 0;
  for (const { model, limits } of models) {
    for (const key of keys) {
      const when = availability(ledger, { key, model, limits, tokens, now });
      if (when.kind === 'never') continue;
      const pair = { key, model };
      const known = lastKnownLimits(ledger, pair, limits);
      perDay += byDay(known.requestsPerDay, known.tokensPerDay, tokens);
      if (when.kind === 'exhausted' && when.untilMs >= nextPacificMidnight(now)) continue;
      const left = leftToday(ledger, { ...pair, limits: known, now });
      today += byDay(left.requests, left.tokens, tokens);
    }
  }
  return { today, perDay };
}

/** Limits as last heard of, however long ago: the best guess there is. */
function lastKnownLimits(ledger: Ledger, pair: Pair, configured: Limits): Limits {
  const entry = entryOf(ledger, pair);
  return effectiveLimits(entry, configured, 0);
}

function byDay(
  requests: number | undefined,
  tokens: number | undefined,
  tokensEach: number,
): number {
  return Math.min(requests ?? Infinity, Math.floor((tokens ?? Infinity) / tokensEach));
}

interface Pace extends Quota {
  readonly bound: 'quota' | 'time';
}

function paceOf(query: ForecastQuery, quota: Quota): Pace {
  const { runsPerDay, budgetMs, requestMs, concurrency } = query.schedule;
  const perRun = Math.floor((budgetMs / Math.max(1, requestMs)) * concurrency);
  const byTime = runsPerDay * perRun;
  const leftOfDay = (nextPacificMidnight(query.now) - query.now) / DAY_MS;
  return {
    perDay: Math.min(quota.perDay, byTime),
    today: Math.min(quota.today, Math.ceil(byTime * Math.min(1, leftOfDay))),
    bound: quota.perDay <= byTime ? 'quota' : 'time',
  };
}

function dayDone(query: ForecastQuery, requests: number, pace: Pace): string | undefined {
  const today = pacificDay(query.now);
  const later = requests - pace.today;
  if (later <= 0) return today;
  const days = Math.ceil(later / pace.perDay);
  // Beyond a century it is never; the calendar ends somewhere too.
  return Number.isFinite(days) && days <= 36_525 ? addDays(today, days) : undefined;
}

function priceOf(query: ForecastQuery, work: Work): Forecast['price'] {
  const known = new Map(Object.entries(query.prices));
  for (const { model } of query.models) {
    const price = known.get(model);
    if (price === undefined) continue;
    const { inputPerMillion, outputPerMillion } = price;
    const millionths = work.inputTokens * inputPerMillion + work.outputTokens * outputPerMillion;
    return { model, dollars: millionths / 1_000_000 };
  }
  return undefined;
}

/**
 * Requests of this size that keys and models can serve between `now` and `until` (epoch ms), for
 * planning a slice; Infinity where no limit is known.
 */
export function capacity(
  ledger: Ledger,
  query: {
    readonly keys: readonly string[];
    readonly models: readonly ModelChoice[];
    readonly tokens: number;
    readonly now: number;
    readonly until: number;
    /** Limits of single pairs, in place of their model's: shares of a fan-out. */
    readonly shares?: readonly (Pair & { readonly limits: Limits })[];
    /** Counts only what is sure: of a pair whose daily limit is not known what it has proven to serve. */
    readonly isSure?: boolean;
  },
): number {
  const { keys, tokens, now, until, shares = [], isSure = false } = query;
  let sum = 0;
  for (const { model, limits, openUntil = 0 } of query.models) {
    for (const key of keys) {
      const share = shares.find((one) => one.key === key && one.model === model);
      const own = share?.limits ?? limits;
      const when = availability(ledger, { key, model, limits: own, tokens, now });
      if (when.kind === 'never') continue;
      const from = Math.max(now, openUntil, when.kind === 'now' ? now : when.untilMs);
      if (from > until) continue;
      const pair = { key, model, limits: own };
      const most = between(ledger, pair, { from, until, tokens });
      sum += isSure ? Math.min(most, provenLeft(ledger, { ...pair, now: from })) : most;
    }
  }
  return sum;
}

function provenLeft(
  ledger: Ledger,
  pair: Pair & { readonly limits: Limits; readonly now: number },
): number {
  const entry = entryOf(ledger, pair);
  const { requestsPerDay } = effectiveLimits(entry, pair.limits, pair.now);
  if (requestsPerDay !== undefined) return Infinity;
  return Math.max(0, (entry?.proven ?? 0) - usedOn(entry, pacificDay(pair.now)).requests);
}

function between(
  ledger: Ledger,
  pair: Pair & { readonly limits: Limits },
  span: { readonly from: number; readonly until: number; readonly tokens: number },
): number {
  const { from, until, tokens } = span;
  const limits = effectiveLimits(entryOf(ledger, pair), pair.limits, from);
  const left = leftToday(ledger, { ...pair, now: from });
  let byDays = byDay(left.requests, left.tokens, tokens);
  for (let day = nextPacificMidnight(from); day <= until; day = nextPacificMidnight(day)) {
    byDays += byDay(limits.requestsPerDay, limits.tokensPerDay, tokens);
  }
  const minutes = Math.floor((until - from) / MINUTE_MS) + 1;
  const aMinute = byDay(limits.requestsPerMinute, limits.tokensPerMinute, tokens);
  return Math.min(byDays, minutes * Math.max(1, aMinute));
}
