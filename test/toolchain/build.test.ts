import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../scripts/build.ts';
import { differences } from '../../scripts/check-dist.ts';
import { licencesText, mayShip } from '../../scripts/licences.ts';

const ROOT = path.join(import.meta.dirname, '../..');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'build-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the build', () => {
  it('does not depend on the folder it is made in, and is what is committed', async () => {
    const elsewhere = path.join(folder, 'some where else');
    await mkdir(elsewhere);
    await cp(path.join(ROOT, 'src'), path.join(elsewhere, 'src'), { recursive: true });
    await cp(path.join(ROOT, 'package.json'), path.join(elsewhere, 'package.json'));
    await symlink(path.join(ROOT, 'node_modules'), path.join(elsewhere, 'node_modules'));
    const out = path.join(folder, 'dist');
    await build(elsewhere, out);
    expect(await differences(out, path.join(ROOT, 'dist'))).toEqual([]);
  });

  it('names no folder of the machine that made it', async () => {
    const text = await readFile(path.join(ROOT, 'dist/index.js'), 'utf8');
    expect(text).not.toContain(ROOT);
    expect(await readFile(path.join(ROOT, 'dist/cli.js'), 'utf8')).toMatch(
      /^#!\/usr\/bin\/env node\n/,
    );
  });

  it.each(['index.js', 'cli.js'])('%s loads SDKs only when they are first used', async (entry) => {
    const loaded = await staticImports(path.join(ROOT, 'dist'), entry);
    expect(loaded).toContain(entry);
    for (const sdk of ['octokit', 'google', 'actions', 'azure', 'undici', 'rss-parser']) {
      expect(loaded.filter((one) => one.startsWith(`vendor-${sdk}`))).toEqual([]);
    }
  });
});

/** The files of a folder that are loaded before the first line of `entry` runs. */
async function staticImports(dist: string, entry: string): Promise<string[]> {
  const loaded = new Set<string>();
  const load = async (file: string): Promise<void> => {
    if (loaded.has(file)) return;
    loaded.add(file);
    const text = await readFile(path.join(dist, file), 'utf8');
    const names = [...text.matchAll(/^(?:import|export) (?:.* from )?"\.\/([^"]+)";$/gm)];
    for (const [, name] of names) await load(name!);
  };
  await load(entry);
  return [...loaded];
}

describe('a stale dist', () => {
  it('is seen: a byte, a file too few, a file too many', async () => {
    const [wanted, there] = [path.join(folder, 'a'), path.join(folder, 'b')];
    await mkdir(wanted);
    await mkdir(there);
    await writeFile(path.join(wanted, 'same.js'), 'same');
    await writeFile(path.join(there, 'same.js'), 'same');
    expect(await differences(wanted, there)).toEqual([]);
    await writeFile(path.join(wanted, 'byte.js'), 'one');
    await writeFile(path.join(there, 'byte.js'), 'onE');
    await writeFile(path.join(wanted, 'few.js'), '');
    await writeFile(path.join(there, 'many.js'), '');
    expect(await differences(wanted, there)).toEqual([
      'byte.js differs',
      'few.js is missing',
      'many.js is left over',
    ]);
    expect(await differences(wanted, path.join(folder, 'none'))).toContain('same.js is missing');
  });
});

describe('licences', () => {
  it.each([
    ['MIT', true],
    ['Apache-2.0', true],
    ['MIT/X11', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['Apache-2.0 AND BSD-3-Clause', true],
    ['GPL-3.0', false],
    ['GPL-2.0-only', false],
    ['LGPL-2.1-or-later', false],
    ['AGPL-3.0', false],
    ['MIT AND GPL-3.0', false],
    ['SEE LICENSE IN file', false],
    ['none given', false],
  ])('%s may ship: %s', (expression, expected) => {
    expect(mayShip(expression)).toBe(expected);
  });

  it('of all that is in the bundle are in the bundle', async () => {
    const text = await readFile(path.join(ROOT, 'dist/LICENSES.txt'), 'utf8');
    for (const name of ['@octokit/rest', '@google/generative-ai', 'rss-parser', 'zod', 'yaml']) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
    expect(text).not.toMatch(/^\S+ \S+ \([^)]*GPL/m);
    const one = { name: 'a', version: '1.0.0', licence: 'MIT', text: 'words' };
    expect(licencesText([one])).toContain('a 1.0.0 (MIT)\n\nwords\n');
  });
});
