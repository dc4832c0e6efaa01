import { sniff, SNIFF_BYTES } from '../audio/sniff.ts';
import { notAudio } from '../audio/walk.ts';
import { isFault } from '../base/failure.ts';
import type { Problem } from '../base/outcome.ts';
import { HttpBodyError } from '../ports.ts';
import type { HttpOutcome, Ports, ScratchFile } from '../ports.ts';
import {
  hostOf,
  keptBreaking,
  lengthMismatch,
  noRoom,
  refusalOf,
  tookTooLong,
  tooLarge,
} from './download-problems.ts';
import { isRestOf, lengthOf, pauseMs, retryAfterOf, validatorOf } from './download-ranges.ts';
import type { PartialFile } from './download-ranges.ts';

/** How often in a row a broken download is taken up again without getting on. */
const MAX_RESUMES = 8;
/** A try that brings this much more than any before it gets on. */
const HEADWAY_BYTES = 1 << 20;
/** A `Retry-After` up to this is waited for, in ms. */
const LONGEST_RETRY_AFTER_MS = 60_000;
/** Left free on the disk beside the file: its slices are written there too. */
const SPARE_BYTES = 64 << 20;

/** The parts of the world that a download needs. */
export type DownloadPorts = Pick<Ports, 'http' | 'scratch' | 'clock' | 'random' | 'log'>;

/** What to download, and its limits. */
export interface DownloadRequest {
  readonly url: string;
  /** Where it goes; what is there is replaced. */
  readonly file: ScratchFile;
  readonly maxBytes: number;
  /** The whole download, with its pauses, must end within this, in ms. */
  readonly deadlineMs: number;
  /** Silence allowed, in ms. */
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** What became of a download. After `failed` and `stopped` there is no file. */
export type DownloadOutcome =
  | {
      readonly kind: 'downloaded';
      readonly bytes: number;
      /** Of the bytes on disk; lower-case hex. */
      readonly sha256: string;
      /** After redirects. */
      readonly finalUrl: string;
    }
  | {
      readonly kind: 'failed';
      readonly error: Problem;
      readonly retryable: boolean;
      /** Nothing was asked: the host is left alone until then, epoch ms. */
      readonly notBefore?: number;
    }
  | { readonly kind: 'stopped'; readonly reason: string };

type Response = Extract<HttpOutcome, { kind: 'response' }>;
type Failure = Extract<DownloadOutcome, { kind: 'failed' }>;

/** What one request came to. `broken`: ask again, from where the file ends. */
type Try =
  | { readonly kind: 'complete' }
  | { readonly kind: 'broken'; readonly cause: Problem; readonly retryAfterMs?: number }
  | Failure;

/** What is known of the file, from one request to the next. */
interface Progress extends Writable<PartialFile> {
  finalUrl: string;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Downloads audio to disk. A broken connection is taken up where it broke, if the server can prove
 * that the file is the same; else it starts again. A stop leaves nothing behind.
 *
 * Faults of the world are outcomes: `audio-not-found`, `audio-forbidden`, `audio-needs-login`,
 * `audio-rate-limited`, `audio-server-error`, `audio-refused`, `audio-too-large`, `audio-empty`,
 * `audio-is-not-audio`, `audio-timeout`, `audio-length-mismatch`, `disk-full`, and those of `Http`.
 */
export async function download(
  ports: DownloadPorts,
  request: DownloadRequest,
): Promise<DownloadOutcome> {
  const deadline = new AbortController();
  const over = new AbortController();
  ports.clock.sleep(request.deadlineMs, over.signal).then(
    () => deadline.abort(new Error('the deadline of the download')),
    // The download ended first.
    () => undefined,
  );
  const signal = AbortSignal.any([request.signal, deadline.signal]);
  const progress: Progress = {
    have: 0,
    total: undefined,
    validator: undefined,
    finalUrl: request.url,
  };
  let outcome: DownloadOutcome | undefined;
  try {
    outcome = await fetchWhole(ports, { ...request, signal }, progress);
  } catch (error) {
    outcome = explain(error, { request, deadline: deadline.signal, progress });
  } finally {
    over.abort();
    if (outcome?.kind !== 'downloaded') {
      await ports.scratch.remove(request.file);
    }
  }
  return outcome;
}

/** Errors that are outcomes: a stop, the deadline, a full disk. Others are bugs, and thrown on. */
function explain(
  error: unknown,
  context: {
    readonly request: DownloadRequest;
    readonly deadline: AbortSignal;
    readonly progress: Progress;
  },
): DownloadOutcome {
  const { request, deadline, progress } = context;
  if (isFault(error)) {
    return { kind: 'failed', error: error.problem, retryable: true };
  }
  if (request.signal.aborted) {
    const { reason } = request.signal;
    return { kind: 'stopped', reason: reason instanceof Error ? reason.message : String(reason) };
  }
  if (deadline.aborted) {
    const late = tookTooLong(hostOf(progress.finalUrl), request.deadlineMs, progress.have);
    return { kind: 'failed', error: late, retryable: true };
  }
  throw error;
}

async function fetchWhole(
  ports: DownloadPorts,
  request: DownloadRequest,
  progress: Progress,
): Promise<DownloadOutcome> {
  const { clock, random } = ports;
  request.signal.throwIfAborted();
  await ports.scratch.remove(request.file);
  let furthest = 0;
  let last: Problem | undefined;
  for (let tries = 1; ; tries += 1) {
    const result = await fetchOnce(ports, request, progress);
    switch (result.kind) {
      case 'failed':
        // A host that is left alone because of this very file: the failure is the file's.
        if (result.notBefore === undefined || last === undefined) return result;
        return {
          kind: 'failed',
          error: keptBreaking(hostOf(request.url), tries - 1, last),
          retryable: true,
        };
      case 'complete':
        return finish(ports, request, progress);
      case 'broken':
        last = result.cause;
        if (progress.have >= furthest + HEADWAY_BYTES) {
          furthest = progress.have;
          tries = 1;
        }
        if (tries > MAX_RESUMES) {
          const error = keptBreaking(hostOf(progress.finalUrl), tries, result.cause);
          return { kind: 'failed', error, retryable: true };
        }
        ports.log.debug(`Download: ${result.cause.message}; on from byte ${progress.have}.`);
        await clock.sleep(pauseMs(tries, random.next(), result.retryAfterMs), request.signal);
    }
  }
}

/** One request: the whole file, or the rest of it. */
async function fetchOnce(
  ports: DownloadPorts,
  request: DownloadRequest,
  progress: Progress,
): Promise<Try> {
  if (progress.have > 0 && progress.validator === undefined) {
    // The rest could be another file's.
    await startAgain(ports, request, progress);
  }
  const answer = await ports.http.get({
    url: request.url,
    // Compressed audio has no ranges, and gains nothing.
    headers: { 'accept-encoding': 'identity' },
    ...(progress.have > 0 ? { rangeStart: progress.have } : {}),
    ...(progress.have > 0 && progress.validator !== undefined
      ? { ifRange: progress.validator }
      : {}),
    idleTimeoutMs: request.idleTimeoutMs,
    signal: request.signal,
  });
  if (answer.kind === 'failed') {
    return answer.retryable && answer.notBefore === undefined
      ? { kind: 'broken', cause: answer.error }
      : answer;
  }
  progress.finalUrl = answer.finalUrl;
  try {
    return await takeAnswer(ports, request, progress, answer);
  } finally {
    answer.discard();
  }
}

async function takeAnswer(
  ports: DownloadPorts,
  request: DownloadRequest,
  progress: Progress,
  answer: Response,
): Promise<Try> {
  const host = hostOf(answer.finalUrl);
  const wantedRest = progress.have > 0;
  if (answer.status === 416 && wantedRest) {
    if (progress.total === progress.have) {
      return { kind: 'complete' };
    }
    await startAgain(ports, request, progress);
    return { kind: 'broken', cause: lengthMismatch(host, progress.total ?? 0, progress.have) };
  }
  if (answer.status !== 200 && !(answer.status === 206 && wantedRest)) {
    const refusal = refusalOf(answer.status, host);
    const retryAfterMs = retryAfterOf(answer.headers);
    return refusal.isPassing && retryAfterMs <= LONGEST_RETRY_AFTER_MS
      ? { kind: 'broken', cause: refusal.error, retryAfterMs }
      : { kind: 'failed', error: refusal.error, retryable: refusal.retryable };
  }
  if (answer.status === 206 && !isRestOf(progress, answer.headers)) {
    const cause = lengthMismatch(host, progress.total ?? 0, progress.have);
    await startAgain(ports, request, progress);
    return { kind: 'broken', cause };
  }
  if (answer.status === 200) {
    await startAgain(ports, request, progress);
    progress.validator = validatorOf(answer.headers);
    progress.total = lengthOf(answer.headers);
  }
  return (
    (await checkRoom(ports, request, progress, host)) ?? takeBody(ports, request, progress, answer)
  );
}

/** Too large for the configuration or the disk, by the length that the server says. */
async function checkRoom(
  ports: DownloadPorts,
  request: DownloadRequest,
  progress: Progress,
  host: string,
): Promise<Failure | undefined> {
  const { total } = progress;
  if (total === undefined) {
    return undefined;
  }
  if (total > request.maxBytes) {
    return { kind: 'failed', error: tooLarge(host, request.maxBytes, total), retryable: false };
  }
  const freeBytes = await ports.scratch.freeBytes();
  return freeBytes < total - progress.have + SPARE_BYTES
    ? { kind: 'failed', error: noRoom(total, freeBytes), retryable: true }
    : undefined;
}

/** Appends the body to the file, up to the largest size allowed. */
async function takeBody(
  ports: DownloadPorts,
  request: DownloadRequest,
  progress: Progress,
  answer: Response,
): Promise<Try> {
  const { scratch } = ports;
  const host = hostOf(answer.finalUrl);
  let coming = progress.have;
  async function* capped(): AsyncGenerator<Uint8Array> {
    for await (const part of answer.body) {
      coming += part.length;
      if (coming > request.maxBytes) {
        return;
      }
      yield part;
    }
  }
  let cause: Problem | undefined;
  try {
    await scratch.append(request.file, capped());
  } catch (error) {
    if (!(error instanceof HttpBodyError)) {
      throw error;
    }
    cause = error.problem;
  } finally {
    progress.have = (await scratch.size(request.file)) ?? 0;
  }
  if (coming > request.maxBytes) {
    const error = tooLarge(host, request.maxBytes, undefined);
    return { kind: 'failed', error, retryable: false };
  }
  const { total, have } = progress;
  if (cause === undefined && total !== undefined && have !== total) {
    cause = lengthMismatch(host, total, have);
    if (have > total) {
      await startAgain(ports, request, progress);
    }
  }
  return cause === undefined ? { kind: 'complete' } : { kind: 'broken', cause };
}

/** Checks what came, and hashes it. */
async function finish(
  ports: DownloadPorts,
  request: DownloadRequest,
  progress: Progress,
): Promise<DownloadOutcome> {
  const { scratch } = ports;
  const head =
    progress.have === 0
      ? new Uint8Array(0)
      : await scratch.read(request.file, 0, Math.min(progress.have, SNIFF_BYTES));
  const error = notAudio(sniff(head));
  if (error !== undefined) {
    return { kind: 'failed', error, retryable: true };
  }
  return {
    kind: 'downloaded',
    bytes: progress.have,
    sha256: await scratch.sha256(request.file, request.signal),
    finalUrl: progress.finalUrl,
  };
}

async function startAgain(
  ports: DownloadPorts,
  request: DownloadRequest,
  progress: Progress,
): Promise<void> {
  await ports.scratch.remove(request.file);
  progress.have = 0;
  progress.total = undefined;
  progress.validator = undefined;
}
