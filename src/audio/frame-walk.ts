import { bad, ok, problem } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import { readChapters } from './id3.ts';
import {
  dropLastFrame,
  enterSection,
  finishSections,
  makeIndexBuilder,
  noteHeader,
  openBitrate,
} from './frame-index.ts';
import type { IndexBuilder, FrameIndex } from './frame-index.ts';
import { describeWalk } from './frame-notes.ts';
import type { WalkCounts } from './frame-notes.ts';
import type { FrameSyntax } from './frame-syntax.ts';
import { addPacket } from './packets.ts';
import { asciiAt, TAG_HEAD_BYTES, tagBytesAt, TAIL_BYTES, tailTagBytes } from './tags.ts';
import type { Chapter, Walker } from './types.ts';

/** Frames of MP3 and of ADTS begin with it. */
const SYNC_BYTE = 0xff;
/** Bytes asked for at once. */
const BLOCK_BYTES = 1 << 20;
/** A file with no frame in its first bytes (tags apart) is not searched to its end. */
const HOPELESS_BYTES = 8 << 20;
/** Chapters are looked for in this much of the first tag; pictures may make tags long. */
const MAX_TAG_READ_BYTES = 8 << 20;

interface Walk {
  readonly syntax: FrameSyntax;
  readonly builder: IndexBuilder;
  readonly counts: WalkCounts;
  /** Where the audio ends: the file's end without the tags there. */
  readonly endOffset: number;
  offset: number;
  /** Format of the frames that are expected at `offset`; -1 while there is none. */
  formatKey: number;
  lastFrameOffset: number;
  /** Where garbage started, or -1. */
  garbageFrom: number;
  /** A tag that starts the file, whose chapters are wanted. */
  headTag: { readonly start: number; readonly end: number } | undefined;
}

interface Block {
  readonly bytes: Uint8Array;
  /** Offset of its first byte in the file. */
  readonly start: number;
  /** It reaches the audio's end: nothing follows. */
  readonly isLast: boolean;
}

/**
 * Walks a bare stream of frames over byte ranges (about 1 MiB each), from its first byte to its last:
 * ID3v2 anywhere, ID3v1 and APE tags, frames without audio and garbage are skipped; three consistent
 * headers make a new start; a change of sample rate or channels starts a section.
 *
 * @param totalBytes size of the file.
 * @returns the index; `audio-empty` without a byte of audio, `audio-is-not-audio` without a frame.
 */
export function* walkFrames(totalBytes: number, syntax: FrameSyntax): Walker<Result<FrameIndex>> {
  const tail = yield { start: Math.max(0, totalBytes - TAIL_BYTES), end: totalBytes };
  const walk = startWalk(syntax, Math.max(0, totalBytes - tailTagBytes(tail)));
  while (walk.offset < walk.endOffset && !isHopeless(walk)) {
    // The last frame may turn out to be cut short, so it is looked at again.
    const start = Math.max(0, walk.offset - 2 * syntax.longestFrameBytes);
    const end = Math.min(walk.endOffset, start + BLOCK_BYTES);
    const bytes = yield { start, end };
    if (bytes.length < end - start) {
      return bad(
        problem(
          'audio-changed-while-reading',
          `The audio file ended at byte ${start + bytes.length} while it was read; ${totalBytes} were expected.`,
          'Run again: the file is downloaded anew.',
        ),
      );
    }
    walkBlock(walk, { bytes, start, isLast: end === walk.endOffset });
  }
  closeGarbage(walk, walk.endOffset);
  const sections = finishSections(walk.builder);
  if (sections.length === 0) {
    return bad(noFrames(walk));
  }
  const chapters = walk.headTag === undefined ? [] : yield* walkChapters(walk.headTag);
  return ok({
    frames: walk.builder.frames,
    sections,
    chapters,
    notes: describeWalk(walk.counts, walk.builder, sections),
  });
}

function startWalk(syntax: FrameSyntax, endOffset: number): Walk {
  const expected = Math.min(endOffset / syntax.typicalFrameBytes, 2_000_000);
  return {
    syntax,
    builder: makeIndexBuilder(expected, syntax.formatOf),
    counts: {
      garbageBytes: 0,
      garbagePlaces: 0,
      tags: 0,
      infoFrames: 0,
      cutFrames: 0,
      promisedFrames: 0,
    },
    endOffset,
    offset: 0,
    formatKey: -1,
    lastFrameOffset: -1,
    garbageFrom: -1,
    headTag: undefined,
  };
}

function isHopeless(walk: Walk): boolean {
  return (
    walk.builder.frames.count === 0 &&
    walk.garbageFrom >= 0 &&
    walk.offset - walk.garbageFrom > HOPELESS_BYTES
  );
}

function noFrames(walk: Walk) {
  if (walk.counts.garbageBytes === 0) {
    return problem(
      'audio-empty',
      'The audio file holds no audio: nothing, or tags alone.',
      'Open the enclosure address of the episode; the publisher may have to upload it again.',
    );
  }
  return problem(
    'audio-is-not-audio',
    `The file is in no audio format that is known here: no ${walk.syntax.name} frame was found in it.`,
    'Open the enclosure address of the episode and see what it gives.',
  );
}

/** Walks as far as the block allows and leaves `walk.offset` where the next block must go on. */
function walkBlock(walk: Walk, block: Block): void {
  // A position is judged only when three frames and a tag's head behind it are in the block.
  const lookahead = 3 * walk.syntax.longestFrameBytes + TAG_HEAD_BYTES;
  const limit = block.start + block.bytes.length - (block.isLast ? 0 : lookahead);
  while (walk.offset < limit) {
    if (walk.garbageFrom < 0) {
      takeFrames(walk, block, limit);
    }
    if (walk.offset >= limit) {
      return;
    }
    if (skipTag(walk, block)) {
      continue;
    }
    if (!enterAt(walk, block, walk.offset)) {
      findFrames(walk, block, limit);
    }
  }
}

/** Takes frames of the expected format for as long as they follow each other. */
function takeFrames(walk: Walk, block: Block, limit: number): void {
  const { bytes, start } = block;
  const { builder, counts, syntax } = walk;
  const key = walk.formatKey;
  const end = walk.endOffset - start;
  let at = walk.offset - start;
  const stop = Math.min(limit - start, end - syntax.headBytes + 1);
  let bitrate = openBitrate(builder);
  while (at < stop) {
    const size = syntax.sizeAt(bytes, at);
    if (size === 0 || syntax.keyAt(bytes, at) !== key) {
      break;
    }
    if (at + size > end) {
      counts.cutFrames += 1;
      at = end;
      break;
    }
    const info = syntax.infoAt(bytes, at);
    const isPlayed = info === undefined || takeInfo(walk, info);
    const frameBitrate = info === undefined ? syntax.bitrateAt(bytes, at) : bitrate;
    if (frameBitrate !== bitrate) {
      noteHeader(builder, { bytes, at, bitrate: frameBitrate });
      bitrate = frameBitrate;
    }
    if (isPlayed) {
      const level = info === undefined ? syntax.levelAt(bytes, at, size) : 0;
      addPacket(builder.frames, start + at, size, level);
      walk.lastFrameOffset = start + at;
    }
    at += size;
  }
  walk.offset = start + at;
}

/**
 * Counts a frame that describes the file. Players leave it out where it comes first; in the middle of a
 * file that was joined from several they play it, as silence (measured with ffmpeg: 26 ms a join).
 *
 * @returns true when it is played.
 */
function takeInfo({ counts, builder }: Walk, info: { readonly frames: number }): boolean {
  const isFirst = counts.infoFrames === 0 && builder.frames.count === 0;
  counts.infoFrames += 1;
  if (isFirst) {
    counts.promisedFrames = info.frames;
  }
  return !isFirst;
}

/** Skips a tag that stands at the offset and lies inside the file. */
function skipTag(walk: Walk, block: Block): boolean {
  const length = tagBytesAt(block.bytes, walk.offset - block.start);
  if (length === 0 || walk.offset + length > walk.endOffset) {
    return false;
  }
  closeGarbage(walk, walk.offset);
  if (walk.builder.frames.count === 0 && walk.headTag === undefined && isId3(walk, block)) {
    walk.headTag = { start: walk.offset, end: walk.offset + length };
  }
  walk.counts.tags += 1;
  walk.offset += length;
  // The tag stands where the last frame ends: that frame is whole.
  walk.lastFrameOffset = -1;
  return true;
}

function isId3(walk: Walk, block: Block): boolean {
  return asciiAt(block.bytes, walk.offset - block.start, 'ID3');
}

/** Starts (or goes on with) a section at `offset` when three consistent headers prove it. */
function enterAt(walk: Walk, block: Block, offset: number): boolean {
  const at = offset - block.start;
  if (!isChain(walk, block, at)) {
    return false;
  }
  closeGarbage(walk, offset);
  walk.formatKey = walk.syntax.keyAt(block.bytes, at);
  enterSection(walk.builder, walk.formatKey);
  walk.offset = offset;
  return true;
}

/**
 * Three headers of one format, each where the one before it ends. Near the end of the audio, or
 * before a tag, fewer will do, if there is nothing yet or they fit what came before.
 */
function isChain(walk: Walk, block: Block, from: number): boolean {
  const { bytes } = block;
  const { syntax } = walk;
  const end = walk.endOffset - block.start;
  let at = from;
  let key = -1;
  for (let links = 0; links < 3; links += 1) {
    const isAtEnd = at === end || (at < end && tagBytesAt(bytes, at) > 0);
    if (links > 0 && isAtEnd) {
      return key === walk.formatKey || walk.builder.frames.count === 0;
    }
    if (at + syntax.headBytes > end) {
      return false;
    }
    const size = syntax.sizeAt(bytes, at);
    if (size === 0 || (links > 0 && syntax.keyAt(bytes, at) !== key)) {
      return false;
    }
    key = syntax.keyAt(bytes, at);
    at += size;
  }
  return true;
}

/**
 * The place where frames or a tag go on, after the expected frame was not there. The search starts
 * inside the last frame: where a file was spliced, that frame may have lost its end.
 */
function findFrames(walk: Walk, block: Block, limit: number): void {
  const { bytes, start } = block;
  const isFirstLook = walk.garbageFrom < 0;
  const inLastFrame = isFirstLook && walk.lastFrameOffset + 1 > start && walk.lastFrameOffset >= 0;
  const from = inLastFrame ? walk.lastFrameOffset + 4 : walk.offset + 1;
  if (isFirstLook) {
    walk.garbageFrom = walk.offset;
  }
  for (let offset = from; offset < limit; offset += 1) {
    const byte = bytes[offset - start];
    const isFrame = byte === SYNC_BYTE && isChain(walk, block, offset - start);
    const isTag = isTagInside(walk, block, offset);
    if (!isFrame && !isTag) {
      continue;
    }
    if (offset < walk.offset) {
      dropLastFrame(walk.builder);
      walk.counts.cutFrames += 1;
      walk.garbageFrom = -1;
      walk.lastFrameOffset = -1;
      walk.formatKey = -1;
    }
    closeGarbage(walk, offset);
    walk.offset = offset;
    return;
  }
  walk.offset = limit;
}

function isTagInside(walk: Walk, block: Block, offset: number): boolean {
  const length = tagBytesAt(block.bytes, offset - block.start);
  return length > 0 && offset + length <= walk.endOffset;
}

function closeGarbage(walk: Walk, offset: number): void {
  if (walk.garbageFrom >= 0 && offset > walk.garbageFrom) {
    walk.counts.garbageBytes += offset - walk.garbageFrom;
    walk.counts.garbagePlaces += 1;
  }
  walk.garbageFrom = -1;
}

function* walkChapters(tag: {
  readonly start: number;
  readonly end: number;
}): Walker<readonly Chapter[]> {
  const end = Math.min(tag.end, tag.start + MAX_TAG_READ_BYTES);
  const bytes = yield { start: tag.start, end };
  return readChapters(bytes);
}
