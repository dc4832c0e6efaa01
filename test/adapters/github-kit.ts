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
