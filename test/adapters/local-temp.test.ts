import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLocalTemp } from '../../src/adapters/local-temp.ts';
import { makeClock, makeLog } from './github-kit.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'local-temp-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24);
const clean = (from = root): Promise<void> =>
  makeLocalTemp(from, { clock: makeClock(NOW), log: makeLog() }).clean();

function leave(name: string, ageHours: number): void {
  mkdirSync(join(root, name));
  writeFileSync(join(root, name, 'audio.mp3'), 'x');
  const at = (NOW - ageHours * HOUR) / 1_000;
  utimesSync(join(root, name), at, at);
}

describe('temporary files of the command line', () => {
  it('are gone when their process ends, those of others are not', async () => {
    const temp = makeLocalTemp(root, { clock: makeClock(NOW), log: makeLog() });
    expect(dirname(temp.folder)).toBe(root);
    mkdirSync(temp.folder);
    writeFileSync(join(temp.folder, 'report.json'), '{}');
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    leave(`${pid}-0123abcd`, 1);
    await temp.clean();
    expect(readdirSync(root)).toEqual([`${pid}-0123abcd`]);
  });

  // A run leaves its report in a folder named by its process: hundreds of them piled up.
  it('of killed processes are gone after days, living ones and other names stay', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    leave(`${pid}-0123abcd`, 100);
    leave(`${pid}`, 100);
    for (const name of ['reports', 'cache', `${process.pid}-0123abcd`]) leave(name, 1_000);
    await clean();
    expect(readdirSync(root)).toEqual(
      [`${process.pid}-0123abcd`, 'cache', 'reports'].toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });

  it('need not be there', async () => {
    await clean(join(root, 'nowhere'));
    expect(existsSync(join(root, 'nowhere'))).toBe(false);
  });
});
