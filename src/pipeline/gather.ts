import { toldWithCode } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { titleFilter } from '../config.ts';
import type { ShowPreferences } from '../config.ts';
import { speakUrl } from '../feed/address.ts';
import { eligible } from '../plan/eligible.ts';
import type { Eligible, Mode as PlanMode, Selection } from '../plan/eligible.ts';
import type { Http, Snapshot } from '../ports.ts';
import { mayCall } from '../quota/breaker.ts';
import { readShowIndex } from '../render/show-index.ts';
import type { Episodes } from '../state/merge.ts';
import type { EpisodeState } from '../state/types.ts';
import type { RunContext } from './context.ts';
import { discover, undiscovered } from './discover.ts';
import type { Discovery, FeedOutcome, Show, Source } from './discover.ts';
import { fetchFeed } from './fetch-feed.ts';
import type { FeedValidators } from './fetch-feed.ts';
import { fetchText } from './fetch-text.ts';
import { guardHosts, HOST_PAUSED, hostSubject } from './guard-hosts.ts';
import { loadState, value } from './load-state.ts';
import type { LoadedState } from './load-state.ts';
import pLimit from 'p-limit';
import { indexPath } from './save-episode.ts';
import { holdServiceState } from './service-state.ts';
import type { ServiceHolder } from './service-state.ts';
import { resolveSources, shardOf } from './sources.ts';

/** What there is to do, before anything is chosen. */
export interface Gathered {
  readonly snapshot: Snapshot;
  readonly state: LoadedState;
  readonly discovery: Discovery;
  /** Quota and breakers, as they stand after that. */
  readonly service: ServiceHolder;
  /** The port to feeds and audio that leaves alone the hosts that fail. */
  readonly http: Http;
  /** Feeds that were not asked for, since their hosts are left alone. */
  readonly skipped: readonly string[];
  /** Feeds that other jobs of a fan-out look at. */
  readonly others: readonly Source[];
  /** Faults of lists of feeds and single feeds; the rest of the work goes on. */
  readonly problems: readonly { readonly about: string; readonly problem: Problem }[];
}

/** Reads the branch's state and every feed; what the log is told meanwhile is folded. */
export async function gather(run: RunContext): Promise<Gathered> {
  const { log } = run.ports;
  log.group('Reading the state and the feeds');
  try {
    return await readAll(run);
  } finally {
    log.endGroup();
  }
}

async function readAll(run: RunContext): Promise<Gathered> {
  const { ports, settings, signals } = run;
  const snapshot = await ports.store.open(signals.soft);
  const state = await loadState(snapshot, settings.output.stateDir, signals.soft);
  const service = holdServiceState(settings.output.stateDir, state);
  const threshold = settings.breaker.failures;
  const http = guardHosts(ports.http, { service, clock: ports.clock, threshold });
  const guarded = { ...ports, http };
  const { feedsFetch } = settings;
  const limits = {
    maxBytes: feedsFetch.maxBytes,
    deadlineMs: feedsFetch.timeoutMs,
    signal: signals.soft,
  };
  const lists = await resolveSources({
    settings,
    snapshot,
    fetchText: (url) => fetchText(ports, { url, ...limits }),
    signal: signals.soft,
  });
  const turn = pLimit(feedsFetch.concurrency);
  const sources = shardOf(lists.sources, run.shard);
  const others = lists.sources.filter((source) => !sources.includes(source));
  const skipped: string[] = [];
  const fetch = async (
    url: string,
    validators: FeedValidators | undefined,
  ): Promise<FeedOutcome> => {
    const outcome = await fetchFeed(guarded, { url, validators, ...limits });
    if (outcome.kind !== 'failed' || outcome.error.code !== HOST_PAUSED) return outcome;
    skipped.push(outcome.error.message);
    ports.log.info(`Skipped: ${outcome.error.message}`);
    return { kind: 'skipped' };
  };
  const discovery = await discover({
    sources,
    others,
    feeds: state.feeds,
    fetch: (url, validators) => turn(() => fetch(url, validators)),
    adopt: (slug) => adopt(run, snapshot, slug),
    log: ports.log,
  });
  const problems = [
    ...lists.problems.map((problem) => ({ about: 'list of feeds', problem })),
    ...discovery.failed.map(({ title, url, error }) => ({
      about: title ?? speakUrl(url),
      problem: error,
    })),
  ];
  for (const { about, problem } of problems) {
    ports.log.warning(toldWithCode(problem), { title: about });
  }
  sayShows(run, discovery.shows);
  return { snapshot, state, service, http, skipped, discovery, others, problems };
}

/** Shows that the log names. */
const MOST_NAMED = 500;

function sayShows(run: RunContext, shows: readonly Show[]): void {
  for (const show of shows.slice(0, MOST_NAMED)) {
    const all = Object.keys(show.state.episodes).length;
    const fresh = undiscovered(show).length;
    run.ports.log.info(
      `${show.facts.title}: ${all} ${all === 1 ? 'episode' : 'episodes'}${fresh > 0 ? `, ${fresh} new` : ''}`,
    );
    sayDropped(run, show);
  }
}

function sayDropped(run: RunContext, show: Show): void {
  const { dropped } = show;
  if (dropped.length === 0) return;
  const few = dropped.slice(0, 3).map(({ item, reason }) => `${item}: ${reason}`);
  run.ports.log.info(
    `${show.facts.title}: ${dropped.length} ${dropped.length === 1 ? 'item of the feed was' : 'items of the feed were'} left out (${few.join('; ')}${dropped.length > few.length ? '; …' : ''})`,
  );
}

/** After a reset the committed transcripts of a show are its finished episodes. */
async function adopt(run: RunContext, snapshot: Snapshot, slug: string): Promise<Episodes> {
  const path = indexPath(run.settings, slug);
  const text = await snapshot.read(path, run.signals.soft);
  if (text === undefined) return {};
  const index = value(readShowIndex(text, path));
  return Object.fromEntries(
    index.episodes.map((entry): [string, EpisodeState] => {
      const finishedAt = Date.parse(entry.transcribedAt);
      return [
        entry.id,
        {
          status: 'done',
          title: entry.title,
          audioUrl: '',
          attempts: 0,
          durationSec: entry.durationSec,
          transcript: entry.path,
          ...(Number.isNaN(finishedAt) ? {} : { finishedAt }),
        },
      ];
    }),
  );
}

/** What a user's preferences for a show say about its episodes. */
export function selectionOf(preferences: ShowPreferences): Selection {
  const { order, sinceMs, maxEpisodes, maxEpisodeMs, skip } = preferences;
  return {
    order,
    skips: titleFilter(skip),
    ...(sinceMs === undefined ? {} : { since: sinceMs }),
    ...(maxEpisodes === undefined ? {} : { maxEpisodes }),
    ...(maxEpisodeMs === undefined ? {} : { maxDurationSec: maxEpisodeMs / 1_000 }),
  };
}

/** The episodes that may be taken now, and those that wait. */
export function eligibleNow(
  run: RunContext,
  gathered: Gathered,
  kept: ReadonlyMap<string, number>,
  servable: boolean,
): Eligible {
  const mode: PlanMode = run.mode === 'dry-run' ? 'run' : run.mode;
  const found = eligible({
    shows: gathered.discovery.shows.map((show) => {
      const { slug } = show.facts;
      const prefix = `${slug}/`;
      return {
        state: show.state,
        selection: selectionOf(show.preferences),
        chunksDone: Object.fromEntries(
          [...kept].flatMap(([key, count]) =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), count]] : [],
          ),
        ),
      };
    }),
    now: run.ports.clock.now(),
    mode,
    batch: gathered.state.batch,
    only: run.settings.episodes,
    servable,
    maxAttempts: run.settings.run.maxAttempts,
  });
  return withoutResting(run, gathered, found);
}

/** Episodes whose audio's host is left alone wait with it, save begun ones, whose audio may be kept. */
function withoutResting(run: RunContext, gathered: Gathered, found: Eligible): Eligible {
  const now = run.ports.clock.now();
  const { circuit } = gathered.service.now;
  const waiting: Eligible['waiting'][number][] = [...found.waiting];
  const shows = new Map(gathered.discovery.shows.map((show) => [show.facts.slug, show]));
  const byShow = found.byShow.map((candidates) =>
    candidates.filter(({ show, id, reason }) => {
      const url = shows.get(show)?.state.episodes[id]?.audioUrl ?? '';
      const subject = hostSubject(url);
      if (subject === undefined || reason === 'begun') return true;
      const may = mayCall(circuit, subject, now);
      if (may.kind !== 'open') return true;
      const why = `${subject.slice('host:'.length)} is left alone after faults in a row`;
      waiting.push({ show, id, notBefore: may.until, reason: why });
      return false;
    }),
  );
  return { ...found, byShow, waiting };
}
