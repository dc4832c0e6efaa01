import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideSecrets, hideSecretsInWords } from '../../src/base/hide-secrets.ts';

describe('a text that is shown', () => {
  it.each([
    ['https://a.example/f?show=3&page=2', 'https://a.example/f?show=3&page=2'],
    ['https://a.example/@walks/feed', 'https://a.example/@walks/feed'],
    ['https://u:p@a.example/@walks', 'https://***@a.example/@walks'],
    ['https://token@a.example/', 'https://***@a.example/'],
    ['HTTP://u:p@a.example/', 'HTTP://***@a.example/'],
    ['https://a.example/?accessToken=1#sig=2', 'https://a.example/?accessToken=***#sig=***'],
    ['https://a.example/?api%5Fkey=1&x=2', 'https://a.example/?api%5Fkey=***&x=2'],
    ['https://u:p/w@a.example/f', 'https://***@a.example/f'],
    ['https:u:p@a.example', '***@a.example'],
    ['u:p@a.example', '***@a.example'],
    ['me@a.example', 'me@a.example'],
    ['gh_pat and AIzaShort', 'gh_pat and AIzaShort'],
    ['AIzaSyA-0123456789abcdef', '***'],
  ])('%s → %s', (text, shown) => {
    expect(hideSecrets(text)).toBe(shown);
    if (text.includes('://')) {
      expect(hideSecretsInWords(`"${text}" is wrong`)).toBe(`"${shown}" is wrong`);
    }
  });

  it('holds no password and no token, however the address is spelt', () => {
    const secret = fc.stringMatching(/^S3CR3T[\w.~!$'()*+,;:/@%-]{0,20}$/);
    const scheme = fc.constantFrom('https://', 'http://', 'htps:/', 'https:', 'feed://', '');
    fc.assert(
      fc.property(scheme, secret, secret, (start, password, token) => {
        const shown = hideSecrets(`${start}me:${password}@a.example/feed?n=1&token=${token}`);
        expect(shown).not.toContain('S3CR3T');
      }),
      { seed: 6, numRuns: 1_000 },
    );
  });

  it('takes no long time whatever it is', () => {
    for (const text of ['a', ':', '@:', '?', 'a=', ':/']) {
      expect(hideSecrets(text.repeat(1_000_000)).length).toBeLessThan(10_000);
    }
  });
});
