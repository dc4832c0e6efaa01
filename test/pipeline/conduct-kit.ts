/** One episode conducted over fakes: audio in memory, a model that hears what is in the bytes. */
import type { KeptEpisode } from '../../src/pipeline/checkpoint-files.ts';
import type { Checkpointer } from '../../src/pipeline/checkpointer.ts';
import { conductEpisode } from '../../src/pipeline/conduct-episode.ts';
import type { CallOutcome, ModelJob } from '../../src/pipeline/dispatch-types.ts';
import type { EpisodeResult, EpisodeWork } from '../../src/pipeline/episode-types.ts';
import { makeTurns } from '../../src/pipeline/turns.ts';
import type { Cache, Http } from '../../src/ports.ts';
import type { ChunkTranscript } from '../../src/transcript/types.ts';
import { plainLines } from '../sandbox/gemini-answer.ts';
import { encode, makeTake, recognise, transcribe } from '../simulation/audio.ts';
import type { Heard, Take } from '../simulation/audio.ts';
import { chanceOf } from '../simulation/chance.ts';
import { FOUND } from '../state/make.ts';
import { makeRun, makeTime, MIDNIGHT, settingsOf } from './kit.ts';
import type { TestRun, TestTime } from './kit.ts';
import { makeMemoryScratch } from './memory-scratch.ts';
import type { MemoryScratch } from './memory-scratch.ts';

const ID = '0123456789abcdef';
/** 15 minutes of talk: three chunks of five minutes. */
export const TAKE = makeTake(0, 900, chanceOf(7));
export const AUDIO = encode(1, [TAKE]);

/** The episode. */
export const WORK: EpisodeWork = {
  show: {
    slug: 'walks',
    title: 'Walks',
    feedUrl: 'https://a.example/feed.xml',
    people: [],
    vocabulary: [],
  },
  episode: {
    id: ID,
    title: 'A walk',
    enclosure: { url: 'https://cdn.example/a.mp3' },
    people: [],
    transcripts: [],
  },
  state: FOUND,
};

/** What the feed lists of its chapters. */
const CHAPTERS = '{"version":"1.2.0","chapters":[{"startTime":0,"title":"Into the woods"}]}';

/** What becomes of the n-th call (from 0): what is heard, or something else. */
export type Answer = 'heard' | Exclude<CallOutcome, { kind: 'reply' }>;

/** What a test sees. */
export interface Bench {
  readonly run: TestRun;
  readonly time: TestTime;
  readonly scratch: MemoryScratch;
  readonly kept: ChunkTranscript[];
  readonly cached: string[];
  /** What the model heard, in order. */
  readonly heard: Heard[];
  readonly log: { readonly held: ChunkTranscript[]; under: number; most: number };
  readonly conduct: () => Promise<EpisodeResult>;
}

/** An episode that is about to be conducted. */
export function setUp(
  given: {
    readonly answer?: (index: number, job: ModelJob) => Answer | Promise<Answer>;
    readonly tookMs?: number;
    readonly audio?: Uint8Array;
    readonly take?: Take;
    readonly advertisement?: Take;
    readonly before?: KeptEpisode;
    readonly work?: EpisodeWork;
    readonly yaml?: string;
    readonly spoil?: (scratch: MemoryScratch, time: TestTime) => MemoryScratch;
    readonly concurrency?: number;
    readonly checkpointer?: Checkpointer;
  } = {},
): Bench {
  const time = makeTime();
  const made = makeMemoryScratch();
  const scratch = given.spoil?.(made, time) ?? made;
  const audio = given.audio ?? AUDIO;
  const cached: string[] = [];
  const http: Http = {
    get: async ({ url }) => {
      const bytes = url.endsWith('.json') ? new TextEncoder().encode(CHAPTERS) : audio;
      return {
        kind: 'response',
        status: 200,
        headers: { 'content-length': String(bytes.length) },
        finalUrl: url,
        body: (async function* () {
          yield await Promise.resolve(bytes);
        })(),
        discard: () => undefined,
      };
    },
  };
  const cache: Cache = {
    restore: async () => false,
    save: async (key) => void cached.push(key),
  };
  const run = makeRun({
    time,
    ports: { http, cache, scratch },
    settings: settingsOf(given.yaml ?? 'transcription:\n  chunkMinutes: 5'),
  });
  const kept: ChunkTranscript[] = [];
  const log = { held: [] as ChunkTranscript[], under: 0, most: 0 };
  const heardAll: Heard[] = [];
  const checkpointer: Checkpointer = given.checkpointer ?? {
    load: async () => given.before,
    counts: () => new Map(),
    save: async (_show, _id, _manifest, chunk) => {
      await time.sleep(1_000, new AbortController().signal);
      kept.push(chunk);
      return undefined;
    },
    saveDraft: async () => undefined,
    hold: (_show, _id, _manifest, chunk) => void log.held.push(chunk),
    release: async () => undefined,
    held: () => log.held.length,
    look: () => undefined,
    drop: () => undefined,
    move: () => undefined,
    sweep: () => undefined,
    flush: async () => undefined,
  };
  let calls = 0;
  const call = async (job: ModelJob): Promise<CallOutcome> => {
    const index = calls;
    calls += 1;
    log.under += 1;
    log.most = Math.max(log.most, log.under);
    try {
      await time.sleep((given.tookMs ?? 5_000) + index, run.signals.hard);
      const told = (await given.answer?.(index, job)) ?? 'heard';
      if (told !== 'heard') return told;
      const bytes = scratch.files.get(job.file.path);
      const heard = bytes === undefined ? undefined : recognise(bytes);
      if (heard === undefined) throw new Error(`torn audio: ${job.label}`);
      heardAll.push(heard);
      const takes = new Map([
        [0, given.take ?? TAKE],
        ...(given.advertisement === undefined ? [] : [[1, given.advertisement] as const]),
      ]);
      return {
        kind: 'reply',
        requests: 1,
        key: 'k1',
        model: 'gemini-flash-latest',
        reply: {
          text: plainLines(transcribe(heard, takes, 1)),
          finishReason: 'STOP',
          usage: { prompt: 1_000, output: 200, thoughts: 10 },
        },
      };
    } finally {
      log.under -= 1;
    }
  };
  const turns = makeTurns({
    concurrency: given.concurrency ?? 3,
    waiting: () => 0,
    soft: run.signals.soft,
  });
  return {
    run,
    time,
    scratch,
    kept,
    cached,
    heard: heardAll,
    log,
    conduct: async () => {
      try {
        return await time.drive(
          (async () =>
            await conductEpisode(
              run,
              {
                dispatcher: {
                  call,
                  outlook: () => ({ kind: 'use', key: 'k1', model: 'gemini-flash-latest' }),
                  requestMs: () => 1,
                  abreast: () => Infinity,
                },
                checkpointer,
                repairs: { take: () => true, renewedAt: () => MIDNIGHT, taken: () => 0 },
                line: await turns.enter(),
              },
              given.work ?? WORK,
            ))(),
        );
      } finally {
        run.end();
      }
    },
  };
}

/** A call that ends for today. */
export const DEFERRED: Exclude<Answer, 'heard'> = {
  kind: 'deferred',
  requests: 1,
  cause: 'quota',
  notBefore: MIDNIGHT,
  reason: 'the day is used up',
};
