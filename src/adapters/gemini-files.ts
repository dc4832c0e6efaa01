import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { counted } from '../base/count.ts';
import type { ApiFailure, Model, UploadOutcome } from '../ports.ts';
import { startDeadline } from './gemini-deadline.ts';
import type { Deadline } from './gemini-deadline.ts';
import { notSent, readBody, refused, unanswered } from './gemini-failure.ts';
import type { GeminiContext } from './gemini-generate.ts';
import { fileIn, isFileName } from './gemini-remote-file.ts';
import type { RemoteFile } from './gemini-remote-file.ts';
import { exchange } from './gemini-wire.ts';
import type { Wire, WireAnswer } from './gemini-wire.ts';

type UploadRequest = Parameters<Model['upload']>[0];
type ForgetRequest = Parameters<Model['forget']>[0];

/** Largest file that the service takes, in bytes (2 GB a file, Gemini Files API). */
const MAX_FILE_BYTES = 2_147_483_648;
/** Silence allowed while bytes go out and until their answer comes, in ms. */
const SILENCE_MS = 120_000;
/** How often a broken upload is taken up again. */
const MAX_RESUMES = 6;
/** Longest wait before it is taken up again, in ms. */
const MAX_BACKOFF_MS = 20_000;
/** Failed looks at a file's state that are borne in a row. */
const MAX_BLIND_POLLS = 3;
/** How long a file is kept when the answer does not say, in ms (48 h, less an hour for care). */
const KEPT_MS = 47 * 3_600_000;
/** Longest wait between two looks at a file's state, in ms. */
const MAX_POLL_MS = 5_000;
/** Longest a deletion may take, in ms. */
const FORGET_MS = 30_000;

/** What a step found: a value, or the failure that ends the upload. */
type Step<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: ApiFailure };

interface Call {
  readonly context: GeminiContext;
  readonly request: UploadRequest;
  readonly wire: Wire;
  readonly deadline: Deadline;
  readonly bytes: number;
}

/**
 * Uploads a file by the resumable protocol, streamed from disk in one request; a broken one is
 * taken up where the service says it stands (`X-Goog-Upload-Command: query`). Then waits until
 * the service has processed it, at the pace of the clock.
 */
export async function uploadFile(
  context: GeminiContext,
  request: UploadRequest,
): Promise<UploadOutcome> {
  request.signal.throwIfAborted();
  const { size: bytes } = await stat(request.file.path);
  if (bytes > MAX_FILE_BYTES) {
    const failure = notSent(
      413,
      `the file has ${counted(bytes, 'byte')}; the service takes at most 2 GB`,
    );
    return { kind: 'failed', failure };
  }
  const wire = await context.wire();
  const deadline = startDeadline({
    clock: context.clock,
    timeoutMs: request.timeoutMs,
    idleTimeoutMs: SILENCE_MS,
    signal: request.signal,
  });
  const call: Call = { context, request, wire, deadline, bytes };
  try {
    const outcome = await uploadSteps(call);
    return outcome.ok
      ? {
          kind: 'uploaded',
          uri: outcome.value.uri,
          name: outcome.value.name,
          expiresAt: outcome.value.expiresAt ?? context.clock.now() + KEPT_MS,
        }
      : { kind: 'failed', failure: outcome.failure };
  } catch (error) {
    request.signal.throwIfAborted();
    // The only other thing that ends a wait midway is the limit of the whole upload.
    if (deadline.verdict() === 'running') throw error;
    return { kind: 'failed', failure: unanswered(deadline.verdict(), error) };
  } finally {
    deadline.end();
  }
}

async function uploadSteps(call: Call): Promise<Step<RemoteFile>> {
  const session = await begin(call);
  if (!session.ok) return session;
  const sent = await sendAll(call, session.value);
  if (!sent.ok) return sent;
  return settle(call, sent.value);
}

/** Opens the upload; the value is the address that takes the bytes. */
async function begin(call: Call): Promise<Step<string>> {
  const { context, request } = call;
  const answer = await ask(call, {
    url: `${context.baseUrl}/upload/v1beta/files`,
    method: 'POST',
    headers: {
      ...keyed(context, request.key.secret),
      'content-type': 'application/json',
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-length': String(call.bytes),
      'x-goog-upload-header-content-type': request.mimeType,
    },
    body: JSON.stringify({ file: { display_name: request.displayName } }),
  });
  if (!answer.ok) return answer;
  const target = uploadTarget(answer.value.headers['x-goog-upload-url'], context.baseUrl);
  if (target !== undefined) return { ok: true, value: target };
  return { ok: false, failure: odd('the Gemini service opened no upload that can be used') };
}

/** The address that takes the bytes: at the base's own origin, or over https. It is told no key. */
function uploadTarget(value: string | undefined, baseUrl: string): string | undefined {
  if (value === undefined || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.protocol === 'https:' || url.origin === new URL(baseUrl).origin ? url.href : undefined;
}

/** Sends the bytes, again and again from where they broke off. */
async function sendAll(call: Call, target: string): Promise<Step<RemoteFile>> {
  let failure = odd('the Gemini service did not finish an upload');
  // Unknown after a break, until the service has said how far it got.
  let offset: number | undefined = 0;
  for (let resumes = 0; ; resumes += 1) {
    if (offset !== undefined) {
      const sent = await send(call, target, offset);
      const file = sent.ok ? fileIn(sent.value.body) : undefined;
      if (file !== undefined) return { ok: true, value: file };
      if (!sent.ok) failure = sent.failure;
      if (!sent.ok && !passing(failure)) break;
    }
    if (resumes >= MAX_RESUMES) break;
    const wait = Math.min(1_000 * 2 ** resumes, MAX_BACKOFF_MS);
    await call.context.clock.sleep(wait, call.deadline.signal);
    const stand = await standing(call, target);
    if (stand.ok && stand.value.file !== undefined) return { ok: true, value: stand.value.file };
    if (!stand.ok) failure = stand.failure;
    if (!stand.ok && !passing(failure)) break;
    offset = stand.ok ? stand.value.received : undefined;
  }
  return { ok: false, failure };
}

function send(call: Call, target: string, offset: number): Promise<Step<Answer>> {
  return ask(call, {
    url: target,
    method: 'POST',
    headers: {
      'user-agent': call.context.userAgent,
      'content-length': String(call.bytes - offset),
      'x-goog-upload-command': 'upload, finalize',
      'x-goog-upload-offset': String(offset),
    },
    body: fileFrom(call, offset),
  });
}

async function* fileFrom(call: Call, offset: number): AsyncGenerator<Uint8Array> {
  if (offset >= call.bytes) return;
  const stream = createReadStream(call.request.file.path, { start: offset, end: call.bytes - 1 });
  for await (const part of stream as AsyncIterable<Buffer>) {
    call.deadline.touch();
    yield part;
  }
}

/** Asks how far the upload got; `file` when it turns out to be complete. */
async function standing(
  call: Call,
  target: string,
): Promise<Step<{ readonly received: number; readonly file?: RemoteFile }>> {
  const answer = await ask(call, {
    url: target,
    method: 'POST',
    headers: {
      'user-agent': call.context.userAgent,
      'content-length': '0',
      'x-goog-upload-command': 'query',
    },
  });
  if (!answer.ok) return answer;
  const file = fileIn(answer.value.body);
  if (file !== undefined) return { ok: true, value: { received: call.bytes, file } };
  const { headers } = answer.value;
  const received = Number(headers['x-goog-upload-size-received'] ?? Number.NaN);
  const usable = Number.isSafeInteger(received) && received >= 0 && received <= call.bytes;
  if (headers['x-goog-upload-status'] === 'active' && usable) {
    return { ok: true, value: { received } };
  }
  return { ok: false, failure: odd('the Gemini service ended an upload that was not complete') };
}

/** Waits while the file is being processed. */
async function settle(call: Call, first: RemoteFile): Promise<Step<RemoteFile>> {
  let file = first;
  let blind = 0;
  for (let wait = 500; file.state === 'PROCESSING'; wait = Math.min(wait * 2, MAX_POLL_MS)) {
    await call.context.clock.sleep(wait, call.deadline.signal);
    const answer = await ask(call, {
      url: `${call.context.baseUrl}/v1beta/${file.name}`,
      method: 'GET',
      headers: keyed(call.context, call.request.key.secret),
    });
    if (answer.ok) {
      blind = 0;
      file = fileIn(answer.value.body) ?? file;
    } else {
      blind += 1;
      if (!passing(answer.failure) || blind > MAX_BLIND_POLLS) return answer;
    }
  }
  if (file.state !== 'FAILED') return { ok: true, value: file };
  const body = JSON.stringify({ error: file.error ?? {} });
  const failure = { ...odd('the Gemini service could not process the uploaded audio'), body };
  return { ok: false, failure };
}

/** Deletes an uploaded file; whatever goes wrong is of no consequence, since it expires by itself. */
export async function forgetFile(context: GeminiContext, request: ForgetRequest): Promise<void> {
  request.signal.throwIfAborted();
  if (!isFileName(request.name)) return;
  const wire = await context.wire();
  const limits = { timeoutMs: FORGET_MS, idleTimeoutMs: FORGET_MS, signal: request.signal };
  const deadline = startDeadline({ ...limits, clock: context.clock });
  try {
    const answer = await exchange(wire, {
      url: `${context.baseUrl}/v1beta/${request.name}`,
      method: 'DELETE',
      headers: keyed(context, request.key.secret),
      signal: deadline.signal,
    });
    await readBody(answer.body, deadline.touch);
  } catch {
    // The service deletes the file itself after 48 h; only the caller's wish to stop matters.
    request.signal.throwIfAborted();
  } finally {
    deadline.end();
  }
}

interface Answer {
  readonly headers: WireAnswer['headers'];
  readonly body: string;
}

/** One exchange of the upload, with its answer read whole. */
async function ask(
  call: Call,
  request: Omit<Parameters<typeof exchange>[1], 'signal'>,
): Promise<Step<Answer>> {
  const { deadline } = call;
  deadline.touch();
  try {
    const answer = await exchange(call.wire, { ...request, signal: deadline.signal });
    const body = await readBody(answer.body, deadline.touch);
    if (answer.status === 200) return { ok: true, value: { headers: answer.headers, body } };
    const refusal = { httpStatus: answer.status, headers: answer.headers, body };
    const { secret } = call.request.key;
    return { ok: false, failure: refused(refusal, secret, call.context.clock.now()) };
  } catch (error) {
    if (deadline.signal.aborted) throw error;
    return { ok: false, failure: unanswered('running', error) };
  }
}

/** True for what may pass when it is tried again. */
function passing(failure: ApiFailure): boolean {
  const status = failure.httpStatus;
  return status === undefined ? failure.transport === 'network' : status >= 500 || status === 408;
}

function keyed(context: GeminiContext, secret: string): Record<string, string> {
  return { 'user-agent': context.userAgent, 'x-goog-api-key': secret };
}

/** A failure by an answer that makes no sense. */
function odd(message: string): ApiFailure {
  return { body: '', message, unsent: false };
}
