import { describe, expect, it } from 'vitest';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld, WorldRun } from './run-world.ts';

const SHOWS = {
  'https://one.example/feed': ['https://one.example/1.mp3', 'https://one.example/2.mp3'],
  'https://two.example/feed': ['https://two.example/3.mp3'],
};

const idOf = (world: RunWorld, number: number): string =>
  world.shows.flatMap(({ episodes }) => episodes).find((one) => one.number === number)?.id ?? '';

/** Another last sign. */
const mistyped = (id: string): string => `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;

const named = (world: RunWorld, names: readonly string[], more = {}): Promise<WorldRun> =>
  world.run({ inputs: { episodes: names.join('\n') }, ...more });

describe('episodes that are named', () => {
  it('and all unknown: a fault before any work, with what may have been meant', async () => {
    const world = makeRunWorld(SHOWS);
    for (const mode of ['run', 'resume', 'retry-failed', 'dry-run'] as const) {
      const run = await named(world, [mistyped(idOf(world, 3))], { mode });
      expect(run.exitCode).toBe(1);
      expect(run.faults).toMatchObject([{ code: 'episodes-unknown' }]);
      expect(run.faults[0]?.message).toContain(
        `no episode has this id or address; nearest is ${idOf(world, 3)} (Episode 3)`,
      );
      expect(run.summary).toContain(mistyped(idOf(world, 3)));
    }
    expect(world.asked).toEqual([]);
    expect(world.repository.read('state/batch.json')).toBeUndefined();
    expect(world.fetched.filter(({ url }) => url.endsWith('.mp3'))).toEqual([]);
  });

  it('and one unknown: a warning names it, and the others are done', async () => {
    const world = makeRunWorld(SHOWS);
    const run = await named(world, [mistyped(idOf(world, 3)), 'https://one.example/2.mp3']);
    expect(run.exitCode).toBe(0);
    expect(run.outputs['completed']).toBe('1');
    expect(run.log.of('warning').filter((line) => line.includes('nearest is'))).toHaveLength(1);
    expect(run.report?.named).toEqual([
      {
        name: mistyped(idOf(world, 3)),
        because: `no episode has this id or address; nearest is ${idOf(world, 3)} (Episode 3)`,
      },
    ]);
    expect(run.summary).toContain('### Named, and not taken');
  });

  it('and done: it is said that there is nothing to retry, in green', async () => {
    const world = makeRunWorld(SHOWS);
    await world.run();
    const run = await named(world, [idOf(world, 1)], { mode: 'retry-failed' });
    expect(run.exitCode).toBe(0);
    expect(run.report?.named).toEqual([
      {
        name: `Show 1: Episode 1 (${idOf(world, 1)})`,
        because: 'it is done: there is nothing to retry',
      },
    ]);
  });

  it('of a show that is not in the configuration any more are told as such', async () => {
    const world = makeRunWorld(SHOWS);
    await world.run();
    const run = await named(world, [idOf(world, 3)], {
      inputs: { feeds: 'https://one.example/feed', episodes: idOf(world, 3) },
    });
    expect(run.exitCode).toBe(1);
    expect(run.faults[0]?.message).toContain(
      'it is of Show 2, a show that is not in the configuration',
    );
  });

  it('while a feed cannot be read: it is said that it may have them', async () => {
    const world = makeRunWorld(SHOWS);
    world.answers.host = (url) => (url.includes('two.example') ? 500 : 'ok');
    const run = await named(world, [idOf(world, 3)]);
    expect(run.exitCode).toBe(1);
    expect(run.faults[0]?.message).toContain('1 feed could not be read, and may have it.');
  });

  it('in a job of a fan-out may be those of another job', async () => {
    const world = makeRunWorld(SHOWS);
    const inputs = { episodes: idOf(world, 3) };
    const runs = [
      await world.run({ inputs: { ...inputs, shard: '1/2' } }),
      await world.run({ inputs: { ...inputs, shard: '2/2' } }),
    ];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(
      runs.map(({ outputs }) => outputs['completed']).toSorted((a, b) => Number(a) - Number(b)),
    ).toEqual(['0', '1']);
  });

  it('by an address keep the secrets in it', async () => {
    const world = makeRunWorld(SHOWS);
    const run = await named(world, ['https://me:pass@one.example/7.mp3?token=hidden']);
    expect(run.exitCode).toBe(1);
    const said = JSON.stringify([run.faults, run.summary, run.log.lines]);
    expect(said).toContain('one.example/7.mp3');
    expect(said).not.toMatch(/hidden|pass@/u);
  });
});
