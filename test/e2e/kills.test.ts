import { describe, expect, it } from 'vitest';
import { liveThroughKills, PART_SEC } from './kills.ts';

describe('runs that are killed, one after the other', () => {
  // `npm run bench -- kills` does the same with 40.
  it('lose nothing, and cost at most one part a kill and worker', async () => {
    const told = await liveThroughKills({ seed: 5, kills: 5, most: 5 });
    expect(told.faults).toEqual([]);
    expect(told.kills).toBe(5);
    expect(told.worst.seconds).toBeLessThanOrEqual(2 * PART_SEC);
  });
});
