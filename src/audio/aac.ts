/**
 * AAC as bare frames (ISO/IEC 14496-3): the ADTS header, the AudioSpecificConfig of an MP4, and how
 * loud a frame is without decoding it.
 */
import { readScaleStep } from './aac-scale.ts';
import { bitReader } from './bits.ts';
import type { BitReader } from './bits.ts';

/** Samples of a frame; frames of 960 samples are broadcast only and not read. */
export const AAC_FRAME_SAMPLES = 1024;
/** Bytes of an ADTS header without checksum. */
export const ADTS_HEADER_BYTES = 7;
/** The longest frame that an ADTS header can state (13 bits). */
export const MAX_ADTS_BYTES = 8191;

/** Hz by sampling frequency index. */
const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
  7_350,
];

/** What a decoder must know of AAC; all of it fits an ADTS header. */
export interface AacConfig {
  /** 1 Main, 2 LC, 3 SSR, 4 LTP. HE-AAC is LC with an extension that decoders find themselves. */
  readonly objectType: number;
  /** Index of the core's sample rate. */
  readonly rateIndex: number;
  /** 1 to 7. */
  readonly channelConfig: number;
}

/** Hz; 0 for a reserved index. */
export function aacSampleRate(rateIndex: number): number {
  return SAMPLE_RATES[rateIndex] ?? 0;
}

/**
 * An AudioSpecificConfig (14496-3, 1.6.2.1).
 *
 * @returns the settings, or in words what kind of AAC it is that ADTS cannot carry.
 */
export function readAacConfig(config: Uint8Array): AacConfig | string {
  const reader = bitReader(config, 0);
  const readType = (): number => {
    const type = reader.bits(5);
    return type === 31 ? 32 + reader.bits(6) : type;
  };
  const readRate = (): number => {
    const index = reader.bits(4);
    return index === 15 ? SAMPLE_RATES.indexOf(reader.bits(24)) : index;
  };
  let objectType = readType();
  const rateIndex = readRate();
  const channelConfig = reader.bits(4);
  if (objectType === 5 || objectType === 29) {
    // Explicit HE-AAC: the extension's rate, then the core's type. The core's rate came first.
    readRate();
    objectType = readType();
  }
  if (objectType < 1 || objectType > 4) {
    return `AAC of object type ${objectType}`;
  }
  const isShortFrame = reader.bits(1) === 1;
  if (isShortFrame) {
    return 'AAC with frames of 960 samples';
  }
  if (aacSampleRate(rateIndex) === 0) {
    return 'AAC of an unusual sample rate';
  }
  return channelConfig >= 1 && channelConfig <= 7
    ? { objectType, rateIndex, channelConfig }
    : 'AAC with an unusual order of channels';
}

/** The ADTS header of frames with these settings, all but its length. */
export function adtsTemplate(config: AacConfig): Uint8Array {
  const { objectType, rateIndex, channelConfig } = config;
  return Uint8Array.of(
    0xff,
    // MPEG-4, layer 0, no checksum.
    0xf1,
    ((objectType - 1) << 6) | (rateIndex << 2) | (channelConfig >> 2),
    (channelConfig & 3) << 6,
    0,
    // The buffer's fullness is all ones: a variable bitrate.
    0x1f,
    0xfc,
  );
}

/** Writes the length of a frame (header and data, at most {@link MAX_ADTS_BYTES}) into a header at `at`. */
function setAdtsLength(bytes: Uint8Array, at: number, frameBytes: number): void {
  bytes[at + 3] = (bytes[at + 3]! & 0xfc) | (frameBytes >> 11);
  bytes[at + 4] = (frameBytes >> 3) & 0xff;
  bytes[at + 5] = (bytes[at + 5]! & 0x1f) | ((frameBytes & 7) << 5);
}

/**
 * Packets as ADTS: each behind its header.
 *
 * @param header the template.
 * @param packets the packets' bytes, one after another; `sizes` are their lengths.
 */
export function adtsFrames(
  header: Uint8Array,
  packets: Uint8Array,
  sizes: Uint32Array,
): Uint8Array {
  const framed = new Uint8Array(packets.length + sizes.length * ADTS_HEADER_BYTES);
  let from = 0;
  let at = 0;
  for (const size of sizes) {
    framed.set(header, at);
    setAdtsLength(framed, at, size + ADTS_HEADER_BYTES);
    framed.set(packets.subarray(from, from + size), at + ADTS_HEADER_BYTES);
    from += size;
    at += size + ADTS_HEADER_BYTES;
  }
  return framed;
}

/** Codebook 11 codes values up to 8191; a typical largest one. */
const ESCAPE_VALUE = 60;
/** The largest value of each spectral codebook; 12 to 15 are reserved, noise and intensity stereo. */
const LARGEST = [0, 1, 1, 2, 2, 4, 4, 7, 7, 12, 12, ESCAPE_VALUE, 0, 0.5, 0.5, 0.5];
/** The same, as steps of `global_gain`: values are raised to the power 4/3. */
const BOOK_LEVELS = Int8Array.from(LARGEST, (value) =>
  value === 0 ? -128 : Math.round(((4 / 3) * Math.log2(value)) / 0.25),
);
/** Bands of perceptual noise, and of intensity stereo behind it, count their levels by themselves. */
const LAST_SPECTRAL = 11;
const NOISE = 13;
/** The first level of noise is written out. */
const NOISE_BITS = 9;
const EIGHT_SHORT = 2;
const SINGLE_CHANNEL = 0;
const CHANNEL_PAIR = 1;
/** More sections than a channel can have. */
const MAX_SECTIONS = 120;

/**
 * How loud a frame is, in steps of 1.505 dB (0: silence): the loudest band of the first channel, by its
 * scale factor and the range of its codebook. Nothing is decoded but the scale factors.
 *
 * Measured against the decoded power of quarter seconds (ffmpeg's encoder, 48 to 256 kbit/s; speech,
 * then nothing but noise of −75 to −105 dB of full scale): correlation 0.95 to 0.99, and of the quarter
 * seconds below −50 dB 1 % count as louder than −40. With `global_gain`, the factor of the first band,
 * in place of each band's own it was 0.89 to 0.99 and 21 %: at 192 kbit/s and more an encoder spends so
 * many bits on near-silence that all of it seemed to sound. The number of bits says even less.
 *
 * @param at where the frame's data start, behind any header.
 */
export function aacLevelAt(bytes: Uint8Array, at: number): number {
  const reader = bitReader(bytes, at);
  const element = reader.bits(3);
  reader.skip(4);
  if (element !== SINGLE_CHANNEL && element !== CHANNEL_PAIR) {
    return 0;
  }
  let window: IcsInfo | undefined;
  if (element === CHANNEL_PAIR && reader.bits(1) === 1) {
    window = readIcsInfo(reader);
    const hasMask = reader.bits(2) === 1;
    reader.skip(hasMask ? window.groups * window.bands : 0);
  }
  const gain = reader.bits(8);
  const { bands, groups, isShort } = window ?? readIcsInfo(reader);
  const count = readBooks(reader, bands * groups, isShort);
  return loudestBand(reader, count, gain);
}

interface IcsInfo {
  readonly bands: number;
  readonly groups: number;
  readonly isShort: boolean;
}

function readIcsInfo(reader: BitReader): IcsInfo {
  reader.skip(1);
  const isShort = reader.bits(2) === EIGHT_SHORT;
  reader.skip(1);
  if (!isShort) {
    const bands = reader.bits(6);
    reader.skip(1);
    return { bands, groups: 1, isShort };
  }
  const bands = reader.bits(4);
  const grouping = reader.bits(7);
  let groups = 1;
  for (let bit = 0; bit < 7; bit += 1) {
    groups += ((grouping >> bit) & 1) === 0 ? 1 : 0;
  }
  return { bands, groups, isShort };
}

/** Codebooks of the bands of one channel, in the order of their scale factors. */
const BOOKS = new Uint8Array(8 * 64);

/** Walks the section data: which codebook holds for how many bands; returns how many bands there are. */
function readBooks(reader: BitReader, bands: number, isShort: boolean): number {
  const lengthBits = isShort ? 3 : 5;
  const escape = (1 << lengthBits) - 1;
  let band = 0;
  for (let sections = 0; band < bands && sections < MAX_SECTIONS; sections += 1) {
    const book = reader.bits(4);
    let part = reader.bits(lengthBits);
    let end = band + part;
    while (part === escape && end < bands) {
      part = reader.bits(lengthBits);
      end += part;
    }
    end = Math.min(end, bands);
    BOOKS.fill(book, band, end);
    band = end;
  }
  return band;
}

/**
 * The level of the loudest band: its scale factor and the range of its codebook. Scale factors are told
 * by their differences, the first by that to `global_gain`.
 */
function loudestBand(reader: BitReader, bands: number, gain: number): number {
  let loudest = 0;
  let scale = gain;
  let isNoiseTold = false;
  for (let band = 0; band < bands; band += 1) {
    const book = BOOKS[band]!;
    if (book === 0) {
      continue;
    }
    if (book === NOISE && !isNoiseTold) {
      isNoiseTold = true;
      reader.skip(NOISE_BITS);
      continue;
    }
    const step = readScaleStep(reader);
    if (book > LAST_SPECTRAL) {
      continue;
    }
    scale += step;
    const level = scale + BOOK_LEVELS[book]!;
    loudest = level > loudest ? level : loudest;
  }
  return Math.min(255, loudest);
}
