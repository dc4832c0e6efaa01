/** The words of the transcript room. Pure data; also the shape of checkpoints. */
import type { ChunkAudio } from '../audio/types.ts';

/** One stretch of speech by one speaker. Times are seconds. */
export interface Segment {
  readonly startSec: number;
  readonly endSec: number;
  /** Absent when the reply named none. */
  readonly speaker?: string;
  readonly text: string;
}

/** Tokens of one or more requests. */
export interface TokenUsage {
  readonly prompt: number;
  readonly output: number;
  /** Thinking tokens, which count toward the output limit and are billed as output. */
  readonly thoughts: number;
}

/** A stretch of speech that nobody could write down. Seconds from the episode's start. */
export interface MissingSpan {
  readonly startSec: number;
  readonly endSec: number;
}

/** What was heard in one chunk. Segment times are relative to the chunk's start. */
export interface ChunkTranscript {
  /** Position of the chunk in its plan. */
  readonly index: number;
  readonly startSec: number;
  readonly endSec: number;
  readonly segments: readonly Segment[];
  /** The model asked for, and what answered (`modelVersion` of the reply). */
  readonly model: string;
  readonly modelVersion?: string;
  readonly promptVersion: string;
  readonly finishReason: string;
  readonly usage: TokenUsage;
  /** Requests spent on this chunk, repairs included. */
  readonly requests: number;
  /** Share of its speech that the words account for, in [0, 1]; absent when not measured. */
  readonly coverage?: number;
  /** Seconds of speech that `coverage` is a share of; absent when not measured. */
  readonly speechSec?: number;
  /** Requests beyond the first that asked for parts of it again; absent: none. */
  readonly repairs?: number;
  /** Stretches of speech without words, in seconds of the episode; absent: none. */
  readonly missing?: readonly MissingSpan[];
  /** What is doubtful or missing, in words (`no speech reported from 12:10 to 13:40`). */
  readonly warnings: readonly string[];
  /** What its audio is, to find it again in another rendition; absent when not known. */
  readonly audio?: ChunkAudio;
  /** SHA-256 of the rendition in which it was heard; absent when that is the episode's own. */
  readonly from?: string;
  /** What its requests were told of the voices heard before; absent: nothing. */
  readonly told?: Told;
}

/** What a chunk's requests were told of the voices heard before. */
export interface Told {
  /** How the chunk before it ended, so that its numbers go on from there. */
  readonly isTail: boolean;
  /** Labels that it was told in place of names that nothing supported → those names. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The rendition that was transcribed: hosts insert ads, so two downloads may differ. */
export interface Rendition {
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly durationSec: number;
  readonly container: string;
}

/** How a transcript came about and what it lacks. Written into the JSON rendering. */
export interface Receipt {
  readonly rendition: Rendition;
  readonly models: readonly {
    readonly model: string;
    readonly version?: string;
    readonly chunks: number;
  }[];
  readonly promptVersion: string;
  readonly requests: number;
  readonly usage: TokenUsage;
  readonly chunks: number;
  /** Share of the speech that the words account for, in [0, 1]; absent when not measured. */
  readonly coverage?: number;
  /** Requests that asked for parts of chunks again; absent when none did. */
  readonly repairs?: number;
  /** Stretches of speech without words; they are marked in the transcript. Absent when there are none. */
  readonly missing?: readonly MissingSpan[];
  /** What was heard in other renditions of the same episode; absent when all was heard in this one. */
  readonly reused?: {
    readonly chunks: number;
    readonly seconds: number;
    /** SHA-256 of those renditions. */
    readonly from: readonly string[];
  };
  readonly warnings: readonly string[];
  /** Epoch milliseconds. */
  readonly transcribedAt: number;
}
