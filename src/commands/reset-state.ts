import { counted } from '../base/count.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { value } from '../pipeline/load-state.ts';
import type { FileChange, Ports, Snapshot } from '../ports.ts';
import { readShowIndex } from '../render/show-index.ts';
import { readTopIndex } from '../render/top-index.ts';
import { writeFeedState } from '../state/write.ts';
import { backupChanges, readStateFiles } from './state-files.ts';

/** What a reset did. */
export interface ResetOutcome {
  /** Files of the state folder that are gone. */
  readonly removed: readonly string[];
  /** Why nothing was changed. */
  readonly fault?: Problem;
  /** Absent when there was nothing to reset. */
  readonly revision?: string;
  /** Whether a backup was made: there may have been nothing to back up. */
  readonly backedUp?: boolean;
  /** Shows whose committed transcripts are not found again: their episodes are new ones. */
  readonly forgotten: readonly string[];
}

/** How the state is reset. */
export interface ResetRequest {
  readonly stateDir: string;
  readonly backup: boolean;
  /** The folder whose transcripts are forgotten too: all episodes are paid for again. */
  readonly forgetTranscripts?: string;
  readonly signal: AbortSignal;
}

/**
 * Forgets episodes, batches, breakers and runs, in one commit, after a backup. The quota that was
 * used stays: it is a fact of the service. Transcripts stay too, and the next run finds them again.
 */
export async function resetState(
  ports: Pick<Ports, 'store' | 'clock'>,
  request: ResetRequest,
): Promise<ResetOutcome> {
  const { stateDir, signal } = request;
  const snapshot = await ports.store.open(signal);
  const files = await readStateFiles(snapshot, stateDir, signal);
  const emptied = await emptyShows(snapshot, request);
  const written = new Set(emptied.map(({ path }) => path));
  const removed = Object.keys(files).filter((name) => name !== 'quota.json');
  const forgotten = emptied.map(({ show }) => show);
  if (removed.length === 0 && emptied.length === 0) return { removed, forgotten };
  const backup =
    request.backup && Object.keys(files).length > 0
      ? await backupChanges(snapshot, { stateDir, files, now: ports.clock.now(), signal })
      : [];
  const outcome = await ports.store.commit(
    {
      message: `Reset state: ${counted(removed.length, 'file')}${request.backup ? ', backed up' : ''}`,
      files: [
        ...backup,
        ...removed
          .map((name) => `${stateDir}/${name}`)
          .filter((path) => !written.has(path))
          .map((path): FileChange => ({ kind: 'delete', path })),
        ...emptied.map(({ path, content }): FileChange => ({ kind: 'write', path, content })),
      ],
    },
    signal,
  );
  switch (outcome.kind) {
    case 'committed':
      return { removed, forgotten, backedUp: backup.length > 0, revision: outcome.revision };
    case 'unchanged':
      return { removed, forgotten };
    case 'failed':
      return { removed: [], forgotten: [], fault: outcome.error };
  }
}

/**
 * State files of shows without an episode. A show that has no state takes its committed transcripts
 * for finished episodes; one whose state knows of none starts anew.
 */
async function emptyShows(
  snapshot: Snapshot,
  request: ResetRequest,
): Promise<readonly { readonly show: string; readonly path: string; readonly content: string }[]> {
  const { stateDir, forgetTranscripts: folder, signal } = request;
  if (folder === undefined) return [];
  const topPath = `${folder}/index.json`;
  const text = await snapshot.read(topPath, signal);
  const shows = text === undefined ? [] : value(readTopIndex(text, topPath)).shows;
  const empty = [];
  for (const { show } of shows) {
    const path = `${folder}/${show}/index.json`;
    const index = await snapshot.read(path, signal);
    if (index === undefined) continue;
    const { title, feedUrl } = value(readShowIndex(index, path));
    const content = writeFeedState({ version: 1, show, title, feedUrl, episodes: {} });
    empty.push({ show, path: `${stateDir}/feeds/${show}.json`, content });
  }
  return empty;
}

/** Why a reset that nobody confirmed is refused. */
export function notConfirmed(what: string): Problem {
  return problem(
    'not-confirmed',
    `${what} was not confirmed, and nothing was changed`,
    'Say --yes to do it without being asked.',
  );
}
