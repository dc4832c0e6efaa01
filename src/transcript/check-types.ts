import type { LoudnessMap } from '../audio/types.ts';
import type { ReplyReading } from './read-reply.ts';

/** Everything that can be wrong with a chunk. */
export const FAULT_KINDS = [
  /** Nothing was written though somebody speaks. */
  'empty',
  'refusal',
  /** The service withheld the reply. */
  'blocked',
  /** The request's own words came back. */
  'echo',
  /** The reply ends before the audio does (output limit, broken stream). */
  'cut',
  /** Speech without words, 20 s and more. */
  'hole',
  /** As long, and without words too, but it sounds like music, or speech over music. */
  'wordless',
  /** Much less than was said, all over. */
  'thin',
  'loop',
  /** Words where nothing sounds. */
  'invented',
  'too-fast',
  /** One line far longer than the others: its words may stand for what is missing around it. */
  'run-on',
  'order',
  'past-end',
  /** Minutes written as hours, or times from the start of the episode. */
  'clock',
  'language',
] as const;

/** What can be wrong with a chunk. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One fault, with the stretch that it concerns, in seconds from the chunk's start. */
export interface Fault {
  readonly kind: FaultKind;
  readonly startSec: number;
  readonly endSec: number;
  /** In words, for logs and receipts. */
  readonly detail: string;
  /** True when reading has put it right already: noted, nothing to ask again. */
  readonly mended: boolean;
}

/** What the checker compares. */
export interface CheckInput {
  readonly reading: ReplyReading;
  /** The reply as it came. */
  readonly text: string;
  readonly durationSec: number;
  /** Loudness of this chunk alone (see `sliceLoudness`). */
  readonly loudness: LoudnessMap;
  readonly finishReason: string;
  readonly blockReason?: string;
  /** BCP 47 tag, when the show's language is known; any of several. */
  readonly language?: string | readonly string[];
  /** The request's text, system instruction included; without it echoes are not looked for. */
  readonly promptText?: string;
  /** Stretches that came back empty twice, by different cuts: no speech is expected there. */
  readonly withoutSpeech?: readonly { readonly startSec: number; readonly endSec: number }[];
  /**
   * Words a second of the chunk that this is a part of: a part of a few lines, one of them before a hole,
   * tells its own tempo badly.
   */
  readonly wordsPerSec?: number;
  /** True where the episode goes on beyond this audio: half of a hole may lie there. */
  readonly joins?: { readonly before: boolean; readonly after: boolean };
}

/** What a chunk was found to be. */
export interface ChunkCheck {
  /** `good`: nothing to repair. `suspect`: parts of it. `bad`: it cannot be used as it is. */
  readonly verdict: 'good' | 'suspect' | 'bad';
  readonly faults: readonly Fault[];
  /** Share of the speech-like audio that the words account for, in [0, 1]; 1 for silence. */
  readonly coverage: number;
  /** False when its words cannot be believed, whatever their coverage (refusal, loop, echo, ...). */
  readonly acceptable: boolean;
  /** Music or noise that came back without words: no fault, worth a note. */
  readonly notes: readonly string[];
}
