import { bad, ok, problem } from '../base/outcome.ts';
import type { Problem, Result } from '../base/outcome.ts';
import { headerPacketsOf, nameOfStream, PACKET_HEAD_BYTES, readOggCodec } from './ogg-codecs.ts';
import type { DurationState } from './ogg-codecs.ts';
import { addOggPacket, finishIndex, makeOggTable, withoutAudio } from './ogg-index.ts';
import type { OggCounts, OggIndex, OggLink, OggTable } from './ogg-index.ts';
import { isPageSound, MAX_PAGE_BYTES, PAGE_HEAD_BYTES, pageHeadAt } from './ogg-page.ts';
import type { PageHead } from './ogg-page.ts';
import { addPacket, truncatePackets } from './packets.ts';
import type { Walker } from './types.ts';
import { MAX_COMMENT_BYTES, readVorbisChapters } from './vorbis-chapters.ts';

/** Bytes asked for at once. */
const BLOCK_BYTES = 1 << 20;
/** Header packets of more bytes are not kept; comments are, as far as chapters are looked for. */
const MAX_HEADER_BYTES = 60_000;
/** The second header packet holds the comments. */
const COMMENT_HEADER = 1;

/** Times its size that a file is summed in search of a page behind rubbish. */
const CHECK_SHARE = 4;

interface Walk {
  readonly table: OggTable;
  readonly counts: OggCounts;
  readonly links: OggLink[];
  /** Bytes that may still be summed to tell a page from rubbish. */
  checksLeft: number;
  /** The stream that is read now. */
  stream: Stream | undefined;
}

interface Stream {
  readonly serial: number;
  readonly headerCount: number;
  readonly headers: Uint8Array[];
  link: OggLink | undefined;
  readonly state: DurationState;
  /** First part of the packet that is being read; -1: none. */
  openPart: number;
  /** Its bytes so far. */
  openBytes: number;
  /** The first bytes of the packet that was begun last. One array for all: there are many packets. */
  readonly head: Uint8Array;
  /** A header packet that goes on. */
  openHeader: Uint8Array;
  /** Ticks since the last granule was seen. */
  ticksInPage: number;
}

/**
 * Walks an Ogg file with Opus or Vorbis page by page; chained files have a link for each stream.
 * Lost pages and rubbish between pages are skipped and noted.
 *
 * @returns the index; `container-not-supported` for another codec, `audio-empty` without a packet.
 */
export function* walkOgg(totalBytes: number): Walker<Result<OggIndex>> {
  const walk: Walk = {
    table: makeOggTable(totalBytes),
    counts: { others: new Set(), lostBytes: 0, lostPackets: 0 },
    links: [],
    checksLeft: CHECK_SHARE * totalBytes,
    stream: undefined,
  };
  let offset = 0;
  while (offset + PAGE_HEAD_BYTES <= totalBytes) {
    const end = Math.min(totalBytes, offset + BLOCK_BYTES);
    const bytes = yield { start: offset, end };
    const next = walkBlock(walk, bytes, { start: offset, isLast: end === totalBytes });
    if (next <= offset) {
      break;
    }
    offset = next;
    if (walk.checksLeft < 0) return bad(fullOfRubbish());
  }
  walk.counts.lostBytes += totalBytes - offset;
  dropOpen(walk);
  const links = walk.links.filter((link) => link.packetCount > 0);
  return links.length === 0
    ? bad(withoutAudio(walk.counts))
    : ok(finishIndex(walk.table, links, walk.counts));
}

/** Takes the pages that are wholly in the block; returns where the next block must start. */
function walkBlock(
  walk: Walk,
  bytes: Uint8Array,
  block: { readonly start: number; readonly isLast: boolean },
): number {
  let at = 0;
  let isSure = true;
  while (at + PAGE_HEAD_BYTES <= bytes.length) {
    if (!block.isLast && at + MAX_PAGE_BYTES > bytes.length) {
      break;
    }
    const head = pageHeadAt(bytes, at);
    const end = head === undefined ? Infinity : at + head.headBytes + head.bodyBytes;
    // After rubbish a page must prove itself: its four letters may stand anywhere.
    if (
      head === undefined ||
      end > bytes.length ||
      !(isSure || isSound(walk, bytes.subarray(at, end)))
    ) {
      isSure = false;
      walk.counts.lostBytes += 1;
      at += 1;
      continue;
    }
    isSure = true;
    takePage(walk, head, { bytes, at, offset: block.start + at });
    at = end;
  }
  return block.start + at;
}

/** {@link isPageSound}, within the file's share: heads may overlap, and each claims a whole page. */
function isSound(walk: Walk, page: Uint8Array): boolean {
  walk.checksLeft -= page.length;
  return walk.checksLeft >= 0 && isPageSound(page);
}

function fullOfRubbish(): Problem {
  return problem(
    'audio-is-not-audio',
    'The Ogg file is full of rubbish that looks like pages.',
    'Open the enclosure address of the episode; the publisher may have to upload it again.',
  );
}

interface PagePlace {
  readonly bytes: Uint8Array;
  /** Of the page's head in `bytes`, and in the file. */
  readonly at: number;
  readonly offset: number;
}

function takePage(walk: Walk, head: PageHead, place: PagePlace): void {
  if (head.isFirst) {
    beginStream(walk, head, place);
  }
  const { stream } = walk;
  if (stream === undefined || stream.serial !== head.serial) {
    return;
  }
  const continues = stream.openPart >= 0 || stream.openHeader.length > 0;
  if (continues && !head.isContinued) {
    dropOpen(walk);
  }
  let isOrphan = head.isContinued && !continues;
  let at = place.at + head.headBytes;
  let size = 0;
  for (let segment = 0; segment < head.headBytes - PAGE_HEAD_BYTES; segment += 1) {
    const length = place.bytes[place.at + PAGE_HEAD_BYTES + segment]!;
    size += length;
    const isEnd = length < 255;
    const isPageEnd = segment + 1 === head.headBytes - PAGE_HEAD_BYTES;
    if (!isEnd && !isPageEnd) {
      continue;
    }
    if (isOrphan) {
      // The end of a packet whose beginning is lost.
      walk.counts.lostPackets += 1;
      isOrphan = false;
    } else {
      takePart(walk, stream, { place, at, size, isEnd });
    }
    at += size;
    size = 0;
  }
  noteGranule(stream, head.granule);
}

/** A page that begins a stream: the one to read, when the one before it is over or has data. */
function beginStream(walk: Walk, head: PageHead, place: PagePlace): void {
  const first = place.bytes.subarray(
    place.at + head.headBytes,
    place.at + head.headBytes + head.bodyBytes,
  );
  const headerCount = headerPacketsOf(first);
  const isBusy = walk.stream !== undefined && walk.stream.link === undefined;
  if (headerCount === 0 || isBusy) {
    walk.counts.others.add(nameOfStream(first));
    return;
  }
  dropOpen(walk);
  walk.stream = {
    serial: head.serial,
    headerCount,
    headers: [],
    link: undefined,
    state: { previousBlock: 0 },
    openPart: -1,
    openBytes: 0,
    head: new Uint8Array(PACKET_HEAD_BYTES),
    openHeader: new Uint8Array(0),
    ticksInPage: 0,
  };
}

/** A packet, or as much of it as is in this page. */
interface Part {
  readonly place: PagePlace;
  /** In the bytes of the place. */
  readonly at: number;
  readonly size: number;
  readonly isEnd: boolean;
}

function takePart(walk: Walk, stream: Stream, part: Part): void {
  const { link } = stream;
  if (link === undefined) {
    takeHeaderPart(walk, stream, part);
    return;
  }
  const { place, at, size } = part;
  if (stream.openPart < 0) {
    stream.openPart = walk.table.parts.count;
    stream.openBytes = 0;
  }
  if (stream.openBytes < PACKET_HEAD_BYTES) {
    const seen = Math.min(size, PACKET_HEAD_BYTES - stream.openBytes);
    stream.head.set(place.bytes.subarray(at, at + seen), stream.openBytes);
  }
  if (size > 0) {
    addPacket(walk.table.parts, place.offset + at - place.at, size, 0);
    stream.openBytes += size;
  }
  if (part.isEnd) {
    finishPacket(walk, stream, link);
  }
}

function finishPacket(walk: Walk, stream: Stream, link: OggLink): void {
  const { openPart: firstPart, openBytes: bytes } = stream;
  const head = stream.head.subarray(0, Math.min(bytes, PACKET_HEAD_BYTES));
  stream.openPart = -1;
  const ticks = link.codec.durationOf(head, bytes, stream.state);
  const isLeadIn = link.codec.isFirstSilent && link.packetCount === 0;
  if (bytes === 0 || bytes > MAX_HEADER_BYTES || (ticks === 0 && !isLeadIn)) {
    truncatePackets(walk.table.parts, firstPart);
    walk.counts.lostPackets += bytes === 0 ? 0 : 1;
    return;
  }
  addOggPacket(walk.table, firstPart, { ticks, level: link.codec.levelOf(head, bytes) });
  link.packetCount += 1;
  stream.ticksInPage += ticks;
}

function takeHeaderPart(walk: Walk, stream: Stream, part: Part): void {
  const { place, at, size } = part;
  const isComment = stream.headers.length === COMMENT_HEADER;
  const most = isComment ? MAX_COMMENT_BYTES : MAX_HEADER_BYTES + 1;
  const room = Math.min(size, most - stream.openHeader.length);
  const joined = new Uint8Array(stream.openHeader.length + room);
  joined.set(stream.openHeader);
  joined.set(place.bytes.subarray(at, at + room), stream.openHeader.length);
  stream.openHeader = joined;
  if (!part.isEnd) {
    return;
  }
  stream.headers.push(joined);
  stream.openHeader = new Uint8Array(0);
  if (stream.headers.length < stream.headerCount) {
    return;
  }
  const codec = readOggCodec(stream.headers);
  if (codec === undefined) {
    walk.counts.others.add(`${nameOfStream(stream.headers[0] ?? joined)} with broken headers`);
    walk.stream = undefined;
    return;
  }
  const comments = stream.headers[COMMENT_HEADER] ?? new Uint8Array(0);
  stream.link = {
    codec,
    chapters: readVorbisChapters(comments.subarray(codec.commentAt)),
    firstPacket: walk.table.count,
    packetCount: 0,
    baseGranule: undefined,
    lastGranule: 0,
  };
  walk.links.push(stream.link);
}

/** Forgets a packet whose end did not come. */
function dropOpen(walk: Walk): void {
  const { stream } = walk;
  if (stream !== undefined && stream.openPart >= 0) {
    truncatePackets(walk.table.parts, stream.openPart);
    walk.counts.lostPackets += 1;
    stream.openPart = -1;
  }
  if (stream !== undefined) {
    stream.openHeader = new Uint8Array(0);
  }
}

function noteGranule(stream: Stream, granule: number): void {
  const { link } = stream;
  if (link === undefined || granule < 0 || link.packetCount === 0) {
    return;
  }
  link.baseGranule ??= granule - stream.ticksInPage;
  link.lastGranule = granule;
  stream.ticksInPage = 0;
}
