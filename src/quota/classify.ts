import { readErrorBody } from './error-body.ts';
import type { ServiceError, Violation } from './error-body.ts';
import type { ApiFailureFacts, ApiFault, FaultKind, ReplyKind } from './kinds.ts';
import { POLICIES } from './policies.ts';
import type { Limits } from './types.ts';

/**
 * Reads a failed call. The kind follows from the HTTP status and the body; a body that is not the
 * service's own (HTML of a gateway, nothing at all) never condemns a key or a model.
 */
export function classify(
  failure: ApiFailureFacts,
  context: { readonly model: string; readonly now: number },
): ApiFault {
  const error = readErrorBody(failure.body);
  const kind = kindOf(failure, error);
  const learnt = isQuotaKind(kind) ? learntFrom(error.violations, kind) : {};
  const quotaModel = isQuotaKind(kind) ? decisive(error.violations, kind)?.model : undefined;
  const retryDelayMs = delayFor(kind, error.retryDelayMs ?? failure.retryAfterMs);
  return {
    kind,
    message: describe(kind, { failure, error, learnt, model: context.model }),
    model: context.model,
    learnt,
    unsent: failure.unsent,
    ...(quotaModel === undefined || quotaModel === context.model ? {} : { quotaModel }),
    ...(retryDelayMs === undefined ? {} : { retryDelayMs }),
    ...(failure.httpStatus === undefined ? {} : { httpStatus: failure.httpStatus }),
  };
}

/** Longest wish of a stumbling service that is heard; what lasts longer is a matter for its breaker. */
const SERVICE_DELAY_CAP_MS = 60_000;

/** The delay to honour, ms: a limit's own, a stumbling service's within bounds, a day's never. */
function delayFor(kind: FaultKind, told: number | undefined): number | undefined {
  if (told === undefined || kind === 'day-requests' || kind === 'day-tokens') return undefined;
  if (kind === 'limit-zero') return undefined;
  return isQuotaKind(kind) ? told : Math.min(told, SERVICE_DELAY_CAP_MS);
}

function kindOf(failure: ApiFailureFacts, error: ServiceError): FaultKind {
  const answered = failure.httpStatus !== undefined && failure.httpStatus >= 400;
  if (!answered && failure.transport !== undefined) return failure.transport;
  const code = answered ? failure.httpStatus : (error.code ?? codeOfStatus(error.status));
  switch (code) {
    case 400:
      return kindOf400(error);
    case 401:
      return isOurs(error) || error.format === 'empty' ? keyKind(error) : 'unrecognised';
    case 402:
      return 'prepay-depleted';
    case 403:
      return kindOf403(error);
    case 404:
      return kindOf404(error);
    case 408:
    case 499:
    case 504:
      return 'deadline';
    case 413:
      return 'too-large';
    case 429:
      return kindOf429(error);
    default:
      return code !== undefined && code >= 500 && code <= 599
        ? kindOf5xx(code, error)
        : 'unrecognised';
  }
}

/** The code of an error that came inside a stream and names its status only. */
function codeOfStatus(status: string): number | undefined {
  const codes: Record<string, number> = {
    INVALID_ARGUMENT: 400,
    FAILED_PRECONDITION: 400,
    UNAUTHENTICATED: 401,
    PERMISSION_DENIED: 403,
    NOT_FOUND: 404,
    RESOURCE_EXHAUSTED: 429,
    CANCELLED: 499,
    INTERNAL: 500,
    UNKNOWN: 500,
    UNAVAILABLE: 503,
    DEADLINE_EXCEEDED: 504,
  };
  return codes[status];
}

function isOurs(error: ServiceError): boolean {
  return error.format === 'json' || error.format === 'salvaged';
}

function says(error: ServiceError, pattern: RegExp): boolean {
  return pattern.test(error.message) || error.reasons.some((reason) => pattern.test(reason));
}

function keyKind(error: ServiceError): FaultKind {
  return says(error, /expired/iu) ? 'key-expired' : 'key-invalid';
}

function kindOf400(error: ServiceError): FaultKind {
  if (says(error, /API_KEY_INVALID|API_KEY_EXPIRED|api key (?:not valid|expired|not found)/iu)) {
    return keyKind(error);
  }
  if (says(error, /token count|maximum number of tokens|too many tokens/iu))
    return 'too-many-tokens';
  if (says(error, /unknown name|cannot find field/iu)) return 'unknown-field';
  if (says(error, /payload size|request (?:size|entity) .*(?:exceeds|too large)/iu))
    return 'too-large';
  if (says(error, /\bfile\b.*not in an? active state/iu)) return 'file-not-ready';
  if (says(error, /location is not supported|not available in your (?:country|region)/iu)) {
    return 'region-denied';
  }
  return 'bad-request';
}

const FILE = /\bfiles?\b(?!\s*name)|\bfiles\//iu;

function kindOf403(error: ServiceError): FaultKind {
  if (!isOurs(error)) return 'unrecognised';
  if (says(error, /leaked/iu)) return 'key-leaked';
  if (says(error, /API_KEY_INVALID|API_KEY_EXPIRED/u)) return keyKind(error);
  if (says(error, FILE)) return 'file-forbidden';
  return 'key-denied';
}

function kindOf404(error: ServiceError): FaultKind {
  // A page of a gateway says that the address is wrong, not that the model is gone.
  if (!isOurs(error)) return 'unrecognised';
  if (says(error, /\bmodels?\b/iu)) return 'model-gone';
  return says(error, FILE) ? 'file-not-found' : 'model-gone';
}

function kindOf5xx(code: number, error: ServiceError): FaultKind {
  if (says(error, /deadline/iu) || error.status === 'DEADLINE_EXCEEDED') return 'deadline';
  return code === 502 || code === 503 || code === 529 ? 'overloaded' : 'internal';
}

type QuotaKind = Extract<
  FaultKind,
  `minute-${string}` | `day-${string}` | 'limit-zero' | 'rate-unknown'
>;

function isQuotaKind(kind: FaultKind): kind is QuotaKind {
  return (
    kind === 'minute-requests' ||
    kind === 'minute-tokens' ||
    kind === 'day-requests' ||
    kind === 'day-tokens' ||
    kind === 'limit-zero' ||
    kind === 'rate-unknown'
  );
}

/** By rank: no allowance beats a day, a day beats a minute, whatever delay stands beside it. */
function kindOf429(error: ServiceError): FaultKind {
  if (says(error, /prepay|prepaid|credits? (?:are|is) depleted|spend(?:ing)? (?:cap|limit)/iu)) {
    return 'prepay-depleted';
  }
  if (error.violations.some((violation) => violation.limit === 0)) return 'limit-zero';
  const kinds = new Set(error.violations.map(violationKind));
  for (const kind of ['day-requests', 'day-tokens', 'minute-tokens', 'minute-requests'] as const) {
    if (kinds.has(kind)) return kind;
  }
  const period = periodOf(error.message);
  if (period === undefined) return 'rate-unknown';
  return `${period}-${/token/iu.test(error.message) ? 'tokens' : 'requests'}`;
}

function violationKind(violation: Violation): QuotaKind {
  const period = periodOf(violation.quotaId);
  if (period === undefined) return 'rate-unknown';
  return `${period}-${isTokens(violation) ? 'tokens' : 'requests'}`;
}

function periodOf(text: string): 'day' | 'minute' | undefined {
  if (/per[ _]?day|\bdaily\b/iu.test(text)) return 'day';
  return /per[ _]?minute/iu.test(text) ? 'minute' : undefined;
}

function isTokens(violation: Violation): boolean {
  return /token/iu.test(violation.quotaId === '' ? violation.metric : violation.quotaId);
}

/** The violation that a kind was read from; the first one when none tells. */
function decisive(violations: readonly Violation[], kind: QuotaKind): Violation | undefined {
  const zero = violations.find((violation) => violation.limit === 0);
  if (kind === 'limit-zero') return zero;
  return violations.find((violation) => violationKind(violation) === kind) ?? violations[0];
}

/** Every limit that the violations tell, by what it limits. */
function learntFrom(violations: readonly Violation[], kind: QuotaKind): Limits {
  const learnt: { -readonly [name in keyof Limits]: number } = {};
  for (const violation of violations) {
    const name = limitName(violationKind(violation));
    if (name === undefined || violation.limit === undefined) continue;
    learnt[name] = Math.min(learnt[name] ?? Infinity, violation.limit);
  }
  // A limit of 0 told without its period: no allowance by any count.
  const zeroToldElsewhere = Object.values(learnt).includes(0);
  return kind === 'limit-zero' && !zeroToldElsewhere ? { ...learnt, requestsPerDay: 0 } : learnt;
}

function limitName(kind: QuotaKind): keyof Limits | undefined {
  switch (kind) {
    case 'minute-requests':
      return 'requestsPerMinute';
    case 'minute-tokens':
      return 'tokensPerMinute';
    case 'day-requests':
      return 'requestsPerDay';
    case 'day-tokens':
      return 'tokensPerDay';
    case 'limit-zero':
    case 'rate-unknown':
      return undefined;
  }
}

function describe(
  kind: FaultKind,
  facts: {
    readonly failure: ApiFailureFacts;
    readonly error: ServiceError;
    readonly learnt: Limits;
    readonly model: string;
  },
): string {
  const { failure, error, learnt } = facts;
  const limits = LIMIT_WORDS.flatMap(([name, words]) =>
    learnt[name] === undefined ? [] : [`${words} ${learnt[name]}`],
  );
  const status = failure.httpStatus === undefined ? [] : [`HTTP ${failure.httpStatus}`];
  const aside = [...limits, ...status].join(', ');
  // Some gateways answer `""`.
  const said = /[\p{L}\p{N}]/u.test(error.message) ? error.message : failure.message;
  const words = withoutSecrets(said.split('\n')[0] ?? '').slice(0, 200);
  return `${facts.model}: ${POLICIES[kind].meaning}${aside === '' ? '' : ` (${aside})`}${words === '' ? '' : `: ${words}`}`;
}

const LIMIT_WORDS: readonly (readonly [keyof Limits, string])[] = [
  ['requestsPerMinute', 'requests a minute'],
  ['requestsPerDay', 'requests a day'],
  ['tokensPerMinute', 'tokens a minute'],
  ['tokensPerDay', 'tokens a day'],
];

/**
 * A text of the service with everything that could be a key masked, as one line. Some refusals
 * repeat the key (`Consumer 'api_key:…' has been suspended`), and keys have no prefix to rely on: any
 * long word with digits goes that also has capitals, or is as long and plain as a hash.
 */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/\b(api_?key[:=]|key=|bearer )[^\s'"&,;)]+/giu, '$1***')
    .replaceAll(/[\w.~+-]{20,}/gu, (word) =>
      /\d/u.test(word) && (/[A-Z]/u.test(word) || /^\w{32,}$/u.test(word)) ? '***' : word,
    )
    .trim();
}

/** What an answered call means, by its reasons and whether it holds words. Case does not matter. */
export function classifyReply(reply: {
  readonly text: string;
  readonly finishReason: string;
  readonly blockReason?: string;
}): ReplyKind {
  const { blockReason } = reply;
  const reason = (blockReason ?? reply.finishReason).toUpperCase();
  const words = reply.text.trim() !== '';
  switch (reason) {
    case 'MAX_TOKENS':
      return 'max-tokens';
    case 'RECITATION':
      return 'recitation';
    case 'PROHIBITED_CONTENT':
      return 'prohibited';
    case 'SPII':
      return 'spii';
    case 'STOP':
      return words ? 'ok' : 'empty';
    case 'SAFETY':
    case 'BLOCKLIST':
    case 'LANGUAGE':
    case 'IMAGE_SAFETY':
      return 'blocked';
    default:
      // Whatever else blocks a prompt is a block; whatever else ends a reply leaves it unfinished.
      return blockReason !== undefined || (reason === 'OTHER' && !words) ? 'blocked' : 'cut';
  }
}
