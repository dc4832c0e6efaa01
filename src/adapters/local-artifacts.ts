import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Artifacts, Log } from '../ports.ts';

/** Where the command line leaves what a job would upload. */
export interface LocalArtifactsOptions {
  readonly folder: string;
  readonly log: Log;
}

/**
 * Artifacts as folders: each upload becomes `<folder>/<name>/`. A file that cannot be copied is a
 * warning; only the signal's reason is thrown.
 */
export function makeLocalArtifacts(options: LocalArtifactsOptions): Artifacts {
  return {
    upload: async (name, files, signal) => {
      const target = join(options.folder, name.replaceAll(/[^\w-]+/g, '-') || 'artifact');
      for (const file of files) {
        signal.throwIfAborted();
        try {
          await mkdir(target, { recursive: true });
          await copyFile(file.path, join(target, basename(file.path)));
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          options.log.warning(`${basename(file.path)} could not be kept in ${target}: ${reason}`);
        }
      }
    },
  };
}
