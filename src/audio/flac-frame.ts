/** Heads of FLAC frames (RFC 9639, 9.1), and how loud they begin. */
import { bitReader } from './bits.ts';
import type { BitReader } from './bits.ts';

/** The longest head: 4 bytes, 7 of number, 2 of size, 2 of rate, 1 of checksum. */
export const MAX_HEAD_BYTES = 16;

/** What a frame says of itself. */
export interface FlacFrame {
  /** Bytes of the head. */
  readonly headBytes: number;
  /** Samples of one channel. */
  readonly samples: number;
  readonly channels: number;
  /** The first subframe is the difference of left and right. */
  readonly isSideFirst: boolean;
  /** Number of the frame, or of its first sample where sizes vary. */
  readonly number: number;
  readonly hasVariableSize: boolean;
}

/** Verbatim samples that are looked at. */
const VERBATIM_SAMPLES = 32;
/** Samples of more bits cannot be read at once. */
const MAX_BITS = 24;

/** How a frame begins. */
export interface FlacStart {
  /** The loudest plain sample, dB of full scale; −Infinity for silence, `undefined` when none stands there. */
  readonly peakDb: number | undefined;
  /** Channels in front that hold one value for the whole frame: they take no bits. */
  readonly constantChannels: number;
  /** Low bits that are zero in all samples of the first other channel. */
  readonly wastedBits: number;
}

/**
 * The samples that stand plainly at the start of a frame: a predictor's first ones, or verbatim ones.
 * Channels that are constant are looked behind: the difference of two equal channels is one.
 *
 * @param at where the frame's data start, behind its head.
 */
export function readFlacStart(
  bytes: Uint8Array,
  at: number,
  frame: {
    readonly bitsPerSample: number;
    readonly isSideFirst: boolean;
    readonly channels: number;
  },
): FlacStart {
  const reader = bitReader(bytes, at);
  let peakDb: number | undefined;
  for (let channel = 0; channel < frame.channels; channel += 1) {
    const isSide = frame.isSideFirst && channel === 0;
    reader.skip(1);
    const type = reader.bits(6);
    const wasted = reader.bits(1) === 0 ? 0 : readUnary(reader, frame.bitsPerSample);
    // A difference takes a bit more.
    const width = frame.bitsPerSample + (isSide ? 1 : 0) - wasted;
    const samples = plainSamples(type);
    if (width < 1 || width > MAX_BITS || samples === 0) {
      return { peakDb, constantChannels: channel, wastedBits: wasted };
    }
    const db = readPeakDb(reader, samples, width);
    const isConstant = type === 0;
    if (!isSide) {
      peakDb = Math.max(peakDb ?? -Infinity, db);
    }
    if (!isConstant) {
      return { peakDb, constantChannels: channel, wastedBits: wasted };
    }
  }
  return { peakDb, constantChannels: frame.channels, wastedBits: 0 };
}

/** A number in unary: zeros before a one, and one more. */
function readUnary(reader: BitReader, longest: number): number {
  let value = 1;
  while (value < longest && reader.bits(1) === 0) {
    value += 1;
  }
  return value;
}

function readPeakDb(reader: BitReader, samples: number, width: number): number {
  let peak = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    const shift = 32 - width;
    const value = (reader.bits(width) << shift) >> shift;
    peak = Math.max(peak, Math.abs(value));
  }
  return 20 * Math.log10(peak / 2 ** (width - 1));
}

/** How many plain samples a subframe of this type begins with (RFC 9639, 9.2.1). */
function plainSamples(type: number): number {
  if (type === 0) {
    return 1;
  }
  if (type === 1) {
    return VERBATIM_SAMPLES;
  }
  if (type >= 8 && type <= 12) {
    return type - 8;
  }
  return type >= 32 ? type - 31 : 0;
}

const CRC8 = Uint8Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = (remainder & 0x80) === 0 ? remainder << 1 : ((remainder << 1) ^ 0x07) & 0xff;
  }
  return remainder;
});

/** The head of the frame at `at`; `undefined` when there is none whose checksum fits. */
export function flacFrameAt(bytes: Uint8Array, at: number): FlacFrame | undefined {
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8 || at + 6 > bytes.length) {
    return undefined;
  }
  const sizeCode = bytes[at + 2]! >> 4;
  const rateCode = bytes[at + 2]! & 15;
  const channelCode = bytes[at + 3]! >> 4;
  const isReserved = sizeCode === 0 || rateCode === 15 || channelCode > 10;
  if (isReserved || (bytes[at + 3]! & 1) !== 0) {
    return undefined;
  }
  const coded = codedNumberAt(bytes, at + 4);
  if (coded === undefined) {
    return undefined;
  }
  let end = at + 4 + coded.bytes;
  const sizeAt = end;
  end += sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0;
  end += rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0;
  let crc = 0;
  for (let index = at; index < end; index += 1) {
    crc = CRC8[crc ^ (bytes[index] ?? 0)]!;
  }
  if (end >= bytes.length || bytes[end] !== crc) {
    return undefined;
  }
  return {
    headBytes: end + 1 - at,
    samples: samplesOf(sizeCode, bytes, sizeAt),
    channels: channelCode < 8 ? channelCode + 1 : 2,
    isSideFirst: channelCode === 9,
    number: coded.value,
    hasVariableSize: (bytes[at + 1]! & 1) === 1,
  };
}

function samplesOf(code: number, bytes: Uint8Array, at: number): number {
  switch (code) {
    case 1:
      return 192;
    case 6:
      return bytes[at]! + 1;
    case 7:
      return ((bytes[at]! << 8) | bytes[at + 1]!) + 1;
    default:
      return code < 6 ? 144 << code : 1 << code;
  }
}

/** A number coded like UTF-8, in up to seven bytes. */
function codedNumberAt(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly bytes: number } | undefined {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) {
    return { value: first, bytes: 1 };
  }
  const length = Math.clz32(~(first << 24));
  if (length < 2 || length > 7) {
    return undefined;
  }
  let value = first & (0xff >> (length + 1));
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    if ((byte & 0xc0) !== 0x80) {
      return undefined;
    }
    value = value * 64 + (byte & 0x3f);
  }
  return { value, bytes: length };
}
