/** Reads bits from the top of each byte on; bits behind the end are zeros. */
export interface BitReader {
  readonly bits: (count: number) => number;
  /** The same without going on. */
  readonly peek: (count: number) => number;
  readonly skip: (count: number) => void;
}

/** A reader from a byte on. At most 24 bits at once. */
export function bitReader(bytes: Uint8Array, from: number): BitReader {
  let position = from * 8;
  const peek = (count: number): number => {
    const at = position >> 3;
    const word =
      (((bytes[at] ?? 0) << 24) |
        ((bytes[at + 1] ?? 0) << 16) |
        ((bytes[at + 2] ?? 0) << 8) |
        (bytes[at + 3] ?? 0)) <<
      (position & 7);
    return count === 0 ? 0 : word >>> (32 - count);
  };
  return {
    peek,
    bits: (count) => {
      const value = peek(count);
      position += count;
      return value;
    },
    skip: (count) => {
      position += count;
    },
  };
}
