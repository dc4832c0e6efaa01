/** Writes AAC frames and MP4 files for tests. */
import { SPECTRAL_BOOKS } from '../../src/audio/aac-books.ts';
import { ascii, join, noise, uint32 } from './mp3-builder.ts';

/** Settings of AAC frames. */
export interface AacSpec {
  /** Bytes of the raw frame, without header. */
  readonly bytes?: number;
  readonly gain?: number;
  /** Spectral codebook of all bands; 0 is silence. */
  readonly book?: number;
  /** Bits of the scale factors of the first bands; those of the others say that they are the same. */
  readonly scales?: string;
  readonly stereo?: boolean;
  readonly shortWindows?: boolean;
  /** How many bands a group has; else 40, and 12 where windows are short. */
  readonly bands?: number;
  /** Pulses, and the order of a filter of temporal noise shaping. */
  readonly pulses?: number;
  readonly filterOrder?: number;
  /** Values of the spectrum, in the order of the bits; else random bits. */
  readonly values?: readonly number[];
  /** Bits in front of the element. */
  readonly prefix?: string;
  /** Mask of mid/side stereo present for each band. */
  readonly hasMask?: boolean;
  readonly rateIndex?: number;
  readonly checksum?: boolean;
}

const BANDS_LONG = 40;
const BANDS_SHORT = 12;

/** Sets bits one after another. */
type Put = (count: number, value: number) => void;

/** A raw frame: the fields that tell its loudness, then its spectrum, then random bytes. */
export function rawFrame(spec: AacSpec = {}, seed = 1): Uint8Array {
  const bytes = noise(spec.bytes ?? 200, seed);
  let position = 0;
  const put: Put = (count, value) => {
    for (let bit = count - 1; bit >= 0; bit -= 1, position += 1) {
      const mask = 0x80 >> (position & 7);
      const at = position >> 3;
      bytes[at] = ((value >> bit) & 1) === 1 ? bytes[at]! | mask : bytes[at]! & ~mask;
    }
  };
  for (const bit of spec.prefix ?? '') put(1, Number(bit));
  const isShort = spec.shortWindows === true;
  const bands = spec.bands ?? (isShort ? BANDS_SHORT : BANDS_LONG);
  const window = (): void => {
    put(1, 0);
    put(2, isShort ? 2 : 0);
    put(1, 0);
    put(isShort ? 4 : 6, bands);
    // Short: windows 1 to 3 and 5 to 7 join the one before, which makes three groups.
    put(isShort ? 7 : 1, isShort ? 0b1110110 : 0);
  };
  const groups = isShort ? 3 : 1;
  put(3, spec.stereo === true ? 1 : 0);
  put(4, 0);
  if (spec.stereo === true) {
    put(1, 1);
    window();
    put(2, spec.hasMask === true ? 1 : 0);
    put(spec.hasMask === true ? bands * groups : 0, 0);
    put(8, spec.gain ?? 150);
  } else {
    put(8, spec.gain ?? 150);
    window();
  }
  putChannel(put, spec, { isShort, bands, groups });
  return bytes;
}

/** What a channel has behind its windows. */
function putChannel(
  put: Put,
  spec: AacSpec,
  { isShort, bands, groups }: { isShort: boolean; bands: number; groups: number },
): void {
  const { book = 1, pulses = 0, filterOrder = 0 } = spec;
  const most = isShort ? 7 : 31;
  for (let group = 0; group < groups; group += 1) {
    put(4, book);
    for (let left = bands; left >= 0; left -= most) put(isShort ? 3 : 5, Math.min(left, most));
  }
  const scales = (spec.scales ?? '') + '0'.repeat(book === 0 ? 0 : bands * groups);
  for (const bit of scales) put(1, Number(bit));
  put(1, pulses > 0 ? 1 : 0);
  if (pulses > 0) {
    put(2, pulses - 1);
    put(6, 63);
    for (let pulse = 0; pulse < pulses; pulse += 1) put(9, 511);
  }
  put(1, filterOrder > 0 ? 1 : 0);
  for (let windows = filterOrder === 0 ? 0 : isShort ? 8 : 1; windows > 0; windows -= 1) {
    // One filter of values of four bits, which are cut to three.
    put(isShort ? 1 : 2, 1);
    put(1, 1);
    put(isShort ? 4 : 6, 15);
    put(isShort ? 3 : 5, filterOrder);
    put(2, 0b11);
    for (let value = 0; value < filterOrder; value += 1) put(3, 7);
  }
  put(1, 0);
  if (spec.values !== undefined) putSpectrum(put, book, spec.values);
}

/** Values in one of the codebooks 1 to 11. */
function putSpectrum(put: Put, book: number, values: readonly number[]): void {
  const { dimension, largest, isSigned, counts, entries } = SPECTRAL_BOOKS[book - 1]!;
  for (let at = 0; at < values.length; at += dimension) {
    const group = values.slice(at, at + dimension);
    const digits = group.map((value) =>
      isSigned ? value + largest : Math.min(largest, Math.abs(value)),
    );
    const base = isSigned ? 2 * largest + 1 : largest + 1;
    let place = entries.indexOf(digits.reduce((sum, digit) => sum * base + digit, 0));
    let first = 0;
    let length = 1;
    for (; place >= counts[length - 1]!; length += 1) {
      place -= counts[length - 1]!;
      first = (first + counts[length - 1]!) << 1;
    }
    put(length, first + place);
    if (!isSigned) for (const value of group) put(value === 0 ? 0 : 1, value < 0 ? 1 : 0);
    for (const value of group.map(Math.abs)) {
      if (book !== 11 || value < 16) continue;
      const bits = Math.floor(Math.log2(value));
      for (let one = 4; one < bits; one += 1) put(1, 1);
      put(1, 0);
      put(bits, value - 2 ** bits);
    }
  }
}

/** A frame in ADTS. */
export function adtsFrame(spec: AacSpec = {}, seed = 1): Uint8Array {
  const raw = rawFrame(spec, seed);
  const head = spec.checksum === true ? 9 : 7;
  const size = raw.length + head;
  const channels = spec.stereo === true ? 2 : 1;
  const header = new Uint8Array(head);
  header.set([
    0xff,
    spec.checksum === true ? 0xf0 : 0xf1,
    (1 << 6) | ((spec.rateIndex ?? 4) << 2),
    (channels << 6) | (size >> 11),
    (size >> 3) & 0xff,
    ((size & 7) << 5) | 0x1f,
    0xfc,
  ]);
  return join(header, raw);
}

/** Several frames in ADTS; `each` may change the settings of single ones. */
export function adtsFrames(
  count: number,
  spec: AacSpec = {},
  each: (index: number) => AacSpec = () => ({}),
): Uint8Array {
  return join(
    ...Array.from({ length: count }, (_, i) => adtsFrame({ ...spec, ...each(i) }, i + 1)),
  );
}

/** A box. */
export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = join(...parts);
  return join(uint32(body.length + 8), ascii(type), body);
}

/** Four-byte numbers, one after another. */
export function words(...values: readonly number[]): Uint8Array {
  return join(...values.map((value) => uint32(value)));
}

/** AudioSpecificConfig of AAC LC: 44.1 kHz, mono. */
export const LC_MONO = Uint8Array.of(0x12, 0x08);

/** A sample entry of AAC with these decoder settings. */
export function mp4a(config: Uint8Array = LC_MONO, objectType = 0x40): Uint8Array {
  const specific = join(Uint8Array.of(5, config.length), config);
  const decoder = join(
    Uint8Array.of(4, 13 + specific.length, objectType, 0x15),
    new Uint8Array(11),
    specific,
  );
  const stream = join(Uint8Array.of(3, 3 + decoder.length, 0, 0, 0), decoder);
  return box('mp4a', new Uint8Array(28), box('esds', words(0), stream));
}

/** What a track of a test movie is made of. */
export interface TrackSpec {
  readonly id?: number;
  readonly handler?: string;
  readonly entry?: Uint8Array;
  readonly timescale?: number;
  readonly durationTicks?: number;
  readonly delta?: number;
  readonly sizes: readonly number[];
  /** Offsets of chunks, and samples in each. */
  readonly chunks: readonly { readonly offset: number; readonly samples: number }[];
  readonly isLong?: boolean;
  readonly chapterTrack?: number;
  readonly isEnabled?: boolean;
  /** Edits: their lengths in ticks of the movie, and where they begin in the track; −1 for nothing. */
  readonly edits?: readonly (readonly [lengthTicks: number, startTicks: number])[];
}

/** A `trak` box. */
export function trak(spec: TrackSpec): Uint8Array {
  const { id = 1, handler = 'soun', timescale = 44_100, delta = 1024, sizes, chunks } = spec;
  const isSame = sizes.length > 0 && sizes.every((size) => size === sizes[0]);
  const offsets = chunks.map(({ offset }) => offset);
  const table = box(
    'stbl',
    box('stsd', words(0, 1), spec.entry ?? mp4a()),
    box('stts', words(0, 1, sizes.length, delta)),
    box(
      'stsc',
      words(0, chunks.length, ...chunks.flatMap(({ samples }, i) => [i + 1, samples, 1])),
    ),
    isSame
      ? box('stsz', words(0, sizes[0]!, sizes.length))
      : box('stsz', words(0, 0, sizes.length, ...sizes)),
    spec.isLong === true
      ? box('co64', words(0, offsets.length, ...offsets.flatMap((offset) => [0, offset])))
      : box('stco', words(0, offsets.length, ...offsets)),
  );
  return box(
    'trak',
    box('tkhd', words(spec.isEnabled === true ? 1 : 0, 0, 0, id, 0)),
    ...(spec.edits === undefined
      ? []
      : [
          box(
            'edts',
            box(
              'elst',
              words(0, spec.edits.length),
              ...spec.edits.map(([length, start]) => words(length, start >>> 0, 0x10000)),
            ),
          ),
        ]),
    ...(spec.chapterTrack === undefined
      ? []
      : [box('tref', box('chap', words(spec.chapterTrack)))]),
    box(
      'mdia',
      box('mdhd', words(0, 0, 0, timescale, spec.durationTicks ?? sizes.length * delta, 0)),
      box('hdlr', words(0, 0), ascii(handler), new Uint8Array(13)),
      box('minf', table),
    ),
  );
}

/** The header of a movie: ticks a second, and how many it has. */
export function mvhd(timescale: number, durationTicks: number): Uint8Array {
  return box('mvhd', words(0, 0, 0, timescale, durationTicks), new Uint8Array(80));
}

/** A fragmented MP4 and its boxes, in order. */
export interface Fragmented {
  readonly boxes: readonly Uint8Array[];
  readonly file: Uint8Array;
}

/** Fragments of 50 packets, each with the time at which it begins. */
export function fragmentedMp4(
  packets: readonly Uint8Array[],
  header: readonly Uint8Array[] = [],
  index: readonly Uint8Array[] = [],
): Fragmented {
  const boxes = [
    FTYP,
    box('moov', ...header, trak({ sizes: [], chunks: [] }), box('mvex')),
    ...index,
  ];
  for (let at = 0; at < packets.length; at += 50) {
    const part = packets.slice(at, at + 50);
    const moofOf = (dataAt: number) =>
      box(
        'moof',
        box('mfhd', words(0, at)),
        box(
          'traf',
          box('tfhd', words(0x20000, 1)),
          box('tfdt', words(0, at * 1024)),
          box('trun', words(0x201, part.length, dataAt, ...part.map((packet) => packet.length))),
        ),
      );
    boxes.push(moofOf(moofOf(0).length + 8), box('mdat', ...part));
  }
  return { boxes, file: join(...boxes) };
}

/** The type box that starts an M4A. */
export const FTYP = box('ftyp', ascii('M4A '), words(0));

/** An M4A: its packets in chunks of ten; the tables in front or behind. */
export function m4a(
  packets: readonly Uint8Array[],
  options: Partial<TrackSpec> & {
    readonly isFront?: boolean;
    readonly more?: readonly Uint8Array[];
  } = {},
): Uint8Array {
  const { isFront = true, more = [], ...spec } = options;
  const mdat = box('mdat', ...packets);
  const moovAt = (dataStart: number): Uint8Array => {
    const chunks: { offset: number; samples: number }[] = [];
    let offset = dataStart;
    for (let at = 0; at < packets.length; at += 10) {
      const part = packets.slice(at, at + 10);
      chunks.push({ offset, samples: part.length });
      offset += part.reduce((sum, packet) => sum + packet.length, 0);
    }
    const sizes = packets.map((packet) => packet.length);
    return box('moov', trak({ sizes, chunks, ...spec }), ...more);
  };
  if (!isFront) {
    return join(FTYP, mdat, moovAt(FTYP.length + 8));
  }
  const moovBytes = moovAt(0).length;
  return join(FTYP, moovAt(FTYP.length + moovBytes + 8), mdat);
}
