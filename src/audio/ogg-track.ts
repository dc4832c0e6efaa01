import type { OggCodec } from './ogg-codecs.ts';
import { makePageHead, MAX_SEGMENTS, sealPage, segmentsOf } from './ogg-page.ts';
import type { OggIndex, OggLink } from './ogg-index.ts';
import { mapPackets } from './packets.ts';
import type { PacketMap } from './packets.ts';
import type { Slice, Track, TrackSection } from './track.ts';
import type { ByteRange, Chapter, ChunkPiece } from './types.ts';
import { unevenClock } from './unit-clock.ts';
import type { UnitClock } from './unit-clock.ts';

/** What the Gemini API calls Ogg. */
const MIME_TYPE = 'audio/ogg';
/** A page of a slice holds about a second. */
const PAGE_SEC = 1;
const MAX_BODY_BYTES = 48_000;

/** See `Track`. A file that is joined from both codecs is measured by its last. */
const FLUTTER_SCALE = { Opus: 0.75, Vorbis: 0.87 };

/** An indexed Ogg file as a track; each link is a section, each packet a unit. */
export function oggTrack(index: OggIndex): Track {
  const map = mapPackets(index.parts);
  const last = index.links.at(-1);
  const units = last === undefined ? 0 : last.firstPacket + last.packetCount;
  const sections = index.links.map((link) => sectionOf(index, map, link));
  return {
    container: 'ogg',
    mimeType: MIME_TYPE,
    sections,
    levels: index.levels.subarray(0, units),
    flutterScale: FLUTTER_SCALE[last?.codec.name ?? 'Opus'],
    payloadBytes: map.bytesOf(0, index.parts.count),
    bytes: {
      sizeOf: (packet) => packetSize(index, packet),
      rangesOf: ({ first, end }) => rangesOf(index, map, first, end),
    },
    chapters: chaptersOf(index.links, sections),
    notes: index.notes,
  };
}

/** The marks of all links, from the file's start on. */
function chaptersOf(
  links: readonly OggLink[],
  sections: readonly TrackSection[],
): readonly Chapter[] {
  let startSec = 0;
  return links.flatMap(({ chapters }, at) => {
    const { clock, unitCount } = sections[at]!;
    const before = startSec;
    const lengthSec = clock.secOf(unitCount);
    startSec += lengthSec;
    return chapters
      .filter((chapter) => chapter.startSec < lengthSec)
      .map((chapter) => ({ ...chapter, startSec: before + chapter.startSec }));
  });
}

/** The packets of a link in time. */
interface Timeline {
  /** Samples that come out of the decoder before each packet, the dropped ones counted in. */
  readonly decoded: Float64Array;
  /** Dropped at the start. */
  readonly skipped: number;
  /** What comes out behind this is dropped too. */
  readonly end: number;
}

/** Samples that are heard before a packet: without what is dropped at the start and the end. */
function heardBefore({ decoded, skipped, end }: Timeline, packet: number): number {
  return Math.max(0, Math.min(decoded[packet]!, end) - skipped);
}

/** The clock of what is heard; the packets that are dropped last no time. */
function clockOf(timeline: Timeline, ticksPerSec: number): UnitClock {
  const clock = unevenClock(timeline.decoded, ticksPerSec);
  return {
    secOf: (packet) => heardBefore(timeline, packet) / ticksPerSec,
    unitAt: (sec) => {
      const { decoded, skipped, end } = timeline;
      const last = decoded.length - 1;
      // Behind the end all packets begin at once, and the last of them counts.
      return sec * ticksPerSec + 1e-6 >= end - skipped
        ? last
        : clock.unitAt(sec + skipped / ticksPerSec);
    },
    longestSec: clock.longestSec,
  };
}

function timelineOf(index: OggIndex, link: OggLink): Timeline {
  const decoded = new Float64Array(link.packetCount + 1);
  for (let packet = 0; packet < link.packetCount; packet += 1) {
    decoded[packet + 1] = decoded[packet]! + index.ticks[link.firstPacket + packet]!;
  }
  const base = link.baseGranule ?? 0;
  // A first granule that is too small for its packets means that the start is to be dropped.
  const skipped = link.codec.preSkip + Math.max(0, -base);
  const all = decoded[link.packetCount]!;
  // The last granule may cut off a part of the last packet. One that says more is wrong: files that were
  // joined without care count on from granules that do not fit their packets.
  const surplus = link.baseGranule === undefined ? 0 : all - (link.lastGranule - base);
  const longest = index.ticks.subarray(link.firstPacket, link.firstPacket + link.packetCount);
  const end = surplus > 0 && surplus <= longest.reduce(maximum, 0) ? all - surplus : all;
  return { decoded, skipped, end };
}

function maximum(one: number, other: number): number {
  return one > other ? one : other;
}

function sectionOf(index: OggIndex, map: PacketMap, link: OggLink): TrackSection {
  const timeline = timelineOf(index, link);
  return {
    firstUnit: link.firstPacket,
    unitCount: link.packetCount,
    clock: clockOf(timeline, link.codec.ticksPerSec),
    slice: (first, end) => sliceOf(index, { map, link, timeline }, first, end),
  };
}

interface Source {
  readonly map: PacketMap;
  readonly link: OggLink;
  readonly timeline: Timeline;
}

/**
 * A stream of its own: fresh headers, a lead-in that the decoder drops, and the packets in new pages.
 * The granules say exactly what is to be heard.
 */
function sliceOf(index: OggIndex, source: Source, first: number, end: number): Slice {
  const { link, timeline, map } = source;
  const { codec, firstPacket } = link;
  const from = first - firstPacket;
  const to = end - firstPacket;
  const startTicks = heardBefore(timeline, from) + timeline.skipped;
  const endTicks = heardBefore(timeline, to) + timeline.skipped;
  const lead = leadIn(codec, timeline.decoded, from);
  // Vorbis gives nothing for the first packet, so its granules count from behind it.
  const origin = codec.isFirstSilent ? startTicks : timeline.decoded[lead]!;
  const headers = headerPages(codec, startTicks - origin);
  const pieces: ChunkPiece[] = [{ kind: 'literal', bytes: headers.bytes }];
  let bytes = headers.bytes.length;
  let sequence = headers.pages;
  for (let packet = lead; packet < to; sequence += 1) {
    const { stop, sizes, bytes: bodyBytes } = planPage(index, source, packet, to);
    const isLast = stop === to;
    const ticks = isLast ? endTicks : timeline.decoded[stop]!;
    const head = makePageHead({
      isFirst: false,
      isLast,
      granule: Math.max(0, ticks - origin),
      sequence,
      packetSizes: sizes,
    });
    const body = rangesOf(index, map, firstPacket + packet, firstPacket + stop);
    pieces.push({ kind: 'ogg', head, body });
    bytes += head.length + bodyBytes;
    packet = stop;
  }
  const payloadBytes = map.bytesOf(index.firstParts[first]!, index.firstParts[end]!);
  return { pieces, bytes, payloadBytes };
}

/** The packet, counted from the link's first, at which decoding must start for a cut. */
function leadIn(codec: OggCodec, decoded: Float64Array, from: number): number {
  let lead = from;
  while (lead > 0 && decoded[from]! - decoded[lead]! < codec.leadInTicks) {
    lead -= 1;
  }
  // A Vorbis packet gives samples only together with the one before it.
  return codec.isFirstSilent && lead > 0 && lead === from ? lead - 1 : lead;
}

/** A page of a slice: packets up to `stop`, counted from the link's first, and their lengths. */
interface PagePlan {
  readonly stop: number;
  readonly sizes: readonly number[];
  readonly bytes: number;
}

/** Fills the page that begins with a packet; both counted from the link's first. */
function planPage(index: OggIndex, source: Source, packet: number, end: number): PagePlan {
  const { link, timeline } = source;
  const lastTicks = timeline.decoded[packet]! + link.codec.ticksPerSec * PAGE_SEC;
  const sizes: number[] = [];
  let segments = 0;
  let bytes = 0;
  let stop = packet;
  for (; stop < end; stop += 1) {
    const size = packetSize(index, link.firstPacket + stop);
    const isFull =
      segments + segmentsOf(size) > MAX_SEGMENTS ||
      bytes + size > MAX_BODY_BYTES ||
      timeline.decoded[stop + 1]! > lastTicks;
    if (isFull && stop > packet) {
      break;
    }
    segments += segmentsOf(size);
    bytes += size;
    sizes.push(size);
  }
  return { stop, sizes, bytes };
}

/** The bytes of a packet: of its parts, mostly one. */
function packetSize({ parts, firstParts }: OggIndex, packet: number): number {
  let bytes = 0;
  for (let part = firstParts[packet]!; part < firstParts[packet + 1]!; part += 1) {
    bytes += parts.sizes[part]!;
  }
  return bytes;
}

function rangesOf(
  index: OggIndex,
  map: PacketMap,
  first: number,
  end: number,
): readonly ByteRange[] {
  return map.rangesOf(index.firstParts[first]!, index.firstParts[end]!);
}

/** The pages of the headers: the first packet alone, the others together (RFC 7845, 3; Vorbis I, A.2). */
function headerPages(
  codec: OggCodec,
  preSkip: number,
): { readonly bytes: Uint8Array; readonly pages: number } {
  const [first = new Uint8Array(0), ...others] = codec.headersFor(preSkip);
  const page = (sequence: number, packets: readonly Uint8Array[]): Uint8Array => {
    const head = makePageHead({
      isFirst: sequence === 0,
      isLast: false,
      granule: 0,
      sequence,
      packetSizes: packets.map((packet) => packet.length),
    });
    const whole = Uint8Array.from([head, ...packets].flatMap((part) => [...part]));
    sealPage(whole);
    return whole;
  };
  const pages = [page(0, [first]), page(1, others)];
  return { bytes: Uint8Array.from(pages.flatMap((bytes) => [...bytes])), pages: pages.length };
}
