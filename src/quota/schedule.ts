/** What the last runs tell of the time that there is: how often they come, how long a request takes. */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The schedule that the project's workflow has. */
const RUNS_PER_DAY = 4;
/** Expected time of one request, ms. */
const REQUEST_MS = 60_000;

/** Older runs tell of another schedule. */
const LOOK_BACK_MS = 14 * DAY_MS;
/** Jobs of one fan-out, and runs by hand one after the other, are no schedule. */
const LEAST_GAP_MS = 10 * MINUTE_MS;
/** A longer gap is a backlog that was done, or a workflow that was switched off. */
const MOST_GAP_MS = 2 * DAY_MS;
/** Fewer gaps are chance. */
const LEAST_GAPS = 3;
/** A run of fewer requests is mostly its start and its end. */
const LEAST_REQUESTS = 5;
/** So many of the newest runs tell how fast requests are. */
const NEWEST_RUNS = 10;

/** What is known of a run that did something: a line of `state/runs.json`. */
export interface PastRun {
  /** Epoch ms. */
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly requests: number;
}

/** The time that a schedule gives, and what of it was learnt. */
export interface LearntSchedule {
  readonly runsPerDay: number;
  /** Of one of the requests that a run makes at once, ms: downloads and commits included. */
  readonly requestMs: number;
  /** False: assumed, since too few runs tell. */
  readonly learnt: { readonly runsPerDay: boolean; readonly requestMs: boolean };
}

/**
 * Runs a day and seconds a request as the last runs had them; four a day and a minute where too few
 * runs tell. Runs that did nothing are not remembered, so the runs a day are those with work.
 *
 * @param given.concurrency requests at once, as configured
 */
export function learnSchedule(
  runs: readonly PastRun[],
  given: { readonly now: number; readonly concurrency: number },
): LearntSchedule {
  const recent = runs
    .filter(({ startedAt }) => startedAt > given.now - LOOK_BACK_MS && startedAt <= given.now)
    .toSorted((one, other) => one.startedAt - other.startedAt);
  const gap = usualGap(recent.map(({ startedAt }) => startedAt));
  const requestMs = usualRequest(recent, given.concurrency);
  return {
    runsPerDay: gap === undefined ? RUNS_PER_DAY : DAY_MS / gap,
    requestMs: requestMs ?? REQUEST_MS,
    learnt: { runsPerDay: gap !== undefined, requestMs: requestMs !== undefined },
  };
}

/** The median time from one start to the next, ms; ascending starts. */
function usualGap(starts: readonly number[]): number | undefined {
  const gaps = starts
    .slice(1)
    .map((start, at) => start - (starts[at] ?? start))
    .filter((gap) => gap >= LEAST_GAP_MS && gap <= MOST_GAP_MS)
    .toSorted((one, other) => one - other);
  return gaps.length < LEAST_GAPS ? undefined : gaps[Math.floor(gaps.length / 2)];
}

function usualRequest(runs: readonly PastRun[], concurrency: number): number | undefined {
  const busy = runs.filter(({ requests }) => requests >= LEAST_REQUESTS).slice(-NEWEST_RUNS);
  const requests = busy.reduce((sum, run) => sum + run.requests, 0);
  const spentMs = busy.reduce((sum, run) => sum + Math.max(0, run.finishedAt - run.startedAt), 0);
  if (requests === 0 || spentMs === 0) return undefined;
  return Math.max(1_000, (spentMs * Math.max(1, concurrency)) / requests);
}

/** The schedule in words: `4 runs a day assumed, 23 s a request as in the last runs`. */
export function scheduleInWords({ runsPerDay, requestMs, learnt }: LearntSchedule): string {
  const rounded = runsPerDay < 10 ? Math.round(runsPerDay * 10) / 10 : Math.round(runsPerDay);
  const often = `${rounded} ${rounded === 1 ? 'run' : 'runs'} a day`;
  const fast = `${Math.max(1, Math.round(requestMs / 1_000))} s a request`;
  const origin = (known: boolean): string => (known ? 'as in the last runs' : 'assumed');
  return learnt.runsPerDay === learnt.requestMs
    ? `${often} and ${fast} ${origin(learnt.requestMs)}`
    : `${often} ${origin(learnt.runsPerDay)}, ${fast} ${origin(learnt.requestMs)}`;
}
