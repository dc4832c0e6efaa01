import type { LoudnessMap } from '../audio/types.ts';
import { activeBetween, activityOf } from './activity.ts';
import type { Activity } from './activity.ts';
import { clockTime } from './clock.ts';
import { coverageOf } from './coverage.ts';
import { foreignLanguage } from './language.ts';
import { echoOf, isPlainRefusal, isRefusal } from './phrases.ts';
import type { ReplyReading } from './read-reply.ts';
import { findRepeats } from './repeats.ts';
import { tempoOf } from './tempo.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';
import { wordCount } from './words.ts';

/** Everything that can be wrong with a chunk. */
export const FAULT_KINDS = [
  /** Nothing was written though somebody speaks. */
  'empty',
  'refusal',
  /** The service withheld the reply. */
  'blocked',
  /** The request's own words came back. */
  'echo',
  /** The reply ends before the audio does (output limit, broken stream). */
  'cut',
  /** Speech without words, 20 s and more. */
  'hole',
  /** Much less than was said, all over. */
  'thin',
  'loop',
  /** Words where nothing sounds. */
  'invented',
  'too-fast',
  'order',
  'past-end',
  /** Minutes written as hours, or times from the start of the episode. */
  'clock',
  'language',
] as const;

/** What can be wrong with a chunk. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One fault, with the stretch that it concerns, in seconds from the chunk's start. */
export interface Fault {
  readonly kind: FaultKind;
  readonly startSec: number;
  readonly endSec: number;
  /** In words, for logs and receipts. */
  readonly detail: string;
  /** True when reading has put it right already: noted, nothing to ask again. */
  readonly mended: boolean;
}

/** What the checker compares. */
export interface CheckInput {
  readonly reading: ReplyReading;
  /** The reply as it came. */
  readonly text: string;
  readonly durationSec: number;
  /** Loudness of this chunk alone (see `sliceLoudness`). */
  readonly loudness: LoudnessMap;
  readonly finishReason: string;
  readonly blockReason?: string;
  /** BCP 47 tag, when the show's language is known. */
  readonly language?: string;
  /** The request's text, system instruction included; without it echoes are not looked for. */
  readonly promptText?: string;
  /** Stretches that came back empty twice, by different cuts: no speech is expected there. */
  readonly withoutSpeech?: readonly { readonly startSec: number; readonly endSec: number }[];
}

/** What a chunk was found to be. */
export interface ChunkCheck {
  /** `good`: nothing to repair. `suspect`: parts of it. `bad`: it cannot be used as it is. */
  readonly verdict: 'good' | 'suspect' | 'bad';
  readonly faults: readonly Fault[];
  /** Share of the speech-like audio that the words account for, in [0, 1]; 1 for silence. */
  readonly coverage: number;
  /** False when its words cannot be believed, whatever their coverage (refusal, loop, echo, ...). */
  readonly acceptable: boolean;
  /** Music or noise that came back without words: no fault, worth a note. */
  readonly notes: readonly string[];
}

/** Finish reasons of a whole reply and of one that was cut; any other withholds it. */
const WHOLE = new Set(['STOP', 'FINISH_REASON_UNSPECIFIED', '']);
const CUT = new Set(['MAX_TOKENS', 'CUT']);

/** Less speech than this may well be a cough or a jingle: nothing need be written. */
const LEAST_SPEECH_SEC = 5;

/** Without any hole, this share of the speech must have words; over shorter speech it is chance. */
const THIN_COVERAGE = 0.8;
const THIN_SPEECH_SEC = 40;

/** Below this a chunk is not worth repairing in parts. */
const HOPELESS_COVERAGE = 0.5;

/** A refusal has fewer words than this for each active second. Slow speech has one and a half. */
const REFUSAL_WORDS_PER_SEC = 0.7;

/** Times that were guessed between neighbours this close are as good as the model's own. */
const GUESS_SEC = 90;

/** Words that a cut reply may lack at its end without need to ask: nobody says much in 2 s. */
const CUT_TAIL_SEC = 2;

/**
 * Checks what a model wrote for a chunk against the chunk's own audio. Never trusts the finish
 * reason: `STOP` comes with holes of ten minutes.
 */
export function checkChunk(input: CheckInput): ChunkCheck {
  const activity = activityOf(input.loudness, input.durationSec);
  const { segments } = input.reading;
  const tempo = tempoOf(segments, activity);
  const covered = coverageOf({
    segments,
    activity,
    wordsPerSec: tempo.wordsPerSec,
    withoutSpeech: [...(input.withoutSpeech ?? [])],
  });
  // Where times had to be guessed, words may well lie beside their sound.
  const guessed = input.reading.stamps.guessed;
  const inventions = tempo.inventions.filter(
    (span) => !guessed.some((guess) => meets(span, guess)),
  );
  const repeated = loops(segments, input.durationSec);
  const rushed = tempo.rushes.map((span) =>
    fault('too-fast', span, 'more words than can be said in the time'),
  );
  const faults = [
    ...withheld(input),
    ...emptiness(input, activity, covered.speechSec),
    ...repeated,
    ...covered.holes.map((hole) =>
      fault('hole', hole, `${Math.round(hole.endSec - hole.startSec)} s of speech without words`),
    ),
    ...inventions.map((span) => fault('invented', span, 'words where nothing is heard')),
    ...rushed,
    ...times(input, covered.holes),
    ...echoes(input),
    ...foreign(input, [...repeated, ...rushed]),
  ];
  const thin = tempo.thin || (covered.holes.length === 0 && covered.coverage < THIN_COVERAGE);
  if (thin && segments.length > 0 && covered.speechSec >= THIN_SPEECH_SEC) {
    faults.push(whole(input, 'thin', 'far fewer words than were said, all over'));
  }
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

/** Faults after which the whole reply is thrown away rather than mended. */
function isDamning({ kind, startSec, endSec }: Fault, durationSec: number): boolean {
  switch (kind) {
    case 'empty':
    case 'refusal':
    case 'blocked':
    case 'language':
      return true;
    case 'loop':
    case 'echo':
    case 'invented':
    case 'too-fast':
    case 'order':
    case 'past-end':
      return endSec - startSec > durationSec / 2;
    case 'cut':
    case 'hole':
    case 'thin':
    case 'clock':
      return false;
  }
}

function withheld(input: CheckInput): Fault[] {
  const { finishReason, blockReason, durationSec, reading } = input;
  if (blockReason !== undefined && blockReason !== '') {
    return [whole(input, 'blocked', `the service refused the audio (${blockReason.slice(0, 60)})`)];
  }
  if (WHOLE.has(finishReason)) return [];
  if (!CUT.has(finishReason)) {
    return [
      whole(input, 'blocked', `the service withheld the reply (${finishReason.slice(0, 60)})`),
    ];
  }
  const reached = reading.segments.at(-1)?.startSec ?? 0;
  const why = finishReason === 'CUT' ? 'the reply broke off' : 'the reply reached its limit';
  return [
    {
      ...fault('cut', { startSec: reached, endSec: durationSec }, why),
      mended: durationSec - reached < CUT_TAIL_SEC,
    },
  ];
}

function emptiness(input: CheckInput, activity: Activity, speechSec: number): Fault[] {
  const { segments, dropped } = input.reading;
  const words = segments.reduce((sum, { text }) => sum + wordCount(text), 0);
  const written = [...segments.map(({ text }) => text), ...dropped.map(({ line }) => line)].join(
    ' ',
  );
  const few = words < activeBetween(activity, 0, input.durationSec) * REFUSAL_WORDS_PER_SEC;
  if (few && isRefusal(written))
    return [whole(input, 'refusal', `a refusal instead of words: ${written.slice(0, 120)}`)];
  const plain = segments.find(({ text }) => isPlainRefusal(text));
  if (plain !== undefined) {
    const span = { startSec: plain.startSec, endSec: input.durationSec };
    return [
      fault(
        'refusal',
        few ? { startSec: 0, endSec: input.durationSec } : span,
        `a refusal among the words: ${plain.text.slice(0, 120)}`,
      ),
    ];
  }
  if (segments.length > 0 || speechSec < LEAST_SPEECH_SEC) return [];
  return [whole(input, 'empty', 'nothing was written')];
}

function loops(segments: readonly Segment[], durationSec: number): Fault[] {
  return findRepeats(segments).map(({ first, last, words, times: count }) => {
    const startSec = segments[first]?.startSec ?? 0;
    const endSec = segments[last + 1]?.startSec ?? durationSec;
    return fault('loop', { startSec, endSec }, `"${words}" ${count} times in a row`);
  });
}

function times(input: CheckInput, holes: readonly Span[]): Fault[] {
  const { stamps } = input.reading;
  const faults: Fault[] = [];
  for (const kind of stamps.mended) {
    const detail =
      kind === 'hours'
        ? 'minutes were written as hours'
        : 'times counted from the start of the episode';
    faults.push({ ...whole(input, 'clock', detail), mended: true });
  }
  if (stamps.outOfOrder + stamps.pastEnd === 0) return faults;
  const many = stamps.outOfOrder + stamps.pastEnd > Math.max(2, stamps.stamped / 4);
  for (const span of stamps.guessed) {
    // A hole beside guessed times: the words are there, in the wrong place.
    const apart = holes.every((hole) => !meets(hole, span));
    const mended = !many && apart && span.endSec - span.startSec <= GUESS_SEC;
    const kind =
      stamps.pastEnd > 0 && span.endSec >= input.durationSec - 0.01 ? 'past-end' : 'order';
    const detail = kind === 'order' ? 'times out of order' : 'times past the end of the audio';
    faults.push({ ...fault(kind, span, detail), mended });
  }
  return faults;
}

/** True when two stretches touch, give or take a second. */
function meets(a: Span, b: Span): boolean {
  return a.startSec <= b.endSec + 1 && b.startSec <= a.endSec + 1;
}

function echoes(input: CheckInput): Fault[] {
  if (input.promptText === undefined) return [];
  const repeats = echoOf(input.promptText);
  return input.reading.segments.flatMap((segment, at) => {
    if (!repeats(segment.text)) return [];
    const endSec = input.reading.segments[at + 1]?.startSec ?? segment.endSec;
    return [
      fault('echo', { startSec: segment.startSec, endSec }, "the request's own words came back"),
    ];
  });
}

/** The language of the words that are not wrong for another reason: a loop has its own. */
function foreign(input: CheckInput, wrong: readonly Span[]): Fault[] {
  if (input.language === undefined) return [];
  const sound = input.reading.segments.filter(
    ({ startSec }) => !wrong.some((span) => startSec >= span.startSec && startSec < span.endSec),
  );
  const found = foreignLanguage(sound.map(({ text }) => text).join(' '), input.language);
  if (found === undefined) return [];
  return [whole(input, 'language', `written in ${found}, not in ${input.language.slice(0, 35)}`)];
}

function whole(input: CheckInput, kind: FaultKind, detail: string): Fault {
  return fault(kind, { startSec: 0, endSec: input.durationSec }, detail);
}

function fault(
  kind: FaultKind,
  span: { readonly startSec: number; readonly endSec: number },
  detail: string,
): Fault {
  return { kind, startSec: span.startSec, endSec: span.endSec, detail, mended: false };
}
