import { readFileSync } from 'node:fs';
import { listFrames } from './gemini-mp3.ts';
import type { ScriptLine } from './gemini-answer.ts';
import type { GeminiSandbox, SandboxEpisode } from './gemini.ts';

const DEMO = new URL('../../demo/', import.meta.url);

/** An episode of the demo show, by file name without extension. */
export function demoEpisode(name: string): SandboxEpisode {
  return {
    id: name,
    audio: readFileSync(new URL(`${name}.mp3`, DEMO)),
    script: JSON.parse(readFileSync(new URL(`${name}.json`, DEMO), 'utf8')) as ScriptLine[],
  };
}

/** Frames `[from, to)` of an MP3, behind an Info frame as a careful cutter would write it. */
export function cutFrames(audio: Uint8Array, from: number, to: number): Buffer {
  const { starts, sizes } = listFrames(audio);
  const first = starts[from] ?? 0;
  const last = to - 1;
  const end = (starts[last] ?? 0) + (sizes[last] ?? 0);
  const info = Buffer.alloc(sizes[from] ?? 0);
  info.set(audio.subarray(first, first + 4));
  // Unprotected, so that the mark stands where the header says, whatever the stream is.
  info[1] = (info[1] ?? 0) | 1;
  const mono = (info[3] ?? 0) >> 6 === 3;
  const mpeg1 = (((info[1] ?? 0) >> 3) & 3) === 3;
  const side = mpeg1 ? (mono ? 17 : 32) : mono ? 9 : 17;
  info.write('Info', 4 + side, 'latin1');
  return Buffer.concat([info, audio.subarray(first, end)]);
}

/** Asks about some audio by plain fetch; the answer's status and text. */
export async function askAbout(
  box: GeminiSandbox,
  audio: Uint8Array | undefined,
  more: {
    readonly key?: string;
    readonly model?: string;
    readonly config?: Record<string, unknown>;
    readonly prompt?: string;
    readonly fileUri?: string;
    readonly method?: string;
  } = {},
): Promise<{
  readonly status: number;
  readonly raw: string;
  readonly text: string;
  readonly finish: string;
}> {
  const method = more.method ?? 'streamGenerateContent?alt=sse';
  const data =
    audio === undefined
      ? []
      : [{ inlineData: { mimeType: 'audio/mp3', data: Buffer.from(audio).toString('base64') } }];
  const file =
    more.fileUri === undefined
      ? []
      : [{ fileData: { mimeType: 'audio/mp3', fileUri: more.fileUri } }];
  const response = await fetch(
    `${box.url}/v1beta/models/${more.model ?? 'gemini-flash-latest'}:${method}`,
    {
      method: 'POST',
      redirect: 'manual',
      headers: { 'x-goog-api-key': more.key ?? 'key-1', 'content-type': 'application/json' },
      body: JSON.stringify({
        contents: [
          { role: 'user', parts: [...data, ...file, { text: more.prompt ?? 'Write it down.' }] },
        ],
        generationConfig: { maxOutputTokens: 8_192, ...more.config },
      }),
    },
  );
  const raw = await response.text();
  const events = method.startsWith('stream')
    ? raw.split('\r\n\r\n').filter((line) => line.startsWith('data: '))
    : [];
  let text = '';
  let finish = '';
  for (const line of events) {
    const event = JSON.parse(line.slice(6)) as {
      candidates?: [
        { content?: { parts: { text: string; thought?: boolean }[] }; finishReason?: string },
      ];
    };
    const [candidate] = event.candidates ?? [];
    for (const part of candidate?.content?.parts ?? [])
      if (part.thought !== true) text += part.text;
    finish = candidate?.finishReason ?? finish;
  }
  return { status: response.status, raw, text, finish };
}

/** Lines of a reply: seconds, speaker, words. */
export function linesOf(
  text: string,
): { readonly atSec: number; readonly speaker: string; readonly text: string }[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, minutes = '', seconds = '', speaker = '', words = ''] =
        /^\[(\d+):(\d\d)\] ([^:]+): (.*)$/u.exec(line) ?? [];
      return { atSec: Number(minutes) * 60 + Number(seconds), speaker, text: words };
    });
}
