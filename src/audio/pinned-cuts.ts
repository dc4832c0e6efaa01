/** Cuts around parts that are there already: a stretch that was transcribed in another rendition. */
import { planCuts } from './cuts.ts';
import type { CutOptions, LevelTrack } from './cuts.ts';
import type { UnitSpan } from './types.ts';
import type { UnitClock } from './unit-clock.ts';

/**
 * The bounds of the parts of a section, as indices of `levels`: its first unit, the cuts, its end.
 * Each pinned span is one part, and begins and ends where it does; what lies between is cut as a
 * small file of its own. Spans that are not wholly inside, or overlap the one before, count for nothing.
 */
export function boundsAround(track: LevelTrack, options: CutOptions): readonly number[] {
  const sectionEnd = track.first + track.count;
  const bounds = [track.first];
  let from = track.first;
  for (const { first, end } of pinnedIn(track, options.pinned ?? [])) {
    if (first > from)
      bounds.push(...cutsWithin(track, options, { first: from, end: first }), first);
    bounds.push(end);
    from = end;
  }
  if (from < sectionEnd) {
    bounds.push(...cutsWithin(track, options, { first: from, end: sectionEnd }), sectionEnd);
  }
  return bounds;
}

function pinnedIn(track: LevelTrack, pinned: readonly UnitSpan[]): readonly UnitSpan[] {
  const inside: UnitSpan[] = [];
  let from = track.first;
  for (const span of pinned) {
    if (span.first < from || span.end <= span.first || span.end > track.first + track.count)
      continue;
    inside.push(span);
    from = span.end;
  }
  return inside;
}

function cutsWithin(track: LevelTrack, options: CutOptions, gap: UnitSpan): readonly number[] {
  const skipped = gap.first - track.first;
  const count = gap.end - gap.first;
  if (skipped === 0 && count === track.count) return planCuts(track, options);
  const clock = laterClock(track.clock, skipped, count);
  return planCuts({ clock, levels: track.levels, first: gap.first, count }, options);
}

/** A clock that starts `skipped` units later and runs for `count` units. */
function laterClock(clock: UnitClock, skipped: number, count: number): UnitClock {
  const startSec = clock.secOf(skipped);
  return {
    secOf: (unit) => clock.secOf(unit + skipped) - startSec,
    unitAt: (sec) => Math.min(count, Math.max(0, clock.unitAt(sec + startSec) - skipped)),
    longestSec: clock.longestSec,
  };
}
