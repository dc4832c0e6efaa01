import { assertNever } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { Settings } from '../config.ts';
import { loadState } from '../pipeline/load-state.ts';
import { holdServiceState } from '../pipeline/service-state.ts';
import type { ServiceHolder } from '../pipeline/service-state.ts';
import type { ApiKey, ModelAudio, ModelReply, ModelRequest, Ports } from '../ports.ts';
import { availability } from '../quota/availability.ts';
import { classify } from '../quota/classify.ts';
import { reserve, settleFault, settleReply } from '../quota/ledger.ts';
import { POLICIES } from '../quota/policies.ts';
import { profileOf, transcriptionAsk } from '../transcript/profiles.ts';
import { modelChoices } from './backlog.ts';

/** What one tiny request of a key to a model gave. */
export type ApiTrial = {
  /** Fingerprint. */
  readonly key: string;
  readonly model: string;
} & (
  | {
      readonly kind: 'works';
      readonly latencyMs: number;
      /** What it said, cut; empty when it said nothing, which is no fault here. */
      readonly said: string;
      /** The model that answered. */
      readonly version?: string;
      readonly finishReason: string;
      readonly promptTokens: number;
      readonly outputTokens: number;
    }
  | {
      readonly kind: 'refused';
      readonly latencyMs: number;
      /** True: by quota alone; it will serve again. */
      readonly quota: boolean;
      readonly error: Problem;
    }
  /** Known to be exhausted: not asked. */
  | { readonly kind: 'exhausted'; readonly until: number; readonly reason: string }
);

/** All trials, and why their count could not be saved. */
export interface ApiTest {
  readonly trials: readonly ApiTrial[];
  readonly unsaved?: Problem;
}

/** Which keys and models are asked. */
export interface ApiTestQuery {
  readonly settings: Settings;
  readonly keys: readonly ApiKey[];
  /** In place of the settings' models. */
  readonly models?: readonly string[];
  /** True: ask pairs that are known to be exhausted, too. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  /** Ends the saving of the ledger. */
  readonly last: AbortSignal;
}

const PROMPT = 'Answer with the single word: ready';
/** Tokens of the prompt, generously. */
const PROMPT_TOKENS = 20;
const TIMEOUT_MS = 60_000;
/** What a model said is shown up to here, in characters. */
const SAID = 120;

/**
 * Asks every model once with every key, one after the other for a key, keys side by side. Each
 * request is counted in the ledger, and what a refusal tells is learnt.
 *
 * @throws Fault when the state cannot be read.
 */
export async function testApi(
  ports: Pick<Ports, 'store' | 'clock' | 'model'>,
  query: ApiTestQuery,
): Promise<ApiTest> {
  const { settings, keys, signal } = query;
  const { stateDir } = settings.output;
  const snapshot = await ports.store.open(signal);
  const state = await loadState(snapshot, stateDir, signal);
  const service = holdServiceState(stateDir, state);
  const models = query.models ?? settings.models;
  const trials = await Promise.all(
    keys.map(async (key) => {
      const mine: ApiTrial[] = [];
      for (const model of models) {
        if (!signal.aborted) mine.push(await tryPair(ports, query, service, { key, model }));
      }
      return mine;
    }),
  );
  const unsaved = await saveLedger(ports, service, query.last);
  return { trials: trials.flat(), ...(unsaved === undefined ? {} : { unsaved }) };
}

async function tryPair(
  ports: Pick<Ports, 'clock' | 'model'>,
  query: ApiTestQuery,
  service: ServiceHolder,
  { key, model }: { readonly key: ApiKey; readonly model: string },
): Promise<ApiTrial> {
  const pair = { key: key.fingerprint, model };
  const sentAt = ports.clock.now();
  const limits = limitsOf(query.settings, service, model, sentAt);
  const when = availability(service.now.ledger, {
    ...pair,
    limits,
    tokens: PROMPT_TOKENS,
    now: sentAt,
  });
  if (when.kind === 'exhausted' && !query.force) {
    return { ...pair, kind: 'exhausted', until: when.untilMs, reason: when.reason };
  }
  const { ledger, reservation } = reserve(service.now.ledger, {
    ...pair,
    tokens: PROMPT_TOKENS,
    now: sentAt,
  });
  service.now.ledger = ledger;
  const outcome = await ports.model.generate(requestOf(query, key, model));
  const now = ports.clock.now();
  const latencyMs = now - sentAt;
  switch (outcome.kind) {
    case 'reply': {
      const { usage } = outcome.reply;
      const used = usage.prompt > 0 ? usage.prompt : PROMPT_TOKENS;
      service.now.ledger = settleReply(service.now.ledger, reservation, used);
      return { ...pair, kind: 'works', latencyMs, ...answerOf(outcome.reply) };
    }
    case 'failed': {
      const fault = classify(outcome.failure, { model, now });
      service.now.ledger = settleFault(service.now.ledger, reservation, { fault, now });
      const { remedy } = POLICIES[fault.kind];
      const error = { code: `model-${fault.kind}`, message: fault.message, remedy };
      return { ...pair, kind: 'refused', latencyMs, quota: QUOTA_KINDS.has(fault.kind), error };
    }
    default:
      return assertNever(outcome);
  }
}

function requestOf(query: ApiTestQuery, key: ApiKey, model: string): ModelRequest {
  const profile = profileOf(model);
  const { thinkingLevel, thinkingReserve } = profile;
  const transcription = transcriptionAsk(profile, undefined);
  return {
    key,
    model,
    systemInstruction: 'You answer in one word.',
    prompt: PROMPT,
    // Thinking counts toward the limit: without room for it nothing would be said.
    maxOutputTokens: thinkingReserve + 64,
    ...(thinkingLevel === undefined ? {} : { thinkingLevel }),
    // Such a model answers audio alone: a second of silence, and nothing is said of it.
    ...(transcription === undefined ? {} : { transcription, audio: silence() }),
    timeoutMs: TIMEOUT_MS,
    idleTimeoutMs: TIMEOUT_MS,
    signal: query.signal,
  };
}

/** A second of silence as WAV: 8 bits, 8 kHz, one channel. */
function silence(): ModelAudio {
  const samples = 8_000;
  const header = 44;
  const bytes = new Uint8Array(header + samples).fill(128, header);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('RIFF....WAVEfmt '));
  bytes.set(new TextEncoder().encode('data'), 36);
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(16, 16, true);
  // PCM, one channel, then the rate twice: a byte a sample.
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, samples, true);
  view.setUint32(28, samples, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  view.setUint32(40, samples, true);
  return { kind: 'bytes', bytes, mimeType: 'audio/wav' };
}

type Answer = Omit<Extract<ApiTrial, { kind: 'works' }>, 'key' | 'model' | 'kind' | 'latencyMs'>;

function answerOf(reply: ModelReply): Answer {
  const { prompt, output, thoughts } = reply.usage;
  return {
    said: reply.text.trim().slice(0, SAID),
    ...(reply.modelVersion === undefined ? {} : { version: reply.modelVersion }),
    finishReason: reply.finishReason,
    promptTokens: prompt,
    outputTokens: output + thoughts,
  };
}

/** Kinds of refusal that pass with time alone. */
const QUOTA_KINDS: ReadonlySet<string> = new Set([
  'minute-requests',
  'minute-tokens',
  'day-requests',
  'day-tokens',
  'rate-unknown',
]);

function limitsOf(
  settings: Settings,
  service: ServiceHolder,
  model: string,
  now: number,
): ReturnType<typeof modelChoices>[number]['limits'] {
  const choice = modelChoices(settings, service.now, now).find((one) => one.model === model);
  return choice?.limits ?? { ...settings.limits['default'] };
}

async function saveLedger(
  ports: Pick<Ports, 'store'>,
  service: ServiceHolder,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  const { files } = service.changes();
  if (files.length === 0) return undefined;
  const outcome = await ports.store.commit(
    { message: 'Count the requests of a test', files },
    signal,
  );
  return outcome.kind === 'failed' ? outcome.error : undefined;
}

/** 0: everything that was asked works; 2: only quota stands in the way; 1: something else does. */
export function apiExitCode({ trials, unsaved }: ApiTest): 0 | 1 | 2 {
  const refused = trials.filter(({ kind }) => kind !== 'works');
  if (refused.some((one) => one.kind === 'refused' && !one.quota) || unsaved !== undefined) {
    return 1;
  }
  return refused.length > 0 ? 2 : 0;
}
