import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readShows, DEMO_SHOW, startWorld } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';
import { allDifferences, ending, historyFaults } from './transcripts.ts';

/** Requests at once, and so workers, of these runs. */
const WORKERS = 2;
const CONFIG = `transcription:\n  chunkMinutes: 5\n  concurrency: ${WORKERS}`;
/** Longest part of an episode, seconds: the parts aim at five minutes and end in a pause. */
const PART_SEC = 350;

let world: World;

beforeEach(async () => {
  world = await startWorld({ config: CONFIG, shows: readShows(DEMO_SHOW) });
});

afterEach(() => world.close());

const LONG = 'kettle-and-compass-002';

/** Requests for the long episode so far. */
function askedForLong(): number {
  return world.gemini.requests.filter(({ episode }) => episode === LONG).length;
}

/** Answers so many parts of the long episode and none after them. */
function answerOnly(parts: number): void {
  world.gemini.setFault({
    match: ({ episode }) => episode === LONG && askedForLong() > parts,
    fault: { kind: 'hold', until: new Promise(() => {}) },
  });
}

/** Resolves when a condition of the sandbox holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe('a job that is cancelled', () => {
  it('ends within 7 seconds with a commit, and the next run goes on from what is finished', async () => {
    // The first part of the long episode is answered, the second never.
    answerOnly(1);
    const running = await world.start();
    await until(() => askedForLong() > 1);
    const before = performance.now();
    const result = await running.cancel();
    expect(performance.now() - before).toBeLessThan(7_000);
    expect({ exitCode: result.exitCode, signal: result.signal }).toEqual({
      exitCode: 0,
      signal: null,
    });
    expect(result.log).toContain('SIGINT: stopping');
    expect(result.summary).toContain('told to stop');
    expect(result.outputs).toMatchObject({ failed: '0', 'quota-exhausted': 'false' });
    expect(Number(result.outputs['pending'])).toBeGreaterThan(0);
    expect(result.outputs['commit-sha']).toBe((await world.github.log())[0]?.sha);
    expect(await historyFaults(world)).toEqual([]);
    // The finished part is kept outside the branch's history, and the audio in the cache.
    expect((await world.github.refs()).length).toBe(2);
    expect(world.services.caches().map(({ finalized }) => finalized)).toEqual([true]);

    world.gemini.clearFaults();
    const downloads = world.feeds.requests.filter(({ path }) => path.includes('002')).length;
    const second = await world.run();
    expect(ending(second)).toBe('exit 0');
    expect(second.outputs).toMatchObject({ failed: '0', pending: '0' });
    expect(second.log).toMatch(/1 part kept from before|parts kept from before/u);
    // The audio came from the cache, and what was answered was paid for once.
    expect(world.feeds.requests.filter(({ path }) => path.includes('002'))).toHaveLength(downloads);
    expect(world.gemini.paidTwice()).toEqual([]);
    expect(await allDifferences(world)).toEqual([]);
    expect(await historyFaults(world)).toEqual([]);
    expect(await world.github.refs()).toHaveLength(1);
  });

  it('ends while a download is under way', async () => {
    world.feeds.setFault('/kettle-and-compass/002-boats-uphill.mp3', {
      kind: 'stall',
      afterBytes: 100_000,
    });
    world.feeds.setFault('/kettle-and-compass/001-cooling-tea.mp3', {
      kind: 'stall',
      afterBytes: 100_000,
    });
    const running = await world.start();
    const asked = (): number =>
      world.feeds.requests.filter(({ path }) => path.endsWith('.mp3')).length;
    await until(() => asked() === 2);
    const before = performance.now();
    const result = await running.cancel();
    expect(performance.now() - before).toBeLessThan(7_000);
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '0', failed: '0', pending: '2' });
    world.feeds.setFault('/kettle-and-compass/002-boats-uphill.mp3', undefined);
    world.feeds.setFault('/kettle-and-compass/001-cooling-tea.mp3', undefined);
    const second = await world.run();
    expect(second.outputs).toMatchObject({ completed: '2', failed: '0', pending: '0' });
    expect(await allDifferences(world)).toEqual([]);
  });
});

describe('a job whose machine is lost', () => {
  it('loses nothing that was committed or kept; at most one part a worker is paid for twice', async () => {
    answerOnly(2);
    const running = await world.start();
    await until(() => askedForLong() > 2);
    running.signal('SIGKILL');
    const killed = await running.done;
    expect(killed.signal).toBe('SIGKILL');
    const files = await world.github.files();

    world.gemini.clearFaults();
    const second = await world.run();
    expect(ending(second)).toBe('exit 0');
    expect(second.outputs).toMatchObject({ failed: '0', pending: '0' });
    expect(await allDifferences(world)).toEqual([]);
    expect(await historyFaults(world)).toEqual([]);
    expect(await world.github.files()).toEqual(expect.arrayContaining([...files]));
    const twice = world.gemini.paidTwice();
    expect(twice.length).toBeLessThanOrEqual(WORKERS);
    const seconds = twice.reduce((sum, span) => sum + span.endSec - span.startSec, 0);
    expect(seconds).toBeLessThanOrEqual(WORKERS * PART_SEC);
    expect(await world.github.refs()).toHaveLength(1);
  });
});
