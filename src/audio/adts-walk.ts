import type { Result } from '../base/outcome.ts';
import { AAC_FRAME_SAMPLES, aacSampleRate, ADTS_HEADER_BYTES, MAX_ADTS_BYTES } from './aac.ts';
import { AAC_FLUTTER_SCALE, aacLevel } from './aac-level.ts';
import type { FrameIndex } from './frame-index.ts';
import type { FrameSyntax } from './frame-syntax.ts';
import { walkFrames } from './frame-walk.ts';
import { mapPackets, unitBytesOf } from './packets.ts';
import type { Track } from './track.ts';
import type { Walker } from './types.ts';
import { evenClock } from './unit-clock.ts';

/** What the Gemini API calls AAC in ADTS. */
export const AAC_MIME_TYPE = 'audio/aac';

const CHECKSUM_BYTES = 2;

const ADTS: FrameSyntax = {
  name: 'ADTS',
  headBytes: ADTS_HEADER_BYTES,
  longestFrameBytes: MAX_ADTS_BYTES,
  // 128 kbit/s at 44.1 kHz.
  typicalFrameBytes: 371,
  sizeAt: adtsSizeAt,
  keyAt: adtsKeyAt,
  formatOf: (key) => ({
    sampleRate: aacSampleRate((key >> 5) & 15),
    samplesPerFrame: AAC_FRAME_SAMPLES * ((key & 3) + 1),
  }),
  levelAt: (bytes, at, size) => {
    const head = ADTS_HEADER_BYTES + (hasChecksum(bytes, at) ? CHECKSUM_BYTES : 0);
    const kind = { objectType: (bytes[at + 2]! >> 6) + 1, rateIndex: (bytes[at + 2]! >> 2) & 15 };
    return aacLevel(bytes.subarray(at + head, at + size), kind);
  },
  bitrateAt: () => 0,
  infoAt: () => undefined,
};

function hasChecksum(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 1]! & 1) === 0;
}

/** Length of the ADTS frame at `at`; 0 when there is no header. */
function adtsSizeAt(bytes: Uint8Array, at: number): number {
  // 12 sync bits, layer 0.
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0) {
    return 0;
  }
  const rateIndex = (bytes[at + 2]! >> 2) & 15;
  const size = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
  return aacSampleRate(rateIndex) > 0 && size > ADTS_HEADER_BYTES ? size : 0;
}

/** Profile, sample rate, channels and the number of blocks in a frame. */
function adtsKeyAt(bytes: Uint8Array, at: number): number {
  const profile = bytes[at + 2]! >> 6;
  const rateIndex = (bytes[at + 2]! >> 2) & 15;
  const channels = ((bytes[at + 2]! & 1) << 2) | (bytes[at + 3]! >> 6);
  return (profile << 9) | (rateIndex << 5) | (channels << 2) | (bytes[at + 6]! & 3);
}

/** Walks AAC in ADTS frames. See {@link walkFrames}. */
export function walkAdts(totalBytes: number): Walker<Result<FrameIndex>> {
  return walkFrames(totalBytes, ADTS);
}

/** Indexed ADTS as a track; a slice is nothing but copied frames. */
export function adtsTrack(index: FrameIndex): Track {
  const { frames } = index;
  const map = mapPackets(frames);
  return {
    container: 'adts',
    mimeType: AAC_MIME_TYPE,
    sections: index.sections.map(({ firstFrame, frameCount, format }) => ({
      firstUnit: firstFrame,
      unitCount: frameCount,
      clock: evenClock(format.samplesPerFrame, format.sampleRate),
      slice: (first, end) => {
        const bytes = map.bytesOf(first, end);
        const ranges = map.rangesOf(first, end);
        return {
          pieces: ranges.map((range) => ({ kind: 'copy', range })),
          bytes,
          payloadBytes: bytes,
        };
      },
    })),
    levels: frames.levels.subarray(0, frames.count),
    flutterScale: AAC_FLUTTER_SCALE,
    payloadBytes: map.bytesOf(0, frames.count),
    bytes: unitBytesOf(frames, map),
    chapters: index.chapters,
    notes: index.notes,
  };
}
