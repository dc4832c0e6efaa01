/**
 * How AAC cuts its spectrum into bands (ISO/IEC 14496-3, tables 4.129 to 4.140): pairs of how many bands
 * follow each other and how many lines each has. The numbers are the standard's.
 */
import { aacSampleRate } from './aac.ts';

const LONG_96 = [14, 4, 5, 8, 5, 12, 2, 16, 1, 24, 1, 28, 1, 36, 1, 44, 11, 64];
const LONG_64 = [14, 4, 4, 8, 3, 12, 3, 16, 1, 20, 2, 24, 1, 28, 1, 36, 18, 40];
const LONG_48 = [10, 4, 7, 8, 4, 12, 2, 16, 2, 20, 2, 24, 2, 28, 19, 32, 1, 96];
const LONG_32 = [10, 4, 7, 8, 4, 12, 2, 16, 2, 20, 2, 24, 2, 28, 22, 32];
// oxfmt-ignore
const LONG_24 = [
  11, 4, 10, 8, 4, 12, 3, 16, 2, 20, 2, 24, 2, 28, 1, 32, 2, 36, 1, 40, 1, 44, 1, 48, 2, 52, 5, 64,
];
// oxfmt-ignore
const LONG_16 = [
  11, 8, 9, 12, 4, 16, 3, 20, 2, 24, 2, 28, 1, 32, 1, 36, 2, 40, 1, 44, 1, 48, 1, 52, 1, 56, 1, 60, 3, 64,
];
// oxfmt-ignore
const LONG_8 = [
  13, 12, 7, 16, 4, 20, 3, 24, 2, 28, 1, 32, 2, 36, 1, 40, 1, 44, 1, 48, 1, 52, 1, 56, 1, 60, 1, 64, 1, 80,
];
const SHORT_96 = [6, 4, 3, 8, 1, 16, 1, 28, 1, 36];
const SHORT_48 = [5, 4, 3, 8, 3, 12, 3, 16];
const SHORT_24 = [7, 4, 3, 8, 2, 12, 2, 16, 1, 20];
const SHORT_16 = [8, 4, 2, 8, 2, 12, 1, 16, 2, 20];
const SHORT_8 = [7, 4, 4, 8, 1, 12, 1, 16, 2, 20];

/** Hz; the lines below are read, those above estimated. */
const LOW_HZ = 1_500;
const LONG_LINES = 1024;
const SHORT_LINES = 128;

/** The bands of a window. */
export interface BandLayout {
  /** Lines of each band: 1024 in all, 128 where the window is short. */
  readonly widths: Uint8Array;
  /** How many of the bands hold all that is below 1.5 kHz. */
  readonly lowBands: number;
}

/** By sampling frequency index. */
// oxfmt-ignore
const LONG = [
  LONG_96, LONG_96, LONG_64, LONG_48, LONG_48, LONG_32, LONG_24, LONG_24, LONG_16, LONG_16, LONG_16, LONG_8, LONG_8,
].map((pairs, rateIndex) => layoutOf(pairs, (LOW_HZ * 2 * LONG_LINES) / aacSampleRate(rateIndex)));
// oxfmt-ignore
const SHORT = [
  SHORT_96, SHORT_96, SHORT_96, SHORT_48, SHORT_48, SHORT_48, SHORT_24, SHORT_24, SHORT_16, SHORT_16, SHORT_16, SHORT_8, SHORT_8,
].map((pairs, rateIndex) => layoutOf(pairs, (LOW_HZ * 2 * SHORT_LINES) / aacSampleRate(rateIndex)));
const NONE: BandLayout = { widths: new Uint8Array(0), lowBands: 0 };

function layoutOf(pairs: readonly number[], lowLines: number): BandLayout {
  const widths: number[] = [];
  for (let at = 0; at < pairs.length; at += 2) {
    for (let left = pairs[at]!; left > 0; left -= 1) widths.push(pairs[at + 1]!);
  }
  let lowBands = 0;
  for (let lines = 0; lines < lowLines; lowBands += 1) lines += widths[lowBands]!;
  return { widths: Uint8Array.from(widths), lowBands };
}

/** The bands of a window at a sampling frequency index; none for a reserved one. */
export function bandLayout(rateIndex: number, isShort: boolean): BandLayout {
  return (isShort ? SHORT : LONG)[rateIndex] ?? NONE;
}
