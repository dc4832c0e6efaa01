/** Samples that stand plainly in a file: WAV and AIFF. Their loudness is measured, not judged. */
import { DB_PER_LEVEL } from './track.ts';
import type { Track } from './track.ts';
import type { Walker } from './types.ts';
import { unevenClock } from './unit-clock.ts';

/** Bytes asked for at once, about; whole units. */
const BLOCK_BYTES = 1 << 20;
/** Units a second. */
const UNITS_PER_SEC = 50;
/** Loudness is taken from every fourth sample of the first channel. */
const SAMPLE_STEP = 4;
/** The quietest power that 16 bits can hold is −96 dB; it becomes the lowest level. */
const FLOOR_DB = 96;

/** Rates at which a sound is sampled, Hz: telephones have 8,000, studios 192,000, measuring 768,000. */
const RATES = { least: 1_000, most: 1_000_000 };
const MOST_CHANNELS = 256;

/**
 * True for what samples can be. A header may claim anything: one sample a second would make years of
 * a small file, and 2^32 a second one unit of a whole one.
 */
export function isSoundRate(sampleRate: number, channels: number): boolean {
  const isRate = sampleRate >= RATES.least && sampleRate <= RATES.most;
  return isRate && channels >= 1 && channels <= MOST_CHANNELS;
}

/** How samples lie. */
export interface PcmFormat {
  readonly isFloat: boolean;
  readonly isLittleEndian: boolean;
  /** Samples of a byte count from 0, not from −128. */
  readonly isUnsigned: boolean;
  readonly sampleRate: number;
  /** Bytes of a sample of one channel. */
  readonly sampleBytes: number;
  /** Bytes of a sample of all channels. */
  readonly frameBytes: number;
}

/** Where the samples are. */
export interface PcmData {
  readonly dataStart: number;
  /** Bytes that the file states. */
  readonly dataBytes: number;
  /** The length was not known when the file was written. */
  readonly isOpenEnded: boolean;
}

/** What surrounds the samples. */
export interface PcmContainer {
  readonly container: string;
  readonly mimeType: string;
  /** Everything in front of the samples of a slice. */
  readonly makeHead: (dataBytes: number) => Uint8Array;
}

/** Samples of all channels that a file holds. */
export function pcmFrames(format: PcmFormat, data: PcmData, totalBytes: number): number {
  const held = Math.min(data.dataBytes, totalBytes - data.dataStart);
  return Math.max(0, Math.floor(held / format.frameBytes));
}

/** Measures the samples and makes a track of them; `frames` is at least 1. */
export function* walkPcm(
  format: PcmFormat,
  data: PcmData,
  around: PcmContainer & { readonly frames: number },
): Walker<Track> {
  const { frames, container, mimeType, makeHead } = around;
  const { sampleRate, frameBytes } = format;
  const unitFrames = Math.max(1, Math.round(sampleRate / UNITS_PER_SEC));
  const levels = yield* measureLevels(format, { ...data, frames, unitFrames });
  const frameAt = (unit: number): number => Math.min(frames, unit * unitFrames);
  const byteAt = (unit: number): number => data.dataStart + frameAt(unit) * frameBytes;
  const starts = Float64Array.from({ length: levels.length + 1 }, (_, unit) => frameAt(unit));
  return {
    container,
    mimeType,
    sections: [
      {
        firstUnit: 0,
        unitCount: levels.length,
        clock: unevenClock(starts, sampleRate),
        slice: (first, end) => {
          const range = { start: byteAt(first), end: byteAt(end) };
          const payloadBytes = range.end - range.start;
          const head = makeHead(payloadBytes);
          return {
            pieces: [
              { kind: 'literal', bytes: head },
              { kind: 'copy', range },
            ],
            bytes: head.length + payloadBytes,
            payloadBytes,
          };
        },
      },
    ],
    levels,
    flutterScale: 1,
    payloadBytes: frames * frameBytes,
    bytes: {
      sizeOf: (unit) => byteAt(unit + 1) - byteAt(unit),
      rangesOf: ({ first, end }) => [{ start: byteAt(first), end: byteAt(end) }],
    },
    chapters: [],
    notes: notesOf(format, data, frames),
  };
}

function notesOf(format: PcmFormat, data: PcmData, frames: number): readonly string[] {
  const isCut = frames < Math.floor(data.dataBytes / format.frameBytes) && !data.isOpenEnded;
  const promisedSec = data.dataBytes / format.frameBytes / format.sampleRate;
  return isCut
    ? [
        `The file's header promises ${promisedSec.toFixed(1)} s, but the file holds ${(frames / format.sampleRate).toFixed(1)} s: its end is missing.`,
      ]
    : [];
}

function* measureLevels(
  format: PcmFormat,
  data: { readonly dataStart: number; readonly frames: number; readonly unitFrames: number },
): Walker<Uint8Array> {
  const { frames, unitFrames } = data;
  const levels = new Uint8Array(Math.ceil(frames / unitFrames));
  const unitBytes = unitFrames * format.frameBytes;
  const unitsAtOnce = Math.max(1, Math.floor(BLOCK_BYTES / unitBytes));
  for (let unit = 0; unit < levels.length; unit += unitsAtOnce) {
    const start = data.dataStart + unit * unitBytes;
    const end = Math.min(
      data.dataStart + frames * format.frameBytes,
      start + unitsAtOnce * unitBytes,
    );
    const bytes = yield { start, end };
    for (let at = 0; at < bytes.length; at += unitBytes) {
      const part = bytes.subarray(at, at + unitBytes);
      levels[unit + at / unitBytes] = levelOf(part, format);
    }
  }
  return levels;
}

/** Loudness of some samples: 20 log10 of their RMS, in steps from −96 dB up; 0 for silence. */
function levelOf(bytes: Uint8Array, format: PcmFormat): number {
  const { frameBytes, sampleBytes, isLittleEndian } = format;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // The top two bytes of a whole number tell enough.
  const top = isLittleEndian ? sampleBytes - 2 : 0;
  let energy = 0;
  let count = 0;
  for (let at = 0; at + sampleBytes <= bytes.length; at += frameBytes * SAMPLE_STEP) {
    let value: number;
    if (format.isFloat) {
      value =
        sampleBytes === 4
          ? view.getFloat32(at, isLittleEndian)
          : view.getFloat64(at, isLittleEndian);
    } else if (sampleBytes === 1) {
      value = (format.isUnsigned ? bytes[at]! - 128 : view.getInt8(at)) / 128;
    } else {
      value = view.getInt16(at + top, isLittleEndian) / 32_768;
    }
    energy += value * value;
    count += 1;
  }
  if (!(energy > 0)) {
    return 0;
  }
  const db = 10 * Math.log10(energy / count);
  return Math.min(255, Math.max(1, Math.round((db + FLOOR_DB) / DB_PER_LEVEL)));
}
