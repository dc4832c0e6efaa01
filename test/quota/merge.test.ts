import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { availability } from '../../src/quota/availability.ts';
import { entryOf } from '../../src/quota/entries.ts';
import {
  emptyLedger,
  forgetRefusals,
  recordRequest,
  reserve,
  settleReply,
  tidyLedger,
} from '../../src/quota/ledger.ts';
import { mergeLedger } from '../../src/quota/merge.ts';
import { recordFault } from '../../src/quota/refusals.ts';
import { Ledger } from '../../src/quota/types.ts';
import { grow, steps } from './arbitraries.ts';
import { at, faultOf } from './support.ts';

const NOON = at('2026-11-24T20:00:00Z');
const MIDNIGHT = at('2026-11-25T08:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PAIR = { key: 'a', model: 'm' };

function sent(ledger: Ledger, count: number, now = NOON): Ledger {
  let result = ledger;
  for (let number = 0; number < count; number += 1) {
    result = recordRequest(result, { ...PAIR, tokens: 10, now });
  }
  return result;
}

function refused(ledger: Ledger, now: number, limit: number): Ledger {
  const fault = faultOf('day-requests', { learnt: { requestsPerDay: limit } });
  return recordFault(ledger, { ...PAIR, fault, now });
}

const history = fc.tuple(steps, steps, steps).map(([before, mine, other]) => {
  const base = grow(emptyLedger(), before);
  return { base, ours: grow(base, mine), theirs: grow(base, other) };
});

describe('two runs that wrote the ledger', () => {
  it('merge to the same, whoever comes second', () => {
    fc.assert(
      fc.property(history, ({ base, ours, theirs }) => {
        expect(mergeLedger(base, ours, theirs)).toEqual(mergeLedger(base, theirs, ours));
      }),
    );
  });

  it('merge to something that can be stored, in the order of the file', () => {
    fc.assert(
      fc.property(history, ({ base, ours, theirs }) => {
        const merged = mergeLedger(base, ours, theirs);
        expect(Ledger.parse(JSON.parse(JSON.stringify(merged)))).toEqual(merged);
        const names = merged.entries.map(({ key, model }) => `${key} ${model}`);
        expect(names).toEqual([...new Set(names)].toSorted());
      }),
    );
  });

  it('change nothing when only one of them did something', () => {
    fc.assert(
      fc.property(history, ({ base, ours }) => {
        expect(mergeLedger(base, ours, base)).toEqual(ours);
        expect(mergeLedger(base, base, ours)).toEqual(ours);
      }),
    );
  });

  it('lose no request of the day that lasts, and no exhaustion', () => {
    fc.assert(
      fc.property(history, ({ base, ours, theirs }) => {
        const merged = mergeLedger(base, ours, theirs);
        for (const entry of merged.entries) {
          const sides = [ours, theirs].map((side) => entryOf(side, entry));
          for (const side of sides) {
            expect(entry.day >= (side?.day ?? '')).toBe(true);
            expect(entry.blocked?.until ?? 0).toBeGreaterThanOrEqual(side?.blocked?.until ?? 0);
          }
          const before = entryOf(base, entry);
          const of = (side: typeof before): number => (side?.day === entry.day ? side.requests : 0);
          const added = sides.map((side) => (side?.day === entry.day ? of(side) - of(before) : 0));
          expect(entry.requests).toBe(added.reduce((sum, more) => sum + more, of(before)));
        }
      }),
    );
  });

  it('add what each spent of the day and of the minute', () => {
    const base = sent(emptyLedger(), 3);
    const merged = mergeLedger(base, sent(base, 2), sent(base, 4));
    expect(entryOf(merged, PAIR)).toMatchObject({
      requests: 9,
      tokens: 90,
      recent: [{ at: NOON, requests: 9, tokens: 90 }],
    });
  });

  it('count the new day alone when one of them has begun it', () => {
    const base = sent(emptyLedger(), 3);
    const merged = mergeLedger(base, sent(base, 5), sent(base, 2, MIDNIGHT));
    expect(entryOf(merged, PAIR)).toMatchObject({ day: '2026-11-25', requests: 2 });
  });

  it('keep the later exhaustion and the newer of two learnt limits', () => {
    const first = refused(emptyLedger(), NOON, 50);
    const second = refused(emptyLedger(), MIDNIGHT + 10 * MINUTE, 20);
    const merged = mergeLedger(emptyLedger(), first, second);
    expect(entryOf(merged, PAIR)?.learnt.requestsPerDay?.value).toBe(20);
    const later = { ...PAIR, limits: {}, tokens: 1, now: MIDNIGHT + 20 * MINUTE };
    expect(availability(merged, later)).toMatchObject({
      kind: 'exhausted',
      untilMs: MIDNIGHT + DAY,
    });
  });

  it('keep a key off that either of them saw refused, and on that one of them saw mended', () => {
    const off = recordFault(emptyLedger(), { ...PAIR, fault: faultOf('key-denied'), now: NOON });
    expect(mergeLedger(emptyLedger(), sent(emptyLedger(), 1), off).keys).toHaveLength(1);
    const probe = reserve(off, { ...PAIR, tokens: 1, now: NOON + DAY });
    const mended = settleReply(probe.ledger, probe.reservation, 1);
    expect(mergeLedger(off, mended, sent(off, 1)).keys).toEqual([]);
  });

  it('forget what was reset by hand on one side, and what was tidied away', () => {
    const base = refused(sent(emptyLedger(), 3), NOON, 20);
    const merged = mergeLedger(base, forgetRefusals(base), sent(base, 1));
    expect(entryOf(merged, PAIR)).toMatchObject({ requests: 4, learnt: {} });
    expect(entryOf(merged, PAIR)?.blocked).toBeUndefined();
    const tidied = tidyLedger(base, NOON + 40 * DAY);
    expect(mergeLedger(base, tidied, base)).toEqual(emptyLedger());
    const usedAgain = sent(base, 1, NOON + 40 * DAY);
    expect(entryOf(mergeLedger(base, tidied, usedAgain), PAIR)?.requests).toBe(1);
  });
});
