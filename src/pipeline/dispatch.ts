import { counted } from '../base/count.ts';
import { assertNever, problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { mayCall } from '../quota/breaker.ts';
import { requestsAbreast } from '../quota/abreast.ts';
import { choose } from '../quota/choose.ts';
import type { Choice, ChooseQuery, ModelChoice } from '../quota/choose.ts';
import type { Pair } from '../quota/types.ts';
import { askFuse, attempt, pause } from './dispatch-attempt.ts';
import { FIRST_GUESS, PROMPT_TOKENS, TOKENS_PER_SECOND } from './dispatch-types.ts';
import type {
  CallOutcome,
  Dispatcher,
  DispatcherOptions,
  Ended,
  ModelJob,
  Progress,
  Shared,
} from './dispatch-types.ts';
import { makeUploads } from './uploads.ts';
import type { Uploads } from './uploads.ts';

/** Makes a {@link Dispatcher}. */
export function makeDispatcher(options: DispatcherOptions): Dispatcher {
  const shared: Shared = {
    ...options,
    byFingerprint: new Map(options.run.keys.map((key) => [key.fingerprint, key])),
    announced: new Set(),
    speed: { msPerAudioSec: FIRST_GUESS.msPerAudioSec },
    probes: new Set(),
    inFlight: new Map(),
    fuse: { now: undefined },
  };
  return {
    call: async (job) => {
      const uploads = makeUploads(options.run, job);
      try {
        return await callUntilServed(shared, job, uploads);
      } finally {
        await uploads.forget();
      }
    },
    outlook: (durationSec) =>
      shared.fuse.now?.runLeft === 0
        ? { kind: 'defer', notBefore: options.run.ports.clock.now(), ...RUN_BLOWN }
        : select(shared, { durationSec, without: [], exclude: [] }),
    requestMs: (durationSec) => requestMs(shared, durationSec),
    abreast: (durationSec) =>
      requestsAbreast(queryOf(shared, { durationSec, without: [], exclude: [] })),
  };
}

/** A run that has made all the requests it may ends as one does whose time is over. */
const RUN_BLOWN = {
  cause: 'time-budget',
  reason: 'the run has made as many requests as it may',
} as const;

/** Expected time of a request of this much audio, ms. */
function requestMs(shared: Shared, durationSec: number): number {
  return FIRST_GUESS.fixedMs + durationSec * shared.speed.msPerAudioSec;
}

/** A moment that is nearly there is not asked about again and again. */
const LEAST_PAUSE_MS = 20;

/**
 * Waits; false when the run is stopped meanwhile. A request that ends is news: who waits for its
 * pair goes before whoever comes then, or the first of an episode would wait for the last.
 */
async function pauseUntil({ run, inFlight }: Shared, untilMs: number): Promise<boolean> {
  const ms = Math.max(LEAST_PAUSE_MS, untilMs - run.ports.clock.now());
  const over = new AbortController();
  const news = Promise.race(inFlight.keys());
  try {
    return await Promise.race([pause(run, ms, over.signal), news.then(() => true)]);
  } finally {
    over.abort();
  }
}

interface Wanted {
  readonly durationSec: number;
  readonly without: readonly string[];
  readonly exclude: readonly Pair[];
  readonly pinnedKey?: string | undefined;
}

function queryOf(shared: Shared, wanted: Wanted): ChooseQuery {
  const { run, service, models } = shared;
  const now = run.ports.clock.now();
  const choices = models
    .filter(({ model }) => !wanted.without.includes(model))
    .map((one): ModelChoice => {
      const may = mayCall(service.now.circuit, `model:${one.model}`, now);
      return may.kind === 'open' ? { ...one, openUntil: may.until } : one;
    });
  return {
    ledger: service.now.ledger,
    keys: run.keys.map((key) => key.fingerprint),
    models: choices,
    tokens: Math.ceil(wanted.durationSec * TOKENS_PER_SECOND) + PROMPT_TOKENS,
    now,
    deadline: run.budget.endsAt() - requestMs(shared, wanted.durationSec),
    exclude: wanted.exclude,
    shares: shared.shares(now),
    inFlight: [...shared.inFlight.values()],
  };
}

function select(shared: Shared, wanted: Wanted): Choice {
  const query = queryOf(shared, wanted);
  if (wanted.pinnedKey !== undefined) {
    // The key that holds the upload serves first; without it the audio is sent once more.
    const pinned = choose({ ...query, pinnedKey: wanted.pinnedKey });
    if (pinned.kind === 'use' || pinned.kind === 'wait') return pinned;
  }
  return choose(query);
}

async function callUntilServed(
  shared: Shared,
  job: ModelJob,
  uploads: Uploads,
): Promise<CallOutcome> {
  const { run } = shared;
  const progress: Progress = { requests: 0, tried: new Map(), exclude: [] };
  const end = <T>(outcome: T): T & { requests: number } => ({
    ...outcome,
    requests: progress.requests,
  });
  for (;;) {
    if (run.signals.soft.aborted) return end({ kind: 'stopped', reason: 'the run is stopping' });
    const choice = select(shared, {
      durationSec: job.durationSec,
      without: job.without,
      exclude: progress.exclude,
      pinnedKey: uploads.key(),
    });
    switch (choice.kind) {
      case 'use': {
        const burnt = askFuse(shared, job);
        if (burnt.kind === 'blown') return end(fuseBlown(shared, job, burnt.by));
        const ended = await attempt(shared, { job, uploads, progress, pair: choice });
        if (ended !== undefined) return end(ended);
        break;
      }
      case 'wait':
        if (!(await pauseUntil(shared, choice.untilMs))) {
          return end({ kind: 'stopped', reason: 'the run is stopping' });
        }
        break;
      case 'defer': {
        if (choice.cause === 'time-budget') {
          return end({ kind: 'stopped', reason: 'the time budget holds no further request' });
        }
        if (choice.cause === 'breaker' && shared.probes.size > 0) {
          // A request of this run is finding out whether the model works again.
          await Promise.race(shared.probes);
          break;
        }
        const { notBefore, reason } = choice;
        const cause = choice.cause === 'breaker' ? 'service' : 'quota';
        if (cause === 'quota' && (await shared.waitForQuota(notBefore, reason))) break;
        return end({ kind: 'deferred', notBefore, reason, cause });
      }
      case 'none':
        return end(noneLeft(job, choice));
      default:
        return assertNever(choice);
    }
  }
}

/** A service that stumbles, or a bug, spends no more than this: what is finished is kept. */
function fuseBlown(shared: Shared, job: ModelJob, by: 'run' | 'episode'): Ended {
  if (by === 'run') {
    if (!shared.announced.has(RUN_BLOWN.reason)) {
      shared.announced.add(RUN_BLOWN.reason);
      shared.run.ports.log.warning(
        `This run has made ${counted(shared.maxRequests?.() ?? 0, 'request')}, far more than its plan held, and makes no more. What is finished is kept; the next run goes on. Look at the log for what the service answered.`,
        { title: 'Too many requests for one run' },
      );
    }
    return { kind: 'stopped', reason: RUN_BLOWN.reason };
  }
  return {
    kind: 'failed',
    error: problem(
      'too-many-requests',
      `${job.label}: given up after ${counted(job.maxRequests, 'request')} for this episode.`,
      'The next run tries again; look at the log for what the service answered.',
    ),
    retryable: true,
  };
}

/** The problem of a run whose keys are all switched off. */
export function noUsableKey(reason: string): Problem {
  return problem(
    'no-usable-key',
    `No Gemini key can be used: ${reason}`,
    'Replace the keys: make new ones in Google AI Studio.',
  );
}

/** The problem of a run none of whose models is offered to any of its keys. */
export function noUsableModel(reason: string): Problem {
  return problem(
    'no-usable-model',
    `No model of the configuration can be used: ${reason}`,
    'Name current models in the configuration that your projects are offered; ai.google.dev/gemini-api/docs/models lists them.',
  );
}

function noneLeft(
  job: ModelJob,
  { cause, reason }: Extract<Choice, { kind: 'none' }>,
): { kind: 'failed'; error: Problem; retryable: boolean } | { kind: 'too-long'; error: Problem } {
  const about = `${job.label}: ${reason}`;
  switch (cause) {
    case 'keys':
    case 'pinned':
      return { kind: 'failed', error: noUsableKey(reason), retryable: true };
    case 'models':
      // Others than those that mangled this audio are not offered: that is no fault of the run's.
      if (job.without.length > 0) return noneLeft(job, { kind: 'none', cause: 'excluded', reason });
      return { kind: 'failed', error: noUsableModel(reason), retryable: true };
    case 'excluded':
      return {
        kind: 'failed',
        error: problem(
          'all-models-failed',
          about,
          'Add a further model to the configuration, then retry.',
        ),
        retryable: true,
      };
    case 'size':
      return {
        kind: 'too-long',
        error: problem(
          'chunk-too-large',
          about,
          'Set a shorter chunk length, or use a project with a higher limit.',
        ),
      };
    default:
      return assertNever(cause);
  }
}
