import { looksLikeObjects, readObjects } from './read-objects.ts';
import { readLines } from './read-lines.ts';
import { drop } from './raw.ts';
import { placeTimes } from './times.ts';
import { cleanLine } from './words.ts';
import type { DroppedLine, RawReading, RawSegment } from './raw.ts';
import type { Sound, StampReport } from './times.ts';
import type { Segment } from './types.ts';

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

/** A reply of 65,536 tokens has about 300,000 characters; what lies behind a million is not read. */
const MAX_REPLY = 1_000_000;
const MAX_SEGMENTS = 20_000;
const MAX_TEXT = 20_000;

/**
 * Reads a model's reply leniently: the line grammar that was asked for, its variations, subtitle
 * cues and JSON arrays, whole or cut off. Never throws; time is near linear in the reply's length
 * whatever it holds.
 *
 * @param options.durationSec length of the audio that was sent
 * @param options.startSec where that audio starts in the episode: lets times that count from the
 *   episode's start be understood
 */
export function readReply(
  text: string,
  options: { readonly durationSec: number; readonly startSec?: number },
): ReplyReading {
  const bounded = text.slice(0, MAX_REPLY);
  const objects = looksLikeObjects(bounded);
  const raw = objects ? readObjects(bounded) : readLines(bounded);
  if (text.length > MAX_REPLY)
    drop(raw.dropped, text.slice(MAX_REPLY), 'longer than any reply can be');
  const usable = usableOf(raw);
  const placed = placeTimes(usable, options);
  for (const sound of placed.sounds) drop(raw.dropped, sound.text, 'not speech');
  return {
    segments: placed.segments,
    dropped: raw.dropped,
    format: objects ? 'objects' : bounded.includes('-->') ? 'subtitles' : 'lines',
    sounds: placed.sounds,
    stamps: placed.stamps,
  };
}

/** Segments with words, bounded; labels that are no speakers given back to their text. */
function usableOf(raw: RawReading): RawSegment[] {
  const counts = new Map<string, number>();
  for (const { speaker } of raw.segments) {
    if (speaker !== undefined) counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
  }
  const named = raw.segments.filter(({ speaker }) => speaker !== undefined).length;
  const mostlyNameless = named * 2 < raw.segments.length;
  const usable: RawSegment[] = [];
  for (const segment of raw.segments) {
    const { speaker } = segment;
    // `Remember: …` in a transcript without speakers is a sentence, not a name.
    const isText = speaker !== undefined && mostlyNameless && counts.get(speaker) === 1;
    const text = cleanLine(
      (isText ? `${speaker}: ${segment.text}` : segment.text).slice(0, MAX_TEXT),
    );
    const name = isText || speaker === undefined ? '' : cleanLine(speaker.replace(/[*_]/g, ' '));
    if (text === '' || !/[\p{L}\p{N}♪[(]/u.test(text)) drop(raw.dropped, text, 'no words');
    else if (usable.length >= MAX_SEGMENTS) drop(raw.dropped, text, 'too many segments');
    else {
      usable.push({
        ...(segment.stamp === undefined ? {} : { stamp: segment.stamp }),
        ...(segment.end === undefined ? {} : { end: segment.end }),
        ...(name === '' ? {} : { speaker: name }),
        text,
      });
    }
  }
  return usable;
}
