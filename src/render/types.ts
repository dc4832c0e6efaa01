import type { Chapter } from '../audio/types.ts';
import type { Person } from '../feed/types.ts';
import type { Receipt, Segment } from '../transcript/types.ts';

/** Everything a renderer needs of one finished episode. Text is raw: each renderer escapes for its own format. */
export interface EpisodeDocument {
  readonly show: { readonly slug: string; readonly title: string; readonly feedUrl: string };
  readonly episode: {
    readonly id: string;
    readonly title: string;
    /** Epoch milliseconds. */
    readonly publishedAt?: number;
    readonly description?: string;
    readonly link?: string;
    readonly audioUrl: string;
    readonly youtubeUrl?: string;
    readonly people: readonly Person[];
    readonly season?: number;
    readonly number?: number;
  };
  readonly language?: string;
  /** In order, inside the audio, times from the episode's start. */
  readonly segments: readonly Segment[];
  readonly speakers: readonly string[];
  readonly chapters: readonly Chapter[];
  /** Where the chapters stand: inside the audio, or in the list that the feed links. Absent: there are none. */
  readonly chaptersFrom?: 'audio' | 'feed';
  readonly receipt: Receipt;
}

/** One transcript in an index. */
export interface IndexEntry {
  readonly id: string;
  readonly title: string;
  /** ISO 8601 date (`2026-11-24`), absent when the feed gives none. */
  readonly date?: string;
  readonly durationSec: number;
  readonly speakers: readonly string[];
  /** Path without extension, relative to the transcripts folder: `my-show/2026-11-24-title`. */
  readonly path: string;
  readonly formats: readonly string[];
  /** ISO 8601 instant of the transcription. */
  readonly transcribedAt: string;
}

/** `transcripts/<show>/index.json`. */
export interface ShowIndex {
  readonly version: 1;
  readonly show: string;
  readonly title: string;
  readonly feedUrl: string;
  /** Newest first. */
  readonly episodes: readonly IndexEntry[];
}
