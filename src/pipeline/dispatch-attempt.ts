import { assertNever, problem, told } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import { backoffMs } from '../quota/backoff.ts';
import { beginProbe, mayCall, onServiceFault, onSuccess } from '../quota/breaker.ts';
import { isDead } from '../quota/availability.ts';
import { classify } from '../quota/classify.ts';
import type { ModelOutcome } from '../ports.ts';
import type { ApiFault } from '../quota/kinds.ts';
import { reserve, settleFault, settleReply } from '../quota/ledger.ts';
import { POLICIES } from '../quota/policies.ts';
import { nextAction } from '../quota/policy.ts';
import { isRemembered, recordFault } from '../quota/refusals.ts';
import type { Pair } from '../quota/types.ts';
import type { RunContext } from './context.ts';
import { FIRST_GUESS, PROMPT_TOKENS, TOKENS_PER_SECOND } from './dispatch-types.ts';
import type { Attempt, Ended, ModelJob, Shared } from './dispatch-types.ts';

/** One request; undefined when the job is to be tried again. */
export async function attempt(shared: Shared, given: Attempt): Promise<Ended | undefined> {
  const { run, service } = shared;
  const { job, uploads, progress, pair } = given;
  const key = shared.byFingerprint.get(pair.key);
  if (key === undefined)
    throw new Error(`bug: chose a key that this run does not have: ${pair.key}`);
  const { clock, model } = run.ports;
  const audio = await uploads.audioFor(key);
  if (audio.kind === 'failed') {
    const fault = classify(audio.failure, { model: pair.model, now: clock.now() });
    service.now.ledger = recordFault(service.now.ledger, { ...pair, fault, now: clock.now() });
    return await afterFault(shared, given, fault);
  }
  const sentAt = clock.now();
  const tokens = Math.ceil(job.durationSec * TOKENS_PER_SECOND) + PROMPT_TOKENS;
  const reserved = reserve(service.now.ledger, { ...pair, tokens, now: sentAt });
  service.now.ledger = reserved.ledger;
  progress.requests += 1;
  const thinkingLevel = job.thinkingLevel(pair.model);
  const send = (): Promise<ModelOutcome> =>
    model.generate({
      key,
      model: pair.model,
      systemInstruction: job.systemInstruction,
      prompt: job.prompt,
      audio: audio.audio,
      maxOutputTokens: job.maxOutputTokens(pair.model),
      ...(thinkingLevel === undefined ? {} : { thinkingLevel }),
      timeoutMs: run.settings.transcription.requestTimeoutMs,
      idleTimeoutMs: run.settings.transcription.idleTimeoutMs,
      signal: run.signals.hard,
    });
  const outcome = await underWay(shared, pair, send);
  const now = clock.now();
  if (outcome.kind === 'failed') {
    const fault = classify(outcome.failure, { model: pair.model, now });
    service.now.ledger = settleFault(service.now.ledger, reserved.reservation, { fault, now });
    return await afterFault(shared, given, fault);
  }
  service.now.ledger = settleReply(
    service.now.ledger,
    reserved.reservation,
    outcome.reply.usage.prompt > 0 ? outcome.reply.usage.prompt : tokens,
  );
  service.now.circuit = onSuccess(service.now.circuit, `model:${pair.model}`);
  learnSpeed(shared, job.durationSec, now - sentAt);
  return { kind: 'reply', reply: outcome.reply, model: pair.model, key: pair.key };
}

/**
 * Sends a request and is known as under way meanwhile. A model whose breaker's time has passed is
 * asked once; the others wait for what comes of it.
 */
async function underWay<T>(shared: Shared, pair: Pair, send: () => Promise<T>): Promise<T> {
  const { service, probes, inFlight, run } = shared;
  const subject = `model:${pair.model}`;
  const now = run.ports.clock.now();
  const isProbe = mayCall(service.now.circuit, subject, now).kind === 'probe';
  if (isProbe) service.now.circuit = beginProbe(service.now.circuit, subject, now);
  inFlight.push(pair);
  const request = send();
  const settled = request.then(
    () => undefined,
    () => undefined,
  );
  if (isProbe) probes.add(settled);
  try {
    return await request;
  } finally {
    probes.delete(settled);
    inFlight.splice(inFlight.indexOf(pair), 1);
  }
}

/** Later requests weigh a fifth: one slow answer does not end a run early. */
function learnSpeed(shared: Shared, durationSec: number, tookMs: number): void {
  const measured = Math.max(0, tookMs - FIRST_GUESS.fixedMs) / Math.max(1, durationSec);
  shared.speed.msPerAudioSec = 0.8 * shared.speed.msPerAudioSec + 0.2 * measured;
}

/** Waits; false when the run is stopped meanwhile. */
export async function pause(run: RunContext, ms: number): Promise<boolean> {
  try {
    await run.ports.clock.sleep(Math.max(0, ms), run.signals.soft);
    return true;
  } catch (error) {
    if (run.signals.soft.aborted) return false;
    throw error;
  }
}

/** Applies the policy of a fault; undefined when the job is to be tried again. */
async function afterFault(
  shared: Shared,
  given: Attempt,
  fault: ApiFault,
): Promise<Ended | undefined> {
  const { run, service } = shared;
  const { job, progress, pair, uploads } = given;
  const policy = POLICIES[fault.kind];
  const now = run.ports.clock.now();
  run.ports.log.debug(
    `${job.label}: key ${pair.key}, ${pair.model}: ${fault.kind}: ${fault.message}`,
  );
  if (fault.kind === 'aborted') return { kind: 'stopped', reason: 'the run is stopping' };
  announce(shared, pair, fault);
  // The ledger knows when the pair can serve again: the next choice waits, goes elsewhere or defers.
  if (isRemembered(fault.kind)) return undefined;
  if (policy.serviceFault) {
    service.now.circuit = onServiceFault(service.now.circuit, `model:${pair.model}`, {
      now,
      reason: fault.message,
      threshold: run.settings.breaker.failures,
    });
  }
  if (policy.uploadAgain === true) await uploads.forget();
  const tried = progress.tried.get(fault.kind) ?? 0;
  progress.tried.set(fault.kind, tried + 1);
  return await act(shared, given, { fault, tried });
}

/** Takes the first action of a fault's policy that is possible; undefined when the job is to be tried again. */
async function act(
  shared: Shared,
  given: Attempt,
  seen: { readonly fault: ApiFault; readonly tried: number },
): Promise<Ended | undefined> {
  const { run } = shared;
  const { job, progress, pair } = given;
  const { fault, tried } = seen;
  const { remedy, retryable } = POLICIES[fault.kind];
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
      const ms = fault.retryDelayMs ?? backoffMs(tried, run.ports.random.next());
      return (await pause(run, ms))
        ? undefined
        : { kind: 'stopped', reason: 'the run is stopping' };
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
      return { kind: 'too-long', error: faultProblem(job, fault, remedy) };
    case 'defer':
      return deferral(shared, given, fault);
    case 'fail':
      return {
        kind: 'failed',
        error: faultProblem(job, fault, remedy),
        retryable,
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

function deferral(shared: Shared, given: Attempt, fault: ApiFault): Ended {
  const { job, pair } = given;
  const now = shared.run.ports.clock.now();
  const breaker = shared.service.now.circuit.breakers[`model:${pair.model}`];
  return {
    kind: 'deferred',
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
  const words = { message: `Gemini key ${pair.key}: ${fault.message}`, remedy: policy.remedy };
  shared.run.ports.log.warning(told(words), {
    title: `Gemini key ${pair.key} is out of use`,
  });
}
