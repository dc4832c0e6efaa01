import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginProbe,
  emptyCircuit,
  mayCall,
  onServiceFault,
  onSuccess,
  openBreakers,
  PROBE_MS,
  resetCircuit,
} from '../../src/quota/breaker.ts';
import { CircuitState } from '../../src/state/types.ts';
import { at } from './support.ts';

const NOON = at('2026-11-24T20:00:00Z');
const MINUTE = 60_000;
const SUBJECT = 'model:m';

/** The state after this many faults in a row, all at `now`. */
function failing(count: number, now = NOON, state = emptyCircuit()): CircuitState {
  let result = state;
  for (let fault = 0; fault < count; fault += 1) {
    result = onServiceFault(result, SUBJECT, { now, reason: 'overloaded' });
  }
  return result;
}

describe('a breaker', () => {
  it('opens at the fifth fault in a row, or at the one that is set', () => {
    expect(mayCall(failing(4), SUBJECT, NOON)).toEqual({ kind: 'allowed' });
    expect(mayCall(failing(5), SUBJECT, NOON)).toEqual({ kind: 'open', until: NOON + 30 * MINUTE });
    const touchy = onServiceFault(emptyCircuit(), SUBJECT, {
      now: NOON,
      reason: 'x',
      threshold: 1,
    });
    expect(mayCall(touchy, SUBJECT, NOON).kind).toBe('open');
  });

  it('does not open when an answer came in between', () => {
    const recovered = onSuccess(failing(4), SUBJECT);
    expect(recovered).toEqual(emptyCircuit());
    expect(mayCall(failing(4, NOON, recovered), SUBJECT, NOON)).toEqual({ kind: 'allowed' });
  });

  it('stays open for 30, 60, 120 and 120 minutes while each probe fails, over stored runs', () => {
    let state = failing(5);
    let now = NOON;
    const minutes: number[] = [];
    for (let run = 0; run < 5; run += 1) {
      const may = mayCall(state, SUBJECT, now);
      if (may.kind !== 'open') throw new Error(`expected an open breaker, got ${may.kind}`);
      minutes.push((may.until - now) / MINUTE);
      expect(mayCall(state, SUBJECT, may.until - 1).kind).toBe('open');
      expect(mayCall(state, SUBJECT, may.until)).toEqual({ kind: 'probe' });
      now = may.until + run * MINUTE;
      state = CircuitState.parse(JSON.parse(JSON.stringify(beginProbe(state, SUBJECT, now))));
      state = onServiceFault(state, SUBJECT, { now, reason: 'overloaded' });
    }
    expect(minutes).toEqual([30, 60, 120, 120, 120]);
  });

  it('lets one probe through, and another when that one never reports back', () => {
    const later = NOON + 30 * MINUTE;
    const probing = beginProbe(failing(5), SUBJECT, later);
    expect(mayCall(probing, SUBJECT, later)).toEqual({ kind: 'open', until: later + PROBE_MS });
    expect(mayCall(probing, SUBJECT, later + PROBE_MS)).toEqual({ kind: 'probe' });
  });

  it('closes on a success and forgets, so that the next trouble begins at 30 minutes', () => {
    const probing = beginProbe(failing(5), SUBJECT, NOON + 30 * MINUTE);
    const closed = onSuccess(probing, SUBJECT);
    expect(closed).toEqual(emptyCircuit());
    expect(mayCall(failing(5, NOON + 40 * MINUTE, closed), SUBJECT, NOON + 40 * MINUTE)).toEqual({
      kind: 'open',
      until: NOON + 70 * MINUTE,
    });
  });

  it('is not made longer by calls that began before it opened', () => {
    const open = failing(5);
    expect(failing(3, NOON + MINUTE, open)).toBe(open);
  });

  it('that nobody probes explicitly opens again when a call fails after its time', () => {
    const again = failing(1, NOON + 31 * MINUTE, failing(5));
    expect(mayCall(again, SUBJECT, NOON + 31 * MINUTE)).toEqual({
      kind: 'open',
      until: NOON + 91 * MINUTE,
    });
  });

  it('is reset by hand, one or all', () => {
    const both = onServiceFault(failing(5), 'host:h', { now: NOON, reason: 'x', threshold: 1 });
    expect(openBreakers(both, NOON).map(({ subject }) => subject)).toEqual([SUBJECT, 'host:h']);
    expect(openBreakers(resetCircuit(both, SUBJECT), NOON)).toEqual([
      { subject: 'host:h', until: NOON + 30 * MINUTE, reason: 'x' },
    ]);
    expect(resetCircuit(both)).toEqual(emptyCircuit());
    expect(openBreakers(both, NOON + 30 * MINUTE)).toEqual([]);
  });

  it('of one subject leaves all others alone, whatever they are called', () => {
    expect(mayCall(failing(5), 'model:other', NOON)).toEqual({ kind: 'allowed' });
    expect(mayCall(failing(5), 'constructor', NOON)).toEqual({ kind: 'allowed' });
  });

  it('changes nothing, not even the object, when there is nothing to change', () => {
    const state = failing(2);
    expect(onSuccess(state, 'model:other')).toBe(state);
    expect(beginProbe(state, SUBJECT, NOON)).toBe(state);
  });

  it('never lets a call through while it is open, and at most one while it probes', () => {
    const event = fc.record({
      afterMs: fc.integer({ min: 0, max: 50 * MINUTE }),
      tookMs: fc.integer({ min: 0, max: PROBE_MS - 1 }),
      works: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        (events, threshold) => {
          let state = emptyCircuit();
          let now = NOON;
          let closedUntil = 0;
          let inARow = 0;
          let trips = 0;
          for (const { afterMs, tookMs, works } of events) {
            now += afterMs;
            const may = mayCall(state, SUBJECT, now);
            // The oracle keeps its own count of faults and trips.
            expect(may.kind === 'open').toBe(now < closedUntil);
            if (may.kind === 'open') continue;
            expect(may.kind === 'probe').toBe(trips > 0);
            state = beginProbe(state, SUBJECT, now);
            if (may.kind === 'probe')
              expect(mayCall(state, SUBJECT, now + tookMs).kind).toBe('open');
            now += tookMs;
            if (works) {
              state = onSuccess(state, SUBJECT);
              [inARow, trips, closedUntil] = [0, 0, 0];
              continue;
            }
            state = onServiceFault(state, SUBJECT, { now, reason: 'x', threshold });
            inARow += 1;
            if (trips > 0 || inARow >= threshold) {
              trips += 1;
              closedUntil = now + ([30, 60][trips - 1] ?? 120) * MINUTE;
            }
          }
        },
      ),
    );
  });
});
