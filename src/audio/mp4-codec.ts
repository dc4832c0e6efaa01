/** What the audio of an MP4 is: its sample description and decoder settings (14496-12, 14496-1, 14496-14). */
import { readAacConfig } from './aac.ts';
import type { AacConfig } from './aac.ts';
import { boxesIn, findBox, uint16, uint32 } from './mp4-boxes.ts';
import { readStart } from './mp4-edits.ts';
import type { Mp4Start } from './mp4-edits.ts';

/** The settings of AAC, or in words which other codec it is. */
export type Mp4Codec = AacConfig | string;

/** Object types of the MPEG-4 registry that are AAC: MPEG-4, and MPEG-2 Main, LC and SSR. */
const AAC_OBJECTS: ReadonlySet<number> = new Set([0x40, 0x66, 0x67, 0x68]);
const MP3_OBJECTS: ReadonlySet<number> = new Set([0x69, 0x6b]);

const NAMES: Readonly<Record<string, string>> = {
  alac: 'Apple Lossless (ALAC)',
  'ac-3': 'Dolby Digital (AC-3)',
  'ec-3': 'Dolby Digital Plus (E-AC-3)',
  Opus: 'Opus',
  fLaC: 'FLAC',
  '.mp3': 'MP3',
  enca: 'encrypted audio',
};

/** Reads the first entry of a sample description (`stsd`). */
export function readCodec(stsd: Uint8Array): Mp4Codec {
  const entry = boxesIn(stsd.subarray(8)).next().value;
  if (entry === undefined) {
    return 'audio without a description';
  }
  if (entry.type !== 'mp4a') {
    return NAMES[entry.type] ?? `audio of type ${printable(entry.type)}`;
  }
  // QuickTime's versions 1 and 2 of the entry are longer, and hold the settings in a `wave` box.
  const version = uint16(entry.body, 8);
  const inside = entry.body.subarray(version === 1 ? 44 : version === 2 ? 64 : 28);
  const esds = findBox(inside, 'esds') ?? findBox(inside, 'wave', 'esds');
  return esds === undefined ? 'AAC without settings' : readDescriptors(esds.subarray(4));
}

function printable(type: string): string {
  return type.replaceAll(/[^A-Za-z0-9 ._-]/g, '?');
}

const ES_DESCRIPTOR = 3;
const DECODER_CONFIG = 4;
const DECODER_SPECIFIC = 5;

/** The decoder's settings in an elementary stream descriptor (14496-1, 7.2.6.5). */
function readDescriptors(bytes: Uint8Array): Mp4Codec {
  const stream = descriptor(bytes, ES_DESCRIPTOR);
  if (stream === undefined) {
    return 'AAC without settings';
  }
  const flags = stream[2] ?? 0;
  let at = 3;
  at += (flags & 0x80) === 0 ? 0 : 2;
  at += (flags & 0x40) === 0 ? 0 : 1 + (stream[at] ?? 0);
  at += (flags & 0x20) === 0 ? 0 : 2;
  const decoder = descriptor(stream.subarray(at), DECODER_CONFIG);
  const objectType = decoder?.[0] ?? 0;
  if (MP3_OBJECTS.has(objectType)) {
    return 'MP3';
  }
  if (decoder === undefined || !AAC_OBJECTS.has(objectType)) {
    return `audio of MPEG-4 object type ${objectType}`;
  }
  const settings = descriptor(decoder.subarray(13), DECODER_SPECIFIC);
  return settings === undefined ? 'AAC without settings' : readAacConfig(settings);
}

/** The contents of a descriptor with this tag at the start of `bytes`. */
function descriptor(bytes: Uint8Array, tag: number): Uint8Array | undefined {
  if (bytes[0] !== tag) {
    return undefined;
  }
  let size = 0;
  let at = 1;
  for (let more = true; more && at <= 4; at += 1) {
    const byte = bytes[at] ?? 0;
    size = (size << 7) | (byte & 0x7f);
    more = (byte & 0x80) !== 0;
  }
  return bytes.subarray(at, at + size);
}

/** A track of a movie. */
export interface Mp4Track {
  readonly id: number;
  /** `soun`, `vide`, `text`, ... */
  readonly handler: string;
  /** Ticks a second of the track's times. */
  readonly timescale: number;
  /** In ticks; 0 when it is not said. */
  readonly durationTicks: number;
  /** The sample table. */
  readonly table: Uint8Array;
  /** Meant to be played, if it is one of several. */
  readonly isEnabled: boolean;
  readonly start: Mp4Start;
  /** Ids of the tracks that hold the chapters of this one. */
  readonly chapterTracks: readonly number[];
}

/** The tracks of a movie (`moov`); those that lack an essential box are left out. */
export function readTracks(moov: Uint8Array): readonly Mp4Track[] {
  return [...boxesIn(moov)]
    .filter((box) => box.type === 'trak')
    .map((box) => readTrack(box.body))
    .filter((track) => track !== undefined);
}

function readTrack(trak: Uint8Array): Mp4Track | undefined {
  const header = findBox(trak, 'tkhd');
  const media = findBox(trak, 'mdia', 'mdhd');
  const handler = findBox(trak, 'mdia', 'hdlr');
  const table = findBox(trak, 'mdia', 'minf', 'stbl');
  if (header === undefined || media === undefined || handler === undefined || table === undefined) {
    return undefined;
  }
  const isLong = media[0] === 1;
  const chapters = findBox(trak, 'tref', 'chap') ?? new Uint8Array(0);
  return {
    id: uint32(header, header[0] === 1 ? 20 : 12),
    handler: String.fromCharCode(...handler.subarray(8, 12)),
    timescale: uint32(media, isLong ? 20 : 12),
    durationTicks: isLong ? uint32(media, 24) * 2 ** 32 + uint32(media, 28) : uint32(media, 16),
    table,
    isEnabled: (uint32(header, 0) & 1) === 1,
    start: readStart(findBox(trak, 'edts', 'elst')),
    chapterTracks: Array.from({ length: chapters.length >> 2 }, (_, index) =>
      uint32(chapters, index * 4),
    ),
  };
}
