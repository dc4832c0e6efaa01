/** Reads the body of a refused call into facts: whole or cut JSON, arrays, nested text, HTML, nothing. */

/** One exceeded quota of a `QuotaFailure`. */
export interface Violation {
  /** `GenerateRequestsPerDayPerProjectPerModel-FreeTier`; empty when not told. */
  readonly quotaId: string;
  /** `generativelanguage.googleapis.com/generate_content_free_tier_requests`; empty when not told. */
  readonly metric: string;
  /** Absent when neither the violation nor the message tells it. */
  readonly limit?: number;
  /** Without `models/`. */
  readonly model?: string;
}

/** What a body says. */
export interface ServiceError {
  /** `salvaged`: pieces of JSON found in a body that does not parse. */
  readonly format: 'json' | 'salvaged' | 'html' | 'text' | 'empty';
  /** `error.code`. */
  readonly code?: number;
  /** `error.status`, such as `RESOURCE_EXHAUSTED`; empty when not told. */
  readonly status: string;
  /** Empty when not told. Raw: may hold anything, secrets too. */
  readonly message: string;
  /** Reasons of all `ErrorInfo` details. */
  readonly reasons: readonly string[];
  readonly violations: readonly Violation[];
  /** `RetryInfo.retryDelay`, else the message's "retry in". */
  readonly retryDelayMs?: number;
}

/** Longest body that is looked at, in characters. */
const MAX_BODY = 65_536;

/** Reads a body. Never throws; details may stand in any order. */
export function readErrorBody(body: string): ServiceError {
  const text = body
    .slice(0, MAX_BODY)
    .trim()
    .replace(/^data:\s*/u, '');
  if (text === '') return nothing('empty', '');
  const parsed = errorObject(parseJson(text));
  if (parsed !== undefined) return fromObject(parsed);
  if (text.startsWith('<')) return nothing('html', '');
  const salvaged = salvage(text);
  return salvaged ?? nothing('text', text.slice(0, 2_000));
}

function nothing(format: ServiceError['format'], message: string): ServiceError {
  return { format, status: '', message, reasons: [], violations: [] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON, or cut off: the caller reads it as text.
    return undefined;
  }
}

/** The `error` of a body, which may be wrapped in an array or be bare. */
function errorObject(value: unknown): Record<string, unknown> | undefined {
  if (Array.isArray(value)) {
    for (const item of value.slice(0, 10)) {
      const found = errorObject(item);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const inner = value['error'];
  if (isRecord(inner)) return inner;
  if (typeof inner === 'string') return { message: inner };
  return 'message' in value || 'details' in value || 'code' in value ? value : undefined;
}

function fromObject(error: Record<string, unknown>): ServiceError {
  const message = stringOf(error['message']);
  const nested = /^[[{]/u.test(message.trim()) ? errorObject(parseJson(message)) : undefined;
  // A gateway that repeats Google's whole body inside its own message.
  if (nested !== undefined && typeof nested['message'] === 'string' && nested !== error) {
    return fromObject({ ...error, ...nested });
  }
  const details = Array.isArray(error['details']) ? error['details'].filter(isRecord) : [];
  const code = Number(error['code']);
  return complete({
    ...(Number.isInteger(code) && code > 0 ? { code } : {}),
    format: 'json',
    status: stringOf(error['status']),
    message,
    reasons: details.map((detail) => stringOf(detail['reason'])).filter((reason) => reason !== ''),
    violations: details.flatMap(violationsOf),
    delays: details.map((detail) => stringOf(detail['retryDelay'])),
  });
}

function violationsOf(detail: Record<string, unknown>): readonly Violation[] {
  if (!Array.isArray(detail['violations'])) return [];
  return detail['violations'].filter(isRecord).map((violation) => {
    const dimensions = isRecord(violation['quotaDimensions']) ? violation['quotaDimensions'] : {};
    return makeViolation({
      quotaId: stringOf(violation['quotaId']),
      metric: stringOf(violation['quotaMetric']),
      value: violation['quotaValue'],
      model: stringOf(dimensions['model']),
    });
  });
}

function makeViolation(raw: {
  readonly quotaId: string;
  readonly metric: string;
  readonly value: unknown;
  readonly model: string;
}): Violation {
  const limit = limitOf(raw.value);
  const model = raw.model.replace(/^models\//u, '');
  return {
    quotaId: raw.quotaId,
    metric: raw.metric,
    ...(limit === undefined ? {} : { limit }),
    ...(model === '' ? {} : { model }),
  };
}

/** A limit as JSON writes it: a number, or an int64 as a string. */
function limitOf(value: unknown): number | undefined {
  if (typeof value === 'string' && !/^\d{1,15}$/u.test(value)) return undefined;
  const limit = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(limit) && limit >= 0 ? limit : undefined;
}

const FIELD =
  /"(quotaMetric|quotaId|quotaValue|model|retryDelay|reason|message|status|code)"\s*:\s*(?:"((?:[^"\\]|\\.)*)(?:"|\\?$)|(\d+))/gu;

/**
 * Facts of a body that does not parse (cut off, or embedded in an SDK's message): the named fields
 * in the order in which they stand. A field that repeats starts the next violation.
 */
function salvage(text: string): ServiceError | undefined {
  const found = [...text.matchAll(FIELD)].map((match) => ({
    name: match[1] ?? '',
    value: match[2] === undefined ? (match[3] ?? '') : unescapeText(match[2]),
  }));
  if (found.length === 0) return undefined;
  const values = (name: string): string[] =>
    found.filter((field) => field.name === name).map((field) => field.value);
  const code = Number(values('code')[0]);
  return complete({
    ...(Number.isInteger(code) && code > 0 ? { code } : {}),
    format: 'salvaged',
    status: values('status')[0] ?? '',
    message: values('message')[0] ?? text.slice(0, 2_000),
    reasons: values('reason'),
    violations: salvageViolations(found),
    delays: values('retryDelay'),
  });
}

function salvageViolations(
  fields: readonly { readonly name: string; readonly value: string }[],
): readonly Violation[] {
  const names = ['quotaMetric', 'quotaId', 'quotaValue', 'model'];
  const groups: Map<string, string>[] = [];
  for (const field of fields.filter(({ name }) => names.includes(name))) {
    const last = groups.at(-1);
    if (last === undefined || last.has(field.name))
      groups.push(new Map([[field.name, field.value]]));
    else last.set(field.name, field.value);
  }
  return groups.map((group) =>
    makeViolation({
      quotaId: group.get('quotaId') ?? '',
      metric: group.get('quotaMetric') ?? '',
      value: group.get('quotaValue'),
      model: group.get('model') ?? '',
    }),
  );
}

function unescapeText(text: string): string {
  const parsed = parseJson(`"${text}"`);
  return typeof parsed === 'string' ? parsed : text;
}

interface Pieces extends Omit<ServiceError, 'retryDelayMs'> {
  readonly delays: readonly string[];
}

/** Adds what only the message says: limits of the violations, quotas without details, the delay. */
function complete(pieces: Pieces): ServiceError {
  const { delays, ...rest } = pieces;
  const lines = quotaLines(pieces.message);
  const violations =
    rest.violations.length === 0
      ? lines
      : rest.violations.map((violation) => withLimit(violation, lines));
  const told = delays.map(durationMs).find((delay) => delay !== undefined);
  const retryDelayMs = told ?? retryInMessage(pieces.message);
  return { ...rest, violations, ...(retryDelayMs === undefined ? {} : { retryDelayMs }) };
}

/** `* Quota exceeded for metric: x, limit: 20, model: y`, as the message lists them. */
function quotaLines(message: string): readonly Violation[] {
  const pattern =
    /quota exceeded for metric:\s*([\w./-]+)(?:,\s*limit:\s*(\d+)(?![\d.]))?(?:,\s*model:\s*([\w./-]*[\w-]))?/giu;
  return [...message.matchAll(pattern)].map((match) =>
    makeViolation({ quotaId: '', metric: match[1] ?? '', value: match[2], model: match[3] ?? '' }),
  );
}

/** A limit of 0 has no `quotaValue`; the message's lines of the same metric tell it when they agree. */
function withLimit(violation: Violation, lines: readonly Violation[]): Violation {
  if (violation.limit !== undefined) return violation;
  const same = lines.filter((line) => line.metric === violation.metric);
  const limits = new Set(same.map((line) => line.limit));
  const [limit] = limits;
  return limits.size === 1 && limit !== undefined ? { ...violation, limit } : violation;
}

function retryInMessage(message: string): number | undefined {
  const match = /retry (?:in|after) ((?:\d+(?:\.\d+)?(?:ms|h|m|s))+)/iu.exec(message);
  return match?.[1] === undefined ? undefined : durationMs(match[1]);
}

/** `38s`, `38.9s`, `420ms`, `1h2m3.5s` → whole ms, rounded up; undefined when it is none of these. */
function durationMs(text: string): number | undefined {
  if (!/^(?:\d{1,9}(?:\.\d+)?(?:ms|h|m|s))+$/u.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/gu)) {
    const scale = unit === 'ms' ? 1 : unit === 's' ? 1_000 : unit === 'm' ? 60_000 : 3_600_000;
    total += Number(amount) * scale;
  }
  return Math.ceil(total);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
