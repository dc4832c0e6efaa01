import { makeGithubStore } from '../../src/adapters/github-store.ts';
import type { GithubStoreOptions } from '../../src/adapters/github-store.ts';
import type { Clock, Log, Random, Store } from '../../src/ports.ts';
import type { Github } from '../sandbox/github.ts';

/** A signal that never fires. */
export const NEVER = new AbortController().signal;

/** A clock on which waits cost nothing and are remembered. */
export function makeClock(startMs = Date.UTC(2026, 10, 24)): Clock & { readonly waits: number[] } {
  let now = startMs;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/**
 * One time for several writers: it moves by `stepMs` with each `tick` (a request, say), and jumps
 * to the next waiter when every writer waits. So waits matter to who goes first, and cost nothing.
 */
export function makeSharedTime(
  writers: number,
  stepMs: number,
): { readonly clock: Clock; tick(): void; leave(): void } {
  let now = Date.UTC(2026, 10, 24);
  let active = writers;
  const sleepers: { readonly due: number; readonly wake: () => void }[] = [];
  const move = (to: number): void => {
    now = Math.max(now, to);
    for (const one of sleepers.filter(({ due }) => due <= now)) {
      sleepers.splice(sleepers.indexOf(one), 1);
      one.wake();
    }
  };
  const jump = (): void => {
    if (active > 0 && sleepers.length === active) move(Math.min(...sleepers.map(({ due }) => due)));
  };
  return {
    clock: {
      now: () => now,
      sleep: async (ms, signal) => {
        signal.throwIfAborted();
        await new Promise<void>((wake) => {
          sleepers.push({ due: now + ms, wake });
          jump();
        });
      },
    },
    tick: () => move(now + stepMs),
    leave: () => {
      active -= 1;
      jump();
    },
  };
}

/** Randomness from a seed (mulberry32). */
export function makeRandom(seed: number): Random {
  let state = seed;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    },
  };
}

/** A log that remembers its lines. */
export function makeLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (message: string): void => void lines.push(message);
  return {
    lines,
    debug: keep,
    info: keep,
    warning: keep,
    error: keep,
    group: keep,
    endGroup: () => undefined,
  };
}

/** A store over a loopback GitHub. */
export function storeOver(github: Github, options: Partial<GithubStoreOptions> = {}): Store {
  return makeGithubStore({
    token: github.token,
    repository: github.repository,
    branch: github.branch,
    apiUrl: github.apiUrl,
    userAgent: 'podcast-transcriber/test',
    clock: makeClock(),
    random: makeRandom(7),
    log: makeLog(),
    recursiveFolders: ['state'],
    ...options,
  });
}
