/** The frames of ADTS and FLAC, and the samples of WAV and AIFF. */
import type { FrameList } from './gemini-mp3.ts';

/** The frames of a file, of which some at its start are there for the decoder alone. */
export interface SoundList extends FrameList {
  /** Frames at the start that are not heard. */
  readonly dropped?: number;
}

const ADTS_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
] as const;

/** Lists the packets of ADTS, without their headers: those of an M4A get theirs from whoever cuts it. */
export function listAdts(bytes: Uint8Array): SoundList {
  const starts: number[] = [];
  const sizes: number[] = [];
  const times = [0];
  for (let at = 0; at + 7 <= bytes.length;) {
    const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0] = bytes.subarray(at, at + 6);
    const size = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5);
    const rate = ADTS_RATES[(b2 >> 2) & 15];
    if (b0 !== 0xff || (b1 & 0xf6) !== 0xf0 || rate === undefined || at + size > bytes.length)
      break;
    const head = (b1 & 1) === 1 ? 7 : 9;
    starts.push(at + head);
    sizes.push(size - head);
    times.push((times.at(-1) ?? 0) + 1024 / rate);
    at += size;
  }
  return { bytes, starts, sizes, times };
}

/** Lists the frames of a FLAC: each begins with a head whose checksum fits (RFC 9639, 9.1). */
export function listFlac(bytes: Uint8Array): SoundList {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const rate = view.getUint32(18) >>> 12;
  let at = 4;
  for (let isLast = false; !isLast && at + 4 <= bytes.length;) {
    isLast = (bytes[at] ?? 0) >> 7 === 1;
    at += 4 + (view.getUint32(at) & 0xffffff);
  }
  const starts: number[] = [];
  const times = [0];
  for (; at + 10 <= bytes.length; at += 1) {
    const samples = flacHead(bytes, at);
    if (samples === 0) continue;
    starts.push(at);
    times.push((times.at(-1) ?? 0) + samples / rate);
  }
  const sizes = starts.map((start, index) => (starts[index + 1] ?? bytes.length) - start);
  return { bytes, starts, sizes, times };
}

/** Samples of the frame that begins there; 0 when none does. */
function flacHead(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xfe) !== 0xf8) return 0;
  const sizeCode = (bytes[at + 2] ?? 0) >> 4;
  const rateCode = (bytes[at + 2] ?? 0) & 15;
  const first = bytes[at + 4] ?? 0;
  let end = at + 4 + (first < 0x80 ? 1 : Math.clz32(~(first << 24)));
  let samples = sizeCode < 6 ? 144 << sizeCode : 1 << sizeCode;
  if (sizeCode === 1) samples = 192;
  if (sizeCode === 6) samples = (bytes[end] ?? 0) + 1;
  if (sizeCode === 7) samples = (((bytes[end] ?? 0) << 8) | (bytes[end + 1] ?? 0)) + 1;
  end += { 6: 1, 7: 2 }[sizeCode] ?? 0;
  end += { 12: 1, 13: 2, 14: 2 }[rateCode] ?? 0;
  let crc = 0;
  for (const byte of bytes.subarray(at, end)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc > 0x7f ? ((crc << 1) ^ 0x107) & 0xff : crc << 1;
  }
  return bytes[end] === crc ? samples : 0;
}

/** Stretches of samples a second: what a cutter may cut between. */
const STRETCHES = 50;

/** Lists stretches of the samples of a WAV or an AIFF. */
export function listPcm(bytes: Uint8Array): SoundList {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isWav = bytes[0] === 0x52;
  let [rate, frameBytes, dataStart, dataEnd] = [0, 0, 0, 0];
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
    const size = view.getUint32(at + 4, isWav);
    if (name === 'fmt ')
      [rate, frameBytes] = [view.getUint32(at + 12, true), view.getUint16(at + 20, true)];
    if (name === 'COMM') {
      // The rate has 80 bits, the upper 16 of its fraction are enough.
      rate = view.getUint16(at + 18) * 2 ** (view.getUint16(at + 16) - 16_383 - 15);
      frameBytes = (view.getUint16(at + 8) * view.getUint16(at + 14)) / 8;
    }
    if (name === 'data') [dataStart, dataEnd] = [at + 8, at + 8 + size];
    if (name === 'SSND') [dataStart, dataEnd] = [at + 16, at + 8 + size];
    at += 8 + size + (size & 1);
  }
  const starts: number[] = [];
  const sizes: number[] = [];
  const times = [0];
  const step = Math.round(rate / STRETCHES) * frameBytes;
  // Without a format nothing can be cut.
  const end = step > 0 ? Math.min(dataEnd, bytes.length) : 0;
  for (let at = dataStart; at < end; at += step) {
    const size = Math.min(step, end - at);
    starts.push(at);
    sizes.push(size);
    times.push((times.at(-1) ?? 0) + size / frameBytes / rate);
  }
  return { bytes, starts, sizes, times };
}
