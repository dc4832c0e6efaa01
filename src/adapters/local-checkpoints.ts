import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault, isFault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { Checkpoint, Checkpoints } from '../ports.ts';
import { writeSynced } from './local-files.ts';
import { isCode } from './local-lock.ts';
import { refuseLinks } from './local-paths.ts';

/** What {@link makeLocalCheckpoints} needs. */
export interface LocalCheckpointsOptions {
  /** The folder that takes the repository's place. */
  readonly folder: string;
  /** The state folder, relative to it; checkpoints live below its `.checkpoints`. */
  readonly stateDir: string;
}

/**
 * Checkpoints as files below `<stateDir>/.checkpoints`, which git is told to ignore. Each is written
 * aside, synced and renamed. The folder goes with the last one.
 */
export function makeLocalCheckpoints(options: LocalCheckpointsOptions): Checkpoints {
  const { folder } = options;
  const below = join(options.stateDir, '.checkpoints');
  const root = join(folder, below);
  const fileOf = async (key: string): Promise<string> => {
    const path = join(below, ...key.split('/').map(toName));
    await refuseLinks(folder, path);
    return join(folder, path);
  };
  return {
    list: async (signal) => {
      signal.throwIfAborted();
      await refuseLinks(folder, below);
      return (await keysBelow(root, [])).toSorted();
    },
    read: async (keys, signal) => {
      const found: Checkpoint[] = [];
      for (const key of keys) {
        signal.throwIfAborted();
        const content = await readIfThere(await fileOf(key));
        if (content !== undefined) found.push({ key, content });
      }
      return found;
    },
    save: async (change, signal) => {
      signal.throwIfAborted();
      try {
        const put = new Set(change.put.map(({ key }) => key));
        for (const { key, content } of change.put) await writeOne(root, await fileOf(key), content);
        const gone = change.remove.filter((key) => !put.has(key));
        let removed = 0;
        for (const key of gone) if (await removeOne(root, await fileOf(key))) removed += 1;
        return put.size + removed === 0
          ? { kind: 'unchanged' }
          : { kind: 'committed', revision: '' };
      } catch (error) {
        if (isFault(error)) return { kind: 'failed', error: error.problem, retryable: false };
        if (!(error instanceof Error) || !('code' in error)) throw error;
        return { kind: 'failed', error: saveProblem(root, error), retryable: true };
      }
    },
  };
}

async function writeOne(root: string, file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeSynced(join(root, '.gitignore'), '*\n');
  await writeSynced(`${file}.new`, content.toWellFormed());
  await rename(`${file}.new`, file);
}

/** Removes a file and the folders that it leaves empty; false when there was none. */
async function removeOne(root: string, file: string): Promise<boolean> {
  try {
    await rm(file);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
  let folder = dirname(file);
  while (folder.length > root.length && (await removeEmpty(folder))) folder = dirname(folder);
  if (folder === root && (await readdir(root)).every((name) => name === '.gitignore')) {
    await rm(root, { recursive: true });
  }
  return true;
}

async function removeEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOTEMPTY') || isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function keysBelow(folder: string, parts: readonly string[]): Promise<readonly string[]> {
  const keys: string[] = [];
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      // A name with `.new` was being written when the process ended; `.gitignore` is ours.
      if (entry.name.endsWith('.new') || entry.name === '.gitignore') continue;
      const name = partOf(entry.name);
      if (name === undefined) continue;
      const inner = [...parts, name];
      if (entry.isDirectory()) keys.push(...(await keysBelow(join(folder, entry.name), inner)));
      else keys.push(inner.join('/'));
    }
  } catch (error) {
    if (isCode(error, 'ENOENT')) return keys;
    throw new Fault(readProblem(folder, error), { cause: error });
  }
  return keys;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw new Fault(readProblem(file, error), { cause: error });
  }
}

/** A part of a key as a file name that is safe anywhere and never ends in `.new`. */
function toName(part: string): string {
  return encodeURIComponent(part)
    .replaceAll('*', '%2A')
    .replace(/^\./, '%2E')
    .replace(/\.new$/, '%2Enew');
}

/** The part of a key that a file name stands for; undefined for a name that we never give. */
function partOf(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    // Somebody else's file.
    return undefined;
  }
}

function readProblem(path: string, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return problem('file-unreadable', `${path} cannot be read: ${reason}`, 'Check the rights on it.');
}

function saveProblem(root: string, error: Error): Problem {
  if (isCode(error, 'ENOSPC') || isCode(error, 'EDQUOT')) {
    return problem(
      'disk-full',
      `No room to save in ${root}.`,
      'Free some space, then run it again.',
    );
  }
  return problem(
    'folder-not-writable',
    `Could not save in ${root}: ${error.message}`,
    'Check the rights on the folder.',
  );
}
