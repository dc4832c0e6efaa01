/** Tags that stand between frames: how long each is. Nothing is trusted that a tag does not prove. */

/** Bytes of lookahead that {@link tagBytesAt} needs. */
export const TAG_HEAD_BYTES = 32;

const ID3V1_BYTES = 128;
const APE_HEADER_BYTES = 32;
const APE_IS_HEADER = 1 << 29;

/** True when `text` (ASCII) stands at `at`. */
export function asciiAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}

/** A 28-bit number stored in four bytes of seven bits; `undefined` when a high bit is set. */
export function syncsafeAt(bytes: Uint8Array, at: number): number | undefined {
  let value = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined || byte > 0x7f) {
      return undefined;
    }
    value = value * 128 + byte;
  }
  return value;
}

/** Length of the ID3v2 tag at `at`, with header and footer (ID3v2.4 structure, 3.1); 0 when there is none. */
export function id3v2BytesAt(bytes: Uint8Array, at: number): number {
  if (!asciiAt(bytes, at, 'ID3') || bytes[at + 3] === 0xff || bytes[at + 4] === 0xff) {
    return 0;
  }
  const size = syncsafeAt(bytes, at + 6);
  if (size === undefined) {
    return 0;
  }
  const hasFooter = (bytes[at + 5]! & 0x10) !== 0;
  return 10 + size + (hasFooter ? 10 : 0);
}

/**
 * Length of the tag that starts at `at`: ID3v2, ID3v1 (`TAG`) or APE with its items; 0 when there
 * is none. Bytes past the end of `bytes` count as absent.
 */
export function tagBytesAt(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case 0x49:
      return id3v2BytesAt(bytes, at);
    case 0x54:
      return asciiAt(bytes, at, 'TAG') ? ID3V1_BYTES : 0;
    case 0x41:
      return apeBytesAt(bytes, at);
    default:
      return 0;
  }
}

function apeBytesAt(bytes: Uint8Array, at: number): number {
  if (!asciiAt(bytes, at, 'APETAGEX') || at + APE_HEADER_BYTES > bytes.length) {
    return 0;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, APE_HEADER_BYTES);
  const isHeader = (view.getUint32(20, true) & APE_IS_HEADER) !== 0;
  // The size counts the items and the footer; a footer met on its own has its items behind it.
  return isHeader ? APE_HEADER_BYTES + view.getUint32(12, true) : APE_HEADER_BYTES;
}

/** How many bytes at the end of a file {@link tailTagBytes} wants to see. */
export const TAIL_BYTES = ID3V1_BYTES;

/**
 * Bytes of the ID3v1 tag at the end of a file; 0 when there is none. Other tags are met on the way
 * there. `tail` is the file's last {@link TAIL_BYTES} (fewer when the file is shorter).
 */
export function tailTagBytes(tail: Uint8Array): number {
  return tail.length === ID3V1_BYTES && asciiAt(tail, 0, 'TAG') ? ID3V1_BYTES : 0;
}
