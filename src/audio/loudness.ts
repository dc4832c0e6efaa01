import type { LoudnessMap } from './types.ts';

/** Quieter than this is silence. */
const FLOOR_DB = -96;
/** The file's loud parts: the level that this share of the audible steps stays below. */
const LOUD_SHARE = 0.95;

/** Adds up energy along a rendition, step by step. */
export interface LoudnessBuilder {
  readonly stepSec: number;
  /** Sum of energy times seconds in each step. */
  readonly energy: Float64Array;
}

/** A builder for `durationSec` of audio in steps of `stepSec`; a last step may be shorter. */
export function makeLoudnessBuilder(durationSec: number, stepSec: number): LoudnessBuilder {
  return { stepSec, energy: new Float64Array(Math.ceil(durationSec / stepSec - 1e-9)) };
}

/**
 * Adds `power` (linear, any scale) that lasts from `startSec` for `lengthSec`. It is booked on the
 * step that holds its middle: a frame is a tenth of a step.
 */
export function addPower(
  builder: LoudnessBuilder,
  span: { readonly startSec: number; readonly lengthSec: number; readonly power: number },
): void {
  const middle = Math.floor((span.startSec + span.lengthSec / 2) / builder.stepSec);
  const step = Math.min(middle, builder.energy.length - 1);
  builder.energy[step]! += span.power * span.lengthSec;
}

/** Levels in dB relative to the loud parts of the file (its 95th percentile); silence is −96. */
export function finishLoudness(builder: LoudnessBuilder): LoudnessMap {
  const levels = new Float32Array(builder.energy.length);
  const audible: number[] = [];
  for (let step = 0; step < levels.length; step += 1) {
    const energy = builder.energy[step]!;
    levels[step] = energy > 0 ? 10 * Math.log10(energy / builder.stepSec) : -Infinity;
    if (energy > 0) {
      audible.push(levels[step]!);
    }
  }
  const sorted = Float32Array.from(audible).sort();
  const loud = sorted[Math.floor((sorted.length - 1) * LOUD_SHARE)] ?? 0;
  for (let step = 0; step < levels.length; step += 1) {
    levels[step] = Math.max(FLOOR_DB, levels[step]! - loud);
  }
  return { stepSec: builder.stepSec, levels };
}
