import { lookup } from 'node:dns/promises';
import type { Dispatcher, request as sendRequest } from 'undici';
import type { Proxies } from '../base/proxy.ts';
import type { Http, HttpOutcome, HttpRequest } from '../ports.ts';
import { mayAskProxy, readPolicy } from './http-addresses.ts';
import type { NetworkPolicy } from './http-addresses.ts';
import { codingsOf, decodedBody, guardedBody } from './http-body.ts';
import { makeConnector } from './http-connect.ts';
import type { Resolve } from './http-connect.ts';
import {
  forbiddenAddress,
  invalidRedirect,
  invalidUrl,
  requestFailure,
  timedOut,
  tooManyRedirects,
} from './http-failures.ts';

/** Audio often passes half a dozen counting services on its way to the file. */
const MAX_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const PERMANENT: ReadonlySet<number> = new Set([301, 308]);
/** Headers that another host may see as well: any other may carry a secret of the first. */
const OPEN_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'range',
  'user-agent',
]);
/** Some hosts of audio send long cookies and policies; Node allows 16 KiB. */
const MAX_HEADER_BYTES = 65_536;

/** Settings of {@link makeHttp}. */
export interface HttpOptions {
  /** `true`: all private addresses; else hosts, CIDRs and host:port. Link-local ones never. */
  readonly allowPrivateNetwork: true | readonly string[];
  readonly userAgent: string;
  /** Name service; the system's unless told. */
  readonly resolve?: Resolve;
  /** The runner's proxies; absent: none. They look names up, so these can be checked by form only. */
  readonly proxies?: Proxies;
}

interface Client {
  readonly dispatcher: Dispatcher;
  readonly request: typeof sendRequest;
  /** False: the address is refused before a proxy is asked for it. */
  readonly mayAsk: (url: URL) => boolean;
}

/** Time to reach a proxy, in ms. */
const PROXY_TIMEOUT_MS = 10_000;

function systemResolve(hostname: string): ReturnType<Resolve> {
  return lookup(hostname, { all: true });
}

async function loadClient(
  policy: NetworkPolicy,
  { resolve = systemResolve, proxies }: HttpOptions,
): Promise<Client> {
  const undici = await import('undici');
  const settings = {
    connect: makeConnector({ build: undici.buildConnector, policy, resolve }),
    allowH2: false,
    // Silence is watched here for each request, see `idleTimeoutMs`.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  if (proxies === undefined) {
    const dispatcher = new undici.Agent(settings);
    return { dispatcher, request: undici.request, mayAsk: () => true };
  }
  const dispatcher = new undici.EnvHttpProxyAgent({
    ...settings,
    httpProxy: proxies.http,
    httpsProxy: proxies.https,
    noProxy: proxies.except,
    connectTimeout: PROXY_TIMEOUT_MS,
  });
  const mayAsk = (url: URL): boolean =>
    mayAskProxy({ hostname: url.hostname, port: portOf(url) }, policy);
  return { dispatcher, request: undici.request, mayAsk };
}

function portOf({ port, protocol }: URL): string {
  return port || (protocol === 'https:' ? '443' : '80');
}

/**
 * {@link Http} over undici. Each connection's address is checked when it is made, after every
 * redirect as well. At most 10 redirects; credentials in an address stay with its host. Undici is
 * loaded with the first request.
 *
 * @throws Fault for an entry of `allowPrivateNetwork` that cannot be read
 */
export function makeHttp(options: HttpOptions): Http {
  const policy = readPolicy(options.allowPrivateNetwork);
  let client: Promise<Client> | undefined;
  return {
    async get(request) {
      request.signal.throwIfAborted();
      client ??= loadClient(policy, options);
      return follow(await client, request, options.userAgent);
    },
  };
}

function parseUrl(text: string, base?: string): URL | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  url.hash = '';
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

/** Asks, and follows redirects. */
async function follow(
  client: Client,
  request: HttpRequest,
  userAgent: string,
): Promise<HttpOutcome> {
  let url = parseUrl(request.url);
  if (url === undefined) return invalidUrl();
  let headers = headersOf(request, userAgent);
  let permanent = true;
  for (let redirects = 0; ; redirects += 1) {
    const answer = client.mayAsk(url)
      ? await ask(client, url, headers, request)
      : forbiddenAddress(url.hostname);
    if ('kind' in answer) {
      return redirects === 0 ? answer : { ...answer, finalUrl: publicUrl(url) };
    }
    ignoreErrors(answer);
    const location = answer.headers['location'];
    if (!REDIRECTS.has(answer.statusCode) || location === undefined) {
      return responseOf(answer, { request, url, moved: redirects > 0 && permanent });
    }
    discard(answer);
    if (redirects === MAX_REDIRECTS) return tooManyRedirects(url.hostname, MAX_REDIRECTS);
    const next = parseUrl([location].flat()[0] ?? '', url.href);
    if (next === undefined) return invalidRedirect(url.hostname);
    permanent &&= PERMANENT.has(answer.statusCode);
    const staysHome =
      next.host === url.host && (url.protocol === 'http:' || next.protocol === 'https:');
    if (staysHome) keepCredentials(url, next);
    else headers = openHeaders(headers);
    url = next;
  }
}

/** Without name, password and fragment. */
function publicUrl(url: URL): string {
  return url.origin + url.pathname + url.search;
}

function keepCredentials(from: URL, to: URL): void {
  if (to.username !== '' || to.password !== '') return;
  to.username = from.username;
  to.password = from.password;
}

function openHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => OPEN_HEADERS.has(name)));
}

function headersOf(request: HttpRequest, userAgent: string): Record<string, string> {
  const given = Object.entries(request.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  const ranged: Record<string, string> =
    request.rangeStart === undefined
      ? {}
      : { range: `bytes=${request.rangeStart}-`, 'accept-encoding': 'identity' };
  if (request.ifRange !== undefined) ranged['if-range'] = request.ifRange;
  return {
    'user-agent': userAgent,
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
    ...(Object.fromEntries(given) as Record<string, string>),
    ...ranged,
  };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A lone % is meant as it stands.
    if (error instanceof URIError) return text;
    throw error;
  }
}

function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${unescaped(username)}:${unescaped(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** One request, up to the headers of its answer. */
async function ask(
  client: Client,
  url: URL,
  headers: Record<string, string>,
  { signal, idleTimeoutMs }: HttpRequest,
): Promise<Dispatcher.ResponseData | Extract<HttpOutcome, { kind: 'failed' }>> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), idleTimeoutMs);
  try {
    return await client.request(publicUrl(url), {
      dispatcher: client.dispatcher,
      method: 'GET',
      headers: { ...headers, ...authorizationOf(url) },
      signal: AbortSignal.any([signal, silence.signal]),
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (silence.signal.aborted) {
      return timedOut(url.hostname, `nothing came within ${idleTimeoutMs / 1000} s`);
    }
    return requestFailure(error, url.hostname);
  } finally {
    clearTimeout(timer);
  }
}

/** An `error` event that nobody listens to would end the process; readers of the body see it anyway. */
function ignoreErrors({ body }: Dispatcher.ResponseData): void {
  body.on('error', () => undefined);
}

function discard({ body }: Dispatcher.ResponseData): void {
  body.destroy();
}

function flatHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      [value ?? ''].flat().join(', '),
    ]),
  );
}

function responseOf(
  answer: Dispatcher.ResponseData,
  context: {
    readonly request: HttpRequest;
    readonly url: URL;
    readonly moved: boolean;
  },
): HttpOutcome {
  const { request, url, moved } = context;
  const { 'content-encoding': encoding, ...rest } = flatHeaders(answer.headers);
  const codings = request.rangeStart === undefined ? codingsOf(encoding) : [];
  const drop = (): void => discard(answer);
  const raw = guardedBody(answer.body, {
    host: url.hostname,
    idleTimeoutMs: request.idleTimeoutMs,
    signal: request.signal,
  });
  const finalUrl = publicUrl(url);
  // The length is that of the coded bytes, which the caller never sees.
  const { 'content-length': _length, ...decodedHeaders } = rest;
  const rawHeaders = encoding === undefined ? rest : { ...rest, 'content-encoding': encoding };
  return {
    kind: 'response',
    status: answer.statusCode,
    headers: codings.length > 0 ? decodedHeaders : rawHeaders,
    finalUrl,
    ...(moved ? { permanentUrl: finalUrl } : {}),
    body:
      codings.length > 0 ? decodedBody({ source: raw, drop, host: url.hostname }, codings) : raw,
    discard: drop,
  };
}
