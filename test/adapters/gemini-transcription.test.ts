import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/ports.ts';
import { transcriptionText } from '../../src/transcript/read-transcription.ts';
import { readReply } from '../../src/transcript/read-reply.ts';
import { askAbout, demoEpisode } from '../sandbox/gemini-kit.ts';
import { startGemini } from '../sandbox/gemini.ts';
import type { GeminiSandbox } from '../sandbox/gemini.ts';
import { ask, event, failureOf, gemini, loopback, replyOf, stream } from './gemini-kit.ts';
import type { Loopback } from './gemini-kit.ts';

const MODEL = 'gemini-3.5-transcribe';
const ASK = {
  model: MODEL,
  transcription: { languageCodes: ['en-GB'], diarization: true, wordTimestamps: true },
} satisfies Partial<ModelRequest>;

const tea = demoEpisode('001-cooling-tea');
let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gemini-transcription-'));
  path = join(folder, 'tea.mp3');
  await writeFile(path, tea.audio);
});
afterAll(() => rm(folder, { recursive: true }));

const open: (Loopback | GeminiSandbox)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A server that answers with these parts, one event each, and what it saw. */
async function answering(parts: readonly unknown[], finishReason = 'STOP'): Promise<Loopback> {
  const server = await loopback((_, response) => {
    stream(response);
    for (const part of parts) {
      response.write(event({ candidates: [{ content: { parts: [part], role: 'model' } }] }));
    }
    response.end(event({ candidates: [{ content: {}, finishReason }], modelVersion: MODEL }));
  });
  open.push(server);
  return server;
}

describe('a request to a model made for transcription', () => {
  it('is the audio and the fields of its own, and nothing that it refuses', async () => {
    const server = await answering([]);
    const audio = { kind: 'inline', file: { path }, mimeType: 'audio/mp3' } as const;
    await gemini(server.url).generate(ask({ ...ASK, audio, thinkingLevel: 'low' }));
    const body = JSON.parse(server.seen[0]?.body ?? '') as Record<string, unknown>;
    expect(body).toEqual({
      // The SDK's own, and empty.
      safetySettings: [],
      contents: [
        {
          role: 'user',
          parts: [
            {
              inlineData: {
                mimeType: 'audio/mp3',
                data: Buffer.from(tea.audio).toString('base64'),
              },
            },
          ],
        },
      ],
      generationConfig: {
        audioTranscriptionConfig: {
          languageCodes: ['en-GB'],
          diarization: true,
          wordTimestamp: true,
        },
      },
    });
  });

  it('may hold a little audio that is at hand', async () => {
    const server = await answering([]);
    const bytes = new Uint8Array([82, 73, 70, 70]);
    const audio = { kind: 'bytes', bytes, mimeType: 'audio/wav' } as const;
    await gemini(server.url).generate(ask({ ...ASK, audio }));
    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({
      contents: [{ parts: [{ inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } }] }],
    });
  });

  it('names no language where none is known', async () => {
    const server = await answering([]);
    const transcription = { ...ASK.transcription, languageCodes: [] };
    const audio = { kind: 'uploaded', uri: 'https://a.example/f', mimeType: 'audio/mp3' } as const;
    await gemini(server.url).generate(ask({ ...ASK, audio, transcription }));
    expect(server.seen[0]?.body).not.toContain('languageCodes');
    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({
      contents: [{ parts: [{ fileData: { fileUri: 'https://a.example/f' } }] }],
    });
  });
});

describe('its answer', () => {
  it('is the turns with the times of their words; text that is repeated counts once', async () => {
    const server = await answering([
      {
        text: 'Good evening.',
        audioTranscription: {
          text: 'Good evening.',
          speakerLabel: 'spk:0',
          words: [
            { word: 'Good', startOffset: '1.100s', endOffset: '2s' },
            { word: 'evening.', startOffset: 2.5, endOffset: '3.25', speakerLabel: 'spk:1' },
          ],
        },
      },
      { audioTranscription: { words: [{ word: 'Yes.' }] } },
    ]);
    const reply = replyOf(await gemini(server.url).generate(ask(ASK)));
    expect(reply).toMatchObject({ text: '', finishReason: 'STOP', modelVersion: MODEL });
    expect(reply.transcription).toEqual([
      {
        text: 'Good evening.',
        speaker: 'spk:0',
        words: [
          { word: 'Good', startSec: 1.1, endSec: 2 },
          { word: 'evening.', startSec: 2.5, endSec: 3.25, speaker: 'spk:1' },
        ],
      },
      { text: '', words: [{ word: 'Yes.' }] },
    ]);
  });

  it.each([
    ['no object', { audioTranscription: 'words' }],
    ['no words', { audioTranscription: {} }],
    ['words of a wrong kind', { audioTranscription: { words: [null, 4, { word: 5 }, 'x'] } }],
  ])('is passed over where it is %s', async (_, part) => {
    const server = await answering([part]);
    const reply = replyOf(await gemini(server.url).generate(ask(ASK)));
    expect(reply).toMatchObject({ text: '', finishReason: 'STOP' });
    expect(reply.transcription).toBeUndefined();
  });

  it.each([['-1s'], ['soon'], ['1:10'], [-3], [Number.NaN], [{ seconds: 1 }], ['1e9s']])(
    'has no time where it gives %j',
    async (startOffset) => {
      const words = [{ word: 'Yes.', startOffset }];
      const server = await answering([{ audioTranscription: { text: 'Yes.', words } }]);
      const reply = replyOf(await gemini(server.url).generate(ask(ASK)));
      expect(reply.transcription?.[0]?.words).toEqual([{ word: 'Yes.' }]);
    },
  );

  it('is turns without times where it is text alone', async () => {
    const server = await answering([{ text: 'Good evening.\n\nYes.' }]);
    const reply = replyOf(await gemini(server.url).generate(ask(ASK)));
    expect(reply).toMatchObject({ text: '', finishReason: 'STOP' });
    expect(reply.transcription).toEqual([
      { text: 'Good evening.', words: [] },
      { text: 'Yes.', words: [] },
    ]);
  });

  it('of silence has no parts, and is an empty reply', async () => {
    const reply = replyOf(await gemini((await answering([])).url).generate(ask(ASK)));
    expect(reply).toMatchObject({ text: '', finishReason: 'STOP' });
  });

  it('that is cut off is what had arrived', async () => {
    const server = await loopback((_, response) => {
      const audioTranscription = { text: 'Good evening.', speakerLabel: 'spk_1' };
      const content = { parts: [{ audioTranscription }] };
      stream(response).write(event({ candidates: [{ content }] }), () => response.destroy());
    });
    open.push(server);
    const reply = replyOf(await gemini(server.url).generate(ask(ASK)));
    expect(reply).toMatchObject({
      finishReason: 'CUT',
      transcription: [{ text: 'Good evening.', speaker: 'spk_1', words: [] }],
    });
  });
});

describe('the loopback Gemini', () => {
  async function start(): Promise<GeminiSandbox> {
    const box = await startGemini({ episodes: [tea] });
    open.push(box);
    return box;
  }

  it('answers in turns, and every word of the script is read from them', async () => {
    const box = await start();
    const audio = { kind: 'inline', file: { path }, mimeType: 'audio/mp3' } as const;
    const reply = replyOf(await gemini(box.url).generate(ask({ ...ASK, audio })));
    const { segments } = readReply(transcriptionText(reply.transcription ?? []), {
      durationSec: 120,
    });
    const bare = (texts: readonly string[]): string => texts.join(' ');
    expect(bare(segments.map(({ text }) => text))).toBe(bare(tea.script.map(({ text }) => text)));
    expect(new Set(segments.map(({ speaker }) => speaker)).size).toBe(
      new Set(tea.script.map(({ speaker }) => speaker)).size,
    );
    expect(box.requests).toMatchObject([{ outcome: 'ok', model: MODEL, prompt: '' }]);
  });

  it.each([
    [{ thinkingConfig: { thinkingLevel: 'low' } }, 'Thinking is not enabled'],
    [
      { audioTranscriptionConfig: { customVocabulary: ['Qi'], wordTimestamp: true } },
      'incompatible with timestamps',
    ],
    [
      { audioTranscriptionConfig: { customVocabulary: ['Qi'], diarization: true } },
      'incompatible with diarization',
    ],
    [{ audioTranscriptionConfig: { words: true } }, 'Unknown name'],
  ])('refuses %j, as the service does', async (config, words) => {
    const answer = await askAbout(await start(), tea.audio, { model: MODEL, config });
    expect(answer.status).toBe(400);
    expect(answer.raw).toContain(words);
  });

  it('refuses longer audio than the model takes with voices and times', async () => {
    const box = await startGemini({ episodes: [long()] });
    open.push(box);
    const file = join(folder, 'long.mp3');
    await writeFile(file, long().audio);
    const audio = { kind: 'inline', file: { path: file }, mimeType: 'audio/mp3' } as const;
    const failure = failureOf(await gemini(box.url).generate(ask({ ...ASK, audio })));
    expect(failure.httpStatus).toBe(400);
    expect(failure.message).toContain('1800 seconds');
  });
});

/** The episode over and over, for more than half an hour. */
function long(): typeof tea {
  const times = 20;
  const audio = new Uint8Array(tea.audio.length * times);
  for (let at = 0; at < times; at += 1) audio.set(tea.audio, at * tea.audio.length);
  return { ...tea, audio };
}
