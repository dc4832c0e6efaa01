import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLocalArtifacts } from '../../src/adapters/local-artifacts.ts';
import type { Log } from '../../src/ports.ts';

let root: string;
let warnings: string[];
let log: Log;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'local-artifacts-'));
  warnings = [];
  const note = (message: string): void => void warnings.push(message);
  log = { debug: note, info: note, warning: note, error: note, group: note, endGroup: () => {} };
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function file(name: string, content: string): { path: string } {
  const path = join(root, name);
  writeFileSync(path, content);
  return { path };
}

describe('makeLocalArtifacts', () => {
  it('leaves copies in a folder of that name, which stays inside the given one', async () => {
    const artifacts = makeLocalArtifacts({ folder: join(root, 'out'), log });
    const { signal } = new AbortController();
    await artifacts.upload('../report', [file('a.json', '1'), file('b.txt', '2')], signal);
    expect(readFileSync(join(root, 'out', '-report', 'a.json'), 'utf8')).toBe('1');
    expect(readFileSync(join(root, 'out', '-report', 'b.txt'), 'utf8')).toBe('2');
    expect(warnings).toEqual([]);
  });

  it('says where they are, and leaves nothing of the upload before', async () => {
    const artifacts = makeLocalArtifacts({ folder: join(root, 'out'), log });
    const { signal } = new AbortController();
    await artifacts.upload('report', [file('a.json', '1'), file('reply.txt', '2')], signal);
    const place = await artifacts.upload('report', [file('a.json', '3')], signal);
    expect(place).toBe(join(root, 'out', 'report'));
    expect(readdirSync(place ?? '')).toEqual(['a.json']);
    expect(readFileSync(join(place ?? '', 'a.json'), 'utf8')).toBe('3');
  });

  it('warns of a file that cannot be copied and keeps the others', async () => {
    const artifacts = makeLocalArtifacts({ folder: join(root, 'out'), log });
    const { signal } = new AbortController();
    await artifacts.upload('report', [{ path: join(root, 'missing') }, file('b.txt', '2')], signal);
    expect(warnings).toEqual([expect.stringMatching(/^missing could not be kept/)]);
    expect(readFileSync(join(root, 'out', 'report', 'b.txt'), 'utf8')).toBe('2');
  });

  it('rejects with the reason of the signal', async () => {
    const artifacts = makeLocalArtifacts({ folder: join(root, 'out'), log });
    const upload = artifacts.upload('report', [file('a', '1')], AbortSignal.abort('enough'));
    await expect(upload).rejects.toBe('enough');
  });
});
