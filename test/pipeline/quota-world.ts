/**
 * Days of scheduled runs through the pipeline's own dispatcher, in virtual time: a backlog of parts,
 * several at once, against a service with quotas. What a run knows is what the one before it stored.
 */
import { makeDispatcher } from '../../src/pipeline/dispatch.ts';
import type { CallOutcome, ModelJob } from '../../src/pipeline/dispatch-types.ts';
import { modelsOf } from '../../src/pipeline/models.ts';
import { holdServiceState } from '../../src/pipeline/service-state.ts';
import type { Settings } from '../../src/config.ts';
import type { Model, ModelOutcome } from '../../src/ports.ts';
import { emptyCircuit } from '../../src/quota/breaker.ts';
import { emptyLedger } from '../../src/quota/ledger.ts';
import { nextPacificMidnight } from '../../src/quota/pacific.ts';
import { readCircuitState, readLedger } from '../../src/state/read.ts';
import { writeCircuitState, writeLedger } from '../../src/state/write.ts';
import { replied } from './fake-model.ts';
import { HOUR, makeRun, MINUTE } from './kit.ts';
import type { TestTime } from './kit.ts';

/** Length of a part, seconds, and the input tokens that it takes. */
export const PART_SEC = 600;
export const PART_TOKENS = PART_SEC * 32 + 1_500;

/** One request as the service saw it. */
export interface Sent {
  readonly at: number;
  readonly run: number;
  readonly key: string;
  readonly model: string;
  /** Label of the job. */
  readonly job: string;
  readonly answered: boolean;
}

/** How one run ended. */
export interface RunEnd {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly answered: number;
  /** Ends of jobs that were not answered, in order. */
  readonly ends: readonly Exclude<CallOutcome, { kind: 'reply' }>[];
}

/** What goes on from run to run. */
export interface QuotaWorld {
  /** `state/quota.json` and `state/circuit.json` as last stored. */
  files: { quota: string; circuit: string };
  /** Parts that are still to do, by label, in order. */
  pending: string[];
  readonly sent: Sent[];
  readonly runs: RunEnd[];
}

/** A backlog of so many parts, and no state. */
export function makeQuotaWorld(parts: number): QuotaWorld {
  return {
    files: { quota: writeLedger(emptyLedger()), circuit: writeCircuitState(emptyCircuit()) },
    pending: Array.from({ length: parts }, (_none, index) => `part ${index}`),
    sent: [],
    runs: [],
  };
}

/** What a run is made with. */
export interface WorldOptions {
  readonly time: TestTime;
  readonly settings: Settings;
  readonly keys: readonly string[];
  /** What the service answers, at the moment when the request reaches it. */
  readonly serve: (request: {
    readonly key: string;
    readonly model: string;
    readonly now: number;
  }) => ModelOutcome;
  /** Time of one request, ms. */
  readonly tookMs: () => number;
  readonly budgetMs?: number;
  readonly random?: () => number;
}

/** State as the next run reads it. */
export function storedState(world: QuotaWorld) {
  const ledger = readLedger('quota.json', world.files.quota);
  const circuit = readCircuitState('circuit.json', world.files.circuit);
  if (!ledger.ok || !circuit.ok) throw new Error('the stored state cannot be read');
  return { ledger: ledger.value, circuit: circuit.value };
}

/** One run over the backlog: so many parts at once; the first that cannot be served ends it. */
export async function runOnce(world: QuotaWorld, options: WorldOptions): Promise<RunEnd> {
  const { time, settings, keys } = options;
  const startedAt = time.now();
  const service = holdServiceState('state', storedState(world));
  const number = world.runs.length;
  const run = makeRun({
    time,
    settings,
    keys,
    budgetMs: options.budgetMs ?? 5 * HOUR,
    ports: {
      model: modelOf(world, options, number),
      random: { next: options.random ?? (() => 0.5) },
    },
  });
  const dispatcher = makeDispatcher({
    run,
    service,
    models: modelsOf(settings, service, startedAt),
    shares: () => [],
    waitForQuota: async () => false,
  });
  const queue = [...world.pending];
  const ends: RunEnd['ends'][number][] = [];
  let answered = 0;
  const worker = async (): Promise<void> => {
    while (ends.length === 0) {
      const label = queue.shift();
      if (label === undefined) return;
      const outcome = await dispatcher.call(jobOf(label));
      if (outcome.kind === 'reply') {
        answered += 1;
        world.pending = world.pending.filter((one) => one !== label);
      } else ends.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: settings.transcription.concurrency }, worker));
  run.end();
  world.files = {
    quota: writeLedger(service.now.ledger),
    circuit: writeCircuitState(service.now.circuit),
  };
  const end = { startedAt, endedAt: time.now(), answered, ends };
  world.runs.push(end);
  return end;
}

function modelOf(world: QuotaWorld, options: WorldOptions, run: number): Model {
  const { time, serve, tookMs } = options;
  return {
    generate: async ({ key, model, prompt, signal }) => {
      const at = time.now();
      const outcome = serve({ key: key.fingerprint, model, now: at });
      const answered = outcome.kind === 'reply';
      world.sent.push({ at, run, key: key.fingerprint, model, job: prompt, answered });
      await time.sleep(answered ? tookMs() : 400, signal);
      return outcome;
    },
    upload: () => {
      throw new Error('small parts are not uploaded');
    },
    forget: async () => undefined,
  };
}

function jobOf(label: string): ModelJob {
  return {
    label,
    file: { path: `${label}.mp3` },
    bytes: 1_000,
    mimeType: 'audio/mpeg',
    durationSec: PART_SEC,
    systemInstruction: 'Transcribe.',
    prompt: label,
    maxOutputTokens: () => 8_000,
    thinkingLevel: () => undefined,
    without: [],
    maxRequests: 50,
  };
}

/** Runs four times a day until the backlog is done: just after midnight, then every 6 hours, each up to 20 minutes late. */
export async function runDaily(
  world: QuotaWorld,
  options: WorldOptions & { readonly random: () => number; readonly days: number },
  after?: (end: RunEnd) => void,
): Promise<void> {
  const { time, random } = options;
  let midnight = time.now();
  for (let day = 0; day < options.days && world.pending.length > 0; day += 1) {
    for (const hours of [0, 6, 12, 18]) {
      const at = midnight + hours * HOUR + (7 + 20 * random()) * MINUTE;
      const idle = Math.floor(at) - time.now();
      if (idle > 0) await time.scheduler.sleep(idle);
      after?.(await runOnce(world, options));
      if (world.pending.length === 0) return;
    }
    midnight = nextPacificMidnight(midnight + HOUR);
  }
}

/** A good answer that took the tokens of a whole part. */
export function wholeAnswer(): ModelOutcome {
  const outcome = replied();
  if (outcome.kind !== 'reply') throw new Error('bug: a reply was expected');
  const { reply } = outcome;
  return { kind: 'reply', reply: { ...reply, usage: { ...reply.usage, prompt: PART_TOKENS } } };
}
