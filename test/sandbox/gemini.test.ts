import { afterEach, describe, expect, it } from 'vitest';
import { startGemini } from './gemini.ts';
import type { Fault, GeminiSandbox, GeminiSandboxOptions } from './gemini.ts';
import { listFrames } from './gemini-mp3.ts';
import { askAbout, cutFrames, demoEpisode, linesOf } from './gemini-kit.ts';

const tea = demoEpisode('001-cooling-tea');
const boats = demoEpisode('002-boats-uphill');
const NOON = Date.UTC(2026, 10, 24, 20);

const boxes: GeminiSandbox[] = [];
afterEach(async () => {
  await Promise.all(boxes.splice(0).map((box) => box.close()));
});

async function start(more: Partial<GeminiSandboxOptions> = {}): Promise<GeminiSandbox> {
  const box = await startGemini({ episodes: [tea, boats], clock: () => NOON, ...more });
  boxes.push(box);
  return box;
}

const frames = listFrames(boats.audio);
const total = frames.starts.length;
const middle = Math.floor(total / 2);

describe('what the sandbox hears', () => {
  it('is found out from the bytes alone: which episode, which span', async () => {
    const box = await start();
    await askAbout(box, cutFrames(boats.audio, 1_000, 3_000));
    await askAbout(box, tea.audio);
    expect(box.requests).toMatchObject([
      { episode: '002-boats-uphill', outcome: 'ok', status: 200, audio: 'inline' },
      { episode: '001-cooling-tea', startSec: 0 },
    ]);
    // 24 kHz: a frame of MPEG 2 holds 576 samples.
    const seconds = frames.times[1] ?? 0;
    expect(box.requests[0]?.startSec).toBeCloseTo(1_000 * seconds, 3);
    expect(box.requests[0]?.endSec).toBeCloseTo(3_000 * seconds, 3);
    expect(box.requests[1]?.endSec).toBeCloseTo(116.5, 0);
    expect(box.audioSecondsServed('002-boats-uphill')).toBeCloseTo(2_000 * seconds, 3);
  });

  it('is refused when it is not an unbroken part of a known episode', async () => {
    const box = await start();
    const gap = Buffer.concat([cutFrames(boats.audio, 0, 100), cutFrames(boats.audio, 101, 200)]);
    const twice = Buffer.concat([
      cutFrames(boats.audio, 500, 600),
      cutFrames(boats.audio, 599, 700),
    ]);
    const spoilt = cutFrames(boats.audio, 0, 100);
    spoilt[spoilt.length - 3] = (spoilt.at(-3) ?? 0) ^ 1;
    for (const audio of [gap, twice, spoilt, Buffer.from('no audio at all')]) {
      const answer = await askAbout(box, audio);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.raw)).toMatchObject({ error: { status: 'INVALID_ARGUMENT' } });
    }
    expect(
      box.requests.every(({ outcome, episode }) => outcome === 'refused' && episode === undefined),
    ).toBe(true);
    expect(box.audioSecondsServed()).toBe(0);
  });

  it('is answered from the script: every word once, in order, within a second and a half', async () => {
    const box = await start();
    const { text, finish } = await askAbout(box, boats.audio);
    const lines = linesOf(text);
    expect(finish).toBe('STOP');
    expect(lines.map(({ speaker, text: words }) => ({ speaker, words }))).toEqual(
      boats.script.map(({ speaker, text: words }) => ({ speaker, words })),
    );
    const off = lines.map((line, at) => line.atSec - (boats.script[at]?.startSec ?? 0));
    expect(Math.max(...off.map(Math.abs))).toBeLessThanOrEqual(1.5);
    expect(off.some((value) => Math.abs(value) > 0.6)).toBe(true);
  });

  it('is split at the proportionate word where a cut falls into an utterance', async () => {
    const line = boats.script.find((one) => one.text.split(' ').length >= 12);
    const cutSec = ((line?.startSec ?? 0) + (line?.endSec ?? 0)) / 2;
    const cut = frames.times.findIndex((time) => time >= cutSec);
    const box = await start();
    const before = linesOf((await askAbout(box, cutFrames(boats.audio, 0, cut))).text);
    const after = linesOf((await askAbout(box, cutFrames(boats.audio, cut, total))).text);
    const words = (line?.text ?? '').split(' ').length;
    expect(Math.abs((before.at(-1)?.text.split(' ').length ?? 0) - words / 2)).toBeLessThanOrEqual(
      1,
    );
    expect(`${before.at(-1)?.text ?? ''} ${after[0]?.text ?? ''}`).toBe(line?.text);
    expect([...before, ...after].map(({ text }) => text).join(' ')).toBe(
      boats.script.map(({ text }) => text).join(' '),
    );
    expect(box.paidTwice()).toEqual([]);
  });

  it('tells when something was paid for twice', async () => {
    const box = await start();
    await askAbout(box, cutFrames(boats.audio, 0, middle));
    await askAbout(box, cutFrames(boats.audio, middle - 500, total));
    expect(box.paidTwice('002-boats-uphill')).toEqual([
      {
        episode: '002-boats-uphill',
        startSec: frames.times[middle - 500],
        endSec: expect.closeTo(frames.times[middle] ?? 0, 6) as number,
      },
    ]);
  });

  it('jitters the same way for the same seed, and another way for another', async () => {
    const texts = await Promise.all(
      [7, 7, 8].map(async (seed) => (await askAbout(await start({ seed }), tea.audio)).text),
    );
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });
});

describe('an answer', () => {
  it('comes in several events with the counts so far and the model that answers', async () => {
    const box = await start();
    const { raw } = await askAbout(box, tea.audio, { model: 'gemini-flash-lite-latest' });
    const events = raw
      .split('\r\n\r\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line.slice(6)) as Record<string, unknown>);
    expect(events.length).toBeGreaterThan(4);
    const seconds = box.requests[0]?.endSec ?? 0;
    for (const event of events) {
      expect(event).toMatchObject({
        modelVersion: 'gemini-3.5-flash-lite',
        usageMetadata: {
          promptTokensDetails: [{}, { modality: 'AUDIO', tokenCount: Math.ceil(seconds * 32) }],
        },
      });
    }
  });

  it('is one object when it is not streamed', async () => {
    const { raw } = await askAbout(await start(), tea.audio, { method: 'generateContent' });
    expect(JSON.parse(raw)).toMatchObject({
      candidates: [{ finishReason: 'STOP', content: { role: 'model' } }],
    });
  });

  it('is cut short where the token limit ends it', async () => {
    const box = await start();
    const answer = await askAbout(box, tea.audio, { config: { maxOutputTokens: 100 } });
    expect(answer.finish).toBe('MAX_TOKENS');
    expect(answer.text).toHaveLength((100 - 48) * 4);
    expect(box.requests[0]?.outcome).toBe('max-tokens');
  });

  it('is short for a question without audio', async () => {
    expect((await askAbout(await start(), undefined)).text).toBe('OK.');
  });

  it.each([
    [{ audioTimestamp: true }, 'Unknown name \\"audioTimestamp\\"'],
    [{ thinkingConfig: { thinkingLevel: 'minimal' } }, 'MINIMAL is not supported'],
    [{ thinkingConfig: { thinkingLevel: 'low', thinkingBudget: 5 } }, 'only one of'],
    [{ maxOutputTokens: 65_537 }, 'maxOutputTokens'],
  ])('is refused for %j', async (config, words) => {
    const answer = await askAbout(await start(), tea.audio, { config });
    expect(answer.status).toBe(400);
    expect(answer.raw).toContain(words);
  });

  it.each([
    ['gemini-2.5-flash', 'no longer available to new users'],
    ['gemini-9-flash', 'is not found'],
  ])('does not come from the model %s', async (model, words) => {
    const answer = await askAbout(await start(), tea.audio, { model });
    expect(answer.status).toBe(404);
    expect(answer.raw).toContain(words);
    expect(answer.raw).toContain(model);
  });
});

describe('keys and projects', () => {
  const projects = { 'key-1': 'one', 'key-1b': 'one', 'key-2': 'two' };

  it.each([
    ['unknown', 400, 'API_KEY_INVALID'],
    ['', 403, 'unregistered callers'],
    ['key-2', 403, 'reported as leaked'],
  ])('a key is refused: %j', async (key, status, words) => {
    const box = await start({ projects, deadKeys: { 'key-2': 'leaked' } });
    const answer = await askAbout(box, tea.audio, { key });
    expect(answer.status).toBe(status);
    expect(answer.raw).toContain(words);
    expect(box.requests[0]?.outcome).toBe('refused');
  });

  it('quotas belong to the project, and the other project has its own', async () => {
    const box = await start({ projects, quotas: [{ requestsPerDay: 1 }] });
    const statuses: number[] = [];
    for (const key of ['key-1', 'key-1b', 'key-2'])
      statuses.push((await askAbout(box, tea.audio, { key })).status);
    expect(statuses).toEqual([200, 429, 200]);
    expect(box.requests.map(({ project, outcome }) => `${project} ${outcome}`)).toEqual([
      'one ok',
      'one quota',
      'two ok',
    ]);
  });
});

describe('quotas', () => {
  it('of a day begin anew at midnight in Los Angeles, in summer and in winter', async () => {
    const box = await start({ quotas: [{ model: 'gemini-flash-latest', requestsPerDay: 1 }] });
    const status = async (now: number): Promise<number> => {
      box.setNow(now);
      return (await askAbout(box, tea.audio)).status;
    };
    expect(await status(Date.UTC(2026, 10, 25, 7, 59))).toBe(200);
    expect(await status(Date.UTC(2026, 10, 25, 7, 59, 30))).toBe(429);
    expect(await status(Date.UTC(2026, 10, 25, 8, 0, 30))).toBe(200);
    expect(await status(Date.UTC(2027, 6, 1, 6, 59))).toBe(200);
    expect(await status(Date.UTC(2027, 6, 1, 7, 1))).toBe(200);
    expect(await status(Date.UTC(2027, 6, 1, 12))).toBe(429);
    expect(box.usedToday(box.requests[0]?.project ?? '', 'gemini-3.8-flash')).toBe(1);
  });

  it('of a day say so in the shape of the real service, with its misleading delay', async () => {
    const box = await start({ quotas: [{ requestsPerDay: 1 }] });
    await askAbout(box, tea.audio);
    const { raw } = await askAbout(box, tea.audio);
    expect(JSON.parse(raw)).toMatchObject({
      error: {
        code: 429,
        message: expect.stringContaining(
          'limit: 1, model: gemini-3.8-flash\nPlease retry in 38.25s.',
        ) as string,
        details: [
          {},
          {
            violations: [
              {
                quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
                quotaDimensions: { model: 'gemini-3.8-flash' },
                quotaValue: '1',
              },
            ],
          },
          { retryDelay: '38s' },
        ],
      },
    });
  });

  it('of a minute slide', async () => {
    const box = await start({ quotas: [{ requestsPerMinute: 2 }] });
    const status = async (sec: number): Promise<string> => {
      box.setNow(NOON + sec * 1000);
      const { status: code, raw } = await askAbout(box, tea.audio);
      return `${code} ${/"retryDelay": "(\d+s)"/u.exec(raw)?.[1] ?? ''}`.trim();
    };
    expect(await status(0)).toBe('200');
    expect(await status(50)).toBe('200');
    expect(await status(55)).toBe('429 5s');
    expect(await status(60)).toBe('200');
    expect(await status(61)).toBe('429 49s');
  });

  it('of tokens count the audio, and refused requests cost nothing', async () => {
    const box = await start({ quotas: [{ tokensPerMinute: 5_000, tier: 'paid' }] });
    expect((await askAbout(box, tea.audio)).status).toBe(200);
    const { status, raw } = await askAbout(box, tea.audio);
    expect(status).toBe(429);
    expect(raw).toContain('"GenerateContentPaidTierInputTokensPerModelPerMinute"');
    expect((await askAbout(box, cutFrames(tea.audio, 0, 500))).status).toBe(200);
  });

  it('of zero come without a value', async () => {
    const box = await start({ quotas: [{ requestsPerDay: 0 }] });
    const { status, raw } = await askAbout(box, tea.audio);
    expect(status).toBe(429);
    expect(raw).toContain('limit: 0, model: gemini-3.8-flash');
    expect(raw).not.toContain('quotaValue');
  });
});

describe('faults on demand', () => {
  const spoken = async (
    fault: Fault,
    more: Parameters<typeof askAbout>[2] = {},
  ): ReturnType<typeof askAbout> => {
    const box = await start({ faults: [{ fault }] });
    const answer = await askAbout(box, boats.audio, more);
    expect(box.requests[0]?.outcome).toBe(
      ['style', 'thoughts'].includes(fault.kind) ? 'ok' : fault.kind,
    );
    return answer;
  };
  const whole = boats.script.map(({ text }) => text).join(' ').length;

  it('strike by index, key, project, model, episode, second, function, and so often', async () => {
    const box = await start({ projects: { a: 'one', b: 'two' } });
    const fault = { kind: 'empty' } as const;
    const struck = async (key: string, model: string, audio: Uint8Array): Promise<string> => {
      await askAbout(box, audio, { key, model });
      return box.requests.at(-1)?.outcome ?? '';
    };
    const all = async (): Promise<string[]> => [
      await struck('a', 'gemini-flash-latest', cutFrames(boats.audio, 0, middle)),
      await struck('b', 'gemini-flash-lite-latest', cutFrames(boats.audio, middle, total)),
      await struck('b', 'gemini-flash-latest', tea.audio),
    ];
    const rules = [
      [{ key: 'b' }, ['ok', 'empty', 'empty']],
      [{ project: 'one' }, ['empty', 'ok', 'ok']],
      [{ model: 'gemini-3.5-flash-lite' }, ['ok', 'empty', 'ok']],
      [{ episode: tea.id }, ['ok', 'ok', 'empty']],
      [{ episode: boats.id, holdsSec: frames.times[middle] ?? 0 }, ['ok', 'empty', 'ok']],
      [{ index: [17, 15] }, ['empty', 'ok', 'empty']],
    ] as const;
    for (const [match, outcomes] of rules) {
      const remove = box.setFault({ match, fault });
      expect(await all()).toEqual(outcomes);
      remove();
    }
    box.setFault({ match: ({ startSec }) => startSec === 0, times: 1, fault });
    expect(await all()).toEqual(['empty', 'ok', 'ok']);
  });

  it('cut, stop and spoil the stream', async () => {
    const box = await start();
    box.setFault({ fault: { kind: 'cut', afterBytes: 900 }, times: 1 });
    await expect(askAbout(box, boats.audio)).rejects.toThrow(/fetch failed|terminated/u);
    box.setFault({ fault: { kind: 'hang-up' }, times: 1 });
    await expect(askAbout(box, boats.audio)).rejects.toThrow(/fetch failed|terminated/u);
    box.setFault({ fault: { kind: 'no-finish' }, times: 1 });
    expect(await askAbout(box, boats.audio)).toMatchObject({ status: 200, finish: '' });
    box.setFault({ fault: { kind: 'error-inside', bare: true }, times: 1 });
    expect((await askAbout(box, boats.audio)).raw).toMatch(/\r\n\r\n\{"error":\{"code":503/u);
    box.setFault({ fault: { kind: 'block', reason: 'OTHER' }, times: 1 });
    expect((await askAbout(box, boats.audio)).raw).toContain(
      '"promptFeedback":{"blockReason":"OTHER"}',
    );
    expect(box.requests.map(({ outcome }) => outcome)).toEqual([
      'cut',
      'hang-up',
      'no-finish',
      'error-inside',
      'block',
    ]);
    expect(box.audioSecondsServed()).toBe(0);
  });

  it('send any body, status and header', async () => {
    const box = await start();
    box.setFault({
      fault: {
        kind: 'fixture',
        name: '503-high-demand',
        inArray: true,
        headers: { 'retry-after': '9' },
      },
      times: 1,
    });
    expect(await askAbout(box, boats.audio)).toMatchObject({
      status: 503,
      raw: expect.stringMatching(/^\[\{/u) as string,
    });
    box.setFault({ fault: { kind: 'status', status: 502, body: '<html>' }, times: 1 });
    expect(await askAbout(box, boats.audio)).toMatchObject({ status: 502, raw: '<html>' });
    box.setFault({ fault: { kind: 'redirect', location: 'http://127.0.0.1:9/' }, times: 1 });
    expect((await askAbout(box, boats.audio)).status).toBe(307);
  });

  it('hold an answer back until a promise is kept', async () => {
    const gate = Promise.withResolvers<void>();
    const box = await start({ faults: [{ fault: { kind: 'hold', until: gate.promise } }] });
    const asked = askAbout(box, tea.audio);
    const other = await askAbout(box, undefined, { method: 'generateContent', key: '' });
    expect(other.status).toBe(403);
    gate.resolve();
    expect((await asked).finish).toBe('STOP');
    // Which of the two came in first is chance.
    expect(box.requests.map(({ outcome }) => outcome).toSorted()).toEqual(['ok', 'refused']);
  });

  it('leave words out, change them, or put others in', async () => {
    expect((await spoken({ kind: 'max-tokens' })).finish).toBe('MAX_TOKENS');
    expect((await spoken({ kind: 'finish', reason: 'RECITATION', share: 0.2 })).finish).toBe(
      'RECITATION',
    );
    expect((await spoken({ kind: 'refusal' })).text).toContain('I cannot transcribe');
    expect((await spoken({ kind: 'empty' })).text).toBe('');
    expect((await spoken({ kind: 'echo' }, { prompt: 'The prompt itself.' })).text).toBe(
      'The prompt itself.',
    );
    expect((await spoken({ kind: 'text', text: 'Hm.', finishReason: 'OTHER' })).finish).toBe(
      'OTHER',
    );
    expect(
      (await spoken({ kind: 'rewrite', rewrite: (text) => text.toUpperCase() })).text,
    ).toContain('] EDWIN: ');
    expect((await spoken({ kind: 'thoughts', text: 'Hidden.' })).text).not.toContain('Hidden.');
    expect((await spoken({ kind: 'speakers', names: { Mara: 'Speaker 1' } })).text).toContain(
      '] Speaker 1: ',
    );
  });

  it('loop up to the token limit, or so often', async () => {
    const endless = await spoken({ kind: 'loop' });
    expect(endless.finish).toBe('MAX_TOKENS');
    expect(/(?:I-){500}I?$/u.test(endless.text)).toBe(true);
    expect(
      (await spoken({ kind: 'loop', phrase: 'la ', times: 9 })).text.endsWith('la '.repeat(9)),
    ).toBe(true);
  });

  it('leave a hole, or stop early', async () => {
    const hole = linesOf((await spoken({ kind: 'hole', seconds: 60, atSec: 100 })).text);
    expect(hole.filter(({ atSec }) => atSec >= 100 && atSec < 160)).toEqual([]);
    expect(hole.some(({ atSec }) => atSec >= 160)).toBe(true);
    const early = await spoken({ kind: 'early-stop', afterSec: 200 });
    expect(early.finish).toBe('STOP');
    expect(linesOf(early.text).every(({ atSec }) => atSec < 200)).toBe(true);
    expect(early.text.length).toBeLessThan(whole / 2);
  });

  it('confuse the stamps, or only write them in another way', async () => {
    const late = linesOf((await spoken({ kind: 'past-end' })).text);
    expect(Math.max(...late.map(({ atSec }) => atSec))).toBeGreaterThan(668);
    expect((await spoken({ kind: 'hour-confusion' })).text).toMatch(/^\[00:0\d:00\] /u);
    expect((await spoken({ kind: 'style', style: 'hours' })).text).toMatch(/^\[00:00:0\d\] /u);
    expect((await spoken({ kind: 'style', style: 'fractions' })).text).toMatch(
      /^\[00:0\d\.250\] /u,
    );
    expect((await spoken({ kind: 'style', style: 'fence' })).text).toMatch(
      /^```text\n\[.*```\n$/su,
    );
    expect((await spoken({ kind: 'style', style: 'vtt' })).text).toMatch(
      /^WEBVTT\n\n00:00:0\d\.000 --> /u,
    );
    const items = JSON.parse((await spoken({ kind: 'style', style: 'json' })).text) as unknown[];
    expect(items).toHaveLength(boats.script.length);
  });
});
