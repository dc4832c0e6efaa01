/** The model service: quotas by key and model, and books of what was paid for. */
import type { ApiFailure, Model, ModelOutcome, ModelRequest } from '../../src/ports.ts';
import { pacificDay, pacificDayStart } from '../../src/quota/pacific.ts';
import { plainLines } from '../sandbox/gemini-answer.ts';
import { fixture, quotaError } from '../sandbox/gemini-errors.ts';
import type { QuotaRefusal } from '../sandbox/gemini-errors.ts';
import { FRAME_SEC, recognise, secondsOf, transcribe } from './audio.ts';
import type { Heard } from './audio.ts';
import { heardTakes } from './catalogue.ts';
import type { Rendition, WorldEpisode } from './catalogue.ts';
import type { Disk } from './machine.ts';
import type { Process } from './process.ts';
import type { Sabotage } from './sabotage.ts';
import type { Scheduler } from './scheduler.ts';

/** Frames of a rendition: the same for the same stretch of the same file. */
export interface Stretch {
  readonly episode: number;
  readonly rendition: number;
  readonly first: number;
  readonly end: number;
}

/** One answer that the service has worked out, and is paid for whether it arrives or not. */
export interface Payment {
  readonly process: number;
  readonly episode: number;
  /** Undefined when the process had no audio that it could be of. */
  readonly stretch: Stretch | undefined;
  /** When it was asked for, epoch ms. */
  readonly at: number;
  /** Every word is in it. */
  readonly good: boolean;
  delivered: boolean;
}

/** Limits of each key and model. */
export interface ServiceLimits {
  readonly requestsPerDay: number;
  readonly requestsPerMinute: number;
  /** Time of a request: at least, at most; ms. */
  readonly thinkMs: readonly [number, number];
}

/** What the service is made with. */
export interface ServiceOptions {
  readonly scheduler: Scheduler;
  readonly limits: ServiceLimits;
  readonly episodes: ReadonlyMap<number, WorldEpisode>;
  /** The rendition that a process has of an episode. */
  readonly renditionOf: (process: Process, episode: number) => Rendition | undefined;
  /** True for a stretch that is finished, and kept or committed: it must not be asked for again. */
  readonly isFinished: (stretch: Stretch) => boolean;
  readonly sabotage: Sabotage | undefined;
}

/** The service and its books. */
export interface Service {
  readonly payments: readonly Payment[];
  readonly breaches: string[];
  readonly requests: number;
  /** Requests that were let through on a Pacific day, by `<key> <model>`. */
  servedOn(day: string): ReadonlyMap<string, number>;
  /** Daily refusals in all. */
  refused(): number;
  /** What was known of refusals is known no more. */
  forgetRefusals(): void;
  /** From now on, what this process was told about the day's limits is known to later runs. */
  remember(process: Process): void;
  model(process: Process, disk: Disk): Model;
}

const MINUTE_MS = 60_000;
/** Only longer stretches lack words: a hole of a few seconds cannot be told from a pause. */
const LONG_SEC = 45;
/** Refusals this soon after midnight may be the old day's, and are asked about again. */
const RESET_LAG_MS = 2 * MINUTE_MS;

const ERRORS = new Map<string, ApiFailure>();

function failure(name: string, make: () => { status: number; body: string }): ApiFailure {
  const known = ERRORS.get(name);
  if (known !== undefined) return known;
  const { status, body } = make();
  const made = { httpStatus: status, body, message: `HTTP ${status}`, unsent: false };
  ERRORS.set(name, made);
  return made;
}

function refusal(kind: QuotaRefusal['kind'], model: string, limit: number): ApiFailure {
  const about: QuotaRefusal = { kind, tier: 'free', model, limit, retrySec: 30 };
  return failure(`${kind} ${model} ${limit}`, () => quotaError(about));
}

const transport = (kind: 'network' | 'timeout' | 'aborted', unsent: boolean): ModelOutcome => ({
  kind: 'failed',
  failure: { transport: kind, body: '', message: kind, unsent },
});

const GARBAGE = [
  "I'm sorry, but I can't help with transcribing this audio.",
  `[00:00] Ada: ${'and then '.repeat(400)}`,
  '{"error": "no',
  '[]',
];

/** Makes the service of a world. */
export function makeService(options: ServiceOptions): Service {
  const { scheduler, limits, sabotage } = options;
  const payments: Payment[] = [];
  const breaches: string[] = [];
  const served = new Map<string, number>();
  const recent = new Map<string, number[]>();
  /** Daily refusals by process, then by pair: the day by the clock of the process. */
  const told = new Map<number, Map<string, string>>();
  const known = new Map<string, { day: string; from: number }>();
  /** Uploaded files by name; the key's fingerprint is part of it. */
  const uploads = new Map<string, Uint8Array>();
  let uploaded = 0;
  let refusals = 0;
  let requests = 0;

  /** A request after a daily refusal, by what the product can know. */
  function checkSend(process: Process, pair: string): void {
    const day = pacificDay(scheduler.now() + process.skewMs);
    const own = told.get(process.number)?.get(pair);
    // Who reads an old head knows what was known then.
    const old = process.met.has('store-stale') ? undefined : known.get(pair);
    if (own === day || (old?.day === day && old.from < process.startedAt)) {
      breaches.push(`run ${process.number} asked ${pair} again on ${day}, after a daily refusal`);
    }
  }

  function refuse(process: Process, pair: string): void {
    const now = scheduler.now() + process.skewMs;
    const day = pacificDay(now);
    if (now - pacificDayStart(day) < RESET_LAG_MS) return;
    const days = told.get(process.number) ?? new Map<string, string>();
    days.set(pair, day);
    told.set(process.number, days);
  }

  /** What the quota says: a refusal, or nothing and the request is counted. */
  function admit(request: ModelRequest): ApiFailure | undefined {
    const { model } = request;
    const now = scheduler.now();
    const pair = `${request.key.fingerprint} ${model}`;
    const today = `${pair} ${pacificDay(now)}`;
    const used = served.get(today) ?? 0;
    if (used >= limits.requestsPerDay) {
      refusals += 1;
      return refusal('requests-per-day', model, limits.requestsPerDay);
    }
    const minute = (recent.get(pair) ?? []).filter((at) => at > now - MINUTE_MS);
    if (minute.length >= limits.requestsPerMinute) {
      return refusal('requests-per-minute', model, limits.requestsPerMinute);
    }
    served.set(today, used + 1);
    recent.set(pair, [...minute, now]);
    return undefined;
  }

  function stretchOf(process: Process, heard: Heard): Stretch | undefined {
    const rendition = options.renditionOf(process, heard.episode);
    const [part] = heard.parts;
    if (rendition === undefined || part === undefined) return undefined;
    let first = part.first;
    for (const take of rendition.takes) {
      if (take.number === part.take) break;
      first += take.frames;
    }
    const end = first + Math.round(secondsOf(heard) / FRAME_SEC);
    return { episode: heard.episode, rendition: rendition.number, first, end };
  }

  /** What arrives at the service, in one moment. */
  function arrive(process: Process, request: ModelRequest, disk: Disk): Arrived {
    requests += 1;
    if (process.hit('model-overloaded')) {
      return { kind: 'refused', failure: failure('503', () => fixture('503-overloaded')) };
    }
    const refused = admit(request);
    if (refused !== undefined) return { kind: 'refused', failure: refused };
    if (process.hit('model-internal')) {
      return { kind: 'refused', failure: failure('500', () => fixture('500-internal')) };
    }
    const { audio } = request;
    if (audio?.kind === 'uploaded' && !audio.uri.includes(request.key.fingerprint)) {
      breaches.push(`run ${process.number} named the file of another key`);
    }
    const file = audio?.kind === 'inline' ? audio.file.path : '';
    const bytes = audio?.kind === 'uploaded' ? uploads.get(audio.uri) : disk.files.get(file);
    const torn = sabotage === 'tear-chunk' && bytes !== undefined;
    const sent = torn ? Buffer.concat([bytes.subarray(0, 2_880), bytes.subarray(2_952)]) : bytes;
    const heard = sent === undefined ? undefined : recognise(sent);
    const episode = heard === undefined ? undefined : options.episodes.get(heard.episode);
    if (heard === undefined || episode === undefined) {
      breaches.push(`run ${process.number} sent audio that is no stretch of an episode`);
      return { kind: 'refused', failure: failure('500', () => fixture('500-internal')) };
    }
    const stretch = stretchOf(process, heard);
    if (stretch !== undefined && options.isFinished(stretch) && !mayRepeat(process)) {
      breaches.push(
        `run ${process.number} asked for ${nameOf(stretch)}, which was finished and kept`,
      );
    }
    const { text, finishReason, good } = answerFor(process, heard, episode);
    const payment: Payment = {
      process: process.number,
      episode: heard.episode,
      stretch,
      at: scheduler.now(),
      good,
      delivered: false,
    };
    payments.push(payment);
    const prompt = Math.round(secondsOf(heard) * 32) + 800;
    const usage = { prompt, output: Math.round(text.length / 4), thoughts: 20 };
    return {
      kind: 'working',
      payment,
      outcome: {
        kind: 'reply',
        reply: { text, finishReason, modelVersion: `${request.model}-001`, usage },
      },
    };
  }

  async function generate(process: Process, request: ModelRequest, disk: Disk) {
    checkSend(process, `${request.key.fingerprint} ${request.model}`);
    if (process.hit('model-network')) {
      await process.call('model.generate', request.signal, () => undefined);
      return transport('network', true);
    }
    const { signal } = request;
    const arrived = await process.call('model.generate', signal, () =>
      arrive(process, request, disk),
    );
    if (arrived.kind === 'refused') {
      await process.call('model.answer', signal, () => undefined);
      const { body } = arrived.failure;
      if (body.includes('PerDay')) refuse(process, `${request.key.fingerprint} ${request.model}`);
      const outcome: ModelOutcome = { kind: 'failed', failure: arrived.failure };
      return outcome;
    }
    const [least, most] = limits.thinkMs;
    const late = process.hit('model-timeout') || sabotage === 'hang';
    const thinkMs = late ? Infinity : process.chance.between(least, most);
    if (sabotage === 'hang') return await new Promise<ModelOutcome>(() => undefined);
    const waitMs = Math.min(thinkMs, request.timeoutMs);
    await process.call('model.answer', signal, () => undefined, waitMs);
    if (thinkMs >= request.timeoutMs) return transport('timeout', false);
    arrived.payment.delivered = true;
    return arrived.outcome;
  }

  return {
    payments,
    breaches,
    get requests() {
      return requests;
    },
    servedOn: (day) =>
      new Map(
        [...served].flatMap(([key, count]) =>
          key.endsWith(` ${day}`) ? [[key.slice(0, -day.length - 1), count] as const] : [],
        ),
      ),
    refused: () => refusals,
    forgetRefusals: () => known.clear(),
    remember: (process) => {
      for (const [pair, day] of told.get(process.number) ?? []) {
        known.set(pair, { day, from: scheduler.now() });
      }
    },
    model: (process, disk) => ({
      generate: async (request) => {
        try {
          return await generate(process, request, disk);
        } catch (error) {
          if (request.signal.aborted) return transport('aborted', false);
          throw error;
        }
      },
      upload: async (request) => {
        try {
          uploaded += 1;
          const name = `files/${request.key.fingerprint}-${uploaded}`;
          return await process.call('model.upload', request.signal, () => {
            if (process.hit('upload-fails')) {
              return { kind: 'failed', failure: failure('503', () => fixture('503-overloaded')) };
            }
            uploads.set(name, disk.files.get(request.file.path) ?? new Uint8Array(0));
            const expiresAt = scheduler.now() + 48 * 60 * MINUTE_MS;
            return { kind: 'uploaded', uri: name, name, expiresAt };
          });
        } catch (error) {
          if (!request.signal.aborted) throw error;
          const { failure: aborted } = transport('aborted', false) as { failure: ApiFailure };
          return { kind: 'failed', failure: aborted };
        }
      },
      forget: async ({ name, signal }) => {
        await process.call('model.forget', signal, () => uploads.delete(name));
      },
    }),
  };
}

type Arrived =
  | { readonly kind: 'refused'; readonly failure: ApiFailure }
  | { readonly kind: 'working'; readonly payment: Payment; readonly outcome: ModelOutcome };

/** Who cannot see what is kept may ask for it again. */
function mayRepeat(process: Process): boolean {
  const blind = ['store-stale', 'checkpoints-read-fails', 'checkpoints-list-fails'] as const;
  return process.overlapped || blind.some((fault) => process.met.has(fault));
}

/** How a stretch is called: episode, rendition, frames from the rendition's start. */
export function nameOf({ episode, rendition, first, end }: Stretch): string {
  return `${episode}:${rendition}:${first}-${end}`;
}

function answerFor(
  process: Process,
  heard: Heard,
  episode: WorldEpisode,
): { readonly text: string; readonly finishReason: string; readonly good: boolean } {
  const lines = transcribe(heard, heardTakes(episode), episode.number);
  const whole =
    episode.mumbled !== true ||
    lines.length === transcribe(heard, episode.takes, episode.number).length;
  if (process.hit('model-empty')) return { text: '', finishReason: 'STOP', good: false };
  if (process.hit('model-garbage')) {
    return { text: process.chance.pick(GARBAGE), finishReason: 'STOP', good: false };
  }
  if (secondsOf(heard) > LONG_SEC && process.hit('model-cut')) {
    const some = lines.slice(0, Math.floor(lines.length * 0.4));
    const finishReason = process.chance.pick(['CUT', 'MAX_TOKENS']);
    return { text: plainLines(some), finishReason, good: false };
  }
  if (secondsOf(heard) > LONG_SEC && process.hit('model-hole')) {
    const from = process.chance.whole(0, Math.floor(lines.length * 0.3));
    const some = [...lines.slice(0, from), ...lines.slice(from + Math.ceil(lines.length * 0.7))];
    return { text: plainLines(some), finishReason: 'STOP', good: false };
  }
  if (!whole && lines.length === 0) {
    return { text: GARBAGE[0] ?? '', finishReason: 'STOP', good: false };
  }
  return { text: plainLines(lines), finishReason: 'STOP', good: whole };
}
