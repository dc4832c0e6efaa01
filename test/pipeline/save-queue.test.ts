import { describe, expect, it } from 'vitest';
import { makeSaveQueue } from '../../src/pipeline/save-queue.ts';
import type { SaveQueue } from '../../src/pipeline/save-queue.ts';
import { makeWriteAccount } from '../../src/pipeline/write-account.ts';
import type { WriteAccount } from '../../src/pipeline/write-account.ts';
import { shareOfWrites } from '../../src/quota/writes.ts';
import { HOUR, makeTime, MINUTE, NOON } from './kit.ts';
import type { TestTime } from './kit.ts';

const PATIENCE = MINUTE;

interface Bench {
  readonly time: TestTime;
  readonly queue: SaveQueue;
  readonly account: WriteAccount;
  /** When each save began, ms from the start, and what was in it. */
  readonly saves: { readonly at: number; readonly keys: readonly string[] }[];
  /** Adds a chunk of an episode; the test need not wait for it. */
  readonly add: (episode: string, soon?: boolean) => Promise<unknown>;
  /** Chunks that are under way. */
  active: number;
}

/** A queue that shares what is allowed, with plenty of it unless told. */
function setUp(
  pace: { readonly minIntervalMs: number; readonly burst: number } = {
    minIntervalMs: MINUTE,
    burst: 1_000,
  },
): Bench {
  const time = makeTime();
  const account = makeWriteAccount(time, pace);
  const saves: Bench['saves'] = [];
  const bench: Omit<Bench, 'queue' | 'add'> = { time, account, saves, active: 4 };
  const queue = makeSaveQueue(
    {
      account,
      together: { isAll: (waiting) => waiting >= bench.active, patienceMs: PATIENCE },
      clock: time,
      soft: new AbortController().signal,
    },
    async (put) => {
      saves.push({ at: time.now() - NOON, keys: put.map(({ key }) => key) });
      await time.sleep(1_000, new AbortController().signal);
      return undefined;
    },
  );
  const add: Bench['add'] = (episode, soon) =>
    queue.add(episode, [{ key: `${episode}/${time.now() - NOON}`, content: '' }], soon);
  return Object.assign(bench, { queue, add });
}

async function pass(time: TestTime, ms: number): Promise<void> {
  await time.drive(time.sleep(ms, new AbortController().signal));
}

describe('saves of jobs that share what is allowed', () => {
  it('wait for company until the oldest has waited a minute', async () => {
    const { time, add, saves } = setUp();
    const first = add('a');
    await pass(time, 20_000);
    void add('b');
    await time.drive(first);
    expect(saves).toEqual([{ at: PATIENCE, keys: ['a/0', 'b/20000'] }]);
  });

  it('come at once when all that is under way waits', async () => {
    const bench = setUp();
    const { time, add, saves, queue } = bench;
    bench.active = 2;
    void add('a');
    await pass(time, 5_000);
    await time.drive(add('b'));
    expect(saves).toEqual([{ at: 5_000, keys: ['a/0', 'b/5000'] }]);
    // The other one ended without anything to keep.
    const last = add('c');
    await pass(time, 3_000);
    bench.active = 1;
    queue.look();
    await time.drive(last);
    expect(saves[1]).toEqual({ at: 9_000, keys: ['c/6000'] });
  });

  it('wait twice as long for the commit of an episode that is soon whole, which spares them', async () => {
    const { time, add, saves, queue } = setUp();
    const spared = add('a', true);
    const later = add('b', true);
    await pass(time, PATIENCE + 30_000);
    expect(saves).toEqual([]);
    expect(queue.takeOut('a')).toHaveLength(1);
    await time.drive(Promise.all([spared, later]));
    expect(saves).toEqual([{ at: 2 * PATIENCE, keys: ['b/0'] }]);
  });

  it('count commits as saves: in every hour all jobs stay under what a repository is allowed', async () => {
    for (const jobs of [2, 3, 6, 12]) {
      const bench = setUp(shareOfWrites(jobs));
      bench.active = 1;
      let commits = 0;
      // Two chunks and a commit, again and again, as fast as it goes.
      const busy = async (): Promise<void> => {
        for (let round = 0; bench.time.now() < NOON + 2 * HOUR; round += 1) {
          await bench.add(`a${round}`);
          await bench.add(`b${round}`);
          bench.account.spend();
          commits += bench.time.now() < NOON + HOUR ? 1 : 0;
        }
      };
      await bench.time.drive(busy());
      const saves = bench.saves.filter(({ at }) => at < HOUR).length;
      const writes = 3 * (saves + commits) * jobs;
      expect([jobs, writes <= 500, writes > 300]).toEqual([jobs, true, true]);
    }
  });
});
