import { REPAIR_SHARE } from '../plan/chunk-length.ts';
import { effectiveLimits, isDead } from '../quota/availability.ts';
import { nextPacificMidnight, pacificDay } from '../quota/pacific.ts';
import type { RunsState } from '../state/types.ts';
import type { RepairAllowance } from './chunk-types.ts';
import type { RunContext } from './context.ts';
import type { RunModel } from './models.ts';
import type { ServiceHolder } from './service-state.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * The repairs that may still be asked for today, over all runs of the day. Jobs of a fan-out that use
 * the same keys share what is left of them: together they take no more than one job would. Where
 * no daily limit is known there is no bound but those of each chunk, episode and run.
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
  const { own, others } = takenOn(day, run, given.runs);
  let left = share(allowed(run, given) - others, run, run.startedAt) - own;

  return {
    taken: () => taken,
    renewedAt: () => nextPacificMidnight(clock.now()),
    take: () => {
      const today = pacificDay(clock.now());
      if (today !== day) {
        day = today;
        left = share(allowed(run, given), run, clock.now());
      }
      if (left < 1) return false;
      left -= 1;
      taken += 1;
      return true;
    },
  };
}

/**
 * Repairs of a day, by what the state tells: those of this job's own slot in the fan-out (an earlier
 * attempt of it), and those of other runs. The other jobs of the fan-out are left out: with shared keys
 * they draw on shares of their own, however far they are, and otherwise on keys of their own.
 */
function takenOn(
  day: string,
  run: RunContext,
  { runs }: RunsState,
): { readonly own: number; readonly others: number } {
  const { index, count } = run.shard;
  const batch = run.runId.slice(0, run.runId.lastIndexOf('/') + 1);
  let own = 0;
  let others = 0;
  for (const { id, startedAt, repairs = 0 } of runs) {
    if (pacificDay(startedAt) !== day) continue;
    const [, at, of] = /\/(\d+)-of-(\d+)$/.exec(id) ?? [];
    // Earlier fan-outs of this shape spent the keys of the other slots, not of this one.
    const isElsewhere = Number(of) === count && Number(at) !== index;
    if (id === run.runId) own += repairs;
    else if (!isElsewhere) others += repairs;
    else if (run.sharesKeys === true && !id.startsWith(batch)) others += repairs;
  }
  return { own, others };
}

/**
 * This job's part of what the jobs of a fan-out take from the same keys. What does not divide goes to
 * other jobs each day: with more jobs than repairs none of them waits for ever.
 */
function share(amount: number, { sharesKeys, shard }: RunContext, now: number): number {
  if (sharesKeys !== true) return amount;
  const { index, count } = shard;
  const days = Math.round(nextPacificMidnight(now) / DAY_MS);
  const turn = (index - 1 + days) % count;
  return Math.floor((Math.max(0, amount) + count - 1 - turn) / count);
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
