import { pacificDay } from '../quota/pacific.ts';
import { sharesForShard } from '../quota/shards.ts';
import type { RunContext } from './context.ts';
import type { RunModel } from './models.ts';
import type { ServiceHolder } from './service-state.ts';

/** Limits of single pairs of key and model in place of their model's, at a moment (epoch ms). */
export type Shares = (now: number) => ReturnType<typeof sharesForShard>;

/**
 * This job's part of the limits, none where its keys are its own; reckoned anew when the day's
 * quotas begin anew.
 */
export function sharesByDay(
  run: RunContext,
  service: ServiceHolder,
  models: readonly RunModel[],
): Shares {
  const keys = run.keys.map((key) => key.fingerprint);
  let day: string | undefined;
  let shares: ReturnType<typeof sharesForShard> = [];
  return (now) => {
    const today = pacificDay(now);
    if (run.sharesKeys === true && today !== day) {
      day = today;
      shares = sharesForShard(service.now.ledger, { keys, models, shard: run.shard, now });
    }
    return shares;
  };
}
