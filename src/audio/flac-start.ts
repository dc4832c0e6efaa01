/**
 * How a FLAC frame begins: its first samples, decoded (RFC 9639, 9.2). They tell how much louder the
 * sound is than what its predictor leaves over, and that what is left over is as long as the frame.
 */

/** Samples of a frame that are decoded; all of them would take thirty times as long. */
const START_SAMPLES = 128;
const MAX_ORDER = 32;
/** Wider samples are not read: none are in use. */
const MAX_BITS = 24;
const LARGEST_SAMPLE = 2 ** 32;

/** What the first samples of a frame tell. */
export interface FlacStart {
  /** RMS of the samples, dB of full scale; −Infinity for silence; `undefined` when they are a difference. */
  readonly rmsDb: number | undefined;
  /** How much the sound is louder than what its predictor leaves over, dB, at least 0. */
  readonly gainDb: number;
  /** Channels in front that hold one value for the whole frame: they take no bits. */
  readonly constantChannels: number;
  /** Low bits that are zero in all samples of the first other channel. */
  readonly wastedBits: number;
}

/** What of a frame its start depends on. */
export interface FlacShape {
  readonly bitsPerSample: number;
  /** The first channel is a difference. */
  readonly isSideFirst: boolean;
  readonly channels: number;
  /** Samples of one channel. */
  readonly samples: number;
}

/** Bits of the frame, from the top of each byte on; behind its end are zeros. */
interface Cursor {
  readonly bytes: Uint8Array;
  position: number;
}

/** One array for all frames: there are many. */
const decoded = new Float64Array(START_SAMPLES);

/**
 * Reads the start of a frame. Channels that are constant are looked behind: the difference of two equal
 * channels is one.
 *
 * @param at where the frame's data start, behind its head.
 */
export function readFlacStart(bytes: Uint8Array, at: number, shape: FlacShape): FlacStart {
  const cursor: Cursor = { bytes, position: at * 8 };
  let rmsDb: number | undefined;
  for (let channel = 0; channel < shape.channels; channel += 1) {
    const isSide = shape.isSideFirst && channel === 0;
    cursor.position += 1;
    const type = takeBits(cursor, 6);
    const wastedBits = takeBits(cursor, 1) === 0 ? 0 : takeUnary(cursor) + 1;
    // A difference takes a bit more.
    const width = shape.bitsPerSample + (isSide ? 1 : 0) - wastedBits;
    const found =
      width < 1 || width > MAX_BITS ? undefined : readSubframe(cursor, type, width, shape.samples);
    const fullScale = 2 ** (width - 1);
    const db = found === undefined ? undefined : toDb(found.power / fullScale ** 2);
    if (!isSide && db !== undefined) {
      rmsDb = Math.max(rmsDb ?? -Infinity, db);
    }
    const isConstant = type === 0 && found !== undefined;
    if (!isConstant) {
      const gain = found === undefined ? 0 : toDb(found.power / Math.max(1 / 12, found.residual));
      return { rmsDb, gainDb: Math.max(0, gain), constantChannels: channel, wastedBits };
    }
  }
  return { rmsDb, gainDb: 0, constantChannels: shape.channels, wastedBits: 0 };
}

function toDb(power: number): number {
  return 10 * Math.log10(power);
}

/** Mean squares of samples and of what the predictor left over. */
interface Powers {
  readonly power: number;
  readonly residual: number;
}

/** The first samples of a channel, by the kind of its coding (9.2.1); `undefined` for a reserved kind. */
function readSubframe(
  cursor: Cursor,
  type: number,
  width: number,
  samples: number,
): Powers | undefined {
  const count = Math.min(START_SAMPLES, samples);
  if (type === 0) {
    const power = takeSigned(cursor, width) ** 2;
    return { power, residual: power };
  }
  if (type === 1) {
    const power = takeVerbatim(cursor, width, count);
    return { power, residual: power };
  }
  const isFixed = type >= 8 && type <= 12;
  if (!isFixed && type < 32) {
    return undefined;
  }
  const order = isFixed ? type - 8 : type - 31;
  takeVerbatim(cursor, width, Math.min(order, count));
  const predictor = isFixed ? FIXED[order]! : takePredictor(cursor, order);
  return predictSamples(cursor, predictor, { order, count, samples });
}

/** Reads samples that stand plainly; returns their mean square. */
function takeVerbatim(cursor: Cursor, width: number, count: number): number {
  let sum = 0;
  for (let sample = 0; sample < count; sample += 1) {
    const value = takeSigned(cursor, width);
    decoded[sample] = value;
    sum += value * value;
  }
  return count === 0 ? 0 : sum / count;
}

/** Weights of the samples before, the nearest first, and what their sum is divided by. */
interface Predictor {
  readonly weights: Float64Array;
  readonly divisor: number;
}

/** The fixed predictors (9.2.5). */
const FIXED: readonly Predictor[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]].map(
  (weights) => ({ weights: Float64Array.from(weights), divisor: 1 }),
);

const takenWeights = new Float64Array(MAX_ORDER);

/** A linear predictor (9.2.6). */
function takePredictor(cursor: Cursor, order: number): Predictor {
  const width = takeBits(cursor, 4) + 1;
  const shift = takeSigned(cursor, 5);
  for (let weight = 0; weight < order; weight += 1) {
    takenWeights[weight] = takeSigned(cursor, width);
  }
  return { weights: takenWeights, divisor: 2 ** Math.max(0, shift) };
}

/** Reads what is left over, partition by partition (9.2.7), and adds it to what is foretold. */
function predictSamples(
  cursor: Cursor,
  { weights, divisor }: Predictor,
  frame: { readonly order: number; readonly count: number; readonly samples: number },
): Powers {
  const { order, count } = frame;
  const parameterBits = takeBits(cursor, 2) === 0 ? 4 : 5;
  const escape = 2 ** parameterBits - 1;
  const partition = Math.max(1, Math.floor(frame.samples / 2 ** takeBits(cursor, 4)));
  let power = 0;
  let residual = 0;
  let parameter = 0;
  let rawBits = 0;
  let partitionEnd = 0;
  for (let sample = order; sample < count; sample += 1) {
    while (sample >= partitionEnd) {
      parameter = takeBits(cursor, parameterBits);
      rawBits = parameter === escape ? takeBits(cursor, 5) : 0;
      partitionEnd += partition;
    }
    const left = parameter === escape ? takeSigned(cursor, rawBits) : takeRice(cursor, parameter);
    let sum = 0;
    for (let back = 0; back < order; back += 1) {
      sum += weights[back]! * decoded[sample - 1 - back]!;
    }
    const value = Math.floor(sum / divisor) + left;
    // Bytes that are no frame may foretell ever larger samples.
    decoded[sample] = Math.max(-LARGEST_SAMPLE, Math.min(value, LARGEST_SAMPLE));
    power += decoded[sample]! ** 2;
    residual += left * left;
  }
  const read = Math.max(1, count - order);
  return { power: power / read, residual: residual / read };
}

/** At most 24 bits. */
function takeBits(cursor: Cursor, count: number): number {
  if (count === 0) {
    return 0;
  }
  const word = wordAt(cursor);
  cursor.position += count;
  return word >>> (32 - count);
}

/** 32 bits, of which the last 7 may be missing. */
function wordAt({ bytes, position }: Cursor): number {
  const at = position >> 3;
  const word =
    at + 3 < bytes.length
      ? (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
      : ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8);
  return word << (position & 7);
}

/** A number in two's complement. */
function takeSigned(cursor: Cursor, count: number): number {
  if (count > MAX_BITS) {
    const high = takeSigned(cursor, count - 16);
    return high * 65_536 + takeBits(cursor, 16);
  }
  return count === 0 ? 0 : (takeBits(cursor, count) << (32 - count)) >> (32 - count);
}

/** Zeros before a one. Ends with the bytes. */
function takeUnary(cursor: Cursor): number {
  let zeros = 0;
  for (;;) {
    const found = Math.clz32(wordAt(cursor));
    if (found < 25) {
      cursor.position += found + 1;
      return zeros + found;
    }
    zeros += 25;
    cursor.position += 25;
    if (cursor.position >= cursor.bytes.length * 8) {
      return zeros;
    }
  }
}

/** A number whose lower bits stand plainly behind its upper part in unary (9.2.7.2). */
function takeRice(cursor: Cursor, parameter: number): number {
  const upper = takeUnary(cursor);
  const lower =
    parameter > MAX_BITS
      ? takeBits(cursor, parameter - 16) * 65_536 + takeBits(cursor, 16)
      : takeBits(cursor, parameter);
  const folded = upper * 2 ** parameter + lower;
  return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
}
