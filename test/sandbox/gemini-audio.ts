/**
 * Tells which span of which known episode a piece of audio is, by the bytes of its frames alone,
 * whatever its container. Written apart from the product's own walkers, so that the two check each other.
 */
import { listAdts, listFlac, listPcm } from './gemini-frames.ts';
import type { SoundList } from './gemini-frames.ts';
import { listFrames } from './gemini-mp3.ts';
import { listOgg } from './gemini-ogg.ts';

/** A span of a known episode, seconds. */
export interface Span {
  readonly episode: string;
  readonly startSec: number;
  readonly endSec: number;
  /** Sound frames in it. */
  readonly frames: number;
}

/** The frames of a file, by what its first bytes are; of an MP3 unless they are something else. */
export function listSound(bytes: Uint8Array): SoundList {
  const magic = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (magic.startsWith('OggS')) return listOgg(bytes);
  if (magic.startsWith('fLaC')) return listFlac(bytes);
  if (magic.startsWith('RIFF') || magic.startsWith('FORM')) return listPcm(bytes);
  const isAdts = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf6) === 0xf0;
  return isAdts ? listAdts(bytes) : listFrames(bytes);
}

/** Bytes of a frame that its fingerprint looks at; equality is decided by all of them. */
const PRINT_BYTES = 64;

function fingerprint(list: SoundList, index: number): number {
  const start = list.starts[index] ?? 0;
  const end = start + Math.min(list.sizes[index] ?? 0, PRINT_BYTES);
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at += 1) {
    hash = Math.imul(hash ^ (list.bytes[at] ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

function sameFrame(left: SoundList, i: number, right: SoundList, j: number): boolean {
  const size = left.sizes[i];
  if (size === undefined || size !== right.sizes[j]) return false;
  const a = left.starts[i] ?? 0;
  const b = right.starts[j] ?? 0;
  return Buffer.compare(left.bytes.subarray(a, a + size), right.bytes.subarray(b, b + size)) === 0;
}

/** Says which span of the known episodes some bytes are; undefined when they are none of them. */
export type Recogniser = (bytes: Uint8Array) => Span | undefined;

interface Known {
  readonly id: string;
  readonly list: SoundList;
  readonly byPrint: ReadonlyMap<number, readonly number[]>;
}

/** Knows these episodes, some perhaps in two renditions; each is indexed when bytes are first looked for in it. */
export function makeRecogniser(
  episodes: readonly { readonly id: string; readonly audio: Uint8Array }[],
): Recogniser {
  const known = new Map<{ readonly id: string }, Known>();
  const indexOf = (episode: { readonly id: string; readonly audio: Uint8Array }): Known => {
    let entry = known.get(episode);
    if (entry === undefined) {
      entry = index(episode.id, episode.audio);
      known.set(episode, entry);
    }
    return entry;
  };
  return (bytes) => {
    const piece = listSound(bytes);
    if (piece.starts.length === 0) return undefined;
    const print = fingerprint(piece, 0);
    for (const episode of episodes) {
      const { list, byPrint } = indexOf(episode);
      const from = (byPrint.get(print) ?? []).find((position) => holds(list, position, piece));
      if (from === undefined) continue;
      const frames = piece.starts.length;
      const heard = from + (piece.dropped ?? 0);
      const [startSec = 0, endSec = 0] = [list.times[heard], list.times[from + frames]];
      return { episode: episode.id, startSec, endSec, frames };
    }
    return undefined;
  };
}

function index(id: string, audio: Uint8Array): Known {
  const list = listSound(audio);
  const byPrint = new Map<number, number[]>();
  for (let position = 0; position < list.starts.length; position += 1) {
    const print = fingerprint(list, position);
    const positions = byPrint.get(print);
    if (positions === undefined) byPrint.set(print, [position]);
    else positions.push(position);
  }
  return { id, list, byPrint };
}

/** True when the piece's frames are the episode's frames from this position on, without a gap. */
function holds(list: SoundList, from: number, piece: SoundList): boolean {
  if (from + piece.starts.length > list.starts.length) return false;
  return piece.starts.every((_, step) => sameFrame(list, from + step, piece, step));
}
