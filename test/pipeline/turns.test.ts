import { describe, expect, it } from 'vitest';
import { makeTurns } from '../../src/pipeline/turns.ts';

/** Work that lasts until it is told to end. */
function makeJob(begun: string[], name: string) {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = async (): Promise<string> => {
    begun.push(name);
    await over;
    return name;
  };
  return { work, end: () => end() };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe('the turns of chunks', () => {
  it('are so many at once, in order', async () => {
    const begun: string[] = [];
    const { signal } = new AbortController();
    const turns = makeTurns({ concurrency: 2, waiting: () => 0, soft: signal });
    const jobs = ['a', 'b', 'c'].map((name) => makeJob(begun, name));
    const all = jobs.map(({ work }) => turns.take(work));
    await settle();
    expect(begun).toEqual(['a', 'b']);
    jobs[1]?.end();
    await settle();
    expect(begun).toEqual(['a', 'b', 'c']);
    for (const { end } of jobs) end();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  });

  // A kill between an episode's last chunk and its commit cost two chunks of one worker.
  it('are taken up by finished chunks until the commit of their episode is through', async () => {
    const begun: string[] = [];
    const { signal } = new AbortController();
    let waiting = 1;
    const turns = makeTurns({ concurrency: 2, waiting: () => waiting, soft: signal });
    const jobs = ['a', 'b'].map((name) => makeJob(begun, name));
    const all = jobs.map(({ work }) => turns.take(work));
    await settle();
    expect(begun).toEqual(['a']);
    waiting = 0;
    turns.look();
    await settle();
    expect(begun).toEqual(['a', 'b']);
    for (const { end } of jobs) end();
    await Promise.all(all);
  });

  it('are given out all the same when the run stops: whoever waits must find out', async () => {
    const begun: string[] = [];
    const stop = new AbortController();
    const turns = makeTurns({ concurrency: 1, waiting: () => 3, soft: stop.signal });
    const job = makeJob(begun, 'a');
    const over = turns.take(job.work);
    await settle();
    expect(begun).toEqual([]);
    stop.abort(new Error('SIGINT'));
    await settle();
    expect(begun).toEqual(['a']);
    job.end();
    await over;
  });

  it('say how many are under way, and when one no longer is', async () => {
    const begun: string[] = [];
    const { signal } = new AbortController();
    let ended = 0;
    const onEnd = (): void => void (ended += 1);
    const turns = makeTurns({ concurrency: 2, waiting: () => 0, soft: signal, onEnd });
    const jobs = ['a', 'b', 'c'].map((name) => makeJob(begun, name));
    const all = jobs.map(({ work }) => turns.take(work));
    await settle();
    expect([turns.active(), ended]).toEqual([2, 0]);
    jobs[0]?.end();
    await settle();
    expect([turns.active(), ended]).toEqual([2, 1]);
    for (const { end } of jobs) end();
    await Promise.all(all);
    expect([turns.active(), ended]).toEqual([0, 3]);
  });

  it('are given back by work that throws', async () => {
    const { signal } = new AbortController();
    const turns = makeTurns({ concurrency: 1, waiting: () => 0, soft: signal });
    await expect(turns.take(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
    expect(await turns.take(async () => 'next')).toBe('next');
  });
});
