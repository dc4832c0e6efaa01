import { describe, expect, it } from 'vitest';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld } from './run-world.ts';

const YAML = `models: [gemini-flash-latest]
limits:
  default:
    requestsPerDay: 4
transcription:
  concurrency: 1
`;

/** Many short episodes of two shows: a request each. */
function makeWorld(): RunWorld {
  const urls = (show: string): string[] =>
    Array.from({ length: 12 }, (_none, n) => `https://audio.example/${show}-${n}.mp3`);
  return makeRunWorld({
    'https://feeds.example/one.xml': urls('one'),
    'https://feeds.example/two.xml': urls('two'),
  });
}

describe("a job's part of a day's quota in a fan-out", () => {
  it.each([
    ['all of the key that is its own', ['k1', 'k2'], 4],
    ['all of its keys, where another job has more of them', ['k1', 'k2', 'k3'], 4],
    ['its share of a key that both use', ['k1'], 2],
  ])('is %s', async (_, keys, most) => {
    const world = makeWorld();
    const result = await world.run({ keys, yaml: YAML, inputs: { shard: '2/2' } });
    expect(result.exitCode).toBe(0);
    expect(world.asked).toHaveLength(most);
  });
});

describe('the length of parts in a fan-out', () => {
  it('goes by the requests that this job has of the day', async () => {
    const yaml = `${YAML}  chunkMinutes: auto`.replace('Day: 4', 'Day: 16');
    const said = async (keys: readonly string[]): Promise<string> => {
      const hours = { 'https://feeds.example/one.xml': ['https://audio.example/1.mp3'] };
      const world = makeRunWorld(hours, { episodeSec: 4_800 });
      const run = await world.run({ mode: 'dry-run', keys, yaml, inputs: { shard: '1/2' } });
      return run.log.of('info').find((line) => line.startsWith('Parts')) ?? '';
    };
    // Eight parts of 10 minutes: a key of its own has twelve, half of a shared one six.
    expect(await said(['k1', 'k2'])).toMatch(/^Parts of 10 minutes/u);
    expect(await said(['k1'])).toMatch(/^Parts of 14 minutes .* needs 6 requests/u);
  });
});
