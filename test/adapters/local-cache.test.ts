import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLocalCache } from '../../src/adapters/local-cache.ts';
import type { Cache, Log } from '../../src/ports.ts';

const ignore = (): void => {};
const log: Log = {
  debug: ignore,
  info: ignore,
  warning: ignore,
  error: ignore,
  group: ignore,
  endGroup: ignore,
};
const signal = new AbortController().signal;
let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'local-cache-'));
  folder = join(root, 'cache');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function cache(maxBytes = 1_000): Cache {
  return makeLocalCache({ folder, maxBytes, log });
}

function file(content: string): { path: string } {
  const path = join(mkdtempSync(join(root, 'file-')), 'audio.mp3');
  writeFileSync(path, content);
  return { path };
}

/** What the cache gives for a key; undefined for a miss. */
async function get(from: Cache, key: string): Promise<string | undefined> {
  const target = { path: join(mkdtempSync(join(root, 'target-')), 'below', 'audio.mp3') };
  return (await from.restore(key, target, signal)) ? readFileSync(target.path, 'utf8') : undefined;
}

/** Makes every entry look used that many days ago. */
function age(days: number): void {
  const then = Date.now() / 1000 - days * 86_400;
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), then, then);
}

describe('makeLocalCache', () => {
  it('gives back what an earlier process saved, and misses the rest', async () => {
    await cache().save('show/../../e1', file('sound'), signal);
    expect(await get(cache(), 'show/../../e1')).toBe('sound');
    expect(await get(cache(), 'show/e1')).toBeUndefined();
    expect(readdirSync(root).filter((name) => !/^(file|target)-/.test(name))).toEqual(['cache']);
  });

  it('replaces an entry', async () => {
    await cache().save('key', file('old'), signal);
    await cache().save('key', file('new'), signal);
    expect(await get(cache(), 'key')).toBe('new');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('stays within its size and drops what was used longest ago', async () => {
    const small = cache(25);
    await small.save('a', file('a'.repeat(10)), signal);
    age(3);
    await small.save('b', file('b'.repeat(10)), signal);
    age(2);
    expect(await get(small, 'a')).toBe('a'.repeat(10));
    await small.save('c', file('c'.repeat(10)), signal);
    expect([await get(small, 'a'), await get(small, 'b'), await get(small, 'c')]).toEqual([
      'a'.repeat(10),
      undefined,
      'c'.repeat(10),
    ]);
  });

  it('keeps nothing that is larger than the whole cache, and throws nothing out for it', async () => {
    const small = cache(20);
    await small.save('a', file('a'.repeat(15)), signal);
    await small.save('big', file('b'.repeat(21)), signal);
    expect([await get(small, 'a'), await get(small, 'big')]).toEqual(['a'.repeat(15), undefined]);
  });

  it('clears away what a process that died had begun to write', async () => {
    await cache().save('a', file('a'), signal);
    writeFileSync(join(folder, 'left.part'), 'half');
    age(2);
    writeFileSync(join(folder, 'fresh.part'), 'half');
    await cache().save('b', file('b'), signal);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual(['fresh.part']);
  });

  it('takes a fault for a miss', async () => {
    writeFileSync(folder, 'a file where the folder should be');
    await cache().save('key', file('sound'), signal);
    expect(await get(cache(), 'key')).toBeUndefined();
    await cache().save('key', { path: join(root, 'missing') }, signal);
  });

  it('rejects with the reason of the signal', async () => {
    const aborted = AbortSignal.abort('enough');
    await expect(cache().save('key', file('x'), aborted)).rejects.toBe('enough');
    await expect(cache().restore('key', file('x'), aborted)).rejects.toBe('enough');
  });
});
