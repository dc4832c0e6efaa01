import { looksLikeObjects, quotedText, readObjects } from './read-objects.ts';
import { readLines } from './read-lines.ts';
import { drop } from './raw.ts';
import type { DroppedLine, Piece, RawReading, RawSegment } from './raw.ts';
import { isLabelled, resolveLabels } from './read-labels.ts';
import { isRefusal } from './phrases.ts';
import { pieceOf } from './read-inline.ts';
import { inPieces } from './read-long.ts';
import { recordsOf } from './read-table.ts';
import { isEnd, isSound, withoutMarkup } from './read-sounds.ts';
import { trimmed } from './read-fold.ts';
import { JITTER_SEC, placeTimes } from './times.ts';
import type { Sound, StampReport } from './times.ts';
import type { Segment } from './types.ts';
import { cleanLine, likelySeconds } from './words.ts';

/** What a reply says, and what of it could not be used. */
export interface ReplyReading {
  /** Times in seconds from the chunk's start, in order and inside the audio; texts on one line. */
  readonly segments: readonly Segment[];
  /** What was left out, at most 200 entries. */
  readonly dropped: readonly DroppedLine[];
  readonly format: 'lines' | 'subtitles' | 'objects';
  /** Sounds that the reply noted in brackets. */
  readonly sounds: readonly Sound[];
  readonly stamps: StampReport;
}

/** What the reader knows of the audio. */
export interface ReplyOptions {
  /** Length of the audio that was sent. */
  readonly durationSec: number;
  /** Where that audio starts in the episode: lets times from the episode's start be understood. */
  readonly startSec?: number;
  /** Names of people who may speak: their labels are speakers even when they stand but once. */
  readonly names?: readonly string[];
}

/** A reply of 65,536 tokens has about 300,000 characters; what lies behind a million is not read. */
const MAX_REPLY = 1_000_000;
const MAX_SEGMENTS = 20_000;

/** Without times and speakers, words are a transcript when saying them takes this share of the audio. */
const SPOKEN_SHARE = 0.2;

/**
 * Reads a model's reply leniently: the line grammar that was asked for, its variations, subtitle
 * cues and JSON, whole or cut off, and words without any time. Never throws; time is near linear in
 * the reply's length whatever it holds.
 */
export function readReply(text: string, options: ReplyOptions): ReplyReading {
  const bounded = text.slice(0, MAX_REPLY);
  const { raw, format } = piecesOf(bounded, options);
  if (text.length > MAX_REPLY)
    drop(raw.dropped, text.slice(MAX_REPLY), 'longer than any reply can be');
  const segments = usableOf(resolveLabels(raw.pieces, options.names ?? []), raw.dropped);
  const usable = isTranscript(segments, options, format) ? segments : [];
  if (usable !== segments)
    for (const one of segments) drop(raw.dropped, one.text, 'before the first time');
  const placed = placeTimes(usable, options);
  for (const sound of placed.sounds) drop(raw.dropped, sound.text, 'not speech');
  return {
    segments: placed.segments,
    dropped: raw.dropped,
    format,
    sounds: placed.sounds,
    stamps: placed.stamps,
  };
}

function piecesOf(
  text: string,
  { durationSec, startSec = 0 }: ReplyOptions,
): { readonly raw: RawReading; readonly format: ReplyReading['format'] } {
  const limitSec = startSec + durationSec + JITTER_SEC;
  const plain = quotedText(text) ?? recordsOf(text) ?? text;
  if (looksLikeObjects(plain)) {
    const read = readObjects(plain);
    const raw = { ...read, pieces: read.pieces.flatMap((piece) => unwrapped(piece, limitSec)) };
    if (raw.pieces.length > 0) return { raw, format: 'objects' };
    const lines = readLines(plain, limitSec);
    const timed = lines.pieces.some(({ stamp }) => stamp !== undefined);
    return timed ? { raw: lines, format: 'lines' } : { raw, format: 'objects' };
  }
  const format = plain.includes('-->') ? 'subtitles' : 'lines';
  return { raw: readLines(plain, limitSec), format };
}

/** A whole transcript, or a line with its time, inside one member of an object. */
function unwrapped(piece: Piece, limitSec: number): readonly Piece[] {
  const first = trimmed(piece.text).slice(0, 40);
  const several = /[\n\r]|\\n/.test(piece.text);
  const own = piece.label === undefined ? { ...piece, ...pieceOf(piece.text) } : piece;
  if (!several && !/^[*_]*[[(【（［<]\s*\p{Nd}{1,4}\s?[:：]/u.test(first)) return [own];
  const { pieces } = readLines(piece.text, limitSec);
  const timed = pieces.some(({ stamp }) => stamp !== undefined);
  if (timed) return pieces.map((one) => ({ ...inherited(piece), ...one }));
  return piece.stamp === undefined && several ? pieces : [own];
}

function inherited({ label, sure }: Piece): { label?: string; sure: boolean } {
  return label === undefined ? { sure } : { label, sure };
}

/** Words without any time may be a model's own words about the audio instead of a transcript. */
function isTranscript(
  segments: readonly RawSegment[],
  { durationSec }: ReplyOptions,
  format: ReplyReading['format'],
): boolean {
  if (segments.some(({ stamp }) => stamp !== undefined) || format === 'objects') return true;
  if (isRefusal(segments.map(({ text }) => text).join(' '))) return false;
  if (segments.some(({ speaker }) => speaker !== undefined) && isLabelled(segments)) return true;
  const sec = segments.reduce((sum, { text }) => sum + likelySeconds(text), 0);
  return sec >= Math.max(4, durationSec * SPOKEN_SHARE);
}

/** Segments with words, bounded, on one line each and without markup. */
function usableOf(segments: readonly RawSegment[], dropped: DroppedLine[]): RawSegment[] {
  const usable: RawSegment[] = [];
  const untimed = !segments.some(({ stamp }) => stamp !== undefined);
  const note = (part: string): void => drop(dropped, part, 'not speech');
  for (const [at, segment] of segments.entries()) {
    if (usable.length >= MAX_SEGMENTS) {
      drop(dropped, segment.text, 'too many segments');
      continue;
    }
    const line = cleanLine(segment.text);
    const text = isSound(line) ? line : cleanLine(withoutMarkup(line, note));
    const name = segment.speaker === undefined ? '' : cleanLine(segment.speaker);
    const speaker = name === '' ? {} : { speaker: name };
    if (at === segments.length - 1 && isEnd(text)) drop(dropped, text, 'after the end');
    else if (text === '' || !/[\p{L}\p{N}♪[(]/u.test(text)) drop(dropped, text, 'no words');
    else {
      const [first = '', ...rest] = inPieces(text, untimed);
      usable.push({
        ...(segment.stamp === undefined ? {} : { stamp: segment.stamp }),
        ...(segment.end === undefined || rest.length > 0 ? {} : { end: segment.end }),
        ...speaker,
        text: first,
      });
      for (const part of rest) usable.push({ ...speaker, text: part });
    }
  }
  return usable;
}
