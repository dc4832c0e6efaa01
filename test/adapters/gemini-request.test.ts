import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeGemini } from '../../src/adapters/gemini.ts';
import { isFault } from '../../src/base/failure.ts';
import {
  KEY,
  SECRET,
  ask,
  event,
  failureOf,
  gemini,
  handClock,
  loopback,
  replyOf,
  said,
  stream,
} from './gemini-kit.ts';
import type { Loopback, Seen } from './gemini-kit.ts';

const open: Loopback[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function serve(
  handler: (seen: Seen, response: ServerResponse) => unknown,
): Promise<Loopback> {
  const server = await loopback(handler);
  open.push(server);
  return server;
}

/** A file of so many bytes, none of them alike their neighbours. */
async function fileOf(bytes: number): Promise<{ readonly path: string; readonly content: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'gemini-'));
  folders.push(folder);
  const content = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 1) content[at] = (at * 31 + (at >> 8) * 7) & 255;
  const path = join(folder, 'chunk.mp3');
  await writeFile(path, content);
  return { path, content };
}

const done = (response: ServerResponse): unknown =>
  stream(response).end(event(said('x', { finishReason: 'STOP' })));

describe('inline audio', () => {
  it.each([0, 1, 2, 3, 4, 196_608, 196_609, 600_001])(
    'is the whole file, encoded on its way: %i bytes',
    async (bytes) => {
      const { path, content } = await fileOf(bytes);
      const server = await serve((_, response) => done(response));
      const audio = { kind: 'inline', file: { path }, mimeType: 'audio/mp3' } as const;
      replyOf(await gemini(server.url).generate(ask({ audio })));
      const [seen] = server.seen;
      const body = JSON.parse(seen?.body ?? '') as {
        contents: [
          { parts: [{ inlineData: { mimeType: string; data: string } }, { text: string }] },
        ];
      };
      const [{ parts }] = body.contents;
      expect(parts[0].inlineData.mimeType).toBe('audio/mp3');
      expect(Buffer.from(parts[0].inlineData.data, 'base64').equals(content)).toBe(true);
      expect(parts[0].inlineData.data).toBe(content.toString('base64'));
      expect(parts[1].text).toBe('Write it down.');
      // A length, not chunks: some gateways take nothing else.
      expect(seen?.headers['content-length']).toBe(String(Buffer.byteLength(seen?.body ?? '')));
      expect(seen?.headers['transfer-encoding']).toBeUndefined();
    },
  );

  it('costs little memory, however long it is', async () => {
    const { path } = await fileOf(48 * 1_048_576);
    const hash = createHash('sha256');
    const server = await loopback(() => undefined, { raw: (part) => hash.update(part), done });
    open.push(server);
    const audio = { kind: 'inline', file: { path }, mimeType: 'audio/mp3' } as const;
    const model = gemini(server.url);
    let most = 0;
    const before = process.memoryUsage.rss();
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss() - before);
    }, 5);
    replyOf(await model.generate(ask({ audio })));
    clearInterval(watch);
    // The SDK alone would hold its 64 MB of base64 at least three times.
    expect(most).toBeLessThan(64 * 1_048_576);
  });

  it('is refused early without harm, when the service answers before it has all', async () => {
    const { path } = await fileOf(8 * 1_048_576);
    const body = JSON.stringify({
      error: { code: 429, message: 'no', status: 'RESOURCE_EXHAUSTED' },
    });
    const server = await loopback(() => undefined, {
      early: (response) => {
        response.writeHead(429, { 'content-type': 'application/json' });
        response.end(body);
      },
    });
    open.push(server);
    const audio = { kind: 'inline', file: { path }, mimeType: 'audio/mp3' } as const;
    expect(failureOf(await gemini(server.url).generate(ask({ audio })))).toMatchObject({
      httpStatus: 429,
      body,
    });
  });

  it('that is not there is a bug of the caller and thrown', async () => {
    const server = await serve((_, response) => done(response));
    const audio = {
      kind: 'inline',
      file: { path: '/nonexistent/chunk.mp3' },
      mimeType: 'audio/mp3',
    } as const;
    await expect(gemini(server.url).generate(ask({ audio }))).rejects.toThrow('ENOENT');
    expect(server.seen).toEqual([]);
  });
});

describe('a request', () => {
  async function sent(more: Parameters<typeof ask>[0] = {}): Promise<Seen> {
    const server = await serve((_, response) =>
      stream(response).end(event(said('x', { finishReason: 'STOP' }))),
    );
    await gemini(server.url).generate(ask(more));
    const [seen] = server.seen;
    if (seen === undefined) throw new Error('nothing was sent');
    return seen;
  }

  it('goes to the streaming method, with the key in a header and nowhere else', async () => {
    const seen = await sent();
    expect(seen.method).toBe('POST');
    expect(seen.url).toBe('/v1beta/models/gemini-flash-latest:streamGenerateContent?alt=sse');
    expect(seen.headers['x-goog-api-key']).toBe(SECRET);
    expect(seen.headers['user-agent']).toBe('podcast-transcriber/test');
    expect(seen.headers['content-length']).toBe(String(Buffer.byteLength(seen.body)));
    expect(seen.body).not.toContain(SECRET);
  });

  it('says what is asked, and none of the deprecated fields', async () => {
    const seen = await sent({ thinkingLevel: 'low' });
    const body: unknown = JSON.parse(seen.body);
    expect(body).toMatchObject({
      contents: [{ role: 'user', parts: [{ text: 'Write it down.' }] }],
      systemInstruction: { parts: [{ text: 'You write down what is said.' }] },
      generationConfig: { maxOutputTokens: 4_096, thinkingConfig: { thinkingLevel: 'low' } },
    });
    expect(seen.body).not.toMatch(/temperature|topP|topK|thinkingBudget/u);
    expect((await sent()).body).not.toContain('thinkingConfig');
  });

  it('refers to an uploaded file before the prompt', async () => {
    const audio = {
      kind: 'uploaded',
      uri: 'https://example.com/v1beta/files/abc',
      mimeType: 'audio/mp3',
    } as const;
    expect(JSON.parse((await sent({ audio })).body)).toMatchObject({
      contents: [
        {
          parts: [
            {
              fileData: { mimeType: 'audio/mp3', fileUri: 'https://example.com/v1beta/files/abc' },
            },
            { text: 'Write it down.' },
          ],
        },
      ],
    });
  });

  it('leaves the global fetch as it was, also while it runs', async () => {
    const real = globalThis.fetch;
    const during: (typeof fetch)[] = [];
    const server = await serve((_, response) => {
      during.push(globalThis.fetch);
      stream(response).end(event(said('x', { finishReason: 'STOP' })));
    });
    const asked = gemini(server.url).generate(ask());
    during.push(globalThis.fetch);
    await asked;
    expect([...during, globalThis.fetch]).toEqual([real, real, real]);
  });

  it.each(['secret\nwith a break', 'sécret', '', 'two words'])(
    'is not sent with a key that no header can carry',
    async (secret) => {
      const server = await serve((_, response) => response.end());
      const key = { ...KEY, secret };
      const failure = failureOf(await gemini(server.url).generate(ask({ key })));
      expect(failure).toMatchObject({ httpStatus: 401, unsent: true });
      expect(failure.message).toContain(KEY.fingerprint);
      if (secret !== '') expect(JSON.stringify(failure)).not.toContain(secret);
      expect(server.seen).toEqual([]);
    },
  );

  it.each(['../files', 'a/b/c', 'a?b=c', 'a b', ''])(
    'is not sent to the model %j',
    async (model) => {
      const server = await serve((_, response) => response.end());
      expect(failureOf(await gemini(server.url).generate(ask({ model }))).unsent).toBe(true);
      expect(server.seen).toEqual([]);
    },
  );
});

describe('the base address', () => {
  const clock = handClock();
  const make = (baseUrl: string) => () => makeGemini({ baseUrl, userAgent: 'test', clock });

  it('may have a path and slashes at its end', async () => {
    const server = await serve((_, response) =>
      stream(response).end(event(said('x', { finishReason: 'STOP' }))),
    );
    await gemini(`${server.url}/gateway/gemini//`).generate(ask());
    expect(server.seen[0]?.url).toMatch(/^\/gateway\/gemini\/v1beta\/models\//u);
  });

  it.each([
    'gemini',
    'ftp://example.com',
    'https://me:pw@example.com',
    'https://example.com/?key=1',
    'http://example.com',
  ])('is refused as a broken configuration: %s', (baseUrl) => {
    expect(make(baseUrl)).toThrow(expect.toSatisfy(isFault) as Error);
  });

  it('may be plain http on this machine', () => {
    expect(make('http://[::1]:8080')).not.toThrow();
    expect(make('http://localhost:8080')).not.toThrow();
  });
});
