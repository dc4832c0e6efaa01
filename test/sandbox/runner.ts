/**
 * Runs the built Action and the built command line in child processes, as a runner of GitHub
 * Actions and a shell would: environment, file commands, workflow commands, masks and signals.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { findLeaks } from './leaks.ts';
import type { Leak } from './leaks.ts';
import { parseFileCommand, readStepOutput } from './runner-commands.ts';
import type { ReadOutput } from './runner-commands.ts';

const REPOSITORY_ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The token that `${{ github.token }}` stands for, unless a test gives its own. */
export const TEST_TOKEN = 'ghs_SandboxToken0123456789abcdefghijkl';

/** The folders of a runner: the same in each of its jobs, the temporary one emptied before each. */
export interface RunnerHome {
  readonly root: string;
  /** Where the repository is checked out. Starts empty. */
  readonly workspace: string;
  readonly temp: string;
  remove(): void;
}

/** Makes the folders of a runner, laid out as on GitHub's machines. */
export function makeRunnerHome(): RunnerHome {
  const root = mkdtempSync(join(tmpdir(), 'runner-'));
  const workspace = join(root, 'work', 'podcasts', 'podcasts');
  const temp = join(root, 'work', '_temp');
  for (const folder of [workspace, temp]) mkdirSync(folder, { recursive: true });
  return { root, workspace, temp, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** What a process is started with, whether Action or command line. */
interface ChildOptions {
  /** Added to the environment last; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Modules loaded before the program (`node --import`), such as `time-preload.ts`. */
  readonly preload?: readonly string[];
  /** Told each line of both outputs as it comes. */
  readonly onLine?: (line: string) => void;
  /** Further arguments for Node, such as `--max-old-space-size=256`. */
  readonly nodeArgs?: readonly string[];
  /** After so long the process is killed and the promise rejects, in ms. One minute if left out. */
  readonly timeoutMs?: number;
}

/** How the Action is run. */
export interface ActionOptions extends ChildOptions {
  /** The bundle; the repository's `dist/index.js` if left out. Its `action.yml` is found beside `dist`. */
  readonly dist?: string;
  /** By the names in `action.yml`; a name that is not there is an error. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The runner's folders; fresh ones, left to the caller in the result, if left out. */
  readonly home?: RunnerHome;
  /** What `${{ github.token }}` is. */
  readonly githubToken?: string;
}

/** What came of a process. */
export interface ProcessResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly durationMs: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What came of a run of the Action. */
export interface ActionResult extends ProcessResult, ReadOutput {
  readonly outputs: Readonly<Record<string, string>>;
  readonly savedState: Readonly<Record<string, string>>;
  readonly exportedEnv: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly home: RunnerHome;
  /** Secrets found in the output (before masking, registrations of masks aside; and after), summary, outputs and folders. */
  leaks(secrets: readonly string[], folders?: readonly string[]): readonly Leak[];
}

/** What came of a run of the command line. */
export interface CliResult extends ProcessResult {
  /** Secrets found in what it printed and in the folders. */
  leaks(secrets: readonly string[], folders?: readonly string[]): readonly Leak[];
}

/** A process under way. */
export interface Running<Result> {
  readonly pid: number;
  readonly done: Promise<Result>;
  /** Resolves when this was printed (standard output or error); rejects when the process ends without it. */
  printed(text: string | RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /**
   * Ends it as the runner does: SIGINT, 7.5 s later SIGTERM, 2.5 s later SIGKILL. The times of the
   * second and third signal after the first, in ms, can be given.
   */
  cancel(times?: { readonly termMs: number; readonly killMs: number }): Promise<Result>;
}

/** Starts the Action and leaves it running. */
export function startAction(options: ActionOptions): Running<ActionResult> {
  const dist = options.dist ?? join(REPOSITORY_ROOT, 'dist', 'index.js');
  const home = options.home ?? makeRunnerHome();
  rmSync(home.temp, { recursive: true, force: true });
  mkdirSync(home.temp, { recursive: true });
  const files = makeCommandFiles(home);
  const env = {
    ...jobEnvironment(home, files, options.inputs),
    ...inputVariables(dist, options),
    ...options.env,
  };
  const read = (result: ProcessResult, lines: readonly string[]): ActionResult => {
    const output = readStepOutput(lines);
    const text = (name: keyof typeof files): string => readFileSync(files[name], 'utf8');
    const summary = text('GITHUB_STEP_SUMMARY');
    const unmasked = lines.filter((line) => !line.startsWith('::add-mask::')).join('\n');
    return {
      ...result,
      ...output,
      summary,
      outputs: parseFileCommand(text('GITHUB_OUTPUT')),
      savedState: parseFileCommand(text('GITHUB_STATE')),
      exportedEnv: parseFileCommand(text('GITHUB_ENV')),
      home,
      leaks: (secrets, folders) => {
        const texts = {
          output: unmasked,
          log: output.log,
          summary,
          outputs: text('GITHUB_OUTPUT'),
        };
        return findLeaks(secrets, { ...texts, env: text('GITHUB_ENV') }, folders);
      },
    };
  };
  return start(dist, [], { ...options, env, cwd: options.cwd ?? home.workspace }, read);
}

/** Runs the Action to its end. */
export function runAction(options: ActionOptions): Promise<ActionResult> {
  return startAction(options).done;
}

/** How the command line is run. */
export interface CliOptions extends ChildOptions {
  readonly args: readonly string[];
  /** The bundle; the repository's `dist/cli.js` if left out. */
  readonly dist?: string;
}

/** Starts the command line and leaves it running. Its environment holds PATH, HOME and what is given. */
export function startCli(options: CliOptions): Running<CliResult> {
  const dist = options.dist ?? join(REPOSITORY_ROOT, 'dist', 'cli.js');
  const env = { ...plainEnvironment(), ...options.env };
  return start(dist, options.args, { ...options, env }, (result) => ({
    ...result,
    leaks: (secrets, folders) =>
      findLeaks(secrets, { stdout: result.stdout, stderr: result.stderr }, folders),
  }));
}

/** Runs the command line to its end. */
export function runCli(options: CliOptions): Promise<CliResult> {
  return startCli(options).done;
}

function makeCommandFiles(home: RunnerHome) {
  const folder = join(home.temp, '_runner_file_commands');
  mkdirSync(folder);
  const make = (name: string): string => {
    const path = join(folder, name);
    writeFileSync(path, '');
    return path;
  };
  return {
    GITHUB_OUTPUT: make('set_output'),
    GITHUB_STATE: make('save_state'),
    GITHUB_ENV: make('set_env'),
    GITHUB_PATH: make('add_path'),
    GITHUB_STEP_SUMMARY: make('step_summary'),
  };
}

/** PATH without the tools of npm packages, and a home: what any process may expect. */
function plainEnvironment(): Record<string, string> {
  const path = (process.env['PATH'] ?? '').split(delimiter);
  return {
    PATH: path.filter((folder) => !folder.includes('node_modules')).join(delimiter),
    HOME: process.env['HOME'] ?? tmpdir(),
    LANG: 'C.UTF-8',
  };
}

/** Fields of the form of `transcribe.yml`: what a test gives of these was filled in there. */
const FORM = [
  'mode',
  'episodes',
  'max-episodes',
  'time-budget-minutes',
  'on-quota',
  'feeds',
  'config',
];

/** The variables of a job. Tests add GITHUB_API_URL and what else their sandbox serves. */
function jobEnvironment(
  home: RunnerHome,
  files: Readonly<Record<string, string>>,
  inputs: ActionOptions['inputs'],
): Record<string, string> {
  const event = join(home.temp, '_github_workflow', 'event.json');
  mkdirSync(dirname(event));
  // A schedule fills nothing in.
  const form = Object.entries(inputs).filter(([name]) => FORM.includes(name));
  const filled = form.some(([, value]) => value !== '');
  writeFileSync(
    event,
    filled ? JSON.stringify({ inputs: Object.fromEntries(form) }) : '{"schedule":"17 5 * * *"}',
  );
  return {
    ...plainEnvironment(),
    ...files,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTOR: 'someone',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_EVENT_NAME: filled ? 'workflow_dispatch' : 'schedule',
    GITHUB_EVENT_PATH: event,
    GITHUB_GRAPHQL_URL: 'http://127.0.0.1:9/graphql',
    GITHUB_JOB: 'transcribe',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: 'someone/podcasts',
    GITHUB_REPOSITORY_OWNER: 'someone',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1000001',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '0'.repeat(40),
    GITHUB_WORKFLOW: 'Transcribe',
    GITHUB_WORKSPACE: home.workspace,
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'sandbox',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: home.temp,
    RUNNER_TOOL_CACHE: join(home.root, 'tools'),
    RUNNER_WORKSPACE: dirname(home.workspace),
  };
}

/** Every input of `action.yml` as its variable: given, by default, or empty. */
function inputVariables(dist: string, options: ActionOptions): Record<string, string> {
  const manifest = resolve(dirname(dist), '..', 'action.yml');
  const declared = existsSync(manifest) ? readInputs(manifest) : undefined;
  const values: Record<string, string> = {};
  for (const [name, fallback] of Object.entries(declared ?? {})) {
    values[name] = fallback.replace(
      /\$\{\{\s*github\.token\s*\}\}/,
      options.githubToken ?? TEST_TOKEN,
    );
  }
  for (const [name, value] of Object.entries(options.inputs)) {
    if (declared !== undefined && declared[name] === undefined) {
      throw new Error(`action.yml has no input '${name}'`);
    }
    values[name] = value;
  }
  const variable = (name: string): string => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [variable(name), value]));
}

function readInputs(manifest: string): Readonly<Record<string, string>> {
  const action = parse(readFileSync(manifest, 'utf8')) as {
    inputs?: Record<string, { default?: string | number | boolean } | null>;
  };
  const inputs = Object.entries(action.inputs ?? {});
  return Object.fromEntries(inputs.map(([name, input]) => [name, String(input?.default ?? '')]));
}

function start<Result>(
  program: string,
  args: readonly string[],
  options: ChildOptions,
  read: (result: ProcessResult, lines: readonly string[]) => Result,
): Running<Result> {
  const preload = (options.preload ?? []).map(
    (path) => `--import=${pathToFileURL(resolve(path)).href}`,
  );
  const env = Object.fromEntries(
    Object.entries(options.env ?? {}).filter(([, value]) => value !== undefined),
  );
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [...preload, ...(options.nodeArgs ?? []), program, ...args],
    {
      env,
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output = collect(child, options.onLine);
  let timedOut = false;
  const timeout = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, options.timeoutMs ?? 60_000);
  const done = new Promise<Result>((resolvePromise, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      clearTimeout(timeout);
      output.end();
      if (timedOut) {
        reject(
          new Error(
            `killed after ${options.timeoutMs ?? 60_000} ms; it said:\n${output.lines().slice(-40).join('\n')}`,
          ),
        );
        return;
      }
      const { stdout, stderr } = output;
      const durationMs = performance.now() - startedAt;
      try {
        resolvePromise(
          read(
            { exitCode, signal, durationMs, stdout: stdout(), stderr: stderr() },
            output.lines(),
          ),
        );
      } catch (error) {
        reject(error);
      }
    });
  });
  // A caller that waits for `printed` alone must not meet an unhandled rejection.
  done.catch(() => {});
  return {
    pid: child.pid ?? 0,
    done,
    printed: output.printed,
    signal: (signal) => void child.kill(signal),
    cancel: (times = { termMs: 7_500, killMs: 10_000 }) => cancel(child, done, times),
  };
}

async function cancel<Result>(
  child: ChildProcess,
  done: Promise<Result>,
  times: { readonly termMs: number; readonly killMs: number },
): Promise<Result> {
  child.kill('SIGINT');
  const timers = [
    setTimeout(() => child.kill('SIGTERM'), times.termMs),
    setTimeout(() => child.kill('SIGKILL'), times.killMs),
  ];
  try {
    return await done;
  } finally {
    timers.forEach((timer) => clearTimeout(timer));
  }
}

/** Gathers what a child prints: both streams apart, and their lines in order of arrival. */
function collect(child: ChildProcess, onLine: (line: string) => void = () => {}) {
  const texts = { stdout: '', stderr: '' };
  const unfinished = { stdout: '', stderr: '' };
  const lines: string[] = [];
  let ended = false;
  const waiting = new Set<{
    readonly test: () => boolean;
    readonly settle: (found: boolean) => void;
  }>();
  const check = (): void => {
    for (const waiter of waiting) if (waiter.test()) waiter.settle(true);
  };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8');
    child[name]?.on('data', (part: string) => {
      texts[name] += part;
      // The runner reads lines as .NET does: a carriage return alone ends one too.
      const parts = (unfinished[name] + part).split(/\r\n|\n|\r(?!$)/);
      unfinished[name] = parts.pop() ?? '';
      lines.push(...parts);
      parts.forEach((line) => onLine(line));
      check();
    });
  }
  return {
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    lines: () => lines,
    end: (): void => {
      ended = true;
      for (const name of ['stdout', 'stderr'] as const)
        if (unfinished[name] !== '') lines.push(unfinished[name]);
      check();
      for (const waiter of waiting) waiter.settle(false);
    },
    printed: (text: string | RegExp): Promise<void> =>
      new Promise((resolvePromise, reject) => {
        const both = (): string => `${texts.stdout}\n${texts.stderr}`;
        const test = (): boolean =>
          typeof text === 'string' ? both().includes(text) : text.test(both());
        const waiter = {
          test,
          settle: (found: boolean): void => {
            waiting.delete(waiter);
            if (found) resolvePromise();
            else
              reject(
                new Error(
                  `the process ended without printing ${String(text)}:\n${lines.slice(-40).join('\n')}`,
                ),
              );
          },
        };
        waiting.add(waiter);
        if (test()) waiter.settle(true);
        else if (ended) waiter.settle(false);
      }),
  };
}
