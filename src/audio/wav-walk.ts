import { bad, ok, problem } from '../base/outcome.ts';
import type { Problem, Result } from '../base/outcome.ts';
import { asciiAt } from './tags.ts';
import type { Track } from './track.ts';
import type { Walker } from './types.ts';
import { unevenClock } from './unit-clock.ts';

const MIME_TYPE = 'audio/wav';
/** Bytes asked for at once, about; whole units. */
const BLOCK_BYTES = 1 << 20;
/** Units a second. */
const UNITS_PER_SEC = 50;
/** Chunks in front of the audio; more are not looked behind. */
const MAX_CHUNKS = 1_000;
/** Loudness is taken from every fourth sample of the first channel. */
const SAMPLE_STEP = 4;
/** The quietest power that 16 bits can hold is −96 dB; it becomes the lowest level. */
const FLOOR_DB = 96;
const DB_PER_LEVEL = 1.505;

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
const NAMES: Readonly<Record<number, string>> = {
  2: 'ADPCM',
  6: 'A-law',
  7: 'µ-law',
  0x11: 'ADPCM',
  0x50: 'MPEG layer II',
  0x55: 'MP3',
  0xff: 'AAC',
};

/** How the samples lie in a WAV file. */
interface WavFormat {
  readonly isFloat: boolean;
  readonly sampleRate: number;
  /** Bytes of a sample of one channel. */
  readonly sampleBytes: number;
  /** Bytes of a sample of all channels. */
  readonly frameBytes: number;
  /** The `fmt ` chunk, for slices. */
  readonly chunk: Uint8Array;
}

/**
 * Walks a WAV file (RIFF, RF64 and BW64) with samples of 8 to 64 bits. Its loudness is measured, since
 * the samples are plain to see. The length that the file states may be wrong; the file's end counts.
 *
 * @returns the track; `container-not-supported` for compressed samples, `audio-empty` without any.
 */
export function* walkWav(totalBytes: number): Walker<Result<Track>> {
  const found = yield* findChunks(totalBytes);
  if (typeof found === 'string') {
    return bad(notPcm(found));
  }
  const { format, dataStart, dataBytes } = found;
  const held = Math.min(dataBytes, totalBytes - dataStart);
  const frames = Math.floor(held / format.frameBytes);
  if (frames === 0) {
    return bad(
      problem(
        'audio-empty',
        'The WAV file holds no audio.',
        'Open the enclosure address of the episode; the publisher may have to upload it again.',
      ),
    );
  }
  const unitFrames = Math.max(1, Math.round(format.sampleRate / UNITS_PER_SEC));
  const levels = yield* measureLevels(format, { dataStart, frames, unitFrames });
  const isCut = held < dataBytes && !found.isOpenEnded;
  const promisedSec = dataBytes / format.frameBytes / format.sampleRate;
  const notes = isCut
    ? [
        `The file's header promises ${promisedSec.toFixed(1)} s, but the file holds ${(frames / format.sampleRate).toFixed(1)} s: its end is missing.`,
      ]
    : [];
  return ok(makeTrack(format, { dataStart, frames, unitFrames, levels, notes }));
}

interface Found {
  readonly format: WavFormat;
  readonly dataStart: number;
  readonly dataBytes: number;
  /** The length was not known when the file was written. */
  readonly isOpenEnded: boolean;
}

/** The chunks that matter; in words what else the samples are. */
function* findChunks(totalBytes: number): Walker<Found | string> {
  let offset = 12;
  let longDataBytes = 0;
  let format: WavFormat | string = 'without a format';
  for (let chunks = 0; chunks < MAX_CHUNKS && offset + 8 <= totalBytes; chunks += 1) {
    const bytes = yield { start: offset, end: Math.min(totalBytes, offset + 72) };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const size = view.getUint32(4, true);
    if (asciiAt(bytes, 0, 'ds64') && bytes.length >= 24) {
      longDataBytes = view.getUint32(16, true) + view.getUint32(20, true) * 2 ** 32;
    }
    if (asciiAt(bytes, 0, 'fmt ')) {
      format = readFormat(bytes.slice(8, 8 + Math.min(size, 64)));
    }
    if (asciiAt(bytes, 0, 'data')) {
      // Writers that did not know the length left it at 0 or at the largest number.
      const isLong = size === 0xffffffff && longDataBytes > 0;
      const isOpenEnded = !isLong && (size === 0 || size >= 0xfffffff0);
      const stated = isLong ? longDataBytes : size;
      const dataStart = offset + 8;
      const dataBytes = isOpenEnded ? totalBytes - dataStart : stated;
      return typeof format === 'string' ? format : { format, dataStart, dataBytes, isOpenEnded };
    }
    // Chunks have an even length.
    offset += 8 + size + (size & 1);
  }
  return typeof format === 'string' ? format : 'without data';
}

function readFormat(chunk: Uint8Array): WavFormat | string {
  if (chunk.length < 16) {
    return 'with a broken format';
  }
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  const tag = view.getUint16(0, true);
  const kind = tag === EXTENSIBLE && chunk.length >= 26 ? view.getUint16(24, true) : tag;
  const sampleRate = view.getUint32(4, true);
  const frameBytes = view.getUint16(12, true);
  const channels = view.getUint16(2, true);
  const sampleBytes = frameBytes / channels;
  if (kind !== PCM && kind !== FLOAT) {
    return `with ${NAMES[kind] ?? `samples of type ${kind}`}`;
  }
  const widths = kind === FLOAT ? [4, 8] : [1, 2, 3, 4];
  if (sampleRate === 0 || !widths.includes(sampleBytes)) {
    return 'with a broken format';
  }
  return { isFloat: kind === FLOAT, sampleRate, sampleBytes, frameBytes, chunk };
}

function* measureLevels(
  format: WavFormat,
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
function levelOf(bytes: Uint8Array, format: WavFormat): number {
  const { frameBytes, sampleBytes, isFloat } = format;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let energy = 0;
  let count = 0;
  for (let at = 0; at + sampleBytes <= bytes.length; at += frameBytes * SAMPLE_STEP) {
    let value: number;
    if (isFloat) {
      value = sampleBytes === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
    } else if (sampleBytes === 1) {
      value = (bytes[at]! - 128) / 128;
    } else {
      // The top two bytes tell enough.
      value = view.getInt16(at + sampleBytes - 2, true) / 32_768;
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

function makeTrack(
  format: WavFormat,
  data: {
    readonly dataStart: number;
    readonly frames: number;
    readonly unitFrames: number;
    readonly levels: Uint8Array;
    readonly notes: readonly string[];
  },
): Track {
  const { frames, unitFrames, levels, dataStart } = data;
  const frameAt = (unit: number): number => Math.min(frames, unit * unitFrames);
  const byteAt = (unit: number): number => dataStart + frameAt(unit) * format.frameBytes;
  const starts = Float64Array.from({ length: levels.length + 1 }, (_, unit) => frameAt(unit));
  return {
    container: 'wav',
    mimeType: MIME_TYPE,
    sections: [
      {
        firstUnit: 0,
        unitCount: levels.length,
        clock: unevenClock(starts, format.sampleRate),
        slice: (first, end) => {
          const start = dataStart + frameAt(first) * format.frameBytes;
          const payloadBytes = (frameAt(end) - frameAt(first)) * format.frameBytes;
          const head = makeHead(format, payloadBytes);
          return {
            pieces: [
              { kind: 'literal', bytes: head },
              { kind: 'copy', range: { start, end: start + payloadBytes } },
            ],
            bytes: head.length + payloadBytes,
            payloadBytes,
          };
        },
      },
    ],
    levels,
    payloadBytes: frames * format.frameBytes,
    bytes: {
      sizeOf: (unit) => byteAt(unit + 1) - byteAt(unit),
      rangesOf: ({ first, end }) => [{ start: byteAt(first), end: byteAt(end) }],
    },
    chapters: [],
    notes: data.notes,
  };
}

/** Everything in front of the samples. */
function makeHead(format: WavFormat, dataBytes: number): Uint8Array {
  const formatBytes = format.chunk.length;
  const head = new Uint8Array(28 + formatBytes);
  const text = new TextEncoder();
  const view = new DataView(head.buffer);
  head.set(text.encode('RIFF'));
  view.setUint32(4, head.length - 8 + dataBytes, true);
  head.set(text.encode('WAVEfmt '), 8);
  view.setUint32(16, formatBytes, true);
  head.set(format.chunk, 20);
  head.set(text.encode('data'), 20 + formatBytes);
  view.setUint32(24 + formatBytes, dataBytes, true);
  return head;
}

function notPcm(what: string): Problem {
  return problem(
    'container-not-supported',
    `The audio is WAV ${what}, which this version cannot cut.`,
    'Update podcast-transcriber and run with mode retry-failed; MP3 files always work.',
  );
}
