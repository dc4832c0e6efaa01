/** Chapter marks of an MP4: Nero's list (`chpl`), or QuickTime's track of texts. */
import { findBox, uint16, uint32, uint64 } from './mp4-boxes.ts';
import type { Mp4Track } from './mp4-codec.ts';
import { sampleStarts, visitSamples } from './mp4-samples.ts';
import type { ByteRange, Chapter, Walker } from './types.ts';

const MAX_CHAPTERS = 1_000;
/** Characters of a title. */
const MAX_TITLE = 300;
/** More bytes of a text sample are not a title. */
const MAX_SAMPLE_BYTES = 4_096;
/** Nero counts in units of 100 ns. */
const NERO_TICKS = 1e7;

/** The chapters that the movie itself lists (`moov/udta/chpl`), ascending; empty when it has none. */
export function readNeroChapters(moov: Uint8Array): readonly Chapter[] {
  const box = findBox(moov, 'udta', 'chpl');
  if (box === undefined) {
    return [];
  }
  let at = box[0] === 0 ? 4 : 8;
  const count = box[at] ?? 0;
  at += 1;
  const chapters: Chapter[] = [];
  while (chapters.length < count && at + 9 <= box.length) {
    const startSec = uint64(box, at) / NERO_TICKS;
    const length = box[at + 8]!;
    const text = new TextDecoder().decode(box.subarray(at + 9, at + 9 + length));
    chapters.push({ startSec, title: titleOf(text, chapters.length) });
    at += 9 + length;
  }
  return chapters.toSorted((one, other) => one.startSec - other.startSec);
}

/** Reads the texts of a chapter track; each is a short range of the file. */
export function* walkChapterTrack(track: Mp4Track, totalBytes: number): Walker<readonly Chapter[]> {
  const ranges: ByteRange[] = [];
  visitSamples(track.table, (start, size) => {
    if (start > totalBytes) return false;
    ranges.push({ start, end: Math.min(start + size, start + MAX_SAMPLE_BYTES, totalBytes) });
    return ranges.length < MAX_CHAPTERS;
  });
  const starts = sampleStarts(track.table, ranges.length);
  const chapters: Chapter[] = [];
  for (const [index, range] of ranges.entries()) {
    const ticks = starts[index];
    if (ticks === undefined || range.end <= range.start || track.timescale === 0) {
      break;
    }
    const sample = yield range;
    const startSec = ticks / track.timescale;
    chapters.push({ startSec, title: titleOf(readSample(sample), index) });
  }
  return chapters;
}

/** A text sample: two bytes of length, then UTF-8, or UTF-16 with a byte order mark. */
function readSample(sample: Uint8Array): string {
  const text = sample.subarray(2, 2 + uint16(sample, 0));
  const mark = uint32(text, 0) >>> 16;
  if (mark === 0xfeff) {
    return new TextDecoder('utf-16be').decode(text);
  }
  return new TextDecoder(mark === 0xfffe ? 'utf-16' : 'utf-8').decode(text);
}

function titleOf(text: string, index: number): string {
  const singleLine = text.replaceAll(/[\s\0]+/g, ' ').trim();
  return singleLine === '' ? `Chapter ${index + 1}` : [...singleLine].slice(0, MAX_TITLE).join('');
}
