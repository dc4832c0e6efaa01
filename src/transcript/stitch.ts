import type { Person } from '../feed/types.ts';
import { clockTime } from './clock.ts';
import { withoutEcho } from './echo.ts';
import { isMark } from './marks.ts';
import { breaksOff, resolveSpeakers } from './speakers.ts';
import type { ChunkTranscript, Segment } from './types.ts';
import { joinTexts, likelySeconds } from './words.ts';

/** What stitching needs to know of the episode. */
export interface StitchPlan {
  /** The walked duration in seconds; nothing is placed beyond it. */
  readonly durationSec: number;
  /**
   * People of the feed or the configuration. When given (an empty list too), names that nothing
   * supports are replaced by numbers; when absent, names stay as the model gave them.
   */
  readonly people?: readonly Person[];
  /** Titles and descriptions, in which a name may occur. */
  readonly feedText?: string;
}

/** One transcript of the whole episode. */
export interface Stitched {
  /** Times from the episode's start, in order, inside the audio. */
  readonly segments: readonly Segment[];
  /** In order of appearance. */
  readonly speakers: readonly string[];
  /** What is doubtful or missing, in words; those of the chunks included. */
  readonly warnings: readonly string[];
}

/** A cut falls into an utterance only when both halves stand this close to it. */
const NEAR_CUT_SEC = 5;

const SHORTEST_SEC = 0.3;

/**
 * Puts the chunks of an episode together: offsets added, utterances that a cut split joined,
 * echoes of the previous chunk removed, one name for each speaker. Chunks may come in any order;
 * a part of the audio that no chunk covers is a warning.
 */
export function stitch(chunks: readonly ChunkTranscript[], plan: StitchPlan): Stitched {
  const ordered = chunks.toSorted((a, b) => a.startSec - b.startSec || a.index - b.index);
  const names = resolveSpeakers(
    ordered,
    plan.people === undefined
      ? undefined
      : { people: plan.people, ...(plan.feedText === undefined ? {} : { text: plan.feedText }) },
  );
  const segments: Segment[] = [];
  const repeats: string[] = [];
  for (const chunk of ordered) {
    const placed = chunk.segments.map((segment) => place(segment, chunk, names.nameOf));
    const { segments: own, warnings: told } = withoutEcho(segments, placed);
    append(segments, own, chunk.startSec);
    repeats.push(...told);
  }
  const tidy = inOrder(segments, plan.durationSec);
  const speakers = [
    ...new Set(tidy.flatMap(({ speaker }) => (speaker === undefined ? [] : [speaker]))),
  ];
  const warnings = [
    ...gaps(ordered, plan.durationSec),
    ...ordered.flatMap((chunk) => chunk.warnings),
    ...repeats,
    ...names.warnings,
  ];
  return { segments: tidy, speakers, warnings: [...new Set(warnings)] };
}

function place(
  segment: Segment,
  chunk: ChunkTranscript,
  nameOf: (index: number, label: string) => string,
): Segment {
  const length = Math.max(0, chunk.endSec - chunk.startSec);
  return {
    startSec: chunk.startSec + Math.min(Math.max(0, segment.startSec), length),
    endSec: chunk.startSec + Math.min(Math.max(0, segment.endSec), length),
    ...(segment.speaker === undefined ? {} : { speaker: nameOf(chunk.index, segment.speaker) }),
    text: segment.text,
  };
}

/** Adds a chunk's segments; its first one continues the last when a cut split one utterance. */
function append(segments: Segment[], fresh: readonly Segment[], cutSec: number): void {
  const last = segments.at(-1);
  const [first, ...rest] = fresh;
  if (first === undefined) return;
  if (last === undefined || !isOneUtterance(last, first, cutSec)) {
    segments.push(...fresh);
    return;
  }
  segments[segments.length - 1] = {
    ...last,
    endSec: Math.max(last.endSec, first.endSec),
    text: joinTexts(last.text, first.text),
  };
  segments.push(...rest);
}

function isOneUtterance(last: Segment, first: Segment, cutSec: number): boolean {
  if (last.speaker !== first.speaker || !breaksOff(last.text)) return false;
  if (isMark(last.text) || isMark(first.text)) return false;
  const near = first.startSec - cutSec <= NEAR_CUT_SEC && cutSec - last.endSec <= NEAR_CUT_SEC;
  return near && cutSec >= last.startSec && first.startSec >= cutSec;
}

/** Starts never fall, ends stay before the next start and inside the audio. */
function inOrder(segments: readonly Segment[], durationSec: number): Segment[] {
  const latest = Math.max(0, durationSec - SHORTEST_SEC);
  const starts: number[] = [];
  for (const { startSec } of segments)
    starts.push(Math.min(latest, Math.max(starts.at(-1) ?? 0, startSec)));
  return segments.map((segment, at) => {
    const startSec = starts[at] ?? 0;
    const next = starts[at + 1] ?? durationSec;
    const room = next > startSec ? next : durationSec;
    const wanted = Math.max(
      segment.endSec,
      startSec + Math.min(SHORTEST_SEC, likelySeconds(segment.text)),
    );
    return {
      ...segment,
      startSec: round(startSec),
      endSec: floor(Math.min(wanted, room, Math.max(durationSec, startSec))),
    };
  });
}

function gaps(chunks: readonly ChunkTranscript[], durationSec: number): readonly string[] {
  const warnings: string[] = [];
  let reached = 0;
  for (const { startSec, endSec } of chunks) {
    if (startSec > reached + 1) warnings.push(missing(reached, startSec));
    reached = Math.max(reached, endSec);
  }
  if (durationSec > reached + 1) warnings.push(missing(reached, durationSec));
  return warnings;
}

function missing(fromSec: number, toSec: number): string {
  return `nothing was transcribed from ${clockTime(fromSec)} to ${clockTime(toSec)}`;
}

function round(sec: number): number {
  return Math.round(sec * 1_000) / 1_000;
}

/** Ends are cut to the millisecond, not rounded: they stay inside the audio. */
function floor(sec: number): number {
  return Math.floor(sec * 1_000 + 1e-6) / 1_000;
}
