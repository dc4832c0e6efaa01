import { counted } from '../base/count.ts';
import pLimit from 'p-limit';
import { isFault } from '../base/failure.ts';
import { toldWithCode } from '../base/outcome.ts';
import { storedUrl } from '../feed/private-address.ts';
import type { FileChange, Snapshot } from '../ports.ts';
import { availability, effectiveLimits, usedOn } from '../quota/availability.ts';
import { entryOf } from '../quota/entries.ts';
import { keysOff } from '../quota/ledger.ts';
import { pacificDay } from '../quota/pacific.ts';
import type { Ledger } from '../quota/types.ts';
import { STATUS_FOLDER, renderStatus } from '../render/status.ts';
import type {
  StatusDay,
  StatusFailure,
  StatusFigures,
  StatusHealth,
  StatusQuota,
} from '../render/status-types.ts';
import { isoDay } from '../render/when.ts';
import { statePaths } from '../state/paths.ts';
import { readFeedState, readLedger } from '../state/read.ts';
import type { FeedState } from '../state/types.ts';
import type { RunContext } from './context.ts';
import { countShow } from './count-show.ts';
import type { ShowCounts } from './count-show.ts';
import { selectionOf } from './gather.ts';
import type { Gathered } from './gather.ts';
import { value } from './load-state.ts';
import type { RunModel } from './models.ts';
import type { ServiceHolder } from './service-state.ts';
import type { Worked } from './work-slice.ts';

/** Days of the picture of minutes. */
const DAYS = 30;
const DAY_MS = 24 * 3_600_000;
/** Shows of other jobs of a fan-out that are read anew; the rest stands as when the run began. */
const MOST_READ = 200;
const READ_AT_ONCE = 8;

/** What the status page is made from. */
export interface StatusQuery {
  readonly run: RunContext;
  readonly gathered: Gathered;
  readonly worked: Worked;
  readonly service: ServiceHolder;
  readonly models: readonly RunModel[];
}

/** A show's state with what it counts as. */
interface Counted {
  readonly state: FeedState;
  readonly title: string;
  readonly counts: ShowCounts;
}

/**
 * The files of `transcripts/status/`. They say how things stand after the run, of all shows: in a
 * fan-out the shows of the other jobs are read as they are by now. None, with a warning, when
 * those cannot be read: the page is not worth a red run.
 */
export async function statusFiles(query: StatusQuery): Promise<readonly FileChange[]> {
  const { ports, settings } = query.run;
  try {
    const figures = await gatherFigures(query);
    const folder = `${settings.output.transcriptsDir}/${STATUS_FOLDER}`;
    return renderStatus(figures).map(({ name, content }) => ({
      kind: 'write',
      path: `${folder}/${name}`,
      content,
    }));
  } catch (error) {
    if (!isFault(error)) throw error;
    ports.log.warning(`The status page was not written: ${toldWithCode(error.problem)}`);
    return [];
  }
}

async function gatherFigures(query: StatusQuery): Promise<StatusFigures> {
  const { run } = query;
  const fresh = run.shard.count > 1 ? await run.ports.store.open(run.signals.last) : undefined;
  return figuresOf(query, {
    shows: await countAll(query, fresh),
    ledger: await newestLedger(query, fresh),
  });
}

function figuresOf(
  query: StatusQuery,
  known: { readonly shows: readonly Counted[]; readonly ledger: Ledger },
): StatusFigures {
  const now = query.run.ports.clock.now();
  const finished = known.shows.flatMap(({ state }) =>
    Object.values(state.episodes).flatMap((one) =>
      one.status === 'done' && one.finishedAt !== undefined
        ? [{ at: one.finishedAt, sec: one.rendition?.durationSec ?? one.durationSec ?? 0 }]
        : [],
    ),
  );
  const lastSuccess = isoDay(finished.reduce((most, { at }) => Math.max(most, at), -1));
  return {
    day: isoDay(now) ?? '',
    days: daysOf(finished, now),
    shows: known.shows.map(({ state, title, counts }) => ({
      show: state.show,
      title,
      done: counts.done,
      waiting: counts.waiting,
      failed: counts.failed.length,
    })),
    ...(finished.length === 0 || lastSuccess === undefined ? {} : { lastSuccess }),
    health: healthOf(query, known.shows),
    failures: known.shows.flatMap(failuresOf),
    quotaDay: pacificDay(now),
    quota: quotaOf(query, known.ledger, now),
  };
}

/** Every show that has a state: those of this run as they are now, others as they were last seen. */
async function countAll(
  query: StatusQuery,
  fresh: Snapshot | undefined,
): Promise<readonly Counted[]> {
  const { run, gathered } = query;
  const { maxAttempts } = run.settings.run;
  const mine = gathered.discovery.shows.map((show): Counted => {
    const selection = selectionOf(show.preferences);
    const counts = countShow(show.state, { selection, maxAttempts });
    return { state: show.state, title: show.facts.title, counts };
  });
  const slugs = new Set(mine.map(({ state }) => state.show));
  const theirs = (await otherStates(query, fresh)).filter(({ show }) => !slugs.has(show));
  const byUrl = new Map(
    gathered.others.map((source) => [storedUrl(source.url, source.url), source]),
  );
  const byId = new Map(gathered.others.map((source) => [source.id, source]));
  return [
    ...mine,
    ...theirs.map((state): Counted => {
      const source = byId.get(state.show) ?? byUrl.get(storedUrl(state.feedUrl, state.feedUrl));
      const title = source?.title ?? state.title;
      if (source === undefined) return { state, title, counts: transcriptsOnly(state) };
      const selection = selectionOf(source.preferences);
      return { state, title, counts: countShow(state, { selection, maxAttempts }) };
    }),
  ];
}

/** A show that is no longer configured keeps its transcripts; nothing of it waits. */
function transcriptsOnly(state: FeedState): ShowCounts {
  const done = Object.values(state.episodes).filter(({ status }) => status === 'done').length;
  return { done, waiting: 0, failed: [], stuck: [] };
}

async function otherStates(
  { run, gathered }: StatusQuery,
  fresh: Snapshot | undefined,
): Promise<readonly FeedState[]> {
  const states = new Map(gathered.state.feeds);
  if (fresh === undefined) return [...states.values()];
  const paths = statePaths(run.settings.output.stateDir);
  const mine = new Set(gathered.discovery.shows.map(({ facts }) => paths.feed(facts.slug)));
  const names = await fresh.list(paths.feeds, run.signals.last);
  const wanted = names
    .filter((name) => name.endsWith('.json'))
    .map((name) => `${paths.feeds}/${name}`)
    .filter((path) => !mine.has(path))
    .slice(0, MOST_READ);
  const turn = pLimit(READ_AT_ONCE);
  await Promise.all(
    wanted.map((path) =>
      turn(async () => {
        const text = await fresh.read(path, run.signals.last);
        if (text === undefined) return;
        const state = value(readFeedState(path, text));
        states.set(state.show, state);
      }),
    ),
  );
  return [...states.values()];
}

/** The head's ledger in a fan-out, where other jobs count too; this run's own otherwise. */
async function newestLedger(
  { run, service }: StatusQuery,
  fresh: Snapshot | undefined,
): Promise<Ledger> {
  const path = statePaths(run.settings.output.stateDir).quota;
  const text = await fresh?.read(path, run.signals.last);
  return text === undefined ? service.now.ledger : value(readLedger(path, text));
}

function daysOf(
  finished: readonly { readonly at: number; readonly sec: number }[],
  now: number,
): readonly StatusDay[] {
  const seconds = new Map<string, number>();
  for (let back = DAYS - 1; back >= 0; back -= 1) {
    seconds.set(isoDay(now - back * DAY_MS) ?? '', 0);
  }
  for (const { at, sec } of finished) {
    const day = isoDay(at) ?? '';
    const before = seconds.get(day);
    if (before !== undefined) seconds.set(day, before + sec);
  }
  return [...seconds].map(([day, sec]) => ({ day, minutes: Math.round(sec / 60) }));
}

function failuresOf({ state, title, counts }: Counted): readonly StatusFailure[] {
  return counts.failed.flatMap((id) => {
    const episode = state.episodes[id];
    if (episode === undefined) return [];
    return [
      {
        show: title,
        title: episode.title,
        message: episode.error?.message ?? 'It failed.',
        remedy: episode.error?.remedy ?? '',
        attempts: episode.attempts,
        retryable: !counts.stuck.includes(id),
      },
    ];
  });
}

/** Requests of the Pacific day: of this job's keys, and of all that were used on it. */
function quotaOf(
  { run, models }: StatusQuery,
  ledger: Ledger,
  now: number,
): readonly StatusQuota[] {
  const day = pacificDay(now);
  const used = ledger.entries.filter((entry) => usedOn(entry, day).requests > 0);
  const keys = new Set([
    ...run.keys.map(({ fingerprint }) => fingerprint),
    ...used.map(({ key }) => key),
  ]);
  return [...keys].toSorted().flatMap((key) =>
    models.map(({ model, limits }): StatusQuota => {
      const entry = entryOf(ledger, { key, model });
      const limit = effectiveLimits(entry, limits, now).requestsPerDay;
      const when = availability(ledger, { key, model, limits, tokens: 1, now });
      return {
        key,
        model,
        requests: usedOn(entry, day).requests,
        ...(limit === undefined ? {} : { limit }),
        exhausted: when.kind === 'exhausted' || when.kind === 'never',
      };
    }),
  );
}

/** How things stand, and why. In a fan-out this speaks of the feeds and keys of the last job. */
function healthOf(query: StatusQuery, shows: readonly Counted[]): StatusHealth {
  const { run, gathered, worked, service } = query;
  const now = run.ports.clock.now();
  const failing: string[] = [];
  const attention: string[] = [];
  if (worked.fault !== undefined) failing.push(worked.fault.message);
  const ended = worked.episodes.map(({ result }) => result.kind);
  const failed = ended.filter((kind) => kind === 'failed').length;
  if (failed >= 2 && !ended.includes('done')) {
    failing.push(`The last run transcribed nothing: ${counted(failed, 'episode')} failed.`);
  }
  const paused = query.models.filter(({ model }) => {
    const breaker = service.now.circuit.breakers[`model:${model}`];
    return breaker !== undefined && breaker.state !== 'closed';
  });
  (paused.length === query.models.length ? failing : attention).push(
    ...paused.map(({ model }) => `${model} is paused, since the service failed again and again.`),
  );
  const off = keysOff(
    service.now.ledger,
    run.keys.map(({ fingerprint }) => fingerprint),
    now,
  );
  (off.length === run.keys.length ? failing : attention).push(
    ...off.map(
      ({ key, reason }) => `Gemini key ${key} is out of use: ${reason.replace(/\.+$/u, '')}.`,
    ),
  );
  (gathered.discovery.shows.length === 0 ? failing : attention).push(
    ...gathered.problems.map(({ about, problem }) => `${about}: ${problem.message}`),
  );
  const stuck = shows.reduce((sum, { counts }) => sum + counts.stuck.length, 0);
  if (stuck > 0) {
    attention.push(
      `${counted(stuck, 'episode')} failed and will not be tried again unless you ask.`,
    );
  }
  const reasons = [...failing, ...attention];
  if (failing.length > 0) return { state: 'failing', reasons };
  if (attention.length > 0) return { state: 'attention', reasons };
  return ended.includes('deferred') ? { state: 'waiting', reasons } : { state: 'working', reasons };
}
