/** The words of the audio room: what a rendition is made of and how it is cut. Pure data. */

import type { Result } from '../base/outcome.ts';

/** Half-open range of bytes in the rendition: `[start, end)`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A walker reads a file it never holds: it yields the range it wants and is resumed with those
 * bytes (fewer than asked at the end of the file). It returns its index or the reason for none.
 * It keeps no view of the bytes past its next request, so a reader may use one buffer for all.
 */
export type Walker<T> = Generator<ByteRange, T, Uint8Array>;

/** One piece of a chunk's byte plan: bytes to copy from the rendition, bytes given here, or packets. */
export type ChunkPiece =
  | { readonly kind: 'copy'; readonly range: ByteRange }
  | { readonly kind: 'literal'; readonly bytes: Uint8Array }
  | {
      /** AAC packets of the rendition, each to be put behind an ADTS header: see `adtsFrames`. */
      readonly kind: 'adts';
      /** The header, but for the length. */
      readonly header: Uint8Array;
      /** The packets lie here, one after another; none lies in two ranges. */
      readonly ranges: readonly ByteRange[];
      /** Bytes of each packet. */
      readonly sizes: Uint32Array;
    }
  | {
      /** A page of Ogg, whose checksum is still missing: see `sealPage`. */
      readonly kind: 'ogg';
      readonly head: Uint8Array;
      /** Where its body lies in the rendition. */
      readonly body: readonly ByteRange[];
    };

/** Units `[first, end)` of a rendition: packets or frames, counted from its first. */
export interface UnitSpan {
  readonly first: number;
  readonly end: number;
}

/** What the audio of a chunk is, wherever it lies in a file: see `recurrence.ts`. */
export interface ChunkAudio {
  /** Number of its units. */
  readonly units: number;
  /** Quick fingerprint of the run of units: 32 bits, unsigned. */
  readonly print: number;
  /** SHA-256 of the units' bytes one after another, lower-case hex. */
  readonly sha256: string;
}

/** The units of a rendition without what depends on their place in it: headers of pages, tables. */
export interface UnitBytes {
  /** Bytes of a unit. */
  readonly sizeOf: (unit: number) => number;
  /** Where the bytes of a span lie, one after another. */
  readonly rangesOf: (span: UnitSpan) => readonly ByteRange[];
}

/** All units of a rendition, to find stretches of another rendition among them. */
export interface AudioUnits extends UnitBytes {
  /** Stretches of one format, in order; together they hold every unit. */
  readonly sections: readonly UnitSpan[];
  /** When a unit begins, in seconds from the start; of the number of units: when the last one ends. */
  readonly secOf: (unit: number) => number;
  /** Plans the chunks anew around spans that are chunks already, in order and without overlap. */
  readonly planAround: (pinned: readonly UnitSpan[]) => Result<ChunkPlan>;
}

/** A part of an episode that is sent in one request. Times are seconds from the episode's start. */
export interface Chunk {
  /** 0-based position. */
  readonly index: number;
  readonly startSec: number;
  /** Exclusive; equal to the next chunk's `startSec`. */
  readonly endSec: number;
  readonly mimeType: string;
  /** Bytes of the slice: the sum of its pieces. */
  readonly bytes: number;
  readonly pieces: readonly ChunkPiece[];
  /** What it holds of the rendition's units. */
  readonly units?: UnitSpan;
}

/** A chapter mark. */
export interface Chapter {
  readonly startSec: number;
  readonly title: string;
}

/** How an episode's audio is cut. `chunks` cover the walked audio exactly, in order. */
export interface ChunkPlan {
  /** What the bytes are, by content: `mp3`, ... */
  readonly container: string;
  /** Walked duration in seconds: the sum of the chunks' durations. */
  readonly durationSec: number;
  readonly chunks: readonly Chunk[];
  /** Chapter marks inside the file, in order; empty when there are none. */
  readonly chapters: readonly Chapter[];
  /** What was skipped or odd in the file (garbage bytes, a truncated tail), for the receipt. */
  readonly notes: readonly string[];
  /** Loudness along the file: one value for each `stepSec`, in dB relative to the file's loud parts. */
  readonly loudness: LoudnessMap;
  /**
   * Cuts out any stretch as a chunk of its own (index 0), to ask again for it: its edges move
   * outwards to the quietest moment within 1.5 s, so `startSec` and `endSec` of the result count.
   * A stretch over a change of format is cut to the part around its middle; `undefined` for an
   * empty one. With `within`, a chunk's own bounds, no edge moves past them: the words beyond
   * are another chunk's.
   */
  readonly cutOut?: (
    startSec: number,
    endSec: number,
    within?: { readonly startSec: number; readonly endSec: number },
  ) => Chunk | undefined;
  /** What the rendition is made of. */
  readonly units?: AudioUnits;
}

/** Loudness along a rendition, for pause search and for coverage checks. */
export interface LoudnessMap {
  readonly stepSec: number;
  /** One level for each step, in dB; a silent step is at most -60. */
  readonly levels: Float32Array;
  /**
   * How much the level goes up and down within the second around each step: the standard deviation of the
   * levels of its 83 ms parts, in dB. Speech flutters with each syllable, over a bed of music too; music
   * and noise by themselves mostly do not. Absent where nothing tells.
   */
  readonly flutter?: Float32Array;
}
