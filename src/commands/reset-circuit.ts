import type { Problem } from '../base/outcome.ts';
import { value } from '../pipeline/load-state.ts';
import type { FileChange, Ports } from '../ports.ts';
import { resetCircuit } from '../quota/breaker.ts';
import { statePaths } from '../state/paths.ts';
import { readCircuitState, readFeedState } from '../state/read.ts';
import { writeCircuitState, writeFeedState } from '../state/write.ts';

/** What a reset of the breakers did. */
export interface CircuitOutcome {
  /** Subjects whose breakers were forgotten. */
  readonly closed: readonly string[];
  /** Why nothing was changed. */
  readonly fault?: Problem;
  readonly revision?: string;
}

/**
 * Closes every breaker and forgets its past: models and hosts that rest are asked again at once,
 * and episodes that were put off by a service that failed may be taken by the next run.
 */
export async function closeBreakers(
  ports: Pick<Ports, 'store'>,
  options: { readonly stateDir: string; readonly signal: AbortSignal },
): Promise<CircuitOutcome> {
  const paths = statePaths(options.stateDir);
  const snapshot = await ports.store.open(options.signal);
  const feeds = (await snapshot.list(paths.feeds, options.signal)).filter((name) =>
    name.endsWith('.json'),
  );
  let closed: readonly string[] = [];
  const circuit: FileChange = {
    kind: 'merge',
    path: paths.circuit,
    merge: (current) => {
      if (current === undefined) return null;
      const state = value(readCircuitState(paths.circuit, current));
      closed = Object.keys(state.breakers);
      return closed.length === 0 ? null : writeCircuitState(resetCircuit(state));
    },
  };
  const outcome = await ports.store.commit(
    {
      message: 'Reset the breakers',
      files: [circuit, ...feeds.map((name) => dueAgain(`${paths.feeds}/${name}`))],
    },
    options.signal,
  );
  switch (outcome.kind) {
    case 'committed':
      return { closed, revision: outcome.revision };
    case 'unchanged':
      return { closed: [] };
    case 'failed':
      return { closed: [], fault: outcome.error };
  }
}

/** Lets a show's episodes that wait for a service or a host be taken at once. */
function dueAgain(path: string): FileChange {
  return {
    kind: 'merge',
    path,
    merge: (current) => {
      if (current === undefined) return null;
      const state = value(readFeedState(path, current));
      const waiting = Object.entries(state.episodes).filter(
        ([, { status, cause }]) =>
          status === 'deferred' && (cause === 'service' || cause === 'host'),
      );
      if (waiting.length === 0) return null;
      const due = waiting.map(([id, { notBefore: _n, ...episode }]) => [id, episode] as const);
      return writeFeedState({
        ...state,
        episodes: { ...state.episodes, ...Object.fromEntries(due) },
      });
    },
  };
}
