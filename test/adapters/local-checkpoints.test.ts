import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLocalCheckpoints } from '../../src/adapters/local-checkpoints.ts';
import type { Checkpoint, Checkpoints } from '../../src/ports.ts';
import { NEVER } from './github-kit.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function checkpoints(): Checkpoints {
  return makeLocalCheckpoints({ folder, stateDir: 'state' });
}

function piece(name: string, content = name): Checkpoint {
  return { key: `walks/0a1b/${name}`, content };
}

describe('checkpoints in a folder', () => {
  it('keep what was put, for another process to read', async () => {
    expect(await checkpoints().list(NEVER)).toEqual([]);
    expect(await checkpoints().read([piece('a').key], NEVER)).toEqual([]);
    const put = [piece('b'), piece('a'), piece('c')];
    expect(await checkpoints().save({ put, remove: [] }, NEVER)).toEqual({
      kind: 'committed',
      revision: '',
    });
    await checkpoints().save(
      { put: [piece('a', 'new')], remove: [piece('b').key, piece('a').key] },
      NEVER,
    );
    expect(await checkpoints().list(NEVER)).toEqual([piece('a').key, piece('c').key]);
    expect(
      await checkpoints().read(
        put.map(({ key }) => key),
        NEVER,
      ),
    ).toEqual([piece('a', 'new'), piece('c')]);
  });

  it('are ignored by git, lie in the state folder, and leave nothing when they are removed', async () => {
    await checkpoints().save({ put: [piece('a')], remove: [] }, NEVER);
    expect(await readFile(join(folder, 'state/.checkpoints/.gitignore'), 'utf8')).toBe('*\n');
    expect(await readdir(folder)).toEqual(['state']);
    await checkpoints().save({ put: [], remove: [piece('a').key] }, NEVER);
    expect(await readdir(join(folder, 'state'))).toEqual([]);
    expect(await checkpoints().save({ put: [], remove: [piece('a').key] }, NEVER)).toEqual({
      kind: 'unchanged',
    });
  });

  it('take any key, and none leads out of the folder', async () => {
    const odd = ['..', '.gitignore', 'a b', 'x.new', 'ä', 'CON:*?', '100%'].map((name) => ({
      key: `../${name}/${name}`,
      content: name,
    }));
    await checkpoints().save({ put: odd, remove: [] }, NEVER);
    expect(await checkpoints().list(NEVER)).toEqual(odd.map(({ key }) => key).toSorted());
    expect(
      await checkpoints().read(
        odd.map(({ key }) => key),
        NEVER,
      ),
    ).toEqual(odd);
    expect(await readdir(folder)).toEqual(['state']);
    await checkpoints().save({ put: [], remove: odd.map(({ key }) => key) }, NEVER);
    expect(await readdir(join(folder, 'state'))).toEqual([]);
  });

  it('do not count what was half written', async () => {
    await checkpoints().save({ put: [piece('a')], remove: [] }, NEVER);
    await writeFile(join(folder, 'state/.checkpoints/walks/0a1b/b.new'), 'ha');
    expect(await checkpoints().list(NEVER)).toEqual([piece('a').key]);
  });

  it('say when they cannot be saved', async () => {
    await writeFile(join(folder, 'state'), 'a file');
    expect(await checkpoints().save({ put: [piece('a')], remove: [] }, NEVER)).toMatchObject({
      kind: 'failed',
      error: { code: 'folder-not-writable' },
    });
  });
});
