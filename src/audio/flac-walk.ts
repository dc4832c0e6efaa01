import { counted } from '../base/count.ts';
import { bad, ok, problem } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import { flacFrameAt, isWholeFrame, MAX_HEAD_BYTES } from './flac-frame.ts';
import type { FlacFrame } from './flac-frame.ts';
import { readFlacStart } from './flac-start.ts';
import { addPacket, makePacketStore, mapPackets, unitBytesOf } from './packets.ts';
import type { PacketStore } from './packets.ts';
import { id3v2BytesAt, TAIL_BYTES, tailTagBytes } from './tags.ts';
import type { Track } from './track.ts';
import type { Chapter, Walker } from './types.ts';
import { unevenClock } from './unit-clock.ts';
import { MAX_COMMENT_BYTES, readVorbisChapters } from './vorbis-chapters.ts';

/** What the Gemini API calls FLAC. */
const MIME_TYPE = 'audio/flac';
/** Bytes asked for at once; the longest frame is shorter by far. */
const BLOCK_BYTES = 1 << 20;
/** What is longer is no frame but damage: 65,535 samples of 8 channels have 2 MiB, common ones 20 KiB. */
const LONGEST_FRAME_BYTES = 512 << 10;
/** Blocks of metadata in front of the audio. */
const MAX_BLOCKS = 1_000;
/** Types of such blocks. */
const STREAMINFO = 0;
const COMMENTS = 4;
const STREAMINFO_BYTES = 34;
const HEAD_BYTES = 10;
/** The quietest sample of 16 bits has −90 dB; this becomes the lowest level. */
const FLOOR_DB = 96;
const DB_PER_LEVEL = 1.505;
const DB_PER_BIT = 6.02;
/** Rice's code spends 1.94 bits more than the RMS of what it codes has, and a sign is no loudness. */
const RESIDUAL_DB = -5.7;

/** Where the stream's description and its frames are. */
interface Layout {
  readonly info: Uint8Array;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  /** 0: the writer did not know. */
  readonly totalSamples: number;
  readonly audioStart: number;
  readonly chapters: readonly Chapter[];
}

interface Walk {
  readonly packets: PacketStore;
  /** Samples before each frame. */
  starts: Float64Array;
  samples: number;
  lostBytes: number;
  /** The last frame lacks its end. */
  isCut: boolean;
  readonly bitsPerSample: number;
  /** No frame is shorter, by the stream's description; it is believed only where that helps. */
  readonly shortestBytes: number;
}

/**
 * Walks a FLAC file frame by frame. A frame ends where the next one begins, whose head must have a
 * fitting checksum and the next number. The last one must have a fitting checksum at the file's end, or it
 * is left out. A frame's loudness is judged by its length and its first samples, see {@link levelsOf}.
 *
 * @returns the track; `audio-incomplete` when the stream's description is missing, `audio-empty`
 *   without a frame.
 */
export function* walkFlac(totalBytes: number): Walker<Result<Track>> {
  const layout = yield* findAudio(totalBytes);
  if (layout === undefined) {
    return bad(
      problem(
        'audio-incomplete',
        'The FLAC file is cut short or broken: the description of its audio is missing.',
        'It is tried again later; if it stays so, the publisher must upload the file again.',
      ),
    );
  }
  const walk: Walk = {
    packets: makePacketStore(Math.min((totalBytes - layout.audioStart) / 8_000, 2_000_000)),
    starts: new Float64Array(1024),
    samples: 0,
    lostBytes: 0,
    isCut: false,
    bitsPerSample: layout.bitsPerSample,
    shortestBytes: (layout.info[4]! << 16) | (layout.info[5]! << 8) | layout.info[6]!,
  };
  const tail = yield { start: Math.max(0, totalBytes - TAIL_BYTES), end: totalBytes };
  const audioEnd = totalBytes - tailTagBytes(tail);
  let offset = layout.audioStart;
  while (offset < audioEnd) {
    const end = Math.min(audioEnd, offset + BLOCK_BYTES);
    const bytes = yield { start: offset, end };
    offset += walkBlock(walk, bytes, { start: offset, isLast: end === audioEnd });
  }
  if (walk.packets.count === 0) {
    return bad(
      problem(
        'audio-empty',
        'The FLAC file holds no audio.',
        'Open the enclosure address of the episode; the publisher may have to upload it again.',
      ),
    );
  }
  return ok(makeTrack(walk, layout));
}

/** Looks behind ID3v2 tags and the blocks of metadata. */
function* findAudio(totalBytes: number): Walker<Layout | undefined> {
  let offset = 0;
  let head = yield { start: 0, end: Math.min(totalBytes, HEAD_BYTES) };
  for (
    let tag = id3v2BytesAt(head, 0);
    tag > 0 && offset + tag < totalBytes;
    tag = id3v2BytesAt(head, 0)
  ) {
    offset += tag;
    head = yield { start: offset, end: Math.min(totalBytes, offset + HEAD_BYTES) };
  }
  offset += 4;
  let info: Uint8Array | undefined;
  let chapters: readonly Chapter[] = [];
  for (let blocks = 0; blocks < MAX_BLOCKS && offset + 4 <= totalBytes; blocks += 1) {
    const end = Math.min(totalBytes, offset + 4 + STREAMINFO_BYTES);
    const bytes = yield { start: offset, end };
    const type = bytes[0]! & 0x7f;
    const isLast = (bytes[0]! & 0x80) !== 0;
    const size = (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!;
    if (type === STREAMINFO && bytes.length === 4 + STREAMINFO_BYTES) {
      info = bytes.slice(4);
    }
    if (type === COMMENTS && chapters.length === 0) {
      const start = Math.min(totalBytes, offset + 4);
      const read = Math.min(size, MAX_COMMENT_BYTES, totalBytes - start);
      chapters = readVorbisChapters(yield { start, end: start + read });
    }
    offset += 4 + size;
    if (isLast) {
      break;
    }
  }
  const sampleRate =
    info === undefined ? 0 : (info[10]! << 12) | (info[11]! << 4) | (info[12]! >> 4);
  if (info === undefined || sampleRate === 0) {
    return undefined;
  }
  const view = new DataView(info.buffer, info.byteOffset);
  const totalSamples = (info[13]! & 15) * 2 ** 32 + view.getUint32(14);
  const bitsPerSample = (((info[12]! & 1) << 4) | (info[13]! >> 4)) + 1;
  return { info, sampleRate, bitsPerSample, totalSamples, audioStart: offset, chapters };
}

/** Takes the frames that end in the block; returns how many of its bytes are done with. */
function walkBlock(
  walk: Walk,
  bytes: Uint8Array,
  block: { readonly start: number; readonly isLast: boolean },
): number {
  let at = 0;
  for (;;) {
    const frame = flacFrameAt(bytes, at);
    if (frame === undefined) {
      // Rubbish: any frame may come next.
      const next = findFrame(bytes, at + 1, -1);
      const stop =
        next ?? (block.isLast ? bytes.length : Math.max(at + 1, bytes.length - MAX_HEAD_BYTES));
      walk.lostBytes += stop - at;
      at = stop;
      if (next === undefined) {
        return at;
      }
      continue;
    }
    const following = frame.number + (frame.hasVariableSize ? frame.samples : 1);
    const from = at + frame.headBytes;
    const likely = Math.max(from, at + walk.shortestBytes);
    const expected = findFrame(bytes, likely, following) ?? findFrame(bytes, from, following);
    if (expected === undefined && !block.isLast && at > 0) {
      // The frame goes on in the next block.
      return at;
    }
    const next = expected ?? findLaterFrame(bytes, from, following);
    const end = next ?? bytes.length;
    if (end - at > LONGEST_FRAME_BYTES) {
      walk.lostBytes += end - at;
    } else if (next === undefined && block.isLast && !isWholeFrame(bytes.subarray(at, end))) {
      // Decoders refuse it, or play what is left of it as noise.
      walk.isCut = true;
    } else {
      const levels = levelsOf(frame, bytes.subarray(at, end), walk.bitsPerSample);
      takeFrame(walk, frame, { offset: block.start + at, size: end - at, levels });
    }
    at = end;
    if (next === undefined) {
      return at;
    }
  }
}

/** Where the next frame with this number (-1: any) starts, from `from` on. */
function findFrame(bytes: Uint8Array, from: number, number: number): number | undefined {
  return findWhere(bytes, from, (frame) => number < 0 || frame.number === number);
}

/** Where a frame starts that may follow when some are lost, or where another stream begins. */
function findLaterFrame(bytes: Uint8Array, from: number, number: number): number | undefined {
  return findWhere(bytes, from, (frame) => frame.number > number || frame.number === 0);
}

function findWhere(
  bytes: Uint8Array,
  from: number,
  isWanted: (frame: FlacFrame) => boolean,
): number | undefined {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const frame = flacFrameAt(bytes, at);
    if (frame !== undefined && isWanted(frame)) {
      return at;
    }
  }
  return undefined;
}

/** Loudness of a frame and of its first samples, in steps of 1.505 dB from −96 dB of full scale up. */
interface FrameLevels {
  readonly whole: number;
  readonly start: number;
}

/**
 * How loud a frame is: its length says how much the predictor leaves over, its first samples how much
 * louder than that the sound is.
 */
function levelsOf(frame: FlacFrame, bytes: Uint8Array, bitsPerSample: number): FrameLevels {
  const { headBytes, samples, channels } = frame;
  const start = readFlacStart(bytes, headBytes, { ...frame, bitsPerSample });
  const coded = channels - start.constantChannels;
  if (coded === 0 && start.rmsDb === -Infinity) {
    return { whole: 0, start: 0 };
  }
  const bits = (8 * (bytes.length - headBytes - 2)) / (samples * Math.max(1, coded));
  const residualDb = DB_PER_BIT * (bits + start.wastedBits - bitsPerSample) + RESIDUAL_DB;
  const startDb = start.rmsDb ?? -Infinity;
  return {
    whole: levelOfDb(Math.max(residualDb + start.gainDb, startDb)),
    start: startDb === -Infinity ? 0 : levelOfDb(startDb),
  };
}

function levelOfDb(db: number): number {
  return Math.min(255, Math.max(1, Math.round((db + FLOOR_DB) / DB_PER_LEVEL)));
}

function takeFrame(
  walk: Walk,
  frame: FlacFrame,
  place: { readonly offset: number; readonly size: number; readonly levels: FrameLevels },
): void {
  const { packets } = walk;
  if (packets.count + 1 >= walk.starts.length) {
    const longer = new Float64Array(walk.starts.length * 2);
    longer.set(walk.starts);
    walk.starts = longer;
  }
  // A frame lasts a tenth of a second: a word that begins in its middle shows where the next one starts.
  const last = packets.count - 1;
  if (last >= 0) {
    packets.levels[last] = Math.max(packets.levels[last]!, place.levels.start);
  }
  addPacket(packets, place.offset, place.size, place.levels.whole);
  walk.samples += frame.samples;
  walk.starts[packets.count] = walk.samples;
}

function makeTrack(walk: Walk, layout: Layout): Track {
  const { packets } = walk;
  const map = mapPackets(packets);
  const starts = walk.starts.subarray(0, packets.count + 1);
  const notes: string[] = [];
  if (walk.lostBytes > 0) {
    notes.push(
      `${counted(walk.lostBytes, 'byte that is no audio was', 'bytes that are no audio were')} skipped.`,
    );
  }
  if (walk.isCut) {
    notes.push('One frame is cut short and left out.');
  }
  if (walk.samples < layout.totalSamples * 0.98) {
    const [promisedSec, heldSec] = [layout.totalSamples, walk.samples].map((samples) =>
      (samples / layout.sampleRate).toFixed(1),
    );
    notes.push(
      `The file's header promises ${promisedSec} s, but the file holds ${heldSec} s: its end is missing.`,
    );
  }
  return {
    container: 'flac',
    mimeType: MIME_TYPE,
    sections: [
      {
        firstUnit: 0,
        unitCount: packets.count,
        clock: unevenClock(starts, layout.sampleRate),
        slice: (first, end) => {
          const payloadBytes = map.bytesOf(first, end);
          const head = makeHead(layout.info, starts[end]! - starts[first]!);
          const copies = map
            .rangesOf(first, end)
            .map((range) => ({ kind: 'copy' as const, range }));
          return {
            pieces: [{ kind: 'literal', bytes: head }, ...copies],
            bytes: head.length + payloadBytes,
            payloadBytes,
          };
        },
      },
    ],
    levels: packets.levels.subarray(0, packets.count),
    flutterScale: 1.2,
    payloadBytes: map.bytesOf(0, packets.count),
    bytes: unitBytesOf(packets, map),
    chapters: layout.chapters,
    notes,
  };
}

/** The mark and the stream's description for so many samples; sizes of frames and the hash are unknown. */
function makeHead(info: Uint8Array, samples: number): Uint8Array {
  const head = new Uint8Array(8 + STREAMINFO_BYTES);
  head.set([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, STREAMINFO_BYTES]);
  head.set(info, 8);
  head.fill(0, 8 + 4, 8 + 10);
  head[8 + 13] = (info[13]! & 0xf0) | Math.floor(samples / 2 ** 32);
  new DataView(head.buffer).setUint32(8 + 14, samples % 2 ** 32);
  head.fill(0, 8 + 18);
  return head;
}
