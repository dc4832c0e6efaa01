/** Puts the pieces of a chunk together, as a scratch would. */
import { adtsFrames } from '../../src/audio/aac.ts';
import { sealPage } from '../../src/audio/ogg-page.ts';
import type { ChunkPiece } from '../../src/audio/types.ts';
import { join } from './mp3-builder.ts';

/** The bytes of a slice of `file`. */
export function sliceBytes(file: Uint8Array, pieces: readonly ChunkPiece[]): Uint8Array {
  return join(
    ...pieces.map((piece) => {
      switch (piece.kind) {
        case 'literal':
          return piece.bytes;
        case 'copy':
          return file.subarray(piece.range.start, piece.range.end);
        case 'adts':
          return adtsFrames(
            piece.header,
            join(...piece.ranges.map(({ start, end }) => file.subarray(start, end))),
            piece.sizes,
          );
        case 'ogg':
          return sealedPage(
            piece.head,
            join(...piece.body.map(({ start, end }) => file.subarray(start, end))),
          );
      }
    }),
  );
}

/** A page of Ogg with its checksum. */
export function sealedPage(head: Uint8Array, body: Uint8Array): Uint8Array {
  const page = join(head, body);
  sealPage(page);
  return page;
}
