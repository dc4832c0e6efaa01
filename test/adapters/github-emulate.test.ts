/** The same store and checkpoints against a GitHub emulator that is not ours (npm: emulate). */
import { createEmulator } from 'emulate';
import type { Emulator } from 'emulate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeGithubCheckpoints } from '../../src/adapters/github-checkpoints.ts';
import { makeGithubStore } from '../../src/adapters/github-store.ts';
import type { GithubStoreOptions } from '../../src/adapters/github-store.ts';
import type { FileChange, Store } from '../../src/ports.ts';
import { makeClock, makeLog, makeRandom, makeSharedTime, NEVER } from './github-kit.ts';

const TOKEN = 'ghp_emulatedtoken';

let emulator: Emulator;
beforeEach(async () => {
  emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [TOKEN]: { login: 'octocat', scopes: ['repo'] } },
      github: {
        users: [{ login: 'octocat' }],
        repos: [{ owner: 'octocat', name: 'shows', auto_init: true }],
      },
    },
  });
});
afterEach(async () => {
  await emulator.close();
});

function options(more: Partial<GithubStoreOptions> = {}): GithubStoreOptions {
  return {
    token: TOKEN,
    repository: 'octocat/shows',
    branch: 'main',
    apiUrl: emulator.url,
    userAgent: 'podcast-transcriber/test',
    clock: makeClock(),
    random: makeRandom(1),
    log: makeLog(),
    recursiveFolders: ['state'],
    ...more,
  };
}

function store(more: Partial<GithubStoreOptions> = {}): Store {
  return makeGithubStore(options(more));
}

function lineOf(path: string, line: string): FileChange {
  const merge = (text: string | undefined): string =>
    [...(text ?? '').split('\n').filter((one) => one !== ''), line].toSorted().join('\n');
  return { kind: 'merge', path, merge };
}

describe('against an emulator that is not ours', () => {
  it('writes, merges, deletes and reads back', async () => {
    const first = await store().commit(
      {
        message: 'First',
        files: [
          { kind: 'write', path: 'transcripts/a/one.vtt', content: 'WEBVTT\n\nü\n' },
          lineOf('state/feeds/a.json', 'one'),
        ],
      },
      NEVER,
    );
    expect(first).toMatchObject({ kind: 'committed' });
    const one = store();
    const files = [
      { kind: 'delete', path: 'transcripts/a/one.vtt' } as const,
      lineOf('state/feeds/a.json', 'two'),
    ];
    const second = await one.commit({ message: 'Second', files }, NEVER);
    const snapshot = await store().open(NEVER);
    expect(second).toEqual({ kind: 'committed', revision: snapshot.revision });
    expect(await snapshot.list('state/feeds', NEVER)).toEqual(['a.json']);
    expect(await snapshot.read('state/feeds/a.json', NEVER)).toBe('one\ntwo');
    expect(await snapshot.read('transcripts/a/one.vtt', NEVER)).toBeUndefined();
    const again = { kind: 'write', path: 'state/feeds/a.json', content: 'one\ntwo' } as const;
    expect(await one.commit({ message: 'Same', files: [again] }, NEVER)).toEqual({
      kind: 'unchanged',
    });
  });

  it('loses nothing in a race', async () => {
    const time = makeSharedTime(4, 20);
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      const log = makeLog();
      const mine = store({ clock: time.clock, random: makeRandom(writer), log });
      const outcomes = [];
      for (const part of ['a', 'b', 'c']) {
        const files = [lineOf('state/quota.json', `${writer}${part}`)];
        outcomes.push((await mine.commit({ message: part, files }, NEVER)).kind);
        time.tick();
      }
      time.leave();
      return { outcomes, lines: log.lines };
    });
    const results = await Promise.all(writers);
    expect(results.flatMap(({ outcomes }) => outcomes)).toEqual(Array(12).fill('committed'));
    const text = await (await store().open(NEVER)).read('state/quota.json', NEVER);
    const wanted = [0, 1, 2, 3].flatMap((writer) =>
      ['a', 'b', 'c'].map((part) => `${writer}${part}`),
    );
    expect(text?.split('\n')).toEqual(wanted);
    const lost = results.flatMap(({ lines }) => lines).filter((line) => /fast-forward/.test(line));
    expect(lost.length).toBeGreaterThan(0);
  });

  it('names what is missing', async () => {
    await expect(store({ branch: 'nowhere' }).open(NEVER)).rejects.toMatchObject({
      problem: { code: 'github-branch-missing' },
    });
    await expect(store({ repository: 'octocat/none' }).open(NEVER)).rejects.toMatchObject({
      problem: { code: 'github-repository-missing' },
    });
  });

  it('keeps checkpoints on a ref outside the branches, and deletes it with the last', async () => {
    const make = (): ReturnType<typeof makeGithubCheckpoints> =>
      makeGithubCheckpoints({ ...options(), shard: { index: 1, count: 1 } });
    const piece = { key: 'walks/0a1b/chunk-0000.json', content: '{"version":1}\n' };
    const other = { key: 'walks/0a1b/chunk-0001.json', content: '{"version":1,"n":1}\n' };
    expect(await make().list(NEVER)).toEqual([]);
    const mine = make();
    await mine.save({ put: [piece], remove: [] }, NEVER);
    expect(await mine.save({ put: [other], remove: [] }, NEVER)).toMatchObject({
      kind: 'committed',
    });
    expect(await make().list(NEVER)).toEqual([piece.key, other.key]);
    expect(await make().read([other.key], NEVER)).toEqual([other]);
    await make().save({ put: [], remove: [piece.key, other.key] }, NEVER);
    expect(await make().list(NEVER)).toEqual([]);
  });
});
