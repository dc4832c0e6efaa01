import { expect, it } from 'vitest';
import { makeRunWorld } from './run-world.ts';

// A bug in a worker stops the others softly; the run once took that for a stop that was asked for,
// and ended green with nothing done.
it('throws a bug on, though it stops the rest of the run', async () => {
  const world = makeRunWorld({
    'https://feeds.example/one.xml': ['https://audio.example/1.mp3', 'https://audio.example/2.mp3'],
  });
  world.answers.model = () => {
    throw new Error('a bug of the test');
  };
  await expect(world.run()).rejects.toThrow('a bug of the test');
});
