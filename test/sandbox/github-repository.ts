/**
 * A real bare git repository, driven through git plumbing by long-lived processes: objects are
 * written by `git hash-object` and `git mktree`, read by `git cat-file`, and refs move only by
 * `git update-ref` with their old value. Git itself therefore checks all that is written here.
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One entry of a tree object. `mode` is git's octal text, six digits. */
export interface TreeEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  readonly name: string;
}

/** A change to a tree: `sha: null` deletes. Paths have `/`. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

/** A commit object. */
export interface CommitData {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly authorName: string;
  readonly authorEmail: string;
  /** Epoch ms, whole seconds. */
  readonly date: number;
}

/** Commands over one bare repository. Everything rejects when git refuses. */
export interface GitRepository {
  readonly gitDir: string;
  git(args: readonly string[]): Promise<string>;
  writeBlob(content: Uint8Array | string): Promise<string>;
  /** The tree that `changes` make of `base` (null: the empty tree). Rejects with `PathError` for a deletion of what is not there. */
  writeTree(base: string | null, changes: readonly TreeChange[]): Promise<string>;
  writeCommit(commit: Omit<CommitData, 'sha'>): Promise<string>;
  /** Undefined when there is no such object or it is of another type. */
  readBlob(sha: string): Promise<Buffer | undefined>;
  readTree(sha: string): Promise<readonly TreeEntry[] | undefined>;
  readCommit(sha: string): Promise<CommitData | undefined>;
  /** Commit id of a full ref name; undefined when there is none. */
  readRef(ref: string): Promise<string | undefined>;
  /** Moves a ref from its old value (40 zeros: it must not exist); false when the old value does not hold. */
  updateRef(ref: string, sha: string, old: string): Promise<boolean>;
  deleteRef(ref: string): Promise<void>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  close(): Promise<void>;
}

/** A tree change that git itself would refuse. */
export class PathError extends Error {}

const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  LC_ALL: 'C',
};

/** Id of a ref that does not exist, in `update-ref`. */
export const NO_OBJECT = '0'.repeat(40);

/** Makes the bare repository (its folder must not exist) and opens it. */
export async function openRepository(gitDir: string): Promise<GitRepository> {
  await mkdir(gitDir, { recursive: true });
  await run(gitDir, ['init', '-q', '--bare', '-b', 'main', '.']);
  await run(gitDir, ['config', 'gc.auto', '0']);
  const scratch = join(gitDir, 'sandbox-scratch');
  await mkdir(scratch);
  const reader = startReader(gitDir);
  const blobs = startLines(gitDir, ['hash-object', '-w', '--no-filters', '--stdin-paths']);
  const commits = startLines(gitDir, [
    'hash-object',
    '-w',
    '-t',
    'commit',
    '--no-filters',
    '--stdin-paths',
  ]);
  const trees = startLines(gitDir, ['mktree', '--batch', '--missing']);
  let counter = 0;

  async function hash(writer: LineProcess, content: Uint8Array | string): Promise<string> {
    counter += 1;
    const file = join(scratch, String(counter));
    await writeFile(file, content);
    const sha = await writer.ask(`${file}\n`);
    await rm(file);
    return sha;
  }

  const repository: GitRepository = {
    gitDir,
    git: (args) => run(gitDir, args),
    writeBlob: (content) => hash(blobs, content),
    writeTree: (base, changes) => writeTree(repository, trees, base, changes),
    writeCommit: (commit) => hash(commits, commitText(commit)),
    readBlob: async (sha) => (await reader.read(sha, 'blob'))?.body,
    readTree: async (sha) => {
      const found = await reader.read(`${sha}^{tree}`, 'tree');
      return found === undefined ? undefined : parseTree(found.body);
    },
    readCommit: async (sha) => {
      const found = await reader.read(sha, 'commit');
      return found === undefined ? undefined : parseCommit(found.sha, found.body.toString('utf8'));
    },
    readRef: async (ref) => (await reader.read(ref, 'commit'))?.sha,
    updateRef: async (ref, sha, old) => {
      try {
        await run(gitDir, ['update-ref', ref, sha, old]);
        return true;
      } catch {
        return false;
      }
    },
    deleteRef: async (ref) => {
      await run(gitDir, ['update-ref', '-d', ref]);
    },
    isAncestor: async (ancestor, descendant) => {
      const direct = await repository.readCommit(descendant);
      if (ancestor === descendant || direct?.parents.includes(ancestor) === true) return true;
      try {
        await run(gitDir, ['merge-base', '--is-ancestor', ancestor, descendant]);
        return true;
      } catch {
        return false;
      }
    },
    close: async () => {
      await Promise.all([reader.close(), blobs.close(), commits.close(), trees.close()]);
    },
  };
  return repository;
}

function run(gitDir: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...args],
      { cwd: gitDir, env: { ...ENVIRONMENT, GIT_DIR: gitDir }, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`git ${args.join(' ')}: ${stderr}`, { cause: error }));
      },
    );
  });
}

function commitText(commit: Omit<CommitData, 'sha'>): string {
  const who = `${commit.authorName} <${commit.authorEmail}> ${Math.floor(commit.date / 1000)} +0000`;
  const parents = commit.parents.map((parent) => `parent ${parent}\n`).join('');
  return `tree ${commit.tree}\n${parents}author ${who}\ncommitter ${who}\n\n${commit.message}`;
}

function parseCommit(sha: string, text: string): CommitData {
  const end = text.indexOf('\n\n');
  const headers = text.slice(0, end).split('\n');
  const value = (name: string): string =>
    headers.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  const who = /^(.*) <(.*)> (\d+) /.exec(value('committer'));
  return {
    sha,
    tree: value('tree'),
    parents: headers.filter((line) => line.startsWith('parent ')).map((line) => line.slice(7)),
    message: text.slice(end + 2),
    authorName: who?.[1] ?? '',
    authorEmail: who?.[2] ?? '',
    date: Number(who?.[3] ?? 0) * 1000,
  };
}

function parseTree(body: Buffer): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(0x20, at);
    const zero = body.indexOf(0, space);
    const mode = body.toString('latin1', at, space).padStart(6, '0');
    entries.push({
      mode,
      type: mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob',
      name: body.toString('utf8', space + 1, zero),
      sha: body.toString('hex', zero + 1, zero + 21),
    });
    at = zero + 21;
  }
  return entries;
}

/** Applies changes folder by folder, so that only the trees on the way are written. */
async function writeTree(
  repository: GitRepository,
  trees: LineProcess,
  base: string | null,
  changes: readonly TreeChange[],
): Promise<string> {
  const entries = new Map<string, TreeEntry>();
  const current = base === null ? [] : await repository.readTree(base);
  for (const entry of current ?? []) entries.set(entry.name, entry);
  const below = new Map<string, TreeChange[]>();
  for (const change of changes) {
    const slash = change.path.indexOf('/');
    const name = slash === -1 ? change.path : change.path.slice(0, slash);
    if (slash !== -1) {
      const list = below.get(name) ?? [];
      list.push({ ...change, path: change.path.slice(slash + 1) });
      below.set(name, list);
    } else if (change.sha === null) {
      if (!entries.delete(name)) throw new PathError(change.path);
    } else {
      const type = change.mode === '040000' ? 'tree' : 'blob';
      entries.set(name, { mode: change.mode, type, sha: change.sha, name });
    }
  }
  for (const [name, list] of below) {
    const old = entries.get(name);
    const sha = await writeTree(repository, trees, old?.type === 'tree' ? old.sha : null, list);
    if (sha === EMPTY_TREE) entries.delete(name);
    else entries.set(name, { mode: '040000', type: 'tree', sha, name });
  }
  const lines = [...entries.values()].map(
    (entry) => `${entry.mode} ${entry.type} ${entry.sha}\t${entry.name}\n`,
  );
  return trees.ask(`${lines.join('')}\n`);
}

/** The tree without entries. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

interface LineProcess {
  /** Writes a question and resolves with the next line of the answer. */
  ask(text: string): Promise<string>;
  close(): Promise<void>;
}

function startLines(gitDir: string, args: readonly string[]): LineProcess {
  const child = start(gitDir, args);
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  let rest = '';
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString('utf8');
  });
  child.stdout.on('data', (data: Buffer) => {
    rest += data.toString('utf8');
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      waiting.shift()?.resolve(rest.slice(0, end));
      rest = rest.slice(end + 1);
    }
  });
  child.on('close', () => {
    for (const one of waiting.splice(0)) one.reject(new Error(`git ${args[0]} ended: ${errors}`));
  });
  return {
    ask: (text) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(text);
      }),
    close: () => end(child),
  };
}

interface Reader {
  /** An object by id, ref or expression; undefined when missing or of another type. */
  read(
    name: string,
    type: string,
  ): Promise<{ readonly sha: string; readonly body: Buffer } | undefined>;
  close(): Promise<void>;
}

function startReader(gitDir: string): Reader {
  const child = start(gitDir, ['cat-file', '--batch']);
  const waiting: ((found: { sha: string; type: string; body: Buffer } | undefined) => void)[] = [];
  let rest: Buffer = Buffer.alloc(0);
  child.stdout.on('data', (data: Buffer) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    for (let header = rest.indexOf(10); header !== -1; header = rest.indexOf(10)) {
      const [sha = '', type = '', size] = rest.toString('utf8', 0, header).split(' ');
      if (size === undefined) {
        rest = rest.subarray(header + 1);
        waiting.shift()?.(undefined);
        continue;
      }
      const end = header + 1 + Number(size);
      if (rest.length < end + 1) return;
      const body = Buffer.from(rest.subarray(header + 1, end));
      rest = rest.subarray(end + 1);
      waiting.shift()?.({ sha, type, body });
    }
  });
  return {
    read: async (name, type) => {
      if (/[\s\0]/.test(name) || name === '') return undefined;
      const found = await new Promise<{ sha: string; type: string; body: Buffer } | undefined>(
        (resolve) => {
          waiting.push(resolve);
          child.stdin.write(`${name}\n`);
        },
      );
      return found?.type === type ? found : undefined;
    },
    close: () => end(child),
  };
}

function start(gitDir: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn('git', [...args], { cwd: gitDir, env: { ...ENVIRONMENT, GIT_DIR: gitDir } });
}

function end(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) {
      resolve();
      return;
    }
    child.on('close', () => resolve());
    child.stdin.end();
  });
}
