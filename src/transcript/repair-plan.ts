import type { Fault, FaultKind } from './check.ts';
import { activityOf, activeBetween, bedBetween } from './activity.ts';
import type { RepairState, Stretch } from './repair-types.ts';
import type { Span } from './tempo.ts';

/** Answers about one stretch that may fail before it is halved or given up. */
const MAX_TRIES = 3;

/** How often audio is halved, and the shortest part worth a request of its own. */
const MAX_DEPTH = 3;
const SHORTEST_HALF_SEC = 30;

/** Faults closer together than this are asked about in one request. */
const NEAR_SEC = 20;

/** Less than this between a stretch and the end of what was asked about is asked again with it. */
const EDGE_SEC = 5;

/** More stretches than this are asked about as one. */
const MAX_STRETCHES = 5;

/** A stretch that is this much of the one before it is the same one. */
const SAME_SHARE = 0.7;

/** Up to this long, two answers without words show that nobody speaks; longer ones need a third. */
const SHORT_SEC = 90;

/** What of an answer is to be asked again: faults that lie close together become one stretch. */
export function stretchesOf(input: {
  /** Faults that reading has not mended, in seconds of the chunk. */
  readonly faults: readonly Fault[];
  /** The stretch that was asked about. */
  readonly parent: Stretch;
  /** The model that answered. */
  readonly model: string;
  /** The reply ended at the output limit: asking the same again would end there again. */
  readonly atLimit: boolean;
  /** False when the answer has no more words than were there before. */
  readonly hasMore: boolean;
}): Stretch[] {
  const { parent, model, atLimit, hasMore } = input;
  const inside = input.faults
    .filter((fault) => fault.startSec < parent.endSec && fault.endSec > parent.startSec)
    .map((fault) => ({
      kind: fault.kind,
      startSec: Math.max(fault.startSec, parent.startSec),
      endSec: Math.min(Math.max(fault.endSec, fault.startSec + 1), parent.endSec),
    }))
    .toSorted((a, b) => a.startSec - b.startSec);
  const merged: { kind: FaultKind; startSec: number; endSec: number }[] = [];
  for (const fault of inside) {
    const last = merged.at(-1);
    if (last === undefined || fault.startSec > last.endSec + NEAR_SEC) merged.push({ ...fault });
    else {
      last.endSec = Math.max(last.endSec, fault.endSec);
      last.kind = graver(last.kind, fault.kind);
    }
  }
  const spans = (merged.length > MAX_STRETCHES ? [spanning(merged)] : merged).map((span) =>
    snapped(span, parent),
  );
  return spans.flatMap((span) => {
    const same = span.endSec - span.startSec > (parent.endSec - parent.startSec) * SAME_SHARE;
    // It was without words in the answer before as well: a part of what was empty as a whole.
    const empty = same || (isBlankKind(parent.why) && (span.kind === 'wordless' || !hasMore));
    const child: Stretch = {
      startSec: span.startSec,
      endSec: span.endSec,
      why: span.kind,
      tries: same ? parent.tries + 1 : 0,
      blanks: isBlankKind(span.kind) ? [...(empty ? parent.blanks : []), model] : [],
      avoid: same ? parent.avoid : [],
      depth: parent.depth,
      widenSec: same ? parent.widenSec + 3 : 0,
    };
    return same && atLimit ? (halves(child) ?? [child]) : [child];
  });
}

/** Stands among the models of a blank whose model is not known. */
export const UNKNOWN_MODEL = '';

/** True for a stretch in which nothing was written. */
export function isBlankKind(kind: Stretch['why']): boolean {
  return kind === 'hole' || kind === 'wordless';
}

/** The audio around a stretch is sent anyway: little that is left at its parent's ends goes with it. */
function snapped<T extends Span>(span: T, parent: Span): T {
  return {
    ...span,
    startSec: span.startSec - parent.startSec < EDGE_SEC ? parent.startSec : span.startSec,
    endSec: parent.endSec - span.endSec < EDGE_SEC ? parent.endSec : span.endSec,
  };
}

/** Which of two faults decides what is done: wrong words must go, doubtful ones are kept. */
function graver(a: FaultKind, b: FaultKind): FaultKind {
  const order: readonly FaultKind[] = [
    'refusal',
    'loop',
    'too-fast',
    'thin',
    'language',
    'past-end',
    'order',
    'cut',
    'hole',
    'wordless',
    'run-on',
  ];
  const rank = (kind: FaultKind): number =>
    order.includes(kind) ? order.indexOf(kind) : order.length;
  return rank(a) <= rank(b) ? a : b;
}

function spanning(spans: readonly { kind: FaultKind; startSec: number; endSec: number }[]): {
  kind: FaultKind;
  startSec: number;
  endSec: number;
} {
  const [first] = spans;
  const last = spans.at(-1);
  const kind = spans.map((span) => span.kind).reduce(graver);
  return { kind, startSec: first?.startSec ?? 0, endSec: last?.endSec ?? 0 };
}

/**
 * Opens what an answer left to be asked; what was asked too often is halved or given up. Requests may run
 * out: what is surely speech comes before what may be music.
 */
export function opened(state: RepairState, stretches: readonly Stretch[]): RepairState {
  const isUnsure = ({ why }: Stretch): number => (why === 'wordless' ? 1 : 0);
  return stretches
    .toSorted((a, b) => isUnsure(a) - isUnsure(b))
    .reduceRight((sum, stretch) => blankSettled(sum, stretch) ?? afterFailure(sum, stretch), state);
}

/**
 * A hole that came back empty as often as it takes, each time by another cut: nobody speaks there,
 * or nobody can write it down. Undefined when it is still to be asked about.
 */
function blankSettled(state: RepairState, stretch: Stretch): RepairState | undefined {
  const { blanks } = stretch;
  const long = isLongSpeech(state, stretch);
  if (blanks.length < (long ? 3 : 2)) return undefined;
  // Words are kept here: an answer without any makes them doubtful, and no silence.
  if (stretch.why in WHAT_IS_DOUBTED && stretch.why !== 'wordless') return givenUp(state, stretch);
  const models = new Set(blanks.filter((model) => model !== UNKNOWN_MODEL));
  if (long && models.size < 2) return givenUp(state, stretch);
  return { ...state, speechless: [...state.speechless, spanOf(stretch)] };
}

/** After an answer that cannot be used: again, with another model, in halves, or not at all. */
export function afterFailure(state: RepairState, stretch: Stretch): RepairState {
  const left = state.task.models.filter((model) => !stretch.avoid.includes(model));
  // Few words, twice: somebody speaks slowly. Their coverage tells whether that can be.
  if (stretch.why === 'thin' && stretch.tries >= 2) return givenUp(state, stretch);
  if (stretch.tries < MAX_TRIES && left.length > 0)
    return { ...state, open: [stretch, ...state.open] };
  // Words with doubtful times are there: halves would only cost requests.
  const parts = stretch.why === 'order' || stretch.why === 'past-end' ? undefined : halves(stretch);
  if (parts !== undefined) return { ...state, open: [...parts, ...state.open] };
  return givenUp(state, stretch);
}

/** After an answer that met its limit before the first word: the same again would end there again. */
export function afterLimit(state: RepairState, stretch: Stretch): RepairState {
  const parts = halves(stretch);
  return parts === undefined
    ? afterFailure(state, stretch)
    : { ...state, open: [...parts, ...state.open] };
}

/** After an answer in a language that was not expected: once more, by another model if there is one. */
export function afterForeign(state: RepairState, stretch: Stretch, model: string): RepairState {
  const others = state.task.models.filter((one) => one !== model && !stretch.avoid.includes(one));
  const avoid = others.length > 0 ? [...stretch.avoid, model] : stretch.avoid;
  const again: Stretch = { ...stretch, why: 'language', tries: stretch.tries + 1, avoid };
  return { ...state, open: [again, ...state.open] };
}

/**
 * After an answer without words: what came back empty twice, by different cuts, is taken for music
 * or noise; a long stretch that sounds like speech must be empty for a third time, by another
 * model where there is one, and is otherwise missing.
 */
export function afterBlank(
  state: RepairState,
  stretch: Stretch,
  model: string,
  counts: boolean,
): RepairState {
  const blanks = counts || stretch.blanks.length > 0 ? [...stretch.blanks, model] : [model];
  const tried: Stretch = {
    ...stretch,
    blanks,
    tries: stretch.tries + 1,
    widenSec: stretch.widenSec + 5,
  };
  const settled = blankSettled(state, tried);
  if (settled !== undefined) return settled;
  const others = state.task.models.filter((one) => one !== model && !stretch.avoid.includes(one));
  const avoid = others.length > 0 && blanks.length >= 2 ? [...stretch.avoid, model] : stretch.avoid;
  // Halves are another cut of a whole chunk; where somebody seems to speak it is asked again first.
  const halve = stretch.why === 'first' && (!isLongSpeech(state, stretch) || blanks.length >= 2);
  const parts = halve ? halves(tried)?.map((part) => ({ ...part, avoid })) : undefined;
  if (parts !== undefined) return { ...state, open: [...parts, ...state.open] };
  return afterFailure(state, { ...tried, avoid });
}

/** More than {@link SHORT_SEC} that sound like neither music nor noise. */
function isLongSpeech({ task }: RepairState, { startSec, endSec }: Span): boolean {
  const activity = activityOf(task.loudness, task.durationSec);
  const active = activeBetween(activity, startSec, endSec);
  return active - bedBetween(activity, startSec, endSec) > SHORT_SEC;
}

const WHAT_IS_DOUBTED = {
  order: 'times are guessed',
  'past-end': 'times are guessed',
  thin: 'words may be left out',
  'run-on': 'words may be others than were said',
  language: 'written in another language than expected, and not asked about again,',
  wordless: 'no words, and what may be music or speech over it,',
} as const;

/** Lost words are missing; words whose times or number are doubtful are kept, and that is said. */
export function givenUp(state: RepairState, stretch: Stretch): RepairState {
  switch (stretch.why) {
    case 'order':
    case 'past-end':
    case 'run-on':
    case 'thin':
    case 'language':
    case 'wordless': {
      const what = WHAT_IS_DOUBTED[stretch.why];
      return { ...state, doubts: [...state.doubts, { what, ...spanOf(stretch) }] };
    }
    default:
      return { ...state, missing: [...state.missing, spanOf(stretch)] };
  }
}

/** Two halves with a fresh start; undefined when they would be too short or it was done often. */
function halves(stretch: Stretch): Stretch[] | undefined {
  const length = stretch.endSec - stretch.startSec;
  if (stretch.depth >= MAX_DEPTH || length < 2 * SHORTEST_HALF_SEC) return undefined;
  const middle = stretch.startSec + length / 2;
  const fresh = { ...stretch, depth: stretch.depth + 1, tries: 0, avoid: [], widenSec: 0 };
  const why = stretch.why === 'first' ? ('hole' as const) : stretch.why;
  return [
    { ...fresh, why, endSec: middle },
    { ...fresh, why, startSec: middle },
  ];
}

/** Its start and end alone. */
export function spanOf({ startSec, endSec }: Span): Span {
  return { startSec, endSec };
}
