import { bad, ok, problem } from '../base/outcome.ts';
import type { Problem, Result } from '../base/outcome.ts';
import { isSoundRate, pcmFrames, walkPcm } from './pcm.ts';
import type { PcmData, PcmFormat } from './pcm.ts';
import { asciiAt } from './tags.ts';
import type { Track } from './track.ts';
import type { Walker } from './types.ts';

const MIME_TYPE = 'audio/wav';
/** Chunks in front of the audio; more are not looked behind. */
const MAX_CHUNKS = 1_000;
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
interface WavFormat extends PcmFormat {
  /** The `fmt ` chunk, for slices. */
  readonly chunk: Uint8Array;
}

interface Found extends PcmData {
  readonly format: WavFormat;
}

/**
 * Walks a WAV file (RIFF, RF64 and BW64) with samples of 8 to 64 bits. The length that the file states
 * may be wrong; the file's end counts.
 *
 * @returns the track; `container-not-supported` for compressed samples, `audio-empty` without any.
 */
export function* walkWav(totalBytes: number): Walker<Result<Track>> {
  const found = yield* findChunks(totalBytes);
  if (typeof found === 'string') {
    return bad(notPcm(found));
  }
  const { format } = found;
  const frames = pcmFrames(format, found, totalBytes);
  if (frames === 0) {
    return bad(
      problem(
        'audio-empty',
        'The WAV file holds no audio.',
        'Open the enclosure address of the episode; the publisher may have to upload it again.',
      ),
    );
  }
  const makeHead = (dataBytes: number): Uint8Array => headOf(format, dataBytes);
  const around = { container: 'wav', mimeType: MIME_TYPE, frames, makeHead };
  return ok(yield* walkPcm(format, found, around));
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
  if (!isSoundRate(sampleRate, channels) || !widths.includes(sampleBytes)) {
    return 'with a broken format';
  }
  return {
    isFloat: kind === FLOAT,
    isLittleEndian: true,
    isUnsigned: true,
    sampleRate,
    sampleBytes,
    frameBytes,
    chunk,
  };
}

/** Everything in front of the samples. */
function headOf(format: WavFormat, dataBytes: number): Uint8Array {
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
