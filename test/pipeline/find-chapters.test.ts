import { describe, expect, it } from 'vitest';
import { problem } from '../../src/base/outcome.ts';
import type { Episode } from '../../src/feed/types.ts';
import { findChapters } from '../../src/pipeline/find-chapters.ts';
import type { Http, HttpOutcome } from '../../src/ports.ts';
import { makeLog, makeTime } from './kit.ts';

const EPISODE: Episode = {
  id: '0123456789abcdef',
  title: 'A walk',
  enclosure: { url: 'https://cdn.example/a.mp3' },
  people: [],
  transcripts: [],
  chaptersUrl: 'https://cdn.example/a.json',
};
const LISTED = '{"version":"1.2.0","chapters":[{"startTime":5,"title":"From the feed"}]}';

function answer(status: number, body: AsyncIterable<Uint8Array>): HttpOutcome {
  const finalUrl = 'https://cdn.example/a.json';
  return { kind: 'response', status, headers: {}, finalUrl, body, discard: () => undefined };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}

async function find(
  get: Http['get'],
  given: { episode?: Episode; inAudio?: readonly { startSec: number; title: string }[] } = {},
) {
  const asked: string[] = [];
  const time = makeTime();
  const log = makeLog();
  const http: Http = {
    get: (request) => {
      asked.push(request.url);
      return get(request);
    },
  };
  const found = await time.drive(
    findChapters(
      { http, clock: time, log },
      {
        episode: given.episode ?? EPISODE,
        plan: { chapters: given.inAudio ?? [], durationSec: 60 },
        signal: new AbortController().signal,
      },
    ),
  );
  return { found, asked, said: log.of('debug') };
}

describe('the chapters of an episode', () => {
  it('are those that the feed links, where the audio has none', async () => {
    const { found, asked } = await find(async () => answer(200, bytesOf(LISTED)));
    expect(found).toEqual({
      chapters: [{ startSec: 5, title: 'From the feed' }],
      chaptersFrom: 'feed',
    });
    expect(asked).toEqual(['https://cdn.example/a.json']);
  });

  it('are those inside the audio before all others, and then nothing is asked for', async () => {
    const inAudio = [{ startSec: 1, title: 'From the audio' }];
    const { found, asked } = await find(async () => answer(200, bytesOf(LISTED)), { inAudio });
    expect(found).toEqual({ chapters: inAudio, chaptersFrom: 'audio' });
    expect(asked).toEqual([]);
  });

  it('are none where neither names any, and then nothing is asked for', async () => {
    const { chaptersUrl: _, ...episode } = EPISODE;
    const { found, asked } = await find(async () => answer(200, bytesOf(LISTED)), { episode });
    expect(found).toEqual({ chapters: [] });
    expect(asked).toEqual([]);
  });

  it('are none, and no fault, when the list cannot be had', async () => {
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) yield await Promise.resolve(new Uint8Array(100_000));
    };
    const refused = problem('http-refused', 'cdn.example does not take connections', 'Wait.');
    const answers: readonly (readonly [Http['get'], RegExp])[] = [
      [async () => ({ kind: 'failed', error: refused, retryable: true }), /does not take/u],
      [async () => answer(404, bytesOf('')), /answered 404/u],
      [async () => answer(200, bytesOf('<html>')), /none to read/u],
      [async () => answer(200, endless()), /more than 977 KiB/u],
      // A host that never ends its answer.
      [
        ({ signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason as Error));
          }),
        /not there within 15 s/u,
      ],
    ];
    for (const [get, said] of answers) {
      const result = await find(get);
      expect(result.found).toEqual({ chapters: [] });
      expect(result.said).toEqual([expect.stringMatching(said)]);
    }
  });
});
