import { describe, expect, it } from 'vitest';
import { brokenLives } from './many.ts';

// Two files, so that two processors share the 200 months.
describe('months of runs with faults at every port, part 1', () => {
  it.each(Array.from({ length: 10 }, (_, ten) => 1 + ten * 10))(
    'keep all laws (ten seeds from %i)',
    async (first) => {
      expect(await brokenLives(first, 10)).toEqual([]);
    },
  );
});
