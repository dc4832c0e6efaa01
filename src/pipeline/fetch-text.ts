import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { HttpBodyError } from '../ports.ts';
import type { Ports } from '../ports.ts';

/**
 * Fetches a small text (a list of feeds, an answer in JSON), as UTF-8.
 *
 * @returns the text, or why there is none; it never throws for what the network did.
 */
export async function fetchText(
  ports: Pick<Ports, 'http'>,
  request: {
    readonly url: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly maxBytes: number;
    readonly deadlineMs: number;
    readonly signal: AbortSignal;
  },
): Promise<{ text: string } | { error: Problem }> {
  const outcome = await ports.http.get({
    url: request.url,
    ...(request.headers === undefined ? {} : { headers: request.headers }),
    idleTimeoutMs: request.deadlineMs,
    signal: request.signal,
  });
  if (outcome.kind === 'failed') return { error: outcome.error };
  const host = new URL(request.url).host;
  if (outcome.status !== 200) {
    outcome.discard();
    return {
      error: problem(
        'text-not-fetched',
        `${host} answered ${outcome.status} for a text that was asked for.`,
        'Open the address in a browser; correct it in the configuration.',
      ),
    };
  }
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const part of outcome.body) {
      bytes += part.byteLength;
      if (bytes > request.maxBytes) {
        outcome.discard();
        return {
          error: problem(
            'text-too-large',
            `The text at ${host} has more than ${request.maxBytes} bytes.`,
            'Make it smaller, or raise feedsFetch.maxMegabytes.',
          ),
        };
      }
      text += decoder.decode(part, { stream: true });
    }
  } catch (error) {
    if (error instanceof HttpBodyError) return { error: error.problem };
    throw error;
  }
  return { text: text + decoder.decode() };
}
