import { sized } from '../base/count.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { HttpBodyError } from '../ports.ts';
import type { Ports } from '../ports.ts';

/** Which text, and within what. */
export interface FetchTextRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  /** For the whole of it, in ms. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/**
 * Fetches a small text (a list of feeds, an answer in JSON), as UTF-8.
 *
 * @returns the text, or why there is none; it never throws for what the network did, and rejects
 *   with the signal's reason when that fires.
 */
export async function fetchText(
  ports: Pick<Ports, 'http' | 'clock'>,
  request: FetchTextRequest,
): Promise<{ text: string } | { error: Problem }> {
  request.signal.throwIfAborted();
  const late = new Error('the deadline of the text has passed');
  const deadline = new AbortController();
  const over = new AbortController();
  const watch = ports.clock.sleep(request.deadlineMs, over.signal).then(
    () => deadline.abort(late),
    // The text was there first.
    () => undefined,
  );
  const signal = AbortSignal.any([request.signal, deadline.signal]);
  try {
    return await fetchWithin(ports, { ...request, signal });
  } catch (error) {
    if (error !== late) throw error;
    return { error: tooSlow(request) };
  } finally {
    over.abort();
    await watch;
  }
}

async function fetchWithin(
  ports: Pick<Ports, 'http'>,
  request: FetchTextRequest,
): Promise<{ text: string } | { error: Problem }> {
  const outcome = await ports.http.get({
    url: request.url,
    ...(request.headers === undefined ? {} : { headers: request.headers }),
    idleTimeoutMs: request.deadlineMs,
    signal: request.signal,
  });
  if (outcome.kind === 'failed') return { error: outcome.error };
  if (outcome.status !== 200) {
    outcome.discard();
    return { error: refused(hostOf(request), outcome.status) };
  }
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const part of outcome.body) {
      bytes += part.byteLength;
      if (bytes > request.maxBytes) {
        outcome.discard();
        return { error: tooLarge(hostOf(request), request.maxBytes) };
      }
      text += decoder.decode(part, { stream: true });
    }
  } catch (error) {
    if (error instanceof HttpBodyError) return { error: error.problem };
    throw error;
  }
  return { text: text + decoder.decode() };
}

function hostOf({ url }: FetchTextRequest): string {
  return URL.canParse(url) ? new URL(url).host : 'the host';
}

function refused(host: string, status: number): Problem {
  return problem(
    'text-not-fetched',
    `${host} answered ${status} for a text that was asked for.`,
    'Open the address in a browser; correct it in the configuration.',
  );
}

function tooLarge(host: string, maxBytes: number): Problem {
  return problem(
    'text-too-large',
    `The text at ${host} has more than ${sized(maxBytes)}.`,
    'Make it smaller, or raise feedsFetch.maxMegabytes.',
  );
}

function tooSlow(request: FetchTextRequest): Problem {
  return problem(
    'text-not-fetched',
    `The text at ${hostOf(request)} was not there within ${request.deadlineMs / 1000} s.`,
    'The server is slow; it is asked again at the next run.',
  );
}
