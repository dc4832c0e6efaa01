import type { Problem } from '../base/outcome.ts';
import type { Episode, Person } from '../feed/types.ts';
import type { EpisodeDocument } from '../render/types.ts';
import type { EpisodeState } from '../state/types.ts';
import type { Rendition } from '../transcript/types.ts';
import type { RepairAllowance } from './chunk-types.ts';
import type { Checkpointer } from './checkpointer.ts';
import type { Deferred, Dispatcher } from './dispatch-types.ts';
import type { Progress } from './progress.ts';
import type { Line } from './turns.ts';

/** What a run knows of the show of an episode. */
export interface ShowFacts {
  readonly slug: string;
  readonly title: string;
  readonly feedUrl: string;
  readonly description?: string;
  /** BCP 47 tag: the user's, else the feed's. */
  readonly language?: string;
  /** Names that the user or the feed gives, hosts first. */
  readonly people: readonly Person[];
  readonly vocabulary: readonly string[];
  /** Longest episode that is wanted, seconds. */
  readonly maxDurationSec?: number;
}

/** An episode of the slice, ready to be worked on. */
export interface EpisodeWork {
  readonly show: ShowFacts;
  readonly episode: Episode;
  readonly state: EpisodeState;
}

/** Numbers of the work on an episode in this run, whatever it ended as. */
export interface EpisodeFigures {
  /** Requests spent in this run. */
  readonly requests: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Chunks transcribed in this run, chunks taken over from earlier runs, chunks in all. */
  readonly chunksNew: number;
  readonly chunksKept: number;
  readonly chunks: number;
  readonly startedAt: number;
  readonly rendition?: Rendition;
}

/** What the work on an episode ended as. `stopped`: begun or not, it goes on in the next run. */
export type EpisodeResult = { readonly figures: EpisodeFigures } & (
  | { readonly kind: 'done'; readonly document: EpisodeDocument }
  | Deferred
  | {
      readonly kind: 'failed';
      readonly error: Problem;
      readonly retryable: boolean;
      readonly evidence?: string;
    }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'stopped'; readonly reason: string }
);

/** Shared tools of a run. */
export interface EpisodeTools {
  readonly dispatcher: Dispatcher;
  readonly checkpointer: Checkpointer;
  readonly repairs: RepairAllowance;
  /** Where the chunks of this episode wait for their turns, among those of the others. */
  readonly line: Pick<Line, 'work'>;
  /** Told how the work goes on; absent: nobody wants to know. */
  readonly progress?: Progress;
}
