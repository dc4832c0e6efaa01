/**
 * Checks that the committed `dist` is what the sources build, byte by byte.
 * Run: `node scripts/check-dist.ts`.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './build.ts';

/** What differs between two folders, as lines of text; empty: nothing. */
export async function differences(expected: string, actual: string): Promise<string[]> {
  const [wanted, there] = await Promise.all([filesOf(expected), filesOf(actual)]);
  const lines = await Promise.all(
    [...new Set([...wanted, ...there])].sort().map(async (file) => {
      if (!there.includes(file)) return `${file} is missing`;
      if (!wanted.includes(file)) return `${file} is left over`;
      const [a, b] = await Promise.all([
        readFile(path.join(expected, file)),
        readFile(path.join(actual, file)),
      ]);
      return a.equals(b) ? undefined : `${file} differs`;
    }),
  );
  return lines.filter((line) => line !== undefined);
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

if (import.meta.main) {
  const root = path.join(import.meta.dirname, '..');
  const fresh = await mkdtemp(path.join(tmpdir(), 'dist-'));
  try {
    await build(root, fresh);
    const lines = await differences(fresh, path.join(root, 'dist'));
    for (const line of lines) console.log(`dist/${line}`);
    if (lines.length > 0) {
      console.log('dist is not what src builds: run `npm run build` and commit dist.');
      process.exitCode = 1;
    }
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
