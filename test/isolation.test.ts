import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { changesOf, filesBelow } from './isolation.ts';

const ROOT = path.join(import.meta.dirname, '..');
let folder: string | undefined;

afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

describe('the watch over the folders of the project', () => {
  it('sees what comes, goes and changes', () => {
    folder = mkdtempSync(path.join(tmpdir(), 'isolation-'));
    const write = (name: string, text: string): void => {
      const file = path.join(folder ?? '', name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    };
    write('elsewhere/a.txt', 'a');
    expect(filesBelow(folder)).toEqual([]);
    write('state/feeds/a.json', '{}');
    write('transcripts/a/1.vtt', 'WEBVTT');
    const before = filesBelow(folder);
    expect(changesOf(before, filesBelow(folder))).toEqual([]);
    write('state/feeds/a.json', '[]');
    write('transcripts/b/2.vtt', 'WEBVTT');
    rmSync(path.join(folder, 'transcripts/a/1.vtt'));
    const names = changesOf(before, filesBelow(folder)).map((line) => line.split(' ')[0]);
    expect(new Set(names)).toEqual(
      new Set([
        'state/feeds/a.json',
        'transcripts/b/',
        'transcripts/b/2.vtt',
        'transcripts/a/1.vtt',
      ]),
    );
  });

  it.each([
    ['fail that writes there', 'state', 1],
    ['pass that writes elsewhere', 'elsewhere', 0],
  ])('lets a run of the tests %s', async (_, where, code) => {
    folder = mkdtempSync(path.join(tmpdir(), 'isolation-'));
    mkdirSync(path.join(folder, 'test'));
    cpSync(path.join(ROOT, 'test/isolation.ts'), path.join(folder, 'test/isolation.ts'));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    writeFileSync(
      path.join(folder, 'vitest.config.ts'),
      `export default { test: { include: ['*.test.ts'], globalSetup: ['test/isolation.ts'] } };\n`,
    );
    writeFileSync(
      path.join(folder, 'one.test.ts'),
      `import { mkdirSync, writeFileSync } from 'node:fs';
       import { it } from 'vitest';
       it('writes', () => { mkdirSync('${where}'); writeFileSync('${where}/a.json', '{}'); });\n`,
    );
    const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', '--root', folder], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [exitCode] = (await once(child, 'close')) as [number];
    expect({ exitCode, isNamed: said.includes('state/a.json') }).toEqual({
      exitCode: code,
      isNamed: code === 1,
    });
  });
});
