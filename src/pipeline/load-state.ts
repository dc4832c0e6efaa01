import { Fault } from '../base/failure.ts';
import type { Result } from '../base/outcome.ts';
import type { Snapshot } from '../ports.ts';
import { emptyLedger } from '../quota/ledger.ts';
import type { Ledger } from '../quota/types.ts';
import {
  readBatchState,
  readCircuitState,
  readLedger,
  readOwnFeedState,
  readRunsState,
} from '../state/read.ts';
import { statePaths } from '../state/paths.ts';
import type { BatchState, CircuitState, FeedState, RunsState } from '../state/types.ts';

/** The state of the branch's head, as far as a run needs it. */
export interface LoadedState {
  /** By show; only shows that have a file. */
  readonly feeds: ReadonlyMap<string, FeedState>;
  readonly ledger: Ledger;
  readonly circuit: CircuitState;
  readonly batch: BatchState;
  readonly runs: RunsState;
}

/** Files read at once. */
const CONCURRENCY = 8;

/**
 * Reads the state files at the head. Missing files are empty state.
 *
 * @throws Fault when a file cannot be read or understood, or is a copy under another name: nothing
 * may be written over it.
 */
export async function loadState(
  snapshot: Snapshot,
  stateDir: string,
  signal: AbortSignal,
): Promise<LoadedState> {
  const paths = statePaths(stateDir);
  const read = async <T>(
    path: string,
    parse: (path: string, text: string) => Result<T>,
  ): Promise<T | undefined> => {
    const text = await snapshot.read(path, signal);
    return text === undefined ? undefined : value(parse(path, text));
  };
  const names = (await snapshot.list(paths.feeds, signal)).filter((name) => name.endsWith('.json'));
  const feeds = new Map<string, FeedState>();
  for (let at = 0; at < names.length; at += CONCURRENCY) {
    const some = names.slice(at, at + CONCURRENCY);
    const states = await Promise.allSettled(
      some.map((name) => read(`${paths.feeds}/${name}`, readOwnFeedState)),
    );
    // All have ended by now: a run that stops here leaves no request behind.
    for (const state of states) {
      if (state.status === 'rejected') throw state.reason;
      if (state.value !== undefined) feeds.set(state.value.show, state.value);
    }
  }
  return {
    feeds,
    ledger: (await read(paths.quota, readLedger)) ?? emptyLedger(),
    circuit: (await read(paths.circuit, readCircuitState)) ?? { version: 1, breakers: {} },
    batch: (await read(paths.batch, readBatchState)) ?? { version: 1, batches: [] },
    runs: (await read(paths.runs, readRunsState)) ?? { version: 1, runs: [] },
  };
}

/** The value of a reading that must succeed for the run to go on. */
export function value<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Fault(result.problem);
}
