import { describe, expect, it } from 'vitest';
import { apiExitCode, testApi } from '../../src/commands/test-api.ts';
import type { ApiTestQuery, ApiTrial } from '../../src/commands/test-api.ts';
import type { ApiFailure, Model, ModelOutcome, ModelRequest } from '../../src/ports.ts';
import { Ledger } from '../../src/quota/types.ts';
import { makeFolder, NEVER, NOON, settingsOf } from './kit.ts';
import type { MemoryFolder } from './kit.ts';

const KEYS = ['k1', 'k2'].map((name) => ({ secret: `secret-${name}`, fingerprint: name }));
const READY: ModelOutcome = {
  kind: 'reply',
  reply: {
    text: ' ready\n',
    finishReason: 'STOP',
    modelVersion: 'gemini-3.8-flash',
    usage: { prompt: 12, output: 1, thoughts: 5 },
  },
};

function refusal(httpStatus: number, error: object): ModelOutcome {
  const failure: ApiFailure = {
    httpStatus,
    body: JSON.stringify({ error }),
    message: `HTTP ${httpStatus}`,
    unsent: false,
  };
  return { kind: 'failed', failure };
}

const LEAKED = refusal(403, {
  code: 403,
  status: 'PERMISSION_DENIED',
  message: 'Your API key was reported as leaked. Please use another API key.',
});
const DAY_IS_OVER = refusal(429, {
  code: 429,
  status: 'RESOURCE_EXHAUSTED',
  message: 'You exceeded your current quota.',
  details: [
    {
      '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
      violations: [
        {
          quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
          quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
          quotaValue: '20',
        },
      ],
    },
  ],
});

/** A model that answers by key and model, and remembers what it was asked. */
function fakeModel(answers: Readonly<Record<string, ModelOutcome>> = {}) {
  const asked: ModelRequest[] = [];
  const unused = (): never => {
    throw new Error('nothing is uploaded in a test');
  };
  const model: Model = {
    generate: (request) => {
      asked.push(request);
      const name = `${request.key.fingerprint}/${request.model}`;
      return Promise.resolve(answers[name] ?? READY);
    },
    upload: unused,
    forget: unused,
  };
  return { asked, model };
}

const YAML = 'models: [gemini-a, gemini-b]\n';

function test(
  folder: MemoryFolder,
  model: Model,
  more: Partial<ApiTestQuery> = {},
): ReturnType<typeof testApi> {
  const settings = settingsOf(YAML);
  const query = { settings, keys: KEYS, force: false, signal: NEVER, last: NEVER, ...more };
  return testApi({ ...folder, model }, query);
}

function names(trials: readonly ApiTrial[]): readonly string[] {
  return trials.map(({ key, model, kind }) => `${key}/${model}: ${kind}`);
}

function ledgerOf(folder: MemoryFolder): Ledger {
  return Ledger.parse(folder.json('state/quota.json'));
}

describe('test-api', () => {
  it('asks a model made for transcription about a second of silence', async () => {
    const { asked, model } = fakeModel();
    const settings = settingsOf('models: [gemini-3.5-transcribe]\n');
    const { trials } = await test(makeFolder({}), model, { settings, keys: KEYS.slice(0, 1) });
    expect(trials).toMatchObject([{ kind: 'works' }]);
    const [request] = asked;
    expect(request?.transcription).toMatchObject({ languageCodes: [], diarization: true });
    const { audio } = request ?? {};
    if (audio?.kind !== 'bytes') throw new Error('no audio was sent');
    const view = new DataView(audio.bytes.buffer);
    const text = (from: number, to: number): string =>
      String.fromCharCode(...audio.bytes.subarray(from, to));
    expect([text(0, 4), text(8, 16), text(36, 40)]).toEqual(['RIFF', 'WAVEfmt ', 'data']);
    expect(view.getUint32(4, true)).toBe(audio.bytes.length - 8);
    expect(view.getUint32(40, true)).toBe(audio.bytes.length - 44);
  });

  it('asks each model once with each key, in a few tokens, and counts it', async () => {
    const folder = makeFolder();
    const { asked, model } = fakeModel();
    const { trials, unsaved } = await test(folder, model);
    expect(unsaved).toBeUndefined();
    expect(trials).toHaveLength(4);
    expect(trials[0]).toEqual({
      key: 'k1',
      model: 'gemini-a',
      kind: 'works',
      latencyMs: 0,
      said: 'ready',
      version: 'gemini-3.8-flash',
      finishReason: 'STOP',
      promptTokens: 12,
      outputTokens: 6,
    });
    expect(asked.every(({ audio, prompt }) => audio === undefined && prompt.length < 100)).toBe(
      true,
    );
    expect(
      ledgerOf(folder).entries.map(({ key, model: name, requests, tokens }) => [
        `${key}/${name}`,
        requests,
        tokens,
      ]),
    ).toEqual([
      ['k1/gemini-a', 1, 12],
      ['k1/gemini-b', 1, 12],
      ['k2/gemini-a', 1, 12],
      ['k2/gemini-b', 1, 12],
    ]);
    expect(apiExitCode({ trials })).toBe(0);
  });

  it('says what is wrong with a key and what to do, and remembers it', async () => {
    const folder = makeFolder();
    const { model } = fakeModel({ 'k2/gemini-a': LEAKED, 'k2/gemini-b': LEAKED });
    const { trials } = await test(folder, model);
    expect(names(trials)).toEqual([
      'k1/gemini-a: works',
      'k1/gemini-b: works',
      'k2/gemini-a: refused',
      'k2/gemini-b: refused',
    ]);
    expect(trials[2]).toMatchObject({
      quota: false,
      error: { code: 'model-key-leaked', message: expect.stringContaining('leaked') },
    });
    expect(ledgerOf(folder).keys).toMatchObject([{ key: 'k2', state: 'dead' }]);
    expect(JSON.stringify(trials)).not.toContain('secret-');
    expect(apiExitCode({ trials })).toBe(1);
    // Its owner may have mended it: that is what the command is for.
    const again = await test(folder, fakeModel().model);
    expect(names(again.trials)).toContain('k2/gemini-a: works');
    expect(ledgerOf(folder).keys).toEqual([]);
  });

  it('does not ask a pair that is known to be exhausted, unless told to', async () => {
    const folder = makeFolder();
    const first = await test(folder, fakeModel({ 'k1/gemini-a': DAY_IS_OVER }).model);
    expect(first.trials[0]).toMatchObject({ kind: 'refused', quota: true });
    expect(apiExitCode(first)).toBe(2);
    const second = fakeModel();
    const result = await test(folder, second.model);
    expect(result.trials[0]).toMatchObject({
      kind: 'exhausted',
      until: Date.parse('2026-11-25T08:00:00Z'),
    });
    expect(second.asked).toHaveLength(3);
    expect(apiExitCode(result)).toBe(2);
    const forced = fakeModel();
    await test(folder, forced.model, { force: true });
    expect(forced.asked).toHaveLength(4);
  });

  it('asks the models that are named alone', async () => {
    const { asked, model } = fakeModel();
    const { trials } = await test(makeFolder(), model, { models: ['gemini-c'] });
    expect(names(trials)).toEqual(['k1/gemini-c: works', 'k2/gemini-c: works']);
    expect(asked).toHaveLength(2);
  });

  it('says when the count could not be saved', async () => {
    const folder = makeFolder();
    folder.breakDisk();
    const result = await test(folder, fakeModel().model);
    expect(result).toMatchObject({ unsaved: { code: 'disk-full' } });
    expect(apiExitCode(result)).toBe(1);
  });

  it('stops asking when it is interrupted, and saves what was counted', async () => {
    const folder = makeFolder();
    const stop = new AbortController();
    const { asked, model } = fakeModel();
    const stopping: Model = {
      ...model,
      generate: (request) => {
        stop.abort();
        return model.generate(request);
      },
    };
    await test(folder, stopping, { signal: stop.signal, keys: KEYS.slice(0, 1) });
    expect(asked).toHaveLength(1);
    expect(ledgerOf(folder).entries).toMatchObject([{ requests: 1, day: '2026-11-24' }]);
    expect(folder.clock.now()).toBe(NOON);
  });
});
