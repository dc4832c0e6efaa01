/** AAC as bare frames (ISO/IEC 14496-3): the ADTS header, and the AudioSpecificConfig of an MP4. */
import { bitReader, readBits } from './bits.ts';

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
  const reader = bitReader(config);
  const readType = (): number => {
    const type = readBits(reader, 5);
    return type === 31 ? 32 + readBits(reader, 6) : type;
  };
  const readRate = (): number => {
    const index = readBits(reader, 4);
    return index === 15 ? SAMPLE_RATES.indexOf(readBits(reader, 24)) : index;
  };
  let objectType = readType();
  const rateIndex = readRate();
  const channelConfig = readBits(reader, 4);
  if (objectType === 5 || objectType === 29) {
    // Explicit HE-AAC: the extension's rate, then the core's type. The core's rate came first.
    readRate();
    objectType = readType();
  }
  if (objectType < 1 || objectType > 4) {
    return `AAC of object type ${objectType}`;
  }
  const isShortFrame = readBits(reader, 1) === 1;
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
