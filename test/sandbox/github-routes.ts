/** The endpoints of the loopback GitHub: a request in, a status and a body out. */
import { EMPTY_TREE, NO_OBJECT, PathError } from './github-repository.ts';
import type { CommitData, GitRepository, TreeChange } from './github-repository.ts';

/** What an endpoint answers. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the endpoints work on. */
export interface Site {
  readonly repository: GitRepository;
  readonly name: string;
  readonly branch: string;
  readonly now: () => number;
  /** Reads of refs say the head's first parent. */
  readonly stale: boolean;
}

/** A request, its body parsed. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers one request as GitHub would. */
export async function answer(site: Site, asked: Asked): Promise<Reply> {
  const url = new URL(asked.path, 'http://127.0.0.1');
  const prefix = `/repos/${site.name}`;
  if (!url.pathname.startsWith(prefix)) return notFound();
  const rest = url.pathname.slice(prefix.length);
  const route = `${asked.method} ${rest.split('/').slice(0, 3).join('/')}`;
  const empty = (await heads(site)).length === 0;
  if (empty && rest.startsWith('/git/')) return failure(409, 'Git Repository is empty.');
  const tail = (start: string): string => decodeURIComponent(rest.slice(start.length));
  switch (route) {
    case 'GET ':
      return {
        status: 200,
        body: { full_name: site.name, default_branch: site.branch, archived: false },
      };
    case 'GET /git/ref':
      return await getRef(site, `refs/${tail('/git/ref/')}`);
    case 'GET /git/matching-refs':
      return await matchingRefs(site, `refs/${tail('/git/matching-refs/')}`);
    case 'POST /git/refs':
      return await createRef(site, asked.body);
    case 'PATCH /git/refs':
      return await updateRef(site, `refs/${tail('/git/refs/')}`, asked.body);
    case 'DELETE /git/refs':
      return await deleteRef(site, `refs/${tail('/git/refs/')}`);
    case 'GET /git/commits':
      return await getCommit(site, tail('/git/commits/'));
    case 'POST /git/commits':
      return await createCommit(site, asked.body);
    case 'GET /git/trees':
      return await getTree(site, tail('/git/trees/'), url.searchParams.has('recursive'));
    case 'POST /git/trees':
      return await createTree(site, asked.body);
    case 'GET /git/blobs':
      return await getBlob(site, tail('/git/blobs/'));
    case 'POST /git/blobs':
      return await createBlob(site, asked.body);
    default:
      if (asked.method === 'GET' && rest.startsWith('/branches/')) {
        return await getBranch(site, tail('/branches/'));
      }
      if (asked.method === 'GET' && rest === '/commits')
        return await listCommits(site, url.searchParams);
      return notFound();
  }
}

function failure(status: number, message: string): Reply {
  const documentation = 'https://docs.github.com/rest';
  return { status, body: { message, documentation_url: documentation, status: String(status) } };
}

function notFound(): Reply {
  return failure(404, 'Not Found');
}

async function heads(site: Site): Promise<readonly string[]> {
  const head = await site.repository.readRef(`refs/heads/${site.branch}`);
  if (head !== undefined) return [head];
  const text = await site.repository.git(['for-each-ref', '--count=1', 'refs/heads']);
  return text === '' ? [] : [text];
}

async function headOf(site: Site, ref: string): Promise<string | undefined> {
  const head = await site.repository.readRef(ref);
  if (head === undefined || !site.stale) return head;
  return (await site.repository.readCommit(head))?.parents[0] ?? head;
}

function commitBody(commit: CommitData): Record<string, unknown> {
  const who = {
    name: commit.authorName,
    email: commit.authorEmail,
    date: new Date(commit.date).toISOString().replace('.000Z', 'Z'),
  };
  return {
    author: who,
    committer: who,
    message: commit.message,
    tree: { sha: commit.tree },
    verification: { verified: false, reason: 'unsigned' },
  };
}

async function getBranch(site: Site, branch: string): Promise<Reply> {
  const sha = await headOf(site, `refs/heads/${branch}`);
  const commit = sha === undefined ? undefined : await site.repository.readCommit(sha);
  if (commit === undefined) return failure(404, 'Branch not found');
  const body = {
    name: branch,
    commit: { sha, commit: commitBody(commit), parents: parentsBody(commit) },
    protected: false,
  };
  return { status: 200, body };
}

function parentsBody(commit: CommitData): readonly { sha: string }[] {
  return commit.parents.map((sha) => ({ sha }));
}

function refBody(ref: string, sha: string): Record<string, unknown> {
  return { ref, node_id: 'sandbox', object: { type: 'commit', sha } };
}

async function getRef(site: Site, ref: string): Promise<Reply> {
  const sha = await headOf(site, ref);
  return sha === undefined ? notFound() : { status: 200, body: refBody(ref, sha) };
}

async function matchingRefs(site: Site, prefix: string): Promise<Reply> {
  const text = await site.repository.git(['for-each-ref', '--format=%(refname) %(objectname)']);
  const lines = text.split('\n').filter((line) => line.startsWith(prefix));
  return {
    status: 200,
    body: lines.map((line) => refBody(line.split(' ')[0] ?? '', line.split(' ')[1] ?? '')),
  };
}

async function createRef(site: Site, body: Asked['body']): Promise<Reply> {
  const ref = String(body['ref']);
  const sha = String(body['sha']);
  if (!/^refs\/[^/]+\/.+/.test(ref))
    return failure(422, "Reference name must start with 'refs/' and have at least two slashes.");
  if ((await site.repository.readCommit(sha)) === undefined)
    return failure(422, 'Object does not exist');
  const made = await site.repository.updateRef(ref, sha, NO_OBJECT);
  return made ? { status: 201, body: refBody(ref, sha) } : failure(422, 'Reference already exists');
}

async function updateRef(site: Site, ref: string, body: Asked['body']): Promise<Reply> {
  const sha = String(body['sha']);
  const current = await site.repository.readRef(ref);
  if (current === undefined) return failure(422, 'Reference does not exist');
  if ((await site.repository.readCommit(sha)) === undefined)
    return failure(422, 'Object does not exist');
  if (body['force'] !== true && !(await site.repository.isAncestor(current, sha))) {
    return failure(422, 'Update is not a fast forward');
  }
  const moved = await site.repository.updateRef(ref, sha, current);
  return moved
    ? { status: 200, body: refBody(ref, sha) }
    : failure(422, 'Update is not a fast forward');
}

async function deleteRef(site: Site, ref: string): Promise<Reply> {
  if ((await site.repository.readRef(ref)) === undefined)
    return failure(422, 'Reference does not exist');
  await site.repository.deleteRef(ref);
  return { status: 204 };
}

async function getCommit(site: Site, sha: string): Promise<Reply> {
  const commit = await site.repository.readCommit(sha);
  if (commit === undefined) return notFound();
  return {
    status: 200,
    body: { sha: commit.sha, ...commitBody(commit), parents: parentsBody(commit) },
  };
}

async function createCommit(site: Site, body: Asked['body']): Promise<Reply> {
  const tree = String(body['tree']);
  const parents = Array.isArray(body['parents']) ? body['parents'].map(String) : [];
  if ((await site.repository.readTree(tree)) === undefined)
    return failure(422, 'Tree SHA does not exist');
  for (const parent of parents) {
    const known = await site.repository.readCommit(parent);
    if (known === undefined)
      return failure(422, 'Parent SHA does not exist or is not a commit object');
  }
  const sha = await site.repository.writeCommit({
    tree,
    parents,
    message: String(body['message']),
    authorName: 'github-actions[bot]',
    authorEmail: '41898282+github-actions[bot]@users.noreply.github.com',
    date: site.now(),
  });
  const reply = await getCommit(site, sha);
  return { ...reply, status: 201 };
}

async function listCommits(site: Site, query: URLSearchParams): Promise<Reply> {
  const start = query.get('sha') ?? site.branch;
  const count = Math.min(100, Number(query.get('per_page') ?? 30));
  const text = await site.repository.git(['rev-list', `--max-count=${count}`, start, '--']);
  const commits = await Promise.all(
    text
      .split('\n')
      .filter((sha) => sha !== '')
      .map((sha) => site.repository.readCommit(sha)),
  );
  const known = commits.filter((commit): commit is CommitData => commit !== undefined);
  return {
    status: 200,
    body: known.map((commit) => ({
      sha: commit.sha,
      commit: commitBody(commit),
      parents: parentsBody(commit),
    })),
  };
}

async function getTree(site: Site, sha: string, recursive: boolean): Promise<Reply> {
  const entries = sha === EMPTY_TREE ? [] : await site.repository.readTree(sha);
  if (entries === undefined) return notFound();
  const tree: Record<string, unknown>[] = [];
  const walk = async (prefix: string, list: typeof entries): Promise<void> => {
    for (const { name, ...entry } of list) {
      tree.push({ path: prefix + name, ...entry });
      const below =
        recursive && entry.type === 'tree' ? await site.repository.readTree(entry.sha) : undefined;
      if (below !== undefined) await walk(`${prefix}${name}/`, below);
    }
  };
  await walk('', entries);
  return { status: 200, body: { sha, tree, truncated: false } };
}

async function createTree(site: Site, body: Asked['body']): Promise<Reply> {
  const { repository } = site;
  const base = typeof body['base_tree'] === 'string' ? body['base_tree'] : null;
  if (base !== null && (await repository.readTree(base)) === undefined)
    return failure(422, 'base_tree is not a valid tree oid');
  const entries = body['tree'];
  if (!Array.isArray(entries) || entries.length === 0) return failure(422, 'Invalid tree info');
  const changes: TreeChange[] = [];
  for (const entry of entries as Record<string, unknown>[]) {
    const path = String(entry['path']);
    if (/^\/|\/\/|\/$|(?:^|\/)(?:\.git|\.\.?)(?:\/|$)/i.test(path))
      return failure(422, 'tree.path contains a malformed path component');
    const content = entry['content'];
    const sha =
      typeof content === 'string'
        ? await repository.writeBlob(content)
        : (entry['sha'] as string | null);
    if (sha !== null && (await repository.readBlob(sha)) === undefined)
      return failure(422, `tree.sha ${sha} is not a valid blob`);
    changes.push({ path, mode: String(entry['mode']), sha });
  }
  try {
    const sha = await repository.writeTree(base, changes);
    const reply = await getTree(site, sha, false);
    return { ...reply, status: 201 };
  } catch (error) {
    if (error instanceof PathError) return failure(422, 'GitRPC::BadObjectState');
    throw error;
  }
}

async function getBlob(site: Site, sha: string): Promise<Reply> {
  const body = await site.repository.readBlob(sha);
  if (body === undefined) return notFound();
  return {
    status: 200,
    body: { sha, size: body.length, encoding: 'base64', content: body.toString('base64') },
  };
}

async function createBlob(site: Site, body: Asked['body']): Promise<Reply> {
  const content = String(body['content']);
  const bytes =
    body['encoding'] === 'base64' ? Buffer.from(content, 'base64') : Buffer.from(content, 'utf8');
  return { status: 201, body: { sha: await site.repository.writeBlob(bytes) } };
}
