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
    const link = 'it is a link, which is not followed';
    expect(await tree.list(NEVER)).toEqual({
      paths: ['b/a.vtt', 'b/deep/c.md', 'z.json'],
      skipped: [
        { path: 'link.json', reason: link },
        { path: 'round', reason: link },
      ],
    });
    expect(await tree.read('b/a.vtt', NEVER)).toBe('b/a.vtt');
  });

  it('names a file whose name is not UTF-8', async () => {
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9, 0x2e, 0x76])]),
      '',
    );
    expect(await makeLocalTree(folder).list(NEVER)).toEqual({
      paths: [],
      skipped: [{ path: 'caf\ufffd.v', reason: 'its name is not UTF-8' }],
    });
  });

  it('is empty when it is not there, or is a file', async () => {
    const nothing = { paths: [], skipped: [] };
    expect(await makeLocalTree(join(folder, 'none')).list(NEVER)).toEqual(nothing);
    writeFileSync(join(folder, 'file'), '');
    expect(await makeLocalTree(join(folder, 'file')).list(NEVER)).toEqual(nothing);
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
