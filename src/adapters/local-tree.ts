import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { FileTree, SkippedFile } from '../ports.ts';

/** Larger files are no transcripts: 24 h of the densest speech take about 10 MB. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A folder of this machine, read only. */
export function makeLocalTree(folder: string): FileTree {
  return {
    list: async (signal) => {
      const found: Found = { paths: [], skipped: [] };
      await walk(folder, '', found, signal);
      return {
        paths: found.paths.toSorted(),
        skipped: found.skipped.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      };
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

interface Found {
  readonly paths: string[];
  readonly skipped: SkippedFile[];
}

async function walk(
  folder: string,
  below: string,
  found: Found,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  let entries;
  try {
    entries = await readdir(join(folder, below), { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    if (isMissing(error)) return;
    if (below === '') throw unreadable(folder, error);
    found.skipped.push({ path: below, reason: `the folder cannot be read: ${reasonOf(error)}` });
    return;
  }
  for (const entry of entries) {
    const name = entry.name.toString('utf8');
    if (name.startsWith('.')) continue;
    const path = below === '' ? name : `${below}/${name}`;
    if (!Buffer.from(name).equals(entry.name)) {
      found.skipped.push({ path, reason: 'its name is not UTF-8' });
    } else if (entry.isDirectory()) await walk(folder, path, found, signal);
    else if (entry.isFile()) found.paths.push(path);
    // A link may lead anywhere, round in a circle too.
    else if (entry.isSymbolicLink()) {
      found.skipped.push({ path, reason: 'it is a link, which is not followed' });
    }
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
  return new Fault(
    problem(
      'file-unreadable',
      `${path} cannot be read: ${reasonOf(error)}`,
      'Check the rights on it.',
    ),
    { cause: error },
  );
}

/** Node's words without its code and the path, which is named already. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^[A-Z]+: (.*?)(?:, \w+(?: '.*')?)?$/su.exec(text)?.[1] ?? text;
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
