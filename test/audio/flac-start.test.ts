import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFlacStart } from '../../src/audio/flac-start.ts';
import type { FlacShape } from '../../src/audio/flac-start.ts';

/** Bits as text, from the top of each byte on. */
function bytesOf(bits: string): Uint8Array {
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8 + 64, '0');
  return Uint8Array.from(padded.match(/.{8}/g)!, (byte) => Number.parseInt(byte, 2));
}

function plain(value: number, width: number): string {
  return (value < 0 ? value + 2 ** width : value).toString(2).padStart(width, '0');
}

function rice(value: number, parameter: number): string {
  const folded = value < 0 ? -2 * value - 1 : 2 * value;
  const lower = parameter === 0 ? '' : plain(folded % 2 ** parameter, parameter);
  return `${'0'.repeat(Math.floor(folded / 2 ** parameter))}1${lower}`;
}

/** The head of a subframe: its type, and how many low bits are wasted. */
function head(type: number, wasted = 0): string {
  return `0${plain(type, 6)}${wasted === 0 ? '0' : `1${'0'.repeat(wasted - 1)}1`}`;
}

/** What a predictor with these weights leaves over. */
function residualOf(
  samples: readonly number[],
  weights: readonly number[],
  shift: number,
): number[] {
  return samples.slice(weights.length).map((sample, at) => {
    const sum = weights.reduce(
      (total, weight, back) => total + weight * samples[at + weights.length - 1 - back]!,
      0,
    );
    return sample - Math.floor(sum / 2 ** shift);
  });
}

const FIXED = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

/** Samples of 16 bits behind a fixed predictor, in partitions of 16 that alternate their parameter. */
function fixedSubframe(samples: readonly number[], order: number, parameter: number): string {
  const residual = residualOf(samples, FIXED[order]!, 0);
  const partitions = Math.log2(samples.length / 16);
  let bits =
    head(8 + order) +
    samples
      .slice(0, order)
      .map((sample) => plain(sample, 16))
      .join('');
  bits += plain(0, 2) + plain(partitions, 4);
  for (let from = 0, part = 0; from < samples.length; from += 16, part += 1) {
    const values = residual.slice(Math.max(0, from - order), from + 16 - order);
    // Every third partition is not coded, but stands plainly in 20 bits.
    bits +=
      part % 3 === 2
        ? plain(15, 4) + plain(20, 5) + values.map((value) => plain(value, 20)).join('')
        : plain(parameter, 4) + values.map((value) => rice(value, parameter)).join('');
  }
  return bits;
}

const shapeOf = (samples: number, more: Partial<FlacShape> = {}): FlacShape => ({
  bitsPerSample: 16,
  isSideFirst: false,
  channels: 1,
  samples,
  ...more,
});

function dbOf(samples: readonly number[]): number {
  const sum = samples.reduce((total, sample) => total + sample * sample, 0);
  return 10 * Math.log10(sum / samples.length / 32_768 ** 2);
}

const wave = (count: number, peak: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => Math.round(peak * Math.sin(at / 9)));

describe('the start of a FLAC frame', () => {
  it('is as loud as its samples, whatever predicts them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -8_000, max: 8_000 }), { minLength: 64, maxLength: 64 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 6, max: 14 }),
        (samples, order, parameter) => {
          const bytes = bytesOf(fixedSubframe(samples, order, parameter));
          const expected = dbOf(samples.slice(order));
          expect(readFlacStart(bytes, 0, shapeOf(64)).rmsDb).toBeCloseTo(expected, 6);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is read behind a linear predictor', () => {
    const samples = wave(64, 9_000);
    const weights = [3_900, -1_900];
    const residual = residualOf(samples, weights, 11);
    const bits = [
      head(33),
      ...samples.slice(0, 2).map((sample) => plain(sample, 16)),
      plain(12, 4),
      plain(11, 5),
      ...weights.map((weight) => plain(weight, 13)),
      plain(1, 2),
      plain(0, 4),
      plain(5, 5),
      ...residual.map((value) => rice(value, 5)),
    ];
    const start = readFlacStart(bytesOf(bits.join('')), 0, shapeOf(64));
    expect(start.rmsDb).toBeCloseTo(dbOf(samples.slice(2)), 6);
    const gain = dbOf(samples.slice(2)) - dbOf(residual);
    expect(start.gainDb).toBeCloseTo(gain, 6);
    expect(gain).toBeGreaterThan(15);
  });

  it('is read where its samples stand plainly, some bits of them wasted', () => {
    const samples = wave(32, 100);
    const bits = head(1, 8) + samples.map((sample) => plain(sample, 8)).join('');
    const start = readFlacStart(bytesOf(bits), 0, shapeOf(32));
    expect(start.wastedBits).toBe(8);
    expect(start.rmsDb).toBeCloseTo(dbOf(samples.map((sample) => sample * 256)), 6);
  });

  it('looks behind a channel that is constant, and takes no difference for the sound', () => {
    const samples = wave(64, 5_000);
    const voice = fixedSubframe(samples, 2, 9);
    const sideFirst = shapeOf(64, { isSideFirst: true, channels: 2 });
    const behind = readFlacStart(bytesOf(head(0) + plain(0, 17) + voice), 0, sideFirst);
    expect(behind).toMatchObject({ constantChannels: 1 });
    expect(behind.rmsDb).toBeCloseTo(dbOf(samples.slice(2)), 6);
    const verbatim = head(1) + samples.map((sample) => plain(sample, 17)).join('');
    expect(readFlacStart(bytesOf(verbatim), 0, sideFirst).rmsDb).toBeUndefined();
    const silent = head(0) + plain(0, 16);
    expect(readFlacStart(bytesOf(silent), 0, shapeOf(64)).rmsDb).toBe(-Infinity);
  });

  it('is something for any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 4, max: 32 }),
        (bytes, bitsPerSample) => {
          const shape = shapeOf(4_096, { bitsPerSample, isSideFirst: true, channels: 2 });
          const start = readFlacStart(bytes, 0, shape);
          expect(start.gainDb).toBeGreaterThanOrEqual(0);
          expect(Number.isNaN(start.rmsDb)).toBe(false);
        },
      ),
    );
  });
});
