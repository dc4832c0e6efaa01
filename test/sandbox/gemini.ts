import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hear, seedOf } from './gemini-answer.ts';
import type { ScriptLine } from './gemini-answer.ts';
import { fixture, plainError } from './gemini-errors.ts';
import type { ErrorAnswer } from './gemini-errors.ts';
import { speak, strikes } from './gemini-faults.ts';
import type { Fault, FaultRule, RequestFacts } from './gemini-faults.ts';
import { makeFileStore, sendError, sendJson } from './gemini-files.ts';
import type { Caller, FileStore, UploadFault, UploadRecord } from './gemini-files.ts';
import { makeRecogniser } from './gemini-audio.ts';
import type { Recogniser, Span } from './gemini-audio.ts';
import { makeQuotaBook } from './gemini-quota.ts';
import type { QuotaBook, QuotaRule } from './gemini-quota.ts';
import { MODEL_NAMES, readRequest, route } from './gemini-request.ts';
import type { ReadRequest } from './gemini-request.ts';
import { sendReply } from './gemini-stream.ts';

export type { ScriptLine } from './gemini-answer.ts';
export type { Fault, FaultRule } from './gemini-faults.ts';
export type { UploadFault, UploadRecord } from './gemini-files.ts';
export type { QuotaRule } from './gemini-quota.ts';

/** An episode that the sandbox knows: its sound and what is said in it. */
export interface SandboxEpisode {
  readonly id: string;
  readonly audio: Uint8Array;
  readonly script: readonly ScriptLine[];
}

/** Why a key is refused for good. */
export type DeadKey = 'invalid' | 'expired' | 'leaked' | 'denied';

export interface GeminiSandboxOptions {
  readonly episodes: readonly SandboxEpisode[];
  /** Key → project. When given, other keys are refused; when absent, every key is a project of its own. */
  readonly projects?: Readonly<Record<string, string>>;
  readonly deadKeys?: Readonly<Record<string, DeadKey>>;
  readonly quotas?: readonly QuotaRule[];
  /** Epoch ms; the machine's clock by default. `setNow` moves it by an offset. */
  readonly clock?: () => number;
  /** Stamps are off by up to so much; 1 by default. */
  readonly jitterSec?: number;
  readonly seed?: number;
  /** Looks at an uploaded file that find it PROCESSING first; 1 by default. */
  readonly processingPolls?: number;
  readonly faults?: readonly FaultRule[];
}

/** One request to a model, as the sandbox saw it. */
export interface SandboxRequest {
  /** From 0, in the order of arrival. */
  readonly index: number;
  /** Epoch ms of the sandbox's clock. */
  readonly at: number;
  /** First 8 hex digits of the key's SHA-256. */
  readonly keyFingerprint: string;
  readonly project: string;
  readonly model: string;
  readonly modelVersion: string;
  readonly audio: 'none' | 'inline' | 'file';
  /** Of its audio, as the request states it. */
  readonly mimeType?: string;
  /** Which span of which episode its audio is; absent when unknown. */
  readonly episode?: string;
  readonly startSec?: number;
  readonly endSec?: number;
  readonly prompt: string;
  readonly systemInstruction: string;
  readonly generationConfig: Readonly<Record<string, unknown>>;
  /** The key stood in the address, where logs would keep it. */
  readonly keyInAddress: boolean;
  /**
   * `ok`, `refused` (key, model, request, file or audio), `quota`, `max-tokens` (the limit of the
   * request), `gone` (the client left before the end), or the kind of the fault.
   */
  outcome: string;
  /** HTTP status; 0 while the answer has not begun, or when there is none. */
  readonly status: number;
  /** What was said. */
  text: string;
}

/** A loopback Gemini. */
export interface GeminiSandbox {
  /** Base address, without a slash at its end. */
  readonly url: string;
  readonly requests: readonly SandboxRequest[];
  readonly uploads: readonly UploadRecord[];
  /** HTTP requests of every sort: `POST /v1beta/models/…`. */
  readonly calls: readonly string[];
  /** Adds a fault; the returned function takes it away. */
  setFault(rule: FaultRule): () => void;
  clearFaults(): void;
  setUploadFault(fault: UploadFault): void;
  setQuotas(rules: readonly QuotaRule[]): void;
  /** Kills a key, or revives it. */
  setKey(key: string, dead: DeadKey | undefined): void;
  /** Sets the time, epoch ms; it goes on from there. */
  setNow(now: number): void;
  now(): number;
  /** Seconds of audio in answers that were whole; of one episode or of all. */
  audioSecondsServed(episode?: string): number;
  /** Spans of an episode that were answered whole more than once, for more than half a second. */
  paidTwice(
    episode?: string,
  ): readonly { readonly episode: string; readonly startSec: number; readonly endSec: number }[];
  /** Requests let through today (Pacific), for a project and the model that answers. */
  usedToday(project: string, modelVersion: string): number;
  close(): Promise<void>;
}

interface Sandbox {
  readonly options: GeminiSandboxOptions;
  readonly requests: SandboxRequest[];
  readonly rules: { readonly rule: FaultRule; left: number }[];
  readonly deadKeys: Map<string, DeadKey>;
  readonly quota: QuotaBook;
  readonly recognise: Recogniser;
  readonly files: FileStore;
  readonly now: () => number;
}

/**
 * Starts a Gemini on 127.0.0.1: streamed and plain requests, the Files API, quotas a project and
 * model, error bodies of the real shapes, faults on demand. It learns which span of which episode
 * it is asked about from the bytes of the audio alone, and answers from that episode's script.
 */
export async function startGemini(options: GeminiSandboxOptions): Promise<GeminiSandbox> {
  const clock = options.clock ?? Date.now;
  let offset = 0;
  let url = '';
  const calls: string[] = [];
  const now = (): number => clock() + offset;
  const files = makeFileStore({
    url: () => url,
    now,
    processingPolls: options.processingPolls ?? 1,
  });
  const box: Sandbox = {
    options,
    requests: [],
    rules: (options.faults ?? []).map((rule) => ({ rule, left: rule.times ?? Infinity })),
    deadKeys: new Map(Object.entries(options.deadKeys ?? {})),
    quota: makeQuotaBook(options.quotas ?? []),
    recognise: makeRecogniser(options.episodes),
    files,
    now,
  };
  const server = createServer((request, response) => {
    calls.push(`${request.method ?? ''} ${(request.url ?? '').replace(/\?.*/u, '')}`);
    serve(box, request, response).catch((error: unknown) => {
      if (!response.headersSent) sendError(response, plainError(500, 'INTERNAL', String(error)));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    requests: box.requests,
    uploads: files.uploads,
    calls,
    now,
    setFault: (rule) => {
      const entry = { rule, left: rule.times ?? Infinity };
      box.rules.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    clearFaults: () => void box.rules.splice(0),
    setUploadFault: files.setFault,
    setQuotas: box.quota.setRules,
    setKey: (key, dead) => {
      if (dead === undefined) box.deadKeys.delete(key);
      else box.deadKeys.set(key, dead);
    },
    setNow: (at) => {
      offset = at - clock();
    },
    audioSecondsServed: (episode) =>
      paid(box.requests, episode).reduce((sum, span) => sum + span.endSec - span.startSec, 0),
    paidTwice: (episode) => overlaps(paid(box.requests, episode)),
    usedToday: (project, model) => box.quota.usedToday(project, model, now()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type PaidSpan = Omit<Span, 'frames'>;

/** Spans that were answered whole, by episode and start. */
function paid(requests: readonly SandboxRequest[], only: string | undefined): readonly PaidSpan[] {
  return requests
    .flatMap(({ outcome, episode, startSec, endSec }) =>
      outcome !== 'ok' || episode === undefined || startSec === undefined || endSec === undefined
        ? []
        : [{ episode, startSec, endSec }],
    )
    .filter(({ episode }) => only === undefined || episode === only)
    .toSorted(
      (a, b) =>
        (a.episode < b.episode ? -1 : Number(a.episode > b.episode)) || a.startSec - b.startSec,
    );
}

function overlaps(spans: readonly PaidSpan[]): readonly PaidSpan[] {
  const found: PaidSpan[] = [];
  let reach: PaidSpan | undefined;
  for (const span of spans) {
    const within = reach?.episode === span.episode ? reach : undefined;
    const endSec = Math.min(within?.endSec ?? 0, span.endSec);
    if (within !== undefined && endSec - span.startSec > 0.5) found.push({ ...span, endSec });
    if (within === undefined || span.endSec > within.endSec) reach = span;
  }
  return found;
}

/** The name under which a key is spoken of. */
function fingerprintOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

async function serve(
  box: Sandbox,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const session = url.searchParams.get('upload_id');
  if (url.pathname === '/upload/v1beta/files' && session !== null) {
    return box.files.receive(request, response, session);
  }
  const body = await readAll(request);
  const key = String(request.headers['x-goog-api-key'] ?? url.searchParams.get('key') ?? '');
  const asked = /^\/v1beta\/models\/([^/:]+):(streamGenerateContent|generateContent)$/u.exec(
    url.pathname,
  );
  if (asked !== null && request.method === 'POST') {
    const streamed = asked[2] === 'streamGenerateContent' && url.searchParams.get('alt') === 'sse';
    return answer(
      box,
      {
        key,
        model: decodeURIComponent(asked[1] ?? ''),
        streamed,
        body,
        keyInAddress: url.searchParams.has('key'),
      },
      response,
    );
  }
  const caller = callerOf(box, key);
  const refusal =
    'status' in caller
      ? caller
      : serveOther(box, { request, response, body, caller, path: url.pathname });
  if (refusal !== undefined) sendError(response, refusal);
  return undefined;
}

/** Whose key it is, or its refusal. */
function callerOf(box: Sandbox, key: string): Caller | ErrorAnswer {
  if (key === '') {
    const message =
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.";
    return plainError(403, 'PERMISSION_DENIED', message);
  }
  const keyFingerprint = fingerprintOf(key);
  const { projects } = box.options;
  const project = projects === undefined ? `project-${keyFingerprint}` : projects[key];
  const dead = box.deadKeys.get(key) ?? (project === undefined ? 'invalid' : undefined);
  if (dead === 'leaked') return fixture('403-leaked-key');
  if (dead === 'denied') return fixture('403-project-denied');
  if (dead !== undefined) return fixture(`400-api-key-${dead}`);
  return { project: project ?? '', keyFingerprint };
}

interface OtherCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly caller: Caller;
  readonly path: string;
}

function serveOther(box: Sandbox, call: OtherCall): ErrorAnswer | undefined {
  const { request, response, caller, path } = call;
  const name = /^\/v1beta\/(files\/[\w-]+)$/u.exec(path)?.[1];
  if (path === '/upload/v1beta/files' && request.method === 'POST') {
    return box.files.start(request, response, call.body, caller);
  }
  if (name !== undefined && request.method === 'GET')
    return box.files.describe(name, caller, response);
  if (name !== undefined && request.method === 'DELETE')
    return box.files.remove(name, caller, response);
  if (path === '/v1beta/models' && request.method === 'GET') {
    const methods = { supportedGenerationMethods: ['generateContent', 'streamGenerateContent'] };
    sendJson(response, {
      models: MODEL_NAMES.map((model) => ({ name: `models/${model}`, ...methods })),
    });
    return undefined;
  }
  return plainError(404, 'NOT_FOUND', `Requested entity was not found: ${path}`);
}

interface Asked {
  readonly key: string;
  readonly model: string;
  readonly streamed: boolean;
  readonly body: Buffer;
  readonly keyInAddress: boolean;
}

/** Largest request that is taken, in bytes. */
const MAX_REQUEST_BYTES = 104_857_600;
/** Largest prompt, in tokens. */
const MAX_PROMPT_TOKENS = 1_048_576;
/** Longest audio of a model made for transcription, plain and with voices or times, in seconds. */
const TRANSCRIBER_SEC = { plain: 3_600, annotated: 1_800 };
/** Tokens of a second of audio. */
const TOKENS_A_SECOND = 32;

async function answer(box: Sandbox, asked: Asked, response: ServerResponse): Promise<void> {
  const caller = callerOf(box, asked.key);
  const modelVersion = route(asked.model);
  const known = typeof modelVersion === 'string' ? modelVersion : asked.model;
  const read = readRequest(asked.body.toString('utf8'), known);
  const heard = 'status' in read || 'status' in caller ? undefined : listenTo(box, read, caller);
  const span = heard !== undefined && !('status' in heard) ? heard.span : undefined;
  let statusOf = (): number => (response.headersSent ? response.statusCode : 0);
  const record: SandboxRequest = {
    index: box.requests.length,
    at: box.now(),
    keyFingerprint: fingerprintOf(asked.key),
    project: 'status' in caller ? '' : caller.project,
    model: asked.model,
    modelVersion: known,
    audio: 'status' in read ? 'none' : read.audio.kind,
    ...('status' in read || read.audio.kind === 'none' ? {} : { mimeType: read.audio.mimeType }),
    prompt: 'status' in read ? '' : read.prompt,
    systemInstruction: 'status' in read ? '' : read.systemInstruction,
    generationConfig: 'status' in read ? {} : read.generationConfig,
    keyInAddress: asked.keyInAddress,
    outcome: 'refused',
    get status() {
      return statusOf();
    },
    text: '',
    ...(span === undefined
      ? {}
      : { episode: span.episode, startSec: span.startSec, endSec: span.endSec }),
  };
  box.requests.push(record);
  response.on('close', () => {
    const status = statusOf();
    statusOf = () => status;
    if (!response.writableFinished && record.outcome === 'ok') record.outcome = 'gone';
  });
  if ('status' in caller) return sendError(response, caller);
  if (typeof modelVersion !== 'string') return sendError(response, modelVersion);
  if (asked.body.byteLength > MAX_REQUEST_BYTES) {
    const message = `Request payload size exceeds the limit: ${MAX_REQUEST_BYTES} bytes.`;
    return sendError(response, plainError(400, 'INVALID_ARGUMENT', message));
  }
  if ('status' in read) return sendError(response, read);
  if (heard !== undefined && 'status' in heard) return sendError(response, heard);
  return reply({ box, asked, read, span, record, response });
}

/** Which span the audio of a request is. Unknown audio is refused, so that a test sees it. */
function listenTo(
  box: Sandbox,
  read: ReadRequest,
  caller: Caller,
): { readonly span?: Span } | ErrorAnswer {
  if (read.audio.kind === 'none') return {};
  const bytes =
    read.audio.kind === 'inline' ? read.audio.bytes : box.files.bytes(read.audio.uri, caller);
  if ('status' in bytes) return bytes;
  const span = box.recognise(bytes);
  if (span !== undefined) return { span };
  const message = `The audio of ${bytes.byteLength} bytes is no unbroken part of an episode that the sandbox knows.`;
  return plainError(400, 'INVALID_ARGUMENT', message);
}

interface Replying {
  readonly box: Sandbox;
  readonly asked: Asked;
  readonly read: ReadRequest;
  readonly span: Span | undefined;
  readonly record: SandboxRequest;
  readonly response: ServerResponse;
}

async function reply(work: Replying): Promise<void> {
  const { box, asked, read, span, record, response } = work;
  const lengthSec = span === undefined ? 0 : span.endSec - span.startSec;
  const audioTokens = Math.ceil(lengthSec * TOKENS_A_SECOND);
  const promptTokens =
    audioTokens + Math.ceil((read.prompt.length + read.systemInstruction.length) / 4);
  const refusal = box.quota.admit({ ...record, tokens: promptTokens });
  if (refusal !== undefined) {
    record.outcome = 'quota';
    return sendError(response, refusal);
  }
  // Too many tokens are refused, and count all the same.
  if (promptTokens > MAX_PROMPT_TOKENS) return sendError(response, fixture('400-token-limit'));
  const { transcription } = read;
  const annotated = transcription?.diarization === true || transcription?.wordTimestamps === true;
  const longestSec = TRANSCRIBER_SEC[annotated ? 'annotated' : 'plain'];
  if (transcription !== undefined && lengthSec > longestSec) {
    const message = `The audio exceeds the limit of ${longestSec} seconds.`;
    return sendError(response, plainError(400, 'INVALID_ARGUMENT', message));
  }

  const facts: RequestFacts = { ...record, key: asked.key };
  const fault = takeFault(box, facts);
  record.outcome = fault?.kind ?? 'ok';
  if (fault?.kind === 'hold') await fault.until;
  // What only delays or dresses the right words is an answer all the same.
  if (fault !== undefined && ['hold', 'style', 'thoughts'].includes(fault.kind))
    record.outcome = 'ok';
  const limitChars = Math.max(0, read.maxOutputTokens - read.thoughts) * 4;
  const script = box.options.episodes.find(({ id }) => id === span?.episode)?.script ?? [];
  const { jitterSec = 1, seed = 1 } = box.options;
  const lines = span === undefined ? [] : hear(script, span, { seed, jitterSec });
  const spoken = speak(lines, fault, { facts, lengthSec, limitChars });
  const full = span === undefined && fault === undefined ? { ...spoken, text: 'OK.' } : spoken;
  const over = full.text.length > limitChars;
  const words = over
    ? { ...full, text: full.text.slice(0, limitChars), finishReason: 'MAX_TOKENS' }
    : full;
  if (over && fault === undefined) record.outcome = 'max-tokens';
  record.text = words.text;
  await sendReply(
    response,
    {
      words,
      modelVersion: record.modelVersion,
      promptTokens,
      audioTokens,
      outputTokens: Math.ceil(words.text.length / 4),
      thoughts: read.thoughts,
      seed: seedOf(seed, record.index, span?.episode ?? '', Math.round(span?.startSec ?? 0)),
      streamed: asked.streamed,
      ...(transcription === undefined ? {} : { turns: { ...transcription, lengthSec } }),
    },
    fault,
  );
}

/** The first fault that applies, used up by one. */
function takeFault(box: Sandbox, facts: RequestFacts): Fault | undefined {
  const entry = box.rules.find(({ rule, left }) => left > 0 && strikes(rule, facts));
  if (entry !== undefined) entry.left -= 1;
  return entry?.rule.fault;
}
