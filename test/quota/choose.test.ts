import { describe, expect, it } from 'vitest';
import { choose } from '../../src/quota/choose.ts';
import type { Choice, ChooseQuery } from '../../src/quota/choose.ts';
import type { FaultKind } from '../../src/quota/kinds.ts';
import { emptyLedger, recordRequest, reserve, settleReply } from '../../src/quota/ledger.ts';
import { recordFault } from '../../src/quota/refusals.ts';
import type { Ledger } from '../../src/quota/types.ts';
import { at, faultOf } from './support.ts';

const NOON = at('2026-11-24T20:00:00Z');
const MIDNIGHT = at('2026-11-25T08:00:00Z');
const MINUTE = 60_000;
const MODELS = [
  { model: 'best', limits: {} },
  { model: 'lite', limits: {} },
];

function pick(change: Partial<ChooseQuery> = {}): Choice {
  return choose({
    ledger: emptyLedger(),
    keys: ['a', 'b', 'c'],
    models: MODELS,
    tokens: 1_000,
    now: NOON,
    deadline: NOON + 60 * MINUTE,
    ...change,
  });
}

/** The ledger after a fault of each of these keys on each of these models. */
function faulty(
  kind: FaultKind,
  keys: readonly string[],
  models: readonly string[],
  more: { retryDelayMs?: number } = {},
  ledger: Ledger = emptyLedger(),
): Ledger {
  let result = ledger;
  for (const key of keys) {
    for (const model of models) {
      result = recordFault(result, { key, model, fault: faultOf(kind, more), now: NOON });
    }
  }
  return result;
}

describe('preference', () => {
  it('takes the first model and the first key of a ledger that knows nothing', () => {
    expect(pick()).toEqual({ kind: 'use', key: 'a', model: 'best' });
  });

  it('takes every key of the better model before a lesser one', () => {
    const ledger = faulty('day-requests', ['a', 'b'], ['best']);
    expect(pick({ ledger })).toEqual({ kind: 'use', key: 'c', model: 'best' });
  });

  it("takes the lesser model when the better one's day is spent on every key", () => {
    const ledger = faulty('day-requests', ['a', 'b', 'c'], ['best']);
    expect(pick({ ledger })).toEqual({ kind: 'use', key: 'a', model: 'lite' });
  });

  it('waits for the better model as long as that is pacing, not for a lesser one', () => {
    const pacing = faulty('minute-requests', ['a', 'b', 'c'], ['best'], { retryDelayMs: 80_000 });
    expect(pick({ ledger: pacing })).toMatchObject({ kind: 'wait', untilMs: NOON + 81_000 });
    const long = faulty('minute-requests', ['a', 'b', 'c'], ['best'], { retryDelayMs: 90_000 });
    expect(pick({ ledger: long })).toEqual({ kind: 'use', key: 'a', model: 'lite' });
  });

  it('does not wait for the better model past the deadline, nor without patience', () => {
    const ledger = faulty('minute-requests', ['a', 'b', 'c'], ['best'], { retryDelayMs: 60_000 });
    expect(pick({ ledger, deadline: NOON + 30_000 })).toMatchObject({ kind: 'use', model: 'lite' });
    expect(pick({ ledger, patienceMs: 0 })).toMatchObject({ kind: 'use', model: 'lite' });
  });

  it('spreads the load: the key that has served least today goes first', () => {
    let ledger = emptyLedger();
    const served: string[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      const choice = pick({ ledger });
      if (choice.kind !== 'use') throw new Error(`expected a pair, got ${choice.kind}`);
      served.push(choice.key);
      ledger = recordRequest(ledger, { ...choice, tokens: 1, now: NOON });
    }
    expect(served.join('')).toBe('abcabca');
  });

  it('asks no pair that has failed this chunk', () => {
    const exclude = [
      { key: 'a', model: 'best' },
      { key: 'b', model: 'best' },
    ];
    expect(pick({ exclude })).toEqual({ kind: 'use', key: 'c', model: 'best' });
  });

  it('keeps a chunk with the key that holds its file', () => {
    expect(pick({ pinnedKey: 'b' })).toEqual({ kind: 'use', key: 'b', model: 'best' });
    const spent = faulty('day-requests', ['b'], ['best', 'lite']);
    expect(pick({ ledger: spent, pinnedKey: 'b' })).toMatchObject({
      kind: 'defer',
      notBefore: MIDNIGHT,
    });
  });

  it('reads limits of single pairs before those of the model', () => {
    const ledger = recordRequest(emptyLedger(), { key: 'a', model: 'best', tokens: 1, now: NOON });
    const shares = [{ key: 'a', model: 'best', limits: { requestsPerDay: 1 } }];
    const choice = pick({ ledger, keys: ['a'], models: [{ model: 'best', limits: {} }], shares });
    expect(choice).toMatchObject({ kind: 'defer', notBefore: MIDNIGHT });
  });
});

describe('pacing', () => {
  it('waits until the first pair of all is free, which other keys shorten', () => {
    const slow = faulty('minute-requests', ['a'], ['best'], { retryDelayMs: 50_000 });
    const ledger = faulty('minute-requests', ['b', 'c'], ['best'], { retryDelayMs: 20_000 }, slow);
    const choice = pick({ ledger, models: [{ model: 'best', limits: {} }] });
    expect(choice).toMatchObject({ kind: 'wait', untilMs: NOON + 21_000 });
  });

  it('defers for lack of time when the wait would pass the deadline', () => {
    const ledger = faulty('minute-requests', ['a', 'b', 'c'], ['best', 'lite'], {
      retryDelayMs: 40_000,
    });
    expect(pick({ ledger, deadline: NOON + 41_000 })).toMatchObject({ kind: 'wait' });
    expect(pick({ ledger, deadline: NOON + 40_999 })).toMatchObject({
      kind: 'defer',
      cause: 'time-budget',
      notBefore: NOON + 41_000,
    });
  });

  it('begins nothing that the time budget cannot hold', () => {
    expect(pick({ deadline: NOON })).toMatchObject({ kind: 'use' });
    expect(pick({ deadline: NOON - 1 })).toMatchObject({ kind: 'defer', cause: 'time-budget' });
  });
});

describe('an unknown daily limit', () => {
  const models = [{ model: 'best', limits: {} }];
  const busy = [{ key: 'a', model: 'best' }];

  it('lets one request at a time find it, on each key', () => {
    expect(pick({ models, inFlight: busy })).toEqual({ kind: 'use', key: 'b', model: 'best' });
    const alone = pick({ models, keys: ['a'], inFlight: busy });
    expect(alone).toMatchObject({ kind: 'wait', untilMs: NOON + 1_000 });
    expect(pick({ models, keys: ['a'], inFlight: [] })).toMatchObject({ kind: 'use' });
    expect(pick({ models, keys: ['a'] })).toMatchObject({ kind: 'use' });
  });

  it('stops nobody where the limit is configured, or as much was served on a day before', () => {
    const configured = [{ model: 'best', limits: { requestsPerDay: 20 } }];
    expect(pick({ models: configured, keys: ['a'], inFlight: busy })).toMatchObject({
      kind: 'use',
    });
    const proven = served(3);
    const again = { models, keys: ['a'], inFlight: busy, now: MIDNIGHT };
    expect(pick({ ...again, ledger: proven, deadline: MIDNIGHT })).toMatchObject({ kind: 'use' });
    const asMuch = served(3, proven, MIDNIGHT);
    expect(pick({ ...again, ledger: asMuch, deadline: MIDNIGHT + MINUTE })).toMatchObject({
      kind: 'wait',
    });
  });

  function served(count: number, ledger = emptyLedger(), now = NOON): Ledger {
    let result = ledger;
    for (let number = 0; number < count; number += 1) {
      const made = reserve(result, { key: 'a', model: 'best', tokens: 1, now });
      result = settleReply(made.ledger, made.reservation, 1);
    }
    return result;
  }
});

describe('deferral', () => {
  it('is until the earliest moment at which any pair can serve', () => {
    const spent = faulty('day-requests', ['a', 'b', 'c'], ['best', 'lite']);
    expect(pick({ ledger: spent })).toMatchObject({
      kind: 'defer',
      cause: 'quota',
      notBefore: MIDNIGHT,
    });
    const some = faulty(
      'prepay-depleted',
      ['a'],
      ['best'],
      {},
      faulty('day-requests', ['b', 'c'], ['best', 'lite']),
    );
    expect(pick({ ledger: some })).toMatchObject({
      kind: 'defer',
      cause: 'quota',
      notBefore: NOON + 360 * MINUTE,
    });
  });

  it('is until the breaker lets a probe through when quota is left', () => {
    const models = MODELS.map((model) => ({ ...model, openUntil: NOON + 30 * MINUTE }));
    expect(pick({ models })).toMatchObject({
      kind: 'defer',
      cause: 'breaker',
      notBefore: NOON + 30 * MINUTE,
    });
    const spent = faulty('day-requests', ['a', 'b', 'c'], ['best', 'lite']);
    expect(pick({ ledger: spent, models })).toMatchObject({ cause: 'quota', notBefore: MIDNIGHT });
  });

  it('says by which fault the breaker was opened last', () => {
    const openBecause = 'best: the connection failed: the name x cannot be resolved (ENOTFOUND)';
    const models = [{ model: 'best', limits: {}, openUntil: NOON + MINUTE, openBecause }];
    expect(pick({ models })).toMatchObject({
      reason:
        'best: paused after repeated faults of the service, the last: the connection failed: the name x cannot be resolved (ENOTFOUND)',
    });
  });

  it('passes by a model whose breaker is open', () => {
    const models = [
      { model: 'best', limits: {}, openUntil: NOON + 30 * MINUTE },
      { model: 'lite', limits: {} },
    ];
    expect(pick({ models })).toEqual({ kind: 'use', key: 'a', model: 'lite' });
    expect(pick({ models, now: NOON + 30 * MINUTE })).toMatchObject({ kind: 'use', model: 'best' });
  });

  it('at the end of the day hands over at midnight: a wait when it is near', () => {
    const ledger = faulty('day-requests', ['a', 'b', 'c'], ['best', 'lite']);
    const now = MIDNIGHT - 80_000;
    expect(pick({ ledger, now, deadline: MIDNIGHT + MINUTE })).toMatchObject({
      kind: 'wait',
      untilMs: MIDNIGHT,
    });
  });
});

describe('nothing can serve', () => {
  it('because every key is off: a configuration fault', () => {
    const ledger = faulty('key-leaked', ['a', 'b', 'c'], ['best']);
    expect(pick({ ledger })).toMatchObject({ kind: 'none', cause: 'keys' });
    expect(pick({ keys: [] })).toMatchObject({ kind: 'none', cause: 'keys' });
  });

  it('one dead key among three stops nobody', () => {
    const ledger = faulty('key-invalid', ['a'], ['best']);
    expect(pick({ ledger })).toEqual({ kind: 'use', key: 'b', model: 'best' });
  });

  it('because no model is offered', () => {
    const gone = faulty('model-gone', ['a', 'b', 'c'], ['best', 'lite']);
    expect(pick({ ledger: gone })).toMatchObject({ kind: 'none', cause: 'models' });
    expect(pick({ models: [] })).toMatchObject({ kind: 'none', cause: 'models' });
    const oneDead = faulty(
      'key-invalid',
      ['c'],
      ['best'],
      {},
      faulty('model-gone', ['a', 'b'], ['best', 'lite']),
    );
    expect(pick({ ledger: oneDead })).toMatchObject({ kind: 'none', cause: 'models' });
  });

  it('because the request is larger than any limit', () => {
    const models = [{ model: 'best', limits: { tokensPerMinute: 999 } }];
    expect(pick({ models })).toMatchObject({ kind: 'none', cause: 'size' });
  });

  it("because all living pairs have failed this chunk, which is not the keys' fault", () => {
    const ledger = faulty('key-invalid', ['b', 'c'], ['best']);
    const exclude = [
      { key: 'a', model: 'best' },
      { key: 'a', model: 'lite' },
    ];
    expect(pick({ ledger, exclude })).toMatchObject({ kind: 'none', cause: 'excluded' });
    expect(pick({ keys: ['a'], exclude })).toMatchObject({ kind: 'none', cause: 'excluded' });
  });

  it('because the pinned key alone is off', () => {
    const ledger = faulty('key-invalid', ['b'], ['best']);
    expect(pick({ ledger, pinnedKey: 'b' })).toMatchObject({ kind: 'none', cause: 'pinned' });
  });
});
