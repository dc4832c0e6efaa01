import { counted } from '../base/count.ts';
import type { Problem } from '../base/outcome.ts';
import { problem } from '../base/outcome.ts';
import { speakUrl } from '../feed/address.ts';
import { readDate } from '../feed/dates.ts';
import { prepareXml } from '../feed/prepare.ts';
import { readFeed } from '../feed/read-feed.ts';
import type { Feed } from '../feed/types.ts';
import { HttpBodyError } from '../ports.ts';
import type { Clock, FeedParser, Http, HttpOutcome, Log } from '../ports.ts';

/** Default of {@link FetchFeedRequest.maxBytes}: 64 MiB. Feeds of 2,800 items have 4 to 20 MB. */
export const MAX_FEED_BYTES = 64 * 1024 * 1024;

/** Silence allowed while a feed is fetched, in ms. */
const IDLE_TIMEOUT_MS = 30_000;
/** A longer validator is not kept. */
const MAX_VALIDATOR = 1_024;

const ACCEPT =
  'application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5';

/** What a server gave to ask it later whether the feed has changed. */
export interface FeedValidators {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

/** Ports that {@link fetchFeed} needs. */
export interface FetchFeedPorts {
  readonly http: Http;
  readonly parser: FeedParser;
  readonly clock: Clock;
  readonly log: Log;
}

/** Which feed, and within what. */
export interface FetchFeedRequest {
  readonly url: string;
  /** Of the last answer that was read whole; absent to fetch in any case. */
  readonly validators?: FeedValidators | undefined;
  /** Cap on the decoded bytes; {@link MAX_FEED_BYTES} unless told. */
  readonly maxBytes?: number;
  /** For fetching and parsing together, in ms. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** What became of a feed. */
export type FetchFeedOutcome =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'feed';
      readonly feed: Feed;
      /** Empty when the feed was cut: the next run must fetch it again. */
      readonly validators: FeedValidators;
      /** Where it moved to for good. */
      readonly permanentUrl?: string;
    }
  | {
      readonly kind: 'failed';
      readonly error: Problem;
      /** True for what may pass by itself. */
      readonly retryable: boolean;
      /** From `Retry-After`, or until when its host is left alone; epoch ms. */
      readonly notBefore?: number;
    };

type Failed = Extract<FetchFeedOutcome, { kind: 'failed' }>;
type HttpResponse = Extract<HttpOutcome, { kind: 'response' }>;

/**
 * Fetches a feed and reads it: asks conditionally, within a byte cap and a deadline; decodes,
 * repairs, parses off the main thread, interprets. A feed whose end is missing is used as far as
 * it goes, and marked. Rejects with the signal's reason when that fires.
 */
export async function fetchFeed(
  ports: FetchFeedPorts,
  request: FetchFeedRequest,
): Promise<FetchFeedOutcome> {
  request.signal.throwIfAborted();
  const late = new Error('the deadline of the feed has passed');
  const deadline = new AbortController();
  const finished = new AbortController();
  const endsAt = ports.clock.now() + request.deadlineMs;
  const watch = ports.clock.sleep(request.deadlineMs, finished.signal).then(
    () => deadline.abort(late),
    () => undefined,
  );
  const signal = AbortSignal.any([request.signal, deadline.signal]);
  try {
    return await fetchWithin(ports, { ...request, signal }, endsAt);
  } catch (error) {
    if (error !== late) throw error;
    return tooSlow(request);
  } finally {
    finished.abort();
    await watch;
  }
}

async function fetchWithin(
  ports: FetchFeedPorts,
  request: FetchFeedRequest,
  endsAt: number,
): Promise<FetchFeedOutcome> {
  const answer = await ports.http.get({
    url: request.url,
    headers: { accept: ACCEPT, ...conditionsOf(request.validators) },
    idleTimeoutMs: IDLE_TIMEOUT_MS,
    signal: request.signal,
  });
  if (answer.kind === 'failed') return about(request, answer);
  if (answer.status !== 200) {
    answer.discard();
    if (answer.status === 304 && request.validators !== undefined) return { kind: 'unchanged' };
    return refusal(request, answer, ports.clock.now());
  }
  const received = await readBody(answer, request.maxBytes ?? MAX_FEED_BYTES);
  if ('error' in received) return about(request, received);
  const prepared = prepareXml(received.bytes, answer.headers['content-type']);
  if (!prepared.ok) {
    return about(request, {
      kind: 'failed',
      // Nothing at all after a broken connection says nothing of the feed.
      error: received.fault ?? prepared.problem,
      retryable: received.fault !== undefined || prepared.problem.code === 'feed-empty',
    });
  }
  const parsed = await ports.parser.parse(prepared.value.xml, {
    deadlineMs: Math.max(1, endsAt - ports.clock.now()),
    signal: request.signal,
  });
  if (parsed.kind === 'failed') {
    // What no parser can read stays so; time and memory may suffice at another time.
    const retryable = parsed.error.code !== 'feed-unreadable';
    return about(request, { kind: 'failed', error: parsed.error, retryable });
  }
  const truncated = prepared.value.truncated || received.fault !== undefined || received.short;
  const read = readFeed(parsed.tree, { url: answer.finalUrl, truncated });
  if (!read.ok) return about(request, { kind: 'failed', error: read.problem, retryable: false });
  report(ports.log, request, read.value, received.fault);
  return {
    kind: 'feed',
    feed: read.value,
    validators: truncated ? {} : validatorsOf(answer.headers),
    ...(answer.permanentUrl === undefined ? {} : { permanentUrl: answer.permanentUrl }),
  };
}

function conditionsOf(validators: FeedValidators | undefined): Record<string, string> {
  const { etag, lastModified } = validators ?? {};
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  };
}

function validatorsOf(headers: Readonly<Record<string, string>>): FeedValidators {
  const { etag, 'last-modified': lastModified } = headers;
  const sound = (value: string | undefined): value is string =>
    value !== undefined && value.length <= MAX_VALIDATOR && /^[\x20-\x7e]+$/.test(value);
  return {
    ...(sound(etag) ? { etag } : {}),
    ...(sound(lastModified) ? { lastModified } : {}),
  };
}

/** What arrived of a body. */
interface Received {
  readonly bytes: Uint8Array;
  /** Why the body ended early. */
  readonly fault: Problem | undefined;
  /** Fewer bytes than `Content-Length` promised. */
  readonly short: boolean;
}

async function readBody(answer: HttpResponse, maxBytes: number): Promise<Received | Failed> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let fault: Problem | undefined;
  try {
    for await (const part of answer.body) {
      size += part.length;
      if (size > maxBytes) return tooLarge(answer, maxBytes);
      parts.push(part);
    }
  } catch (error) {
    if (!(error instanceof HttpBodyError)) throw error;
    fault = error.problem;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, fault, short: size < Number(answer.headers['content-length'] ?? 0) };
}

function tooLarge(answer: HttpResponse, maxBytes: number): Failed {
  answer.discard();
  const error = problem(
    'feed-too-large',
    `the feed is larger than ${Math.round(maxBytes / 1_048_576)} MiB`,
    'Check that the address is that of a feed; ask the publisher for one with fewer items.',
  );
  return { kind: 'failed', error, retryable: false };
}

function tooSlow(request: FetchFeedRequest): Failed {
  const error = problem(
    'feed-timeout',
    `the feed was not fetched and read within ${request.deadlineMs / 1000} s`,
    'The server is slow or the feed very large; it is tried again at the next run.',
  );
  return about(request, { kind: 'failed', error, retryable: true });
}

/** The same failure, with the feed named. */
function about(request: FetchFeedRequest, failed: Failed): Failed {
  const { code, message, remedy } = failed.error;
  return { ...failed, error: problem(code, `feed ${speakUrl(request.url)}: ${message}`, remedy) };
}

/** `Retry-After`: seconds or a date → epoch ms. */
function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  return /^\d{1,7}$/.test(header.trim()) ? now + Number(header) * 1000 : readDate(header);
}

function refusal(request: FetchFeedRequest, answer: HttpResponse, now: number): Failed {
  const { status } = answer;
  const failed = (error: Problem, retryable: boolean): Failed =>
    about(request, { kind: 'failed', error, retryable });
  if (status === 401 || status === 403) {
    return failed(
      problem(
        'feed-forbidden',
        `the server refuses it (HTTP ${status})`,
        'A private feed needs its complete personal address; ask the publisher if the feed is public.',
      ),
      false,
    );
  }
  if (status === 404 || status === 410) {
    return failed(
      problem(
        'feed-not-found',
        status === 410 ? 'it is gone for good (HTTP 410)' : 'there is none (HTTP 404)',
        "Look up the show's current feed address and correct it in the configuration.",
      ),
      false,
    );
  }
  if (status === 429 || status === 503) {
    const notBefore = retryAfter(answer.headers['retry-after'], now);
    const busy = problem(
      'feed-busy',
      `the server asks to come back later (HTTP ${status})`,
      'Nothing is to be done; it is tried again at the next run.',
    );
    return { ...failed(busy, true), ...(notBefore === undefined ? {} : { notBefore }) };
  }
  if (status >= 500 || status === 408 || status === 425) {
    return failed(
      problem(
        'feed-server-error',
        `the server failed (HTTP ${status})`,
        'Nothing is to be done; it is tried again at the next run.',
      ),
      true,
    );
  }
  return failed(
    problem(
      'feed-unexpected-status',
      `the server answered with HTTP ${status}`,
      'Open the address in a browser to see what it says, and correct it.',
    ),
    false,
  );
}

function report(log: Log, request: FetchFeedRequest, feed: Feed, fault: Problem | undefined): void {
  const name = speakUrl(request.url);
  if (feed.truncated) {
    const why = fault === undefined ? 'its end is missing' : fault.message;
    log.warning(
      `feed ${name}: only ${counted(feed.episodes.length, 'episode')} could be read, since ${why}; it is fetched again at the next run`,
    );
  }
  for (const { item, reason } of feed.dropped)
    log.debug(`feed ${name}: left out ${item}: ${reason}`);
}
