import { createHash } from 'node:crypto';

/** One entry of a git tree. `mode` is git's octal text with six digits (`100644`, `040000`). */
export interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
}

/** The entries of one folder, by name. */
export type Listing = ReadonlyMap<string, TreeEntry>;

/** What a commit does to a file: the id of its new content, or null when it goes. */
export interface FileEdit {
  readonly path: string;
  readonly sha: string | null;
}

/** Git's id of a file's content, as `git hash-object` prints it. */
export function blobSha(content: string | Uint8Array): string {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/**
 * Git's id of a folder, as `git mktree` prints it: entries sorted by name in bytes, a folder as
 * though its name ended in a slash (git-scm.com, "Git Internals - Git Objects").
 */
export function treeSha(listing: Listing): string {
  const rows = [...listing].map(([name, entry]) => ({
    sortName: Buffer.from(entry.type === 'tree' ? `${name}/` : name, 'utf8'),
    head: Buffer.from(`${entry.mode.replace(/^0/, '')} ${name}\0`, 'utf8'),
    sha: Buffer.from(entry.sha, 'hex'),
  }));
  rows.sort((a, b) => Buffer.compare(a.sortName, b.sortName));
  const body = Buffer.concat(rows.flatMap((row) => [row.head, row.sha]));
  return createHash('sha1').update(`tree ${body.length}\0`).update(body).digest('hex');
}

/** Folder and name of a path: `a/b/c` → `a/b` and `c`; the root folder is empty. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: slash === -1 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

/**
 * Listings by tree id. An id fixes its content for ever, so nothing in here can be stale: a folder
 * that did not change is not asked for again, and what our own commits make is computed here.
 */
export interface TreeCache {
  get(sha: string): Listing | undefined;
  /** Keeps a listing under an id that the server vouches for. */
  learn(sha: string, listing: Listing): void;
  /** Keeps the folders that a recursive listing of `sha` describes. */
  learnRecursive(sha: string, entries: readonly ({ readonly path: string } & TreeEntry)[]): void;
  /**
   * Computes the folders that edits make of the root `sha`, as far as their listings are known, and
   * returns their ids.
   */
  applyEdits(sha: string, edits: readonly FileEdit[]): readonly string[];
  /** Forgets what cannot be reached from these roots. */
  keepOnly(roots: readonly string[]): void;
}

/** Makes an empty {@link TreeCache}. */
export function makeTreeCache(): TreeCache {
  const known = new Map<string, Listing>();
  return {
    get: (sha) => known.get(sha),
    learn: (sha, listing) => void known.set(sha, listing),
    learnRecursive: (sha, entries) => {
      for (const [id, listing] of unfold(sha, entries)) known.set(id, listing);
    },
    applyEdits: (sha, edits) => {
      const ids: string[] = [];
      compute(known, sha, edits, ids);
      return ids;
    },
    keepOnly: (roots) => {
      const reached = new Map<string, Listing>();
      const walk = (sha: string): void => {
        const listing = known.get(sha);
        if (listing === undefined || reached.has(sha)) return;
        reached.set(sha, listing);
        for (const entry of listing.values()) if (entry.type === 'tree') walk(entry.sha);
      };
      roots.forEach(walk);
      known.clear();
      for (const [sha, listing] of reached) known.set(sha, listing);
    },
  };
}

const EMPTY: Listing = new Map();

/** The id of the folder that edits make of one (undefined: of nothing), if all on the way is known. */
function compute(
  known: Map<string, Listing>,
  sha: string | undefined,
  edits: readonly FileEdit[],
  ids: string[],
): string | undefined {
  const listing = sha === undefined ? EMPTY : known.get(sha);
  if (listing === undefined) return undefined;
  const next = new Map(listing);
  const below = new Map<string, FileEdit[]>();
  for (const edit of edits) {
    const slash = edit.path.indexOf('/');
    const name = edit.path.slice(0, slash);
    if (slash !== -1) {
      const inner = { path: edit.path.slice(slash + 1), sha: edit.sha };
      below.set(name, [...(below.get(name) ?? []), inner]);
    } else if (edit.sha === null) {
      next.delete(edit.path);
    } else {
      next.set(edit.path, { mode: '100644', type: 'blob', sha: edit.sha });
    }
  }
  let complete = true;
  for (const [name, inner] of below) {
    const made = compute(known, next.get(name)?.sha, inner, ids);
    if (made === undefined) complete = false;
    // Git keeps no empty folders.
    else if (known.get(made)?.size === 0) next.delete(name);
    else next.set(name, { mode: '040000', type: 'tree', sha: made });
  }
  if (!complete) return undefined;
  const made = treeSha(next);
  known.set(made, next);
  ids.push(made);
  return made;
}

function unfold(
  root: string,
  entries: readonly ({ readonly path: string } & TreeEntry)[],
): ReadonlyMap<string, Listing> {
  const folders = new Map<string, Map<string, TreeEntry>>([['', new Map()]]);
  const ids = new Map<string, string>([['', root]]);
  for (const { path, ...entry } of entries) {
    if (entry.type !== 'tree') continue;
    folders.set(path, new Map());
    ids.set(path, entry.sha);
  }
  for (const { path, mode, type, sha } of entries) {
    const { folder, name } = splitPath(path);
    folders.get(folder)?.set(name, { mode, type, sha });
  }
  return new Map([...folders].map(([path, listing]) => [ids.get(path) ?? '', listing]));
}
