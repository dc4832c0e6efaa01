import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adtsTrack, walkAdts } from '../../src/audio/adts-walk.ts';
import { bandLayout } from '../../src/audio/aac-bands.ts';
import { SPECTRAL_BOOKS } from '../../src/audio/aac-books.ts';
import { makeChannel, openFrame, readChannel } from '../../src/audio/aac-channel.ts';
import type { Channel } from '../../src/audio/aac-channel.ts';
import { aacLevel } from '../../src/audio/aac-level.ts';
import { readEnergy } from '../../src/audio/aac-spectrum.ts';
import { readBits } from '../../src/audio/bits.ts';
import { DB_PER_LEVEL } from '../../src/audio/track.ts';
import { rawFrame } from './aac-builder.ts';
import type { AacSpec } from './aac-builder.ts';
import { walkBytes } from './mp3-builder.ts';

const LC = { objectType: 2, rateIndex: 4 };
const FOLDER = new URL('../fixtures/audio/', import.meta.url);

/** What ffmpeg decoded: dB of full scale for each frame. */
const decoded = JSON.parse(readFileSync(new URL('aac-decoded.json', FOLDER), 'utf8')) as Record<
  string,
  readonly number[]
>;
const CLIPS = Object.keys(decoded).filter((name) => name.endsWith('.aac'));

function clip(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FOLDER)));
}

/** The frames of a clip without their headers. */
function framesOf(name: string): readonly Uint8Array[] {
  const file = clip(name);
  const frames: Uint8Array[] = [];
  for (let at = 0; at < file.length;) {
    const size = ((file[at + 3]! & 3) << 11) | (file[at + 4]! << 3) | (file[at + 5]! >> 5);
    frames.push(file.subarray(at + 7, at + size));
    at += size;
  }
  return frames;
}

describe('the codebooks of AAC', () => {
  it.each(SPECTRAL_BOOKS.map((book, at) => [at + 1, book] as const))(
    '%i has a codeword for all values, and no bits that are none',
    (_, { dimension, largest, isSigned, counts, entries }) => {
      const base = isSigned ? 2 * largest + 1 : largest + 1;
      expect(entries.toSorted((one, other) => one - other)).toEqual(
        Array.from({ length: base ** dimension }, (__, entry) => entry),
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(entries.length);
      expect(counts.reduce((sum, count, at) => sum + count * 2 ** -(at + 1), 0)).toBe(1);
    },
  );
});

describe('the bands of AAC', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('cover all lines at rate %i', (rateIndex) => {
    for (const [isShort, lines] of [[false, 1024] as const, [true, 128] as const]) {
      const { widths, lowBands } = bandLayout(rateIndex, isShort);
      expect(widths.reduce((sum, width) => sum + width, 0)).toBe(lines);
      expect(widths.every((width) => width % 4 === 0)).toBe(true);
      expect(lowBands).toBeGreaterThan(0);
      expect(lowBands).toBeLessThan(widths.length);
    }
  });
});

/** Reads all values of a channel. */
function readSpectrum(channel: Channel, rateIndex: number): void {
  const { widths } = bandLayout(rateIndex, channel.isShort);
  for (let at = 0; at < channel.bands * channel.groups; at += 1) {
    const book = channel.books[at]!;
    const windows = channel.windows[Math.floor(at / channel.bands)]!;
    if (book > 0 && book <= 11)
      readEnergy(channel.reader, book, widths[at % channel.bands]! * windows);
  }
}

describe('a clip', () => {
  const END = 7;
  const FILL = 6;

  it.each([
    ['aac-lc.aac', 2, 4],
    ['aac-ltp.aac', 4, 4],
    ['aac-main.aac', 1, 4],
    ['aac-stereo.aac', 2, 4],
    ['aac-22050.aac', 2, 7],
  ])('%s is read to the last bit of each frame', (name, objectType, rateIndex) => {
    const kind = { objectType, rateIndex };
    const channel = makeChannel();
    const shapes = new Set<boolean>();
    const books = new Set<number>();
    for (const frame of framesOf(name)) {
      const channels = openFrame(channel, frame, kind);
      expect(channels).toBe(name === 'aac-stereo.aac' ? 2 : 1);
      for (let left = channels; left > 0; left -= 1) {
        expect(readChannel(channel, kind)).toBe(true);
        readSpectrum(channel, rateIndex);
        shapes.add(channel.isShort);
        for (const book of channel.books.subarray(0, channel.bands * channel.groups))
          books.add(book);
      }
      const { reader } = channel;
      const next = readBits(reader, 3);
      const left = frame.length * 8 - reader.position;
      expect(next === FILL || (next === END && left >= 0 && left < 8)).toBe(true);
    }
    expect(shapes.size).toBe(2);
    for (let book = 1; book <= 11; book += 1) expect(books).toContain(book);
  });

  // Seen in all files of 128 kbit/s in stereo: four of five frames had one level, and pauses were gone.
  it.each(CLIPS)('%s is as loud as ffmpeg decodes it', (name) => {
    const file = clip(name);
    const walked = walkBytes(walkAdts(file.length), file);
    if (!walked.ok) throw new Error(walked.problem.message);
    const { levels } = adtsTrack(walked.value);
    const differences = decoded[name]!.map((real, at) => ({
      real,
      by: levels[at]! * DB_PER_LEVEL - real,
    }))
      .filter(({ real }) => real > -55)
      .map(({ by }) => by)
      .toSorted((one, other) => one - other);
    expect(differences.length).toBeGreaterThan(15);
    const middle = differences[differences.length >> 1]!;
    // A level of 0 dB of full scale is the same in every file.
    expect(middle).toBeGreaterThan(303);
    expect(middle).toBeLessThan(305);
    const near = differences.filter((by) => Math.abs(by - middle) < 3);
    expect(near.length / differences.length).toBeGreaterThan(0.9);
  });
});

describe('aacLevel', () => {
  const shapes: readonly AacSpec[] = [
    {},
    { stereo: true },
    { stereo: true, hasMask: true },
    { shortWindows: true },
    { stereo: true, shortWindows: true },
    { pulses: 3, filterOrder: 5 },
    { pulses: 1, filterOrder: 4, shortWindows: true },
    // A fill element of 14 and 3 bytes.
    { prefix: `110111100000011${'01'.repeat(68)}` },
    // One of no byte, then a byte of data, aligned by a bit.
    { prefix: '11000001000000100000001011111111' },
  ];
  /** Bands that lie below 1.5 kHz, and their lines in all windows. */
  const LOW = { bands: 14, lines: 72 };
  const LOW_SHORT = { bands: 3, lines: 12 * 8 };

  it('is the energy of the values, whatever their codebook', () => {
    const cases = fc.record({
      shape: fc.constantFrom(...shapes),
      book: fc.integer({ min: 1, max: 11 }),
      seeds: fc.array(fc.integer({ min: -8191, max: 8191 }), { minLength: 96, maxLength: 96 }),
      gain: fc.integer({ min: 60, max: 140 }),
    });
    fc.assert(
      fc.property(cases, ({ shape, book, seeds, gain }) => {
        const { bands, lines } = shape.shortWindows === true ? LOW_SHORT : LOW;
        const most = book === 11 ? 8191 : SPECTRAL_BOOKS[book - 1]!.largest;
        const values = seeds.slice(0, lines).map((seed) => (seed % (most + 1)) + 0);
        const energy = values.reduce((sum, value) => sum + Math.abs(value) ** (8 / 3), 0);
        const frame = rawFrame({ bytes: 700, ...shape, book, gain, bands, values });
        const steps = gain + 2 * Math.log2(energy * (shape.shortWindows === true ? 8 : 1));
        const level = energy === 0 ? 0 : Math.min(255, Math.round(steps));
        expect(aacLevel(frame, LC)).toBe(level);
      }),
    );
  });

  it('counts what lies above by its scale factor and the kind of its codebook', () => {
    const level = (spec: AacSpec): number =>
      aacLevel(rawFrame({ book: 5, bands: 20, values: Array(72).fill(0), ...spec }), LC);
    // Codewords of a band's step: 100 one down, 1100 two up, and 60 up.
    const far = (0x7fff3).toString(2);
    expect(level({ scales: '0'.repeat(19) + far })).toBe(
      Math.round(150 + 60 + 2 * Math.log2(1.3 * 12)),
    );
    expect(level({ gain: 160 })).toBe(level({ gain: 150 }) + 10);
    expect(level({ gain: 160, scales: '100' })).toBe(level({ gain: 159 }));
    expect(level({ gain: 160, scales: '1100' })).toBe(level({ gain: 162 }));
  });

  it('counts bands of noise by the levels of their own', () => {
    // The first has nine bits, which count from 346 below the gain; the others are as loud.
    const frame = rawFrame({ gain: 150, book: 13, bands: 16, scales: (306).toString(2) });
    expect(aacLevel(frame, LC)).toBe(150 - 346 + 306 + 100 + 2 * Math.log2(16));
  });

  // A guest on the right channel alone made an hour of silence.
  it('is that of the second channel where the first is silent', () => {
    const { bands, lines } = LOW;
    const channel = (spec: AacSpec): string => {
      const frame = rawFrame({ bands, bytes: 100, ...spec });
      return [...frame].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    };
    const silent = channel({ stereo: true, book: 0 });
    // Behind the head of a pair, the windows, the gain, one section and three flags.
    const heard = channel({ book: 1, gain: 170, values: Array(lines).fill(1) });
    const bits = silent.slice(0, 41) + heard.slice(7, 15) + heard.slice(26);
    const bytes = Uint8Array.from(bits.match(/.{8}/g)!, (byte) => parseInt(byte, 2));
    expect(aacLevel(bytes, LC)).toBe(Math.round(170 + 2 * Math.log2(lines)));
  });

  it('is 0 where there is no sound', () => {
    expect(aacLevel(new Uint8Array(0), LC)).toBe(0);
    expect(aacLevel(rawFrame({ book: 0 }), LC)).toBe(0);
    expect(aacLevel(Uint8Array.of(0xe0), LC)).toBe(0);
  });

  it('never throws, whatever the bits, and whatever is cut off', () => {
    const frames = CLIPS.flatMap(framesOf);
    const broken = fc
      .record({
        frame: fc.constantFrom(...frames),
        at: fc.nat(),
        bits: fc.nat(255),
        end: fc.nat(1000),
      })
      .map(({ frame, at, bits, end }) => {
        const copy = frame.slice(0, end);
        if (copy.length > 0) copy[at % copy.length]! ^= bits;
        return copy;
      });
    const kind = fc.record({
      objectType: fc.integer({ min: 1, max: 4 }),
      rateIndex: fc.nat(15),
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), broken), kind, (bytes, how) => {
        const level = aacLevel(bytes, how);
        expect(Number.isInteger(level) && level >= 0 && level <= 255).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
