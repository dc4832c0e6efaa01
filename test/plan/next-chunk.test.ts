import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextChunk } from '../../src/plan/next-chunk.ts';
import type { WaitingLine } from '../../src/plan/next-chunk.ts';

/** Chunks `from` to `to` wait; those in `ready` have their predecessor. */
function line(
  from: number,
  to: number,
  more: { readonly ready?: readonly number[]; readonly isSure?: boolean } = {},
): WaitingLine {
  const { ready = [], isSure = true } = more;
  return {
    waiting: Array.from({ length: to - from + 1 }, (_, at) => from + at),
    isReady: (index) => ready.includes(index),
    isSure,
  };
}

describe('the chunk that begins next', () => {
  it.each<[string, readonly WaitingLine[], number, readonly [number, number] | undefined]>([
    ['none when nothing waits', [line(1, 0)], 4, undefined],
    ['one whose predecessor is there', [line(1, 9, { ready: [5] })], 1, [0, 5]],
    [
      'that of the earliest episode',
      [line(3, 5, { ready: [3] }), line(0, 5, { ready: [0] })],
      1,
      [0, 3],
    ],
    ['a ready one before any other', [line(1, 9), line(0, 5, { ready: [0] })], 2, [1, 0]],
    ['a quarter of 54 for the second of four places', [line(1, 53)], 3, [0, 41]],
    ['a third of the rest for the third', [line(1, 40)], 2, [0, 28]],
    ['half of the rest for the fourth', [line(1, 27)], 1, [0, 14]],
    ['half of the longest stretch', [line(1, 3), line(1, 5)], 2, [1, 3]],
    ['the first when there is a place for each', [line(1, 3)], 3, [0, 1]],
    ['the last one that is left', [line(7, 7)], 1, [0, 7]],
    [
      'one of an episode that the quota holds',
      [line(0, 5, { ready: [0], isSure: false }), line(1, 5)],
      1,
      [1, 3],
    ],
    [
      'of two that it may not hold one of the first',
      [line(1, 5, { isSure: false }), line(0, 5, { ready: [0], isSure: false })],
      1,
      [0, 3],
    ],
  ])('is %s', (_name, lines, free, expected) => {
    const next = nextChunk(lines, free);
    expect(next && [next.line, next.index]).toEqual(expected);
  });

  it('is always one of those that wait, and there is one whenever any waits', () => {
    const waiting = fc.uniqueArray(fc.nat(60)).map((all) => all.toSorted((a, b) => a - b));
    const lines = fc.array(
      fc.record({ waiting, ready: fc.array(fc.nat(60)), isSure: fc.boolean() }),
    );
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 32 }), (given, free) => {
        const next = nextChunk(
          given.map(({ ready, ...one }) => ({ ...one, isReady: (index) => ready.includes(index) })),
          free,
        );
        if (given.every((one) => one.waiting.length === 0)) expect(next).toBeUndefined();
        else expect(given[next?.line ?? -1]?.waiting).toContain(next?.index);
      }),
    );
  });
});
