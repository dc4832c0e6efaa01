import type { Span } from './gemini-audio.ts';

/** One utterance of a script; seconds from the episode's start. */
export interface ScriptLine {
  readonly startSec: number;
  readonly endSec: number;
  readonly speaker: string;
  readonly text: string;
}

/** One line of a reply; seconds from the chunk's start, as the model would say it. */
export interface AnswerLine {
  readonly atSec: number;
  readonly speaker: string;
  readonly text: string;
}

/** Numbers in [0, 1) from a seed (mulberry32): the same seed gives the same numbers. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A seed from words. */
export function seedOf(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of words.join('\n')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * What a model would hear in a span. An utterance into which an edge of the span falls is split
 * at the word that stands in proportion to the edge, so the parts of two neighbouring spans are
 * the whole utterance. Stamps are off by up to `jitterSec`, never out of order or outside.
 */
export function hear(
  script: readonly ScriptLine[],
  span: Span,
  options: { readonly seed: number; readonly jitterSec: number },
): readonly AnswerLine[] {
  const lines: AnswerLine[] = [];
  const lengthSec = span.endSec - span.startSec;
  let latest = 0;
  for (const [index, line] of script.entries()) {
    const text = wordsWithin(line, span);
    if (text === '') continue;
    const random = seeded(seedOf(options.seed, span.episode, index, Math.round(span.startSec)));
    const jitter = (random() * 2 - 1) * options.jitterSec;
    const atSec = Math.max(line.startSec, span.startSec) - span.startSec + jitter;
    latest = Math.max(latest, Math.min(Math.max(Math.round(atSec), 0), Math.floor(lengthSec)));
    lines.push({ atSec: latest, speaker: line.speaker, text });
  }
  return lines;
}

function wordsWithin(line: ScriptLine, span: Span): string {
  const words = line.text.split(/\s+/u).filter((word) => word !== '');
  const position = (sec: number): number => {
    const share = (sec - line.startSec) / Math.max(line.endSec - line.startSec, 0.001);
    return Math.round(Math.min(Math.max(share, 0), 1) * words.length);
  };
  return words.slice(position(span.startSec), position(span.endSec)).join(' ');
}

/** `83` → `01:23`; minutes may pass 60. */
export function mmss(sec: number): string {
  const whole = Math.round(sec);
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}

/** `3683` → `01:01:23`. */
export function hhmmss(sec: number): string {
  const whole = Math.round(sec);
  return `${String(Math.floor(whole / 3600)).padStart(2, '0')}:${mmss(whole % 3600)}`;
}

/** The reply grammar that is asked for: `[MM:SS] Speaker: words`, one line each. */
export function plainLines(lines: readonly AnswerLine[]): string {
  return lines.map((line) => `[${mmss(line.atSec)}] ${line.speaker}: ${line.text}\n`).join('');
}

/** Cuts a text into pieces of 20 to 220 characters, inside lines too, never inside a character. */
export function pieces(text: string, seed: number): readonly string[] {
  const random = seeded(seed);
  const chars = [...text];
  const found: string[] = [];
  for (let at = 0; at < chars.length;) {
    const length = 20 + Math.floor(random() * 200);
    found.push(chars.slice(at, at + length).join(''));
    at += length;
  }
  return found;
}

/** A speaker's turn as a model made for transcription answers it. */
export interface AnswerTurn {
  readonly text: string;
  readonly speakerLabel?: string;
  readonly words?: readonly {
    readonly word: string;
    readonly startOffset: string;
    readonly endOffset: string;
  }[];
}

/** What of its answer such a model was asked for. */
export interface TurnOptions {
  readonly diarization: boolean;
  readonly wordTimestamps: boolean;
  readonly lengthSec: number;
}

/** Seconds that a word takes when nothing follows at once. */
const WORD_SEC = 0.35;

/**
 * The same words as turns: lines of one speaker in a row are one, labels are numbers in the order of
 * appearance. Words that are no line of the grammar are a turn without label and times.
 */
export function turnsOf(text: string, options: TurnOptions): readonly AnswerTurn[] {
  const lines = text.split('\n').flatMap((line): TextLine[] => {
    const [, minutes, seconds, speaker, words] =
      /^\[(\d+):(\d\d)\] ([^:]+): (.*)$/u.exec(line) ?? [];
    if (words !== undefined) {
      return [{ atSec: Number(minutes) * 60 + Number(seconds), speaker: speaker ?? '', words }];
    }
    return line.trim() === '' ? [] : [{ speaker: '', words: line }];
  });
  const labels = [...new Set(lines.map(({ speaker }) => speaker).filter((name) => name !== ''))];
  const turns: (AnswerTurn & { text: string; words?: WordTimes })[] = [];
  for (const [at, { atSec, speaker, words }] of lines.entries()) {
    const next = lines[at + 1]?.atSec ?? options.lengthSec;
    const timed = options.wordTimestamps && atSec !== undefined ? timesOf(words, atSec, next) : [];
    const label = `spk:${labels.indexOf(speaker)}`;
    const last = turns.at(-1);
    if (last !== undefined && last.speakerLabel === label && options.diarization) {
      last.text += ` ${words}`;
      last.words = [...(last.words ?? []), ...timed];
      continue;
    }
    turns.push({
      text: words,
      ...(options.diarization && speaker !== '' ? { speakerLabel: label } : {}),
      ...(timed.length === 0 ? {} : { words: timed }),
    });
  }
  return turns;
}

type WordTimes = NonNullable<AnswerTurn['words']>;

interface TextLine {
  /** Absent for words that are no line of the grammar. */
  readonly atSec?: number;
  readonly speaker: string;
  readonly words: string;
}

function timesOf(text: string, from: number, until: number): WordTimes {
  const words = text.split(' ').filter((word) => word !== '');
  const each = Math.min(WORD_SEC, Math.max(0, until - from) / words.length);
  const offset = (sec: number): string => `${(from + sec).toFixed(3).replace(/\.?0+$/u, '')}s`;
  return words.map((word, at) => ({
    word,
    startOffset: offset(at * each),
    endOffset: offset((at + 1) * each),
  }));
}
