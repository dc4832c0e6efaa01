import type { FrameIndex, FrameSection } from './frame-index.ts';
import { makeInfoFrame } from './mp3-info.ts';
import { mapPackets, unitBytesOf } from './packets.ts';
import type { PacketMap } from './packets.ts';
import type { Slice, Track } from './track.ts';
import type { ChunkPiece } from './types.ts';
import { evenClock } from './unit-clock.ts';

/** What the Gemini API calls MP3. */
const MIME_TYPE = 'audio/mp3';

/**
 * An indexed MP3 as a track. A slice is an information frame of its own and copied frames of one
 * section.
 */
export function mp3Track(index: FrameIndex): Track {
  const { frames } = index;
  const map = mapPackets(frames);
  return {
    container: 'mp3',
    mimeType: MIME_TYPE,
    sections: index.sections.map((section) => ({
      firstUnit: section.firstFrame,
      unitCount: section.frameCount,
      clock: evenClock(section.format.samplesPerFrame, section.format.sampleRate),
      slice: (first, end) => sliceOf(map, section, first, end),
    })),
    levels: frames.levels.subarray(0, frames.count),
    flutterScale: 0.87,
    payloadBytes: map.bytesOf(0, frames.count),
    bytes: unitBytesOf(frames, map),
    chapters: index.chapters,
    notes: index.notes,
  };
}

function sliceOf(map: PacketMap, section: FrameSection, first: number, end: number): Slice {
  const payloadBytes = map.bytesOf(first, end);
  const info = makeInfoFrame(section.header, {
    frames: end - first,
    audioBytes: payloadBytes,
    isVbr: section.isVbr,
  });
  const copies: readonly ChunkPiece[] = map
    .rangesOf(first, end)
    .map((range) => ({ kind: 'copy', range }));
  const pieces: readonly ChunkPiece[] =
    info.length > 0 ? [{ kind: 'literal', bytes: info }, ...copies] : copies;
  return { pieces, bytes: info.length + payloadBytes, payloadBytes };
}
