import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/config.ts';
import type { Settings } from '../../src/config.ts';
import type { Ports } from '../../src/ports.ts';
import { apiKeyOf, execute, openPorts, secretsOf } from '../../src/wire.ts';
import { makeLog } from '../pipeline/kit.ts';
import { EFFECTS_ELSEWHERE } from './effects-elsewhere.ts';

const { signal } = new AbortController();
const CHANGES = {
  message: 'Say hello',
  files: [{ kind: 'write', path: 'state/a.txt', content: 'b' }],
};

let folder: string;
let server: Server;
let address: string;
let seen: Pick<IncomingMessage, 'url' | 'headers'>[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'effects-'));
  seen = [];
  server = createServer((request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    request.resume();
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function settingsOf(inputs: Readonly<Record<string, string>>): Settings {
  const outcome = resolveSettings({
    inputs,
    env: {},
    fileText: undefined,
    filePath: 'config/production.yaml',
    needs: { keys: false, feeds: false },
  });
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('; '));
  return outcome.settings;
}

/** The environment of a job whose GitHub is the server of this test. */
function job(): Readonly<Record<string, string>> {
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'someone/shows',
    GITHUB_API_URL: address,
    GITHUB_REF_NAME: 'main',
    RUNNER_TEMP: folder,
  };
}

function portsWith(inputs: Readonly<Record<string, string>>): Ports {
  const settings = settingsOf({ 'github-token': 'ghs_OfThisTest', ...inputs });
  return openPorts({ settings, env: job(), log: makeLog(), folder }).ports;
}

/** What the first request to GitHub was. */
async function githubAsked(inputs: Readonly<Record<string, string>>) {
  await portsWith(inputs)
    .store.open(signal)
    .catch(() => undefined);
  return seen[0];
}

describe('settings of the outer world', () => {
  it('gemini.baseUrl is where the model is asked, with the keys of keys.gemini', async () => {
    const inputs = {
      'gemini-base-url': `${address}/gate/`,
      'gemini-api-keys': 'AIzaFirst,AIzaSecond',
    };
    const keys = settingsOf(inputs).gemini.keys.map((key) => apiKeyOf(key.reveal()));
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      const outcome = await portsWith(inputs).model.generate({
        key,
        model: 'gemini-flash-latest',
        systemInstruction: 'Be brief.',
        prompt: 'Say OK.',
        maxOutputTokens: 64,
        timeoutMs: 5_000,
        idleTimeoutMs: 5_000,
        signal,
      });
      expect(outcome.kind).toBe('failed');
    }
    expect(seen.map(({ url }) => url?.startsWith('/gate/v1beta/models/gemini-flash'))).toEqual([
      true,
      true,
    ]);
    expect(seen.map(({ headers }) => headers['x-goog-api-key'])).toEqual([
      'AIzaFirst',
      'AIzaSecond',
    ]);
  });

  it.each([
    ['', 'failed', 0],
    ['10.0.0.0/8', 'failed', 0],
    ['127.0.0.1', 'response', 1],
    ['true', 'response', 1],
  ])('network.allowPrivate of %j: %s', async (value, kind, requests) => {
    const { http } = portsWith({ 'allow-private-network': value });
    const outcome = await http.get({ url: `${address}/feed.xml`, idleTimeoutMs: 5_000, signal });
    if (outcome.kind === 'response') outcome.discard();
    expect(outcome.kind).toBe(kind);
    expect(seen).toHaveLength(requests);
  });

  it('keys.github is shown to GitHub', async () => {
    const asked = await githubAsked({ 'github-token': 'ghs_Another' });
    expect(asked?.headers.authorization).toMatch(/ghs_Another$/u);
  });

  it.each([
    [{}, 'main'],
    [{ branch: 'texts' }, 'texts'],
  ])('output.branch: %j reads %s', async (inputs, branch) => {
    const asked = await githubAsked(inputs);
    expect(asked?.url).toMatch(new RegExp(`/${branch}$`, 'u'));
  });

  it('output.commit: false writes to the workspace and leaves GitHub alone', async () => {
    const { store } = portsWith({ commit: 'false' });
    const outcome = await store.commit(CHANGES as Parameters<typeof store.commit>[0], signal);
    expect(outcome.kind).toBe('committed');
    expect(existsSync(join(folder, 'state/a.txt'))).toBe(true);
    expect(seen).toEqual([]);
  });

  it.each([
    ['health', 'Healthy'],
    ['reset-circuit', 'No breaker was open'],
    ['reset-state', 'no state to reset'],
  ])('mode: %s', async (mode, said) => {
    const settings = settingsOf({ mode });
    const { summary } = await execute({ settings, env: {}, log: makeLog(), folder });
    expect(summary).toContain(said);
  });

  it('a key in quotes is masked as it is used: without them', () => {
    const secrets = secretsOf({ GEMINI_API_KEYS: '"AIzaQuoted01","AIzaQuoted02"' }, {});
    expect(secrets).toEqual(expect.arrayContaining(['AIzaQuoted01', 'AIzaQuoted02']));
  });

  it('are all that is said to be tested here', () => {
    expect(new Set(Object.values(EFFECTS_ELSEWHERE))).toEqual(
      new Set(['test/config/effects-wire.test.ts']),
    );
    expect(Object.keys(EFFECTS_ELSEWHERE)).toHaveLength(7);
  });
});
