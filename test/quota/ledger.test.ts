import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  availability,
  DENIED_FOR_MS,
  LEARNT_FOR_MS,
  leftToday,
} from '../../src/quota/availability.ts';
import { entryOf } from '../../src/quota/entries.ts';
import type { FaultKind } from '../../src/quota/kinds.ts';
import {
  emptyLedger,
  forgetRefusals,
  keysOff,
  recordRequest,
  recordTokens,
  reserve,
  settle,
  settleFault,
  settleReply,
  tidyLedger,
} from '../../src/quota/ledger.ts';
import { nextPacificMidnight } from '../../src/quota/pacific.ts';
import { recordFault } from '../../src/quota/refusals.ts';
import { Ledger } from '../../src/quota/types.ts';
import type { Limits } from '../../src/quota/types.ts';
import { at, faultOf } from './support.ts';

const NOON = at('2026-11-24T20:00:00Z');
const MIDNIGHT = at('2026-11-25T08:00:00Z');
const PAIR = { key: 'aaaaaaaa', model: 'm' };
const SECOND = 1_000;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A ledger after this many requests of 1,000 tokens, one every `everyMs`, from `from` on. */
function after(count: number, everyMs = 0, from = NOON): Ledger {
  let ledger = emptyLedger();
  for (let sent = 0; sent < count; sent += 1) {
    ledger = recordRequest(ledger, { ...PAIR, tokens: 1_000, now: from + sent * everyMs });
  }
  return ledger;
}

function free(ledger: Ledger, now: number, limits: Limits = {}, tokens = 1_000): unknown {
  const { kind, ...rest } = availability(ledger, { ...PAIR, limits, tokens, now });
  return 'untilMs' in rest ? [kind, rest.untilMs] : kind;
}

function refused(ledger: Ledger, kind: FaultKind, more = {}, now = NOON): Ledger {
  return recordFault(ledger, { ...PAIR, fault: faultOf(kind, more), now });
}

describe('a day', () => {
  it('is used up at its limit and anew at Pacific midnight', () => {
    const ledger = after(20, 5 * MINUTE);
    const later = NOON + 3 * 60 * MINUTE;
    expect(free(after(19, 5 * MINUTE), later, { requestsPerDay: 20 })).toBe('now');
    expect(free(ledger, later, { requestsPerDay: 20 })).toEqual(['exhausted', MIDNIGHT]);
    expect(free(ledger, MIDNIGHT - 1, { requestsPerDay: 20 })).toEqual(['exhausted', MIDNIGHT]);
    expect(free(ledger, MIDNIGHT, { requestsPerDay: 20 })).toBe('now');
    expect(
      leftToday(ledger, { ...PAIR, limits: { requestsPerDay: 20 }, now: later }).requests,
    ).toBe(0);
    expect(
      leftToday(ledger, { ...PAIR, limits: { requestsPerDay: 20 }, now: MIDNIGHT }).requests,
    ).toBe(20);
  });

  it('counts anew from the first request after midnight', () => {
    const ledger = recordRequest(after(20), { ...PAIR, tokens: 5, now: MIDNIGHT });
    expect(entryOf(ledger, PAIR)).toMatchObject({ day: '2026-11-25', requests: 1, tokens: 5 });
  });

  it('is bounded in tokens as well', () => {
    const ledger = after(3);
    expect(free(ledger, NOON + 2 * MINUTE, { tokensPerDay: 4_000 })).toBe('now');
    expect(free(ledger, NOON + 2 * MINUTE, { tokensPerDay: 3_999 })).toEqual([
      'exhausted',
      MIDNIGHT,
    ]);
    expect(free(ledger, NOON, { tokensPerDay: 999 })).toBe('never');
  });

  it('a clock that went back does not give requests twice', () => {
    const ledger = after(20, 0, MIDNIGHT + MINUTE);
    expect(free(ledger, NOON, { requestsPerDay: 20 })).toEqual(['exhausted', MIDNIGHT]);
  });
});

describe('a minute', () => {
  it('lets the next request go when the first one has left it', () => {
    const ledger = after(5, SECOND);
    expect(free(ledger, NOON + 5 * SECOND, { requestsPerMinute: 6 })).toBe('now');
    expect(free(ledger, NOON + 5 * SECOND, { requestsPerMinute: 5 })).toEqual([
      'wait',
      NOON + 62 * SECOND,
    ]);
    expect(free(ledger, NOON + 62 * SECOND, { requestsPerMinute: 5 })).toBe('now');
  });

  it('admits no request larger than its tokens, ever', () => {
    const limits = { tokensPerMinute: 250_000 };
    expect(free(emptyLedger(), NOON, limits, 250_000)).toBe('now');
    expect(free(emptyLedger(), NOON, limits, 250_001)).toBe('never');
    expect(free(after(1), NOON, limits, 250_000)).toEqual(['wait', NOON + 62 * SECOND]);
  });

  it('is never exceeded in any 60 s by requests that follow it, in count and in tokens', () => {
    const request = fc.record({
      pauseMs: fc.integer({ min: 0, max: 40_000 }),
      tokens: fc.integer({ min: 0, max: 900 }),
    });
    fc.assert(
      fc.property(
        fc.array(request, { maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        (requests, requestsPerMinute) => {
          const limits = { requestsPerMinute, tokensPerMinute: 1_000 };
          let ledger = emptyLedger();
          let now = NOON + 123;
          const sent: { now: number; tokens: number }[] = [];
          for (const { pauseMs, tokens } of requests) {
            now += pauseMs;
            const when = availability(ledger, { ...PAIR, limits, tokens, now });
            if (when.kind === 'wait') now = when.untilMs;
            expect(availability(ledger, { ...PAIR, limits, tokens, now }).kind).toBe('now');
            ledger = recordRequest(ledger, { ...PAIR, tokens, now });
            sent.push({ now, tokens });
          }
          for (const last of sent) {
            const inMinute = sent.filter(({ now: t }) => t <= last.now && t > last.now - MINUTE);
            expect(inMinute.length).toBeLessThanOrEqual(requestsPerMinute);
            expect(inMinute.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(
              1_000,
            );
          }
        },
      ),
    );
  });

  it('is remembered for the next run, and no longer than it matters', () => {
    const stored = Ledger.parse(JSON.parse(JSON.stringify(after(5, SECOND))));
    expect(free(stored, NOON + 30 * SECOND, { requestsPerMinute: 5 })).toEqual([
      'wait',
      NOON + 62 * SECOND,
    ]);
    const later = recordRequest(stored, { ...PAIR, tokens: 1, now: NOON + DAY });
    expect(entryOf(later, PAIR)?.recent).toHaveLength(1);
  });
});

describe('reservations', () => {
  const limits = { requestsPerDay: 1, tokensPerMinute: 10_000 };

  it('hold back others while the request runs, and for good when the run dies', () => {
    const { ledger } = reserve(emptyLedger(), { ...PAIR, tokens: 9_000, now: NOON });
    expect(free(ledger, NOON, limits)).toEqual(['exhausted', MIDNIGHT]);
    expect(free(ledger, NOON, { tokensPerMinute: 10_000 }, 2_000)).toEqual([
      'wait',
      NOON + 62 * SECOND,
    ]);
  });

  it('are given back whole when nothing was spent', () => {
    const { ledger, reservation } = reserve(after(1), { ...PAIR, tokens: 9_000, now: NOON + 5 });
    expect(settle(ledger, reservation, 'no')).toEqual(after(1));
    const unsent = faultOf('timeout', { unsent: true });
    expect(settleFault(ledger, reservation, { fault: unsent, now: NOON + 9 })).toEqual(after(1));
  });

  it('stay in the minute but not in the day when nobody knows', () => {
    const { ledger, reservation } = reserve(emptyLedger(), { ...PAIR, tokens: 9_000, now: NOON });
    const settled = settleFault(ledger, reservation, {
      fault: faultOf('overloaded'),
      now: NOON + 9,
    });
    expect(entryOf(settled, PAIR)).toMatchObject({ requests: 0, tokens: 0 });
    expect(free(settled, NOON, limits, 2_000)).toEqual(['wait', NOON + 62 * SECOND]);
  });

  it.each([
    ['day-requests', 0],
    ['minute-tokens', 0],
    ['limit-zero', 0],
    ['key-invalid', 0],
    ['model-gone', 0],
    ['file-forbidden', 0],
    ['overloaded', 0],
    ['network', 0],
    ['too-many-tokens', 1],
    ['unknown-field', 1],
    ['internal', 1],
    ['deadline', 1],
    ['timeout', 1],
  ] as const)('of a request that ended as %s leave %i counted for the day', (kind, counted) => {
    const { ledger, reservation } = reserve(emptyLedger(), { ...PAIR, tokens: 9_000, now: NOON });
    const settled = settleFault(ledger, reservation, { fault: faultOf(kind), now: NOON });
    expect(entryOf(settled, PAIR)?.requests).toBe(counted);
  });

  it('stay counted when the service counted them', () => {
    const { ledger, reservation } = reserve(emptyLedger(), { ...PAIR, tokens: 9_000, now: NOON });
    const fault = faultOf('too-many-tokens');
    expect(settleFault(ledger, reservation, { fault, now: NOON })).toEqual(ledger);
  });

  it('take the tokens that it really took', () => {
    const { ledger, reservation } = reserve(emptyLedger(), { ...PAIR, tokens: 9_000, now: NOON });
    expect(entryOf(recordTokens(ledger, reservation, 4_000), PAIR)).toMatchObject({
      requests: 1,
      tokens: 4_000,
      recent: [{ at: NOON, requests: 1, tokens: 4_000 }],
    });
    expect(entryOf(settleReply(ledger, reservation, Number.NaN), PAIR)?.tokens).toBe(0);
  });

  it('that end on the next day change only the day in which they began', () => {
    const late = MIDNIGHT - SECOND;
    const { ledger, reservation } = reserve(emptyLedger(), { ...PAIR, tokens: 900, now: late });
    const next = recordRequest(ledger, { ...PAIR, tokens: 100, now: MIDNIGHT + 1 });
    const settled = settle(next, reservation, 'no');
    expect(entryOf(settled, PAIR)).toMatchObject({ day: '2026-11-25', requests: 1, tokens: 100 });
  });

  it('in whatever order they end leave what was spent, in a ledger that can be stored', () => {
    const outcome = fc.record({
      tokens: fc.integer({ min: 0, max: 5_000 }),
      startMs: fc.integer({ min: 0, max: 3 * MINUTE }),
      spent: fc.constantFrom('yes' as const, 'no' as const),
    });
    fc.assert(
      fc.property(
        fc.array(outcome, { maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        (outcomes, order) => {
          let ledger = emptyLedger();
          const open = outcomes.map((item) => {
            const made = reserve(ledger, {
              ...PAIR,
              tokens: item.tokens,
              now: NOON + item.startMs,
            });
            ledger = made.ledger;
            return { ...item, reservation: made.reservation };
          });
          const ending = open
            .map((item) => ({ item, rank: order.next().value ?? 0 }))
            .toSorted((a, b) => a.rank - b.rank);
          for (const { item } of ending) ledger = settle(ledger, item.reservation, item.spent);
          const spent = outcomes.filter((item) => item.spent === 'yes');
          expect(entryOf(ledger, PAIR)?.requests ?? 0).toBe(spent.length);
          expect(entryOf(ledger, PAIR)?.tokens ?? 0).toBe(
            spent.reduce((sum, { tokens }) => sum + tokens, 0),
          );
          expect(Ledger.parse(JSON.parse(JSON.stringify(ledger)))).toEqual(ledger);
        },
      ),
    );
  });
});

describe('refusals', () => {
  it('a daily one ends at Pacific midnight, and its limit is kept', () => {
    const ledger = refused(after(3), 'day-requests', { learnt: { requestsPerDay: 20 } });
    expect(free(ledger, NOON + 1)).toEqual(['exhausted', MIDNIGHT]);
    expect(free(ledger, MIDNIGHT)).toBe('now');
    const full = {
      ...ledger,
      entries: after(20, 0, MIDNIGHT).entries.map((entry) => ({
        ...entry,
        learnt: ledger.entries[0]?.learnt ?? {},
      })),
    };
    expect(free(full, MIDNIGHT + 5 * MINUTE)).toEqual(['exhausted', nextPacificMidnight(MIDNIGHT)]);
  });

  it("a daily one right after midnight is the old day's when the key has spent less", () => {
    const learnt = { requestsPerDay: 20 };
    const early = refused(emptyLedger(), 'day-requests', { learnt }, MIDNIGHT + 30 * SECOND);
    expect(free(early, MIDNIGHT + MINUTE)).toEqual(['exhausted', MIDNIGHT + 330 * SECOND]);
    const spent = refused(
      after(20, 0, MIDNIGHT),
      'day-requests',
      { learnt },
      MIDNIGHT + 30 * SECOND,
    );
    expect(free(spent, MIDNIGHT + MINUTE)).toEqual(['exhausted', nextPacificMidnight(MIDNIGHT)]);
    const late = refused(emptyLedger(), 'day-requests', { learnt }, MIDNIGHT + 3 * MINUTE);
    expect(free(late, MIDNIGHT + 4 * MINUTE)).toEqual(['exhausted', nextPacificMidnight(MIDNIGHT)]);
  });

  it("a minute's one waits as long as it asks for, or a minute", () => {
    const asked = refused(emptyLedger(), 'minute-requests', { retryDelayMs: 20_000 });
    expect(free(asked, NOON)).toEqual(['wait', NOON + 21 * SECOND]);
    expect(free(asked, NOON + 21 * SECOND)).toBe('now');
    expect(free(refused(emptyLedger(), 'minute-tokens'), NOON)).toEqual([
      'wait',
      NOON + 61 * SECOND,
    ]);
  });

  it('a shorter one does not end a longer one', () => {
    const day = refused(emptyLedger(), 'day-requests');
    expect(free(refused(day, 'minute-requests', {}, NOON + 5), NOON + 5)).toEqual([
      'exhausted',
      MIDNIGHT,
    ]);
  });

  it('those that say nothing make longer pauses, until an answer comes', () => {
    let ledger = emptyLedger();
    let now = NOON;
    const pauses: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      ledger = refused(ledger, 'rate-unknown', {}, now);
      const until = entryOf(ledger, PAIR)?.blocked?.until ?? 0;
      pauses.push((until - now) / MINUTE);
      now = until;
    }
    expect(pauses).toEqual([1, 5, 30, 120, 120]);
    const { ledger: sent, reservation } = reserve(ledger, { ...PAIR, tokens: 5, now });
    const answered = settleReply(sent, reservation, 5);
    const again = refused(answered, 'rate-unknown', {}, now + MINUTE);
    expect(free(again, now + MINUTE)).toEqual(['wait', now + 2 * MINUTE]);
  });

  it('those that say nothing never outlast the day', () => {
    let ledger = emptyLedger();
    for (let time = 0; time < 4; time += 1)
      ledger = refused(ledger, 'rate-unknown', {}, MIDNIGHT - 10 * MINUTE);
    expect(free(ledger, MIDNIGHT - 9 * MINUTE)).toEqual(['wait', MIDNIGHT]);
  });

  it('no allowance is for good, as far as a day reaches', () => {
    const ledger = refused(emptyLedger(), 'limit-zero', { learnt: { requestsPerDay: 0 } });
    expect(free(ledger, MIDNIGHT)).toBe('never');
    expect(free(ledger, NOON + DENIED_FOR_MS - 1)).toBe('never');
    expect(free(ledger, NOON + DENIED_FOR_MS)).toBe('now');
  });

  it('a learnt limit that was raised is found out within a week', () => {
    const learnt = refused(emptyLedger(), 'day-requests', { learnt: { requestsPerDay: 20 } });
    const nextWeek = NOON + LEARNT_FOR_MS;
    let ledger = learnt;
    for (let sent = 0; sent < 20; sent += 1)
      ledger = recordRequest(ledger, { ...PAIR, tokens: 1, now: nextWeek });
    expect(free(ledger, nextWeek + 2 * MINUTE)).toBe('now');
    expect(
      free(
        refused(ledger, 'day-requests', { learnt: { requestsPerDay: 20 } }, nextWeek + 2 * MINUTE),
        nextWeek + 3 * MINUTE,
      ),
    ).toEqual(['exhausted', nextPacificMidnight(nextWeek)]);
  });

  it('the lower of a configured and a learnt limit holds', () => {
    const ledger = refused(after(10), 'minute-requests', {
      learnt: { requestsPerDay: 20 },
      retryDelayMs: 0,
    });
    const later = NOON + 5 * MINUTE;
    expect(free(ledger, later, { requestsPerDay: 10 })).toEqual(['exhausted', MIDNIGHT]);
    expect(free(ledger, later, { requestsPerDay: 100 })).toBe('now');
  });

  it('hold the model by its own name as well as the alias that was asked for', () => {
    const ledger = refused(emptyLedger(), 'day-requests', { quotaModel: 'real' });
    expect(free(ledger, NOON)).toEqual(['exhausted', MIDNIGHT]);
    const byName = availability(ledger, {
      key: PAIR.key,
      model: 'real',
      limits: {},
      tokens: 1,
      now: NOON,
    });
    expect(byName.kind).toBe('exhausted');
  });

  it('a model that is gone is gone for that key, until an answer or a day later', () => {
    const ledger = refused(emptyLedger(), 'model-gone');
    expect(free(ledger, MIDNIGHT)).toBe('never');
    expect(
      availability(ledger, { key: 'other', model: 'm', limits: {}, tokens: 1, now: NOON }).kind,
    ).toBe('now');
    expect(free(ledger, NOON + DENIED_FOR_MS - 1)).toBe('never');
    expect(free(ledger, NOON + DENIED_FOR_MS)).toBe('now');
  });

  it.each(['key-invalid', 'key-expired', 'key-leaked', 'key-denied', 'region-denied'] as const)(
    '%s switches the key off for all models, to be tried again in a day',
    (kind) => {
      const ledger = refused(emptyLedger(), kind);
      const other = { key: PAIR.key, model: 'other', limits: {}, tokens: 1 };
      expect(availability(ledger, { ...other, now: NOON }).kind).toBe('never');
      expect(availability(ledger, { ...other, now: NOON + DAY }).kind).toBe('now');
      expect(keysOff(ledger, [PAIR.key, 'b'], NOON).map((note) => note.kind)).toEqual([kind]);
      expect(keysOff(ledger, ['b'], NOON)).toEqual([]);
      const back = reserve(ledger, { ...PAIR, tokens: 1, now: NOON + DAY });
      expect(settleReply(back.ledger, back.reservation, 1).keys).toEqual([]);
    },
  );

  it('an answer to an earlier request does not switch a dead key on again', () => {
    const { ledger, reservation } = reserve(emptyLedger(), { ...PAIR, tokens: 1, now: NOON - 1 });
    expect(settleReply(refused(ledger, 'key-leaked'), reservation, 1).keys).toHaveLength(1);
  });

  it('used up credit holds all models of the key for hours, not for good', () => {
    const ledger = refused(emptyLedger(), 'prepay-depleted');
    const other = availability(ledger, {
      key: PAIR.key,
      model: 'x',
      limits: {},
      tokens: 1,
      now: NOON,
    });
    expect(other).toMatchObject({ kind: 'exhausted', untilMs: NOON + 6 * 60 * MINUTE });
  });

  it('faults of the service and of the content leave no mark', () => {
    for (const kind of [
      'overloaded',
      'internal',
      'network',
      'bad-request',
      'too-many-tokens',
      'file-forbidden',
    ] as const) {
      expect(refused(after(1), kind)).toEqual(after(1));
    }
  });

  it('can be forgotten by hand, without forgetting what was used', () => {
    const ledger = refused(
      refused(after(3), 'day-requests', { learnt: { requestsPerDay: 3 } }),
      'key-leaked',
    );
    expect(forgetRefusals(ledger)).toEqual(after(3));
  });

  it('are tidied away with pairs that nobody has used for a month', () => {
    const ledger = refused(after(3), 'key-leaked');
    expect(tidyLedger(ledger, NOON + 30 * DAY)).toEqual(ledger);
    expect(tidyLedger(ledger, NOON + 31 * DAY)).toEqual(emptyLedger());
  });
});
