import { clockTime } from './clock.ts';

/** What stands in a transcript where speech has no words: `[inaudible 12:10–13:40]`. */
export function markOf(startSec: number, endSec: number): string {
  return `[inaudible ${clockTime(startSec)}–${clockTime(endSec)}]`;
}

/** True for a text that {@link markOf} made. */
export function isMark(text: string): boolean {
  return /^\[inaudible [\d:]+–[\d:]+\]$/.test(text);
}
