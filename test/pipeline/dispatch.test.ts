import { describe, expect, it } from 'vitest';
import { makeDispatcher } from '../../src/pipeline/dispatch.ts';
import type { CallOutcome, Dispatcher, ModelJob } from '../../src/pipeline/dispatch-types.ts';
import { modelsOf } from '../../src/pipeline/models.ts';
import { holdServiceState } from '../../src/pipeline/service-state.ts';
import type { ServiceHolder } from '../../src/pipeline/service-state.ts';
import type { Model } from '../../src/ports.ts';
import { emptyCircuit } from '../../src/quota/breaker.ts';
import { emptyLedger } from '../../src/quota/ledger.ts';
import { makeFakeModel, refusal, refused, replied, UNREACHABLE } from './fake-model.ts';
import type { FakeModel } from './fake-model.ts';
import { HOUR, makeRun, makeTime, MIDNIGHT, MINUTE, NOON, settingsOf } from './kit.ts';
import type { TestRun, TestTime } from './kit.ts';

const FLASH = 'gemini-flash-latest';
const LITE = 'gemini-flash-lite-latest';
/** The refusal of a free project's day, as a real one was worded; its limit is 20. */
const DAY_OVER = refused('429-rpd-free-gemini-3.6-flash');

interface Bench {
  readonly time: TestTime;
  readonly run: TestRun;
  readonly service: ServiceHolder;
  readonly dispatcher: Dispatcher;
  /** Waits for quota that were asked for. */
  readonly waits: number[];
}

function setUp(
  model: (time: TestTime) => Model,
  given: {
    readonly keys?: readonly string[];
    readonly yaml?: string;
    readonly budgetMs?: number;
    readonly service?: ServiceHolder;
    readonly time?: TestTime;
    readonly wait?: (notBefore: number, bench: TestTime) => Promise<boolean>;
  } = {},
): Bench {
  const time = given.time ?? makeTime();
  const run = makeRun({
    time,
    ports: { model: model(time) },
    keys: given.keys ?? ['k1', 'k2'],
    settings: settingsOf(given.yaml ?? `models: [${FLASH}]`),
    ...(given.budgetMs === undefined ? {} : { budgetMs: given.budgetMs }),
  });
  const service =
    given.service ?? holdServiceState('state', { ledger: emptyLedger(), circuit: emptyCircuit() });
  const waits: number[] = [];
  const dispatcher = makeDispatcher({
    run,
    service,
    models: modelsOf(run.settings, service, run.startedAt),
    shares: () => [],
    waitForQuota: async (notBefore) => {
      waits.push(notBefore);
      return (await given.wait?.(notBefore, time)) ?? false;
    },
  });
  return { time, run, service, dispatcher, waits };
}

function job(more: Partial<ModelJob> = {}): ModelJob {
  return {
    label: 'Show: Episode, part 1 of 2',
    file: { path: 'part.mp3' },
    bytes: 1_000,
    mimeType: 'audio/mpeg',
    durationSec: 300,
    systemInstruction: 'Transcribe.',
    prompt: 'Part 1.',
    maxOutputTokens: () => 8_000,
    thinkingLevel: () => undefined,
    without: [],
    maxRequests: 50,
    ...more,
  };
}

/** Carries out jobs side by side in virtual time. */
async function callAll(bench: Bench, jobs: readonly ModelJob[]): Promise<readonly CallOutcome[]> {
  try {
    return await bench.time.drive(Promise.all(jobs.map((one) => bench.dispatcher.call(one))));
  } finally {
    bench.run.end();
  }
}

describe('a key that the service refuses for good', () => {
  it('is named once with its remedy, and the job goes on with another key', async () => {
    let model: FakeModel | undefined;
    const bench = setUp((time) => {
      model = makeFakeModel(time, ({ key }) =>
        key.fingerprint === 'k1' ? refused('403-leaked-key') : replied(),
      );
      return model;
    });
    const outcomes = await callAll(bench, [job(), job(), job()]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['reply', 'reply', 'reply']);
    expect(model?.asked.filter(({ key }) => key === 'k1')).toHaveLength(1);
    expect(bench.run.log.of('warning')).toEqual([
      expect.stringMatching(/^Gemini key k1: .*leaked.*Make a new key in Google AI Studio/isu),
    ]);
    expect(bench.service.now.ledger.keys).toMatchObject([{ key: 'k1', state: 'dead' }]);
  });

  it('fails the job as a fault of the whole run when no key is left', async () => {
    const bench = setUp((time) => makeFakeModel(time, () => refused('400-api-key-invalid')));
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({
      kind: 'failed',
      requests: 2,
      error: { code: 'no-usable-key', remedy: expect.stringMatching(/Replace the keys/u) },
    });
    expect(bench.dispatcher.outlook(300)).toMatchObject({ kind: 'none', cause: 'keys' });
  });
});

describe("a day's quota that ends", () => {
  it('sends nothing more to the pair, takes the other key, then the other model, then defers to midnight', async () => {
    let model: FakeModel | undefined;
    const bench = setUp(
      (time) => {
        model = makeFakeModel(time, (_request, index) => (index < 2 ? replied() : DAY_OVER));
        return model;
      },
      { yaml: `models: [${FLASH}, ${LITE}]` },
    );
    const outcomes = await callAll(bench, [job(), job(), job()]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['deferred', 'reply', 'reply']);
    const deferred = outcomes.find(({ kind }) => kind === 'deferred');
    expect(deferred).toMatchObject({ notBefore: MIDNIGHT, cause: 'quota' });
    const refusals = model?.asked.slice(2).map(({ key, model: name }) => `${key} ${name}`) ?? [];
    expect(refusals.toSorted()).toEqual(
      ['k1', 'k2'].flatMap((key) => [`${key} ${FLASH}`, `${key} ${LITE}`]).toSorted(),
    );
    expect(bench.waits).toEqual([MIDNIGHT]);
  });

  it('goes on with the same job when the wait for quota is over', async () => {
    const bench = setUp(
      (time) => makeFakeModel(time, () => (time.now() < MIDNIGHT ? DAY_OVER : replied())),
      {
        keys: ['k1'],
        budgetMs: 40 * HOUR,
        wait: async (notBefore, time) => {
          await time.sleep(notBefore - time.now(), new AbortController().signal);
          return true;
        },
      },
    );
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({ kind: 'reply', requests: 2 });
    expect(bench.time.now()).toBeGreaterThanOrEqual(MIDNIGHT);
  });
});

describe('pacing', () => {
  it('keeps many jobs at once under the requests a minute, without one refusal', async () => {
    let model: FakeModel | undefined;
    const bench = setUp(
      (time) => {
        model = makeFakeModel(time, () => replied(), { tookMs: 100 });
        return model;
      },
      {
        keys: ['k1'],
        yaml: `models: [${FLASH}]\nlimits:\n  default:\n    requestsPerMinute: 3\n    requestsPerDay: 100`,
      },
    );
    const outcomes = await callAll(
      bench,
      Array.from({ length: 9 }, () => job()),
    );
    expect(outcomes.every(({ kind }) => kind === 'reply')).toBe(true);
    const times = model?.asked.map(({ at }) => at) ?? [];
    for (const from of times) {
      expect(times.filter((at) => at >= from && at < from + MINUTE).length).toBeLessThanOrEqual(3);
    }
    expect(bench.time.now() - NOON).toBeLessThan(3 * MINUTE);
  });

  it('counts a request as it is chosen, also when its audio is uploaded first', async () => {
    let model: FakeModel | undefined;
    const bench = setUp(
      (time) => {
        model = makeFakeModel(time, () => replied(), { tookMs: 100 });
        return model;
      },
      {
        keys: ['k1'],
        yaml: `models: [${FLASH}]\ntranscription:\n  inlineMaxMegabytes: 0\nlimits:\n  default:\n    requestsPerMinute: 2\n    requestsPerDay: 100`,
      },
    );
    await callAll(
      bench,
      Array.from({ length: 6 }, () => job()),
    );
    const times = model?.asked.map(({ at }) => at) ?? [];
    for (const from of times) {
      expect(times.filter((at) => at >= from && at < from + MINUTE).length).toBeLessThanOrEqual(2);
    }
    // Uploaded once each, and tidied up.
    expect(model?.uploaded).toHaveLength(6);
    expect(model?.forgotten.toSorted()).toEqual(model?.uploaded.toSorted());
  });

  it('waits out a limit a minute that it only learns of', async () => {
    const bench = setUp(
      (time) =>
        makeFakeModel(time, (_request, index) =>
          index === 0 ? refused('429-rpm-free-gemini-2.5-pro') : replied(),
        ),
      { keys: ['k1'] },
    );
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({ kind: 'reply', requests: 2 });
    expect(bench.time.now() - NOON).toBeGreaterThan(10_000);
    expect(bench.time.now() - NOON).toBeLessThan(2 * MINUTE);
  });

  it('begins no request that the time budget cannot hold', async () => {
    let model: FakeModel | undefined;
    const bench = setUp(
      (time) => {
        model = makeFakeModel(time, () => replied());
        return model;
      },
      { budgetMs: 30_000 },
    );
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({ kind: 'stopped', requests: 0 });
    expect(model?.asked).toEqual([]);
    expect(bench.waits).toEqual([]);
  });
});

describe('uploads', () => {
  const yaml = `models: [${FLASH}]\ntranscription:\n  inlineMaxMegabytes: 0`;

  it('are asked about with the key that made them, and made again for another key', async () => {
    let model: FakeModel | undefined;
    const bench = setUp(
      (time) => {
        model = makeFakeModel(time, ({ key }) => (key.fingerprint === 'k1' ? DAY_OVER : replied()));
        return model;
      },
      { yaml },
    );
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({ kind: 'reply', key: 'k2' });
    expect(model?.uploaded).toEqual(['k1/0', 'k2/1']);
    expect(model?.asked.map(({ key, audio }) => `${key} ${audio}`)).toEqual(['k1 k1/0', 'k2 k2/1']);
  });

  it('are made again when the service has lost one', async () => {
    let model: FakeModel | undefined;
    const lost = {
      kind: 'failed' as const,
      failure: {
        httpStatus: 403,
        body: '{"error":{"code":403,"message":"You do not have permission to access the File abc or it may not exist.","status":"PERMISSION_DENIED"}}',
        message: 'file',
        unsent: false,
      },
    };
    const bench = setUp(
      (time) => {
        model = makeFakeModel(time, (_request, index) => (index === 0 ? lost : replied()));
        return model;
      },
      { yaml, keys: ['k1'] },
    );
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({ kind: 'reply', requests: 2 });
    expect(model?.uploaded).toHaveLength(2);
  });

  it('that fail by a dead key go on with another', async () => {
    let model: FakeModel | undefined;
    const bench = setUp(
      (time) => {
        model = makeFakeModel(time, () => replied(), {
          upload: (key) =>
            key === 'k1' ? { kind: 'failed', failure: refusal('400-api-key-expired') } : undefined,
        });
        return model;
      },
      { yaml },
    );
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({ kind: 'reply', key: 'k2', requests: 1 });
    expect(model?.asked.map(({ key }) => key)).toEqual(['k2']);
  });

  it('keep a reply that came while a stop interrupted the tidying', async () => {
    const bench = setUp(
      (time) => ({
        ...makeFakeModel(time, () => replied()),
        forget: ({ signal }) => {
          bench.run.stopper.stop('SIGINT');
          return Promise.reject(signal.reason as Error);
        },
      }),
      { yaml },
    );
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({ kind: 'reply' });
  });
});

describe('a service that fails', () => {
  it('opens the breaker after the faults that the settings allow, and defers without asking again', async () => {
    let model: FakeModel | undefined;
    const bench = setUp(
      (time) => {
        model = makeFakeModel(time, () => refused('503-overloaded'));
        return model;
      },
      { yaml: `models: [${FLASH}]\nbreaker:\n  failures: 3` },
    );
    const outcomes = await callAll(bench, [job(), job()]);
    const { openUntil } = bench.service.now.circuit.breakers[`model:${FLASH}`] ?? {};
    expect(outcomes.every(({ kind }) => kind === 'deferred')).toBe(true);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ cause: 'service' });
    }
    expect(openUntil).toBeGreaterThan(NOON + 29 * MINUTE);
    expect(model?.asked.length).toBeLessThanOrEqual(4);
    const sent = model?.asked.length ?? 0;
    const [later] = await callAll(bench, [job()]);
    expect(later).toMatchObject({ kind: 'deferred', cause: 'service', notBefore: openUntil });
    expect(model?.asked).toHaveLength(sent);
    // A pause of the service is not waited for as a quota is.
    expect(bench.waits).toEqual([]);
  });

  it('is probed by one request when its time has come, for which the others wait', async () => {
    const circuit = {
      version: 1 as const,
      breakers: {
        [`model:${FLASH}`]: { state: 'open' as const, failures: 5, trips: 1, openUntil: NOON - 1 },
      },
    };
    let model: FakeModel | undefined;
    const bench = setUp(
      (time) => {
        model = makeFakeModel(time, () => replied());
        return model;
      },
      { service: holdServiceState('state', { ledger: emptyLedger(), circuit }) },
    );
    const outcomes = await callAll(bench, [job(), job(), job()]);
    expect(outcomes.every(({ kind }) => kind === 'reply')).toBe(true);
    const [first = 0, ...others] = model?.asked.map(({ at }) => at) ?? [];
    for (const at of others) expect(at).toBeGreaterThanOrEqual(first + 1_000);
    expect(bench.service.now.circuit.breakers).toEqual({});
  });

  it('that fails the probe is left alone for twice as long', async () => {
    const circuit = {
      version: 1 as const,
      breakers: {
        [`model:${FLASH}`]: { state: 'open' as const, failures: 5, trips: 1, openUntil: NOON - 1 },
      },
    };
    let model: FakeModel | undefined;
    const bench = setUp(
      (time) => {
        model = makeFakeModel(time, () => UNREACHABLE);
        return model;
      },
      { service: holdServiceState('state', { ledger: emptyLedger(), circuit }) },
    );
    const outcomes = await callAll(bench, [job(), job()]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['deferred', 'deferred']);
    expect(model?.asked).toHaveLength(1);
    expect(bench.service.now.circuit.breakers[`model:${FLASH}`]).toMatchObject({
      state: 'open',
      trips: 2,
      openUntil: NOON + 1_000 + HOUR,
    });
  });

  it('stops asking at the most requests of a job', async () => {
    let model: FakeModel | undefined;
    const bench = setUp((time) => {
      model = makeFakeModel(time, () => refused('500-internal'));
      return model;
    });
    const [outcome] = await callAll(bench, [job({ maxRequests: 2 })]);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'too-many-requests' } });
    expect(model?.asked).toHaveLength(2);
  });
});

describe('a stop', () => {
  it('ends a pause at once', async () => {
    const bench = setUp(
      (time) => makeFakeModel(time, () => refused('429-rpm-free-gemini-2.5-pro')),
      { keys: ['k1'] },
    );
    bench.time.scheduler.after(5_000, () => bench.run.stopper.stop('SIGINT'));
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({ kind: 'stopped', requests: 1 });
    expect(bench.time.now()).toBe(NOON + 5_000);
  });

  it('lets a request under way end for a moment, and takes its reply', async () => {
    const bench = setUp((time) => makeFakeModel(time, () => replied(), { tookMs: 3_000 }));
    bench.time.scheduler.after(2_000, () => bench.run.stopper.stop('SIGINT'));
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({ kind: 'reply' });
  });

  it('gives up a request that takes longer, which stays counted', async () => {
    const bench = setUp((time) => makeFakeModel(time, () => replied(), { tookMs: 60_000 }), {
      keys: ['k1'],
    });
    bench.time.scheduler.after(2_000, () => bench.run.stopper.stop('SIGINT'));
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({ kind: 'stopped', requests: 1 });
    expect(bench.time.now()).toBe(NOON + 3_500);
    expect(bench.service.now.ledger.entries).toMatchObject([{ key: 'k1', requests: 1 }]);
  });

  it('ends an upload', async () => {
    const bench = setUp((time) => makeFakeModel(time, () => replied()), {
      yaml: `models: [${FLASH}]\ntranscription:\n  inlineMaxMegabytes: 0`,
    });
    bench.time.scheduler.after(100, () => bench.run.stopper.stop('SIGINT'));
    const [outcome] = await callAll(bench, [job()]);
    expect(outcome).toMatchObject({ kind: 'stopped', requests: 0 });
  });
});

describe('a job that no pair can serve', () => {
  it('says that its audio is too long', async () => {
    const bench = setUp((time) => makeFakeModel(time, () => refused('400-token-limit')));
    expect((await callAll(bench, [job()]))[0]).toMatchObject({ kind: 'too-long', requests: 1 });
  });

  it('fails when every model has refused it', async () => {
    const bench = setUp((time) => makeFakeModel(time, () => replied()));
    expect((await callAll(bench, [job({ without: [FLASH] })]))[0]).toMatchObject({
      kind: 'failed',
      error: { code: 'all-models-failed' },
    });
  });

  it('names models that the projects are not offered', async () => {
    const bench = setUp((time) => makeFakeModel(time, () => refused('404-model-not-found')));
    expect((await callAll(bench, [job()]))[0]).toMatchObject({
      kind: 'failed',
      error: { code: 'no-usable-model', remedy: expect.stringContaining('configuration') },
    });
  });
});
