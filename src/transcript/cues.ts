import { isMark } from './marks.ts';
import type { Segment } from './types.ts';
import { isAccent, isGlued } from './words.ts';

/** What stands on the screen at one time. */
export interface Cue {
  /** Position of its segment, and its own position inside it. */
  readonly segment: number;
  readonly part: number;
  /** Milliseconds from the episode's start; `endMs` is later than `startMs`. */
  readonly startMs: number;
  readonly endMs: number;
  readonly speaker?: string;
  /** One or two lines, none empty. */
  readonly lines: readonly string[];
}

/** Bounds of a cue: subtitle practice is 2 lines of 42 cells for at most 7 s (see {@link cellsOf}). */
export const MAX_LINES = 2;
export const MAX_LINE_CELLS = 42;
export const MAX_CUE_MS = 7_000;

/** Cells that two lines hold when words do not fill them to the last. */
const FULL_CUE_CELLS = 78;

/** Signs as wide as two letters: Chinese, Japanese and Korean ones, full-width forms, emoji. */
const FULL_WIDTH =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303e\u30fb\u30fc\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u;
/** Signs that stand on others, or are not seen. */
const NO_WIDTH = /[\p{M}\p{Cf}]/u;

const CLAUSE_END = /[,;:、，；：—–]["”’»)]?$/u;
const SENTENCE_END = /[.!?…。！？]["”’»)]?$/u;

/** Cells that a text takes on a screen: two for a full-width sign, none for an accent. */
export function cellsOf(text: string): number {
  if (!/[^ -~]/.test(text)) return text.length;
  let cells = 0;
  for (const character of text) {
    if (FULL_WIDTH.test(character)) cells += 2;
    else if (!NO_WIDTH.test(character)) cells += 1;
  }
  return cells;
}

/**
 * Cuts segments into cues that can be read: two lines of 42 cells (a longer word stands
 * whole), at most 7 s each, times shared out by length. Lines break only where joining them again
 * (a space, or nothing between characters of scripts without spaces) gives the same text.
 */
export function toCues(segments: readonly Segment[]): Cue[] {
  const cues: Cue[] = [];
  let earliest = 0;
  for (const [at, segment] of segments.entries()) {
    const startMs = Math.max(earliest, Math.round(segment.startSec * 1_000));
    const lengthMs = Math.max(1, Math.round(segment.endSec * 1_000) - startMs);
    const parts = partsOf(segment.text, lengthMs);
    const total = parts.reduce((sum, lines) => sum + weight(lines), 0);
    let passed = 0;
    for (const [part, lines] of parts.entries()) {
      const from = startMs + Math.floor((lengthMs * passed) / total);
      passed += weight(lines);
      const to = startMs + Math.floor((lengthMs * passed) / total);
      const endMs = Math.max(from + 1, Math.min(to, from + MAX_CUE_MS));
      const speaker = segment.speaker === undefined ? {} : { speaker: segment.speaker };
      cues.push({ segment: at, part, startMs: from, endMs, ...speaker, lines });
    }
    earliest = cues.at(-1)?.startMs ?? startMs;
  }
  return cues;
}

/** The text of lines that {@link toCues} made, on one line again. */
export function joinLines(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) text += text === '' || isGlued(text, line) ? line : ` ${line}`;
  return text;
}

function weight(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + cellsOf(line) + 1, 0);
}

/**
 * The text in cues of lines: as many cues as its length and its time need, about equally long,
 * rather ending with a sentence or a clause than within one.
 */
function partsOf(text: string, lengthMs: number): string[][] {
  const cells = cellsOf(text);
  const count = Math.max(
    Math.ceil(cells / FULL_CUE_CELLS),
    Math.ceil(lengthMs / (MAX_CUE_MS * 0.9)),
  );
  // A mark of missing words is one sign: it stands for its first seconds.
  if (isMark(text)) return [[text]];
  const target = cells / count;
  const groups: string[][] = [];
  let group: string[] = [];
  let used = 0;
  for (const atom of atomsOf(text)) {
    const last = group.at(-1) ?? '';
    const ended =
      (used >= target * 0.6 && SENTENCE_END.test(last)) ||
      (used >= target * 0.75 && CLAUSE_END.test(last));
    const width = cellsOf(atom);
    const over = used + width / 2 > target;
    if (group.length > 0 && (ended || over || !fits([...group, atom]))) {
      groups.push(group);
      group = [];
      used = 0;
    }
    group.push(atom);
    // A space, where one stands between them.
    used += width + (isGlued(last, atom) ? 0 : 1);
  }
  if (group.length > 0) groups.push(group);
  return groups.map(balanced);
}

/** True when the atoms fill no more than two lines (a single atom always may). */
function fits(atoms: readonly string[]): boolean {
  return atoms.length === 1 || wrapped(atoms).length <= MAX_LINES;
}

/** Lines filled one after the other. */
function wrapped(atoms: readonly string[], width = MAX_LINE_CELLS): string[] {
  const lines: string[] = [];
  for (const atom of atoms) {
    const grown = joinLines([...lines.slice(-1), atom]);
    if (lines.length > 0 && cellsOf(grown) <= width) lines[lines.length - 1] = grown;
    else lines.push(atom);
  }
  return lines;
}

/** One line where that is enough, else two of about the same width. */
function balanced(atoms: readonly string[]): string[] {
  const whole = joinLines(atoms);
  const cells = cellsOf(whole);
  if (cells <= MAX_LINE_CELLS || atoms.length === 1) return [whole];
  for (let width = Math.ceil(cells / 2); width < MAX_LINE_CELLS; width += 1) {
    const lines = wrapped(atoms, width);
    if (lines.length <= MAX_LINES) return lines;
  }
  return wrapped(atoms);
}

/** Pieces between which a line may break: words, or characters of scripts without spaces. */
function atomsOf(text: string): string[] {
  const atoms: string[] = [];
  for (const word of text.split(' ').filter(Boolean)) {
    const pieces = glyphsOf(word);
    const last = atoms.at(-1);
    const [first, ...rest] = pieces;
    if (first === undefined) continue;
    // A real space between two such characters would be lost at a break: they stay together.
    if (last !== undefined && isGlued(last, first)) atoms[atoms.length - 1] = `${last} ${first}`;
    else atoms.push(first);
    atoms.push(...rest);
  }
  return atoms;
}

function glyphsOf(word: string): string[] {
  const pieces: string[] = [];
  for (const character of word) {
    const last = pieces.at(-1);
    if (last !== undefined && (!isGlued(last, character) || isAccent(character)))
      pieces[pieces.length - 1] = last + character;
    else pieces.push(character);
  }
  return pieces;
}
