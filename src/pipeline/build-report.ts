import type { Problem } from '../base/outcome.ts';
import { chunkSecOf } from './conduct-episode.ts';
import { forecast } from '../quota/forecast.ts';
import { availability, effectiveLimits, usedOn } from '../quota/availability.ts';
import { pacificDay, pacificDayStart } from '../quota/pacific.ts';
import type {
  ReportEpisode,
  ReportFailure,
  ReportForecast,
  ReportQuota,
  ReportShow,
  ReportWaiting,
  RunReport,
} from '../render/report-types.ts';
import type { EpisodeState } from '../state/types.ts';
import type { RunStory } from './run.ts';
import type { WorkedEpisode } from './work-slice.ts';

/** Where the run happens, for links; absent parts are left out. */
export interface RunPlace {
  readonly runUrl?: string;
  readonly repository?: {
    readonly url: string;
    readonly branch: string;
    readonly workflow?: string;
  };
}

/** Length assumed of an episode whose feed gives none, seconds. */
const ASSUMED_DURATION_SEC = 3_600;
/** The schedule that the project's workflow has. */
const RUNS_PER_DAY = 4;
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
      pending: waiting.length,
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
    shows: story.gathered.discovery.shows.map(({ facts, state }) => showOf(facts, state.episodes)),
    quota: quotaOf(story, finishedAt),
    totals: {
      requests: sum(worked.episodes, ({ result }) => result.figures.requests),
      audioSec: sum(completed, (one) => one.durationSec),
      promptTokens: sum(worked.episodes, ({ result }) => result.figures.promptTokens),
      outputTokens: sum(worked.episodes, ({ result }) => result.figures.outputTokens),
    },
    ...(outlook === undefined ? {} : { forecast: outlook }),
    warnings: [],
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
  if (story.stopped === undefined) {
    return story.slice.left.some(({ because }) => because === 'time-budget')
      ? 'time-budget'
      : undefined;
  }
  return /^SIG/u.test(story.stopped) ? 'signal' : 'time-budget';
}

function isQuotaExhausted(story: RunStory): boolean {
  const { worked, slice } = story;
  const deferred = worked.episodes.some(({ result }) => result.kind === 'deferred');
  return deferred || slice.left.some(({ because }) => because === 'quota');
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
  return story.worked.episodes.flatMap(({ show, id, title, state, result }) =>
    result.kind === 'failed'
      ? [
          {
            show: show.facts.title,
            id,
            title,
            problem: result.error,
            retryable: result.retryable,
            attempts: state.attempts,
            ...(state.notBefore === undefined ? {} : { notBefore: state.notBefore }),
          },
        ]
      : [],
  );
}

const LEFT_WORDS = {
  'max-episodes': 'the run takes no more episodes',
  'time-budget': 'the time of the run holds no more',
  quota: 'the quota holds no more',
} as const;

/** What waits after the run, in the order in which it will be taken. */
function waitingOf(story: RunStory): readonly ReportWaiting[] {
  const { worked, slice, eligible, gathered } = story;
  const shows = new Map(gathered.discovery.shows.map((show) => [show.facts.slug, show]));
  const ended = new Set(worked.episodes.map(({ show, id }) => `${show.facts.slug}/${id}`));
  const waiting: ReportWaiting[] = [];
  const add = (
    where: { readonly show: string; readonly id: string },
    more: Pick<ReportWaiting, 'reason' | 'notBefore'> & Partial<ReportWaiting>,
  ): void => {
    const show = shows.get(where.show);
    const title = show?.state.episodes[where.id]?.title ?? where.id;
    waiting.push({ show: show?.facts.title ?? where.show, id: where.id, title, ...more });
  };
  for (const { show, id, result } of worked.episodes) {
    const { chunksKept, chunksNew, chunks } = result.figures;
    const begun = chunks > 0 ? { chunksDone: chunksKept + chunksNew, chunks } : {};
    if (result.kind === 'deferred') {
      add(
        { show: show.facts.slug, id },
        { reason: result.reason, notBefore: result.notBefore, ...begun },
      );
    }
    if (result.kind === 'stopped')
      add({ show: show.facts.slug, id }, { reason: result.reason, ...begun });
  }
  for (const one of slice.taken) {
    if (!ended.has(`${one.show}/${one.id}`)) add(one, { reason: 'the run ended before its turn' });
  }
  for (const one of slice.left) add(one, { reason: LEFT_WORDS[one.because] });
  for (const one of eligible.waiting) {
    const state = shows.get(one.show)?.state.episodes[one.id];
    add(one, { reason: reasonOf(state), notBefore: one.notBefore });
  }
  return waiting;
}

function reasonOf(state: EpisodeState | undefined): string {
  if (state?.status === 'failed')
    return `tried again after: ${state.error?.message ?? 'a failure'}`;
  return state?.reason ?? 'its time has not come';
}

function nextAttempt(story: RunStory): number | undefined {
  const { run, worked, slice, eligible } = story;
  const times = [
    ...worked.episodes.flatMap(({ state, result }) =>
      result.kind === 'deferred' || (result.kind === 'failed' && result.retryable)
        ? [state.notBefore ?? run.startedAt]
        : [],
    ),
    ...eligible.waiting.map(({ notBefore }) => notBefore),
  ];
  const left = slice.left.some(({ because }) => because === 'quota');
  const quotaAt = left ? quotaReturns(story) : undefined;
  const all = quotaAt === undefined ? times : [...times, quotaAt];
  return all.length === 0 ? undefined : Math.min(...all);
}

/** The first moment at which some key and model can serve again. */
function quotaReturns(story: RunStory): number | undefined {
  const { run, models, service } = story;
  const now = run.ports.clock.now();
  const times = run.keys.flatMap(({ fingerprint }) =>
    models.flatMap(({ model, limits }) => {
      const when = availability(service.now.ledger, {
        key: fingerprint,
        model,
        limits,
        tokens: Math.ceil(chunkSecOf(run.settings) * 32),
        now,
      });
      if (when.kind === 'never') return [];
      return [when.kind === 'now' ? now : when.untilMs];
    }),
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

function showOf(
  facts: { readonly slug: string; readonly title: string },
  episodes: Readonly<Record<string, EpisodeState>>,
): ReportShow {
  const states = Object.values(episodes);
  return {
    show: facts.slug,
    title: facts.title,
    done: states.filter((one) => one.status === 'done').length,
    wanted: states.filter((one) => one.status !== 'skipped').length,
  };
}

function quotaOf(story: RunStory, now: number): readonly ReportQuota[] {
  const { run, models, service } = story;
  const day = pacificDay(now);
  const { ledger } = service.now;
  return run.keys.flatMap(({ fingerprint: key }) =>
    models.map(({ model, limits }): ReportQuota => {
      const entry = ledger.entries.find((one) => one.key === key && one.model === model);
      const perDay = effectiveLimits(entry, limits, now).requestsPerDay;
      const when = availability(ledger, { key, model, limits, tokens: 1, now });
      return {
        key,
        model,
        requestsToday: usedOn(entry, day).requests,
        ...(perDay === undefined ? {} : { requestsPerDay: perDay }),
        ...(when.kind === 'exhausted' ? { exhaustedUntil: when.untilMs, reason: when.reason } : {}),
        ...(when.kind === 'never' ? { reason: when.reason } : {}),
      };
    }),
  );
}

function forecastOf(story: RunStory, now: number): ReportForecast | undefined {
  const { run, models, service, gathered, slice, eligible, worked } = story;
  const done = new Set(
    worked.episodes
      .filter(({ result }) => result.kind === 'done' || result.kind === 'skipped')
      .map(({ show, id }) => `${show.facts.slug}/${id}`),
  );
  const open = [...slice.taken, ...slice.left, ...eligible.waiting].filter(
    ({ show, id }) => !done.has(`${show}/${id}`),
  );
  if (open.length === 0 || run.keys.length === 0) return undefined;
  const shows = new Map(gathered.discovery.shows.map((show) => [show.facts.slug, show]));
  const { settings } = run;
  const result = forecast({
    ledger: service.now.ledger,
    keys: run.keys.map(({ fingerprint }) => fingerprint),
    models,
    now,
    episodes: open.map((one) => {
      const durationSec = shows.get(one.show)?.state.episodes[one.id]?.durationSec;
      return {
        chunksDone: 'chunksDone' in one ? one.chunksDone : 0,
        ...(durationSec === undefined ? {} : { durationSec }),
      };
    }),
    chunkSec: chunkSecOf(settings),
    assumedDurationSec: ASSUMED_DURATION_SEC,
    schedule: {
      runsPerDay: RUNS_PER_DAY,
      budgetMs: settings.run.timeBudgetMs,
      requestMs: 60_000,
      concurrency: settings.transcription.concurrency,
    },
    prices: settings.prices,
  });
  return {
    episodes: result.episodes,
    audioSec: result.hours * 3_600,
    requests: result.requests,
    ...(result.doneOn === undefined ? {} : { doneAt: pacificDayStart(result.doneOn) }),
    basis: basisOf(result),
  };
}

function basisOf(result: ReturnType<typeof forecast>): string {
  const pace =
    result.quotaPerDay === undefined
      ? 'no daily limit is known yet, so the time of the runs sets the pace'
      : `${result.quotaPerDay} requests a day`;
  const price =
    result.price === undefined
      ? ''
      : `; on the paid tier about $${result.price.dollars.toFixed(2)} (${result.price.model})`;
  return `${pace}${price}`;
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
