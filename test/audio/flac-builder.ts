/** Writes FLAC for tests. */
import { ascii, join, noise } from './mp3-builder.ts';

/** Samples of a frame. */
export const SAMPLES = 4_096;

function crc8(bytes: Uint8Array): number {
  return bytes.reduce((crc, byte) => {
    let next = crc ^ byte;
    for (let bit = 0; bit < 8; bit += 1) {
      next = (next & 0x80) === 0 ? next << 1 : ((next << 1) ^ 0x07) & 0xff;
    }
    return next;
  }, 0);
}

/** A number as FLAC codes it, up to 65,535. */
function coded(value: number): readonly number[] {
  if (value < 0x80) {
    return [value];
  }
  return value < 0x800
    ? [0xc0 | (value >> 6), 0x80 | (value & 63)]
    : [0xe0 | (value >> 12), 0x80 | ((value >> 6) & 63), 0x80 | (value & 63)];
}

/** Settings of a frame. */
export interface FlacSpec {
  /** Largest sample; 9,000, or 9 when it is quiet. */
  readonly peak?: number;
  readonly isQuiet?: boolean;
  readonly isSilent?: boolean;
  readonly bytes?: number;
}

/** A frame of 4,096 samples in mono, 16 bits: verbatim samples, then anything. */
export function flacFrame(number: number, spec: FlacSpec = {}): Uint8Array {
  const head = Uint8Array.from([0xff, 0xf8, 0xc9, 0x08, ...coded(number)]);
  if (spec.isSilent === true) {
    // A constant of 0.
    return withChecksum(join(head, Uint8Array.of(crc8(head), 0, 0, 0, 0, 0)));
  }
  const body = noise(spec.bytes ?? (spec.isQuiet === true ? 900 : 2_500), number + 1);
  body[0] = 2;
  for (let sample = 0; sample < 130; sample += 1) {
    const value = (spec.peak ?? (spec.isQuiet === true ? 9 : 9_000)) * (sample % 2 === 0 ? 1 : -1);
    body[1 + sample * 2] = (value >> 8) & 0xff;
    body[2 + sample * 2] = value & 0xff;
  }
  return withChecksum(join(head, Uint8Array.of(crc8(head)), body));
}

/** Puts the checksum of a frame into its last two bytes. */
function withChecksum(frame: Uint8Array): Uint8Array {
  const crc = frame.subarray(0, -2).reduce((before, byte) => {
    let next = before ^ (byte << 8);
    for (let bit = 0; bit < 8; bit += 1) {
      next = (next & 0x8000) === 0 ? next << 1 : ((next << 1) ^ 0x8005) & 0xffff;
    }
    return next;
  }, 0);
  frame.set([crc >> 8, crc & 0xff], frame.length - 2);
  return frame;
}

/** The mark, the stream's description (44.1 kHz, mono, 16 bits) and a block of comments. */
export function flacHead(totalSamples: number, comment = noise(90, 1)): Uint8Array {
  const info = new Uint8Array(34);
  info.set([0x10, 0, 0x10, 0]);
  // 44.1 kHz, mono, 16 bits.
  info.set([0x0a, 0xc4, 0x40, 0xf0], 10);
  new DataView(info.buffer).setUint32(14, totalSamples);
  info.fill(7, 18);
  return join(
    ascii('fLaC'),
    Uint8Array.of(0, 0, 0, 34),
    info,
    Uint8Array.of(0x84, 0, 0, comment.length),
    comment,
  );
}
