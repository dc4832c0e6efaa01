import { activeBetween, activityOf } from './activity.ts';
import {
  crammed,
  echoes,
  emptiness,
  fault,
  foreign,
  loops,
  meets,
  times,
  whole,
  withheld,
} from './check-parts.ts';
import type { Texts } from './check-parts.ts';
import type { CheckInput, ChunkCheck, Fault } from './check-types.ts';
import { clockTime } from './clock.ts';
import { coverageOf } from './coverage.ts';
import type { Covered } from './coverage.ts';
import { tempoOf } from './tempo.ts';
import type { Span, Tempo } from './tempo.ts';
import { tokensOf, weightOf } from './words.ts';

export { FAULT_KINDS } from './check-types.ts';
export type { CheckInput, ChunkCheck, Fault, FaultKind } from './check-types.ts';

/** Less speech than this may well be a cough or a jingle: nothing need be written. */
const LEAST_SPEECH_SEC = 5;

/** Without any hole, this share of the speech must have words; over shorter speech it is chance. */
const THIN_COVERAGE = 0.93;
const THIN_SPEECH_SEC = 40;

/** Below this a chunk is not worth repairing in parts. */
const HOPELESS_COVERAGE = 0.5;

/**
 * Checks what a model wrote for a chunk against the chunk's own audio. Never trusts the finish
 * reason: `STOP` comes with holes of ten minutes.
 */
export function checkChunk(input: CheckInput): ChunkCheck {
  const activity = activityOf(input.loudness, input.durationSec);
  const { segments } = input.reading;
  const tokens = segments.map(({ text }) => tokensOf(text));
  const words = tokens.map(weightOf);
  const text: Texts = { segments, tokens, words };
  const repeated = loops(text, input.durationSec);
  const tempo = tempoOf(segments, activity, words, repeated);
  const covered = coverageOf({
    segments,
    words,
    activity,
    wordsPerSec: input.wordsPerSec ?? tempo.wordsPerSec,
    withoutSpeech: [...(input.withoutSpeech ?? [])],
    ...(input.joins === undefined ? {} : { joins: input.joins }),
  });
  const inventions = inventedIn(input, tempo, repeated);
  const rushed = tempo.rushes.map((span) =>
    fault('too-fast', span, 'more words than can be said in the time'),
  );
  const wrong = [...repeated, ...rushed];
  // Long lines that are wrong for another reason are asked for anyway.
  const runOns = tempo.runOns.filter((span) => !wrong.some((one) => meets(span, one)));
  const silent = covered.speechSec < LEAST_SPEECH_SEC;
  const faults = [
    ...withheld(input),
    ...emptiness(input, text, {
      active: activeBetween(activity, 0, input.durationSec),
      silent,
      gaps: [...covered.holes, ...covered.unsure, ...covered.steady],
    }),
    ...repeated,
    ...gapsOf(covered),
    ...inventions.map((span) => fault('invented', span, 'words where nothing is heard')),
    ...rushed,
    ...runOns.map((span) => fault('run-on', span, 'one line as long as many')),
    ...times(input, covered.holes),
    ...crammed(input, text, tempo.wordsPerSec, repeated),
    ...echoes(input, text),
    ...foreign(input, text, wrong),
  ];
  faults.push(...thinness(input, tempo, covered));
  const open = faults.filter(({ mended }) => !mended);
  const acceptable = !open.some((one) => isDamning(one, input.durationSec));
  const hopeless = covered.coverage < HOPELESS_COVERAGE && covered.speechSec >= LEAST_SPEECH_SEC;
  return {
    verdict: !acceptable || hopeless ? 'bad' : open.length > 0 ? 'suspect' : 'good',
    faults,
    coverage: covered.coverage,
    acceptable,
    notes: covered.steady.map(
      (span) =>
        `no words from ${clockTime(span.startSec)} to ${clockTime(span.endSec)} of the part: music or noise`,
    ),
  };
}

/** Words where nothing is heard; where times had to be guessed, they may well lie beside their sound. */
function inventedIn({ reading }: CheckInput, tempo: Tempo, repeated: readonly Fault[]): Span[] {
  const { stamped, guessed } = reading.stamps;
  if (stamped === 0) return [];
  return tempo.inventions.filter(
    ({ startSec }) =>
      !repeated.some((loop) => startSec >= loop.startSec && startSec < loop.endSec) &&
      !guessed.some((guess) => startSec > guess.startSec + 0.01 && startSec < guess.endSec),
  );
}

/** Stretches without words. */
function gapsOf({ holes, unsure }: Covered): Fault[] {
  return [
    ...holes.map((hole) =>
      fault('hole', hole, `${Math.round(hole.endSec - hole.startSec)} s of speech without words`),
    ),
    ...unsure.map((span) =>
      fault('wordless', span, 'no words over what may be music, or speech over music'),
    ),
  ];
}

/** Too few words: all over, or in a part that is no hole. */
function thinness(
  input: CheckInput,
  tempo: Tempo,
  { holes, unsure, coverage, speechSec }: Covered,
): Fault[] {
  const enough = input.reading.segments.length > 0 && speechSec >= THIN_SPEECH_SEC;
  if (tempo.thin || (holes.length === 0 && coverage < THIN_COVERAGE))
    return enough ? [whole(input, 'thin', 'far fewer words than were said, all over')] : [];
  return tempo.thins
    .filter((span) => ![...holes, ...unsure].some((hole) => meets(hole, span)))
    .map((span) => fault('thin', span, 'far fewer words than in the rest'));
}

/** Faults after which the whole reply is thrown away rather than mended. */
export function isDamning({ kind, startSec, endSec }: Fault, durationSec: number): boolean {
  switch (kind) {
    case 'empty':
    case 'blocked':
      return true;
    case 'refusal':
    case 'language':
    case 'loop':
    case 'echo':
    case 'invented':
    case 'too-fast':
    case 'order':
    case 'past-end':
      return endSec - startSec > durationSec / 2;
    case 'cut':
    case 'hole':
    case 'wordless':
    case 'thin':
    case 'run-on':
    case 'clock':
      return false;
  }
}
