import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ENTRY = path.join(import.meta.dirname, '../dist/index.js');

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

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Prints the time to the first log line of the built Action beside that of an empty Node, as
 * medians of interleaved runs and as a ratio. The Action is started as a runner would, with a feed
 * that refuses connections: its first line comes before any network.
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
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const [a, b] = [median(ours), median(empty)];
  console.log(`node dist/index.js to its first line: ${a.toFixed(0)} ms (median of ${runs})`);
  console.log(`node -e 0 to its end:                 ${b.toFixed(0)} ms (median of ${runs})`);
  console.log(`ratio: ${(a / b).toFixed(2)}`);
}
