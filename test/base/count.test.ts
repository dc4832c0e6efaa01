import { describe, expect, it } from 'vitest';
import { counted, grouped, sized } from '../../src/base/count.ts';

describe('counts in words', () => {
  it('have one thing, and several', () => {
    expect([0, 1, 2, 1_234].map((count) => counted(count, 'episode'))).toEqual([
      '0 episodes',
      '1 episode',
      '2 episodes',
      '1,234 episodes',
    ]);
    expect([1, 2].map((count) => counted(count, 'try', 'tries'))).toEqual(['1 try', '2 tries']);
  });

  it('have their thousands apart', () => {
    expect([0, 999, 1_000, 1_234_567.4].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
  });

  it('have units where they are bytes', () => {
    const sizes = [0, 1, 812, 20_000, 3 * 2 ** 20, 2 ** 20 + 1, 1.4 * 2 ** 30];
    expect(sizes.map(sized)).toEqual([
      '0 bytes',
      '1 byte',
      '812 bytes',
      '20 KiB',
      '3 MiB',
      '2 MiB',
      '1.4 GiB',
    ]);
  });
});
