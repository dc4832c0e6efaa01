import { quotaError } from './gemini-errors.ts';
import type { ErrorAnswer } from './gemini-errors.ts';

/** Quotas of a project and model; the first rule that fits holds. What is absent is unlimited. */
export interface QuotaRule {
  /** Absent: every project. */
  readonly project?: string;
  /** As asked for or as routed; absent: every model. */
  readonly model?: string;
  readonly requestsPerDay?: number;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  /** Free by default. */
  readonly tier?: 'free' | 'paid';
}

/** One request as the quota sees it. `at`: epoch ms. */
export interface QuotaRequest {
  readonly at: number;
  readonly project: string;
  /** As asked for. */
  readonly model: string;
  /** As routed: quotas are counted by it. */
  readonly modelVersion: string;
  readonly tokens: number;
}

/** Counts what was let through. */
export interface QuotaBook {
  /** Lets a request through and counts it, or refuses it, which costs nothing. */
  admit(request: QuotaRequest): ErrorAnswer | undefined;
  setRules(rules: readonly QuotaRule[]): void;
  /** Requests let through on the Pacific day that holds `at`. */
  usedToday(project: string, modelVersion: string, at: number): number;
}

const MINUTE_MS = 60_000;

/** The day in Los Angeles, where the daily quota begins anew at midnight: `2026-11-24`. */
const PACIFIC_DAY = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** A book with these rules. The minute slides: at any moment the last 60 s count. */
export function makeQuotaBook(first: readonly QuotaRule[]): QuotaBook {
  let rules = first;
  const days = new Map<string, number>();
  const minutes = new Map<string, { readonly at: number; readonly tokens: number }[]>();
  const dayKey = (project: string, model: string, at: number): string =>
    `${project}\n${model}\n${PACIFIC_DAY.format(at)}`;

  return {
    setRules: (next) => {
      rules = next;
    },
    usedToday: (project, model, at) => days.get(dayKey(project, model, at)) ?? 0,
    admit: (request) => {
      const pair = `${request.project}\n${request.modelVersion}`;
      const day = dayKey(request.project, request.modelVersion, request.at);
      const recent = (minutes.get(pair) ?? []).filter(({ at }) => at > request.at - MINUTE_MS);
      const rule = rules.find((one) => fits(one, request));
      const used = { today: days.get(day) ?? 0, recent };
      const refusal = rule === undefined ? undefined : check(rule, request, used);
      if (refusal !== undefined) return refusal;
      days.set(day, used.today + 1);
      minutes.set(pair, [...recent, { at: request.at, tokens: request.tokens }]);
      return undefined;
    },
  };
}

function fits(rule: QuotaRule, request: QuotaRequest): boolean {
  const project = rule.project === undefined || rule.project === request.project;
  const named = rule.model === request.model || rule.model === request.modelVersion;
  return project && (rule.model === undefined || named);
}

function check(
  rule: QuotaRule,
  request: QuotaRequest,
  used: {
    readonly today: number;
    readonly recent: readonly { readonly at: number; readonly tokens: number }[];
  },
): ErrorAnswer | undefined {
  const common = { tier: rule.tier ?? 'free', model: request.modelVersion } as const;
  const { requestsPerDay, requestsPerMinute, tokensPerMinute } = rule;
  if (requestsPerDay !== undefined && used.today >= requestsPerDay) {
    // The real service says "retry in 38s" here too, although the day's quota is gone.
    return quotaError({ ...common, kind: 'requests-per-day', limit: requestsPerDay, retrySec: 38 });
  }
  const oldest = used.recent[0]?.at ?? request.at;
  const retrySec = Math.max(1, Math.ceil((oldest + MINUTE_MS - request.at) / 1000));
  if (requestsPerMinute !== undefined && used.recent.length >= requestsPerMinute) {
    return quotaError({
      ...common,
      kind: 'requests-per-minute',
      limit: requestsPerMinute,
      retrySec,
    });
  }
  const tokens = used.recent.reduce((sum, one) => sum + one.tokens, request.tokens);
  if (tokensPerMinute !== undefined && tokens > tokensPerMinute) {
    return quotaError({ ...common, kind: 'tokens-per-minute', limit: tokensPerMinute, retrySec });
  }
  return undefined;
}
