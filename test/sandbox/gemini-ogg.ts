/** The packets of Opus and Vorbis in Ogg, with the times at which they are heard. */
import type { SoundList } from './gemini-frames.ts';

interface Packet {
  readonly bytes: Uint8Array;
  /** Samples since the start when its page ends, or -1; only for the last packet of a page. */
  readonly granule: number;
}

/** The packets of a file of one stream (RFC 3533), each put together from its segments. */
function packetsOf(bytes: Uint8Array): readonly Packet[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const packets: Packet[] = [];
  let open: Uint8Array[] = [];
  for (let at = 0; at + 27 <= bytes.length;) {
    const segments = bytes[at + 26] ?? 0;
    const granule = Number(view.getBigInt64(at + 6, true));
    let body = at + 27 + segments;
    for (let segment = 0; segment < segments; segment += 1) {
      const size = bytes[at + 27 + segment] ?? 0;
      open.push(bytes.subarray(body, body + size));
      body += size;
      if (size < 255) {
        packets.push({
          bytes: Buffer.concat(open),
          granule: segment + 1 === segments ? granule : -1,
        });
        open = [];
      }
    }
    at = body;
  }
  return packets;
}

/** Lists the packets behind the headers. */
export function listOgg(bytes: Uint8Array): SoundList {
  const all = packetsOf(bytes);
  const first = Buffer.from(all[0]?.bytes ?? []);
  const isOpus = first.subarray(0, 8).toString('latin1') === 'OpusHead';
  const packets = all.slice(isOpus ? 2 : 3);
  const rate = isOpus ? 48_000 : first.readUInt32LE(12);
  const preSkip = isOpus ? first.readUInt16LE(10) : 0;
  const ends = endsOf(packets);
  const times = [0, ...ends].map((ticks) => Math.max(0, ticks - preSkip) / rate);
  const joined = Buffer.concat(packets.map((packet) => packet.bytes));
  const sizes = packets.map((packet) => packet.bytes.length);
  const starts: number[] = [];
  let at = 0;
  for (const size of sizes) {
    starts.push(at);
    at += size;
  }
  // What ends before anything is heard is there for the decoder; Vorbis gives nothing for a first packet.
  const dropped = isOpus ? ends.findIndex((end) => end > preSkip) : 1;
  return { bytes: joined, starts, sizes, times, dropped: Math.max(0, dropped) };
}

/** Samples at the end of each packet: pages say theirs, and their packets share them evenly. */
function endsOf(packets: readonly Packet[]): readonly number[] {
  const ends: number[] = [];
  let [before, waiting] = [0, 0];
  for (const { granule } of packets) {
    waiting += 1;
    if (granule < 0) continue;
    const count = waiting;
    for (let step = 1; step <= count; step += 1) {
      ends.push(before + ((granule - before) * step) / count);
    }
    [before, waiting] = [granule, 0];
  }
  return [...ends, ...Array.from({ length: waiting }, () => before)];
}
