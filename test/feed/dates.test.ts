import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDate, readDuration } from '../../src/feed/dates.ts';

describe('readDate', () => {
  const tenUtc = Date.UTC(2026, 10, 24, 10);
  const table: readonly [string, number | undefined][] = [
    ['Tue, 24 Nov 2026 10:00:00 +0000', tenUtc],
    ['Tue, 24 Nov 2026 10:00:00 GMT', tenUtc],
    ['Tue, 24 Nov 2026 10:00:00 Z', tenUtc],
    ['Tue, 24 Nov 2026 10:00:00', tenUtc],
    ['Tue, 24 Nov 2026 10:00 UT', tenUtc],
    ['  Tue,24 Nov 2026 10:00:00 GMT\n', tenUtc],
    ['24 Nov 2026 10:00:00 GMT', tenUtc],
    ['24 November 2026 10:00:00 GMT', tenUtc],
    ['Dienstag, 24 Nov 2026 10:00:00 GMT', tenUtc],
    ['Tue, 24 Nov 26 10:00:00 GMT', tenUtc],
    ['Tuesday, 24-Nov-26 10:00:00 GMT', tenUtc],
    ['Tue Nov 24 10:00:00 2026', tenUtc],
    ['Tue Nov 24 11:00:00 CET 2026', tenUtc],
    ['Tue, 24 Nov 2026 11:00:00 +0100', tenUtc],
    ['Tue, 24 Nov 2026 11:00:00 +01:00', tenUtc],
    ['Tue, 24 Nov 2026 05:30:00 -0430', tenUtc],
    ['Tue, 24 Nov 2026 11:00:00 GMT+0100', tenUtc],
    ['Tue, 24 Nov 2026 11:00:00 BST', tenUtc],
    ['Tue, 24 Nov 2026 11:00:00 CET', tenUtc],
    ['Tue, 24 Nov 2026 12:00:00 CEST', tenUtc],
    ['Tue, 24 Nov 2026 12:00:00 MESZ', tenUtc],
    ['Tue, 24 Nov 2026 05:00:00 EST', tenUtc],
    ['Tue, 24 Nov 2026 06:00:00 EDT', tenUtc],
    ['Tue, 24 Nov 2026 02:00:00 PST', tenUtc],
    ['Tue, 24 Nov 2026 03:00:00 PDT', tenUtc],
    ['Tue, 24 Nov 2026 21:00:00 AEDT', tenUtc],
    ['Tue, 24 Nov 2026 05:00:00 (EST)', tenUtc],
    ['Tue, 24 Nov 2026 10:00:00 XYZ', tenUtc],
    ['Tue, 24 Nov 2026 10:00:00 constructor', tenUtc],
    ['Tue, 24 Nov 2026 10:00 AM', tenUtc],
    ['Nov 24, 2026 10:00 PM', Date.UTC(2026, 10, 24, 22)],
    ['November 24th, 2026', Date.UTC(2026, 10, 24)],
    ['Sept 3, 2026', Date.UTC(2026, 8, 3)],
    ['24 Nov 2026 12:15 am', Date.UTC(2026, 10, 24, 0, 15)],
    ['2026-11-24T10:00:00Z', tenUtc],
    ['2026-11-24T10:00:00.500Z', tenUtc + 500],
    ['2026-11-24T11:00:00+01:00', tenUtc],
    ['2026-11-24T05:30:00-04:30', tenUtc],
    ['2026-11-24T10:00Z', tenUtc],
    ['2026-11-24 10:00:00', tenUtc],
    ['2026-11-24 05:00:00 EST', tenUtc],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['2026/11/24', Date.UTC(2026, 10, 24)],
    ['20261124T100000Z', tenUtc],
    ['20261124', Date.UTC(2026, 10, 24)],
    ['1795514400', tenUtc],
    ['1795514400000', tenUtc],
    ['Tue, 24 Nov 2026 23:59:60 GMT', Date.UTC(2026, 10, 24, 23, 59, 59)],
    ['Tue, 24 Nov 2026 24:00:00 GMT', Date.UTC(2026, 10, 25)],
    ['29 Feb 2024 00:00:00 GMT', Date.UTC(2024, 1, 29)],
    ['', undefined],
    ['yesterday', undefined],
    ['Tue, 31 Feb 2026 10:00:00 GMT', undefined],
    ['29 Feb 2026', undefined],
    ['24 Foo 2026', undefined],
    ['2026-13-01', undefined],
    ['2026-00-10', undefined],
    ['Tue, 24 Nov 2026 25:00:00 GMT', undefined],
    ['Tue, 24 Nov 2026 10:75:00 GMT', undefined],
    ['24/11/2026', undefined],
    ['01 Jan 1969 00:00:00 GMT', undefined],
    ['01 Jan 0001 00:00:00 GMT', undefined],
    ['2999-01-01', undefined],
    ['99999999999999', undefined],
  ];

  it.each(table)('%j', (text, expected) => {
    expect(readDate(text)).toBe(expected);
  });

  it('reads back what Date writes, in both its forms', () => {
    const instants = fc.integer({ min: 0, max: 4_000_000_000 }).map((sec) => sec * 1000);
    fc.assert(
      fc.property(instants, (ms) => {
        expect(readDate(new Date(ms).toUTCString())).toBe(ms);
        expect(readDate(new Date(ms).toISOString())).toBe(ms);
      }),
    );
  });

  it('takes any text, quickly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const ms = readDate(text) ?? 0;
        expect(Number.isSafeInteger(ms) && ms >= 0).toBe(true);
      }),
    );
    expect(readDate('1 '.repeat(1_000_000))).toBeUndefined();
  });
});

describe('readDuration', () => {
  const table: readonly [string, number | undefined][] = [
    ['3725', 3725],
    [' 3725 ', 3725],
    ['3725.5', 3725.5],
    ['62:05', 3725],
    ['1:02:05', 3725],
    ['01:02:05', 3725],
    ['01:02:05.250', 3725.25],
    ['00:90:00', 5400],
    ['90:00', 5400],
    ['0:45', 45],
    ['1h 2m 5s', 3725],
    ['1 hr 2 min', 3720],
    ['62 min', 3720],
    ['62 minutes', 3720],
    ['PT1H2M5S', 3725],
    ['PT45M', 2700],
    ['45s', 45],
    ['', undefined],
    ['0', undefined],
    ['00:00:00', undefined],
    ['-5', undefined],
    ['long', undefined],
    ['1:2:3:4', undefined],
    ['::', undefined],
    ['3600000', undefined],
    ['NaN', undefined],
    ['1e3', undefined],
  ];

  it.each(table)('%j', (text, expected) => {
    expect(readDuration(text)).toBe(expected);
  });

  it('reads back hours, minutes and seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 172_799 }), (sec) => {
        const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
        const text = `${two(sec / 3600)}:${two((sec % 3600) / 60)}:${two(sec % 60)}`;
        expect(readDuration(text)).toBe(sec);
      }),
    );
  });
});
