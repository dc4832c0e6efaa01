/**
 * Before and after all tests: the project's own `state` and `transcripts` are as they were. A test
 * that forgets to say where it writes would fill them, and a user who runs the tests in a repository
 * with transcripts would lose some.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const FOLDERS = ['state', 'transcripts'] as const;

/** Every file below folders of `root` and a hash of what is in it; folders without files as well. */
export function filesBelow(root: string, folders: readonly string[] = FOLDERS): readonly string[] {
  return folders.flatMap((folder) => {
    const top = path.join(root, folder);
    if (!existsSync(top)) return [];
    const entries = readdirSync(top, { recursive: true, withFileTypes: true });
    const lines = entries.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const name = path.relative(root, file);
      if (!entry.isFile()) return `${name}/`;
      return `${name} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
    });
    return [`${folder}/`, ...lines.toSorted()];
  });
}

/** What came, went or changed between two lists of {@link filesBelow}. */
export function changesOf(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...after.filter((line) => !before.includes(line)),
    ...before.filter((line) => !after.includes(line)),
  ];
}

/** Called by vitest before the first test; what it returns is called after the last one. */
export function setup(): () => void {
  const before = filesBelow(ROOT);
  return () => {
    const changes = changesOf(before, filesBelow(ROOT));
    if (changes.length === 0) return;
    console.error(`\nThe tests wrote into the project's own folders:\n${changes.join('\n')}`);
    process.exitCode = 1;
    throw new Error(`the tests wrote into the project's own folders: ${changes.join(', ')}`);
  };
}
