/**
 * Where audio is cut, whatever its container: equal parts, each cut moved to the quietest pause
 * near it. Works on units of equal length (frames of a codec, or steps of a loudness curve).
 */

/** How long parts shall be. Seconds. */
export interface CutOptions {
  /** Length that parts aim at. */
  readonly targetSec: number;
  /** No part is longer. */
  readonly maxSec: number;
  /** A pause is looked for this far to both sides of the even cut. */
  readonly searchSec: number;
}

/** Loudness of consecutive units of equal length. */
export interface LevelTrack {
  readonly unitSec: number;
  /** Any scale that grows with loudness in decibels. */
  readonly levels: ArrayLike<number>;
  /** The first unit that counts. */
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
 * The cuts inside a track, as unit numbers: ascending, each strictly inside the track, and no part
 * longer than `maxSec` (a part is at least one unit). Empty when the track is one part.
 */
export function planCuts(track: LevelTrack, options: CutOptions): readonly number[] {
  const maxUnits = Math.max(1, Math.floor(options.maxSec / track.unitSec + 1e-9));
  const parts = Math.min(
    track.count,
    Math.max(partCount(track.count * track.unitSec, options), Math.ceil(track.count / maxUnits)),
  );
  const end = track.first + track.count;
  const shift = Math.min(
    options.searchSec / track.unitSec,
    (track.count / parts) * MAX_SHIFT_SHARE,
  );
  const cuts: number[] = [];
  let previous = track.first;
  for (let part = 1; part < parts; part += 1) {
    const even = track.first + Math.round((track.count * part) / parts);
    const left = parts - part;
    const lowest = Math.max(Math.ceil(even - shift), end - left * maxUnits, previous + 1);
    const highest = Math.min(Math.floor(even + shift), previous + maxUnits, end - left);
    const cut = highest > lowest ? quietest(track, { even, lowest, highest }) : lowest;
    cuts.push(cut);
    previous = cut;
  }
  return cuts;
}

/**
 * The unit boundary in `[lowest, highest]` around which the loudest unit within 0.4 s is quietest; of
 * equal ones the one with the lower mean, then the nearer to the even cut. The maximum decides, since
 * half a silence beside half a word has a low mean, too.
 */
function quietest(
  track: LevelTrack,
  window: { readonly even: number; readonly lowest: number; readonly highest: number },
): number {
  const half = Math.max(1, Math.round(PAUSE_SEC / track.unitSec / 2));
  const end = track.first + track.count;
  let best = { cut: window.lowest, peak: Infinity, mean: Infinity, distance: Infinity };
  for (let cut = window.lowest; cut <= window.highest; cut += 1) {
    const from = Math.max(track.first, cut - half);
    const around = measure(track.levels, from, Math.min(end, cut + half));
    const found = { cut, ...around, distance: Math.abs(cut - window.even) };
    if (isBetter(found, best)) {
      best = found;
    }
  }
  return best.cut;
}

interface Candidate {
  readonly cut: number;
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

/** The highest and the mean level in `[from, to)`. */
function measure(
  levels: ArrayLike<number>,
  from: number,
  to: number,
): { readonly peak: number; readonly mean: number } {
  let sum = 0;
  let peak = -Infinity;
  for (let unit = from; unit < to; unit += 1) {
    const level = levels[unit]!;
    sum += level;
    peak = level > peak ? level : peak;
  }
  return { peak, mean: sum / (to - from) };
}
