/** What is really to be heard, by ffmpeg's decoding: the judge of pauses and of loudness maps. */
import { spawn } from 'node:child_process';
import { LOUD_DB } from '../../src/transcript/activity.ts';

/** Hz; speech needs no more to be told from silence. */
const RATE = 8_000;
const STEP_SEC = 0.02;
const STEP_SAMPLES = RATE * STEP_SEC;
/** A cut lies in a pause when nothing so near is so loud, against the file's loud parts. */
const NEAR_SEC = 0.15;
const PAUSE_DB = -25;
/** A step of a map that is so quiet should not be taken for speech. */
const SILENT_DB = -50;
const LOUD_SHARE = 0.95;

/** RMS of every 20 ms, dB against the file's loud parts. */
export type Hearing = Float32Array;

/** Decodes a file. Rejects when ffmpeg cannot. */
export async function hear(file: string): Promise<Hearing> {
  const args = ['-v', 'error', '-i', file, '-f', 's16le', '-ac', '1', '-ar', String(RATE), '-'];
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const levels: number[] = [];
  let energy = 0;
  let count = 0;
  let rest = Buffer.alloc(0);
  for await (const part of child.stdout as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([rest, part]);
    const whole = bytes.length - (bytes.length % 2);
    for (let at = 0; at < whole; at += 2) {
      energy += bytes.readInt16LE(at) ** 2;
      count += 1;
      if (count === STEP_SAMPLES) {
        levels.push(decibels(energy / count));
        [energy, count] = [0, 0];
      }
    }
    rest = bytes.subarray(whole);
  }
  if ((await ended) !== 0) throw new Error(`ffmpeg cannot decode ${file}`);
  return relative(Float32Array.from(levels));
}

function decibels(power: number): number {
  return 10 * Math.log10(power / 32_768 ** 2 + 1e-12);
}

function relative(levels: Float32Array): Float32Array {
  const sorted = levels.toSorted();
  const loud = sorted[Math.floor((sorted.length - 1) * LOUD_SHARE)] ?? 0;
  return levels.map((level) => level - loud);
}

/** True when a cut lies in a pause. */
export function isPause(hearing: Hearing, atSec: number): boolean {
  const from = Math.max(0, Math.floor((atSec - NEAR_SEC) / STEP_SEC));
  const to = Math.ceil((atSec + NEAR_SEC) / STEP_SEC);
  return hearing.subarray(from, to).every((level) => level < PAUSE_DB);
}

/** How a loudness map agrees with what is to be heard. Shares of 1. */
export interface MapVerdict {
  /** Of the steps that are loud, those that the map calls loud. */
  readonly recall: number;
  /** Of the steps that are silent, those that the map calls silent. */
  readonly silence: number;
  /** Correlation of the levels, in dB, of all steps but the silent ones. */
  readonly correlation: number;
}

/** Compares a map with what is to be heard, step by step. */
export function judgeMap(
  hearing: Hearing,
  map: { readonly stepSec: number; readonly levels: readonly number[] },
): MapVerdict {
  const width = Math.round(map.stepSec / STEP_SEC);
  const exact = map.stepSec / STEP_SEC;
  const steps = Float32Array.from({ length: Math.floor(hearing.length / exact) }, (_, step) => {
    const from = Math.round(step * exact);
    const part = hearing.subarray(from, from + width);
    return 10 * Math.log10(part.reduce((sum, level) => sum + 10 ** (level / 10), 0) / width);
  });
  const real = relative(steps);
  const count = (isCounted: (level: number, ours: number) => boolean): number =>
    real.filter((level, step) => isCounted(level, map.levels[step] ?? -Infinity)).length;
  const pairs = [...real].flatMap((level, step): readonly (readonly [number, number])[] => {
    const ours = map.levels[step];
    return ours === undefined || level < SILENT_DB ? [] : [[level, ours]];
  });
  return {
    correlation: correlate(pairs),
    recall:
      count((level, ours) => level > LOUD_DB && ours > LOUD_DB) / count((level) => level > LOUD_DB),
    silence:
      count((level, ours) => level < SILENT_DB && ours <= LOUD_DB) /
      count((level) => level < SILENT_DB),
  };
}

function correlate(pairs: readonly (readonly [number, number])[]): number {
  const sum = (of: (one: number, other: number) => number): number =>
    pairs.reduce((total, [one, other]) => total + of(one, other), 0);
  const meanOne = sum((one) => one) / pairs.length;
  const meanOther = sum((_, other) => other) / pairs.length;
  return (
    sum((one, other) => (one - meanOne) * (other - meanOther)) /
    Math.sqrt(sum((one) => (one - meanOne) ** 2) * sum((_, other) => (other - meanOther) ** 2))
  );
}
