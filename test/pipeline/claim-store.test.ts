import { describe, expect, it } from 'vitest';
import { problem } from '../../src/base/outcome.ts';
import type { Problem } from '../../src/base/outcome.ts';
import type { ClaimOutcome, Ports } from '../../src/ports.ts';
import { makeRunWorld } from './run-world.ts';

const SHOWS = {
  'https://one.example/feed': ['https://one.example/1.mp3', 'https://one.example/2.mp3'],
};

/** A store that can be claimed; what became of the claims. */
function claimed(outcome: 'claimed' | Problem) {
  const told = { taken: 0, released: 0, lose: (_why: Problem): void => {} };
  const between = (ports: Ports): Ports => ({
    ...ports,
    store: {
      ...ports.store,
      claim: (_signal, onLost): Promise<ClaimOutcome> => {
        if (outcome !== 'claimed') return Promise.resolve({ kind: 'failed', error: outcome });
        told.taken += 1;
        told.lose = onLost;
        const release = async (): Promise<void> => void (told.released += 1);
        return Promise.resolve({ kind: 'claimed', release });
      },
    },
  });
  return { told, between };
}

describe('a run over a store that is worked in by one at a time', () => {
  it('is refused before it has looked at anything while somebody else is at work', async () => {
    const world = makeRunWorld(SHOWS);
    const { between } = claimed(problem('run-in-progress', 'Somebody is at work.', 'Wait.'));
    for (const mode of ['run', 'resume', 'retry-failed'] as const) {
      const run = await world.run({ between, mode });
      expect(run.exitCode).toBe(1);
      expect(run.faults).toMatchObject([{ code: 'run-in-progress' }]);
    }
    expect(world.fetched).toEqual([]);
    // What writes nothing disturbs nobody.
    expect((await world.run({ between, mode: 'dry-run' })).exitCode).toBe(0);
  });

  it('gives the store back however it ends', async () => {
    const world = makeRunWorld(SHOWS);
    const { told, between } = claimed('claimed');
    expect((await world.run({ between })).outputs['completed']).toBe('2');
    const inputs = { episodes: 'ffffffffffffffff' };
    expect((await world.run({ between, inputs })).exitCode).toBe(1);
    expect(told).toMatchObject({ taken: 2, released: 2 });
  });

  it('ends when another run has taken over, keeps what is done, and says so', async () => {
    const world = makeRunWorld(SHOWS);
    const { told, between } = claimed('claimed');
    const yaml =
      'models: [gemini-flash-latest]\ntranscription:\n  concurrency: 1\n  episodesAtOnce: 1';
    world.answers.model = () => {
      told.lose(problem('run-superseded', 'Another run has begun.', 'Nothing is to be done.'));
      return 'heard';
    };
    const run = await world.run({ between, yaml });
    expect(run.exitCode).toBe(1);
    expect(run.faults).toMatchObject([{ code: 'run-superseded' }]);
    expect(run.report).toMatchObject({ stopped: 'fault', counts: { completed: 1, pending: 1 } });
    expect(told.released).toBe(1);
  });
});
