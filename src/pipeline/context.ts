import type { Mode, Settings, ShardSetting } from '../config.ts';
import type { ApiKey, Ports } from '../ports.ts';
import type { StopSignals } from './signals.ts';

/** Which part of the work is this job's: 1-based index of count. */
export type Shard = ShardSetting;

/** The time in which requests may begin. */
export interface TimeBudget {
  /** Its end, epoch ms; while it is suspended the end moves on with the clock. */
  readonly endsAt: () => number;
  /** Lets it stand still until the returned function is called, as for a wait for quota. */
  readonly suspend: () => () => void;
}

/** What every stage of a run is given. */
export interface RunContext {
  readonly ports: Ports;
  readonly settings: Settings;
  /** Modes that work on episodes; the others have commands of their own. */
  readonly mode: Extract<Mode, 'run' | 'resume' | 'retry-failed' | 'dry-run'>;
  /** This job's keys. */
  readonly keys: readonly ApiKey[];
  readonly shard: Shard;
  /** The jobs of the fan-out have fewer keys than they are: they use all of them together. */
  readonly sharesKeys?: boolean;
  /** `<run id>/<i>-of-<n>`: names this run's slice in the batch. */
  readonly runId: string;
  readonly startedAt: number;
  readonly signals: StopSignals;
  readonly budget: TimeBudget;
  /** When the job's token ends, epoch ms: nothing may be waited for beyond it. Absent: never. */
  readonly tokenEndsAt?: number;
}
