import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { makeGithubCheckpoints } from '../src/adapters/github-checkpoints.ts';
import { makeGithubStore } from '../src/adapters/github-store.ts';
import { loadState } from '../src/pipeline/load-state.ts';
import { eligible } from '../src/plan/eligible.ts';
import { planSlice } from '../src/plan/slice.ts';
import type { FileChange, Log } from '../src/ports.ts';
import { applyEpisodeChanges } from '../src/state/merge.ts';
import { readFeedState } from '../src/state/read.ts';
import type { FeedState } from '../src/state/types.ts';
import { writeFeedState } from '../src/state/write.ts';
import { finished, showState, startManyShows } from '../test/e2e/many-shows.ts';
import { startGithub } from '../test/sandbox/github.ts';

const NEVER = new AbortController().signal;
const NOW = Date.UTC(2026, 10, 24);
/** Episodes of a show's history: about four years of a weekly show. */
const EPISODES_A_SHOW = 200;
const QUIET: Log = {
  debug: () => undefined,
  info: () => undefined,
  warning: () => undefined,
  error: () => undefined,
  group: () => undefined,
  endGroup: () => undefined,
};

interface Planned {
  readonly openMs: number;
  readonly readMs: number;
  readonly planMs: number;
  /** Of reading and planning, on all threads. */
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** Opens the head, reads all state and plans over it, as a run does in a process of its own. */
async function plan(apiUrl: string, workspace: string): Promise<Planned> {
  const started = performance.now();
  const snapshot = await makeGithubStore({ ...storeOptions(apiUrl), workspace }).open(NEVER);
  const opened = performance.now();
  const cpu = process.cpuUsage();
  const state = await loadState(snapshot, 'state', NEVER);
  const loaded = performance.now();
  const { byShow } = eligible({
    shows: [...state.feeds.values()].map((one) => ({
      state: one,
      selection: { order: 'newest', skips: () => false },
      chunksDone: {},
    })),
    now: NOW,
    mode: 'run',
    batch: state.batch,
    only: [],
    maxAttempts: 5,
  });
  planSlice(byShow, {
    budgetMs: 300 * 60_000,
    requests: 200,
    chunkSec: 1200,
    assumedDurationSec: 3600,
    overheadMs: 20_000,
    requestMs: 60_000,
    concurrency: 4,
  });
  const planned = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  return {
    openMs: opened - started,
    readMs: loaded - opened,
    planMs: planned - loaded,
    cpuMs: (user + system) / 1_000,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
}

/** {@link plan} in a new process: nothing is warm, and its memory is its own. */
async function planApart(apiUrl: string, workspace: string): Promise<Planned> {
  const index = path.join(import.meta.dirname, 'index.ts');
  const args = [index, 'state', '--plan', apiUrl, workspace];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Planned;
}

const TOKEN = 'ghs_benchtoken';

function storeOptions(apiUrl: string): Parameters<typeof makeGithubStore>[0] {
  return {
    token: TOKEN,
    repository: 'octo/shows',
    branch: 'main',
    apiUrl,
    userAgent: 'podcast-transcriber/bench',
    clock: { now: () => NOW, sleep: async () => undefined },
    random: { next: () => 0.5 },
    log: QUIET,
    recursiveFolders: ['state'],
  };
}

/** One finished episode as it is committed: its transcripts, its show's index and state. */
function episodeCommit(state: FeedState): readonly FileChange[] {
  const [id = ''] = Object.keys(state.episodes);
  const file = `state/feeds/${state.show}.json`;
  const words = 'and then we went down to the river, which was higher than anybody remembered. ';
  const cues = Array.from({ length: 700 }, (_, cue) => `00:${cue}\n${words}\n`).join('\n');
  return [
    { kind: 'write', path: `transcripts/${state.show}/new.vtt`, content: cues },
    { kind: 'write', path: `transcripts/${state.show}/new.json`, content: cues },
    { kind: 'write', path: `transcripts/${state.show}/new.md`, content: cues },
    {
      kind: 'merge',
      path: file,
      merge: (text) => {
        const head = readFeedState(file, text ?? '');
        if (!head.ok) throw new Error(head.problem.message);
        return writeFeedState(applyEpisodeChanges(head.value, { [id]: finished(state.show, 0) }));
      },
    },
  ];
}

interface Row extends Planned {
  readonly episodes: number;
  readonly stateBytes: number;
  readonly requests: number;
  readonly stateSent: number;
  readonly allSent: number;
}

/** Measures a repository of this many shows; times are those of the best round. */
async function measure(shows: number, rounds: number): Promise<Row> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-state-'));
  const first = showState(0, EPISODES_A_SHOW);
  const files: Record<string, string> = { 'README.md': '# Shows\n' };
  for (let number = 0; number < shows; number += 1) {
    const state = showState(number, EPISODES_A_SHOW);
    files[`state/feeds/${state.show}.json`] = writeFeedState(state);
  }
  await mkdir(path.join(folder, 'state/feeds'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const github = await startGithub({ files, token: TOKEN });
  const times: Planned[] = [];
  for (let round = 0; round < rounds; round += 1) {
    github.forgetRequests();
    times.push(await planApart(github.apiUrl, folder));
  }
  const [best] = times.toSorted((a, b) => a.readMs + a.planMs - b.readMs - b.planMs);
  if (best === undefined) throw new Error('no rounds');
  const requests = github.requests.length;
  github.forgetRequests();
  const store = makeGithubStore({ ...storeOptions(github.apiUrl), workspace: folder });
  await store.commit({ message: 'Transcribe', files: episodeCommit(first) }, NEVER);
  const allSent = github.requests.reduce((sum, { requestBytes }) => sum + requestBytes, 0);
  const text = (await github.show(`state/feeds/${first.show}.json`)) ?? '';
  await github.close();
  await rm(folder, { recursive: true });
  return {
    ...best,
    requests,
    episodes: shows * EPISODES_A_SHOW,
    stateBytes: Object.values(files).reduce((sum, one) => sum + Buffer.byteLength(one), 0),
    stateSent: Buffer.byteLength(text),
    allSent,
  };
}

/** Prints requests of a checkpoint and of an episode's commit. */
async function printWriteBudget(): Promise<void> {
  const github = await startGithub({ token: TOKEN });
  const options = storeOptions(github.apiUrl);
  const checkpoints = makeGithubCheckpoints({ ...options, shard: { index: 1, count: 1 } });
  const chunk = 'x'.repeat(30_000);
  await checkpoints.save({ put: [{ key: 'a/b/0', content: chunk }], remove: [] }, NEVER);
  github.forgetRequests();
  await checkpoints.save({ put: [{ key: 'a/b/1', content: chunk }], remove: [] }, NEVER);
  const saveWrites = github.requests.filter(({ method }) => method !== 'GET').length;
  const saveAll = github.requests.length;
  const store = makeGithubStore(options);
  const write = (name: string): readonly FileChange[] => [
    { kind: 'write', path: name, content: name },
  ];
  await store.commit({ message: 'One', files: write('one') }, NEVER);
  github.forgetRequests();
  await store.commit({ message: 'Two', files: write('two') }, NEVER);
  const commitWrites = github.requests.filter(({ method }) => method !== 'GET').length;
  const commitAll = github.requests.length;
  await github.close();
  console.log(`\na checkpoint: ${saveAll} requests, ${saveWrites} of them writes`);
  console.log(`an episode's commit: ${commitAll} requests, ${commitWrites} of them writes`);
  console.log('an hour of 1, 6 and 20 jobs: npm run bench -- checkpoints');
}

/**
 * Prints how state grows and what it costs: bytes, time to read all of it at the head and to plan
 * (in a new process, the best of some rounds, over the loopback GitHub with an up-to-date checkout),
 * its peak memory, requests, and what an episode's commit sends. Then a whole run with nothing to do,
 * and the requests of a checkpoint and a commit.
 *
 * @param args Rounds for each size; default 5.
 */
export async function run(args: readonly string[]): Promise<void> {
  if (args[0] === '--plan') {
    console.log(JSON.stringify(await plan(args[1] ?? '', args[2] ?? '')));
    return;
  }
  const rounds = Number(args[0] ?? 5);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`not a number: ${args[0]}`);
  const sample = writeFeedState(showState(0, EPISODES_A_SHOW));
  const packed = gzipSync(sample).length;
  console.log(`a show of ${EPISODES_A_SHOW} episodes: ${sample.length} bytes, ${packed} packed\n`);
  const heads = [
    'episodes',
    'state MB',
    'open ms',
    'read ms',
    'plan ms',
    'cpu ms',
    'x of 1k',
    'requests',
  ];
  const print = (cells: readonly (string | number)[]): void =>
    console.log(cells.map((cell) => String(cell).padStart(11)).join(''));
  print([...heads, 'peak MB', 'commit kB', 'its state kB']);
  let base: number | undefined;
  for (const shows of [5, 50, 500]) {
    const row = await measure(shows, rounds);
    const total = row.readMs + row.planMs;
    base ??= total;
    print([
      row.episodes,
      (row.stateBytes / 1e6).toFixed(1),
      row.openMs.toFixed(0),
      row.readMs.toFixed(0),
      row.planMs.toFixed(0),
      row.cpuMs.toFixed(0),
      (total / base).toFixed(1),
      row.requests,
      row.peakMb.toFixed(0),
      (row.allSent / 1e3).toFixed(0),
      (row.stateSent / 1e3).toFixed(0),
    ]);
  }
  await printNothingToDo();
  await printWriteBudget();
}

/** Runs the built Action on 500 shows whose feeds are all as they were. */
async function printNothingToDo(): Promise<void> {
  const shows = 500;
  const world = await startManyShows(shows, EPISODES_A_SHOW);
  const { durationMs, exitCode } = await world.run();
  const writes = world.github.requests.filter(({ method }) => method !== 'GET').length;
  console.log(
    `\na run of the built Action with nothing to do, ${shows} shows, ${shows * EPISODES_A_SHOW} episodes: exit ${exitCode}, ${world.github.requests.length} requests to GitHub (${writes} writes), ${world.feeds.requests.length - shows} feeds asked, ${(durationMs / 1_000).toFixed(1)} s`,
  );
  await world.close();
}
