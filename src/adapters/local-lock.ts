import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../ports.ts';

/** Who holds a lock. */
const Holder = z.object({
  pid: z.int(),
  host: z.string(),
  token: z.string(),
  /** Since when, epoch ms. */
  since: z.number(),
});
type Holder = z.infer<typeof Holder>;

/** What {@link withLock} needs. */
export interface LockOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The outcome of work under a lock. */
export type Locked<T> =
  | { readonly kind: 'ran'; readonly value: T }
  /** Somebody else held it all the time. `holder` in words: `process 12 on hostname`. */
  | { readonly kind: 'held'; readonly holder: string };

/** A commit takes milliseconds; what is held for longer than this was left behind, ms. */
const STALE_MS = 120_000;
/** How long to wait for somebody else, and the pause between two looks, ms. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 50;

/**
 * Runs a task while holding a lock file. A lock whose process is gone (same host), or that is older
 * than two minutes, was left by a crash and is broken.
 */
export async function withLock<T>(
  options: LockOptions,
  task: () => Promise<T>,
): Promise<Locked<T>> {
  const { path, clock, signal } = options;
  const who = { pid: process.pid, host: hostname(), token: randomUUID() };
  await mkdir(dirname(path), { recursive: true });
  const giveUpAt = clock.now() + PATIENCE_MS;
  while (!(await take(path, { ...who, since: clock.now() }))) {
    const left = await lookForStale(path, clock.now());
    if (left.kind === 'stale') {
      await breakLock(path, left.text);
    } else if (left.kind === 'held') {
      if (clock.now() >= giveUpAt) return { kind: 'held', holder: left.holder };
      await clock.sleep(PAUSE_MS, signal);
    }
  }
  try {
    signal.throwIfAborted();
    await sweepAsides(path, clock.now());
    return { kind: 'ran', value: await task() };
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string, mine: Holder): Promise<boolean> {
  // Written aside and linked: a lock file is never seen half written.
  const aside = `${path}.${mine.token}`;
  const file = await open(aside, 'wx');
  try {
    await file.writeFile(JSON.stringify(mine));
    await file.close();
    await link(aside, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Removes what processes left that were killed while they took the lock or broke one. */
async function sweepAsides(path: string, now: number): Promise<void> {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start)) continue;
    const aside = join(folder, name);
    const left = await lookForStale(aside, now);
    if (left.kind !== 'stale') continue;
    // One without a word may be about to get one.
    const young = readHolder(left.text) === undefined && now - (await changedAt(aside)) < STALE_MS;
    if (!young) await rm(aside, { force: true });
  }
}

/** When a file was last written, epoch ms; now and later count alike for one that is gone. */
async function changedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return Infinity;
    throw error;
  }
}

type Left =
  | { readonly kind: 'gone' }
  | { readonly kind: 'held'; readonly holder: string }
  | { readonly kind: 'stale'; readonly text: string };

async function lookForStale(path: string, now: number): Promise<Left> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return { kind: 'gone' };
    throw error;
  }
  const holder = readHolder(text);
  if (holder === undefined || now - holder.since > STALE_MS) return { kind: 'stale', text };
  const gone = holder.host === hostname() && !isAlive(holder.pid);
  return gone
    ? { kind: 'stale', text }
    : { kind: 'held', holder: `process ${holder.pid} on ${holder.host}` };
}

/** Takes a stale lock away; if another process was quicker and its own lock was caught, puts that back. */
async function breakLock(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== stale) await link(aside, path);
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

function readHolder(text: string): Holder | undefined {
  try {
    return Holder.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: nobody that runs now wrote it.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** True for a file system error of this code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
