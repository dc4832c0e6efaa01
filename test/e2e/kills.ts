/** Runs that are killed at random moments, one after the other, and what the kills cost. */
import {
  readBatchState,
  readCircuitState,
  readFeedState,
  readLedger,
  readRunsState,
} from '../../src/state/read.ts';
import type { Result } from '../../src/base/outcome.ts';
import type { SandboxRequest } from '../sandbox/gemini.ts';
import { startWorld } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';
import { allDifferences, ending, historyFaults } from './transcripts.ts';

/** Requests at once, and so workers, of these runs. */
const WORKERS = 2;
/** Longest part of an episode, seconds: the parts aim at five minutes and end in a pause. */
export const PART_SEC = 350;
/** Requests to all hosts that a run makes in all, about; a kill comes after so many at most. */
const REQUESTS_A_RUN = 34;
/** And then so much later at most, ms: between two requests, and in the middle of one. */
const LATER_MS = 40;
const CONFIG = `transcription:\n  chunkMinutes: 5\n  concurrency: ${WORKERS}\nlimits:\n  default:\n    requestsPerDay: 1000`;

/** What kills cost. */
export interface KillFigures {
  readonly kills: number;
  readonly runs: number;
  readonly worlds: number;
  /** Seconds of audio whose answers were lost with a kill, and were paid for again. */
  readonly secondsTwice: number;
  /** The same of the costliest kill, and its number of parts. */
  readonly worst: { readonly seconds: number; readonly parts: number };
  /** Broken promises, in words; empty when all was kept. */
  readonly faults: readonly string[];
}

/** Chance from a seed: mulberry32, uniform in [0, 1). */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Kills so many runs of the built Action at random moments, then lets it run to the end, over as
 * many worlds as that takes: when all is done in one, the next begins anew.
 *
 * @param options.most kills in one world; 5 unless told, so that late work is reached as well
 */
export async function liveThroughKills(options: {
  readonly seed: number;
  readonly kills: number;
  readonly most?: number;
  readonly onKill?: (line: string) => void;
}): Promise<KillFigures> {
  const chance = chanceOf(options.seed);
  const all: OneWorld[] = [];
  const sum = (pick: (one: OneWorld) => number): number =>
    all.reduce((total, one) => total + pick(one), 0);
  while (sum(({ kills }) => kills) < options.kills) {
    const left = options.kills - sum(({ kills }) => kills);
    const most = Math.min(left, options.most ?? 5);
    all.push(await oneWorld(chance, most, options.onKill ?? (() => undefined)));
  }
  const [worst] = all.map((one) => one.worst).toSorted((a, b) => b.seconds - a.seconds);
  return {
    kills: sum(({ kills }) => kills),
    runs: sum(({ runs }) => runs),
    worlds: all.length,
    secondsTwice: sum(({ secondsTwice }) => secondsTwice),
    worst: worst ?? { seconds: 0, parts: 0 },
    faults: all.flatMap(({ faults }) => faults),
  };
}

type OneWorld = Omit<KillFigures, 'worlds'>;

async function oneWorld(
  chance: () => number,
  most: number,
  say: (line: string) => void,
): Promise<OneWorld> {
  const world = await startWorld({ config: CONFIG });
  const faults: string[] = [];
  /** Requests to the model by run. */
  const runs: (readonly SandboxRequest[])[] = [];
  let kills = 0;
  try {
    while (kills < most) {
      const after = Math.floor(chance() * REQUESTS_A_RUN);
      const laterMs = chance() * LATER_MS;
      const from = world.gemini.requests.length;
      const result = await killedRun(world, after, laterMs);
      runs.push(world.gemini.requests.slice(from));
      if (result.signal !== 'SIGKILL') {
        // The moment lay behind the end: everything is done, and a new world begins.
        if (ending(result) !== 'exit 0') faults.push(`a run ended with ${ending(result)}`);
        break;
      }
      kills += 1;
      const told = await stateFaults(world);
      faults.push(...told.map((one) => `after kill ${kills}: ${one}`));
      say(`killed after ${after} requests and ${laterMs.toFixed(0)} ms; ${told.length} faults`);
    }
    const committed = await world.github.files();
    const from = world.gemini.requests.length;
    const last = await world.run();
    runs.push(world.gemini.requests.slice(from));
    if (ending(last) !== 'exit 0') faults.push(`the last run ended with ${ending(last)}`);
    faults.push(...(await endFaults(world, committed)));
  } finally {
    await world.close();
  }
  const costs = runs.map((_run, which) => costOf(runs, which));
  for (const { parts } of costs) {
    if (parts > WORKERS) faults.push(`a kill cost ${parts} parts of ${WORKERS} workers`);
  }
  const [worst] = costs.toSorted((a, b) => b.seconds - a.seconds);
  return {
    kills,
    runs: runs.length,
    secondsTwice: costs.reduce((total, { seconds }) => total + seconds, 0),
    worst: worst ?? { seconds: 0, parts: 0 },
    faults,
  };
}

/** Kills a run when the hosts have seen so many of its requests, and so much later. */
async function killedRun(world: World, after: number, laterMs: number) {
  const seen = (): number =>
    world.github.requests.length + world.gemini.requests.length + world.feeds.requests.length;
  const running = await world.start();
  const from = seen();
  const waiting = new AbortController();
  const done = running.done.finally(() => waiting.abort());
  while (!waiting.signal.aborted && seen() - from < after) await pause(1);
  await Promise.race([done, pause(laterMs)]);
  running.signal('SIGKILL');
  return await done;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Answers of one run that were paid for again by a later one. */
function costOf(
  runs: readonly (readonly SandboxRequest[])[],
  which: number,
): { readonly parts: number; readonly seconds: number } {
  const later = runs.slice(which + 1).flatMap(spansOf);
  const lost = spansOf(runs[which] ?? []).map((span) =>
    Math.max(
      0,
      ...later
        .filter(({ episode }) => episode === span.episode)
        .map((one) => Math.min(one.endSec, span.endSec) - Math.max(one.startSec, span.startSec)),
    ),
  );
  const real = lost.filter((seconds) => seconds > 0.5);
  return { parts: real.length, seconds: real.reduce((sum, seconds) => sum + seconds, 0) };
}

function spansOf(requests: readonly SandboxRequest[]) {
  return requests.flatMap(({ outcome, episode, startSec, endSec }) =>
    outcome !== 'ok' || episode === undefined || startSec === undefined || endSec === undefined
      ? []
      : [{ episode, startSec, endSec }],
  );
}

const READERS: Readonly<Record<string, (path: string, text: string) => Result<unknown>>> = {
  'state/quota.json': readLedger,
  'state/circuit.json': readCircuitState,
  'state/batch.json': readBatchState,
  'state/runs.json': readRunsState,
};

/** Files of the state at the head that cannot be read. */
async function stateFaults(world: World): Promise<readonly string[]> {
  const paths = (await world.github.files()).filter((path) => path.startsWith('state/'));
  const read = await Promise.all(
    paths.map(async (path) => {
      const text = (await world.github.show(path)) ?? '';
      const result = (READERS[path] ?? readFeedState)(path, text);
      return result.ok ? [] : [result.problem.message];
    }),
  );
  return read.flat();
}

/** What is not as it must be when all is done. */
async function endFaults(world: World, committed: readonly string[]): Promise<readonly string[]> {
  const files = new Set(await world.github.files());
  const refs = (await world.github.refs()).filter((ref) => !ref.startsWith('refs/heads/'));
  return [
    ...committed.filter((path) => !files.has(path)).map((path) => `${path} was lost`),
    ...refs.map((ref) => `${ref} was left behind`),
    ...(await stateFaults(world)),
    ...(await allDifferences(world)),
    ...(await historyFaults(world)),
  ];
}
