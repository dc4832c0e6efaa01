import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  nextPacificMidnight,
  pacificDay,
  pacificDayStart,
} from '../../src/quota/pacific.ts';
import { at } from './support.ts';

const HOUR = 3_600_000;

describe('the Pacific day', () => {
  it.each([
    ['2026-11-24T07:59:59.999Z', '2026-11-23', '2026-11-24T08:00:00Z'],
    ['2026-11-24T08:00:00Z', '2026-11-24', '2026-11-25T08:00:00Z'],
    ['2026-07-01T06:59:59Z', '2026-06-30', '2026-07-01T07:00:00Z'],
    ['2026-07-01T07:00:00Z', '2026-07-01', '2026-07-02T07:00:00Z'],
    // Summer time ends on 1 November 2026: that day has 25 hours.
    ['2026-11-01T07:00:00Z', '2026-11-01', '2026-11-02T08:00:00Z'],
    ['2026-11-02T07:59:59Z', '2026-11-01', '2026-11-02T08:00:00Z'],
    // It begins on 14 March 2027: that day has 23.
    ['2027-03-14T08:00:00Z', '2027-03-14', '2027-03-15T07:00:00Z'],
    ['2027-03-15T06:59:59Z', '2027-03-14', '2027-03-15T07:00:00Z'],
    ['2026-12-31T23:00:00Z', '2026-12-31', '2027-01-01T08:00:00Z'],
    ['2028-02-29T12:00:00Z', '2028-02-29', '2028-03-01T08:00:00Z'],
  ])('%s is in %s, which ends at %s', (instant, day, end) => {
    expect(pacificDay(at(instant))).toBe(day);
    expect(nextPacificMidnight(at(instant))).toBe(at(end));
  });

  it('has 24 hours, 23 once a year and 25 once a year, for a decade without a gap', () => {
    const lengths = new Map<number, number>();
    let start = pacificDayStart('2025-01-01');
    while (start < pacificDayStart('2035-01-01')) {
      const end = nextPacificMidnight(start);
      const hours = (end - start) / HOUR;
      lengths.set(hours, (lengths.get(hours) ?? 0) + 1);
      expect(addDays(pacificDay(start), 1)).toBe(pacificDay(end));
      start = end;
    }
    expect([...lengths].toSorted(([a], [b]) => a - b)).toEqual([
      [23, 10],
      [24, 3_632],
      [25, 10],
    ]);
  });

  it('midnight is the first instant of another day, from wherever one asks', () => {
    const instant = fc.integer({
      min: at('2024-01-01T00:00:00Z'),
      max: at('2036-01-01T00:00:00Z'),
    });
    fc.assert(
      fc.property(instant, (now) => {
        const midnight = nextPacificMidnight(now);
        expect(midnight).toBeGreaterThan(now);
        expect(midnight - now).toBeLessThanOrEqual(25 * HOUR);
        expect(pacificDay(midnight - 1)).toBe(pacificDay(now));
        expect(pacificDay(midnight) > pacificDay(now)).toBe(true);
        expect(pacificDayStart(pacificDay(midnight))).toBe(midnight);
      }),
    );
  });
});
