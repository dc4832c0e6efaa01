import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  configPathOf,
  resolveSettings,
  titleFilter,
  unreadVariables,
  type Settings,
  type SettingsRequest,
} from '../../src/config.ts';

const KEY = 'AQ.secret-key-number-one';

function resolve(request: Partial<SettingsRequest> & { file?: string }) {
  const { file, ...rest } = request;
  return resolveSettings({
    inputs: {},
    env: {},
    fileText: file,
    filePath: 'config/production.yaml',
    ...rest,
  });
}

/** The settings of a request that must be right. */
function settingsOf(request: Partial<SettingsRequest> & { file?: string }): Settings {
  const outcome = resolve({ env: { GEMINI_API_KEYS: KEY }, ...request });
  if (!outcome.ok) throw new Error(outcome.problems.map((one) => one.message).join('\n'));
  return outcome.settings;
}

/** What a request that must be wrong is told: `message → remedy`. */
function faultsOf(request: Partial<SettingsRequest> & { file?: string }): string[] {
  const outcome = resolve({ env: { GEMINI_API_KEYS: KEY }, ...request });
  return outcome.ok ? [] : outcome.problems.map((one) => `${one.message} → ${one.remedy}`);
}

const FEED = 'https://feeds.example/show.xml';

describe('defaults', () => {
  it('needs no more than a feed and a key', () => {
    const settings = settingsOf({ inputs: { feeds: FEED } });
    expect(settings.feeds).toEqual([FEED]);
    expect(settings.mode).toBe('run');
    expect(settings.models).toEqual(['gemini-flash-latest', 'gemini-flash-lite-latest']);
    expect(settings.run).toEqual({
      timeBudgetMs: 300 * 60_000,
      onQuota: 'defer',
      maxQuotaWaitMs: 25 * 3_600_000,
      maxAttempts: 5,
    });
    expect(settings.output).toEqual({
      formats: ['vtt', 'json', 'md'],
      fileNamePattern: '<date>-<title>',
      stateDir: 'state',
      transcriptsDir: 'transcripts',
      speakerColours: false,
      commit: true,
    });
    expect(settings.transcription.chunkMs).toBe(600_000);
    expect(settings.allowPrivateNetwork).toBe(false);
    expect(settings.gemini.baseUrl).toBe('https://generativelanguage.googleapis.com');
  });

  it('takes an empty file, and a file whose sections are all commented out', () => {
    const file = 'shows:\n#  - url: https://a.example/\nrun:\n#  order: oldest\n';
    expect(settingsOf({ file, inputs: { feeds: FEED } }).shows).toEqual([]);
    expect(settingsOf({ file: '', inputs: { feeds: FEED } }).shows).toEqual([]);
  });

  it('freezes the settings, deeply', () => {
    const settings = settingsOf({ file: `shows: [{url: "${FEED}"}]` });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.shows[0]?.skip)).toBe(true);
    expect(Object.isFrozen(settings.gemini.keys)).toBe(true);
  });
});

describe('precedence', () => {
  const file = `feeds: ["${FEED}"]\nrun:\n  maxEpisodes: 3\n  timeBudgetMinutes: 30\n`;

  it('is input, environment, file, default', () => {
    const env = { GEMINI_API_KEYS: KEY, PODCAST_RUN_MAX_EPISODES: '5' };
    const of = (inputs: Record<string, string>, variables: Record<string, string>) =>
      settingsOf({ file, inputs, env: { GEMINI_API_KEYS: KEY, ...variables } }).run;
    expect(of({ 'max-episodes': '7' }, env).maxEpisodes).toBe(7);
    expect(of({}, env).maxEpisodes).toBe(5);
    expect(of({}, {}).maxEpisodes).toBe(3);
    expect(of({}, {}).timeBudgetMs).toBe(30 * 60_000);
    expect(of({}, {}).maxAttempts).toBe(5);
  });

  it('counts an empty input or variable as unset', () => {
    const env = { GEMINI_API_KEYS: KEY, PODCAST_RUN_MAX_EPISODES: ' ' };
    expect(settingsOf({ file, env, inputs: { 'max-episodes': '' } }).run.maxEpisodes).toBe(3);
  });

  it('blames the file for its own feeds, and the input for those that it adds', () => {
    const of = (feeds: string, input: string) =>
      faultsOf({ file: `run:\n  maxEpisodes: 1\nfeeds: ${feeds}`, inputs: { feeds: input } })[0];
    expect(of('["ftp://x"]', FEED)).toContain('config/production.yaml:3: feeds[0] is "ftp://x"');
    expect(of(`["${FEED}"]`, 'ftp://x')).toContain('the input feeds is "ftp://x"');
    // It would be lost without a word otherwise.
    expect(of(FEED, FEED)).toContain('config/production.yaml:3: feeds is "https://feeds.example');
  });

  it('adds the feeds of an input to those of the file', () => {
    const inputs = { feeds: `https://b.example/feed\n\n subscriptions.opml \n${FEED}` };
    expect(settingsOf({ file, inputs }).feeds).toEqual([
      FEED,
      'https://b.example/feed',
      'subscriptions.opml',
    ]);
  });

  it('reads the short names of the contract', () => {
    const env = {
      GEMINI_API_KEYS: KEY,
      STATE_DIR: 's',
      TRANSCRIPTS_DIR: 't/x',
      GITHUB_TOKEN: 'ghs_12345678',
    };
    const settings = settingsOf({ file, env });
    expect(settings.output.stateDir).toBe('s');
    expect(settings.output.transcriptsDir).toBe('t/x');
    expect(settings.githubToken?.reveal()).toBe('ghs_12345678');
  });

  it('tells the origin of each value, with secrets hidden', () => {
    const outcome = resolve({
      file,
      inputs: { 'on-quota': 'wait' },
      env: { GEMINI_API_KEYS: KEY, PODCAST_RUN_MAX_EPISODES: '5' },
    });
    const origins = outcome.ok ? outcome.origins : [];
    const of = (path: string) => origins.find((one) => one.path === path);
    expect(of('run.onQuota')).toEqual({
      path: 'run.onQuota',
      value: 'wait',
      source: 'input',
      where: 'on-quota',
    });
    expect(of('run.maxEpisodes')).toMatchObject({
      source: 'environment',
      where: 'PODCAST_RUN_MAX_EPISODES',
    });
    expect(of('run.timeBudgetMinutes')).toMatchObject({
      value: 30,
      source: 'file',
      where: 'config/production.yaml:4',
    });
    expect(of('run.maxAttempts')).toMatchObject({ value: 5, source: 'default', where: '' });
    expect(of('keys.gemini')).toMatchObject({ value: ['***'], source: 'environment' });
    expect(JSON.stringify(outcome)).not.toContain(KEY);
    expect(inspect(outcome, { depth: 10 })).not.toContain(KEY);
  });

  it('looks for the file where the input or the environment says', () => {
    expect(configPathOf({}, {})).toBe('config/production.yaml');
    expect(configPathOf({ config: '' }, { PODCAST_CONFIG: 'b.yaml' })).toBe('b.yaml');
    expect(configPathOf({ config: ' a.yaml ' }, { PODCAST_CONFIG: 'b.yaml' })).toBe('a.yaml');
  });
});

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
    const told = (outcome.ok ? outcome.origins : []).filter(({ path }) => /^limits/u.test(path));
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

describe('the origin of', () => {
  it('each show is its own line, and of feeds all who named some', () => {
    const outcome = resolve({
      file: `feeds:\n  - ${FEED}\nshows:\n  - url: https://b.example/\n  - url: https://c.example/`,
      env: { GEMINI_API_KEYS: KEY, PODCAST_FEEDS: 'https://d.example/' },
    });
    const origins = outcome.ok ? outcome.origins : [];
    const of = (path: string) => origins.find((one) => one.path === path);
    expect(of('shows[1]')).toMatchObject({ where: 'config/production.yaml:5' });
    expect(of('feeds')).toMatchObject({
      value: [FEED, 'https://d.example/'],
      source: 'environment',
      where: 'PODCAST_FEEDS',
      addedTo: 'config/production.yaml:1',
    });
    // What has no default is told as unset.
    expect(of('run.maxEpisodes')).toMatchObject({ value: undefined, source: 'default' });
  });
});

describe('keys', () => {
  const of = (env: Record<string, string>, inputs: Record<string, string> = {}) =>
    settingsOf({ inputs: { feeds: FEED, ...inputs }, env }).gemini.keys.map((key) => key.reveal());

  it('come one a line, by commas, or numbered; each once', () => {
    expect(of({ GEMINI_API_KEYS: 'key-aaaa, key-bbbb\nkey-cccc\n' })).toEqual([
      'key-aaaa',
      'key-bbbb',
      'key-cccc',
    ]);
    expect(
      of({
        GEMINI_API_KEY_10: 'key-ten0',
        GEMINI_API_KEY_2: 'key-two0',
        GEMINI_API_KEY: 'key-two0',
      }),
    ).toEqual(['key-two0', 'key-ten0']);
  });

  it('of the input replace those of the environment', () => {
    expect(of({ GEMINI_API_KEYS: KEY }, { 'gemini-api-keys': 'key-dddd' })).toEqual(['key-dddd']);
  });

  it('lose the quotes that come along from shell scripts and `.env` files', () => {
    expect(of({ GEMINI_API_KEYS: `"${KEY}"` })).toEqual([KEY]);
    expect(of({ GEMINI_API_KEYS: `'${KEY}',"key-dddd"` })).toEqual([KEY, 'key-dddd']);
    expect(of({ GEMINI_API_KEYS: `"${KEY},key-dddd"` })).toEqual([KEY, 'key-dddd']);
    expect(of({}, { 'gemini-api-keys': `"${KEY}"\n"key-dddd"\n` })).toEqual([KEY, 'key-dddd']);
    expect(of({ GEMINI_API_KEY: KEY, GEMINI_API_KEY_1: `"${KEY}"` })).toEqual([KEY]);
    const half = faultsOf({ inputs: { feeds: FEED }, env: { GEMINI_API_KEYS: `"${KEY}` } });
    expect(half.join()).toMatch(/GEMINI_API_KEYS is not of that form.*no spaces or quotes/u);
    expect(half.join()).not.toContain(KEY);
  });

  it('are asked for by the modes that call a model, and by no other', () => {
    const inputs = { feeds: FEED };
    for (const mode of ['run', 'resume', 'retry-failed']) {
      expect(faultsOf({ inputs: { ...inputs, mode }, env: {} }).join()).toContain(
        'there is no Gemini API key',
      );
    }
    for (const mode of ['dry-run', 'fan-out', 'health', 'reset-state', 'reset-circuit']) {
      expect(settingsOf({ inputs: { ...inputs, mode }, env: {} }).mode).toBe(mode);
    }
    expect(faultsOf({ inputs, env: {}, needs: { keys: false } })).toEqual([]);
  });

  it('are never repeated in a message', () => {
    const faults = faultsOf({ inputs: { feeds: FEED, 'gemini-api-keys': 'sec ret' } });
    expect(faults).toHaveLength(1);
    expect(faults.join()).toContain('gemini-api-keys');
    expect(faults.join()).not.toContain('sec ret');
  });
});

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

describe('wrong values', () => {
  it('are all told at once, with file, line, what was expected and a suggestion', () => {
    const file = [
      'shows:',
      `  - url: ${FEED}`,
      '    languge: en',
      '  - title: No address',
      'run:',
      '  maxEpisodes: 5x',
      '  onQuota: sleep',
      'transcription: { chunkMinutes: 45, concurency: 3 }',
      'speakerColors: true',
    ].join('\n');
    expect(faultsOf({ file })).toEqual([
      'config/production.yaml:3: the field "languge" below shows[0] is not known → Did you mean language?',
      'config/production.yaml:4: shows[1].url is missing; expected an address that begins with https:// or http:// → Add shows[1].url.',
      'config/production.yaml:6: run.maxEpisodes is "5x"; expected a whole number from 1 to 100000 → Correct run.maxEpisodes, or remove it for the default.',
      'config/production.yaml:7: run.onQuota is "sleep"; expected one of defer, wait → Correct run.onQuota, or remove it for the default.',
      'config/production.yaml:8: transcription.chunkMinutes is 45; expected a number from 5 to 30, or auto → Correct transcription.chunkMinutes, or remove it for the default.',
      'config/production.yaml:8: the field "concurency" below transcription is not known → Did you mean concurrency?',
      'config/production.yaml:9: the field "speakerColors" is not known → Did you mean output.speakerColours?',
    ]);
  });

  it.each([
    ['max-episodes', '5x', 'the input max-episodes is "5x"; expected a whole number'],
    ['max-episodes', '0', 'the input max-episodes is 0; expected a whole number from 1'],
    ['max-episodes', '1e3', 'the input max-episodes is "1e3"'],
    ['time-budget-minutes', 'NaN', 'the input time-budget-minutes is "NaN"'],
    ['mode', 'rum', 'the input mode is "rum"; expected one of run, resume'],
    ['commit', 'yes', 'the input commit is "yes"; expected true or false'],
    ['shard', '3/2', 'the input shard is "3/2"; expected i/n'],
    ['shard', '1/65', 'the input shard is "1/65"; expected i/n'],
    ['shard', '0/2', 'the input shard is "0/2"; expected i/n'],
    ['state-dir', '../up', 'the input state-dir is "../up"; expected a folder in the repository'],
    ['state-dir', '/abs', 'the input state-dir is "/abs"; expected a folder in the repository'],
    ['transcripts-dir', '.github', 'the input transcripts-dir is ".github"; expected a folder in'],
    ['state-dir', 'a/.GIT./b', 'the input state-dir is "a/.GIT./b"; expected a folder in'],
    [
      'gemini-base-url',
      'ftp://x',
      'the input gemini-base-url is "ftp://x"; expected an https:// address',
    ],
    ['branch', 'a..b', 'the input branch is "a..b"; expected the name of a branch'],
    ['feeds', 'ftp://x', 'the input feeds is "ftp://x"; expected a feed address'],
    ['max-episode', '3', 'the input "max-episode" is not known → Did you mean max-episodes?'],
  ])('input %s: %s', (name, value, message) => {
    const faults = faultsOf({ inputs: { feeds: FEED, [name]: value } });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });

  it('of variables name the variable', () => {
    const env = { GEMINI_API_KEYS: KEY, PODCAST_TRANSCRIPTION_CONCURRENCY: 'many' };
    expect(faultsOf({ inputs: { feeds: FEED }, env })[0]).toContain(
      'the environment variable PODCAST_TRANSCRIPTION_CONCURRENCY is "many"; expected a whole number from 1 to 32',
    );
  });

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

  it('keys in the file are refused without being repeated', () => {
    const faults = faultsOf({
      file: `feeds: ["${FEED}"]\ngeminiApiKeys: ${KEY}\nkeys: {gemini: ["${KEY}"]}`,
    });
    expect(faults.join('\n')).toContain(
      'config/production.yaml:2: the field "geminiApiKeys" is not known',
    );
    expect(faults.join('\n')).toContain('config/production.yaml:3: keys cannot be set in the file');
    expect(faults.join('\n')).not.toContain(KEY);
  });

  it.each([
    ['a: [1', 'config/production.yaml:1 is not valid YAML'],
    ['a: 1\na: 2', 'config/production.yaml:2 is not valid YAML'],
    [
      'network:\n  allowPrivate: ["10.0.0.0/99"]',
      'config/production.yaml:2: network.allowPrivate[0] is "10.0.0.0/99"; expected a host',
    ],
    ['network: {allowPrivate: ["*.corp.example"]}', 'expected a host, host:port, address'],
    ['network: {allowPrivate: ["10.0.0.300/8"]}', 'expected a host, host:port, address'],
    ['network: {allowPrivate: ["nas.local:99999"]}', 'expected a host, host:port, address'],
    [
      'gemini:\n  baseUrl: https://u:pw@host.example',
      'config/production.yaml:2: gemini.baseUrl is "https://***@host.example"; expected an https:// address without a name',
    ],
    ['gemini: {baseUrl: http://gate.example}', '(http:// for this machine only)'],
    ['- just\n- a list', 'expected settings such as'],
    ['just words', 'expected settings such as'],
    ['run: [1]', 'config/production.yaml:1: run is a list; expected settings below `run:`'],
    ['shows: yes', 'shows is "yes"; expected a list of shows'],
    ['models: []', 'models is a list; expected a list of at least one model'],
  ])('%j', (file, message) => {
    expect(faultsOf({ file, inputs: { feeds: FEED } }).join('\n')).toContain(message);
  });

  it('of one date tells one fault', () => {
    const faults = (since: string): string[] =>
      faultsOf({ file: `shows:\n  - url: ${FEED}\n    since: ${since}` });
    expect(faults('31.12.2025')).toHaveLength(1);
    expect(faults('2026-02-30')).toHaveLength(1);
  });

  it('in another encoding than UTF-8 is refused, with the line', () => {
    const bytes = new Uint8Array([...Buffer.from(`feeds: [${FEED}]\n# Caf`), 0xe9, 0x0a]);
    expect(faultsOf({ file: new TextDecoder().decode(bytes) })).toEqual([
      expect.stringMatching(/^config\/production\.yaml:2 is not valid YAML: .* not UTF-8/u),
    ]);
  });

  it('an alias without an anchor is told with its line', () => {
    expect(faultsOf({ file: `feeds: [${FEED}]\nrun: &r\n  maxEpisodes: *most\n` })).toEqual([
      expect.stringContaining(
        'config/production.yaml:3 is not valid YAML: the alias *most stands for nothing',
      ),
    ]);
    expect(faultsOf({ file: `feeds: [&f ${FEED}]\nshows: [{url: *f, title: a}]` })).toEqual([]);
  });

  it('an alias bomb is refused', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let level = 0; level < 9; level++) {
      const [name, next] = [String.fromCharCode(97 + level), String.fromCharCode(98 + level)];
      bomb.push(`${next}: &${next} [${Array(9).fill(`*${name}`).join(',')}]`);
    }
    expect(faultsOf({ file: bomb.join('\n') }).join()).toContain('is not valid YAML');
  });
});

describe('impossible combinations', () => {
  // Of each mode: restricted to an episode, as a part of a fan-out, to so many episodes, without a
  // key, without a feed. What only says how a run works (time, quota, branch) restricts no mode.
  it.each([
    ['run', 'taken', 'taken', 'taken', 'refused', 'refused'],
    ['resume', 'taken', 'taken', 'taken', 'refused', 'refused'],
    ['retry-failed', 'taken', 'taken', 'taken', 'refused', 'refused'],
    ['dry-run', 'taken', 'taken', 'taken', 'taken', 'refused'],
    ['fan-out', 'refused', 'refused', 'refused', 'taken', 'refused'],
    ['health', 'refused', 'refused', 'refused', 'taken', 'taken'],
    ['reset-state', 'refused', 'refused', 'refused', 'taken', 'taken'],
    ['reset-circuit', 'refused', 'refused', 'refused', 'taken', 'taken'],
  ])(
    'mode %s: episodes %s, shard %s, max-episodes %s, no key %s, no feed %s',
    (mode, ...expected) => {
      const base = { feeds: FEED, 'gemini-api-keys': KEY, mode };
      const told = [
        faultsOf({ inputs: { ...base, episodes: 'abc' } }),
        faultsOf({ inputs: { ...base, shard: '1/2' } }),
        faultsOf({ inputs: { ...base, 'max-episodes': '5' } }),
        faultsOf({ inputs: { ...base, 'gemini-api-keys': '' }, env: {} }),
        faultsOf({ inputs: { ...base, feeds: '' } }),
      ];
      expect(told.map((faults) => (faults.length === 0 ? 'taken' : 'refused'))).toEqual(expected);
      for (const faults of told) expect(faults.length).toBeLessThan(2);
      const words = [
        `the mode ${mode} cannot be restricted to episodes`,
        `the mode ${mode} cannot be split into shards`,
        `the mode ${mode} takes no episodes, so max-episodes cannot restrict it`,
        'there is no Gemini API key',
        'nothing to transcribe',
      ];
      told.forEach(([fault], at) => {
        if (fault !== undefined) expect(fault).toContain(words[at]);
      });
      // The form's other fields, and what the file says for runs.
      const others = {
        'time-budget-minutes': '30',
        'on-quota': 'wait',
        'max-quota-wait-hours': '2',
        branch: 'texts',
        commit: 'false',
      };
      expect(faultsOf({ inputs: { ...base, ...others } })).toEqual([]);
      expect(faultsOf({ inputs: base, file: 'run: { maxEpisodes: 3 }' })).toEqual([]);
    },
  );

  const HOSTED = { GITHUB_ACTIONS: 'true', RUNNER_ENVIRONMENT: 'github-hosted' };
  const SELF_HOSTED = { GITHUB_ACTIONS: 'true', RUNNER_ENVIRONMENT: 'self-hosted' };

  // A job of a GitHub-hosted runner is ended after 360 minutes, in the middle of a wait or of work.
  it.each([
    ['run', { 'time-budget-minutes': '331' }, 'a time budget of 331 minutes does not fit'],
    ['resume', { 'time-budget-minutes': '400' }, 'Set time-budget-minutes to at most 330'],
    ['dry-run', { 'time-budget-minutes': '7200' }, 'does not fit into a job of a GitHub-hosted'],
    ['run', { 'time-budget-minutes': '330' }, undefined],
    ['run', {}, undefined],
    [
      'run',
      { 'on-quota': 'wait' },
      'on-quota: wait with up to 25 hours of waiting and 300 minutes',
    ],
    ['retry-failed', { 'on-quota': 'wait' }, 'Set on-quota to defer'],
    [
      'run',
      { 'on-quota': 'wait', 'max-quota-wait-hours': '2', 'time-budget-minutes': '180' },
      undefined,
    ],
    ['health', { 'on-quota': 'wait', 'time-budget-minutes': '400' }, undefined],
    ['reset-state', { 'time-budget-minutes': '400' }, undefined],
  ])('on a GitHub-hosted runner, mode %s with %j: %s', (mode, inputs, message) => {
    const given = { feeds: FEED, mode, ...inputs } as Record<string, string>;
    const faults = faultsOf({ inputs: given, env: { GEMINI_API_KEYS: KEY, ...HOSTED } });
    expect(faults).toHaveLength(message === undefined ? 0 : 1);
    if (message !== undefined) expect(faults[0]).toContain(message);
    // Elsewhere a run may take as long as it likes.
    for (const env of [SELF_HOSTED, { RUNNER_ENVIRONMENT: 'github-hosted' }]) {
      expect(faultsOf({ inputs: given, env: { GEMINI_API_KEYS: KEY, ...env } })).toEqual([]);
    }
  });

  it('on a GitHub-hosted runner name the line of the file that asks too much', () => {
    const file = `feeds: ["${FEED}"]\nrun:\n  onQuota: wait\n`;
    const env = { GEMINI_API_KEYS: KEY, ...HOSTED };
    expect(faultsOf({ file, env })).toEqual([
      expect.stringMatching(/^config\/production\.yaml:3: on-quota: wait with/u),
    ]);
    expect(faultsOf({ file, env, inputs: { 'on-quota': 'defer' } })).toEqual([]);
  });

  it('of a whole form are told at once', () => {
    const inputs = { mode: 'health', episodes: 'abc', shard: '1/2', 'state-dir': 'transcripts' };
    expect(faultsOf({ inputs })).toHaveLength(3);
  });

  it('one folder for state and transcripts, or one inside the other', () => {
    for (const [state, transcripts] of [
      ['a', 'a'],
      ['a/b', 'a'],
      ['./a', 'a/b'],
    ] as const) {
      const inputs = { feeds: FEED, 'state-dir': state, 'transcripts-dir': transcripts };
      expect(faultsOf({ inputs }).join()).toContain('overlap');
    }
    expect(
      faultsOf({ inputs: { feeds: FEED, 'state-dir': 'a/s', 'transcripts-dir': 'a/t' } }),
    ).toEqual([]);
  });

  it('the same show twice', () => {
    const file = `shows:\n  - url: ${FEED}\n    id: one\n  - url: ${FEED}\n    id: one\n`;
    expect(faultsOf({ file }).join('\n')).toMatch(
      /:4: two shows have the same url .*\n.*:5: two shows have the same id "one"/,
    );
  });

  it('nothing to read', () => {
    expect(faultsOf({}).join()).toContain('nothing to transcribe: there is no config file');
    // A workflow without a checkout has no config file, however right the one in the repository is.
    expect(faultsOf({}).join()).toContain('actions/checkout');
    expect(faultsOf({ file: 'run: {order: oldest}' }).join()).toContain('names no show or feed');
  });

  it('a file that was asked for and is not there', () => {
    const faults = faultsOf({ inputs: { config: 'x.yaml', feeds: FEED }, filePath: 'x.yaml' });
    expect(faults[0]).toContain('the config file x.yaml does not exist');
  });
});

describe('shows', () => {
  const file = [
    'transcription: { language: de }',
    'run: { order: oldest }',
    'audio: { maxEpisodeMinutes: 90 }',
    'feeds: [list.opml]',
    'shows:',
    `  - { url: "${FEED}", id: mine, language: en-GB, since: 2026-01-31, skip: [bonus], maxEpisodeMinutes: 120 }`,
    '  - { url: "https://b.example/", order: newest, speakers: [Ann], vocabulary: [VTT] }',
    '  - { url: "https://c.example/", enabled: false }',
  ].join('\n');

  it('override what holds for all; those that rest are left out', () => {
    const settings = settingsOf({ file });
    expect(settings.shows).toEqual([
      {
        url: FEED,
        id: 'mine',
        language: 'en-GB',
        speakers: [],
        vocabulary: [],
        order: 'oldest',
        sinceMs: Date.UTC(2026, 0, 31),
        maxEpisodeMs: 120 * 60_000,
        skip: ['bonus'],
      },
      {
        url: 'https://b.example/',
        language: 'de',
        speakers: ['Ann'],
        vocabulary: ['VTT'],
        order: 'newest',
        maxEpisodeMs: 90 * 60_000,
        skip: [],
      },
    ]);
    expect(settings.feedPreferences).toMatchObject({ language: 'de', order: 'oldest', skip: [] });
  });

  it('that rest are not read through the list of feeds either', () => {
    expect(settingsOf({ file, inputs: { feeds: 'https://c.example/' } }).feeds).toEqual([
      'list.opml',
    ]);
  });

  it.each([
    ['since: 2026-02-30', 'expected a date of the calendar'],
    ['id: My Show', 'expected lower-case letters'],
    // That folder is the status page's.
    ['id: status', 'and not status, index or readme'],
    ['language: english language', 'expected a language tag'],
    ['skip: ["/(/"]', 'expected a readable pattern'],
    ['skip: ["/(?=a)b/"]', 'expected a readable pattern'],
    ['title: 2026', 'expected a title, as text (in quotes'],
  ])('refuse %s', (line, message) => {
    const faults = faultsOf({ file: `shows:\n  - url: ${FEED}\n    ${line}\n` });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('config/production.yaml:3: shows[0].');
    expect(faults[0]).toContain(message);
  });
});

describe('skip patterns', () => {
  it('match words in any case, and expressions', () => {
    const skips = titleFilter(['Bonus  episode', '/^(trailer|teaser)\\b/']);
    expect(skips('A BONUS episode for you')).toBe(true);
    expect(skips('Trailer: season 3')).toBe(true);
    expect(skips('The trailer park')).toBe(false);
    expect(titleFilter([])('anything')).toBe(false);
  });

  it('take time linear to the title, whatever the expression', () => {
    // With a backtracking engine this would take 2^40 steps and the test would never end.
    expect(titleFilter(['/^(a+)+$/'])(`${'a'.repeat(40)}b`)).toBe(false);
  });
});

describe('private networks', () => {
  const of = (value: string) =>
    settingsOf({ inputs: { feeds: FEED, 'allow-private-network': value } }).allowPrivateNetwork;

  it('are allowed all, none, or by name', () => {
    expect(of('true')).toBe(true);
    expect(of('false')).toBe(false);
    expect(of('')).toBe(false);
    expect(of('10.0.0.0/8\nnas.local:8080\n[::1]:9000')).toEqual([
      '10.0.0.0/8',
      'nas.local:8080',
      '[::1]:9000',
    ]);
  });
});
