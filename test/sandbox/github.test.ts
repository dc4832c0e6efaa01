import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGithub } from './github.ts';
import type { Github } from './github.ts';

let github: Github;
beforeEach(async () => {
  github = await startGithub({ files: { 'a/b/c.txt': 'c\n', 'a/d.txt': 'd\n', 'e.txt': 'e\n' } });
});
afterEach(async () => {
  await github.close();
});

interface Answer {
  readonly status: number;
  // The tests read different bodies field by field.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${github.apiUrl}/repos/octo/shows${path}`, {
    method,
    headers: { authorization: `Bearer ${github.token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

describe('the loopback GitHub', () => {
  it('makes the trees that git makes', async () => {
    const head = (await ask('GET', '/branches/main')).body.commit;
    const made = await ask('POST', '/git/trees', {
      base_tree: head.commit.tree.sha,
      tree: [
        { path: 'a/b/new.txt', mode: '100644', type: 'blob', content: 'ü\n' },
        { path: 'a/b/c.txt', mode: '100644', type: 'blob', sha: null },
        { path: 'e.txt', mode: '100644', type: 'blob', sha: null },
      ],
    });
    expect(made.status).toBe(201);
    expect(made.body.tree).toMatchObject([{ path: 'a', type: 'tree', mode: '040000' }]);
    const all = await ask('GET', `/git/trees/${made.body.sha}?recursive=1`);
    expect(all.body.tree.map(({ path }: { path: string }) => path)).toEqual([
      'a',
      'a/b',
      'a/b/new.txt',
      'a/d.txt',
    ]);
    expect(await github.git(['fsck', '--strict', '--no-dangling'])).toBe('');
    expect(await github.git(['show', `${made.body.sha}:a/b/new.txt`])).toBe('ü\n');
  });

  it('moves a ref only forward unless forced, and notes when it was', async () => {
    const [first] = await github.log();
    const pushed = await github.pushForeign({ 'e.txt': null });
    const back = { sha: first?.sha, force: false };
    expect(await ask('PATCH', '/git/refs/heads/main', back)).toMatchObject({
      status: 422,
      body: { message: 'Update is not a fast forward' },
    });
    expect(await ask('PATCH', '/git/refs/heads/main', { sha: pushed })).toMatchObject({
      status: 200,
    });
    expect(await ask('PATCH', '/git/refs/heads/main', { ...back, force: true })).toMatchObject({
      status: 200,
    });
    expect(github.requests.map(({ kind, status, force }) => [kind, status, force])).toEqual([
      ['update-ref', 422, false],
      ['update-ref', 200, false],
      ['update-ref', 200, true],
    ]);
    expect(await github.files()).toContain('e.txt');
  });

  it('says what GitHub says of what is not there', async () => {
    const sha = (await github.log())[0]?.sha;
    const cases = [
      ['GET', '/branches/none', undefined, 404, 'Branch not found'],
      ['GET', '/git/ref/heads/none', undefined, 404, 'Not Found'],
      ['GET', '/git/blobs/0000000000000000000000000000000000000001', undefined, 404, 'Not Found'],
      ['PATCH', '/git/refs/heads/none', { sha }, 422, 'Reference does not exist'],
      ['DELETE', '/git/refs/heads/none', undefined, 422, 'Reference does not exist'],
      ['POST', '/git/refs', { ref: 'refs/heads/main', sha }, 422, 'Reference already exists'],
      ['POST', '/git/refs', { ref: 'main', sha }, 422, 'at least two slashes'],
      [
        'POST',
        '/git/refs',
        { ref: 'refs/heads/x', sha: '0'.repeat(40) },
        422,
        'Object does not exist',
      ],
      [
        'POST',
        '/git/commits',
        { message: '', tree: sha?.replaceAll(/./g, '0') },
        422,
        'Tree SHA does not exist',
      ],
      [
        'POST',
        '/git/trees',
        { tree: [{ path: '../x', mode: '100644', content: '' }] },
        422,
        'malformed path',
      ],
      ['GET', '/pulls', undefined, 404, 'Not Found'],
    ] as const;
    for (const [method, path, body, status, message] of cases) {
      const answer = await ask(method, path, body);
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.body.message).toContain(message);
    }
    const wrong = await fetch(`${github.apiUrl}/repos/octo/shows`, {
      headers: { authorization: 'token x' },
    });
    expect([wrong.status, await wrong.json()]).toMatchObject([401, { message: 'Bad credentials' }]);
  });

  it('makes and deletes refs outside the branches', async () => {
    const sha = (await github.log())[0]?.sha;
    const ref = 'refs/tool/things/1-of-1';
    expect(await ask('POST', '/git/refs', { ref, sha })).toMatchObject({ status: 201 });
    const found = await ask('GET', '/git/matching-refs/tool/');
    expect(found.body).toMatchObject([{ ref, object: { sha } }]);
    expect((await ask('DELETE', '/git/refs/tool/things/1-of-1')).status).toBe(204);
    expect((await ask('GET', '/git/matching-refs/tool')).body).toEqual([]);
  });

  it('fails on demand: the right request, the right number of times', async () => {
    github.setFault({
      kind: 'get-branch',
      skip: 1,
      times: 2,
      effect: {
        kind: 'answer',
        status: 429,
        body: { message: 'Slow' },
        headers: { 'retry-after': '3' },
      },
    });
    const statuses = [];
    for (let round = 0; round < 4; round += 1)
      statuses.push((await ask('GET', '/branches/main')).status);
    expect(statuses).toEqual([200, 429, 429, 200]);
    expect(github.counts()).toEqual({ 'get-branch': 4 });
    const blob = { content: 'kept?', encoding: 'utf-8' };
    github.setFault({ kind: 'create-blob', effect: { kind: 'drop-after' } });
    await expect(ask('POST', '/git/blobs', blob)).rejects.toThrow('fetch failed');
    const sha = (await ask('POST', '/git/blobs', { content: 'kept?', encoding: 'utf-8' })).body.sha;
    expect((await ask('GET', `/git/blobs/${sha}`)).body.content).toBe(btoa('kept?'));
  });

  it('lets a foreign push happen at any request, and dates commits as told', async () => {
    let pushed = '';
    github.onRequest(async ({ kind }) => {
      if (kind === 'get-branch') pushed = await github.pushForeign({ 'n.txt': 'n' }, 'Between');
    });
    expect((await ask('GET', '/branches/main')).body.commit.sha).toBe(pushed);
    expect((await github.log()).map(({ message }) => message)).toEqual(['Between', 'Begin']);
    const dated = await startGithub({ now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
    expect((await dated.log())[0]?.date).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
    await dated.close();
  });
});
