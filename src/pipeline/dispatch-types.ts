import type { Problem } from '../base/outcome.ts';
import type { ApiKey, ModelReply, ScratchFile } from '../ports.ts';
import type { Fuse } from '../quota/backoff.ts';
import type { Choice, ModelChoice } from '../quota/choose.ts';
import type { FaultKind } from '../quota/kinds.ts';
import type { Limits, Pair } from '../quota/types.ts';
import type { TranscriptionAsk } from '../transcript/profiles.ts';
import type { RunContext } from './context.ts';
import type { ServiceHolder } from './service-state.ts';
import type { Uploads } from './uploads.ts';

/** One piece of audio to be heard by whichever key and model can serve it. */
export interface ModelJob {
  /** For the log: `Show: title, part 3 of 8`. */
  readonly label: string;
  readonly file: ScratchFile;
  readonly bytes: number;
  readonly mimeType: string;
  readonly durationSec: number;
  readonly systemInstruction: string;
  readonly prompt: string;
  /** What the model may answer with at most, thinking included. */
  readonly maxOutputTokens: (model: string) => number;
  readonly thinkingLevel: (model: string) => 'minimal' | 'low' | 'medium' | 'high' | undefined;
  /** What a model made for transcription is asked in place of words; absent: there is none such. */
  readonly transcription?: (model: string) => TranscriptionAsk | undefined;
  /** Models that are not to be asked: they refused or mangled this audio. */
  readonly without: readonly string[];
  /** Names the episode that the job belongs to; absent: the job stands alone. */
  readonly episode?: string;
  /** Requests that all jobs of the episode may take in this run. */
  readonly maxRequests: number;
}

/** What became of a {@link ModelJob}; `requests` counts what was sent. */
export type CallOutcome = { readonly requests: number } & (
  | {
      readonly kind: 'reply';
      readonly reply: ModelReply;
      readonly model: string;
      readonly key: string;
    }
  /** The audio is more than the models take in one request. */
  | { readonly kind: 'too-long'; readonly error: Problem }
  | Deferred
  | { readonly kind: 'failed'; readonly error: Problem; readonly retryable: boolean }
  | { readonly kind: 'stopped'; readonly reason: string }
);

/** Work that is put off until a known moment (epoch ms). */
export interface Deferred {
  readonly kind: 'deferred';
  readonly notBefore: number;
  readonly reason: string;
  /** `quota`: it is used up; `service`: the service fails for everybody; `host`: that of the audio does. */
  readonly cause: 'quota' | 'service' | 'host';
}

/** Sends jobs to keys and models within their quotas. */
export interface Dispatcher {
  readonly call: (job: ModelJob) => Promise<CallOutcome>;
  /** What a request of this many seconds of audio would meet now. */
  readonly outlook: (durationSec: number) => Choice;
  /** Expected time of a request, ms. */
  readonly requestMs: (durationSec: number) => number;
  /** Requests for this many seconds of audio that can be under way at once; Infinity: no bound. */
  readonly abreast: (durationSec: number) => number;
}

/** What a {@link Dispatcher} needs. */
export interface DispatcherOptions {
  readonly run: RunContext;
  readonly service: ServiceHolder;
  readonly models: readonly Pick<ModelChoice, 'model' | 'limits'>[];
  /**
   * Limits of single pairs in place of their model's, at a moment (epoch ms): this job's part of a
   * fan-out.
   */
  readonly shares: (now: number) => readonly (Pair & { readonly limits: Limits })[];
  /**
   * Asked before a deferral for quota: may wait for the quota (`on-quota: wait`) and answer true, upon which
   * the job goes on.
   */
  readonly waitForQuota: (notBefore: number, reason: string) => Promise<boolean>;
  /** Requests that the whole run may make, asked when the first is; absent: no bound. */
  readonly maxRequests?: () => number;
}

/** Input tokens of a second of audio, whatever the bit rate (Gemini API, audio understanding). */
export const TOKENS_PER_SECOND = 32;
/** Instructions, titles and names around the audio. */
export const PROMPT_TOKENS = 1_500;
/** First guess of a request's time, until requests have been measured. */
export const FIRST_GUESS = { fixedMs: 15_000, msPerAudioSec: 120 } as const;

/** What the jobs of a run share. */
export interface Shared extends DispatcherOptions {
  readonly byFingerprint: ReadonlyMap<string, ApiKey>;
  /** Keys whose end was announced in this run. */
  readonly announced: Set<string>;
  readonly speed: { msPerAudioSec: number };
  /** The pair of each request that is under way. */
  readonly inFlight: Map<Promise<unknown>, Pair>;
  /** Requests under way that find out whether a model works again. */
  readonly probes: Set<Promise<unknown>>;
  /** Requests that were made in this run, in all and by episode. */
  readonly fuse: { now: Fuse | undefined };
}

/** Jobs in progress count their tries here. */
export interface Progress {
  requests: number;
  readonly tried: Map<FaultKind, number>;
  readonly exclude: Pair[];
}

/** How a job can end. */
export type Ended =
  | {
      readonly kind: 'reply';
      readonly reply: ModelReply;
      readonly model: string;
      readonly key: string;
    }
  | { readonly kind: 'too-long'; readonly error: Problem }
  | Deferred
  | { readonly kind: 'failed'; readonly error: Problem; readonly retryable: boolean }
  | { readonly kind: 'stopped'; readonly reason: string };

/** One try of a job on one key and model. */
export interface Attempt {
  readonly job: ModelJob;
  readonly uploads: Uploads;
  readonly progress: Progress;
  readonly pair: Pair;
}
