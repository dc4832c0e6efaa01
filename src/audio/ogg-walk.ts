import { bad, ok } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import { headerPacketsOf, nameOfStream, PACKET_HEAD_BYTES, readOggCodec } from './ogg-codecs.ts';
import type { DurationState } from './ogg-codecs.ts';
import { addOggPacket, finishIndex, makeOggTable, withoutAudio } from './ogg-index.ts';
import type { OggCounts, OggIndex, OggLink, OggTable } from './ogg-index.ts';
import { isPageSound, MAX_PAGE_BYTES, PAGE_HEAD_BYTES, pageHeadAt } from './ogg-page.ts';
import type { PageHead } from './ogg-page.ts';
import { addPacket, truncatePackets } from './packets.ts';
import type { Walker } from './types.ts';

/** Bytes asked for at once. */
const BLOCK_BYTES = 1 << 20;
/** Header packets of more bytes are not kept; comments may hold pictures, and are left out. */
const MAX_HEADER_BYTES = 60_000;

interface Walk {
  readonly table: OggTable;
  readonly counts: OggCounts;
  readonly links: OggLink[];
  /** The stream that is read now. */
  stream: Stream | undefined;
}

interface Stream {
  readonly serial: number;
  readonly headerCount: number;
  readonly headers: Uint8Array[];
  link: OggLink | undefined;
  readonly state: DurationState;
  /** The packet that goes on in the next page: its first part, length and first bytes. */
  open: { readonly firstPart: number; bytes: number; readonly head: Uint8Array } | undefined;
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
      !(isSure || isPageSound(bytes.subarray(at, end)))
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
  const continues = stream.open !== undefined || stream.openHeader.length > 0;
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
      takePart(walk, stream, {
        bytes: place.bytes.subarray(at, at + size),
        offset: place.offset + at - place.at,
        isEnd,
      });
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
    open: undefined,
    openHeader: new Uint8Array(0),
    ticksInPage: 0,
  };
}

/** A packet, or as much of it as is in this page. */
interface Part {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly isEnd: boolean;
}

function takePart(walk: Walk, stream: Stream, part: Part): void {
  if (stream.headers.length < stream.headerCount) {
    takeHeaderPart(walk, stream, part);
    return;
  }
  const { link } = stream;
  if (link === undefined) {
    return;
  }
  const { parts } = walk.table;
  stream.open ??= {
    firstPart: parts.count,
    bytes: 0,
    head: part.bytes.slice(0, PACKET_HEAD_BYTES),
  };
  if (part.bytes.length > 0) {
    addPacket(parts, part.offset, part.bytes.length, 0);
    stream.open.bytes += part.bytes.length;
  }
  if (part.isEnd) {
    const { open } = stream;
    stream.open = undefined;
    finishPacket(walk, { stream, link, open });
  }
}

function finishPacket(
  walk: Walk,
  packet: {
    readonly stream: Stream;
    readonly link: OggLink;
    readonly open: NonNullable<Stream['open']>;
  },
): void {
  const { stream, link, open } = packet;
  const ticks = link.codec.durationOf(open.head, open.bytes, stream.state);
  const isLeadIn = link.codec.isFirstSilent && link.packetCount === 0;
  if (open.bytes === 0 || open.bytes > MAX_HEADER_BYTES || (ticks === 0 && !isLeadIn)) {
    truncatePackets(walk.table.parts, open.firstPart);
    walk.counts.lostPackets += open.bytes === 0 ? 0 : 1;
    return;
  }
  const level = link.codec.levelOf(open.head, open.bytes, ticks);
  addOggPacket(walk.table, { firstPart: open.firstPart, ticks, level });
  link.packetCount += 1;
  stream.ticksInPage += ticks;
}

function takeHeaderPart(walk: Walk, stream: Stream, part: Part): void {
  const joined = new Uint8Array(
    Math.min(stream.openHeader.length + part.bytes.length, MAX_HEADER_BYTES + 1),
  );
  joined.set(stream.openHeader);
  joined.set(
    part.bytes.subarray(0, joined.length - stream.openHeader.length),
    stream.openHeader.length,
  );
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
  stream.link = {
    codec,
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
  if (stream?.open !== undefined) {
    truncatePackets(walk.table.parts, stream.open.firstPart);
    walk.counts.lostPackets += 1;
    stream.open = undefined;
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
