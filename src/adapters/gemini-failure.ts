import type { ApiFailure } from '../ports.ts';
import type { Verdict } from './gemini-deadline.ts';

/** Longest body that is kept of a refused call, in bytes of UTF-8. */
export const MAX_BODY_BYTES = 65_536;

/** Room for a secret that straddles the end of the body: read, scrubbed, then cut off. */
const SCRUB_MARGIN = 4_096;

/** A refused call's answer, as it came. */
export interface Refusal {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most {@link MAX_BODY_BYTES} and a margin; not yet scrubbed. */
  readonly body: string;
}

/** Codes of Node and undici that prove that no byte of the request can have reached the service. */
const UNSENT_CODES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Replaces every form in which the secret could stand in an address or a JSON text. */
export function scrub(text: string, secret: string): string {
  if (secret === '') return text;
  const forms = new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  let clean = text;
  for (const form of forms) clean = clean.replaceAll(form, '***');
  return clean;
}

/** Reads a body up to the limit and drops the rest; what breaks midway ends it. */
export async function readBody(
  body: AsyncIterable<Uint8Array> | null,
  touch: () => void,
): Promise<string> {
  if (body === null) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of body) {
      touch();
      parts.push(part);
      bytes += part.byteLength;
      if (bytes >= MAX_BODY_BYTES + SCRUB_MARGIN) break;
    }
  } catch {
    // The status is known by now and decides more than the rest of the body could.
    return decode(parts);
  }
  return decode(parts);
}

function decode(parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts)
    .subarray(0, MAX_BODY_BYTES + SCRUB_MARGIN)
    .toString('utf8');
}

/** A refused call as a failure. `now`: epoch ms, for a `Retry-After` that is a date. */
export function refused(refusal: Refusal, secret: string, now: number): ApiFailure {
  const clean = scrub(refusal.body, secret);
  const body = Buffer.from(clean).subarray(0, MAX_BODY_BYTES).toString('utf8');
  const retryAfterMs = readRetryAfter(refusal.headers['retry-after'], now);
  return {
    httpStatus: refusal.httpStatus,
    body,
    message: describe(refusal.httpStatus, body),
    unsent: false,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** A failure that we see before anything is sent. */
export function notSent(httpStatus: number, message: string): ApiFailure {
  return { httpStatus, body: '', message, unsent: true };
}

/**
 * A call that had no answer: the host is named, and what broke it is told by its code alone, never by
 * its text. `baseUrl`: of the service.
 */
export function unanswered(verdict: Verdict, cause: unknown, baseUrl: string): ApiFailure {
  const { host } = new URL(baseUrl);
  if (verdict === 'timeout') return silent('timeout', `${host} took too long to answer`);
  if (verdict === 'silent') return silent('timeout', `${host} fell silent`);
  if (cause === undefined) {
    return silent('network', `${host} closed the connection without an answer`);
  }
  const code = codeOf(cause);
  const unsent = code !== undefined && UNSENT_CODES.has(code);
  const words = brokenWords(code, host);
  return { ...silent('network', code === undefined ? words : `${words} (${code})`), unsent };
}

/** What a code of Node, undici or OpenSSL says, with the host in it. */
function brokenWords(code: string | undefined, host: string): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} cannot be resolved`;
    case 'ECONNREFUSED':
      return `${host} does not take connections`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `there is no way to ${host}`;
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return `no connection to ${host} in time`;
    default:
      return /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_|EPROTO$)/u.test(
        code ?? '',
      )
        ? `no secure connection to ${host} could be made`
        : `the connection to ${host} broke`;
  }
}

function silent(transport: 'network' | 'timeout', message: string): ApiFailure {
  return { body: '', transport, message, unsent: false };
}

/** The code of the innermost cause, such as `ECONNRESET`; undefined when there is none. */
function codeOf(error: unknown): string | undefined {
  let found: string | undefined;
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') found = current.code;
    current = current.cause;
  }
  return found !== undefined && /^[A-Z][A-Z0-9_]{2,60}$/u.test(found) ? found : undefined;
}

/** `Retry-After` in ms: seconds or a date (RFC 9110, section 10.2.3); undefined when unreadable. */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (text === '') return undefined;
  if (/^\d{1,9}(?:\.\d+)?$/u.test(text)) return Math.round(Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function describe(status: number, body: string): string {
  if (status >= 300 && status < 400) {
    return `the Gemini service answered ${status}: the redirect was not followed, since it would carry the key to another address`;
  }
  const told = messageIn(body);
  return `the Gemini service answered ${status}${told === '' ? '' : `: ${told}`}`;
}

/** The service's own words on one line, shortened; empty when the body has none. */
function messageIn(body: string): string {
  const found = /"message"\s*:\s*"((?:[^"\\]|\\.){1,2000})"/u.exec(body)?.[1] ?? '';
  const line = found
    .replaceAll(/\\[nrt]/gu, ' ')
    .replaceAll(/\\(.)/gu, '$1')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
