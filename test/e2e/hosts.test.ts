import { afterEach, describe, expect, it } from 'vitest';
import { audioPath, readShows, SMALL_SHOW, startWorld } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';
import { allDifferences, historyFaults } from './transcripts.ts';

const NOON = Date.parse('2026-11-24T20:00:00Z');
const MINUTE = 60_000;
const CONFIG = `models: [gemini-flash-latest]
transcription:
  chunkMinutes: 5
  episodesAtOnce: 1
breaker:
  failures: 2`;

let world: World;

afterEach(() => world.close());

describe('a host that drops every connection', () => {
  it('is left alone for half an hour, also by the next run, and what waited is then done', async () => {
    const shows = readShows(SMALL_SHOW);
    world = await startWorld({ shows, config: CONFIG });
    world.setTime(NOON);
    const paths = shows.flatMap((show) => show.episodes.map((one) => audioPath(show, one)));
    for (const path of paths) world.feeds.setFault(path, { kind: 'cut', afterBytes: 100 });
    const audio = (): number =>
      world.feeds.requests.filter(({ path }) => path.endsWith('.mp3')).length;
    const first = await world.run();
    expect(first.exitCode).toBe(0);
    // The episode that found out failed; the other waits for the host.
    expect(first.outputs).toMatchObject({ completed: '0', failed: '1', deferred: '1' });
    expect(audio()).toBe(2);
    expect(world.gemini.requests).toEqual([]);
    const again = Date.parse(first.outputs['next-attempt-at'] ?? '');
    expect(again).toBeGreaterThanOrEqual(NOON + 30 * MINUTE);
    expect(again).toBeLessThan(NOON + 32 * MINUTE);
    const circuit = JSON.parse((await world.github.show('state/circuit.json')) ?? '') as {
      breakers: Record<string, unknown>;
    };
    expect(Object.keys(circuit.breakers)).toEqual([`host:${world.feeds.authority}`]);

    // While it rests: no request to it, for feeds as for audio, and nothing to write.
    const asked = world.feeds.requests.length;
    const [head] = await world.github.log();
    world.setTime(again - MINUTE);
    const waiting = await world.run();
    expect(waiting.exitCode).toBe(0);
    expect(waiting.summary).toContain('is left alone until');
    expect(world.feeds.requests).toHaveLength(asked);
    expect((await world.github.log())[0]?.sha).toBe(head?.sha);

    // It works again.
    for (const path of paths) world.feeds.setFault(path, undefined);
    world.setTime(NOON + 90 * MINUTE);
    const last = await world.run();
    expect(last.exitCode).toBe(0);
    expect(last.outputs).toMatchObject({ completed: '2', failed: '0', deferred: '0' });
    const closed = JSON.parse((await world.github.show('state/circuit.json')) ?? '') as unknown;
    expect(closed).toMatchObject({ breakers: {} });
    expect(await allDifferences(world)).toEqual([]);
    expect(await historyFaults(world)).toEqual([]);
  });
});
