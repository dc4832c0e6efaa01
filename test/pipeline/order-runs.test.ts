import { describe, expect, it } from 'vitest';
import type { Ports } from '../../src/ports.ts';
import { refused } from './fake-model.ts';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld, WorldRun } from './run-world.ts';

const FEED = 'https://feeds.example/one.xml';
const audio = (count: number): string[] =>
  Array.from({ length: count }, (_none, number) => `https://audio.example/${number + 1}.mp3`);

const yamlOf = (requestsPerDay?: number): string =>
  [
    'models: [gemini-flash-latest]',
    ...(requestsPerDay === undefined
      ? []
      : [`limits: { default: { requestsPerDay: ${requestsPerDay} } }`]),
    'transcription: { chunkMinutes: 5, concurrency: 4 }',
  ].join('\n');

interface Told {
  readonly run: WorldRun;
  /** Prompts of chunks that are not the first of their episode: all, and those with the words before. */
  readonly after: number;
  readonly withTail: number;
}

/** Runs, and counts what the prompts hold. */
async function listen(world: RunWorld, yaml: string): Promise<Told> {
  let after = 0;
  let withTail = 0;
  const between = (ports: Ports): Ports => ({
    ...ports,
    model: {
      ...ports.model,
      generate: (request) => {
        if (!/ is part 1 of /u.test(request.prompt)) after += 1;
        if (request.prompt.includes('The audio before this part ended')) withTail += 1;
        return ports.model.generate(request);
      },
    },
  });
  const run = await world.run({ yaml, between });
  return { run, after, withTail };
}

describe('the order of chunks in a run', () => {
  it('takes one chunk of each of several episodes, so that nearly all know the words before', async () => {
    const world = makeRunWorld({ [FEED]: audio(10) }, { episodeSec: 1_795 });
    const { run, after, withTail } = await listen(world, yamlOf(1_000));
    expect(run.outputs).toMatchObject({ completed: '10' });
    expect(after).toBe(50);
    // Side by side it was 11 of 50, and took 437 seconds.
    expect(withTail).toBeGreaterThanOrEqual(42);
    expect(run.tookMs).toBeLessThan(400_000);
  });

  it('splits one long episode, and takes no longer for it', async () => {
    const world = makeRunWorld({ [FEED]: audio(1) }, { episodeSec: 54 * 300 - 5 });
    const { run, after, withTail } = await listen(world, yamlOf(1_000));
    expect(run.outputs).toMatchObject({ completed: '1' });
    expect(after).toBe(53);
    // Side by side it was 7 of 53, in as much time.
    expect(withTail).toBeGreaterThanOrEqual(48);
    expect(run.tookMs).toBeLessThan(14 * 20_000 + 60_000);
  });

  // Four episodes abreast would share a day's 20 requests, and none would be finished.
  it.each([
    ['known', 20],
    ['not known', undefined],
  ])('finishes what a small quota holds, when its limit is %s', async (_name, limit) => {
    const world = makeRunWorld({ [FEED]: audio(8) }, { episodeSec: 1_795 });
    let served = 0;
    world.answers.model = () => {
      served += 1;
      return served > 20 ? refused('429-rpd-free-gemini-3.6-flash') : 'heard';
    };
    const { run } = await listen(world, yamlOf(limit));
    expect(run.outputs['completed']).toBe('3');
  });
});
