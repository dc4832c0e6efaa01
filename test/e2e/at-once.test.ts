import { afterEach, describe, expect, it } from 'vitest';
import { makeRunnerHome, runAction } from '../sandbox/runner.ts';
import type { ActionResult, RunnerHome } from '../sandbox/runner.ts';
import { makeWalks } from '../sandbox/walks.ts';
import { checkOut, startWorld } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';
import { allDifferences, ending, historyFaults } from './transcripts.ts';

const RUNS = 6;
const CONFIG = 'limits:\n  default:\n    requestsPerDay: 1000\n    requestsPerMinute: 600';

let world: World;
let homes: readonly RunnerHome[] = [];

afterEach(async () => {
  for (const home of homes) home.remove();
  await world.close();
});

/** Starts six jobs at the same moment on machines of their own; somebody pushes thrice meanwhile. */
async function sixAtOnce(
  shows: number,
  inputsOf: (run: number) => Readonly<Record<string, string>>,
): Promise<readonly ActionResult[]> {
  world = await startWorld({ shows: makeWalks({ shows, episodes: 2 }), config: CONFIG });
  homes = Array.from({ length: RUNS }, () => makeRunnerHome());
  // One after the other: git has one index for all of them.
  for (const home of homes) await checkOut(world.github, home);
  let moves = 0;
  world.github.onRequest(async ({ kind, path }) => {
    if (kind !== 'update-ref' || !path.includes('heads')) return;
    moves += 1;
    // The head moves when a commit on it is ready: it has to be built anew.
    if ([2, 5, 8].includes(moves)) {
      await world.github.pushForeign({ [`notes/${moves}.md`]: `Note ${moves}\n` }, 'Write a note');
    }
  });
  return await Promise.all(
    homes.map((home, run) => runAction(world.options(inputsOf(run), { home }))),
  );
}

/** What must hold of the branch however many runs wrote to it. */
async function expectWhole(results: readonly ActionResult[]): Promise<void> {
  expect(results.map(ending)).toEqual(results.map(() => 'exit 0'));
  expect(await allDifferences(world)).toEqual([]);
  expect(await historyFaults(world)).toEqual([]);
  const notes = (await world.github.files()).filter((path) => path.startsWith('notes/'));
  expect(notes).toHaveLength(3);
  expect(await world.github.refs()).toHaveLength(1);
  for (const show of world.shows) {
    const text = (await world.github.show(`transcripts/${show.slug}/index.json`)) ?? '';
    const { episodes } = JSON.parse(text) as { episodes: readonly unknown[] };
    expect(episodes).toHaveLength(2);
  }
  const { batches } = JSON.parse((await world.github.show('state/batch.json')) ?? '') as {
    batches: readonly unknown[];
  };
  expect(batches).toEqual([]);
}

/** Commits that added each transcript. */
async function additions(): Promise<readonly string[]> {
  const text = await world.github.git(['log', '--format=', '--name-only', '--', '*.vtt']);
  return text.split('\n').filter((line) => line !== '');
}

describe('six runs at once, and somebody who pushes between', () => {
  it('as shards of a fan-out: every episode once, paid for once, in a line, without force', async () => {
    const results = await sixAtOnce(RUNS, (run) => ({ shard: `${run + 1}/${RUNS}` }));
    await expectWhole(results);
    expect(results.map(({ outputs }) => outputs['completed'])).toEqual(results.map(() => '2'));
    expect(world.gemini.paidTwice()).toEqual([]);
    expect(world.gemini.requests).toHaveLength(2 * RUNS);
    const added = await additions();
    expect(added).toHaveLength(2 * RUNS);
    expect(new Set(added).size).toBe(2 * RUNS);
    // The ledger and the list of runs are one file each, and nobody's entry is lost.
    const { runs } = JSON.parse((await world.github.show('state/runs.json')) ?? '') as {
      runs: readonly { readonly completed: number }[];
    };
    expect(runs.map(({ completed }) => completed)).toEqual(results.map(() => 2));
    const ledger = JSON.parse((await world.github.show('state/quota.json')) ?? '') as {
      entries: readonly { readonly requests: number }[];
    };
    expect(ledger.entries.reduce((sum, { requests }) => sum + requests, 0)).toBe(2 * RUNS);
  });

  it('as jobs that know nothing of each other: nothing is lost or written over', async () => {
    const results = await sixAtOnce(1, () => ({}));
    await expectWhole(results);
    expect(new Set(await additions()).size).toBe(2);
  });
});
