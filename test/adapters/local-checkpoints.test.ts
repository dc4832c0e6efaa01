import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
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

  // A repository held `.checkpoints/.gitignore` as a link to a file of its user's.
  it('follow no symbolic link', async () => {
    const precious = join(folder, 'precious');
    await writeFile(precious, 'precious');
    const root = join(folder, 'state/.checkpoints');
    await mkdir(join(root, 'walks/0a1b'), { recursive: true });
    for (const link of ['.gitignore', 'walks/0a1b/a.new', 'walks/0a1b/a']) {
      await rm(join(root, link), { force: true });
      await symlink(precious, join(root, link));
      await checkpoints().save({ put: [piece('a')], remove: [] }, NEVER);
      expect(await readFile(precious, 'utf8')).toBe('precious');
    }
    await rm(join(root, 'walks'), { recursive: true });
    await symlink(folder, join(root, 'walks'));
    const refused = { kind: 'failed', error: { code: 'symbolic-link' }, retryable: false };
    expect(await checkpoints().save({ put: [piece('a')], remove: [] }, NEVER)).toMatchObject(
      refused,
    );
    expect(await checkpoints().save({ put: [], remove: ['walks/precious'] }, NEVER)).toMatchObject(
      refused,
    );
    await expect(checkpoints().read(['walks/precious'], NEVER)).rejects.toThrow('symbolic link');
    expect(await readFile(precious, 'utf8')).toBe('precious');
  });

  it('leave out files whose names they never gave', async () => {
    await mkdir(join(folder, 'state/.checkpoints'), { recursive: true });
    await writeFile(join(folder, 'state/.checkpoints/%zz'), 'x');
    expect(await checkpoints().list(NEVER)).toEqual([]);
  });
});
