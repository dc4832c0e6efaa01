import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Model, ModelOutcome } from '../../src/ports.ts';
import { demoEpisode } from '../sandbox/gemini-kit.ts';
import { startGemini } from '../sandbox/gemini.ts';
import type { Fault, GeminiSandbox } from '../sandbox/gemini.ts';
import {
  KEY,
  SECRET,
  ask,
  failureOf,
  gemini,
  handClock,
  replyOf,
  swiftClock,
} from './gemini-kit.ts';

const tea = demoEpisode('001-cooling-tea');
const words = tea.script.map(({ text }) => text).join(' ');
let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gemini-sandbox-'));
  path = join(folder, 'tea.mp3');
  await writeFile(path, tea.audio);
});
afterAll(() => rm(folder, { recursive: true }));

const boxes: GeminiSandbox[] = [];
afterEach(async () => {
  await Promise.all(boxes.splice(0).map((box) => box.close()));
});

async function start(
  more: Partial<Parameters<typeof startGemini>[0]> = {},
): Promise<GeminiSandbox> {
  const box = await startGemini({ episodes: [tea], ...more });
  boxes.push(box);
  return box;
}

function askInline(model: Model): Promise<ModelOutcome> {
  const audio = { kind: 'inline', file: { path }, mimeType: 'audio/mp3' } as const;
  return model.generate(ask({ audio, maxOutputTokens: 8_192, thinkingLevel: 'low' }));
}

/** The words of a reply, without stamps and speakers. */
function spoken(text: string): string {
  return text
    .replaceAll(/^\[\d\d:\d\d\] \w+: /gmu, '')
    .trimEnd()
    .replaceAll('\n', ' ');
}

describe('the adapter and the loopback Gemini', () => {
  it('bring every word of the script, with inline audio', async () => {
    const box = await start();
    const reply = replyOf(await askInline(gemini(box.url)));
    expect(spoken(reply.text)).toBe(words);
    expect(reply).toMatchObject({ finishReason: 'STOP', modelVersion: 'gemini-3.8-flash' });
    expect(reply.usage.prompt).toBeGreaterThan(116 * 32);
    expect(reply.usage).toMatchObject({ thoughts: 48, output: Math.ceil(reply.text.length / 4) });
    expect(box.requests).toMatchObject([{ outcome: 'ok', keyInAddress: false, audio: 'inline' }]);
  });

  it('bring every word of the script, with an uploaded file, and forget it', async () => {
    const box = await start();
    const model = gemini(box.url, swiftClock());
    const signal = new AbortController().signal;
    const file = { path };
    const sent = await model.upload({
      key: KEY,
      file,
      mimeType: 'audio/mp3',
      displayName: 'tea',
      timeoutMs: 300_000,
      signal,
    });
    if (sent.kind !== 'uploaded') throw new Error('the upload failed');
    const audio = { kind: 'uploaded', uri: sent.uri, mimeType: 'audio/mp3' } as const;
    const reply = replyOf(await model.generate(ask({ audio, maxOutputTokens: 8_192 })));
    expect(spoken(reply.text)).toBe(words);
    await model.forget({ key: KEY, name: sent.name, signal });
    expect(box.uploads).toMatchObject([{ deleted: true }]);
    expect(failureOf(await model.generate(ask({ audio }))).httpStatus).toBe(403);
  });

  it('agree on refusals: the body of the service, its status, its key kept secret', async () => {
    const box = await start({ quotas: [{ requestsPerDay: 1 }] });
    const model = gemini(box.url);
    replyOf(await askInline(model));
    const failure = failureOf(await askInline(model));
    expect(failure.httpStatus).toBe(429);
    expect(JSON.parse(failure.body)).toMatchObject({ error: { status: 'RESOURCE_EXHAUSTED' } });
    expect(failure.message).toMatch(
      /^the Gemini service answered 429: You exceeded your current quota/u,
    );
    box.setKey(SECRET, 'expired');
    expect(failureOf(await askInline(model)).body).toContain('API_KEY_INVALID');
  });

  it.each<readonly [Fault, Record<string, unknown>]>([
    [
      { kind: 'cut', afterBytes: 2_000 },
      { kind: 'reply', reply: { finishReason: 'CUT' } },
    ],
    [
      { kind: 'cut', afterBytes: 20 },
      { kind: 'failed', failure: { transport: 'network' } },
    ],
    [{ kind: 'hang-up' }, { kind: 'failed', failure: { transport: 'network', unsent: false } }],
    [{ kind: 'no-finish' }, { kind: 'reply', reply: { finishReason: 'CUT' } }],
    [{ kind: 'error-inside' }, { kind: 'reply', reply: { finishReason: 'CUT' } }],
    [
      { kind: 'error-inside', bare: true, afterEvents: 0 },
      { kind: 'failed', failure: { httpStatus: 503 } },
    ],
    [
      { kind: 'error-inside', afterEvents: 0 },
      { kind: 'failed', failure: { httpStatus: 503 } },
    ],
    [{ kind: 'block' }, { kind: 'reply', reply: { blockReason: 'PROHIBITED_CONTENT', text: '' } }],
    [
      { kind: 'finish', reason: 'RECITATION', share: 0.5 },
      { kind: 'reply', reply: { finishReason: 'RECITATION' } },
    ],
    [{ kind: 'max-tokens' }, { kind: 'reply', reply: { finishReason: 'MAX_TOKENS' } }],
    [{ kind: 'empty' }, { kind: 'reply', reply: { finishReason: 'STOP', text: '' } }],
    [
      { kind: 'redirect', location: 'http://127.0.0.1:9/' },
      { kind: 'failed', failure: { httpStatus: 307 } },
    ],
    [
      { kind: 'fixture', name: '503-overloaded', headers: { 'retry-after': '11' } },
      { kind: 'failed', failure: { httpStatus: 503, retryAfterMs: 11_000 } },
    ],
  ])('agree on what went wrong: %j', async (fault, outcome) => {
    const box = await start({ faults: [{ fault }] });
    expect(await askInline(gemini(box.url))).toMatchObject(outcome);
  });

  it('agree on silence: the text so far, when the watch says that it was too long', async () => {
    const box = await start({ faults: [{ fault: { kind: 'stall', afterEvents: 1 } }] });
    const clock = handClock();
    const asked = askInline(gemini(box.url, clock));
    await clock.begun(90_000, 2);
    clock.ring(90_000);
    const reply = replyOf(await asked);
    expect(reply.finishReason).toBe('CUT');
    expect(words.startsWith(spoken(reply.text).slice(0, 15))).toBe(true);
  });

  it('keep keys apart when many requests run at once', async () => {
    const box = await start();
    const model = gemini(box.url);
    const keys = ['a', 'b', 'c', 'd'].map((secret) => ({ secret, fingerprint: secret }));
    const replies = await Promise.all(
      [...keys, ...keys].map((key) => model.generate(ask({ key, prompt: `from ${key.secret}` }))),
    );
    expect(replies.every(({ kind }) => kind === 'reply')).toBe(true);
    const pairs = new Set(box.requests.map(({ project, prompt }) => `${project} ${prompt}`));
    expect(pairs.size).toBe(4);
  });
});
