import fc from 'fast-check';
import { FAULT_KINDS } from '../../src/quota/kinds.ts';
import { recordRequest, reserve, settle, settleReply } from '../../src/quota/ledger.ts';
import { recordFault } from '../../src/quota/refusals.ts';
import type { Ledger } from '../../src/quota/types.ts';
import { at, faultOf } from './support.ts';

/** A Pacific midnight. */
export const MIDNIGHT = at('2026-11-25T08:00:00Z');
const MINUTE = 60_000;

/** One thing that a run does to its ledger. */
export type Step = (ledger: Ledger) => Ledger;

/** A key and a model, of two each. */
export const pair = fc.record({ key: fc.constantFrom('a', 'b'), model: fc.constantFrom('m', 'n') });
/** An instant within 40 minutes of {@link MIDNIGHT}. */
export const instant = fc.integer({ min: MIDNIGHT - 40 * MINUTE, max: MIDNIGHT + 40 * MINUTE });
const request: fc.Arbitrary<Step> = fc.tuple(pair, instant, fc.integer({ min: 0, max: 500 })).map(
  ([one, now, tokens]) =>
    (ledger) =>
      recordRequest(ledger, { ...one, now, tokens }),
);
const settled: fc.Arbitrary<Step> = fc
  .tuple(pair, instant, fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const))
  .map(([one, now, spent]) => (ledger) => {
    const made = reserve(ledger, { ...one, now, tokens: 100 });
    return spent === 'yes'
      ? settleReply(made.ledger, made.reservation, 90)
      : settle(made.ledger, made.reservation, spent);
  });
const fault: fc.Arbitrary<Step> = fc
  .tuple(pair, instant, fc.constantFrom(...FAULT_KINDS), fc.integer({ min: 0, max: 30 }))
  .map(
    ([one, now, kind, limit]) =>
      (ledger) =>
        recordFault(ledger, {
          ...one,
          now,
          fault: faultOf(kind, { learnt: { requestsPerDay: limit } }),
        }),
  );
/** What a run or two may do, in any order of time, around a Pacific midnight. */
export const steps = fc.array(fc.oneof(request, settled, fault), { maxLength: 12 });

/** The ledger after all steps. */
export function grow(ledger: Ledger, run: readonly Step[]): Ledger {
  return run.reduce((grown, step) => step(grown), ledger);
}
