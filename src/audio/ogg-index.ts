import { counted } from '../base/count.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { OggCodec } from './ogg-codecs.ts';
import { makePacketStore } from './packets.ts';
import type { PacketStore } from './packets.ts';
import type { Chapter } from './types.ts';

/** A short packet: arrays that are too long take no memory where nothing was written, longer copies do. */
const SHORT_PACKET_BYTES = 40;
const MOST_EXPECTED = 4_000_000;

/** A stream of a chained file: its codec and its packets. */
export interface OggLink {
  readonly codec: OggCodec;
  /** Marks of its comments, from its start on. */
  readonly chapters: readonly Chapter[];
  /** Counted through all links. */
  readonly firstPacket: number;
  packetCount: number;
  /** Position at the start of the first packet, by the first granule; undefined while unknown. */
  baseGranule: number | undefined;
  /** Position at the end, by the last granule. */
  lastGranule: number;
}

/** All that cutting needs to know of an Ogg file. A packet is one part, or several in as many pages. */
export interface OggIndex {
  readonly parts: PacketStore;
  /** For each packet its first part; one more entry for the end. */
  readonly firstParts: Uint32Array;
  /** Ticks that each packet lasts. */
  readonly ticks: Uint16Array;
  readonly levels: Uint8Array;
  readonly links: readonly OggLink[];
  readonly notes: readonly string[];
}

/** Packets that are still being collected. */
export interface OggTable {
  readonly parts: PacketStore;
  firstParts: Uint32Array;
  ticks: Uint16Array;
  levels: Uint8Array;
  count: number;
}

/** An empty table for a file of this size. */
export function makeOggTable(totalBytes: number): OggTable {
  const expected = Math.ceil(Math.min(totalBytes / SHORT_PACKET_BYTES, MOST_EXPECTED)) + 1024;
  return {
    parts: makePacketStore(expected),
    firstParts: new Uint32Array(expected),
    ticks: new Uint16Array(expected),
    levels: new Uint8Array(expected),
    count: 0,
  };
}

/** Adds a packet whose parts are in the store already, from `firstPart` on. */
export function addOggPacket(
  table: OggTable,
  firstPart: number,
  packet: { readonly ticks: number; readonly level: number },
): void {
  if (table.count === table.ticks.length) {
    const capacity = table.count * 2;
    table.firstParts = grown(table.firstParts, capacity, Uint32Array);
    table.ticks = grown(table.ticks, capacity, Uint16Array);
    table.levels = grown(table.levels, capacity, Uint8Array);
  }
  table.firstParts[table.count] = firstPart;
  table.ticks[table.count] = packet.ticks;
  table.levels[table.count] = packet.level;
  table.count += 1;
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array>(
  array: T,
  length: number,
  make: new (length: number) => T,
): T {
  if (array.length >= length) {
    return array;
  }
  const larger = new make(length);
  larger.set(array);
  return larger;
}

/** What the walk met besides packets. */
export interface OggCounts {
  /** What other streams there were, in words. */
  readonly others: Set<string>;
  lostBytes: number;
  lostPackets: number;
}

/** The finished index; links without a packet are left out. */
export function finishIndex(
  table: OggTable,
  links: readonly OggLink[],
  counts: OggCounts,
): OggIndex {
  const firstParts = grown(table.firstParts, table.count + 1, Uint32Array);
  firstParts[table.count] = table.parts.count;
  return {
    parts: table.parts,
    firstParts: firstParts.subarray(0, table.count + 1),
    ticks: table.ticks.subarray(0, table.count),
    levels: table.levels.subarray(0, table.count),
    links,
    notes: notesOf(counts, links),
  };
}

/** Why there is nothing to cut. */
export function withoutAudio(counts: OggCounts): Problem {
  const others = [...counts.others];
  return others.length > 0
    ? problem(
        'container-not-supported',
        `The audio is ${others.join(' and ')} in Ogg, which this version cannot cut.`,
        'Update podcast-transcriber and run with mode retry-failed; MP3 files always work.',
      )
    : problem(
        'audio-empty',
        'The Ogg file holds no audio.',
        'Open the enclosure address of the episode; the publisher may have to upload it again.',
      );
}

function notesOf(counts: OggCounts, links: readonly OggLink[]): readonly string[] {
  const notes: string[] = [];
  if (counts.lostBytes > 0) {
    notes.push(
      `${counted(counts.lostBytes, 'byte that is no whole page was', 'bytes that are no whole page were')} skipped.`,
    );
  }
  if (counts.lostPackets > 0) {
    notes.push(
      `${counted(counts.lostPackets, 'packet is', 'packets are')} incomplete or broken and left out.`,
    );
  }
  if (links.length > 1) {
    notes.push(`The file was joined from ${links.length} streams.`);
  }
  if (counts.others.size > 0) {
    notes.push(`Other streams in the file are left out: ${[...counts.others].join(', ')}.`);
  }
  return notes;
}
