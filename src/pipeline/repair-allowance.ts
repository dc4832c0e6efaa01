import { REPAIR_SHARE } from '../plan/chunk-length.ts';
import { effectiveLimits, isDead } from '../quota/availability.ts';
import { nextPacificMidnight, pacificDay } from '../quota/pacific.ts';
import type { RunsState } from '../state/types.ts';
import type { RepairAllowance } from './chunk-types.ts';
import type { RunContext } from './context.ts';
import type { RunModel } from './models.ts';
import type { ServiceHolder } from './service-state.ts';

/**
 * The repairs that may still be asked for today, over all runs of the day. Where no daily limit is
 * known there is no bound but those of each chunk, episode and run.
 */
export function makeRepairAllowance(
  run: RunContext,
  given: {
    readonly service: ServiceHolder;
    readonly models: readonly RunModel[];
    readonly runs: RunsState;
  },
): RepairAllowance {
  const { clock } = run.ports;
  let taken = 0;
  let day = pacificDay(run.startedAt);
  let left = allowed(run, given) - before(given.runs, day);

  return {
    taken: () => taken,
    renewedAt: () => nextPacificMidnight(clock.now()),
    take: () => {
      const today = pacificDay(clock.now());
      if (today !== day) {
        day = today;
        left = allowed(run, given);
      }
      if (left < 1) return false;
      left -= 1;
      taken += 1;
      return true;
    },
  };
}

function before(runs: RunsState, day: string): number {
  return runs.runs
    .filter((run) => pacificDay(run.startedAt) === day)
    .reduce((sum, run) => sum + (run.repairs ?? 0), 0);
}

function allowed(
  run: RunContext,
  given: { readonly service: ServiceHolder; readonly models: readonly RunModel[] },
): number {
  const { ledger } = given.service.now;
  const now = run.ports.clock.now();
  let perDay = 0;
  for (const { fingerprint } of run.keys) {
    if (isDead(ledger, fingerprint, now)) continue;
    for (const { model, limits } of given.models) {
      const entry = ledger.entries.find((one) => one.key === fingerprint && one.model === model);
      perDay += effectiveLimits(entry, limits, now).requestsPerDay ?? Infinity;
    }
  }
  return Math.floor(perDay * REPAIR_SHARE);
}
