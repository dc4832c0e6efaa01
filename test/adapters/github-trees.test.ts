import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobSha, makeTreeCache, treeSha } from '../../src/adapters/github-trees.ts';
import type { Listing, TreeEntry } from '../../src/adapters/github-trees.ts';
import { startGithub } from '../sandbox/github.ts';
import type { Github } from '../sandbox/github.ts';

let github: Github;
beforeAll(async () => {
  github = await startGithub({
    files: {
      'a.txt': 'a',
      'a/one.txt': 'one',
      'a-b/two.txt': 'two',
      a0: 'x',
      'ü/é.txt': 'accents',
      'state/feeds/x.json': 'x',
      'state/quota.json': 'q',
    },
  });
});
afterAll(async () => {
  await github.close();
});

async function rows(revision: string): Promise<({ readonly path: string } & TreeEntry)[]> {
  const text = await github.git(['ls-tree', '-r', '-t', '-z', revision]);
  return text.split('\0').flatMap((line) => {
    const match = /^(\d+) (\w+) ([0-9a-f]+)\t(.+)$/s.exec(line);
    return match === null
      ? []
      : [{ mode: match[1] ?? '', type: match[2] ?? '', sha: match[3] ?? '', path: match[4] ?? '' }];
  });
}

describe('ids of files and folders', () => {
  it('are those of git', async () => {
    expect(blobSha('')).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
    expect(treeSha(new Map())).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
    for (const [folder, id] of [
      ['', 'HEAD^{tree}'],
      ['a/', 'HEAD:a'],
      ['ü/', 'HEAD:ü'],
    ] as const) {
      const direct = (await rows('HEAD')).filter(
        ({ path }) => path.startsWith(folder) && !path.slice(folder.length).includes('/'),
      );
      const listing: Listing = new Map(
        direct.map(({ path, ...entry }) => [path.slice(folder.length), entry]),
      );
      expect(treeSha(listing)).toBe((await github.git(['rev-parse', id])).trim());
    }
  });
});

describe('the cache of listings', () => {
  it('computes the folders that git makes of any edits', async () => {
    const paths = [
      'a.txt',
      'a/one.txt',
      'a/new/deep.txt',
      'state/feeds/x.json',
      'state/feeds/y.json',
      'ü/é.txt',
      'new',
    ];
    const edits = fc.dictionary(fc.constantFrom(...paths), fc.option(fc.string()), { minKeys: 1 });
    const head = (await github.git(['rev-parse', 'HEAD'])).trim();
    const root = (await github.git(['rev-parse', 'HEAD^{tree}'])).trim();
    const entries = await rows(head);
    const there = new Set(entries.map(({ path }) => path));
    await fc.assert(
      fc.asyncProperty(edits, async (wanted) => {
        const files = Object.entries(wanted).filter(
          ([path, text]) => text !== null || there.has(path),
        );
        const cache = makeTreeCache();
        cache.learnRecursive(root, entries);
        const ids = cache.applyEdits(
          root,
          files.map(([path, text]) => ({ path, sha: text === null ? null : blobSha(text) })),
        );
        await github.git(['update-ref', 'refs/heads/main', head]);
        await github.pushForeign(Object.fromEntries(files));
        expect(ids.at(-1)).toBe((await github.git(['rev-parse', 'HEAD^{tree}'])).trim());
      }),
      { numRuns: 40 },
    );
  });

  it('computes what it can when a folder on the way is not known', async () => {
    const entries = await rows('HEAD');
    const root = (await github.git(['rev-parse', 'HEAD^{tree}'])).trim();
    const top = entries.filter(({ path }) => !path.includes('/'));
    const cache = makeTreeCache();
    cache.learn(root, new Map(top.map(({ path, ...entry }) => [path, entry])));
    const state = top.find(({ path }) => path === 'state')?.sha ?? '';
    cache.learn(
      state,
      new Map([['quota.json', { mode: '100644', type: 'blob', sha: blobSha('q') }]]),
    );
    const ids = cache.applyEdits(root, [
      { path: 'state/quota.json', sha: blobSha('r') },
      { path: 'a/one.txt', sha: blobSha('2') },
    ]);
    expect(ids.map((id) => [...(cache.get(id) ?? [])])).toEqual([
      [['quota.json', { mode: '100644', type: 'blob', sha: blobSha('r') }]],
    ]);
    cache.keepOnly(ids);
    expect(cache.get(root)).toBeUndefined();
    expect(cache.get(ids[0] ?? '')).toBeDefined();
  });
});
