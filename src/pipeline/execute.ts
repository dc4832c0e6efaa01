import { isFault } from '../base/failure.ts';
import { assertNever, told } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { Settings } from '../config.ts';
import type { ApiKey, Ports, ScratchFile } from '../ports.ts';
import { keysForShard } from '../quota/shards.ts';
import type { RunReport } from '../render/report-types.ts';
import { prose } from '../render/summary-text.ts';
import { renderSummary } from '../render/summary.ts';
import { buildReport, sharedCause } from './build-report.ts';
import type { RunPlace } from './build-report.ts';
import { whileClaimed } from './claim-store.ts';
import type { RunContext } from './context.ts';
import { noFeeds } from './discover.ts';
import { NO_OUTPUTS } from './outputs.ts';
import { bugsAsOne } from './program-fault.ts';
import { conductRun } from './run.ts';
import type { RunStory } from './run.ts';
import { isStop } from './signals.ts';
import type { Stopper } from './signals.ts';
import { makeTimeBudget } from './time-budget.ts';

/** What a run leaves for whoever started it. */
export interface Execution {
  readonly exitCode: 0 | 1;
  /** Markdown. */
  readonly summary: string;
  /** By output name of the Action. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Faults that make the exit code 1. */
  readonly faults: readonly Problem[];
  /** Absent for modes that do no work on episodes. */
  readonly report?: RunReport;
}

/** What a run is started with. */
export interface ExecutionRequest {
  readonly ports: Ports;
  readonly settings: Settings;
  readonly keys: readonly ApiKey[];
  readonly place: RunPlace;
  /** Names the run: the runner's run id and attempt, or a moment. */
  readonly runId: string;
  readonly stopper: Stopper;
  /** True in a job, whose token ends after a day. */
  readonly inJob?: boolean;
}

/** The token of a job lives for 24 hours; the last hour is for the work after a wait. In ms. */
const TOKEN_MS = 23 * 3_600_000;

/** Runs one of the modes that work on episodes and says how it ended; it throws only for bugs. */
export async function executeRun(
  request: ExecutionRequest,
  mode: RunContext['mode'],
): Promise<Execution> {
  const { ports, settings, stopper } = request;
  const startedAt = ports.clock.now();
  const shard = settings.shard ?? { index: 1, count: 1 };
  const budget = makeTimeBudget(ports.clock, settings.run.timeBudgetMs, () =>
    stopper.stopSoon('the time budget is over'),
  );
  const fingerprints = new Set(
    keysForShard(
      request.keys.map((key) => key.fingerprint),
      shard,
    ),
  );
  const run: RunContext = {
    ports,
    settings,
    mode,
    keys: request.keys.filter((key) => fingerprints.has(key.fingerprint)),
    shard,
    sharesKeys: request.keys.length < shard.count,
    runId: `${request.runId}/${shard.index}-of-${shard.count}`,
    startedAt,
    signals: stopper.signals,
    budget,
    ...(request.inJob === true ? { tokenEndsAt: startedAt + TOKEN_MS } : {}),
  };
  try {
    const conducted = await conduct(run, stopper);
    const faults = faultsOf(conducted);
    const [fault] = faults;
    const story = fault === undefined ? conducted : { ...conducted, fault };
    const report = buildReport(story, request.place);
    return {
      exitCode: faults.length > 0 ? 1 : 0,
      summary: renderSummary(report),
      outputs: { ...outputsOf(report), report: await leaveReport(request, story, report) },
      faults,
      report,
    };
  } catch (error) {
    if (stopper.signals.soft.aborted && isStop(error)) {
      return ended(
        0,
        `The run was stopped (${stopper.reason() ?? 'asked to'}) before it had begun.`,
        [],
      );
    }
    if (!isFault(error)) throw error;
    return ended(1, prose(told(error.problem)), [error.problem]);
  } finally {
    budget.end();
  }
}

/** A run that writes nothing disturbs nobody; any other is the only one at work, where that can be had. */
async function conduct(run: RunContext, stopper: Stopper): Promise<RunStory> {
  if (run.mode === 'dry-run') return await conductRun(run, stopper);
  return await whileClaimed(run.ports, stopper, async (lost) => {
    const story = await conductRun(run, stopper);
    const fault = story.fault ?? lost();
    return fault === undefined ? story : { ...story, fault };
  });
}

function ended(exitCode: 0 | 1, summary: string, faults: readonly Problem[]): Execution {
  const sign = exitCode === 0 ? '⏹️' : '🛑';
  return {
    exitCode,
    summary: `## ${sign} Nothing was done\n\n${summary}\n`,
    outputs: NO_OUTPUTS,
    faults,
  };
}

/** Bugs of single feeds and episodes let the run go on to its end; then it tells of them. */
function faultsOf(story: RunStory): readonly Problem[] {
  const bug = bugsAsOne([
    ...story.gathered.problems.map((one) => one.problem),
    ...story.worked.episodes.flatMap(({ result }) =>
      result.kind === 'failed' ? [result.error] : [],
    ),
  ]);
  const wide = runWideFaults(story);
  return bug === undefined ? wide : [...wide, bug];
}

function runWideFaults(story: RunStory): readonly Problem[] {
  if (story.fault !== undefined) return [story.fault];
  const { discovery, problems } = story.gathered;
  if (discovery.shows.length === 0 && problems.length > 0) {
    return [noFeeds(problems.length)];
  }
  const shared = sharedCause(story);
  return shared === undefined ? [] : [shared];
}

function outputsOf(report: RunReport): Record<string, string> {
  const { counts } = report;
  return {
    ...NO_OUTPUTS,
    completed: String(counts.completed),
    failed: String(counts.failed),
    deferred: String(counts.deferred),
    pending: String(counts.pending),
    transcripts: JSON.stringify(report.completed.flatMap((one) => one.transcripts)),
    'commit-sha': report.commitSha ?? '',
    'quota-exhausted': String(report.quotaExhausted),
    'next-attempt-at':
      report.nextAttemptAt === undefined ? '' : new Date(report.nextAttemptAt).toISOString(),
  };
}

/** Writes report.json and the replies that failed, and uploads them; returns the report's path. */
async function leaveReport(
  request: ExecutionRequest,
  story: RunStory,
  report: RunReport,
): Promise<string> {
  const { scratch, artifacts, log } = request.ports;
  const { last } = request.stopper.signals;
  const file = scratch.file('report.json');
  const files: ScratchFile[] = [file];
  try {
    await scratch.remove(file);
    await scratch.append(file, textOf(`${JSON.stringify(report, null, 2)}\n`));
    for (const { show, id, result } of story.worked.episodes) {
      if (result.kind !== 'failed' || result.evidence === undefined) continue;
      const reply = scratch.file(`reply-${show.facts.slug}-${id}.txt`);
      await scratch.remove(reply);
      await scratch.append(reply, textOf(result.evidence));
      files.push(reply);
    }
    const worthKeeping = story.worked.episodes.length > 0 || story.fault !== undefined;
    if (worthKeeping) {
      const kept = await artifacts.upload('podcast-transcriber-report', files, last);
      // The command line's own temporary files go when it ends.
      if (kept !== undefined) return `${kept}/report.json`;
    }
  } catch (error) {
    // The work is committed; a report that cannot be left is not worth a red run.
    log.warning(`The report of this run could not be left: ${reasonOf(error)}`);
  }
  return file.path;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function* textOf(text: string): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}

/** Modes that {@link executeRun} runs; the others are commands of their own. */
export function isRunMode(mode: Settings['mode']): mode is RunContext['mode'] {
  switch (mode) {
    case 'run':
    case 'resume':
    case 'retry-failed':
    case 'dry-run':
      return true;
    case 'health':
    case 'reset-state':
    case 'reset-circuit':
    case 'fan-out':
      return false;
    default:
      return assertNever(mode);
  }
}
