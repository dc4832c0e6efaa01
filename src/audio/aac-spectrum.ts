/** The energy of AAC's spectrum, band by band (ISO/IEC 14496-3, 4.6.3). */
import { SPECTRAL_BOOKS } from './aac-books.ts';
import type { SpectralBook } from './aac-books.ts';
import type { BitReader } from './bits.ts';

/** Spectral values are coded by their power of 3/4; energies go by the square of the values. */
const TO_ENERGY = 8 / 3;
/** In the last codebook this value says that the true one follows. */
const ESCAPE = 16;
/** The longest prefix of such a value: 8191 is the largest. */
const LONGEST_PREFIX = 8;
/** Energies of values below this are looked up. */
const COMMON_VALUES = 512;
const ENERGIES = Float64Array.from({ length: COMMON_VALUES }, (_, value) => value ** TO_ENERGY);
/** Codewords up to so long are looked up at once. */
const SHORT = 12;
/** The longest codeword of all. */
const LONGEST = 16;

/** A codebook made ready. A codeword is told by one number: escapes, place in the order, and length with signs. */
interface Decoder {
  readonly dimension: number;
  readonly counts: readonly number[];
  readonly codewords: Uint16Array;
  /** Energy of each, without that of the values that follow it. */
  readonly energies: Float64Array;
  /** The codeword by the next {@link SHORT} bits; 0: it is longer. */
  readonly byBits: Uint16Array;
}
const LENGTH_MASK = 31;
const PLACE_SHIFT = 5;
const PLACE_MASK = 511;
const ESCAPES_SHIFT = 14;

const DECODERS = SPECTRAL_BOOKS.map(makeDecoder);

function makeDecoder(book: SpectralBook): Decoder {
  const { dimension, counts, entries } = book;
  const codewords = new Uint16Array(entries.length);
  const energies = new Float64Array(entries.length);
  const byBits = new Uint16Array(1 << SHORT);
  let place = 0;
  let code = 0;
  for (const [shorter, count] of counts.entries()) {
    const length = shorter + 1;
    for (let left = count; left > 0; left -= 1, code += 1, place += 1) {
      const values = valuesOf(book, entries[place]!);
      const escapes = values.filter((value) => value === ESCAPE).length;
      const signs = book.isSigned ? 0 : values.filter((value) => value !== 0).length;
      energies[place] = values.reduce(
        (sum, value) => sum + (value === ESCAPE ? 0 : ENERGIES[value]!),
        0,
      );
      const word = (escapes << ESCAPES_SHIFT) | (place << PLACE_SHIFT) | (length + signs);
      codewords[place] = word;
      if (length <= SHORT) {
        const from = code << (SHORT - length);
        byBits.fill(word, from, from + (1 << (SHORT - length)));
      }
    }
    code <<= 1;
  }
  return { dimension, counts, codewords, energies, byBits };
}

/** The values of an entry without their signs. */
function valuesOf({ dimension, largest, isSigned }: SpectralBook, entry: number): number[] {
  const base = isSigned ? 2 * largest + 1 : largest + 1;
  return Array.from({ length: dimension }, (_, digit) =>
    Math.abs((Math.floor(entry / base ** digit) % base) - (isSigned ? largest : 0)),
  );
}

/**
 * Reads the values of a band.
 *
 * @param book 1 to 11.
 * @param lines how many values there are; a multiple of 4.
 * @returns the sum of their squares before they are scaled. Behind the reader's end nothing is read.
 */
export function readEnergy(reader: BitReader, book: number, lines: number): number {
  const decoder = DECODERS[book - 1]!;
  const { dimension, energies, byBits } = decoder;
  const { bytes, position } = reader;
  // The next bits, from the top, and how many of them there are: this is the innermost loop of all.
  let at = (position >> 3) + 1;
  let bits = (bytes[at - 1] ?? 0) << (24 + (position & 7));
  let held = 8 - (position & 7);
  let energy = 0;
  for (let line = 0; line < lines && at <= bytes.length + 4; line += dimension) {
    for (; held <= 24; held += 8, at += 1) bits |= (bytes[at] ?? 0) << (24 - held);
    let word = byBits[bits >>> (32 - SHORT)]!;
    if (word === 0) word = longer(decoder, bits >>> (32 - LONGEST));
    bits <<= word & LENGTH_MASK;
    held -= word & LENGTH_MASK;
    energy += energies[(word >> PLACE_SHIFT) & PLACE_MASK]!;
    for (let escapes = word >> ESCAPES_SHIFT; escapes > 0; escapes -= 1) {
      for (; held <= 24; held += 8, at += 1) bits |= (bytes[at] ?? 0) << (24 - held);
      const prefix = Math.min(LONGEST_PREFIX, Math.clz32(~bits));
      const value = (16 << prefix) + ((bits << (prefix + 1)) >>> (28 - prefix));
      bits <<= 2 * prefix + 5;
      held -= 2 * prefix + 5;
      energy += value < COMMON_VALUES ? ENERGIES[value]! : value ** TO_ENERGY;
    }
  }
  reader.position = 8 * at - held;
  return energy;
}

/** A codeword of more than {@link SHORT} bits, from the next {@link LONGEST}. */
function longer({ counts, codewords }: Decoder, bits: number): number {
  let first = 0;
  let at = 0;
  for (let length = 1; length <= counts.length; length += 1) {
    const count = counts[length - 1]!;
    const place = (bits >> (LONGEST - length)) - first;
    if (place < count) return codewords[at + place]!;
    first = (first + count) << 1;
    at += count;
  }
  return 0;
}
