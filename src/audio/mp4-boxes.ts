/** Boxes of MP4 and QuickTime files (ISO/IEC 14496-12, 4.2): a length, a name, contents. */

/** A box inside bytes that were read. */
export interface Box {
  /** Four characters. */
  readonly type: string;
  readonly body: Uint8Array;
}

/** The head of a box. */
export interface BoxHead {
  readonly type: string;
  readonly headBytes: number;
  /** With its head; 0: up to the end of what holds it. */
  readonly bytes: number;
}

/** Bytes that {@link boxHeadAt} needs. */
export const BOX_HEAD_BYTES = 16;

/** The head of the box at `at`; `undefined` when there is none. */
export function boxHeadAt(bytes: Uint8Array, at: number): BoxHead | undefined {
  if (at + 8 > bytes.length) {
    return undefined;
  }
  const size = uint32(bytes, at);
  const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
  if (size === 1) {
    return at + 16 > bytes.length
      ? undefined
      : { type, headBytes: 16, bytes: uint64(bytes, at + 8) };
  }
  return { type, headBytes: 8, bytes: size };
}

/** The boxes in `bytes`, up to the first that does not fit. */
export function* boxesIn(bytes: Uint8Array): Generator<Box> {
  let at = 0;
  for (let head = boxHeadAt(bytes, at); head !== undefined; head = boxHeadAt(bytes, at)) {
    const size = head.bytes === 0 ? bytes.length - at : head.bytes;
    if (size < head.headBytes || at + size > bytes.length) {
      return;
    }
    yield { type: head.type, body: bytes.subarray(at + head.headBytes, at + size) };
    at += size;
  }
}

/** The first box along a path of types; `undefined` when there is none. */
export function findBox(bytes: Uint8Array, ...path: readonly string[]): Uint8Array | undefined {
  let found: Uint8Array | undefined = bytes;
  for (const type of path) {
    found = found === undefined ? undefined : boxesIn(found).find((box) => box.type === type)?.body;
  }
  return found;
}

/** Four bytes, big-endian; 0 when they are not there. */
export function uint32(bytes: Uint8Array, at: number): number {
  return at + 4 > bytes.length
    ? 0
    : new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}

/** Eight bytes, big-endian; exact up to 2^53. 0 when they are not there. */
export function uint64(bytes: Uint8Array, at: number): number {
  return uint32(bytes, at) * 2 ** 32 + uint32(bytes, at + 4);
}

/** Two bytes, big-endian; 0 when they are not there. */
export function uint16(bytes: Uint8Array, at: number): number {
  return at + 2 > bytes.length ? 0 : (bytes[at]! << 8) | bytes[at + 1]!;
}
