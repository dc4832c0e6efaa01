/** Reads bits from the top of each byte on; bits behind the end are zeros. One object may serve for many. */
export interface BitReader {
  bytes: Uint8Array;
  /** The next bit, counted from the start. */
  position: number;
}

/** A reader from the first byte on. */
export function bitReader(bytes: Uint8Array): BitReader {
  return { bytes, position: 0 };
}

/** The next bits without going on, at most 25. */
export function peekBits(reader: BitReader, count: number): number {
  const { bytes, position } = reader;
  const at = position >> 3;
  const word =
    (((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0)) <<
    (position & 7);
  return count === 0 ? 0 : word >>> (32 - count);
}

/** The next bits, at most 25. */
export function readBits(reader: BitReader, count: number): number {
  const value = peekBits(reader, count);
  reader.position += count;
  return value;
}

/** Goes on over any number of bits. */
export function skipBits(reader: BitReader, count: number): void {
  reader.position += count;
}

/** Whether all bytes are read. */
export function isAtEnd(reader: BitReader): boolean {
  return reader.position >= reader.bytes.length * 8;
}
