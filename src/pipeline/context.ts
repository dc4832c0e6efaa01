import type { Mode, Settings, ShardSetting } from '../config.ts';
import type { ApiKey, Ports } from '../ports.ts';
import type { StopSignals } from './signals.ts';

/** Which part of the work is this job's: 1-based index of count. */
export type Shard = ShardSetting;

/** What every stage of a run is given. */
export interface RunContext {
  readonly ports: Ports;
  readonly settings: Settings;
  /** Modes that work on episodes; the others have commands of their own. */
  readonly mode: Extract<Mode, 'run' | 'resume' | 'retry-failed' | 'dry-run'>;
  /** This job's keys. */
  readonly keys: readonly ApiKey[];
  readonly shard: Shard;
  /** `<run id>/<i>-of-<n>`: names this run's slice in the batch. */
  readonly runId: string;
  readonly startedAt: number;
  readonly signals: StopSignals;
  /** The end of the time budget, epoch ms; a wait for quota moves it. */
  readonly budget: { readonly endsAt: () => number; readonly extend: (ms: number) => void };
}
