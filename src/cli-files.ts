/** Files that a user names: what a command reads from, and what it leaves. */
import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Fault } from './base/failure.ts';
import { problem } from './base/outcome.ts';

/**
 * Writes a file that must not be there yet, unless it may be overwritten.
 *
 * @throws Fault when it is there, or cannot be written.
 */
export async function saveNew(file: string, content: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, content, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new Fault(
      exists
        ? problem('file-exists', `${file} is there already`, 'Take another name, or say --force.')
        : problem(
            'file-not-written',
            `${file} could not be written: ${reasonOf(error)}`,
            'Check the path and the rights on it.',
          ),
      { cause: error },
    );
  }
}

/**
 * The text of a file, or of standard input for `-`.
 *
 * @throws Fault when it cannot be read.
 */
export async function readGiven(file: string): Promise<string> {
  if (file === '-') return await text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Fault(
      problem('file-unreadable', `${file} cannot be read: ${reasonOf(error)}`, 'Check the path.'),
      { cause: error },
    );
  }
}

/** Node's words without its code and the path, which the message names already. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^[A-Z]+: (.*?)(?:, \w+(?: '.*')?)?$/su.exec(text)?.[1] ?? text;
}
