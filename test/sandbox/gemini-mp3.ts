/** The frames of an MP3, read apart from the product's own walker, so that the two check each other. */

/** The frames of a file that carry sound: packets, or stretches of samples, where it has no frames. */
export interface FrameList {
  readonly bytes: Uint8Array;
  /** Position of each frame's first byte. */
  readonly starts: readonly number[];
  /** Bytes of each frame. */
  readonly sizes: readonly number[];
  /** Seconds at which each frame begins; one more entry than frames: the last is the duration. */
  readonly times: readonly number[];
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
