import type { Proxies } from '../base/proxy.ts';
import { Fault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { Clock, Model } from '../ports.ts';
import { forgetFile, uploadFile } from './gemini-files.ts';
import { generate } from './gemini-generate.ts';
import { makeWire } from './gemini-wire.ts';

/** Where the Gemini API lives. */
const GOOGLE = 'https://generativelanguage.googleapis.com';

/** How the adapter reaches the service. */
export interface GeminiOptions {
  /** Google's by default; a gateway may have a path of its own. */
  readonly baseUrl?: string;
  /** Sent as `User-Agent`. */
  readonly userAgent: string;
  readonly clock: Clock;
  /** The runner's proxies; absent: none. */
  readonly proxies?: Proxies;
}

/**
 * Gemini behind the model port, through `@google/generative-ai` 0.24.1 for streamed requests and
 * through the resumable Files protocol for uploads. The SDK and undici are loaded when first used.
 *
 * The SDK's support ended in August 2025. What it lacks is covered here, each with a test:
 * no retries (the caller decides); lost response headers, raw error bodies and network causes
 * (its fetch is ours, see `withFetch`); a cut stream that ends the process (`hear`); streams that
 * end without a finish reason or hold an error (`replyOf`, `conclude`); thoughts mixed into the
 * text (`listen`); redirects that carry the key away (refused in `exchange`); timers and listeners
 * that stay (`startDeadline`); events that its parser cannot read (`tidyEvents`); audio held in
 * memory several times over (`prepareRequest`); error texts that may repeat the key (`scrub`).
 *
 * The key travels in the header `x-goog-api-key` and to the base address alone.
 *
 * When a signal fires, the calls reject with its reason. Throws `Fault` for a base address that
 * cannot be used.
 */
export function makeGemini(options: GeminiOptions): Model {
  const context = {
    baseUrl: readBaseUrl(options.baseUrl ?? GOOGLE),
    userAgent: options.userAgent,
    clock: options.clock,
    wire: makeWire(options.proxies),
  };
  return {
    generate: (request) => generate(context, request),
    upload: (request) => uploadFile(context, request),
    forget: (request) => forgetFile(context, request),
  };
}

/** The base address without a slash at its end. */
function readBaseUrl(value: string): string {
  let url: URL;
  try {
    url = new URL(value);
  } catch (cause) {
    throw badBase('it is no address', cause);
  }
  if (url.username !== '' || url.password !== '') throw badBase('it holds a user name or password');
  if (url.search !== '' || url.hash !== '') throw badBase('it holds a query or a fragment');
  const secure = url.protocol === 'https:';
  if (!secure && url.protocol !== 'http:') throw badBase('it begins with neither https nor http');
  if (!secure && !isLoopback(url.hostname)) {
    throw badBase('over plain http the API key would travel unencrypted');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/u, '')}`;
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(hostname)
  );
}

function badBase(why: string, cause?: unknown): Fault {
  return new Fault(
    problem(
      'gemini-base-url',
      `The Gemini base address cannot be used: ${why}.`,
      'Set gemini-base-url to an https address such as https://gateway.example.com, or leave it out for Google itself.',
    ),
    { cause },
  );
}
