import type { Checkpoint, Checkpoints, CommitOutcome } from '../ports.ts';
import { makeGithubClient } from './github-client.ts';
import type { GithubAnswer, GithubClient, GithubClientOptions } from './github-client.ts';
import { githubProblem, mayPass } from './github-errors.ts';
import type { GithubFailure, GithubPlace } from './github-errors.ts';
import { makeGithubObjects } from './github-objects.ts';
import type { GithubObjects, Head } from './github-objects.ts';
import { orFault } from './github-reader.ts';
import { blobSha } from './github-trees.ts';
import { makeTurns } from './github-turns.ts';

/** What {@link makeGithubCheckpoints} needs. */
export interface GithubCheckpointsOptions extends GithubClientOptions {
  /** This job's part of a fan-out: `index` from 1 to `count`. */
  readonly shard: { readonly index: number; readonly count: number };
}

/** Where the refs are, without `refs/`. Outside `heads` and `tags`: no branch, no workflow, no clone sees them. */
const PREFIX = 'podcast-transcriber/checkpoints/';
/** Tries of one save on a ref that moves although it should have one writer. */
const TRIES = 10;
/** Contents fetched at once. */
const PARALLEL = 8;

/** One ref as it is known to be: its commit, and blob ids by key. */
interface RefState {
  readonly head: Head;
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Checkpoints on `refs/podcast-transcriber/checkpoints/<i>-of-<n>`: a commit for each save, moved
 * forward only, by the one job that is shard `i` of `n`. The ref is deleted when nothing is left
 * in it, and git forgets its history then.
 *
 * All refs are read. What is put goes to the own ref. What is removed is removed from the own ref,
 * and from refs of another shard count: a run that was split otherwise left those behind and
 * nobody else writes to them. A key in the ref of another shard of the same count is left to it.
 */
export function makeGithubCheckpoints(options: GithubCheckpointsOptions): Checkpoints {
  const client = makeGithubClient(options);
  const { index, count } = options.shard;
  const world: World = {
    client,
    objects: makeGithubObjects(client),
    own: `refs/${PREFIX}${index}-of-${count}`,
    count,
    place: { repository: options.repository, ref: `refs/${PREFIX}${index}-of-${count}`, doing: '' },
    known: new Map(),
    loaded: false,
  };
  // Reads and saves of one process take turns, so that `known` has one editor.
  const turns = makeTurns();
  return {
    list: (signal) =>
      turns.take(signal, async () => {
        await load(world, signal);
        const keys = [...world.known.values()].flatMap(({ files }) => [...files.keys()]);
        return [...new Set(keys)].toSorted();
      }),
    read: (keys, signal) =>
      turns.take(signal, async () => {
        if (!world.loaded) await load(world, signal);
        return await readKeys(world, keys, signal);
      }),
    save: (change, signal) =>
      turns.take(signal, async () => {
        if (!world.loaded) await load(world, signal);
        return await save(world, change, signal);
      }),
  };
}

interface World {
  readonly client: GithubClient;
  readonly objects: GithubObjects;
  /** Full name of the own ref. */
  readonly own: string;
  readonly count: number;
  readonly place: GithubPlace;
  /** By full ref name. */
  readonly known: Map<string, RefState>;
  loaded: boolean;
}

interface Change {
  readonly put: readonly Checkpoint[];
  readonly remove: readonly string[];
}

/** Reads what is stored, of every shard: one request, and two for each ref that is there. */
async function load(world: World, signal: AbortSignal): Promise<void> {
  const place = { ...world.place, doing: 'list the checkpoints' };
  const refs = orFault(await world.objects.refs(PREFIX, signal), place);
  world.known.clear();
  for (const [ref, sha] of refs) {
    world.known.set(ref, orFault(await readRef(world.objects, sha, signal), place));
  }
  world.loaded = true;
}

async function readRef(
  objects: GithubObjects,
  sha: string,
  signal: AbortSignal,
): Promise<GithubAnswer<RefState>> {
  const head = await objects.commit(sha, signal);
  if (!head.ok) return head;
  const files = await filesBelow(objects, head.value.tree, '', signal);
  return files.ok ? { ok: true, value: { head: head.value, files: files.value } } : files;
}

/** Blob ids by key; one request, since a recursive listing teaches the cache the folders below. */
async function filesBelow(
  objects: GithubObjects,
  tree: string,
  prefix: string,
  signal: AbortSignal,
): Promise<GithubAnswer<ReadonlyMap<string, string>>> {
  const listing = await objects.tree(tree, true, signal);
  if (!listing.ok) return listing;
  const files = new Map<string, string>();
  for (const [name, entry] of listing.value) {
    if (entry.type === 'blob') files.set(toKey(`${prefix}${name}`), entry.sha);
    if (entry.type !== 'tree') continue;
    const below = await filesBelow(objects, entry.sha, `${prefix}${name}/`, signal);
    if (!below.ok) return below;
    for (const [key, sha] of below.value) files.set(key, sha);
  }
  return { ok: true, value: files };
}

async function readKeys(
  world: World,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<readonly Checkpoint[]> {
  const place = { ...world.place, doing: 'read checkpoints' };
  const own = world.known.get(world.own);
  const others = [...world.known.values()];
  const wanted = keys.flatMap((key) => {
    const sha = own?.files.get(key) ?? others.find(({ files }) => files.has(key))?.files.get(key);
    return sha === undefined ? [] : [{ key, sha }];
  });
  const found: Checkpoint[] = [];
  for (let at = 0; at < wanted.length; at += PARALLEL) {
    const some = wanted.slice(at, at + PARALLEL).map(async ({ key, sha }) => {
      const content = orFault(await world.objects.blob(sha, signal), place);
      return { key, content };
    });
    found.push(...(await Promise.all(some)));
  }
  return found;
}

async function save(world: World, change: Change, signal: AbortSignal): Promise<CommitOutcome> {
  const outcome = await saveTo(world, world.own, change, signal);
  if (outcome.kind === 'failed') return outcome;
  const stale = [...world.known.keys()].filter((ref) => ref !== world.own && isStale(world, ref));
  let revision = outcome.kind === 'committed' ? outcome.revision : undefined;
  for (const ref of stale) {
    const cleaned = await saveTo(world, ref, { put: [], remove: change.remove }, signal);
    if (cleaned.kind === 'failed') return cleaned;
    if (cleaned.kind === 'committed') revision ??= cleaned.revision;
  }
  return revision === undefined ? { kind: 'unchanged' } : { kind: 'committed', revision };
}

/** True for a ref of another shard count. */
function isStale(world: World, ref: string): boolean {
  return !ref.endsWith(`-of-${world.count}`);
}

/** Changes one ref; on a lost answer or a ref that moved, reads it again and makes the change anew. */
async function saveTo(
  world: World,
  ref: string,
  change: Change,
  signal: AbortSignal,
): Promise<CommitOutcome> {
  for (let attempt = 0; ; attempt += 1) {
    const before = world.known.get(ref);
    const tried = await tryOn(world, ref, before, change, signal);
    if (tried.kind !== 'again') return tried;
    const { kind } = tried.failure;
    const gone = kind === 'no-ref' || kind === 'not-found';
    if (!(gone || mayPass(tried.failure)) || kind === 'limited' || attempt + 1 >= TRIES) {
      return failed(world, ref, tried.failure);
    }
    await world.client.backOff(attempt, signal);
    const fresh = await refresh(world, ref, signal);
    if (fresh !== undefined) return failed(world, ref, fresh);
  }
}

async function refresh(
  world: World,
  ref: string,
  signal: AbortSignal,
): Promise<GithubFailure | undefined> {
  const refs = await world.objects.refs(ref.slice('refs/'.length), signal);
  if (!refs.ok) return refs.failure;
  const sha = refs.value.get(ref);
  if (sha === undefined) {
    world.known.delete(ref);
    return undefined;
  }
  const state = await readRef(world.objects, sha, signal);
  if (!state.ok) return state.failure;
  world.known.set(ref, state.value);
  return undefined;
}

type Tried = CommitOutcome | { readonly kind: 'again'; readonly failure: GithubFailure };

async function tryOn(
  world: World,
  ref: string,
  before: RefState | undefined,
  change: Change,
  signal: AbortSignal,
): Promise<Tried> {
  const { objects } = world;
  const files = new Map(before?.files);
  const entries = new Map<string, string | null>();
  for (const key of change.remove) {
    if (files.delete(key)) entries.set(toPath(key), null);
  }
  for (const { key, content } of change.put) {
    const text = content.toWellFormed();
    const sha = blobSha(text);
    entries.delete(toPath(key));
    if (before?.files.get(key) !== sha) entries.set(toPath(key), text);
    files.set(key, sha);
  }
  if (entries.size === 0) return { kind: 'unchanged' };
  if (files.size === 0) return await removeRef(world, ref, signal);
  const rows = [...entries].map(([path, content]) => ({ path, content }));
  const tree = await objects.createTree(before?.head.tree, rows, signal);
  if (!tree.ok) return { kind: 'again', failure: tree.failure };
  const parents = before === undefined ? [] : [before.head.sha];
  const message = `Keep ${files.size} finished pieces`;
  const made = await objects.createCommit({ message, tree: tree.value, parents }, signal);
  if (!made.ok) return { kind: 'again', failure: made.failure };
  const { sha } = made.value;
  const moved =
    before === undefined
      ? await objects.createRef(ref, sha, signal)
      : await objects.moveRef(ref, sha, signal);
  if (!moved.ok) return { kind: 'again', failure: moved.failure };
  world.known.set(ref, { head: { sha, tree: tree.value }, files });
  objects.trees.keepOnly([]);
  return { kind: 'committed', revision: sha };
}

/**
 * Deletes a ref on which nothing is left. GitHub deletes without a condition, so the ref is looked at
 * right before: what another job of the same shard has put there meanwhile must not go with it.
 */
async function removeRef(world: World, ref: string, signal: AbortSignal): Promise<Tried> {
  const { objects } = world;
  const revision = world.known.get(ref)?.head.sha ?? '';
  const refs = await objects.refs(ref.slice('refs/'.length), signal);
  if (!refs.ok) return { kind: 'again', failure: refs.failure };
  const there = refs.value.get(ref);
  if (there !== undefined && there !== revision) {
    return {
      kind: 'again',
      failure: { kind: 'moved', message: 'somebody else has written to it' },
    };
  }
  const gone = there === undefined ? undefined : await objects.deleteRef(ref, signal);
  if (gone?.ok === false && gone.failure.kind !== 'no-ref' && gone.failure.kind !== 'not-found') {
    return { kind: 'again', failure: gone.failure };
  }
  world.known.delete(ref);
  return { kind: 'committed', revision };
}

function failed(world: World, ref: string, failure: GithubFailure): CommitOutcome {
  const error = githubProblem(failure, { ...world.place, ref, doing: 'save checkpoints' });
  return { kind: 'failed', error, retryable: mayPass(failure) };
}

/** A key as a path that git takes: each part percent-encoded, and no part that begins with a dot. */
function toPath(key: string): string {
  const parts = key.split('/').map((part) => encodeURIComponent(part).replace(/^\./, '%2E'));
  return parts.join('/');
}

function toKey(path: string): string {
  try {
    return path.split('/').map(decodeURIComponent).join('/');
  } catch {
    // Not written by `toPath`: its own name is the best key there is.
    return path;
  }
}
