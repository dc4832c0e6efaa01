import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Artifacts, Log } from '../ports.ts';

/** Where the command line leaves what a job would upload. */
export interface LocalArtifactsOptions {
  readonly folder: string;
  readonly log: Log;
}

/**
 * Artifacts as folders: each upload becomes `<folder>/<name>/`, in place of the one before. A file that
 * cannot be copied is a warning; only the signal's reason is thrown.
 */
export function makeLocalArtifacts(options: LocalArtifactsOptions): Artifacts {
  return {
    upload: async (name, files, signal) => {
      const target = join(options.folder, name.replaceAll(/[^\w-]+/g, '-') || 'artifact');
      signal.throwIfAborted();
      const keep = async (what: string, work: () => Promise<unknown>): Promise<void> => {
        try {
          await work();
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          options.log.warning(`${what} could not be kept in ${target}: ${reason}`);
        }
      };
      await keep('The report', async () => {
        await rm(target, { recursive: true, force: true });
        await mkdir(target, { recursive: true });
      });
      for (const file of files) {
        signal.throwIfAborted();
        const name = basename(file.path);
        await keep(name, () => copyFile(file.path, join(target, name)));
      }
      return target;
    },
  };
}
