/** Temporary files of the command line: one folder a process, gone when it ends. */
import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Log } from '../ports.ts';
import { isCode } from './local-lock.ts';
import { isThere } from './local-process.ts';

/** Processes of another container cannot be seen: what they write into counts for so long, ms. */
const LEFT_MS = 3 * 86_400_000;
const NAME = /^\d+(?:-[0-9a-f]{8})?$/u;

/** The folder of this process; it is made by who writes the first file. */
export interface LocalTemp {
  readonly folder: string;
  /** Removes it, and what killed processes left beside it days ago; a fault is told as a detail. */
  readonly clean: () => Promise<void>;
}

/** Names the folder of this process below `root`, which several processes share. */
export function makeLocalTemp(
  root: string,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): LocalTemp {
  const folder = join(root, `${process.pid}-${randomUUID().slice(0, 8)}`);
  return {
    folder,
    clean: async () => {
      try {
        await rm(folder, { recursive: true, force: true });
        for (const name of await namesIn(root)) {
          const path = join(root, name);
          const isOurs = NAME.test(name) && !isThere(Number.parseInt(name, 10));
          if (isOurs && (await isLeft(path, clock.now()))) {
            await rm(path, { recursive: true, force: true });
          }
        }
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.debug(`Temporary files could not be removed: ${reason}`);
      }
    },
  };
}

async function namesIn(root: string): Promise<readonly string[]> {
  try {
    return await readdir(root);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

async function isLeft(path: string, now: number): Promise<boolean> {
  try {
    return now - (await stat(path)).mtimeMs > LEFT_MS;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}
