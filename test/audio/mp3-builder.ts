/** Writes MP3 files for tests: valid frames with chosen headers and gains, tags, and rubbish. */
import type { Walker } from '../../src/audio/types.ts';

/** Settings of frames. Version: 1, 2 or 2.5. */
export interface FrameSpec {
  readonly version?: 1 | 2 | 2.5;
  /** 1 to 14. */
  readonly bitrateIndex?: number;
  /** 0 to 2. */
  readonly rateIndex?: number;
  readonly mode?: 'stereo' | 'joint' | 'dual' | 'mono';
  readonly padding?: boolean;
  readonly crc?: boolean;
  /** `global_gain` of every granule and channel; with table 1 it is the level of the frame. */
  readonly gain?: number;
  /** Huffman table of the first region; 1 if left out. */
  readonly table?: number;
  /** Short blocks with this `subblock_gain`. */
  readonly shortBlocks?: number;
  /** `big_values`; 200 if left out. */
  readonly bigValues?: number;
  /** Every granule without coded bits. */
  readonly isSilent?: boolean;
  /** Byte that fills the frame behind the side information; random bytes if left out. */
  readonly fill?: number;
}

const VERSION_BITS = { 1: 3, 2: 2, 2.5: 0 } as const;
const MODE_BITS = { stereo: 0, joint: 1, dual: 2, mono: 3 } as const;
const RATES = {
  1: [44_100, 48_000, 32_000],
  2: [22_050, 24_000, 16_000],
  2.5: [11_025, 12_000, 8_000],
};
const KBPS_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBPS_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** Deterministic bytes. */
export function noise(length: number, seed: number, avoid = 0xff): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const byte = state >>> 24;
    bytes[at] = byte === avoid ? 0x11 : byte;
  }
  return bytes;
}

/** Seconds that one frame of this kind lasts. */
export function frameSec(spec: FrameSpec = {}): number {
  const version = spec.version ?? 1;
  return (version === 1 ? 1152 : 576) / RATES[version][spec.rateIndex ?? 0]!;
}

/** One frame. */
export function frame(spec: FrameSpec = {}, seed = 1): Uint8Array {
  const { version = 1, bitrateIndex = 9, rateIndex = 0, mode = 'joint' } = spec;
  const rate = RATES[version][rateIndex]!;
  const kbps = (version === 1 ? KBPS_1 : KBPS_2)[bitrateIndex]!;
  const padding = spec.padding === true ? 1 : 0;
  const size = Math.floor(((version === 1 ? 144_000 : 72_000) * kbps) / rate) + padding;
  const bytes = spec.fill === undefined ? noise(size, seed) : new Uint8Array(size).fill(spec.fill);
  bytes[0] = 0xff;
  bytes[1] = 0xe0 | (VERSION_BITS[version] << 3) | 2 | (spec.crc === true ? 0 : 1);
  bytes[2] = (bitrateIndex << 4) | (rateIndex << 2) | (padding << 1);
  bytes[3] = MODE_BITS[mode] << 6;
  writeSideInfo(bytes, spec);
  return bytes;
}

function writeSideInfo(bytes: Uint8Array, spec: FrameSpec): void {
  const isV1 = (spec.version ?? 1) === 1;
  const mono = spec.mode === 'mono';
  const start = spec.crc === true ? 6 : 4;
  const length = isV1 ? (mono ? 17 : 32) : mono ? 9 : 17;
  bytes.fill(0, start, start + length);
  let bit = start * 8 + (isV1 ? (mono ? 18 : 20) : mono ? 9 : 10);
  for (let block = 0; block < (isV1 ? 2 : 1) * (mono ? 1 : 2); block += 1) {
    writeBits(bytes, bit, 12, spec.isSilent === true ? 0 : 700);
    writeBits(bytes, bit + 12, 9, spec.bigValues ?? 200);
    writeBits(bytes, bit + 21, 8, spec.gain ?? 170);
    writeTables(bytes, bit + (isV1 ? 33 : 38), spec);
    bit += isV1 ? 59 : 63;
  }
}

/** From `window_switching_flag` on. */
function writeTables(bytes: Uint8Array, bit: number, spec: FrameSpec): void {
  if (spec.shortBlocks === undefined) {
    writeBits(bytes, bit + 1, 5, spec.table ?? 1);
    return;
  }
  writeBits(bytes, bit, 1, 1);
  writeBits(bytes, bit + 1, 2, 2);
  writeBits(bytes, bit + 4, 5, spec.table ?? 1);
  for (let window = 0; window < 3; window += 1) {
    writeBits(bytes, bit + 14 + window * 3, 3, spec.shortBlocks);
  }
}

function writeBits(bytes: Uint8Array, from: number, count: number, value: number): void {
  for (let index = 0; index < count; index += 1) {
    const bit = from + index;
    if (((value >> (count - 1 - index)) & 1) === 1) {
      bytes[bit >> 3]! |= 0x80 >> (bit & 7);
    }
  }
}

/** Several frames; `each` may change the settings of single ones. */
export function frames(
  count: number,
  spec: FrameSpec = {},
  each: (index: number) => FrameSpec = () => ({}),
): Uint8Array {
  return join(...Array.from({ length: count }, (_, i) => frame({ ...spec, ...each(i) }, i + 1)));
}

/** A Xing or Info frame that promises `count` frames. */
export function xingFrame(name: 'Xing' | 'Info', count: number, spec: FrameSpec = {}): Uint8Array {
  const bytes = frame({ ...spec, fill: 0, isSilent: true, gain: 0 });
  const isV1 = (spec.version ?? 1) === 1;
  const mono = spec.mode === 'mono';
  const at = (spec.crc === true ? 6 : 4) + (isV1 ? (mono ? 17 : 32) : mono ? 9 : 17);
  bytes.set(ascii(name), at);
  const view = new DataView(bytes.buffer);
  view.setUint32(at + 4, 1);
  view.setUint32(at + 8, count);
  return bytes;
}

/** A VBRI frame that promises `count` frames. */
export function vbriFrame(count: number): Uint8Array {
  const bytes = frame({ fill: 0, isSilent: true, gain: 0 });
  bytes.set(ascii('VBRI'), 36);
  new DataView(bytes.buffer).setUint32(50, count);
  return bytes;
}

/** An ID3v2 tag around a body. */
export function id3v2(
  body: Uint8Array,
  options: { version?: number; flags?: number } = {},
): Uint8Array {
  return join(
    ascii('ID3'),
    Uint8Array.of(options.version ?? 3, 0, options.flags ?? 0),
    syncsafe(body.length),
    body,
  );
}

/** An ID3v1 tag. */
export function id3v1(): Uint8Array {
  const bytes = new Uint8Array(128).fill(0x20);
  bytes.set(ascii('TAG'));
  return bytes;
}

/** An APEv2 tag with header and footer around `itemBytes` bytes of items. */
export function apeTag(itemBytes: number, withHeader = true): Uint8Array {
  const end = (flags: number) => {
    const bytes = new Uint8Array(32);
    bytes.set(ascii('APETAGEX'));
    const view = new DataView(bytes.buffer);
    view.setUint32(8, 2000, true);
    view.setUint32(12, itemBytes + 32, true);
    view.setUint32(16, 1, true);
    view.setUint32(20, flags, true);
    return bytes;
  };
  const items = new Uint8Array(itemBytes).fill(0x41);
  return withHeader ? join(end((5 << 29) >>> 0), items, end(2 ** 31)) : join(items, end(0));
}

/** Four bytes of seven bits. */
export function syncsafe(value: number): Uint8Array {
  return Uint8Array.of((value >> 21) & 127, (value >> 14) & 127, (value >> 7) & 127, value & 127);
}

/** Four bytes, big-endian. */
export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** The bytes of an ASCII text. */
export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The parts one after another. */
export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Runs a walker over bytes in memory; like a reader that uses one buffer for all reads. */
export function walkBytes<T>(walker: Walker<T>, bytes: Uint8Array): T {
  const buffer = new Uint8Array(1 << 23);
  let step = walker.next();
  while (step.done !== true) {
    const wanted = bytes.subarray(step.value.start, step.value.end);
    buffer.fill(0xee, 0, Math.min(buffer.length, wanted.length + 64));
    buffer.set(wanted);
    step = walker.next(buffer.subarray(0, wanted.length));
  }
  return step.value;
}
