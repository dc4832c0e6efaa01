/** Where the samples of an MP4's track lie (14496-12, 8.7). */
import { findBox, uint16, uint32, uint64 } from './mp4-boxes.ts';

/** Called for each sample, in order; `false` ends the walk. */
export type SampleVisitor = (offset: number, size: number, index: number) => boolean;

/**
 * Walks the samples that a sample table (`stbl`) lists. Broken tables end the walk early: entries that
 * do not ascend would make it go over the same chunks as often as there are entries.
 */
export function visitSamples(table: Uint8Array, visit: SampleVisitor): void {
  const toChunk = findBox(table, 'stsc');
  const sizeOf = sampleSizes(table);
  const chunkAt = chunkOffsets(table);
  if (toChunk === undefined || sizeOf === undefined || chunkAt === undefined) {
    return;
  }
  const entries = entryCount(toChunk, 4, 12);
  let sample = 0;
  let before = -1;
  for (let entry = 0; entry < entries; entry += 1) {
    const at = 8 + entry * 12;
    // Chunks are counted from 1; an entry holds up to the first chunk of the next.
    const first = uint32(toChunk, at) - 1;
    const next = entry + 1 < entries ? uint32(toChunk, at + 12) - 1 : chunkAt.count;
    const samplesPerChunk = uint32(toChunk, at + 4);
    if (first <= before) {
      return;
    }
    before = first;
    if (samplesPerChunk === 0) {
      continue;
    }
    for (let chunk = first; chunk < Math.min(next, chunkAt.count); chunk += 1) {
      let offset = chunkAt.offset(chunk);
      for (let part = 0; part < samplesPerChunk; part += 1, sample += 1) {
        if (sample >= sizeOf.count || !visit(offset, sizeOf.size(sample), sample)) {
          return;
        }
        offset += sizeOf.size(sample);
      }
    }
  }
}

/** How many entries of `entryBytes` a box claims and holds; the count stands at `at`. */
function entryCount(box: Uint8Array, at: number, entryBytes: number): number {
  return Math.min(uint32(box, at), Math.floor((box.length - at - 4) / entryBytes));
}

function sampleSizes(
  table: Uint8Array,
): { readonly count: number; readonly size: (sample: number) => number } | undefined {
  const box = findBox(table, 'stsz');
  if (box !== undefined) {
    const same = uint32(box, 4);
    return same > 0
      ? { count: uint32(box, 8), size: () => same }
      : { count: entryCount(box, 8, 4), size: (sample) => uint32(box, 12 + sample * 4) };
  }
  const compact = findBox(table, 'stz2');
  const bits = compact?.[7];
  if (compact === undefined || (bits !== 8 && bits !== 16)) {
    return undefined;
  }
  return bits === 8
    ? { count: entryCount(compact, 8, 1), size: (sample) => compact[12 + sample]! }
    : { count: entryCount(compact, 8, 2), size: (sample) => uint16(compact, 12 + sample * 2) };
}

function chunkOffsets(
  table: Uint8Array,
): { readonly count: number; readonly offset: (chunk: number) => number } | undefined {
  const short = findBox(table, 'stco');
  if (short !== undefined) {
    return { count: entryCount(short, 4, 4), offset: (chunk) => uint32(short, 8 + chunk * 4) };
  }
  const long = findBox(table, 'co64');
  return long === undefined
    ? undefined
    : { count: entryCount(long, 4, 8), offset: (chunk) => uint64(long, 8 + chunk * 8) };
}

/** When the first `count` samples begin, in ticks (`stts`). */
export function sampleStarts(table: Uint8Array, count: number): readonly number[] {
  const box = findBox(table, 'stts') ?? new Uint8Array(8);
  const starts: number[] = [];
  let ticks = 0;
  for (let entry = 0; entry < entryCount(box, 4, 8) && starts.length < count; entry += 1) {
    const samples = Math.min(uint32(box, 8 + entry * 8), count - starts.length);
    const delta = uint32(box, 12 + entry * 8);
    for (let sample = 0; sample < samples; sample += 1) {
      starts.push(ticks);
      ticks += delta;
    }
  }
  return starts;
}
