/** A folder in memory, in the place of a repository and of a tree of transcripts. */
import { problem } from '../../src/base/outcome.ts';
import { resolveSettings } from '../../src/config.ts';
import type { Settings } from '../../src/config.ts';
import type { ChangeSet, Clock, FileTree, Store } from '../../src/ports.ts';

/** 2026-11-24 12:00 in Los Angeles; epoch ms. */
export const NOON = Date.parse('2026-11-24T20:00:00Z');

/** Never fires. */
export const NEVER = new AbortController().signal;

/** Files by path, and the ports over them. */
export interface MemoryFolder {
  readonly files: Map<string, string>;
  readonly commits: ChangeSet[];
  readonly store: Store;
  readonly clock: Clock;
  /** The part below a folder. */
  tree(folder: string): FileTree;
  /** What a state file says; undefined when there is none. */
  json(path: string): unknown;
  /** From now on nothing can be saved. */
  breakDisk(): void;
}

/** Makes a folder with these files. */
export function makeFolder(files: Readonly<Record<string, string>> = {}): MemoryFolder {
  const map = new Map(Object.entries(files));
  const commits: ChangeSet[] = [];
  let broken = false;
  const store: Store = {
    open: () =>
      Promise.resolve({
        revision: '',
        list: (folder) =>
          Promise.resolve(
            [...map.keys()]
              .filter((path) => path.startsWith(`${folder}/`))
              .map((path) => path.slice(folder.length + 1))
              .filter((name) => !name.includes('/'))
              .toSorted(),
          ),
        read: (path) => Promise.resolve(map.get(path)),
      }),
    commit: (changes) => {
      if (broken) {
        return Promise.resolve({
          kind: 'failed',
          error: problem('disk-full', 'No room to save', 'Free some space.'),
          retryable: true,
        });
      }
      commits.push(changes);
      const before = new Map(map);
      for (const change of changes.files) {
        if (change.kind === 'delete') map.delete(change.path);
        if (change.kind === 'write') map.set(change.path, change.content);
        if (change.kind === 'merge') {
          const text = change.merge(map.get(change.path));
          if (text !== null) map.set(change.path, text);
        }
      }
      const same =
        before.size === map.size && [...map].every(([path, text]) => before.get(path) === text);
      return Promise.resolve(same ? { kind: 'unchanged' } : { kind: 'committed', revision: 'r1' });
    },
  };
  return {
    files: map,
    commits,
    store,
    clock: { now: () => NOON, sleep: () => Promise.resolve() },
    tree: (folder) => ({
      list: () =>
        Promise.resolve({
          paths: [...map.keys()]
            .filter((path) => path.startsWith(`${folder}/`))
            .map((path) => path.slice(folder.length + 1))
            .toSorted(),
          skipped: [],
        }),
      read: (path) => Promise.resolve(map.get(`${folder}/${path}`)),
    }),
    json: (path) => {
      const text = map.get(path);
      return text === undefined ? undefined : JSON.parse(text);
    },
    breakDisk: () => {
      broken = true;
    },
  };
}

/** Settings from lines of a config file. */
export function settingsOf(yaml = '', inputs: Readonly<Record<string, string>> = {}): Settings {
  const outcome = resolveSettings({
    inputs,
    env: {},
    fileText: yaml,
    filePath: 'config/production.yaml',
    needs: { keys: false, feeds: false },
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.settings;
}
