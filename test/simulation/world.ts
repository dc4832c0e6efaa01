/** Everything there is in a life: the repository, the shows, the service, the settings. */
import { resolveSettings } from '../../src/config.ts';
import type { Settings } from '../../src/config.ts';
import { makeBacklog, makeShows } from './catalogue.ts';
import type { Rendition, WorldEpisode, WorldShow } from './catalogue.ts';
import { chanceOf } from './chance.ts';
import type { Chance } from './chance.ts';
import type { Kept } from './checkpoints.ts';
import { keptOf, makeCommitLaws, stateOfEpisode } from './laws.ts';
import { makeRepository } from './repository.ts';
import type { Repository } from './repository.ts';
import type { Sabotage } from './sabotage.ts';
import { makeScheduler } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import { makeService } from './service.ts';
import type { Service, ServiceLimits, Stretch } from './service.ts';
import { makeWeather } from './weather.ts';
import type { Weather } from './weather.ts';

const MINUTE_MS = 60_000;
/** Lengths of chunks. */
export const CHUNKS_MS = [20_000, 30_000, 60_000] as const;
/** A service that is no bound, and as fast as it was measured for ten minutes of audio. */
const BUSY_LIMITS: ServiceLimits = {
  requestsPerDay: 100_000,
  requestsPerMinute: 1_000,
  thinkMs: [30_000, 110_000],
};
const BUSY_CONFIG = [
  'limits:',
  '  default:',
  '    requestsPerDay: 100000',
  '    requestsPerMinute: 1000',
];
const BUSY_EPISODES = 120;
/** The first day of every life: summer time ends on it in California. */
export const START = Date.UTC(2026, 10, 1, 7);

/** What is lived. */
export interface LifeOptions {
  readonly seed: number;
  /** Days with faults. */
  readonly days: number;
  /** Days without faults after them, at most; as many as the smallest quota needs unless told. */
  readonly cleanDays?: number;
  /** In place of the weather that the seed gives. */
  readonly weather?: Weather;
  readonly sabotage?: Sabotage;
  /** Jobs at once, each with shows of its own and more to do than it can, in place of chance. */
  readonly busyJobs?: number;
  /** Their episodes are of one part each. */
  readonly areShort?: boolean;
  /** Share of episodes of which the model never writes down enough, in place of chance. */
  readonly mumbled?: number;
  /** Hears every line of every log. */
  readonly say?: (line: string) => void;
  /** Is given the world before it begins. */
  readonly onWorld?: (world: World) => void;
}

/** Everything there is in a life. */
export interface World {
  readonly options: LifeOptions;
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly shows: readonly WorldShow[];
  readonly episodes: readonly WorldEpisode[];
  readonly settings: Settings;
  /** Jobs of a fan-out. */
  readonly shards: number;
  readonly repository: Repository;
  readonly kept: Kept;
  readonly service: Service;
  readonly cache: Map<string, Uint8Array>;
  /** The rendition that each process has, by process and episode. */
  readonly renditions: Map<string, Rendition>;
  readonly breaches: string[];
  /** When finished chunks were saved, epoch ms. */
  readonly saves: number[];
  readonly figures: { runs: number; red: number; killed: number };
  /** The runs are jobs, whose token ends with the day. */
  readonly inJob: boolean;
  /** Nothing goes wrong in this life. */
  readonly calm: boolean;
  weather: Weather;
  chunkMs: number;
  /** A run never ended: the life is over. */
  hung: boolean;
}

/** Makes a world from its seed. */
export function makeWorld(options: LifeOptions): World {
  const chance = chanceOf(options.seed);
  const weather = makeWeather(chance);
  const scheduler = makeScheduler(START);
  const { busyJobs } = options;
  const shows =
    busyJobs === undefined
      ? makeShows(chance, { start: START, days: options.days })
      : makeBacklog(chance, {
          start: START,
          shows: busyJobs,
          episodes: options.areShort === true ? 5 * BUSY_EPISODES : BUSY_EPISODES,
          isShort: options.areShort === true,
        });
  const episodes = shows.flatMap((show) => show.episodes);
  // Some lives have many episodes of which nobody can write down enough.
  const mumbling = chanceOf(~options.seed);
  const share = options.mumbled ?? (mumbling.hit(0.1) ? 0.5 : 0);
  for (const episode of episodes) episode.mumbled = mumbling.hit(share);
  const breaches: string[] = [];
  const checkCommit = makeCommitLaws(episodes, breaches);
  const repository: Repository = makeRepository(scheduler, (commit) =>
    checkCommit(commit, repository),
  );
  const kept: Kept = new Map();
  const renditions = new Map<string, Rendition>();
  const byNumber = new Map(episodes.map((episode) => [episode.number, episode]));
  const service = makeService({
    scheduler,
    limits: busyJobs === undefined ? makeLimits(chance) : BUSY_LIMITS,
    episodes: byNumber,
    renditionOf: (process, episode) => renditions.get(`${process.number}/${episode}`),
    isFinished: (stretch) => stateOfStretch({ episodes, repository, kept }, stretch) === 'finished',
    sabotage: options.sabotage,
  });
  return {
    options,
    scheduler,
    chance,
    shows,
    episodes,
    settings: makeSettings(shows, chance, busyJobs),
    shards: busyJobs ?? chance.pick([1, 1, 1, 1, 1, 1, 2, 3]),
    chunkMs: busyJobs === undefined ? chance.pick(CHUNKS_MS) : CHUNKS_MS[0],
    hung: false,
    saves: [],
    repository,
    kept,
    service,
    cache: new Map(),
    renditions,
    breaches,
    figures: { runs: 0, red: 0, killed: 0 },
    inJob: chance.hit(0.7),
    calm: Object.keys(options.weather ?? weather).length === 0,
    weather: options.weather ?? weather,
  };
}

function makeLimits(chance: Chance): ServiceLimits {
  return {
    requestsPerDay: chance.pick([2, 4, 10, 25, 100]),
    requestsPerMinute: chance.pick([2, 5, 15]),
    thinkMs: chance.pick([
      [5_000, 30_000],
      [20_000, 150_000],
    ]),
  };
}

/** What there is of a stretch, in the checkpoints or because its episode is done. */
export function stateOfStretch(
  world: Pick<World, 'episodes' | 'repository' | 'kept'>,
  stretch: Stretch,
): 'finished' | 'draft' | undefined {
  const episode = world.episodes.find(({ number }) => number === stretch.episode);
  if (episode === undefined) return undefined;
  if (stateOfEpisode(world.repository, episode)?.status === 'done') return 'finished';
  return keptOf(world.kept, episode, stretch);
}

function makeSettings(
  shows: readonly WorldShow[],
  chance: Chance,
  busyJobs: number | undefined,
): Settings {
  const lines = shows.flatMap(({ feedUrl, slug }) => [`  - url: ${feedUrl}`, `    id: ${slug}`]);
  // What is busy has a key a job, and limits that are known: nothing but saving holds it up.
  const keys = Array.from(
    { length: busyJobs ?? chance.whole(1, 3) },
    (_, key) => `sim-key-${key + 1}-00000000`,
  );
  const resolved = resolveSettings({
    inputs: { 'gemini-api-keys': keys.join('\n'), 'github-token': 'sim-token-00000000' },
    env: {},
    fileText: ['shows:', ...lines, ...(busyJobs === undefined ? [] : BUSY_CONFIG), ''].join('\n'),
    filePath: 'config/production.yaml',
  });
  if (!resolved.ok) throw new Error(resolved.problems.map(({ message }) => message).join('; '));
  const { settings } = resolved;
  // What is busy is so with the defaults.
  if (busyJobs !== undefined) return settings;
  const maxEpisodes = chance.pick([undefined, undefined, 2]);
  return {
    ...settings,
    models: chance.pick([['gemini-flash-latest'], [...settings.models]]),
    transcription: {
      ...settings.transcription,
      concurrency: chance.whole(1, 6),
      episodesAtOnce: chance.whole(1, 4),
      inlineMaxBytes: chance.pick([0, 20_000_000]),
    },
    run: {
      ...settings.run,
      timeBudgetMs: chance.pick([5, 30, 300]) * MINUTE_MS,
      onQuota: chance.hit(0.1) ? 'wait' : 'defer',
      ...(maxEpisodes === undefined ? {} : { maxEpisodes }),
    },
  };
}
