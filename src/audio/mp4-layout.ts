/** Where the boxes of an MP4 lie, over byte ranges; damaged places are stepped over. */
import { BOX_HEAD_BYTES, boxHeadAt } from './mp4-boxes.ts';
import type { BoxHead } from './mp4-boxes.ts';
import type { ByteRange, Walker } from './types.ts';

/** The description of one fragment; a second of audio takes some hundred bytes. */
const MAX_MOOF_BYTES = 8 << 20;
/** Boxes at the top level; a fragmented file has two for each fragment. */
const MAX_TOP_BOXES = 200_000;
/** An index of segments takes twelve bytes for each. */
const MAX_SIDX_BYTES = 1 << 20;
/** Bytes that are searched at once for the next box. */
const SEARCH_BYTES = 1 << 20;

/** Where the parts of the file are. */
export interface Mp4Layout {
  moov: ByteRange | undefined;
  /** Contents of `moof` boxes, and where their heads stand. */
  readonly fragments: (ByteRange & { readonly offset: number })[];
  /** Contents of `sidx` boxes: they state how long the segments are. */
  readonly indexes: ByteRange[];
  /** The file ends inside a box. */
  isCut: boolean;
  /** Bytes that are no boxes, and were stepped over. */
  lostBytes: number;
  lostPlaces: number;
  /** Bytes of audio and video, as far as they are there. */
  mediaBytes: number;
}

/** Finds the boxes at the top level. Behind bytes that are no box it goes on at the next `moof` or `moov`. */
export function* walkTopLevel(totalBytes: number): Walker<Mp4Layout> {
  const layout: Mp4Layout = {
    moov: undefined,
    fragments: [],
    indexes: [],
    isCut: false,
    lostBytes: 0,
    lostPlaces: 0,
    mediaBytes: 0,
  };
  let offset = 0;
  for (let boxes = 0; boxes < MAX_TOP_BOXES && offset < totalBytes; boxes += 1) {
    const bytes = yield { start: offset, end: Math.min(totalBytes, offset + BOX_HEAD_BYTES) };
    const head = boxHeadAt(bytes, 0);
    if (head === undefined && totalBytes - offset < BOX_HEAD_BYTES) {
      layout.isCut ||= !isPadding(bytes);
      break;
    }
    if (head === undefined || !isBox(head)) {
      const next = yield* findNext(offset + 1, totalBytes);
      // What stands behind the last box is perhaps a tag, and no audio if there is no fragment.
      layout.lostBytes += next - offset;
      layout.lostPlaces += 1;
      offset = next;
      continue;
    }
    const end = head.bytes === 0 ? totalBytes : offset + head.bytes;
    if (end > totalBytes && (layout.fragments.length > 0 || layout.moov === undefined)) {
      // A length that is damaged would end the walk: the fragments behind it are there all the same.
      const next = yield* findNext(offset + head.headBytes, totalBytes);
      if (next < totalBytes) {
        layout.lostPlaces += 1;
        layout.mediaBytes += head.type === 'mdat' ? next - offset - head.headBytes : 0;
        offset = next;
        continue;
      }
    }
    note(layout, head, { start: offset + head.headBytes, end, offset, totalBytes });
    offset = end;
  }
  return layout;
}

function note(
  layout: Mp4Layout,
  { type, bytes }: BoxHead,
  place: ByteRange & { readonly offset: number; readonly totalBytes: number },
): void {
  const { start, end, offset, totalBytes } = place;
  const isWhole = end <= totalBytes;
  layout.isCut ||= !isWhole;
  if (type === 'moov') {
    layout.moov ??= { start, end };
  }
  if (type === 'moof' && isWhole && bytes <= MAX_MOOF_BYTES) {
    layout.fragments.push({ start, end, offset });
  }
  if (type === 'mdat') {
    layout.mediaBytes += Math.max(0, Math.min(end, totalBytes) - start);
  }
  if (type === 'sidx' && isWhole && bytes <= MAX_SIDX_BYTES) {
    layout.indexes.push({ start, end });
  }
}

/** A length that holds its own head, and a type of letters. */
function isBox(head: BoxHead): boolean {
  return (head.bytes === 0 || head.bytes >= head.headBytes) && /^[ -~©]{4}$/.test(head.type);
}

/** Less than a box is left, and nothing in it. */
function isPadding(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** The next `moof` or `moov` from a place on; the end of the file when there is none. */
function* findNext(from: number, totalBytes: number): Walker<number> {
  for (let start = from; start + 8 <= totalBytes; start += SEARCH_BYTES) {
    const bytes = yield { start, end: Math.min(totalBytes, start + SEARCH_BYTES + 7) };
    for (let at = bytes.indexOf(0x6d); at !== -1; at = bytes.indexOf(0x6d, at + 1)) {
      // "moo", and the two letters that may follow.
      const isName =
        bytes[at + 1] === 0x6f &&
        bytes[at + 2] === 0x6f &&
        (bytes[at + 3] === 0x66 || bytes[at + 3] === 0x76);
      const head = isName && at >= 4 ? boxHeadAt(bytes, at - 4) : undefined;
      if (head !== undefined && head.bytes >= head.headBytes) {
        return start + at - 4;
      }
    }
  }
  return totalBytes;
}
