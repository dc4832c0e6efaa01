import { expect, it } from 'vitest';
import type { Ports } from '../../src/ports.ts';
import { statePaths } from '../../src/state/paths.ts';
import { readFeedState } from '../../src/state/read.ts';
import { makeRunWorld } from './run-world.ts';

const URLS = [1, 2, 3].map((number) => `https://audio.example/${number}.mp3`);
const FILE = statePaths('state').feed('show-1');

// The episode's commit wrote the feed's validators beside itself alone: the feed was unchanged from
// then on, and the other episodes were never heard of again.
it('finds the episodes of a feed again whose state was reset while a run was at work', async () => {
  const world = makeRunWorld({ 'https://feeds.example/one.xml': URLS });
  const { repository } = world;
  const resetMeanwhile = (ports: Ports): Ports => ({
    ...ports,
    model: {
      ...ports.model,
      generate: async (request) => {
        const answer = await ports.model.generate(request);
        const state = repository.paths().filter((path) => path.startsWith('state/'));
        const files = new Map(state.map((path) => [path, undefined]));
        repository.push(files, { by: undefined, message: 'Reset' });
        return answer;
      },
    },
  });
  await world.run({ inputs: { 'max-episodes': '1' }, between: resetMeanwhile });
  await world.run();
  const state = readFeedState(FILE, repository.read(FILE) ?? '');
  const episodes = state.ok ? Object.values(state.value.episodes) : [];
  expect(episodes.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  expect(world.asked).toHaveLength(URLS.length);
  // What it asks by is kept again.
  expect(state.ok && state.value.validators).toBeDefined();
});
