import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeActionsArtifacts } from '../../src/adapters/actions-artifacts.ts';
import type { Log } from '../../src/ports.ts';
import { startActionsServices } from '../sandbox/actions-services.ts';
import type { ActionsServices } from '../sandbox/actions-services.ts';

let services: ActionsServices;
let folder: string;
let warnings: string[];
let log: Log;

beforeEach(async () => {
  services = await startActionsServices();
  folder = mkdtempSync(join(tmpdir(), 'actions-artifacts-'));
  warnings = [];
  const ignore = (): void => {};
  log = {
    debug: ignore,
    info: ignore,
    warning: (message) => void warnings.push(message),
    error: (message) => void warnings.push(message),
    group: ignore,
    endGroup: ignore,
  };
  for (const [name, value] of Object.entries(services.environment)) vi.stubEnv(name, value);
  vi.stubEnv('GITHUB_WORKSPACE', folder);
  // The SDK's own lines go to standard output.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await services.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string | Buffer): { path: string } {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return { path };
}

const signal = new AbortController().signal;

describe('makeActionsArtifacts', () => {
  it('uploads files that the user can download under one name, byte for byte', async () => {
    const noise = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * i) % 251));
    const files = [file('report.json', '{"completed":3}'), file('replies/1.bin', noise)];
    await makeActionsArtifacts({ log }).upload('report', files, signal);
    const [artifact] = services.artifacts();
    expect(artifact).toMatchObject({ name: 'report', finalized: true });
    expect([...(artifact?.files.keys() ?? [])].toSorted()).toEqual([
      'replies/1.bin',
      'report.json',
    ]);
    expect(artifact?.files.get('report.json')?.toString()).toBe('{"completed":3}');
    expect(artifact?.files.get('replies/1.bin')?.equals(noise)).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('leaves out files that do not exist, and uploads nothing of nothing', async () => {
    const artifacts = makeActionsArtifacts({ log });
    const missing = { path: join(folder, 'missing') };
    await artifacts.upload('none', [missing], signal);
    await artifacts.upload('some', [missing, file('a.txt', 'a')], signal);
    expect(services.artifacts().map(({ name, files }) => [name, [...files.keys()]])).toEqual([
      ['some', ['a.txt']],
    ]);
  });

  it('numbers a name that another job of the run has taken', async () => {
    const artifacts = makeActionsArtifacts({ log });
    for (const content of ['1', '2', '3'])
      await artifacts.upload('report', [file('a', content)], signal);
    expect(
      services.artifacts().map(({ name, files }) => [name, files.get('a')?.toString()]),
    ).toEqual([
      ['report', '1'],
      ['report-2', '2'],
      ['report-3', '3'],
    ]);
    expect(warnings).toEqual([]);
  });

  it('makes a name that the service takes', async () => {
    await makeActionsArtifacts({ log }).upload('a/b: "c"\n', [file('a', '1')], signal);
    expect(services.artifacts().map(({ name }) => name)).toEqual(['a-b- -c--']);
  });

  it('warns when the service refuses or stays silent, and goes on', async () => {
    const artifacts = makeActionsArtifacts({ log, timeoutMs: 150 });
    services.fault({ path: 'CreateArtifact', times: 1, effect: { kind: 'answer', status: 403 } });
    await artifacts.upload('refused', [file('a', '1')], signal);
    services.fault({ path: 'CreateArtifact', effect: { kind: 'hang' } });
    await artifacts.upload('silent', [file('a', '1')], signal);
    expect(warnings).toEqual([
      expect.stringMatching(/^The artifact refused could not be uploaded: .*403/),
      expect.stringMatching(/^The artifact silent could not be uploaded: no end after/),
    ]);
  });

  it('rejects with the reason of the signal', async () => {
    const artifacts = makeActionsArtifacts({ log });
    const reason = new Error('cancelled');
    await expect(artifacts.upload('x', [file('a', '1')], AbortSignal.abort(reason))).rejects.toBe(
      reason,
    );
    services.fault({ path: 'CreateArtifact', effect: { kind: 'hang' } });
    const controller = new AbortController();
    const pending = artifacts.upload('x', [file('a', '1')], controller.signal);
    await vi.waitFor(() => expect(services.requests).toHaveLength(1));
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  it('does nothing where there is no artifact service', async () => {
    vi.stubEnv('ACTIONS_RESULTS_URL', undefined);
    await makeActionsArtifacts({ log }).upload('x', [file('a', '1')], signal);
    expect(services.requests).toEqual([]);
    expect(warnings).toEqual([]);
  });
});
