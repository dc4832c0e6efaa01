import { describe, expect, it } from 'vitest';
import { evenClock, unevenClock } from '../../src/audio/unit-clock.ts';

describe('clocks of units', () => {
  it.each([
    ['even', evenClock(960, 48_000)],
    [
      'uneven',
      unevenClock(
        Float64Array.from({ length: 501 }, (_, unit) => unit * 960),
        48_000,
      ),
    ],
  ])('%s: the unit at the time of a unit is that unit', (_, clock) => {
    for (let unit = 0; unit <= 500; unit += 1) {
      expect(clock.unitAt(clock.secOf(unit))).toBe(unit);
      expect(clock.unitAt(clock.secOf(unit) + 0.019)).toBe(unit);
    }
    expect(clock.unitAt(-5)).toBe(0);
    expect(clock.longestSec).toBeCloseTo(0.02, 9);
  });

  it('uneven: knows the longest unit and stops at the end', () => {
    const clock = unevenClock(Float64Array.of(0, 1, 4, 5), 10);
    expect(clock.longestSec).toBeCloseTo(0.3, 9);
    expect(clock.unitAt(0.25)).toBe(1);
    expect(clock.unitAt(99)).toBe(3);
  });
});
