import { readFileSync } from 'node:fs';

/** An answer that is no reply. */
export interface ErrorAnswer {
  readonly status: number;
  /** JSON text, or anything else that a fault wants. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const FOLDER = new URL('../fixtures/gemini-errors/', import.meta.url);

/** The text of a body in `test/fixtures/gemini-errors`, named without `.json`; its status begins the name. */
export function fixture(name: string): ErrorAnswer {
  const body = readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');
  return { status: Number(name.slice(0, 3)), body };
}

/** A body of the service's common shape. */
export function plainError(status: number, word: string, message: string): ErrorAnswer {
  return {
    status,
    body: JSON.stringify({ error: { code: status, message, status: word } }, null, 2),
  };
}

/** What a refusal by quota tells. */
export interface QuotaRefusal {
  readonly kind: 'requests-per-day' | 'requests-per-minute' | 'tokens-per-minute';
  readonly tier: 'free' | 'paid';
  /** The model as the quota calls it. */
  readonly model: string;
  readonly limit: number;
  /** When the service says to come back, seconds; for a day's limit it is not meant. */
  readonly retrySec: number;
}

const NAMES = {
  'requests-per-day': {
    id: 'GenerateRequestsPerDayPerProjectPerModel',
    freeMetric: 'generate_content_free_tier_requests',
    paidMetric: 'generate_requests_per_model_per_day',
  },
  'requests-per-minute': {
    id: 'GenerateRequestsPerMinutePerProjectPerModel',
    freeMetric: 'generate_content_free_tier_requests',
    paidMetric: 'generate_requests_per_model',
  },
  'tokens-per-minute': {
    id: 'GenerateContentInputTokensPerModelPerMinute',
    freeMetric: 'generate_content_free_tier_input_token_count',
    paidMetric: 'generate_content_paid_tier_input_token_count',
  },
} as const;

interface QuotaBody {
  error: {
    message: string;
    details: {
      '@type': string;
      violations?: {
        quotaMetric: string;
        quotaId: string;
        quotaDimensions: Record<string, string>;
        quotaValue?: string;
      }[];
      retryDelay?: string;
    }[];
  };
}

/** A 429 of the real shape, with these values; a limit of 0 comes as the real one does, without a value. */
export function quotaError(refusal: QuotaRefusal): ErrorAnswer {
  if (refusal.limit === 0) return limitZero(refusal);
  const body = JSON.parse(fixture('429-rpd-free-gemini-3.5-flash').body) as QuotaBody;
  const names = NAMES[refusal.kind];
  const free = refusal.tier === 'free';
  const metric = `generativelanguage.googleapis.com/${free ? names.freeMetric : names.paidMetric}`;
  const paidTokens = !free && refusal.kind === 'tokens-per-minute';
  const id = paidTokens ? 'GenerateContentPaidTierInputTokensPerModelPerMinute' : names.id;
  body.error.message = body.error.message
    .replace(
      /metric: [^,]+, limit: \d+, model: \S+/u,
      `metric: ${metric}, limit: ${refusal.limit}, model: ${refusal.model}`,
    )
    .replace(/retry in [\d.]+s/u, `retry in ${refusal.retrySec}.25s`);
  for (const detail of body.error.details) {
    if (detail.retryDelay !== undefined) detail.retryDelay = `${refusal.retrySec}s`;
    for (const violation of detail.violations ?? []) {
      violation.quotaMetric = metric;
      violation.quotaId = `${id}${free ? '-FreeTier' : ''}`;
      violation.quotaDimensions = { location: 'global', model: refusal.model };
      violation.quotaValue = String(refusal.limit);
    }
  }
  return { status: 429, body: JSON.stringify(body, null, 2) };
}

function limitZero(refusal: QuotaRefusal): ErrorAnswer {
  const { status, body } = fixture('429-limit-zero-free-gemini-2.0-flash');
  const named = body.replaceAll('gemini-2.0-flash', refusal.model);
  return { status, body: named.replaceAll(/39(?=s"|\.\d+s)/gu, String(refusal.retrySec)) };
}
