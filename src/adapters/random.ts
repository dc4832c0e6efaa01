import type { Random } from '../ports.ts';

/** Randomness good enough for jitter; not for secrets. */
export function makeRandom(): Random {
  return { next: () => Math.random() };
}
