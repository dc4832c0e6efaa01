import type { Dispatcher, fetch as undiciFetch } from 'undici';
import type { Proxies } from '../base/proxy.ts';

/** How requests leave: undici's fetch with a pool of its own. */
export interface Wire {
  readonly fetch: typeof undiciFetch;
  readonly dispatcher: Dispatcher;
}

/** Longest wait for a connection, in ms. */
const CONNECT_TIMEOUT_MS = 20_000;

/**
 * Loads undici when first used and keeps one pool of connections. Its own limits for headers and
 * body are off: they would end a long answer after 300 s, and the limits here are the request's.
 * Goes through the runner's proxies, where it has some.
 */
export function makeWire(proxies?: Proxies): () => Promise<Wire> {
  let wire: Promise<Wire> | undefined;
  return () => {
    wire ??= open(proxies);
    return wire;
  };
}

async function open(proxies: Proxies | undefined): Promise<Wire> {
  const { Agent, EnvHttpProxyAgent, fetch } = await import('undici');
  const settings = {
    allowH2: false,
    bodyTimeout: 0,
    headersTimeout: 0,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  };
  if (proxies === undefined) return { fetch, dispatcher: new Agent(settings) };
  const dispatcher = new EnvHttpProxyAgent({
    ...settings,
    httpProxy: proxies.http,
    httpsProxy: proxies.https,
    noProxy: proxies.except,
    connectTimeout: CONNECT_TIMEOUT_MS,
  });
  return { fetch, dispatcher };
}

/** A request as the adapter sends it. Redirects are never followed: they would carry the key away. */
export interface WireRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

/** An answer; `headers` have lower-case names. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Sends one request and returns the head of the answer; throws as undici's fetch does. */
export async function exchange(wire: Wire, request: WireRequest): Promise<WireAnswer> {
  const response = await wire.fetch(request.url, {
    method: request.method,
    headers: request.headers,
    redirect: 'manual',
    dispatcher: wire.dispatcher,
    signal: request.signal,
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(typeof request.body === 'object' ? { duplex: 'half' as const } : {}),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: response.body,
  };
}
