/** Whole runs of which everything is remembered that a setting could change. */
import { stringify } from 'yaml';
import { setAt } from '../../src/config-layers.ts';
import type { HttpRequest, ModelRequest, Ports } from '../../src/ports.ts';
import { refusal } from '../pipeline/fake-model.ts';
import { makeRunWorld } from '../pipeline/run-world.ts';
import type { RunOptions, RunWorld, WorldRun } from '../pipeline/run-world.ts';

const FEED = 'https://feeds.example/one.xml';

/** Settings of a config file by dotted path; of the show below `show.`. */
export type Values = Readonly<Record<string, unknown>>;

/** A run that was listened to. */
export interface Listened extends WorldRun {
  readonly world: RunWorld;
  readonly gets: readonly HttpRequest[];
  readonly asked: readonly (ModelRequest & { readonly at: number })[];
  readonly uploads: number;
  /** Requests to the model that were under way at once, at most. */
  readonly atOnce: number;
  /** Episodes whose parts were under way at once, at most. */
  readonly episodesAtOnce: number;
  /** Feeds that were fetched at once, at most. */
  readonly feedsAtOnce: number;
  /** Paths of the files of the repository. */
  readonly paths: readonly string[];
}

/** How the world is, for a setting to show in. */
export interface Scene {
  readonly episodes?: number;
  readonly episodeSec?: number;
  readonly feeds?: number;
  /** What is set beside the setting in question. */
  readonly also?: Values;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly run?: Partial<RunOptions>;
  /** Changes the world before the run. */
  readonly prepare?: (world: RunWorld) => void;
  /** Stands between. */
  readonly between?: (ports: Ports, world: RunWorld) => Ports;
}

/** Runs once with these settings in the config file. */
export async function listen(scene: Scene, values: Values): Promise<Listened> {
  const { episodes = 2, feeds = 1 } = scene;
  const urls = Array.from({ length: feeds }, (_, feed) =>
    feed === 0 ? FEED : `https://feeds.example/${feed + 1}.xml`,
  );
  const world = makeRunWorld(
    Object.fromEntries(
      urls.map((url, feed) => [
        url,
        Array.from({ length: episodes }, (_, at) => `https://audio.example/${feed}-${at}.mp3`),
      ]),
    ),
    { episodeSec: scene.episodeSec ?? 120 },
  );
  scene.prepare?.(world);
  const heard = { gets: [] as HttpRequest[], asked: [] as Listened['asked'][number][], uploads: 0 };
  const counts = { asks: meter(), episodes: meter(), feeds: meter() };
  const between = (ports: Ports): Ports => {
    const given = scene.between?.(ports, world) ?? ports;
    return {
      ...given,
      http: {
        get: async (request) => {
          heard.gets.push(request);
          if (!urls.includes(request.url)) return await given.http.get(request);
          return await counts.feeds.during(request.url, () => given.http.get(request));
        },
      },
      model: {
        ...given.model,
        generate: async (request) => {
          heard.asked.push({ ...request, at: world.time.now() });
          const episode = /Episode \d+/u.exec(request.prompt)?.[0] ?? '';
          return await counts.asks.during(heard.asked.length.toString(), () =>
            counts.episodes.during(episode, () => given.model.generate(request)),
          );
        },
        upload: async () => {
          heard.uploads += 1;
          return await Promise.resolve({ kind: 'failed', failure: refusal('500-internal') });
        },
      },
    };
  };
  const result = await world.run({
    yaml: yamlOf({ ...scene.also, ...values }),
    ...scene.run,
    inputs: { ...scene.inputs },
    between,
  });
  return {
    ...result,
    ...heard,
    world,
    atOnce: counts.asks.most(),
    episodesAtOnce: counts.episodes.most(),
    feedsAtOnce: counts.feeds.most(),
    paths: world.repository.paths(),
  };
}

function yamlOf(values: Values): string {
  const file: Record<string, unknown> = {
    models: ['gemini-flash-latest'],
    // A limit that is known and far away, so that requests need not go one by one.
    limits: { default: { requestsPerDay: 1_000 } },
  };
  const show: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const own = structuredClone(value);
    if (path.startsWith('show.')) setAt(show, path.slice('show.'.length), own);
    else setAt(file, path, own);
  }
  if (Object.keys(show).length > 0) file['shows'] = [{ url: FEED, ...show }];
  return stringify(file);
}

/** Counts what is under way at once, by name. */
function meter(): {
  readonly during: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly most: () => number;
} {
  const under = new Map<string, number>();
  let most = 0;
  return {
    most: () => most,
    during: async (name, work) => {
      under.set(name, (under.get(name) ?? 0) + 1);
      most = Math.max(most, under.size);
      try {
        return await work();
      } finally {
        const left = (under.get(name) ?? 1) - 1;
        if (left === 0) under.delete(name);
        else under.set(name, left);
      }
    },
  };
}
