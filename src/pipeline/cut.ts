import { bad, problem } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import { walkAudio } from '../audio/walk.ts';
import type { ChunkPlan } from '../audio/types.ts';
import type { Ports, ScratchFile } from '../ports.ts';

/** A pause is looked for this far to both sides of an even cut, in seconds (measured: 15–30). */
const SEARCH_SEC = 25;

/** How an episode is cut. Seconds. */
export interface IndexOptions {
  /** Length that chunks aim at. */
  readonly targetSec: number;
  /** No chunk is longer; the target and a pause's search to both sides if left out. */
  readonly maxSec?: number;
  /** How far a cut may move to a pause; 25 if left out. */
  readonly searchSec?: number;
  /** Stops the walk; it then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Walks a downloaded rendition and plans its chunks, about 1 MiB at a time: the file is never held,
 * and other work gets its turn between the reads.
 *
 * @returns the plan, or why the audio cannot be cut (see `walkAudio`); `audio-missing` when the
 *   file is not there.
 */
export async function indexAudio(
  ports: Pick<Ports, 'scratch'>,
  file: ScratchFile,
  options: IndexOptions,
): Promise<Result<ChunkPlan>> {
  const { scratch } = ports;
  const { targetSec, searchSec = SEARCH_SEC, maxSec = targetSec + 2 * searchSec, signal } = options;
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
  const walker = walkAudio(totalBytes, { targetSec, maxSec, searchSec });
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
