import { moment } from '../base/moment.ts';
import type { z } from 'zod';
import type { Octokit } from '@octokit/rest';
import type { Proxies } from '../base/proxy.ts';
import type { Clock, Log, Random } from '../ports.ts';
import { classifyAnswer } from './github-errors.ts';
import type { GithubFailure } from './github-errors.ts';

/** What every part that talks to GitHub needs. */
export interface GithubClientOptions {
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  /** `https://api.github.com`, or `https://<host>/api/v3` of an Enterprise server. */
  readonly apiUrl: string;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Longest time one request may take, ms; a minute unless told. */
  readonly timeoutMs?: number;
  /** The runner's proxies; absent: none. */
  readonly proxies?: Proxies;
}

/** The answer to one request, checked; or why there is none. */
export type GithubAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: GithubFailure };

/** One request. `{owner}` and `{repo}` of the route are filled in. */
export interface GithubRequest<T> {
  /** Octokit route: `GET /repos/{owner}/{repo}/git/blobs/{file_sha}`. */
  readonly route: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** What of the answer is read. */
  readonly schema: z.ZodType<T>;
  /**
   * `any`: what may pass is tried again here. `limits`: only refusals that surely did nothing are,
   * for requests whose repetition would mean something else.
   */
  readonly retry: 'any' | 'limits';
  readonly signal: AbortSignal;
}

/** Requests to one repository, with retries of our own and none hidden. */
export interface GithubClient {
  /** Rejects only with the signal's reason. */
  send<T>(request: GithubRequest<T>): Promise<GithubAnswer<T>>;
  /** Requests sent so far. */
  count(): number;
  /** Waits before try `attempt` (0-based): doubling from 250 ms to 8 s, half of it jittered. */
  backOff(attempt: number, signal: AbortSignal): Promise<void>;
}

/** Tries of one request that may pass. */
const TRIES = 5;
/**
 * The longest that one request waits for limits, ms, over all its tries; what takes longer is left
 * to the next run. What waits to be committed has been paid for, so minutes are well spent on it.
 */
const LONGEST_WAIT_MS = 600_000;
/** Limits that end so close together are one, which is told of once; ms. */
const SAME_LIMIT_MS = 10_000;

/** Makes a {@link GithubClient}. The SDK is loaded with the first request. */
export function makeGithubClient(options: GithubClientOptions): GithubClient {
  const [owner = '', repo = ''] = options.repository.split('/');
  let loading: Promise<Octokit> | undefined;
  let sent = 0;
  /** The end of the last limit that was told of, epoch ms. */
  let toldUntil = -Infinity;

  const tellWait = (waitMs: number, failure: GithubFailure): void => {
    const until = options.clock.now() + waitMs;
    if (until <= toldUntil + SAME_LIMIT_MS) return;
    toldUntil = until;
    options.log.info(
      `GitHub takes no further requests for now: waiting ${Math.ceil(waitMs / 1000)} s, until ${moment(until)} (${failure.message}).`,
    );
  };

  const client: GithubClient = {
    count: () => sent,
    backOff: (attempt, signal) => {
      const ceiling = Math.min(8000, 250 * 2 ** Math.min(attempt, 10));
      return options.clock.sleep(ceiling * (0.5 + options.random.next() / 2), signal);
    },
    send: async (request) => {
      loading ??= loadOctokit(options);
      const octokit = await loading;
      let leftMs = LONGEST_WAIT_MS;
      for (let attempt = 0; ; attempt += 1) {
        request.signal.throwIfAborted();
        sent += 1;
        const answer = await sendOnce(octokit, options, { owner, repo }, request);
        if (answer.ok || attempt + 1 >= TRIES) return answer;
        const wait = waitBefore(answer.failure, request.retry, leftMs);
        if (wait === 'no') return answer;
        if (wait === 'back-off') {
          options.log.debug(`github: ${request.route}: ${answer.failure.message}; trying again`);
          await client.backOff(attempt + 1, request.signal);
        } else {
          leftMs -= wait;
          tellWait(wait, answer.failure);
          await options.clock.sleep(wait, request.signal);
        }
      }
    },
  };
  return client;
}

/** `leftMs`: how long the request may still wait for limits. */
function waitBefore(
  failure: GithubFailure,
  retry: 'any' | 'limits',
  leftMs: number,
): number | 'back-off' | 'no' {
  if (failure.kind === 'limited') {
    const { waitMs } = failure;
    return waitMs !== undefined && waitMs <= leftMs ? waitMs : 'no';
  }
  // What only reads or makes objects is not at odds with anybody: a conflict there is a passing fault.
  const passing = ['network', 'server', 'behind', 'moved'].includes(failure.kind);
  return retry === 'any' && passing ? 'back-off' : 'no';
}

async function loadOctokit(options: GithubClientOptions): Promise<Octokit> {
  const { Octokit } = await import('@octokit/rest');
  const quiet = (message: string): void => options.log.debug(`github: ${message}`);
  return new Octokit({
    auth: options.token,
    baseUrl: options.apiUrl.replace(/\/+$/, ''),
    userAgent: options.userAgent,
    log: { debug: () => undefined, info: () => undefined, warn: quiet, error: () => undefined },
    request: {
      fetch: makeFetch(options.timeoutMs ?? 60_000, await transportOf(options.proxies)),
    },
  });
}

async function sendOnce<T>(
  octokit: Octokit,
  options: GithubClientOptions,
  place: { readonly owner: string; readonly repo: string },
  request: GithubRequest<T>,
): Promise<GithubAnswer<T>> {
  try {
    const response = await octokit.request(request.route, {
      ...place,
      ...request.parameters,
      request: { signal: request.signal },
    });
    const parsed = request.schema.safeParse(response.data);
    if (parsed.success) return { ok: true, value: parsed.data };
    const message = 'the answer was not what the REST documentation describes';
    return { ok: false, failure: { kind: 'server', status: response.status, message } };
  } catch (error) {
    request.signal.throwIfAborted();
    return { ok: false, failure: readFailure(error, options) };
  }
}

/** Octokit's `RequestError`: without `response` there was no answer at all. */
interface RequestErrorLike {
  readonly status?: number;
  readonly message?: string;
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly data?: unknown;
  };
  readonly cause?: unknown;
}

function readFailure(error: unknown, options: GithubClientOptions): GithubFailure {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as RequestErrorLike;
  const { response } = thrown;
  if (response === undefined) {
    const inner = thrown.cause instanceof Error ? innermost(thrown.cause).message : undefined;
    const message = inner ?? thrown.message ?? 'no answer';
    return { kind: 'network', message: scrub(message, options.token) };
  }
  const data = response.data as { readonly message?: unknown } | string | undefined;
  const said = typeof data === 'object' ? data.message : data;
  const message = typeof said === 'string' && said !== '' ? said : `status ${response.status}`;
  return classifyAnswer(
    { status: response.status, message: scrub(message, options.token), headers: response.headers },
    options.clock.now(),
  );
}

function innermost(error: Error): Error {
  return error.cause instanceof Error ? innermost(error.cause) : error;
}

function scrub(message: string, token: string): string {
  return token === '' ? message : message.replaceAll(token, '***');
}

/** Node's own fetch, or undici's through the runner's proxies, of which Node's knows nothing. */
async function transportOf(proxies: Proxies | undefined): Promise<typeof fetch> {
  if (proxies === undefined) return fetch;
  const undici = await import('undici');
  const dispatcher = new undici.EnvHttpProxyAgent({
    httpProxy: proxies.http,
    httpsProxy: proxies.https,
    noProxy: proxies.except,
  });
  const proxied = (url: URL, init: Parameters<typeof undici.fetch>[1]) =>
    undici.fetch(url, { ...init, dispatcher });
  // The two differ in their types alone: both are the same code.
  return proxied as unknown as typeof fetch;
}

/**
 * `fetch` that ends after `timeoutMs` and follows redirects (a renamed repository: 301, 307, 308)
 * on the API's own host only, with the same method, so that the token never goes elsewhere.
 */
function makeFetch(timeoutMs: number, transport: typeof fetch): typeof fetch {
  return async (input, init) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    let url = new URL(input instanceof Request ? input.url : input);
    for (let hop = 0; ; hop += 1) {
      const response = await transport(url, { ...init, signal, redirect: 'manual' });
      const location = response.headers.get('location');
      if (![301, 302, 307, 308].includes(response.status) || location === null) return response;
      const next = new URL(location, url);
      if (next.origin !== url.origin || hop === 3) throw new Error(`redirected to ${next.origin}`);
      await response.body?.cancel();
      url = next;
    }
  };
}
