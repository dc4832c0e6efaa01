import type { Container } from './sniff.ts';
import type { ChunkPlan, LoudnessMap, Walker } from './types.ts';
import { walkToContainer } from './walk.ts';

/** What must be known to send a file as it is. */
export interface WholeOptions {
  /** Seconds, as the feed states them; absent when it does not. */
  readonly declaredSec?: number;
  /** Longest audio of one request, in seconds. */
  readonly longestSec: number;
  /** Most bytes of one request. */
  readonly maxBytes: number;
}

/** Kinds that the Gemini API takes as they are, by its names. */
const ACCEPTED: ReadonlyMap<Container, string> = new Map([
  ['mp3', 'audio/mp3'],
  ['adts', 'audio/aac'],
  ['ogg', 'audio/ogg'],
  ['flac', 'audio/flac'],
  ['wav', 'audio/wav'],
  ['aiff', 'audio/aiff'],
]);

/** A stated length at which a file had fewer or more bits a second is not believed. */
const LEAST_BITRATE = 4_000;
const MOST_BITRATE = 10_000_000;

/** Step of a map that says nothing, in seconds. */
const STEP_SEC = 0.25;

/**
 * Plans a file that could not be walked as one chunk: as it is, on the word of the feed. How loud it is
 * where stays unknown, so the map is even: words may stand anywhere, and none are missed.
 *
 * @param reason why it could not be walked, for the receipt.
 * @returns the plan; `undefined` when the service takes no such file, or it is too large, too long or of
 *   unknown length.
 */
export function* planWhole(
  totalBytes: number,
  options: WholeOptions,
  reason: string,
): Walker<ChunkPlan | undefined> {
  const { declaredSec = 0, longestSec, maxBytes } = options;
  const container = yield* walkToContainer(totalBytes);
  const mimeType = ACCEPTED.get(container);
  const bitrate = (8 * totalBytes) / declaredSec;
  const isLikely = declaredSec > 0 && bitrate >= LEAST_BITRATE && bitrate <= MOST_BITRATE;
  if (mimeType === undefined || !isLikely || declaredSec > longestSec || totalBytes > maxBytes) {
    return undefined;
  }
  return {
    container,
    durationSec: declaredSec,
    chunks: [
      {
        index: 0,
        startSec: 0,
        endSec: declaredSec,
        mimeType,
        bytes: totalBytes,
        pieces: [{ kind: 'copy', range: { start: 0, end: totalBytes } }],
      },
    ],
    chapters: [],
    notes: [
      `The audio was sent whole, and its length of ${Math.round(declaredSec)} s is what the feed states: ${reason}`,
      'Whether the words cover what is said could not be checked against the audio.',
    ],
    loudness: evenMap(declaredSec),
  };
}

function evenMap(durationSec: number): LoudnessMap {
  const steps = Math.ceil(durationSec / STEP_SEC);
  // Nothing is known of the sound: it is not taken for speech that must have words.
  return { stepSec: STEP_SEC, levels: new Float32Array(steps), flutter: new Float32Array(steps) };
}
