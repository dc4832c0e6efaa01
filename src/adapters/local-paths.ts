/** What may be touched in a local folder: one that was cloned may have been made by a stranger. */
import { lstat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { Fault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import { isGitPath, staysInside } from '../base/safe-path.ts';
import { isCode } from './local-lock.ts';

/** A folder in a repository's place, and the two folders in it that are ours. */
export interface OwnFolders {
  readonly folder: string;
  /** Relative to the folder, as all paths here. */
  readonly stateDir: string;
  readonly transcriptsDir: string;
}

/** True for the path of a file below the state folder or the transcripts folder, and no part of git's. */
export function isOwn(path: string, { stateDir, transcriptsDir }: OwnFolders): boolean {
  if (!staysInside(normalize(path)) || isGitPath(path)) return false;
  return [stateDir, transcriptsDir].some((own) => {
    const base = normalize(own);
    return base === '.' || normalize(path).startsWith(join(base, '/'));
  });
}

/**
 * Makes sure that a path below a folder is reached without a symbolic link: one in a repository may
 * lead to any file of its user's. What is not there yet is fine.
 *
 * @throws Fault (`symbolic-link`) naming the link.
 */
export async function refuseLinks(folder: string, path: string): Promise<void> {
  let at = folder;
  for (const part of normalize(path).split(/[/\\]/u)) {
    at = join(at, part);
    let found;
    try {
      found = await lstat(at);
    } catch (error) {
      if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return;
      throw error;
    }
    if (found.isSymbolicLink()) throw linkFault(at);
  }
}

function linkFault(path: string): Fault {
  return new Fault(
    problem(
      'symbolic-link',
      `${path} is a symbolic link, and nothing is read or written through one.`,
      'Put a real file or folder in its place; to keep the files elsewhere, work in a folder there.',
    ),
  );
}
