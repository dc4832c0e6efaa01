import type { Chunk, ChunkAudio, ChunkPlan } from '../audio/types.ts';
import type { Problem } from '../base/outcome.ts';
import type { Episode } from '../feed/types.ts';
import type { ScratchFile } from '../ports.ts';
import type { RepairState } from '../transcript/repair-types.ts';
import type { ChunkTranscript, Told, TokenUsage } from '../transcript/types.ts';
import type { Deferred } from './dispatch-types.ts';
import type { ShowFacts } from './episode-types.ts';

/** One chunk to transcribe. */
export interface ChunkWork {
  readonly show: ShowFacts;
  readonly episode: Episode;
  readonly plan: ChunkPlan;
  readonly chunk: Chunk;
  /** The whole rendition; the chunk is cut from it. */
  readonly source: ScratchFile;
  /** Chunks that are there already, by index: the one before gives its last words as context. */
  readonly finished: ReadonlyMap<number, ChunkTranscript>;
  /** Where an earlier run had to leave the repair of this chunk. */
  readonly draft?: ChunkDraft;
}

/** A chunk that was answered and whose repair could not be finished: paid for, and kept. */
export interface ChunkDraft {
  readonly index: number;
  readonly startSec: number;
  readonly endSec: number;
  readonly repair: Omit<RepairState, 'task'>;
  /** What the answers so far have taken, and who gave the first of them. */
  readonly spent: ChunkSpent;
  /** What its audio is, to find it again in another rendition. */
  readonly audio?: ChunkAudio;
  /** What its requests were told of the voices heard before. */
  readonly told?: Told;
}

/** What a chunk has taken over all its requests. */
export interface ChunkSpent {
  readonly requests: number;
  readonly usage: TokenUsage;
  readonly model: string;
  readonly modelVersion?: string;
  readonly finishReason: string;
}

/** What became of a chunk; `requests` counts what was sent for it in this run. */
export type ChunkOutcome = { readonly requests: number } & (
  | {
      readonly kind: 'done';
      readonly transcript: ChunkTranscript;
      /** The replies, when they leave something missing. */
      readonly evidence?: string;
    }
  | (Deferred & { readonly draft?: ChunkDraft })
  | {
      readonly kind: 'failed';
      readonly error: Problem;
      readonly retryable: boolean;
      readonly evidence?: string;
    }
  | { readonly kind: 'stopped'; readonly reason: string; readonly draft?: ChunkDraft }
);

/** Repairs that may still be asked for today: they take at most a quarter of a day's requests. */
export interface RepairAllowance {
  /** Takes one; false when none is left. */
  readonly take: () => boolean;
  /** When there are new ones, epoch ms. */
  readonly renewedAt: () => number;
  /** Repairs asked for in this run. */
  readonly taken: () => number;
}
