import type { FrameFormat } from './frame-syntax.ts';
import { makePacketStore, truncatePackets } from './packets.ts';
import type { PacketStore } from './packets.ts';
import type { Chapter } from './types.ts';

/** A section shorter than this is no audio that anybody could hear: it is left out, and noted. */
export const SHORTEST_SECTION_SEC = 0.3;

/** Bytes kept of a section's first frame. */
const HEADER_BYTES = 9;

/** Frames of one format, one after another (garbage and tags may lie between them). */
export interface FrameSection {
  readonly format: FrameFormat;
  readonly firstFrame: number;
  readonly frameCount: number;
  /** The bitrate changes inside. */
  readonly isVbr: boolean;
  /** The first bytes of the first frame. */
  readonly header: Uint8Array;
}

/** All that cutting needs to know of a stream of frames. */
export interface FrameIndex {
  readonly frames: PacketStore;
  /** At least one, in order; together they hold every frame. */
  readonly sections: readonly FrameSection[];
  readonly chapters: readonly Chapter[];
  /** What was skipped or odd, in words. */
  readonly notes: readonly string[];
}

/** A section that still grows. */
interface OpenSection {
  readonly formatKey: number;
  readonly firstFrame: number;
  /** Of its first frame; empty until there is one. */
  header: Uint8Array;
  /** Of its frames so far; -1 until there is one. */
  bitrate: number;
  isVbr: boolean;
}

/** An index that still grows. */
export interface IndexBuilder {
  readonly formatOf: (key: number) => FrameFormat;
  readonly frames: PacketStore;
  readonly sections: OpenSection[];
  /** Frames of sections too short to keep. */
  droppedSections: number;
  droppedSec: number;
}

/** An empty builder; `expectedFrames` sizes the arrays (they grow when it was too low). */
export function makeIndexBuilder(
  expectedFrames: number,
  formatOf: (key: number) => FrameFormat,
): IndexBuilder {
  return {
    formatOf,
    frames: makePacketStore(expectedFrames),
    sections: [],
    droppedSections: 0,
    droppedSec: 0,
  };
}

/** Forgets the last frame, whose bytes turned out to be another's. */
export function dropLastFrame(builder: IndexBuilder): void {
  truncatePackets(builder.frames, builder.frames.count - 1);
  const open = builder.sections.at(-1);
  if (open !== undefined && open.firstFrame === builder.frames.count) {
    builder.sections.pop();
  }
}

/**
 * Makes the section for frames of this format the open one: goes on with the last section when it
 * has the same format, else closes it and starts another.
 */
export function enterSection(builder: IndexBuilder, formatKey: number): void {
  if (builder.sections.at(-1)?.formatKey !== formatKey) {
    closeSection(builder);
  }
  // Closing may have dropped the last section, so that the one before it is open again.
  if (builder.sections.at(-1)?.formatKey !== formatKey) {
    builder.sections.push({
      formatKey,
      firstFrame: builder.frames.count,
      header: new Uint8Array(0),
      bitrate: -1,
      isVbr: false,
    });
  }
}

/** Notes the header and the bitrate of a frame that is about to be added to the open section. */
export function noteHeader(
  builder: IndexBuilder,
  header: { readonly bytes: Uint8Array; readonly at: number; readonly bitrate: number },
): void {
  const open = builder.sections.at(-1);
  if (open === undefined || open.bitrate === header.bitrate) {
    return;
  }
  if (open.bitrate < 0) {
    open.bitrate = header.bitrate;
    open.header = header.bytes.slice(header.at, header.at + HEADER_BYTES);
  } else {
    open.isVbr = true;
  }
}

/** The bitrate of the frames of the open section so far; -1 while there is none. */
export function openBitrate(builder: IndexBuilder): number {
  return builder.sections.at(-1)?.bitrate ?? -1;
}

/** Drops the open section when it is too short to be heard and is not all there is so far. */
function closeSection(builder: IndexBuilder): void {
  const open = builder.sections.at(-1);
  if (open === undefined) {
    return;
  }
  const seconds = framesSec(
    builder.formatOf(open.formatKey),
    builder.frames.count - open.firstFrame,
  );
  if (seconds < SHORTEST_SECTION_SEC) {
    builder.sections.pop();
    builder.droppedSections += 1;
    builder.droppedSec += seconds;
    truncatePackets(builder.frames, open.firstFrame);
  }
}

/** Seconds that `count` frames of a format last. */
export function framesSec(format: FrameFormat, count: number): number {
  return (count * format.samplesPerFrame) / format.sampleRate;
}

/** The finished sections. A short last section is dropped unless it is the only one. */
export function finishSections(builder: IndexBuilder): readonly FrameSection[] {
  if (builder.sections.length > 1) {
    closeSection(builder);
  }
  return builder.sections.map((open, position) => ({
    format: builder.formatOf(open.formatKey),
    firstFrame: open.firstFrame,
    frameCount:
      (builder.sections[position + 1]?.firstFrame ?? builder.frames.count) - open.firstFrame,
    isVbr: open.isVbr,
    header: open.header,
  }));
}

/** Walked duration in seconds: the sum over the sections. */
export function indexDurationSec(sections: readonly FrameSection[]): number {
  return sections.reduce((sum, section) => sum + framesSec(section.format, section.frameCount), 0);
}
