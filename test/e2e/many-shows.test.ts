import { describe, expect, it } from 'vitest';
import { startManyShows } from './many-shows.ts';
import { ending } from './transcripts.ts';

describe('a run with nothing to do on 500 shows', () => {
  // `npm run bench -- state` does the same with 200 episodes a show.
  it('makes at most 12 requests to GitHub, asks each feed once, and writes nothing', async () => {
    const world = await startManyShows(500, 4);
    const before = world.feeds.requests.length;
    const result = await world.run();
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '0', pending: '0', 'commit-sha': '' });
    expect(world.github.requests.length).toBeGreaterThan(0);
    expect(world.github.requests.length).toBeLessThanOrEqual(12);
    expect(world.github.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    const asked = world.feeds.requests.slice(before);
    expect(asked).toHaveLength(500);
    expect(asked.filter(({ status }) => status !== 304)).toEqual([]);
    await world.close();
  });
});
