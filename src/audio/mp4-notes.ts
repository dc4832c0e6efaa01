/** What of an MP4 is missing, by what the file itself states. */
import { counted } from '../base/count.ts';
import { findBox, uint16, uint32, uint64 } from './mp4-boxes.ts';
import type { Mp4Layout } from './mp4-layout.ts';
import type { ByteRange, Walker } from './types.ts';

/** A file that holds less than this share of what it promises is cut short. */
const WHOLE_SHARE = 0.98;
/** So much may lack by rounding; a frame has about 0.02 s. */
const HAIR_SEC = 1;
/** Media that no table names: more of it than this share is audio that was lost. */
const NAMED_SHARE = 0.98;
const UNKNOWN = 0xffffffff;

/** What a walk found, and what the file says of itself. */
export interface Mp4Walked {
  readonly layout: Mp4Layout;
  /** Packets that are there. */
  readonly frames: number;
  /** Packets that lie behind the end of the file. */
  readonly missing: number;
  /** Packets that no ADTS header can state. */
  readonly oversized: number;
  /** Bytes of the packets. */
  readonly bytes: number;
  /** Seconds that packets are behind the times of their fragments. */
  readonly lagSec: number;
  readonly frameSec: number;
  /** Length that the track states; 0 when it does not. */
  readonly trackSec: number;
  /** Length that the movie or an index of its segments states; 0 when neither does. */
  readonly declaredSec: number;
  /** True when the audio is the only track: all media is its own. */
  readonly isAlone: boolean;
}

/** What is missing or odd, one sentence each; empty for a file without oddities. */
export function describeMp4(walked: Mp4Walked): readonly string[] {
  const { layout, frames, missing, oversized, bytes, lagSec, frameSec, trackSec } = walked;
  const isFragmented = layout.fragments.length > 0;
  const heldSec = frames * frameSec;
  // The movie is as long as its longest track; a plain audio track states its own length.
  const movieSec = isFragmented || trackSec === 0 ? walked.declaredSec : 0;
  const notes: string[] = [];
  if (layout.lostPlaces > 0) {
    const places = layout.lostPlaces === 1 ? 'one place' : `${layout.lostPlaces} places`;
    notes.push(
      `The file is damaged in ${places}: ${counted(layout.lostBytes, 'byte')} that are no part of an MP4 were skipped, and audio may be missing there.`,
    );
  }
  const isInside = lagSec > HAIR_SEC;
  if (isInside) {
    notes.push(
      `About ${lagSec.toFixed(1)} s are missing inside the file: the times behind them are too early.`,
    );
  }
  const foundSec = heldSec + (isInside ? lagSec : 0);
  const statedSec = Math.max(trackSec, movieSec);
  const promisedSec = Math.max(heldSec + missing * frameSec, statedSec);
  const isShort = foundSec < promisedSec * WHOLE_SHARE || missing * frameSec > HAIR_SEC;
  if (layout.isCut && isFragmented && foundSec >= statedSec * WHOLE_SHARE) {
    notes.push(
      `The file ends inside a fragment, after ${heldSec.toFixed(1)} s: its end is missing, and nothing says how much that is.`,
    );
  } else if (isShort) {
    notes.push(
      `The file's header promises ${promisedSec.toFixed(1)} s, but the file holds ${heldSec.toFixed(1)} s: its end is missing.`,
    );
  }
  const isNamed = bytes >= layout.mediaBytes * NAMED_SHARE;
  if (isFragmented && walked.isAlone && !isNamed && notes.length === 0) {
    notes.push(
      `${layout.mediaBytes - bytes} of ${counted(layout.mediaBytes, 'byte')} of audio are named by no table, and left out.`,
    );
  }
  if (oversized > 0) {
    notes.push(`${oversized} empty or oversized frames are left out.`);
  }
  return notes;
}

/** The length that a movie states (`mvhd`, `mehd`), in seconds; 0 when it does not. */
export function declaredSec(moov: Uint8Array): number {
  const header = findBox(moov, 'mvhd') ?? new Uint8Array(0);
  const isLong = header[0] === 1;
  const timescale = uint32(header, isLong ? 20 : 12);
  const fragments = findBox(moov, 'mvex', 'mehd') ?? new Uint8Array(0);
  const ticks = [
    isLong ? uint64(header, 24) : uint32(header, 16),
    fragments[0] === 1 ? uint64(fragments, 4) : uint32(fragments, 4),
  ];
  const known = ticks.filter((value) => value !== UNKNOWN && value <= Number.MAX_SAFE_INTEGER);
  return timescale === 0 ? 0 : Math.max(0, ...known) / timescale;
}

/** The length of all segments that the indexes (`sidx`) of a track state, in seconds. */
export function* indexedSec(indexes: readonly ByteRange[], trackId: number): Walker<number> {
  let sum = 0;
  for (const range of indexes) {
    const index = yield range;
    const timescale = uint32(index, 8);
    if (uint32(index, 4) !== trackId || timescale === 0) {
      continue;
    }
    const countAt = index[0] === 1 ? 30 : 22;
    const count = uint16(index, countAt);
    for (let entry = 0; entry < count; entry += 1) {
      const at = countAt + 2 + entry * 12;
      // An entry whose first bit is set stands for another index, which is read by itself.
      sum += uint32(index, at) >>> 31 === 0 ? uint32(index, at + 4) / timescale : 0;
    }
  }
  return sum;
}
