import { describe, expect, it } from 'vitest';
import { makeDispatcher } from '../../src/pipeline/dispatch.ts';
import type { Dispatcher, ModelJob } from '../../src/pipeline/dispatch-types.ts';
import { modelsOf } from '../../src/pipeline/models.ts';
import { holdServiceState } from '../../src/pipeline/service-state.ts';
import { emptyCircuit } from '../../src/quota/breaker.ts';
import { emptyLedger } from '../../src/quota/ledger.ts';
import { makeFakeModel, refused } from './fake-model.ts';
import type { FakeModel } from './fake-model.ts';
import { makeRun, makeTime, settingsOf } from './kit.ts';
import type { TestRun } from './kit.ts';
import { makeRunWorld } from './run-world.ts';

interface Bench {
  readonly run: TestRun;
  readonly model: FakeModel;
  readonly dispatcher: Dispatcher;
}

/** A service that answers nothing that can be used, for ever, and is never held to be sick. */
function setUp(maxRequests?: number): Bench {
  const time = makeTime();
  const model = makeFakeModel(time, () => refused('429-rpm-free-gemini-2.5-pro'));
  const settings = settingsOf('models: [gemini-flash-latest]');
  const run = makeRun({ time, settings, keys: ['k1', 'k2'], ports: { model } });
  const service = holdServiceState('state', { ledger: emptyLedger(), circuit: emptyCircuit() });
  const dispatcher = makeDispatcher({
    run,
    service,
    models: modelsOf(settings, service, run.startedAt),
    shares: () => [],
    waitForQuota: async () => false,
    ...(maxRequests === undefined ? {} : { maxRequests: () => maxRequests }),
  });
  return { run, model, dispatcher };
}

function job(episode: string | undefined, maxRequests: number, label = 'part'): ModelJob {
  return {
    label,
    ...(episode === undefined ? {} : { episode }),
    file: { path: 'part.mp3' },
    bytes: 1_000,
    mimeType: 'audio/mpeg',
    durationSec: 300,
    systemInstruction: 'Transcribe.',
    prompt: 'Part.',
    maxOutputTokens: () => 8_000,
    thinkingLevel: () => undefined,
    without: [],
    maxRequests,
  };
}

async function callAll({ run, dispatcher }: Bench, jobs: readonly ModelJob[]) {
  const outcomes = await run.time.drive(Promise.all(jobs.map((one) => dispatcher.call(one))));
  run.end();
  return outcomes;
}

describe('the fuse of an episode', () => {
  it('bounds the requests of all its parts together, and fails it', async () => {
    const bench = setUp();
    const parts = [1, 2, 3].map((part) => job('a', 9, `part ${part}`));
    const outcomes = await callAll(bench, parts);
    expect(bench.model.asked).toHaveLength(9);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        kind: 'failed',
        retryable: true,
        error: { code: 'too-many-requests' },
      });
    }
    expect(outcomes.reduce((sum, { requests }) => sum + requests, 0)).toBe(9);
  });

  it('leaves the other episodes theirs', async () => {
    const bench = setUp();
    await callAll(bench, [job('a', 4), job('b', 5)]);
    expect(bench.model.asked).toHaveLength(9);
  });

  it('is that of the job where it stands alone', async () => {
    const bench = setUp();
    await callAll(bench, [job(undefined, 3, 'one'), job(undefined, 3, 'two')]);
    expect(bench.model.asked).toHaveLength(6);
  });
});

describe('the fuse of a run', () => {
  it('bounds the requests of all episodes: the rest is left to the next run, and said once', async () => {
    const bench = setUp(10);
    const outcomes = await callAll(
      bench,
      ['a', 'b', 'c', 'd'].map((episode) => job(episode, 100)),
    );
    expect(bench.model.asked).toHaveLength(10);
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 4 }, () => 'stopped'));
    expect(bench.run.log.of('warning')).toEqual([
      expect.stringContaining('This run has made 10 requests'),
    ]);
    expect(bench.dispatcher.outlook(300)).toMatchObject({ kind: 'defer', cause: 'time-budget' });
  });

  it('ends a run green whose answers are never of use, with what is finished kept', async () => {
    const urls = Array.from({ length: 40 }, (_none, n) => `https://audio.example/${n}.mp3`);
    const world = makeRunWorld({ 'https://feeds.example/one.xml': urls });
    let asked = 0;
    world.answers.model = () => {
      asked += 1;
      return asked % 10 === 0 ? 'heard' : refused('429-rpm-free-gemini-2.5-pro');
    };
    const keys = Array.from({ length: 12 }, (_none, n) => `k${n}`);
    const yaml =
      'models: [gemini-flash-latest]\ntranscription:\n  concurrency: 8\n  episodesAtOnce: 8';
    const result = await world.run({ keys, yaml, inputs: { 'max-episodes': '20' } });
    // Three times the 20 that were planned, and 50.
    expect(world.asked).toHaveLength(110);
    expect(result.exitCode).toBe(0);
    expect(Number(result.outputs['completed'])).toBe(11);
    // Some have met their own bound before.
    const codes = new Set(result.report?.failures.map((one) => one.problem.code));
    expect(codes).toEqual(new Set(['too-many-requests']));
    expect(Number(result.outputs['failed']) + Number(result.outputs['pending'])).toBe(29);
    expect(result.log.of('warning')).toContainEqual(expect.stringContaining('makes no more'));
  });
});
