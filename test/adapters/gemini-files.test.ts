import { createHash } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApiFailure, Clock, Model, UploadOutcome } from '../../src/ports.ts';
import { startGemini } from '../sandbox/gemini.ts';
import type { GeminiSandbox } from '../sandbox/gemini.ts';
import { KEY, SECRET, gemini, handClock, loopback, swiftClock } from './gemini-kit.ts';

const BYTES = 1_500_000;
const NOW = Date.UTC(2026, 10, 24, 12);
let folder = '';
let path = '';
let sha256 = '';
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gemini-files-'));
  path = join(folder, 'chunk.mp3');
  const content = Buffer.alloc(BYTES);
  for (let at = 0; at < BYTES; at += 1) content[at] = (at * 13 + (at >> 9)) & 255;
  sha256 = createHash('sha256').update(content).digest('hex');
  await writeFile(path, content);
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function sandbox(
  more: Partial<Parameters<typeof startGemini>[0]> = {},
): Promise<GeminiSandbox> {
  const box = await startGemini({ episodes: [], clock: () => NOW, ...more });
  closing.push(box.close);
  return box;
}

interface UploadMore {
  readonly path?: string;
  readonly signal?: AbortSignal;
}

function upload(model: Model, more: UploadMore = {}): Promise<UploadOutcome> {
  return model.upload({
    key: KEY,
    file: { path: more.path ?? path },
    mimeType: 'audio/mp3',
    displayName: 'the-show 3 of 7',
    timeoutMs: 300_000,
    signal: more.signal ?? new AbortController().signal,
  });
}

function failureOf(outcome: UploadOutcome): ApiFailure {
  if (outcome.kind === 'failed') return outcome.failure;
  throw new Error('no failure but an uploaded file');
}

describe('an upload', () => {
  it('brings the bytes from disk and waits until they are processed', async () => {
    const box = await sandbox({ processingPolls: 3 });
    const clock = swiftClock(NOW);
    const outcome = await upload(gemini(box.url, clock));
    const [record] = box.uploads;
    expect(record).toMatchObject({
      state: 'ACTIVE',
      announced: BYTES,
      received: BYTES,
      parts: 1,
      queries: 0,
      sha256,
      mimeType: 'audio/mp3',
      displayName: 'the-show 3 of 7',
    });
    expect(outcome).toEqual({
      kind: 'uploaded',
      name: record?.name,
      uri: `${box.url}/v1beta/${record?.name ?? ''}`,
      expiresAt: NOW + 48 * 3_600_000,
    });
    expect(clock.slept).toEqual([500, 1_000, 2_000]);
  });

  it('asks nothing more when the file is ready at once', async () => {
    const box = await sandbox({ processingPolls: 0 });
    expect((await upload(gemini(box.url, swiftClock()))).kind).toBe('uploaded');
    expect(box.calls).toEqual(['POST /upload/v1beta/files', 'POST /upload/v1beta/files']);
  });

  it('goes on where a broken connection left it', async () => {
    const box = await sandbox();
    box.setUploadFault({ fault: { kind: 'cut', afterBytes: 700_000 } });
    const clock = swiftClock();
    expect((await upload(gemini(box.url, clock))).kind).toBe('uploaded');
    expect(box.uploads[0]).toMatchObject({ parts: 2, queries: 1, received: BYTES, sha256 });
    expect(clock.slept[0]).toBe(1_000);
  });

  it('finds out that it was complete when only the answer was lost', async () => {
    const box = await sandbox();
    box.setUploadFault({ fault: { kind: 'lost-answer' } });
    expect((await upload(gemini(box.url, swiftClock()))).kind).toBe('uploaded');
    expect(box.uploads[0]).toMatchObject({ parts: 1, queries: 1, sha256 });
  });

  it.each(['send', 'query', 'poll'] as const)(
    'bears a server fault when it passes: %s',
    async (at) => {
      const box = await sandbox();
      if (at === 'query') box.setUploadFault({ fault: { kind: 'cut', afterBytes: 300_000 } });
      box.setUploadFault({ fault: { kind: 'status', at, status: 503 } });
      expect((await upload(gemini(box.url, swiftClock()))).kind).toBe('uploaded');
      expect(box.uploads[0]).toMatchObject({ sha256, state: 'ACTIVE' });
    },
  );

  it('gives up after a bounded number of tries', async () => {
    const box = await sandbox();
    box.setUploadFault({ fault: { kind: 'cut', afterBytes: 1 }, times: 1_000 });
    expect(failureOf(await upload(gemini(box.url, swiftClock())))).toMatchObject({
      transport: 'network',
      unsent: false,
    });
    expect(box.uploads[0]).toMatchObject({ parts: 7, queries: 6, state: 'UPLOADING' });
  });

  it('gives up looking when the service stays blind', async () => {
    const box = await sandbox();
    box.setUploadFault({ fault: { kind: 'status', at: 'poll', status: 500 }, times: 1_000 });
    expect(failureOf(await upload(gemini(box.url, swiftClock()))).httpStatus).toBe(500);
  });

  it('fails when the service cannot process the file', async () => {
    const box = await sandbox();
    box.setUploadFault({ fault: { kind: 'failed' } });
    const failure = failureOf(await upload(gemini(box.url, swiftClock())));
    expect(failure.message).toContain('could not process');
    expect(JSON.parse(failure.body)).toMatchObject({ error: { code: 13 } });
  });

  it.each([
    ['start', 429],
    ['start', 500],
    ['send', 403],
  ] as const)('hands over a refusal as it came: %s %i', async (at, status) => {
    const box = await sandbox();
    const body = JSON.stringify([{ error: { code: status, message: `no, ${SECRET}` } }]);
    box.setUploadFault({ fault: { kind: 'status', at, status, body } });
    expect(failureOf(await upload(gemini(box.url, swiftClock())))).toMatchObject({
      httpStatus: status,
      body: body.replace(SECRET, '***'),
      unsent: false,
    });
  });

  it('is refused for a dead key, and sends no bytes', async () => {
    const box = await sandbox({ deadKeys: { [SECRET]: 'leaked' } });
    const failure = failureOf(await upload(gemini(box.url, swiftClock())));
    expect(failure.httpStatus).toBe(403);
    expect(failure.body).toContain('leaked');
    expect(box.uploads).toEqual([]);
  });

  it('is not begun for a file that the service would not take', async () => {
    const box = await sandbox();
    const large = join(folder, 'large.mp3');
    await writeFile(large, '');
    await truncate(large, 2_147_483_649);
    const failure = failureOf(await upload(gemini(box.url, swiftClock()), { path: large }));
    expect(failure).toMatchObject({ httpStatus: 413, unsent: true });
    expect(box.calls).toEqual([]);
  });

  it('tells the key to the base address alone', async () => {
    const other = await loopback((_, response) => response.end('{}'));
    closing.push(other.close);
    const start = await loopback((_, response) => {
      response.writeHead(200, { 'x-goog-upload-url': `${other.url}/upload?id=1` });
      response.end();
    });
    closing.push(start.close);
    const outcome = await upload(gemini(start.url, swiftClock()));
    expect(failureOf(outcome).message).toContain('opened no upload');
    expect(start.seen[0]?.headers['x-goog-api-key']).toBe(SECRET);
    expect(other.seen).toEqual([]);
  });

  it('sends bytes without the key, and follows no redirect', async () => {
    const thief = await loopback((_, response) => response.end('{}'));
    closing.push(thief.close);
    const server = await loopback((seen, response) => {
      if (seen.headers['x-goog-upload-command'] === 'start') {
        response.writeHead(200, {
          'x-goog-upload-url': `http://${String(seen.headers.host)}/bytes`,
        });
      } else {
        response.writeHead(308, { location: thief.url });
      }
      response.end();
    });
    closing.push(server.close);
    expect(failureOf(await upload(gemini(server.url, swiftClock())))).toMatchObject({
      httpStatus: 308,
    });
    expect(server.seen[1]?.headers).not.toHaveProperty('x-goog-api-key');
    expect(server.seen[1]?.headers['content-length']).toBe(String(BYTES));
    expect(server.seen).toHaveLength(2);
    expect(thief.seen).toEqual([]);
  });

  it('is unsent when nobody listens', async () => {
    const server = await loopback(() => undefined);
    await server.close();
    expect(failureOf(await upload(gemini(server.url)))).toMatchObject({
      transport: 'network',
      unsent: true,
    });
  });

  it('ends at its time limit, in the middle of waiting too', async () => {
    const box = await sandbox({ processingPolls: 1_000 });
    const clock = handClock(NOW);
    const uploading = upload(gemini(box.url, clock));
    await clock.begun(500, 1);
    clock.ring(300_000);
    expect(failureOf(await uploading)).toMatchObject({ transport: 'timeout', unsent: false });
    expect(clock.pending()).toEqual([]);
  });

  it.each(['before', 'while waiting'])(
    'rejects with the reason when the signal fires: %s',
    async (when) => {
      const box = await sandbox({ processingPolls: 1_000 });
      const clock = handClock(NOW);
      const controller = new AbortController();
      const reason = new Error('stop');
      if (when === 'before') controller.abort(reason);
      const uploading = upload(gemini(box.url, clock), { signal: controller.signal });
      const ended = uploading.then(
        () => undefined,
        (error: unknown) => error,
      );
      if (when !== 'before') await clock.begun(500, 1);
      controller.abort(reason);
      expect(await ended).toBe(reason);
      expect(clock.pending()).toEqual([]);
    },
  );
});

describe('forgetting a file', () => {
  const signal = new AbortController().signal;

  async function uploaded(
    box: GeminiSandbox,
    clock: Clock,
  ): Promise<{ readonly model: Model; readonly name: string }> {
    const model = gemini(box.url, clock);
    const outcome = await upload(model);
    if (outcome.kind !== 'uploaded') throw new Error('the upload failed');
    return { model, name: outcome.name };
  }

  it('deletes it', async () => {
    const box = await sandbox();
    const { model, name } = await uploaded(box, swiftClock());
    await model.forget({ key: KEY, name, signal });
    expect(box.uploads[0]?.deleted).toBe(true);
  });

  it('is of no consequence when it fails', async () => {
    const box = await sandbox();
    const { model, name } = await uploaded(box, swiftClock());
    await model.forget({ key: { ...KEY, secret: 'another-project' }, name, signal });
    expect(box.uploads[0]?.deleted).toBe(false);
    await box.close();
    await expect(model.forget({ key: KEY, name, signal })).resolves.toBeUndefined();
  });

  it('asks for nothing but a file', async () => {
    const server = await loopback((_, response) => response.end());
    closing.push(server.close);
    await gemini(server.url).forget({ key: KEY, name: '../models', signal });
    expect(server.seen).toEqual([]);
  });
});
