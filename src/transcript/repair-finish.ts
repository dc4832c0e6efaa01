import { activityOf } from './activity.ts';
import { clockTime } from './clock.ts';
import { coverageOf } from './coverage.ts';
import type { Covered, Hole } from './coverage.ts';
import { markOf } from './marks.ts';
import { isBlankKind, UNKNOWN_MODEL } from './repair-plan.ts';
import type { RepairResult, RepairState, Stretch } from './repair-types.ts';
import { tempoOf } from './tempo.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';

/** Looks at the whole chunk after its parts were put together. */
const MAX_LOOKS = 2;

/** Few words over less speech than this are chance. */
const THIN_SPEECH_SEC = 40;

/** So long a stretch without words is told of, whatever it sounds like. */
const TOLD_SEC = 20;

/** Doubts about a place rather than a stretch are no longer than this. */
const SHORT_DOUBT_SEC = 10;

/** A hole that lacks so much is one, whatever was found of it before. */
const SURE_HOLE_SEC = 25;

/** Missing parts closer together than this are marked as one. */
const NEAR_SEC = 5;

/** What covers what, over the whole chunk as it stands, and where its words are few. */
function coverageNow(state: RepairState): Covered & { readonly thins: readonly Span[] } {
  const { task, segments, speechless } = state;
  const activity = activityOf(task.loudness, task.durationSec);
  const { wordsPerSec, thin, thins } = tempoOf(segments, activity);
  const covered = coverageOf({
    segments,
    activity,
    wordsPerSec,
    withoutSpeech: speechless,
    joins: { before: task.startSec > 0, after: true },
  });
  const whole = { startSec: 0, endSec: task.durationSec };
  const few = thin && covered.speechSec >= THIN_SPEECH_SEC;
  return { ...covered, thins: few ? [whole] : thins };
}

/**
 * When nothing is open any more: looks once more at the whole, since parts that are right by
 * themselves may leave something out between them. What it finds is opened.
 */
export function lookAgain(state: RepairState): RepairState {
  if (state.open.length > 0 || state.requests < 2 || state.looks >= MAX_LOOKS) return state;
  const covered = coverageNow(state);
  const holes = unknownHoles(state, covered);
  // What was left out here and there shows when the loop or rush beside it is gone.
  const unsure = unasked(state, covered);
  // A doubt about a join says nothing of what is left out around it.
  const doubts = state.doubts.filter(({ startSec, endSec }) => endSec - startSec > SHORT_DOUBT_SEC);
  const known = [...state.missing, ...state.speechless, ...doubts, ...holes, ...unsure];
  const thins = covered.thins.filter((span) => !overlaps(span, known));
  const open = [
    ...holes.map((hole) => stretchOf('hole', hole)),
    ...unsure.map((span) => stretchOf('wordless', span)),
    ...thins.map((span) => stretchOf('thin', span)),
  ].toSorted((a, b) => a.startSec - b.startSec);
  return { ...state, open, looks: state.looks + 1 };
}

function stretchOf(why: Stretch['why'], { startSec, endSec }: Span): Stretch {
  // Whatever answer the words around it are from, it had none here.
  const blanks = isBlankKind(why) ? [UNKNOWN_MODEL] : [];
  return { startSec, endSec, why, tries: 0, blanks, avoid: [], depth: 0, widenSec: 0 };
}

/**
 * Holes that are not known to be missing or without speech. A small one that was asked about is none: its
 * answer, checked against its own audio, lacked nothing.
 */
function unknownHoles(state: RepairState, covered: Covered): readonly Span[] {
  const known = [...state.missing, ...state.speechless];
  return covered.holes.filter((hole) => !overlaps(hole, known) && !isSmall(state, hole));
}

function isSmall(state: RepairState, hole: Hole): boolean {
  return hole.lackSec < SURE_HOLE_SEC && overlaps(hole, state.asked ?? []);
}

/** What may be music or speech over it, and was not asked about. */
function unasked(state: RepairState, covered: Covered): readonly Span[] {
  const known = [...state.missing, ...state.speechless, ...state.doubts, ...(state.asked ?? [])];
  return covered.unsure.filter((span) => !overlaps(span, known));
}

/** The same, after an answer that wrote no more. */
function answered(state: RepairState, covered: Covered): readonly Span[] {
  const left = covered.holes.filter((hole) => isSmall(state, hole));
  return [...covered.unsure, ...left].filter((span) => overlaps(span, state.asked ?? []));
}

function overlaps(span: Span, others: readonly Span[]): boolean {
  return others.some((one) => one.startSec < span.endSec && span.startSec < one.endSec);
}

/** The chunk as it is in the end: marks where words are missing, and what is to be said of it. */
export function finish(state: RepairState): RepairResult {
  const covered = coverageNow(state);
  const { coverage, speechSec } = covered;
  // A hole that there was no request left for is marked like one that was given up.
  const missing = united([...state.missing, ...unknownHoles(state, covered)]);
  const offset = state.task.startSec;
  const between = ({ startSec, endSec }: Span): string =>
    `${clockTime(offset + startSec)} to ${clockTime(offset + endSec)}`;
  return {
    segments: marked(state.segments, missing, offset),
    coverage,
    speechSec,
    missing,
    speechless: united(state.speechless),
    repairs: Math.max(0, state.requests - 1),
    warnings: [
      ...missing.map((span) => `no usable words from ${between(span)}`),
      ...united(state.speechless).map((span) => `no speech was found from ${between(span)}`),
      // Not asked about again, since it sounds even: whoever reads must know all the same.
      ...quietly([...covered.steady, ...answered(state, covered)], state.speechless).map(
        (span) => `no words, and what sounds like music or noise, from ${between(span)}`,
      ),
      // No request was left to ask about it.
      ...unasked(state, covered).map(
        (span) => `no words, and what may be music or speech over it, from ${between(span)}`,
      ),
      ...state.doubts.map((doubt) => `${doubt.what} from ${between(doubt)}`),
    ],
  };
}

/** Stretches without words, as long as a hole, that nothing else is said of. */
function quietly(steady: readonly Span[], told: readonly Span[]): Span[] {
  return steady.filter((span) => span.endSec - span.startSec >= TOLD_SEC && !overlaps(span, told));
}

function united(spans: readonly Span[]): Span[] {
  const merged: { startSec: number; endSec: number }[] = [];
  for (const { startSec, endSec } of spans.toSorted((a, b) => a.startSec - b.startSec)) {
    const last = merged.at(-1);
    if (last === undefined || startSec > last.endSec + NEAR_SEC) merged.push({ startSec, endSec });
    else last.endSec = Math.max(last.endSec, endSec);
  }
  return merged;
}

/** `[inaudible 12:10–13:40]` in its place, with the times of the episode. */
function marked(
  segments: readonly Segment[],
  missing: readonly Span[],
  offsetSec: number,
): Segment[] {
  const marks = missing.map(({ startSec, endSec }) => ({
    startSec,
    endSec,
    text: markOf(offsetSec + startSec, offsetSec + endSec),
  }));
  return [...segments, ...marks].toSorted((a, b) => a.startSec - b.startSec);
}
