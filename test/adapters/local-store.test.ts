import { spawn } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLocalStore } from '../../src/adapters/local-store.ts';
import { Fault } from '../../src/base/failure.ts';
import { problem } from '../../src/base/outcome.ts';
import type { ChangeSet, Store } from '../../src/ports.ts';
import { makeClock, makeLog, NEVER } from './github-kit.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function store(clock = makeClock()): Store {
  return makeLocalStore({
    folder,
    stateDir: 'state',
    transcriptsDir: 'transcripts',
    clock,
    log: makeLog(),
  });
}

function write(path: string, content: string): ChangeSet {
  return { message: 'Write', files: [{ kind: 'write', path, content }] };
}

/** Every file below the folder with its text. */
async function all(): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const pairs = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

describe('a folder as the store', () => {
  it('writes, merges and deletes, and leaves nothing else behind', async () => {
    await store().commit(write('transcripts/a/one.vtt', 'WEBVTT\n'), NEVER);
    const outcome = await store().commit(
      {
        message: 'More',
        files: [
          { kind: 'write', path: 'transcripts/a/two.vtt', content: 'ü\ud800' },
          { kind: 'merge', path: 'state/quota.json', merge: (text) => `${text}!` },
          { kind: 'merge', path: 'state/runs.json', merge: () => null },
          { kind: 'delete', path: 'transcripts/a/one.vtt' },
          { kind: 'delete', path: 'transcripts/a/never.vtt' },
        ],
      },
      NEVER,
    );
    expect(outcome).toEqual({ kind: 'committed', revision: '' });
    expect(await all()).toEqual({
      'state/quota.json': 'undefined!',
      'transcripts/a/two.vtt': 'ü\ufffd',
    });
  });

  it('lists and reads like a repository', async () => {
    await store().commit(write('state/feeds/b.json', 'b'), NEVER);
    await store().commit(write('state/feeds/a.json', 'a'), NEVER);
    const snapshot = await store().open(NEVER);
    expect(snapshot.revision).toBe('');
    expect(await snapshot.list('state/feeds', NEVER)).toEqual(['a.json', 'b.json']);
    expect(await snapshot.list('state', NEVER)).toEqual([]);
    expect(await snapshot.list('nowhere', NEVER)).toEqual([]);
    expect(await snapshot.read('state/feeds/a.json', NEVER)).toBe('a');
    expect(await snapshot.read('state/feeds', NEVER)).toBeUndefined();
    expect(await snapshot.read('state/none.json', NEVER)).toBeUndefined();
  });

  it('writes nothing when the files say all of it already, and nothing to read', async () => {
    expect(await (await store().open(NEVER)).read('x', NEVER)).toBeUndefined();
    expect(await all()).toEqual({});
    await store().commit(write('state/x', '1'), NEVER);
    expect(await store().commit(write('state/x', '1'), NEVER)).toEqual({ kind: 'unchanged' });
    const files = [{ kind: 'delete', path: 'state/y' }] as const;
    expect(await store().commit({ message: '', files }, NEVER)).toEqual({ kind: 'unchanged' });
  });

  it('changes nothing when a merge cannot read a file', async () => {
    await store().commit(write('state/quota.json', 'broken'), NEVER);
    const merge = (): string => {
      throw new Fault(problem('state-broken', 'state/quota.json, line 1', 'Restore it.'));
    };
    const files = [
      { kind: 'write', path: 'transcripts/a.txt', content: 'a' },
      { kind: 'merge', path: 'state/quota.json', merge },
    ] as const;
    const outcome = await store().commit({ message: '', files }, NEVER);
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'state-broken' },
      retryable: false,
    });
    expect(await all()).toEqual({ 'state/quota.json': 'broken' });
  });

  it('refuses paths that would leave the folders that are its own, as a bug', async () => {
    for (const path of ['../x', '/x', 'x', '', 'state/../x', '.git/x', 'state/.git/x']) {
      await expect(store().commit(write(path, 'x'), NEVER)).rejects.toThrow('not a path');
    }
  });

  it('says when something stands in the way of a folder', async () => {
    await writeFile(join(folder, 'transcripts'), 'a file');
    const outcome = await store().commit(write('transcripts/x', 'x'), NEVER);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'folder-not-writable' } });
    expect(await readdir(folder)).toEqual(['state', 'transcripts']);
    expect(await readdir(join(folder, 'state'))).toEqual([]);
    expect(await store().commit(write('state/x', 'x'), NEVER)).toMatchObject({
      kind: 'committed',
    });
  });
});

describe('one save at a time', () => {
  const lock = (): string => join(folder, 'state/.lock');
  const hold = async (holder: object): Promise<void> => {
    await mkdir(join(folder, 'state'), { recursive: true });
    await writeFile(lock(), JSON.stringify({ token: 't', ...holder }));
  };

  it('makes saves of one process take turns, so that no count is lost', async () => {
    const one = store();
    const count = (text: string | undefined): string => String(Number(text ?? '0') + 1);
    const files = [{ kind: 'merge', path: 'state/n', merge: count }] as const;
    const savers = Array.from({ length: 12 }, () => one.commit({ message: '', files }, NEVER));
    const outcomes = await Promise.all(savers);
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'committed'));
    expect(await all()).toEqual({ 'state/n': '12' });
  });

  it('breaks a lock whose process is gone, that is old, or that nobody can have written', async () => {
    const clock = makeClock();
    const dead = spawn(process.execPath, ['-e', '0']);
    await new Promise((resolve) => dead.on('close', resolve));
    const holders = [
      { pid: dead.pid, host: hostname(), since: clock.now() },
      { pid: process.pid, host: hostname(), since: clock.now() - 121_000 },
      { pid: 1, host: 'elsewhere', since: clock.now() - 121_000 },
      { odd: true },
    ];
    for (const [index, holder] of holders.entries()) {
      await hold(holder);
      expect(await store(clock).commit(write('state/x', String(index)), NEVER)).toMatchObject({
        kind: 'committed',
      });
    }
    expect(await all()).toEqual({ 'state/x': '3' });
  });

  it('waits for a living one, then says who it is', async () => {
    const clock = makeClock();
    await hold({ pid: 1, host: 'elsewhere', since: clock.now() });
    const outcome = await store(clock).commit(write('state/x', 'x'), NEVER);
    expect(outcome).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: { code: 'state-locked', message: expect.stringContaining('process 1 on elsewhere') },
    });
    expect(clock.waits.reduce((sum, wait) => sum + wait, 0)).toBe(30_000);
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(store(clock).commit(write('state/x', 'x'), stop.signal)).rejects.toThrow(
      'stopped',
    );
  });
});

describe('after a crash', () => {
  const journal = (name: string): string => join(folder, 'state/.journal', name);
  const LIST = JSON.stringify({
    version: 1,
    entries: [
      { path: 'transcripts/a/one', staged: '0.new' },
      { path: 'state/two', staged: '1.new' },
      { path: 'state/old', staged: null },
    ],
  });
  const DONE = { 'transcripts/a/one': 'one', 'state/two': 'two' };
  const MORE = write('state/more', 'more');
  const leave = async (files: Record<string, string>): Promise<void> => {
    await mkdir(join(folder, 'state/.journal'), { recursive: true });
    await writeFile(join(folder, 'state/old'), 'old');
    for (const [name, text] of Object.entries(files)) await writeFile(journal(name), text);
  };

  it('a change that was not decided leaves no trace', async () => {
    await leave({ '0.new': 'one', 'journal.json.new': LIST.slice(0, 20) });
    await store().commit(MORE, NEVER);
    expect(await all()).toEqual({ 'state/old': 'old', 'state/more': 'more' });
  });

  it('the next save completes a change that was decided, from wherever it stopped', async () => {
    for (const staged of [{ '0.new': 'one', '1.new': 'two' }, { '1.new': 'two' }, {}]) {
      await leave({ 'journal.json': LIST, ...staged });
      const files = [
        { kind: 'merge', path: 'state/two', merge: (text = 'none') => `${text}!` },
      ] as const;
      await store().commit({ message: '', files }, NEVER);
      const one = '0.new' in staged ? { 'transcripts/a/one': 'one' } : {};
      expect(await all()).toEqual({ ...one, 'state/two': '1.new' in staged ? 'two!' : 'none!' });
      await rm(folder, { recursive: true });
    }
  });

  it('who only reads sees a decided change as if it were completed, and writes nothing', async () => {
    for (const staged of [{ '0.new': 'one', '1.new': 'two' }, { '1.new': 'two' }]) {
      await leave({ 'journal.json': LIST, ...staged });
      const before = await all();
      const seen = await store().open(NEVER);
      for (const [path, text] of Object.entries(DONE)) {
        expect(await seen.read(path, NEVER)).toBe(text);
      }
      expect(await seen.read('state/old', NEVER)).toBeUndefined();
      expect(await seen.list('state', NEVER)).toEqual(['two']);
      expect(await seen.list('transcripts/a', NEVER)).toEqual(['one']);
      expect(await all()).toEqual(before);
      await mkdir(join(folder, 'transcripts/a'), { recursive: true });
      await writeFile(join(folder, 'transcripts/a/one'), 'one');
    }
  });

  // It was told as a save that failed, though nothing but reading was tried.
  it('a journal that the system does not let be read is told as such', async () => {
    await mkdir(join(folder, 'state/.journal/journal.json'), { recursive: true });
    const opened = store().open(NEVER);
    await expect(opened).rejects.toMatchObject({
      problem: {
        code: 'file-unreadable',
        message: expect.stringContaining('state/.journal cannot be read'),
      },
    });
  });

  // A repository can be made to hold a journal; whoever clones it and runs a command completed it,
  // hooks of git and workflows of GitHub included.
  it("a stranger's journal may change nothing but what is ours", async () => {
    for (const entry of [
      { path: '../escaped', staged: '0.new' },
      { path: 'state/../../escaped', staged: '0.new' },
      { path: 'state/x', staged: '../../outside.new' },
      { path: '.git/hooks/pre-commit', staged: '0.new' },
      { path: 'state/.git/config', staged: '0.new' },
      { path: '.github/workflows/evil.yml', staged: '0.new' },
      { path: 'README.md', staged: null },
    ]) {
      await leave({
        '0.new': 'x',
        'journal.json': JSON.stringify({
          version: 1,
          entries: [{ path: 'state/old', staged: null }, entry],
        }),
      });
      const before = await all();
      await expect(store().open(NEVER)).rejects.toThrow(/cannot be read|no file of ours/);
      expect(await store().commit(MORE, NEVER)).toMatchObject({
        kind: 'failed',
        error: { code: 'state-broken', remedy: expect.stringContaining('delete the folder') },
        retryable: false,
      });
      expect(await all()).toEqual(before);
    }
  });

  it('what a journal stages as a program becomes a plain file', async () => {
    await leave({ 'journal.json': LIST, '0.new': '#!/bin/sh', '1.new': 'two' });
    await chmod(journal('0.new'), 0o755);
    await store().commit(MORE, NEVER);
    expect((await stat(join(folder, 'transcripts/a/one'))).mode & 0o111).toBe(0);
  });

  it('a lock that was half taken or half broken by a killed process leaves nothing behind', async () => {
    const dead = { pid: 2 ** 22 + 1, host: hostname(), token: 'x', since: 0 };
    await leave({});
    await writeFile(join(folder, 'state/.lock.1'), JSON.stringify(dead));
    for (const name of ['.lock.2', '.lock.3']) await writeFile(join(folder, 'state', name), '');
    await utimes(join(folder, 'state/.lock.2'), 1, 1);
    await store().commit(
      { message: '', files: [{ kind: 'write', path: 'state/a', content: 'a' }] },
      NEVER,
    );
    expect(Object.keys(await all()).filter((path) => path.includes('.lock'))).toEqual([
      'state/.lock.3',
    ]);
  });

  it('all files of a change say the same, whenever the process was killed', async () => {
    for (let round = 1; round <= 4; round += 1) {
      const script = fileURLToPath(new URL('local-writer.ts', import.meta.url));
      const child = spawn(process.execPath, [script, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let saves = 0;
      await new Promise<void>((resolve) => {
        child.on('close', () => resolve());
        child.stdout.on('data', (data: Buffer) => {
          saves += data.toString('utf8').split('\n').length - 1;
          // Some way into the next save, a little further each round.
          if (saves >= 3 * round) setTimeout(() => child.kill('SIGKILL'), round);
        });
      });
      await store().commit(write(`state/rounds/${round}`, ''), NEVER);
      const files = Object.fromEntries(
        Object.entries(await all()).filter(([path]) => !/^state\/(?:\.lock|rounds)/u.test(path)),
      );
      expect(Object.keys(files)).toEqual(
        expect.arrayContaining(['state/a.json', 'state/feeds/b.json', 'transcripts/x/c.vtt']),
      );
      expect(new Set(Object.values(files)).size).toBe(1);
    }
  });
});

// A repository may hold links: `transcripts` to the home folder, a state file to a key.
describe('symbolic links', () => {
  it('in the folder are neither read nor written through, and named', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    try {
      await writeFile(join(outside, 'precious'), 'precious');
      for (const [link, target] of [
        ['transcripts', outside],
        ['state/feeds', outside],
        ['state/quota.json', join(outside, 'precious')],
        ['state/.lock', join(outside, 'precious')],
        ['state/.journal/journal.json', join(outside, 'precious')],
      ] as const) {
        await mkdir(join(folder, 'state/.journal'), { recursive: true });
        await symlink(target, join(folder, link));
        const files = [
          { kind: 'write', path: 'transcripts/a', content: 'x' },
          { kind: 'merge', path: 'state/feeds/a.json', merge: () => 'x' },
          { kind: 'merge', path: 'state/quota.json', merge: (text?: string) => `${text}!` },
        ] as const;
        expect(await store().commit({ message: '', files }, NEVER)).toMatchObject({
          kind: 'failed',
          error: { code: 'symbolic-link', message: expect.stringContaining(join(folder, link)) },
          retryable: false,
        });
        await rm(join(folder, link));
      }
      await symlink(outside, join(folder, 'transcripts'));
      await expect(store().open(NEVER)).rejects.toThrow('is a symbolic link');
      await rm(join(folder, 'transcripts'));
      await symlink(join(outside, 'precious'), join(folder, 'state/runs.json'));
      const seen = await store().open(NEVER);
      await expect(seen.read('state/runs.json', NEVER)).rejects.toThrow('is a symbolic link');
      expect(await readdir(outside)).toEqual(['precious']);
      expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('precious');
    } finally {
      await rm(outside, { recursive: true });
    }
  });
});
