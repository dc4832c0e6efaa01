import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { SandboxRequest } from '../sandbox/gemini.ts';
import { DEMO_SHOW, readShows, SMALL_SHOW, startWorld } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';
import { allDifferences, ending, historyFaults } from './transcripts.ts';

const KEYS = [
  'AIzaSandboxKeyNumberOne-0123456789abcdef',
  'AIzaSandboxKeyNumberTwo-0123456789abcdef',
  'AIzaSandboxKeyNumber3-0123456789abcdefgh',
];
const [ONE = '', TWO = ''] = KEYS;
const CONFIG = 'models: [gemini-flash-latest]\ntranscription:\n  chunkMinutes: 5';
/** 2026-11-24 12:00 in Los Angeles, and the midnight after it. */
const NOON = Date.parse('2026-11-24T20:00:00Z');
const MIDNIGHT = Date.parse('2026-11-25T08:00:00Z');

let world: World;

afterEach(() => world.close());

function fingerprint(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

/** Requests that were sent with a key after it had been told that the day's quota is used up. */
function sentAfterRefusal(requests: readonly SandboxRequest[]): readonly SandboxRequest[] {
  return requests.filter(({ keyFingerprint, model, index }) =>
    requests.some(
      (before) =>
        before.index < index &&
        before.outcome === 'quota' &&
        before.keyFingerprint === keyFingerprint &&
        before.model === model,
    ),
  );
}

describe('a quota that ends in the middle of an episode', () => {
  it('is not a failure: the rest is deferred to midnight in California and only the rest is paid for', async () => {
    world = await startWorld({
      shows: readShows(DEMO_SHOW),
      keys: [ONE, TWO],
      config: CONFIG,
      gemini: { projects: { [ONE]: 'first', [TWO]: 'second' }, quotas: [{ requestsPerDay: 1 }] },
    });
    world.setTime(NOON);
    const first = await world.run();
    expect(ending(first)).toBe('exit 0');
    expect(first.annotations.filter(({ level }) => level === 'error')).toEqual([]);
    expect(first.outputs).toMatchObject({
      failed: '0',
      'quota-exhausted': 'true',
      'next-attempt-at': new Date(MIDNIGHT).toISOString(),
    });
    expect(Number(first.outputs['deferred'])).toBeGreaterThan(0);
    expect(first.summary).toContain('2026-11-25 08:00 UTC');
    const { requests } = world.gemini;
    expect(requests.filter(({ outcome }) => outcome === 'ok')).toHaveLength(2);
    expect(sentAfterRefusal(requests)).toEqual([]);
    expect(await historyFaults(world)).toEqual([]);
    // It ended in the middle of an episode, whose finished part is kept.
    expect(await world.github.refs()).toHaveLength(2);

    // Before the reset: not one request, and nothing to write.
    const sent = requests.length;
    const commits = (await world.github.log()).length;
    world.setTime(MIDNIGHT - 60_000);
    const waiting = await world.run();
    expect(ending(waiting)).toBe('exit 0');
    expect(requests).toHaveLength(sent);
    expect(waiting.outputs).toMatchObject({
      completed: '0',
      'next-attempt-at': new Date(MIDNIGHT).toISOString(),
    });
    expect(await world.github.log()).toHaveLength(commits);

    // After it: what is missing, and no more.
    world.gemini.setQuotas([]);
    world.setTime(MIDNIGHT + 600_000);
    const last = await world.run();
    expect(ending(last)).toBe('exit 0');
    expect(last.outputs).toMatchObject({
      deferred: '0',
      pending: '0',
      'quota-exhausted': 'false',
      'next-attempt-at': '',
    });
    expect(world.gemini.paidTwice()).toEqual([]);
    expect(requests.filter(({ outcome }) => outcome === 'ok')).toHaveLength(4);
    expect(await allDifferences(world)).toEqual([]);
    expect(await historyFaults(world)).toEqual([]);
    expect(await world.github.refs()).toHaveLength(1);
  });
});

describe('keys that are refused', () => {
  it('one of three: it is named with its remedy, and the others carry on', async () => {
    world = await startWorld({ shows: readShows(SMALL_SHOW), keys: KEYS, config: CONFIG });
    world.gemini.setKey(TWO, 'leaked');
    const result = await world.run();
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '2', failed: '0' });
    const [warning, ...others] = result.annotations;
    expect(others).toEqual([]);
    expect(warning).toMatchObject({ level: 'warning' });
    expect(warning?.message).toContain(fingerprint(TWO));
    expect(warning?.message).toMatch(/leaked.*Google AI Studio/isu);
    expect(
      world.gemini.requests.filter(({ keyFingerprint }) => keyFingerprint === fingerprint(TWO)),
    ).toHaveLength(1);
    expect(await allDifferences(world)).toEqual([]);
  });

  it('all of them: a fault of the configuration, nothing lost, and new keys go on', async () => {
    world = await startWorld({
      shows: readShows(SMALL_SHOW),
      keys: [ONE, TWO],
      config: CONFIG,
    });
    world.gemini.setKey(ONE, 'invalid');
    world.gemini.setKey(TWO, 'expired');
    const result = await world.run();
    expect(result.exitCode).toBe(1);
    expect(result.annotations.filter(({ level }) => level === 'error')).toMatchObject([
      { title: 'no-usable-key' },
    ]);
    expect(result.annotations.at(-1)?.message).toMatch(/Replace the keys/u);
    expect(result.outputs).toMatchObject({ completed: '0', failed: '0', pending: '2' });
    expect(result.summary).toContain('Stopped by a fault');
    const again = await world.run({ 'gemini-api-keys': KEYS[2] ?? '' });
    expect(ending(again)).toBe('exit 0');
    expect(again.outputs).toMatchObject({ completed: '2', pending: '0' });
    expect(await allDifferences(world)).toEqual([]);
  });
});
