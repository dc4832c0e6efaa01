import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDispatcher } from '../../src/pipeline/dispatch.ts';
import type { CallOutcome, ModelJob } from '../../src/pipeline/dispatch-types.ts';
import { modelsOf } from '../../src/pipeline/models.ts';
import { holdServiceState } from '../../src/pipeline/service-state.ts';
import type { ServiceHolder } from '../../src/pipeline/service-state.ts';
import type { ModelOutcome } from '../../src/ports.ts';
import { emptyCircuit, mayCall } from '../../src/quota/breaker.ts';
import { emptyLedger } from '../../src/quota/ledger.ts';
import { readCircuitState } from '../../src/state/read.ts';
import type { CircuitState } from '../../src/state/types.ts';
import { writeCircuitState } from '../../src/state/write.ts';
import { makeFakeModel, refused, replied, UNREACHABLE } from './fake-model.ts';
import { makeRun, makeTime, MINUTE, settingsOf } from './kit.ts';
import type { TestTime } from './kit.ts';

const MODELS = ['gemini-flash-latest', 'gemini-flash-lite-latest'];
const SETTINGS = settingsOf(`models: [${MODELS.join(', ')}]`);
const SILENT: ModelOutcome = {
  kind: 'failed',
  failure: { body: '', message: 'no answer came', transport: 'timeout', unsent: false },
};

const ANSWERS = {
  ok: replied(),
  overloaded: refused('503-overloaded'),
  busy: refused('503-high-demand'),
  internal: refused('500-internal'),
  deadline: refused('503-deadline'),
  unreachable: UNREACHABLE,
  silent: SILENT,
  minute: refused('429-rpm-free-gemini-2.5-pro'),
  tokens: refused('429-tpm-free-gemini-2.5-pro'),
  unexplained: refused('429-generic-no-details'),
  field: refused('400-unknown-field'),
  size: refused('400-token-limit'),
  leaked: refused('403-leaked-key'),
} as const;
type AnswerName = keyof typeof ANSWERS;

const FAULTS = ['overloaded', 'busy', 'internal', 'deadline', 'unreachable', 'silent'] as const;
const OTHERS = ['minute', 'tokens', 'unexplained', 'field', 'size', 'leaked'] as const;

function jobOf(label: string): ModelJob {
  return {
    label,
    file: { path: 'part.mp3' },
    bytes: 1_000,
    mimeType: 'audio/mpeg',
    durationSec: 300,
    systemInstruction: 'Transcribe.',
    prompt: 'Part.',
    maxOutputTokens: () => 8_000,
    thinkingLevel: () => undefined,
    without: [],
    maxRequests: 50,
  };
}

interface Watched {
  /** Requests to a model whose breaker was open, and further ones while it was probed. */
  readonly breaches: string[];
  readonly outcomes: CallOutcome[];
  readonly circuit: CircuitState;
}

/** One run of parallel jobs against a script of answers; watches each request as it is sent. */
async function runJobs(given: {
  readonly time: TestTime;
  readonly circuit: CircuitState;
  readonly script: readonly AnswerName[];
  readonly jobs: number;
  readonly tookMs: number;
}): Promise<Watched> {
  const { time, script } = given;
  const breaches: string[] = [];
  const probing = new Map<string, number>();
  const service: ServiceHolder = holdServiceState('state', {
    ledger: emptyLedger(),
    circuit: given.circuit,
  });
  const fake = makeFakeModel(
    time,
    (_request, index) => ANSWERS[script[index % script.length] ?? 'ok'],
    {
      tookMs: given.tookMs,
    },
  );
  const run = makeRun({
    time,
    settings: SETTINGS,
    keys: ['k1', 'k2', 'k3'],
    ports: {
      model: {
        ...fake,
        generate: async (request) => {
          const subject = `model:${request.model}`;
          const state = service.now.circuit.breakers[subject]?.state ?? 'closed';
          if (state === 'open') breaches.push(`${subject} was asked while open`);
          const half = state === 'half-open';
          const before = probing.get(subject) ?? 0;
          if (half && before > 0) breaches.push(`${subject} was probed twice`);
          if (half) probing.set(subject, before + 1);
          try {
            return await fake.generate(request);
          } finally {
            if (half) probing.set(subject, before);
          }
        },
      },
    },
  });
  const dispatcher = makeDispatcher({
    run,
    service,
    models: modelsOf(SETTINGS, service, run.startedAt),
    shares: () => [],
    waitForQuota: async () => false,
  });
  const jobs = Array.from({ length: given.jobs }, (_none, index) =>
    dispatcher.call(jobOf(`part ${index}`)),
  );
  const outcomes = await time.drive(Promise.all(jobs));
  run.end();
  // As the next run reads it.
  const read = readCircuitState('circuit.json', writeCircuitState(service.now.circuit));
  if (!read.ok) throw new Error(read.problem.message);
  return { breaches, outcomes, circuit: read.value };
}

const script = (names: readonly AnswerName[]) =>
  fc.array(fc.constantFrom(...names), { minLength: 5, maxLength: 40 });

describe('whatever the service answers to parts in parallel', () => {
  it('no request is sent to a model whose breaker is open, and one at a time while it is probed', async () => {
    const runs = fc.array(
      fc.record({
        script: script([...FAULTS, ...FAULTS, 'minute', 'ok']),
        jobs: fc.integer({ min: 1, max: 6 }),
        pauseMin: fc.integer({ min: 0, max: 150 }),
      }),
      { minLength: 2, maxLength: 6 },
    );
    let opened = 0;
    let probed = 0;
    await fc.assert(
      fc.asyncProperty(runs, fc.integer({ min: 10, max: 120_000 }), async (plan, tookMs) => {
        const time = makeTime();
        let circuit = emptyCircuit();
        for (const { pauseMin, ...one } of plan) {
          probed += MODELS.filter(
            (m) => mayCall(circuit, `model:${m}`, time.now()).kind === 'probe',
          ).length;
          const ended = await runJobs({ time, circuit, tookMs, ...one });
          expect(ended.breaches).toEqual([]);
          circuit = ended.circuit;
          opened += Object.values(circuit.breakers).filter(({ state }) => state === 'open').length;
          await time.drive(time.scheduler.sleep(pauseMin * MINUTE));
        }
      }),
      { numRuns: 60 },
    );
    // The property was not true for want of cases.
    expect(opened).toBeGreaterThan(20);
    expect(probed).toBeGreaterThan(5);
  });

  it('quota, content, requests and keys never open a breaker', async () => {
    await fc.assert(
      fc.asyncProperty(script(OTHERS), fc.integer({ min: 1, max: 6 }), async (names, jobs) => {
        const time = makeTime();
        const { circuit } = await runJobs({
          time,
          circuit: emptyCircuit(),
          script: names,
          jobs,
          tookMs: 500,
        });
        expect(circuit.breakers).toEqual({});
      }),
      { numRuns: 40 },
    );
  });

  it('a job that meets only open breakers is deferred at once to the first that closes', async () => {
    const time = makeTime();
    const open = (minutes: number) =>
      ({ state: 'open', failures: 5, trips: 1, openUntil: time.now() + minutes * MINUTE }) as const;
    const [first = '', second = ''] = MODELS;
    const circuit: CircuitState = {
      version: 1,
      breakers: { [`model:${first}`]: open(30), [`model:${second}`]: open(20) },
    };
    const before = time.now();
    const { outcomes } = await runJobs({ time, circuit, script: ['ok'], jobs: 4, tookMs: 10 });
    expect(time.now()).toBe(before);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        kind: 'deferred',
        cause: 'service',
        requests: 0,
        notBefore: before + 20 * MINUTE,
      });
    }
  });
});
