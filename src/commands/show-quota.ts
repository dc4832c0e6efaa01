import type { Settings } from '../config.ts';
import { loadState } from '../pipeline/load-state.ts';
import type { LoadedState } from '../pipeline/load-state.ts';
import type { Ports } from '../ports.ts';
import { availability, effectiveLimits, usedOn } from '../quota/availability.ts';
import type { ModelChoice } from '../quota/choose.ts';
import type { Forecast } from '../quota/forecast.ts';
import { keysOff } from '../quota/ledger.ts';
import { nextPacificMidnight, pacificDay } from '../quota/pacific.ts';
import { suspectedSharedProjects } from '../quota/shared-projects.ts';
import type { SharedProject } from '../quota/shared-projects.ts';
import type { KeyNote, Limits } from '../quota/types.ts';
import { backlogOf, forecastOf, keptChunks, modelChoices } from './backlog.ts';

/** One key and model. */
export interface PairQuota {
  /** Fingerprint. */
  readonly key: string;
  readonly model: string;
  readonly requestsToday: number;
  readonly tokensToday: number;
  /** Limits that hold now: configured, or learnt from refusals; absent: not known. */
  readonly limits: Limits;
  /** Whether it could serve a request now; `busy`: in a moment. */
  readonly standing: 'free' | 'busy' | 'exhausted' | 'out-of-use';
  /** When it can serve again, epoch ms. */
  readonly until?: number;
  readonly reason?: string;
}

/** Quota as the ledger knows it. Times are epoch ms. */
export interface QuotaView {
  /** The Pacific day that is counted, and when the next one begins. */
  readonly day: string;
  readonly resetsAt: number;
  readonly pairs: readonly PairQuota[];
  /** Keys that are switched off, with the reason. */
  readonly keysOff: readonly KeyNote[];
  readonly sharedProjects: readonly SharedProject[];
  /** Absent when nothing waits or no key is known. */
  readonly forecast?: Forecast;
}

/** Where quota and backlog are read, and for which keys. */
export interface QuotaQuery {
  readonly settings: Settings;
  /** Fingerprints of the keys at hand; none: of all that the ledger knows. */
  readonly keys: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * What every key and model has used and may still use, and when the backlog will be done.
 *
 * @throws Fault when the state cannot be read.
 */
export async function showQuota(
  ports: Pick<Ports, 'store' | 'clock' | 'checkpoints'>,
  query: QuotaQuery,
): Promise<QuotaView> {
  const { settings, signal } = query;
  const now = ports.clock.now();
  const snapshot = await ports.store.open(signal);
  const state = await loadState(snapshot, settings.output.stateDir, signal);
  const known = [...new Set(state.ledger.entries.map(({ key }) => key))];
  const keys = query.keys.length > 0 ? query.keys : known;
  const asked = { settings, state, chunks: await keptChunks(ports.checkpoints, signal), now };
  const backlog = backlogOf(asked);
  const worthIt = backlog.episodes.length > 0 && keys.length > 0;
  return {
    day: pacificDay(now),
    resetsAt: nextPacificMidnight(now),
    pairs: keys.flatMap((key) =>
      modelChoices(settings, state, now).map((choice) => pairOf(state, key, choice, now)),
    ),
    keysOff: keysOff(state.ledger, keys, now),
    sharedProjects: suspectedSharedProjects(state.ledger),
    ...(worthIt ? { forecast: forecastOf({ ...asked, backlog, keys }) } : {}),
  };
}

/** One key and model at `now`. */
export function pairOf(
  { ledger }: Pick<LoadedState, 'ledger'>,
  key: string,
  { model, limits, openUntil }: ModelChoice,
  now: number,
): PairQuota {
  const entry = ledger.entries.find((one) => one.key === key && one.model === model);
  const used = usedOn(entry, pacificDay(now));
  const common = {
    key,
    model,
    requestsToday: used.requests,
    tokensToday: used.tokens,
    limits: effectiveLimits(entry, limits, now),
  };
  const when = availability(ledger, { key, model, limits, tokens: 1, now });
  switch (when.kind) {
    case 'never':
      return { ...common, standing: 'out-of-use', reason: when.reason };
    case 'exhausted':
      return { ...common, standing: 'exhausted', until: when.untilMs, reason: when.reason };
    case 'wait':
      return { ...common, standing: 'busy', until: when.untilMs, reason: when.reason };
    case 'now':
      return openUntil === undefined
        ? { ...common, standing: 'free' }
        : {
            ...common,
            standing: 'busy',
            until: openUntil,
            reason: `${model} rests after repeated faults`,
          };
  }
}
