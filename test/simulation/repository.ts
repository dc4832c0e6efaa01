/** A branch that only moves forward, and the port to it. */
import { Fault } from '../../src/base/failure.ts';
import { problem } from '../../src/base/outcome.ts';
import type { FileChange, Snapshot, Store } from '../../src/ports.ts';
import type { Process } from './process.ts';
import type { Sabotage } from './sabotage.ts';
import type { Scheduler } from './scheduler.ts';

/** One commit: what each changed path held before and holds after; undefined: no such file. */
export interface Commit {
  readonly revision: number;
  readonly at: number;
  /** Number of the process; undefined for somebody else. */
  readonly by: number | undefined;
  readonly message: string;
  readonly changes: ReadonlyMap<
    string,
    readonly [before: string | undefined, after: string | undefined]
  >;
}

/** The branch. */
export interface Repository {
  readonly commits: readonly Commit[];
  /** Number of the newest commit; 0 is an empty repository. */
  head(): number;
  read(path: string, revision?: number): string | undefined;
  /** Paths of the files there are. */
  paths(): readonly string[];
  push(
    files: ReadonlyMap<string, string | undefined>,
    info: { readonly by: number | undefined; readonly message: string },
  ): number;
}

interface Version {
  readonly revision: number;
  readonly content: string | undefined;
}

/** An empty branch. `onCommit` sees every commit that is made. */
export function makeRepository(
  scheduler: Scheduler,
  onCommit: (commit: Commit) => void,
): Repository {
  const files = new Map<string, Version[]>();
  const commits: Commit[] = [];
  const read = (path: string, revision = commits.length): string | undefined =>
    files.get(path)?.findLast((version) => version.revision <= revision)?.content;
  return {
    commits,
    head: () => commits.length,
    read,
    paths: () => [...files.keys()].filter((path) => read(path) !== undefined),
    push: (changed, info) => {
      const revision = commits.length + 1;
      const changes = new Map<string, [string | undefined, string | undefined]>();
      for (const [path, content] of changed) {
        const before = read(path);
        if (before === content) continue;
        changes.set(path, [before, content]);
        const versions = files.get(path) ?? [];
        versions.push({ revision, content });
        files.set(path, versions);
      }
      const commit = { revision, at: scheduler.now(), ...info, changes };
      commits.push(commit);
      onCommit(commit);
      return revision;
    },
  };
}

/** The port to the branch for one process. */
export function makeStore(
  repository: Repository,
  process: Process,
  sabotage: Sabotage | undefined,
): Store {
  let opened = 0;

  function snapshot(revision: number): Snapshot {
    const committedAt = repository.commits[revision - 1]?.at;
    return {
      revision: String(revision),
      ...(committedAt === undefined ? {} : { committedAt }),
      list: (folder, signal) =>
        process.call('store.list', signal, () => {
          if (process.hit('store-read-fails')) throw unreachable('read the branch');
          return repository
            .paths()
            .filter((path) => repository.read(path, revision) !== undefined)
            .filter((path) => path.startsWith(`${folder}/`))
            .map((path) => path.slice(folder.length + 1))
            .filter((name) => !name.includes('/'))
            .toSorted();
        }),
      read: (path, signal) =>
        process.call('store.read', signal, () => {
          if (process.hit('store-read-fails')) throw unreachable('read a file');
          return repository.read(path, revision);
        }),
    };
  }

  return {
    open: (signal) =>
      process.call('store.open', signal, () => {
        if (process.hit('store-open-fails')) throw unreachable('read the branch');
        const behind = process.hit('store-stale') ? process.chance.whole(1, 3) : 0;
        opened = Math.max(0, repository.head() - behind);
        return snapshot(opened);
      }),
    commit: async (changes, signal) => {
      if (process.hit('store-throws')) {
        return await process.call('store.commit', signal, () => {
          throw unreachable('read the branch');
        });
      }
      if (process.hit('store-fails')) {
        return await process.call('store.commit', signal, () => failed(), 5_000);
      }
      if (process.hit('foreign-push')) {
        // The head moves after the commit was built on it: it is built anew on the next one.
        apply(changes.files, (path) => repository.read(path));
        await process.call('store.commit', signal, () => {
          const text = `Notes of somebody else: ${repository.head()}\n`;
          const files = new Map([['notes.md', text]]);
          repository.push(files, { by: undefined, message: 'Write notes' });
        });
      }
      return await process.call(
        'store.commit',
        signal,
        () => {
          const base = sabotage === 'forget-merge' ? opened : repository.head();
          const files = apply(changes.files, (path) => repository.read(path, base));
          for (const path of files.keys()) {
            if (sabotage === 'lose-ledger' && path.endsWith('quota.json')) files.delete(path);
            if (files.get(path) === repository.read(path)) files.delete(path);
          }
          if (files.size === 0) return { kind: 'unchanged' as const };
          const info = { by: process.number, message: changes.message };
          if (sabotage === 'split-commit') {
            const state = [...files].filter(([path]) => path.startsWith('state/'));
            repository.push(new Map(state), info);
            for (const [path] of state) files.delete(path);
          }
          const revision = repository.push(files, info);
          if (process.hit('store-half')) return failed();
          return { kind: 'committed' as const, revision: String(revision) };
        },
        process.chance.between(500, 2_500),
      );
    },
  };
}

/** What a change set says, on what the files hold. */
function apply(
  changes: readonly FileChange[],
  read: (path: string) => string | undefined,
): Map<string, string | undefined> {
  const files = new Map<string, string | undefined>();
  for (const change of changes) {
    switch (change.kind) {
      case 'write':
        if (change.unless?.() !== true) files.set(change.path, change.content);
        break;
      case 'delete':
        files.set(change.path, undefined);
        break;
      case 'merge': {
        const current = read(change.path);
        const text = change.merge(current);
        if (text !== change.merge(current))
          throw new Error(`a merge of ${change.path} is not pure`);
        if (text !== null) files.set(change.path, text);
        break;
      }
    }
  }
  return files;
}

function failed() {
  return {
    kind: 'failed' as const,
    error: problem('sim-store', 'The commit was not confirmed.', 'Run it again.'),
    retryable: true,
  };
}

/** What the port throws when the service cannot be reached. */
export function unreachable(doing: string): Fault {
  return new Fault(problem('sim-store', `Could not ${doing}: no answer came.`, 'Run it again.'));
}
