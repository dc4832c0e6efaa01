import type { Problem } from '../base/outcome.ts';
import type {
  ReportEpisode,
  ReportFailure,
  ReportForm,
  ReportShow,
  RunReport,
} from '../render/report-types.ts';
import type { RunContext } from './context.ts';
import { countShow } from './count-show.ts';
import type { Show } from './discover.ts';
import { selectionOf } from './gather.ts';
import { forecastOf, quotaOf } from './report-quota.ts';
import { nextAttempt, waitingOf } from './report-waiting.ts';
import type { RunStory } from './run.ts';
import { sharedQuotas } from './say-keys.ts';
import type { WorkedEpisode } from './work-slice.ts';

/** Where the run happens, for links; absent parts are left out. */
export interface RunPlace {
  readonly runUrl?: string;
  readonly form?: ReportForm;
  readonly repository?: {
    readonly url: string;
    readonly branch: string;
    readonly workflow?: string;
  };
}

/** Longest list in a report; the summary shows fewer. */
const MAX_WAITING = 5_000;

/** Everything that a run found, did and left, as plain data. */
export function buildReport(story: RunStory, place: RunPlace): RunReport {
  const { run, worked, committer } = story;
  const finishedAt = run.ports.clock.now();
  const waiting = waitingOf(story);
  const failures = failuresOf(story);
  const completed = worked.episodes.flatMap((one) => episodeOf(story, one) ?? []);
  const count = (kind: string): number =>
    worked.episodes.filter(({ result }) => result.kind === kind).length;
  const commitSha = committer.revisions.at(-1);
  const stopped = stoppedOf(story);
  const nextAttemptAt = nextAttempt(story);
  const outlook = forecastOf(story, finishedAt);
  return {
    version: 1,
    runId: run.runId,
    mode: run.mode,
    startedAt: run.startedAt,
    finishedAt,
    ...place,
    ...(run.shard.count > 1 ? { shard: `${run.shard.index}/${run.shard.count}` } : {}),
    counts: {
      completed: completed.length,
      failed: count('failed'),
      deferred: count('deferred'),
      pending: waiting.length - count('deferred'),
      skipped: count('skipped'),
    },
    ...(stopped === undefined ? {} : { stopped }),
    ...(story.fault === undefined ? {} : { fault: story.fault }),
    completed,
    waiting: waiting.slice(0, MAX_WAITING),
    failures,
    skipped: worked.episodes.flatMap(({ show, title, result }) =>
      result.kind === 'skipped' ? [{ show: show.facts.title, title, reason: result.reason }] : [],
    ),
    feedFailures: story.gathered.problems.map(({ about, problem }) => ({ show: about, problem })),
    shows: story.gathered.discovery.shows.map((show) => showOf(run, show)),
    quota: quotaOf(story, finishedAt),
    totals: {
      requests: sum(worked.episodes, ({ result }) => result.figures.requests),
      audioSec: sum(completed, (one) => one.durationSec),
      promptTokens: sum(worked.episodes, ({ result }) => result.figures.promptTokens),
      outputTokens: sum(worked.episodes, ({ result }) => result.figures.outputTokens),
    },
    ...(outlook === undefined ? {} : { forecast: outlook }),
    warnings: [...story.gathered.skipped, ...sharedQuotas(run, story.service.now.ledger)],
    ...(story.named.length === 0 ? {} : { named: story.named }),
    ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
    quotaExhausted: isQuotaExhausted(story),
    ...(commitSha === undefined || commitSha === '' ? {} : { commitSha }),
  };
}

function sum<T>(items: readonly T[], pick: (item: T) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}

function stoppedOf(story: RunStory): RunReport['stopped'] {
  if (story.fault !== undefined) return 'fault';
  if (isQuotaExhausted(story)) return 'quota';
  if (isServiceDown(story)) return 'service-down';
  if (story.stopped === undefined) {
    return story.slice.left.some(({ because }) => because === 'time-budget')
      ? 'time-budget'
      : undefined;
  }
  return story.stopped.startsWith('SIG') ? 'signal' : 'time-budget';
}

function isQuotaExhausted(story: RunStory): boolean {
  return isDeferredBy(story, 'quota') || (isLeftByQuota(story) && !isPaused(story));
}

function isServiceDown(story: RunStory): boolean {
  return isDeferredBy(story, 'service') || (isLeftByQuota(story) && isPaused(story));
}

function isDeferredBy({ worked }: RunStory, cause: 'quota' | 'service'): boolean {
  return worked.episodes.some(({ result }) => result.kind === 'deferred' && result.cause === cause);
}

function isLeftByQuota({ slice }: RunStory): boolean {
  return slice.left.some(({ because }) => because === 'quota');
}

/** No request could be served because the models are paused after faults of the service. */
function isPaused({ outlook }: RunStory): boolean {
  return outlook.kind === 'defer' && outlook.cause === 'breaker';
}

function episodeOf(story: RunStory, one: WorkedEpisode): ReportEpisode | undefined {
  const { result, path, show } = one;
  if (result.kind !== 'done') return undefined;
  const { figures, document } = result;
  const { formats, transcriptsDir } = story.run.settings.output;
  const best = ['md', 'vtt', 'srt', 'json'].filter((format) => formats.some((f) => f === format));
  return {
    show: show.facts.title,
    id: one.id,
    title: one.title,
    durationSec: document.receipt.rendition.durationSec,
    speakers: document.speakers,
    ...(document.receipt.coverage === undefined ? {} : { coverage: document.receipt.coverage }),
    requests: figures.requests,
    chunksKept: figures.chunksKept,
    promptTokens: figures.promptTokens,
    outputTokens: figures.outputTokens,
    transcripts:
      path === undefined ? [] : best.map((format) => `${transcriptsDir}/${path}.${format}`),
    warnings: document.receipt.warnings,
  };
}

function failuresOf(story: RunStory): readonly ReportFailure[] {
  const { maxAttempts } = story.run.settings.run;
  return story.worked.episodes.flatMap(({ show, id, title, state, result }) =>
    result.kind === 'failed'
      ? [
          {
            show: show.facts.title,
            id,
            title,
            problem: result.error,
            // The last of its attempts is followed by none, whatever the cause.
            retryable: result.retryable && state.attempts < maxAttempts,
            attempts: state.attempts,
            ...(state.notBefore === undefined ? {} : { notBefore: state.notBefore }),
          },
        ]
      : [],
  );
}

function showOf({ settings }: RunContext, { facts, preferences, state }: Show): ReportShow {
  const counts = countShow(state, {
    selection: selectionOf(preferences),
    maxAttempts: settings.run.maxAttempts,
  });
  const wanted = counts.done + counts.waiting + counts.failed.length;
  return { show: facts.slug, title: facts.title, done: counts.done, wanted };
}

/** The cause that all failures of a run share, when two or more were tried and none got through. */
export function sharedCause(story: RunStory): Problem | undefined {
  const tried = story.worked.episodes.filter(
    ({ result }) => result.figures.requests > 0 || result.kind === 'failed',
  );
  const errors = tried.flatMap(({ result }) => (result.kind === 'failed' ? [result.error] : []));
  const [first] = errors;
  if (first === undefined || errors.length < 2 || errors.length < tried.length) return undefined;
  const serviceWide =
    first.code.startsWith('model-') && errors.every((one) => one.code === first.code);
  return serviceWide ? first : undefined;
}
