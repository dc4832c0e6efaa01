import { describe, expect, it } from 'vitest';
import { isStillOurs } from '../../src/pipeline/ownership.ts';
import type { Snapshot, Store } from '../../src/ports.ts';
import { makeRun, makeTime } from './kit.ts';

const EPISODE = { show: 'walks', id: 'a' };

/** A store whose head holds these files. */
function storeOf(files: Readonly<Record<string, unknown>>): Store {
  const snapshot: Snapshot = {
    revision: 'head',
    list: () => Promise.resolve([]),
    read: (path) =>
      Promise.resolve(files[path] === undefined ? undefined : JSON.stringify(files[path])),
  };
  return {
    open: () => Promise.resolve(snapshot),
    commit: () => Promise.reject(new Error('nothing is to be committed')),
  };
}

function batches(...ids: readonly string[]): unknown {
  return { version: 1, batches: ids.map((id) => ({ id, startedAt: 0, episodes: [EPISODE] })) };
}

function feed(status: string): unknown {
  const episode = { status, title: 'T', audioUrl: 'https://a.example/a.mp3', attempts: 0 };
  return {
    version: 1,
    show: 'walks',
    feedUrl: 'https://a.example/feed',
    title: 'Walks',
    episodes: { a: episode },
  };
}

async function ask(files: Readonly<Record<string, unknown>>): Promise<boolean> {
  const run = makeRun({ ports: { store: storeOf(files) } });
  return await isStillOurs({ ...run, runId: '7.1/1-of-1' }, EPISODE, {});
}

describe('an episode that is about to begin', () => {
  it("is this run's when its batch holds it", async () => {
    expect(await ask({ 'state/batch.json': batches('7.1/1-of-1') })).toBe(true);
  });

  it("is another run's when that took it later: the same audio is not paid for twice", async () => {
    expect(await ask({ 'state/batch.json': batches('8.1/1-of-1') })).toBe(false);
  });

  it('is nobody’s any more when it is done, and free when it only left the batch', async () => {
    const path = 'state/feeds/walks.json';
    expect(await ask({ [path]: feed('done') })).toBe(false);
    expect(await ask({ [path]: feed('discovered') })).toBe(true);
    expect(await ask({})).toBe(true);
  });

  it('is looked up for each episode; the jobs of a fan-out look once in a minute for each of them', async () => {
    for (const count of [1, 3]) {
      let looks = 0;
      const store = storeOf({ 'state/batch.json': batches('7.1/1-of-1') });
      const time = makeTime();
      const counted: Store = {
        ...store,
        open: (signal) => {
          looks += 1;
          return store.open(signal);
        },
      };
      const ports = { store: counted, clock: time };
      const run = { ...makeRun({ ports }), runId: '7.1/1-of-1', shard: { index: 1, count } };
      const last = {};
      const never = new AbortController().signal;
      for (let minute = 0; minute < 6; minute += 1) {
        expect(await isStillOurs(run, EPISODE, last)).toBe(true);
        await time.drive(time.sleep(60_000, never));
      }
      expect(looks).toBe(count === 1 ? 6 : 2);
    }
  });
});
