import { moment } from '../base/moment.ts';
import { isFault } from '../base/failure.ts';
import { told } from '../base/outcome.ts';
import type { Ports } from '../ports.ts';
import { loadState } from '../pipeline/load-state.ts';
import type { LoadedState } from '../pipeline/load-state.ts';
import { openBreakers } from '../quota/breaker.ts';
import type { OpenBreaker } from '../quota/breaker.ts';
import { keysOff } from '../quota/ledger.ts';
import { pairOf } from './show-quota.ts';
import type { PairQuota } from './show-quota.ts';

/** One thing that was looked at. */
export interface HealthCheck {
  readonly name: 'state' | 'progress' | 'breakers' | 'keys';
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

/** Work that waits and no finished episode for so long: something is stuck; ms. */
const STUCK_MS = 3 * 24 * 3_600_000;

/** Whose health is asked for. */
export interface HealthQuery {
  readonly stateDir: string;
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
    return judge(state, query, ports.clock.now());
  } catch (error) {
    if (!isFault(error)) throw error;
    return {
      healthy: false,
      checks: [{ name: 'state', ok: false, detail: told(error.problem) }],
      backlog: 0,
      failed: 0,
      breakers: [],
      quota: [],
    };
  }
}

/** Judges what was read; pure. */
export function judge(
  state: LoadedState,
  { keys, models = [] }: Pick<HealthQuery, 'keys' | 'models'>,
  now: number,
): Health {
  const episodes = [...state.feeds.values()].flatMap((feed) => Object.values(feed.episodes));
  const open = episodes.filter(({ status }) => status !== 'done' && status !== 'skipped');
  const lastSuccessAt = latest([
    ...episodes.flatMap((one) => (one.status === 'done' ? (one.finishedAt ?? []) : [])),
    ...state.runs.runs.flatMap((run) => (run.completed > 0 ? [run.finishedAt] : [])),
  ]);
  const lastRunAt = latest(state.runs.runs.map(({ finishedAt }) => finishedAt));
  const oldest = latest(open.flatMap(({ publishedAt }) => publishedAt ?? []).map((at) => -at));
  const checks: readonly HealthCheck[] = [
    {
      name: 'state',
      ok: true,
      detail: `The state of ${count(state.feeds.size, 'show')} was read.`,
    },
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

function progressOf(given: {
  readonly state: LoadedState;
  readonly open: number;
  readonly lastSuccessAt: number | undefined;
  readonly now: number;
}): HealthCheck {
  const { state, open, lastSuccessAt, now } = given;
  const since = lastSuccessAt ?? state.runs.runs[0]?.startedAt;
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
