/** The frames of an Opus packet (RFC 6716, 3): what kind they are and where they lie. */

/** What the first byte of a packet says (3.1). */
export interface OpusKind {
  readonly mode: 'silk' | 'hybrid' | 'celt';
  /** Of one frame, in samples at 48 kHz. */
  readonly frameTicks: number;
  readonly channels: 1 | 2;
  /** 0: narrow (4 kHz), 1: medium, 2: wide, 3: super-wide, 4: full. */
  readonly bandwidth: number;
}

const KINDS: readonly OpusKind[] = Array.from({ length: 64 }, (_, index) => kindOf(index));

function kindOf(index: number): OpusKind {
  const config = index >> 1;
  const channels = (index & 1) === 0 ? 1 : 2;
  if (config < 12) {
    const frameTicks = (config & 3) === 3 ? 2_880 : 480 << (config & 3);
    return { mode: 'silk', frameTicks, channels, bandwidth: config >> 2 };
  }
  if (config < 16) {
    const bandwidth = config < 14 ? 3 : 4;
    return { mode: 'hybrid', frameTicks: 480 << (config & 1), channels, bandwidth };
  }
  // CELT has no medium band.
  const bandwidth = [0, 2, 3, 4][(config - 16) >> 2]!;
  return { mode: 'celt', frameTicks: 120 << (config & 3), channels, bandwidth };
}

/** The kind of the frames of a packet; of an empty one, that of a zero byte. */
export function opusKind(packet: Uint8Array): OpusKind {
  return KINDS[(packet[0] ?? 0) >> 2]!;
}

/** Samples of a packet at 48 kHz; no packet is longer than 120 ms. */
export function opusTicks(packet: Uint8Array): number {
  const code = (packet[0] ?? 0) & 3;
  const count = code === 0 ? 1 : code === 3 ? (packet[1] ?? 0) & 63 : 2;
  return Math.min(opusKind(packet).frameTicks * count, 5_760);
}

/**
 * Calls `visit` with the bounds of each frame in the packet, in order (3.2). A broken packet has none;
 * of one that is cut off, the frames whose beginning is there are visited.
 *
 * @param packetBytes length of the whole packet, of which `packet` may hold the beginning alone.
 */
export function visitOpusFrames(
  packet: Uint8Array,
  packetBytes: number,
  visit: (start: number, end: number) => void,
): void {
  const code = (packet[0] ?? 0) & 3;
  if (packetBytes < 1) {
    return;
  }
  if (code === 0) {
    visit(1, packetBytes);
    return;
  }
  if (code === 1) {
    const size = (packetBytes - 1) >> 1;
    visit(1, 1 + size);
    visit(1 + size, 1 + 2 * size);
    return;
  }
  visitListed(packet, packetBytes, visit);
}

/** Frames whose number or lengths stand in the packet: codes 2 and 3 (3.2.4, 3.2.5). */
function visitListed(
  packet: Uint8Array,
  packetBytes: number,
  visit: (start: number, end: number) => void,
): void {
  const isCounted = ((packet[0] ?? 0) & 3) === 3;
  // Two frames of different lengths, without padding, say nothing of the kind.
  const byte = isCounted ? (packet[1] ?? 0) : 0x82;
  const count = byte & 63;
  const listed = (byte & 0x80) === 0 ? 0 : count - 1;
  let at = isCounted ? 2 : 1;
  let end = packetBytes;
  for (let more = (byte & 0x40) !== 0; more; at += 1) {
    const padding = packet[at] ?? 0;
    more = padding === 255;
    end -= more ? 254 : padding;
  }
  const sizes: number[] = [];
  for (let frame = 0; frame < listed; frame += 1) {
    const first = packet[at] ?? 0;
    sizes.push(first < 252 ? first : first + 4 * (packet[at + 1] ?? 0));
    at += first < 252 ? 1 : 2;
  }
  const even = Math.floor((end - at) / Math.max(1, count));
  for (let frame = 0; frame < count; frame += 1) {
    const size = sizes[frame] ?? (listed > 0 ? end - at : even);
    if (size < 0 || at + size > end) {
      return;
    }
    visit(at, at + size);
    at += size;
  }
}
