import { isFault } from '../base/failure.ts';
import type { Problem } from '../base/outcome.ts';
import { readShowIndex } from '../render/show-index.ts';
import { readTopIndex, renderReadme, renderTopIndex, upsertTopIndex } from '../render/top-index.ts';
import type { TopIndex } from '../render/top-index.ts';
import type { ShowIndex } from '../render/types.ts';
import type { FileChange } from '../ports.ts';
import { appendRun } from '../state/merge.ts';
import { statePaths } from '../state/paths.ts';
import { readBatchState, readRunsState } from '../state/read.ts';
import type { BatchState, RunRecord, RunsState } from '../state/types.ts';
import { writeBatchState, writeRunsState } from '../state/write.ts';
import type { Committer } from './committer.ts';
import type { RunContext } from './context.ts';
import type { Gathered } from './gather.ts';
import { value } from './load-state.ts';
import { indexPath } from './save-episode.ts';
import { readOr } from './service-state.ts';
import { statusFiles } from './status-files.ts';
import type { StatusQuery } from './status-files.ts';
import { COMMIT_INTERRUPTED } from './stopping.ts';
import type { Worked } from './work-slice.ts';

/** A public repository without activity for 60 days loses its schedule: a sign of life comes before. */
const HEARTBEAT_MS = 45 * 24 * 3_600_000;

/** What the last commit is made from. */
interface Ending extends StatusQuery {
  readonly committer: Committer;
  /** Requests of this run that asked for parts of chunks again. */
  readonly repairs: number;
}

/**
 * The commit at the end of a run: the front page, the batch without what is finished, the run's
 * figures, the status page. A run that did nothing writes nothing, except what it learnt of sick
 * services, and once in 45 days.
 *
 * @returns why it could not be saved. Nothing but a bug is thrown: what the run has done by now is
 *   to be told, whatever becomes of its end.
 */
export async function finishRun(given: Ending): Promise<Problem | undefined> {
  try {
    return await finish(given);
  } catch (error) {
    if (isFault(error)) return error.problem;
    if (given.run.signals.last.aborted) return COMMIT_INTERRUPTED;
    throw error;
  }
}

async function finish(given: Ending): Promise<Problem | undefined> {
  const { run, gathered, worked, service, committer } = given;
  const quiet = worked.episodes.length === 0 && committer.revisions.length === 0;
  const breakers = service.breakersMoved();
  if (quiet && !breakers && !isHeartbeatDue(run, gathered)) return undefined;
  const paths = statePaths(run.settings.output.stateDir);
  const files: FileChange[] = [runChange(paths.runs, given)];
  if (!quiet) files.push(batchChange(paths.batch, worked));
  const done = worked.episodes.filter(({ result }) => result.kind === 'done');
  if (done.length > 0) {
    files.push(...(await frontPages(run, new Set(done.map(({ show }) => show.facts.slug)))));
  }
  if (!quiet) files.push(...(await statusFiles(given)));
  const subject = quiet
    ? breakers
      ? 'Note which services fail, and until when they are left alone'
      : 'Nothing new; a sign of life, so that the schedule stays on'
    : `Finish a run: ${done.length} transcribed of ${worked.episodes.length}`;
  const outcome = await committer.submit({ subject, line: subject, files });
  return outcome.kind === 'failed' ? outcome.error : undefined;
}

function isHeartbeatDue(run: RunContext, gathered: Gathered): boolean {
  // A folder has no commits: there the last run that left a trace counts, so that `health` can tell.
  const signAt = gathered.snapshot.committedAt ?? gathered.state.runs.runs.at(-1)?.finishedAt;
  return signAt !== undefined && run.ports.clock.now() - signAt > HEARTBEAT_MS;
}

/** Episodes leave the batch when they are done, skipped, or failed. */
function batchChange(path: string, worked: Worked): FileChange {
  const ended = new Set(
    worked.episodes
      .filter(({ result }) => ['done', 'skipped', 'failed'].includes(result.kind))
      .map(({ show, id }) => `${show.facts.slug}/${id}`),
  );
  return {
    kind: 'merge',
    path,
    merge: (current) => {
      const head = readOr<BatchState>(current, { version: 1, batches: [] }, (text) =>
        readBatchState(path, text),
      );
      const batches = head.batches
        .map((batch) => ({
          ...batch,
          episodes: batch.episodes.filter(({ show, id }) => !ended.has(`${show}/${id}`)),
        }))
        .filter((batch) => batch.episodes.length > 0);
      return writeBatchState({ version: 1, batches });
    },
  };
}

function runChange(
  path: string,
  given: { readonly run: RunContext; readonly worked: Worked; readonly repairs: number },
): FileChange {
  const { run, worked, repairs } = given;
  const count = (kind: string): number =>
    worked.episodes.filter(({ result }) => result.kind === kind).length;
  const sum = (pick: (one: Worked['episodes'][number]) => number): number =>
    worked.episodes.reduce((total, one) => total + pick(one), 0);
  const record: RunRecord = {
    id: run.runId,
    mode: run.mode,
    startedAt: run.startedAt,
    finishedAt: run.ports.clock.now(),
    completed: count('done'),
    failed: count('failed'),
    deferred: count('deferred'),
    pending: count('stopped'),
    requests: sum(({ result }) => result.figures.requests),
    ...(repairs === 0 ? {} : { repairs }),
    audioSec: Math.round(
      sum(({ result }) =>
        result.kind === 'done' ? result.document.receipt.rendition.durationSec : 0,
      ),
    ),
    promptTokens: sum(({ result }) => result.figures.promptTokens),
    outputTokens: sum(({ result }) => result.figures.outputTokens),
  };
  return {
    kind: 'merge',
    path,
    merge: (current) => {
      const head = readOr<RunsState>(current, { version: 1, runs: [] }, (text) =>
        readRunsState(path, text),
      );
      return writeRunsState(appendRun(head, record));
    },
  };
}

/** `index.json` and `README.md` of the transcripts folder, with the changed shows as they are now. */
async function frontPages(run: RunContext, slugs: ReadonlySet<string>): Promise<FileChange[]> {
  const { transcriptsDir } = run.settings.output;
  const snapshot = await run.ports.store.open(run.signals.last);
  const indexes: ShowIndex[] = [];
  for (const slug of slugs) {
    const path = indexPath(run.settings, slug);
    const text = await snapshot.read(path, run.signals.last);
    if (text !== undefined) indexes.push(value(readShowIndex(text, path)));
  }
  const path = `${transcriptsDir}/index.json`;
  // Merges of one commit are made in this order, again for each head that it is tried on: so the
  // README always lists what the index beside it does, whoever else has written both meanwhile.
  let newest = upsertTopIndex(undefined, indexes);
  return [
    {
      kind: 'merge',
      path,
      merge: (current) => {
        const before = readOr<TopIndex | undefined>(current, undefined, (text) =>
          readTopIndex(text, path),
        );
        newest = upsertTopIndex(before, indexes);
        return renderTopIndex(newest);
      },
    },
    {
      kind: 'merge',
      path: `${transcriptsDir}/README.md`,
      merge: () => renderReadme(newest, { status: true }),
    },
  ];
}
