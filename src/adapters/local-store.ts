import { counted } from '../base/count.ts';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import pLimit from 'p-limit';
import { Fault, isFault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { moment } from '../base/moment.ts';
import type {
  ChangeSet,
  ClaimOutcome,
  Clock,
  CommitOutcome,
  Log,
  Snapshot,
  Store,
} from '../ports.ts';
import { LAPSE_MS, takeClaim } from './local-claim.ts';
import type { Claim } from './local-claim.ts';
import { applyEdits, readDecided, recover } from './local-files.ts';
import type { FileEdit } from './local-files.ts';
import { isCode, withLock } from './local-lock.ts';
import { isOwn, refuseLinks } from './local-paths.ts';
import type { OwnFolders } from './local-paths.ts';

/** What {@link makeLocalStore} needs. Lock and journal lie in the state folder for the moment of a save, the claim for that of a run. */
export interface LocalStoreOptions extends OwnFolders {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A folder in place of a repository. A change set is carried out whole or not at all: new texts are
 * staged and synced, then renamed into place; a crash in between is completed or undone by the next
 * `commit`, and `open` reads as if it were already. Only files below the two folders of ours are
 * written, through no symbolic link. One process saves at a time (a lock file), and one works at a time
 * (a claim, in the state folder's `.run`, which git is told to ignore).
 */
export function makeLocalStore(options: LocalStoreOptions): Store {
  const oneAtATime = pLimit(1);
  return {
    isUncounted: true,
    open: async (signal) => {
      signal.throwIfAborted();
      for (const own of [options.stateDir, options.transcriptsDir]) {
        await refuseLinks(options.folder, own);
      }
      const decided = await lookForDecided(options);
      return makeSnapshot(options, decided ?? new Map());
    },
    claim: (signal, onLost) => claim(options, { signal, onLost }),
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
  await refuseLinks(options.folder, lockPath(options));
  const locked = await withLock({ ...lockOf(options), signal }, async () => {
    await recover(options);
    return await commit(options, changes);
  });
  return locked.kind === 'ran'
    ? locked.value
    : { kind: 'failed', error: heldProblem(options, locked.holder), retryable: true };
}

async function claim(
  options: LocalStoreOptions,
  { signal, onLost }: { readonly signal: AbortSignal; readonly onLost: (why: Problem) => void },
): Promise<ClaimOutcome> {
  const folder = join(options.stateDir, '.run');
  try {
    signal.throwIfAborted();
    for (const own of [join(folder, 'lock'), lockPath(options)]) {
      await refuseLinks(options.folder, own);
    }
    const claimed = await takeClaim({
      folder: join(options.folder, folder),
      guard: lockOf(options).path,
      clock: options.clock,
      signal,
      onLost: () => onLost(lostProblem(options)),
      onFault: (error) => {
        const reason = error instanceof Error ? error.message : String(error);
        options.log.debug(`local: no sign of life could be given: ${reason}`);
      },
    });
    return claimed.kind === 'claimed'
      ? claimed
      : { kind: 'failed', error: runProblem(join(folder, 'lock'), claimed) };
  } catch (error) {
    signal.throwIfAborted();
    if (isFault(error)) return { kind: 'failed', error: error.problem };
    const found = diskProblem(options.folder, error);
    if (found === undefined) throw error;
    return { kind: 'failed', error: found };
  }
}

/** Words for somebody who is refused: who is at work, since when, and what to do. */
function runProblem(file: string, { holder, since, seen }: Held): Problem {
  const when = since === undefined ? '' : `, since ${moment(since)}`;
  const lapse = `If it has ended, this passes within ${counted(LAPSE_MS / 60_000, 'minute')}; or delete ${file}.`;
  return problem(
    'run-in-progress',
    `Somebody is at work in this folder already: ${holder}${when}.`,
    `Wait until that run has ended, or end it (Ctrl+C where it runs).${seen ? '' : ` ${lapse}`}`,
  );
}

type Held = Extract<Claim, { kind: 'held' }>;

function lostProblem({ folder }: LocalStoreOptions): Problem {
  return problem(
    'run-superseded',
    `Another run has begun in ${folder}, since this one gave no sign of life for a while.`,
    'Nothing is to be done: what was finished is saved, and the other run goes on.',
  );
}

function lockPath(options: OwnFolders): string {
  return join(options.stateDir, '.lock');
}

function lockOf(options: LocalStoreOptions): { readonly path: string; readonly clock: Clock } {
  return { path: join(options.folder, lockPath(options)), clock: options.clock };
}

/** What an unfinished save will make of files, see {@link readDecided}; says that there is one. */
async function lookForDecided(
  options: LocalStoreOptions,
): Promise<ReadonlyMap<string, string | null> | undefined> {
  try {
    const decided = await readDecided(options);
    if (decided !== undefined) {
      options.log.info(
        'A save was not finished: its files are read as if it were, and the next save completes it.',
      );
    }
    return decided;
  } catch (error) {
    // Nothing is saved here: what cannot be read says so.
    if (!isFault(error) && !(error instanceof Error && 'code' in error)) throw error;
    throw readFault(join(options.stateDir, '.journal'), error);
  }
}

function makeSnapshot(own: OwnFolders, decided: ReadonlyMap<string, string | null>): Snapshot {
  return {
    revision: '',
    list: async (path, signal) => {
      signal.throwIfAborted();
      const names = new Set(await namesIn(own, path));
      for (const [file, text] of decided) {
        if (posix.dirname(file) !== path) continue;
        if (text === null) names.delete(posix.basename(file));
        else names.add(posix.basename(file));
      }
      return [...names].toSorted();
    },
    read: async (path, signal) => {
      signal.throwIfAborted();
      const text = decided.get(path);
      return text === undefined ? await readText(own, path) : (text ?? undefined);
    },
  };
}

async function namesIn(own: OwnFolders, path: string): Promise<readonly string[]> {
  try {
    if (isOwn(join(path, 'any'), own)) await refuseLinks(own.folder, path);
    const entries = await readdir(join(own.folder, path), { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return [];
    throw readFault(path, error);
  }
}

async function readText(own: OwnFolders, path: string): Promise<string | undefined> {
  try {
    if (isOwn(path, own)) await refuseLinks(own.folder, path);
    return await readFile(join(own.folder, path), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].some((code) => isCode(error, code))) return undefined;
    throw readFault(path, error);
  }
}

async function commit(options: LocalStoreOptions, changes: ChangeSet): Promise<CommitOutcome> {
  const edits: FileEdit[] = [];
  for (const change of changes.files) {
    assertPath(change.path, options);
    const current = await readText(options, change.path);
    const content = newText(change, current);
    if (content !== current && !(content === null && current === undefined)) {
      if (content !== undefined) edits.push({ path: change.path, content });
    }
  }
  if (edits.length === 0) return { kind: 'unchanged' };
  await applyEdits(options, edits);
  options.log.debug(`local: ${counted(edits.length, 'file')} saved`);
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

/** Paths come from our own code; one that leaves our folders is a bug of ours. */
function assertPath(path: string, own: OwnFolders): void {
  if (!isOwn(path, own)) throw new Error(`not a path in the folders of ours: ${path}`);
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
  if (isFault(error)) return error;
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
