import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { LEAVES, setAt, type Leaf } from '../../src/config-layers.ts';
import { INPUTS, resolveSettings } from '../../src/config.ts';

/** A value that differs from the default, as text and as it stands in a file. */
const VALUES: Readonly<Record<string, string | number | boolean | string[]>> = {
  feeds: ['https://b.example/feed'],
  models: ['gemini-other'],
  'limits.default.requestsPerMinute': 6,
  'limits.default.requestsPerDay': 50,
  'limits.default.tokensPerMinute': 200_000,
  'limits.default.tokensPerDay': 4_000_000,
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
