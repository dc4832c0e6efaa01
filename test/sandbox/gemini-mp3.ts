/**
 * Tells which span of which known episode a piece of MP3 is, by the bytes of its frames alone.
 * Written apart from the product's own walker, so that the two check each other.
 */

/** The frames of an MP3 file that carry sound. */
export interface FrameList {
  readonly bytes: Uint8Array;
  /** Position of each frame's first byte. */
  readonly starts: readonly number[];
  /** Bytes of each frame. */
  readonly sizes: readonly number[];
  /** Seconds at which each frame begins; one more entry than frames: the last is the duration. */
  readonly times: readonly number[];
}

/** A span of a known episode, seconds. */
export interface Span {
  readonly episode: string;
  readonly startSec: number;
  readonly endSec: number;
  /** Sound frames in it. */
  readonly frames: number;
}

interface FrameHead {
  readonly size: number;
  readonly seconds: number;
  /** Version and rate: what two frames of one stream share. */
  readonly stream: number;
  /** Bytes between the frame's start and the place of a Xing or Info mark. */
  readonly tagAt: number;
}

const RATES = [44_100, 48_000, 32_000] as const;
const KBITS_V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320] as const;
const KBITS_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160] as const;

/** Reads the four bytes of a layer III header; undefined when they are none (ISO 11172-3, 2.4.1.3). */
function frameHead(bytes: Uint8Array, at: number): FrameHead | undefined {
  const [sync = 0, b1 = 0, b2 = 0, b3 = 0] = bytes.subarray(at, at + 4);
  if (sync !== 0xff || (b1 & 0xe0) !== 0xe0 || (b1 & 0x06) !== 0x02) return undefined;
  const version = (b1 >> 3) & 3;
  const rate = RATES[(b2 >> 2) & 3];
  if (version === 1 || rate === undefined) return undefined;
  const first = version === 3;
  const kbits = (first ? KBITS_V1 : KBITS_V2)[b2 >> 4];
  if (kbits === undefined || kbits === 0) return undefined;
  let hertz: number = rate;
  if (version === 2) hertz = rate / 2;
  if (version === 0) hertz = rate / 4;
  const padding = (b2 >> 1) & 1;
  const mono = b3 >> 6 === 3;
  const crc = (b1 & 1) === 0 ? 2 : 0;
  let side = mono ? 17 : 32;
  if (!first) side = mono ? 9 : 17;
  return {
    size: Math.floor(((first ? 144 : 72) * kbits * 1000) / hertz) + padding,
    seconds: (first ? 1152 : 576) / hertz,
    stream: (b1 & 0xfe) * 256 + ((b2 >> 2) & 3),
    tagAt: 4 + crc + side,
  };
}

function wordAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** True for a frame that only describes the file: Xing, Info, VBRI. */
function isIndexFrame(bytes: Uint8Array, at: number, head: FrameHead): boolean {
  const word = wordAt(bytes, at + head.tagAt, 4);
  return word === 'Xing' || word === 'Info' || wordAt(bytes, at + 36, 4) === 'VBRI';
}

/** Lists the frames that carry sound; skips ID3 tags, index frames, garbage and a cut last frame. */
export function listFrames(bytes: Uint8Array): FrameList {
  const starts: number[] = [];
  const sizes: number[] = [];
  const times = [0];
  let inStep = false;
  let seenIndex = false;
  for (let at = 0; at + 4 <= bytes.length;) {
    if (wordAt(bytes, at, 3) === 'ID3') {
      const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = bytes.subarray(at + 6, at + 10);
      at += 10 + s0 * 2_097_152 + s1 * 16_384 + s2 * 128 + s3;
      inStep = false;
      continue;
    }
    const head = frameHead(bytes, at);
    const next = head === undefined ? undefined : frameHead(bytes, at + head.size);
    const fits = head !== undefined && at + head.size <= bytes.length;
    const last = head !== undefined && at + head.size === bytes.length;
    if (head === undefined || !fits || (!inStep && !last && next?.stream !== head.stream)) {
      inStep = false;
      at += 1;
      continue;
    }
    // One in the middle of a joined file is played, as silence.
    if (starts.length > 0 || seenIndex || !isIndexFrame(bytes, at, head)) {
      starts.push(at);
      sizes.push(head.size);
      times.push((times.at(-1) ?? 0) + head.seconds);
    } else {
      seenIndex = true;
    }
    inStep = true;
    at += head.size;
  }
  return { bytes, starts, sizes, times };
}

/** Bytes of a frame that its fingerprint looks at; equality is decided by all of them. */
const PRINT_BYTES = 64;

function fingerprint(list: FrameList, index: number): number {
  const start = list.starts[index] ?? 0;
  const end = start + Math.min(list.sizes[index] ?? 0, PRINT_BYTES);
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at += 1) {
    hash = Math.imul(hash ^ (list.bytes[at] ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

function sameFrame(left: FrameList, i: number, right: FrameList, j: number): boolean {
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
  readonly list: FrameList;
  readonly byPrint: ReadonlyMap<number, readonly number[]>;
}

/** Knows these episodes; each is indexed when bytes are first looked for in it. */
export function makeRecogniser(
  episodes: readonly { readonly id: string; readonly audio: Uint8Array }[],
): Recogniser {
  const known = new Map<string, Known>();
  const indexOf = (episode: { readonly id: string; readonly audio: Uint8Array }): Known => {
    let entry = known.get(episode.id);
    if (entry === undefined) {
      entry = index(episode.id, episode.audio);
      known.set(episode.id, entry);
    }
    return entry;
  };
  return (bytes) => {
    const piece = listFrames(bytes);
    if (piece.starts.length === 0) return undefined;
    const print = fingerprint(piece, 0);
    for (const episode of episodes) {
      const { list, byPrint } = indexOf(episode);
      const from = (byPrint.get(print) ?? []).find((position) => holds(list, position, piece));
      if (from === undefined) continue;
      const frames = piece.starts.length;
      const [startSec = 0, endSec = 0] = [list.times[from], list.times[from + frames]];
      return { episode: episode.id, startSec, endSec, frames };
    }
    return undefined;
  };
}

function index(id: string, audio: Uint8Array): Known {
  const list = listFrames(audio);
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
function holds(list: FrameList, from: number, piece: FrameList): boolean {
  if (from + piece.starts.length > list.starts.length) return false;
  return piece.starts.every((_, step) => sameFrame(list, from + step, piece, step));
}
