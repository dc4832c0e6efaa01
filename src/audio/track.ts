import { counted } from '../base/count.ts';
import { bad, ok, problem } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import { quietestUnit } from './cuts.ts';
import type { CutOptions } from './cuts.ts';
import { addPower, finishLoudness, makeLoudnessBuilder } from './loudness.ts';
import { boundsAround } from './pinned-cuts.ts';
import type {
  AudioUnits,
  Chapter,
  Chunk,
  ChunkPiece,
  ChunkPlan,
  LoudnessMap,
  UnitBytes,
} from './types.ts';
import type { UnitClock } from './unit-clock.ts';

/** dB of one step of a level: a power of 2^(1/4), as `global_gain` of MP3 and AAC counts. */
export const DB_PER_LEVEL = 20 * Math.log10(2) * 0.25;

/** Longer audio is a header's mistake; the longest episodes have about a day. */
const MAX_HOURS = 48;
/** Step of the loudness map in seconds. */
const LOUDNESS_STEP_SEC = 0.25;
/** The edges of a part that is cut out for itself move this far to a pause, in seconds. */
const EDGE_SEARCH_SEC = 1.5;
/** Sums of seconds are off by less than this; no unit is as short. */
const HAIR_SEC = 1e-6;

/** The bytes of a slice. */
export interface Slice {
  readonly pieces: readonly ChunkPiece[];
  readonly bytes: number;
  /** Bytes of the units that were asked for: without headers of our own and without lead-in. */
  readonly payloadBytes: number;
}

/** Units that one slice may hold together: one sample rate, one set of codec settings. */
export interface TrackSection {
  /** Counted through all sections, without a gap. */
  readonly firstUnit: number;
  readonly unitCount: number;
  readonly clock: UnitClock;
  /** A file of its own that holds the units `[first, end)`, counted through all sections. */
  readonly slice: (first: number, end: number) => Slice;
}

/** An indexed rendition, whatever its container. */
export interface Track {
  readonly container: string;
  /** Of its slices. */
  readonly mimeType: string;
  readonly sections: readonly TrackSection[];
  /** How loud each unit is, in steps of {@link DB_PER_LEVEL}; 0 is silence. */
  readonly levels: Uint8Array;
  /**
   * How much more these levels flutter than the sound does, as a factor: they come from what the format
   * codes first, not from decoding. Measured by `npm run bench -- beds`.
   */
  readonly flutterScale: number;
  /** Bytes of all units. */
  readonly payloadBytes: number;
  readonly bytes: UnitBytes;
  readonly chapters: readonly Chapter[];
  readonly notes: readonly string[];
}

/** A section with its place in time. */
interface Placed {
  readonly section: TrackSection;
  readonly startSec: number;
}

/** Units `[first, end)` of a placed section. */
interface Span extends Placed {
  readonly first: number;
  readonly end: number;
}

/**
 * Plans the chunks of a track: each section by itself, in equal parts whose cuts sit in pauses.
 *
 * @returns the plan; `slices-do-not-sum` when the chunks do not hold exactly the walked units;
 *   `audio-is-not-audio` when the walk came to more than 48 hours.
 */
export function planTrack(track: Track, options: CutOptions): Result<ChunkPlan> {
  const placed = place(track);
  const durationSec = endOf(placed);
  if (durationSec > MAX_HOURS * 3_600) {
    return bad(
      problem(
        'audio-is-not-audio',
        `The audio seems to be ${Math.round(durationSec / 3_600)} hours long, more than ${MAX_HOURS}: its headers are broken.`,
        'Open the enclosure address of the episode; the publisher may have to upload it again.',
      ),
    );
  }
  const spans = placed.flatMap((one) => spansOf(one, track.levels, options));
  const slices = spans.map(({ section, first, end }) => section.slice(first, end));
  const slipped = checkSum(track, spans, slices);
  if (slipped !== undefined) {
    return bad(
      problem(
        'slices-do-not-sum',
        `The parts of the audio do not add up to the whole: ${slipped}.`,
        'Report it with the address of the episode: the file is cut wrongly by this tool.',
      ),
    );
  }
  return ok({
    container: track.container,
    durationSec,
    chunks: spans.map((span, index) => makeChunk(track, span, { index, slice: slices[index]! })),
    chapters: track.chapters.filter((chapter) => chapter.startSec < durationSec),
    notes: track.notes,
    loudness: mapLoudness(track, placed),
    cutOut: (startSec, endSec, within) => cutOut(track, placed, { startSec, endSec, within }),
    units: unitsOf(track, placed, options),
  });
}

function unitsOf(track: Track, placed: readonly Placed[], options: CutOptions): AudioUnits {
  return {
    ...track.bytes,
    sections: track.sections.map(({ firstUnit: first, unitCount }) => ({
      first,
      end: first + unitCount,
    })),
    secOf: (unit) => {
      const home = placed.findLast(({ section }) => section.firstUnit <= unit);
      return home === undefined ? 0 : secAt(home, unit);
    },
    planAround: (pinned) => planTrack(track, { ...options, pinned }),
  };
}

/** Where each section starts: the sum of those before it. */
function place(track: Track): readonly Placed[] {
  let startSec = 0;
  return track.sections.map((section) => {
    const placed = { section, startSec };
    startSec += section.clock.secOf(section.unitCount);
    return placed;
  });
}

function endOf(placed: readonly Placed[]): number {
  const last = placed.at(-1);
  return last === undefined ? 0 : secAt(last, last.section.firstUnit + last.section.unitCount);
}

/** When a unit begins, in seconds from the rendition's start. */
function secAt({ section, startSec }: Placed, unit: number): number {
  return startSec + section.clock.secOf(unit - section.firstUnit);
}

function spansOf(placed: Placed, levels: Uint8Array, options: CutOptions): readonly Span[] {
  const { firstUnit: first, unitCount: count, clock } = placed.section;
  const bounds = boundsAround({ clock, levels, first, count }, options);
  return bounds.slice(1).map((end, part) => ({ ...placed, first: bounds[part]!, end }));
}

function makeChunk(
  track: Track,
  span: Span,
  made: { readonly index: number; readonly slice: Slice },
): Chunk {
  return {
    index: made.index,
    startSec: secAt(span, span.first),
    endSec: secAt(span, span.end),
    mimeType: track.mimeType,
    bytes: made.slice.bytes,
    pieces: made.slice.pieces,
    units: { first: span.first, end: span.end },
  };
}

/**
 * What is wrong with the sum of the slices, in words; `undefined` when they hold every unit once,
 * in order, and all the bytes of the units.
 */
function checkSum(
  track: Track,
  spans: readonly Span[],
  slices: readonly Slice[],
): string | undefined {
  let unit = 0;
  for (const span of spans) {
    if (span.first !== unit || span.end <= span.first) {
      return `unit ${unit} is followed by units ${span.first} to ${span.end}`;
    }
    unit = span.end;
  }
  if (unit !== track.levels.length) {
    return `${unit} of ${track.levels.length} units are in a part`;
  }
  const bytes = slices.reduce((sum, slice) => sum + slice.payloadBytes, 0);
  return bytes === track.payloadBytes
    ? undefined
    : `${bytes} of ${counted(track.payloadBytes, 'byte')} of audio are in a part`;
}

/** What is asked of {@link cutOut}. */
interface CutOut {
  readonly startSec: number;
  readonly endSec: number;
  readonly within: { readonly startSec: number; readonly endSec: number } | undefined;
}

/** See `ChunkPlan.cutOut`. */
function cutOut(track: Track, placed: readonly Placed[], asked: CutOut): Chunk | undefined {
  const { startSec, endSec, within } = asked;
  const middle = (Math.max(0, startSec) + Math.min(endSec, endOf(placed))) / 2;
  const home = placed.findLast((one) => one.startSec <= middle);
  if (home === undefined || !(endSec > startSec)) {
    return undefined;
  }
  const { section } = home;
  const first = edge(track, home, { atSec: startSec, which: 'start', limitSec: within?.startSec });
  const end = Math.max(
    first + 1,
    edge(track, home, { atSec: endSec, which: 'end', limitSec: within?.endSec }),
  );
  const span: Span = { ...home, first: section.firstUnit + first, end: section.firstUnit + end };
  return makeChunk(track, span, { index: 0, slice: section.slice(span.first, span.end) });
}

/** The quietest unit around an edge, counted from the section's first; outer bounds stay where they are. */
function edge(
  track: Track,
  home: Placed,
  wanted: {
    readonly atSec: number;
    readonly which: 'start' | 'end';
    /** The edge does not move past this moment. */
    readonly limitSec: number | undefined;
  },
): number {
  const { atSec, which, limitSec } = wanted;
  const { clock, unitCount: count, firstUnit: first } = home.section;
  const nearSec = atSec - home.startSec;
  if (nearSec >= clock.secOf(count)) {
    return which === 'end' ? count : count - 1;
  }
  if (nearSec <= 0) {
    return which === 'start' ? 0 : 1;
  }
  // Outwards only, so that what was asked for is inside.
  const limit =
    limitSec === undefined ? undefined : clock.unitAt(limitSec - home.startSec + HAIR_SEC);
  const bounded = (unit: number): number =>
    limit === undefined ? unit : which === 'start' ? Math.max(unit, limit) : Math.min(unit, limit);
  const inner = bounded(clock.unitAt(nearSec) + (which === 'end' ? 1 : 0));
  const outer = bounded(
    clock.unitAt(nearSec + (which === 'start' ? -EDGE_SEARCH_SEC : EDGE_SEARCH_SEC)),
  );
  // Sums of seconds are off by a hair: a moment just before the end may be taken for the end.
  const last = which === 'end' ? count : count - 1;
  const lowest = Math.min(inner, outer, last);
  const highest = Math.min(Math.max(inner, outer), last);
  return quietestUnit({ clock, levels: track.levels, first, count }, { nearSec, lowest, highest });
}

/** The loudness of the file, from the levels of its units. */
function mapLoudness(track: Track, placed: readonly Placed[]): LoudnessMap {
  const powers = Float64Array.from({ length: 256 }, (_, level) =>
    level === 0 ? 0 : 10 ** ((level * DB_PER_LEVEL) / 10),
  );
  const builder = makeLoudnessBuilder(endOf(placed), LOUDNESS_STEP_SEC);
  for (const { section, startSec } of placed) {
    let fromSec = 0;
    for (let unit = 0; unit < section.unitCount; unit += 1) {
      const toSec = section.clock.secOf(unit + 1);
      const power = powers[track.levels[section.firstUnit + unit]!]!;
      addPower(builder, { startSec: startSec + fromSec, lengthSec: toSec - fromSec, power });
      fromSec = toSec;
    }
  }
  return finishLoudness(builder, track.flutterScale);
}
