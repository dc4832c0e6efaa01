import type { LoudnessMap } from '../audio/types.ts';

/** Where in a stretch of audio something sounds. Seconds from the stretch's start. */
export interface Activity {
  readonly durationSec: number;
  readonly stepSec: number;
  /** Running sum of active seconds: `sums[i]` is what lies before step `i`. */
  readonly sums: Float64Array;
  /** The same of loud seconds, pauses not counted. */
  readonly loudSums: Float64Array;
  readonly levels: Float32Array;
}

/**
 * Quieter than this against the file's loud parts is silence: measured speech lies between −30 and
 * +5 dB a quarter second, its pauses at −60.
 */
export const LOUD_DB = -40;

/** Pauses up to this long belong to the speech around them. */
const PAUSE_SEC = 1.5;

/** A dip is this far below the stretch's middle level; speech is full of them, music is not. */
const DIP_DB = 12;

/** Share of dips from which a stretch sounds like speech (measured: speech 15 to 25 %). */
const SPEECH_DIPS = 0.06;

/** Levels of a coarser map hide the pauses between words. */
const COARSEST_STEP_SEC = 0.5;

/** The part of a map that lies between two moments. The last step may reach beyond. */
export function sliceLoudness(map: LoudnessMap, startSec: number, endSec: number): LoudnessMap {
  const from = Math.max(0, Math.floor(startSec / map.stepSec + 1e-6));
  const to = Math.max(from, Math.ceil(endSec / map.stepSec - 1e-6));
  return { stepSec: map.stepSec, levels: map.levels.subarray(from, to) };
}

/** Finds what is active: loud steps, and the pauses between them that are short. */
export function activityOf(loudness: LoudnessMap, durationSec: number): Activity {
  const { stepSec, levels } = loudness;
  const count = Math.min(levels.length, Math.ceil(durationSec / stepSec - 1e-6));
  const longest = Math.round(PAUSE_SEC / stepSec);
  const active = new Uint8Array(count);
  let lastLoud = -Infinity;
  for (let step = 0; step < count; step += 1) {
    if ((levels[step] ?? -Infinity) <= LOUD_DB) continue;
    const from = step - lastLoud - 1 <= longest ? Math.max(0, lastLoud + 1) : step;
    active.fill(1, from, step + 1);
    lastLoud = step;
  }
  const sums = new Float64Array(count + 1);
  const loudSums = new Float64Array(count + 1);
  for (let step = 0; step < count; step += 1) {
    const loud = (levels[step] ?? -Infinity) > LOUD_DB;
    sums[step + 1] = (sums[step] ?? 0) + (active[step] ?? 0) * stepSec;
    loudSums[step + 1] = (loudSums[step] ?? 0) + (loud ? stepSec : 0);
  }
  return { durationSec, stepSec, sums, loudSums, levels };
}

/** Active seconds between two moments. */
export function activeBetween(activity: Activity, fromSec: number, toSec: number): number {
  return Math.max(
    0,
    sumAt(activity, activity.sums, toSec) - sumAt(activity, activity.sums, fromSec),
  );
}

/** Loud seconds between two moments, pauses not counted. */
export function loudBetween(activity: Activity, fromSec: number, toSec: number): number {
  return Math.max(
    0,
    sumAt(activity, activity.loudSums, toSec) - sumAt(activity, activity.loudSums, fromSec),
  );
}

function sumAt(activity: Activity, sums: Float64Array, sec: number): number {
  const at = Math.min(Math.max(0, sec / activity.stepSec), sums.length - 1);
  const low = Math.floor(at);
  const before = sums[low] ?? 0;
  return before + ((sums[low + 1] ?? before) - before) * (at - low);
}

/** The moment at which `amount` active seconds have passed since `fromSec`; the end if never. */
export function afterActive(activity: Activity, fromSec: number, amount: number): number {
  const { sums, stepSec, durationSec } = activity;
  const wanted = sumAt(activity, sums, fromSec) + amount;
  let low = 0;
  let high = sums.length - 1;
  if ((sums[high] ?? 0) < wanted) return durationSec;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return Math.max(fromSec, Math.min(durationSec, low * stepSec));
}

/** True when a stretch sounds like music, applause or noise: loud without the dips of speech. */
export function isSteady(activity: Activity, fromSec: number, toSec: number): boolean {
  const { stepSec, levels } = activity;
  if (stepSec > COARSEST_STEP_SEC) return false;
  const from = Math.max(0, Math.ceil(fromSec / stepSec));
  const to = Math.min(levels.length, Math.floor(toSec / stepSec));
  const part = levels.subarray(from, Math.max(from, to)).toSorted();
  if (part.length === 0) return false;
  const middle = part[part.length >> 1] ?? 0;
  let dips = 0;
  while (dips < part.length && (part[dips] ?? 0) < middle - DIP_DB) dips += 1;
  return dips / part.length < SPEECH_DIPS;
}
