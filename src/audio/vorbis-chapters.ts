/**
 * Chapter marks of Vorbis comments, as Ogg and FLAC carry them: `CHAPTER001=00:01:30.500` and
 * `CHAPTER001NAME=…` (Xiph's chapter extension). Names of comments have no case.
 */
import type { Chapter } from './types.ts';

/** More of the comments is not looked at; pictures may make them long. */
export const MAX_COMMENT_BYTES = 1 << 20;
const MAX_COMMENTS = 20_000;
const MAX_CHAPTERS = 1_000;
/** Characters of a title. */
const MAX_TITLE = 300;
/** Bytes of a comment that are read. */
const MAX_TEXT_BYTES = 4_096;

const MARK = /^CHAPTER(\d{1,4})(NAME)?=(.*)$/isu;
const TIME = /^(\d{1,3}):([0-5]?\d):([0-5]?\d(?:\.\d{1,9})?)$/u;

/**
 * The chapters of a block of comments (which may be cut off at its end), ascending; an untitled one is
 * called `Chapter <n>`. What does not fit the format is left out.
 *
 * @param bytes from the length of the vendor's name on.
 */
export function readVorbisChapters(bytes: Uint8Array): readonly Chapter[] {
  const starts = new Map<number, number>();
  const titles = new Map<number, string>();
  for (const comment of commentsOf(bytes)) {
    const [, digits = '', name, value = ''] = MARK.exec(comment) ?? [];
    const number = Number.parseInt(digits, 10);
    const startSec = secondsOf(value.trim());
    if (Number.isNaN(number)) {
      continue;
    }
    if (name !== undefined) {
      titles.set(number, titleOf(value));
    } else if (startSec !== undefined && starts.size < MAX_CHAPTERS) {
      starts.set(number, startSec);
    }
  }
  return [...starts]
    .map(([number, startSec]) => ({ startSec, title: titles.get(number) ?? '' }))
    .toSorted((one, other) => one.startSec - other.startSec)
    .map(({ startSec, title }, index) => ({
      startSec,
      title: title === '' ? `Chapter ${index + 1}` : title,
    }));
}

/** The comments that may be of chapters, in order. */
function* commentsOf(bytes: Uint8Array): Generator<string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const numberAt = (at: number): number | undefined =>
    at + 4 <= bytes.length ? view.getUint32(at, true) : undefined;
  const decoder = new TextDecoder();
  let at = 4 + (numberAt(0) ?? 0);
  const count = Math.min(numberAt(at) ?? 0, MAX_COMMENTS);
  at += 4;
  for (let comment = 0; comment < count; comment += 1) {
    const length = numberAt(at);
    if (length === undefined || at + 4 + length > bytes.length) {
      return;
    }
    const isLikely = length > 8 && (bytes[at + 4]! | 0x20) === 0x63;
    if (isLikely) {
      yield decoder.decode(bytes.subarray(at + 4, at + 4 + Math.min(length, MAX_TEXT_BYTES)));
    }
    at += 4 + length;
  }
}

function secondsOf(text: string): number | undefined {
  const [, hours, minutes, seconds] = TIME.exec(text) ?? [];
  return hours === undefined
    ? undefined
    : Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

function titleOf(text: string): string {
  const singleLine = text.replaceAll(/[\s\0]+/gu, ' ').trim();
  return [...singleLine].slice(0, MAX_TITLE).join('');
}
