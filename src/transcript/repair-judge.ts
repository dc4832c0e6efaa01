import { activityOf, sliceLoudness } from './activity.ts';
import { checkChunk } from './check.ts';
import type { ChunkCheck, Fault, FaultKind } from './check.ts';
import { OTHER_LANGUAGE } from './episode-language.ts';
import { readReply } from './read-reply.ts';
import type { ReplyReading } from './read-reply.ts';
import { realign } from './realign.ts';
import type { Doubt, RepairAnswer, RepairAsk, RepairState } from './repair-types.ts';
import { tempoOf } from './tempo.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';
import { tokensOf, weightOf } from './words.ts';

/** Kinds of fault whose words are no speech: they are taken out, and nothing is asked for them. */
const FALSE_WORDS: ReadonlySet<FaultKind> = new Set(['invented', 'echo']);

/** Kinds of fault that are nothing but wrong times, when the words are all there. */
const TIMING: ReadonlySet<FaultKind> = new Set([
  'hole',
  'wordless',
  'thin',
  'too-fast',
  'run-on',
  'order',
  'past-end',
  'clock',
]);

/** Characters of left-out words that a warning repeats. */
const MOST_SHOWN = 80;

/** Lines that tell the tempo of a chunk. */
const TELLING_LINES = 6;

/** An answer as it was read and checked. */
export interface Judged {
  /** Times from the start of what was asked about. */
  readonly reading: ReplyReading;
  readonly check: ChunkCheck;
  /** Words over silence that were taken out, and times that were moved. Times of the chunk. */
  readonly doubts: readonly Doubt[];
}

/**
 * Reads an answer and checks it against its own audio. Words that are no speech are taken out, and told;
 * times that are off by one offset are put right.
 */
export function judge(state: RepairState, ask: RepairAsk, answer: RepairAnswer): Judged {
  const { task } = state;
  const durationSec = ask.endSec - ask.startSec;
  const loudness = sliceLoudness(task.loudness, ask.startSec, ask.endSec);
  const read = readReply(answer.text, {
    durationSec,
    startSec: task.startSec + ask.startSec,
    ...(task.names === undefined ? {} : { names: task.names }),
  });
  const tempo = tempoOfRest(state);
  const checkOf = (reading: ReplyReading): ChunkCheck =>
    checkChunk({
      reading,
      text: answer.text,
      durationSec,
      loudness,
      finishReason: answer.finishReason,
      ...(answer.blockReason === undefined ? {} : { blockReason: answer.blockReason }),
      ...(task.language === undefined || state.doubts.some(({ what }) => what === OTHER_LANGUAGE)
        ? {}
        : { language: task.language }),
      ...(answer.promptText === undefined ? {} : { promptText: answer.promptText }),
      ...(tempo === undefined ? {} : { wordsPerSec: tempo }),
      withoutSpeech: state.speechless.map((span) => shifted(span, -ask.startSec)),
      joins: {
        before: task.startSec > 0 && ask.startSec <= 0,
        after: ask.endSec >= task.durationSec,
      },
    });
  const plain: Judged = { reading: read, check: checkOf(read), doubts: [] };
  return withoutFalseWords(timedBySound(plain, ask, loudness, checkOf) ?? plain, ask, checkOf);
}

type Check = (reading: ReplyReading) => ChunkCheck;

/** The answer with its times put right; undefined when they are, or when that would not mend it. */
function timedBySound(
  { reading, check }: Judged,
  ask: RepairAsk,
  loudness: RepairState['task']['loudness'],
  checkOf: Check,
): Judged | undefined {
  const open = check.faults.filter(({ mended }) => !mended);
  const { segments, stamps } = reading;
  if (open.length === 0 || stamps.stamped === 0) return undefined;
  if (open.some(({ kind }) => !TIMING.has(kind))) return undefined;
  const activity = activityOf(loudness, ask.endSec - ask.startSec);
  const words = segments.map(({ text }) => weightOf(tokensOf(text)));
  const { wordsPerSec } = tempoOf(segments, activity, words);
  const found = realign(segments, words, activity, wordsPerSec);
  if (found === undefined) return undefined;
  const timed: ReplyReading = {
    ...reading,
    segments: found.segments,
    stamps: { ...stamps, outOfOrder: 0, pastEnd: 0, guessed: [] },
  };
  const mended = checkOf(timed);
  const left = mended.faults.filter((fault) => !fault.mended);
  if (mended.notes.length > check.notes.length || left.some(isNew(open))) return undefined;
  const { offsetSec, fromSec } = found;
  const what = `times were ${Math.abs(offsetSec)} s ${offsetSec < 0 ? 'late' : 'early'}, and were put right by the sound,`;
  const doubt = {
    what,
    startSec: ask.startSec + Math.max(0, fromSec + offsetSec),
    endSec: ask.endSec,
  };
  return { reading: timed, check: mended, doubts: [doubt] };
}

/** True for a fault that the answer did not have as it came: what may be music stays what it is. */
function isNew(before: readonly Fault[]): (fault: Fault) => boolean {
  return (fault) =>
    fault.kind !== 'wordless' ||
    !before.some(
      ({ kind, startSec, endSec }) =>
        kind === 'wordless' && startSec < fault.endSec && fault.startSec < endSec,
    );
}

/** The answer without words that stand for no speech. */
function withoutFalseWords(judged: Judged, ask: RepairAsk, checkOf: Check): Judged {
  const { reading, check, doubts } = judged;
  const bad = check.faults.filter(isFalseWords);
  if (bad.length === 0) return judged;
  const segments = reading.segments.filter(
    (segment) => !bad.some((fault) => isInside(segment, fault)),
  );
  const left = { ...reading, segments };
  const rest = checkOf(left);
  // Words all over a silent part: without them it is what it should be, and nothing is to be asked.
  return check.acceptable || rest.acceptable
    ? { reading: left, check: rest, doubts: [...doubts, ...leftOutOf(reading, bad, ask)] }
    : judged;
}

/** What is said of words that were taken out because nothing is heard where they stand. */
function leftOutOf(read: ReplyReading, bad: readonly Fault[], ask: RepairAsk): Doubt[] {
  return bad
    .filter(({ kind }) => kind === 'invented')
    .map((fault) => {
      const words = read.segments.filter((segment) => isInside(segment, fault));
      const text = words.map((segment) => segment.text).join(' ');
      const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
      const { startSec, endSec } = shifted(fault, ask.startSec);
      return { what: `words over silence were left out ("${shown}")`, startSec, endSec };
    });
}

/** Words a second of what is kept of the chunk, when that is enough to tell. */
function tempoOfRest({ segments, task }: RepairState): number | undefined {
  if (segments.length < TELLING_LINES) return undefined;
  return tempoOf(segments, activityOf(task.loudness, task.durationSec)).wordsPerSec;
}

/** Words that stand for no speech; a refusal among words is one line, whatever hole follows it. */
export function isFalseWords({ kind }: Fault): boolean {
  return FALSE_WORDS.has(kind);
}

/** True for a segment that begins inside a stretch. */
export function isInside({ startSec }: Segment, span: Span): boolean {
  return startSec >= span.startSec && startSec < span.endSec;
}

/** A stretch of what was asked about in times of the chunk, or the other way round. */
export function shifted<T extends Span>(span: T, bySec: number): T {
  return { ...span, startSec: span.startSec + bySec, endSec: span.endSec + bySec };
}
