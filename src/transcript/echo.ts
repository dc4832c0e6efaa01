import { counted } from '../base/count.ts';
import { align, heardIn } from './align.ts';
import type { Alignment, Heard } from './align.ts';
import { clockTime } from './clock.ts';
import type { Segment } from './types.ts';
import { tokensOf, tokensPerWord, weightOf, withoutFirstTokens, wordCount } from './words.ts';

/** This many words that the same voice says again at a cut are an echo of the request. */
const SURE_ECHO_WORDS = 12;

/** ... and this many whoever says them: an oath or a verse that is said after somebody is shorter. */
const LONG_ECHO_WORDS = 30;

/** Fewer repeated words are an echo when the audio has no time for them: 4 words a second and more. */
const LEAST_ECHO_WORDS = 4;
const FASTEST_SEC_PER_WORD = 0.25;

/** Words so far apart are no speech of their own either: the time after a cut is a pause, or music. */
const SLOWEST_SEC_PER_WORD = 1;

/** So much of what is repeated is the same word for word; an echo may have a slip in it. */
const LEAST_SAME = 0.75;

/** Words before an echo, and words of the previous part that it leaves out at its end. */
const EDGE_WORDS = 3;

/** Segments and tokens at a cut that are compared. */
const SEGMENTS = 20;
const TOKENS = 400;

/** A part of the audio without the words that only repeat those before it. */
export interface Unechoed {
  readonly segments: readonly Segment[];
  /** What was done where the words do not tell whether they were said twice. */
  readonly warnings: readonly string[];
}

/**
 * Models repeat the tail that the request showed them, now and then with a slip. An echo has no
 * time of its own in the audio: the first words of a part go when they repeat the last ones before
 * it and there is no time in which they could have been said. Where there is time, many words are
 * an echo when the same voice says them, and an answer (an oath, a call and its response) when
 * another one does; either is told.
 */
export function withoutEcho(before: readonly Segment[], fresh: readonly Segment[]): Unechoed {
  const tail = timeless(heardIn(before.slice(-SEGMENTS)).slice(-TOKENS));
  const head = timeless(heardIn(fresh.slice(0, SEGMENTS)).slice(0, TOKENS));
  const repeated = repeatedIn(head, align(tail, head));
  const words = weightOf(head.slice(0, repeated).map(({ token }) => token));
  const whole = { segments: fresh, warnings: [] };
  if (words < LEAST_ECHO_WORDS) return whole;
  const pace = secPerWord(fresh, repeated);
  const removed = withoutFirst(fresh, repeated);
  const at = clockTime(fresh[0]?.startSec ?? 0);
  const count = counted(Math.round(words), 'word');
  const sameVoice = head[0]?.speaker === tail.at(-1)?.speaker;
  const leftOut = `${count} at ${at} that repeat those before them were left out`;
  // Two lines of one second may be two voices that say the same: it is told.
  if (pace < FASTEST_SEC_PER_WORD)
    return { segments: removed, warnings: sameVoice ? [] : [leftOut] };
  if (words < SURE_ECHO_WORDS) return whole;
  return sameVoice || words >= LONG_ECHO_WORDS || pace > SLOWEST_SEC_PER_WORD
    ? {
        segments: removed,
        warnings: [leftOut],
      }
    : { segments: fresh, warnings: [`${count} at ${at} repeat those before them`] };
}

/** Only the words count here: an echo stands at another time than what it repeats. */
function timeless(words: readonly Heard[]): Heard[] {
  return words.map((word) => ({ ...word, sec: 0 }));
}

/** How many of the first words repeat the last ones before them; 0 when they do not. */
function repeatedIn(head: readonly Heard[], found: Alignment | undefined): number {
  const last = found?.pairs.at(-1);
  if (found === undefined || last === undefined) return 0;
  const edge = EDGE_WORDS * tokensPerWord(head[0]?.token ?? '');
  if (found.lead > edge || found.tail > edge) return 0;
  const exact = found.pairs.filter((pair) => pair.exact).length;
  const spanned = Math.max(last.answer + 1, last.kept + 1 - (found.pairs[0]?.kept ?? 0));
  return exact >= spanned * LEAST_SAME ? last.answer + 1 : 0;
}

/** Seconds that a word has in the segments that hold the repeated ones. */
function secPerWord(fresh: readonly Segment[], repeated: number): number {
  let tokens = 0;
  let words = 0;
  let at = 0;
  while (at < fresh.length && tokens < repeated) {
    const text = fresh[at++]?.text ?? '';
    tokens += tokensOf(text).length;
    words += wordCount(text);
  }
  const begin = fresh[0]?.startSec ?? 0;
  const end = fresh[at]?.startSec ?? fresh.at(-1)?.endSec ?? begin;
  return (end - begin) / Math.max(1, words);
}

function withoutFirst(fresh: readonly Segment[], tokens: number): readonly Segment[] {
  const kept: Segment[] = [];
  let left = tokens;
  for (const segment of fresh) {
    const count = left === 0 ? 0 : tokensOf(segment.text).length;
    const text =
      left === 0 ? segment.text : withoutFirstTokens(segment.text, Math.min(left, count));
    left = Math.max(0, left - count);
    if (text !== '') kept.push({ ...segment, text });
  }
  return kept;
}
