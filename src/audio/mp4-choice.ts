/** Which of several audio tracks is the episode. */
import { findBox } from './mp4-boxes.ts';
import { readCodec } from './mp4-codec.ts';
import type { Mp4Track } from './mp4-codec.ts';

/** A track shorter than this share of the longest is a jingle or a sample, not another language. */
const FULL_SHARE = 0.9;

/** The chosen track, and what is to be said of the others. */
export interface AudioChoice {
  /** Absent when there is no audio. */
  readonly audio: Mp4Track | undefined;
  readonly note: readonly string[];
}

/**
 * Chooses an audio track: one that can be cut before others, a long one before short ones, then the one
 * that the file has enabled, then the first.
 */
export function chooseAudio(tracks: readonly Mp4Track[]): AudioChoice {
  const sounds = tracks.filter(({ handler }) => handler === 'soun');
  const known = sounds.filter(({ table }) => isAac(table));
  const candidates = known.length > 0 ? known : sounds;
  const longestSec = Math.max(...candidates.map(lengthOf));
  const long = candidates.filter((track) => lengthOf(track) >= longestSec * FULL_SHARE);
  const audio = long.find(({ isEnabled }) => isEnabled) ?? long[0];
  if (audio === undefined || sounds.length === 1) {
    return { audio, note: [] };
  }
  const others = sounds.filter((track) => track !== audio).map(describe);
  return {
    audio,
    note: [
      `The file has ${sounds.length} audio tracks: number ${sounds.indexOf(audio) + 1} (${describe(audio)}) is transcribed, the others are left out (${others.slice(0, 8).join(', ')}).`,
    ],
  };
}

function isAac(table: Uint8Array): boolean {
  return typeof readCodec(findBox(table, 'stsd') ?? new Uint8Array(0)) !== 'string';
}

/** Seconds; 0 for the tracks of a fragmented file. */
function lengthOf({ durationTicks, timescale }: Mp4Track): number {
  return timescale === 0 ? 0 : durationTicks / timescale;
}

function describe(track: Mp4Track): string {
  const seconds = lengthOf(track);
  return seconds === 0 ? 'of unknown length' : `${seconds.toFixed(1)} s`;
}
