import { isFault } from '../base/failure.ts';
import type { Ports } from '../ports.ts';
import { loadState } from '../pipeline/load-state.ts';
import type { LoadedState } from '../pipeline/load-state.ts';
import { openBreakers } from '../quota/breaker.ts';
import { keysOff } from '../quota/ledger.ts';

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
  /** When a run last finished an episode, or found nothing to do after one. */
  readonly lastSuccessAt?: number;
  /** Unfinished episodes. */
  readonly backlog: number;
}

/** Work that waits and no finished episode for so long: something is stuck; ms. */
const STUCK_MS = 3 * 24 * 3_600_000;

/** Looks at the state of the branch and says whether the job is in order. It writes nothing. */
export async function checkHealth(
  ports: Pick<Ports, 'store' | 'clock'>,
  options: {
    readonly stateDir: string;
    /** Fingerprints; empty: keys are not looked at. */
    readonly keys: readonly string[];
    readonly signal: AbortSignal;
  },
): Promise<Health> {
  try {
    const snapshot = await ports.store.open(options.signal);
    const state = await loadState(snapshot, options.stateDir, options.signal);
    return judge(state, options.keys, ports.clock.now());
  } catch (error) {
    if (!isFault(error)) throw error;
    const { message, remedy } = error.problem;
    return {
      healthy: false,
      checks: [{ name: 'state', ok: false, detail: `${message} ${remedy}` }],
      backlog: 0,
    };
  }
}

/** Judges what was read; pure. */
export function judge(state: LoadedState, keys: readonly string[], now: number): Health {
  const episodes = [...state.feeds.values()].flatMap((feed) => Object.values(feed.episodes));
  const open = episodes.filter(({ status }) => status !== 'done' && status !== 'skipped');
  const finished = [
    ...episodes.flatMap((one) => (one.status === 'done' ? (one.finishedAt ?? []) : [])),
    ...state.runs.runs.flatMap((run) => (run.completed > 0 ? [run.finishedAt] : [])),
  ];
  const lastSuccessAt = finished.reduce<number | undefined>(
    (latest, at) => (latest === undefined || at > latest ? at : latest),
    undefined,
  );
  const checks: readonly HealthCheck[] = [
    { name: 'state', ok: true, detail: `The state of ${state.feeds.size} shows was read.` },
    progressOf({ state, open: open.length, lastSuccessAt, now }),
    breakersOf(state, now),
    keysOf(state, keys, now),
  ];
  return {
    healthy: checks.every(({ ok }) => ok),
    checks,
    backlog: open.length,
    ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
  };
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
      : `the last episode was finished on ${new Date(lastSuccessAt).toISOString()}`;
  return {
    name: 'progress',
    ok: !stuck,
    detail: `${open} episodes wait; ${last}.${stuck ? ' Look at the newest runs for what holds them back.' : ''}`,
  };
}

function breakersOf(state: LoadedState, now: number): HealthCheck {
  const open = openBreakers(state.circuit, now);
  if (open.length === 0) return { name: 'breakers', ok: true, detail: 'No breaker is open.' };
  const names = open.map(
    ({ subject, until, reason }) => `${subject} until ${new Date(until).toISOString()} (${reason})`,
  );
  return {
    name: 'breakers',
    ok: false,
    detail: `Resting after repeated faults: ${names.join('; ')}. The mode reset-circuit ends the rest.`,
  };
}

function keysOf(state: LoadedState, keys: readonly string[], now: number): HealthCheck {
  const off = keysOff(state.ledger, keys, now);
  const ok = keys.length === 0 || off.length < keys.length;
  const detail =
    off.length === 0
      ? `${keys.length} keys are in use.`
      : `Out of use: ${off.map(({ key, reason }) => `${key} (${reason})`).join('; ')}.`;
  return { name: 'keys', ok, detail };
}
