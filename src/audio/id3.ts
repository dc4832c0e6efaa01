/**
 * Chapter marks of an ID3v2 tag: `CHAP` frames with a `TIT2` inside (ID3v2 Chapter Frame Addendum
 * 1.0). ID3v2.3 and 2.4; 2.2 has no chapters. What does not fit the format is left out.
 */
import { asciiAt, syncsafeAt } from './tags.ts';
import type { Chapter } from './types.ts';

const TAG_HEADER_BYTES = 10;
const FRAME_HEADER_BYTES = 10;
/** More frames than any tag has a use for. */
const MAX_FRAMES = 20_000;
const MAX_CHAPTERS = 1_000;
/** Characters of a title. */
const MAX_TITLE = 300;
/** Start and end in ms, start and end offset. */
const CHAP_TIMES_BYTES = 16;

interface TagFrame {
  readonly id: string;
  readonly data: Uint8Array;
}

/**
 * Chapters of the tag in `tag` (which may be cut off at its end), ascending by start; an untitled
 * one is called `Chapter <n>`. Empty when there are none, or the bytes are no such tag.
 */
export function readChapters(tag: Uint8Array): readonly Chapter[] {
  const version = tag[3];
  if (!asciiAt(tag, 0, 'ID3') || (version !== 3 && version !== 4)) {
    return [];
  }
  const flags = tag[5]!;
  const size = syncsafeAt(tag, 6) ?? 0;
  const stored = tag.subarray(TAG_HEADER_BYTES, TAG_HEADER_BYTES + size);
  // In 2.3 the flag covers the whole tag; in 2.4 each frame says it for itself.
  const body = version === 3 && (flags & 0x80) !== 0 ? resynchronise(stored) : stored;
  const from = (flags & 0x40) !== 0 ? extendedHeaderBytes(body, version) : 0;
  const found: { startSec: number; title: string }[] = [];
  for (const frame of framesOf(body.subarray(from), version)) {
    const chapter = frame.id === 'CHAP' ? readChapter(frame.data, version) : undefined;
    if (chapter !== undefined) {
      found.push(chapter);
    }
    if (found.length === MAX_CHAPTERS) {
      break;
    }
  }
  found.sort((left, right) => left.startSec - right.startSec);
  return found.map(({ startSec, title }, index) => ({
    startSec,
    title: title === '' ? `Chapter ${index + 1}` : title,
  }));
}

/** Undoes unsynchronisation: a zero that follows 0xFF was put in. */
function resynchronise(bytes: Uint8Array): Uint8Array {
  const clean = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    clean[length] = bytes[at]!;
    length += 1;
    if (bytes[at] === 0xff && bytes[at + 1] === 0) {
      at += 1;
    }
  }
  return clean.subarray(0, length);
}

/** In 2.3 the size leaves its own four bytes out, in 2.4 it is syncsafe and counts them. */
function extendedHeaderBytes(body: Uint8Array, version: number): number {
  return version === 3 ? 4 + uint32At(body, 0) : (syncsafeAt(body, 0) ?? 0);
}

/** The frames of a tag's body or of a chapter's inside, up to padding or the first that is none. */
function* framesOf(body: Uint8Array, version: number): Generator<TagFrame> {
  let at = 0;
  for (let count = 0; count < MAX_FRAMES; count += 1) {
    if (at + FRAME_HEADER_BYTES > body.length || !isFrameId(body, at)) {
      return;
    }
    const size = frameDataBytes(body, at, version);
    const start = at + FRAME_HEADER_BYTES;
    at = start + size;
    if (at > body.length) {
      return;
    }
    const id = String.fromCharCode(...body.subarray(start - FRAME_HEADER_BYTES, start - 6));
    const data = plainData(body.subarray(start, at), body[start - 1]!, version);
    if (data !== undefined) {
      yield { id, data };
    }
  }
}

/**
 * The size of a frame. 2.4 says syncsafe, but some programs write plain numbers: the one that a
 * frame, padding or the end follows is right.
 */
function frameDataBytes(body: Uint8Array, at: number, version: number): number {
  const plain = uint32At(body, at + 4);
  const syncsafe = version === 4 ? syncsafeAt(body, at + 4) : undefined;
  if (syncsafe === undefined || syncsafe === plain) {
    return plain;
  }
  const next = at + FRAME_HEADER_BYTES;
  return isFrameEnd(body, next + syncsafe) || !isFrameEnd(body, next + plain) ? syncsafe : plain;
}

function isFrameEnd(body: Uint8Array, at: number): boolean {
  return at === body.length || (at < body.length && (body[at] === 0 || isFrameId(body, at)));
}

/** Four capital letters or digits. */
function isFrameId(body: Uint8Array, at: number): boolean {
  for (let index = at; index < at + 4; index += 1) {
    const byte = body[index] ?? 0;
    const isLetter = byte >= 0x41 && byte <= 0x5a;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (!isLetter && !isDigit) {
      return false;
    }
  }
  return true;
}

/** A frame's data without its wrapping; `undefined` when it is compressed or encrypted. */
function plainData(data: Uint8Array, formatFlags: number, version: number): Uint8Array | undefined {
  if (version === 3) {
    if ((formatFlags & 0xc0) !== 0) {
      return undefined;
    }
    return (formatFlags & 0x20) === 0 ? data : data.subarray(1);
  }
  if ((formatFlags & 0x0c) !== 0) {
    return undefined;
  }
  const grouped = (formatFlags & 0x40) === 0 ? 0 : 1;
  const lengthed = (formatFlags & 0x01) === 0 ? 0 : 4;
  const inner = data.subarray(grouped + lengthed);
  return (formatFlags & 0x02) === 0 ? inner : resynchronise(inner);
}

function readChapter(
  data: Uint8Array,
  version: number,
): { startSec: number; title: string } | undefined {
  const idEnd = data.indexOf(0);
  if (idEnd < 0 || idEnd + 1 + CHAP_TIMES_BYTES > data.length) {
    return undefined;
  }
  const startMs = uint32At(data, idEnd + 1);
  let title = '';
  for (const frame of framesOf(data.subarray(idEnd + 1 + CHAP_TIMES_BYTES), version)) {
    if (frame.id === 'TIT2') {
      title = readText(frame.data);
      break;
    }
  }
  return { startSec: startMs / 1000, title };
}

/** A text frame: a byte that names the charset, then the text up to its terminator. */
function readText(data: Uint8Array): string {
  const charsets = ['windows-1252', 'utf-16', 'utf-16be', 'utf-8'];
  const charset = charsets[data[0] ?? 0];
  if (charset === undefined) {
    return '';
  }
  let text = data.subarray(1);
  // UTF-16 says its order itself; without a mark it is read as little-endian, as most write it.
  const isBigEndian = charset === 'utf-16' && text[0] === 0xfe && text[1] === 0xff;
  text = text.subarray(0, (MAX_TITLE + 1) * 4);
  const decoded = new TextDecoder(isBigEndian ? 'utf-16be' : charset).decode(text);
  const ended = decoded.split('\0', 1)[0] ?? '';
  const singleLine = ended.replaceAll(/\s+/g, ' ').trim();
  return [...singleLine].slice(0, MAX_TITLE).join('');
}

function uint32At(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) {
    return 0;
  }
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}
