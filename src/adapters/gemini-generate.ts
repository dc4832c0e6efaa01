import type { GenerateContentRequest, GenerateContentStreamResult } from '@google/generative-ai';
import type { ApiFailure, Clock, ModelOutcome, ModelRequest } from '../ports.ts';
import { startDeadline } from './gemini-deadline.ts';
import type { Deadline } from './gemini-deadline.ts';
import { notSent, readBody, refused, scrub, unanswered } from './gemini-failure.ts';
import type { Refusal } from './gemini-failure.ts';
import { inTurns, isRecord, listen, newHeard, replyOf } from './gemini-reply.ts';
import type { Heard } from './gemini-reply.ts';
import { prepareRequest } from './gemini-request.ts';
import type { PreparedRequest } from './gemini-request.ts';
import { tidyEvents } from './gemini-sse.ts';
import type { Stray } from './gemini-sse.ts';
import { exchange } from './gemini-wire.ts';
import type { Wire } from './gemini-wire.ts';

/** What every call of the adapter shares. */
export interface GeminiContext {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly wire: () => Promise<Wire>;
}

/** One request to a model, streamed through the SDK. See `makeGemini` for what is guarded. */
export async function generate(
  context: GeminiContext,
  request: ModelRequest,
): Promise<ModelOutcome> {
  request.signal.throwIfAborted();
  const fault = faultIn(request);
  if (fault !== undefined) return { kind: 'failed', failure: fault };
  const [{ GoogleGenerativeAI }, wire, prepared] = await Promise.all([
    import('@google/generative-ai'),
    context.wire(),
    prepareRequest(request),
  ]);
  request.signal.throwIfAborted();
  const deadline = startDeadline({ ...request, clock: context.clock });
  const line: Line = { stray: { text: '' }, used: false };
  const heard = newHeard();
  let broken: unknown;
  try {
    const model = new GoogleGenerativeAI(request.key.secret).getGenerativeModel(
      {
        model: request.model,
        ...(prepared.systemInstruction === undefined
          ? {}
          : { systemInstruction: prepared.systemInstruction }),
        generationConfig: prepared.generationConfig,
      },
      { baseUrl: context.baseUrl, customHeaders: { 'user-agent': context.userAgent } },
    );
    const fetchForSdk = lineFetch({ wire, deadline, prepared, line });
    const answer = await withFetch(fetchForSdk, () =>
      // The SDK's types lag behind the API; it passes what it is given.
      model.generateContentStream({
        contents: prepared.contents,
      } as unknown as GenerateContentRequest),
    );
    await hear(heard, answer);
  } catch (error) {
    broken = error;
  } finally {
    deadline.end();
  }
  // A reply that came whole is paid for: it counts even when the signal fired at its end.
  if ((broken ?? line.cause) !== undefined) request.signal.throwIfAborted();
  if (!line.used) {
    throw new Error('the SDK did not send its request through the adapter', { cause: broken });
  }
  return conclude({ context, request, deadline, line, heard, broken });
}

/** A request that cannot be put on the wire; undefined when it can. */
function faultIn(request: ModelRequest): ApiFailure | undefined {
  if (!/^[\u0021-\u007e]+$/u.test(request.key.secret)) {
    // The SDK would fail with a message that repeats the key. 401 is what no key deserves.
    return notSent(401, `the key ${request.key.fingerprint} holds characters that no key has`);
  }
  if (!/^(?:[a-zA-Z]+\/)?[\w-][\w.-]*$/u.test(request.model)) {
    // It becomes part of the address as it is.
    return notSent(404, 'the model name holds characters that no model name has');
  }
  return undefined;
}

/** What is known of the exchange beneath the SDK. */
interface Line {
  /** The SDK's request came through {@link lineFetch}. */
  used: boolean;
  /** Set when the answer was no stream of events. */
  refusal?: Refusal;
  /** What broke the exchange, before the SDK turned it into words without a code. */
  cause?: unknown;
  readonly stray: Stray;
}

/**
 * The SDK offers no way to give it a fetch: it reads the global one, once, when a call begins and
 * before its first `await`. So the global is ours for just that moment, in which nothing else
 * can run, and is put back before this function returns. A patch that lasts, even one that looks
 * at an AsyncLocalStorage, would be seen by every other part of the process.
 */
function withFetch(
  fetchForSdk: typeof fetch,
  call: () => Promise<GenerateContentStreamResult>,
): Promise<GenerateContentStreamResult> {
  const real = globalThis.fetch;
  globalThis.fetch = fetchForSdk;
  try {
    return call();
  } finally {
    globalThis.fetch = real;
  }
}

/** The fetch that the SDK gets: keeps headers, raw error bodies and causes, which the SDK loses. */
function lineFetch(work: {
  readonly wire: Wire;
  readonly deadline: Deadline;
  readonly prepared: PreparedRequest;
  readonly line: Line;
}): typeof fetch {
  const { wire, deadline, prepared, line } = work;
  return async (url, init) => {
    if (typeof url !== 'string' || typeof init?.body !== 'string') {
      throw new TypeError('the SDK made a request of an unknown form');
    }
    line.used = true;
    try {
      const { content, contentLength } = prepared.body(init.body);
      const answer = await exchange(wire, {
        url,
        method: 'POST',
        headers: {
          ...Object.fromEntries(new Headers(init.headers)),
          accept: 'text/event-stream',
          ...(contentLength === undefined ? {} : { 'content-length': String(contentLength) }),
        },
        body: content,
        signal: deadline.signal,
      });
      // Until here the whole time is the limit: a model may think for long before its first word.
      deadline.touch();
      if (!isEventStream(answer.status, answer.headers['content-type'])) {
        const body = await readBody(answer.body, deadline.touch);
        line.refusal = { httpStatus: answer.status, headers: answer.headers, body };
        return new Response(null, { status: 502 });
      }
      return new Response(ReadableStream.from(watched(answer.body, deadline, line)));
    } catch (error) {
      line.cause = error;
      throw error;
    }
  };
}

/** An answer without a type is given the benefit of the doubt; a page or a document is not. */
function isEventStream(status: number, contentType: string | undefined): boolean {
  return status === 200 && !/html|json|xml/iu.test(contentType ?? '');
}

/**
 * The events of an answer. A stream that breaks is ended here and its cause kept, because an error
 * would make the SDK's streams throw away the events that had arrived but were not yet read.
 */
async function* watched(
  body: AsyncIterable<Uint8Array> | null,
  deadline: Deadline,
  line: Line,
): AsyncGenerator<Uint8Array> {
  try {
    yield* tidyEvents(touching(body ?? [], deadline), line.stray);
  } catch (error) {
    line.cause = error;
  }
}

async function* touching(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  deadline: Deadline,
): AsyncGenerator<Uint8Array> {
  for await (const part of source) {
    deadline.touch();
    yield part;
  }
}

async function hear(heard: Heard, answer: GenerateContentStreamResult): Promise<void> {
  // A second reading of the same stream: left alone, its rejection would end the process.
  answer.response.catch(() => undefined);
  for await (const part of answer.stream) {
    listen(heard, part);
    if (heard.error !== undefined) return;
  }
}

/** What the whole exchange amounts to. */
function conclude(end: {
  readonly context: GeminiContext;
  readonly request: ModelRequest;
  readonly deadline: Deadline;
  readonly line: Line;
  readonly heard: Heard;
  readonly broken: unknown;
}): ModelOutcome {
  const { context, deadline, line, heard } = end;
  const { secret } = end.request.key;
  if (line.refusal !== undefined) {
    return { kind: 'failed', failure: refused(line.refusal, secret, context.clock.now()) };
  }
  const reply = replyOf(heard);
  if (reply !== undefined) {
    const asked = end.request.transcription !== undefined;
    return { kind: 'reply', reply: asked ? inTurns(reply) : reply };
  }
  const inside = heard.error ?? errorIn(line.stray.text);
  if (inside !== undefined) return { kind: 'failed', failure: insideFailure(inside, secret) };
  const cause = line.cause ?? end.broken;
  return { kind: 'failed', failure: unanswered(deadline.verdict(), cause, context.baseUrl) };
}

/** An error that stood in the stream outside of its events, bare or in an array. */
function errorIn(stray: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(stray);
  } catch {
    // Not JSON: nothing that could be told.
    return undefined;
  }
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const error = isRecord(first) ? first['error'] : undefined;
  return isRecord(error) ? error : undefined;
}

function insideFailure(error: Record<string, unknown>, secret: string): ApiFailure {
  const code = error['code'];
  const httpStatus = typeof code === 'number' && code >= 400 && code <= 599 ? code : 500;
  const body = scrub(JSON.stringify({ error }), secret);
  return refused({ httpStatus, headers: {}, body }, secret, 0);
}
