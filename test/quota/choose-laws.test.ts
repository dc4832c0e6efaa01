import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { availability } from '../../src/quota/availability.ts';
import { choose, PACING_MS } from '../../src/quota/choose.ts';
import type { ChooseQuery } from '../../src/quota/choose.ts';
import { emptyLedger } from '../../src/quota/ledger.ts';
import { grow, instant, pair, steps } from './arbitraries.ts';

const limit = fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined });
const limits = fc.record({ day: limit, minute: limit }).map(({ day, minute }) => ({
  ...(day === undefined ? {} : { requestsPerDay: day }),
  ...(minute === undefined ? {} : { requestsPerMinute: minute }),
}));

const query: fc.Arbitrary<ChooseQuery> = fc
  .record({
    run: steps,
    limits: fc.tuple(limits, limits),
    now: instant,
    leftMs: fc.integer({ min: -10_000, max: 7_200_000 }),
    exclude: fc.array(pair, { maxLength: 3 }),
    openMs: fc.option(fc.integer({ min: -60_000, max: 3_600_000 }), { nil: undefined }),
  })
  .map(({ run, limits: [first, second], now, leftMs, exclude, openMs }) => ({
    ledger: grow(emptyLedger(), run),
    keys: ['a', 'b'],
    models: [
      { model: 'm', limits: first, ...(openMs === undefined ? {} : { openUntil: now + openMs }) },
      { model: 'n', limits: second },
    ],
    tokens: 10,
    now,
    deadline: now + leftMs,
    exclude,
  }));

/** When each pair can serve, found without `choose`: Infinity for never. */
function moments(asked: ChooseQuery): readonly { key: string; model: string; at: number }[] {
  return asked.models.flatMap(({ model, limits: own, openUntil = 0 }) =>
    asked.keys
      .filter((key) => !asked.exclude?.some((one) => one.key === key && one.model === model))
      .map((key) => {
        const when = availability(asked.ledger, { ...asked, key, model, limits: own });
        if (when.kind === 'never') return { key, model, at: Infinity };
        const free = when.kind === 'now' ? asked.now : when.untilMs;
        return { key, model, at: Math.max(asked.now, free, openUntil) };
      }),
  );
}

describe('whatever the ledger says, a choice', () => {
  it('to use a pair is of one that can serve now, inside the budget, and of the best such model', () => {
    fc.assert(
      fc.property(query, (asked) => {
        const choice = choose(asked);
        if (choice.kind !== 'use') return;
        expect(asked.now).toBeLessThanOrEqual(asked.deadline);
        const free = moments(asked).filter(({ at }) => at <= asked.now);
        expect(free.map(({ key, model }) => `${key}${model}`)).toContain(
          `${choice.key}${choice.model}`,
        );
        expect(choice.model).toBe(free[0]?.model);
      }),
    );
  });

  it('to wait is short, inside the budget, and ends when a pair can serve', () => {
    fc.assert(
      fc.property(query, (asked) => {
        const choice = choose(asked);
        if (choice.kind !== 'wait') return;
        expect(choice.untilMs).toBeGreaterThan(asked.now);
        expect(choice.untilMs).toBeLessThanOrEqual(Math.min(asked.deadline, asked.now + PACING_MS));
        expect(moments(asked).map(({ at }) => at)).toContain(choice.untilMs);
        expect(choose({ ...asked, now: choice.untilMs }).kind).not.toBe('wait');
      }),
    );
  });

  it('to defer is until the earliest moment of all pairs, and only when none can serve in time', () => {
    fc.assert(
      fc.property(query, (asked) => {
        const choice = choose(asked);
        const earliest = Math.min(...moments(asked).map(({ at }) => at));
        const soon = earliest <= Math.min(asked.deadline, asked.now + PACING_MS);
        expect(choice.kind === 'defer').toBe(!soon && earliest < Infinity);
        if (choice.kind === 'defer') expect(choice.notBefore).toBe(earliest);
      }),
    );
  });

  it('of none is made exactly when waiting would never help', () => {
    fc.assert(
      fc.property(query, (asked) => {
        const never = moments(asked).every(({ at }) => at === Infinity);
        expect(choose(asked).kind === 'none').toBe(never);
      }),
    );
  });
});
