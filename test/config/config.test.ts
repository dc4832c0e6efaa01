import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { configPathOf, titleFilter } from '../../src/config.ts';
import { FEED, KEY, faultsOf, resolve, settingsOf } from './kit.ts';

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

it('names of episodes are split at commas, those in addresses are not', () => {
  const of = (episodes: string) => settingsOf({ inputs: { feeds: FEED, episodes } }).episodes;
  expect(of('70dc0123456789ab, deadbeef')).toEqual(['70dc0123456789ab', 'deadbeef']);
  expect(of('70dc0123456789ab,deadbeef,\nhttps://a.example/x,cafe.mp3')).toEqual([
    '70dc0123456789ab',
    'deadbeef',
    'https://a.example/x,cafe.mp3',
  ]);
  expect(of('https://a.example/x,cafe.mp3')).toEqual(['https://a.example/x,cafe.mp3']);
  expect(of('cafe,nothing')).toEqual(['cafe,nothing']);
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
