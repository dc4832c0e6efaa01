import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ModelRequest } from '../ports.ts';

/** Bytes of audio that are encoded at a time: a multiple of 3, so that base64 parts join. */
const INLINE_STEP_BYTES = 196_608;

/** What the SDK is told, and how the body that it makes is sent. */
export interface PreparedRequest {
  readonly generationConfig: Readonly<Record<string, unknown>>;
  readonly contents: readonly {
    readonly role: 'user';
    readonly parts: readonly Readonly<Record<string, unknown>>[];
  }[];
  /** Turns the SDK's JSON into the body on the wire; `contentLength` is absent for plain text. */
  readonly body: (json: string) => {
    readonly content: string | AsyncIterable<Uint8Array>;
    readonly contentLength?: number;
  };
}

/**
 * Builds the parameters of a request: the audio first, then the prompt. `temperature`, `topP` and
 * `topK` are left out: they are deprecated for the 3.x models, and low values make them loop.
 *
 * Inline audio never enters the SDK, which would hold it as base64 several times over: the SDK
 * sees a random mark, and the file is encoded from disk into the mark's place while it is sent.
 *
 * Rejects when the file cannot be read, which is a bug of the caller.
 */
export async function prepareRequest(request: ModelRequest): Promise<PreparedRequest> {
  const generationConfig = {
    maxOutputTokens: request.maxOutputTokens,
    ...(request.thinkingLevel === undefined
      ? {}
      : { thinkingConfig: { thinkingLevel: request.thinkingLevel } }),
  };
  const { audio } = request;
  const prompt = { text: request.prompt };
  if (audio === undefined) {
    return { generationConfig, contents: [{ role: 'user', parts: [prompt] }], body: plain };
  }
  if (audio.kind === 'uploaded') {
    const file = { fileData: { mimeType: audio.mimeType, fileUri: audio.uri } };
    return { generationConfig, contents: [{ role: 'user', parts: [file, prompt] }], body: plain };
  }
  const mark = randomUUID();
  const { path } = audio.file;
  const { size } = await stat(path);
  const inline = { inlineData: { mimeType: audio.mimeType, data: mark } };
  return {
    generationConfig,
    contents: [{ role: 'user', parts: [inline, prompt] }],
    body: (json) => inlined({ json, mark, path, size }),
  };
}

function plain(json: string): { readonly content: string } {
  return { content: json };
}

interface Inlining {
  readonly json: string;
  readonly mark: string;
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
}

function inlined(work: Inlining): { content: AsyncIterable<Uint8Array>; contentLength: number } {
  const at = work.json.indexOf(work.mark);
  if (at < 0) throw new Error('the request body does not hold the place of the audio');
  const head = Buffer.from(work.json.slice(0, at));
  const tail = Buffer.from(work.json.slice(at + work.mark.length));
  return {
    content: encode(work, head, tail),
    contentLength: head.byteLength + 4 * Math.ceil(work.size / 3) + tail.byteLength,
  };
}

async function* encode(work: Inlining, head: Buffer, tail: Buffer): AsyncGenerator<Uint8Array> {
  yield head;
  let rest: Buffer = Buffer.alloc(0);
  const stream = createReadStream(work.path, { highWaterMark: INLINE_STEP_BYTES });
  for await (const part of stream as AsyncIterable<Buffer>) {
    const bytes = rest.byteLength === 0 ? part : Buffer.concat([rest, part]);
    const whole = bytes.byteLength - (bytes.byteLength % 3);
    rest = bytes.subarray(whole);
    yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
  }
  yield Buffer.from(rest.toString('base64') + tail.toString('utf8'));
}
