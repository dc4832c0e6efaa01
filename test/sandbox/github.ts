/**
 * A loopback GitHub: the REST endpoints that a run uses, over a real bare git repository. Statuses
 * and words of errors are those of GitHub (the documentation of REST "Git database" and "Branches",
 * and errors reported in public issues).
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_OBJECT, openRepository } from './github-repository.ts';
import type { CommitData, GitRepository } from './github-repository.ts';
import { answer } from './github-routes.ts';
import type { Reply } from './github-routes.ts';

/** A request as the sandbox saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query below the API's address. */
  readonly path: string;
  /** What it asked for: `get-branch`, `get-tree`, `create-tree`, `update-ref`, ...; `unknown` for the rest. */
  readonly kind: string;
  /** 0 when the connection was dropped. */
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** The `force` flag of a ref update. */
  readonly force?: boolean;
}

/** What goes wrong with the requests that it matches. */
export interface GithubFault {
  /** Kind of request, as in {@link SeenRequest}; absent: any. */
  readonly kind?: string;
  /** Further condition on method and path. */
  readonly when?: (request: { readonly method: string; readonly path: string }) => boolean;
  /** How many requests it hits; 1 unless told. */
  readonly times?: number;
  /** How many matching requests pass before it hits. */
  readonly skip?: number;
  readonly effect:
    | {
        readonly kind: 'answer';
        readonly status: number;
        readonly body: unknown;
        readonly headers?: Readonly<Record<string, string>>;
      }
    /** The connection breaks and nothing was done. */
    | { readonly kind: 'drop-before' }
    /** It is done, and the connection breaks before the answer. */
    | { readonly kind: 'drop-after' }
    /** It is done, and the answer is this one. */
    | { readonly kind: 'answer-after'; readonly status: number; readonly body: unknown }
    /** Nothing is ever answered (until the client goes away). */
    | { readonly kind: 'hang' }
    /** Answers that much later. */
    | { readonly kind: 'delay'; readonly ms: number }
    /** A replica that is behind: a read of a branch or ref says its head's first parent. */
    | { readonly kind: 'stale' };
}

/** One commit of a branch. */
export interface LoggedCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly date: number;
}

/** The loopback GitHub. */
export interface Github {
  /** `http://127.0.0.1:<port>`: the API's address. */
  readonly apiUrl: string;
  readonly gitDir: string;
  readonly repository: string;
  readonly branch: string;
  /** The token that is taken; any other is "Bad credentials". */
  readonly token: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Number of requests by kind. */
  counts(): Record<string, number>;
  forgetRequests(): void;
  /** Commits of a branch or ref, newest first. */
  log(ref?: string): Promise<readonly LoggedCommit[]>;
  /** A file's text at a revision (the branch's head unless told); undefined when there is none. */
  show(path: string, revision?: string): Promise<string | undefined>;
  /** Paths of all files at a revision, sorted. */
  files(revision?: string): Promise<readonly string[]>;
  /** Full names of all refs. */
  refs(): Promise<readonly string[]>;
  /** Commits straight to the repository, as somebody else would push; null deletes. */
  pushForeign(
    files: Readonly<Record<string, string | null>>,
    message?: string,
    branch?: string,
  ): Promise<string>;
  /** Adds a fault; the earliest that matches hits. */
  setFault(fault: GithubFault): void;
  clearFaults(): void;
  /** Called before each request is looked at; a foreign push may be made in it. */
  onRequest(
    hook:
      | ((request: {
          readonly method: string;
          readonly path: string;
          readonly kind: string;
        }) => void | Promise<void>)
      | undefined,
  ): void;
  /** Runs git in the bare repository. */
  git(args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** What {@link startGithub} can be told. */
export interface GithubOptions {
  readonly repository?: string;
  readonly branch?: string;
  /** Files of the first commit; `null`: no commit at all (an empty repository). */
  readonly files?: Readonly<Record<string, string>> | null;
  /** Date of commits, epoch ms. */
  readonly now?: () => number;
  readonly token?: string;
  /** Folder of the bare repository; a new temporary one unless told (which is removed on close). */
  readonly gitDir?: string;
}

/** Starts a loopback GitHub on 127.0.0.1. */
export async function startGithub(options: GithubOptions = {}): Promise<Github> {
  const made = options.gitDir === undefined ? await mkdtemp(join(tmpdir(), 'github-')) : undefined;
  const repository = await openRepository(options.gitDir ?? join(made ?? '', 'repository.git'));
  const world: World = {
    repository,
    name: options.repository ?? 'octo/shows',
    branch: options.branch ?? 'main',
    token: options.token ?? 'ghs_sandboxtoken',
    now: options.now ?? Date.now,
    requests: [],
    faults: [],
    hook: undefined,
  };
  if (options.files !== null) {
    const files = options.files ?? { 'README.md': '# Shows\n' };
    await push(world, files, 'Begin', world.branch);
  }
  const server = createServer((request, response) => {
    serve(world, request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: String(error) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}`,
    ...inspection(world),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await repository.close();
      if (made !== undefined) await rm(made, { recursive: true, force: true });
    },
  };
}

/** Everything that the server works on. */
interface World {
  readonly repository: GitRepository;
  readonly name: string;
  readonly branch: string;
  readonly token: string;
  readonly now: () => number;
  readonly requests: SeenRequest[];
  readonly faults: { fault: GithubFault; skip: number; times: number }[];
  hook: Parameters<Github['onRequest']>[0];
}

function inspection(world: World): Omit<Github, 'apiUrl' | 'close'> {
  const { repository } = world;
  const head = `refs/heads/${world.branch}`;
  return {
    gitDir: repository.gitDir,
    repository: world.name,
    branch: world.branch,
    token: world.token,
    requests: world.requests,
    counts: () => {
      const counts: Record<string, number> = {};
      for (const { kind } of world.requests) counts[kind] = (counts[kind] ?? 0) + 1;
      return counts;
    },
    forgetRequests: () => {
      world.requests.length = 0;
    },
    log: async (ref = head) => {
      const text = await repository.git(['rev-list', ref]);
      const shas = text.split('\n').filter((line) => line !== '');
      const commits = await Promise.all(shas.map((sha) => repository.readCommit(sha)));
      return commits.filter((commit): commit is CommitData => commit !== undefined);
    },
    show: async (path, revision = head) => {
      const line = await repository.git(['ls-tree', revision, '--', path]);
      const sha = /^\d+ blob ([0-9a-f]{40})/.exec(line)?.[1];
      return sha === undefined ? undefined : (await repository.readBlob(sha))?.toString('utf8');
    },
    files: async (revision = head) => {
      const text = await repository.git(['ls-tree', '-r', '-z', '--name-only', revision]);
      return text.split('\0').filter((line) => line !== '');
    },
    refs: async () => {
      const text = await repository.git(['for-each-ref', '--format=%(refname)']);
      return text.split('\n').filter((line) => line !== '');
    },
    pushForeign: (files, message = 'Somebody else', branch = world.branch) =>
      push(world, files, message, branch),
    setFault: (fault) => {
      world.faults.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
    },
    clearFaults: () => {
      world.faults.length = 0;
    },
    onRequest: (hook) => {
      world.hook = hook;
    },
    git: (args) => repository.git(args),
  };
}

async function push(
  world: World,
  files: Readonly<Record<string, string | null>>,
  message: string,
  branch: string,
): Promise<string> {
  const { repository } = world;
  const ref = `refs/heads/${branch}`;
  for (;;) {
    const head = await repository.readRef(ref);
    const parent = head === undefined ? undefined : await repository.readCommit(head);
    const changes = [];
    for (const [path, content] of Object.entries(files)) {
      const sha = content === null ? null : await repository.writeBlob(content);
      changes.push({ path, mode: '100644', sha });
    }
    const tree = await repository.writeTree(parent?.tree ?? null, changes);
    const sha = await repository.writeCommit({
      tree,
      parents: head === undefined ? [] : [head],
      message,
      authorName: 'Somebody',
      authorEmail: 'somebody@example.com',
      date: world.now(),
    });
    if (await repository.updateRef(ref, sha, head ?? NO_OBJECT)) return sha;
  }
}

async function serve(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const method = request.method ?? 'GET';
  const path = request.url ?? '/';
  const kind = kindOf(method, path, world.name);
  await world.hook?.({ method, path, kind });
  const fault = nextFault(world, { method, path, kind });
  const parsed = parseBody(body);
  const seen = (status: number, responseBytes: number): void => {
    const force = kind === 'update-ref' ? parsed?.['force'] === true : undefined;
    const entry = { method, path, kind, status, requestBytes: body.length, responseBytes };
    world.requests.push(force === undefined ? entry : { ...entry, force });
  };
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'drop-before') {
    seen(0, 0);
    request.socket.destroy();
    return;
  }
  if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  const reply = await replyTo(world, { method, path, kind, body: parsed, request }, fault);
  if (fault?.kind === 'drop-after') {
    seen(0, 0);
    request.socket.destroy();
    return;
  }
  const text = reply.body === undefined ? '' : JSON.stringify(reply.body);
  seen(reply.status, Buffer.byteLength(text));
  response.writeHead(reply.status, {
    ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...reply.headers,
  });
  response.end(text);
}

type Effect = GithubFault['effect'];

function nextFault(
  world: World,
  request: { readonly method: string; readonly path: string; readonly kind: string },
): Effect | undefined {
  for (const [index, entry] of world.faults.entries()) {
    const { fault } = entry;
    if (fault.kind !== undefined && fault.kind !== request.kind) continue;
    if (fault.when !== undefined && !fault.when(request)) continue;
    if (entry.skip > 0) {
      entry.skip -= 1;
      continue;
    }
    entry.times -= 1;
    if (entry.times <= 0) world.faults.splice(index, 1);
    return fault.effect;
  }
  return undefined;
}

async function replyTo(
  world: World,
  asked: {
    readonly method: string;
    readonly path: string;
    readonly kind: string;
    readonly body: Readonly<Record<string, unknown>> | undefined;
    readonly request: IncomingMessage;
  },
  fault: Effect | undefined,
): Promise<Reply> {
  if (fault?.kind === 'answer') {
    return {
      status: fault.status,
      body: fault.body,
      ...(fault.headers ? { headers: fault.headers } : {}),
    };
  }
  const authorization = asked.request.headers.authorization ?? '';
  if (!new RegExp(`^(?:token|bearer) ${world.token}$`, 'i').test(authorization)) {
    return { status: 401, body: { message: 'Bad credentials', status: '401' } };
  }
  const reply = await answer(
    {
      repository: world.repository,
      name: world.name,
      branch: world.branch,
      now: world.now,
      stale: fault?.kind === 'stale',
    },
    { method: asked.method, path: asked.path, body: asked.body ?? {} },
  );
  return fault?.kind === 'answer-after' ? { status: fault.status, body: fault.body } : reply;
}

function kindOf(method: string, path: string, name: string): string {
  const [pathname = ''] = path.split('?');
  const rest = pathname.startsWith(`/repos/${name}`) ? pathname.slice(name.length + 7) : undefined;
  const verb = { GET: 'get', POST: 'create', PATCH: 'update', DELETE: 'delete' }[method];
  if (rest === undefined || verb === undefined) return 'unknown';
  if (rest === '') return `${verb}-repository`;
  if (rest.startsWith('/branches/')) return `${verb}-branch`;
  if (rest.startsWith('/commits')) return `list-commits`;
  const noun = /^\/git\/(ref|refs|matching-refs|commits|trees|blobs)\b/.exec(rest)?.[1];
  if (noun === undefined) return 'unknown';
  if (noun === 'matching-refs') return 'list-refs';
  return `${verb}-${noun.replace(/s$/, '')}`;
}

function parseBody(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
