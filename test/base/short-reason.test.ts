import { describe, expect, it } from 'vitest';
import { shortReason } from '../../src/base/short-reason.ts';

describe('a reason in a few words', () => {
  it.each([
    [
      "gemini-flash-latest: the day's requests are used up (requests a day 2, HTTP 429): You exceeded your current quota, please…",
      "gemini-flash-latest: the day's requests are used up (requests a day 2, HTTP 429)",
    ],
    [
      'gemini-x: the key has expired (HTTP 400): API key expired. Please renew the API key.',
      'gemini-x: the key has expired (HTTP 400)',
    ],
    ['audio.example is left alone after faults in a row', undefined],
    ['the run takes no more episodes', undefined],
    [
      'A Show: A Title, part 1 of 2, part 2 of 11: gemini-x: the connection failed: h does not take connections (ECONNREFUSED)',
      'gemini-x: the connection failed: h does not take connections (ECONNREFUSED)',
    ],
    ['it is from before 2026-01-01: too old (HTTP 12): x', undefined],
  ])('%s', (reason, short) => {
    expect(shortReason(reason)).toBe(short ?? reason);
  });

  it('leaves the model out where it is named beside', () => {
    const reason = 'gemini-other: the key has expired (HTTP 400): API key expired.';
    expect(shortReason(reason, 'gemini-flash-latest')).toBe('the key has expired (HTTP 400)');
    expect(shortReason('It leaked.', 'gemini-flash-latest')).toBe('It leaked.');
  });

  it('leaves hostile text as it is', () => {
    const hostile = `${'('.repeat(50_000)}${', HTTP'.repeat(10_000)}`;
    expect(shortReason(hostile)).toBe(hostile);
  });
});
