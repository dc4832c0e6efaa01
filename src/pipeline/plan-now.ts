import type { Eligible } from '../plan/eligible.ts';
import { heldBy, planSlice } from '../plan/slice.ts';
import type { Slice } from '../plan/types.ts';
import { capacity } from '../quota/forecast.ts';
import type { sharesForShard } from '../quota/shards.ts';
import { ASSUMED_DURATION_SEC, chunkSecOf } from './chunk-length.ts';
import type { RunContext } from './context.ts';
import type { Dispatcher } from './dispatch-types.ts';
import type { RunModel } from './models.ts';
import type { ServiceHolder } from './service-state.ts';

/** Time to get and cut an episode's audio, ms. */
const OVERHEAD_MS = 20_000;

/** What a run takes, and how many of its first episodes the quota is sure to hold to their ends. */
export function planNow(given: {
  readonly run: RunContext;
  readonly eligible: Eligible;
  readonly dispatcher: Dispatcher;
  readonly service: ServiceHolder;
  readonly models: readonly RunModel[];
  readonly shares: (now: number) => ReturnType<typeof sharesForShard>;
}): { readonly slice: Slice; readonly sure: number } {
  const { run, eligible, dispatcher, service, models, shares } = given;
  const { settings, ports } = run;
  const chunkSec = chunkSecOf(settings);
  const now = ports.clock.now();
  const maxEpisodes = settings.run.maxEpisodes;
  const query = {
    keys: run.keys.map((key) => key.fingerprint),
    models,
    tokens: Math.ceil(chunkSec * 32),
    now,
    until: run.budget.endsAt(),
    shares: shares(now),
  };
  // A plan without keys shows what a run with keys would take; a run that may wait takes all it has time for.
  const unlimited = run.keys.length === 0 || settings.run.onQuota === 'wait';
  const slice = planSlice(eligible.byShow, {
    ...(maxEpisodes === undefined ? {} : { maxEpisodes }),
    budgetMs: run.budget.endsAt() - now,
    requests: unlimited ? Infinity : capacity(service.now.ledger, query),
    chunkSec,
    assumedDurationSec: ASSUMED_DURATION_SEC,
    overheadMs: OVERHEAD_MS,
    requestMs: dispatcher.requestMs(chunkSec),
    concurrency: settings.transcription.concurrency,
  });
  const held = capacity(service.now.ledger, { ...query, isSure: true });
  return { slice, sure: heldBy(slice.taken, held) };
}
