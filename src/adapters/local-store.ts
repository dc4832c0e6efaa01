import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { Fault, isFault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { ChangeSet, Clock, CommitOutcome, Log, Snapshot, Store } from '../ports.ts';
import { applyEdits, hasJournal, recover, staysInside } from './local-files.ts';
import type { FileEdit } from './local-files.ts';
import { isCode, withLock } from './local-lock.ts';

/** What {@link makeLocalStore} needs. */
export interface LocalStoreOptions {
  /** The folder that takes the repository's place. */
  readonly folder: string;
  /** The state folder, relative to it: lock and journal live there for the moment of a save. */
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A folder in place of a repository. A change set is carried out whole or not at all: new texts are
 * staged and synced, then renamed into place; a crash in between is completed or undone at the next
 * `open` or `commit`. One process saves at a time (a lock file).
 */
export function makeLocalStore(options: LocalStoreOptions): Store {
  const oneAtATime = pLimit(1);
  return {
    open: async (signal) => {
      signal.throwIfAborted();
      if (await hasJournal(journalOf(options))) await recoverUnderLock(options, signal);
      return makeSnapshot(options.folder);
    },
    commit: (changes, signal) =>
      oneAtATime(async () => {
        try {
          return await commitUnderLock(options, changes, signal);
        } catch (error) {
          signal.throwIfAborted();
          if (isFault(error)) return { kind: 'failed', error: error.problem, retryable: false };
          const found = diskProblem(options.folder, error);
          if (found === undefined) throw error;
          return { kind: 'failed', error: found, retryable: true };
        }
      }),
  };
}

async function commitUnderLock(
  options: LocalStoreOptions,
  changes: ChangeSet,
  signal: AbortSignal,
): Promise<CommitOutcome> {
  signal.throwIfAborted();
  const locked = await withLock({ ...lockOf(options), signal }, async () => {
    if (await hasJournal(journalOf(options))) await recover(options.folder, journalOf(options));
    return await commit(options, changes);
  });
  return locked.kind === 'ran'
    ? locked.value
    : { kind: 'failed', error: heldProblem(options, locked.holder), retryable: true };
}

function journalOf(options: LocalStoreOptions): string {
  return join(options.folder, options.stateDir, '.journal');
}

function lockOf(options: LocalStoreOptions): { readonly path: string; readonly clock: Clock } {
  return { path: join(options.folder, options.stateDir, '.lock'), clock: options.clock };
}

/** Completes what a crash left, unless somebody else is saving: then there is nothing to mend. */
async function recoverUnderLock(options: LocalStoreOptions, signal: AbortSignal): Promise<void> {
  try {
    const locked = await withLock({ ...lockOf(options), signal }, async () => {
      if (!(await hasJournal(journalOf(options)))) return;
      options.log.info('Completing a save that was interrupted.');
      await recover(options.folder, journalOf(options));
    });
    if (locked.kind === 'held') throw new Fault(heldProblem(options, locked.holder));
  } catch (error) {
    signal.throwIfAborted();
    const found = isFault(error) ? undefined : diskProblem(options.folder, error);
    if (found === undefined) throw error;
    throw new Fault(found, { cause: error });
  }
}

function makeSnapshot(folder: string): Snapshot {
  return {
    revision: '',
    list: async (path, signal) => {
      signal.throwIfAborted();
      try {
        const entries = await readdir(join(folder, path), { withFileTypes: true });
        const files = entries.filter((entry) => !entry.isDirectory());
        return files.map((entry) => entry.name).toSorted();
      } catch (error) {
        if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return [];
        throw readFault(path, error);
      }
    },
    read: async (path, signal) => {
      signal.throwIfAborted();
      return await readText(folder, path);
    },
  };
}

async function readText(folder: string, path: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, path), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].some((code) => isCode(error, code))) return undefined;
    throw readFault(path, error);
  }
}

async function commit(options: LocalStoreOptions, changes: ChangeSet): Promise<CommitOutcome> {
  const edits: FileEdit[] = [];
  for (const change of changes.files) {
    assertPath(change.path);
    const current = await readText(options.folder, change.path);
    const content = newText(change, current);
    if (content !== current && !(content === null && current === undefined)) {
      if (content !== undefined) edits.push({ path: change.path, content });
    }
  }
  if (edits.length === 0) return { kind: 'unchanged' };
  await applyEdits(options.folder, journalOf(options), edits);
  options.log.debug(`local: ${edits.length} files saved`);
  return { kind: 'committed', revision: '' };
}

/** The text that a change leaves: null to delete, undefined to leave it as it is. */
function newText(
  change: ChangeSet['files'][number],
  current: string | undefined,
): string | null | undefined {
  switch (change.kind) {
    case 'write':
      return change.unless?.() === true ? undefined : change.content.toWellFormed();
    case 'delete':
      return null;
    case 'merge':
      return change.merge(current)?.toWellFormed() ?? current;
  }
}

/** Paths come from our own code; one that leaves the folder is a bug of ours. */
function assertPath(path: string): void {
  if (!staysInside(path)) throw new Error(`not a path in the folder: ${path}`);
}

function heldProblem(options: LocalStoreOptions, holder: string): Problem {
  const { path } = lockOf(options);
  return problem(
    'state-locked',
    `${path} is held by ${holder}.`,
    'Wait until that run has ended; if there is none, delete the file.',
  );
}

function readFault(path: string, error: unknown): Fault {
  const reason = error instanceof Error ? error.message : String(error);
  return new Fault(
    problem('file-unreadable', `${path} cannot be read: ${reason}`, 'Check the rights on it.'),
    { cause: error },
  );
}

/** A fault of the disk that its owner can mend; undefined for anything else. */
function diskProblem(folder: string, error: unknown): Problem | undefined {
  if (isCode(error, 'ENOSPC') || isCode(error, 'EDQUOT')) {
    return problem(
      'disk-full',
      `No room to save in ${folder}.`,
      'Free some space, then run it again.',
    );
  }
  if (
    ['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR', 'EISDIR'].some((code) => isCode(error, code))
  ) {
    const reason = (error as Error).message;
    return problem(
      'folder-not-writable',
      `Could not save in ${folder}: ${reason}`,
      'Check the rights on the folder.',
    );
  }
  return undefined;
}
