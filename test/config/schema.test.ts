import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { resolveSettings } from '../../src/config.ts';

const CONFIG = join(import.meta.dirname, '../../config');
const FEED = 'https://a.example/feed';

// Another program's reading of the schema than the one that made it: what an editor does.
const editor = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(
  JSON.parse(readFileSync(join(CONFIG, 'schema.json'), 'utf8')) as object,
);

/** What the editor and the program say of the text of a config file. */
function verdicts(file: string): readonly [editor: boolean, program: boolean] {
  const outcome = resolveSettings({
    inputs: {},
    env: {},
    fileText: file,
    filePath: 'config/production.yaml',
    needs: { keys: false, feeds: false },
  });
  return [editor(parse(file)), outcome.ok];
}

const show = (line: string): string => `shows: [{ url: "${FEED}", ${line} }]`;

describe('the JSON Schema of the config file', () => {
  it('takes the file that is shipped, as it stands', () => {
    const text = readFileSync(join(CONFIG, 'production.yaml'), 'utf8');
    editor(parse(text));
    expect(editor.errors ?? []).toEqual([]);
    expect(verdicts(text)).toEqual([true, true]);
  });

  it.each([
    '',
    '# nothing',
    'shows:\nfeeds:\nmodels:\nlimits:\nprices:\nrun:\noutput:\nnetwork:',
    'run: { maxEpisodes: , order: , timeBudgetMinutes: }',
    'transcription: { chunkMinutes: }\nnetwork: { allowPrivate: }\noutput: { formats: }',
    'limits: { default: }\nprices: { some-model: }',
    show('title: , order: , skip: , enabled:'),
    show('title: "Ünï", skip: [x, "/^b$/"], since: 2026-02-28, id: a-1'),
    `feeds: ["${FEED}", subscriptions.opml, lists/more.opml, "HTTPS://A.EXAMPLE/"]`,
    'output: { stateDir: kept/state, transcriptsDir: ./t, branch: a/b, fileNamePattern: <id> }',
    'gemini: { baseUrl: "https://gate.example:8443/v1/@me" }',
    'gemini: { baseUrl: "http://127.0.0.1:8080" }',
    'gemini: { baseUrl: "https://[2001:db8::1]/g" }',
    'network: { allowPrivate: [10.0.0.0/8, "nas.local:8080", "[::1]:9000", "::1", "fd00::/8"] }',
    'network: { allowPrivate: true }',
    'transcription: { chunkMinutes: auto }',
    'limits: { default: { requestsPerDay: 20 }, some-model: { requestsPerMinute: 5 } }',
  ])('takes what the program takes: %j', (file) => {
    expect(verdicts(file)).toEqual([true, true]);
  });

  it.each([
    'rum: {}',
    'run: { maxEpisodes: 5x }',
    'run: { maxEpisodes: 0 }',
    'run: []',
    'shows: [{ id: a }]',
    'shows: [{ url: }]',
    'shows: [{ url: a.example/feed }]',
    'shows: [{ url: "ftp://a.example/feed" }]',
    'shows: [{ url: "https://a b" }]',
    show('since: 31.12.2025'),
    show('since: 2026-13-01'),
    show('since: 2026-1-1'),
    show('id: status'),
    show('title: ""'),
    show('title: "two\\nlines"'),
    'feeds: [""]',
    'feeds: [ ]\nfeed: []',
    'feeds: [/etc/list.opml]',
    'feeds: [../list.opml]',
    'feeds: [lists/../../list.opml]',
    'feeds: [.git/list.opml]',
    'feeds: ["ftp://a.example/"]',
    'feeds: ["a:b"]',
    'feeds: "https://a.example/"',
    'models: []',
    'models: ["a model"]',
    'output: { stateDir: /state }',
    'output: { stateDir: ../state }',
    'output: { stateDir: a/../../state }',
    'output: { stateDir: .git/state }',
    'output: { stateDir: .GitHub }',
    'output: { stateDir: "" }',
    'output: { stateDir: a//b }',
    'output: { transcriptsDir: "C:/t" }',
    'output: { fileNamePattern: <date> }',
    'output: { formats: [] }',
    'output: { formats: [pdf] }',
    'output: { branch: a..b }',
    'gemini: { baseUrl: gate.example }',
    'gemini: { baseUrl: "ftp://gate.example" }',
    'gemini: { baseUrl: "https://me:pw@gate.example" }',
    'gemini: { baseUrl: "https://gate.example/?key=1" }',
    'gemini: { baseUrl: "http://gate.example" }',
    'network: { allowPrivate: [10.0.0.0/99] }',
    'network: { allowPrivate: ["fd00::/129"] }',
    'network: { allowPrivate: ["http://nas.local"] }',
    'network: { allowPrivate: ["*.corp"] }',
    'network: { allowPrivate: sometimes }',
    'limits: { default: { requestsPerDay: 0 } }',
    'limits: { default: { perDay: 1 } }',
    'prices: { some-model: { inputPerMillion: 1 } }',
    'transcription: { chunkMinutes: 45 }',
    'keys: { gemini: [a-key-of-mine] }',
    'mode: run',
  ])('refuses what the program refuses: %j', (file) => {
    expect(verdicts(file)).toEqual([false, false]);
  });

  // What a schema cannot say: an editor is silent and the program is not.
  it.each([
    ['a day that no month has', show('since: 2026-02-30')],
    ['an expression that cannot be read', show('skip: ["/(/"]')],
    ['two shows with one address', `shows: [{ url: "${FEED}" }, { url: "${FEED}" }]`],
    ['folders inside each other', 'output: { stateDir: a, transcriptsDir: a/b }'],
    ['a host that cannot be', 'shows: [{ url: "https://a.example:99999/" }]'],
    ['a network that cannot be', 'network: { allowPrivate: [10.0.0.300/8] }'],
    [
      'a folder spelt so that some file systems take it for .git',
      'output: { stateDir: ".g\u200bit" }',
    ],
    ['a path that is too long', `feeds: [${'a/'.repeat(150)}b]`],
  ])('says nothing of %s', (_, file) => {
    expect(verdicts(file)).toEqual([true, false]);
  });
});
