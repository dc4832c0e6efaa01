import type { LoudnessMap } from '../audio/types.ts';
import type { FaultKind } from './check.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';

/** A chunk that is to be transcribed and, where needed, mended. */
export interface RepairTask {
  /** Where the chunk starts in the episode, in seconds. */
  readonly startSec: number;
  readonly durationSec: number;
  /** Loudness of this chunk alone. */
  readonly loudness: LoudnessMap;
  /** Models that may be asked, in order. */
  readonly models: readonly string[];
  /** Most requests for this chunk, the first included. */
  readonly maxRequests: number;
  /** BCP 47 tag, when the show's language is known; several, when an episode is in several. */
  readonly language?: string | readonly string[];
  /** People who may speak, by name: what stands before a colon may then be one of them. */
  readonly names?: readonly string[];
}

/** A part of the chunk for which words are still wanted. Seconds from the chunk's start. */
export interface Stretch extends Span {
  readonly why: FaultKind | 'first';
  /** Answers about this part that could not be used. */
  readonly tries: number;
  /** Answers that had no words here, and the models that gave them. */
  readonly blanks: readonly string[];
  /** Models that are of no use here. */
  readonly avoid: readonly string[];
  /** How often the audio was halved to come here. */
  readonly depth: number;
  /** Added to the audio around the stretch: another cut than before. */
  readonly widenSec: number;
}

/** Where the work on a chunk stands. A plain value. */
export interface RepairState {
  readonly task: RepairTask;
  readonly segments: readonly Segment[];
  readonly open: readonly Stretch[];
  /** Requests answered or failed so far. */
  readonly requests: number;
  /** Final looks at the whole that found something more. */
  readonly looks: number;
  /** Given up: speech that nobody could write down. */
  readonly missing: readonly Span[];
  /** Came back without words as often as it takes: music, applause, noise. */
  readonly speechless: readonly Span[];
  /** Kept, but not to be relied on. */
  readonly doubts: readonly Doubt[];
  /** What was without words, and was asked about for itself. */
  readonly asked?: readonly Span[] | undefined;
  /** Words that one answer had, and that are hard to believe. */
  readonly suspects?: readonly Suspect[] | undefined;
}

/** Words that were taken out of an answer, to be believed when another has them as well. */
export interface Suspect extends Span {
  readonly kind: FaultKind;
  readonly text: string;
}

/** What may be wrong in a part that is kept. */
export interface Doubt extends Span {
  readonly what: string;
}

/** What is to be asked next. Seconds from the chunk's start. */
export interface RepairAsk {
  readonly kind: 'ask';
  readonly stretch: Stretch;
  /** The audio to send: the stretch and some more on both sides. */
  readonly startSec: number;
  readonly endSec: number;
  /** True for the first request, about the whole chunk. */
  readonly first: boolean;
  /** Models that must not be asked. */
  readonly avoid: readonly string[];
  /** The words before this audio, for the prompt; absent at the chunk's start. */
  readonly previousTail?: string;
}

/** The end of the work on a chunk. */
export interface RepairResult {
  /** Times from the chunk's start. What is missing is marked: `[inaudible 12:10–13:40]`. */
  readonly segments: readonly Segment[];
  /** Share of the speech that has words, in [0, 1]. */
  readonly coverage: number;
  /** Seconds of speech that `coverage` is a share of. */
  readonly speechSec: number;
  readonly missing: readonly Span[];
  readonly speechless: readonly Span[];
  /** Requests beyond the first. */
  readonly repairs: number;
  /** What is missing or doubtful, in words, with times of the episode. */
  readonly warnings: readonly string[];
}

/** The next step of the work on a chunk. */
export type RepairAction = RepairAsk | { readonly kind: 'finished'; readonly result: RepairResult };

/** What a model answered. */
export interface RepairAnswer {
  readonly model: string;
  readonly text: string;
  readonly finishReason: string;
  readonly blockReason?: string;
  /** The request's words, system instruction included. */
  readonly promptText?: string;
}
