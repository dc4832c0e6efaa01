import { assertNever, problem, toldWithCode } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { backoffMs, burn, makeFuse } from '../quota/backoff.ts';
import { beginProbe, mayCall, onServiceFault, onSuccess } from '../quota/breaker.ts';
import { isDead } from '../quota/availability.ts';
import { classify } from '../quota/classify.ts';
import type { ApiKey, ModelAudio, ModelRequest } from '../ports.ts';
import type { Burnt } from '../quota/backoff.ts';
import type { ApiFault } from '../quota/kinds.ts';
import { reserve, settleFault, settleReply } from '../quota/ledger.ts';
import { POLICIES } from '../quota/policies.ts';
import { nextAction } from '../quota/policy.ts';
import { isRemembered, recordFault } from '../quota/refusals.ts';
import type { Pair } from '../quota/types.ts';
import type { RunContext } from './context.ts';
import { FIRST_GUESS, PROMPT_TOKENS, TOKENS_PER_SECOND } from './dispatch-types.ts';
import type { Attempt, Deferred, Ended, ModelJob, Shared } from './dispatch-types.ts';
import { unlessAborted } from './stopping.ts';

/**
 * One request, or the upload that it needs first; undefined when the job is to choose again. The
 * request is counted in the same breath as it was chosen: nothing may come between, or several
 * jobs would take the same last request of a quota.
 */
export async function attempt(shared: Shared, given: Attempt): Promise<Ended | undefined> {
  const key = shared.byFingerprint.get(given.pair.key);
  if (key === undefined) {
    throw new Error(`bug: chose a key that this run does not have: ${given.pair.key}`);
  }
  const audio = given.uploads.ready(key);
  return audio === undefined
    ? await uploadFirst(shared, given, key)
    : await request(shared, given, { key, audio });
}

/** Whether the run and the job's episode may make one more request. */
export function askFuse(shared: Shared, job: ModelJob): Burnt {
  const perEpisode = job.maxRequests;
  const fuse =
    shared.fuse.now ?? makeFuse({ perRun: shared.maxRequests?.() ?? Infinity, perEpisode });
  return burn(fuse, job.episode ?? job.label, perEpisode);
}

async function uploadFirst(
  shared: Shared,
  given: Attempt,
  key: ApiKey,
): Promise<Ended | undefined> {
  const { run, service } = shared;
  const { pair, uploads } = given;
  const sent = await unlessAborted(run.signals.soft, () => uploads.send(key));
  if (sent === 'stopped') return STOPPED;
  if (sent === undefined) return undefined;
  const now = run.ports.clock.now();
  const fault = classify(sent, { model: pair.model, now });
  service.now.ledger = recordFault(service.now.ledger, { ...pair, fault, now });
  noteServiceFault(shared, pair, fault);
  return await afterFault(shared, given, fault);
}

async function request(
  shared: Shared,
  given: Attempt,
  using: { readonly key: ApiKey; readonly audio: ModelAudio },
): Promise<Ended | undefined> {
  const { run, service } = shared;
  const { job, progress, pair } = given;
  const tokens = Math.ceil(job.durationSec * TOKENS_PER_SECOND) + PROMPT_TOKENS;
  const sentAt = run.ports.clock.now();
  const { ledger, reservation } = reserve(service.now.ledger, { ...pair, tokens, now: sentAt });
  service.now.ledger = ledger;
  progress.requests += 1;
  const burnt = askFuse(shared, job);
  if (burnt.kind === 'ok') shared.fuse.now = burnt.fuse;
  const end = beginRequest(shared, pair);
  try {
    const outcome = await unlessAborted(run.signals.hard, () =>
      run.ports.model.generate(requestOf(run, given, using)),
    );
    // What was given up may have been counted by the service: it stays reserved.
    if (outcome === 'stopped') return STOPPED;
    const now = run.ports.clock.now();
    if (outcome.kind === 'reply') {
      const { reply } = outcome;
      const used = reply.usage.prompt > 0 ? reply.usage.prompt : tokens;
      service.now.ledger = settleReply(service.now.ledger, reservation, used);
      service.now.circuit = onSuccess(service.now.circuit, `model:${pair.model}`);
      learnSpeed(shared, job.durationSec, now - sentAt);
      return { kind: 'reply', reply, model: pair.model, key: pair.key };
    }
    const fault = classify(outcome.failure, { model: pair.model, now });
    service.now.ledger = settleFault(service.now.ledger, reservation, { fault, now });
    noteServiceFault(shared, pair, fault);
    // Over before its consequences, which may take a while.
    end();
    return await afterFault(shared, given, fault);
  } finally {
    end();
  }
}

function requestOf(
  run: RunContext,
  { job, pair }: Attempt,
  using: { readonly key: ApiKey; readonly audio: ModelAudio },
): ModelRequest {
  const { requestTimeoutMs, idleTimeoutMs } = run.settings.transcription;
  const thinkingLevel = job.thinkingLevel(pair.model);
  const transcription = job.transcription?.(pair.model);
  return {
    ...using,
    model: pair.model,
    systemInstruction: job.systemInstruction,
    prompt: job.prompt,
    maxOutputTokens: job.maxOutputTokens(pair.model),
    ...(thinkingLevel === undefined ? {} : { thinkingLevel }),
    ...(transcription === undefined ? {} : { transcription }),
    timeoutMs: requestTimeoutMs,
    idleTimeoutMs,
    signal: run.signals.hard,
  };
}

const STOPPED = { kind: 'stopped', reason: 'the run is stopping' } as const;

/**
 * A request is known as under way until the returned function is called, which is when ledger and
 * breakers know what came of it. A model whose breaker's time has passed is asked once; the others
 * wait for what comes of it.
 */
function beginRequest(shared: Shared, pair: Pair): () => void {
  const { service, probes, inFlight, run } = shared;
  const subject = `model:${pair.model}`;
  const now = run.ports.clock.now();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  if (mayCall(service.now.circuit, subject, now).kind === 'probe') {
    service.now.circuit = beginProbe(service.now.circuit, subject, now);
    probes.add(promise);
  }
  inFlight.set(promise, pair);
  return () => {
    probes.delete(promise);
    inFlight.delete(promise);
    resolve(undefined);
  };
}

/** The breaker of the model counts faults of the service, and no others. */
function noteServiceFault(shared: Shared, pair: Pair, fault: ApiFault): void {
  const { run, service } = shared;
  if (!POLICIES[fault.kind].serviceFault) return;
  service.now.circuit = onServiceFault(service.now.circuit, `model:${pair.model}`, {
    now: run.ports.clock.now(),
    reason: fault.message,
    threshold: run.settings.breaker.failures,
  });
}

/** Later requests weigh a fifth: one slow answer does not end a run early. */
function learnSpeed(shared: Shared, durationSec: number, tookMs: number): void {
  const measured = Math.max(0, tookMs - FIRST_GUESS.fixedMs) / Math.max(1, durationSec);
  shared.speed.msPerAudioSec = 0.8 * shared.speed.msPerAudioSec + 0.2 * measured;
}

/** Waits; false when the run is stopped meanwhile. `over`: nobody waits any more. */
export async function pause(run: RunContext, ms: number, over?: AbortSignal): Promise<boolean> {
  const { soft } = run.signals;
  try {
    const signal = over === undefined ? soft : AbortSignal.any([soft, over]);
    await run.ports.clock.sleep(Math.max(0, ms), signal);
    return true;
  } catch (error) {
    if (soft.aborted) return false;
    if (over?.aborted === true) return true;
    throw error;
  }
}

/** Applies the policy of a fault; undefined when the job is to be tried again. */
async function afterFault(
  shared: Shared,
  given: Attempt,
  fault: ApiFault,
): Promise<Ended | undefined> {
  const { run } = shared;
  const { job, pair, uploads } = given;
  const policy = POLICIES[fault.kind];
  run.ports.log.debug(
    `${job.label}: key ${pair.key}, ${pair.model}: ${fault.kind}: ${fault.message}`,
  );
  if (fault.kind === 'aborted') return STOPPED;
  announce(shared, pair, fault);
  // The ledger knows when the pair can serve again: the next choice waits, goes elsewhere or defers.
  if (isRemembered(fault.kind)) return undefined;
  if (policy.uploadAgain === true) await uploads.forget();
  return await act(shared, given, fault);
}

/** Does the first that the policy of a fault allows and that is possible. */
async function act(shared: Shared, given: Attempt, fault: ApiFault): Promise<Ended | undefined> {
  const { run } = shared;
  const { job, progress, pair } = given;
  const policy = POLICIES[fault.kind];
  const tried = progress.tried.get(fault.kind) ?? 0;
  progress.tried.set(fault.kind, tried + 1);
  const action = nextAction(fault.kind, {
    tried,
    otherKey: otherKey(shared, given),
    otherModel: otherModel(shared, given),
    halve: true,
  });
  switch (action) {
    case 'accept':
      throw new Error(`bug: a fault cannot be accepted: ${fault.kind}`);
    case 'wait-briefly': {
      const ms = backoffMs(tried, run.ports.random.next(), fault.retryDelayMs);
      return (await pause(run, ms)) ? undefined : STOPPED;
    }
    case 'ask-again':
      return undefined;
    case 'other-key':
      progress.exclude.push(pair);
      return undefined;
    case 'other-model':
      for (const key of run.keys)
        progress.exclude.push({ key: key.fingerprint, model: pair.model });
      return undefined;
    case 'halve':
      return { kind: 'too-long', error: faultProblem(job, fault, policy.remedy) };
    case 'defer':
      return deferral(shared, given, fault);
    case 'fail':
      return {
        kind: 'failed',
        error: faultProblem(job, fault, policy.remedy),
        retryable: policy.retryable,
      };
    default:
      return assertNever(action);
  }
}

/** Another key is alive that this job has not excluded for the model. */
function otherKey(shared: Shared, given: Attempt): boolean {
  const { progress, pair } = given;
  return shared.run.keys.some(
    ({ fingerprint }) =>
      fingerprint !== pair.key &&
      !isDead(shared.service.now.ledger, fingerprint, shared.run.ports.clock.now()) &&
      !progress.exclude.some((one) => one.key === fingerprint && one.model === pair.model),
  );
}

/** Another model is left that this job has not excluded on every key. */
function otherModel(shared: Shared, given: Attempt): boolean {
  const { job, progress, pair } = given;
  return shared.models.some(
    ({ model }) =>
      model !== pair.model &&
      !job.without.includes(model) &&
      shared.run.keys.some(
        ({ fingerprint }) =>
          !progress.exclude.some((one) => one.key === fingerprint && one.model === model),
      ),
  );
}

/** A service that fails for every model is asked again by a later run, at the earliest after this. */
const SERVICE_PAUSE_MS = 10 * 60_000;

function deferral(shared: Shared, given: Attempt, fault: ApiFault): Deferred {
  const { job, pair } = given;
  const now = shared.run.ports.clock.now();
  const breaker = shared.service.now.circuit.breakers[`model:${pair.model}`];
  return {
    kind: 'deferred',
    cause: 'service',
    notBefore: Math.max(now + SERVICE_PAUSE_MS, breaker?.openUntil ?? 0),
    reason: `${job.label}: ${fault.message}`,
  };
}

function faultProblem(job: ModelJob, fault: ApiFault, remedy: string): Problem {
  return problem(`model-${fault.kind}`, `${job.label}: ${fault.message}`, remedy);
}

/** A key that ends is the user's to replace: said once a run, by fingerprint, with the remedy. */
function announce(shared: Shared, pair: Attempt['pair'], fault: ApiFault): void {
  const policy = POLICIES[fault.kind];
  if (!policy.actions.includes('key-off') || shared.announced.has(pair.key)) return;
  shared.announced.add(pair.key);
  const words = problem(
    `model-${fault.kind}`,
    `Gemini key ${pair.key}: ${fault.message}`,
    policy.remedy,
  );
  shared.run.ports.log.warning(toldWithCode(words), {
    title: `Gemini key ${pair.key} is out of use`,
  });
}
