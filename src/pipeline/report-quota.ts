import { counted, grouped } from '../base/count.ts';
import { forecast } from '../quota/forecast.ts';
import { availability, effectiveLimits, usedOn } from '../quota/availability.ts';
import { pacificDay, pacificDayStart } from '../quota/pacific.ts';
import { learnSchedule, scheduleInWords } from '../quota/schedule.ts';
import type { LearntSchedule } from '../quota/schedule.ts';
import type { ReportForecast, ReportQuota } from '../render/report-types.ts';
import { tellChunkLength } from '../plan/chunk-length.ts';
import { ASSUMED_DURATION_SEC, chunkSecOf } from './chunk-length.ts';
import type { RunStory } from './run.ts';

const DAY_MS = 24 * 3_600_000;

/** Use and state of each key and model after the run. */
export function quotaOf(story: RunStory, now: number): readonly ReportQuota[] {
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

/** When all that waits will be done; undefined when nothing waits or nothing can serve. */
export function forecastOf(story: RunStory, now: number): ReportForecast | undefined {
  const { run, models, service, gathered, slice, eligible, worked } = story;
  const key = ({ show, id }: { show: string; id: string }): string => `${show}/${id}`;
  const ended = new Map(
    worked.episodes.map(({ show, id, result }) => [key({ show: show.facts.slug, id }), result]),
  );
  const open = [...slice.taken, ...slice.left, ...eligible.waiting].filter((one) => {
    const kind = ended.get(key(one))?.kind;
    return kind !== 'done' && kind !== 'skipped';
  });
  if (open.length === 0 || run.keys.length === 0) return undefined;
  const shows = new Map(gathered.discovery.shows.map((show) => [show.facts.slug, show]));
  const { settings } = run;
  const { concurrency } = settings.transcription;
  const schedule = learnSchedule(gathered.state.runs.runs, { now, concurrency });
  const result = forecast({
    ledger: service.now.ledger,
    keys: run.keys.map(({ fingerprint }) => fingerprint),
    models,
    now,
    episodes: open.map((one) => {
      const durationSec = shows.get(one.show)?.state.episodes[one.id]?.durationSec;
      const figures = ended.get(key(one))?.figures;
      const inRun = figures === undefined ? 0 : figures.chunksKept + figures.chunksNew;
      return {
        chunksDone: Math.max(inRun, one.chunksDone ?? 0),
        ...(durationSec === undefined ? {} : { durationSec }),
      };
    }),
    chunkSec: chunkSecOf(settings),
    assumedDurationSec: ASSUMED_DURATION_SEC,
    schedule: {
      runsPerDay: schedule.runsPerDay,
      budgetMs: settings.run.timeBudgetMs,
      requestMs: schedule.requestMs,
      concurrency,
    },
    prices: settings.prices,
  });
  return {
    episodes: result.episodes,
    audioSec: result.hours * 3_600,
    requests: result.requests,
    // A day that has begun says nothing of the hour: the next scheduled run is the soonest.
    ...(result.doneOn === undefined
      ? {}
      : { doneAt: Math.max(pacificDayStart(result.doneOn), now + DAY_MS / schedule.runsPerDay) }),
    basis: [basisOf(result, schedule), partsOf(story)].filter((words) => words !== '').join('. '),
  };
}

/** How long parts are, where that is not what the user set. */
function partsOf({ parts }: RunStory): string {
  return tellChunkLength(parts)?.replace(/\.$/u, '') ?? '';
}

/** What the day was reckoned from, and what it would cost. */
function basisOf(result: ReturnType<typeof forecast>, schedule: LearntSchedule): string {
  const { bound, quotaPerDay, quotaToday, price } = result;
  const left = quotaToday === undefined ? '' : `, ${grouped(quotaToday)} left today`;
  const time = `Pace: the time of the runs (${scheduleInWords(schedule)})`;
  const pace =
    quotaPerDay === undefined
      ? `${time}, since no daily limit is known yet`
      : bound === 'quota'
        ? `Pace: the quota, ${counted(quotaPerDay, 'request')} a day${left}`
        : `${time}; the quota allows ${counted(quotaPerDay, 'request')} a day${left}`;
  const tokens = `about ${inThousands(result.inputTokens)} tokens in and ${inThousands(result.outputTokens)} out`;
  const cost =
    price === undefined ? '' : `, on the paid tier ${dollars(price.dollars)} (${price.model})`;
  return `${pace}; ${tokens}${cost}`;
}

function dollars(amount: number): string {
  return amount < 0.01 ? 'under $0.01' : `$${amount.toFixed(2)}`;
}

function inThousands(tokens: number): string {
  return `${Math.ceil(tokens / 1_000)}k`;
}
