/** What a file is, by its first bytes: names and types that servers give are not trusted. */
import { frameSizeAt, isFreeFormatAt } from './mp3-header.ts';
import { asciiAt, id3v2BytesAt } from './tags.ts';

/** What a file turned out to be. `unknown`: none of these; an MP3 with garbage ahead, perhaps. */
export type Container =
  | 'mp3'
  | 'mp3-free-format'
  | 'mpeg-layer-2'
  | 'adts'
  | 'mp4'
  | 'ogg'
  | 'flac'
  | 'wav'
  | 'aiff'
  | 'matroska'
  | 'asf'
  | 'amr'
  | 'caf'
  | 'w64'
  | 'au'
  | 'wavpack'
  | 'tta'
  | 'ape'
  | 'musepack'
  | 'dsf'
  | 'voc'
  | 'flv'
  | 'realmedia'
  | 'ac3'
  | 'dts'
  | 'avi'
  | 'mpeg-ts'
  | 'mpeg-ps'
  | 'playlist'
  | 'html'
  | 'xml'
  | 'json'
  | 'text'
  | 'image'
  | 'pdf'
  | 'zip'
  | 'gzip'
  | 'empty'
  | 'unknown';

/** Bytes of a file that {@link sniff} wants to see; more do not help. */
export const SNIFF_BYTES = 1 << 16;

const TS_PACKET_BYTES = 188;
const MAX_DOLBY_BYTES = 3_840;

/**
 * Names the container of a file from its head (up to {@link SNIFF_BYTES}). ID3v2 tags that end
 * inside the head are looked behind; a head that is all tag counts as MP3.
 */
export function sniff(head: Uint8Array): Container {
  if (head.length === 0) {
    return 'empty';
  }
  let at = 0;
  for (let tag = id3v2BytesAt(head, at); tag > 0; tag = id3v2BytesAt(head, at)) {
    at += tag;
    if (at + 4 > head.length) {
      return 'mp3';
    }
  }
  return sniffMagic(head, at) ?? sniffFrames(head, at) ?? (at > 0 ? 'mp3' : sniffText(head));
}

/** Containers with a signature. */
function sniffMagic(head: Uint8Array, at: number): Container | undefined {
  const is = (text: string, offset = 0) => asciiAt(head, at + offset, text);
  const hasBytes = (...bytes: readonly number[]) =>
    bytes.every((byte, index) => head[at + index] === byte);
  if (is('RIFF') || is('RF64') || is('BW64')) {
    return is('AVI ', 8) ? 'avi' : is('WAVE', 8) ? 'wav' : undefined;
  }
  if (['ftyp', 'moov', 'mdat', 'moof', 'styp', 'free', 'wide', 'skip'].some((box) => is(box, 4))) {
    return 'mp4';
  }
  const signatures: readonly (readonly [boolean, Container])[] = [
    [is('OggS'), 'ogg'],
    [is('fLaC'), 'flac'],
    [is('FORM') && is('AIF', 8), 'aiff'],
    [hasBytes(0x1a, 0x45, 0xdf, 0xa3), 'matroska'],
    [hasBytes(0x30, 0x26, 0xb2, 0x75), 'asf'],
    [is('#!AMR'), 'amr'],
    [is('caff'), 'caf'],
    [hasBytes(0x72, 0x69, 0x66, 0x66, 0x2e, 0x91, 0xcf, 0x11), 'w64'],
    [is('.snd'), 'au'],
    [is('wvpk'), 'wavpack'],
    [is('TTA1') || is('TTA2'), 'tta'],
    [is('MAC '), 'ape'],
    [is('MPCK') || is('MP+'), 'musepack'],
    [is('DSD '), 'dsf'],
    [is('Creative Voice File'), 'voc'],
    [is('FLV\u0001'), 'flv'],
    [is('.RMF') || is('.ra\u00fd'), 'realmedia'],
    [hasBytes(0x7f, 0xfe, 0x80, 0x01), 'dts'],
    [is('#EXTM3U') || is('[playlist]'), 'playlist'],
    [is('%PDF-'), 'pdf'],
    [is('PK\u0003\u0004'), 'zip'],
    [hasBytes(0x1f, 0x8b, 0x08), 'gzip'],
    [hasBytes(0x89, 0x50, 0x4e, 0x47) || hasBytes(0xff, 0xd8, 0xff) || is('GIF8'), 'image'],
    [hasBytes(0, 0, 1, 0xba), 'mpeg-ps'],
    [isTransportStream(head, at), 'mpeg-ts'],
    [isDolby(head, at), 'ac3'],
  ];
  return signatures.find(([matches]) => matches)?.[1];
}

function isTransportStream(head: Uint8Array, at: number): boolean {
  return [0, 1, 2, 3].every((packet) => head[at + packet * TS_PACKET_BYTES] === 0x47);
}

/** AC-3: its two bytes of sync, and three frames more of the same length. */
function isDolby(head: Uint8Array, at: number): boolean {
  const isSync = (place: number) => head[place] === 0x0b && head[place + 1] === 0x77;
  for (let size = 128; isSync(at) && size <= MAX_DOLBY_BYTES; size += 2) {
    if ([1, 2, 3].every((frame) => isSync(at + frame * size))) {
      return true;
    }
  }
  return false;
}

/** Bare streams of frames: MP3, MPEG layer II, ADTS. Two frames in a row, or one to the end. */
function sniffFrames(head: Uint8Array, at: number): Container | undefined {
  if (at + 7 > head.length || head[at] !== 0xff) {
    return undefined;
  }
  const size = frameSizeAt(head, at);
  if (size > 0) {
    return hasFrameOrEnd(head, at + size, (next) => frameSizeAt(head, next) > 0)
      ? 'mp3'
      : undefined;
  }
  if (isFreeFormatAt(head, at)) {
    return 'mp3-free-format';
  }
  const second = head[at + 1]!;
  if ((second & 0xf6) === 0xf0) {
    // ADTS: layer bits 00, the frame's length in 13 bits.
    const length = ((head[at + 3]! & 3) << 11) | (head[at + 4]! << 3) | (head[at + 5]! >> 5);
    const isNext = (next: number) => head[next] === 0xff && (head[next + 1]! & 0xf6) === 0xf0;
    return length > 7 && hasFrameOrEnd(head, at + length, isNext) ? 'adts' : undefined;
  }
  // Layer II of MPEG 1 and of MPEG 2.
  return (second & 0xf6) === 0xf4 && head[at + 2]! >> 4 < 15 ? 'mpeg-layer-2' : undefined;
}

function hasFrameOrEnd(head: Uint8Array, next: number, isFrame: (at: number) => boolean): boolean {
  return next + 4 > head.length || isFrame(next);
}

/** Text of some kind, when the whole head is text. */
function sniffText(head: Uint8Array): Container {
  if (!isText(head)) {
    return 'unknown';
  }
  const start = new TextDecoder().decode(head.subarray(0, 1024)).trimStart().toLowerCase();
  if (start.startsWith('<?xml') || start.startsWith('<rss')) {
    return start.includes('<html') || start.includes('<!doctype html') ? 'html' : 'xml';
  }
  if (start.startsWith('<')) {
    return 'html';
  }
  return start.startsWith('{') || start.startsWith('[') ? 'json' : 'text';
}

/** No control characters but white space and escape: true of text in every charset but UTF-16. */
function isText(head: Uint8Array): boolean {
  return head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x1b);
}
