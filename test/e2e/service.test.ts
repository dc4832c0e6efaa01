import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ActionOptions } from '../sandbox/runner.ts';
import { DEMO_SHOW, readShows, SMALL_SHOW, startWorld } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';
import { allDifferences, historyFaults } from './transcripts.ts';

/** 2026-11-24 12:00 in Los Angeles, and the midnight after it. */
const NOON = Date.parse('2026-11-24T20:00:00Z');
const MIDNIGHT = Date.parse('2026-11-25T08:00:00Z');
const ONE_MODEL = 'models: [gemini-flash-latest]\ntranscription:\n  chunkMinutes: 5';

let world: World;

afterEach(() => world.close());

describe('a service that fails', () => {
  it('is left alone for half an hour, then asked once, and what waited is done', async () => {
    world = await startWorld({
      shows: readShows(SMALL_SHOW),
      config: `${ONE_MODEL}\nbreaker:\n  failures: 2`,
    });
    world.setTime(NOON);
    world.gemini.setFault({ fault: { kind: 'fixture', name: '503-overloaded' } });
    const first = await world.run();
    expect(first.exitCode).toBe(0);
    // It is put off, and not taken for a quota.
    expect(first.outputs).toMatchObject({
      completed: '0',
      failed: '0',
      deferred: '2',
      pending: '0',
      'quota-exhausted': 'false',
    });
    expect(first.summary).not.toContain('quota is used up');
    expect(first.annotations.filter(({ level }) => level === 'error')).toEqual([]);
    const again = Date.parse(first.outputs['next-attempt-at'] ?? '');
    expect(again).toBeGreaterThanOrEqual(NOON + 30 * 60_000);
    expect(again).toBeLessThan(NOON + 32 * 60_000);

    // While it is left alone: no request to the model, nothing downloaded, nothing to write.
    const sent = world.gemini.requests.length;
    const [head] = await world.github.log();
    world.setTime(again - 60_000);
    const downloads = world.feeds.requests.filter(({ path }) => path.endsWith('.mp3')).length;
    world.github.forgetRequests();
    const waiting = await world.run();
    expect(waiting.exitCode).toBe(0);
    expect(waiting.outputs['next-attempt-at']).toBe(first.outputs['next-attempt-at']);
    expect(world.gemini.requests).toHaveLength(sent);
    expect(world.feeds.requests.filter(({ path }) => path.endsWith('.mp3'))).toHaveLength(
      downloads,
    );
    expect(world.github.requests.length).toBeLessThanOrEqual(8);
    expect((await world.github.log())[0]?.sha).toBe(head?.sha);

    // Its time has come, and it still fails: one request, and an hour's rest.
    world.setTime(again + 1_000);
    const probe = await world.run();
    expect(probe.exitCode).toBe(0);
    expect(world.gemini.requests).toHaveLength(sent + 1);
    const later = Date.parse(probe.outputs['next-attempt-at'] ?? '');
    expect(later - again).toBeGreaterThanOrEqual(60 * 60_000);
    expect(later - again).toBeLessThan(62 * 60_000);

    world.gemini.clearFaults();
    world.setTime(later + 1_000);
    const last = await world.run();
    expect(last.outputs).toMatchObject({ completed: '2', deferred: '0', pending: '0' });
    expect(await allDifferences(world)).toEqual([]);
    const circuit = JSON.parse((await world.github.show('state/circuit.json')) ?? '') as object;
    expect(circuit).toEqual({ version: 1, breakers: {} });
  });

  it('is asked at once after reset-circuit', async () => {
    world = await startWorld({
      shows: readShows(SMALL_SHOW),
      config: `${ONE_MODEL}\nbreaker:\n  failures: 2`,
    });
    const breaker = { state: 'open', failures: 2, trips: 1, openUntil: Date.now() + 1_800_000 };
    await world.github.pushForeign({
      'state/circuit.json': `${JSON.stringify({ version: 1, breakers: { 'model:gemini-flash-latest': breaker } })}\n`,
    });
    const resting = await world.run();
    expect(resting.outputs).toMatchObject({ completed: '0' });
    expect(world.gemini.requests).toEqual([]);
    const reset = await world.run({ mode: 'reset-circuit' });
    expect(reset.exitCode).toBe(0);
    const result = await world.run();
    expect(result.outputs).toMatchObject({ completed: '2', pending: '0' });
  });
});

describe('a key that is added', () => {
  it('serves what was deferred, before the quota of the others is back', async () => {
    const [one, two] = ['AIzaSandboxKeyOne-0123456789', 'AIzaSandboxKeyTwo-0123456789'];
    world = await startWorld({
      shows: readShows(SMALL_SHOW),
      config: ONE_MODEL,
      keys: [one],
      gemini: { quotas: [{ requestsPerDay: 1 }] },
    });
    world.setTime(NOON);
    const first = await world.run();
    expect(first.outputs).toMatchObject({ completed: '1', deferred: '1' });
    const second = await world.run({ 'gemini-api-keys': `${one},${two}` });
    expect(second.outputs).toMatchObject({ completed: '1', deferred: '0', pending: '0' });
    expect(await allDifferences(world)).toEqual([]);
  });
});

let folder: string | undefined;

afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
});

/** A run whose time the test moves while it goes on. */
function moving(): Partial<ActionOptions> & { readonly move: (now: number) => void } {
  folder = mkdtempSync(join(tmpdir(), 'time-'));
  const file = join(folder, 'offset');
  const move = (now: number): void => {
    world.setTime(now);
    writeFileSync(file, String(now - Date.now()));
  };
  move(NOON);
  return { env: { TIME_OFFSET_FILE: file, TIME_MOVES_TIMERS: '1' }, move };
}

// The run once ended red there, and its part was paid for twice: saving it was refused as well.
it('waits minutes for a limit of GitHub at a commit, and loses nothing', async () => {
  world = await startWorld({ shows: readShows(SMALL_SHOW) });
  const { move, ...more } = moving();
  const body = { message: 'You have exceeded a secondary rate limit.' };
  const headers = { 'retry-after': '120' };
  world.github.setFault({
    // The plan is saved first.
    skip: 1,
    kind: 'update-ref',
    effect: { kind: 'answer', status: 403, body, headers },
  });
  const running = await world.start({}, more);
  await running.printed('GitHub takes no further requests for now: waiting 120 s, until');
  move(NOON + 130_000);
  const result = await running.done;
  expect(result.exitCode).toBe(0);
  expect(result.outputs).toMatchObject({ completed: '2', failed: '0', pending: '0' });
  expect(world.gemini.paidTwice()).toEqual([]);
  expect(await historyFaults(world)).toEqual([]);
});

describe('on-quota: wait', () => {
  async function startWaiting(): Promise<{
    readonly running: Awaited<ReturnType<World['start']>>;
    readonly move: (now: number) => void;
  }> {
    world = await startWorld({
      shows: readShows(DEMO_SHOW),
      config: ONE_MODEL,
      gemini: { quotas: [{ requestsPerDay: 2 }] },
    });
    const { move, ...more } = moving();
    // Twelve hours of waiting, in a budget of two.
    const running = await world.start({ 'on-quota': 'wait', 'time-budget-minutes': '120' }, more);
    await running.printed('Waiting for quota');
    return { running, move };
  }

  it('commits, waits for midnight in California, and goes on with the same part', async () => {
    const { running, move } = await startWaiting();
    const ledger = JSON.parse((await world.github.show('state/quota.json')) ?? '') as {
      entries: { blocked?: { until: number } }[];
    };
    expect(ledger.entries.map(({ blocked }) => blocked?.until)).toContain(MIDNIGHT);
    const sent = world.gemini.requests.length;
    world.gemini.setQuotas([]);
    move(MIDNIGHT + 5_000);
    const result = await running.done;
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({ completed: '2', deferred: '0', pending: '0' });
    expect(world.gemini.requests.length).toBe(sent + 2);
    expect(world.gemini.paidTwice()).toEqual([]);
    expect(await allDifferences(world)).toEqual([]);
    expect(await historyFaults(world)).toEqual([]);
  });

  it('ends at once when the job is cancelled, and the next run goes on', async () => {
    const { running, move } = await startWaiting();
    const result = await running.cancel();
    expect(result.signal).toBeNull();
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({ failed: '0' });
    world.gemini.setQuotas([]);
    move(MIDNIGHT + 5_000);
    const next = await world.run();
    expect(next.outputs).toMatchObject({ failed: '0', deferred: '0', pending: '0' });
    expect(world.gemini.paidTwice()).toEqual([]);
    expect(await allDifferences(world)).toEqual([]);
  });
});
