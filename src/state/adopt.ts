import type { EpisodeState, FeedState, StoredRendition } from './types.ts';

/** What a committed transcript tells about its episode. */
export interface TranscriptFacts {
  /** Episode id. */
  readonly id: string;
  readonly title: string;
  readonly audioUrl: string;
  /** Epoch ms. */
  readonly publishedAt?: number;
  readonly durationSec?: number;
  readonly rendition?: StoredRendition;
  /** Path without extension, relative to the transcripts folder. */
  readonly transcript: string;
  /** Epoch ms. */
  readonly transcribedAt?: number;
  readonly requests?: number;
}

/** A show as its transcripts name it. */
export interface ShowFacts {
  readonly show: string;
  readonly title: string;
  readonly feedUrl: string;
}

/**
 * A show's state in which every episode with a committed transcript is done; all others stay as
 * they are in `current` (undefined: there is none). After a reset nothing is transcribed twice.
 */
export function adoptTranscripts(
  current: FeedState | undefined,
  show: ShowFacts,
  transcripts: readonly TranscriptFacts[],
): FeedState {
  const episodes: Record<string, EpisodeState> = { ...current?.episodes };
  for (const facts of transcripts) {
    const there = episodes[facts.id];
    if (there?.status !== 'done') episodes[facts.id] = doneState(facts, there);
  }
  return {
    version: 1,
    ...show,
    ...(current?.validators === undefined ? {} : { validators: current.validators }),
    episodes,
  };
}

function doneState(facts: TranscriptFacts, there: EpisodeState | undefined): EpisodeState {
  const { id: _id, transcribedAt, ...told } = facts;
  return {
    ...(there?.guid === undefined ? {} : { guid: there.guid }),
    ...told,
    status: 'done',
    attempts: 0,
    ...(transcribedAt === undefined ? {} : { finishedAt: transcribedAt }),
  };
}
