import type { CheckInput, Fault, FaultKind } from './check-types.ts';
import { foreignStretches } from './language.ts';
import { echoOf, isOwnRefusal, isPlainRefusal, isRefusal } from './phrases.ts';
import { findRepeats } from './repeats.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';

/** A chunk's segments with their tokens and the words that these count for. */
export interface Texts {
  readonly segments: readonly Segment[];
  readonly tokens: readonly (readonly string[])[];
  readonly words: readonly number[];
}

/** Finish reasons of a whole reply and of one that was cut; any other withholds it. */
const WHOLE = new Set(['STOP', 'FINISH_REASON_UNSPECIFIED', '']);
const CUT = new Set(['MAX_TOKENS', 'CUT']);

/** A refusal has fewer words than this for each active second. Slow speech has one and a half. */
const REFUSAL_WORDS_PER_SEC = 0.7;

/** Times that were guessed between neighbours this close are as good as the model's own. */
const GUESS_SEC = 90;

/** A hole this close to guessed times may lie on their other side. */
const NEAR_SEC = 20;

/** A stretch of so many of the words is the whole: the rest is names. */
const WHOLE_SHARE = 0.85;

/** Words of so many seconds in so short a time at the end are too many. */
const CRAMMED_SEC = 3;
const CRAMMED_NEED_SEC = 14;

/** Words that a cut reply may lack at its end without need to ask: nobody says much in 2 s. */
const CUT_TAIL_SEC = 2;

/** A reply that the service kept back or broke off. */
export function withheld(input: CheckInput): Fault[] {
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

/** Nothing, or a refusal, where words should be. */
export function emptiness(
  input: CheckInput,
  { segments, words }: Texts,
  sound: {
    readonly active: number;
    readonly silent: boolean;
    /** Stretches without words, whatever they sound like. */
    readonly gaps: readonly Span[];
  },
): Fault[] {
  const written = [
    ...segments.map(({ text }) => text),
    ...input.reading.dropped.map(({ line }) => line),
  ].join(' ');
  const few = words.reduce((sum, count) => sum + count, 0) < sound.active * REFUSAL_WORDS_PER_SEC;
  if (few && isRefusal(written))
    return [whole(input, 'refusal', `a refusal instead of words: ${written.slice(0, 120)}`)];
  // People say such a sentence too, and go on: a model that refuses has no more words.
  const plain = segments.find(
    ({ text }, at) =>
      isPlainRefusal(text) &&
      (few ||
        (at === segments.length - 1 && isOwnRefusal(text)) ||
        sound.gaps.some((gap) => endsIn(gap, segments, at, input.durationSec))),
  );
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
  if (segments.length > 0 || sound.silent) return [];
  return [whole(input, 'empty', 'nothing was written')];
}

/** True when the words end with a segment: a stretch without words lies between it and the next. */
function endsIn(gap: Span, segments: readonly Segment[], at: number, durationSec: number): boolean {
  const startSec = segments[at]?.startSec ?? 0;
  const nextSec = segments[at + 1]?.startSec ?? durationSec;
  return gap.startSec >= startSec - 1 && gap.startSec < nextSec && gap.endSec <= nextSec + 1;
}

/** Words said over and over. */
export function loops({ segments, tokens }: Texts, durationSec: number): Fault[] {
  return findRepeats(segments, tokens).map(({ first, last, words, times: count }) => {
    const startSec = segments[first]?.startSec ?? 0;
    const endSec = segments[last + 1]?.startSec ?? durationSec;
    return fault('loop', { startSec, endSec }, `"${words}" ${count} times in a row`);
  });
}

/** Times that cannot be, mended or not. */
export function times(input: CheckInput, holes: readonly Span[]): Fault[] {
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
    const apart = holes.every((hole) => !meets(hole, span, NEAR_SEC));
    const mended = !many && apart && span.endSec - span.startSec <= GUESS_SEC;
    const kind =
      stamps.pastEnd > 0 && span.endSec >= input.durationSec - 0.01 ? 'past-end' : 'order';
    const detail = kind === 'order' ? 'times out of order' : 'times past the end of the audio';
    faults.push({ ...fault(kind, span, detail), mended });
  }
  return faults;
}

/**
 * Lines at the very end with more words than the rest of the audio has time for: the clock of the reply ran
 * ahead, for how long nothing tells, and none of its times can be relied on.
 */
export function crammed(
  input: CheckInput,
  { segments, words }: Texts,
  wordsPerSec: number,
  repeated: readonly Span[],
): Fault[] {
  const lastSec = input.durationSec - CRAMMED_SEC;
  if (repeated.some(({ endSec }) => endSec > lastSec)) return [];
  const late = words.filter((_, at) => (segments[at]?.startSec ?? 0) >= lastSec);
  const needSec = late.reduce((sum, count) => sum + count, 0) / wordsPerSec;
  return late.length >= 2 && needSec > CRAMMED_NEED_SEC
    ? [
        whole(
          input,
          'past-end',
          `words of ${Math.round(needSec)} s in the last moment of the audio`,
        ),
      ]
    : [];
}

/** True when two stretches touch, give or take a second (or as much as is said). */
export function meets(a: Span, b: Span, withinSec = 1): boolean {
  return a.startSec <= b.endSec + withinSec && b.startSec <= a.endSec + withinSec;
}

/** The request's own words among the words. */
export function echoes(input: CheckInput, { segments, tokens }: Texts): Fault[] {
  if (input.promptText === undefined) return [];
  const repeats = echoOf(input.promptText);
  return segments.flatMap((segment, at) => {
    if (!repeats(tokens[at] ?? [])) return [];
    const endSec = segments[at + 1]?.startSec ?? segment.endSec;
    return [
      fault('echo', { startSec: segment.startSec, endSec }, "the request's own words came back"),
    ];
  });
}

/** Another language than expected, in words that are not wrong for another reason: a loop has its own. */
export function foreign(
  input: CheckInput,
  { segments, tokens }: Texts,
  wrong: readonly Span[],
): Fault[] {
  const { language } = input;
  if (language === undefined) return [];
  const kept = [...segments.keys()].filter((at) => {
    const startSec = segments[at]?.startSec ?? 0;
    return !wrong.some((span) => startSec >= span.startSec && startSec < span.endSec);
  });
  const stretches = foreignStretches(
    kept.map((at) => tokens[at] ?? []),
    language,
  );
  return stretches.map((stretch) => {
    const detail = `written in ${stretch.language}, not in ${[language].flat().join(' or ').slice(0, 35)}`;
    if (stretch.share >= WHOLE_SHARE) return whole(input, 'language', detail);
    const last = kept[stretch.end - 1] ?? 0;
    const startSec = segments[kept[stretch.first] ?? 0]?.startSec ?? 0;
    const endSec = segments[last + 1]?.startSec ?? input.durationSec;
    return fault('language', { startSec, endSec }, detail);
  });
}

/** A fault of the whole audio. */
export function whole(input: CheckInput, kind: FaultKind, detail: string): Fault {
  return fault(kind, { startSec: 0, endSec: input.durationSec }, detail);
}

/** A fault that reading has not mended. */
export function fault(
  kind: FaultKind,
  span: { readonly startSec: number; readonly endSec: number },
  detail: string,
): Fault {
  return { kind, startSec: span.startSec, endSec: span.endSec, detail, mended: false };
}
