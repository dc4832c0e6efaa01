import { classify } from '../quota/classify.ts';
import { reserve, settleFault, settleReply } from '../quota/ledger.ts';
import { keyAccepted, keysToProbe } from '../quota/probe.ts';
import { isKeyFault, isRemembered } from '../quota/refusals.ts';
import { profileOf } from '../transcript/profiles.ts';
import type { ApiKey } from '../ports.ts';
import type { RunContext } from './context.ts';
import type { RunModel } from './models.ts';
import type { ServiceHolder } from './service-state.ts';
import { unlessAborted } from './stopping.ts';

/** Tokens of the question, generously. */
const TOKENS = 20;
const TIMEOUT_MS = 30_000;

/**
 * Where every key of the run is switched off, asks each with one word whether it works again: its
 * owner may have mended it, and no audio is fetched to find out. What is found is kept in the ledger.
 *
 * @returns true when a key is on again.
 */
export async function probeKeys(
  run: RunContext,
  service: ServiceHolder,
  models: readonly RunModel[],
): Promise<boolean> {
  const [first] = models;
  const wanted = keysToProbe(
    service.now.ledger,
    run.keys.map(({ fingerprint }) => fingerprint),
    run.ports.clock.now(),
  );
  let works = false;
  for (const key of run.keys) {
    if (first === undefined || !wanted.includes(key.fingerprint)) continue;
    const on = await unlessAborted(run.signals.soft, () => probe(run, service, key, first.model));
    if (on === 'stopped') return works;
    if (!on) continue;
    works = true;
    run.ports.log.info(`Gemini key ${key.fingerprint} works again.`);
  }
  return works;
}

async function probe(
  run: RunContext,
  service: ServiceHolder,
  key: ApiKey,
  model: string,
): Promise<boolean> {
  const { clock } = run.ports;
  const pair = { key: key.fingerprint, model };
  const reserved = reserve(service.now.ledger, { ...pair, tokens: TOKENS, now: clock.now() });
  service.now.ledger = reserved.ledger;
  const { thinkingLevel, thinkingReserve } = profileOf(model);
  const outcome = await run.ports.model.generate({
    key,
    model,
    systemInstruction: 'You answer in one word.',
    prompt: 'Answer with the single word: ready',
    // Thinking counts toward the limit.
    maxOutputTokens: thinkingReserve + 64,
    ...(thinkingLevel === undefined ? {} : { thinkingLevel }),
    timeoutMs: TIMEOUT_MS,
    idleTimeoutMs: TIMEOUT_MS,
    signal: run.signals.soft,
  });
  const now = clock.now();
  if (outcome.kind === 'reply') {
    const used = outcome.reply.usage.prompt > 0 ? outcome.reply.usage.prompt : TOKENS;
    service.now.ledger = settleReply(service.now.ledger, reserved.reservation, used);
    return true;
  }
  const fault = classify(outcome.failure, { model, now });
  run.ports.log.debug(`Gemini key ${key.fingerprint} was asked whether it works: ${fault.message}`);
  service.now.ledger = settleFault(service.now.ledger, reserved.reservation, { fault, now });
  // A quota that is used up, or a model that is gone, is told to a key that is taken.
  if (isKeyFault(fault.kind) || !isRemembered(fault.kind)) return false;
  service.now.ledger = keyAccepted(service.now.ledger, key.fingerprint);
  return true;
}
