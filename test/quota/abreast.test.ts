import { describe, expect, it } from 'vitest';
import { requestsAbreast } from '../../src/quota/abreast.ts';
import type { ChooseQuery } from '../../src/quota/choose.ts';
import { emptyLedger, reserve, settleReply } from '../../src/quota/ledger.ts';
import { recordFault } from '../../src/quota/refusals.ts';
import type { Ledger } from '../../src/quota/types.ts';
import { at, faultOf } from './support.ts';

const NOON = at('2026-11-24T20:00:00Z');
const DAY = 24 * 3_600_000;
const UNKNOWN = [
  { model: 'best', limits: {} },
  { model: 'lite', limits: {} },
];

function abreast(change: Partial<ChooseQuery> = {}): number {
  const given = { ledger: emptyLedger(), keys: ['a', 'b'], models: UNKNOWN, tokens: 1, now: NOON };
  return requestsAbreast({ ...given, ...change });
}

/** The ledger after a day on which a key answered three requests. */
function served(): Ledger {
  let ledger = emptyLedger();
  for (let number = 0; number < 3; number += 1) {
    const made = reserve(ledger, { key: 'a', model: 'best', tokens: 1, now: NOON });
    ledger = settleReply(made.ledger, made.reservation, 1);
  }
  return ledger;
}

function spent(keys: readonly string[], model: string): Ledger {
  return keys.reduce(
    (ledger, key) => recordFault(ledger, { key, model, fault: faultOf('day-requests'), now: NOON }),
    emptyLedger(),
  );
}

describe('requests at once', () => {
  it('are as many as keys while nobody knows the limit of the day', () => {
    expect(abreast()).toBe(2);
    expect(abreast({ keys: ['a'] })).toBe(1);
  });

  it('have no bound where the limit is known, or as much was served before', () => {
    expect(abreast({ models: [{ model: 'best', limits: { requestsPerDay: 20 } }] })).toBe(Infinity);
    expect(abreast({ ledger: served(), now: NOON + DAY })).toBe(Infinity);
    expect(abreast({ ledger: served() })).toBe(2);
  });

  it('are those of the first model that serves', () => {
    expect(abreast({ ledger: spent(['a'], 'best') })).toBe(1);
    expect(abreast({ ledger: spent(['a', 'b'], 'best') })).toBe(2);
    const [best, lite] = UNKNOWN;
    const models = [
      { ...best!, openUntil: NOON + 1 },
      { ...lite!, limits: { requestsPerDay: 9 } },
    ];
    expect(abreast({ models })).toBe(Infinity);
  });

  it('have no bound where nothing serves: whoever asks is told why', () => {
    expect(abreast({ keys: [] })).toBe(Infinity);
    expect(abreast({ ledger: spent(['a', 'b'], 'best'), models: UNKNOWN.slice(0, 1) })).toBe(
      Infinity,
    );
  });
});
