import { drop } from './raw.ts';
import type { DroppedLine, Piece, RawReading } from './raw.ts';
import { trimmed } from './read-fold.ts';
import { headOf, lineOf } from './read-head.ts';
import type { Head } from './read-head.ts';
import { pieceOf, splitInline } from './read-inline.ts';
import type { Styled } from './read-inline.ts';
import { isLabel } from './read-label.ts';
import { isComment, isEnd, openingLength } from './read-sounds.ts';
import { isVoiced, subtitlesOf, voice } from './read-subtitles.ts';
import { unrolled } from './read-table.ts';

const BREAK = /\r\n|[\n\r\u2028\u2029\u0085]/;

interface State {
  readonly found: Styled[];
  readonly dropped: DroppedLine[];
  readonly subtitles: boolean;
  fences: number;
  /** An empty line stands before this one. */
  apart: boolean;
}

/**
 * Reads a reply of lines: `[MM:SS] Speaker: words` and its common variations (ranges, other
 * brackets, digits and colons of other scripts, bare times, times after the speaker, times on a
 * line of their own, list marks, tables, several segments on one line), WebVTT and SubRip cues.
 * Every line is looked at a bounded number of times. Without any time each line is a piece.
 *
 * @param limitSec the latest time that can be
 */
export function readLines(text: string, limitSec = Infinity): RawReading {
  const lines = unrolled(text.split(BREAK));
  const frame = subtitlesOf(lines);
  const heads = lines.map((line) => headOf(lineOf(line), true));
  const subtitles = heads.some((head) => head?.cue === true);
  const bracketed = heads.some((head) => head !== undefined && head.style !== '');
  const state: State = { found: [], dropped: [], subtitles, fences: 0, apart: false };
  const strict = bracketed || subtitles;
  const rest = lines.findLastIndex((line) => trimmed(line) !== '');
  for (const [at, line] of lines.entries()) {
    if (subtitles && frame.isFrame(at)) continue;
    const plain = trimmed(line);
    if (plain.startsWith('```') || plain.startsWith('~~~')) state.fences += 1;
    else if (plain === '') state.apart = true;
    else {
      const head = heads[at] ?? (strict ? undefined : headOf(lineOf(line), false));
      if (head === undefined || isWords(state, head)) continued(state, plain, at === rest);
      else begun(state, head, line);
      state.apart = false;
    }
  }
  if (state.found.length === 0) return untimed(lines, state.dropped);
  return { pieces: splitInline(state.found, limitSec), dropped: state.dropped };
}

/** Among subtitles only a timing line begins a segment: a cue's words may begin with a time. */
function isWords({ subtitles, found }: State, { cue, style }: Head): boolean {
  return subtitles && !cue && style === '' && found.length > 0;
}

function begun(state: State, head: Head, line: string): void {
  const body = trimmed(line.slice(head.at));
  const voiced = state.subtitles || isVoiced(body) ? voice(body) : { text: body };
  const piece = pieceOf(voiced.text, voiced.speaker ?? head.label, head.open);
  state.found.push({
    piece: {
      stamp: head.stamp,
      ...(head.end === undefined ? {} : { end: head.end }),
      ...piece,
      sure: piece.sure || voiced.speaker !== undefined || (head.label !== undefined && head.cue),
      kind: 'head',
    },
    style: head.style,
  });
}

function continued(state: State, line: string, isLast: boolean): void {
  const last = state.found.at(-1)?.piece;
  if (last === undefined) return drop(state.dropped, line, 'before the first time');
  if (state.fences >= 2) return drop(state.dropped, line, 'after the end');
  if (isEnd(line) || (state.apart && !state.subtitles && isComment(line)))
    return drop(state.dropped, line, 'after the end');
  // A time that was cut off in the middle is no word.
  if (/^[[(][\d:.,]*$/.test(line) || (isLast && /^\d{1,4}:[\d:.,]*$/.test(line)))
    return drop(state.dropped, line, 'a time without words');
  const voiced = state.subtitles || isVoiced(line) ? voice(line) : { text: line };
  const fresh = last.text === '' && last.label === undefined;
  const alone = fresh && isLabel(line) && !/[:：.]/.test(line) && !state.subtitles;
  const piece: Piece = {
    ...(alone
      ? { label: line, sure: false, text: '', whole: line }
      : pieceOf(voiced.text, voiced.speaker)),
    kind: 'more',
  };
  if (voiced.speaker !== undefined) piece.sure = true;
  if (fresh) Object.assign(last, piece, { kind: 'head' });
  else state.found.push({ piece, style: '' });
}

/** Lines of a reply without any time, each a piece; whether they are words is for others to tell. */
function untimed(lines: readonly string[], before: DroppedLine[]): RawReading {
  const fenced = lines.findIndex((line) => /^\s*(?:```|~~~)/.test(line));
  const pieces: Piece[] = [];
  const dropped: DroppedLine[] = [];
  let closed = false;
  for (const [at, line] of lines.entries()) {
    const words = trimmed(line.replace(/^\s*(?:[-•*>]|\d{1,4}[.)])\s+/, ''));
    if (at > fenced && fenced >= 0 && /^\s*(?:```|~~~)/.test(line)) closed = true;
    if (words === '' || words.startsWith('```') || words.startsWith('~~~')) continue;
    const outside = at < fenced || closed;
    const heading = /^#{1,6}\s|^\*\*[^*]+\*\*$|^[-*_=]{3,}$/.test(trimmed(line));
    const opening = pieces.length === 0 ? openingLength(words) : 0;
    if (outside || heading || isEnd(words) || isComment(words))
      drop(dropped, words, 'before the first time');
    else if (opening > 0 && opening >= words.length) drop(dropped, words, 'before the first time');
    else pieces.push({ ...pieceOf(trimmed(words.slice(opening))), kind: 'head' });
  }
  return { pieces, dropped: pieces.length === 0 ? before : dropped };
}
