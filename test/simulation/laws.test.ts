import { describe, expect, it } from 'vitest';
import { chanceOf } from './chance.ts';
import { live } from './life.ts';
import { makeLog } from './machine.ts';
import { makeProcess } from './process.ts';
import { SABOTAGES } from './sabotage.ts';
import type { Sabotage } from './sabotage.ts';
import { makeScheduler } from './scheduler.ts';
import { tellLife } from './tell.ts';

/** What catches each sabotage. */
const CAUGHT: Readonly<Record<Sabotage, RegExp>> = {
  'forget-merge': /lost episode|set .* back from done/,
  'split-commit': /done without its transcript/,
  'lose-ledger': /asked .* again on .* after a daily refusal/,
  'lose-checkpoints': /lost \d+ finished chunks/,
  hang: /never ended/,
  'undo-done': /back from done to discovered/,
  'tear-state': /state cannot be read/,
  'deaf-feed': /was never noticed/,
  'tear-chunk': /sent audio that is no stretch of an episode/,
};

/** Broken laws of some short lives without any other fault, on small quotas that split episodes over days. */
async function breachesWith(sabotage: Sabotage | undefined): Promise<string[]> {
  const breaches: string[] = [];
  for (const seed of [9, 13, 14]) {
    const options = sabotage === undefined ? {} : { sabotage };
    const cleanDays = sabotage === undefined ? 150 : 2;
    const life = await live({ seed, days: 2, cleanDays, weather: {}, ...options });
    breaches.push(...life.breaches);
  }
  return breaches;
}

describe('the laws of the simulation', () => {
  it('hold where nothing goes wrong', async () => {
    expect(await breachesWith(undefined)).toEqual([]);
  });

  it.each(SABOTAGES)('are broken by a world that is broken: %s', async (sabotage) => {
    expect((await breachesWith(sabotage)).join('\n')).toMatch(CAUGHT[sabotage]);
  });

  // In the months of `npm test` runs have little to do, and seldom a save that waits when they are killed.
  it('hold where busy jobs are killed whose finished chunks wait to be saved together', async () => {
    const { breaches, killed } = await live({
      seed: 1,
      days: 1,
      cleanDays: 0,
      busyJobs: 3,
      weather: { kill: 1 },
    });
    expect(killed).toBeGreaterThan(5);
    // A day is too short for all that there is to do: that alone is no fault.
    const unfinished = /^episode \d+ \([\da-f]+\) is (?:discovered|in-progress|done and left)/;
    expect(breaches.filter((one) => !unfinished.test(one))).toEqual([]);
  });

  // Held parts of such episodes once took up their workers until the run's time was over.
  it('hold where the model never writes down enough of an episode, and no run stands still', async () => {
    const options = { seed: 13, days: 2, cleanDays: 30, weather: {}, mumbled: 1 };
    const { breaches, done, failed } = await live(options);
    expect(breaches).toEqual([]);
    expect({ done, failed }).toEqual({ done: 2, failed: 3 });
  });

  it.each([
    [14, 'Something else', []],
    [16, 'Something else', ['stood still for 16 minutes']],
    [28, 'Waiting for quota: 5 minutes left', []],
  ])('on standing still: %i minutes, half way through them the log says "%s"', async (...given) => {
    const [minutes, says, breaches] = given;
    const scheduler = makeScheduler(0);
    const process = makeProcess({ number: 1, scheduler, chance: chanceOf(1), weather: {} });
    const half = (minutes * 60_000) / 2;
    const work = async (): Promise<void> => {
      // A call that takes long is no standstill.
      await process.call('model', undefined, () => undefined, 3_600_000);
      await process.sleep(half, undefined);
      makeLog(scheduler, process, undefined).info(says);
      await process.sleep(half, undefined);
      await process.call('store', undefined, () => undefined);
    };
    await scheduler.drive(work());
    expect(process.breaches).toEqual(breaches);
  });

  it('are broken the same way when a life is lived again', async () => {
    const lives = await Promise.all(
      [1, 2].map(() => live({ seed: 7, days: 5, cleanDays: 2, sabotage: 'split-commit' })),
    );
    expect(lives[0]?.breaches.length).toBeGreaterThan(0);
    expect(lives[1]).toEqual(lives[0]);
  });

  it('are told with the line that lives the life again', async () => {
    const life = await live({
      seed: 2,
      days: 1,
      cleanDays: 1,
      weather: {},
      sabotage: 'split-commit',
    });
    expect(tellLife(life, 1)).toMatch(/^npm run simulate -- --seed 2 --days 1\n {2}commit \d+/);
  });
});

describe('virtual time', () => {
  it('takes no time, and keeps the order of what happens', async () => {
    const scheduler = makeScheduler(1_000);
    const seen: string[] = [];
    const nap = async (name: string, ms: number): Promise<void> => {
      await scheduler.sleep(ms);
      seen.push(`${name} at ${scheduler.now()}`);
    };
    const naps = [nap('c', 86_400_000), nap('a', 5), nap('b', 5), nap('d', 86_400_000)];
    await scheduler.drive(Promise.all(naps));
    expect(seen).toEqual(['a at 1005', 'b at 1005', 'c at 86401000', 'd at 86401000']);
  });

  it('does not wait for what can never happen', async () => {
    const scheduler = makeScheduler(0);
    const never = new Promise<void>(() => undefined);
    await expect(scheduler.drive(never)).rejects.toThrow('nothing is left to happen');
  });
});
