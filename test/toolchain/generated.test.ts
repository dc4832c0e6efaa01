import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  actionYaml,
  configSchema,
  fillSections,
  inputsTable,
  outputsTable,
} from '../../scripts/generate-docs.ts';
import { INPUTS, OUTPUTS, resolveSettings } from '../../src/config.ts';
import { envNameOf } from '../../src/config-inputs.ts';
import { LEAVES } from '../../src/config-layers.ts';

const ROOT = path.join(import.meta.dirname, '../..');

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

interface Action {
  inputs: Record<string, { description: string; required: boolean; default?: string }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string };
}

describe('action.yml', () => {
  const action = parse(read('action.yml')) as Action;

  it('is what the list of inputs makes', () => {
    expect(read('action.yml')).toBe(actionYaml());
    expect(Object.keys(action.inputs)).toEqual(INPUTS.map((one) => one.name));
    expect(Object.keys(action.outputs)).toEqual(OUTPUTS.map((one) => one.name));
  });

  it('gives the runner no default but the token, which would hide environment and file', () => {
    const defaults = Object.entries(action.inputs).filter(([, one]) => one.default !== undefined);
    expect(defaults.map(([name]) => name)).toEqual(['github-token']);
  });

  it('runs on node24, from dist', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
  });

  it('says the defaults that are really applied', () => {
    const outcome = resolveSettings({
      inputs: { feeds: 'https://a.example/' },
      env: { GEMINI_API_KEYS: 'key-aaaa' },
      fileText: undefined,
      filePath: 'config/production.yaml',
    });
    const origins = outcome.ok ? outcome.origins : [];
    for (const input of INPUTS) {
      const applied = origins.find((one) => one.path === input.path)?.value;
      if (typeof applied !== 'string' && typeof applied !== 'number') continue;
      if (input.name === 'gemini-base-url') continue; // said as "Google's"
      expect([input.name, input.defaultText]).toEqual([input.name, String(applied)]);
    }
    expect(origins.length).toBeGreaterThan(20);
  });
});

describe('the inputs of the contract', () => {
  it('are all there, and each sets one setting', () => {
    expect(INPUTS.map((one) => one.name)).toEqual([
      'config',
      'feeds',
      'gemini-api-keys',
      'github-token',
      'mode',
      'episodes',
      'max-episodes',
      'time-budget-minutes',
      'on-quota',
      'max-quota-wait-hours',
      'state-dir',
      'transcripts-dir',
      'branch',
      'commit',
      'gemini-base-url',
      'youtube-api-key',
      'allow-private-network',
      'shard',
    ]);
    const paths = LEAVES.map((leaf) => leaf.path);
    for (const input of INPUTS.filter((one) => one.name !== 'config')) {
      expect(paths).toContain(input.path);
    }
  });

  it('have environment names made from the path, in capitals', () => {
    expect(envNameOf('run.maxEpisodes')).toBe('PODCAST_RUN_MAX_EPISODES');
    expect(envNameOf('feedsFetch.maxMegabytes')).toBe('PODCAST_FEEDS_FETCH_MAX_MEGABYTES');
    const names = LEAVES.flatMap((leaf) => leaf.env);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('config/', () => {
  it('has the schema that the code goes by', () => {
    expect(read('config/schema.json')).toBe(configSchema());
  });

  it('production.yaml is valid and says the defaults', () => {
    const of = (fileText: string | undefined) =>
      resolveSettings({
        inputs: { feeds: 'https://a.example/' },
        env: { GEMINI_API_KEYS: 'key-aaaa' },
        fileText,
        filePath: 'config/production.yaml',
      });
    const [written, bare] = [of(read('config/production.yaml')), of(undefined)];
    expect(written.ok).toBe(true);
    const settings = (outcome: typeof written) => JSON.stringify(outcome.ok && outcome.settings);
    expect(settings(written)).toBe(settings(bare));
  });

  it('production.yaml stays valid when all its examples are taken up', () => {
    const text = read('config/production.yaml')
      .replaceAll(/^#( {2,}(?:- |[a-zA-Z]+:))/gm, '$1')
      .replaceAll(/^( +)# ([a-zA-Z]+: )/gm, '$1$2');
    const outcome = resolveSettings({
      inputs: {},
      env: { GEMINI_API_KEYS: 'key-aaaa' },
      fileText: text,
      filePath: 'config/production.yaml',
    });
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome.ok && outcome.settings.shows[0]).toMatchObject({
      id: 'my-show',
      speakers: ['Ann Example', 'Bo Example'],
      skip: ['trailer', '/^bonus\\b/'],
    });
    expect(outcome.ok && outcome.settings.limits['default']).toMatchObject({ requestsPerDay: 20 });
  });

  it('production.yaml names every setting', () => {
    const text = read('config/production.yaml');
    const settings = LEAVES.map((leaf) => leaf.path).filter(
      (one) => !/^(keys\.|mode|episodes|shard)/.test(one),
    );
    for (const one of settings) expect(text).toContain(`${one.split('.').at(-1)}:`);
  });
});

describe('tables', () => {
  it('fill marked sections and leave the rest', () => {
    const text = 'a\n<!-- generated:x -->\nold\n<!-- /generated:x -->\nb\n';
    const filled = fillSections(text, { x: 'new' });
    expect(filled).toBe('a\n<!-- generated:x -->\nnew\n<!-- /generated:x -->\nb\n');
    expect(fillSections(filled, { x: 'new' })).toBe(filled);
    expect(() => fillSections('nothing', { x: 'new' })).toThrow('is missing');
  });

  it('have a row for each input and output', () => {
    expect(inputsTable().split('\n')).toHaveLength(INPUTS.length + 2);
    expect(outputsTable().split('\n')).toHaveLength(OUTPUTS.length + 2);
  });
});
