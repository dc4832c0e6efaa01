/** What is known about each model, so that asking it needs no special cases elsewhere. */

/** How a model is asked and what it can give. */
export interface ModelProfile {
  /** Most tokens of one reply, thinking included. */
  readonly outputLimit: number;
  /** The least thinking that the model accepts; absent: say nothing about thinking. */
  readonly thinkingLevel?: 'minimal' | 'low';
  /** Tokens set aside for thinking, which counts toward the output limit. */
  readonly thinkingReserve: number;
  /** Longest audio of one request, in seconds. */
  readonly maxAudioSec: number;
  /**
   * `prompt`: asked in words, answers in the line grammar. `transcription`: made for transcribing,
   * asked by fields, answers with words and their times.
   */
  readonly style: 'prompt' | 'transcription';
}

/** What a model made for transcription is asked, in place of a prompt. */
export interface TranscriptionAsk {
  /** BCP 47 tags of the languages spoken; empty: the model finds out. */
  readonly languageCodes: readonly string[];
  /** Tell the voices apart. */
  readonly diarization: boolean;
  /** Give every word its times. */
  readonly wordTimestamps: boolean;
}

/**
 * 3.x models: 65,536 tokens of output. MINIMAL thinking is an error on 3.8-flash, and an alias may
 * lead there any day, so `low` is asked everywhere. Audio: 9.5 h a prompt (API pages, 2026-11).
 */
const FLASH: ModelProfile = {
  outputLimit: 65_536,
  thinkingLevel: 'low',
  thinkingReserve: 8_192,
  maxAudioSec: 9.5 * 3_600,
  style: 'prompt',
};

/** Models before 3.0 take a thinking budget, not a level; a level is a 400 there. */
const BEFORE_LEVELS: ModelProfile = {
  outputLimit: 65_536,
  thinkingReserve: 16_384,
  maxAudioSec: 9.5 * 3_600,
  style: 'prompt',
};

/**
 * `gemini-3.5-transcribe` takes an hour a request, and 30 minutes with voices or times of words
 * (model page, 2026-08). It does not think; its answer is of a fixed form.
 */
const TRANSCRIBE: ModelProfile = {
  outputLimit: 65_536,
  thinkingReserve: 0,
  maxAudioSec: 1_800,
  style: 'transcription',
};

/**
 * Profiles by the start of the name; the first that fits. `gemini-2.0` and `gemini-1.5` answered
 * with at most 8,192 tokens and do not think.
 */
const PROFILES: readonly (readonly [prefix: string, profile: ModelProfile])[] = [
  ['gemini-2.0', { ...BEFORE_LEVELS, outputLimit: 8_192, thinkingReserve: 0 }],
  ['gemini-1.5', { ...BEFORE_LEVELS, outputLimit: 8_192, thinkingReserve: 0 }],
  ['gemini-2.5', BEFORE_LEVELS],
  // Thinks more than flash does at the same level.
  ['gemini-pro', { ...FLASH, thinkingReserve: 16_384 }],
  ['gemini-3.5-transcribe', TRANSCRIBE],
  ['gemini-', FLASH],
];

/**
 * The profile of a model. A name that is not known is treated as a current model: aliases follow
 * the newest silently, so an unknown name is most often a new one.
 */
export function profileOf(model: string): ModelProfile {
  const name = model.toLowerCase().replace(/^models\//, '');
  return PROFILES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? FLASH;
}

/**
 * What a model of the style `transcription` is asked; undefined for one that is asked in words.
 * Voices and times of words are always wanted: without them there are no speakers, and no hole
 * could be found. The show's vocabulary cannot be sent beside either: together they are answered
 * with 400 ("custom_vocabulary is incompatible with timestamps", developer forum, 2026-08).
 *
 * @param language of the show; left out when it is no language tag
 */
export function transcriptionAsk(
  profile: ModelProfile,
  language: string | undefined,
): TranscriptionAsk | undefined {
  if (profile.style !== 'transcription') return undefined;
  const tag = languageTag(language);
  const languageCodes = tag === undefined ? [] : [tag];
  return { languageCodes, diarization: true, wordTimestamps: true };
}

/** A tag as standards write it: `pt-BR`. Feeds write `pt_br`, `PT-br`, and nonsense: undefined. */
export function languageTag(language: string | undefined): string | undefined {
  const tag = (language ?? '').trim().replaceAll('_', '-');
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/i.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    // No such tag: the model finds out by itself.
    return undefined;
  }
}

/**
 * Tokens that a second of the densest speech can need in the line grammar: 5 words a second at
 * 2 tokens a word (scripts that tokenise badly included), and a stamp and a name every 2 s.
 */
const TOKENS_PER_SECOND = 16;

/** Room for a few long lines in a very short chunk. */
const LEAST_TOKENS = 1_024;

/**
 * The bound of a reply: what this audio can need and no more, so that a loop ends soon, plus the
 * model's thinking, and never above the model's own limit.
 */
export function maxOutputTokens(durationSec: number, profile: ModelProfile): number {
  const speech = Math.max(LEAST_TOKENS, Math.ceil(Math.max(0, durationSec) * TOKENS_PER_SECOND));
  return Math.min(profile.outputLimit, speech + profile.thinkingReserve);
}

/**
 * The longest chunk whose densest transcript still fits into one reply of this model, in seconds.
 * Planning never makes a chunk longer than this.
 */
export function longestChunkSec(profile: ModelProfile): number {
  const fits = (profile.outputLimit - profile.thinkingReserve) / TOKENS_PER_SECOND;
  return Math.min(profile.maxAudioSec, Math.floor(fits));
}
