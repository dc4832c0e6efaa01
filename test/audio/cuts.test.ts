import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partCount, planCuts } from '../../src/audio/cuts.ts';
import type { CutOptions } from '../../src/audio/cuts.ts';

const TEN_MINUTES: CutOptions = { targetSec: 600, maxSec: 650, searchSec: 25 };

describe('partCount', () => {
  it.each([
    [0.1, 1],
    [599, 1],
    [600, 1],
    [611, 1],
    [613, 2],
    [3_600, 6],
    [3_611, 6],
    [3_613, 7],
    [10_800, 18],
  ])('%d s at 10 minutes: %i', (durationSec, parts) => {
    expect(partCount(durationSec, TEN_MINUTES)).toBe(parts);
  });

  it('gives more parts where the maximum wants it', () => {
    expect(partCount(3_600, { targetSec: 600, maxSec: 400, searchSec: 25 })).toBe(9);
  });
});

describe('planCuts', () => {
  /** Loud everywhere but in the pauses, given as [first, last] units of 0.1 s. */
  function track(seconds: number, ...pauses: readonly (readonly [number, number])[]) {
    const levels = new Uint8Array(seconds * 10).fill(170);
    for (const [from, to] of pauses) {
      levels.fill(60, from, to);
    }
    return { unitSec: 0.1, levels, first: 0, count: levels.length };
  }

  const options: CutOptions = { targetSec: 100, maxSec: 140, searchSec: 20 };

  it('makes no cut in one part', () => {
    expect(planCuts(track(101), options)).toEqual([]);
  });

  it('makes equal parts where nothing is quieter than the rest', () => {
    expect(planCuts(track(300), options)).toEqual([1_000, 2_000]);
    expect(planCuts(track(250), options)).toEqual([833, 1_667]);
  });

  it('moves a cut into the middle of the pause near it', () => {
    const [cut] = planCuts(track(200, [1_100, 1_104]), options);
    expect(cut).toBe(1_102);
    expect(planCuts(track(200, [850, 856]), options)[0]).toBeGreaterThanOrEqual(852);
  });

  it('leaves a pause that is too far, or outside', () => {
    expect(planCuts(track(200, [1_300, 1_310]), options)).toEqual([1_000]);
  });

  it('prefers a true pause to a short stop with a lower mean', () => {
    const { levels, ...rest } = track(200, [1_100, 1_106]);
    levels.fill(0, 1_050, 1_052);
    expect(planCuts({ ...rest, levels }, options)[0]).toBe(1_102);
  });

  it('takes the pause nearest to the even cut among equal ones', () => {
    expect(planCuts(track(200, [900, 904], [1_150, 1_154]), options)).toEqual([902]);
  });

  it('counts units from the first of its section', () => {
    const { levels } = track(500);
    expect(planCuts({ unitSec: 0.1, levels, first: 1_000, count: 2_000 }, options)).toEqual([
      2_000,
    ]);
  });

  it('keeps every cut inside and every part within the maximum, for any audio', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 3_000 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom(0.02, 0.1, 1152 / 44_100),
        (levels, targetSec, maxSec, searchSec, unitSec) => {
          const count = levels.length;
          const cuts = planCuts(
            { unitSec, levels, first: 0, count },
            { targetSec, maxSec, searchSec },
          );
          const bounds = [0, ...cuts, count];
          expect(cuts.length + 1).toBeGreaterThanOrEqual(
            Math.min(count, partCount(count * unitSec, { targetSec, maxSec, searchSec })),
          );
          for (const [part, start] of bounds.slice(0, -1).entries()) {
            const units = bounds[part + 1]! - start;
            expect(units).toBeGreaterThan(0);
            expect(units * unitSec).toBeLessThanOrEqual(Math.max(maxSec, unitSec) + 1e-6);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
