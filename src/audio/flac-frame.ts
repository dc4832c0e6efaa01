/** Heads of FLAC frames (RFC 9639, 9.1). */

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

const CRC8 = Uint8Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = (remainder & 0x80) === 0 ? remainder << 1 : ((remainder << 1) ^ 0x07) & 0xff;
  }
  return remainder;
});

/** Remainders of the checksum behind a frame: x^16 + x^15 + x^2 + 1. */
const CRC16 = Uint16Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = (remainder & 0x8000) === 0 ? remainder << 1 : ((remainder << 1) ^ 0x8005) & 0xffff;
  }
  return remainder;
});

/** True when these are the bytes of a whole frame: the checksum at its end fits all that is before it. */
export function isWholeFrame(frame: Uint8Array): boolean {
  let crc = 0;
  for (const byte of frame) {
    crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ byte]!;
  }
  return crc === 0;
}

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
