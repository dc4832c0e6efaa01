import { counted } from '../base/count.ts';
import { isFault } from '../base/failure.ts';
import type { ChangeSet, CommitOutcome, Store } from '../ports.ts';
import { makeGithubClient } from './github-client.ts';
import type { GithubClient, GithubClientOptions } from './github-client.ts';
import { githubProblem, mayPass } from './github-errors.ts';
import type { GithubFailure, GithubPlace } from './github-errors.ts';
import { makeGithubObjects } from './github-objects.ts';
import type { GithubObjects, Head, NewEntry } from './github-objects.ts';
import { makeGithubReader, orFault } from './github-reader.ts';
import type { GithubReader } from './github-reader.ts';
import { blobSha, splitPath } from './github-trees.ts';
import { makeTurns } from './github-turns.ts';

/** What {@link makeGithubStore} needs. */
export interface GithubStoreOptions extends GithubClientOptions {
  readonly branch: string;
  /** A checkout of the repository: its files are taken where their blob id is the head's. */
  readonly workspace?: string;
  /** Folders listed with all that is below in one request: the state folder. */
  readonly recursiveFolders?: readonly string[];
}

/** Tries of one commit on a branch that keeps moving. */
const TRIES = 30;

/**
 * The user's repository through GitHub's REST Git Data API.
 *
 * A commit is built on the head, and the ref is moved without force: it cannot lose what somebody
 * else pushed in between. When the head moved, everything is made again on the new one, merges
 * included. When the answer to the last step is lost, the head is looked at before anything is
 * repeated. Commits of one process wait for each other.
 */
export function makeGithubStore(options: GithubStoreOptions): Store {
  const client = makeGithubClient(options);
  const objects = makeGithubObjects(client);
  const reader = makeGithubReader({
    objects,
    repository: options.repository,
    branch: options.branch,
    recursiveFolders: options.recursiveFolders ?? [],
    ...(options.workspace === undefined ? {} : { workspace: options.workspace }),
  });
  const parts: Parts = { options, client, objects, reader };
  let opened: string | undefined;
  const turns = makeTurns();

  return {
    open: async (signal) => {
      const answer = await objects.branch(options.branch, signal);
      const failure = answer.ok ? undefined : await explainMissing(parts, answer.failure, signal);
      const head = orFault(
        failure === undefined || answer.ok ? answer : { ok: false, failure },
        placeOf(options, 'read the branch'),
      );
      opened = head.tree;
      return reader.snapshot(head);
    },
    commit: (changes, signal) =>
      turns.take(signal, async () => {
        const sent = client.count();
        const outcome = await commit(parts, changes, { opened, signal });
        const requests = client.count() - sent;
        options.log.debug(
          `github: ${outcome.kind} with ${counted(requests, 'request')} (${client.count()} in all)`,
        );
        return outcome;
      }),
  };
}

interface Parts {
  readonly options: GithubStoreOptions;
  readonly client: GithubClient;
  readonly objects: GithubObjects;
  readonly reader: GithubReader;
}

interface Attempt {
  /** Root tree of the newest snapshot, whose listings stay cached. */
  readonly opened: string | undefined;
  readonly signal: AbortSignal;
}

async function commit(parts: Parts, changes: ChangeSet, how: Attempt): Promise<CommitOutcome> {
  const { client, objects } = parts;
  /** Commits whose last step had no clear answer: one of them may be on the branch. */
  const unsure: string[] = [];
  for (let attempt = 0; ; attempt += 1) {
    const read = await objects.branch(parts.options.branch, how.signal);
    if (!read.ok) {
      return failed(
        parts,
        await explainMissing(parts, read.failure, how.signal),
        'read the branch',
      );
    }
    const landed = await findLanded(parts, read.value, unsure, how.signal);
    if (landed !== undefined) return { kind: 'committed', revision: landed };
    const tried = await tryOn(parts, read.value, changes, how);
    if (tried.kind !== 'again') return tried;
    if (tried.unsure !== undefined) unsure.push(tried.unsure);
    if (attempt + 1 >= TRIES) return failed(parts, tried.failure, 'commit');
    parts.options.log.debug(`github: ${tried.failure.message}; building the commit anew`);
    await client.backOff(attempt, how.signal);
  }
}

type Tried =
  | CommitOutcome
  | { readonly kind: 'again'; readonly failure: GithubFailure; readonly unsure?: string };

/** Builds the commit on one head and moves the branch to it. */
async function tryOn(
  parts: Parts,
  head: Head,
  changes: ChangeSet,
  { opened, signal }: Attempt,
): Promise<Tried> {
  const { objects, options, reader } = parts;
  let entries: readonly NewEntry[];
  try {
    entries = await entriesOn(parts, head, changes, signal);
  } catch (error) {
    if (!isFault(error)) throw error;
    return { kind: 'failed', error: error.problem, retryable: false };
  }
  if (entries.length === 0) return { kind: 'unchanged' };
  const tree = await objects.createTree(head.tree, entries, signal);
  if (!tree.ok) return again(parts, tree.failure);
  if (tree.value === head.tree) return { kind: 'unchanged' };
  const made = await objects.createCommit(
    { message: changes.message.toWellFormed(), tree: tree.value, parents: [head.sha] },
    signal,
  );
  if (!made.ok) return again(parts, made.failure);
  const moved = await objects.moveRef(`refs/heads/${options.branch}`, made.value.sha, signal);
  if (!moved.ok) {
    const { kind } = moved.failure;
    const lost = kind === 'network' || kind === 'server';
    return again(parts, moved.failure, lost ? made.value.sha : undefined);
  }
  const edits = entries.map(({ path, content }) => ({
    path,
    sha: content === null ? null : blobSha(content),
  }));
  const computed = objects.trees.applyEdits(head.tree, edits);
  const roots = opened === undefined ? [tree.value] : [tree.value, opened];
  objects.trees.keepOnly([...roots, ...computed]);
  for (const change of changes.files) {
    const entry = entries.find(({ path }) => path === change.path);
    if (change.kind === 'merge' && typeof entry?.content === 'string') {
      reader.remember(change.path, entry.content);
    }
  }
  return { kind: 'committed', revision: made.value.sha };
}

function again(parts: Parts, failure: GithubFailure, unsure?: string): Tried {
  const passing = mayPass(failure) && failure.kind !== 'limited';
  if (!passing) return failed(parts, failure, 'commit');
  return { kind: 'again', failure, ...(unsure === undefined ? {} : { unsure }) };
}

/** What the change set says on this head: merges made, and what is so already left out. */
async function entriesOn(
  { objects, reader }: Parts,
  head: Head,
  changes: ChangeSet,
  signal: AbortSignal,
): Promise<readonly NewEntry[]> {
  const entries: NewEntry[] = [];
  for (const change of changes.files) {
    const { path } = change;
    assertPath(path);
    if (change.kind === 'delete') {
      const entry = await reader.entry(head.tree, path, signal);
      if (entry !== undefined) entries.push({ path, content: null });
    } else if (change.kind === 'merge') {
      const current = await reader.text(head.tree, path, signal);
      const text = change.merge(current)?.toWellFormed();
      if (text !== undefined && text !== current) entries.push({ path, content: text });
    } else if (change.unless?.() !== true) {
      const content = change.content.toWellFormed();
      if (knownSha(objects, head.tree, path) !== blobSha(content)) entries.push({ path, content });
    }
  }
  return entries;
}

/** The blob id of a path, as far as the listings on the way are cached; costs no request. */
function knownSha(objects: GithubObjects, root: string, path: string): string | undefined {
  const { folder, name } = splitPath(path);
  let listing = objects.trees.get(root);
  for (const part of folder.split('/').filter((one) => one !== '')) {
    listing = objects.trees.get(listing?.get(part)?.sha ?? '');
  }
  return listing?.get(name)?.sha;
}

/** The commit among `unsure` that is on the branch after all. */
async function findLanded(
  { objects }: Parts,
  head: Head,
  unsure: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  if (unsure.length === 0) return undefined;
  if (unsure.includes(head.sha)) return head.sha;
  const history = await objects.history(head.sha, signal);
  // Without a history the change set is made again: what is there already changes nothing.
  return history.ok ? unsure.find((sha) => history.value.includes(sha)) : undefined;
}

/** A branch that is not found: no such branch, no such repository, or nothing in it yet? */
async function explainMissing(
  { objects, options }: Parts,
  failure: GithubFailure,
  signal: AbortSignal,
): Promise<GithubFailure> {
  if (failure.kind !== 'not-found') return failure;
  const refs = await objects.refs('heads/', signal);
  if (!refs.ok) return refs.failure.kind === 'empty' ? refs.failure : failure;
  if (refs.value.size === 0) return { ...failure, kind: 'empty' };
  return { ...failure, kind: 'no-ref', message: `${failure.message}: ${options.branch}` };
}

function failed(parts: Parts, failure: GithubFailure, doing: string): CommitOutcome {
  const error = githubProblem(failure, placeOf(parts.options, doing));
  return { kind: 'failed', error, retryable: mayPass(failure) };
}

function placeOf(options: GithubStoreOptions, doing: string): GithubPlace {
  return { repository: options.repository, ref: `branch ${options.branch}`, doing };
}

/** Paths come from our own code; one that leaves the repository is a bug of ours. */
function assertPath(path: string): void {
  const parts = path.split('/');
  const bad = parts.some(
    (part) => part === '' || part === '.' || part === '..' || /^\.git$/i.test(part),
  );
  if (bad) throw new Error(`not a path in the repository: ${path}`);
}
