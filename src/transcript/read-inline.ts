import { secondsOf } from './raw.ts';
import type { Piece } from './raw.ts';
import { folded, trimmed } from './read-fold.ts';
import { bracketedAt } from './read-head.ts';
import type { Head } from './read-head.ts';
import { isGeneric } from './read-generic.ts';
import { splitSpeaker } from './read-label.ts';
import { JITTER_SEC } from './times.ts';

/** A piece and the bracket of its time; empty for a bare time. */
export interface Styled {
  readonly piece: Piece;
  readonly style: string;
}

/** A time among the words of a line. */
interface Inner {
  readonly from: number;
  readonly head: Head;
}

/**
 * Segments that were written one behind the other on one line, each with its time. A time among
 * words counts when it is in the brackets of the line's own, is no earlier than it, and no later
 * than the next line's or the end of the audio: nobody says brackets, but somebody may say when.
 *
 * @param limitSec the latest time that can be
 */
export function splitInline(found: readonly Styled[], limitSec: number): Piece[] {
  const nexts: number[] = [];
  let next = Infinity;
  for (const { piece } of found.toReversed()) {
    nexts.push(next);
    if (piece.stamp !== undefined) next = secondsOf(piece.stamp);
  }
  nexts.reverse();
  const pieces: Piece[] = [];
  let style = '';
  let nowSec = 0;
  for (const [at, one] of found.entries()) {
    if (one.piece.stamp !== undefined) {
      style = one.style;
      nowSec = secondsOf(one.piece.stamp);
    }
    const following = nexts[at] ?? Infinity;
    const latest = Math.min(
      following < nowSec ? Infinity : following + JITTER_SEC,
      nowSec > limitSec ? Infinity : limitSec,
    );
    const inner = innerTimes(one.piece.text, { style, nowSec, latest });
    pieces.push(...(inner.length === 0 ? [one.piece] : parted(one.piece, inner)));
  }
  return pieces;
}

function innerTimes(
  text: string,
  line: { readonly style: string; readonly nowSec: number; readonly latest: number },
): Inner[] {
  const { style, latest } = line;
  const inner: Inner[] = [];
  // Most lines have no time but their own.
  if (!/[[({<:：［【（〔{]/u.test(text) || !/\p{Nd}/u.test(text)) return inner;
  const plain = folded(text);
  let { nowSec } = line;
  const sign = style === '' ? /(?<=[.!?…]\s{1,3})\d{1,2}:\d{2}/g : /[[({<]/g;
  for (const { index } of plain.matchAll(sign)) {
    if (style !== '' && plain.charAt(index) !== style) continue;
    const head = style === '' ? bareAt(text, plain, index) : windowAt(text, plain, index);
    if (head === undefined) continue;
    const sec = secondsOf(head.stamp);
    if (sec < nowSec || sec > latest) continue;
    inner.push({ from: index, head });
    nowSec = sec;
  }
  return inner;
}

/** A time in brackets at a position; only what is near is looked at. */
function windowAt(text: string, plain: string, at: number): Head | undefined {
  // `(at 9:15)` is said.
  if (!/^\s{0,2}\d/.test(plain.slice(at + 1, at + 4))) return undefined;
  const head = bracketedAt({ raw: text.slice(at, at + 120), plain: plain.slice(at, at + 120) }, 0);
  return head === undefined ? undefined : { ...head, at: at + head.at };
}

/** A bare time counts only before a label that is nothing else. */
function bareAt(text: string, plain: string, at: number): Head | undefined {
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2}))?[\s–—-]+/.exec(plain.slice(at, at + 20));
  if (found === null) return undefined;
  const behind = at + found[0].length;
  const { speaker } = splitSpeaker(text.slice(behind, behind + 120));
  if (speaker === undefined || !isGeneric(speaker)) return undefined;
  const parts = found
    .slice(1)
    .flatMap((part: string | undefined) => part ?? [])
    .map(Number);
  return { stamp: { parts, fraction: 0 }, at: behind, style: '', open: '', cue: false };
}

function parted(whole: Piece, inner: readonly Inner[]): Piece[] {
  const { text } = whole;
  const first = trimmed(text.slice(0, inner[0]?.from ?? text.length));
  const label = whole.label;
  const before = whole.whole.length - text.length;
  const pieces: Piece[] = [
    { ...whole, text: first, whole: trimmed(whole.whole.slice(0, before + (inner[0]?.from ?? 0))) },
  ];
  for (const [at, { head }] of inner.entries()) {
    const words = trimmed(text.slice(head.at, inner[at + 1]?.from ?? text.length));
    const last = pieces.at(-1);
    // `[00:01] [00:05] Host: words`, `… words. [00:05]`: the end of what stands there.
    if (last !== undefined && last.stamp !== undefined && last.end === undefined) {
      const nothing = last.text === '' && at === 0;
      if (words === '' && at === inner.length - 1) {
        last.end = head.stamp;
        continue;
      }
      if (nothing) {
        const split = pieceOf(words, head.label);
        Object.assign(
          last,
          split.label === undefined && label !== undefined
            ? { ...split, label, whole: `${label}: ${words}` }
            : split,
          { end: head.stamp, sure: whole.sure || split.sure },
        );
        continue;
      }
    }
    pieces.push({ stamp: head.stamp, ...pieceOf(words, head.label), kind: 'inline' });
  }
  return pieces;
}

/** Words with what may be their speaker. */
export function pieceOf(
  words: string,
  label?: string,
  open = '',
): { label?: string; sure: boolean; text: string; whole: string } {
  if (label !== undefined) {
    const colon = /^[*_]{0,3}\s*[:：]\s*/.exec(words)?.[0].length ?? 0;
    const text = withoutOpen(words.slice(colon), open);
    return { label, sure: false, text, whole: `${label}: ${text}` };
  }
  const split = splitSpeaker(words, open);
  const text = withoutOpen(split.text, open);
  return split.speaker === undefined
    ? { sure: false, text, whole: text }
    : { label: split.speaker, sure: split.sure, text, whole: withoutOpen(words, open) };
}

/** Emphasis that began before the words ends with them. */
function withoutOpen(words: string, open: string): string {
  return open !== '' && words.endsWith(open) && !words.slice(0, -open.length).includes(open)
    ? trimmed(words.slice(0, -open.length))
    : trimmed(words);
}
