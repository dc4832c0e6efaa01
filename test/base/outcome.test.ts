import { describe, expect, it } from 'vitest';
import { told, toldWithCode } from '../../src/base/outcome.ts';

describe('a fault as one line', () => {
  it('ends and begins each part as a sentence', () => {
    const remedy = 'Do it.';
    expect(told({ message: 'It broke', remedy })).toBe('It broke. Do it.');
    expect(told({ message: 'It broke.;: ', remedy })).toBe('It broke. Do it.');
    expect(told({ message: 'Is it?', remedy })).toBe('Is it? Do it.');
  });

  it('ends with the code where that is wanted', () => {
    const fault = { code: 'it-broke', message: 'It broke', remedy: 'Do it.' };
    expect(toldWithCode(fault)).toBe('It broke. Do it. (it-broke)');
  });

  it('takes time linear to a message that quotes long runs of signs', () => {
    const message = `${'.'.repeat(1_000_000)}x`;
    const began = performance.now();
    expect(told({ message, remedy: '' })).toHaveLength(1_000_003);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
