import { activityOf, sliceLoudness } from './activity.ts';
import { checkChunk, isDamning } from './check.ts';
import type { ChunkCheck, Fault } from './check.ts';
import { OTHER_LANGUAGE } from './episode-language.ts';
import { readReply } from './read-reply.ts';
import type { ReplyReading } from './read-reply.ts';
import { agreementOf, suspectsIn } from './repair-agree.ts';
import { finish, lookAgain } from './repair-finish.ts';
import {
  afterBlank,
  afterFailure,
  afterForeign,
  givenUp,
  isBlankKind,
  opened,
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
import { tempoOf } from './tempo.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';
import { tokensOf } from './words.ts';

/** Audio on either side of a stretch, so that the answer's words can be joined to the kept ones. */
const MARGIN_SEC = 6;

/** The kept utterance before a stretch is sent along when it is not longer than this. */
const UTTERANCE_SEC = 60;

/** Kinds of fault whose words are no speech: they are taken out, and nothing is asked for them. */
const FALSE_WORDS = new Set(['invented', 'echo']);

/** Kinds of fault whose words are wrong, and are taken out until the stretch is answered rightly. */
const WRONG_WORDS = new Set(['loop', 'too-fast', 'refusal']);

/** Kinds of fault that may be the way in which somebody speaks, or a model writes. */
const DOUBTS = new Set(['thin', 'run-on']);

/** Fewer words inside a stretch may be its neighbours', at times that are off. */
const HEARD_TOKENS = 10;

/** Characters of left-out words that a warning repeats. */
const MOST_SHOWN = 80;

/** Lines that tell the tempo of a chunk. */
const TELLING_LINES = 6;

/** Segments are told by so many first words; times of two answers differ by up to this. */
const HEAD_WORDS = 4;
const STAMP_SEC = 2.5;

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
  const { reading, check, leftOut } = judge(before, ask, answer);
  const state = withoutFirst(before);
  const { stretch } = ask;
  const heard = reading.segments.map((segment) => shifted(segment, ask.startSec));
  const open = check.faults
    .filter(({ mended }) => !mended)
    .map((fault) => shifted(fault, ask.startSec));
  const kinds = new Set(open.map(({ kind }) => kind));
  const lengthSec = ask.endSec - ask.startSec;
  const isForeign = open.some((fault) => fault.kind === 'language' && isDamning(fault, lengthSec));
  if (isForeign || (kinds.has('language') && stretch.why === 'language')) {
    // The same from another answer: the audio is in that language, whatever the show's is.
    if (stretch.why === 'language') return confirmed(state, ask, heard);
    // Until another answer takes their place these words are better than none.
    const { segments } = splice(state.segments, stretch, ask, heard);
    return afterForeign({ ...state, segments }, stretch, answer.model);
  }
  if (kinds.has('blocked') || (kinds.has('refusal') && !check.acceptable)) {
    const tried = { ...stretch, tries: stretch.tries + 1, avoid: [...stretch.avoid, answer.model] };
    return afterFailure(state, tried);
  }
  const agreement = agreementOf(state, open, heard);
  const faults = open
    .filter((fault) => !FALSE_WORDS.has(fault.kind) && !agreement.faults.includes(fault))
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
    return { ...rest, segments: spliced.segments, doubts: [...rest.doubts, ...leftOut] };
  const misplaced = spliced.added === 0 ? misplacedOf(rest, stretch, words) : undefined;
  if (misplaced !== undefined && stretch.why !== 'order') return opened(rest, [misplaced]);
  // Words inside the stretch that all stand elsewhere are no silence.
  const isHeard =
    wordsIn(words.filter(({ startSec }) => isWellInside(startSec, stretch))) >= HEARD_TOKENS;
  if (spliced.added === 0 && doomed.length === 0 && !isHeard) {
    return afterBlank(rest, stretch, answer.model, kinds.has('empty') || isBlankKind(stretch.why));
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
  // Words that were joined by times that had to be guessed may be doubled or lost at the joins.
  const guessed = ask.first
    ? []
    : reading.stamps.guessed.map((span) => ({
        ...shifted(span, ask.startSec),
        what: 'times are guessed',
      }));
  const doubts = [...rest.doubts, ...guessed, ...agreement.doubts, ...leftOut];
  return opened({ ...rest, segments: spliced.segments, doubts }, found);
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

/** Takes words that two answers agree about, and notes the doubt. */
function confirmed(state: RepairState, ask: RepairAsk, words: readonly Segment[]): RepairState {
  const { stretch } = ask;
  const { segments } = splice(state.segments, stretch, ask, words);
  const doubt = { what: OTHER_LANGUAGE, startSec: stretch.startSec, endSec: stretch.endSec };
  return { ...state, segments, doubts: [...state.doubts, doubt] };
}

function withoutFirst(state: RepairState): RepairState {
  const [first, ...open] = state.open;
  const next = { ...state, open, requests: state.requests + 1 };
  if (first === undefined || !isBlankKind(first.why)) return next;
  const { startSec, endSec } = first;
  return { ...next, asked: [...(state.asked ?? []), { startSec, endSec }] };
}

/** Reads and checks an answer against its own audio; words that are no speech are taken out, and told. */
function judge(
  state: RepairState,
  ask: RepairAsk,
  answer: RepairAnswer,
): {
  readonly reading: ReplyReading;
  readonly check: ChunkCheck;
  /** Words over silence, as doubts; times of the chunk. */
  readonly leftOut: readonly Doubt[];
} {
  const { task } = state;
  const durationSec = ask.endSec - ask.startSec;
  const loudness = sliceLoudness(task.loudness, ask.startSec, ask.endSec);
  const read = readReply(answer.text, { durationSec, startSec: task.startSec + ask.startSec });
  const tempo = tempoOfRest(state);
  const checkOf = (reading: ReplyReading): ChunkCheck =>
    checkChunk({
      reading,
      text: answer.text,
      durationSec,
      loudness,
      finishReason: answer.finishReason,
      ...(answer.blockReason === undefined ? {} : { blockReason: answer.blockReason }),
      ...(task.language === undefined ? {} : { language: task.language }),
      ...(answer.promptText === undefined ? {} : { promptText: answer.promptText }),
      ...(tempo === undefined ? {} : { wordsPerSec: tempo }),
      withoutSpeech: state.speechless.map((span) => shifted(span, -ask.startSec)),
      joins: {
        before: task.startSec > 0 && ask.startSec <= 0,
        after: ask.endSec >= task.durationSec,
      },
    });
  const check = checkOf(read);
  const bad = check.faults.filter(isFalseWords);
  if (bad.length === 0) return { reading: read, check, leftOut: [] };
  const segments = read.segments.filter(
    (segment) => !bad.some((fault) => isInside(segment, fault)),
  );
  const reading = { ...read, segments };
  const rest = checkOf(reading);
  // Words all over a silent part: without them it is what it should be, and nothing is to be asked.
  return check.acceptable || rest.acceptable
    ? { reading, check: rest, leftOut: leftOutOf(read, bad, ask) }
    : { reading: read, check, leftOut: [] };
}

/** What is said of words that were taken out because nothing is heard where they stand. */
function leftOutOf(read: ReplyReading, bad: readonly Fault[], ask: RepairAsk): Doubt[] {
  return bad
    .filter(({ kind }) => kind === 'invented')
    .map((fault) => {
      const words = read.segments.filter((segment) => isInside(segment, fault));
      const text = words.map((segment) => segment.text).join(' ');
      const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
      return {
        ...shifted(fault, ask.startSec),
        what: `words over silence were left out ("${shown}")`,
      };
    })
    .map(({ what, startSec, endSec }) => ({ what, startSec, endSec }));
}

/** Words a second of what is kept of the chunk, when that is enough to tell. */
function tempoOfRest({ segments, task }: RepairState): number | undefined {
  if (segments.length < TELLING_LINES) return undefined;
  return tempoOf(segments, activityOf(task.loudness, task.durationSec)).wordsPerSec;
}

/** Words that stand for no speech; a refusal among words is one line, whatever hole follows it. */
function isFalseWords({ kind }: Fault): boolean {
  return FALSE_WORDS.has(kind);
}

function isInside({ startSec }: Segment, span: Span): boolean {
  return startSec >= span.startSec && startSec < span.endSec;
}

function shifted<T extends Span>(span: T, bySec: number): T {
  return { ...span, startSec: span.startSec + bySec, endSec: span.endSec + bySec };
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
