import { expect, it } from 'vitest';
import type { ModelOutcome } from '../../src/ports.ts';
import { NOON } from './kit.ts';
import { makeRunWorld } from './run-world.ts';

const SHOWS = {
  'https://feeds.example/one.xml': ['https://audio.example/1.mp3', 'https://audio.example/2.mp3'],
};

/** A reply on which the program trips when it comes to read it. */
const TRAP: ModelOutcome = {
  kind: 'reply',
  get reply(): never {
    throw new TypeError('a bug of the test');
  },
};

// A bug in a worker stops the others softly; the run once took that for a stop that was asked for,
// and ended green with nothing done.
it('throws a bug on, though it stops the rest of the run', async () => {
  const world = makeRunWorld(SHOWS);
  world.answers.model = () => {
    throw new Error('a bug of the test');
  };
  await expect(world.run()).rejects.toThrow('a bug of the test');
});

// Whatever was thrown while a run was stopping was once taken for the stop itself.
it('throws a bug on that shows itself while the run stops, and what was spent is saved', async () => {
  const world = makeRunWorld(SHOWS);
  let asked = 0;
  world.answers.model = (_request, now) => {
    asked = now;
    return TRAP;
  };
  await expect(world.run()).rejects.toThrow('a bug of the test');
  const begun = asked - NOON;
  const again = makeRunWorld(SHOWS);
  again.answers.model = () => TRAP;
  await expect(again.run({ stopAfterMs: begun + 100 })).rejects.toThrow('a bug of the test');
  expect(again.ledger()?.entries).toMatchObject([{ model: 'gemini-flash-latest' }]);
  // The same stop without the bug ends green.
  const sound = makeRunWorld(SHOWS);
  expect(await sound.run({ stopAfterMs: begun + 100 })).toMatchObject({ exitCode: 0 });
});
