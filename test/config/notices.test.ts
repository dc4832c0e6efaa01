import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keysElsewhere, privateByFile, resolveSettings } from '../../src/config.ts';
import type { Settings, SettingOrigin } from '../../src/config.ts';

const KEY = 'AIzaOfThisTest-0123456789';

function resolved(
  fileText: string,
  inputs: Readonly<Record<string, string>> = {},
): readonly [Settings, readonly SettingOrigin[]] {
  const outcome = resolveSettings({
    inputs: { 'gemini-api-keys': KEY, feeds: 'https://a.example/feed', ...inputs },
    env: {},
    fileText,
    filePath: 'config/production.yaml',
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return [outcome.settings, outcome.origins];
}

// A repository that was cloned could send the keys of whoever ran it to a host of its author's.
describe('a config file that sends the keys elsewhere', () => {
  const GATE = 'models: [gemini-flash-latest]\ngemini:\n  baseUrl: https://gate.example/g';

  it('is named with the host and the line', () => {
    expect(keysElsewhere(...resolved(GATE))).toMatch(
      /go to gate\.example instead of Google, since config\/production\.yaml:3 says so/u,
    );
    const plain = GATE.replace('https://gate.example', 'http://127.0.0.1:9');
    expect(keysElsewhere(...resolved(plain))).toContain('127.0.0.1:9 (not encrypted)');
    // A host whose name begins as Google's does.
    const near = GATE.replace('gate.example', 'generativelanguage.googleapis.com.gate.example');
    expect(keysElsewhere(...resolved(near))).toContain('googleapis.com.gate.example');
  });

  it('is no matter where it is Google, was said otherwise, or there is no key', () => {
    const google = GATE.replace('gate.example/g', 'generativelanguage.googleapis.com');
    expect(keysElsewhere(...resolved(google))).toBeUndefined();
    expect(keysElsewhere(...resolved(''))).toBeUndefined();
    const input = { 'gemini-base-url': 'https://mine.example' };
    expect(keysElsewhere(...resolved(GATE, input))).toBeUndefined();
    const keyless = { 'gemini-api-keys': '', mode: 'health' };
    expect(keysElsewhere(...resolved(GATE, keyless))).toBeUndefined();
  });
});

describe('a config file that opens private networks', () => {
  it('is named with what it opens', () => {
    const file = 'network:\n  allowPrivate: [10.0.0.0/8, nas.local]';
    expect(privateByFile(...resolved(file))).toMatch(
      /from 10\.0\.0\.0\/8, nas\.local in private networks, since config\/production\.yaml:2/u,
    );
    expect(privateByFile(...resolved('network:\n  allowPrivate: true'))).toContain('any private');
    expect(privateByFile(...resolved('network:\n  allowPrivate: false'))).toBeUndefined();
    expect(privateByFile(...resolved(''))).toBeUndefined();
    const input = { 'allow-private-network': '10.0.0.1' };
    expect(privateByFile(...resolved(file, input))).toBeUndefined();
  });
});

describe('both entries', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'notices-'));
    mkdirSync(join(folder, 'config'));
    writeFileSync(
      join(folder, 'config/production.yaml'),
      'gemini:\n  baseUrl: http://127.0.0.1:9/g\nnetwork:\n  allowPrivate: [127.0.0.1]\n',
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function said(entry: string, args: readonly string[], env: Record<string, string>) {
    const program = join(import.meta.dirname, '../../src', entry);
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], GEMINI_API_KEYS: KEY, RUNNER_TEMP: folder, ...env },
    });
    return new Promise<string>((resolve) => {
      let text = '';
      child.stdout.on('data', (part: Buffer) => (text += part.toString()));
      child.stderr.on('data', (part: Buffer) => (text += part.toString()));
      child.on('close', () => resolve(text));
    });
  }

  it('say it before anything else is done', async () => {
    const feed = 'http://127.0.0.1:9/feed.xml';
    const run = await said('cli.ts', ['run', '--dry-run', '--feed-url', feed], {});
    expect(run.indexOf('keys and the audio go to 127.0.0.1:9')).toBeGreaterThanOrEqual(0);
    expect(run).toContain('config/production.yaml:4 says so (network.allowPrivate)');
    expect(run.indexOf('go to 127.0.0.1:9')).toBeLessThan(run.indexOf('Reading the state'));
    // Nothing is sent to a model by this one.
    expect(await said('cli.ts', ['state', 'show'], {})).not.toContain('go to 127.0.0.1:9');
    const other = { PODCAST_PLAYER_THEME: 'dark' };
    const job = await said('action.ts', [], { INPUT_MODE: 'dry-run', INPUT_FEEDS: feed, ...other });
    expect(job).toMatch(/^::warning title=PODCAST_ variables::PODCAST_PLAYER_THEME: no setting/mu);
    expect(job).toMatch(/^::warning title=gemini\.baseUrl::The Gemini keys .* 127\.0\.0\.1:9/mu);
    expect(run + job).not.toContain(KEY.slice(4));
  });
});
