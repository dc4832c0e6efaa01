import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeActionsCache } from '../../src/adapters/actions-cache.ts';
import type { Log } from '../../src/ports.ts';
import { listCacheArchive, startActionsServices } from '../sandbox/actions-services.ts';
import type { ActionsServices } from '../sandbox/actions-services.ts';

let services: ActionsServices;
let folder: string;
let lines: string[];
let log: Log;

beforeEach(async () => {
  services = await startActionsServices();
  folder = mkdtempSync(join(tmpdir(), 'actions-cache-'));
  lines = [];
  const note = (message: string): void => void lines.push(message);
  log = { debug: note, info: note, warning: note, error: note, group: note, endGroup: () => {} };
  for (const [name, value] of Object.entries(services.environment)) vi.stubEnv(name, value);
  vi.stubEnv('RUNNER_TEMP', folder);
  vi.stubEnv('GITHUB_WORKSPACE', join(folder, 'workspace'));
  await mkdir(join(folder, 'workspace'));
  // The SDK's own lines go to standard output.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await services.close();
  rmSync(folder, { recursive: true, force: true });
});

function scratchFile(run: string, content?: Buffer | string): { path: string } {
  const path = join(mkdtempSync(join(folder, `${run}-`)), 'audio.mp3');
  if (content !== undefined) writeFileSync(path, content);
  return { path };
}

/** Bytes that no compression makes smaller, the same in every run. */
function noise(bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  for (let i = 0, state = 1; i < bytes; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    content[i] = state >>> 24;
  }
  return content;
}

const signal = new AbortController().signal;

describe('makeActionsCache', () => {
  it('puts a file back in a later run whose scratch folder has another name', async () => {
    // Larger than the 4 MB that the SDK fetches at a time.
    const audio = noise(9_000_000);
    await makeActionsCache({ log }).save('show/e1/sha', scratchFile('run1', audio), signal);
    const target = scratchFile('run2');
    expect(await makeActionsCache({ log }).restore('show/e1/sha', target, signal)).toBe(true);
    expect(readFileSync(target.path).equals(audio)).toBe(true);
    expect(services.caches().map(({ key, finalized }) => ({ key, finalized }))).toEqual([
      { key: 'show/e1/sha', finalized: true },
    ]);
    const [entry] = services.caches();
    expect(entry?.archive.length).toBeGreaterThan(8_000_000);
    expect(entry === undefined ? [] : listCacheArchive(entry)).toHaveLength(1);
  });

  it('leaves the file that it saved in its place', async () => {
    const file = scratchFile('run', 'sound');
    await makeActionsCache({ log }).save('key', file, signal);
    expect(readFileSync(file.path, 'utf8')).toBe('sound');
  });

  it('misses what was never saved', async () => {
    expect(await makeActionsCache({ log }).restore('nothing', scratchFile('run'), signal)).toBe(
      false,
    );
  });

  it('does not take an entry whose key merely begins with the one asked for', async () => {
    const cache = makeActionsCache({ log });
    await cache.save('show/e1', scratchFile('a', 'other'), signal);
    await cache.save('show/e12', scratchFile('b', 'other'), signal);
    expect(await cache.restore('show/e', scratchFile('c'), signal)).toBe(false);
  });

  it('tells long keys and keys with commas apart, and sends none that the service refuses', async () => {
    const cache = makeActionsCache({ log });
    const keys = [`${'x'.repeat(600)}1`, `${'x'.repeat(600)}2`, 'a,b', 'a;b'];
    for (const key of keys) await cache.save(key, scratchFile('run', key), signal);
    for (const key of keys) {
      const target = scratchFile('back');
      expect(await cache.restore(key, target, signal)).toBe(true);
      expect(readFileSync(target.path, 'utf8')).toBe(key);
    }
    for (const { key } of services.caches()) {
      expect(key.length).toBeLessThanOrEqual(512);
      expect(key).not.toContain(',');
    }
  });

  it('takes a second save under the same key in silence', async () => {
    const cache = makeActionsCache({ log });
    await cache.save('key', scratchFile('a', 'first'), signal);
    await cache.save('key', scratchFile('b', 'second'), signal);
    const target = scratchFile('c');
    expect(await cache.restore('key', target, signal)).toBe(true);
    expect(readFileSync(target.path, 'utf8')).toBe('first');
  });

  it('misses when the service refuses, and saves nothing', async () => {
    services.fault({ path: '/twirp/', effect: { kind: 'answer', status: 403 } });
    const cache = makeActionsCache({ log });
    await cache.save('key', scratchFile('a', 'x'), signal);
    expect(await cache.restore('key', scratchFile('b'), signal)).toBe(false);
    expect(services.caches()).toEqual([]);
  });

  it('gives a silent service up after its time, and after the second time for good', async () => {
    services.fault({ path: '/twirp/', effect: { kind: 'hang' } });
    const cache = makeActionsCache({ log, timeoutMs: 150 });
    const saved = scratchFile('a', 'x');
    await cache.save('key', saved, signal);
    expect(await cache.restore('key', scratchFile('b'), signal)).toBe(false);
    expect(lines.at(-1)).toContain('not used for the rest of this run');
    const before = services.requests.length;
    expect(await cache.restore('key', scratchFile('c'), signal)).toBe(false);
    expect(services.requests).toHaveLength(before);
  });

  it('rejects with the reason of the signal, before and during a call', async () => {
    services.fault({ path: '/twirp/', effect: { kind: 'hang' } });
    const cache = makeActionsCache({ log });
    const reason = new Error('cancelled');
    await expect(cache.restore('key', scratchFile('a'), AbortSignal.abort(reason))).rejects.toBe(
      reason,
    );
    const controller = new AbortController();
    const pending = cache.save('key', scratchFile('b', 'x'), controller.signal);
    await vi.waitFor(() => expect(services.requests).toHaveLength(1));
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  it('misses at once where there is no cache service', async () => {
    vi.stubEnv('ACTIONS_RESULTS_URL', undefined);
    const cache = makeActionsCache({ log });
    await cache.save('key', scratchFile('a', 'x'), signal);
    expect(await cache.restore('key', scratchFile('b'), signal)).toBe(false);
    expect(services.requests).toEqual([]);
  });
});
