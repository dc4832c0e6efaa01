import type { LoudnessMap } from '../audio/types.ts';

/** Where in a stretch of audio something sounds. Seconds from the stretch's start. */
export interface Activity {
  readonly durationSec: number;
  readonly stepSec: number;
  /** Running sum of active seconds: `sums[i]` is what lies before step `i`. */
  readonly sums: Float64Array;
  /** The same of seconds in which anything is heard, however faint. */
  readonly heardSums: Float64Array;
  /** The same of loud seconds that are even: music, applause or noise, without the dips of speech. */
  readonly evenSums: Float64Array;
  /** The same of loud seconds that may be speech over music, but also music: a wider sort of even. */
  readonly bedSums: Float64Array;
}

/**
 * Quieter than this against the file's loud parts is silence: measured speech lies between −30 and
 * +5 dB a quarter second, its pauses at −60.
 */
export const LOUD_DB = -40;

/** Fainter than this is nothing at all: a guest on a bad line lies between. */
const HEARD_DB = -52;

/** Pauses up to this long belong to the speech around them. */
const PAUSE_SEC = 1.5;

/** Flutter is judged over so long a time. */
const EVEN_SEC = 9;

/**
 * Mean flutter below which nobody speaks, dB. Measured with real music and voices in MP3: of speech 6 dB
 * louder than the music under it less than 1 % lies below, of speech alone nothing, of music alone 40 %.
 */
const SPEECHLESS_FLUTTER_DB = 2.25;

/** Mean flutter below which it may be music or speech over it: of speech alone hardly any lies below. */
const BED_FLUTTER_DB = 4.5;

/** The part of a map that lies between two moments. The last step may reach beyond. */
export function sliceLoudness(map: LoudnessMap, startSec: number, endSec: number): LoudnessMap {
  const from = Math.max(0, Math.floor(startSec / map.stepSec + 1e-6));
  const to = Math.max(from, Math.ceil(endSec / map.stepSec - 1e-6));
  const { stepSec, levels, flutter } = map;
  const part = { stepSec, levels: levels.subarray(from, to) };
  return flutter === undefined ? part : { ...part, flutter: flutter.subarray(from, to) };
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
  const { even, bed } = evenSteps(loudness, count);
  const sums = new Float64Array(count + 1);
  const heardSums = new Float64Array(count + 1);
  const evenSums = new Float64Array(count + 1);
  const bedSums = new Float64Array(count + 1);
  for (let step = 0; step < count; step += 1) {
    sums[step + 1] = (sums[step] ?? 0) + (active[step] ?? 0) * stepSec;
    const isHeard = (levels[step] ?? -Infinity) > HEARD_DB;
    heardSums[step + 1] = (heardSums[step] ?? 0) + (isHeard ? stepSec : 0);
    evenSums[step + 1] = (evenSums[step] ?? 0) + (even[step] ?? 0) * stepSec;
    bedSums[step + 1] = (bedSums[step] ?? 0) + (bed[step] ?? 0) * stepSec;
  }
  return { durationSec, stepSec, sums, heardSums, evenSums, bedSums };
}

/**
 * Marks loud steps around which, for {@link EVEN_SEC}, the loud ones flutter less than speech does: what
 * sounds like music or noise. Where the map does not tell, everything may be speech.
 */
function evenSteps(
  { stepSec, levels, flutter }: LoudnessMap,
  count: number,
): { readonly even: Uint8Array; readonly bed: Uint8Array } {
  const even = new Uint8Array(count);
  const bed = new Uint8Array(count);
  if (flutter === undefined) return { even, bed };
  const half = Math.floor(EVEN_SEC / stepSec / 2);
  const isLoud = (step: number): boolean => (levels[step] ?? -Infinity) > LOUD_DB;
  let [sum, loud] = [0, 0];
  const add = (step: number, sign: number): void => {
    if (step < 0 || step >= count || !isLoud(step)) return;
    sum += sign * (flutter[step] ?? 0);
    loud += sign;
  };
  for (let step = 0; step < half; step += 1) add(step, 1);
  for (let step = 0; step < count; step += 1) {
    add(step + half, 1);
    add(step - half - 1, -1);
    if (!isLoud(step) || loud <= half) continue;
    if (sum < loud * SPEECHLESS_FLUTTER_DB) even[step] = 1;
    if (sum < loud * BED_FLUTTER_DB) bed[step] = 1;
  }
  return { even, bed };
}

/** Active seconds between two moments. */
export function activeBetween(activity: Activity, fromSec: number, toSec: number): number {
  return Math.max(
    0,
    sumAt(activity, activity.sums, toSec) - sumAt(activity, activity.sums, fromSec),
  );
}

/** Seconds between two moments in which anything is heard, pauses not counted. */
export function heardBetween(activity: Activity, fromSec: number, toSec: number): number {
  return Math.max(
    0,
    sumAt(activity, activity.heardSums, toSec) - sumAt(activity, activity.heardSums, fromSec),
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

/** Seconds between two moments that sound like music, applause or noise. */
export function evenBetween(activity: Activity, fromSec: number, toSec: number): number {
  return Math.max(
    0,
    sumAt(activity, activity.evenSums, toSec) - sumAt(activity, activity.evenSums, fromSec),
  );
}

/** Seconds between two moments that may be music or noise, speech over it among them. */
export function bedBetween(activity: Activity, fromSec: number, toSec: number): number {
  return Math.max(
    0,
    sumAt(activity, activity.bedSums, toSec) - sumAt(activity, activity.bedSums, fromSec),
  );
}
