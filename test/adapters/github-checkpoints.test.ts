import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeGithubCheckpoints } from '../../src/adapters/github-checkpoints.ts';
import type { GithubCheckpointsOptions } from '../../src/adapters/github-checkpoints.ts';
import { isFault } from '../../src/base/failure.ts';
import type { Checkpoint, Checkpoints } from '../../src/ports.ts';
import { startGithub } from '../sandbox/github.ts';
import type { Github, GithubFault } from '../sandbox/github.ts';
import { makeClock, makeLog, makeRandom, NEVER } from './github-kit.ts';

const BASE = 'refs/podcast-transcriber/checkpoints/';

let github: Github;
beforeEach(async () => {
  github = await startGithub();
});
afterEach(async () => {
  await github.close();
});

function checkpoints(
  index: number,
  count: number,
  more: Partial<GithubCheckpointsOptions> = {},
): Checkpoints {
  return makeGithubCheckpoints({
    token: github.token,
    repository: github.repository,
    apiUrl: github.apiUrl,
    userAgent: 'podcast-transcriber/test',
    clock: makeClock(),
    random: makeRandom(3),
    log: makeLog(),
    shard: { index, count },
    ...more,
  });
}

function piece(name: string, content = `{"is":"${name}"}\n`): Checkpoint {
  return { key: `walks/0a1b/${name}.json`, content };
}

describe('checkpoints on a ref', () => {
  it('keep what was put, for another process to read, outside every branch', async () => {
    const mine = checkpoints(1, 1);
    expect(await mine.list(NEVER)).toEqual([]);
    expect(await mine.save({ put: [piece('b'), piece('a')], remove: [] }, NEVER)).toMatchObject({
      kind: 'committed',
    });
    await mine.save({ put: [piece('c')], remove: [piece('b').key] }, NEVER);
    const other = checkpoints(1, 1);
    expect(await other.list(NEVER)).toEqual([piece('a').key, piece('c').key]);
    const keys = [piece('c').key, piece('b').key, piece('a').key];
    expect(await other.read(keys, NEVER)).toEqual([piece('c'), piece('a')]);
    expect(await github.refs()).toEqual(['refs/heads/main', `${BASE}1-of-1`]);
    expect((await github.log()).length).toBe(1);
    expect((await github.log(`${BASE}1-of-1`)).length).toBe(2);
  });

  it('cost three requests a save once the ref is known, and none when nothing changes', async () => {
    const mine = checkpoints(1, 1);
    await mine.save({ put: [piece('a')], remove: [] }, NEVER);
    github.forgetRequests();
    await mine.save({ put: [piece('b')], remove: [] }, NEVER);
    expect(github.counts()).toEqual({ 'create-tree': 1, 'create-commit': 1, 'update-ref': 1 });
    expect(await mine.save({ put: [piece('b')], remove: ['walks/none/x'] }, NEVER)).toEqual({
      kind: 'unchanged',
    });
    expect(github.requests.length).toBe(3);
  });

  it('ask once when there is nothing', async () => {
    expect(await checkpoints(1, 1).list(NEVER)).toEqual([]);
    expect(github.counts()).toEqual({ 'list-refs': 1 });
  });

  it('delete the ref with the last piece, and begin anew after that', async () => {
    const mine = checkpoints(1, 1);
    await mine.save({ put: [piece('a'), piece('b')], remove: [] }, NEVER);
    const gone = await mine.save({ put: [], remove: [piece('a').key, piece('b').key] }, NEVER);
    expect(gone.kind).toBe('committed');
    expect(await github.refs()).toEqual(['refs/heads/main']);
    await mine.save({ put: [piece('c')], remove: [] }, NEVER);
    expect((await github.log(`${BASE}1-of-1`)).length).toBe(1);
    expect(await checkpoints(1, 1).list(NEVER)).toEqual([piece('c').key]);
  });

  it('replace a piece of the same key', async () => {
    const mine = checkpoints(1, 1);
    await mine.save({ put: [piece('a', 'old')], remove: [] }, NEVER);
    await mine.save({ put: [piece('a', 'new')], remove: [piece('a').key] }, NEVER);
    expect(await checkpoints(1, 1).read([piece('a').key], NEVER)).toEqual([piece('a', 'new')]);
  });

  it('take keys that git would not take as paths', async () => {
    const odd = ['..', '.git', 'ä ö', '100%', 'a?b#c', '.hidden'].map((name) => ({
      key: `walks/${name}/x.json`,
      content: name,
    }));
    expect(await checkpoints(1, 1).save({ put: odd, remove: [] }, NEVER)).toMatchObject({
      kind: 'committed',
    });
    const other = checkpoints(1, 1);
    expect(await other.list(NEVER)).toEqual(odd.map(({ key }) => key).toSorted());
    expect(
      await other.read(
        odd.map(({ key }) => key),
        NEVER,
      ),
    ).toEqual(odd);
  });
});

describe('checkpoints of a fan-out', () => {
  it("are read of every shard, written to the own ref, and left alone in another shard's", async () => {
    await checkpoints(2, 3).save({ put: [piece('two')], remove: [] }, NEVER);
    const mine = checkpoints(1, 3);
    expect(await mine.list(NEVER)).toEqual([piece('two').key]);
    await mine.save({ put: [piece('one')], remove: [piece('two').key] }, NEVER);
    expect(await github.refs()).toEqual(['refs/heads/main', `${BASE}1-of-3`, `${BASE}2-of-3`]);
    expect(await checkpoints(3, 3).list(NEVER)).toEqual([piece('one').key, piece('two').key]);
  });

  it('are removed from refs that another shard count left behind', async () => {
    await checkpoints(2, 3).save({ put: [piece('a'), piece('b')], remove: [] }, NEVER);
    await checkpoints(1, 10).save({ put: [piece('a')], remove: [] }, NEVER);
    const mine = checkpoints(1, 1);
    expect(await mine.save({ put: [], remove: [piece('a').key] }, NEVER)).toMatchObject({
      kind: 'committed',
    });
    expect(await github.refs()).toEqual(['refs/heads/main', `${BASE}2-of-3`]);
    await mine.save({ put: [], remove: [piece('b').key] }, NEVER);
    expect(await github.refs()).toEqual(['refs/heads/main']);
  });
});

describe('checkpoints when something goes wrong', () => {
  const effects: GithubFault['effect'][] = [
    { kind: 'drop-before' },
    { kind: 'drop-after' },
    { kind: 'answer', status: 502, body: { message: 'Bad gateway' } },
    { kind: 'answer-after', status: 502, body: { message: 'Bad gateway' } },
  ];
  const steps = [
    'create-tree',
    'create-commit',
    'update-ref',
    'create-ref',
    'delete-ref',
    'list-refs',
  ];

  it.each(steps.flatMap((step) => effects.map((effect) => [step, effect] as const)))(
    'at %s with %j, everything is as it should be at the end',
    async (step, effect) => {
      const mine = checkpoints(1, 1);
      github.setFault({ kind: step, effect });
      const outcomes = [
        await mine.save({ put: [piece('a')], remove: [] }, NEVER),
        await mine.save({ put: [piece('b')], remove: [] }, NEVER),
      ];
      expect(outcomes.map(({ kind }) => kind)).not.toContain('failed');
      expect(await checkpoints(1, 1).list(NEVER)).toEqual([piece('a').key, piece('b').key]);
      await mine.save({ put: [], remove: [piece('a').key, piece('b').key] }, NEVER);
      expect(await github.refs()).toEqual(['refs/heads/main']);
      expect(github.requests.some(({ force }) => force === true)).toBe(false);
    },
  );

  it('lose nothing when a second job writes the same ref', async () => {
    const one = checkpoints(1, 1);
    const two = checkpoints(1, 1);
    await one.save({ put: [piece('a')], remove: [] }, NEVER);
    await two.save({ put: [piece('b')], remove: [] }, NEVER);
    await one.save({ put: [piece('c')], remove: [] }, NEVER);
    expect(await checkpoints(1, 1).list(NEVER)).toEqual(
      ['a', 'b', 'c'].map((name) => piece(name).key),
    );
  });

  it('keep what a second job has put on a ref that the first would delete', async () => {
    const one = checkpoints(1, 1);
    const two = checkpoints(1, 1);
    await one.save({ put: [piece('a')], remove: [] }, NEVER);
    await two.save({ put: [piece('b')], remove: [] }, NEVER);
    const outcome = await one.save({ put: [], remove: [piece('a').key] }, NEVER);
    expect(outcome).toMatchObject({ kind: 'committed' });
    expect(await checkpoints(1, 1).list(NEVER)).toEqual([piece('b').key]);
    expect(github.counts()['delete-ref']).toBeUndefined();
    // Another count of shards tidies up after both, and sees what comes in between as well.
    const three = checkpoints(1, 2);
    await three.list(NEVER);
    await two.save({ put: [piece('c')], remove: [] }, NEVER);
    await three.save({ put: [], remove: [piece('b').key] }, NEVER);
    expect(await checkpoints(1, 1).list(NEVER)).toEqual([piece('c').key]);
  });

  it('wait minutes for a limit: what is to be kept has been paid for', async () => {
    const clock = makeClock();
    const headers = { 'retry-after': '120' };
    const body = { message: 'You have exceeded a secondary rate limit.' };
    github.setFault({
      kind: 'create-tree',
      effect: { kind: 'answer', status: 403, body, headers },
    });
    const mine = checkpoints(1, 1, { clock });
    const saved = await mine.save({ put: [piece('a')], remove: [] }, NEVER);
    expect(saved).toMatchObject({ kind: 'committed' });
    expect(clock.waits).toEqual([120_000]);
    expect(await checkpoints(1, 1).list(NEVER)).toEqual([piece('a').key]);
  });

  it('say what failed: a save as an outcome, a list as a fault', async () => {
    const effect = {
      kind: 'answer',
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    } as const;
    const mine = checkpoints(1, 1);
    github.setFault({ kind: 'create-ref', effect });
    expect(await mine.save({ put: [piece('a')], remove: [] }, NEVER)).toMatchObject({
      kind: 'failed',
      retryable: false,
      error: { code: 'github-forbidden', message: expect.stringContaining('1-of-1') },
    });
    github.setFault({ kind: 'list-refs', effect });
    const thrown: unknown = await checkpoints(1, 1)
      .list(NEVER)
      .catch((error: unknown) => error);
    expect(isFault(thrown) && thrown.problem.code).toBe('github-forbidden');
  });
});
