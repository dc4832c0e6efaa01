import { counted } from '../base/count.ts';
import type { Problem } from '../base/outcome.ts';
import type { FileChange, Ports } from '../ports.ts';
import { normalise, readBundle, writeBundle } from '../state/backup.ts';
import { backupChanges, readStateFiles } from './state-files.ts';

/** A remedy of a run would be out of place: nothing is to be overwritten here. */
const KEPT_AS_IT_IS =
  'The export holds the file as it is, and an import would not take it: restore a backup, or `podcast-transcriber state rebuild`, then export again.';

/** All state as one file. */
export interface StateExport {
  /** Text of the bundle. */
  readonly content: string;
  /** State files in it. */
  readonly files: readonly string[];
  /** Why files of it cannot be read as state: the bundle holds them all the same. */
  readonly damaged: readonly Problem[];
}

/** Puts all state files, as they are, into one text that {@link importState} reads. */
export async function exportState(
  ports: Pick<Ports, 'store' | 'clock'>,
  options: { readonly stateDir: string; readonly signal: AbortSignal },
): Promise<StateExport> {
  const snapshot = await ports.store.open(options.signal);
  const files = await readStateFiles(snapshot, options.stateDir, options.signal);
  const damaged = Object.entries(files).flatMap(([name, text]) => {
    const read = normalise(name, `${options.stateDir}/${name}`, text);
    return read.ok ? [] : [{ ...read.problem, remedy: KEPT_AS_IT_IS }];
  });
  return { content: writeBundle(files, ports.clock.now()), files: Object.keys(files), damaged };
}

/** What an import did, or would not do. */
export interface ImportOutcome {
  /** When the bundle was made, epoch ms. */
  readonly savedAt?: number;
  /** State files that are as in the bundle now. */
  readonly written: readonly string[];
  /** State files that were there and are not in the bundle. */
  readonly removed: readonly string[];
  /** Files that the bundle keeps as text because they could not be read when it was made. */
  readonly unreadable: readonly string[];
  /** Those of them that are there and stay as they are; absent: none. */
  readonly kept?: readonly string[];
  /** Why nothing was changed. */
  readonly fault?: Problem;
}

/** A bundle and what to do with it. */
export interface ImportRequest {
  readonly stateDir: string;
  /** How the bundle is spoken of. */
  readonly name: string;
  readonly text: string;
  readonly backup: boolean;
  readonly signal: AbortSignal;
}

/**
 * Puts the state of a bundle in the place of the present one, in one step and after a backup. The
 * bundle is checked whole before anything is touched. A ledger that the bundle does not hold stays:
 * what was used is a fact of the service. So does a file that the bundle holds as text only, since
 * nothing could take its place.
 */
export async function importState(
  ports: Pick<Ports, 'store' | 'clock'>,
  request: ImportRequest,
): Promise<ImportOutcome> {
  const { stateDir, signal } = request;
  const read = readBundle(request.name, request.text);
  if (!read.ok) return { written: [], removed: [], unreadable: [], fault: read.problem };
  const { files, savedAt, unreadable } = read.value;
  const snapshot = await ports.store.open(signal);
  const present = await readStateFiles(snapshot, stateDir, signal);
  const others = Object.keys(present).filter((name) => !Object.hasOwn(files, name));
  const kept = others.filter((name) => unreadable.includes(name));
  const removed = others.filter((name) => name !== 'quota.json' && !kept.includes(name));
  const backup =
    request.backup && Object.keys(present).length > 0
      ? await backupChanges(snapshot, { stateDir, files: present, now: ports.clock.now(), signal })
      : [];
  const written = Object.keys(files);
  const outcome = await ports.store.commit(
    {
      message: `Import state: ${counted(written.length, 'file')}`,
      files: [
        ...backup,
        ...removed.map((name): FileChange => ({ kind: 'delete', path: `${stateDir}/${name}` })),
        ...Object.entries(files).map(([name, content]): FileChange => ({
          kind: 'write',
          path: `${stateDir}/${name}`,
          content,
        })),
      ],
    },
    signal,
  );
  if (outcome.kind === 'failed') {
    return { savedAt, written: [], removed: [], unreadable, fault: outcome.error };
  }
  return { savedAt, written, removed, unreadable, ...(kept.length === 0 ? {} : { kept }) };
}
