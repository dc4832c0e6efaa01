import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLocalTree } from '../../src/adapters/local-tree.ts';

const NEVER = new AbortController().signal;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tree-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder that is looked through', () => {
  it('lists its files at any depth, sorted, without hidden ones and links', async () => {
    mkdirSync(join(folder, 'b', 'deep'), { recursive: true });
    mkdirSync(join(folder, '.git'));
    for (const path of ['z.json', 'b/a.vtt', 'b/deep/c.md', '.git/config', '.hidden']) {
      writeFileSync(join(folder, path), path);
    }
    symlinkSync(folder, join(folder, 'round'));
    symlinkSync(join(folder, 'z.json'), join(folder, 'link.json'));
    const tree = makeLocalTree(folder);
    expect(await tree.list(NEVER)).toEqual(['b/a.vtt', 'b/deep/c.md', 'z.json']);
    expect(await tree.read('b/a.vtt', NEVER)).toBe('b/a.vtt');
  });

  it('is empty when it is not there, or is a file', async () => {
    expect(await makeLocalTree(join(folder, 'none')).list(NEVER)).toEqual([]);
    writeFileSync(join(folder, 'file'), '');
    expect(await makeLocalTree(join(folder, 'file')).list(NEVER)).toEqual([]);
    expect(await makeLocalTree(folder).read('none.json', NEVER)).toBeUndefined();
  });

  it('does not read what is far too large for a transcript', async () => {
    const file = join(folder, 'large.json');
    writeFileSync(file, '');
    truncateSync(file, 64 * 1024 * 1024 + 1);
    await expect(makeLocalTree(folder).read('large.json', NEVER)).rejects.toMatchObject({
      problem: { code: 'file-too-large' },
    });
  });

  it('that cannot be read is a fault that names it', async () => {
    mkdirSync(join(folder, 'a.json'));
    await expect(makeLocalTree(folder).read('a.json', NEVER)).rejects.toMatchObject({
      problem: { code: 'file-unreadable', message: expect.stringContaining('a.json') },
    });
  });

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('enough'));
    const tree = makeLocalTree(folder);
    await expect(tree.list(stopped)).rejects.toThrow('enough');
    await expect(tree.read('a', stopped)).rejects.toThrow('enough');
  });
});
