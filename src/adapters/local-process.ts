/** Which process this is, and whether another one still runs. A number alone may have a new owner. */
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { isCode } from './local-lock.ts';

/** A process, as precisely as its system tells it. */
export const Process = z.object({
  pid: z.int(),
  host: z.string(),
  /** Names the time since the machine's last start (Linux). */
  boot: z.string().optional(),
  /** Names the processes that can see each other: those of one container, say (Linux). */
  space: z.string().optional(),
  /** When the process started, in ticks since the machine did (Linux). */
  started: z.string().optional(),
});
export type Process = z.infer<typeof Process>;

/** This process. */
export async function findOut(): Promise<Process> {
  const [boot, space, own] = await Promise.all([
    ifTold(async () => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()),
    ifTold(() => readlink('/proc/self/ns/pid')),
    statOf(process.pid),
  ]);
  return {
    pid: process.pid,
    host: hostname(),
    ...(boot === undefined ? {} : { boot }),
    ...(space === undefined ? {} : { space }),
    ...(own === undefined ? {} : { started: own.started }),
  };
}

/**
 * Whether a process still runs; `unseen` when it cannot be told from here: one of another machine, of
 * another container, of before a restart, or one whose number may have a new owner.
 */
export async function stateOf(other: Process): Promise<'alive' | 'gone' | 'unseen'> {
  const own = await findOut();
  if (other.host !== own.host || other.boot !== own.boot || other.space !== own.space) {
    return 'unseen';
  }
  if (!isThere(other.pid)) return 'gone';
  const found = await statOf(other.pid);
  if (found === undefined || other.started === undefined) return 'unseen';
  return found.started === other.started && !found.ended ? 'alive' : 'gone';
}

/** True where a process that can be seen from here has this number. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** From /proc/<pid>/stat (proc(5)): field 3 is the state, field 22 the start; field 2 may hold anything. */
async function statOf(
  pid: number,
): Promise<{ readonly started: string; readonly ended: boolean } | undefined> {
  const text = await ifTold(() => readFile(`/proc/${pid}/stat`, 'utf8'));
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields?.[0], fields?.[19]];
  if (state === undefined || started === undefined) return undefined;
  // Z: it has ended, and its parent has not asked how yet.
  return { started, ended: state === 'Z' || state === 'X' };
}

/** What the system tells; undefined where it has no such file, or keeps it to itself. */
async function ifTold(read: () => Promise<string>): Promise<string | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
