import { createHash } from 'node:crypto';
import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { within } from './actions-deadline.ts';
import type { Cache, Log } from '../ports.ts';

/** What the cache of GitHub Actions needs. */
export interface ActionsCacheOptions {
  readonly log: Log;
  /** Folder for staging; the runner's temp if left out. Must be the same in every run. */
  readonly folder?: string;
  /** Longest wait for one restore or save, in ms. Two minutes if left out. */
  readonly timeoutMs?: number;
}

/** Longest key the service takes, in characters. */
const LONGEST_KEY = 512;
/** After so many calls that took the whole time the cache is left alone for the rest of the run. */
const PATIENCE = 2;

/**
 * The cache of GitHub Actions, through `@actions/cache` (loaded when first used).
 *
 * An entry is found again only under the same key **and** the same path: the SDK hashes the paths
 * it is given into the entry's version and unpacks to that very path. So each file travels under
 * a path made from its key, whatever the scratch folder of this run is called.
 *
 * A miss, a fault, a slow service and a missing service all mean "not there": nothing is thrown
 * but the signal's reason. The SDK takes no signal; a call that is given up goes on by itself, in
 * a folder that nothing else reads, until the process ends.
 */
export function makeActionsCache(options: ActionsCacheOptions): Cache {
  const folder = join(
    options.folder ?? process.env['RUNNER_TEMP'] ?? tmpdir(),
    'podcast-transcriber-cache',
  );
  const attempt = makeAttempt(options);

  return {
    restore: async (key, file, signal) => {
      const entry = entryOf(folder, key);
      const hit = await attempt('restore a file', signal, async () => {
        const sdk = await loadSdk();
        if (sdk === undefined) return false;
        await rm(entry.path, { force: true });
        await mkdir(dirname(entry.path), { recursive: true });
        const found = await sdk.restoreCache([entry.path], entry.key);
        // The service also answers with keys that merely begin with this one.
        if (found !== entry.key || !(await isFile(entry.path))) return false;
        signal.throwIfAborted();
        await move(entry.path, file.path);
        return true;
      });
      return hit ?? false;
    },
    save: async (key, file, signal) => {
      const entry = entryOf(folder, key);
      await attempt('save a file', signal, async () => {
        const sdk = await loadSdk();
        if (sdk === undefined || !(await isFile(file.path))) return;
        await rm(entry.path, { force: true });
        await mkdir(dirname(entry.path), { recursive: true });
        await share(file.path, entry.path);
        try {
          await sdk.saveCache([entry.path], entry.key);
        } finally {
          await rm(entry.path, { force: true });
        }
      });
    },
  };
}

/** Runs one call of the SDK within the limits; undefined when it failed or was given up. */
type Attempt = <T>(
  what: string,
  signal: AbortSignal,
  call: () => Promise<T>,
) => Promise<T | undefined>;

/** An {@link Attempt} that gives up for good after too many calls that fell silent. */
function makeAttempt(options: ActionsCacheOptions): Attempt {
  const timeoutMs = options.timeoutMs ?? 120_000;
  let timeouts = 0;
  return async (what, signal, call) => {
    signal.throwIfAborted();
    if (timeouts >= PATIENCE) return undefined;
    const ended = await within(call(), timeoutMs, signal);
    switch (ended.kind) {
      case 'value':
        return ended.value;
      case 'error':
        options.log.debug(`Cache: cannot ${what}: ${ended.message}`);
        return undefined;
      case 'timeout':
        timeouts += 1;
        options.log.info(
          `Cache: gave up to ${what} after ${Math.round(timeoutMs / 1000)} s` +
            (timeouts >= PATIENCE ? '; the cache is not used for the rest of this run.' : '.'),
        );
        return undefined;
    }
  };
}

interface Sdk {
  readonly restoreCache: (paths: string[], key: string) => Promise<string | undefined>;
  readonly saveCache: (paths: string[], key: string) => Promise<number>;
}

/** The SDK; undefined where no cache service is offered (on a developer's machine, say). */
async function loadSdk(): Promise<Sdk | undefined> {
  if (
    process.env['ACTIONS_RESULTS_URL'] === undefined &&
    process.env['ACTIONS_CACHE_URL'] === undefined
  ) {
    return undefined;
  }
  const sdk = await import('@actions/cache');
  return sdk.isFeatureAvailable() ? sdk : undefined;
}

/** The key as the service takes it (no commas, no line breaks, not too long), and the path that goes with it. */
function entryOf(folder: string, key: string): { readonly key: string; readonly path: string } {
  const hash = createHash('sha256').update(key).digest('hex');
  const plain = key.replaceAll(/[^\w./=@+-]/g, '_');
  const safe = plain === key && key.length <= LONGEST_KEY ? key : `${plain.slice(0, 400)}-${hash}`;
  return { key: safe, path: join(folder, hash.slice(0, 32), 'file') };
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}

/** The same bytes under a second name: a hard link, or a copy where links are not possible. */
async function share(source: string, target: string): Promise<void> {
  await link(source, target).catch(() => copyFile(source, target));
}

/** Puts a file in place whole: by renaming it, across disks by a copy under another name first. */
async function move(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  try {
    await rename(source, target);
  } catch {
    const part = join(dirname(target), `.${basename(target)}.part`);
    await copyFile(source, part);
    await rename(part, target);
    await rm(source, { force: true });
  }
}
