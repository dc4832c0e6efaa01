import { assertNever, bad, ok, problem } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import { walkAudio } from '../audio/walk.ts';
import type { ChunkPlan, UnitSpan, Walker } from '../audio/types.ts';
import { SEARCH_SEC } from '../plan/chunk-length.ts';
import type { Ports, ScratchFile } from '../ports.ts';

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
  /** Stops the walk; it then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Walks a downloaded rendition and plans its chunks, about 1 MiB at a time: the file is never held,
 * and other work gets its turn between the reads. Audio of a kind that cannot be cut is decoded
 * first, where there is a decoder: the file then holds what came out.
 *
 * @returns the plan, or why the audio cannot be cut (see `walkAudio`); `audio-missing` when the
 *   file is not there, `audio-not-decodable` when the decoder failed.
 */
export async function indexAudio(
  ports: Pick<Ports, 'scratch' | 'decoder'>,
  file: ScratchFile,
  options: IndexOptions,
): Promise<Result<ChunkPlan>> {
  const walked = await walkFile(ports, file, options);
  if (walked.ok || walked.problem.code !== 'container-not-supported') {
    return walked;
  }
  const { decoder } = ports;
  if (decoder === undefined) {
    return walked;
  }
  const decoded = await decoder.decode(file, options.signal);
  switch (decoded.kind) {
    case 'absent':
      return bad({ ...walked.problem, remedy: `${walked.problem.remedy} ${INSTALL_FFMPEG}` });
    case 'failed':
      return bad(decoded.error);
    case 'decoded': {
      const plan = await walkFile(ports, file, options);
      const note = `The audio was decoded before it was cut: ${walked.problem.message}`;
      return plan.ok ? ok({ ...plan.value, notes: [note, ...plan.value.notes] }) : plan;
    }
    default:
      return assertNever(decoded);
  }
}

async function walkFile(
  { scratch }: Pick<Ports, 'scratch'>,
  file: ScratchFile,
  options: IndexOptions,
): Promise<Result<ChunkPlan>> {
  const { targetSec, searchSec = SEARCH_SEC, maxSec = targetSec + 2 * searchSec, signal } = options;
  const { pinned = [] } = options;
  signal.throwIfAborted();
  const totalBytes = await scratch.size(file);
  if (totalBytes === undefined) {
    return bad(
      problem(
        'audio-missing',
        'The downloaded audio is no longer among the temporary files.',
        'Run again: it is downloaded anew.',
      ),
    );
  }
  const walker = walkAudio(totalBytes, { targetSec, maxSec, searchSec, pinned });
  return await follow({ scratch }, file, { walker, signal });
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
