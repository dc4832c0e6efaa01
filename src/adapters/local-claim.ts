/** The claim on a folder for as long as some work takes: two runs at once would pay for the same audio. */
import { open, mkdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../ports.ts';
import { findOut, Process, stateOf } from './local-process.ts';
import { isCode, withLock } from './local-lock.ts';

/** Who holds a claim, as its file says. */
const Holder = z.object({
  ...Process.shape,
  token: z.string(),
  /** Since when, epoch ms. */
  since: z.number(),
});
type Holder = z.infer<typeof Holder>;

/** What {@link takeClaim} needs. */
export interface ClaimOptions {
  /** The folder of the claim, which is there only while it is held; what is above it as well. */
  readonly folder: string;
  /** The lock under which claims are taken and given back. */
  readonly guard: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told once when somebody else has taken the claim over: this process was taken for dead. */
  readonly onLost: () => void;
  /** Told when a sign of life could not be given; the claim stands until it lapses. */
  readonly onFault: (error: unknown) => void;
}

/** The outcome of asking for a claim. */
export type Claim =
  | { readonly kind: 'claimed'; readonly release: () => Promise<void> }
  | {
      readonly kind: 'held';
      /** In words: `process 12 on hostname`. */
      readonly holder: string;
      /** Epoch ms; undefined when the claim cannot be read. */
      readonly since?: number;
      /** True when the process was seen to be alive; false: only its signs of life were. */
      readonly seen: boolean;
    };

/** Time between two signs of life, ms. */
const BEAT_MS = 15_000;
/** Without a sign of life for so long, a holder that cannot be looked at is taken for dead, ms. */
export const LAPSE_MS = 120_000;

/** Nobody stops the giving back. */
const NEVER = new AbortController().signal;

/**
 * Takes the claim, without waiting for one that is held. Whether a holder lives is asked of the
 * system where that can see it: a process of this machine, since its last start, with the same start
 * time. Of any other (another machine on a network drive, another container) the signs of life tell:
 * it writes to the file every 15 seconds, and ages are told by the clock of the file system alone.
 */
export async function takeClaim(options: ClaimOptions): Promise<Claim> {
  const { folder, guard, clock, signal } = options;
  const holder = { ...(await findOut()), token: randomUUID(), since: clock.now() };
  const made = await mkdir(dirname(folder), { recursive: true });
  const locked = await withLock({ path: guard, clock, signal }, async (): Promise<Claim> => {
    await mkdir(folder, { recursive: true });
    const text = JSON.stringify(holder);
    const aside = join(folder, `${holder.token}.new`);
    // Written first: its time is what the age of the other is reckoned from.
    const now = await write(aside, text);
    const held = await lookAt(fileOf(folder), now);
    if (held !== undefined) {
      await rm(aside, { force: true });
      return held;
    }
    await write(join(folder, '.gitignore'), '*\n');
    await rename(aside, fileOf(folder));
    const over = new AbortController();
    const beating = giveSigns(options, { text, over: over.signal });
    return {
      kind: 'claimed',
      release: async () => {
        over.abort();
        await beating;
        await giveBack(options, { text, made });
      },
    };
  });
  if (locked.kind === 'ran') return locked.value;
  return { kind: 'held', holder: locked.holder, seen: false };
}

function fileOf(folder: string): string {
  return join(folder, 'lock');
}

/** Writes a file and returns its time by the file system's clock, epoch ms. */
async function write(path: string, text: string): Promise<number> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
  }
}

/** The claim that stands; undefined when there is none, or none that anybody holds any more. */
async function lookAt(
  path: string,
  now: number,
): Promise<Extract<Claim, { kind: 'held' }> | undefined> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const ageMs = now - (await stat(path)).mtimeMs;
  const holder = readHolder(text);
  const state = holder === undefined ? 'unseen' : await stateOf(holder);
  if (state === 'gone' || (state === 'unseen' && ageMs > LAPSE_MS)) return undefined;
  return {
    kind: 'held',
    holder: holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`,
    ...(holder === undefined ? {} : { since: holder.since }),
    seen: state === 'alive',
  };
}

function readHolder(text: string): Holder | undefined {
  try {
    return Holder.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: its age alone tells.
    return undefined;
  }
}

/** Gives signs of life until the claim is given back or lost. */
async function giveSigns(
  { folder, clock, onLost, onFault }: ClaimOptions,
  { text, over }: { readonly text: string; readonly over: AbortSignal },
): Promise<void> {
  let told = false;
  while (await slept(clock, over)) {
    try {
      if (!(await beat(fileOf(folder), text))) return onLost();
    } catch (error) {
      if (!told) onFault(error);
      told = true;
    }
  }
}

/**
 * Writes to our file, and closes it: until then some systems do not tell its time. What is there is
 * looked at and written to through one handle, so nobody else's file is written to. False when it is
 * somebody else's; one that is gone is nobody's yet.
 */
async function beat(path: string, text: string): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, 'r+');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return true;
    throw error;
  }
  try {
    if ((await file.readFile('utf8')) !== text) return false;
    await file.write(text.slice(0, 1), 0);
    return true;
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** False when it was woken since the claim is over. */
async function slept(clock: Clock, over: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(BEAT_MS, over);
  } catch (error) {
    if (!over.aborted) throw error;
  }
  return !over.aborted;
}

/** Takes the file away, if it is ours, and the folders that were made for it and are empty. */
async function giveBack(
  { folder, guard, clock }: ClaimOptions,
  { text, made }: { readonly text: string; readonly made: string | undefined },
): Promise<void> {
  const remove = async (): Promise<void> => {
    if ((await readIfThere(fileOf(folder))) === text)
      await rm(folder, { recursive: true, force: true });
  };
  await withLock({ path: guard, clock, signal: NEVER }, remove);
  if (made === undefined) return;
  for (let at = dirname(folder); at.length >= made.length; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch (error) {
      if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].some((code) => isCode(error, code))) return;
      throw error;
    }
  }
}
