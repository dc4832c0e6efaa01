/** Opus (RFC 6716, RFC 7845) and Vorbis (Vorbis I) as far as cutting needs them. */
import { makeOpusMeter } from './opus-level.ts';
import { opusTicks } from './opus-packet.ts';
import { asciiAt } from './tags.ts';

/** How to read and write a codec in Ogg. */
export interface OggCodec {
  readonly name: 'Opus' | 'Vorbis';
  /** Of granules. */
  readonly ticksPerSec: number;
  /** Packets before the audio. */
  readonly headerPackets: number;
  /** Where the comments begin in the second of them, behind its name. */
  readonly commentAt: number;
  /** Samples that a decoder drops at the start of the stream. */
  readonly preSkip: number;
  /** Decoding starts this much before a cut, for the decoder to settle; in ticks. */
  readonly leadInTicks: number;
  /** The first packet of a stream gives no samples: it only fills the overlap. */
  readonly isFirstSilent: boolean;
  /** Ticks that a packet lasts, from its first bytes and the packet's before it (-1: none). */
  readonly durationOf: (head: Uint8Array, packetBytes: number, state: DurationState) => number;
  /** Loudness of the next packet in steps of 1.505 dB: see {@link makeOpusMeter}, {@link vorbisLevel}. */
  readonly levelOf: (head: Uint8Array, packetBytes: number) => number;
  /** Header packets for a slice whose decoder drops `preSkip` samples. */
  readonly headersFor: (preSkip: number) => readonly Uint8Array[];
}

/** What the durations of later packets depend on. */
export interface DurationState {
  /** Block size of the packet before; 0: there was none. */
  previousBlock: number;
}

/** Bytes of a packet that a codec looks at: whole packets, mostly. */
export const PACKET_HEAD_BYTES = 4_096;

/** Lifts Vorbis' floor to where the levels of other codecs lie, for files that are joined from both. */
const FLOOR_BASE = 120;

const VENDOR = 'podcast-transcriber';
const OPUS_RATE = 48_000;
/**
 * 40 ms. RFC 7845, 4.6 asks for 80 ms after a seek; cuts lie in pauses, and some readers count the
 * lead-in as duration.
 */
const OPUS_LEAD_IN = 1_920;

/** Names the codec of a stream from its first packet, in words for messages. */
export function nameOfStream(first: Uint8Array): string {
  if (asciiAt(first, 0, 'OpusHead')) {
    return 'Opus';
  }
  if (asciiAt(first, 0, '\u0001vorbis')) {
    return 'Vorbis';
  }
  if (asciiAt(first, 0, '\u007fFLAC')) {
    return 'FLAC';
  }
  return asciiAt(first, 0, 'Speex') ? 'Speex' : 'of an unknown kind';
}

/** The codec of a stream from its header packets; `undefined` when they are broken or of another codec. */
export function readOggCodec(headers: readonly Uint8Array[]): OggCodec | undefined {
  const first = headers[0] ?? new Uint8Array(0);
  switch (nameOfStream(first)) {
    case 'Opus':
      return first.length >= 19 ? opusCodec(first) : undefined;
    case 'Vorbis':
      return vorbisCodec(first, headers[2] ?? new Uint8Array(0));
    default:
      return undefined;
  }
}

/** Packets before the audio, by the first of them; 0 for other codecs. */
export function headerPacketsOf(first: Uint8Array): number {
  const name = nameOfStream(first);
  return name === 'Opus' ? 2 : name === 'Vorbis' ? 3 : 0;
}

function opusCodec(head: Uint8Array): OggCodec {
  return {
    name: 'Opus',
    ticksPerSec: OPUS_RATE,
    headerPackets: 2,
    commentAt: 8,
    preSkip: head[10]! | (head[11]! << 8),
    leadInTicks: OPUS_LEAD_IN,
    isFirstSilent: false,
    durationOf: (packet) => opusTicks(packet),
    levelOf: makeOpusMeter().levelOf,
    headersFor: (preSkip) => {
      const made = head.slice();
      made[10] = preSkip & 0xff;
      made[11] = preSkip >> 8;
      return [made, commentPacket('OpusTags', false)];
    },
  };
}

/** A packet of comments with a vendor and no comments. */
function commentPacket(magic: string, hasFraming: boolean): Uint8Array {
  const text = new TextEncoder().encode(VENDOR);
  const packet = new Uint8Array(magic.length + 8 + text.length + (hasFraming ? 1 : 0));
  packet.set(new TextEncoder().encode(magic));
  packet[magic.length] = text.length;
  packet.set(text, magic.length + 4);
  if (hasFraming) {
    packet[packet.length - 1] = 1;
  }
  return packet;
}

function vorbisCodec(identification: Uint8Array, setup: Uint8Array): OggCodec | undefined {
  const modes = identification.length < 30 ? undefined : readModes(setup);
  if (modes === undefined) {
    return undefined;
  }
  const view = new DataView(identification.buffer, identification.byteOffset, 30);
  const blocks = [1 << (identification[28]! & 15), 1 << (identification[28]! >> 4)] as const;
  const modeBits = Math.ceil(Math.log2(modes.length));
  const blockOf = (packet: Uint8Array): number =>
    blocks[modes[((packet[0] ?? 0) >> 1) & ((1 << modeBits) - 1)] === true ? 1 : 0];
  return {
    name: 'Vorbis',
    ticksPerSec: view.getUint32(12, true),
    headerPackets: 3,
    commentAt: 7,
    preSkip: 0,
    leadInTicks: 1,
    isFirstSilent: true,
    durationOf: (packet, packetBytes, state) => {
      const isAudio = packetBytes > 0 && ((packet[0] ?? 1) & 1) === 0;
      if (!isAudio) {
        return 0;
      }
      const block = blockOf(packet);
      const ticks = state.previousBlock === 0 ? 0 : (state.previousBlock + block) / 4;
      state.previousBlock = block;
      return ticks;
    },
    levelOf: (packet, packetBytes) =>
      vorbisLevel(packet, packetBytes, modeBits + (blockOf(packet) === blocks[1] ? 2 : 0)),
    headersFor: () => [identification, commentPacket('\u0003vorbis', true), setup],
  };
}

/**
 * The floor curve's first value, from the head of a packet: how loud the lowest frequencies are. The
 * packet's length tells nothing (measured with libvorbis: correlation below 0.4; the floor reaches
 * 0.66 to 0.75). libvorbis writes it in 7 bits of 1.1 dB.
 */
function vorbisLevel(packet: Uint8Array, packetBytes: number, windowBits: number): number {
  const bits = (packet[0] ?? 0) | ((packet[1] ?? 0) << 8) | ((packet[2] ?? 0) << 16);
  const floor = bits >> (1 + windowBits);
  const isUsed = (floor & 1) === 1;
  if (!isUsed || packetBytes <= 2) {
    return 0;
  }
  return FLOOR_BASE + Math.round((((floor >> 1) & 0x7f) * 1.1) / 1.505);
}

/**
 * Which modes use long blocks, from the end of the setup packet: the modes stand last, and each has
 * 40 bits of which 32 are zero. (Reading from the front would need all codebooks.)
 */
function readModes(setup: Uint8Array): readonly boolean[] | undefined {
  if (!asciiAt(setup, 0, '\u0005vorbis')) {
    return undefined;
  }
  let position = setup.length * 8 - 1;
  const bit = (at: number): number => (at < 0 ? 0 : (setup[at >> 3]! >> (at & 7)) & 1);
  const field = (end: number, count: number): number => {
    let value = 0;
    for (let at = end; at > end - count; at -= 1) {
      value = value * 2 + bit(at);
    }
    return value;
  };
  while (position > 0 && bit(position) === 0) {
    position -= 1;
  }
  // The framing bit.
  position -= 1;
  const modes: boolean[] = [];
  let found: readonly boolean[] | undefined;
  while (position > 97 && modes.length < 64) {
    const isMode = field(position, 8) <= 63 && field(position - 8, 32) === 0;
    if (!isMode) {
      break;
    }
    modes.unshift(bit(position - 40) === 1);
    position -= 41;
    if (field(position, 6) + 1 === modes.length) {
      found = [...modes];
    }
  }
  return found;
}
