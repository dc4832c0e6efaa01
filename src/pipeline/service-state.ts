import { Fault } from '../base/failure.ts';
import type { Result } from '../base/outcome.ts';
import type { FileChange } from '../ports.ts';
import { mergeLedger } from '../quota/merge.ts';
import type { Ledger } from '../quota/types.ts';
import { mergeCircuit } from '../state/merge.ts';
import { statePaths } from '../state/paths.ts';
import { readCircuitState, readLedger } from '../state/read.ts';
import type { CircuitState } from '../state/types.ts';
import { writeCircuitState, writeLedger } from '../state/write.ts';
import type { SharedChanges } from './committer.ts';

/** Quota and breakers while a run goes on: the only state that its parallel parts share. */
export interface ServiceState {
  ledger: Ledger;
  circuit: CircuitState;
}

/** A holder of {@link ServiceState} that knows what the branch has not seen yet. */
export interface ServiceHolder {
  readonly now: ServiceState;
  /** What differs from the last commit, as merges by meaning. */
  readonly changes: () => SharedChanges;
  /**
   * True when a breaker has opened, opened for longer or closed since the last commit: worth a
   * commit also of a run that did nothing else. One that is open for the longest time already is
   * not, since it would be one commit a run for as long as the outage lasts.
   */
  readonly breakersMoved: () => boolean;
}

/** Holds the service state of a run, from what the head says. */
export function holdServiceState(
  stateDir: string,
  head: { readonly ledger: Ledger; readonly circuit: CircuitState },
): ServiceHolder {
  const paths = statePaths(stateDir);
  const now: ServiceState = { ledger: head.ledger, circuit: head.circuit };
  let base: Readonly<ServiceState> = { ...now };
  return {
    now,
    breakersMoved: () => {
      const subjects = [base.circuit, now.circuit].flatMap(({ breakers }) => Object.keys(breakers));
      return subjects.some((name) => stepOf(base.circuit, name) !== stepOf(now.circuit, name));
    },
    changes: () => {
      const from = base;
      const to: Readonly<ServiceState> = { ...now };
      const files: FileChange[] = [];
      if (to.ledger !== from.ledger) {
        files.push({
          kind: 'merge',
          path: paths.quota,
          merge: (current) => {
            const theirs = readOr(current, from.ledger, (text) => readLedger(paths.quota, text));
            return writeLedger(mergeLedger(from.ledger, to.ledger, theirs));
          },
        });
      }
      if (to.circuit !== from.circuit) {
        files.push({
          kind: 'merge',
          path: paths.circuit,
          merge: (current) => {
            const theirs = readOr(current, from.circuit, (text) =>
              readCircuitState(paths.circuit, text),
            );
            return writeCircuitState(mergeCircuit(from.circuit, to.circuit, theirs));
          },
        });
      }
      return {
        files,
        committed: () => {
          base = to;
        },
      };
    },
  };
}

/** How far a breaker has gone: it opens for longer three times, then no more. */
function stepOf({ breakers }: CircuitState, subject: string): number {
  return Math.min(breakers[subject]?.trips ?? 0, 3);
}

/** The text read, or what is taken when there is no file. */
export function readOr<T>(
  text: string | undefined,
  fallback: T,
  read: (text: string) => Result<T>,
): T {
  if (text === undefined) return fallback;
  const result = read(text);
  if (result.ok) return result.value;
  throw new Fault(result.problem);
}
