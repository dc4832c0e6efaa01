import type { BatchState, EpisodeState, FeedState } from '../state/types.ts';
import type { Candidate, TakeReason } from './types.ts';

/** What a show's settings say about which of its episodes are wanted. */
export interface Selection {
  readonly order: 'newest' | 'oldest';
  /** Episodes published before this (epoch ms) are not wanted. */
  readonly since?: number;
  /** Only the newest so many of what else is wanted of the show. */
  readonly maxEpisodes?: number;
  /** Longest episode that is wanted, by the length the feed claims; seconds. */
  readonly maxDurationSec?: number;
  /** True when the title matches a pattern that the user skips. */
  readonly skips: (title: string) => boolean;
}

/** Which episodes a mode may take at all. */
export type Mode = 'run' | 'resume' | 'retry-failed';

/** Everything about one show that planning looks at. */
export interface ShowBacklog {
  readonly state: FeedState;
  readonly selection: Selection;
  /** Ids in the newest feed; undefined when the feed was unchanged or could not be read. */
  readonly listed?: ReadonlySet<string>;
  /** Finished chunks kept, by episode id. */
  readonly chunksDone: Readonly<Record<string, number>>;
}

/** The question to {@link eligible}. */
export interface EligibleQuery {
  readonly shows: readonly ShowBacklog[];
  readonly now: number;
  readonly mode: Mode;
  readonly batch: BatchState;
  /** Ids or URLs the user restricted the run to; empty: no restriction. */
  readonly only: readonly string[];
  /**
   * A request could be served at once, by all that is known of quotas: what was deferred for quota
   * need not wait for its moment, since its cause is gone (the user has added a key).
   */
  readonly servable?: boolean;
  /** Failures of one episode after which it is left alone until the user retries it. */
  readonly maxAttempts: number;
}

/** Episodes that may be taken now, and counts of what waits. */
export interface Eligible {
  /** For each show, in the order in which the show's episodes would be taken. */
  readonly byShow: readonly (readonly Candidate[])[];
  /** Unfinished and wanted, but not before a later moment. */
  readonly waiting: readonly {
    readonly show: string;
    readonly id: string;
    readonly notBefore: number;
    /** Absent: what its state says. */
    readonly reason?: string;
    /** Chunks of it that are already paid for and kept; absent: none. */
    readonly chunksDone?: number;
  }[];
  /** Failed for good (or too often): only a retry by hand takes them. */
  readonly stuck: readonly { readonly show: string; readonly id: string }[];
}

const RANK: Record<TakeReason, number> = { begun: 0, deferred: 1, retry: 2, new: 3 };

/**
 * Which episodes this run may take now, and why the others wait. A restriction by id or URL also
 * lifts the user's own filters: who names an episode wants it.
 */
export function eligible(query: EligibleQuery): Eligible {
  const inBatch = new Set(
    query.batch.batches.flatMap((batch) => batch.episodes.map((e) => `${e.show}/${e.id}`)),
  );
  const only = new Set(query.only);
  const waiting: Eligible['waiting'][number][] = [];
  const stuck: Eligible['stuck'][number][] = [];
  const byShow = query.shows.map((show) => {
    const isWanted = wanted(show, only);
    const candidates: Candidate[] = [];
    for (const [id, episode] of Object.entries(show.state.episodes)) {
      // Most episodes of an old show are done: they are not looked at further.
      if (episode.status === 'done' || !isWanted(id, episode)) continue;
      const named = only.size > 0;
      const verdict = verdictOf(episode, {
        query,
        begun: (show.chunksDone[id] ?? 0) > 0,
        named,
        inBatch: inBatch.has(`${show.state.show}/${id}`),
      });
      if (verdict.kind === 'take') candidates.push(candidateOf(show, id, episode, verdict.reason));
      if (verdict.kind === 'wait') {
        const chunksDone = show.chunksDone[id] ?? 0;
        const { notBefore } = verdict;
        const begun = chunksDone > 0 ? { chunksDone } : {};
        waiting.push({ show: show.state.show, id, notBefore, ...begun });
      }
      if (verdict.kind === 'stuck') stuck.push({ show: show.state.show, id });
    }
    return candidates.toSorted((a, b) => compare(a, b, show.selection.order));
  });
  return { byShow, waiting, stuck };
}

type Verdict =
  | { readonly kind: 'take'; readonly reason: TakeReason }
  | { readonly kind: 'wait'; readonly notBefore: number }
  | { readonly kind: 'stuck' }
  | { readonly kind: 'no' };

function verdictOf(
  episode: EpisodeState,
  given: {
    readonly query: EligibleQuery;
    readonly begun: boolean;
    readonly named: boolean;
    readonly inBatch: boolean;
  },
): Verdict {
  const { query, begun, named, inBatch } = given;
  if (query.mode === 'retry-failed') {
    return episode.status === 'failed' ? { kind: 'take', reason: 'retry' } : { kind: 'no' };
  }
  if (query.mode === 'resume' && !inBatch) return { kind: 'no' };
  const fresh: TakeReason = begun ? 'begun' : 'new';
  switch (episode.status) {
    case 'done':
      return { kind: 'no' };
    case 'skipped':
      return named ? { kind: 'take', reason: fresh } : { kind: 'no' };
    case 'in-progress':
      return { kind: 'take', reason: 'begun' };
    case 'discovered':
      return { kind: 'take', reason: fresh };
    case 'deferred': {
      const reason: TakeReason = begun ? 'begun' : 'deferred';
      return query.servable === true && episode.cause === 'quota'
        ? { kind: 'take', reason }
        : due(episode, query.now, reason);
    }
    case 'failed':
      if (episode.retryable === false || episode.attempts >= query.maxAttempts) {
        return { kind: 'stuck' };
      }
      return due(episode, query.now, 'retry');
  }
}

function due(episode: EpisodeState, now: number, reason: TakeReason): Verdict {
  const notBefore = episode.notBefore ?? 0;
  return notBefore <= now ? { kind: 'take', reason } : { kind: 'wait', notBefore };
}

function candidateOf(
  show: ShowBacklog,
  id: string,
  episode: EpisodeState,
  reason: TakeReason,
): Candidate {
  const durationSec = episode.rendition?.durationSec ?? episode.durationSec;
  return {
    show: show.state.show,
    id,
    reason,
    ...(episode.publishedAt === undefined ? {} : { publishedAt: episode.publishedAt }),
    ...(durationSec === undefined ? {} : { durationSec }),
    chunksDone: show.chunksDone[id] ?? 0,
  };
}

/** True for the episodes that the show's settings, or the user's restriction, want. */
function wanted(
  show: ShowBacklog,
  only: ReadonlySet<string>,
): (id: string, episode: EpisodeState) => boolean {
  if (only.size > 0) return (id, episode) => only.has(id) || only.has(episode.audioUrl);
  const { since, maxDurationSec, skips } = show.selection;
  const fits = (episode: EpisodeState): boolean =>
    (since === undefined || episode.publishedAt === undefined || episode.publishedAt >= since) &&
    (maxDurationSec === undefined || (episode.durationSec ?? 0) <= maxDurationSec) &&
    !skips(episode.title);
  const newest = newestIds(show, fits);
  return (id, episode) =>
    // Work that was begun is finished even when the settings would no longer choose it.
    (show.chunksDone[id] ?? 0) > 0 || (newest === undefined ? fits(episode) : newest.has(id));
}

/**
 * The newest so many of the show's episodes that its other settings want, done ones among them;
 * undefined: however many there are.
 */
function newestIds(
  show: ShowBacklog,
  fits: (episode: EpisodeState) => boolean,
): ReadonlySet<string> | undefined {
  const { maxEpisodes } = show.selection;
  if (maxEpisodes === undefined) return undefined;
  const all = Object.entries(show.state.episodes).filter(([, episode]) => fits(episode));
  const newestFirst = all.toSorted(
    ([aId, a], [bId, b]) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0) || (aId < bId ? -1 : 1),
  );
  return new Set(newestFirst.slice(0, maxEpisodes).map(([id]) => id));
}

/** Begun, deferred, retry, new; within these by date as the show wants, then by id. */
function compare(a: Candidate, b: Candidate, order: 'newest' | 'oldest'): number {
  const byRank = RANK[a.reason] - RANK[b.reason];
  if (byRank !== 0) return byRank;
  const sign = order === 'newest' ? -1 : 1;
  const byDate = sign * ((a.publishedAt ?? 0) - (b.publishedAt ?? 0));
  return byDate || (a.id < b.id ? -1 : 1);
}
