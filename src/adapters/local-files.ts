import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import { isCode } from './local-lock.ts';
import { isOwn, refuseLinks } from './local-paths.ts';
import type { OwnFolders } from './local-paths.ts';

/** One file of a change that is being carried out. `staged` is null when the file goes. */
const JournalEntry = z.strictObject({
  path: z.string(),
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

/** Where the journal of a save lies for its moment, relative to the folder. */
function journalOf({ stateDir }: OwnFolders): string {
  return join(stateDir, '.journal');
}

const LIST = 'journal.json';

/**
 * Changes several files, all or none. New texts are written and synced in the journal folder, then
 * their list; from then on the change is decided, and {@link recover} completes it after a crash.
 */
export async function applyEdits(own: OwnFolders, edits: readonly FileEdit[]): Promise<void> {
  const journalDir = join(own.folder, journalOf(own));
  let journal: Journal;
  try {
    journal = await stage(own.folder, journalDir, edits);
  } catch (error) {
    // Nothing was decided (a full disk, a file where a folder should be): nothing is left either.
    await rm(journalDir, { recursive: true, force: true });
    throw error;
  }
  await complete(own.folder, journalDir, journal);
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

/**
 * After a crash: a change that was decided is completed, one that was not leaves no trace. To be
 * called under the lock, and by a process that saves: what only reads changes nothing.
 *
 * @throws Fault when the journal is none of ours; nothing has been changed then.
 */
export async function recover(own: OwnFolders): Promise<void> {
  const journalDir = join(own.folder, journalOf(own));
  const journal = await readJournal(own);
  if (journal === undefined) await rm(journalDir, { recursive: true, force: true });
  else await complete(own.folder, journalDir, journal);
}

/**
 * What a decided change will make of files once it is completed: path → text, null where the file
 * goes. Undefined when there is none. Only looks.
 *
 * @throws Fault when the journal is none of ours.
 */
export async function readDecided(
  own: OwnFolders,
): Promise<ReadonlyMap<string, string | null> | undefined> {
  const journal = await readJournal(own);
  if (journal === undefined) return undefined;
  const edits = new Map<string, string | null>();
  for (const { path, staged } of journal.entries) {
    const text =
      staged === null ? null : await readIfThere(join(own.folder, journalOf(own), staged));
    // A staged text that is gone is in its place.
    if (text !== undefined) edits.set(path, text);
  }
  // Completed while it was read, by a process that is alive: another change may have begun.
  const after = await readJournal(own);
  return JSON.stringify(after) === JSON.stringify(journal) ? edits : await readDecided(own);
}

/**
 * The list of a decided change; undefined when there is none. A folder that was cloned may hold one
 * that a stranger made, so it may change what is ours alone, and lead through no link.
 */
async function readJournal(own: OwnFolders): Promise<Journal | undefined> {
  const list = join(journalOf(own), LIST);
  await refuseLinks(own.folder, list);
  const text = await readIfThere(join(own.folder, list));
  if (text === undefined) return undefined;
  const journal = Journal.safeParse(parseJson(text)).data;
  if (journal === undefined) throw brokenJournal(own, 'cannot be read');
  for (const { path, staged } of journal.entries) {
    if (!isOwn(path, own)) {
      throw brokenJournal(
        own,
        `names ${JSON.stringify(path.slice(0, 200))}, which is no file of ours`,
      );
    }
    await refuseLinks(own.folder, path);
    if (staged !== null) await refuseLinks(own.folder, join(journalOf(own), staged));
  }
  return journal;
}

function brokenJournal(own: OwnFolders, what: string): Fault {
  const path = join(own.folder, journalOf(own));
  return new Fault(
    problem(
      'state-broken',
      `${join(path, LIST)} ${what}.`,
      `It is the list of an interrupted save. If you did not interrupt one, somebody put it there: delete the folder ${path}; otherwise compare the files beside it with their targets first.`,
    ),
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
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
    await withoutExecution(staged);
    await rename(staged, target);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    if (!isCode(error, 'EXDEV')) throw error;
    // Another file system: copied beside its target first, so that the last step is a rename again.
    const beside = `${target}.new`;
    await writeSynced(beside, await readFile(staged, 'utf8'));
    await rename(beside, target);
    await rm(staged);
  }
}

/** Texts are not programs: what a stranger staged as one is none either. */
async function withoutExecution(path: string): Promise<void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { mode } = await file.stat();
    if ((mode & 0o7111) !== 0) await file.chmod(mode & 0o666);
  } finally {
    await file.close();
  }
}

/** Writes a new file in the place of any other and waits until it is on disk. Follows no link. */
export async function writeSynced(path: string, content: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!isCode(error, 'ENOENT')) throw error;
  });
  const file = await open(path, 'wx');
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
