/** Pages of Ogg (RFC 3533): their heads, their checksum, and pages of our own. */
import { asciiAt } from './tags.ts';

/** A head without its table of segments. */
export const PAGE_HEAD_BYTES = 27;
/** The longest page: 255 segments of 255 bytes. */
export const MAX_PAGE_BYTES = PAGE_HEAD_BYTES + 255 + 255 * 255;
/** Segments that a page can have. */
export const MAX_SEGMENTS = 255;

const FLAG_CONTINUED = 1;
const FLAG_FIRST = 2;
const FLAG_LAST = 4;

/** The head of a page. */
export interface PageHead {
  readonly isContinued: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Position in the stream when the page ends, in samples; -1 when no packet ends in it. */
  readonly granule: number;
  readonly serial: number;
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** The head of the page at `at`; `undefined` when there is none, or it is not all there. */
export function pageHeadAt(bytes: Uint8Array, at: number): PageHead | undefined {
  if (at + PAGE_HEAD_BYTES > bytes.length || !asciiAt(bytes, at, 'OggS') || bytes[at + 4] !== 0) {
    return undefined;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, PAGE_HEAD_BYTES);
  const segments = bytes[at + 26]!;
  const headBytes = PAGE_HEAD_BYTES + segments;
  if (at + headBytes > bytes.length) {
    return undefined;
  }
  let bodyBytes = 0;
  for (let index = 0; index < segments; index += 1) {
    bodyBytes += bytes[at + PAGE_HEAD_BYTES + index]!;
  }
  const flags = bytes[at + 5]!;
  const high = view.getUint32(10, true);
  const low = view.getUint32(6, true);
  return {
    isContinued: (flags & FLAG_CONTINUED) !== 0,
    isFirst: (flags & FLAG_FIRST) !== 0,
    isLast: (flags & FLAG_LAST) !== 0,
    granule: high === 0xffffffff && low === 0xffffffff ? -1 : high * 2 ** 32 + low,
    serial: view.getUint32(14, true),
    headBytes,
    bodyBytes,
  };
}

/** Remainders by the polynomial 04C11DB7 of a byte with zero to three bytes of zeros behind it. */
const CRC_TABLES = makeCrcTables();

function makeCrcTables(): readonly [Int32Array, Int32Array, Int32Array, Int32Array] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte << 24;
    for (let bit = 0; bit < 8; bit += 1) {
      remainder = remainder < 0 ? (remainder << 1) ^ 0x04c11db7 : remainder << 1;
    }
    return remainder;
  });
  const shifted = (table: Int32Array): Int32Array =>
    table.map((remainder) => (remainder << 8) ^ first[remainder >>> 24]!);
  const second = shifted(first);
  const third = shifted(second);
  return [first, second, third, shifted(third)];
}

/** The checksum of RFC 3533, 6: four bytes at a time, since slices are checked byte by byte. */
function checksum(bytes: Uint8Array): number {
  const [one, two, three, four] = CRC_TABLES;
  let crc = 0;
  let at = 0;
  for (const whole = bytes.length - 3; at < whole; at += 4) {
    crc =
      four[(crc >>> 24) ^ bytes[at]!]! ^
      three[((crc >>> 16) & 0xff) ^ bytes[at + 1]!]! ^
      two[((crc >>> 8) & 0xff) ^ bytes[at + 2]!]! ^
      one[(crc & 0xff) ^ bytes[at + 3]!]!;
  }
  for (; at < bytes.length; at += 1) {
    crc = (crc << 8) ^ one[(crc >>> 24) ^ bytes[at]!]!;
  }
  return crc >>> 0;
}

/** True when the checksum of a whole page fits. */
export function isPageSound(page: Uint8Array): boolean {
  const claimed = new DataView(page.buffer, page.byteOffset, page.length).getUint32(22, true);
  const plain = page.slice();
  plain.fill(0, 22, 26);
  return checksum(plain) === claimed;
}

/** What a page of ours says. */
export interface PageSpec {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly granule: number;
  /** Number of the page in its stream, from 0. */
  readonly sequence: number;
  /** Lengths of its packets; all end in it. Together at most {@link MAX_SEGMENTS} segments. */
  readonly packetSizes: readonly number[];
}

/** Segments that a packet takes. */
export function segmentsOf(packetBytes: number): number {
  return Math.floor(packetBytes / 255) + 1;
}

/** The head of a page of ours; its checksum is still missing. */
export function makePageHead(spec: PageSpec): Uint8Array {
  const segments = spec.packetSizes.reduce((sum, size) => sum + segmentsOf(size), 0);
  const head = new Uint8Array(PAGE_HEAD_BYTES + segments);
  head.set([0x4f, 0x67, 0x67, 0x53, 0]);
  head[5] = (spec.isFirst ? FLAG_FIRST : 0) | (spec.isLast ? FLAG_LAST : 0);
  const view = new DataView(head.buffer);
  view.setUint32(6, spec.granule % 2 ** 32, true);
  view.setUint32(10, Math.floor(spec.granule / 2 ** 32), true);
  view.setUint32(14, 1, true);
  view.setUint32(18, spec.sequence, true);
  head[26] = segments;
  let at = PAGE_HEAD_BYTES;
  for (const size of spec.packetSizes) {
    head.fill(255, at, at + segmentsOf(size) - 1);
    at += segmentsOf(size);
    head[at - 1] = size % 255;
  }
  return head;
}

/** Writes the checksum into a whole page that has none yet. */
export function sealPage(page: Uint8Array): void {
  new DataView(page.buffer, page.byteOffset, page.length).setUint32(22, checksum(page), true);
}
