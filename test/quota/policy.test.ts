import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, REPLY_KINDS } from '../../src/quota/kinds.ts';
import { nextAction, policyTable } from '../../src/quota/policy.ts';
import { POLICIES } from '../../src/quota/policies.ts';
import { isRemembered, recordFault } from '../../src/quota/refusals.ts';
import { emptyLedger } from '../../src/quota/ledger.ts';
import { at, faultOf } from './support.ts';

const KINDS = [...FAULT_KINDS, ...REPLY_KINDS];
const NOW = at('2026-11-24T20:00:00Z');

describe('policies', () => {
  it('exist for every kind and end in something that can always be done', () => {
    expect(Object.keys(POLICIES).toSorted()).toEqual(KINDS.toSorted());
    for (const kind of KINDS) {
      expect(['accept', 'defer', 'fail']).toContain(POLICIES[kind].actions.at(-1));
    }
  });

  it('let quota and content never count against a breaker', () => {
    const counted = KINDS.filter((kind) => POLICIES[kind].serviceFault);
    expect(counted).toEqual(['overloaded', 'deadline', 'internal', 'network', 'timeout']);
  });

  it('never fail an episode for a quota or for a service that is ill', () => {
    const failing = KINDS.filter((kind) => POLICIES[kind].actions.at(-1) === 'defer');
    expect(failing).toEqual([
      'minute-requests',
      'minute-tokens',
      'day-requests',
      'day-tokens',
      'rate-unknown',
      'prepay-depleted',
      'overloaded',
      'deadline',
      'internal',
      'network',
      'timeout',
      'aborted',
    ]);
  });

  it('send no second request for a chunk that was too long: it is halved', () => {
    for (const kind of ['too-many-tokens', 'too-large', 'max-tokens'] as const) {
      expect(POLICIES[kind].tries).toBe(0);
      expect(POLICIES[kind].actions[0]).toBe('halve');
    }
  });

  it('are remembered by the ledger exactly where they say so', () => {
    for (const kind of FAULT_KINDS) {
      const fault = faultOf(kind, { learnt: { requestsPerDay: 5 } });
      const after = recordFault(emptyLedger(), { key: 'a', model: 'm', fault, now: NOW });
      expect([kind, after.entries.length + after.keys.length > 0]).toEqual([
        kind,
        isRemembered(kind),
      ]);
    }
  });
});

describe('the next action', () => {
  it('takes the first that is possible, in order', () => {
    const none = { tried: 0, otherKey: false, otherModel: false, halve: false };
    expect(nextAction('day-requests', { ...none, otherKey: true, otherModel: true })).toBe(
      'other-key',
    );
    expect(nextAction('day-requests', { ...none, otherModel: true })).toBe('other-model');
    expect(nextAction('day-requests', none)).toBe('defer');
    expect(nextAction('key-invalid', { ...none, otherKey: true })).toBe('other-key');
    expect(nextAction('key-invalid', none)).toBe('fail');
    expect(nextAction('overloaded', none)).toBe('wait-briefly');
    expect(nextAction('overloaded', { ...none, tried: 3 })).toBe('defer');
    expect(nextAction('max-tokens', { ...none, halve: true })).toBe('halve');
    expect(nextAction('max-tokens', none)).toBe('fail');
    expect(nextAction('ok', none)).toBe('accept');
  });

  it('comes to an end: no kind is tried again for ever', () => {
    const possible = fc.record({
      otherKey: fc.boolean(),
      otherModel: fc.boolean(),
      halve: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), possible, (kind, can) => {
        expect(['wait-briefly', 'ask-again']).not.toContain(
          nextAction(kind, { ...can, tried: 10 }),
        );
      }),
    );
  });
});

describe('the table in the docs', () => {
  const file = new URL('../../docs/quota-policies.md', import.meta.url);

  it('is what the code says', () => {
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(policyTable());
  });

  it('has a row for every kind, each with every cell filled', () => {
    const rows = policyTable()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows.map((row) => row.split('`')[1])).toEqual(KINDS);
    for (const row of rows) {
      const cells = row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      expect(cells).toHaveLength(8);
      expect(cells).not.toContain('');
    }
  });
});
