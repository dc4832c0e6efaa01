import { assertNever, bad, ok, problem } from '../base/outcome.ts';
import type { Problem, Result } from '../base/outcome.ts';
import { walkAudio } from '../audio/walk.ts';
import { planWhole } from '../audio/whole-file.ts';
import type { WholeOptions } from '../audio/whole-file.ts';
import type { ChunkPlan, UnitSpan, Walker } from '../audio/types.ts';
import { SEARCH_SEC } from '../plan/chunk-length.ts';
import type { Ports, ScratchFile } from '../ports.ts';
import { decodedFile } from './decoded-file.ts';

const INSTALL_FFMPEG = 'Where ffmpeg is installed, it is used to read such audio.';

/** How an episode is cut. Seconds. */
export interface IndexOptions {
  /** Length that chunks aim at. */
  readonly targetSec: number;
  /** No chunk is longer; the target and a pause's search to both sides if left out. */
  readonly maxSec?: number;
  /** How far a cut may move to a pause; 25 if left out. */
  readonly searchSec?: number;
  /** Spans of units that are chunks already; none if left out. */
  readonly pinned?: readonly UnitSpan[];
  /** When a file that cannot be cut may go whole; never if left out. */
  readonly whole?: WholeOptions;
  /** Stops the walk; it then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/** A plan, and the file that its chunks are made of. */
export interface IndexedAudio extends ChunkPlan {
  /** The rendition, or what it was decoded to: see `decodedFile`. */
  readonly file: ScratchFile;
}

/**
 * Walks a downloaded rendition and plans its chunks, about 1 MiB at a time: the file is never held,
 * and other work gets its turn between the reads. Audio of a kind that cannot be cut goes whole where
 * the limits allow it; else it is decoded into a file of its own, where there is a decoder.
 *
 * @returns the plan, or why the audio cannot be cut (see `walkAudio`); `audio-missing` when the
 *   file is not there, `audio-not-decodable` when the decoder failed.
 */
export async function indexAudio(
  ports: Pick<Ports, 'scratch' | 'decoder'>,
  file: ScratchFile,
  options: IndexOptions,
): Promise<Result<IndexedAudio>> {
  const walked = await walkFile(ports, file, options);
  if (walked.ok || walked.problem.code !== 'container-not-supported') {
    return of(file, walked);
  }
  const { whole } = options;
  const reason = walked.problem.message;
  const plan =
    whole === undefined
      ? undefined
      : await readThrough(ports, file, options.signal, (bytes) => planWhole(bytes, whole, reason));
  return plan === undefined
    ? await decodeAndIndex(ports, file, { ...options, problem: walked.problem })
    : ok({ ...plan, file });
}

/** The last resort: a decoder, where there is one. */
async function decodeAndIndex(
  ports: Pick<Ports, 'scratch' | 'decoder'>,
  file: ScratchFile,
  options: IndexOptions & { readonly problem: Problem },
): Promise<Result<IndexedAudio>> {
  const { problem: why } = options;
  const { decoder, scratch } = ports;
  if (decoder === undefined) {
    return bad(why);
  }
  const target = decodedFile(scratch, file);
  const decoded = await decoder.decode(file, target, options.signal);
  switch (decoded.kind) {
    case 'absent':
      return bad({ ...why, remedy: `${why.remedy} ${INSTALL_FFMPEG}` });
    case 'failed':
      return bad(decoded.error);
    case 'decoded': {
      const plan = of(target, await walkFile(ports, target, options));
      const note = `The audio was decoded before it was cut: ${why.message}`;
      return plan.ok ? ok({ ...plan.value, notes: [note, ...plan.value.notes] }) : plan;
    }
    default:
      return assertNever(decoded);
  }
}

function of(file: ScratchFile, plan: Result<ChunkPlan>): Result<IndexedAudio> {
  return plan.ok ? ok({ ...plan.value, file }) : plan;
}

async function walkFile(
  ports: Pick<Ports, 'scratch'>,
  file: ScratchFile,
  options: IndexOptions,
): Promise<Result<ChunkPlan>> {
  const { targetSec, searchSec = SEARCH_SEC, maxSec = targetSec + 2 * searchSec } = options;
  const { pinned = [], signal } = options;
  const plan = await readThrough(ports, file, signal, (totalBytes) =>
    walkAudio(totalBytes, { targetSec, maxSec, searchSec, pinned }),
  );
  return (
    plan ??
    bad(
      problem(
        'audio-missing',
        'The downloaded audio is no longer among the temporary files.',
        'Run again: it is downloaded anew.',
      ),
    )
  );
}

/** Gives a walker what it asks for; `undefined` when there is no such file. */
async function readThrough<T>(
  { scratch }: Pick<Ports, 'scratch'>,
  file: ScratchFile,
  signal: AbortSignal,
  walk: (totalBytes: number) => Walker<T>,
): Promise<T | undefined> {
  signal.throwIfAborted();
  const totalBytes = await scratch.size(file);
  if (totalBytes === undefined) {
    return undefined;
  }
  return await follow({ scratch }, file, { walker: walk(totalBytes), signal });
}

/** Reads a file for a walker, to what it finds. Rejects with the signal's reason when that is aborted. */
export async function follow<T>(
  { scratch }: Pick<Ports, 'scratch'>,
  file: ScratchFile,
  { walker, signal }: { readonly walker: Walker<T>; readonly signal: AbortSignal },
): Promise<T> {
  let buffer = new Uint8Array(0);
  let step = walker.next();
  while (step.done !== true) {
    signal.throwIfAborted();
    const { start, end } = step.value;
    // One buffer for all reads: a walker is done with a range when it asks for the next.
    buffer = buffer.length < end - start ? new Uint8Array(end - start) : buffer;
    step = walker.next(await scratch.read(file, start, end, buffer));
  }
  return step.value;
}
