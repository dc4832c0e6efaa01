import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../sandbox/runner.ts';

const PROGRAM = join(
  dirname(process.env['E2E_DIST'] ?? join(import.meta.dirname, '../../dist/index.js')),
  'cli.js',
);

/** Tells at the end which parts of Node were loaded. */
const PRELOAD = `process.on('exit', () => {
  process.stderr.write(JSON.stringify(process.moduleLoadList));
});`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loads-'));
  writeFileSync(join(folder, 'preload.mjs'), PRELOAD);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a command loads: files of the bundle by name, and modules of Node. */
async function loaded(
  ...args: readonly string[]
): Promise<{ readonly files: readonly string[]; readonly node: readonly string[] }> {
  const coverage = mkdtempSync(join(folder, 'coverage-'));
  const result = await runCli({
    args,
    cwd: folder,
    dist: PROGRAM,
    preload: [join(folder, 'preload.mjs')],
    env: { NODE_V8_COVERAGE: coverage },
  });
  expect(result.exitCode).toBe(0);
  const files = readdirSync(coverage).flatMap((name) => {
    const { result: scripts } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as {
      result: { url: string }[];
    };
    return scripts.map(({ url }) => url);
  });
  const dist = dirname(PROGRAM);
  return {
    files: files.filter((url) => url.includes(dist)).map((url) => basename(url)),
    node: (JSON.parse(result.stderr) as string[]).map((name) => name.replace(/^\w+ /u, '')),
  };
}

/** SDKs and parts that only a run needs. */
const HEAVY = /^(?:vendor-(?:actions|octokit|undici|google|azure)|execute|execute2|run)\b/u;

// What is loaded and not used is the time that a small command takes.
describe('a small command', () => {
  it('--help loads the tree of commands alone', async () => {
    const { files } = await loaded('--help');
    expect(files).toContain('cli.js');
    expect(files.filter((name) => /^(?:vendor-|wire|config\.)/u.test(name))).toEqual([]);
  });

  it('config show loads the settings, no SDK, no adapter of a run, and no HTTP of Node', async () => {
    const { files, node } = await loaded('config', 'show');
    // Which file of the bundle holds it is the bundler's choice.
    const text = files.map((name) => readFileSync(join(dirname(PROGRAM), name), 'utf8')).join('');
    expect(text).toContain('ZodError');
    expect(files.filter((name) => HEAVY.test(name) || name === 'wire.js')).toEqual([]);
    expect(node).toContain('fs');
    expect(node.filter((name) => /^(?:http|https|internal\/deps\/undici)/u.test(name))).toEqual([]);
  });

  it('state show works on a folder without any SDK, HTTP or the pipeline of a run', async () => {
    const { files, node } = await loaded('state', 'show');
    expect(files).toContain('wire.js');
    expect(files.filter((name) => HEAVY.test(name))).toEqual([]);
    expect(node.filter((name) => /^(?:http|https|internal\/deps\/undici)/u.test(name))).toEqual([]);
  });
});
