/**
 * The frame that says how long a file is: `Xing` (variable bitrate), `Info` (constant) or the
 * Fraunhofer `VBRI`. It holds no audio. (Layout: the Xing SDK's documentation and LAME's tag
 * specification; VBRI as Fraunhofer's encoder writes it.)
 */
import { formatKeyAt, formatOf, headerWithRoom, sideInfoBytes } from './mp3-header.ts';
import { asciiAt } from './tags.ts';

/** `Xing` or `Info`, flags, frames, bytes. */
const INFO_BYTES = 16;
const HAS_FRAMES = 1;
const HAS_BYTES = 2;
/** VBRI stands at a fixed place, whatever the side information. */
const VBRI_AT = 36;
const VBRI_FRAMES_AT = 14;

/**
 * The promise of an information frame: how many frames follow (0: it does not say); `undefined`
 * when the frame at `at` is an ordinary one. The caller sees to it that the frame is in `bytes`.
 */
export function infoFrameAt(
  bytes: Uint8Array,
  at: number,
): { readonly frames: number } | undefined {
  const isV1 = (bytes[at + 1]! & 0x18) === 0x18;
  const mono = bytes[at + 3]! >= 0xc0;
  let tagAt = at + 4 + sideInfoBytes(isV1 ? 3 : 2, mono);
  // Some writers count the checksum in, some do not.
  if ((bytes[at + 1]! & 1) === 0 && !isXingByte(bytes[tagAt])) {
    tagAt += 2;
  }
  if (
    isXingByte(bytes[tagAt]) &&
    (asciiAt(bytes, tagAt, 'Xing') || asciiAt(bytes, tagAt, 'Info'))
  ) {
    const hasFrames = (bytes[tagAt + 7]! & HAS_FRAMES) !== 0;
    return { frames: hasFrames ? uint32At(bytes, tagAt + 8) : 0 };
  }
  if (bytes[at + VBRI_AT] === 0x56 && asciiAt(bytes, at + VBRI_AT, 'VBRI')) {
    return { frames: uint32At(bytes, at + VBRI_AT + VBRI_FRAMES_AT) };
  }
  return undefined;
}

/** `X` or `I`. */
function isXingByte(byte: number | undefined): boolean {
  return byte === 0x58 || byte === 0x49;
}

function uint32At(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) {
    return 0;
  }
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}

/**
 * An information frame of our own for a slice, so that a decoder reports the right duration.
 *
 * @param header four bytes of a frame of the slice: version, sample rate and channels are taken over.
 * @returns the frame; empty when the format has no frame long enough (the slice then goes without).
 */
export function makeInfoFrame(
  header: Uint8Array,
  slice: { readonly frames: number; readonly audioBytes: number; readonly isVbr: boolean },
): Uint8Array {
  const format = formatOf(formatKeyAt(header, 0));
  const tagAt = 4 + sideInfoBytes(format.versionBits, format.channels === 1);
  const room = headerWithRoom(header, tagAt + INFO_BYTES);
  if (room === undefined) {
    return new Uint8Array(0);
  }
  const frame = new Uint8Array(room.frameBytes);
  frame.set(room.header);
  frame.set(new TextEncoder().encode(slice.isVbr ? 'Xing' : 'Info'), tagAt);
  const view = new DataView(frame.buffer, tagAt);
  view.setUint32(4, HAS_FRAMES | HAS_BYTES);
  view.setUint32(8, slice.frames);
  view.setUint32(12, slice.audioBytes + frame.length);
  return frame;
}
