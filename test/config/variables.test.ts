import { describe, expect, it } from 'vitest';
import { unreadVariables } from '../../src/config.ts';
import { FEED, KEY, faultsOf, resolve, settingsOf } from './kit.ts';

describe('limits and prices', () => {
  const file = [
    `feeds: ["${FEED}"]`,
    'limits:',
    '  default: { requestsPerDay: 20, requestsPerMinute: 5 }',
    '  gemini-2.5-flash: { requestsPerDay: 7 }',
  ].join('\n');

  it('are set value by value, the others stay what they are', () => {
    const env = {
      GEMINI_API_KEYS: KEY,
      PODCAST_LIMITS_DEFAULT_REQUESTS_PER_DAY: '50',
      PODCAST_LIMITS: '{"default":{"requestsPerDay":1},"gemini-2.5-flash":{"tokensPerDay":9000}}',
      PODCAST_PRICES: '{"gemini-flash-latest":{"outputPerMillion":9}}',
    };
    const inputs = { 'limits.gemini-2.5-flash.requestsPerDay': '8' };
    const { limits, prices } = settingsOf({ file, env, inputs });
    expect(limits).toEqual({
      default: { requestsPerDay: 50, requestsPerMinute: 5 },
      'gemini-2.5-flash': { requestsPerDay: 8, tokensPerDay: 9_000 },
    });
    expect(prices).toEqual({
      'gemini-flash-latest': { inputPerMillion: 0.75, outputPerMillion: 9 },
      'gemini-flash-lite-latest': { inputPerMillion: 0.3, outputPerMillion: 2.5 },
    });
  });

  it('are shown one by one, each with its origin', () => {
    const outcome = resolve({
      file,
      inputs: { limits: '{"default":{"requestsPerDay":9}}' },
      env: { GEMINI_API_KEYS: KEY },
    });
    const told = (outcome.ok ? outcome.origins : []).filter(({ path }) =>
      path.startsWith('limits'),
    );
    expect(told).toEqual([
      {
        path: 'limits.default.requestsPerMinute',
        value: 5,
        source: 'file',
        where: 'config/production.yaml:3',
      },
      { path: 'limits.default.requestsPerDay', value: 9, source: 'input', where: 'limits' },
      {
        path: 'limits.gemini-2.5-flash.requestsPerDay',
        value: 7,
        source: 'file',
        where: 'config/production.yaml:4',
      },
    ]);
  });

  it('of a name that objects have of their own change no other object', () => {
    const inputs = { 'limits.__proto__.requestsPerDay': '8', feeds: FEED };
    resolve({ inputs, env: { PODCAST_LIMITS: '{"__proto__":{"requestsPerDay":8}}' } });
    expect({}).not.toHaveProperty('requestsPerDay');
  });
});

describe('a name that sets nothing', () => {
  it('misspelt variables are found; those of other programs are left alone', () => {
    const of = (name: string) =>
      faultsOf({ inputs: { feeds: FEED }, env: { GEMINI_API_KEYS: KEY, [name]: '3' } });
    expect(of('PODCAST_RUN_MAX_EPISODE')[0]).toContain('Did you mean PODCAST_RUN_MAX_EPISODES?');
    expect(of('PODCAST_PLAYER_THEME')).toEqual([]);
    // They are not read, and that is said.
    expect(unreadVariables({ PODCAST_PLAYER_THEME: 'x', PODCAST_RUN_ORDER: 'oldest' })).toBe(
      'PODCAST_PLAYER_THEME: no setting has such a name, so nothing was read from there.',
    );
    expect(unreadVariables({ PODCAST_PLAYER_THEME: ' ', PODCAST_LIMITS: '{}' })).toBeUndefined();
    expect(unreadVariables({ PODCAST_SHOWS: '[]', GEMINI_API_KEYS: 'x' })).toBeUndefined();
  });

  it.each([
    ['PODCAST_SHOWS', '[]', 'shows can be set in the file only'],
    ['PODCAST_SHOWS_0_URL', FEED, 'not by the environment variable PODCAST_SHOWS_0_URL'],
    ['PODCAST_KEYS_GEMINI', KEY, 'Keys are GEMINI_API_KEYS'],
    ['PODCAST_LIMITS_DEFAULT_REQUEST_PER_DAY', '5', 'PODCAST_LIMITS_DEFAULT_REQUESTS_PER_DAY?'],
    [
      'PODCAST_LIMITS_GEMINI_FLASH_LATEST_REQUESTS_PER_DAY',
      '5',
      'Set PODCAST_LIMITS to JSON such as {"gemini-flash-latest":{"requestsPerDay":20}}.',
    ],
    ['PODCAST_LIMITS', 'requestsPerDay=5', 'expected limits by model, or below `default:`'],
    ['PODCAST_LIMITS', '[5]', 'expected limits by model'],
    ['PODCAST_LIMITS', '{"default":5}', 'PODCAST_LIMITS is 5 for limits.default; expected limits'],
    [
      'PODCAST_LIMITS',
      '{"a.b":{"requestsPerDay":0}}',
      'PODCAST_LIMITS is 0 for limits.a.b.requestsPerDay; expected a whole number from 1',
    ],
    [
      'PODCAST_LIMITS',
      '{"default":{"requestPerDay":5}}',
      'PODCAST_LIMITS has the field "requestPerDay" below limits.default, which is not known → Did you mean requestsPerDay?',
    ],
    ['PODCAST_LIMITS_DEFAULT_REQUESTS_PER_DAY', 'many', 'expected a whole number from 1'],
    ['PODCAST_PRICES', '{"m":{"inputPerMillion":1}}', 'prices.m.outputPerMillion is missing'],
  ])('the variable %s=%s is refused', (name, value, message) => {
    const faults = faultsOf({
      inputs: { feeds: FEED },
      env: { GEMINI_API_KEYS: KEY, [name]: value },
    });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
    expect(faults[0]).not.toContain(KEY);
  });

  it.each([
    ['shows', '[]', 'shows can be set in the file only, not by the input "shows"'],
    ['shows[0].title', 'x', 'not by the input "shows[0].title"'],
    ['$schema', 'x', '$schema can be set in the file only'],
    ['limits.default.requestPerDay', '5', 'Did you mean limits.default.requestsPerDay?'],
    ['limits.gemini-2.5-flash.perDay', '5', 'is not known'],
    ['limits.default.requestsPerDay', 'many', 'the input limits.default.requestsPerDay is "many"'],
  ])('%s cannot be set to %s by --set', (name, value, message) => {
    const faults = faultsOf({ inputs: { feeds: FEED, [name]: value } });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });
});
