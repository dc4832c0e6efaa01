import { copyFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import { isCode } from './local-lock.ts';

/** One file of a change that is being carried out. `staged` is null when the file goes. */
const JournalEntry = z.strictObject({
  path: z.string().refine(staysInside),
  staged: z
    .string()
    .regex(/^\d+\.new$/)
    .nullable(),
});
const Journal = z.strictObject({ version: z.literal(1), entries: z.array(JournalEntry) });
type Journal = z.infer<typeof Journal>;

/** A file and its new text; null when it goes. Paths are relative, with `/`. */
export interface FileEdit {
  readonly path: string;
  readonly content: string | null;
}

/**
 * True for a relative path that cannot leave its folder. A repository that somebody cloned may hold
 * a journal made by a stranger, so the paths of a journal are checked too.
 */
export function staysInside(path: string): boolean {
  return path.split(/[/\\]/).every((part) => part !== '' && part !== '.' && part !== '..');
}

const LIST = 'journal.json';

/**
 * Changes several files, all or none. New texts are written and synced in the journal folder, then
 * their list; from then on the change is decided, and {@link recover} completes it after a crash.
 */
export async function applyEdits(
  folder: string,
  journalDir: string,
  edits: readonly FileEdit[],
): Promise<void> {
  let journal: Journal;
  try {
    journal = await stage(folder, journalDir, edits);
  } catch (error) {
    // Nothing was decided (a full disk, a file where a folder should be): nothing is left either.
    await rm(journalDir, { recursive: true, force: true });
    throw error;
  }
  await complete(folder, journalDir, journal);
}

/** Everything that can fail for want of room or rights comes before the list is in place. */
async function stage(
  folder: string,
  journalDir: string,
  edits: readonly FileEdit[],
): Promise<Journal> {
  await mkdir(journalDir, { recursive: true });
  const entries = [];
  for (const [index, { path, content }] of edits.entries()) {
    const staged = content === null ? null : `${index}.new`;
    if (content !== null && staged !== null) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeSynced(join(journalDir, staged), content);
    }
    entries.push({ path, staged });
  }
  const journal: Journal = { version: 1, entries };
  await writeSynced(join(journalDir, `${LIST}.new`), JSON.stringify(journal));
  await rename(join(journalDir, `${LIST}.new`), join(journalDir, LIST));
  await syncFolder(journalDir);
  return journal;
}

/** True when a journal folder was left behind. */
export async function hasJournal(journalDir: string): Promise<boolean> {
  try {
    await (await open(journalDir, 'r')).close();
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** After a crash: a change that was decided is completed, one that was not leaves no trace. */
export async function recover(folder: string, journalDir: string): Promise<void> {
  let text: string;
  try {
    text = await readFile(join(journalDir, LIST), 'utf8');
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    await rm(journalDir, { recursive: true, force: true });
    return;
  }
  const journal = Journal.safeParse(parseJson(text));
  if (!journal.success) {
    throw new Fault(
      problem(
        'state-broken',
        `${join(journalDir, LIST)} cannot be read.`,
        'It is the list of an interrupted save; compare the files beside it with their targets, then delete the folder.',
      ),
    );
  }
  await complete(folder, journalDir, journal.data);
}

async function complete(folder: string, journalDir: string, journal: Journal): Promise<void> {
  const folders = new Set<string>();
  for (const { path, staged } of journal.entries) {
    const target = join(folder, path);
    folders.add(dirname(target));
    if (staged === null) await rm(target, { force: true });
    else await moveInto(join(journalDir, staged), target);
  }
  for (const one of folders) await syncFolder(one);
  await rm(join(journalDir, LIST));
  await rm(journalDir, { recursive: true, force: true });
}

/** Moves a staged file to its place; one that is not there any more was moved before a crash. */
async function moveInto(staged: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  try {
    await rename(staged, target);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    if (!isCode(error, 'EXDEV')) throw error;
    // Another file system: copied beside its target first, so that the last step is a rename again.
    const beside = `${target}.new`;
    await copyFile(staged, beside);
    const file = await open(beside, 'r+');
    await file.sync();
    await file.close();
    await rename(beside, target);
    await rm(staged);
  }
}

/** Writes a file and waits until it is on disk. */
export async function writeSynced(path: string, content: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    // Folders cannot be synced everywhere (Windows), and one that was only deleted from may be gone.
    if (!['ENOENT', 'EPERM', 'EISDIR', 'EINVAL', 'EACCES'].some((code) => isCode(error, code))) {
      throw error;
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller says what is wrong with it.
    return undefined;
  }
}
