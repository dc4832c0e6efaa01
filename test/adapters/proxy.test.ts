import { createServer, request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeGemini } from '../../src/adapters/gemini.ts';
import { makeGithubClient } from '../../src/adapters/github-client.ts';
import { makeHttp } from '../../src/adapters/http.ts';
import type { HttpOptions } from '../../src/adapters/http.ts';
import type { Proxies } from '../../src/base/proxy.ts';
import type { HttpOutcome } from '../../src/ports.ts';
import { startFeedHost } from '../sandbox/feed-host.ts';
import { ask, event, handClock, loopback, replyOf, said, stream } from './gemini-kit.ts';
import { makeClock, makeLog, makeRandom } from './github-kit.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Proxy {
  readonly proxies: Proxies;
  /** What it was asked for: `GET http://…` or `CONNECT host:port`, with its credentials. */
  readonly asked: { readonly line: string; readonly authorization: string | undefined }[];
  /** First byte of each tunnel. */
  readonly tunnelled: number[];
}

/** A forward proxy to which every name is this server; `deny`: a status for tunnels. */
async function startProxy(to: string, deny?: number): Promise<Proxy> {
  const asked: Proxy['asked'] = [];
  const tunnelled: number[] = [];
  const sockets = new Set<Socket>();
  const note = (request: IncomingMessage): void => {
    const line = `${request.method} ${request.url}`;
    asked.push({ line, authorization: request.headers['proxy-authorization'] });
  };
  const { hostname, port } = new URL(to);
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    note(request);
    const { pathname, search } = new URL(request.url ?? '');
    const { method, headers } = request;
    const onward = send({ hostname, port, method, headers, path: pathname + search }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    note(request);
    if (deny !== undefined) return void socket.end(`HTTP/1.1 ${deny} No\r\n\r\n`);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.once('data', (first: Buffer) => {
      tunnelled.push(first[0] ?? -1);
      // Nobody here speaks TLS.
      socket.destroy();
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  const address = `http://me:pass@127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { proxies: { http: address, https: address, except: '' }, asked, tunnelled };
}

const BASIC = `Basic ${Buffer.from('me:pass').toString('base64')}`;

async function startFeeds(): Promise<Awaited<ReturnType<typeof startFeedHost>>> {
  const feeds = await startFeedHost({
    files: { '/feed.xml': { body: '<rss/>', contentType: 'text/xml' } },
  });
  closers.push(feeds.close);
  return feeds;
}

async function get(
  url: string,
  proxies: Proxies,
  more: Partial<HttpOptions> = {},
): Promise<string> {
  const http = makeHttp({ allowPrivateNetwork: [], userAgent: 'test/1', proxies, ...more });
  const signal = new AbortController().signal;
  const outcome: HttpOutcome = await http.get({ url, idleTimeoutMs: 5_000, signal });
  if (outcome.kind === 'failed') return `${outcome.error.code}: ${outcome.error.message}`;
  const parts: Uint8Array[] = [];
  for await (const part of outcome.body) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('feeds and audio behind a proxy', () => {
  it('are asked for through it, which looks their names up', async () => {
    const feeds = await startFeeds();
    const { proxies, asked } = await startProxy(feeds.url);
    expect(await get('http://feeds.example/feed.xml?n=1', proxies)).toBe('<rss/>');
    expect(asked).toEqual([
      { line: 'GET http://feeds.example/feed.xml?n=1', authorization: BASIC },
    ]);
    // The proxy's name and password are for it alone.
    expect(feeds.requests[0]?.headers['authorization']).toBeUndefined();
  });

  it('of https go through a tunnel', async () => {
    const { proxies, asked, tunnelled } = await startProxy('http://127.0.0.1:9');
    expect(await get('https://feeds.example/feed.xml', proxies)).toMatch(/^http-/u);
    expect(asked).toEqual([{ line: 'CONNECT feeds.example:443', authorization: BASIC }]);
    // 0x16: a TLS handshake.
    expect(tunnelled).toEqual([0x16]);
  });

  it('are asked for without it where NO_PROXY says so', async () => {
    const feeds = await startFeeds();
    const { proxies, asked } = await startProxy(feeds.url);
    const direct = { ...proxies, except: 'git.example, 127.0.0.1' };
    const allow = { allowPrivateNetwork: [feeds.authority] };
    expect(await get(`${feeds.url}/feed.xml`, direct, allow)).toBe('<rss/>');
    expect(asked).toEqual([]);
    // There as ever: what a name leads to is checked when the connection is made.
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const named = { ...direct, except: 'feeds.example' };
    const { port } = new URL(feeds.url);
    expect(await get(`http://feeds.example:${port}/feed.xml`, named, { resolve })).toMatch(
      /^http-private-address/u,
    );
  });

  it.each([
    'http://10.1.2.3/feed.xml',
    'http://[::1]/feed.xml',
    'http://2130706433/feed.xml',
    'http://localhost/feed.xml',
    'http://intranet/feed.xml',
    'http://nas.local/feed.xml',
    'http://metadata.google.internal/computeMetadata/v1/',
  ])('in a private network are refused before it is asked: %s', async (url) => {
    const feeds = await startFeeds();
    feeds.setFault('/away', { kind: 'redirect', to: url });
    const { proxies, asked } = await startProxy(feeds.url);
    expect(await get(url, proxies)).toMatch(/^http-private-address/u);
    expect(asked).toEqual([]);
    expect(await get('http://feeds.example/away', proxies)).toMatch(/^http-private-address/u);
    expect(asked).toHaveLength(1);
  });

  it('in a private network are asked for when that is allowed, metadata never', async () => {
    const feeds = await startFeeds();
    const { proxies } = await startProxy(feeds.url);
    const allow = { allowPrivateNetwork: ['nas.local:80', '10.0.0.0/8'] };
    expect(await get('http://nas.local/feed.xml', proxies, allow)).toBe('<rss/>');
    expect(await get('http://10.1.2.3/feed.xml', proxies, allow)).toBe('<rss/>');
    expect(await get('http://nas.local:81/feed.xml', proxies, allow)).toMatch(/^http-private/u);
    const all = { allowPrivateNetwork: true } as const;
    expect(await get('http://metadata.google.internal/', proxies, all)).toMatch(/^http-private/u);
    expect(await get('http://169.254.169.254/', proxies, all)).toMatch(/^http-private/u);
  });

  it('which refuses them, is named with what it answered', async () => {
    const { proxies } = await startProxy('http://127.0.0.1:9', 403);
    expect(await get('https://feeds.example/feed.xml', proxies)).toBe(
      'http-proxy: the proxy of this machine does not let feeds.example be reached (it answered 403)',
    );
  });
});

describe('the other services behind a proxy', () => {
  it('Gemini is asked through it', async () => {
    const server = await loopback((_, response) =>
      stream(response).end(event(said('heard', { finishReason: 'STOP' }))),
    );
    closers.push(server.close);
    const { proxies, asked } = await startProxy(server.url);
    const model = makeGemini({
      baseUrl: server.url,
      userAgent: 'test',
      clock: handClock(),
      proxies,
    });
    expect(replyOf(await model.generate(ask())).text).toBe('heard');
    expect(asked.map(({ line }) => line)).toEqual([
      expect.stringMatching(/^POST http:\/\/127\.0\.0\.1:\d+\/v1beta\/models\//u),
    ]);
  });

  it('GitHub is asked through it', async () => {
    const server = await loopback((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"name":"main"}');
    });
    closers.push(server.close);
    const { proxies, asked } = await startProxy(server.url);
    const client = makeGithubClient({
      token: 'ghs_test',
      repository: 'me/shows',
      apiUrl: 'http://github.example/api/v3',
      userAgent: 'test',
      clock: makeClock(),
      random: makeRandom(1),
      log: makeLog(),
      proxies,
    });
    const answer = await client.send({
      route: 'POST /repos/{owner}/{repo}/git/blobs',
      parameters: { content: 'text', encoding: 'utf-8' },
      schema: z.object({ name: z.string() }),
      retry: 'limits',
      signal: new AbortController().signal,
    });
    expect(answer).toEqual({ ok: true, value: { name: 'main' } });
    expect(asked.map(({ line }) => line)).toEqual([
      'POST http://github.example/api/v3/repos/me/shows/git/blobs',
    ]);
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      headers: { authorization: 'token ghs_test' },
      body: '{"content":"text","encoding":"utf-8"}',
    });
  });
});
