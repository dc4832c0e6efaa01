import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ENTRY = path.join(import.meta.dirname, '../dist/index.js');
const CLI = path.join(import.meta.dirname, '../dist/cli.js');

/** Commands that are to answer at once. */
const SMALL = [['--version'], ['--help'], ['config', 'show'], ['state', 'show']];

/** Milliseconds from the start of a process to its first output, or to its end when it says nothing. */
function timeToFirstOutput(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const done = (): void => {
      resolve(performance.now() - started);
      child.kill();
    };
    child.stdout.once('data', done);
    child.stderr.once('data', done);
    child.once('error', reject);
    child.once('exit', done);
  });
}

/** Milliseconds that a process takes from its start to its end. */
function timeToEnd(args: readonly string[], cwd: string): number {
  const started = performance.now();
  const env = { PATH: process.env['PATH'] ?? '' };
  const { status } = spawnSync(process.execPath, args, { cwd, env, stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return performance.now() - started;
}

/** Small commands of the built command line beside an empty Node, interleaved. */
function benchCommands(runs: number, cwd: string): void {
  const commands = [['-e', '0'], ...SMALL.map((words) => [CLI, ...words])];
  const times = commands.map((): number[] => []);
  for (let index = 0; index < runs; index++) {
    commands.forEach((args, at) => times[at]?.push(timeToEnd(args, cwd)));
  }
  const empty = median(times[0] ?? []);
  for (const [at, words] of SMALL.entries()) {
    const took = median(times[at + 1] ?? []);
    const name = `podcast-transcriber ${words.join(' ')}`.padEnd(34);
    console.log(`${name} ${took.toFixed(0)} ms, ratio ${(took / empty).toFixed(2)}`);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Prints the time to the first log line of the built Action beside that of an empty Node, as
 * medians of interleaved runs and as a ratio. The Action is started as a runner would, with a feed
 * that refuses connections: its first line comes before any network. Small commands of the command
 * line follow, from start to end, with their ratios to an empty Node.
 *
 * @param args Number of runs; default 15.
 */
export async function run(args: readonly string[]): Promise<void> {
  const runs = Number(args[0] ?? 15);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`not a number of runs: ${args[0]}`);
  const folder = await mkdtemp(path.join(tmpdir(), 'startup-'));
  const env = {
    PATH: process.env['PATH'] ?? '',
    RUNNER_TEMP: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
    GITHUB_REPOSITORY: 'someone/podcasts',
    GITHUB_REF_NAME: 'main',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    INPUT_FEEDS: 'http://127.0.0.1:9/feed.xml',
    INPUT_MODE: 'dry-run',
    'INPUT_GITHUB-TOKEN': 'not-a-token',
  };
  const ours: number[] = [];
  const empty: number[] = [];
  try {
    for (let index = 0; index < runs; index++) {
      empty.push(await timeToFirstOutput(['-e', '0'], folder, env));
      ours.push(await timeToFirstOutput([ENTRY], folder, env));
    }
    printEntry(ours, empty);
    benchCommands(runs, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function printEntry(ours: readonly number[], empty: readonly number[]): void {
  const [a, b] = [median(ours), median(empty)];
  console.log(
    `node dist/index.js to its first line: ${a.toFixed(0)} ms (median of ${ours.length})`,
  );
  console.log(
    `node -e 0 to its end:                 ${b.toFixed(0)} ms (median of ${ours.length})`,
  );
  console.log(`ratio: ${(a / b).toFixed(2)}`);
}
