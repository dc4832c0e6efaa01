import { bad, ok, problem } from '../base/outcome.ts';
import type { Problem, Result } from '../base/outcome.ts';
import { adtsTrack, walkAdts } from './adts-walk.ts';
import { walkAiff } from './aiff-walk.ts';
import { walkBehind } from './behind-tag.ts';
import type { CutOptions } from './cuts.ts';
import { walkFlac } from './flac-walk.ts';
import { mp3Track } from './mp3-track.ts';
import { walkMp3 } from './mp3-walk.ts';
import { walkMp4 } from './mp4-walk.ts';
import { oggTrack } from './ogg-track.ts';
import { walkOgg } from './ogg-walk.ts';
import { sniff, SNIFF_BYTES } from './sniff.ts';
import type { Container } from './sniff.ts';
import { id3v2BytesAt } from './tags.ts';
import { planTrack } from './track.ts';
import type { Track } from './track.ts';
import type { ChunkPlan, Walker } from './types.ts';
import { walkWav } from './wav-walk.ts';

/** Containers that are walked; what is unknown may be an MP3 with garbage ahead. */
const WALKED: ReadonlySet<Container> = new Set([
  'mp3',
  'adts',
  'mp4',
  'ogg',
  'wav',
  'flac',
  'aiff',
  'unknown',
]);
/** More tags in a row at the head of a file are not looked behind. */
const MAX_HEAD_TAGS = 8;

/**
 * Finds out what a rendition is and plans its chunks, over byte ranges: the front door of the room.
 *
 * @param totalBytes size of the rendition.
 * @param options lengths in seconds.
 * @returns the plan; else `audio-empty`, `audio-is-not-audio`, `container-not-supported`, `audio-free-format`,
 *   `audio-changed-while-reading` or `slices-do-not-sum`.
 */
export function* walkAudio(totalBytes: number, options: CutOptions): Walker<Result<ChunkPlan>> {
  const { container, offset } = yield* walkToHead(totalBytes);
  const fault = notAudio(container) ?? notSupported(container);
  if (fault !== undefined) {
    return bad(fault);
  }
  const track = yield* walkContainer(container, { offset, totalBytes });
  return track.ok ? planTrack(track.value, options) : track;
}

/** Walks a container that {@link WALKED} names, and that begins at `offset`. */
function* walkContainer(
  container: Container,
  { offset, totalBytes }: { readonly offset: number; readonly totalBytes: number },
): Walker<Result<Track>> {
  const bytes = totalBytes - offset;
  switch (container) {
    case 'mp4':
      return yield* walkBehind(offset, walkMp4(bytes));
    case 'ogg':
      return yield* walkBehind(offset, walkOggTrack(bytes));
    case 'wav':
      return yield* walkBehind(offset, walkWav(bytes));
    case 'aiff':
      return yield* walkBehind(offset, walkAiff(bytes));
    // Tags are a part of these, anywhere.
    case 'flac':
      return yield* walkFlac(totalBytes);
    case 'adts':
      return mapResult(yield* walkAdts(totalBytes), adtsTrack);
    default:
      return mapResult(yield* walkMp3(totalBytes), mp3Track);
  }
}

function* walkOggTrack(totalBytes: number): Walker<Result<Track>> {
  return mapResult(yield* walkOgg(totalBytes), oggTrack);
}

function mapResult<T>(result: Result<T>, make: (value: T) => Track): Result<Track> {
  return result.ok ? ok(make(result.value)) : result;
}

/** What a file is, by its first bytes behind the ID3v2 tags at its head, however long they are. */
export function* walkToContainer(totalBytes: number): Walker<Container> {
  return (yield* walkToHead(totalBytes)).container;
}

/** The same, and where it begins. */
function* walkToHead(
  totalBytes: number,
): Walker<{ readonly container: Container; readonly offset: number }> {
  let start = 0;
  let container: Container = 'empty';
  for (let tags = 0; tags < MAX_HEAD_TAGS && start < totalBytes; tags += 1) {
    const head = yield { start, end: Math.min(totalBytes, start + SNIFF_BYTES) };
    const tagBytes = id3v2BytesAt(head, 0);
    if (tagBytes === 0 || start + tagBytes >= totalBytes) {
      container = sniff(head);
      break;
    }
    start += tagBytes;
    container = 'mp3';
  }
  // Whatever stands behind a tag and is nothing else may be an MP3 with garbage ahead.
  return {
    container: start > 0 && isTextKind(container) ? 'unknown' : container,
    offset: start,
  };
}

function isTextKind(container: Container): boolean {
  return container === 'text' || container === 'json';
}

/**
 * Why a file holds no audio at all: `audio-empty` or `audio-is-not-audio`; `undefined` for audio
 * of any kind and for what is unknown.
 */
export function notAudio(container: Container): Problem | undefined {
  switch (container) {
    case 'empty':
      return problem(
        'audio-empty',
        'The audio file is empty.',
        'Open the enclosure address of the episode; the publisher may have to upload it again.',
      );
    case 'html':
    case 'xml':
    case 'json':
    case 'text':
    case 'image':
    case 'pdf':
    case 'zip':
    case 'gzip':
    case 'playlist':
      return problem(
        'audio-is-not-audio',
        `The enclosure is ${describeContainer(container)}, not audio.`,
        'Open the enclosure address in a browser: the host may ask for a login or refuse this machine.',
      );
    default:
      return undefined;
  }
}

/** Why audio cannot be cut; `undefined` for what is walked. */
function notSupported(container: Container): Problem | undefined {
  if (WALKED.has(container)) {
    return undefined;
  }
  if (container === 'mp3-free-format') {
    return problem(
      'audio-free-format',
      'The audio is MP3 of free format: its bitrate is none of the common ones and nowhere written, and hardly any program can read it.',
      'The publisher must encode it again at a common bitrate.',
    );
  }
  return problem(
    'container-not-supported',
    `The audio is ${describeContainer(container)}, which this version cannot cut.`,
    'Update podcast-transcriber and run with mode retry-failed; MP3 files always work.',
  );
}

const DESCRIPTIONS: Readonly<Record<Container, string>> = {
  mp3: 'MP3',
  'mp3-free-format': 'MP3 of free format',
  'mpeg-layer-2': 'MPEG audio layer II',
  adts: 'raw AAC (ADTS)',
  mp4: 'MP4 or M4A',
  ogg: 'Ogg (Opus or Vorbis)',
  flac: 'FLAC',
  wav: 'WAV',
  aiff: 'AIFF',
  matroska: 'Matroska or WebM',
  asf: 'Windows Media (ASF)',
  amr: 'AMR',
  caf: 'Core Audio Format',
  w64: 'Wave64',
  au: 'AU',
  wavpack: 'WavPack',
  tta: 'True Audio (TTA)',
  ape: "Monkey's Audio",
  musepack: 'Musepack',
  dsf: 'DSD',
  voc: 'Creative Voice',
  flv: 'Flash video (FLV)',
  realmedia: 'RealMedia',
  ac3: 'Dolby Digital (AC-3)',
  dts: 'DTS',
  avi: 'AVI video',
  'mpeg-ts': 'an MPEG transport stream',
  'mpeg-ps': 'an MPEG programme stream',
  playlist: 'a playlist',
  html: 'a web page',
  xml: 'an XML document',
  json: 'a JSON document',
  text: 'plain text',
  image: 'a picture',
  pdf: 'a PDF document',
  zip: 'a ZIP archive',
  gzip: 'a gzip archive',
  empty: 'an empty file',
  unknown: 'in no known format',
};

/** A container's name in a sentence: `The audio is …`. */
export function describeContainer(container: Container): string {
  return DESCRIPTIONS[container];
}
