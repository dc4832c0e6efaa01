/**
 * A loopback cache and artifact service of GitHub Actions that the real `@actions/cache` and
 * `@actions/artifact` talk to: twirp over JSON for the entries, Azure block blobs for the bytes.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execFileSync } from 'node:child_process';
import { zstdDecompressSync } from 'node:zlib';
import { unzip } from './unzip.ts';

/** A cache entry. Entries are never changed; another save under the same key and version is refused. */
export interface CacheEntry {
  readonly key: string;
  /** Hash of the paths and the compression, made by the SDK. */
  readonly version: string;
  readonly finalized: boolean;
  /** The archive as uploaded, a compressed tar. */
  readonly archive: Buffer;
}

/** An artifact of the run. */
export interface StoredArtifact {
  /** The run that uploaded it; names are unique in a run. */
  readonly run: string;
  readonly name: string;
  readonly finalized: boolean;
  /** Contents by path inside the zip. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** What goes wrong with the requests whose path contains `path`. */
export interface ServiceFault {
  /** Part of the path, such as `GetCacheEntryDownloadURL`, `CreateArtifact` or `/blob/`. */
  readonly path: string;
  /** How many requests it hits; all of them unless told. */
  readonly times?: number;
  readonly effect:
    | { readonly kind: 'answer'; readonly status: number; readonly body?: string }
    | { readonly kind: 'delay'; readonly ms: number }
    /** Nothing is ever answered (until the client goes away). */
    | { readonly kind: 'hang' };
}

/** The running services. */
export interface ActionsServices {
  readonly url: string;
  /** What the runner would put into the environment of a job of the run `run-1`. */
  readonly environment: Readonly<Record<string, string>>;
  /** The same for a job of another run, since artifacts belong to a run. */
  environmentOf(run: string): Readonly<Record<string, string>>;
  /** Method and path (no query) of every request so far. */
  readonly requests: readonly string[];
  caches(): readonly CacheEntry[];
  /** Forgets all caches, as the service does with those that nobody asks for. */
  evictCaches(): void;
  artifacts(): readonly StoredArtifact[];
  fault(fault: ServiceFault): void;
  clearFaults(): void;
  close(): Promise<void>;
}

interface Blob {
  content: Buffer;
  contentType: string;
  readonly blocks: Map<string, Buffer>;
}

interface Entry {
  readonly id: number;
  readonly name: string;
  /** Of a cache entry; of an artifact, its run. */
  readonly version: string;
  finalized: boolean;
}

interface State {
  url: string;
  readonly caches: Entry[];
  readonly artifacts: Entry[];
  readonly blobs: Map<string, Blob>;
  nextId: number;
}

type Fields = Readonly<Record<string, unknown>>;
type Answer = { readonly status: number; readonly body: Fields };

/** A job's token: the SDKs read the ids of run and job from its claims and check no signature. */
function tokenOf(run: string): string {
  const claims = JSON.stringify({ scp: `Actions.Results:${run}:job-1` });
  const parts = ['{"alg":"none","typ":"JWT"}', claims, 'signature'];
  return parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
}

/** The run whose token this is; undefined when it is none of ours. */
function runOf(authorization: string | undefined): string | undefined {
  const claims = authorization?.replace('Bearer ', '').split('.')[1] ?? '';
  const run = /"Actions\.Results:([^:]+):job-1"/.exec(
    Buffer.from(claims, 'base64url').toString(),
  )?.[1];
  return run !== undefined && authorization === `Bearer ${tokenOf(run)}` ? run : undefined;
}

/** Starts the services on a free port of 127.0.0.1. */
export async function startActionsServices(): Promise<ActionsServices> {
  const state: State = { url: '', caches: [], artifacts: [], blobs: new Map(), nextId: 1 };
  const requests: string[] = [];
  let faults: { fault: ServiceFault; left: number }[] = [];

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', state.url);
    requests.push(`${request.method} ${url.pathname}`);
    const body = await readBody(request);
    const hit = faults.find(({ fault, left }) => left > 0 && url.pathname.includes(fault.path));
    if (hit !== undefined) {
      hit.left -= 1;
      const { effect } = hit.fault;
      if (effect.kind === 'hang') return;
      if (effect.kind === 'answer') {
        response.writeHead(effect.status, { 'content-type': 'application/json' });
        response.end(effect.body ?? '{"code":"unavailable","msg":"planned fault"}');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, effect.ms));
    }
    if (url.pathname.startsWith('/account/')) {
      answerBlob(state, request, url, body, response);
      return;
    }
    const run = runOf(request.headers.authorization);
    const answer =
      run === undefined
        ? refusal(401, 'unauthenticated', 'bad token')
        : answerTwirp(state, run, url.pathname, JSON.parse(body.toString()) as Fields);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environmentOf = (run: string): Readonly<Record<string, string>> => ({
    ACTIONS_RESULTS_URL: `${state.url}/`,
    ACTIONS_RUNTIME_TOKEN: tokenOf(run),
    ACTIONS_CACHE_SERVICE_V2: 'True',
  });
  return {
    url: state.url,
    environment: environmentOf('run-1'),
    environmentOf,
    requests,
    caches: () => state.caches.map((entry) => describeCache(state, entry)),
    evictCaches: () => void state.caches.splice(0),
    artifacts: () => state.artifacts.map((entry) => describeArtifact(state, entry)),
    fault: (fault) => {
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clearFaults: () => {
      faults = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Paths and sizes inside a cache entry's archive, as `tar` lists them. */
export function listCacheArchive(entry: CacheEntry): readonly string[] {
  const zstd = entry.archive.readUInt32LE(0) === 0xfd2fb528;
  const input = zstd ? zstdDecompressSync(entry.archive) : entry.archive;
  const list = execFileSync('tar', zstd ? ['-t', '-P', '-f', '-'] : ['-tz', '-P', '-f', '-'], {
    input,
  });
  return list
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function describeCache(state: State, entry: Entry): CacheEntry {
  const archive = state.blobs.get(`cache-${entry.id}`)?.content ?? Buffer.alloc(0);
  return { key: entry.name, version: entry.version, finalized: entry.finalized, archive };
}

function describeArtifact(state: State, entry: Entry): StoredArtifact {
  const blob = state.blobs.get(`artifact-${entry.id}`);
  const files = blob === undefined ? new Map<string, Buffer>() : unzip(blob.content);
  return { run: entry.version, name: entry.name, finalized: entry.finalized, files };
}

function refusal(status: number, code: string, msg: string): Answer {
  return { status, body: { code, msg } };
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

/** One call of a service. Names of fields are those of the protocol files (`snake_case`). */
function answerTwirp(state: State, run: string, path: string, fields: Fields): Answer {
  const [service, method] = path.replace('/twirp/github.actions.results.api.v1.', '').split('/');
  if (service === 'CacheService') return answerCache(state, method ?? '', fields);
  if (service === 'ArtifactService') return answerArtifact(state, run, method ?? '', fields);
  return refusal(404, 'bad_route', `no such service: ${path}`);
}

function create(state: State, list: Entry[], kind: string, name: string, version: string): Fields {
  const entry = { id: state.nextId, name, version, finalized: false };
  state.nextId += 1;
  list.push(entry);
  return { ok: true, signed_upload_url: blobUrl(state, kind, entry) };
}

function blobUrl(state: State, kind: string, entry: Entry): string {
  return `${state.url}/account/blob/${kind}-${entry.id}?sig=signature-of-${kind}-${entry.id}`;
}

function answerCache(state: State, method: string, fields: Fields): Answer {
  const key = text(fields, 'key');
  const version = text(fields, 'version');
  const same = state.caches.find((entry) => entry.name === key && entry.version === version);
  switch (method) {
    case 'CreateCacheEntry':
      if (same !== undefined) {
        return refusal(
          409,
          'already_exists',
          'cache entry with the same key, version, and scope already exists',
        );
      }
      return { status: 200, body: create(state, state.caches, 'cache', key, version) };
    case 'FinalizeCacheEntryUpload':
      if (same === undefined) return refusal(404, 'not_found', 'no such cache entry');
      same.finalized = true;
      return { status: 200, body: { ok: true, entry_id: String(same.id) } };
    case 'GetCacheEntryDownloadURL': {
      // The exact key first, then the newest that begins with it, as GitHub does.
      const stored = state.caches.filter((entry) => entry.finalized && entry.version === version);
      const hit =
        stored.find((entry) => entry.name === key) ??
        stored.findLast((entry) => entry.name.startsWith(key));
      if (hit === undefined) return { status: 200, body: { ok: false } };
      const url = blobUrl(state, 'cache', hit);
      return { status: 200, body: { ok: true, signed_download_url: url, matched_key: hit.name } };
    }
    default:
      return refusal(404, 'bad_route', `no such method: ${method}`);
  }
}

function answerArtifact(state: State, run: string, method: string, fields: Fields): Answer {
  const name = text(fields, 'name');
  const own = state.artifacts.filter((entry) => entry.version === run);
  const found = own.find((entry) => entry.name === name);
  switch (method) {
    case 'CreateArtifact':
      if (found !== undefined) {
        return refusal(
          409,
          'already_exists',
          'an artifact with this name already exists on the workflow run',
        );
      }
      return { status: 200, body: create(state, state.artifacts, 'artifact', name, run) };
    case 'FinalizeArtifact':
      if (found === undefined) return refusal(404, 'not_found', 'no such artifact');
      found.finalized = true;
      return { status: 200, body: { ok: true, artifact_id: String(found.id) } };
    case 'ListArtifacts':
      return {
        status: 200,
        body: {
          artifacts: own.map((entry) => ({
            workflow_run_backend_id: run,
            workflow_job_run_backend_id: 'job-1',
            database_id: String(entry.id),
            name: entry.name,
            size: String(state.blobs.get(`artifact-${entry.id}`)?.content.length ?? 0),
          })),
        },
      };
    case 'GetSignedArtifactURL':
      if (found === undefined) return refusal(404, 'not_found', 'no such artifact');
      return { status: 200, body: { signed_url: blobUrl(state, 'artifact', found) } };
    case 'DeleteArtifact':
      if (found === undefined) return refusal(404, 'not_found', 'no such artifact');
      state.artifacts.splice(state.artifacts.indexOf(found), 1);
      return { status: 200, body: { ok: true, artifact_id: String(found.id) } };
    default:
      return refusal(404, 'bad_route', `no such method: ${method}`);
  }
}

/** Azure block blobs: whole or in blocks upwards, whole or in ranges downwards. */
function answerBlob(
  state: State,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  response: ServerResponse,
): void {
  const name = url.pathname.split('/')[3] ?? '';
  const headers = { 'x-ms-request-id': 'request', 'x-ms-version': '2025-01-05', etag: '"1"' };
  if (url.searchParams.get('sig') !== `signature-of-${name}`) {
    response.writeHead(403, headers).end();
    return;
  }
  if (request.method === 'PUT') {
    putBlob(state, request, url, name, body);
    response.writeHead(201, headers).end();
    return;
  }
  const blob = state.blobs.get(name);
  if (blob === undefined) {
    response.writeHead(404, headers).end();
    return;
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(
    String(request.headers['x-ms-range'] ?? request.headers.range ?? ''),
  );
  const start = Number(range?.[1] ?? 0);
  const end = range?.[2] ? Number(range[2]) + 1 : blob.content.length;
  const part = blob.content.subarray(start, end);
  response.writeHead(range === null ? 200 : 206, {
    ...headers,
    'content-type': blob.contentType,
    'content-length': part.length,
    'last-modified': 'Tue, 24 Nov 2026 00:00:00 GMT',
    'x-ms-blob-type': 'BlockBlob',
    'accept-ranges': 'bytes',
    ...(range === null
      ? {}
      : { 'content-range': `bytes ${start}-${start + part.length - 1}/${blob.content.length}` }),
  });
  response.end(request.method === 'HEAD' ? undefined : part);
}

function putBlob(
  state: State,
  request: IncomingMessage,
  url: URL,
  name: string,
  body: Buffer,
): void {
  const blob = state.blobs.get(name) ?? {
    content: Buffer.alloc(0),
    contentType: 'application/octet-stream',
    blocks: new Map<string, Buffer>(),
  };
  state.blobs.set(name, blob);
  const type = request.headers['x-ms-blob-content-type'];
  if (typeof type === 'string') blob.contentType = type;
  const part = url.searchParams.get('comp');
  if (part === 'block') {
    blob.blocks.set(url.searchParams.get('blockid') ?? '', body);
  } else if (part === 'blocklist') {
    const ids = body.toString().matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]+)</g);
    blob.content = Buffer.concat(
      [...ids].map(([, id]) => blob.blocks.get(id ?? '') ?? Buffer.alloc(0)),
    );
  } else {
    blob.content = body;
  }
}
