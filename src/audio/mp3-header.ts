/**
 * Headers of MPEG 1, 2 and 2.5 Layer III frames (ISO/IEC 11172-3 2.4.2.3, 13818-3; 2.5 is the
 * Fraunhofer extension). Frames of free format (bitrate index 0) are known and not cut: their length is
 * nowhere written, and what is made of them few decoders read (ffmpeg does not).
 */
import type { FrameFormat } from './frame-syntax.ts';

/** kbit/s by bitrate index, MPEG 1 Layer III. */
const BITRATES_V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
/** kbit/s by bitrate index, MPEG 2 and 2.5 Layer III. */
const BITRATES_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/** Hz by version bits (0: 2.5, 1: reserved, 2: MPEG 2, 3: MPEG 1) and rate index. */
const SAMPLE_RATES: readonly (readonly number[])[] = [
  [11_025, 12_000, 8_000],
  [],
  [22_050, 24_000, 16_000],
  [44_100, 48_000, 32_000],
];

/** The longest frame: 320 kbit/s at 32 kHz (and 160 at 8 kHz), with padding. */
export const MAX_FRAME_BYTES = 1441;

/** The format of frames of MP3. */
export interface Mp3Format extends FrameFormat {
  /** Version bits of the header: 0 is MPEG 2.5, 2 is MPEG 2, 3 is MPEG 1. */
  readonly versionBits: number;
  readonly channels: 1 | 2;
  /** 1152 for MPEG 1, 576 for MPEG 2 and 2.5. */
  readonly samplesPerFrame: number;
}

/** Bytes of the frame for each combination of version, bitrate, rate and padding bits; 0: invalid. */
const FRAME_SIZES = makeFrameSizes();

function makeFrameSizes(): Uint16Array {
  const sizes = new Uint16Array(512);
  for (let key = 0; key < sizes.length; key += 1) {
    const version = key >> 7;
    const rate = SAMPLE_RATES[version]?.[(key >> 1) & 3];
    const kbps = (version === 3 ? BITRATES_V1 : BITRATES_V2)[(key >> 3) & 15];
    if (rate === undefined || kbps === undefined || kbps === 0) {
      continue;
    }
    const bytesPerKbit = version === 3 ? 144_000 : 72_000;
    sizes[key] = Math.floor((bytesPerKbit * kbps) / rate) + (key & 1);
  }
  return sizes;
}

/**
 * Length in bytes of the frame whose header stands at `at`; 0 when there is no Layer III header.
 * Needs 4 bytes; the caller sees to it that they are there.
 */
export function frameSizeAt(bytes: Uint8Array, at: number): number {
  const second = bytes[at + 1]!;
  // 11 sync bits, and layer bits 01 (Layer III).
  if (bytes[at] !== 0xff || (second & 0xe6) !== 0xe2) {
    return 0;
  }
  // Emphasis 2 is reserved.
  if ((bytes[at + 3]! & 3) === 2) {
    return 0;
  }
  return FRAME_SIZES[(((second >> 3) & 3) << 7) | (bytes[at + 2]! >> 1)]!;
}

/** No frame of free format is shorter than its head and side information, or longer than this. */
const LEAST_FREE_BYTES = 21;
const MOST_FREE_BYTES = 4_096;

/**
 * True when frames of free format start at `at`: three equal headers of bitrate index 0, as far apart
 * from each other, a byte of padding apart.
 */
export function isFreeFormatAt(bytes: Uint8Array, at: number): boolean {
  if (!isFreeHeader(bytes, at)) return false;
  for (let size = LEAST_FREE_BYTES; size <= MOST_FREE_BYTES; size += 1) {
    const next = at + size;
    if (!isFreeHeader(bytes, next) || formatKeyAt(bytes, next) !== formatKeyAt(bytes, at)) continue;
    const isThird = [-1, 0, 1].some((padding) => isFreeHeader(bytes, next + size + padding));
    if (isThird) return true;
  }
  return false;
}

function isFreeHeader(bytes: Uint8Array, at: number): boolean {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xe6) !== 0xe2) return false;
  const isRate = SAMPLE_RATES[(bytes[at + 1]! >> 3) & 3]?.[(bytes[at + 2]! >> 2) & 3] !== undefined;
  return isRate && bytes[at + 2]! >> 4 === 0 && (bytes[at + 3]! & 3) !== 2;
}

/**
 * The bits of a header that may not change inside a section, as one number: version, sample rate
 * and mono. Stereo, joint stereo and dual channel may alternate. Only for a valid header.
 */
export function formatKeyAt(bytes: Uint8Array, at: number): number {
  const mono = bytes[at + 3]! >> 6 === 3 ? 1 : 0;
  return (((bytes[at + 1]! >> 3) & 3) << 3) | (((bytes[at + 2]! >> 2) & 3) << 1) | mono;
}

/** The format that a {@link formatKeyAt} number stands for. */
export function formatOf(key: number): Mp3Format {
  const versionBits = key >> 3;
  return {
    versionBits,
    sampleRate: SAMPLE_RATES[versionBits]?.[(key >> 1) & 3] ?? 0,
    channels: (key & 1) === 1 ? 1 : 2,
    samplesPerFrame: versionBits === 3 ? 1152 : 576,
  };
}

/** Bytes of the side information that follows the header (and the checksum, when there is one). */
export function sideInfoBytes(versionBits: number, mono: boolean): number {
  if (versionBits === 3) {
    return mono ? 17 : 32;
  }
  return mono ? 9 : 17;
}

/** Where the side information of the frame at `at` starts: behind the header and the checksum. */
export function sideInfoAt(bytes: Uint8Array, at: number): number {
  return at + ((bytes[at + 1]! & 1) === 0 ? 6 : 4);
}

/** Steps of `global_gain` that a step of `subblock_gain` is worth. */
const GAIN_PER_SUBBLOCK = 8;
/** A granule with nothing but values of −1, 0 and 1, and few of them. */
const SPARSE_LEVELS = -3;

/**
 * How far the largest value that a Huffman table codes lifts a granule above its `global_gain`, in
 * steps of it: values are raised to the power 4/3. Tables from 16 on escape to 15 + 2^linbits.
 */
const TABLE_LEVELS = makeTableLevels();

function makeTableLevels(): Int8Array {
  const small = [0.5, 1, 2, 2, 3, 3, 3, 5, 5, 5, 7, 7, 7, 13, 13, 13];
  const linbits = [1, 2, 3, 4, 6, 8, 10, 13, 4, 5, 6, 7, 8, 9, 11, 13];
  // An encoder takes the least linbits that will do, so the largest value fills about 0.7 of them.
  const largest = [...small, ...linbits.map((bits) => 15 + 0.7 * 2 ** bits)];
  return Int8Array.from(largest, (value) => Math.round(((4 / 3) * Math.log2(value)) / 0.25));
}

/**
 * How loud a frame is, in steps of 1.505 dB on a scale of its own (0 to 255; 0 is silence): the
 * loudest of its granules and channels. A granule's level is its `global_gain` and the range of its
 * Huffman tables, both from the side information: nothing is decoded.
 *
 * Measured against the decoded power of quarter seconds of speech (LAME: constant, average and
 * variable bitrates, mono and joint stereo, 22 to 48 kHz): correlation 0.88 to 0.97, and −40 dB below the
 * loud parts loses at most 0.4 % of the speech. The gain alone reaches 0.6 to 0.9, and fails for
 * variable bitrates, where it follows the quality asked for.
 */
export function frameLevelAt(bytes: Uint8Array, at: number): number {
  const isV1 = ((bytes[at + 1]! >> 3) & 3) === 3;
  const mono = bytes[at + 3]! >> 6 === 3;
  let bit = sideInfoAt(bytes, at) * 8 + sideInfoHeadBits(isV1, mono);
  const step = isV1 ? 59 : 63;
  const tablesAt = isV1 ? 33 : 38;
  const granules = (isV1 ? 2 : 1) * (mono ? 1 : 2);
  let loudest = 0;
  for (let granule = 0; granule < granules; granule += 1, bit += step) {
    // part2_3_length (12 bits), big_values (9), global_gain (8).
    const sizes = bitsAt(bytes, bit);
    if (sizes >>> 20 === 0) {
      continue;
    }
    const gain = (bitsAt(bytes, bit + 21) >>> 24) & 0xff;
    const hasValues = ((sizes >>> 11) & 0x1ff) !== 0;
    const level = gain + (hasValues ? tableLevel(bitsAt(bytes, bit + tablesAt)) : SPARSE_LEVELS);
    if (level > loudest) {
      loudest = level;
    }
  }
  return loudest > 255 ? 255 : loudest;
}

/** From `window_switching_flag` on: the largest table's range, less the gain of short blocks. */
function tableLevel(word: number): number {
  const isSwitched = word >>> 31 === 1;
  if (!isSwitched) {
    const low = Math.max(TABLE_LEVELS[(word >>> 26) & 31]!, TABLE_LEVELS[(word >>> 21) & 31]!);
    return Math.max(low, TABLE_LEVELS[(word >>> 16) & 31]!);
  }
  const level = Math.max(TABLE_LEVELS[(word >>> 23) & 31]!, TABLE_LEVELS[(word >>> 18) & 31]!);
  const isShort = ((word >>> 29) & 3) === 2;
  if (!isShort) {
    return level;
  }
  const subblock = Math.min((word >>> 15) & 7, (word >>> 12) & 7, (word >>> 9) & 7);
  return level - subblock * GAIN_PER_SUBBLOCK;
}

/** At least 25 bits from bit `bit` on, at the top of 32; bits behind the end count as zeros. */
function bitsAt(bytes: Uint8Array, bit: number): number {
  const at = bit >> 3;
  const word = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  return (word << (bit & 7)) >>> 0;
}

/** Bits before the first granule: main_data_begin, private bits and (MPEG 1) scfsi. */
function sideInfoHeadBits(isV1: boolean, mono: boolean): number {
  if (isV1) {
    return mono ? 18 : 20;
  }
  return mono ? 9 : 10;
}

/** Largest bitrate index that the tables know. */
const LAST_BITRATE_INDEX = 14;

/**
 * The header for a frame of our own, made from another frame's: without checksum and padding, at
 * the first bitrate from that frame's own upwards that leaves room for `minBytes`.
 *
 * @returns the four header bytes and the frame's length; `undefined` when no bitrate is enough.
 */
export function headerWithRoom(
  header: Uint8Array,
  minBytes: number,
): { readonly header: Uint8Array; readonly frameBytes: number } | undefined {
  const second = header[1]! | 1;
  for (let index = header[2]! >> 4; index <= LAST_BITRATE_INDEX; index += 1) {
    const third = (index << 4) | (header[2]! & 0x0c);
    const made = Uint8Array.of(0xff, second, third, header[3]! & 0xcf);
    const frameBytes = frameSizeAt(made, 0);
    if (frameBytes >= minBytes) {
      return { header: made, frameBytes };
    }
  }
  return undefined;
}
