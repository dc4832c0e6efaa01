import { z } from 'zod';
import type { GithubAnswer, GithubClient } from './github-client.ts';
import type { GithubFailure } from './github-errors.ts';
import { blobSha, makeTreeCache, treeSha } from './github-trees.ts';
import type { Listing, TreeCache } from './github-trees.ts';

/** A commit that a ref points at. */
export interface Head {
  readonly sha: string;
  readonly tree: string;
  /** Epoch ms; absent when the answer gave no date. */
  readonly committedAt?: number;
}

/** One entry of a tree to be made: text of a file, or null when it goes. */
export interface NewEntry {
  readonly path: string;
  readonly content: string | null;
}

/** Git's objects and refs of one repository over REST ("Git database" of the documentation). */
export interface GithubObjects {
  readonly trees: TreeCache;
  /** The head of a branch, in one request. */
  branch(name: string, signal: AbortSignal): Promise<GithubAnswer<Head>>;
  /** Refs below a prefix without `refs/`, as full name → commit id. */
  refs(prefix: string, signal: AbortSignal): Promise<GithubAnswer<ReadonlyMap<string, string>>>;
  commit(sha: string, signal: AbortSignal): Promise<GithubAnswer<Head>>;
  /** Ids of the newest commits up to `sha`, at most 30. */
  history(sha: string, signal: AbortSignal): Promise<GithubAnswer<readonly string[]>>;
  /** A folder's listing by tree id, from the cache if known. `recursive` also learns all below it. */
  tree(sha: string, recursive: boolean, signal: AbortSignal): Promise<GithubAnswer<Listing>>;
  /** A file's text by blob id. */
  blob(sha: string, signal: AbortSignal): Promise<GithubAnswer<string>>;
  /** The tree that entries make of `base` (absent: of nothing); sent in parts. */
  createTree(
    base: string | undefined,
    entries: readonly NewEntry[],
    signal: AbortSignal,
  ): Promise<GithubAnswer<string>>;
  createCommit(
    commit: {
      readonly message: string;
      readonly tree: string;
      readonly parents: readonly string[];
    },
    signal: AbortSignal,
  ): Promise<GithubAnswer<Head>>;
  /** Moves a ref (full name) without force: it must be an ancestor of the commit. */
  moveRef(ref: string, sha: string, signal: AbortSignal): Promise<GithubAnswer<undefined>>;
  createRef(ref: string, sha: string, signal: AbortSignal): Promise<GithubAnswer<undefined>>;
  deleteRef(ref: string, signal: AbortSignal): Promise<GithubAnswer<undefined>>;
}

/** Entries of one tree request (more are refused now and then; facts of the API). */
const ENTRIES_A_PART = 100;
/** Text of one tree request, bytes; far below what the API takes, so that a try stays short. */
const BYTES_A_PART = 4 << 20;
/** Larger files go up once as a blob of their own, and every new try refers to it. */
const INLINE_BYTES = 1 << 20;

const Sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const CommitBody = z.object({
  tree: z.object({ sha: Sha }),
  committer: z.object({ date: z.string().nullish() }).nullish(),
});
const BranchAnswer = z.object({ commit: z.object({ sha: Sha, commit: CommitBody.optional() }) });
const CommitAnswer = CommitBody.extend({ sha: Sha });
const RefsAnswer = z.array(z.object({ ref: z.string(), object: z.object({ sha: Sha }) }));
const HistoryAnswer = z.array(z.object({ sha: Sha }));
const BlobAnswer = z.object({ content: z.string(), encoding: z.string() });
const TreeAnswer = z.object({
  sha: Sha,
  truncated: z.boolean().optional(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: Sha })),
});
const CreatedTree = z.object({ sha: Sha, tree: z.unknown() });
const Created = z.object({ sha: Sha });
const RefAnswer = z.object({ object: z.object({ sha: Sha }) }).transform(() => undefined);
const Nothing = z.unknown().transform(() => undefined);

/** Makes {@link GithubObjects} over a client. */
export function makeGithubObjects(client: GithubClient): GithubObjects {
  const trees = makeTreeCache();
  return { trees, ...makeReads(client, trees), ...makeWrites(client, trees), ...makeRefs(client) };
}

const TREE = 'git/trees/{sha}';
const TOO_LARGE: GithubFailure = {
  kind: 'refused',
  message: 'a folder has too many files to be listed (about 100,000)',
};

type Reads = Pick<GithubObjects, 'branch' | 'refs' | 'commit' | 'history' | 'tree' | 'blob'>;

function makeReads(client: GithubClient, trees: TreeCache): Reads {
  const read = <T>(
    path: string,
    schema: z.ZodType<T>,
    parameters: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<GithubAnswer<T>> => {
    const route = `GET /repos/{owner}/{repo}/${path}`;
    return client.send({ route, parameters, schema, retry: 'any', signal });
  };
  const commitOf = async (sha: string, signal: AbortSignal): Promise<GithubAnswer<Head>> =>
    map(await read('git/commits/{sha}', CommitAnswer, { sha }, signal), toHead);
  return {
    branch: async (branch, signal) => {
      const answer = await read('branches/{branch}', BranchAnswer, { branch }, signal);
      if (!answer.ok) return answer;
      const { sha, commit } = answer.value.commit;
      // GitHub describes the commit along with its id; not every server that speaks its API does.
      return commit === undefined
        ? await commitOf(sha, signal)
        : { ok: true, value: toHead({ sha, ...commit }) };
    },
    refs: async (prefix, signal) => {
      // Asked without the slash at the end, which a route may drop: what comes is looked at here.
      const ref = encodeRef(prefix.replace(/\/$/, ''));
      const answer = await read('git/matching-refs/{+ref}', RefsAnswer, { ref }, signal);
      return map(answer, (list) => {
        const found = list.filter((entry) => entry.ref.startsWith(`refs/${prefix}`));
        return new Map(found.map((entry) => [entry.ref, entry.object.sha]));
      });
    },
    commit: commitOf,
    history: async (sha, signal) =>
      map(await read('commits', HistoryAnswer, { sha, per_page: 30 }, signal), (list) =>
        list.map((entry) => entry.sha),
      ),
    tree: async (sha, recursive, signal) => {
      const known = trees.get(sha);
      if (known !== undefined) return { ok: true, value: known };
      const all = recursive
        ? await read(TREE, TreeAnswer, { sha, recursive: '1' }, signal)
        : undefined;
      if (all?.ok === false) return all;
      if (all?.ok === true && all.value.truncated !== true) {
        trees.learnRecursive(sha, all.value.tree);
        return { ok: true, value: toListing(all.value.tree) };
      }
      const answer = await read(TREE, TreeAnswer, { sha }, signal);
      if (!answer.ok) return answer;
      // A cut listing would make files look absent, and then they would be written anew.
      if (answer.value.truncated === true) return { ok: false, failure: TOO_LARGE };
      const listing = toListing(answer.value.tree);
      trees.learn(sha, listing);
      return { ok: true, value: listing };
    },
    blob: async (sha, signal) =>
      map(await read('git/blobs/{sha}', BlobAnswer, { sha }, signal), ({ content, encoding }) =>
        encoding === 'base64' ? Buffer.from(content, 'base64').toString('utf8') : content,
      ),
  };
}

type Writes = Pick<GithubObjects, 'createTree' | 'createCommit'>;

/** Objects are named by their content: making one twice changes nothing, so all is retried. */
function makeWrites(client: GithubClient, trees: TreeCache): Writes {
  const uploaded = new Set<string>();
  const make = <T>(
    noun: string,
    schema: z.ZodType<T>,
    parameters: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<GithubAnswer<T>> => {
    const route = `POST /repos/{owner}/{repo}/git/${noun}`;
    return client.send({ route, parameters, schema, retry: 'any', signal });
  };
  return {
    createTree: async (base, entries, signal) => {
      const upload = (text: string): Promise<GithubAnswer<{ readonly sha: string }>> =>
        make('blobs', Created, { content: text, encoding: 'utf-8' }, signal);
      let tree = base;
      for (const part of inParts(entries)) {
        const rows = [];
        for (const entry of part) {
          const content = await toContent(entry, uploaded, upload);
          if (!content.ok) return content;
          rows.push({ path: entry.path, mode: '100644', type: 'blob', ...content.value });
        }
        const parameters = { tree: rows, ...(tree === undefined ? {} : { base_tree: tree }) };
        const made = await make('trees', CreatedTree, parameters, signal);
        if (!made.ok) return made;
        tree = made.value.sha;
        learnFromAnswer(trees, made.value);
      }
      return tree === undefined
        ? { ok: false, failure: { kind: 'refused', message: 'a tree without entries' } }
        : { ok: true, value: tree };
    },
    createCommit: async (commit, signal) =>
      map(await make('commits', CommitAnswer, { ...commit }, signal), toHead),
  };
}

type Refs = Pick<GithubObjects, 'moveRef' | 'createRef' | 'deleteRef'>;

/** A ref may have been moved although the answer was lost: only refusals for a limit are retried. */
function makeRefs(client: GithubClient): Refs {
  const send = (
    route: string,
    schema: z.ZodType<undefined>,
    parameters: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<GithubAnswer<undefined>> =>
    client.send({ route, parameters, schema, retry: 'limits', signal });
  return {
    moveRef: (ref, sha, signal) => {
      const parameters = { ref: encodeRef(ref), sha, force: false };
      return send('PATCH /repos/{owner}/{repo}/git/{+ref}', RefAnswer, parameters, signal);
    },
    createRef: (ref, sha, signal) =>
      send('POST /repos/{owner}/{repo}/git/refs', RefAnswer, { ref, sha }, signal),
    deleteRef: (ref, signal) =>
      send('DELETE /repos/{owner}/{repo}/git/{+ref}', Nothing, { ref: encodeRef(ref) }, signal),
  };
}

/** A ref as a part of an address: names of branches may hold `#` or `%`. */
function encodeRef(ref: string): string {
  return ref.split('/').map(encodeURIComponent).join('/');
}

function map<T, U>(answer: GithubAnswer<T>, change: (value: T) => U): GithubAnswer<U> {
  return answer.ok ? { ok: true, value: change(answer.value) } : answer;
}

function toHead(commit: z.infer<typeof CommitAnswer>): Head {
  const committedAt = Date.parse(commit.committer?.date ?? '');
  const head = { sha: commit.sha, tree: commit.tree.sha };
  return Number.isNaN(committedAt) ? head : { ...head, committedAt };
}

function toListing(rows: z.infer<typeof TreeAnswer>['tree']): Listing {
  return new Map(
    rows
      .filter((row) => !row.path.includes('/'))
      .map(({ path, mode, type, sha }) => [path, { mode, type, sha }]),
  );
}

/** The answer to a new tree lists its root; taken only if its entries hash to its id. */
function learnFromAnswer(trees: TreeCache, answer: z.infer<typeof CreatedTree>): void {
  const parsed = TreeAnswer.safeParse(answer);
  if (!parsed.success) return;
  const listing = toListing(parsed.data.tree);
  if (treeSha(listing) === answer.sha) trees.learn(answer.sha, listing);
}

async function toContent(
  entry: NewEntry,
  uploaded: Set<string>,
  upload: (text: string) => Promise<GithubAnswer<z.infer<typeof Created>>>,
): Promise<GithubAnswer<{ readonly content: string } | { readonly sha: string | null }>> {
  if (entry.content === null) return { ok: true, value: { sha: null } };
  if (Buffer.byteLength(entry.content) <= INLINE_BYTES) {
    return { ok: true, value: { content: entry.content } };
  }
  const sha = blobSha(entry.content);
  if (!uploaded.has(sha)) {
    const made = await upload(entry.content);
    if (!made.ok) return made;
    uploaded.add(made.value.sha);
    return { ok: true, value: { sha: made.value.sha } };
  }
  return { ok: true, value: { sha } };
}

function inParts(entries: readonly NewEntry[]): readonly (readonly NewEntry[])[] {
  const parts: NewEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Math.min(Buffer.byteLength(entry.content ?? ''), INLINE_BYTES);
    const last = parts.at(-1);
    if (last === undefined || last.length === ENTRIES_A_PART || bytes + size > BYTES_A_PART) {
      parts.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return parts;
}
