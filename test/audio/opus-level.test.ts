import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { oggTrack } from '../../src/audio/ogg-track.ts';
import { walkOgg } from '../../src/audio/ogg-walk.ts';
import { makeOpusMeter } from '../../src/audio/opus-level.ts';
import { opusKind, visitOpusFrames } from '../../src/audio/opus-packet.ts';
import { DB_PER_LEVEL } from '../../src/audio/track.ts';
import { noise, walkBytes } from './mp3-builder.ts';

const FOLDER = new URL('../fixtures/audio/', import.meta.url);
const STEP_SEC = 0.02;

/** What ffmpeg decoded: dB of full scale for each 20 ms. */
const decoded = JSON.parse(readFileSync(new URL('opus-decoded.json', FOLDER), 'utf8')) as Record<
  string,
  readonly number[]
>;

/** dB by our reading and as decoded, for each packet of a clip. */
function compare(name: string): readonly { readonly ours: number; readonly real: number }[] {
  const file = new Uint8Array(readFileSync(new URL(name, FOLDER)));
  const walked = walkBytes(walkOgg(file.length), file);
  if (!walked.ok) throw new Error(walked.problem.message);
  const { sections, levels } = oggTrack(walked.value);
  const { clock, unitCount } = sections[0]!;
  return Array.from({ length: unitCount }, (_, unit) => {
    const from = Math.round(clock.secOf(unit) / STEP_SEC);
    const to = Math.max(from + 1, Math.round(clock.secOf(unit + 1) / STEP_SEC));
    const real = Math.max(...decoded[name]!.slice(from, to), -96);
    return { ours: levels[unit]! * DB_PER_LEVEL, real };
  });
}

function correlation(pairs: readonly { readonly ours: number; readonly real: number }[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const ours = mean(pairs.map((pair) => pair.ours));
  const real = mean(pairs.map((pair) => pair.real));
  const product = (one: (pair: (typeof pairs)[number]) => number, other: typeof one): number =>
    pairs.reduce((sum, pair) => sum + one(pair) * other(pair), 0);
  const byOurs = (pair: (typeof pairs)[number]): number => pair.ours - ours;
  const byReal = (pair: (typeof pairs)[number]): number => pair.real - real;
  return product(byOurs, byReal) / Math.sqrt(product(byOurs, byOurs) * product(byReal, byReal));
}

describe('the loudness of Opus', () => {
  it.each([
    ['celt-mono.opus', 'celt'],
    ['celt-stereo.opus', 'celt'],
    ['hybrid.opus', 'hybrid'],
    ['silk.opus', 'silk'],
    ['silk-stereo.opus', 'silk'],
  ])('of a voice in %s follows the decoded sound', (name) => {
    const heard = compare(name).filter(({ ours, real }) => ours > 0 && real > -80);
    expect(heard.length).toBeGreaterThan(50);
    expect(correlation(heard)).toBeGreaterThan(0.9);
  });

  it.each(Object.keys(decoded).filter((name) => name.endsWith('.opus')))(
    'in %s calls no pause speech, and no speech a pause',
    (name) => {
      const pairs = compare(name);
      const loud = pairs.map(({ ours }) => ours).toSorted((one, other) => other - one)[10]!;
      const words = pairs.filter(({ real }) => real > -30);
      const pauses = pairs.filter(({ real }, at) =>
        pairs.slice(Math.max(0, at - 2), at + 3).every((near) => near.real < -65 && real < -65),
      );
      expect(pauses.length).toBeGreaterThan(3);
      expect(words.filter(({ ours }) => ours < loud - 40)).toEqual([]);
      expect(pauses.filter(({ ours }) => ours > loud - 30)).toEqual([]);
    },
  );

  it('is on one scale in all of its modes', () => {
    const offsets = Object.keys(decoded)
      .filter((name) => name.endsWith('.opus'))
      .map((name) => {
        const differences = compare(name)
          .filter(({ real }) => real > -30)
          .map(({ ours, real }) => ours - real)
          .toSorted((one, other) => one - other);
        return differences[Math.floor(differences.length / 2)]!;
      });
    expect(Math.max(...offsets) - Math.min(...offsets)).toBeLessThan(10);
  });

  it('is silence for a frame that says so, and for one of no bytes', () => {
    const meter = makeOpusMeter();
    expect(meter.levelOf(Uint8Array.of(0xf8, 0xff, 0xff, 0xff), 4)).toBe(0);
    expect(meter.levelOf(Uint8Array.of(0xf8), 1)).toBe(0);
    expect(meter.levelOf(new Uint8Array(0), 0)).toBe(0);
  });

  it('is some level for any bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }),
        fc.nat(2_000),
        (packets, more) => {
          const meter = makeOpusMeter();
          for (const packet of packets) {
            const level = meter.levelOf(packet, packet.length + more);
            expect(level).toBeGreaterThanOrEqual(0);
            expect(level).toBeLessThanOrEqual(255);
            expect(Number.isInteger(level)).toBe(true);
          }
        },
      ),
    );
  });
});

describe('the frames of an Opus packet', () => {
  const framesOf = (packet: Uint8Array, bytes = packet.length): readonly (readonly number[])[] => {
    const found: (readonly number[])[] = [];
    visitOpusFrames(packet, bytes, (start, end) => found.push([start, end]));
    return found;
  };

  it('are one, two of one length, two of two lengths, or as many as it says', () => {
    expect(framesOf(Uint8Array.of(0xf8, 1, 2, 3))).toEqual([[1, 4]]);
    expect(framesOf(Uint8Array.of(0xf9, 1, 2, 3, 4))).toEqual([
      [1, 3],
      [3, 5],
    ]);
    expect(framesOf(Uint8Array.of(0xfa, 1, 7, 8, 9))).toEqual([
      [2, 3],
      [3, 5],
    ]);
    expect(framesOf(Uint8Array.of(0xfb, 0x03, 1, 2, 3, 4, 5, 6))).toEqual([
      [2, 4],
      [4, 6],
      [6, 8],
    ]);
    expect(framesOf(Uint8Array.of(0xfb, 0x82, 1, 9, 8, 7))).toEqual([
      [3, 4],
      [4, 6],
    ]);
  });

  it('stand in front of the padding', () => {
    expect(framesOf(Uint8Array.of(0xfb, 0x41, 2, 5, 5, 0, 0))).toEqual([[3, 5]]);
    const long = new Uint8Array(270);
    long.set([0xfb, 0x41, 255, 1, 9]);
    expect(framesOf(long)).toEqual([[4, 15]]);
  });

  it('of more than 251 bytes have their length in two', () => {
    const packet = new Uint8Array(3 + 260 + 40);
    packet.set([0xfa, 252, 2]);
    expect(framesOf(packet)).toEqual([
      [3, 263],
      [263, 303],
    ]);
  });

  it('lie inside the packet, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (packet) => {
        for (const [start, end] of framesOf(packet)) {
          expect(start).toBeLessThanOrEqual(end!);
          expect(end).toBeLessThanOrEqual(Math.max(1, packet.length));
        }
      }),
    );
    // The first byte of noise is a kind of its own.
    expect(opusKind(noise(10, 1)).channels).toBeGreaterThan(0);
  });
});
