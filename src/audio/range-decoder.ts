/** The range decoder of Opus (RFC 6716, 4.1), for the symbols at the start of a frame. */

/** A frame that is being read. One object serves for many frames: they are short, and there are many. */
export interface RangeDecoder {
  bytes: Uint8Array;
  /** Where the frame ends in `bytes`. */
  end: number;
  /** The next byte. */
  at: number;
  /** The last byte, of which one bit is still to be used. */
  rest: number;
  range: number;
  /** The distance of the coded value from the top of the range. */
  value: number;
  /** Bits taken in so far. */
  bits: number;
  frameBits: number;
}

/** Values have 31 bits. */
const VALUE_MASK = 0x7fffffff;
/** The range is widened when it is not above this. */
const BOTTOM = 2 ** 23;

/** A decoder without a frame. */
export function makeRangeDecoder(): RangeDecoder {
  return {
    bytes: new Uint8Array(0),
    end: 0,
    at: 0,
    rest: 0,
    range: 0,
    value: 0,
    bits: 0,
    frameBits: 0,
  };
}

/** Begins with the frame at `[start, end)`. Bytes behind its end are zeros (4.1.2.1). */
export function beginFrame(
  decoder: RangeDecoder,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  decoder.bytes = bytes;
  decoder.end = end;
  decoder.at = start;
  decoder.frameBits = 8 * (end - start);
  decoder.bits = 9;
  decoder.range = 128;
  decoder.rest = nextByte(decoder);
  decoder.value = 127 - (decoder.rest >> 1);
  widen(decoder);
}

function nextByte(decoder: RangeDecoder): number {
  if (decoder.at >= decoder.end) {
    return 0;
  }
  decoder.at += 1;
  return decoder.bytes[decoder.at - 1]!;
}

function widen(decoder: RangeDecoder): void {
  while (decoder.range <= BOTTOM) {
    decoder.bits += 8;
    decoder.range *= 256;
    const last = decoder.rest;
    decoder.rest = nextByte(decoder);
    const taken = ((last << 8) | decoder.rest) >> 1;
    decoder.value = ((decoder.value << 8) | (255 & ~taken)) & VALUE_MASK;
  }
}

/** Bits of the frame that are not used yet (4.1.6.1); negative when it is overdrawn. */
export function bitsLeft(decoder: RangeDecoder): number {
  return decoder.frameBits - decoder.bits + 32 - Math.clz32(decoder.range);
}

/** A bit that is 1 once in `2^logp` times (4.1.3.2). */
export function readBit(decoder: RangeDecoder, logp: number): boolean {
  const share = Math.floor(decoder.range / (1 << logp));
  const isOne = decoder.value < share;
  if (isOne) {
    decoder.range = share;
  } else {
    decoder.value -= share;
    decoder.range -= share;
  }
  widen(decoder);
  return isOne;
}

/** A symbol from a table of 256 minus the cumulated frequencies, its last entry 0 (4.1.3.3). */
export function readSymbol(decoder: RangeDecoder, table: ArrayLike<number>, totalBits = 8): number {
  const unit = Math.floor(decoder.range / (1 << totalBits));
  let above = decoder.range;
  let symbol = 0;
  let below = unit * table[0]!;
  while (decoder.value < below) {
    symbol += 1;
    above = below;
    below = unit * table[symbol]!;
  }
  decoder.value -= below;
  decoder.range = above - below;
  widen(decoder);
  return symbol;
}

/** One of `count` numbers that are equally likely; at most 256 (4.1.5). */
export function readUniform(decoder: RangeDecoder, count: number): number {
  const unit = Math.floor(decoder.range / count);
  const value = count - Math.min(Math.floor(decoder.value / unit) + 1, count);
  const below = unit * (count - value - 1);
  decoder.value -= below;
  decoder.range = value > 0 ? unit : decoder.range - below;
  widen(decoder);
  return value;
}

/** Skips bits that stand plainly at the frame's end (4.1.4). */
export function skipRawBits(decoder: RangeDecoder, count: number): void {
  decoder.bits += count;
}

/** Of 32768: what is kept for values that the curve does not reach. */
const RESERVED = 32;

/**
 * A whole number around 0 whose frequencies fall off on both sides (4.3.2.1).
 *
 * @param zeroShare frequency of 0, of 32768.
 * @param decay by how much each further value is rarer, of 16384.
 */
export function readLaplace(decoder: RangeDecoder, zeroShare: number, decay: number): number {
  const unit = decoder.range >>> 15;
  const found = 32_768 - Math.min(Math.floor(decoder.value / unit) + 1, 32_768);
  let value = 0;
  let low = 0;
  let share = zeroShare;
  if (found >= share) {
    value = 1;
    low = share;
    share = (((32_768 - RESERVED - share) * (16_384 - decay)) >> 15) + 1;
    while (share > 1 && found >= low + 2 * share) {
      share *= 2;
      low += share;
      share = (((share - 2) * decay) >> 15) + 1;
      value += 1;
    }
    if (share <= 1) {
      const more = (found - low) >> 1;
      value += more;
      low += 2 * more;
    }
    if (found < low + share) {
      value = -value;
    } else {
      low += share;
    }
  }
  const high = Math.min(low + share, 32_768);
  const below = unit * (32_768 - high);
  decoder.value -= below;
  decoder.range = low > 0 ? unit * (high - low) : decoder.range - below;
  widen(decoder);
  return value;
}
