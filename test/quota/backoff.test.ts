import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backoffMs,
  burn,
  episodeAllowance,
  FIRST_STEP,
  makeFuse,
  nextBackoff,
} from '../../src/quota/backoff.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('backoff', () => {
  it('has full jitter below a bound that doubles from 2 s to a minute', () => {
    const bounds = [0, 1, 2, 3, 4, 5, 6, 60].map((attempt) =>
      backoffMs(attempt, 1 - Number.EPSILON),
    );
    expect(bounds).toEqual([1_999, 3_999, 7_999, 15_999, 31_999, 59_999, 59_999, 59_999]);
    expect(backoffMs(5, 0)).toBe(0);
    expect(backoffMs(3, 0.5)).toBe(8_000);
  });

  it('stays inside its bounds whatever it is given', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 5_000 }), random, (attempt, chance) => {
        const ms = backoffMs(attempt, chance);
        expect(Number.isInteger(ms) && ms >= 0 && ms <= 60_000).toBe(true);
      }),
    );
  });

  it("honours the delay of a minute's limit: never earlier, at most 2 s later", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_600_000 }), random, (retryDelayMs, chance) => {
        const ms = backoffMs(0, chance, retryDelayMs);
        expect(ms).toBeGreaterThanOrEqual(retryDelayMs);
        expect(ms).toBeLessThanOrEqual(retryDelayMs + 2_001);
      }),
    );
  });

  it('steps: each pause comes with the step after it', () => {
    const first = nextBackoff(FIRST_STEP, { random: 0.5 });
    const second = nextBackoff(first.next, { random: 0.5 });
    const asked = nextBackoff(second.next, { random: 0, retryDelayMs: 38_000 });
    expect([first.delayMs, second.delayMs, asked.delayMs]).toEqual([1_000, 2_000, 38_000]);
  });
});

describe('the call fuse', () => {
  it('bounds the calls of an episode and of the run, whatever is asked for', () => {
    const bounds = fc.record({
      perRun: fc.integer({ min: 0, max: 30 }),
      perEpisode: fc.integer({ min: 0, max: 10 }),
    });
    const calls = fc.array(fc.constantFrom('one', 'two', 'three'), { maxLength: 60 });
    fc.assert(
      fc.property(bounds, calls, ({ perRun, perEpisode }, asked) => {
        let fuse = makeFuse({ perRun, perEpisode });
        const made = new Map<string, number>();
        for (const episode of asked) {
          const burnt = burn(fuse, episode);
          const total = [...made.values()].reduce((sum, count) => sum + count, 0);
          if (burnt.kind === 'ok') {
            fuse = burnt.fuse;
            made.set(episode, (made.get(episode) ?? 0) + 1);
          } else {
            expect(burnt.by === 'run' ? total : (made.get(episode) ?? 0)).toBe(
              burnt.by === 'run' ? perRun : perEpisode,
            );
          }
        }
        expect(Math.max(0, ...made.values())).toBeLessThanOrEqual(perEpisode);
        expect([...made.values()].reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(
          perRun,
        );
      }),
    );
  });

  it('gives a long episode the calls that it needs', () => {
    const fuse = makeFuse({ perRun: 100, perEpisode: 1 });
    const first = burn(fuse, 'long', episodeAllowance(54));
    if (first.kind !== 'ok') throw new Error('the first call must be allowed');
    expect(burn(first.fuse, 'long')).toEqual({ kind: 'blown', by: 'episode' });
    expect(burn(first.fuse, 'long', episodeAllowance(54)).kind).toBe('ok');
    expect(episodeAllowance(0)).toBeGreaterThan(2);
    expect(episodeAllowance(54)).toBeGreaterThan(2 * 54);
  });
});
