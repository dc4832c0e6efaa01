/**
 * The composition root: it and its light part are the only files that name adapters. Adapters that
 * bring a heavy SDK load it when it is first used, so that a run with nothing to do starts in a moment.
 */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeActionsArtifacts } from './adapters/actions-artifacts.ts';
import { readForm } from './adapters/actions-io.ts';
import { makeActionsCache } from './adapters/actions-cache.ts';
import { makeActionsLog } from './adapters/actions-log.ts';
import { makeClock } from './adapters/clock.ts';
import { makeFeedParser } from './adapters/feed-parser.ts';
import { makeDecoder } from './adapters/ffmpeg-decoder.ts';
import { makeGemini } from './adapters/gemini.ts';
import { makeGithubCheckpoints } from './adapters/github-checkpoints.ts';
import { makeGithubStore } from './adapters/github-store.ts';
import { makeHttp } from './adapters/http.ts';
import { makeLocalArtifacts } from './adapters/local-artifacts.ts';
import { makeLocalCache } from './adapters/local-cache.ts';
import { makeLocalCheckpoints } from './adapters/local-checkpoints.ts';
import { makeLocalStore } from './adapters/local-store.ts';
import { makeLocalTemp } from './adapters/local-temp.ts';
import { makeRandom } from './adapters/random.ts';
import { makeScratch } from './adapters/scratch.ts';
import { Fault } from './base/failure.ts';
import { readProxies } from './base/proxy.ts';
import type { Proxies } from './base/proxy.ts';
import { problem } from './base/outcome.ts';
import { DEFAULT_CONFIG_PATH } from './config.ts';
import type { Settings } from './config.ts';
import type { RunPlace } from './pipeline/build-report.ts';
import type { Execution } from './pipeline/execute.ts';
import { formFields } from './pipeline/form-fields.ts';
import { NO_OUTPUTS } from './pipeline/outputs.ts';
import { makeStopper } from './pipeline/signals.ts';
import type { Stopper } from './pipeline/signals.ts';
import type { ApiKey, Checkpoints, Log, Ports, ProgressSink, Store } from './ports.ts';

export { maskSecrets, readInput, setOutputs, writeSummary } from './adapters/actions-io.ts';
export { renderFaults } from './render/summary-faults.ts';
export { loadSettings } from './wire-light.ts';
export { makeActionsLog, NO_OUTPUTS };

/** Environment of the process, as a value. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Told to every service that is asked. */
const USER_AGENT = 'podcast-transcriber (+https://github.com/topics/podcast-transcriber)';
/** Bytes that the command line's cache of audio may take. */
const LOCAL_CACHE_BYTES = 5_000_000_000;

/** Everything in the process's environment that must never be printed, for masking. */
export function secretsOf(env: Environment, inputs: Readonly<Record<string, string>>): string[] {
  const named = Object.entries(env).filter(([name]) =>
    /^(?:GEMINI_API_KEYS?|GEMINI_API_KEY_\d+|GITHUB_TOKEN|YOUTUBE_API_KEY|PODCAST_KEYS_.*)$/u.test(
      name,
    ),
  );
  const values = [
    ...named.map(([, value]) => value ?? ''),
    ...['gemini-api-keys', 'github-token', 'youtube-api-key'].map((name) => inputs[name] ?? ''),
  ];
  // A key is used without the quotes that may stand around it.
  return values
    .flatMap((value) => [value, ...value.split(/[\s,"'`]+/u)])
    .filter((one) => one !== '');
}

/** Names a key by the first 8 hex digits of its SHA-256. */
export function apiKeyOf(secret: string): ApiKey {
  return { secret, fingerprint: createHash('sha256').update(secret).digest('hex').slice(0, 8) };
}

/** A run over the repository of a job, or over a folder. */
export interface Wiring {
  readonly settings: Settings;
  readonly env: Environment;
  readonly log: Log;
  /** The checkout, or the folder that the command line works in. */
  readonly folder: string;
  /** Absent: progress is told by lines of the log. */
  readonly progress?: ProgressSink;
}

/**
 * A live bar on standard error, and the log to use beside it: both for {@link Wiring}. Where there
 * is no terminal, or none is wanted, the log alone.
 */
export async function terminalProgress(
  log: Log,
  options: { readonly env: Environment; readonly wanted: boolean },
): Promise<Pick<Wiring, 'log' | 'progress'>> {
  const { stderr } = process;
  if (!options.wanted || !stderr.isTTY) return { log };
  const { canShowProgress, makeTerminalProgress } = await import('./adapters/terminal-progress.ts');
  if (!canShowProgress(stderr, options.env)) return { log };
  const bar = makeTerminalProgress({ stream: stderr, log });
  return { log: bar.log, progress: bar.sink };
}

/** Ports, and the end of what they leave on the machine. */
interface Opened {
  readonly ports: Ports;
  readonly close: () => Promise<void>;
}

/** Ports over the real world. In a job with `commit` the repository is written through GitHub's API. */
export function openPorts(wiring: Wiring): Opened {
  const { settings, env, log, folder } = wiring;
  const clock = makeClock();
  const random = makeRandom();
  const temp = temporaryFolder(env);
  const own = makeLocalTemp(temp, { clock, log });
  const inJob = env['GITHUB_ACTIONS'] === 'true';
  const allow = settings.allowPrivateNetwork;
  const proxies = proxiesOf(env);
  const ports: Ports = {
    clock,
    random,
    log,
    http: makeHttp({
      allowPrivateNetwork: allow === false ? [] : allow,
      userAgent: USER_AGENT,
      ...proxies,
    }),
    parser: makeFeedParser(),
    scratch: makeScratch(inJob ? temp : own.folder),
    decoder: makeDecoder({ path: env['PATH'] ?? '' }),
    model: makeGemini({
      baseUrl: settings.gemini.baseUrl,
      userAgent: USER_AGENT,
      clock,
      ...proxies,
    }),
    ...repositoryPorts(wiring, { clock, random }),
    cache: inJob
      ? makeActionsCache({ log })
      : makeLocalCache({ folder: path.join(temp, 'cache'), maxBytes: LOCAL_CACHE_BYTES, log }),
    artifacts: inJob
      ? makeActionsArtifacts({ log })
      : makeLocalArtifacts({ folder: path.join(temp, 'reports', nameOf(folder)), log }),
    ...(wiring.progress === undefined ? {} : { progress: wiring.progress }),
  };
  // A runner empties its folder by itself, and later steps read the report in it.
  return { ports, close: inJob ? () => Promise.resolve() : own.clean };
}

/** A name for a folder that is worked in: its own, told apart from others of that name. */
function nameOf(folder: string): string {
  const hash = createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 8);
  return `${path
    .basename(folder)
    .replaceAll(/[^\w-]+/gu, '-')
    .slice(0, 40)}-${hash}`;
}

/**
 * Where temporary files go: below the runner's folder, else below the machine's. The latter is shared
 * by its users, and what another one has made there cannot be written to: each has a folder.
 */
function temporaryFolder(env: Environment): string {
  const name = 'podcast-transcriber';
  const runners = env['RUNNER_TEMP'];
  if (runners !== undefined) return path.join(runners, name);
  const user = process.getuid?.();
  return path.join(tmpdir(), user === undefined ? name : `${name}-${user}`);
}

function repositoryPorts(
  wiring: Wiring,
  given: Pick<Ports, 'clock' | 'random'>,
): { readonly store: Store; readonly checkpoints: Checkpoints } {
  const { settings, env, log, folder } = wiring;
  const { stateDir, transcriptsDir, commit } = settings.output;
  const inJob = env['GITHUB_ACTIONS'] === 'true';
  if (!inJob || !commit) {
    const local = { folder, stateDir, transcriptsDir, ...given, log };
    return { store: makeLocalStore(local), checkpoints: makeLocalCheckpoints(local) };
  }
  const shared = {
    token:
      settings.githubToken?.reveal() ??
      missing(
        'config-no-token',
        'there is no GitHub token',
        "Pass the input github-token, or leave it out to use the job's own.",
      ),
    repository:
      env['GITHUB_REPOSITORY'] ??
      missing(
        'not-a-job',
        'GITHUB_REPOSITORY is not set',
        'Run this in a job of GitHub Actions, or use the command line.',
      ),
    apiUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com',
    userAgent: USER_AGENT,
    log,
    ...proxiesOf(env),
    ...given,
  };
  return {
    store: makeGithubStore({
      ...shared,
      branch: branchOf(settings, env),
      workspace: folder,
      recursiveFolders: [stateDir],
    }),
    checkpoints: makeGithubCheckpoints({
      ...shared,
      shard: settings.shard ?? { index: 1, count: 1 },
    }),
  };
}

/** The proxies that the runner's environment names. The SDKs of cache and artifacts read them themselves. */
function proxiesOf(env: Environment): { readonly proxies?: Proxies } {
  const read = readProxies(env);
  if (!read.ok) throw new Fault(read.problem);
  return read.value === undefined ? {} : { proxies: read.value };
}

function missing(code: string, message: string, remedy: string): never {
  throw new Fault(problem(code, message, remedy));
}

function branchOf(settings: Settings, env: Environment): string {
  const chosen = settings.output.branch?.replace(/^refs\/heads\//u, '');
  if (chosen !== undefined) return chosen;
  const name = env['GITHUB_REF_NAME'];
  const isBranch = (env['GITHUB_REF'] ?? 'refs/heads/').startsWith('refs/heads/');
  if (name !== undefined && name !== '' && isBranch) return name;
  return missing(
    'no-branch',
    `this run is not on a branch (${env['GITHUB_REF'] ?? 'no GITHUB_REF'})`,
    'Name the branch for the commits with the input branch.',
  );
}

/** Links of a job to its own pages. */
function placeOf(settings: Settings, env: Environment): RunPlace {
  const repository = env['GITHUB_REPOSITORY'];
  if (env['GITHUB_ACTIONS'] !== 'true' || repository === undefined) return {};
  const url = `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}`;
  const usual = env['PODCAST_CONFIG'] ?? '';
  const form = formFields(
    readForm(env['GITHUB_EVENT_PATH']),
    usual === '' ? DEFAULT_CONFIG_PATH : usual,
  );
  const workflow = /\/([^/@]+\.ya?ml)@/u.exec(env['GITHUB_WORKFLOW_REF'] ?? '')?.[1];
  return {
    ...(form === undefined ? {} : { form }),
    repository: {
      url,
      branch: settings.output.branch ?? env['GITHUB_REF_NAME'] ?? 'main',
      ...(workflow === undefined ? {} : { workflow }),
    },
    ...(env['GITHUB_RUN_ID'] === undefined
      ? {}
      : { runUrl: `${url}/actions/runs/${env['GITHUB_RUN_ID']}` }),
  };
}

/** The stop signals of the process: SIGINT and SIGTERM stop the run, once. */
export function listenForStop(stopper: Stopper, log: Log): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      log.info(`${signal}: stopping. What is finished is committed; the next run goes on.`);
      stopper.stop(signal);
    });
  }
}

/** Carries out the mode that the settings name. */
export async function execute(wiring: Wiring): Promise<Execution> {
  const { settings, env, log } = wiring;
  const { ports, close } = openPorts(wiring);
  const stopper = makeStopper(ports.clock);
  listenForStop(stopper, log);
  try {
    const request = {
      ports,
      settings,
      keys: settings.gemini.keys.map((key) => apiKeyOf(key.reveal())),
      place: placeOf(settings, env),
      runId:
        env['GITHUB_RUN_ID'] === undefined
          ? `local-${ports.clock.now()}`
          : `${env['GITHUB_RUN_ID']}.${env['GITHUB_RUN_ATTEMPT'] ?? '1'}`,
      stopper,
      inJob: env['GITHUB_ACTIONS'] === 'true',
    };
    // Loaded here: the commands that only look at something do without the pipeline.
    const { executeRun, isRunMode } = await import('./pipeline/execute.ts');
    if (isRunMode(settings.mode)) return await executeRun(request, settings.mode);
    const { executeCommand } = await import('./commands/execute.ts');
    return await executeCommand(request, settings.mode);
  } finally {
    stopper.dispose();
    await close();
  }
}

/** What a command is given. */
export interface CommandTools {
  readonly ports: Ports;
  readonly keys: readonly ApiKey[];
  readonly stopper: Stopper;
}

/** Runs a command of the command line over the ports of its folder; a stop signal stops it. */
export async function withPorts<T>(
  wiring: Wiring,
  work: (tools: CommandTools) => Promise<T>,
): Promise<T> {
  const { ports, close } = openPorts(wiring);
  const stopper = makeStopper(ports.clock);
  const stop = (signal: NodeJS.Signals): void => stopper.stop(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const keys = wiring.settings.gemini.keys.map((key) => apiKeyOf(key.reveal()));
    return await work({ ports, keys, stopper });
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    stopper.dispose();
    await close();
  }
}
