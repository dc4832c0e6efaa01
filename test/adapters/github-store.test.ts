import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moment } from '../../src/base/moment.ts';
import { makeClock as makeSystemClock } from '../../src/adapters/clock.ts';
import { Fault } from '../../src/base/failure.ts';
import { problem } from '../../src/base/outcome.ts';
import type { ChangeSet } from '../../src/ports.ts';
import { startGithub } from '../sandbox/github.ts';
import type { Github, GithubFault } from '../sandbox/github.ts';
import { makeClock, makeLog, NEVER, storeOver } from './github-kit.ts';

const FILES = {
  'README.md': '# Shows\n',
  'state/feeds/a.json': 'a\n',
  'state/feeds/b.json': 'b\n',
  'state/quota.json': 'quota\n',
  'transcripts/a/one.vtt': 'WEBVTT\n',
};

function write(path: string, content: string): ChangeSet {
  return { message: 'Write', files: [{ kind: 'write', path, content }] };
}

let github: Github;
beforeEach(async () => {
  github = await startGithub({ files: FILES, now: () => Date.UTC(2026, 10, 20, 5) });
});
afterEach(async () => {
  await github.close();
});

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Fault)) throw new Error('expected a Fault', { cause: thrown });
  return thrown;
}

describe('reading the head', () => {
  it('lists and reads with one request for the branch, the root and the state folder', async () => {
    const snapshot = await storeOver(github).open(NEVER);
    expect(snapshot.revision).toBe((await github.log())[0]?.sha);
    expect(snapshot.committedAt).toBe(Date.UTC(2026, 10, 20, 5));
    expect(await snapshot.list('state/feeds', NEVER)).toEqual(['a.json', 'b.json']);
    expect(await snapshot.list('state', NEVER)).toEqual(['quota.json']);
    expect(await snapshot.list('state/backups', NEVER)).toEqual([]);
    expect(await snapshot.read('state/runs.json', NEVER)).toBeUndefined();
    expect(await snapshot.read('state/feeds', NEVER)).toBeUndefined();
    expect(github.counts()).toEqual({ 'get-branch': 1, 'get-tree': 2 });
    const trees = github.requests.filter(({ kind }) => kind === 'get-tree');
    expect(trees.map(({ path }) => path.endsWith('?recursive=1'))).toEqual([false, true]);
    expect(await snapshot.read('state/feeds/a.json', NEVER)).toBe('a\n');
    expect(github.counts()['get-blob']).toBe(1);
  });

  it('asks once for a tree that several readers want at the same time', async () => {
    const snapshot = await storeOver(github, { recursiveFolders: [] }).open(NEVER);
    const paths = ['state/feeds/a.json', 'state/feeds/b.json', 'state/quota.json'];
    const texts = await Promise.all(paths.map((path) => snapshot.read(path, NEVER)));
    expect(texts).toEqual(['a\n', 'b\n', 'quota\n']);
    expect(github.counts()).toMatchObject({ 'get-tree': 3, 'get-blob': 3 });
  });

  it('stays at its revision when the branch moves on', async () => {
    const snapshot = await storeOver(github).open(NEVER);
    await github.pushForeign({ 'state/quota.json': 'newer\n' });
    expect(await snapshot.read('state/quota.json', NEVER)).toBe('quota\n');
  });

  it("takes a file of the workspace only where it is the head's", async () => {
    const workspace = await mkdtemp(join(tmpdir(), 'workspace-'));
    await mkdir(join(workspace, 'state/feeds'), { recursive: true });
    await writeFile(join(workspace, 'state/feeds/a.json'), 'a\n');
    await writeFile(join(workspace, 'state/feeds/b.json'), 'old\n');
    const snapshot = await storeOver(github, { workspace }).open(NEVER);
    expect(await snapshot.read('state/feeds/a.json', NEVER)).toBe('a\n');
    expect(github.counts()['get-blob']).toBeUndefined();
    expect(await snapshot.read('state/feeds/b.json', NEVER)).toBe('b\n');
    expect(github.counts()['get-blob']).toBe(1);
    await rm(workspace, { recursive: true });
  });

  it('tells a missing branch, a missing repository, no commits and a bad token apart', async () => {
    const noBranch = await faultOf(storeOver(github, { branch: 'nowhere' }).open(NEVER));
    expect(noBranch.problem).toMatchObject({ code: 'github-branch-missing' });
    expect(noBranch.message).toContain('nowhere');
    const noRepository = await faultOf(storeOver(github, { repository: 'octo/none' }).open(NEVER));
    expect(noRepository.problem.code).toBe('github-repository-missing');
    const badToken = await faultOf(storeOver(github, { token: 'ghs_wrongsecret' }).open(NEVER));
    expect(badToken.problem.code).toBe('github-token-refused');
    expect(JSON.stringify(badToken.problem)).not.toContain('ghs_wrongsecret');
    const empty = await startGithub({ files: null });
    const noCommit = await faultOf(storeOver(empty).open(NEVER));
    expect(noCommit.problem.code).toBe('github-repository-empty');
    await empty.close();
  });

  it.each(['feature/one/two', 'fix#1/50%25/ü'])('finds a branch named %s', async (branch) => {
    await github.git(['branch', branch, 'main']);
    const store = storeOver(github, { branch });
    expect(await store.commit(write('x.txt', 'x'), NEVER)).toMatchObject({ kind: 'committed' });
    expect(await github.show('x.txt', `refs/heads/${branch}`)).toBe('x');
    expect(await github.show('x.txt')).toBeUndefined();
  });

  it('lists a folder by itself when the recursive listing is cut, and refuses a cut one', async () => {
    const cut = { sha: '0'.repeat(40), tree: [], truncated: true };
    const recursive = ({ path }: { readonly path: string }): boolean => path.includes('recursive');
    const effect = { kind: 'answer', status: 200, body: cut } as const;
    github.setFault({ when: recursive, effect });
    const snapshot = await storeOver(github).open(NEVER);
    expect(await snapshot.list('state/feeds', NEVER)).toEqual(['a.json', 'b.json']);
    github.setFault({ kind: 'get-tree', effect, times: 9 });
    const other = await storeOver(github).open(NEVER);
    const fault = await faultOf(other.read('state/quota.json', NEVER));
    expect(fault.message).toContain('too many files');
  });
});

describe('committing', () => {
  it('writes, merges and deletes in one commit with its message', async () => {
    const outcome = await storeOver(github).commit(
      {
        message: 'Transcribe A: One\n\nBody: ü',
        files: [
          { kind: 'write', path: 'transcripts/a/two.vtt', content: 'WEBVTT\n\nü\n' },
          { kind: 'merge', path: 'state/quota.json', merge: (text) => `${text}more\n` },
          { kind: 'merge', path: 'state/feeds/a.json', merge: () => null },
          { kind: 'merge', path: 'state/runs.json', merge: (text) => `${text}` },
          { kind: 'delete', path: 'transcripts/a/one.vtt' },
          { kind: 'delete', path: 'transcripts/a/never.vtt' },
        ],
      },
      NEVER,
    );
    const [head, first] = await github.log();
    expect(outcome).toEqual({ kind: 'committed', revision: head?.sha });
    expect(head).toMatchObject({ message: 'Transcribe A: One\n\nBody: ü', parents: [first?.sha] });
    const changed = await github.git(['diff', '--no-renames', '--name-status', 'HEAD~1', 'HEAD']);
    expect(changed.trim().split('\n').toSorted()).toEqual([
      'A\tstate/runs.json',
      'A\ttranscripts/a/two.vtt',
      'D\ttranscripts/a/one.vtt',
      'M\tstate/quota.json',
    ]);
    expect(await github.show('state/quota.json')).toBe('quota\nmore\n');
    expect(await github.show('transcripts/a/two.vtt')).toBe('WEBVTT\n\nü\n');
  });

  it('writes nothing when the head says all of it already', async () => {
    const store = storeOver(github);
    expect(await store.commit(write('transcripts/a/one.vtt', 'WEBVTT\n'), NEVER)).toEqual({
      kind: 'unchanged',
    });
    const merge = { kind: 'merge', path: 'state/quota.json', merge: () => 'quota\n' } as const;
    expect(await store.commit({ message: 'x', files: [merge] }, NEVER)).toEqual({
      kind: 'unchanged',
    });
    expect(github.counts()).not.toHaveProperty('create-commit');
    expect((await github.log()).length).toBe(1);
  });

  it('sends many files in parts of 100, and large ones once however often it tries', async () => {
    const large = `${'x'.repeat(1 << 20)}\n`;
    const files = Array.from({ length: 230 }, (_, number) => ({
      kind: 'write' as const,
      path: `transcripts/many/${number}.vtt`,
      content: number === 7 ? large : `${number}\n`,
    }));
    github.onRequest(async ({ kind }) => {
      if (kind !== 'create-commit') return;
      github.onRequest(undefined);
      await github.pushForeign({ 'note.md': 'x\n' });
    });
    const outcome = await storeOver(github).commit({ message: 'Many', files }, NEVER);
    expect(outcome.kind).toBe('committed');
    expect(github.counts()).toMatchObject({ 'create-tree': 6, 'create-blob': 1 });
    expect(
      (await github.files()).filter((path) => path.startsWith('transcripts/many/')).length,
    ).toBe(230);
    expect(await github.show('transcripts/many/7.vtt')).toBe(large);
  });

  it('starts a merge from what the head holds now, at every try', async () => {
    const seen: (string | undefined)[] = [];
    let pushes = 0;
    github.onRequest(async ({ kind }) => {
      if (kind !== 'update-ref' || pushes === 2) return;
      pushes += 1;
      await github.pushForeign({ 'state/quota.json': `foreign ${pushes}\n` });
    });
    const merge = (text: string | undefined): string => {
      seen.push(text);
      return `${text}ours\n`;
    };
    const files = [{ kind: 'merge', path: 'state/quota.json', merge }] as const;
    const outcome = await storeOver(github).commit({ message: 'Merge', files }, NEVER);
    expect(outcome.kind).toBe('committed');
    expect(seen).toEqual(['quota\n', 'foreign 1\n', 'foreign 2\n']);
    expect(await github.show('state/quota.json')).toBe('foreign 2\nours\n');
    expect(await github.git(['rev-list', '--min-parents=2', 'main'])).toBe('');
  });

  it('stops without writing when a merge cannot read the file', async () => {
    const merge = (): string => {
      throw new Fault(problem('state-broken', 'state/quota.json, line 3: ...', 'Restore it.'));
    };
    const files = [{ kind: 'merge', path: 'state/quota.json', merge }] as const;
    const outcome = await storeOver(github).commit({ message: 'Merge', files }, NEVER);
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'state-broken' },
      retryable: false,
    });
    expect((await github.log()).length).toBe(1);
  });

  it('repairs text that is no well-formed Unicode instead of failing', async () => {
    await storeOver(github).commit(write('x.txt', 'a\ud800b'), NEVER);
    expect(await github.show('x.txt')).toBe('a\ufffdb');
  });

  it('refuses paths that would leave the repository, as a bug', async () => {
    for (const path of ['../x', '/x', 'a//b', '.git/config', 'a/.GIT/x', '']) {
      await expect(storeOver(github).commit(write(path, 'x'), NEVER)).rejects.toThrow('not a path');
    }
  });
});

describe('when GitHub or the network fails', () => {
  const broken = { status: 502, body: { message: 'Bad gateway' } };
  const all: GithubFault['effect'][] = [
    { kind: 'drop-before' },
    { kind: 'drop-after' },
    { kind: 'answer', ...broken },
    { kind: 'answer-after', ...broken },
    { kind: 'answer', status: 200, body: { odd: true } },
  ];
  const steps = ['get-branch', 'create-tree', 'create-commit', 'update-ref'];
  const cases = steps.flatMap((step) => all.map((effect) => [step, effect] as const));

  it.each(cases)('at %s with %j, the commit lands once', async (step, effect) => {
    github.setFault({ kind: step, effect });
    const outcome = await storeOver(github).commit(write('x.txt', 'x\n'), NEVER);
    const log = await github.log();
    expect(outcome).toEqual({ kind: 'committed', revision: log[0]?.sha });
    expect(log.map(({ message }) => message)).toEqual(['Write', 'Begin']);
  });

  it('finds its commit under a foreign one when the answer was lost', async () => {
    github.setFault({ kind: 'update-ref', effect: { kind: 'drop-after' } });
    let updated = false;
    github.onRequest(async ({ kind }) => {
      if (kind === 'get-branch' && updated) await github.pushForeign({ 'note.md': 'x\n' });
      updated ||= kind === 'update-ref';
    });
    const merge = (text: string | undefined): string => `${text ?? ''}line\n`;
    const files = [{ kind: 'merge', path: 'log.txt', merge }] as const;
    const outcome = await storeOver(github).commit({ message: 'Once', files }, NEVER);
    const log = await github.log();
    expect(log.map(({ message }) => message)).toEqual(['Somebody else', 'Once', 'Begin']);
    expect(outcome).toEqual({ kind: 'committed', revision: log[1]?.sha });
    expect(await github.show('log.txt')).toBe('line\n');
  });

  it('gets over a replica that still shows the head of before', async () => {
    const store = storeOver(github);
    await store.commit(write('one.txt', '1\n'), NEVER);
    github.setFault({ kind: 'get-branch', effect: { kind: 'stale' }, times: 2 });
    expect(await store.commit(write('two.txt', '2\n'), NEVER)).toMatchObject({ kind: 'committed' });
    expect(await github.files()).toEqual(expect.arrayContaining(['one.txt', 'two.txt']));
  });

  it('tries again where reading meets a conflict, or making an object does', async () => {
    const effect = { kind: 'answer', status: 409, body: { message: 'Conflict' } } as const;
    const store = storeOver(github);
    github.setFault({ kind: 'get-branch', effect, times: 2 });
    expect((await store.open(NEVER)).revision).toBe((await github.log())[0]?.sha);
    github.setFault({ kind: 'get-branch', effect, times: 2 });
    github.setFault({ kind: 'create-tree', effect });
    expect(await store.commit(write('x.txt', 'x'), NEVER)).toMatchObject({ kind: 'committed' });
    expect(await github.log()).toHaveLength(2);
  });

  it.each([
    [
      422,
      'Repository rule violations found\n\nChanges must be made through a pull request.',
      'github-rules',
    ],
    [409, 'Could not update: protected branch hook declined', 'github-rules'],
    [422, 'Reference does not exist', 'github-branch-missing'],
    [401, 'Bad credentials', 'github-token-refused'],
    [403, 'Resource not accessible by integration', 'github-forbidden'],
    [403, 'Repository was archived so is read-only.', 'github-archived'],
    [422, 'Something new', 'github-refused'],
  ])('gives up at once on %i %s', async (status, message, code) => {
    const effect = { kind: 'answer', status, body: { message } } as const;
    github.setFault({ kind: 'update-ref', effect, times: 99 });
    const outcome = await storeOver(github).commit(write('x.txt', 'x'), NEVER);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code }, retryable: false });
    expect(github.counts()['update-ref']).toBe(1);
  });

  it.each([
    [403, { 'retry-after': '45' }, 'You have exceeded a secondary rate limit.', 45_000],
    [429, { 'retry-after': '2' }, 'Too many requests', 2000],
    [403, { 'retry-after': '120' }, 'You have exceeded a secondary rate limit.', 120_000],
    [429, { 'retry-after': '600' }, 'Too many requests', 600_000],
    [403, {}, 'You have exceeded a secondary rate limit. Please wait.', 60_000],
    [
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795478430' },
      'API rate limit exceeded',
      30_000,
    ],
  ])('waits as long as a limit of %i %j asks', async (status, headers, message, wait) => {
    const clock = makeClock(1_795_478_400_000);
    const log = makeLog();
    github.setFault({
      kind: 'update-ref',
      effect: { kind: 'answer', status, body: { message }, headers },
    });
    const outcome = await storeOver(github, { clock, log }).commit(write('x.txt', 'x'), NEVER);
    expect(outcome.kind).toBe('committed');
    expect(clock.waits).toEqual([wait]);
    const until = moment(1_795_478_400_000 + wait);
    expect(log.lines.filter((line) => line.includes('waiting'))).toEqual([
      `GitHub takes no further requests for now: waiting ${wait / 1000} s, until ${until} (${message}).`,
    ]);
  });

  it('tells once of a limit that several requests meet', async () => {
    const log = makeLog();
    // Both wait at the same time, which a clock that moves with each wait would not show.
    const clock = { ...makeClock(), now: () => 1_795_478_400_000 };
    const headers = { 'retry-after': '90' };
    const effect = {
      kind: 'answer',
      status: 429,
      body: { message: 'Slow down' },
      headers,
    } as const;
    const snapshot = await storeOver(github, { clock, log }).open(NEVER);
    await snapshot.list('state/feeds', NEVER);
    github.setFault({ kind: 'get-blob', effect, times: 2 });
    const names = ['state/feeds/a.json', 'state/feeds/b.json'];
    const texts = names.map((name) => snapshot.read(name, NEVER));
    expect(await Promise.all(texts)).toEqual(['a\n', 'b\n']);
    expect(clock.waits).toEqual([90_000, 90_000]);
    expect(log.lines.filter((line) => line.includes('waiting'))).toHaveLength(1);
  });

  it('waits ten minutes at most for a limit that comes again and again', async () => {
    const clock = makeClock();
    const headers = { 'retry-after': '240' };
    const effect = {
      kind: 'answer',
      status: 429,
      body: { message: 'Slow down' },
      headers,
    } as const;
    github.setFault({ kind: 'update-ref', effect, times: 9 });
    const outcome = await storeOver(github, { clock }).commit(write('x.txt', 'x'), NEVER);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'github-limited' } });
    expect(clock.waits).toEqual([240_000, 240_000]);
  });

  it('ends a long wait for a limit as soon as it is called off', async () => {
    const stop = new AbortController();
    const headers = { 'retry-after': '600' };
    const effect = {
      kind: 'answer',
      status: 403,
      body: { message: 'rate limit' },
      headers,
    } as const;
    github.setFault({ kind: 'update-ref', effect });
    const systemClock = makeSystemClock();
    const store = storeOver(github, {
      clock: {
        ...systemClock,
        // By the machine's own time this would take ten minutes.
        sleep: (ms, signal) => {
          setImmediate(() => stop.abort(new Error('stopped')));
          return systemClock.sleep(ms, signal);
        },
      },
    });
    await expect(store.commit(write('x.txt', 'x'), stop.signal)).rejects.toThrow('stopped');
    expect(github.counts()['update-ref']).toBe(1);
  });

  it('leaves a longer limit to the next run, saying how long', async () => {
    const clock = makeClock();
    github.setFault({
      effect: {
        kind: 'answer',
        status: 403,
        body: { message: 'secondary rate limit' },
        headers: { 'retry-after': '601' },
      },
    });
    const outcome = await storeOver(github, { clock }).commit(write('x.txt', 'x'), NEVER);
    expect(outcome).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: { code: 'github-limited', remedy: expect.stringContaining('11 min') },
    });
    expect(clock.waits).toEqual([]);
  });

  it('says after many tries that it cannot reach GitHub, without the token', async () => {
    const log = makeLog();
    const store = storeOver(github, { log });
    await github.close();
    const fault = await faultOf(store.open(NEVER));
    expect(fault.problem.code).toBe('github-unreachable');
    expect(`${JSON.stringify(fault.problem)}${log.lines.join()}`).not.toContain(github.token);
    github = await startGithub();
  });

  it('gives up on a branch that never holds still', async () => {
    let number = 0;
    github.onRequest(async ({ kind }) => {
      number += 1;
      if (kind === 'update-ref') await github.pushForeign({ 'n.txt': `${number}\n` });
    });
    const outcome = await storeOver(github).commit(write('x.txt', 'x'), NEVER);
    expect(outcome).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: { code: 'github-conflict' },
    });
    expect(github.requests.some(({ force }) => force === true)).toBe(false);
  });

  it('ends a request that is never answered, and a wait that is called off', async () => {
    github.setFault({ kind: 'get-branch', effect: { kind: 'hang' } });
    const store = storeOver(github, { timeoutMs: 100 });
    expect(await store.commit(write('x.txt', 'x'), NEVER)).toMatchObject({ kind: 'committed' });
    github.setFault({ kind: 'get-branch', effect: { kind: 'hang' } });
    const stop = new AbortController();
    github.onRequest(() => stop.abort(new Error('stopped')));
    const slow = storeOver(github);
    const first = slow.commit(write('y.txt', 'y'), stop.signal);
    const waiting = slow.commit(write('z.txt', 'z'), stop.signal);
    await expect(first).rejects.toThrow('stopped');
    await expect(waiting).rejects.toThrow('stopped');
    github.onRequest(undefined);
    expect(await slow.commit(write('z.txt', 'z'), NEVER)).toMatchObject({ kind: 'committed' });
  });

  it('follows a renamed repository on the same host, and takes the token nowhere else', async () => {
    const seen: string[] = [];
    const elsewhere = createServer((request, response) => {
      seen.push(request.headers.authorization ?? '');
      response.end('{}');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const { port } = elsewhere.address() as AddressInfo;
    const moved = (location: string): GithubFault['effect'] => ({
      kind: 'answer',
      status: 307,
      body: { message: 'Moved' },
      headers: { location },
    });
    github.setFault({ kind: 'create-tree', effect: moved('/repos/octo/shows/git/trees') });
    expect(await storeOver(github).commit(write('x.txt', 'x'), NEVER)).toMatchObject({
      kind: 'committed',
    });
    github.setFault({ kind: 'get-branch', effect: moved(`http://127.0.0.1:${port}/x`), times: 9 });
    const fault = await faultOf(storeOver(github).open(NEVER));
    expect(fault.problem.code).toBe('github-unreachable');
    expect(seen).toEqual([]);
    elsewhere.close();
  });
});
