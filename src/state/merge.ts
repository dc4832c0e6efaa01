import type {
  Batch,
  BatchState,
  CircuitState,
  EpisodeState,
  EpisodeStatus,
  FeedState,
  RunRecord,
  RunsState,
} from './types.ts';
import { stableJson } from './write.ts';

/** Episodes by id. */
export type Episodes = Readonly<Record<string, EpisodeState>>;

/** How much a status says about an episode, where nothing else tells two states of it apart. */
const WEIGHT: Readonly<Record<EpisodeStatus, number>> = {
  discovered: 0,
  'in-progress': 1,
  skipped: 2,
  deferred: 3,
  failed: 4,
  done: 5,
};

/** Runs kept in `state/runs.json`. */
const RUNS_KEPT = 100;

/**
 * Puts a run's changes onto the state that the head holds now. `base` is what the run had read:
 * an episode that nobody else touched since then becomes what the run says, so that counts can be
 * reset; without it the run's word counts unless the head's is newer. Done never goes back.
 */
export function applyEpisodeChanges(
  current: FeedState,
  changes: Episodes,
  base: Episodes = {},
): FeedState {
  const episodes: Record<string, EpisodeState> = { ...current.episodes };
  for (const [id, change] of Object.entries(changes)) {
    const there = episodes[id];
    episodes[id] = there === undefined ? change : settle(base[id], change, there);
  }
  return { ...current, episodes };
}

/** One episode: the change of a run against what the head holds. */
function settle(
  base: EpisodeState | undefined,
  change: EpisodeState,
  there: EpisodeState,
): EpisodeState {
  if (there.status === 'done' || change.status === 'done') return newest(change, there);
  if (base !== undefined && stableJson(base) === stableJson(there)) return change;
  const older = activity(change) - activity(there);
  if (older !== 0) return older > 0 ? change : there;
  return change.attempts >= there.attempts ? change : there;
}

/**
 * Two versions of a show's state as one, episode by episode. What one side alone changed since
 * `base` is taken from it; where both did, done wins, then the later try, then the greater count
 * of tries. No episode is dropped. Of the show's own fields `ours` wins where both changed them.
 */
export function mergeFeedState(
  base: FeedState | undefined,
  ours: FeedState,
  theirs: FeedState,
): FeedState {
  const episodes: Record<string, EpisodeState> = { ...theirs.episodes };
  for (const [id, mine] of Object.entries(ours.episodes)) {
    const other = episodes[id];
    episodes[id] = other === undefined ? mine : mergeEpisode(base?.episodes[id], mine, other);
  }
  const pick = <K extends keyof FeedState>(name: K): FeedState[K] =>
    base !== undefined && stableJson(ours[name]) === stableJson(base[name])
      ? theirs[name]
      : ours[name];
  const validators = pick('validators');
  return {
    version: 1,
    show: ours.show,
    feedUrl: pick('feedUrl'),
    title: pick('title'),
    ...(validators === undefined ? {} : { validators }),
    episodes,
  };
}

function mergeEpisode(
  base: EpisodeState | undefined,
  ours: EpisodeState,
  theirs: EpisodeState,
): EpisodeState {
  if (base !== undefined && ours.status !== 'done' && theirs.status !== 'done') {
    const before = stableJson(base);
    if (stableJson(ours) === before) return theirs;
    if (stableJson(theirs) === before) return ours;
  }
  return newest(ours, theirs);
}

/** Of two states of one episode the one that knows more; the same whichever comes first. */
function newest(one: EpisodeState, other: EpisodeState): EpisodeState {
  const oneDone = one.status === 'done';
  if (oneDone !== (other.status === 'done')) return oneDone ? one : other;
  const order =
    activity(one) - activity(other) ||
    one.attempts - other.attempts ||
    WEIGHT[one.status] - WEIGHT[other.status];
  if (order !== 0) return order > 0 ? one : other;
  return stableJson(one) >= stableJson(other) ? one : other;
}

/** When something last happened to an episode, epoch ms; 0 for one that was never tried. */
function activity(episode: EpisodeState): number {
  return Math.max(episode.startedAt ?? 0, episode.finishedAt ?? 0);
}

/** The batch file with one slice put in or (undefined) taken out; those of other runs stay. */
export function mergeBatch(current: BatchState, id: string, batch: Batch | undefined): BatchState {
  const others = current.batches.filter((one) => one.id !== id);
  const batches = batch === undefined ? others : [...others, batch];
  return { version: 1, batches: batches.toSorted((a, b) => compare(a.id, b.id)) };
}

/** Breakers by subject. */
export type Breakers = CircuitState['breakers'];

/**
 * Breakers of two sides as one, subject by subject. What one side alone changed since `base` is
 * taken from it; where both did, the more cautious wins: more trips, longer open, more failures.
 */
export function mergeCircuit(
  base: CircuitState | undefined,
  ours: CircuitState,
  theirs: CircuitState,
): CircuitState {
  const breakers: Breakers = {};
  const subjects = new Set([...Object.keys(ours.breakers), ...Object.keys(theirs.breakers)]);
  for (const subject of subjects) {
    const before = base?.breakers[subject];
    const mine = ours.breakers[subject];
    const other = theirs.breakers[subject];
    const same = (one: Breakers[string] | undefined): boolean =>
      base !== undefined && stableJson(one ?? null) === stableJson(before ?? null);
    const kept = same(mine) ? other : same(other) ? mine : cautious(mine, other);
    if (kept !== undefined) breakers[subject] = kept;
  }
  return { version: 1, breakers };
}

function cautious(
  one: Breakers[string] | undefined,
  other: Breakers[string] | undefined,
): Breakers[string] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const order =
    one.trips - other.trips ||
    (one.openUntil ?? 0) - (other.openUntil ?? 0) ||
    one.failures - other.failures ||
    compare(stableJson(one), stableJson(other));
  return order >= 0 ? one : other;
}

/** The runs with one more, newest {@link RUNS_KEPT}, oldest first; a run that is there is replaced. */
export function appendRun(current: RunsState, run: RunRecord): RunsState {
  const others = current.runs.filter((one) => one.id !== run.id);
  const runs = [...others, run].toSorted(
    (a, b) => a.startedAt - b.startedAt || compare(a.id, b.id),
  );
  return { version: 1, runs: runs.slice(-RUNS_KEPT) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
