import { describe, expect, it } from 'vitest';
import { FEED, KEY, faultsOf, resolve } from './kit.ts';

describe('secrets in addresses', () => {
  const SECRETS = /hunter22|SECRET|joe/u;
  const FEEDS = [
    'https://joe:hunter22@a.example/f?token=SECRET-1',
    'https://b.example/@walks?show=3&auth=SECRET-2',
  ];

  it('are not shown with the settings, and nothing else of them is left out', () => {
    const file = `feeds: ["${FEEDS[0]}"]\nshows: [{url: "${FEEDS[1]}"}]`;
    const outcome = resolve({ file, env: { GEMINI_API_KEYS: KEY } });
    const origins = outcome.ok ? outcome.origins : [];
    const of = (path: string) => origins.find((one) => one.path === path)?.value;
    expect(of('feeds')).toEqual(['https://***@a.example/f?token=***']);
    expect(of('shows[0]')).toMatchObject({ url: 'https://b.example/@walks?show=3&auth=***' });
    expect(JSON.stringify(origins)).not.toMatch(SECRETS);
    // The run has them whole.
    expect(outcome.ok && outcome.settings.feeds[0]).toBe(FEEDS[0]);
  });

  it.each([
    ['as a key in a wrong place', 'feeds: AIzaSECRET-123456789012'],
    ['as a token in a wrong place', 'run: {order: github_pat_SECRET1234567890}'],
    ['twice', `shows: [{url: "${FEEDS[0]}"}, {url: "${FEEDS[0]}"}]`],
    ['of a wrong scheme', 'shows: [{url: "htps://joe:hunter22@a.example/f?token=SECRET"}]'],
    ['without a scheme', 'feeds: ["joe:hunter22@a.example/f?key=SECRET"]'],
    ['with a slash in the password', 'feeds: ["https://joe:hun/ter22@a.example/f"]'],
    ['with a blank in the password', 'feeds: ["https://joe:hunter22 x@a.example/f"]'],
    ['where a list belongs', `feeds: "${FEEDS[0]}"`],
    ['as a field', `"${FEEDS[0]}": 1`],
    ['in what is no YAML', `feeds: ["${FEEDS[0]}"\nshows: ["${FEEDS[1]}" x]`],
    ['of the service', 'gemini: {baseUrl: "https://joe:hunter22@g.example/?key=SECRET"}'],
  ])('are not told in a fault: %s', (_, file) => {
    const faults = faultsOf({ file, inputs: { feeds: FEED } });
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.join('\n')).not.toMatch(SECRETS);
  });

  it('are not told of a variable or an input', () => {
    const env = {
      GEMINI_API_KEYS: KEY,
      PODCAST_GEMINI_BASE_URL: 'https://joe:hunter22@g.example/?key=SECRET',
    };
    const faults = faultsOf({ inputs: { feeds: 'ftp://joe:hunter22@a.example/?sig=SECRET' }, env });
    expect(faults).toHaveLength(2);
    expect(faults.join('\n')).not.toMatch(SECRETS);
  });
});
