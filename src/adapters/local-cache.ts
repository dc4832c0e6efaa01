import { createHash, randomUUID } from 'node:crypto';
import { constants, copyFile, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Cache, Log } from '../ports.ts';

/** Where the command line keeps downloaded audio between runs, and how much of it. */
export interface LocalCacheOptions {
  readonly folder: string;
  /** Bytes kept at most; the entries that were used longest ago go first. */
  readonly maxBytes: number;
  readonly log: Log;
}

interface Entry {
  readonly path: string;
  readonly bytes: number;
  readonly usedAt: number;
}

/** A half-written entry of a process that died is removed after a day, in ms. */
const ABANDONED_MS = 86_400_000;

/**
 * A cache in a folder: one file an entry, named by the hash of its key, bounded in size. Several
 * processes may use one folder: entries appear whole, by renaming. A fault is a miss; nothing is
 * thrown but the signal's reason.
 */
export function makeLocalCache(options: LocalCacheOptions): Cache {
  const pathOf = (key: string): string =>
    join(options.folder, `${createHash('sha256').update(key).digest('hex')}.bin`);
  const fault = (what: string, error: unknown): void =>
    options.log.debug(
      `Cache: cannot ${what}: ${error instanceof Error ? error.message : String(error)}`,
    );

  return {
    restore: async (key, file, signal) => {
      signal.throwIfAborted();
      const entry = pathOf(key);
      try {
        if (!(await exists(entry))) return false;
        await place(entry, file.path);
        const now = Date.now() / 1000;
        await utimes(entry, now, now);
        return true;
      } catch (error) {
        fault('restore a file', error);
        return false;
      }
    },
    save: async (key, file, signal) => {
      signal.throwIfAborted();
      try {
        const { size } = await stat(file.path);
        if (size > options.maxBytes) return;
        await evict(options.folder, options.maxBytes - size, pathOf(key));
        await place(file.path, pathOf(key));
      } catch (error) {
        fault('save a file', error);
      }
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Copies a file into place whole, sharing its blocks where the file system can. */
async function place(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const part = join(dirname(target), `${randomUUID()}.part`);
  try {
    await copyFile(source, part, constants.COPYFILE_FICLONE);
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
}

/** Makes room: removes what was used longest ago until the rest is within `bytes`. */
async function evict(folder: string, bytes: number, replaced: string): Promise<void> {
  const entries: Entry[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || !found.isFile()) continue;
    if (name.endsWith('.part') && Date.now() - found.mtimeMs > ABANDONED_MS)
      await rm(path, { force: true });
    if (name.endsWith('.bin') && path !== replaced) {
      entries.push({ path, bytes: found.size, usedAt: found.mtimeMs });
    }
  }
  let total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  for (const entry of entries.toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (total <= bytes) return;
    await rm(entry.path, { force: true });
    total -= entry.bytes;
  }
}
