/**
 * The whole sandbox: a loopback feed host, Gemini, GitHub and Actions services around one runner.
 * Used by the end-to-end tests, the demo and the benches. The product is told nothing but addresses.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startActionsServices } from './actions-services.ts';
import type { ActionsServices } from './actions-services.ts';
import { rssOf, startFeedHost } from './feed-host.ts';
import type { FeedHost, RssEpisode } from './feed-host.ts';
import { startGemini } from './gemini.ts';
import type { GeminiSandbox, GeminiSandboxOptions, SandboxEpisode, ScriptLine } from './gemini.ts';
import { startGithub } from './github.ts';
import type { Github, GithubOptions } from './github.ts';
import { makeRunnerHome, runAction, startAction } from './runner.ts';
import type { ActionOptions, ActionResult, RunnerHome, Running } from './runner.ts';

/** A show of the sandbox, with its audio and scripts. */
export interface WorldShow {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  readonly language: string;
  readonly hosts: readonly { readonly name: string }[];
  readonly episodes: readonly WorldEpisode[];
}

/** An episode of the sandbox. */
export interface WorldEpisode {
  readonly name: string;
  readonly guid: string;
  readonly title: string;
  readonly published: string;
  readonly description: string;
  readonly durationSec: number;
  readonly audio: Uint8Array;
  readonly script: readonly ScriptLine[];
}

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Lines of a config file: parts of five minutes, and a daily limit that is known and far away, so
 * that requests need not go one by one until a limit is found out.
 */
export const QUICK = `transcription:
  chunkMinutes: 5
limits:
  default:
    requestsPerDay: 1000`;

/** Folders with a `shows.json`: the demo's show and a small one. */
export const DEMO_SHOW = join(ROOT, 'demo');
export const SMALL_SHOW = join(ROOT, 'test', 'fixtures', 'show-b');

/** Reads the shows of a folder. */
export function readShows(folder: string): readonly WorldShow[] {
  const { shows } = JSON.parse(readFileSync(join(folder, 'shows.json'), 'utf8')) as {
    shows: (Omit<WorldShow, 'episodes'> & {
      episodes: (Omit<WorldEpisode, 'audio' | 'script'> & { file: string; script: string })[];
    })[];
  };
  return shows.map((show) => ({
    ...show,
    episodes: show.episodes.map((episode) => ({
      ...episode,
      audio: new Uint8Array(readFileSync(join(folder, episode.file))),
      script: JSON.parse(readFileSync(join(folder, episode.script), 'utf8')) as ScriptLine[],
    })),
  }));
}

/** What a world is made of. */
export interface WorldOptions {
  readonly shows?: readonly WorldShow[];
  readonly keys?: readonly string[];
  /** Lines for the config file, besides the shows. */
  readonly config?: string;
  readonly gemini?: Partial<GeminiSandboxOptions>;
  /** Audio that the model knows beside that of the shows: other renditions. */
  readonly heard?: readonly SandboxEpisode[];
  readonly github?: Partial<GithubOptions>;
  /** The bundle that is run; the one that `E2E_DIST` names, else the committed one, unless told. */
  readonly dist?: string;
}

/** Everything around a run. */
export interface World {
  readonly shows: readonly WorldShow[];
  readonly keys: readonly string[];
  readonly feeds: FeedHost;
  readonly gemini: GeminiSandbox;
  readonly github: Github;
  readonly services: ActionsServices;
  readonly home: RunnerHome;
  feedUrl(show: WorldShow): string;
  /** Options of the next run: the inputs that point at the sandbox, and these. */
  options(inputs?: Readonly<Record<string, string>>, more?: Partial<ActionOptions>): ActionOptions;
  /** Checks the branch's head out, as a workflow does, and runs the Action to its end. */
  run(
    inputs?: Readonly<Record<string, string>>,
    more?: Partial<ActionOptions>,
  ): Promise<ActionResult>;
  /** The same, left running. */
  start(
    inputs?: Readonly<Record<string, string>>,
    more?: Partial<ActionOptions>,
  ): Promise<Running<ActionResult>>;
  /** Time of the sandbox and of the runs that are started from now on; it goes on from there. Epoch ms. */
  setTime(now: number): void;
  /** Epoch ms. */
  now(): number;
  close(): Promise<void>;
}

const TIME_PRELOAD = join(import.meta.dirname, 'time-preload.ts');

/** Path of an episode's audio on the feed host. */
export function audioPath(show: WorldShow, episode: WorldEpisode): string {
  return `/${show.slug}/${episode.name}.mp3`;
}

/** Items of a show's feed. */
export function itemsOf(show: WorldShow): RssEpisode[] {
  return show.episodes.map((episode) => ({
    title: episode.title,
    guid: episode.guid,
    audioUrl: audioPath(show, episode),
    audioBytes: episode.audio.byteLength,
    publishedAt: Date.parse(episode.published),
    durationSec: episode.durationSec,
    description: episode.description,
    extra: show.hosts
      .map((host) => `<podcast:person role="host">${host.name}</podcast:person>`)
      .join('\n'),
  }));
}

/** Starts everything. Four episodes of two shows unless told otherwise. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const shows = options.shows ?? [...readShows(DEMO_SHOW), ...readShows(SMALL_SHOW)];
  const keys = options.keys ?? ['AIzaSandboxKeyNumberOne-0123456789abcdef'];
  const feeds = await startFeedHost({ files: {} });
  for (const show of shows) {
    for (const episode of show.episodes) {
      feeds.setFile(audioPath(show, episode), {
        body: episode.audio,
        contentType: 'audio/mpeg',
      });
    }
    feeds.setFile(`/${show.slug}/feed.xml`, {
      body: rssOf({ ...show, episodes: itemsOf(show) }),
      contentType: 'application/rss+xml; charset=utf-8',
    });
  }
  const feedUrl = (show: WorldShow): string => `${feeds.url}/${show.slug}/feed.xml`;
  let offsetMs = 0;
  const now = (): number => Date.now() + offsetMs;
  const gemini = await startGemini({
    clock: now,
    ...options.gemini,
    episodes: [
      ...shows.flatMap((show) =>
        show.episodes.map((episode): SandboxEpisode => ({
          id: episode.guid,
          audio: episode.audio,
          script: episode.script,
        })),
      ),
      ...(options.heard ?? []),
    ],
  });
  const config = [
    'shows:',
    ...shows.map((show) => `  - url: ${feedUrl(show)}`),
    options.config ?? 'transcription:\n  chunkMinutes: 5',
    '',
  ].join('\n');
  const github = await startGithub({
    now,
    ...options.github,
    files: { 'README.md': '# Shows\n', 'config/production.yaml': config, ...options.github?.files },
  });
  const services = await startActionsServices();
  const home = makeRunnerHome();
  let runs = 0;
  const dist = options.dist ?? process.env['E2E_DIST'];

  const actionOptions: World['options'] = (inputs = {}, more = {}) => {
    runs += 1;
    return {
      home,
      githubToken: github.token,
      ...(dist === undefined ? {} : { dist }),
      ...(offsetMs === 0 ? {} : { preload: [TIME_PRELOAD] }),
      ...more,
      inputs: {
        'gemini-api-keys': keys.join('\n'),
        'gemini-base-url': gemini.url,
        'allow-private-network': feeds.authority,
        ...inputs,
      },
      env: {
        ...services.environmentOf(`run-${runs}`),
        GITHUB_API_URL: github.apiUrl,
        GITHUB_REPOSITORY: github.repository,
        GITHUB_REF: `refs/heads/${github.branch}`,
        GITHUB_REF_NAME: github.branch,
        GITHUB_RUN_ID: String(runs),
        TIME_OFFSET_MS: String(offsetMs),
        ...more.env,
      },
    };
  };

  return {
    shows,
    keys,
    feeds,
    gemini,
    github,
    services,
    home,
    feedUrl,
    options: actionOptions,
    run: async (inputs, more) => {
      await checkOut(github, home);
      return await runAction(actionOptions(inputs, more));
    },
    start: async (inputs, more) => {
      await checkOut(github, home);
      return startAction(actionOptions(inputs, more));
    },
    setTime: (at) => {
      offsetMs = at - Date.now();
    },
    now,
    close: async () => {
      await Promise.all([feeds.close(), gemini.close(), github.close(), services.close()]);
      home.remove();
    },
  };
}

/** Puts the head of the branch into the workspace, as `actions/checkout` does. */
export async function checkOut(github: Github, home: RunnerHome): Promise<void> {
  await github.git([
    '--work-tree',
    home.workspace,
    'checkout',
    '--force',
    github.branch,
    '--',
    '.',
  ]);
}
