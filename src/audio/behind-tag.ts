/** Files that stand behind a tag which is no part of them: an ID3v2 tag before RIFF, MP4 or Ogg. */
import { ok } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import type { Track } from './track.ts';
import type { ByteRange, ChunkPiece, Walker } from './types.ts';

/**
 * Walks a file that begins at `offset` of the rendition: places inside of it count from there, in what
 * the walker asks for and in the track that it returns.
 */
export function* walkBehind(offset: number, walker: Walker<Result<Track>>): Walker<Result<Track>> {
  if (offset === 0) {
    return yield* walker;
  }
  let step = walker.next();
  while (step.done !== true) {
    step = walker.next(yield moved(step.value, offset));
  }
  return step.value.ok ? ok(movedTrack(step.value.value, offset)) : step.value;
}

function moved({ start, end }: ByteRange, by: number): ByteRange {
  return { start: start + by, end: end + by };
}

function movedTrack(track: Track, by: number): Track {
  return {
    ...track,
    sections: track.sections.map((section) => ({
      ...section,
      slice: (first, end) => {
        const slice = section.slice(first, end);
        return { ...slice, pieces: slice.pieces.map((piece) => movedPiece(piece, by)) };
      },
    })),
    bytes: {
      sizeOf: track.bytes.sizeOf,
      rangesOf: (span) => track.bytes.rangesOf(span).map((range) => moved(range, by)),
    },
  };
}

function movedPiece(piece: ChunkPiece, by: number): ChunkPiece {
  switch (piece.kind) {
    case 'literal':
      return piece;
    case 'copy':
      return { ...piece, range: moved(piece.range, by) };
    case 'adts':
      return { ...piece, ranges: piece.ranges.map((range) => moved(range, by)) };
    case 'ogg':
      return { ...piece, body: piece.body.map((range) => moved(range, by)) };
  }
}
