/** Edit lists: where a track stands in the time of its movie (14496-12, 8.6.6). */
import { findBox, uint32, uint64 } from './mp4-boxes.ts';

/** A shift that nobody notices: encoders lead in with two frames, which players skip. */
const LEAST_SHIFT_SEC = 1;
const MAX_ENTRIES = 100;

/** How a track begins. */
export interface Mp4Start {
  /** Nothing is played for so long, in ticks of the movie. */
  readonly delayTicks: number;
  /** What players skip of the track, in its own ticks. */
  readonly skipTicks: number;
}

/** Reads an edit list: empty edits in front, and where the first other one begins. */
export function readStart(elst: Uint8Array | undefined): Mp4Start {
  let delayTicks = 0;
  if (elst === undefined) {
    return { delayTicks, skipTicks: 0 };
  }
  const isLong = elst[0] === 1;
  const count = Math.min(uint32(elst, 4), MAX_ENTRIES);
  for (let entry = 0; entry < count; entry += 1) {
    const at = 8 + entry * (isLong ? 20 : 12);
    const isEmpty = (uint32(elst, at + (isLong ? 8 : 4)) | 0) === -1;
    if (!isEmpty) {
      return { delayTicks, skipTicks: isLong ? uint64(elst, at + 8) : uint32(elst, at + 4) };
    }
    delayTicks += isLong ? uint64(elst, at) : uint32(elst, at);
  }
  return { delayTicks, skipTicks: 0 };
}

/**
 * Seconds that a player is ahead of the track's first frame: positive when it starts the audio late,
 * negative when it skips the audio's beginning.
 */
export function shiftOf(
  moov: Uint8Array,
  track: { readonly timescale: number; readonly start: Mp4Start },
): number {
  const header = findBox(moov, 'mvhd') ?? new Uint8Array(0);
  const timescale = uint32(header, header[0] === 1 ? 20 : 12);
  const { delayTicks, skipTicks } = track.start;
  const delaySec = timescale === 0 ? 0 : delayTicks / timescale;
  const skipSec = track.timescale === 0 ? 0 : skipTicks / track.timescale;
  const shiftSec = delaySec - skipSec;
  return Math.abs(shiftSec) < LEAST_SHIFT_SEC ? 0 : shiftSec;
}

/** What a reader must know about the times; nothing for no shift. */
export function describeShift(shiftSec: number): readonly string[] {
  if (shiftSec === 0) {
    return [];
  }
  const by = Math.abs(shiftSec).toFixed(1);
  return shiftSec > 0
    ? [
        `A player begins the audio after ${by} s of silence that the file only states: times here count from the first sound, and are ${by} s earlier than the player's.`,
      ]
    : [
        `A player skips the first ${by} s of the audio: they are transcribed, and times here are ${by} s later than the player's.`,
      ];
}
