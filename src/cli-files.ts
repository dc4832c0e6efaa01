/** Files that a user names: what a command reads from, and what it leaves. */
import { access, constants, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
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
 * Makes sure that a report may be written to a file: its folder is there, and what may be there already
 * is an earlier report.
 *
 * @param name the file as the user named it
 * @throws Fault when not; nothing was changed.
 */
export async function mayWriteReport(file: string, name: string): Promise<void> {
  const refused = (code: 'file-exists' | 'file-not-written', message: string, cause?: unknown) =>
    new Fault(
      code === 'file-exists'
        ? problem('file-exists', message, 'Take another name, or delete it.')
        : problem('file-not-written', message, 'Check the path and the rights on it.'),
      { cause },
    );
  try {
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    throw refused('file-not-written', `${name} could not be written: ${reasonOf(error)}`, error);
  }
  let before: string;
  try {
    before = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw refused('file-not-written', `${name} could not be written: ${reasonOf(error)}`, error);
  }
  if (!isReport(before)) throw refused('file-exists', `${name} is there and is no report of a run`);
}

/** True for what a run leaves, and for an empty file. */
function isReport(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return false;
    return ('runId' in value && 'counts' in value) || ('faults' in value && 'outputs' in value);
  } catch {
    // Not JSON.
    return false;
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
