import { afterEach, describe, expect, it } from 'vitest';
import { startGemini } from './gemini.ts';
import type { GeminiSandbox } from './gemini.ts';
import { askAbout, demoEpisode } from './gemini-kit.ts';

const tea = demoEpisode('001-cooling-tea');
const NOON = Date.UTC(2026, 10, 24, 20);
const GRANULARITY = 8_388_608;

const boxes: GeminiSandbox[] = [];
afterEach(async () => {
  await Promise.all(boxes.splice(0).map((box) => box.close()));
});

async function start(processingPolls = 1): Promise<GeminiSandbox> {
  const projects = { 'key-1': 'one', 'key-1b': 'one', 'key-2': 'two' };
  const box = await startGemini({ episodes: [tea], clock: () => NOON, processingPolls, projects });
  boxes.push(box);
  return box;
}

async function begin(box: GeminiSandbox, bytes: number, key = 'key-1'): Promise<Response> {
  return fetch(`${box.url}/upload/v1beta/files`, {
    method: 'POST',
    headers: {
      'x-goog-api-key': key,
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-length': String(bytes),
      'x-goog-upload-header-content-type': 'audio/mp3',
    },
    body: JSON.stringify({ file: { display_name: 'a piece' } }),
  });
}

async function send(
  target: string,
  command: string,
  offset: number,
  body?: Uint8Array,
): Promise<Response> {
  return fetch(target, {
    method: 'POST',
    headers: { 'x-goog-upload-command': command, 'x-goog-upload-offset': String(offset) },
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
}

/** Uploads the episode in one go; the name of its file. */
async function uploaded(box: GeminiSandbox): Promise<string> {
  const target = (await begin(box, tea.audio.byteLength)).headers.get('x-goog-upload-url') ?? '';
  const answer = await send(target, 'upload, finalize', 0, tea.audio);
  expect(answer.headers.get('x-goog-upload-status')).toBe('final');
  const { file } = (await answer.json()) as { file: { name: string } };
  return file.name;
}

async function look(
  box: GeminiSandbox,
  name: string,
  key: string,
  method = 'GET',
): Promise<string> {
  const answer = await fetch(`${box.url}/v1beta/${name}`, {
    method,
    headers: { 'x-goog-api-key': key },
  });
  const { state = '' } = (await answer.json()) as { state?: string };
  return `${answer.status} ${state}`.trim();
}

describe('an uploaded file', () => {
  it('is processed first, then heard like inline audio', async () => {
    const box = await start(2);
    const name = await uploaded(box);
    const fileUri = `${box.url}/v1beta/${name}`;
    const early = await askAbout(box, undefined, { fileUri });
    expect(early.status).toBe(400);
    expect(early.raw).toContain('not in an ACTIVE state');
    expect([await look(box, name, 'key-1'), await look(box, name, 'key-1')]).toEqual([
      '200 PROCESSING',
      '200 ACTIVE',
    ]);
    expect((await askAbout(box, undefined, { fileUri })).finish).toBe('STOP');
    expect(box.requests.at(-1)).toMatchObject({
      audio: 'file',
      episode: tea.id,
      startSec: 0,
      outcome: 'ok',
    });
  });

  it('belongs to the project of the key that sent it', async () => {
    const box = await start();
    const name = await uploaded(box);
    const fileUri = `${box.url}/v1beta/${name}`;
    expect(await look(box, name, 'key-2')).toBe('403');
    expect(await look(box, name, 'key-2', 'DELETE')).toBe('403');
    expect(await look(box, name, 'key-1b')).toBe('200 ACTIVE');
    expect((await askAbout(box, undefined, { fileUri, key: 'key-2' })).status).toBe(403);
    expect((await askAbout(box, undefined, { fileUri, key: 'key-1b' })).status).toBe(200);
  });

  it('is gone after its deletion, and after 48 hours', async () => {
    const box = await start(0);
    const [first, second] = [await uploaded(box), await uploaded(box)];
    expect(await look(box, first, 'key-1', 'DELETE')).toBe('200');
    expect(await look(box, first, 'key-1')).toBe('403');
    box.setNow(NOON + 48 * 3_600_000 - 1_000);
    expect(await look(box, second, 'key-1')).toBe('200 ACTIVE');
    box.setNow(NOON + 48 * 3_600_000 + 1_000);
    expect(await look(box, second, 'key-1')).toBe('403');
  });
});

describe('a resumable upload', () => {
  it('takes parts that are multiples of its granularity, and says how far it got', async () => {
    const box = await start();
    const opened = await begin(box, GRANULARITY + 5);
    const target = opened.headers.get('x-goog-upload-url') ?? '';
    expect(opened.headers.get('x-goog-upload-chunk-granularity')).toBe(String(GRANULARITY));
    expect((await send(target, 'upload', 0, Buffer.alloc(GRANULARITY - 1))).status).toBe(400);
    expect(
      (await send(target, 'upload', 0, Buffer.alloc(GRANULARITY, 1))).headers.get(
        'x-goog-upload-status',
      ),
    ).toBe('active');
    expect((await send(target, 'query', 0)).headers.get('x-goog-upload-size-received')).toBe(
      String(GRANULARITY),
    );
    expect((await send(target, 'upload, finalize', 3, Buffer.alloc(5))).status).toBe(400);
    expect((await send(target, 'upload, finalize', GRANULARITY, Buffer.alloc(5))).status).toBe(200);
    expect((await send(target, 'query', 0)).headers.get('x-goog-upload-status')).toBe('final');
  });

  it('keeps whole blocks of a part that broke off', async () => {
    const box = await start();
    const target = (await begin(box, 2_000_000)).headers.get('x-goog-upload-url') ?? '';
    box.setUploadFault({ fault: { kind: 'cut', afterBytes: 600_000 } });
    await expect(send(target, 'upload, finalize', 0, Buffer.alloc(2_000_000))).rejects.toThrow(
      'fetch failed',
    );
    const query = await send(target, 'query', 0);
    expect(query.headers.get('x-goog-upload-status')).toBe('active');
    expect(query.headers.get('x-goog-upload-size-received')).toBe(String(2 * 262_144));
  });

  it('is refused without a live key, a length, or an address', async () => {
    const box = await start();
    expect((await begin(box, 5, 'nobody')).status).toBe(400);
    expect((await begin(box, Number.NaN)).status).toBe(400);
    expect((await begin(box, 2_147_483_649)).status).toBe(400);
    expect((await send(`${box.url}/upload/v1beta/files?upload_id=none`, 'query', 0)).status).toBe(
      404,
    );
    expect(box.uploads).toEqual([]);
  });
});

describe('the list of models', () => {
  it('names the aliases too, and is for callers with a key', async () => {
    const box = await start();
    const list = async (key: string): Promise<{ models?: { name: string }[] }> => {
      const answer = await fetch(`${box.url}/v1beta/models`, {
        headers: { 'x-goog-api-key': key },
      });
      return (await answer.json()) as { models?: { name: string }[] };
    };
    expect((await list('key-1')).models?.map(({ name }) => name)).toContain(
      'models/gemini-flash-latest',
    );
    expect((await list('nobody')).models).toBeUndefined();
  });
});
