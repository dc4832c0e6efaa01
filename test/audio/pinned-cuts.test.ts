import { describe, expect, it } from 'vitest';
import { planCuts } from '../../src/audio/cuts.ts';
import { boundsAround } from '../../src/audio/pinned-cuts.ts';
import { evenClock } from '../../src/audio/unit-clock.ts';

/** Units of a tenth of a second; quiet where told, counted through all sections. */
function trackOf(first: number, count: number, quiet: readonly number[] = []) {
  const levels = new Uint8Array(first + count).fill(100);
  for (const unit of quiet) levels.fill(3, unit - 4, unit + 4);
  return { clock: evenClock(1, 10), levels, first, count };
}

const OPTIONS = { targetSec: 10, maxSec: 15, searchSec: 3 };

describe('parts around spans that are parts already', () => {
  it('are those of the whole section when nothing is pinned', () => {
    const track = trackOf(50, 600, [155, 260]);
    expect(boundsAround(track, OPTIONS)).toEqual([50, ...planCuts(track, OPTIONS), 650]);
    expect(boundsAround(track, { ...OPTIONS, pinned: [] })).toEqual(boundsAround(track, OPTIONS));
  });

  it('end exactly where those begin, and are cut in pauses between them', () => {
    // 20 s before the span, in two parts: the pause lies a second before their middle.
    const track = trackOf(50, 600, [140, 540]);
    const pinned = [{ first: 250, end: 450 }];
    const [start, before, ...others] = boundsAround(track, { ...OPTIONS, pinned });
    expect([start, ...others.toSpliced(2, 1)]).toEqual([50, 250, 450, 650]);
    expect(Math.abs((before ?? 0) - 140)).toBeLessThan(4);
    expect(Math.abs((others[2] ?? 0) - 540)).toBeLessThan(4);
  });

  it('are as long as they were, however long parts are to be now', () => {
    const pinned = [{ first: 0, end: 590 }];
    expect(boundsAround(trackOf(0, 600), { ...OPTIONS, pinned })).toEqual([0, 590, 600]);
    expect(boundsAround(trackOf(0, 600), { ...OPTIONS, pinned: [{ first: 0, end: 600 }] })).toEqual(
      [0, 600],
    );
  });

  it('leave out spans of other sections, and those that overlap', () => {
    const pinned = [
      { first: 0, end: 40 },
      { first: 40, end: 60 },
      { first: 60, end: 100 },
      { first: 90, end: 110 },
      { first: 100, end: 120 },
      { first: 140, end: 160 },
    ];
    const bounds = boundsAround(trackOf(50, 100), { ...OPTIONS, pinned });
    expect(bounds).toEqual([50, 60, 100, 120, 150]);
  });
});
