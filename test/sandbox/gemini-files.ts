import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fixture, plainError } from './gemini-errors.ts';
import type { ErrorAnswer } from './gemini-errors.ts';

/** Parts that are not the last must be a multiple of this (`x-goog-upload-chunk-granularity`). */
const GRANULARITY = 8_388_608;
/** What is kept of a broken part: whole blocks of this size. */
const KEPT_BLOCK = 262_144;
const EXPIRES_MS = 48 * 3_600_000;
const MAX_BYTES = 2_147_483_648;

/** One upload as the service saw it. */
export interface UploadRecord {
  /** `files/<id>`. */
  readonly name: string;
  readonly project: string;
  readonly keyFingerprint: string;
  readonly mimeType: string;
  readonly displayName: string;
  /** Bytes announced at the start. */
  readonly announced: number;
  /** Bytes received and kept. */
  received: number;
  /** Requests that sent bytes. */
  parts: number;
  /** Questions of how far it got. */
  queries: number;
  state: 'UPLOADING' | 'PROCESSING' | 'ACTIVE' | 'FAILED';
  deleted: boolean;
  /** Of all bytes, lower-case hex; empty until they are complete. */
  sha256: string;
}

/** How an upload goes wrong. `times`: how often it strikes, once by default. */
export interface UploadFault {
  readonly fault:
    | {
        readonly kind: 'status';
        readonly at: 'start' | 'send' | 'query' | 'poll';
        readonly status: number;
        readonly body?: string;
      }
    /** The connection breaks after so many bytes of a part. */
    | { readonly kind: 'cut'; readonly afterBytes: number }
    /** The bytes arrive whole, the answer to them does not. */
    | { readonly kind: 'lost-answer' }
    /** Never becomes ACTIVE. */
    | { readonly kind: 'failed' };
  readonly times?: number;
}

/** Who asks. */
export interface Caller {
  readonly project: string;
  readonly keyFingerprint: string;
}

interface Stored {
  readonly record: UploadRecord;
  readonly session: string;
  readonly chunks: Buffer[];
  expiresAt: number;
  createdAt: number;
  polls: number;
}

export interface FileStoreOptions {
  /** Of the server, without a slash at its end. */
  readonly url: () => string;
  readonly now: () => number;
  /** Looks at a file's state that still find it PROCESSING. */
  readonly processingPolls: number;
}

/** The Files API: resumable uploads, one owner project for each file, 48 h of life. */
export interface FileStore {
  readonly uploads: readonly UploadRecord[];
  setFault(fault: UploadFault): void;
  start(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    caller: Caller,
  ): ErrorAnswer | undefined;
  /** Bytes or a question for an upload: the address alone admits to it. */
  receive(request: IncomingMessage, response: ServerResponse, session: string): Promise<void>;
  describe(name: string, caller: Caller, response: ServerResponse): ErrorAnswer | undefined;
  remove(name: string, caller: Caller, response: ServerResponse): ErrorAnswer | undefined;
  /** The bytes of an ACTIVE file of the caller's project. */
  bytes(uri: string, caller: Caller): Buffer | ErrorAnswer;
}

export function makeFileStore(options: FileStoreOptions): FileStore {
  const stored: Stored[] = [];
  const uploads: UploadRecord[] = [];
  const faults = makeFaults();
  const own = (name: string, caller: Caller): Stored | ErrorAnswer => {
    const file = stored.find((one) => one.record.name === name);
    const gone = file === undefined || file.record.deleted || file.expiresAt <= options.now();
    if (gone || file.record.project !== caller.project || file.record.state === 'UPLOADING') {
      // The service does not tell "not yours" from "not there".
      const id = name.replace('files/', '');
      const message = `You do not have permission to access the File ${id} or it may not exist.`;
      return plainError(403, 'PERMISSION_DENIED', message);
    }
    return file;
  };
  const look = (file: Stored): void => {
    if (file.record.state !== 'PROCESSING') return;
    file.polls += 1;
    if (file.polls >= options.processingPolls) {
      file.record.state = faults.take('failed') === undefined ? 'ACTIVE' : 'FAILED';
    }
  };

  return {
    uploads,
    setFault: faults.add,
    start: (request, response, body, caller) => {
      const refusal = faults.status('start');
      if (refusal !== undefined) return refusal;
      const record = announce(request, body, caller);
      if ('status' in record) return record;
      const session = randomUUID();
      stored.push({ record, session, chunks: [], createdAt: 0, expiresAt: Infinity, polls: 0 });
      uploads.push(record);
      const target = `${options.url()}/upload/v1beta/files?upload_id=${session}&upload_protocol=resumable`;
      response.writeHead(200, {
        'x-goog-upload-url': target,
        'x-goog-upload-control-url': target,
        'x-goog-upload-chunk-granularity': String(GRANULARITY),
        'x-goog-upload-status': 'active',
      });
      response.end();
      return undefined;
    },
    receive: async (request, response, session) => {
      const file = stored.find((one) => one.session === session);
      const answer =
        file === undefined
          ? plainError(404, 'NOT_FOUND', 'There is no such upload.')
          : await receivePart({ file, request, response, options, faults });
      if (answer !== undefined) sendError(response, answer);
    },
    describe: (name, caller, response) => {
      const refusal = faults.status('poll');
      if (refusal !== undefined) return refusal;
      const file = own(name, caller);
      if ('status' in file) return file;
      look(file);
      sendJson(response, described(file, options.url()));
      return undefined;
    },
    remove: (name, caller, response) => {
      const file = own(name, caller);
      if ('status' in file) return file;
      file.record.deleted = true;
      sendJson(response, {});
      return undefined;
    },
    bytes: (uri, caller) => {
      const name = /(files\/[\w-]+)$/u.exec(uri)?.[1] ?? uri;
      const file = own(name, caller);
      if ('status' in file) return file;
      if (file.record.state === 'ACTIVE') return Buffer.concat(file.chunks);
      const message = `The File ${name.replace('files/', '')} is not in an ACTIVE state and usage is not allowed.`;
      return plainError(400, 'FAILED_PRECONDITION', message);
    },
  };
}

interface Faults {
  readonly add: (rule: UploadFault) => void;
  /** The next fault of this kind, used up by one. */
  readonly take: (kind: UploadFault['fault']['kind']) => UploadFault['fault'] | undefined;
  readonly status: (at: 'start' | 'send' | 'query' | 'poll') => ErrorAnswer | undefined;
}

function makeFaults(): Faults {
  const rules: { readonly fault: UploadFault['fault']; left: number }[] = [];
  const first = (
    fits: (fault: UploadFault['fault']) => boolean,
  ): UploadFault['fault'] | undefined => {
    const rule = rules.find((one) => one.left > 0 && fits(one.fault));
    if (rule !== undefined) rule.left -= 1;
    return rule?.fault;
  };
  return {
    add: ({ fault, times }) => void rules.push({ fault, left: times ?? 1 }),
    take: (kind) => first((fault) => fault.kind === kind),
    status: (at) => {
      const fault = first((one) => one.kind === 'status' && one.at === at);
      if (fault?.kind !== 'status') return undefined;
      return { status: fault.status, body: fault.body ?? fixture('500-internal').body };
    },
  };
}

/** Reads what the first request of an upload says. */
function announce(
  request: IncomingMessage,
  body: Buffer,
  caller: Caller,
): UploadRecord | ErrorAnswer {
  const { headers } = request;
  const announced = Number(headers['x-goog-upload-header-content-length'] ?? Number.NaN);
  const mimeType = headers['x-goog-upload-header-content-type'];
  const proper =
    headers['x-goog-upload-protocol'] === 'resumable' &&
    headers['x-goog-upload-command'] === 'start';
  if (!proper || !Number.isSafeInteger(announced) || typeof mimeType !== 'string') {
    return plainError(400, 'INVALID_ARGUMENT', 'The headers of the upload are not complete.');
  }
  if (announced > MAX_BYTES) {
    return plainError(
      400,
      'INVALID_ARGUMENT',
      `File size ${announced} exceeds the limit of ${MAX_BYTES} bytes.`,
    );
  }
  const meta = JSON.parse(body.toString('utf8')) as { file?: Record<string, string> };
  return {
    name: `files/${randomUUID().replaceAll('-', '').slice(0, 12)}`,
    project: caller.project,
    keyFingerprint: caller.keyFingerprint,
    mimeType,
    displayName: meta.file?.['display_name'] ?? meta.file?.['displayName'] ?? '',
    announced,
    received: 0,
    parts: 0,
    queries: 0,
    state: 'UPLOADING',
    deleted: false,
    sha256: '',
  };
}

interface Part {
  readonly file: Stored;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly options: FileStoreOptions;
  readonly faults: Faults;
}

/** Takes bytes or answers how many came; returns the refusal, if it is one. */
async function receivePart(part: Part): Promise<ErrorAnswer | undefined> {
  const { file, request, response, options, faults } = part;
  const { record } = file;
  const command = String(request.headers['x-goog-upload-command'] ?? '');
  if (command === 'query') {
    record.queries += 1;
    request.resume();
    const refusal = faults.status('query');
    if (refusal !== undefined) return refusal;
    const final = record.state !== 'UPLOADING';
    response.setHeader('x-goog-upload-status', final ? 'final' : 'active');
    response.setHeader('x-goog-upload-size-received', String(record.received));
    sendJson(response, final ? { file: described(file, options.url()) } : {});
    return undefined;
  }
  const offset = Number(request.headers['x-goog-upload-offset'] ?? Number.NaN);
  const finalize = command === 'upload, finalize';
  if (
    (!finalize && command !== 'upload') ||
    offset !== record.received ||
    record.state !== 'UPLOADING'
  ) {
    request.resume();
    const message = `The upload stands at ${record.received}, not at ${offset}.`;
    return plainError(400, 'INVALID_ARGUMENT', message);
  }
  record.parts += 1;
  const sent = await readPart(part);
  if (sent === 'broken') return undefined;
  const refusal = faults.status('send');
  if (refusal !== undefined) return refusal;
  if (!finalize && sent.byteLength % GRANULARITY !== 0) {
    return plainError(400, 'INVALID_ARGUMENT', 'The part is no multiple of the chunk granularity.');
  }
  keep(file, sent);
  if (finalize && record.received !== record.announced) {
    return plainError(
      400,
      'INVALID_ARGUMENT',
      `Only ${record.received} of ${record.announced} bytes came.`,
    );
  }
  if (finalize) {
    record.state = options.processingPolls > 0 ? 'PROCESSING' : 'ACTIVE';
    record.sha256 = createHash('sha256').update(Buffer.concat(file.chunks)).digest('hex');
    file.createdAt = options.now();
    file.expiresAt = file.createdAt + EXPIRES_MS;
  }
  if (faults.take('lost-answer') !== undefined) {
    response.destroy();
    return undefined;
  }
  response.setHeader('x-goog-upload-status', finalize ? 'final' : 'active');
  sendJson(response, finalize ? { file: described(file, options.url()) } : {});
  return undefined;
}

/** Reads a part; one that breaks off leaves its whole blocks behind, as the service does. */
async function readPart(part: Part): Promise<Buffer | 'broken'> {
  const fault = part.faults.take('cut');
  const limit = fault?.kind === 'cut' ? fault.afterBytes : Infinity;
  // Leaving the loop early lets go of the request's socket, so it is kept here.
  const { socket } = part.request;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of part.request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes >= limit) break;
    }
  } catch {
    // The client went away: what had come is kept below.
    bytes = Math.min(bytes, limit);
  }
  const whole = Buffer.concat(chunks);
  if (part.request.complete && bytes < limit) return whole;
  const kept = Math.min(bytes, limit);
  keep(part.file, whole.subarray(0, kept - (kept % KEPT_BLOCK)));
  socket.destroy();
  return 'broken';
}

function keep(file: Stored, bytes: Buffer): void {
  file.chunks.push(bytes);
  file.record.received += bytes.byteLength;
}

/** A file as the service describes it. */
function described(file: Stored, url: string): Record<string, unknown> {
  const { record } = file;
  return {
    name: record.name,
    displayName: record.displayName,
    mimeType: record.mimeType,
    sizeBytes: String(record.received),
    createTime: new Date(file.createdAt).toISOString(),
    updateTime: new Date(file.createdAt).toISOString(),
    expirationTime: new Date(file.expiresAt).toISOString(),
    sha256Hash: Buffer.from(record.sha256, 'hex').toString('base64'),
    uri: `${url}/v1beta/${record.name}`,
    state: record.state,
    source: 'UPLOADED',
    ...(record.state === 'FAILED'
      ? { error: { code: 13, message: 'The file could not be processed.', status: 'INTERNAL' } }
      : {}),
  };
}

/** Sends an error body as the service does. */
export function sendError(response: ServerResponse, answer: ErrorAnswer): void {
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=UTF-8',
    ...answer.headers,
  });
  response.end(answer.body);
}

/** Sends a value as JSON with status 200. */
export function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json; charset=UTF-8');
  response.end(JSON.stringify(value, null, 2));
}
