/** Samples of fragmented MP4 (`moof` boxes; 14496-12, 8.8), as streaming services write it. */
import { boxesIn, findBox, uint32, uint64 } from './mp4-boxes.ts';
import type { SampleVisitor } from './mp4-samples.ts';

const HAS_BASE_OFFSET = 0x1;
const HAS_DESCRIPTION = 0x2;
const HAS_DURATION = 0x8;
const HAS_SIZE = 0x10;

/** What a run of samples (`trun`) may state of each: duration, size, flags, composition offset. */
const PER_SAMPLE = [0x100, 0x200, 0x400, 0x800];
const RUN_HAS_OFFSET = 0x1;
const RUN_HAS_FIRST_FLAGS = 0x4;
const RUN_HAS_SIZES = 0x200;

/** Default size of the samples of a track, from the movie (`trex`). */
export function defaultSampleSize(moov: Uint8Array, trackId: number): number {
  const extends_ = findBox(moov, 'mvex') ?? new Uint8Array(0);
  for (const box of boxesIn(extends_)) {
    if (box.type === 'trex' && uint32(box.body, 4) === trackId) {
      return uint32(box.body, 16);
    }
  }
  return 0;
}

/** When a track's samples in a fragment begin (`tfdt`), in ticks of the track; `undefined` if it does not say. */
export function decodeTimeOf(moof: Uint8Array, trackId: number): number | undefined {
  for (const box of boxesIn(moof)) {
    const header = box.type === 'traf' ? findBox(box.body, 'tfhd') : undefined;
    const time = header === undefined ? undefined : findBox(box.body, 'tfdt');
    if (header !== undefined && time !== undefined && uint32(header, 4) === trackId) {
      return time[0] === 1 ? uint64(time, 4) : uint32(time, 4);
    }
  }
  return undefined;
}

/**
 * Walks the samples of one track in a fragment.
 *
 * @param moof contents of the box, whose head stands at `moofOffset` in the file.
 * @returns false when the visitor ended the walk.
 */
export function visitFragment(
  moof: Uint8Array,
  track: { readonly id: number; readonly defaultSize: number; readonly moofOffset: number },
  visit: SampleVisitor,
): boolean {
  for (const box of boxesIn(moof)) {
    const header = box.type === 'traf' ? findBox(box.body, 'tfhd') : undefined;
    if (header === undefined || uint32(header, 4) !== track.id) {
      continue;
    }
    const flags = uint32(header, 0) & 0xffffff;
    let at = 8;
    let offset = track.moofOffset;
    if ((flags & HAS_BASE_OFFSET) !== 0) {
      offset = uint64(header, at);
      at += 8;
    }
    at += (flags & HAS_DESCRIPTION) === 0 ? 0 : 4;
    at += (flags & HAS_DURATION) === 0 ? 0 : 4;
    const size = (flags & HAS_SIZE) === 0 ? track.defaultSize : uint32(header, at);
    if (!visitRuns(box.body, { base: offset, size }, visit)) {
      return false;
    }
  }
  return true;
}

function visitRuns(
  traf: Uint8Array,
  defaults: { readonly base: number; readonly size: number },
  visit: SampleVisitor,
): boolean {
  let offset = defaults.base;
  for (const { type, body } of boxesIn(traf)) {
    if (type !== 'trun') {
      continue;
    }
    const flags = uint32(body, 0) & 0xffffff;
    const entryBytes = PER_SAMPLE.filter((flag) => (flags & flag) !== 0).length * 4;
    const sizeAt = (flags & 0x100) === 0 ? 0 : 4;
    let at = 8;
    if ((flags & RUN_HAS_OFFSET) !== 0) {
      // Signed: data may stand before the box.
      offset = defaults.base + (uint32(body, at) | 0);
      at += 4;
    }
    at += (flags & RUN_HAS_FIRST_FLAGS) === 0 ? 0 : 4;
    const claimed = uint32(body, 4);
    const held = entryBytes === 0 ? claimed : Math.floor((body.length - at) / entryBytes);
    for (let sample = 0; sample < Math.min(claimed, held); sample += 1) {
      const hasSize = (flags & RUN_HAS_SIZES) !== 0;
      const size = hasSize ? uint32(body, at + sample * entryBytes + sizeAt) : defaults.size;
      if (!visit(offset, size, sample)) {
        return false;
      }
      offset += size;
    }
  }
  return true;
}
