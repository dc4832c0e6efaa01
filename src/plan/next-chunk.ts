/** The chunks of one episode that have not begun. */
export interface WaitingLine {
  /** Positions in the episode, ascending. */
  readonly waiting: readonly number[];
  /** True when nothing is missing that the chunk's prompt could hold: the chunk before is there. */
  readonly isReady: (index: number) => boolean;
  /** The quota is known to hold the whole episode. */
  readonly isSure: boolean;
}

/** A chunk that is to begin: of which line, and which. */
export interface NextChunk {
  readonly line: number;
  readonly index: number;
}

/**
 * The chunk that begins next. Chunks whose predecessor is finished come first, those of the earliest
 * episode before the others. Where there is none, no place stands idle for that: the longest stretch
 * that waits is split, so that only the first chunk of the new stretch has to do without the words
 * before it. An episode that the quota may not hold comes after all that it does hold, and one such
 * episode after the other: four halves of episodes are no transcript.
 *
 * @param lines in the order in which their episodes are to be finished
 * @param free places that are free, this one included
 */
export function nextChunk(lines: readonly WaitingLine[], free: number): NextChunk | undefined {
  const all = lines.map((line, at) => ({ line: at, ...line }));
  const sure = all.filter(({ isSure }) => isSure);
  const others = all.filter(({ isSure }) => !isSure);
  for (const group of [sure, ...others.map((one) => [one])]) {
    const next = readyOf(group) ?? splitOf(group, free);
    if (next !== undefined) return next;
  }
  return undefined;
}

type Numbered = WaitingLine & { readonly line: number };

function readyOf(group: readonly Numbered[]): NextChunk | undefined {
  for (const { line, waiting, isReady } of group) {
    const index = waiting.find(isReady);
    if (index !== undefined) return { line, index };
  }
  return undefined;
}

/** The head of a new stretch: what waits, and what is under way before it, are shared out evenly. */
function splitOf(group: readonly Numbered[], free: number): NextChunk | undefined {
  let longest: { readonly line: number; readonly stretch: readonly number[] } | undefined;
  for (const { line, waiting } of group) {
    for (const stretch of stretchesOf(waiting)) {
      if (stretch.length > (longest?.stretch.length ?? 0)) longest = { line, stretch };
    }
  }
  if (longest === undefined) return undefined;
  const { line, stretch } = longest;
  const others = group.filter(({ waiting }) => waiting.length > 0).length;
  const places = Math.max(1, Math.ceil(free / others));
  // All of them begin at once: in order, then.
  const length =
    stretch.length <= places
      ? stretch.length
      : Math.max(1, Math.floor((stretch.length + 1) / (places + 1)));
  const index = stretch[stretch.length - length];
  return index === undefined ? undefined : { line, index };
}

/** `[1, 2, 5]` → `[[1, 2], [5]]`. */
function stretchesOf(indexes: readonly number[]): readonly (readonly number[])[] {
  const stretches: number[][] = [];
  for (const index of indexes) {
    const last = stretches.at(-1);
    if (last?.at(-1) === index - 1) last.push(index);
    else stretches.push([index]);
  }
  return stretches;
}
