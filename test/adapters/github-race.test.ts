import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeSet } from '../../src/ports.ts';
import { startGithub } from '../sandbox/github.ts';
import type { Github } from '../sandbox/github.ts';
import { makeRandom, makeSharedTime, NEVER, storeOver } from './github-kit.ts';

const WRITERS = 6;
const COMMITS_EACH = 4;

/** One finished episode: its transcript, its show's own file, and a line in a file that all share. */
function episode(writer: number, number: number): ChangeSet {
  const id = `w${writer}e${number}`;
  const append = (current: string | undefined): string =>
    [...(current ?? '').split('\n').filter((line) => line !== '' && line !== id), id]
      .toSorted()
      .join('\n') + '\n';
  return {
    message: `Transcribe ${id}`,
    files: [
      { kind: 'write', path: `transcripts/show-${writer}/${id}.vtt`, content: `WEBVTT\n\n${id}\n` },
      { kind: 'merge', path: `state/feeds/show-${writer}.json`, merge: append },
      { kind: 'merge', path: 'state/quota.json', merge: append },
    ],
  };
}

describe('commits of several writers on one branch', () => {
  let github: Github;
  beforeEach(async () => {
    github = await startGithub();
  });
  afterEach(async () => {
    await github.close();
  });

  it('loses nothing, keeps the history linear and never forces, foreign pushes between', async () => {
    let pushes = 0;
    const time = makeSharedTime(WRITERS, 20);
    github.onRequest(async ({ kind }) => {
      time.tick();
      if (kind !== 'create-commit') return;
      pushes += 1;
      if (pushes % 7 === 3) await github.pushForeign({ [`notes/${pushes}.md`]: 'note\n' });
    });
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      const store = storeOver(github, { random: makeRandom(writer), clock: time.clock });
      const outcomes = [];
      for (let number = 0; number < COMMITS_EACH; number += 1) {
        outcomes.push(await store.commit(episode(writer, number), NEVER));
      }
      time.leave();
      return outcomes;
    });
    const outcomes = (await Promise.all(writers)).flat();

    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'committed'));
    const ids = Array.from({ length: WRITERS }, (_, writer) =>
      Array.from({ length: COMMITS_EACH }, (__, number) => `w${writer}e${number}`),
    ).flat();
    expect((await github.show('state/quota.json'))?.trim().split('\n')).toEqual(ids.toSorted());
    const files = await github.files();
    for (const id of ids) {
      expect(files).toContain(`transcripts/show-${id.slice(1, 2)}/${id}.vtt`);
      const state = await github.show(`state/feeds/show-${id.slice(1, 2)}.json`);
      expect(state?.split('\n')).toContain(id);
    }
    const log = await github.log();
    expect(log.map(({ parents }) => parents.length).filter((count) => count > 1)).toEqual([]);
    const titles = log
      .map(({ message }) => message)
      .filter((line) => line.startsWith('Transcribe'));
    expect(titles.toSorted()).toEqual(ids.map((id) => `Transcribe ${id}`).toSorted());
    expect(files.filter((path) => path.startsWith('notes/')).length).toBeGreaterThan(0);
    const updates = github.requests.filter(({ kind }) => kind === 'update-ref');
    expect(updates.filter(({ force }) => force === true)).toEqual([]);
    expect(updates.filter(({ status }) => status === 422).length).toBeGreaterThan(0);
    expect(await github.git(['fsck', '--strict', '--no-dangling'])).toBe('');
  });

  it('puts each commit of one process on the one before, asking no more than needed', async () => {
    const store = storeOver(github);
    await store.open(NEVER);
    await Promise.all([0, 1, 2].map((number) => store.commit(episode(0, number), NEVER)));
    github.forgetRequests();
    const outcome = await store.commit(episode(0, 3), NEVER);
    expect(outcome.kind).toBe('committed');
    expect(github.counts()).toEqual({
      'get-branch': 1,
      'create-tree': 1,
      'create-commit': 1,
      'update-ref': 1,
    });
  });
});
