/** The command line in an empty folder, over the loopback servers of the sandbox. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startCli } from '../sandbox/runner.ts';
import type { CliOptions, CliResult, Running } from '../sandbox/runner.ts';
import { readShows, SMALL_SHOW, startWorld } from '../sandbox/world.ts';
import type { World, WorldOptions } from '../sandbox/world.ts';

const PRELOAD = join(import.meta.dirname, '..', 'sandbox', 'time-preload.ts');

/** A folder, the world around it, and the command line in it. */
export interface Shell {
  readonly world: World;
  /** The folder that is worked in; it starts empty. */
  readonly folder: string;
  /** The first show's feed. */
  readonly feed: string;
  /** The built program. */
  readonly program: string;
  /** What the command line is told of the world. */
  environment(): Readonly<Record<string, string>>;
  /** Runs the command line to its end. */
  run(args: readonly string[], more?: Partial<CliOptions>): Promise<CliResult>;
  /** Starts it and leaves it running. */
  start(args: readonly string[], more?: Partial<CliOptions>): Running<CliResult>;
  close(): Promise<void>;
}

/** A shell whose clock shows `now` (epoch ms); the machine's when left out. */
export async function openShell(options: WorldOptions = {}, now?: number): Promise<Shell> {
  const world = await startWorld({ shows: readShows(SMALL_SHOW), ...options });
  if (now !== undefined) world.setTime(now);
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  const [show] = world.shows;
  if (show === undefined) throw new Error('a world without a show');
  const bundle = process.env['E2E_DIST'] ?? join(import.meta.dirname, '../../dist/index.js');
  const program = join(dirname(bundle), 'cli.js');
  const environment = (): Readonly<Record<string, string>> => ({
    GEMINI_API_KEYS: world.keys.join(','),
    PODCAST_GEMINI_BASE_URL: world.gemini.url,
    PODCAST_NETWORK_ALLOW_PRIVATE: world.feeds.authority,
    TIME_OFFSET_MS: String(world.now() - Date.now()),
  });
  const start: Shell['start'] = (args, more = {}) =>
    startCli({
      args,
      cwd: folder,
      dist: program,
      preload: [PRELOAD],
      ...more,
      env: { ...environment(), ...more.env },
    });
  return {
    world,
    folder,
    feed: world.feedUrl(show),
    program,
    environment,
    start,
    run: (args, more) => start(args, more).done,
    close: async () => {
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What differs from run to run, or with the length of the prompt, by names. */
export function normal(text: string, folder: string): string {
  return text
    .replaceAll(folder, '<folder>')
    .replaceAll(/127\.0\.0\.1:\d+/gu, '127.0.0.1:<port>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d[:-]\d\d[:-]\d\d(?:\.\d{3})?Z/gu, '<time>')
    .replaceAll(/(\d{4}-\d\d-\d\d) \d\d:\d\d UTC/gu, '$1 <time> UTC')
    .replaceAll(/local-\d+/gu, 'local-<id>')
    .replaceAll(/( gemini-[\w-]+ +\d+ of \S+ +)\d+/gu, '$1<tokens>')
    .replaceAll(/^([-\d]{10}(?: +\d+){3} +\d+ \w+ +\d+) +\S.*$/gmu, '$1  <tokens>')
    .replaceAll(/ +\d+\.\d\d s /gu, '  <latency> ')
    .replaceAll(/^\d+ s, /gmu, '<seconds>, ')
    .replaceAll(/\d+ s so far/gu, '<seconds> so far');
}
