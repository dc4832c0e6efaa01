/** All of a channel of AAC that stands in front of its spectrum (ISO/IEC 14496-3, 4.4.2.7). */
import type { AacConfig } from './aac.ts';
import { readScaleStep } from './aac-scale.ts';
import { bitReader, isAtEnd, readBits, skipBits } from './bits.ts';
import type { BitReader } from './bits.ts';

/** Kinds of elements. */
const SINGLE_CHANNEL = 0;
const CHANNEL_PAIR = 1;
const DATA = 4;
const FILL = 6;
const END = 7;
const MAIN = 1;
const EIGHT_SHORT = 2;
/** Bands whose prediction is told at most: AAC Main by sampling frequency index, and AAC LTP. */
const PREDICTED_BANDS = [33, 33, 38, 40, 40, 40, 41, 41, 37, 37, 37, 34, 34];
const LONG_TERM_BANDS = 40;
/** The last codebook of the spectrum; behind it those of perceptual noise and of intensity stereo. */
export const LAST_SPECTRAL = 11;
export const NOISE = 13;
/** The first level of noise is written out, from so far below `global_gain` on. */
const NOISE_BITS = 9;
const NOISE_OFFSET = 90 + 256;
/** A band of noise has the energy of a value of 1 that is scaled by so much more. */
const NOISE_LIFT = 100;
/** Bands of all groups that a frame can state. */
const MOST_BANDS = 8 * 64;

/** What the syntax of a frame depends on. */
export type AacKind = Pick<AacConfig, 'objectType' | 'rateIndex'>;

/** A channel while it is read; one serves for all frames: there are many. */
export interface Channel {
  readonly reader: BitReader;
  /** Whether both channels of a pair have the same windows. */
  isShared: boolean;
  isShort: boolean;
  /** In each group. */
  bands: number;
  groups: number;
  /** Windows of each group: they share their scale factors. */
  readonly windows: Uint8Array;
  /** Codebook and scale factor of each band, group after group. */
  readonly books: Uint8Array;
  readonly scales: Uint8Array;
}

/** A channel without a frame. */
export function makeChannel(): Channel {
  return {
    reader: bitReader(new Uint8Array(0)),
    isShared: false,
    isShort: false,
    bands: 0,
    groups: 0,
    windows: new Uint8Array(8),
    books: new Uint8Array(MOST_BANDS),
    scales: new Uint8Array(MOST_BANDS),
  };
}

/**
 * Goes to the first channel of a frame.
 *
 * @param frame without any header.
 * @returns how many channels follow each other there: 2, 1, or 0 where there is no sound.
 */
export function openFrame(channel: Channel, frame: Uint8Array, kind: AacKind): number {
  const { reader } = channel;
  reader.bytes = frame;
  reader.position = 0;
  const element = soundingElement(reader);
  if (element === END) return 0;
  channel.isShared = element === CHANNEL_PAIR && readBits(reader, 1) === 1;
  if (channel.isShared) {
    readShape(channel, kind);
    const hasMask = readBits(reader, 2) === 1;
    skipBits(reader, hasMask ? channel.groups * channel.bands : 0);
  }
  return element === CHANNEL_PAIR ? 2 : 1;
}

/** Goes behind the head of the first element that holds one or two channels, and tells its kind. */
function soundingElement(reader: BitReader): number {
  while (!isAtEnd(reader)) {
    const element = readBits(reader, 3);
    const tag = readBits(reader, 4);
    if (element === FILL) {
      skipBits(reader, 8 * (tag < 15 ? tag : 14 + readBits(reader, 8)));
    } else if (element === DATA) {
      const isAligned = readBits(reader, 1) === 1;
      const bytes = readBits(reader, 8);
      const more = bytes === 255 ? readBits(reader, 8) : 0;
      skipBits(reader, (isAligned ? -reader.position & 7 : 0) + 8 * (bytes + more));
    } else {
      return element === SINGLE_CHANNEL || element === CHANNEL_PAIR ? element : END;
    }
  }
  return END;
}

/**
 * Reads the next channel up to its spectrum.
 *
 * @returns whether the spectrum follows. Not so in AAC SSR, which no encoder is known to write.
 */
export function readChannel(channel: Channel, kind: AacKind): boolean {
  const { reader } = channel;
  const gain = readBits(reader, 8);
  if (!channel.isShared) readShape(channel, kind);
  readBooks(channel);
  readScales(channel, gain);
  skipPulses(reader);
  skipFilters(channel);
  const hasGainControl = readBits(reader, 1) === 1;
  return !hasGainControl;
}

/** Reads how a channel, or both of a pair, is cut into windows, groups and bands. */
function readShape(channel: Channel, kind: AacKind): void {
  const { reader, windows } = channel;
  skipBits(reader, 1);
  channel.isShort = readBits(reader, 2) === EIGHT_SHORT;
  skipBits(reader, 1);
  channel.groups = 1;
  windows[0] = 1;
  if (!channel.isShort) {
    channel.bands = readBits(reader, 6);
    if (readBits(reader, 1) === 1) skipPrediction(channel, kind);
    return;
  }
  channel.bands = readBits(reader, 4);
  const joined = readBits(reader, 7);
  for (let bit = 6; bit >= 0; bit -= 1) {
    if (((joined >> bit) & 1) === 1) {
      windows[channel.groups - 1]! += 1;
    } else {
      windows[channel.groups] = 1;
      channel.groups += 1;
    }
  }
}

function skipPrediction(channel: Channel, kind: AacKind): void {
  const { reader, bands, isShared } = channel;
  if (kind.objectType === MAIN) {
    const isReset = readBits(reader, 1) === 1;
    skipBits(reader, (isReset ? 5 : 0) + Math.min(bands, PREDICTED_BANDS[kind.rateIndex] ?? 0));
    return;
  }
  for (let channels = isShared ? 2 : 1; channels > 0; channels -= 1) {
    const isPredicted = readBits(reader, 1) === 1;
    skipBits(reader, isPredicted ? 14 + Math.min(bands, LONG_TERM_BANDS) : 0);
  }
}

/** Reads the section data: which codebook holds for how many bands. */
function readBooks({ reader, isShort, bands: each, groups, books }: Channel): void {
  const bands = each * groups;
  const lengthBits = isShort ? 3 : 5;
  const escape = (1 << lengthBits) - 1;
  let band = 0;
  while (band < bands && !isAtEnd(reader)) {
    const book = readBits(reader, 4);
    let part = readBits(reader, lengthBits);
    let end = band + part;
    // The longest part is followed by another, be it of no band.
    while (part === escape) {
      part = readBits(reader, lengthBits);
      end += part;
    }
    end = Math.min(end, bands);
    books.fill(book, band, end);
    band = end;
  }
  books.fill(0, band, bands);
}

/**
 * Reads the scale factors. They are told by their differences, the first by that to `global_gain`;
 * levels of noise follow each other by themselves, and so do places of intensity stereo.
 */
function readScales({ reader, bands, groups, books, scales }: Channel, gain: number): void {
  let scale = gain;
  let noise = gain - NOISE_OFFSET + NOISE_LIFT;
  let isNoiseTold = false;
  for (let band = 0; band < bands * groups; band += 1) {
    const book = books[band]!;
    if (book === 0) continue;
    if (book === NOISE) {
      noise += isNoiseTold ? readScaleStep(reader) : readBits(reader, NOISE_BITS);
      isNoiseTold = true;
      scales[band] = Math.min(255, Math.max(0, noise));
      continue;
    }
    const step = readScaleStep(reader);
    if (book > LAST_SPECTRAL) continue;
    scale += step;
    scales[band] = Math.min(255, Math.max(0, scale));
  }
}

/** Pulses change a few values by a little. */
function skipPulses(reader: BitReader): void {
  if (readBits(reader, 1) === 0) return;
  const pulses = readBits(reader, 2) + 1;
  skipBits(reader, 6 + 9 * pulses);
}

/** The filters of temporal noise shaping. */
function skipFilters({ reader, isShort }: Channel): void {
  if (readBits(reader, 1) === 0) return;
  for (let windows = isShort ? 8 : 1; windows > 0; windows -= 1) {
    const filters = readBits(reader, isShort ? 1 : 2);
    const valueBits = filters > 0 ? 3 + readBits(reader, 1) : 0;
    for (let filter = 0; filter < filters; filter += 1) {
      skipBits(reader, isShort ? 4 : 6);
      const order = readBits(reader, isShort ? 3 : 5);
      if (order === 0) continue;
      skipBits(reader, 1);
      const shorter = readBits(reader, 1);
      skipBits(reader, order * (valueBits - shorter));
    }
  }
}
