import { Fault } from '../base/failure.ts';
import type { Problem } from '../base/outcome.ts';
import type { Ports } from '../ports.ts';
import { resetCircuit } from '../quota/breaker.ts';
import { statePaths } from '../state/paths.ts';
import { readCircuitState } from '../state/read.ts';
import { writeCircuitState } from '../state/write.ts';

/** What a reset of the breakers did. */
export interface CircuitOutcome {
  /** Subjects whose breakers were forgotten. */
  readonly closed: readonly string[];
  /** Why nothing was changed. */
  readonly fault?: Problem;
  readonly revision?: string;
}

/** Closes every breaker and forgets its past: models and hosts that rest are asked again at once. */
export async function closeBreakers(
  ports: Pick<Ports, 'store'>,
  options: { readonly stateDir: string; readonly signal: AbortSignal },
): Promise<CircuitOutcome> {
  const path = statePaths(options.stateDir).circuit;
  let closed: readonly string[] = [];
  await ports.store.open(options.signal);
  const outcome = await ports.store.commit(
    {
      message: 'Reset the breakers',
      files: [
        {
          kind: 'merge',
          path,
          merge: (current) => {
            if (current === undefined) return null;
            const read = readCircuitState(path, current);
            if (!read.ok) throw new Fault(read.problem);
            closed = Object.keys(read.value.breakers);
            return closed.length === 0 ? null : writeCircuitState(resetCircuit(read.value));
          },
        },
      ],
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
