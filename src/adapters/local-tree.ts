import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { FileTree } from '../ports.ts';

/** Larger files are no transcripts: 24 h of the densest speech take about 10 MB. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A folder of this machine, read only. */
export function makeLocalTree(folder: string): FileTree {
  return {
    list: async (signal) => {
      const found: string[] = [];
      await walk(folder, '', found, signal);
      return found.toSorted();
    },
    read: async (path, signal) => {
      signal.throwIfAborted();
      const file = join(folder, path);
      try {
        const { size } = await stat(file);
        if (size > MAX_BYTES) throw tooLarge(path);
        return await readFile(file, { encoding: 'utf8', signal });
      } catch (error) {
        signal.throwIfAborted();
        if (isMissing(error)) return undefined;
        throw unreadable(path, error);
      }
    },
  };
}

async function walk(
  folder: string,
  below: string,
  found: string[],
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  let entries;
  try {
    entries = await readdir(join(folder, below), { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return;
    throw unreadable(below === '' ? folder : below, error);
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    // A link may lead anywhere, round in a circle too.
    if (entry.isDirectory()) await walk(folder, path, found, signal);
    else if (entry.isFile()) found.push(path);
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  );
}

function unreadable(path: string, error: unknown): Error {
  if (error instanceof Fault) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new Fault(
    problem('file-unreadable', `${path} cannot be read: ${reason}`, 'Check the rights on it.'),
    { cause: error },
  );
}

function tooLarge(path: string): Fault {
  return new Fault(
    problem(
      'file-too-large',
      `${path} has more than ${MAX_BYTES / 1_048_576} MiB`,
      'It is no transcript: move it out of the folder.',
    ),
  );
}
