import { moment } from '../base/moment.ts';
import { isFault } from '../base/failure.ts';
import { told } from '../base/outcome.ts';
import type { Ports, Snapshot } from '../ports.ts';
import { loadState } from '../pipeline/load-state.ts';
import type { LoadedState } from '../pipeline/load-state.ts';
import { openBreakers } from '../quota/breaker.ts';
import type { OpenBreaker } from '../quota/breaker.ts';
import { keysOff } from '../quota/ledger.ts';
import { readTopIndex } from '../render/top-index.ts';
import { pairOf } from './show-quota.ts';
import type { PairQuota } from './show-quota.ts';

/** One thing that was looked at. */
export interface HealthCheck {
  readonly name: 'state' | 'runs' | 'progress' | 'breakers' | 'keys';
  readonly ok: boolean;
  /** One sentence for people. */
  readonly detail: string;
}

/** Whether the job is in order. Times are epoch ms. */
export interface Health {
  readonly healthy: boolean;
  readonly checks: readonly HealthCheck[];
  /** When a run last finished an episode. */
  readonly lastSuccessAt?: number;
  /** When a run that did something last ended. */
  readonly lastRunAt?: number;
  /** Unfinished episodes. */
  readonly backlog: number;
  /** For how long the oldest of them has been out, by its date of publication; ms. */
  readonly backlogAgeMs?: number;
  /** Episodes that failed, tried again by themselves or not. */
  readonly failed: number;
  readonly breakers: readonly OpenBreaker[];
  /** Use of each key and model; empty when neither keys nor models are known. */
  readonly quota: readonly PairQuota[];
}

const DAY_MS = 24 * 3_600_000;

/** Work that waits and no finished episode for so long: something is stuck; ms. */
const STUCK_MS = 3 * DAY_MS;

/** Even a run that finds nothing leaves a sign of life after 45 days: later than this none ran; ms. */
const QUIET_MS = 50 * DAY_MS;

/** Whose health is asked for. */
export interface HealthQuery {
  readonly stateDir: string;
  /** Where transcripts tell that there must be state; absent: nowhere. */
  readonly transcriptsDir?: string;
  /** Longest time without a run that left a trace, ms; absent: without a run or a commit, 50 days. */
  readonly maxQuietMs?: number;
  /** Fingerprints; empty: keys are not looked at. */
  readonly keys: readonly string[];
  /** Models whose quota is reported; absent: none. */
  readonly models?: readonly string[];
  readonly signal: AbortSignal;
}

/** Looks at the state of the branch and says whether the job is in order. It writes nothing. */
export async function checkHealth(
  ports: Pick<Ports, 'store' | 'clock'>,
  query: HealthQuery,
): Promise<Health> {
  try {
    const snapshot = await ports.store.open(query.signal);
    const state = await loadState(snapshot, query.stateDir, query.signal);
    const shows = state.feeds.size > 0 ? 0 : await transcribedShows(snapshot, query);
    const { committedAt } = snapshot;
    const known = { ...query, shows, ...(committedAt === undefined ? {} : { committedAt }) };
    return judge(state, known, ports.clock.now());
  } catch (error) {
    if (!isFault(error)) throw error;
    return {
      healthy: false,
      checks: [
        { name: 'state', ok: false, detail: `${told(error.problem)} (${error.problem.code})` },
      ],
      backlog: 0,
      failed: 0,
      breakers: [],
      quota: [],
    };
  }
}

/** How many shows have transcripts, by the front index. */
async function transcribedShows(
  snapshot: Snapshot,
  { transcriptsDir, signal }: HealthQuery,
): Promise<number> {
  if (transcriptsDir === undefined) return 0;
  const path = `${transcriptsDir}/index.json`;
  const text = await snapshot.read(path, signal);
  const read = text === undefined ? undefined : readTopIndex(text, path);
  return read?.ok === true ? read.value.shows.length : 0;
}

/** What health is judged by beside the state. */
interface HealthFacts extends Partial<HealthQuery> {
  readonly keys: readonly string[];
  /** Shows that have transcripts; looked for only where there is no state. */
  readonly shows?: number;
  /** When the branch was last committed to, epoch ms; a folder has no commits. */
  readonly committedAt?: number;
}

/** Judges what was read; pure. */
export function judge(state: LoadedState, facts: HealthFacts, now: number): Health {
  const { keys, models = [] } = facts;
  const episodes = [...state.feeds.values()].flatMap((feed) => Object.values(feed.episodes));
  const open = episodes.filter(({ status }) => status !== 'done' && status !== 'skipped');
  const lastSuccessAt = latest([
    ...episodes.flatMap((one) => (one.status === 'done' ? (one.finishedAt ?? []) : [])),
    ...state.runs.runs.flatMap((run) => (run.completed > 0 ? [run.finishedAt] : [])),
  ]);
  const lastRunAt = latest(state.runs.runs.map(({ finishedAt }) => finishedAt));
  // A run that was killed left no record, but its slice.
  const begun = state.batch.batches.map(({ startedAt }) => startedAt);
  const signAt = latest([...begun, ...[lastRunAt ?? [], lastSuccessAt ?? []].flat()]);
  const oldest = latest(open.flatMap(({ publishedAt }) => publishedAt ?? []).map((at) => -at));
  const checks: readonly HealthCheck[] = [
    stateOf(state, facts),
    runsOf({ ...facts, lastRunAt: signAt, now }),
    progressOf({ state, open: open.length, lastSuccessAt, now }),
    breakersOf(state, now),
    keysOf(state, keys, now),
  ];
  return {
    healthy: checks.every(({ ok }) => ok),
    checks,
    backlog: open.length,
    ...(oldest === undefined ? {} : { backlogAgeMs: Math.max(0, now + oldest) }),
    failed: episodes.filter(({ status }) => status === 'failed').length,
    breakers: openBreakers(state.circuit, now),
    quota: keys.flatMap((key) =>
      models.map((model) => pairOf(state, key, { model, limits: {} }, now)),
    ),
    ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
    ...(lastRunAt === undefined ? {} : { lastRunAt }),
  };
}

function latest(times: readonly number[]): number | undefined {
  return times.reduce<number | undefined>(
    (best, at) => (best === undefined || at > best ? at : best),
    undefined,
  );
}

/** No state is not the same as nothing to do: it was lost, or this is another folder or branch. */
function stateOf(
  { feeds }: LoadedState,
  { stateDir = 'state', shows = 0 }: HealthFacts,
): HealthCheck {
  if (feeds.size > 0) {
    return {
      name: 'state',
      ok: true,
      detail: `The state of ${count(feeds.size, 'show')} was read.`,
    };
  }
  const detail =
    shows > 0
      ? `There is no state of any show in ${stateDir}, though ${count(shows, 'show')} ${shows === 1 ? 'has' : 'have'} transcripts: it was lost, or lies elsewhere. The next run, or \`podcast-transcriber state rebuild\`, finds finished episodes again; what waited or failed is in the history of the repository.`
      : `There is no state of any show in ${stateDir}: no run has found an episode yet, or this is not the folder or the branch that runs work on.`;
  return { name: 'state', ok: false, detail };
}

/** Whether runs still come. A schedule that is off leaves no other trace than that nothing is left. */
function runsOf(
  facts: HealthFacts & { readonly lastRunAt: number | undefined; readonly now: number },
): HealthCheck {
  const { lastRunAt, committedAt, maxQuietMs, now } = facts;
  // A bound of the user's is about runs; ours is what can be proved, and any commit delays the sign.
  const signs = maxQuietMs === undefined ? [lastRunAt ?? [], committedAt ?? []] : [lastRunAt ?? []];
  const signAt = latest(signs.flat());
  if (signAt === undefined) return { name: 'runs', ok: true, detail: 'No run was recorded yet.' };
  const quiet = now - signAt > (maxQuietMs ?? QUIET_MS);
  const what = maxQuietMs === undefined && signAt !== lastRunAt ? 'commit' : 'run';
  const since = `the last ${what} that left a trace is of ${moment(signAt)}`;
  if (!quiet) return { name: 'runs', ok: true, detail: `${sentence(since)}.` };
  const proof =
    maxQuietMs === undefined ? ', and even one that finds nothing leaves one after 45 days' : '';
  return {
    name: 'runs',
    ok: false,
    detail: `No run for ${Math.floor((now - signAt) / DAY_MS)} days: ${since}${proof}. See whether the schedule is on (GitHub turns it off where nothing happens for 60 days) and how its runs end; in a clone, pull first.`,
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function progressOf(given: {
  readonly state: LoadedState;
  readonly open: number;
  readonly lastSuccessAt: number | undefined;
  readonly now: number;
}): HealthCheck {
  const { state, open, lastSuccessAt, now } = given;
  const begun = [...state.runs.runs, ...state.batch.batches].map(({ startedAt }) => startedAt);
  const since = lastSuccessAt ?? begun.toSorted((a, b) => a - b)[0];
  const stuck = open > 0 && since !== undefined && now - since > STUCK_MS;
  const last =
    lastSuccessAt === undefined
      ? 'no episode was finished yet'
      : `the last episode was finished on ${moment(lastSuccessAt)}`;
  return {
    name: 'progress',
    ok: !stuck,
    detail: `${count(open, 'episode')} ${open === 1 ? 'waits' : 'wait'}; ${last}.${stuck ? ' Look at the newest runs for what holds them back.' : ''}`,
  };
}

function breakersOf(state: LoadedState, now: number): HealthCheck {
  const open = openBreakers(state.circuit, now);
  if (open.length === 0) return { name: 'breakers', ok: true, detail: 'No breaker is open.' };
  const names = open.map(
    ({ subject, until, reason }) => `${subject} until ${moment(until)} (${reason})`,
  );
  return {
    name: 'breakers',
    ok: false,
    detail: `Resting after repeated faults: ${names.join('; ')}. The mode reset-circuit ends the rest; on the command line: podcast-transcriber circuit reset.`,
  };
}

function keysOf(state: LoadedState, keys: readonly string[], now: number): HealthCheck {
  if (keys.length === 0)
    return { name: 'keys', ok: true, detail: 'No keys were given to look at.' };
  const off = keysOff(state.ledger, keys, now);
  const detail =
    off.length === 0
      ? `${count(keys.length, 'key')} in use.`
      : `${keys.length - off.length} of ${count(keys.length, 'key')} in use. Out of use: ${off.map(({ key, reason }) => `${key} (${reason.replace(/\.+$/u, '')})`).join('; ')}.`;
  return { name: 'keys', ok: off.length < keys.length, detail };
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
