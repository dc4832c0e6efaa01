import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/commands/exit-code.ts';
import { reportOf } from '../render/documents.ts';

const COUNTS = { completed: 1, failed: 0, deferred: 0, pending: 0, skipped: 0 };

describe('the exit code of a run', () => {
  it.each([
    ['all done', {}, false, 0],
    ['work left for later', { counts: { ...COUNTS, pending: 3 } }, false, 0],
    ['quota put work off', { quotaExhausted: true }, false, 2],
    ['an episode failed', { counts: { ...COUNTS, failed: 1 } }, false, 3],
    [
      'a failure outweighs quota',
      { counts: { ...COUNTS, failed: 1 }, quotaExhausted: true },
      false,
      3,
    ],
    ['interrupted', { counts: { ...COUNTS, failed: 1 } }, true, 130],
    ['a dry run puts nothing off', { mode: 'dry-run', quotaExhausted: true }, false, 0],
  ] as const)('%s', (_name, parts, interrupted, expected) => {
    const report = reportOf({ counts: COUNTS, ...parts });
    expect(exitCodeOf({ exitCode: 0, report }, interrupted)).toBe(expected);
  });

  it('is 1 for a fault, interrupted or not', () => {
    expect(exitCodeOf({ exitCode: 1, report: reportOf() }, true)).toBe(1);
    expect(exitCodeOf({ exitCode: 1 }, false)).toBe(1);
  });

  it('is 0 for a mode without episodes, 130 when that was interrupted', () => {
    expect(exitCodeOf({ exitCode: 0 }, false)).toBe(0);
    expect(exitCodeOf({ exitCode: 0 }, true)).toBe(130);
  });
});
