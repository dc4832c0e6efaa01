/** What goes wrong before an answer, in our words. Hosts are named, never a query. */
import { problem } from '../base/outcome.ts';
import type { HttpOutcome } from '../ports.ts';
import { AddressRefused } from './http-connect.ts';

type HttpFailure = Extract<HttpOutcome, { kind: 'failed' }>;

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error.cause === undefined ? '' : codeOf(error.cause);
}

const NO_NAME: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'ENODATA']);
const NO_WAY: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);
const TOO_LATE: ReadonlySet<string> = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

function isTls(code: string): boolean {
  return /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_|EPROTO$)/.test(
    code,
  );
}

/** A request that ended without an answer. */
export function requestFailure(error: unknown, host: string): HttpFailure {
  if (error instanceof AddressRefused) return forbiddenAddress(host);
  const code = codeOf(error);
  const failed = (found: HttpFailure['error']): HttpFailure => ({
    kind: 'failed',
    error: found,
    retryable: true,
  });
  if (NO_NAME.has(code)) {
    return failed(
      problem(
        'http-unknown-host',
        `the name ${host} cannot be resolved (${code})`,
        'Check the spelling of the address; it is tried again later in case the name service was down.',
      ),
    );
  }
  if (NO_WAY.has(code)) {
    return failed(
      problem(
        'http-refused',
        `${host} does not take connections (${code})`,
        'The server is down or the address is wrong; it is tried again later.',
      ),
    );
  }
  if (TOO_LATE.has(code)) return timedOut(host, 'no connection within 10 s');
  if (isTls(code)) {
    return failed(
      problem(
        'http-tls',
        `no secure connection to ${host} could be made (${code})`,
        'Its certificate is invalid or expired: tell the owner of the server; it is tried again later.',
      ),
    );
  }
  const refusal = /^Proxy response \((\d{3})\)|^Proxy Authentication Required \((407)\)/.exec(
    error instanceof Error ? error.message : '',
  );
  if (refusal !== null) {
    return failed(
      problem(
        'http-proxy',
        `the proxy of this machine does not let ${host} be reached (it answered ${refusal[1] ?? refusal[2]})`,
        'Let the proxy pass that host, or list it in NO_PROXY where it is reached without.',
      ),
    );
  }
  const cause = error instanceof Error ? error.message.split('\n', 1)[0]?.slice(0, 150) : '';
  return failed(
    problem(
      'http-broken',
      `the connection to ${host} broke before an answer came (${code || cause || 'no reason'})`,
      'The server or the way to it is unsteady; it is tried again later.',
    ),
  );
}

/** No answer in time; `cause` says what was waited for. */
export function timedOut(host: string, cause: string): HttpFailure {
  const error = problem(
    'http-timeout',
    `${host} did not answer: ${cause}`,
    'The server is down or overloaded; it is tried again later.',
  );
  return { kind: 'failed', error, retryable: true };
}

/** An address inside a private network, or one that is refused always. */
export function forbiddenAddress(host: string): HttpFailure {
  const error = problem(
    'http-private-address',
    `${host} is an address of a private network or of this machine, and is not connected to`,
    'If it is meant, list it in allow-private-network; link-local and cloud metadata addresses are refused always.',
  );
  return { kind: 'failed', error, retryable: false };
}

/** A text that is no address, or not one of http. */
export function invalidUrl(): HttpFailure {
  const error = problem(
    'http-url-invalid',
    'an address is not a valid http or https URL',
    'Correct the address; it begins with https:// or http://.',
  );
  return { kind: 'failed', error, retryable: false };
}

/** A redirect to something else than http. */
export function invalidRedirect(host: string): HttpFailure {
  const error = problem(
    'http-redirect-invalid',
    `${host} redirects to an address that is not http or https`,
    'Open the address in a browser to see where it leads, and correct it.',
  );
  return { kind: 'failed', error, retryable: false };
}

/** Redirects without end: another try would go round the same way. */
export function tooManyRedirects(host: string, max: number): HttpFailure {
  const error = problem(
    'http-redirects',
    `${host} redirects more than ${max} times`,
    'Open the address in a browser to see where it leads, and give the last address.',
  );
  return { kind: 'failed', error, retryable: false };
}
