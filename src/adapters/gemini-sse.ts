/** Longest event that is read, in characters. Real ones stay below 100 KB. */
const MAX_EVENT_CHARS = 1_048_576;

/** Longest answer that is read, in bytes: many times what 65,536 tokens of text can need. */
const MAX_ANSWER_BYTES = 33_554_432;

/** Most text outside of events that is kept: an error body is far smaller. */
const MAX_STRAY_CHARS = 65_536;

/** What stood in the stream outside of its events; some of the service's errors come that way. */
export interface Stray {
  text: string;
}

/**
 * Rewrites a stream of server-sent events into the one form that the SDK reads: each event one
 * `data: <json>` line. The SDK takes an event only when `data: ` stands first, with its blank
 * line, on one line in the eyes of a regular expression; a comment, a missing blank line at the
 * end, `data:` without a space, or a U+2028 inside a text (legal in JSON) would cost it all that
 * follows. Bytes that are no UTF-8 become U+FFFD instead of ending the reply.
 *
 * Throws when an event is not JSON, when an event or the whole answer passes its limit, and what
 * the source throws.
 */
export async function* tidyEvents(
  source: AsyncIterable<Uint8Array>,
  stray: Stray,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const event: EventLines = { data: [], chars: 0, stray };
  let rest = '';
  let bytes = 0;
  for await (const part of source) {
    bytes += part.byteLength;
    if (bytes > MAX_ANSWER_BYTES) throw new Error('the answer is longer than any answer can be');
    rest += decoder.decode(part, { stream: true });
    // A carriage return at the very end may be the first half of a line break.
    const held = rest.endsWith('\r') ? 1 : 0;
    const lines = rest.slice(0, rest.length - held).split(/\r\n|\n|\r/u);
    rest = (lines.pop() ?? '') + (held === 1 ? '\r' : '');
    if (rest.length > MAX_EVENT_CHARS) throw new Error('an event of the stream has no end');
    for (const line of lines) {
      const ready = take(event, line);
      if (ready !== undefined) yield encoder.encode(ready);
    }
  }
  for (const line of [...(rest + decoder.decode()).split(/\r\n|\n|\r/u), '']) {
    const ready = take(event, line, true);
    if (ready !== undefined) yield encoder.encode(ready);
  }
}

interface EventLines {
  data: string[];
  chars: number;
  readonly stray: Stray;
}

/** Takes one line; returns the event that it completes. */
function take(event: EventLines, line: string, atEnd = false): string | undefined {
  if (line === '') return complete(event, atEnd);
  const field = /^(data|event|id|retry)(?::|$)/u.exec(line)?.[1];
  if (field === 'data') {
    const value = line.slice('data:'.length).replace(/^ /u, '');
    event.data.push(value);
    event.chars += value.length;
    if (event.chars > MAX_EVENT_CHARS) throw new Error('an event of the stream has no end');
  } else if (field === undefined && !line.startsWith(':')) {
    event.stray.text = `${event.stray.text}${line}\n`.slice(0, MAX_STRAY_CHARS);
  }
  return undefined;
}

function complete(event: EventLines, atEnd: boolean): string | undefined {
  // A line break inside JSON is white space: it never stands within a string.
  const data = event.data.join(' ').trim();
  event.data = [];
  event.chars = 0;
  if (data === '') return undefined;
  if (!data.startsWith('{')) {
    // The SDK takes objects alone; an error may come in an array, and gateways close with [DONE].
    if (data !== '[DONE]')
      event.stray.text = `${event.stray.text}${data}\n`.slice(0, MAX_STRAY_CHARS);
    return undefined;
  }
  if (!isJson(data)) {
    // Half an event: at the end the connection was cut inside it, elsewhere nothing can be trusted.
    if (atEnd) return undefined;
    throw new Error('an event of the stream is not JSON');
  }
  return `data: ${data.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n\n`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The caller decides what that means.
    return false;
  }
}
