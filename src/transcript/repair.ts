import { isDamning } from './check.ts';
import type { Fault } from './check.ts';
import { OTHER_LANGUAGE } from './episode-language.ts';
import { agreementOf, suspectsIn } from './repair-agree.ts';
import { finish, lookAgain } from './repair-finish.ts';
import { isFalseWords, isInside, judge, shifted } from './repair-judge.ts';
import type { Judged } from './repair-judge.ts';
import {
  afterBlank,
  afterFailure,
  afterForeign,
  afterLimit,
  givenUp,
  isBlankKind,
  opened,
  spanOf,
  stretchesOf,
} from './repair-plan.ts';
import type {
  Doubt,
  RepairAction,
  RepairAnswer,
  RepairAsk,
  RepairState,
  RepairTask,
  Stretch,
} from './repair-types.ts';
import { splice } from './splice.ts';
import type { Spliced } from './splice.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';
import { tokensOf } from './words.ts';

/** Audio on either side of a stretch, so that the answer's words can be joined to the kept ones. */
const MARGIN_SEC = 6;

/** The kept utterance before a stretch is sent along when it is not longer than this. */
const UTTERANCE_SEC = 60;

/** Kinds of fault whose words are wrong, and are taken out until the stretch is answered rightly. */
const WRONG_WORDS = new Set(['loop', 'too-fast', 'refusal']);

/** Kinds of fault that may be the way in which somebody speaks, or a model writes. */
const DOUBTS = new Set(['thin', 'run-on']);

/** Fewer words inside a stretch may be its neighbours', at times that are off. */
const HEARD_TOKENS = 10;

/** What is said of a place where two answers were put together without enough to go by. */
const DOUBTED_JOIN = 'words may be doubled or missing where two answers meet,';

/** Segments are told by so many first words; times of two answers differ by up to this. */
const HEAD_WORDS = 4;
const STAMP_SEC = 3.5;

/** Starts the work on a chunk: one request about the whole of it. */
export function beginRepair(task: RepairTask): RepairState {
  const whole: Stretch = {
    startSec: 0,
    endSec: task.durationSec,
    why: 'first',
    tries: 0,
    blanks: [],
    avoid: [],
    depth: 0,
    widenSec: 0,
  };
  return {
    task,
    segments: [],
    open: [whole],
    requests: 0,
    looks: 0,
    missing: [],
    speechless: [],
    doubts: [],
  };
}

/** What to do next: ask about a part of the audio, or be done. */
export function nextAction(state: RepairState): RepairAction {
  const [stretch] = state.open;
  if (stretch === undefined) return { kind: 'finished', result: finish(state) };
  if (state.requests >= state.task.maxRequests)
    return { kind: 'finished', result: finish(abandoned(state)) };
  const { startSec, endSec } = audioFor(state, stretch);
  const before = state.segments.filter((segment) => segment.startSec < startSec - 0.5);
  const tail = before
    .slice(-4)
    .map(({ text }) => text)
    .join(' ');
  return {
    kind: 'ask',
    stretch,
    startSec,
    endSec,
    first: state.requests === 0,
    avoid: stretch.avoid,
    ...(tail === '' ? {} : { previousTail: tail }),
  };
}

/** Everything that is still open is given up, for instance because no more may be sent. */
export function abandoned(state: RepairState): RepairState {
  return state.open.reduce(givenUp, { ...state, open: [] });
}

/** A request that got no answer that can be read: counted, and tried with another model. */
export function takeFailure(state: RepairState, ask: RepairAsk, model: string): RepairState {
  const tried = {
    ...ask.stretch,
    tries: ask.stretch.tries + 1,
    avoid: [...ask.stretch.avoid, model],
  };
  return lookAgain(afterFailure(withoutFirst(state), tried));
}

/** Takes in what a model answered about {@link RepairAsk}. */
export function takeAnswer(state: RepairState, ask: RepairAsk, answer: RepairAnswer): RepairState {
  return lookAgain(taken(state, ask, answer));
}

function taken(before: RepairState, ask: RepairAsk, answer: RepairAnswer): RepairState {
  const judged = judge(before, ask, answer);
  const { reading, check, doubts: told } = judged;
  const state = withoutFirst(before);
  const { stretch } = ask;
  const heard = reading.segments.map((segment) => shifted(segment, ask.startSec));
  const open = check.faults
    .filter(({ mended }) => !mended)
    .map((fault) => shifted(fault, ask.startSec));
  const instead = askedAnew(state, ask, answer, { judged, heard, open });
  if (instead !== undefined) return instead;
  const kinds = new Set(open.map(({ kind }) => kind));
  const lengthSec = ask.endSec - ask.startSec;
  const agreement = agreementOf(state, open, heard);
  const isConfirmed = stretch.why === 'language' && kinds.has('language');
  const faults = open
    .filter(({ kind }) => !isConfirmed || kind !== 'language')
    .filter((fault) => !isFalseWords(fault) && !agreement.faults.includes(fault))
    .filter((fault) => fault.kind !== 'wordless' || !wasAsked(before, fault))
    // Few words and long lines are doubts, not faults: of a second answer they are believed.
    .filter(({ kind }) => ask.first || stretch.why === 'thin' || !DOUBTS.has(kind));
  const acceptable = !faults.some((fault) => isDamning(fault, lengthSec));
  const doomed = faults.filter(({ kind }) => WRONG_WORDS.has(kind));
  const words = heard.filter((segment) => !doomed.some((fault) => isInside(segment, fault)));
  const rest: RepairState = {
    ...state,
    suspects: [...(state.suspects ?? []), ...suspectsIn(doomed, heard)],
  };
  const spliced = splice(rest.segments, stretch, ask, words);
  // Nothing was written, and nothing was said.
  if (ask.first && check.verdict === 'good')
    return { ...rest, segments: spliced.segments, doubts: [...rest.doubts, ...told] };
  const misplaced = spliced.added === 0 ? misplacedOf(rest, stretch, words) : undefined;
  if (misplaced !== undefined && stretch.why !== 'order') return opened(rest, [misplaced]);
  // Words inside the stretch that all stand elsewhere are no silence.
  const isHeard =
    wordsIn(words.filter(({ startSec }) => isWellInside(startSec, stretch))) >= HEARD_TOKENS;
  if (spliced.added === 0 && doomed.length === 0 && !isHeard) {
    return kinds.has('cut')
      ? afterLimit(rest, { ...stretch, tries: stretch.tries + 1 })
      : afterBlank(rest, stretch, answer.model, kinds.has('empty') || isBlankKind(stretch.why));
  }
  // Where wrong words were taken out and the rest does not join, nothing of it can be trusted.
  const torn = doomed.length > 0 && !spliced.met;
  if (!acceptable || spliced.added === 0 || torn) {
    // A loop seldom comes twice: the same model may try again once.
    const avoid = stretch.tries === 0 ? stretch.avoid : [...stretch.avoid, answer.model];
    return afterFailure(rest, { ...stretch, tries: stretch.tries + 1, avoid });
  }
  const found = stretchesOf({
    faults,
    parent: stretch,
    model: answer.model,
    atLimit: answer.finishReason === 'MAX_TOKENS',
    hasMore: wordsIn(spliced.segments) > wordsIn(rest.segments) + HEARD_TOKENS,
  });
  const doubts = [
    ...rest.doubts,
    ...doubtsOf(ask, judged, spliced),
    ...(isConfirmed ? [{ what: OTHER_LANGUAGE, ...spanOf(stretch) }] : []),
    ...agreement.doubts,
    ...told,
  ];
  return opened({ ...rest, segments: spliced.segments, doubts }, found);
}

/** What is doubtful about an answer's place among what is kept. */
function doubtsOf(ask: RepairAsk, { reading }: Judged, { unsure }: Spliced): Doubt[] {
  // Words that were joined by times that had to be guessed may be doubled or lost at the joins.
  const guessed = ask.first ? [] : reading.stamps.guessed;
  return [
    ...guessed.map((span) => ({ ...shifted(span, ask.startSec), what: 'times are guessed' })),
    ...unsure.map((span) => ({ ...span, what: DOUBTED_JOIN })),
  ];
}

/**
 * After an answer of which nothing can be told apart: in another language, withheld, a refusal, without
 * times. Undefined for any other.
 */
function askedAnew(
  state: RepairState,
  ask: RepairAsk,
  answer: RepairAnswer,
  { judged, heard, open }: Heard,
): RepairState | undefined {
  const { stretch } = ask;
  const { reading, check } = judged;
  const kinds = new Set(open.map(({ kind }) => kind));
  const lengthSec = ask.endSec - ask.startSec;
  const isForeign = open.some((fault) => fault.kind === 'language' && isDamning(fault, lengthSec));
  if (isForeign || (kinds.has('language') && stretch.why === 'language')) {
    // The same from another answer: the audio is in that language, whatever the show's is.
    if (stretch.why === 'language') return undefined;
    // Until another answer takes their place these words are better than none.
    const { segments } = splice(state.segments, stretch, ask, heard);
    return afterForeign({ ...state, segments }, stretch, answer.model);
  }
  if (kinds.has('blocked') || (kinds.has('refusal') && !check.acceptable)) {
    const avoid = [...stretch.avoid, answer.model];
    return afterFailure(state, { ...stretch, tries: stretch.tries + 1, avoid });
  }
  const tried = { ...stretch, tries: stretch.tries + 1 };
  if (reading.stamps.stamped === 0 && kinds.has('cut')) return afterLimit(state, tried);
  // Where its words are over and over the same, nothing tells which of them were said.
  if (reading.stamps.stamped === 0 && kinds.has('loop')) return afterFailure(state, tried);
  return reading.stamps.stamped === 0 && heard.length > 0
    ? withoutTimes(state, ask, heard, answer)
    : undefined;
}

/** An answer with its words and open faults in times of the chunk. */
interface Heard {
  readonly judged: Judged;
  readonly heard: readonly Segment[];
  readonly open: readonly Fault[];
}

/**
 * An answer that holds words inside a hole, but none that are new: kept ones stand at wrong times,
 * and what is missing is beside them. The stretch with them; undefined when there are none.
 */
function misplacedOf(
  { segments }: RepairState,
  stretch: Stretch,
  words: readonly Segment[],
): Stretch | undefined {
  const inside = words.filter(({ startSec }) => isWellInside(startSec, stretch));
  const heads = new Set(inside.map(headOf).filter((head) => head !== ''));
  const moved = segments.filter((segment) => heads.has(headOf(segment)));
  const [first] = moved;
  const last = moved.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    ...stretch,
    why: 'order',
    startSec: Math.min(stretch.startSec, first.startSec),
    endSec: Math.max(stretch.endSec, last.endSec),
    tries: stretch.tries + 1,
    blanks: [],
  };
}

function wordsIn(segments: readonly Segment[]): number {
  return segments.reduce((sum, { text }) => sum + tokensOf(text).length, 0);
}

function isWellInside(sec: number, { startSec, endSec }: Span): boolean {
  return sec > startSec + STAMP_SEC && sec < endSec - STAMP_SEC;
}

/** The first words of a segment; empty when it has too few to be told by. */
function headOf({ text }: Segment): string {
  const tokens = tokensOf(text.slice(0, 200)).slice(0, HEAD_WORDS);
  return tokens.length < HEAD_WORDS ? '' : tokens.join(' ');
}

/**
 * After an answer without any times: another one is asked for, for the sake of times. Until then, and if
 * that has none either, these words stand where they are likely to be.
 */
function withoutTimes(
  state: RepairState,
  ask: RepairAsk,
  words: readonly Segment[],
  { model }: RepairAnswer,
): RepairState {
  const { stretch } = ask;
  const { segments } = splice(state.segments, stretch, ask, words);
  const kept = { ...state, segments };
  const again: Stretch = { ...stretch, why: 'order', tries: stretch.tries + 1 };
  if (stretch.why === 'order') {
    const { startSec, endSec } = stretch;
    const doubt = { what: 'no times were written, and words may be left out,', startSec, endSec };
    return givenUp({ ...kept, doubts: [...kept.doubts, doubt] }, again);
  }
  return afterFailure(kept, { ...again, avoid: otherThan(model, state, stretch) });
}

/** True when this was without words before, and was asked about for itself. */
function wasAsked({ asked = [] }: RepairState, span: Span): boolean {
  return asked.some((one) => one.startSec < span.endSec && span.startSec < one.endSec);
}

/** What to avoid so that another model answers, if there is one. */
function otherThan(model: string, { task }: RepairState, { avoid }: Stretch): readonly string[] {
  return task.models.some((one) => one !== model && !avoid.includes(one))
    ? [...avoid, model]
    : avoid;
}

function withoutFirst(state: RepairState): RepairState {
  const [first, ...open] = state.open;
  const next = { ...state, open, requests: state.requests + 1 };
  if (first === undefined || !isBlankKind(first.why)) return next;
  const { startSec, endSec } = first;
  return { ...next, asked: [...(state.asked ?? []), { startSec, endSec }] };
}

/** The audio to send for a stretch: some seconds more on both sides, cut where it is quiet. */
function audioFor({ task, segments }: RepairState, stretch: Stretch): Span {
  const before = segments.findLast(({ startSec }) => startSec < stretch.startSec);
  const utterance = before !== undefined && stretch.startSec - before.startSec <= UTTERANCE_SEC;
  const from = utterance ? before.startSec - 2 : stretch.startSec - MARGIN_SEC;
  const to = stretch.endSec + MARGIN_SEC;
  return {
    startSec: from - stretch.widenSec <= 2 ? 0 : quietest(task, from - stretch.widenSec),
    endSec:
      to + stretch.widenSec >= task.durationSec - 2
        ? task.durationSec
        : quietest(task, to + stretch.widenSec),
  };
}

/** The quietest moment within a second and a half. */
function quietest({ loudness }: RepairTask, sec: number): number {
  const { stepSec, levels } = loudness;
  const reach = Math.ceil(1.5 / stepSec);
  const middle = Math.round(sec / stepSec);
  let best = middle;
  for (
    let step = Math.max(0, middle - reach);
    step <= Math.min(levels.length - 1, middle + reach);
    step += 1
  ) {
    if ((levels[step] ?? 0) < (levels[best] ?? 0)) best = step;
  }
  return (best + 0.5) * stepSec;
}
