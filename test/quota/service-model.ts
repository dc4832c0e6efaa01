import type { ApiFailureFacts } from '../../src/quota/kinds.ts';
import { pacificDay } from '../../src/quota/pacific.ts';
import { answered, capturedBody } from './support.ts';

/** Limits of every project and model of the simulated service. */
export interface ServiceLimits {
  readonly requestsPerDay: number;
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
}

/** What the service answers to one request. */
export type Served =
  | { readonly kind: 'ok' }
  | { readonly kind: 'failed'; readonly failure: ApiFailureFacts };

/** What the service saw, for the laws that the simulation checks. */
export interface Books {
  /** Requests that quota allowed, by Pacific day. */
  readonly served: Map<string, number>;
  /** Daily refusals, by key, model and day. */
  readonly daily: Map<string, number>;
  /** Minute refusals in all. */
  minute: number;
  /** Requests of a pair on a day on which it had already been refused for the day. */
  afterDaily: number;
  faults: number;
}

/** A service with quotas by project and model, enforced by sliding minutes and Pacific days. */
export interface Service {
  readonly books: Books;
  readonly send: (request: {
    readonly key: string;
    readonly model: string;
    readonly tokens: number;
    readonly now: number;
  }) => Served;
}

const MINUTE_MS = 60_000;
const DAY_BODY = capturedBody('429-rpd-free-gemini-3.5-flash.json');
const REQUESTS_BODY = capturedBody('429-rpm-free-gemini-2.5-pro.json');
const TOKENS_BODY = capturedBody('429-tpm-paid-gemini-2.5-pro.json');

function withValue(body: string, value: number): ApiFailureFacts {
  return answered(
    429,
    body
      .replace(/"quotaValue": "\d+"/u, `"quotaValue": "${value}"`)
      .replaceAll(/limit: \d+/gu, `limit: ${value}`),
  );
}

/**
 * Makes a {@link Service}.
 *
 * @param projectOf the project of a key
 * @param sick a fault of the service in place of an answer; called for each request
 */
export function makeService(
  limits: ServiceLimits,
  projectOf: (key: string) => string,
  sick: () => 'well' | 'overloaded' | 'internal' = () => 'well',
): Service {
  const books: Books = { served: new Map(), daily: new Map(), minute: 0, afterDaily: 0, faults: 0 };
  const perDay = new Map<string, number>();
  const recent = new Map<string, { at: number; tokens: number }[]>();
  const add = (map: Map<string, number>, key: string): void => {
    map.set(key, (map.get(key) ?? 0) + 1);
  };
  return {
    books,
    send: ({ key, model, tokens, now }) => {
      const day = pacificDay(now);
      const pairToday = `${key} ${model} ${day}`;
      const quotaToday = `${projectOf(key)} ${model} ${day}`;
      const quota = `${projectOf(key)} ${model}`;
      if (books.daily.has(pairToday)) books.afterDaily += 1;
      if ((perDay.get(quotaToday) ?? 0) >= limits.requestsPerDay) {
        add(books.daily, pairToday);
        return { kind: 'failed', failure: withValue(DAY_BODY, limits.requestsPerDay) };
      }
      const minute = (recent.get(quota) ?? []).filter(({ at }) => at > now - MINUTE_MS);
      if (minute.length >= limits.requestsPerMinute) {
        books.minute += 1;
        return { kind: 'failed', failure: withValue(REQUESTS_BODY, limits.requestsPerMinute) };
      }
      if (minute.reduce((sum, use) => sum + use.tokens, tokens) > limits.tokensPerMinute) {
        books.minute += 1;
        return { kind: 'failed', failure: withValue(TOKENS_BODY, limits.tokensPerMinute) };
      }
      const health = sick();
      if (health === 'overloaded') {
        books.faults += 1;
        return { kind: 'failed', failure: answered(503, capturedBody('503-overloaded.json')) };
      }
      recent.set(quota, [...minute, { at: now, tokens }]);
      add(perDay, quotaToday);
      add(books.served, day);
      if (health === 'well') return { kind: 'ok' };
      books.faults += 1;
      return { kind: 'failed', failure: answered(500, capturedBody('500-internal.json')) };
    },
  };
}
