import { describe, expect, it } from 'vitest';
import { emptyLedger } from '../../src/quota/ledger.ts';
import { keyAccepted, keysToProbe, PROBE_AFTER_MS } from '../../src/quota/probe.ts';
import { recordFault } from '../../src/quota/refusals.ts';
import type { Ledger } from '../../src/quota/types.ts';
import { at, faultOf } from './support.ts';

const NOW = at('2026-11-24T20:00:00Z');

/** A ledger in which these keys were refused, each so long ago. */
function refusedBefore(ages: Readonly<Record<string, number>>): Ledger {
  return Object.entries(ages).reduce(
    (ledger, [key, age]) =>
      recordFault(ledger, { key, model: 'm', fault: faultOf('key-denied'), now: NOW - age }),
    emptyLedger(),
  );
}

describe('keys that are all off', () => {
  it('are asked again, in the order of the configuration, a while after they were refused', () => {
    const ledger = refusedBefore({
      a: PROBE_AFTER_MS,
      b: PROBE_AFTER_MS - 1,
      c: PROBE_AFTER_MS + 1,
    });
    expect(keysToProbe(ledger, ['c', 'b', 'a'], NOW)).toEqual(['c', 'a']);
  });

  it('are left alone while one is on, or when there is none', () => {
    const ledger = refusedBefore({ a: PROBE_AFTER_MS, b: PROBE_AFTER_MS });
    expect(keysToProbe(ledger, ['a', 'b', 'c'], NOW)).toEqual([]);
    expect(keysToProbe(ledger, [], NOW)).toEqual([]);
  });

  it('without credit are asked again too', () => {
    const fault = faultOf('prepay-depleted');
    const ledger = recordFault(emptyLedger(), { key: 'a', model: 'm', fault, now: NOW });
    expect(keysToProbe(ledger, ['a'], NOW + PROBE_AFTER_MS)).toEqual(['a']);
  });

  it('are on again once one of them was taken', () => {
    const ledger = keyAccepted(refusedBefore({ a: PROBE_AFTER_MS, b: PROBE_AFTER_MS }), 'a');
    expect(ledger.keys.map(({ key }) => key)).toEqual(['b']);
    expect(keysToProbe(ledger, ['a', 'b'], NOW)).toEqual([]);
  });
});
