/**
 * Where audio is cut, whatever its container: equal parts, each cut moved to the quietest pause
 * near it.
 */
import type { UnitSpan } from './types.ts';
import type { UnitClock } from './unit-clock.ts';

/** How long parts shall be. Seconds. */
export interface CutOptions {
  /** Length that parts aim at. */
  readonly targetSec: number;
  /** No part is longer. */
  readonly maxSec: number;
  /** A pause is looked for this far to both sides of the even cut. */
  readonly searchSec: number;
  /** Spans that are parts already, counted through the whole rendition: see `pinned-cuts.ts`. */
  readonly pinned?: readonly UnitSpan[];
}

/** Loudness of the units of one section. */
export interface LevelTrack {
  readonly clock: UnitClock;
  /** Any scale that grows with loudness in decibels. */
  readonly levels: ArrayLike<number>;
  /** The section's first unit, as an index of `levels`. */
  readonly first: number;
  readonly count: number;
}

/**
 * A last part may exceed the target by this share of it, instead of costing a request of its own.
 */
const OVERHANG = 0.02;
/** A pause is at least this long: shorter dips are stops inside words. */
const PAUSE_SEC = 0.4;
/** A cut moves at most this share of a part, so that parts stay alike when they are short. */
const MAX_SHIFT_SHARE = 1 / 3;

/** How many parts `durationSec` makes: `ceil(duration / target − 0.02)`, and more when they would exceed the maximum. */
export function partCount(durationSec: number, options: CutOptions): number {
  const wanted = Math.ceil(durationSec / options.targetSec - OVERHANG);
  const needed = Math.ceil(durationSec / options.maxSec - 1e-9);
  return Math.max(1, wanted, needed);
}

/**
 * The cuts inside a section, as indices of `levels`: ascending, each strictly inside, and no part
 * longer than `maxSec` (a part is at least one unit). Empty when the section is one part.
 */
export function planCuts(track: LevelTrack, options: CutOptions): readonly number[] {
  const { clock, first, count } = track;
  const totalSec = clock.secOf(count);
  // A cut can only be made between units, so a part is planned one unit shorter than it may be.
  const longestSec = options.maxSec - clock.longestSec;
  if (longestSec < clock.longestSec) {
    return Array.from({ length: count - 1 }, (_, unit) => first + unit + 1);
  }
  const parts = Math.min(
    count,
    Math.max(
      partCount(totalSec, options),
      totalSec > options.maxSec ? Math.ceil(totalSec / longestSec) : 1,
    ),
  );
  const shiftSec = Math.min(options.searchSec, (totalSec / parts) * MAX_SHIFT_SHARE);
  const cuts: number[] = [];
  let previous = 0;
  for (let part = 1; part < parts; part += 1) {
    const evenSec = (totalSec * part) / parts;
    const left = parts - part;
    const fromSec = Math.max(evenSec - shiftSec, totalSec - left * longestSec);
    const toSec = Math.min(evenSec + shiftSec, clock.secOf(previous) + options.maxSec);
    const lowest = Math.max(unitFrom(clock, fromSec), previous + 1);
    const highest = Math.min(clock.unitAt(toSec), count - left);
    previous =
      highest > lowest ? quietestUnit(track, { nearSec: evenSec, lowest, highest }) : lowest;
    cuts.push(first + previous);
  }
  return cuts;
}

/** The first unit that begins at or after a moment. */
function unitFrom(clock: UnitClock, sec: number): number {
  const unit = clock.unitAt(sec);
  return clock.secOf(unit) < sec - 1e-9 ? unit + 1 : unit;
}

/**
 * The unit in `[lowest, highest]`, counted from the section's first, at whose start it is quietest:
 * where the loudest unit within 0.4 s is least loud; of equal ones where the mean is lower, then the
 * nearest to `nearSec`. The maximum decides, since half a silence beside half a word has a low mean too.
 */
export function quietestUnit(
  track: LevelTrack,
  window: { readonly nearSec: number; readonly lowest: number; readonly highest: number },
): number {
  const { clock, count } = track;
  let best: Candidate = { unit: window.lowest, peak: Infinity, mean: Infinity, distance: Infinity };
  for (let unit = window.lowest; unit <= window.highest; unit += 1) {
    const sec = clock.secOf(unit);
    // Units that reach into the pause count, so that long units do not hide a word.
    const from = Math.min(unit - 1, clock.unitAt(sec - PAUSE_SEC / 2));
    const to = unitFrom(clock, sec + PAUSE_SEC / 2);
    const around = measure(track, Math.max(0, from), Math.min(count, to));
    const found = { unit, ...around, distance: Math.abs(sec - window.nearSec) };
    if (isBetter(found, best)) {
      best = found;
    }
  }
  return best.unit;
}

interface Candidate {
  readonly unit: number;
  readonly peak: number;
  readonly mean: number;
  readonly distance: number;
}

function isBetter(one: Candidate, other: Candidate): boolean {
  if (one.peak !== other.peak) {
    return one.peak < other.peak;
  }
  return one.mean !== other.mean ? one.mean < other.mean : one.distance < other.distance;
}

/** The highest and the mean level of the units `[from, to)`. */
function measure(
  { levels, first }: LevelTrack,
  from: number,
  to: number,
): { readonly peak: number; readonly mean: number } {
  let sum = 0;
  let peak = -Infinity;
  for (let unit = from; unit < to; unit += 1) {
    const level = levels[first + unit]!;
    sum += level;
    peak = level > peak ? level : peak;
  }
  return { peak, mean: sum / (to - from) };
}
