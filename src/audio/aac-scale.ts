/** How the scale factors of AAC's bands follow each other: the Huffman code of ISO/IEC 14496-3, table 4.A.1. */
import { peekBits, skipBits } from './bits.ts';
import type { BitReader } from './bits.ts';

/** Codewords of 1, 2, … 19 bits. Those of a length are consecutive numbers, shorter ones come first. */
const COUNTS = [1, 0, 1, 3, 2, 4, 3, 5, 4, 6, 6, 6, 5, 8, 4, 7, 3, 7, 46];
/** What they stand for, in the order of the codewords: the difference to the factor before. */
// oxfmt-ignore
const STEPS = Int8Array.from([
  0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, 6, -6, 7, -7, 8, -8, 9, -9, 10,
  -10, -11, 11, 12, -12, 13, -13, 14, -14, 16, 15, 17, 18, -15, -17, -16, 19, -18, -19, 20,
  -20, 21, -21, 22, -22, 23, -23, -25, 25, -27, -24, -26, 24, -28, 27, 29, -30, -29, 26, -31,
  -34, -33, -32, -36, 28, -35, -38, -37, 30, -39, -41, -57, -59, -58, -60, 38, 39, 40, 41, 42,
  57, 37, 31, 32, 33, 34, 35, 36, 44, 51, 52, 53, 54, 55, 56, 50, 45, 46, 47, 48,
  49, 58, -54, -52, -51, -50, -55, 43, 60, 59, -56, -53, -45, -44, -42, -40, -43, -49, -48, -46,
  -47,
]);
const LONGEST = COUNTS.length;
/** Codewords up to so long are looked up at once. */
const SHORT = 9;
/** By the next {@link SHORT} bits: the step, lifted by 64, and the length below it; 0: a longer codeword. */
const BY_BITS = makeTable();

function makeTable(): Uint16Array {
  const table = new Uint16Array(1 << SHORT);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= SHORT; length += 1, code <<= 1) {
    for (let left = COUNTS[length - 1]!; left > 0; left -= 1, code += 1, at += 1) {
      const from = code << (SHORT - length);
      table.fill(((STEPS[at]! + 64) << 5) | length, from, from + (1 << (SHORT - length)));
    }
  }
  return table;
}

/** Reads the step from one scale factor to the next, −60 to 60. */
export function readScaleStep(reader: BitReader): number {
  const bits = peekBits(reader, LONGEST);
  const found = BY_BITS[bits >> (LONGEST - SHORT)]!;
  if (found !== 0) {
    skipBits(reader, found & 31);
    return (found >> 5) - 64;
  }
  let first = 0;
  let at = 0;
  for (let length = 1; length <= LONGEST; length += 1, first <<= 1) {
    const count = COUNTS[length - 1]!;
    const place = (bits >> (LONGEST - length)) - first;
    if (place < count) {
      skipBits(reader, length);
      return STEPS[at + place]!;
    }
    first += count;
    at += count;
  }
  return 0;
}
