import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { LEAVES, setAt, type Leaf } from '../../src/config-layers.ts';
import { INPUTS, resolveSettings, type Settings } from '../../src/config.ts';

const SRC = path.join(import.meta.dirname, '../../src');

/** A value that differs from the default, as text and as it stands in a file. */
const VALUES: Readonly<Record<string, string | number | boolean | string[]>> = {
  feeds: ['https://b.example/feed'],
  models: ['gemini-other'],
  'transcription.chunkMinutes': 'auto',
  'transcription.concurrency': 7,
  'transcription.episodesAtOnce': 3,
  'transcription.language': 'pt-BR',
  'transcription.inlineMaxMegabytes': 12.5,
  'transcription.requestTimeoutMinutes': 9,
  'transcription.idleTimeoutSeconds': 90,
  'transcription.coverage': 0.9,
  'transcription.maxRequestsPerEpisode': 99,
  'audio.maxMegabytes': 500,
  'audio.maxEpisodeMinutes': 240,
  'audio.downloadTimeoutMinutes': 20,
  'audio.idleTimeoutSeconds': 45,
  'feedsFetch.concurrency': 3,
  'feedsFetch.timeoutSeconds': 30,
  'feedsFetch.maxMegabytes': 10,
  'run.maxEpisodes': 11,
  'run.timeBudgetMinutes': 100,
  'run.onQuota': 'wait',
  'run.maxQuotaWaitHours': 2,
  'run.order': 'oldest',
  'run.maxAttempts': 2,
  'breaker.failures': 9,
  'output.formats': ['srt', 'vtt'],
  'output.fileNamePattern': '<id>',
  'output.stateDir': 'kept/state',
  'output.transcriptsDir': 'kept/transcripts',
  'output.speakerColours': true,
  'output.branch': 'results',
  'output.commit': false,
  'gemini.baseUrl': 'https://gateway.example/gemini',
  'network.allowPrivate': ['10.0.0.0/8', 'nas.local:8080'],
  mode: 'dry-run',
  episodes: ['abcdef0123456789'],
  shard: '2/4',
  'keys.gemini': ['key-aaaa', 'key-bbbb'],
  'keys.github': 'token-aaaa',
  'keys.youtube': 'key-cccc',
};

function asText(value: (typeof VALUES)[string]): string {
  return Array.isArray(value) ? value.join('\n') : String(value);
}

/** The settings that one layer gives, with just this value set; as JSON, secrets hidden. */
function settingsFrom(layer: 'input' | 'environment' | 'file', leaf: Leaf): string {
  const value = VALUES[leaf.path] ?? '';
  const file: Record<string, unknown> = {};
  if (layer === 'file') setAt(file, leaf.path, value);
  const input = INPUTS.find((one) => one.path === leaf.path)?.name ?? leaf.path;
  const outcome = resolveSettings({
    inputs: layer === 'input' ? { [input]: asText(value) } : {},
    env: layer === 'environment' ? { [leaf.env[0] ?? '']: asText(value) } : {},
    fileText: stringify(file),
    filePath: 'config/production.yaml',
    needs: { keys: false, feeds: false },
  });
  if (!outcome.ok) throw new Error(outcome.problems.map((one) => one.message).join('\n'));
  return JSON.stringify(outcome.settings);
}

describe('every setting', () => {
  const empty = resolveSettings({
    inputs: {},
    env: {},
    fileText: undefined,
    filePath: 'config/production.yaml',
    needs: { keys: false, feeds: false },
  });
  const defaults = JSON.stringify(empty.ok && empty.settings);

  it('has a value to be tried with', () => {
    expect(Object.keys(VALUES).toSorted()).toEqual(LEAVES.map((leaf) => leaf.path).toSorted());
  });

  it.each(LEAVES.map((leaf) => [leaf.path, leaf] as const))(
    '%s is the same from an input, from the environment and from the file',
    (name, leaf) => {
      const fromInput = settingsFrom('input', leaf);
      expect(fromInput).not.toBe(defaults);
      expect(settingsFrom('environment', leaf)).toBe(fromInput);
      // What only a run is told is refused in the file, with its own test.
      const inFile = !/^(?:keys\.|mode$|episodes$|shard$)/.test(name);
      expect(inFile ? settingsFrom('file', leaf) : fromInput).toBe(fromInput);
    },
  );
});

/** Names of properties that a file reads: `x.name`, `{ name } = x`. */
function readNames(text: string): Set<string> {
  const names = new Set<string>();
  const { program } = parseSync('x.ts', text, { lang: 'ts' });
  new Visitor({
    MemberExpression: (node) => {
      if (!node.computed && node.property.type === 'Identifier') names.add(node.property.name);
    },
    ObjectPattern: (node) => {
      for (const one of node.properties) {
        if (one.type === 'Property' && one.key.type === 'Identifier') names.add(one.key.name);
      }
    },
  }).visit(program);
  return names;
}

/** Keys of the settings, deeply, by their last name. */
function keysOf(value: object): string[] {
  return Object.entries(value).flatMap(([key, one]) => {
    const nested = typeof one === 'object' && one !== null && !Array.isArray(one);
    const opaque = ['limits', 'prices', 'githubToken', 'youtubeApiKey', 'shard'].includes(key);
    return [key, ...(nested && !opaque ? keysOf(one as object) : [])];
  });
}

describe('no setting is idle', () => {
  const readers = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !path.basename(file).startsWith('config'))
    .map((file) => readFileSync(path.join(SRC, file), 'utf8'))
    .filter((text) => /\b(?:settings|preferences)\b/i.test(text));
  const read = new Set(readers.flatMap((text) => [...readNames(text)]));

  it('every key of the settings is read by code beside the configuration itself', () => {
    const outcome = resolveSettings({
      inputs: Object.fromEntries(
        Object.entries(VALUES)
          .filter(([name]) => name !== 'feeds')
          .map(([name, value]) => [name, asText(value)]),
      ),
      env: {},
      fileText: [
        'shows:',
        '  - { url: "https://a.example/", id: a, title: A, language: en, speakers: [B],',
        '      vocabulary: [C], order: oldest, since: 2026-01-01, maxEpisodes: 3,',
        '      maxEpisodeMinutes: 60, skip: [x], enabled: true }',
      ].join('\n'),
      filePath: 'config/production.yaml',
    });
    if (!outcome.ok) throw new Error(outcome.problems.map((one) => one.message).join('\n'));
    const settings: Settings = outcome.settings;
    const keys = new Set([...keysOf(settings), ...settings.shows.flatMap((show) => keysOf(show))]);
    expect(keys.size).toBeGreaterThan(45);
    expect([...keys].filter((key) => !read.has(key))).toEqual([]);
  });

  it('an idle key would be seen', () => {
    expect(readNames("const { a, b: c } = settings; settings.d.e; settings['f']; g = 1;")).toEqual(
      new Set(['a', 'b', 'd', 'e']),
    );
  });
});
