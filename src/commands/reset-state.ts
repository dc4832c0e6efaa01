import type { Problem } from '../base/outcome.ts';
import type { FileChange, Ports } from '../ports.ts';
import { backupChanges, readStateFiles } from './state-files.ts';

/** What a reset did. */
export interface ResetOutcome {
  /** Files of the state folder that are gone. */
  readonly removed: readonly string[];
  /** Why nothing was changed. */
  readonly fault?: Problem;
  /** Absent when there was nothing to reset. */
  readonly revision?: string;
}

/**
 * Forgets episodes, batches, breakers and runs, in one commit, after a backup. The quota that was
 * used stays: it is a fact of the service. Transcripts stay too, and the next run finds them again.
 */
export async function resetState(
  ports: Pick<Ports, 'store' | 'clock'>,
  options: {
    readonly stateDir: string;
    readonly backup: boolean;
    readonly signal: AbortSignal;
  },
): Promise<ResetOutcome> {
  const { stateDir, signal } = options;
  const snapshot = await ports.store.open(signal);
  const files = await readStateFiles(snapshot, stateDir, signal);
  const removed = Object.keys(files).filter((name) => name !== 'quota.json');
  if (removed.length === 0) return { removed };
  const backup = options.backup
    ? await backupChanges(snapshot, { stateDir, files, now: ports.clock.now(), signal })
    : [];
  const outcome = await ports.store.commit(
    {
      message: `Reset state: ${removed.length} files${options.backup ? ', backed up' : ''}`,
      files: [
        ...backup,
        ...removed.map((name): FileChange => ({ kind: 'delete', path: `${stateDir}/${name}` })),
      ],
    },
    signal,
  );
  switch (outcome.kind) {
    case 'committed':
      return { removed, revision: outcome.revision };
    case 'unchanged':
      return { removed };
    case 'failed':
      return { removed: [], fault: outcome.error };
  }
}
