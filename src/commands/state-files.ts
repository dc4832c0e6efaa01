import type { FileChange, Snapshot } from '../ports.ts';
import { backupsToDrop, freeBackupName, writeBundle } from '../state/backup.ts';
import type { StateFiles } from '../state/backup.ts';
import { statePaths } from '../state/paths.ts';

/** Every state file of the head as text, by path relative to the state folder; backups are not among them. */
export async function readStateFiles(
  snapshot: Snapshot,
  stateDir: string,
  signal: AbortSignal,
): Promise<StateFiles> {
  const paths = statePaths(stateDir);
  const feeds = (await snapshot.list(paths.feeds, signal)).filter((name) => name.endsWith('.json'));
  const wanted = [
    'quota.json',
    'circuit.json',
    'batch.json',
    'runs.json',
    ...feeds.map((name) => `feeds/${name}`),
  ];
  const files: Record<string, string> = {};
  for (const name of wanted) {
    const text = await snapshot.read(`${stateDir}/${name}`, signal);
    if (text !== undefined) files[name] = text;
  }
  return files;
}

/** The changes that back all state up and let go of the oldest backups: the newest five stay. */
export async function backupChanges(
  snapshot: Snapshot,
  given: {
    readonly stateDir: string;
    readonly files: StateFiles;
    readonly now: number;
    readonly signal: AbortSignal;
  },
): Promise<readonly FileChange[]> {
  const { backups } = statePaths(given.stateDir);
  const names = await snapshot.list(backups, given.signal);
  const name = freeBackupName(given.now, names);
  return [
    { kind: 'write', path: `${backups}/${name}`, content: writeBundle(given.files, given.now) },
    ...backupsToDrop(names, name).map((old): FileChange => ({
      kind: 'delete',
      path: `${backups}/${old}`,
    })),
  ];
}
