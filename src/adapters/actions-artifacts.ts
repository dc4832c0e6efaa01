import { stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { within } from './actions-deadline.ts';
import type { Artifacts, Log } from '../ports.ts';

/** What the artifact service of GitHub Actions needs. */
export interface ActionsArtifactsOptions {
  readonly log: Log;
  /** Longest wait for one upload, in ms. Two minutes if left out. */
  readonly timeoutMs?: number;
  /** How long GitHub keeps them, in days; the repository's setting if left out. */
  readonly retentionDays?: number;
}

/** How many names are tried when a job of the same run has taken the first. */
const NAMES = 5;

/**
 * Artifacts of a workflow run, through `@actions/artifact` (loaded when first used).
 *
 * Files that do not exist are left out; a name that another job of the run has taken gets a
 * number. A fault is a warning, and without a service (a developer's machine) nothing happens:
 * only the signal's reason is thrown.
 */
export function makeActionsArtifacts(options: ActionsArtifactsOptions): Artifacts {
  return {
    upload: async (name, files, signal) => {
      signal.throwIfAborted();
      if (process.env['ACTIONS_RESULTS_URL'] === undefined) {
        options.log.debug('Artifacts: this run offers no artifact service.');
        return undefined;
      }
      const paths: string[] = [];
      for (const file of files) {
        const found = await stat(file.path).catch(() => undefined);
        if (found?.isFile() === true) paths.push(file.path);
      }
      if (paths.length === 0) return undefined;
      const sent = send(safeName(name), paths, options.retentionDays);
      const timeoutMs = options.timeoutMs ?? 120_000;
      const ended = await within(sent, timeoutMs, signal);
      if (ended.kind === 'value') return undefined;
      const reason =
        ended.kind === 'error' ? ended.message : `no end after ${Math.round(timeoutMs / 1000)} s`;
      options.log.warning(`The artifact ${safeName(name)} could not be uploaded: ${reason}`, {
        title: 'Artifact not uploaded',
      });
      return undefined;
    },
  };
}

async function send(
  name: string,
  paths: readonly string[],
  retentionDays: number | undefined,
): Promise<void> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  const settings = retentionDays === undefined ? {} : { retentionDays };
  for (let number = 1; ; number += 1) {
    try {
      const numbered = number === 1 ? name : `${name}-${number}`;
      await client.uploadArtifact(numbered, [...paths], commonFolder(paths), settings);
      return;
    } catch (error) {
      const taken = error instanceof Error && /\(409\)|already exists/i.test(error.message);
      if (!taken || number === NAMES) throw error;
    }
  }
}

/** An artifact's name without the characters that the service refuses. */
function safeName(name: string): string {
  const safe = name.replaceAll(/[^\w. -]/g, '-').slice(0, 120);
  return safe === '' ? 'podcast-transcriber' : safe;
}

/** The deepest folder that holds all of these files. */
function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] ?? '.');
  while (
    paths.some((path) => relative(folder, path).startsWith('..')) &&
    folder !== dirname(folder)
  ) {
    folder = dirname(folder);
  }
  return folder;
}
