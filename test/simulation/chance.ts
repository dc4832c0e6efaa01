/** Chance that repeats: the same seed gives the same life. */

/** A stream of chance. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  /** True with this probability. */
  hit(probability: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** A number between. */
  between(low: number, high: number): number;
  pick<T>(values: readonly T[]): T;
  /** A stream of its own, which does not move this one afterwards. */
  fork(): Chance;
}

/** A stream from a seed (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    whole,
    hit: (probability) => next() < probability,
    between: (low, high) => low + next() * (high - low),
    pick: (values) => {
      if (values.length === 0) throw new Error('nothing to pick from');
      return values[whole(0, values.length - 1)]!;
    },
    fork: () => chanceOf(whole(0, 0xffff_ffff)),
  };
}
