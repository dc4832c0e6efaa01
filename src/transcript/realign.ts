import { activeBetween, afterActive, evenBetween } from './activity.ts';
import type { Activity } from './activity.ts';
import type { Segment } from './types.ts';

/** How far off all times from some line on may be, in seconds, and the steps that are tried. */
const MOST_OFFSET_SEC = 120;
const OFFSET_STEP_SEC = 1;

/** Smaller offsets leave every word where it can be told to belong. */
const LEAST_OFFSET_SEC = 10;

/** A line's sound may differ from what its words need by this much without being a sign of anything. */
const SLACK_SEC = 1.5;

/** Fewer lines, and shorter audio, tell their own tempo badly; such audio is asked for again at little cost. */
const LEAST_BLOCKS = 10;
const LEAST_SEC = 240;

/** Wrong times show twice: sound without words, and words without sound, of this many seconds each. */
const LEAST_SIGN_SEC = 5;

/** The right offset explains so many seconds for each of its own: a hole, and words without time. */
const LEAST_GAIN = 1.2;

/** ... and both signs lie in one place each, and are about as large as the offset itself. */
const SIGN_SHARE = 0.6;

/** Words of more seconds than this are missing: then it is not the times alone. */
const MOST_MISSING_SEC = 8;

/** Lines whose times are right but for an offset. */
export interface Realigned {
  readonly segments: readonly Segment[];
  /** What was added to the times, in seconds; negative: they were late. */
  readonly offsetSec: number;
  /** Moment of the chunk from which on times were off, as they were. */
  readonly fromSec: number;
}

/** Lines that share one time count as one: their own places are lost. */
interface Block {
  readonly startSec: number;
  readonly needSec: number;
  /** Position of its first line. */
  readonly first: number;
}

/**
 * Finds out whether all words are there and only their times are off by one offset, from some line on: a
 * model that skips a minute while it counts leaves a hole without words and, at the end, words for which
 * there is no time. Undefined when nothing of that kind explains what does not fit.
 *
 * @param words of each segment (see `weightOf`)
 */
export function realign(
  segments: readonly Segment[],
  words: readonly number[],
  activity: Activity,
  wordsPerSec: number,
): Realigned | undefined {
  const blocks = blocksOf(segments, words, wordsPerSec);
  if (blocks.length < LEAST_BLOCKS || activity.durationSec < LEAST_SEC) return undefined;
  const misfits = blocks.map((_, at) => misfit(blocks, at, activity, 0, 0));
  const before = lead(blocks, activity, 0);
  const lack = sumOf(misfits, (one) => Math.max(0, one)) + before;
  const excess = sumOf(misfits, (one) => Math.max(0, -one));
  if (lack < LEAST_SIGN_SEC || excess < LEAST_SIGN_SEC) return undefined;
  const best = bestOf(blocks, activity, { misfits, before });
  if (best === undefined) return undefined;
  const { at, offsetSec, cost } = best;
  // Where words are missing, a gap is a gap: all of them are there when both signs weigh the same.
  if (lack - excess - musicOf(blocks, activity) > MOST_MISSING_SEC) return undefined;
  const size = Math.abs(offsetSec);
  const gap = Math.max(before, ...misfits);
  const crowd = -Math.min(0, ...misfits);
  if (Math.min(gap, crowd) < size * SIGN_SHARE || lack + excess - cost < size * LEAST_GAIN)
    return undefined;
  return {
    segments: moved(segments, words, { blocks, at, offsetSec, activity }),
    offsetSec,
    fromSec: blocks[at]?.startSec ?? 0,
  };
}

/** Seconds beyond what the words need that are music or noise. */
function musicOf(blocks: readonly Block[], activity: Activity): number {
  return sumOf([...blocks.keys()], (at) => {
    const { startSec = 0 } = blocks[at] ?? {};
    const endSec = blocks[at + 1]?.startSec ?? activity.durationSec;
    const over = Math.max(0, misfit(blocks, at, activity, 0, 0));
    return Math.min(over, evenBetween(activity, startSec, endSec));
  });
}

function blocksOf(
  segments: readonly Segment[],
  words: readonly number[],
  wordsPerSec: number,
): Block[] {
  const blocks: Block[] = [];
  for (const [at, { startSec }] of segments.entries()) {
    const needSec = (words[at] ?? 0) / wordsPerSec;
    const last = blocks.at(-1);
    if (last !== undefined && startSec - last.startSec < 1)
      blocks[blocks.length - 1] = { ...last, needSec: last.needSec + needSec };
    else blocks.push({ startSec, needSec, first: at });
  }
  return blocks;
}

/** Sound of a block beyond what its words need (or, negative, short of it), slack taken off; seconds. */
function misfit(
  blocks: readonly Block[],
  at: number,
  activity: Activity,
  offsetSec: number,
  nextOffsetSec: number,
): number {
  const { startSec = 0, needSec = 0 } = blocks[at] ?? {};
  const next = blocks[at + 1];
  const endSec = next === undefined ? activity.durationSec : next.startSec + nextOffsetSec;
  const difference = activeBetween(activity, startSec + offsetSec, endSec) - needSec;
  return Math.sign(difference) * Math.max(0, Math.abs(difference) - SLACK_SEC);
}

/** Sound before the first words. */
function lead(blocks: readonly Block[], activity: Activity, offsetSec: number): number {
  const first = (blocks[0]?.startSec ?? 0) + offsetSec;
  return Math.max(0, activeBetween(activity, 0, first) - SLACK_SEC);
}

/** The change of offset after which least does not fit. Linear in the blocks for each offset. */
function bestOf(
  blocks: readonly Block[],
  activity: Activity,
  now: { readonly misfits: readonly number[]; readonly before: number },
): { readonly at: number; readonly offsetSec: number; readonly cost: number } | undefined {
  let best: { at: number; offsetSec: number; cost: number } | undefined;
  const untouched = [now.before];
  for (const one of now.misfits) untouched.push((untouched.at(-1) ?? 0) + Math.abs(one));
  for (
    let offsetSec = -MOST_OFFSET_SEC;
    offsetSec <= MOST_OFFSET_SEC;
    offsetSec += OFFSET_STEP_SEC
  ) {
    if (Math.abs(offsetSec) < LEAST_OFFSET_SEC) continue;
    let after = 0;
    for (let at = blocks.length - 1; at >= 0; at -= 1) {
      after += Math.abs(misfit(blocks, at, activity, offsetSec, offsetSec));
      const startSec = (blocks[at]?.startSec ?? 0) + offsetSec;
      const floor = at === 0 ? 0 : (blocks[at - 1]?.startSec ?? 0);
      if (startSec < floor - 1) continue;
      const join =
        at === 0
          ? lead(blocks, activity, offsetSec)
          : (untouched[at - 1] ?? 0) + Math.abs(misfit(blocks, at - 1, activity, 0, offsetSec));
      const cost = after + join;
      if (best === undefined || cost < best.cost) best = { at, offsetSec, cost };
    }
  }
  return best;
}

/** The lines with their new times; those that shared one are spread over its sound by their words. */
function moved(
  segments: readonly Segment[],
  words: readonly number[],
  plan: {
    readonly blocks: readonly Block[];
    readonly at: number;
    readonly offsetSec: number;
    readonly activity: Activity;
  },
): Segment[] {
  const { blocks, at, offsetSec, activity } = plan;
  const placed = (block: number): number => {
    const startSec = blocks[block]?.startSec ?? activity.durationSec;
    const sec = startSec + (block >= at && block < blocks.length ? offsetSec : 0);
    return Math.min(activity.durationSec, Math.max(0, sec));
  };
  const lines: Segment[] = [];
  for (const [block, { first }] of blocks.entries()) {
    const end = blocks[block + 1]?.first ?? segments.length;
    const [fromSec, toSec] = [placed(block), placed(block + 1)];
    const all = sumOf(words.slice(first, end), (one) => one);
    const active = activeBetween(activity, fromSec, toSec);
    let said = 0;
    for (let line = first; line < end; line += 1) {
      const share = all === 0 ? 0 : said / all;
      const startSec = line === first ? fromSec : afterActive(activity, fromSec, active * share);
      const segment = segments[line];
      said += words[line] ?? 0;
      if (segment !== undefined) lines.push({ ...segment, startSec, endSec: startSec });
    }
  }
  return lines.map((line, position) => {
    const next = lines[position + 1]?.startSec ?? activity.durationSec;
    return { ...line, startSec: Math.min(line.startSec, next), endSec: next };
  });
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
