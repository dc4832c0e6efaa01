import { bad, ok, problem } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import { planCuts } from './cuts.ts';
import type { CutOptions } from './cuts.ts';
import { addPower, finishLoudness, makeLoudnessBuilder } from './loudness.ts';
import { DB_PER_LEVEL } from './mp3-header.ts';
import { framesSec, indexDurationSec } from './mp3-index.ts';
import type { FrameStore, Mp3Index, Mp3Section } from './mp3-index.ts';
import { makeInfoFrame } from './mp3-info.ts';
import type { ByteRange, Chunk, ChunkPiece, ChunkPlan, LoudnessMap } from './types.ts';

/** What the Gemini API calls MP3. */
const MIME_TYPE = 'audio/mp3';
/** Step of the loudness map in seconds. */
const LOUDNESS_STEP_SEC = 0.25;

/** Frames `[first, end)` of one section. */
interface FrameSpan {
  readonly section: Mp3Section;
  readonly first: number;
  readonly end: number;
}

/**
 * Cuts an indexed MP3 into chunks: each section by itself (a slice has one sample rate), into equal
 * parts whose cuts sit in pauses. A chunk is an information frame of its own and copied frames.
 *
 * @returns the plan; `slices-do-not-sum` when the chunks do not hold exactly the walked frames.
 */
export function planMp3Chunks(index: Mp3Index, options: CutOptions): Result<ChunkPlan> {
  const spans = index.sections.flatMap((section) => spansOf(section, index.frames.levels, options));
  const chunks = makeChunks(index.frames, spans);
  const durationSec = indexDurationSec(index.sections);
  const slipped = checkSum(index, spans, chunks, durationSec);
  if (slipped !== undefined) {
    return bad(
      problem(
        'slices-do-not-sum',
        `The parts of the audio do not add up to the whole: ${slipped}.`,
        'Report it with the address of the episode: the file is cut wrongly by this tool.',
      ),
    );
  }
  return ok({
    container: 'mp3',
    durationSec,
    chunks,
    chapters: index.chapters.filter((chapter) => chapter.startSec < durationSec),
    notes: index.notes,
    loudness: mapLoudness(index),
  });
}

function spansOf(
  section: Mp3Section,
  levels: Uint8Array,
  options: CutOptions,
): readonly FrameSpan[] {
  const track = {
    unitSec: framesSec(section.format, 1),
    levels,
    first: section.firstFrame,
    count: section.frameCount,
  };
  const bounds = [
    section.firstFrame,
    ...planCuts(track, options),
    section.firstFrame + section.frameCount,
  ];
  return bounds.slice(1).map((end, part) => ({ section, first: bounds[part]!, end }));
}

/** Chunks of consecutive spans, in one pass over the frames. */
function makeChunks(frames: FrameStore, spans: readonly FrameSpan[]): readonly Chunk[] {
  const chunks: Chunk[] = [];
  const cursor = { frame: 0, run: 0, offset: 0 };
  let section: Mp3Section | undefined;
  let sectionStartSec = 0;
  let startSec = 0;
  for (const [index, span] of spans.entries()) {
    if (section !== span.section) {
      section = span.section;
      sectionStartSec = startSec;
    }
    const endSec = sectionStartSec + framesSec(section.format, span.end - section.firstFrame);
    const ranges = takeRanges(frames, cursor, span.end);
    chunks.push(makeChunk({ index, startSec, endSec, span, ranges }));
    startSec = endSec;
  }
  return chunks;
}

/** Byte ranges of the frames from the cursor up to `endFrame`; frames that touch share one. */
function takeRanges(
  frames: FrameStore,
  cursor: { frame: number; run: number; offset: number },
  endFrame: number,
): readonly ByteRange[] {
  const ranges: ByteRange[] = [];
  while (cursor.frame < endFrame) {
    if (cursor.run < frames.runCount && frames.runFrames[cursor.run] === cursor.frame) {
      cursor.offset = frames.runOffsets[cursor.run]!;
      cursor.run += 1;
    }
    const runEnd = cursor.run < frames.runCount ? frames.runFrames[cursor.run]! : frames.count;
    const stop = Math.min(runEnd, endFrame);
    const start = cursor.offset;
    for (; cursor.frame < stop; cursor.frame += 1) {
      cursor.offset += frames.sizes[cursor.frame]!;
    }
    ranges.push({ start, end: cursor.offset });
  }
  return ranges;
}

function makeChunk(part: {
  readonly index: number;
  readonly startSec: number;
  readonly endSec: number;
  readonly span: FrameSpan;
  readonly ranges: readonly ByteRange[];
}): Chunk {
  const { span, ranges } = part;
  const audioBytes = ranges.reduce((sum, range) => sum + range.end - range.start, 0);
  const info = makeInfoFrame(span.section.header, {
    frames: span.end - span.first,
    audioBytes,
    isVbr: span.section.isVbr,
  });
  const pieces: ChunkPiece[] = ranges.map((range) => ({ kind: 'copy', range }));
  if (info.length > 0) {
    pieces.unshift({ kind: 'literal', bytes: info });
  }
  return {
    index: part.index,
    startSec: part.startSec,
    endSec: part.endSec,
    mimeType: MIME_TYPE,
    bytes: info.length + audioBytes,
    pieces,
  };
}

/**
 * What is wrong with the sum of the chunks, in words; `undefined` when they hold every frame once,
 * follow each other without a gap and end where the walk ended.
 */
function checkSum(
  index: Mp3Index,
  spans: readonly FrameSpan[],
  chunks: readonly Chunk[],
  durationSec: number,
): string | undefined {
  let frame = 0;
  for (const span of spans) {
    if (span.first !== frame || span.end <= span.first) {
      return `frame ${frame} is followed by frames ${span.first} to ${span.end}`;
    }
    frame = span.end;
  }
  if (frame !== index.frames.count) {
    return `${frame} of ${index.frames.count} frames are in a part`;
  }
  const copied = chunks.reduce((sum, chunk) => sum + copiedBytes(chunk), 0);
  const walked = index.frames.sizes
    .subarray(0, index.frames.count)
    .reduce((sum, size) => sum + size, 0);
  if (copied !== walked) {
    return `${copied} of ${walked} bytes of audio are in a part`;
  }
  const endSec = chunks.at(-1)?.endSec ?? 0;
  return Math.abs(endSec - durationSec) > 1e-6
    ? `they last ${endSec} s, the whole ${durationSec} s`
    : undefined;
}

function copiedBytes(chunk: Chunk): number {
  return chunk.pieces.reduce(
    (sum, piece) => sum + (piece.kind === 'copy' ? piece.range.end - piece.range.start : 0),
    0,
  );
}

/** The loudness of the file, from the levels of its frames. */
function mapLoudness(index: Mp3Index): LoudnessMap {
  const powers = Float64Array.from({ length: 256 }, (_, level) =>
    level === 0 ? 0 : 10 ** ((level * DB_PER_LEVEL) / 10),
  );
  const builder = makeLoudnessBuilder(indexDurationSec(index.sections), LOUDNESS_STEP_SEC);
  let sectionStartSec = 0;
  for (const section of index.sections) {
    const lengthSec = framesSec(section.format, 1);
    for (let number = 0; number < section.frameCount; number += 1) {
      const power = powers[index.frames.levels[section.firstFrame + number]!]!;
      addPower(builder, { startSec: sectionStartSec + number * lengthSec, lengthSec, power });
    }
    sectionStartSec += framesSec(section.format, section.frameCount);
  }
  return finishLoudness(builder);
}
