/**
 * A loopback host for feeds and audio, used by tests, the demo and the benches.
 *
 * ```ts
 * const host = await startFeedHost({ files: { '/a.mp3': { body: bytes, contentType: 'audio/mpeg' } } });
 * host.setFile('/feed.xml', { body: rssOf({ title: 'Show', episodes: [...] }), contentType: 'application/rss+xml' });
 * host.setFault('/a.mp3', { kind: 'cut', afterBytes: 1000, times: 1 });
 * await fetch(`${host.url}/a.mp3`);
 * host.requests; // [{ method, path, query, headers, status }]
 * await host.close();
 * ```
 *
 * Files are served with `ETag` and `Last-Modified` (304 on a match), `Accept-Ranges` (206, 416,
 * `If-Range`) and, when asked for with `gzip: true`, compressed. Faults are looked up at each
 * request; queries are ignored in matching paths.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A file of the host. */
export interface HostedFile {
  readonly body: string | Uint8Array;
  readonly contentType: string;
  /** Added to, or (as an empty string) taken from, the answer's headers. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Compress for clients that accept it. */
  readonly gzip?: boolean;
  /** Default: 2026-11-01T00:00:00Z. Epoch milliseconds. */
  readonly lastModified?: number;
}

/** What goes wrong with a path. `times`: only so often, then the file is served again. */
export type HostFault = (
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The connection breaks after so many bytes of the body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Silence after so many bytes of the body; `-1`: not even headers. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** The body in pieces, `delayMs` apart. */
  | { readonly kind: 'slow'; readonly pieceBytes: number; readonly delayMs: number }
  /** 200 with no bytes. */
  | { readonly kind: 'empty' }
  /** A `Content-Length` that is not the body's; more than the body: the connection ends early. */
  | { readonly kind: 'wrong-length'; readonly contentLength: number }
  /** A web page with status 200. */
  | { readonly kind: 'html' }
  | {
      readonly kind: 'redirect';
      readonly to: string;
      readonly status?: 301 | 302 | 303 | 307 | 308;
    }
  /** Range requests are answered with the whole file and 200. */
  | { readonly kind: 'no-ranges' }
) & { readonly times?: number };

/** A request as it was answered. */
export interface HostRequest {
  readonly method: string;
  readonly path: string;
  /** With its `?`; empty when there is none. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** 0 when no status was sent. */
  readonly status: number;
}

/** A running host. */
export interface FeedHost {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** `127.0.0.1:<port>`: what `allow-private-network` needs. */
  readonly authority: string;
  /** All requests so far, in the order of arrival. */
  readonly requests: readonly HostRequest[];
  /** Adds or replaces a file; `undefined` removes it. */
  setFile(path: string, file: HostedFile | undefined): void;
  /** Sets or (with `undefined`) clears the fault of a path; it need not have a file. */
  setFault(path: string, fault: HostFault | undefined): void;
  /** Connections that are open now. */
  connections(): number;
  /** Ends all connections and the server. */
  close(): Promise<void>;
}

const HTML =
  '<!DOCTYPE html>\n<html><head><title>Not here</title></head><body><p>Sign in</p></body></html>\n';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Starts a host on a free port of 127.0.0.1. */
export async function startFeedHost(
  options: {
    readonly files?: Readonly<Record<string, HostedFile>>;
  } = {},
): Promise<FeedHost> {
  const files = new Map(Object.entries(options.files ?? {}));
  const faults = new Map<string, { fault: HostFault; left: number }>();
  const requests: HostRequest[] = [];
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://host');
    const fault = takeFault(faults, url.pathname);
    const file = files.get(url.pathname);
    const status = answerTo({ request, response, file, fault, timers });
    requests.push({
      method: request.method ?? '',
      path: url.pathname,
      query: url.search,
      headers: flat(request.headers),
      status,
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    authority: `127.0.0.1:${port}`,
    requests,
    setFile: (path, file) => void (file === undefined ? files.delete(path) : files.set(path, file)),
    setFault: (path, fault) =>
      void (fault === undefined
        ? faults.delete(path)
        : faults.set(path, { fault, left: fault.times ?? Number.POSITIVE_INFINITY })),
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve, reject) => {
        for (const timer of timers) clearInterval(timer);
        for (const socket of sockets) socket.destroy();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}

function takeFault(
  faults: Map<string, { fault: HostFault; left: number }>,
  path: string,
): HostFault | undefined {
  const entry = faults.get(path);
  if (entry === undefined || entry.left <= 0) return undefined;
  entry.left -= 1;
  return entry.fault;
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly file: HostedFile | undefined;
  readonly fault: HostFault | undefined;
  readonly timers: Set<NodeJS.Timeout>;
}

/** Answers, and returns the status sent (0: none). */
function answerTo(exchange: Exchange): number {
  const { response, fault } = exchange;
  switch (fault?.kind) {
    case 'status':
      return send(response, {
        status: fault.status,
        headers: { 'content-type': 'text/plain', ...fault.headers },
        body: Buffer.from(fault.body ?? ''),
      });
    case 'redirect':
      return send(response, {
        status: fault.status ?? 302,
        headers: { location: fault.to },
        body: Buffer.alloc(0),
      });
    case 'html':
      return send(response, {
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: Buffer.from(HTML),
      });
    case 'empty': {
      const contentType = exchange.file?.contentType ?? 'application/octet-stream';
      return send(response, {
        status: 200,
        headers: { 'content-type': contentType },
        body: Buffer.alloc(0),
      });
    }
    case 'stall':
      if (fault.afterBytes < 0) return 0;
      return sendPart(exchange, fault.afterBytes, false);
    case 'cut':
      return sendPart(exchange, fault.afterBytes, true);
    case 'slow':
      return sendSlowly(exchange, fault.pieceBytes, fault.delayMs);
    case 'wrong-length': {
      const answer = fileAnswer(exchange);
      const headers = { ...answer.headers, 'content-length': String(fault.contentLength) };
      response.writeHead(answer.status, headers);
      response.write(answer.body, () => response.destroy());
      return answer.status;
    }
    case 'no-ranges':
    case undefined:
      return send(response, fileAnswer(exchange));
  }
}

function send(response: ServerResponse, answer: Answer): number {
  const headers = { 'content-length': String(answer.body.length), ...answer.headers };
  response.writeHead(answer.status, answer.status === 304 ? answer.headers : headers);
  response.end(answer.body);
  return answer.status;
}

/** Sends the first bytes, then breaks the connection or falls silent. */
function sendPart({ response, ...rest }: Exchange, afterBytes: number, cut: boolean): number {
  const answer = fileAnswer({ response, ...rest });
  response.writeHead(answer.status, {
    'content-length': String(answer.body.length),
    ...answer.headers,
  });
  response.flushHeaders();
  const part = answer.body.subarray(0, afterBytes);
  if (part.length > 0) response.write(part, () => cut && response.destroy());
  else if (cut) response.destroy();
  return answer.status;
}

function sendSlowly(exchange: Exchange, pieceBytes: number, delayMs: number): number {
  const { response, timers } = exchange;
  const answer = fileAnswer(exchange);
  response.writeHead(answer.status, {
    'content-length': String(answer.body.length),
    ...answer.headers,
  });
  let at = 0;
  const timer = setInterval(() => {
    const piece = answer.body.subarray(at, at + pieceBytes);
    at += piece.length;
    if (piece.length > 0 && !response.destroyed) {
      response.write(piece);
      return;
    }
    clearInterval(timer);
    timers.delete(timer);
    response.end();
  }, delayMs);
  timers.add(timer);
  return answer.status;
}

/** The answer of a file without faults: conditional, ranged, compressed. */
function fileAnswer({ request, file, fault }: Exchange): Answer {
  const plain = { 'content-type': 'text/plain' };
  if (file === undefined) return { status: 404, headers: plain, body: Buffer.from('not found\n') };
  const whole = Buffer.from(file.body);
  const etag = `"${createHash('sha1').update(whole).digest('hex').slice(0, 16)}"`;
  const modified = new Date(file.lastModified ?? Date.UTC(2026, 10, 1)).toUTCString();
  const merged: Record<string, string> = {
    'content-type': file.contentType,
    etag,
    'last-modified': modified,
    'accept-ranges': 'bytes',
    ...file.headers,
  };
  const headers = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
  const asked = flat(request.headers);
  const since = Date.parse(asked['if-modified-since'] ?? '');
  const matches =
    asked['if-none-match'] === undefined
      ? headers['last-modified'] !== undefined && since >= Date.parse(headers['last-modified'])
      : asked['if-none-match'] === headers['etag'];
  if (matches) return { status: 304, headers, body: Buffer.alloc(0) };
  const mayRange = fault?.kind !== 'no-ranges' && headers['accept-ranges'] === 'bytes';
  const fresh = ['', headers['etag'], headers['last-modified']].includes(asked['if-range'] ?? '');
  const range = /^bytes=(\d+)-(\d*)$/.exec(asked['range'] ?? '');
  if (range !== null && mayRange && fresh) return rangeAnswer(whole, headers, range);
  if (file.gzip === true && (asked['accept-encoding'] ?? '').includes('gzip')) {
    return {
      status: 200,
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: gzipSync(whole),
    };
  }
  return { status: 200, headers, body: whole };
}

function rangeAnswer(
  whole: Buffer,
  headers: Record<string, string>,
  range: RegExpExecArray,
): Answer {
  const start = Number(range[1]);
  const end = Math.min(range[2] === '' ? whole.length : Number(range[2]) + 1, whole.length);
  if (start >= whole.length) {
    const unsatisfied = { ...headers, 'content-range': `bytes */${whole.length}` };
    return { status: 416, headers: unsatisfied, body: Buffer.alloc(0) };
  }
  const contentRange = `bytes ${start}-${end - 1}/${whole.length}`;
  return {
    status: 206,
    headers: { ...headers, 'content-range': contentRange },
    body: whole.subarray(start, end),
  };
}

/** An episode for {@link rssOf}. */
export interface RssEpisode {
  readonly title: string;
  /** Absolute, or relative to the feed. */
  readonly audioUrl: string;
  /** Default: the audio URL. Empty: no guid. */
  readonly guid?: string;
  /** Default `audio/mpeg`. */
  readonly audioType?: string;
  readonly audioBytes?: number;
  /** Epoch milliseconds. */
  readonly publishedAt?: number;
  readonly durationSec?: number;
  /** HTML. */
  readonly description?: string;
  readonly link?: string;
  /** More XML inside the item, as it is (`podcast:` and `itunes:` are declared). */
  readonly extra?: string;
}

function xml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** RSS 2.0 of a show, as a publisher would serve it. */
export function rssOf(show: {
  readonly title: string;
  readonly episodes: readonly RssEpisode[];
  readonly author?: string;
  readonly language?: string;
  readonly description?: string;
}): string {
  const items = show.episodes.map((episode) => {
    const guid = episode.guid ?? episode.audioUrl;
    const type = episode.audioType ?? 'audio/mpeg';
    const lines = [
      `<title>${xml(episode.title)}</title>`,
      guid === '' ? '' : `<guid isPermaLink="false">${xml(guid)}</guid>`,
      `<enclosure url="${xml(episode.audioUrl)}" length="${episode.audioBytes ?? 0}" type="${xml(type)}"/>`,
      episode.publishedAt === undefined
        ? ''
        : `<pubDate>${new Date(episode.publishedAt).toUTCString()}</pubDate>`,
      episode.durationSec === undefined
        ? ''
        : `<itunes:duration>${Math.round(episode.durationSec)}</itunes:duration>`,
      episode.description === undefined
        ? ''
        : `<description>${xml(episode.description)}</description>`,
      episode.link === undefined ? '' : `<link>${xml(episode.link)}</link>`,
      episode.extra ?? '',
    ];
    return `<item>\n${lines.filter((line) => line !== '').join('\n')}\n</item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel>
<title>${xml(show.title)}</title>
<description>${xml(show.description ?? '')}</description>
<itunes:author>${xml(show.author ?? 'A publisher')}</itunes:author>
<language>${xml(show.language ?? 'en')}</language>
${items.join('\n')}
</channel>
</rss>
`;
}
