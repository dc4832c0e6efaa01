import { describe, expect, it } from 'vitest';
import { makeTurns } from '../../src/pipeline/turns.ts';
import type { LineWork, Turns, TurnsOptions } from '../../src/pipeline/turns.ts';

/** Chunks that last until they are told to end; named `a0`, `a1`, … */
function makeWork() {
  const begun: string[] = [];
  const ends = new Map<string, (bug?: Error) => void>();
  const line = (name: string, count: number, more: Partial<LineWork> = {}): LineWork => {
    const finished = new Set<number>();
    return {
      chunks: Array.from({ length: count }, (_, index) => index),
      isReady: (index) => index === 0 || finished.has(index - 1),
      isOver: () => false,
      begin: async (index) => {
        begun.push(`${name}${index}`);
        await new Promise<void>((resolve, reject) => {
          ends.set(`${name}${index}`, (bug) => (bug === undefined ? resolve() : reject(bug)));
        });
        finished.add(index);
      },
      ...more,
    };
  };
  const end = async (name: string, bug?: Error): Promise<void> => {
    ends.get(name)?.(bug);
    await settle();
  };
  return { begun, line, end };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

function turnsOf(options: Partial<TurnsOptions> = {}): Turns {
  const { signal } = new AbortController();
  return makeTurns({ concurrency: 2, waiting: () => 0, soft: signal, ...options });
}

describe('the turns of chunks', () => {
  it('go to the next chunk of each episode: its predecessor is there', async () => {
    const { begun, line, end } = makeWork();
    const turns = turnsOf();
    const [a, b] = await Promise.all([turns.enter(), turns.enter()]);
    // Both audios arrive before a place looks for work.
    const all = Promise.all([a.work(line('a', 1)), b.work(line('b', 3))]);
    await settle();
    expect(begun).toEqual(['a0', 'b0']);
    await end('b0');
    expect(begun).toEqual(['a0', 'b0', 'b1']);
    await end('a0');
    // Nothing else waits: b2 goes without the words before it rather than that a place is idle.
    expect(begun).toEqual(['a0', 'b0', 'b1', 'b2']);
    await end('b1');
    await end('b2');
    await all;
  });

  it('split one long episode into stretches of which only the first chunks lack those before', async () => {
    const { begun, line, end } = makeWork();
    const turns = turnsOf();
    const all = (await turns.enter()).work(line('a', 6));
    await settle();
    expect(begun).toEqual(['a0', 'a3']);
    for (const name of ['a0', 'a3', 'a1', 'a4', 'a2', 'a5']) await end(name);
    expect(begun).toEqual(['a0', 'a3', 'a1', 'a4', 'a2', 'a5']);
    await all;
  });

  // A kill between an episode's last chunk and its commit cost two chunks of one worker.
  it('are taken up by finished chunks until the commit of their episode is through', async () => {
    const { begun, line } = makeWork();
    let waiting = 1;
    const turns = turnsOf({ waiting: () => waiting });
    void (await turns.enter()).work(line('a', 2));
    await settle();
    expect(begun).toEqual(['a0']);
    waiting = 0;
    turns.look();
    await settle();
    expect(begun).toEqual(['a0', 'a1']);
  });

  it('are given out all the same when the run stops: whoever waits must find out', async () => {
    const { begun, line, end } = makeWork();
    const stop = new AbortController();
    const turns = turnsOf({ concurrency: 1, waiting: () => 3, soft: stop.signal });
    const over = (await turns.enter()).work(line('a', 1));
    const door = Promise.all([turns.enter(), turns.enter(), turns.enter()]);
    await settle();
    expect(begun).toEqual([]);
    stop.abort(new Error('SIGINT'));
    await settle();
    expect(begun).toEqual(['a0']);
    await door;
    await end('a0');
    await over;
  });

  it('say how many are under way, and when one no longer is', async () => {
    const { line, end } = makeWork();
    let ended = 0;
    const turns = turnsOf({ onEnd: () => void (ended += 1) });
    const all = (await turns.enter()).work(line('a', 3));
    await settle();
    expect([turns.active(), ended]).toEqual([2, 0]);
    await end('a0');
    expect([turns.active(), ended]).toEqual([2, 1]);
    await end('a1');
    await end('a2');
    await all;
    expect([turns.active(), ended]).toEqual([0, 3]);
  });

  it('are given back by work that throws, when the rest of its episode has ended', async () => {
    const { begun, line, end } = makeWork();
    const turns = turnsOf();
    const over = (await turns.enter()).work(line('a', 2)).then(
      () => 'through',
      (bug: unknown) => bug,
    );
    const bug = new Error('a bug');
    await end('a0', bug);
    await end('a1');
    expect(await over).toBe(bug);
    const next = (await turns.enter()).work(line('b', 1));
    await end('b0');
    await next;
    expect(begun).toEqual(['a0', 'a1', 'b0']);
  });

  it('are no more than can be served side by side', async () => {
    const { begun, line, end } = makeWork();
    let abreast = 2;
    const turns = turnsOf({ concurrency: 4, abreast: () => abreast });
    void (await turns.enter()).work(line('a', 9));
    await settle();
    expect(begun).toHaveLength(2);
    abreast = Infinity;
    await end('a0');
    expect(turns.active()).toBe(4);
  });

  it('drop what waits of an episode that cannot go on, at once and not in its turn', async () => {
    const { begun, line, end } = makeWork();
    const turns = turnsOf();
    const [a, b] = await Promise.all([turns.enter(), turns.enter()]);
    let isOver = false;
    const first = a.work(line('a', 9, { isOver: () => isOver }));
    const second = b.work(line('b', 3));
    await settle();
    isOver = true;
    for (const name of begun.filter((one) => one.startsWith('a'))) await end(name);
    await first;
    expect(begun.filter((name) => name.startsWith('b'))).toHaveLength(2);
    for (const name of ['b0', 'b1', 'b2']) await end(name);
    await second;
  });
});

describe('a stop', () => {
  // It came before the slice was planned, and the run fell over what it did not know yet.
  it('asks nobody what the quota holds when nothing waits', async () => {
    const stop = new AbortController();
    const unknown = (): number => {
      throw new Error('nothing is planned yet');
    };
    const turns = turnsOf({ soft: stop.signal, sure: unknown, abreast: unknown });
    stop.abort(new Error('SIGINT'));
    turns.look();
    (await turns.enter()).close();
    expect(turns.active()).toBe(0);
  });
});

describe('episodes', () => {
  it('are begun when places are about to want for chunks, and not before', async () => {
    const { line, end } = makeWork();
    const turns = turnsOf();
    let inside = 0;
    const enter = async () => {
      const entered = await turns.enter();
      inside += 1;
      return entered;
    };
    const [a, b] = await Promise.all([enter(), enter()]);
    const third = enter();
    await settle();
    expect(inside).toBe(2);
    void b.work(line('b', 5));
    const first = a.work(line('a', 2));
    await settle();
    expect(inside).toBe(2);
    // The last chunk of the first has begun: the third is fetched while that is answered.
    await end('b0');
    await end('b2');
    await end('b3');
    await end('a0');
    expect(inside).toBe(3);
    (await third).close();
    await end('a1');
    await first;
  });

  it('that the quota may not hold get no place while another that it holds has chunks', async () => {
    const { begun, line, end } = makeWork();
    const turns = turnsOf({ sure: () => 1 });
    const [a, b] = await Promise.all([turns.enter(), turns.enter()]);
    void b.work(line('b', 2));
    void a.work(line('a', 4));
    await settle();
    // The other's audio was there first.
    expect(begun).toEqual(['b0', 'b1']);
    await end('b0');
    await end('b1');
    expect(begun).toEqual(['b0', 'b1', 'a0', 'a2']);
  });
});
