import type { LoudnessMap } from './types.ts';

/** Quieter than this is silence. */
const FLOOR_DB = -96;
/** The file's loud parts: the level that this share of the audible steps stays below. */
const LOUD_SHARE = 0.95;

/**
 * Parts of a step by which its flutter is told, 83 ms each: longer than the packets of most formats, much
 * shorter than a syllable. Steps to either side that belong to it: 1.25 s in all.
 */
const PARTS = 3;
const FLUTTER_STEPS = 2;

/** Adds up energy along a rendition, step by step. */
export interface LoudnessBuilder {
  readonly stepSec: number;
  /** Sum of energy times seconds in each step. */
  readonly energy: Float64Array;
  /** Sum of dB times seconds in each part of a step, the same of their squares, and the seconds. */
  readonly decibels: Float64Array;
  readonly squares: Float64Array;
  readonly seconds: Float64Array;
  /** Packets in each part. */
  readonly packets: Float64Array;
}

/** A builder for `durationSec` of audio in steps of `stepSec`; a last step may be shorter. */
export function makeLoudnessBuilder(durationSec: number, stepSec: number): LoudnessBuilder {
  const steps = Math.ceil(durationSec / stepSec - 1e-9);
  return {
    stepSec,
    energy: new Float64Array(steps),
    decibels: new Float64Array(steps * PARTS),
    squares: new Float64Array(steps * PARTS),
    seconds: new Float64Array(steps * PARTS),
    packets: new Float64Array(steps * PARTS),
  };
}

/**
 * Adds `power` (linear, any scale) that lasts from `startSec` for `lengthSec`. It is booked on the
 * step that holds its middle: a frame is a tenth of a step.
 */
export function addPower(
  builder: LoudnessBuilder,
  span: { readonly startSec: number; readonly lengthSec: number; readonly power: number },
): void {
  const { stepSec, energy, decibels, squares, seconds, packets } = builder;
  const middle = (span.startSec + span.lengthSec / 2) / stepSec;
  energy[Math.min(Math.floor(middle), energy.length - 1)]! += span.power * span.lengthSec;
  if (span.power <= 0) return;
  const part = Math.min(Math.floor(middle * PARTS), decibels.length - 1);
  const level = 10 * Math.log10(span.power);
  decibels[part]! += level * span.lengthSec;
  squares[part]! += level * level * span.lengthSec;
  seconds[part]! += span.lengthSec;
  packets[part]! += 1;
}

/**
 * Levels in dB relative to the loud parts of the file (its 95th percentile), silence is −96; and how much
 * they flutter.
 *
 * @param flutterScale how much more the levels flutter than the sound itself: see `Track`
 */
export function finishLoudness(builder: LoudnessBuilder, flutterScale: number): LoudnessMap {
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
  return { stepSec: builder.stepSec, levels, flutter: flutterOf(builder, flutterScale) };
}

/**
 * Standard deviation of the parts' levels around each step, dB; parts without sound do not count. Levels
 * that are read from what a format codes first are rough: what the packets of one part differ by is taken
 * for that, and taken off.
 */
function flutterOf(builder: LoudnessBuilder, scale: number): Float32Array {
  const { energy, decibels, squares, seconds, packets } = builder;
  const flutter = new Float32Array(energy.length);
  for (let step = 0; step < flutter.length; step += 1) {
    const from = Math.max(0, step - FLUTTER_STEPS) * PARTS;
    const to = Math.min(flutter.length, step + FLUTTER_STEPS + 1) * PARTS;
    let [sum, square, rough, count] = [0, 0, 0, 0];
    for (let part = from; part < to; part += 1) {
      const sec = seconds[part]!;
      if (!(sec > 0)) continue;
      const level = decibels[part]! / sec;
      sum += level;
      square += level * level;
      count += 1;
      if (packets[part]! > 1)
        rough += Math.max(0, squares[part]! / sec - level * level) / (packets[part]! - 1);
    }
    const variance = count === 0 ? 0 : square / count - (sum / count) ** 2 - rough / count;
    flutter[step] = Math.sqrt(Math.max(0, variance)) / scale;
  }
  return flutter;
}
