/**
 * Packets of a codec (frames of MP3, AAC or FLAC), in order, five bytes each: a 9 h MP3 has 1.2 million.
 * Packets that follow each other without a gap form a run; only a run's offset is kept.
 */
import type { ByteRange, UnitBytes } from './types.ts';

/** Bytes before a packet are counted up once for so many packets. */
const CHECKPOINT = 1024;

/** The packets of a rendition. */
export interface PacketStore {
  count: number;
  /** Bytes of each packet. */
  sizes: Uint32Array;
  /** How loud each packet is, in steps of 1.505 dB; 0 is silence. */
  levels: Uint8Array;
  runCount: number;
  /** First packet of each run. */
  runFirsts: Uint32Array;
  /** Where in the file each run starts. */
  runOffsets: Float64Array;
  /** Where the last packet ends: one that starts there needs no new run. */
  endOffset: number;
}

/** An empty store; `expected` packets size its arrays (they grow when it was too low). */
export function makePacketStore(expected: number): PacketStore {
  const capacity = Math.max(1024, Math.ceil(expected));
  return {
    count: 0,
    sizes: new Uint32Array(capacity),
    levels: new Uint8Array(capacity),
    runCount: 0,
    runFirsts: new Uint32Array(64),
    runOffsets: new Float64Array(64),
    endOffset: -1,
  };
}

/** Adds a packet at the end. */
export function addPacket(store: PacketStore, offset: number, size: number, level: number): void {
  if (store.count === store.sizes.length) {
    const capacity = Math.ceil(store.sizes.length * 1.5);
    const sizes = new Uint32Array(capacity);
    sizes.set(store.sizes);
    const levels = new Uint8Array(capacity);
    levels.set(store.levels);
    store.sizes = sizes;
    store.levels = levels;
  }
  if (offset !== store.endOffset) {
    addRun(store, offset);
  }
  store.sizes[store.count] = size;
  store.levels[store.count] = level;
  store.count += 1;
  store.endOffset = offset + size;
}

function addRun(store: PacketStore, offset: number): void {
  if (store.runCount === store.runFirsts.length) {
    const firsts = new Uint32Array(store.runCount * 2);
    firsts.set(store.runFirsts);
    const offsets = new Float64Array(store.runCount * 2);
    offsets.set(store.runOffsets);
    store.runFirsts = firsts;
    store.runOffsets = offsets;
  }
  store.runFirsts[store.runCount] = store.count;
  store.runOffsets[store.runCount] = offset;
  store.runCount += 1;
}

/** Forgets the packets from `count` on. */
export function truncatePackets(store: PacketStore, count: number): void {
  store.count = count;
  while (store.runCount > 0 && store.runFirsts[store.runCount - 1]! >= count) {
    store.runCount -= 1;
  }
  // Where the new last packet ends does not matter: the next packet starts a run.
  store.endOffset = -1;
}

/** Finds bytes by packet number. */
export interface PacketMap {
  /** Bytes of the packets `[first, end)`. */
  readonly bytesOf: (first: number, end: number) => number;
  /** Where in the file a packet starts. */
  readonly offsetOf: (packet: number) => number;
  /** Byte ranges of the packets `[first, end)`; packets that touch share one. */
  readonly rangesOf: (first: number, end: number) => readonly ByteRange[];
}

/** A map of a store that does not grow any more. */
export function mapPackets(store: PacketStore): PacketMap {
  const sums = new Float64Array(Math.floor(store.count / CHECKPOINT) + 1);
  let sum = 0;
  for (let packet = 0; packet < store.count; packet += 1) {
    if (packet % CHECKPOINT === 0) {
      sums[packet / CHECKPOINT] = sum;
    }
    sum += store.sizes[packet]!;
  }
  if (store.count % CHECKPOINT === 0) {
    sums[store.count / CHECKPOINT] = sum;
  }

  const bytesBefore = (packet: number): number => {
    const checkpoint = Math.floor(packet / CHECKPOINT);
    let bytes = sums[checkpoint]!;
    for (let at = checkpoint * CHECKPOINT; at < packet; at += 1) {
      bytes += store.sizes[at]!;
    }
    return bytes;
  };
  const offsetIn = (run: number, packet: number): number =>
    store.runOffsets[run]! + bytesBefore(packet) - bytesBefore(store.runFirsts[run]!);

  return {
    bytesOf: (first, end) => bytesBefore(end) - bytesBefore(first),
    offsetOf: (packet) => offsetIn(runOf(store, packet), packet),
    rangesOf: (first, end) => {
      const ranges: ByteRange[] = [];
      let packet = first;
      for (let run = runOf(store, first); packet < end; run += 1) {
        const runEnd = run + 1 < store.runCount ? store.runFirsts[run + 1]! : store.count;
        const stop = Math.min(runEnd, end);
        const start = offsetIn(run, packet);
        ranges.push({ start, end: start + bytesBefore(stop) - bytesBefore(packet) });
        packet = stop;
      }
      return ranges;
    },
  };
}

/** The run that holds a packet. */
function runOf(store: PacketStore, packet: number): number {
  let low = 0;
  let high = store.runCount - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (store.runFirsts[middle]! <= packet) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** The bytes of units that are one packet each. */
export function unitBytesOf(store: PacketStore, map: PacketMap): UnitBytes {
  return {
    sizeOf: (unit) => store.sizes[unit]!,
    rangesOf: ({ first, end }) => map.rangesOf(first, end),
  };
}
