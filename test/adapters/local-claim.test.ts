import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOut } from '../../src/adapters/local-process.ts';
import type { Process } from '../../src/adapters/local-process.ts';
import { makeLocalStore } from '../../src/adapters/local-store.ts';
import type { Problem } from '../../src/base/outcome.ts';
import type { ClaimOutcome, Clock } from '../../src/ports.ts';
import { makeLog, NEVER } from './github-kit.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claim-'));
});
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A clock whose waits end when they are told to. */
function makeHandClock(): Clock & { tick(): Promise<void> } {
  let wake: (() => void)[] = [];
  return {
    now: () => Date.UTC(2026, 10, 24, 6),
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        wake.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      }),
    tick: async () => {
      for (const go of wake.splice(0)) go();
      wake = [];
      // The sign of life is given between: files are read and written.
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
  };
}

const clock = makeHandClock();

function claim(
  with_: Clock = clock,
  onLost: (why: Problem) => void = () => {},
): Promise<ClaimOutcome> {
  const options = { folder, stateDir: 'state', transcriptsDir: 'transcripts', clock: with_ };
  const { claim: take } = makeLocalStore({ ...options, log: makeLog() });
  if (take === undefined) throw new Error('a folder can be claimed');
  return take(NEVER, onLost);
}

const lock = (): string => join(folder, 'state/.run/lock');

/** Leaves the claim of another process, which gave a sign of life so long ago. */
async function leave(holder: Partial<Process> | string, ageMs = 0): Promise<void> {
  await mkdir(join(folder, 'state/.run'), { recursive: true });
  const whole = { ...(await findOut()), token: 't', since: clock.now(), ...(holder as object) };
  await writeFile(lock(), typeof holder === 'string' ? holder : JSON.stringify(whole));
  const at = (Date.now() - ageMs) / 1_000;
  await utimes(lock(), at, at);
}

/** A process that does nothing, for as long as the test takes. */
function startSleeper(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  children.push(child);
  return child;
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

async function release(outcome: ClaimOutcome): Promise<void> {
  if (outcome.kind === 'failed') throw new Error(outcome.error.message);
  await outcome.release();
}

describe('a claim on a folder', () => {
  it('is held by one at a time, says who and since when, and leaves nothing behind', async () => {
    const first = await claim();
    expect(first.kind).toBe('claimed');
    expect(await readFile(join(folder, 'state/.run/.gitignore'), 'utf8')).toBe('*\n');
    const second = await claim();
    expect(second).toMatchObject({ kind: 'failed', error: { code: 'run-in-progress' } });
    const words = second.kind === 'failed' ? second.error : undefined;
    expect(words?.message).toContain(`process ${process.pid} on `);
    expect(words?.message).toContain('since 2026-11-24 06:00 UTC');
    await release(first);
    // Not even the state folder, which was made for it.
    expect(await readdir(folder)).toEqual([]);
    await release(await claim());
  });

  it('leaves a state folder that was there, and what others have put there', async () => {
    await mkdir(join(folder, 'state'));
    await release(await claim());
    expect(await readdir(folder)).toEqual(['state']);
    expect(await readdir(join(folder, 'state'))).toEqual([]);
  });

  it('passes at once when its process was killed', async () => {
    await leave({ pid: await deadPid() });
    expect((await claim()).kind).toBe('claimed');
  });

  it('stands however old, while its process is seen to live: a machine that slept, a stopped process', async () => {
    const { pid = 0 } = startSleeper();
    const started = await startOf(pid);
    await leave({ pid, ...(started === undefined ? {} : { started }) }, started ? 9e9 : 0);
    expect(await claim()).toMatchObject({ kind: 'failed', error: { code: 'run-in-progress' } });
  });

  it.skipIf(process.platform !== 'linux')(
    'passes when its number has a new owner: the process of this number started at another time',
    async () => {
      const { pid = 0 } = startSleeper();
      await leave({ pid, started: '1' });
      expect((await claim()).kind).toBe('claimed');
    },
  );

  it.each<[string, Partial<Process>]>([
    ['another machine', { host: 'elsewhere', pid: 1 }],
    ['before a restart', { boot: 'another', pid: process.pid }],
    ['another container', { space: 'pid:[1]', pid: process.pid }],
  ])('of %s stands while it gives signs of life, and passes after', async (_, holder) => {
    await leave(holder, 100_000);
    const refused = await claim();
    expect(refused).toMatchObject({
      kind: 'failed',
      error: { remedy: expect.stringContaining('this passes within 2 minutes') },
    });
    await leave(holder, 130_000);
    await release(await claim());
  });

  it('that cannot be read stands while it is young', async () => {
    await leave('{ half');
    expect(await claim()).toMatchObject({ kind: 'failed', error: { code: 'run-in-progress' } });
    await leave('{ half', 130_000);
    await release(await claim());
  });

  it('gives signs of life, and tells once when somebody has taken over', async () => {
    const hand = makeHandClock();
    const lost: string[] = [];
    const first = await claim(hand, (why) => lost.push(why.code));
    const text = await readFile(lock(), 'utf8');
    await utimes(lock(), 1, 1);
    await hand.tick();
    expect((await stat(lock())).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
    expect(await readFile(lock(), 'utf8')).toBe(text);
    expect(lost).toEqual([]);
    // Somebody who could not see this process took it for dead.
    await rm(lock());
    await leave({ host: 'elsewhere' });
    const theirs = await readFile(lock(), 'utf8');
    await hand.tick();
    await hand.tick();
    expect(lost).toEqual(['run-superseded']);
    await release(first);
    expect(await readFile(lock(), 'utf8')).toBe(theirs);
  });

  it('is taken by one of many that find a dead one at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      await leave({ host: 'elsewhere' }, 130_000);
      const outcomes = await Promise.all(Array.from({ length: 6 }, () => claim(realClock)));
      const taken = outcomes.filter(({ kind }) => kind === 'claimed');
      expect(taken).toHaveLength(1);
      for (const one of taken) await release(one);
    }
  });
});

const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    }),
};

/** Start of a process as Linux tells it; undefined elsewhere. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    // Not Linux.
    return undefined;
  }
}
