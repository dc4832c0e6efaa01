import { afterEach, describe, expect, it } from 'vitest';
import { rssOf, startFeedHost } from './feed-host.ts';
import type { FeedHost, HostedFile } from './feed-host.ts';

const BODY = '0123456789'.repeat(100);
const FILE: HostedFile = { body: BODY, contentType: 'audio/mpeg' };
let host: FeedHost | undefined;

async function start(file: HostedFile = FILE): Promise<FeedHost> {
  host = await startFeedHost({ files: { '/a.mp3': file } });
  return host;
}

afterEach(async () => {
  await host?.close();
  host = undefined;
});

describe('startFeedHost', () => {
  it('serves a file whole, and remembers the request', async () => {
    const { url, requests } = await start();
    const answer = await fetch(`${url}/a.mp3?token=1`, { headers: { 'x-test': 'yes' } });
    expect(await answer.text()).toBe(BODY);
    expect(answer.headers.get('content-type')).toBe('audio/mpeg');
    expect(requests).toMatchObject([
      {
        method: 'GET',
        path: '/a.mp3',
        query: '?token=1',
        status: 200,
        headers: { 'x-test': 'yes' },
      },
    ]);
  });

  it('answers 304 to a matching validator, and 404 where there is no file', async () => {
    const { url } = await start();
    const first = await fetch(`${url}/a.mp3`);
    const etag = first.headers.get('etag') ?? '';
    const modified = first.headers.get('last-modified') ?? '';
    const get = async (headers: Record<string, string>) =>
      (await fetch(`${url}/a.mp3`, { headers })).status;
    expect(await get({ 'if-none-match': etag })).toBe(304);
    expect(await get({ 'if-modified-since': modified })).toBe(304);
    expect(await get({ 'if-none-match': '"other"' })).toBe(200);
    expect((await fetch(`${url}/b.mp3`)).status).toBe(404);
  });

  it('serves ranges, unless the validator is of another version', async () => {
    const { url } = await start();
    const part = await fetch(`${url}/a.mp3`, { headers: { range: 'bytes=990-' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 990-999/1000']);
    expect(await part.text()).toBe('0123456789');
    const changed = await fetch(`${url}/a.mp3`, {
      headers: { range: 'bytes=990-', 'if-range': '"other"' },
    });
    expect([changed.status, (await changed.text()).length]).toEqual([200, 1000]);
    expect((await fetch(`${url}/a.mp3`, { headers: { range: 'bytes=1000-' } })).status).toBe(416);
  });

  it('compresses when told to', async () => {
    const { url } = await start({ ...FILE, gzip: true });
    const answer = await fetch(`${url}/a.mp3`);
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(await answer.text()).toBe(BODY);
  });

  it('breaks the connection after the bytes it was told', async () => {
    const running = await start();
    running.setFault('/a.mp3', { kind: 'cut', afterBytes: 300, times: 1 });
    const answer = await fetch(`${running.url}/a.mp3`);
    await expect(answer.text()).rejects.toThrow('terminated');
    const again = await fetch(`${running.url}/a.mp3`);
    expect(await again.text()).toBe(BODY);
  });

  it('claims a wrong length', async () => {
    const running = await start();
    running.setFault('/a.mp3', { kind: 'wrong-length', contentLength: 2000 });
    const answer = await fetch(`${running.url}/a.mp3`);
    expect(answer.headers.get('content-length')).toBe('2000');
    await expect(answer.text()).rejects.toThrow('terminated');
  });

  it('falls silent, and still closes', async () => {
    const running = await start();
    running.setFault('/a.mp3', { kind: 'stall', afterBytes: 300 });
    const answer = await fetch(`${running.url}/a.mp3`);
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(first?.value?.length).toBe(300);
    const rest = reader?.read();
    await running.close();
    host = undefined;
    await expect(rest).rejects.toThrow('terminated');
  });

  it('sends slowly, nothing at all, a web page, a status, a redirect', async () => {
    const running = await start();
    running.setFault('/a.mp3', { kind: 'slow', pieceBytes: 400, delayMs: 5 });
    expect(await (await fetch(`${running.url}/a.mp3`)).text()).toBe(BODY);
    running.setFault('/a.mp3', { kind: 'empty' });
    expect(await (await fetch(`${running.url}/a.mp3`)).text()).toBe('');
    running.setFault('/a.mp3', { kind: 'html' });
    expect(await (await fetch(`${running.url}/a.mp3`)).text()).toContain('<html>');
    running.setFault('/a.mp3', { kind: 'status', status: 429, headers: { 'retry-after': '60' } });
    const busy = await fetch(`${running.url}/a.mp3`);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '60']);
    running.setFault('/moved', { kind: 'redirect', to: '/a.mp3', status: 301 });
    running.setFault('/a.mp3', undefined);
    expect(await (await fetch(`${running.url}/moved`)).text()).toBe(BODY);
  });

  it('ignores ranges when told to', async () => {
    const running = await start();
    running.setFault('/a.mp3', { kind: 'no-ranges' });
    const answer = await fetch(`${running.url}/a.mp3`, { headers: { range: 'bytes=990-' } });
    expect([answer.status, (await answer.text()).length]).toEqual([200, 1000]);
  });
});

describe('rssOf', () => {
  it('writes a feed, with text escaped and absent fields left out', () => {
    const feed = rssOf({
      title: 'A & B',
      episodes: [{ title: '<One>', audioUrl: 'https://a.test/1.mp3?x=1&y=2', guid: '' }],
    });
    expect(feed).toContain('<title>A &#38; B</title>');
    expect(feed).toContain('<title>&#60;One&#62;</title>');
    expect(feed).toContain('url="https://a.test/1.mp3?x=1&#38;y=2"');
    expect(feed).not.toContain('<guid');
    expect(feed).not.toContain('<pubDate');
  });
});
