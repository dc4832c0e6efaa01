import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ModelRequest } from '../ports.ts';

/** Bytes of audio that are encoded at a time: a multiple of 3, so that base64 parts join. */
const INLINE_STEP_BYTES = 196_608;

/** What the SDK is told, and how the body that it makes is sent. */
export interface PreparedRequest {
  /** Absent where the model takes none. */
  readonly systemInstruction?: string;
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
  const { audio } = request;
  const { words, ...asked } = askOf(request);
  if (audio === undefined) {
    return { ...asked, contents: [{ role: 'user', parts: words }], body: plain };
  }
  if (audio.kind === 'uploaded') {
    const file = { fileData: { mimeType: audio.mimeType, fileUri: audio.uri } };
    return { ...asked, contents: [{ role: 'user', parts: [file, ...words] }], body: plain };
  }
  if (audio.kind === 'bytes') {
    const data = Buffer.from(audio.bytes).toString('base64');
    const held = { inlineData: { mimeType: audio.mimeType, data } };
    return { ...asked, contents: [{ role: 'user', parts: [held, ...words] }], body: plain };
  }
  const mark = randomUUID();
  const { path } = audio.file;
  const { size } = await stat(path);
  const inline = { inlineData: { mimeType: audio.mimeType, data: mark } };
  return {
    ...asked,
    contents: [{ role: 'user', parts: [inline, ...words] }],
    body: (json) => inlined({ json, mark, path, size }),
  };
}

/** What a request says beside its audio. */
interface Asked extends Pick<PreparedRequest, 'systemInstruction' | 'generationConfig'> {
  readonly words: readonly { readonly text: string }[];
}

/**
 * A model made for transcription is asked by `audioTranscriptionConfig` alone, as the API page
 * "Audio transcription" (generate-content/transcribe, 2026-08) shows it: words change nothing there,
 * `thinkingConfig` is refused, and no bound of the answer is documented.
 */
function askOf(request: ModelRequest): Asked {
  const { transcription, thinkingLevel } = request;
  if (transcription !== undefined) {
    const { languageCodes, diarization, wordTimestamps } = transcription;
    const audioTranscriptionConfig = {
      ...(languageCodes.length === 0 ? {} : { languageCodes }),
      ...(diarization ? { diarization } : {}),
      ...(wordTimestamps ? { wordTimestamp: true } : {}),
    };
    return { words: [], generationConfig: { audioTranscriptionConfig } };
  }
  return {
    words: [{ text: request.prompt }],
    systemInstruction: request.systemInstruction,
    generationConfig: {
      maxOutputTokens: request.maxOutputTokens,
      ...(thinkingLevel === undefined ? {} : { thinkingConfig: { thinkingLevel } }),
    },
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
