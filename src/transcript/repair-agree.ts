import { activeBetween, activityOf } from './activity.ts';
import type { Fault, FaultKind } from './check.ts';
import type { Doubt, RepairState, Suspect } from './repair-types.ts';
import type { Span } from './tempo.ts';
import type { Segment } from './types.ts';
import { tokensOf, weightOf } from './words.ts';

/**
 * Kinds of fault that are sometimes what was said: a prayer, a chant, an auctioneer. Models do not make
 * up the same twice, so what two answers have word for word is believed, and told.
 */
const MAY_BE_SAID: Partial<Record<FaultKind, string>> = {
  loop: 'the same words over and over, as two answers have them',
  'too-fast': 'more words than are usual in the time, as two answers have them',
};

/** Two answers agree when so many of their words are the same, and their lengths are so near. */
const SAME_SHARE = 0.8;
const NEAR_LENGTH = 0.7;

/** What is said over and over takes its time: no faster than this, in words a second. */
const FASTEST_CHANT = 5.5;

/** Words that are said over and over come up to so often. */
const MOST_TIMES = 40;

/** Characters of a suspect that are kept to compare. */
const MOST_CHARACTERS = 6_000;

/** Words of an answer that cannot be believed of it alone. Times of the chunk. */
export function suspectsIn(faults: readonly Fault[], words: readonly Segment[]): Suspect[] {
  return faults.flatMap((fault) => {
    if (MAY_BE_SAID[fault.kind] === undefined) return [];
    const { kind, startSec, endSec } = fault;
    const text = textIn(words, fault);
    return text === '' ? [] : [{ kind, startSec, endSec, text: text.slice(0, MOST_CHARACTERS) }];
  });
}

/** Faults of an answer whose words an earlier answer had as well, as doubts about what is kept. */
export interface Agreement {
  readonly faults: readonly Fault[];
  readonly doubts: readonly Doubt[];
}

/** Finds them. Times of the chunk throughout. */
export function agreementOf(
  { suspects = [], task }: RepairState,
  faults: readonly Fault[],
  words: readonly Segment[],
): Agreement {
  const agreed = faults.filter((fault) => {
    if (MAY_BE_SAID[fault.kind] === undefined) return false;
    const text = textIn(words, fault);
    if (fault.kind === 'loop' && !(isHuman(text) && hasTime(task, fault, text))) return false;
    return suspects.some(
      (one) => one.startSec < fault.endSec && fault.startSec < one.endSec && isSame(one.text, text),
    );
  });
  const doubts = agreed.map(({ kind, startSec, endSec }) => ({
    what: MAY_BE_SAID[kind] ?? '',
    startSec,
    endSec,
  }));
  return { faults: agreed, doubts };
}

/** Nobody says the same so often in a row; a model that is stuck does, each time it is asked. */
function isHuman(text: string): boolean {
  const tokens = tokensOf(text.slice(0, MOST_CHARACTERS));
  return tokens.length <= new Set(tokens).size * MOST_TIMES;
}

/** True when the sound has the time for all these words. */
function hasTime(task: RepairState['task'], span: Span, text: string): boolean {
  const activity = activityOf(task.loudness, task.durationSec);
  const seconds = activeBetween(activity, span.startSec - 1, span.endSec + 1);
  return weightOf(tokensOf(text)) <= seconds * FASTEST_CHANT;
}

/** True when two texts have mostly the same words, as often. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [tokensOf(a), tokensOf(b.slice(0, MOST_CHARACTERS))];
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  if (shorter.length < longer.length * NEAR_LENGTH) return false;
  const left = new Map<string, number>();
  for (const token of longer) left.set(token, (left.get(token) ?? 0) + 1);
  let same = 0;
  for (const token of shorter) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    left.set(token, count - 1);
    same += 1;
  }
  return same >= shorter.length * SAME_SHARE;
}

function textIn(words: readonly Segment[], { startSec, endSec }: Span): string {
  return words
    .filter((segment) => segment.startSec >= startSec && segment.startSec < endSec)
    .map(({ text }) => text)
    .join(' ');
}
