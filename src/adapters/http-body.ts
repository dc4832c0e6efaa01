/** Response bodies: guarded against silence, decoded, with faults in our words. */
import { Readable, pipeline } from 'node:stream';
import type { Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { problem } from '../base/outcome.ts';
import { HttpBodyError } from '../ports.ts';

/** What a body is read with. */
export interface BodyContext {
  readonly host: string;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'no reason was given';
}

/**
 * The bytes of a body as they come. Throws `HttpBodyError` when the connection breaks
 * (`http-body-cut`) or is silent for too long while a part is waited for (`http-body-stalled`),
 * and the signal's reason when it fires. Leaving the loop drops the connection.
 */
export async function* guardedBody(
  body: Readable,
  { host, idleTimeoutMs, signal }: BodyContext,
): AsyncGenerator<Uint8Array, void, undefined> {
  const parts = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const timer = setTimeout(() => {
        const stalled = problem(
          'http-body-stalled',
          `${host} sent nothing for ${idleTimeoutMs / 1000} s in the middle of an answer`,
          'The server or the way to it is overloaded; it is tried again later.',
        );
        body.destroy(new HttpBodyError(stalled));
      }, idleTimeoutMs);
      const part = await parts.next().finally(() => clearTimeout(timer));
      if (part.done === true) return;
      yield part.value;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof HttpBodyError) throw error;
    const cut = problem(
      'http-body-cut',
      `${host} ended the connection in the middle of an answer (${words(error)})`,
      'The server or the way to it is unsteady; it is tried again later.',
    );
    throw new HttpBodyError(cut, { cause: error });
  } finally {
    body.destroy();
  }
}

/** A decoder for a coding, by the first bytes: servers claim codings that they do not use. */
function decoderOf(coding: string, first: Uint8Array): Duplex | undefined {
  const [one = 0, two = 0] = first;
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return first.length > 1 && (one !== 0x1f || two !== 0x8b) ? undefined : createGunzip();
    case 'deflate':
      // Zlib by the standard, bare deflate by some servers.
      return (one & 0x0f) === 8 && ((one << 8) | two) % 31 === 0
        ? createInflate()
        : createInflateRaw();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

/** The codings of a `Content-Encoding` that {@link decodedBody} undoes, in the order they were applied. */
export function codingsOf(contentEncoding: string | undefined): readonly string[] {
  return (contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => ['gzip', 'x-gzip', 'deflate', 'br'].includes(coding));
}

/** What {@link decodedBody} works on. */
export interface CodedBody {
  readonly source: AsyncIterable<Uint8Array>;
  /** Drops the connection. A reader who leaves cannot wait for the part that the source waits for. */
  readonly drop: () => void;
  readonly host: string;
}

/** Undoes one coding. Throws `HttpBodyError` (`http-body-encoding`) for broken data. */
async function* decodedOnce(
  { source, drop, host }: CodedBody,
  coding: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const parts = source[Symbol.asyncIterator]();
  const first = await parts.next();
  if (first.done === true) return;
  const rest = { [Symbol.asyncIterator]: () => parts };
  const whole = Readable.from(
    (async function* () {
      yield first.value;
      yield* rest;
    })(),
    { objectMode: false },
  );
  const decoder = decoderOf(coding, first.value);
  let fault: unknown;
  const decoded =
    decoder === undefined ? whole : pipeline(whole, decoder, (error) => (fault = error));
  try {
    for await (const part of decoded) yield part as Uint8Array;
  } catch (error) {
    const cause: unknown = fault ?? error;
    if (!isZlibError(cause)) throw cause;
    const broken = problem(
      'http-body-encoding',
      `${host} sent an answer whose ${coding} compression is broken (${words(cause)})`,
      'Tell the owner of the server; it is tried again later.',
    );
    throw new HttpBodyError(broken, { cause });
  } finally {
    drop();
  }
}

function isZlibError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('Z_') || code.startsWith('ERR__ERROR') || code.startsWith('ERR_BROTLI');
}

/** Answers have one coding, seldom two; each one more is a decoder more, and a depth of the stack. */
const MAX_CODINGS = 3;

/**
 * A body with its codings undone, the last applied first. Throws `HttpBodyError`
 * (`http-body-encoding`) for broken data, and for more codings than three.
 */
export function decodedBody(
  body: CodedBody,
  codings: readonly string[],
): AsyncIterable<Uint8Array> {
  if (codings.length > MAX_CODINGS) return tooManyCodings(body, codings.length);
  return codings.reduceRight(
    (source, coding) => decodedOnce({ ...body, source }, coding),
    body.source,
  );
}

// oxlint-disable-next-line require-yield -- it stands in for a body
async function* tooManyCodings(
  { drop, host }: CodedBody,
  count: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  drop();
  throw await Promise.resolve(
    new HttpBodyError(
      problem(
        'http-body-encoding',
        `${host} sent an answer that is said to be compressed ${count} times over`,
        'Tell the owner of the server; it is tried again later.',
      ),
    ),
  );
}
