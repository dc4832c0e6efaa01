import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partCount, planCuts } from '../../src/audio/cuts.ts';
import type { CutOptions } from '../../src/audio/cuts.ts';
import { evenClock, unevenClock } from '../../src/audio/unit-clock.ts';

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
    return { clock: evenClock(1, 10), levels, first: 0, count: levels.length };
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
    expect(
      planCuts({ clock: evenClock(1, 10), levels, first: 1_000, count: 2_000 }, options),
    ).toEqual([2_000]);
  });

  it('works alike where units are of unequal length', () => {
    // Units of 0.1 and 0.3 s; a pause of 0.6 s at 111 s.
    const starts = Float64Array.from({ length: 1_001 }, (_, unit) => unit * 2 + (unit % 2));
    const clock = unevenClock(starts, 10);
    const levels = new Uint8Array(1_000).fill(170);
    levels.fill(60, 555, 558);
    const [cut, ...others] = planCuts({ clock, levels, first: 0, count: 1_000 }, options);
    expect(others).toEqual([]);
    expect(clock.secOf(cut!)).toBeGreaterThan(111);
    expect(clock.secOf(cut!)).toBeLessThan(111.6);
  });

  it('keeps every cut inside and every part within the maximum, for any audio', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 3_000 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom(
          () => evenClock(1, 50),
          () => evenClock(1, 10),
          () => evenClock(1152, 44_100),
          (count: number) =>
            unevenClock(
              Float64Array.from({ length: count + 1 }, (_, unit) => unit * 2 + (unit % 2)),
              40,
            ),
        ),
        (levels, targetSec, maxSec, searchSec, makeClock) => {
          const count = levels.length;
          const clock = makeClock(count);
          const options = { targetSec, maxSec, searchSec };
          const cuts = planCuts({ clock, levels, first: 0, count }, options);
          const bounds = [0, ...cuts, count];
          const parts = partCount(clock.secOf(count), options);
          expect(cuts.length + 1).toBeGreaterThanOrEqual(Math.min(count, parts));
          // One part more than needed at most, and only where the maximum binds.
          expect(cuts.length + 1).toBeLessThanOrEqual(
            targetSec * 1.2 < maxSec ? parts : parts * 1.2 + 1,
          );
          for (const [part, start] of bounds.slice(0, -1).entries()) {
            const end = bounds[part + 1]!;
            expect(end).toBeGreaterThan(start);
            expect(clock.secOf(end) - clock.secOf(start)).toBeLessThanOrEqual(maxSec + 1e-6);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
