import { describe, expect, it } from 'vitest';
import { pacificDay, pacificDayStart } from '../../src/quota/pacific.ts';
import { refused } from './fake-model.ts';
import { HOUR, MIDNIGHT, MINUTE, NOON } from './kit.ts';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld } from './run-world.ts';

const AUDIO = 'https://audio.example/1.mp3';
/** The refusal of a free project's day. */
const DAY_OVER = refused('429-rpd-free-gemini-3.6-flash');
const YAML = 'models: [gemini-flash-latest]\ntranscription:\n  chunkMinutes: 5\n  concurrency: 2';
const WAIT = { 'on-quota': 'wait', 'time-budget-minutes': '60' };

/** One episode of four parts; a key is served two requests a Pacific day. */
function makeWorld(start = NOON): RunWorld {
  const world = makeRunWorld(
    { 'https://feeds.example/one.xml': [AUDIO] },
    { start, episodeSec: 1_150 },
  );
  const served = new Map<string, number>();
  world.answers.model = (_request, now) => {
    const day = pacificDay(now);
    const before = served.get(day) ?? 0;
    if (before >= 2) return DAY_OVER;
    served.set(day, before + 1);
    return 'heard';
  };
  return world;
}

describe('a run that waits for quota', () => {
  it('goes on with the same parts when the quota is back, within a budget that stood still', async () => {
    const world = makeWorld();
    const result = await world.run({ yaml: YAML, inputs: WAIT });
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({
      completed: '1',
      failed: '0',
      deferred: '0',
      'quota-exhausted': 'false',
    });
    expect(world.time.now()).toBeGreaterThan(MIDNIGHT);
    expect(world.time.now()).toBeLessThan(MIDNIGHT + 10 * MINUTE);
    // The audio was fetched once, and nothing was sent between the refusal and midnight.
    expect(world.fetched.filter(({ url }) => url === AUDIO)).toHaveLength(1);
    const before = world.asked.filter(({ at }) => at < MIDNIGHT);
    expect(world.asked.length - before.length).toBe(2);
    expect(Math.max(...before.map(({ at }) => at))).toBeLessThan(NOON + 2 * MINUTE);
  });

  it('commits what it knows before, and says every 5 minutes how long it takes', async () => {
    const world = makeWorld();
    const seen: (string | undefined)[] = [];
    world.time.scheduler.after(HOUR, () => seen.push(world.repository.read('state/quota.json')));
    const result = await world.run({ yaml: YAML, inputs: WAIT });
    const { entries } = JSON.parse(seen[0] ?? '{}') as { entries: unknown[] };
    expect(entries).toContainEqual(
      expect.objectContaining({
        key: 'k1',
        model: 'gemini-flash-latest',
        requests: 2,
        blocked: expect.objectContaining({ kind: 'day', until: MIDNIGHT }),
      }),
    );
    const lines = result.log.of('info').filter((line) => line.startsWith('Waiting for quota: '));
    expect(lines.length).toBeGreaterThanOrEqual((12 * HOUR) / (5 * MINUTE) - 1);
    expect(lines.length).toBeLessThanOrEqual((12 * HOUR) / (5 * MINUTE) + 1);
    expect(lines.every((line) => line.includes('until 2026-11-25 08:00 UTC'))).toBe(true);
  });

  it('ends at once when it is stopped, deferred, and pays for the rest alone the next day', async () => {
    const world = makeWorld();
    const stopAfterMs = 3 * HOUR + 123;
    const first = await world.run({ yaml: YAML, inputs: WAIT, stopAfterMs });
    expect(first.exitCode).toBe(0);
    expect(first.tookMs).toBeGreaterThanOrEqual(stopAfterMs);
    expect(first.tookMs).toBeLessThan(stopAfterMs + 6_500);
    expect(first.outputs).toMatchObject({ completed: '0', failed: '0', deferred: '1' });
    expect(first.outputs['next-attempt-at']).toBe(new Date(MIDNIGHT).toISOString());
    const asked = world.asked.length;
    await world.pass(MIDNIGHT + MINUTE - world.time.now());
    const second = await world.run({ yaml: YAML });
    expect(second.outputs).toMatchObject({ completed: '1' });
    expect(world.asked).toHaveLength(asked + 2);
  });

  it('does not wait longer than the settings allow', async () => {
    const world = makeWorld();
    const inputs = { ...WAIT, 'max-quota-wait-hours': '11' };
    const result = await world.run({ yaml: YAML, inputs });
    expect(result.tookMs).toBeLessThan(5 * MINUTE);
    expect(result.outputs).toMatchObject({ completed: '0', deferred: '1' });
  });

  it('does not wait past the 23rd hour of a job, whose token ends then', async () => {
    const start = pacificDayStart('2026-11-24') + 10 * MINUTE;
    const job = makeWorld(start);
    const deferred = await job.run({ yaml: YAML, inputs: WAIT, inJob: true });
    expect(deferred.tookMs).toBeLessThan(5 * MINUTE);
    expect(deferred.outputs).toMatchObject({ completed: '0', deferred: '1' });
    const machine = makeWorld(start);
    const waited = await machine.run({ yaml: YAML, inputs: WAIT });
    expect(waited.outputs).toMatchObject({ completed: '1' });
  });

  it.each([
    ['begins', '2027-03-14T09:00:00Z', '2027-03-15T07:00:00Z'],
    ['ends', '2027-11-07T08:00:00Z', '2027-11-08T08:00:00Z'],
  ])(
    'waits for the right midnight on the day that summer time %s',
    async (_name, start, midnight) => {
      const world = makeWorld(Date.parse(start));
      const result = await world.run({ yaml: YAML, inputs: WAIT });
      expect(result.outputs).toMatchObject({ completed: '1' });
      const [first] = world.asked.slice(-2);
      expect(first?.at).toBeGreaterThanOrEqual(Date.parse(midnight));
      expect(first?.at).toBeLessThan(Date.parse(midnight) + MINUTE);
    },
  );

  it('is never the default', async () => {
    const world = makeWorld();
    const result = await world.run({ yaml: YAML });
    expect(result.tookMs).toBeLessThan(5 * MINUTE);
    expect(result.log.of('info').filter((line) => line.startsWith('Waiting'))).toEqual([]);
  });
});
