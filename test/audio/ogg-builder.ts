/** Writes Ogg files with Opus and Vorbis for tests. */
import { makePageHead, segmentsOf } from '../../src/audio/ogg-page.ts';
import { ascii, join, noise } from './mp3-builder.ts';
import { sealedPage } from './slices.ts';

/** A page around packets that all end in it. */
export function page(
  packets: readonly Uint8Array[],
  spec: {
    granule?: number;
    sequence?: number;
    isFirst?: boolean;
    isLast?: boolean;
    serial?: number;
  } = {},
): Uint8Array {
  const head = makePageHead({
    isFirst: spec.isFirst ?? false,
    isLast: spec.isLast ?? false,
    granule: spec.granule ?? 0,
    sequence: spec.sequence ?? 0,
    packetSizes: packets.map((packet) => packet.length),
  });
  new DataView(head.buffer).setUint32(14, spec.serial ?? 77, true);
  return sealedPage(head, join(...packets));
}

/** Two pages around one packet: the first holds its first segments, the second the rest. */
export function splitPages(packet: Uint8Array, granule: number, serial = 77): Uint8Array {
  const count = Math.floor(segmentsOf(packet.length) / 2);
  const heads = [
    new Uint8Array(27 + count).fill(255),
    new Uint8Array(27 + segmentsOf(packet.length) - count).fill(255),
  ];
  const bodies = [packet.subarray(0, count * 255), packet.subarray(count * 255)];
  heads[1]![heads[1]!.length - 1] = packet.length % 255;
  return join(
    ...heads.map((head, index) => {
      head.fill(0, 0, 27);
      head.set(ascii('OggS'));
      head[5] = index;
      head[26] = head.length - 27;
      const view = new DataView(head.buffer);
      view.setBigInt64(6, index === 0 ? -1n : BigInt(granule), true);
      view.setUint32(14, serial, true);
      return sealedPage(head, bodies[index]!);
    }),
  );
}

/** The identification packet of Opus. */
export function opusHead(preSkip = 312): Uint8Array {
  return join(
    ascii('OpusHead'),
    Uint8Array.of(1, 2, preSkip & 255, preSkip >> 8, 0x80, 0xbb, 0, 0, 0, 0, 0),
  );
}

/** An Opus packet of 20 ms (CELT, one frame). */
export function opusPacket(bytes: number, seed = 1, toc = 0xf8): Uint8Array {
  const packet = noise(bytes, seed);
  packet[0] = toc;
  return packet;
}

/** An Opus packet of 20 ms (CELT, one frame) that says it is silence. */
export function silentOpusPacket(bytes: number): Uint8Array {
  const packet = new Uint8Array(bytes).fill(0xff);
  packet[0] = 0xf8;
  return packet;
}

/** Vorbis comments: a vendor, then these. */
export function vorbisComments(comments: readonly string[]): Uint8Array {
  const text = new TextEncoder();
  const number = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);
  return join(
    number(4),
    ascii('test'),
    number(comments.length),
    ...comments.flatMap((comment) => {
      const bytes = text.encode(comment);
      return [number(bytes.length), bytes];
    }),
  );
}

/** A stream: header pages, then pages of 50 packets. Granules count `ticks` a packet. */
export function opusStream(
  packets: readonly Uint8Array[],
  options: {
    preSkip?: number;
    ticks?: number;
    serial?: number;
    trim?: number;
    base?: number;
    comments?: readonly string[];
  } = {},
): Uint8Array {
  const { preSkip = 312, ticks = 960, serial = 77, trim = 0, base = 0, comments = [] } = options;
  const pages = [
    page([opusHead(preSkip)], { isFirst: true, serial }),
    page([join(ascii('OpusTags'), vorbisComments(comments))], { sequence: 1, serial }),
  ];
  for (let at = 0; at < packets.length; at += 50) {
    const part = packets.slice(at, at + 50);
    const isLast = at + 50 >= packets.length;
    const granule = base + (at + part.length) * ticks - (isLast ? trim : 0);
    pages.push(page(part, { granule, sequence: 2 + at / 50, isLast, serial }));
  }
  return join(...pages);
}

/** Identification of Vorbis: 44.1 kHz, blocks of 256 and 2048. */
export function vorbisHead(): Uint8Array {
  const packet = new Uint8Array(30);
  packet.set(join(Uint8Array.of(1), ascii('vorbis')));
  packet[11] = 2;
  new DataView(packet.buffer).setUint32(12, 44_100, true);
  packet[28] = 0xb8;
  packet[29] = 1;
  return packet;
}

/** A setup packet that ends with these modes (true: long blocks). */
export function vorbisSetup(modes: readonly boolean[]): Uint8Array {
  const bits: number[] = [];
  const put = (count: number, value: number) => {
    for (let bit = 0; bit < count; bit += 1) {
      bits.push((value >> bit) & 1);
    }
  };
  // Something like codebooks and floors.
  for (const byte of noise(300, 9)) {
    put(8, byte);
  }
  put(6, modes.length - 1);
  for (const [index, isLong] of modes.entries()) {
    put(1, isLong ? 1 : 0);
    put(16, 0);
    put(16, 0);
    put(8, index);
  }
  put(1, 1);
  const packet = new Uint8Array(7 + Math.ceil(bits.length / 8));
  packet.set(join(Uint8Array.of(5), ascii('vorbis')));
  for (const [index, bit] of bits.entries()) {
    packet[7 + (index >> 3)]! |= bit << (index & 7);
  }
  return packet;
}

/** A Vorbis packet of a setup with two modes; `floor` is the curve's first value, 0 to 127. */
export function vorbisPacket(isLong: boolean, floor: number, bytes = 80, seed = 1): Uint8Array {
  const packet = noise(bytes, seed);
  const bits = isLong ? 0b0010 | (1 << 4) | (floor << 5) : (1 << 2) | (floor << 3);
  packet[0] = bits & 255;
  packet[1] = (bits >> 8) & 255;
  return packet;
}

/** A Vorbis stream in pages of 30 packets. */
export function vorbisStream(
  packets: readonly { readonly isLong: boolean; readonly bytes: Uint8Array }[],
  options: { trim?: number; comments?: readonly string[] } = {},
): Uint8Array {
  const comment = join(
    Uint8Array.of(3),
    ascii('vorbis'),
    vorbisComments(options.comments ?? []),
    Uint8Array.of(1),
  );
  const pages = [
    page([vorbisHead()], { isFirst: true }),
    page([comment, vorbisSetup([false, true])], { sequence: 1 }),
  ];
  let granule = 0;
  let previous = 0;
  for (let at = 0; at < packets.length; at += 30) {
    const part = packets.slice(at, at + 30);
    for (const { isLong } of part) {
      const block = isLong ? 2048 : 256;
      granule += previous === 0 ? 0 : (previous + block) / 4;
      previous = block;
    }
    const isLast = at + 30 >= packets.length;
    const said = granule - (isLast ? (options.trim ?? 0) : 0);
    pages.push(
      page(
        part.map(({ bytes }) => bytes),
        { granule: said, sequence: 2 + at / 30, isLast },
      ),
    );
  }
  return join(...pages);
}
