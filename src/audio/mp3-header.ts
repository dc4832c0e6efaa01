/**
 * Headers of MPEG 1, 2 and 2.5 Layer III frames (ISO/IEC 11172-3 2.4.2.3, 13818-3; 2.5 is the
 * Fraunhofer extension). Free-format frames (bitrate index 0) are not read: no encoder in use
 * makes them and their length is nowhere written.
 */

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

/** What stays the same through a section: frames that differ in it cannot share a slice. */
export interface Mp3Format {
  /** Version bits of the header: 0 is MPEG 2.5, 2 is MPEG 2, 3 is MPEG 1. */
  readonly versionBits: number;
  /** Hz. */
  readonly sampleRate: number;
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

/**
 * The loudest `global_gain` of the frame's granules and channels: the quantiser's step, one step
 * is 1.505 dB. A granule without any coded bits is silence and counts as 0, whatever its gain.
 * Read from the side information alone, nothing is decoded.
 */
export function frameGainAt(bytes: Uint8Array, at: number): number {
  const isV1 = ((bytes[at + 1]! >> 3) & 3) === 3;
  const mono = bytes[at + 3]! >> 6 === 3;
  const base = sideInfoAt(bytes, at);
  const step = isV1 ? 59 : 63;
  let bit = sideInfoHeadBits(isV1, mono);
  const blocks = (isV1 ? 2 : 1) * (mono ? 1 : 2);
  let loudest = 0;
  for (let block = 0; block < blocks; block += 1, bit += step) {
    const lengthAt = base + (bit >> 3);
    const lengthBits =
      (bytes[lengthAt]! << 16) | (bytes[lengthAt + 1]! << 8) | bytes[lengthAt + 2]!;
    if (((lengthBits >> (12 - (bit & 7))) & 0xfff) === 0) {
      continue;
    }
    const gainBit = bit + 21;
    const gainAt = base + (gainBit >> 3);
    const gain = (((bytes[gainAt]! << 8) | bytes[gainAt + 1]!) >> (8 - (gainBit & 7))) & 0xff;
    if (gain > loudest) {
      loudest = gain;
    }
  }
  return loudest;
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
