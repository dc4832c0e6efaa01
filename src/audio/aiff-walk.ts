import { bad, ok, problem } from '../base/outcome.ts';
import type { Problem, Result } from '../base/outcome.ts';
import { isSoundRate, pcmFrames, walkPcm } from './pcm.ts';
import type { PcmData, PcmFormat } from './pcm.ts';
import { asciiAt } from './tags.ts';
import type { Track } from './track.ts';
import type { Walker } from './types.ts';

/** What the Gemini API calls AIFF. */
const MIME_TYPE = 'audio/aiff';
/** Chunks that are looked at. */
const MAX_CHUNKS = 1_000;
/** Bytes of a chunk that are looked at: its head, and all of a `COMM`. */
const LOOK_BYTES = 8 + 280;
/** `COMM` without the kind of compression. */
const COMM_BYTES = 18;
/** `SSND`: its head, offset and block size. */
const SOUND_HEAD_BYTES = 16;
/** When AIFF-C was fixed: all its files name it. */
const VERSION = 0xa2805140;

/** Kinds of AIFF-C whose samples stand plainly. */
const PLAIN: Readonly<Record<string, { readonly isFloat: boolean; readonly isSwapped: boolean }>> =
  {
    NONE: { isFloat: false, isSwapped: false },
    twos: { isFloat: false, isSwapped: false },
    sowt: { isFloat: false, isSwapped: true },
    fl32: { isFloat: true, isSwapped: false },
    FL32: { isFloat: true, isSwapped: false },
    fl64: { isFloat: true, isSwapped: false },
    FL64: { isFloat: true, isSwapped: false },
  };

interface AiffFormat extends PcmFormat {
  /** The `COMM` chunk, for slices. */
  readonly chunk: Uint8Array;
  readonly isCompressedKind: boolean;
}

interface Found extends PcmData {
  readonly format: AiffFormat;
}

/**
 * Walks an AIFF or AIFF-C file (Apple, 1989 and 1991) with samples of 8 to 64 bits; slices are of the
 * same kind. The file's end counts, not the length that it states.
 *
 * @returns the track; `container-not-supported` for compressed samples, `audio-empty` without any.
 */
export function* walkAiff(totalBytes: number): Walker<Result<Track>> {
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
        'The AIFF file holds no audio.',
        'Open the enclosure address of the episode; the publisher may have to upload it again.',
      ),
    );
  }
  const makeHead = (dataBytes: number): Uint8Array => headOf(format, dataBytes);
  const around = { container: 'aiff', mimeType: MIME_TYPE, frames, makeHead };
  return ok(yield* walkPcm(format, found, around));
}

/** The chunks that matter, in any order; in words what else the samples are. */
function* findChunks(totalBytes: number): Walker<Found | string> {
  const head = yield { start: 0, end: Math.min(totalBytes, 12) };
  const isCompressedKind = asciiAt(head, 8, 'AIFC');
  let format: AiffFormat | string | undefined;
  let data: PcmData | undefined;
  let offset = 12;
  for (let chunks = 0; chunks < MAX_CHUNKS && offset + 8 <= totalBytes; chunks += 1) {
    const bytes = yield { start: offset, end: Math.min(totalBytes, offset + LOOK_BYTES) };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const size = view.getUint32(4);
    if (asciiAt(bytes, 0, 'COMM')) {
      format ??= readFormat(bytes.slice(8, 8 + size), isCompressedKind);
    }
    if (asciiAt(bytes, 0, 'SSND') && bytes.length >= SOUND_HEAD_BYTES) {
      const skipped = SOUND_HEAD_BYTES + view.getUint32(8);
      // Writers that did not know the length left it at 0.
      const isOpenEnded = size === 0;
      const dataBytes = isOpenEnded ? totalBytes - offset - skipped : size + 8 - skipped;
      data ??= { dataStart: offset + skipped, dataBytes: Math.max(0, dataBytes), isOpenEnded };
    }
    if (format !== undefined && data !== undefined) {
      break;
    }
    // Chunks have an even length.
    offset += 8 + size + (size & 1);
  }
  if (format === undefined || typeof format === 'string') {
    return format ?? 'without a format';
  }
  return data === undefined ? 'without data' : { format, ...data };
}

function readFormat(chunk: Uint8Array, isCompressedKind: boolean): AiffFormat | string {
  if (chunk.length < COMM_BYTES + (isCompressedKind ? 4 : 0)) {
    return 'with a broken format';
  }
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  const name = isCompressedKind ? new TextDecoder('latin1').decode(chunk.subarray(18, 22)) : 'NONE';
  const kind = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
  if (kind === undefined) {
    return `with samples of type ${name.replaceAll(/[^ -~]/g, '?')}`;
  }
  const channels = view.getUint16(0);
  const sampleBytes = Math.ceil(view.getUint16(6) / 8);
  const sampleRate = extendedAt(view, 8);
  const widths = kind.isFloat ? [4, 8] : [1, 2, 3, 4];
  if (!isSoundRate(sampleRate, channels) || !widths.includes(sampleBytes)) {
    return 'with a broken format';
  }
  return {
    isFloat: kind.isFloat,
    isLittleEndian: kind.isSwapped,
    isUnsigned: false,
    sampleRate,
    sampleBytes,
    frameBytes: channels * sampleBytes,
    chunk,
    isCompressedKind,
  };
}

/** A number of 80 bits: sign and exponent, then 64 bits with a leading one. */
function extendedAt(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16_383;
  return (
    view.getUint32(at + 2) * 2 ** (exponent - 31) + view.getUint32(at + 6) * 2 ** (exponent - 63)
  );
}

/** Everything in front of the samples. */
function headOf(format: AiffFormat, dataBytes: number): Uint8Array {
  const { chunk, isCompressedKind, frameBytes } = format;
  const commBytes = chunk.length + (chunk.length & 1);
  const versionBytes = isCompressedKind ? 12 : 0;
  const head = new Uint8Array(12 + versionBytes + 8 + commBytes + SOUND_HEAD_BYTES);
  const view = new DataView(head.buffer);
  const text = new TextEncoder();
  head.set(text.encode('FORM'));
  view.setUint32(4, head.length - 8 + dataBytes);
  head.set(text.encode(isCompressedKind ? 'AIFC' : 'AIFF'), 8);
  let at = 12;
  if (isCompressedKind) {
    head.set(text.encode('FVER'), at);
    view.setUint32(at + 4, 4);
    view.setUint32(at + 8, VERSION);
    at += versionBytes;
  }
  head.set(text.encode('COMM'), at);
  view.setUint32(at + 4, chunk.length);
  head.set(chunk, at + 8);
  view.setUint32(at + 8 + 2, dataBytes / frameBytes);
  at += 8 + commBytes;
  head.set(text.encode('SSND'), at);
  view.setUint32(at + 4, 8 + dataBytes);
  return head;
}

function notPcm(what: string): Problem {
  return problem(
    'container-not-supported',
    `The audio is AIFF ${what}, which this version cannot cut.`,
    'Update podcast-transcriber and run with mode retry-failed; MP3 files always work.',
  );
}
