/** How long the parts of new episodes are made. Lengths in seconds. */

/** Length of parts that `auto` keeps to unless the backlog outgrows the quota. */
export const USUAL_CHUNK_SEC = 600;
/** `auto` makes no longer parts: models drop more of what is said, the longer they listen. */
const MOST_CHUNK_SEC = 1_800;
/** `auto` chooses among whole minutes. */
const STEP_SEC = 60;
/** A pause is looked for this far to both sides of an even cut, in seconds (measured: 15–30). */
export const SEARCH_SEC = 25;
/** Part of a day's requests that repairs may take: the rest is for audio that nobody has heard yet. */
export const REPAIR_SHARE = 0.25;
/** A remainder of this share of a part is not cut off as one of its own. */
const OVERHANG = 0.02;

/** An unfinished episode of the backlog. */
export interface BacklogEpisode {
  /** Known or claimed length; absent when nobody says. */
  readonly durationSec?: number;
  /** Parts that are paid for and kept: such an episode keeps the length it was begun with. */
  readonly chunksDone: number;
}

/** What the length of parts is decided from. */
export interface ChunkLengthQuery {
  /** What the user set. */
  readonly wanted: number | 'auto';
  /** The longest audio of one request, and the model that takes no longer. */
  readonly longest: { readonly sec: number; readonly model: string };
  readonly episodes: readonly BacklogEpisode[];
  /** Length to assume of an episode whose feed gives none. */
  readonly assumedDurationSec: number;
  /** Requests of this much audio that the quota allows on a whole day; Infinity when unknown. */
  readonly requestsPerDay: (chunkSec: number) => number;
}

/** The length of parts, and why it is that. */
export interface ChunkLength {
  readonly sec: number;
  readonly why:
    /** As the user set it. */
    | { readonly kind: 'set' }
    /** What was wanted is more than a model takes in one request. */
    | { readonly kind: 'capped'; readonly wantedSec: number; readonly model: string }
    /** `auto`, and no daily limit is known. */
    | { readonly kind: 'unknown' }
    /** `auto`, and the day's requests are enough at the usual length. */
    | { readonly kind: 'enough'; readonly needed: number; readonly allowed: number }
    /** `auto`, and they are not: `usual` requests at the usual length, `needed` at this one. */
    | {
        readonly kind: 'backlog';
        readonly usual: number;
        readonly needed: number;
        readonly allowed: number;
      };
}

/**
 * How long the parts of episodes that begin now shall be. A length that the user set stays, unless
 * a model cannot take it. `auto` is 10 minutes; while the backlog needs more requests than a day
 * allows (without the quarter that repairs may take), it is the shortest length, in whole minutes
 * up to 30, at which the day is enough, or else at which the backlog takes the fewest days.
 */
export function chunkLength(query: ChunkLengthQuery): ChunkLength {
  const { wanted, longest } = query;
  const first = wanted === 'auto' ? USUAL_CHUNK_SEC : wanted;
  if (first > longest.sec) {
    return { sec: longest.sec, why: { kind: 'capped', wantedSec: first, model: longest.model } };
  }
  if (wanted !== 'auto') return { sec: wanted, why: { kind: 'set' } };
  const usual = loadAt(query, USUAL_CHUNK_SEC);
  if (!Number.isFinite(usual.allowed) || usual.allowed < 1) {
    return { sec: USUAL_CHUNK_SEC, why: { kind: 'unknown' } };
  }
  let best = usual;
  const most = Math.min(MOST_CHUNK_SEC, longest.sec);
  for (let sec = USUAL_CHUNK_SEC + STEP_SEC; !fits(best) && sec <= most; sec += STEP_SEC) {
    const load = loadAt(query, sec);
    if (fits(load) || load.days < best.days) best = load;
  }
  const { sec, needed, allowed } = best;
  return fits(usual)
    ? { sec, why: { kind: 'enough', needed, allowed } }
    : { sec, why: { kind: 'backlog', usual: usual.needed, needed, allowed } };
}

/** The decision as a sentence for the log; undefined when the user's own setting holds. */
export function tellChunkLength({ sec, why }: ChunkLength): string | undefined {
  const parts = `Parts of ${minutes(sec)}`;
  switch (why.kind) {
    case 'set':
      return undefined;
    case 'capped':
      return `${parts}, not ${minutes(why.wantedSec)}: ${why.model} takes no more in one request.`;
    case 'unknown':
      return `${parts} (auto): no daily limit is known.`;
    case 'enough':
      return `${parts} (auto): the backlog needs ${requests(why.needed)}, and a day has ${why.allowed} beside those for repairs.`;
    case 'backlog':
      return sec > USUAL_CHUNK_SEC
        ? `${parts} (auto): the backlog needs ${requests(why.needed)}, and a day has ${why.allowed} beside those for repairs; at ${minutes(USUAL_CHUNK_SEC)} it would need ${why.usual}.`
        : `${parts} (auto): the backlog needs ${requests(why.needed)}, no fewer with longer ones, and a day has ${why.allowed} beside those for repairs.`;
  }
}

interface Load {
  readonly sec: number;
  readonly needed: number;
  readonly allowed: number;
  /** Days that the backlog takes, were requests divisible. */
  readonly days: number;
}

function loadAt(query: ChunkLengthQuery, sec: number): Load {
  const perDay = query.requestsPerDay(sec);
  const allowed = Number.isFinite(perDay) ? perDay - Math.floor(perDay * REPAIR_SHARE) : perDay;
  let needed = 0;
  for (const { durationSec, chunksDone } of query.episodes) {
    const length = durationSec ?? query.assumedDurationSec;
    const each = chunksDone > 0 ? USUAL_CHUNK_SEC : sec;
    needed += Math.max(1, Math.ceil(length / each - OVERHANG) - chunksDone);
  }
  return { sec, needed, allowed, days: needed / (perDay * (1 - REPAIR_SHARE)) };
}

function fits({ needed, allowed }: Load): boolean {
  return needed <= allowed;
}

function minutes(sec: number): string {
  const rounded = Math.floor(sec / 6) / 10;
  return `${rounded} minute${rounded === 1 ? '' : 's'}`;
}

function requests(count: number): string {
  return `${count} request${count === 1 ? '' : 's'}`;
}
