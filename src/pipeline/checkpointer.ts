import { z } from 'zod';
import type { Chunk } from '../audio/types.ts';
import { isFault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { Checkpoint, Checkpoints, Clock, Log } from '../ports.ts';
import type { ChunkTranscript, Rendition, Segment, TokenUsage } from '../transcript/types.ts';

/** First file of an episode's checkpoint: what its chunks are chunks of. */
const Manifest = z.strictObject({
  version: z.literal(1),
  rendition: z.strictObject({
    sha256: z.string(),
    bytes: z.number(),
    durationSec: z.number(),
    container: z.string(),
  }),
  /** Chunk length that the plan was made for, seconds: the same plan is made again from it. */
  targetSec: z.number().positive(),
});
/** What an episode's finished chunks are chunks of. */
export type Manifest = z.infer<typeof Manifest>;

// A member that the words of the transcript room have and these schemas lack does not compile:
// chunks that hold it could not be read back, and would be paid for again.
const StoredSegment = z.strictObject({
  startSec: z.number(),
  endSec: z.number(),
  speaker: z.string().optional(),
  text: z.string(),
} satisfies Record<keyof Segment, z.ZodType>);

const StoredChunk = z.strictObject({
  version: z.literal(1),
  /** SHA-256 of the rendition that it is a chunk of; a chunk of another one does not fit. */
  rendition: z.string().optional(),
  chunk: z.strictObject({
    index: z.int().nonnegative(),
    startSec: z.number().nonnegative(),
    endSec: z.number().nonnegative(),
    segments: z.array(StoredSegment),
    model: z.string(),
    modelVersion: z.string().optional(),
    promptVersion: z.string(),
    finishReason: z.string(),
    usage: z.strictObject({
      prompt: z.number(),
      output: z.number(),
      thoughts: z.number(),
    } satisfies Record<keyof TokenUsage, z.ZodType>),
    requests: z.int().nonnegative(),
    coverage: z.number().optional(),
    warnings: z.array(z.string()),
  } satisfies Record<keyof ChunkTranscript, z.ZodType>),
});

/** What is kept of an unfinished episode. */
export interface KeptEpisode {
  readonly manifest: Manifest;
  /** By index; chunks that could not be read are left out and paid for again. */
  readonly chunks: ReadonlyMap<number, ChunkTranscript>;
}

/** Saves finished chunks, several in one step when they finish close together. */
export interface Checkpointer {
  /** What is kept of an episode; undefined when there is nothing that can be used. */
  load(show: string, id: string, signal: AbortSignal): Promise<KeptEpisode | undefined>;
  /** Number of finished chunks kept, by `<show>/<id>`. */
  counts(): ReadonlyMap<string, number>;
  /** Resolves when the chunk is durable; a fault is returned, not thrown. */
  save(
    show: string,
    id: string,
    manifest: Manifest,
    chunk: ChunkTranscript,
  ): Promise<Problem | undefined>;
  /**
   * The episode is whole with this chunk, and its own commit comes next: what waits is held back.
   * {@link drop} forgets it; without that the flush saves it, so that a failed commit loses nothing.
   */
  hold(show: string, id: string, manifest: Manifest, chunk: ChunkTranscript): void;
  /** Removes what is kept of a finished episode, with the next step. */
  drop(show: string, id: string): void;
  /** Drops what an earlier run left of episodes that are over. */
  sweep(isOver: (show: string, id: string) => boolean): void;
  /** Carries out what is left to do; says why finished chunks could not be kept. */
  flush(): Promise<Problem | undefined>;
}

/** What a {@link Checkpointer} needs. */
export interface CheckpointerOptions {
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  readonly log: Log;
  /** Time between two saves in the long run, ms: keeps the job under the write limits of the service. */
  readonly minIntervalMs: number;
  /** Saves that may come without that time between them, as long as there were fewer before; 1: none. */
  readonly burst?: number;
  /** Ends the wait between two saves. */
  readonly soft: AbortSignal;
  /** Gives up saving. */
  readonly last: AbortSignal;
  /** Told when chunks could not be saved: nothing new should begin. The flush tries once more. */
  readonly onFault: (fault: Problem) => void;
}

interface Pending {
  readonly episode: string;
  readonly files: readonly Checkpoint[];
  readonly resolve: (fault: Problem | undefined) => void;
}

/** What a checkpointer knows. Keys are `<show>/<id>/<name>`. */
interface Shelf {
  readonly options: CheckpointerOptions;
  /** Keys that are stored, or may be: a save without a clear answer may have been made. */
  readonly stored: Set<string>;
  /** Keys to be removed with the next save. */
  readonly removals: Set<string>;
  /** Contents by key whose save failed. */
  readonly unsaved: Map<string, string>;
  /** Contents by key of episodes that are whole and about to be committed. */
  readonly held: Map<string, string>;
}

/** Makes a {@link Checkpointer} over what is stored already. */
export async function makeCheckpointer(options: CheckpointerOptions): Promise<Checkpointer> {
  const shelf: Shelf = {
    options,
    stored: new Set(await options.checkpoints.list(options.last)),
    removals: new Set(),
    unsaved: new Map(),
    held: new Map(),
  };
  const { stored, removals, unsaved, held } = shelf;
  const queue = makeQueue(options, async (put) => {
    const fault = await saveAll(shelf, put);
    if (fault !== undefined) options.onFault(fault);
    return fault;
  });
  return {
    load: (show, id, signal) => loadKept(options, stored, `${show}/${id}`, signal),
    counts: () => countChunks(stored),
    save: (show, id, manifest, chunk) => {
      const episode = `${show}/${id}`;
      return queue.add(episode, filesOf(episode, manifest, chunk));
    },
    hold: (show, id, manifest, chunk) => {
      const episode = `${show}/${id}`;
      const files = [...queue.takeOut(episode), ...filesOf(episode, manifest, chunk)];
      for (const { key, content } of files) held.set(key, content);
    },
    drop: (show, id) => {
      const isIts = (key: string): boolean => key.startsWith(`${show}/${id}/`);
      for (const waiting of [held, unsaved]) {
        for (const key of waiting.keys()) if (isIts(key)) waiting.delete(key);
      }
      for (const key of stored) if (isIts(key)) removals.add(key);
    },
    sweep: (isOver) => {
      for (const key of stored) {
        const [show = '', id = ''] = key.split('/');
        if (isOver(show, id)) removals.add(key);
      }
    },
    flush: async () => {
      await queue.flush();
      const put = [...held].map(([key, content]) => ({ key, content }));
      const fault = await saveAll(shelf, put);
      if (fault === undefined) held.clear();
      if (fault === undefined || held.size + unsaved.size > 0) return fault;
      options.log.debug(`checkpoints were not cleaned up: ${fault.message}`);
      return undefined;
    },
  };
}

/** Saves what is given and what failed before, and removes what is not needed any more, in one step. */
async function saveAll(shelf: Shelf, given: readonly Checkpoint[]): Promise<Problem | undefined> {
  const { options, stored, removals, unsaved } = shelf;
  for (const { key, content } of given) unsaved.set(key, content);
  const put = [...unsaved].map(([key, content]) => ({ key, content }));
  const remove = [...removals].filter((key) => !unsaved.has(key));
  if (put.length === 0 && remove.length === 0) return undefined;
  for (const { key } of put) stored.add(key);
  try {
    const outcome = await options.checkpoints.save({ put, remove }, options.last);
    if (outcome.kind === 'failed') return outcome.error;
  } catch (error) {
    if (isFault(error)) return error.problem;
    if (!options.last.aborted) throw error;
    return problem(
      'checkpoint-interrupted',
      'The run was stopped before a finished part could be kept.',
      'Nothing to do: the next run transcribes that part again.',
    );
  }
  for (const { key, content } of put) if (unsaved.get(key) === content) unsaved.delete(key);
  for (const key of remove) {
    removals.delete(key);
    stored.delete(key);
  }
  return undefined;
}

/** Saves that wait for their turn: what arrives while one is under way shares the next. */
interface SaveQueue {
  readonly add: (episode: string, files: readonly Checkpoint[]) => Promise<Problem | undefined>;
  /** Takes an episode's saves out; they count as done. */
  readonly takeOut: (episode: string) => readonly Checkpoint[];
  readonly flush: () => Promise<void>;
}

function makeQueue(
  options: CheckpointerOptions,
  save: (put: readonly Checkpoint[]) => Promise<Problem | undefined>,
): SaveQueue {
  const pending: Pending[] = [];
  let busy: Promise<void> | undefined;
  const { minIntervalMs, burst = 1 } = options;
  /** Each save takes its interval from here on: an account that is never overdrawn by over a burst. */
  let paidUntil = -Infinity;
  let hurry = new AbortController();

  async function drain(): Promise<void> {
    while (pending.length > 0) {
      const restMs = paidUntil - (burst - 1) * minIntervalMs - options.clock.now();
      if (restMs > 0 && !options.soft.aborted) await rest(options, restMs, hurry.signal);
      const batch = pending.splice(0);
      if (batch.length === 0) return;
      const fault = await save(batch.flatMap((one) => one.files));
      paidUntil = Math.max(paidUntil, options.clock.now()) + minIntervalMs;
      for (const one of batch) one.resolve(fault);
    }
  }

  async function kick(): Promise<void> {
    busy ??= drain().finally(() => {
      busy = undefined;
    });
    await busy;
    // What arrived between the last look at the queue and its end is not left behind.
    if (pending.length > 0) await kick();
  }

  return {
    add: (episode, files) =>
      new Promise<Problem | undefined>((resolve, reject) => {
        pending.push({ episode, files, resolve });
        kick().catch(reject);
      }),
    takeOut: (episode) => {
      const taken = pending.filter((one) => one.episode === episode);
      for (const one of taken) {
        pending.splice(pending.indexOf(one), 1);
        one.resolve(undefined);
      }
      if (pending.length === 0) {
        hurry.abort();
        hurry = new AbortController();
      }
      return taken.flatMap((one) => one.files);
    },
    flush: kick,
  };
}

async function rest(options: CheckpointerOptions, ms: number, hurry: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([options.soft, hurry]);
  try {
    await options.clock.sleep(ms, signal);
  } catch (error) {
    // A stop, or nothing left to wait for, ends the rest early.
    if (!signal.aborted) throw error;
  }
}

function filesOf(prefix: string, manifest: Manifest, chunk: ChunkTranscript): Checkpoint[] {
  return [
    { key: `${prefix}/manifest.json`, content: `${JSON.stringify(manifest)}\n` },
    {
      key: `${prefix}/${chunkName(chunk.index)}`,
      content: `${JSON.stringify({ version: 1, rendition: manifest.rendition.sha256, chunk })}\n`,
    },
  ];
}

function chunkName(index: Chunk['index']): string {
  return `chunk-${String(index).padStart(4, '0')}.json`;
}

function countChunks(stored: ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of stored) {
    const match = /^(.+)\/chunk-\d+\.json$/u.exec(key);
    const episode = match?.[1];
    if (episode !== undefined) counts.set(episode, (counts.get(episode) ?? 0) + 1);
  }
  return counts;
}

async function loadKept(
  options: CheckpointerOptions,
  stored: ReadonlySet<string>,
  prefix: string,
  signal: AbortSignal,
): Promise<KeptEpisode | undefined> {
  const keys = [...stored].filter((key) => key.startsWith(`${prefix}/`));
  if (keys.length === 0) return undefined;
  const files = await options.checkpoints.read(keys, signal);
  const manifest = parse(
    Manifest,
    files.find((file) => file.key.endsWith('/manifest.json')),
  );
  if (manifest === undefined) return undefined;
  const chunks = new Map<number, ChunkTranscript>();
  for (const file of files) {
    if (file.key.endsWith('/manifest.json')) continue;
    const kept = parse(StoredChunk, file);
    if (kept === undefined) {
      options.log.warning(`A kept chunk cannot be read and is transcribed again: ${file.key}`);
      continue;
    }
    // The audio changed since: what is left of its former self may cover the same seconds.
    if ((kept.rendition ?? manifest.rendition.sha256) !== manifest.rendition.sha256) continue;
    chunks.set(kept.chunk.index, withoutUndefined(kept.chunk));
  }
  return { manifest, chunks };
}

function parse<T>(schema: z.ZodType<T>, file: Checkpoint | undefined): T | undefined {
  if (file === undefined) return undefined;
  try {
    const read = schema.safeParse(JSON.parse(file.content));
    return read.success ? read.data : undefined;
  } catch (error) {
    // Text that is no JSON counts as not kept; anything else is a bug.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function withoutUndefined(chunk: z.infer<typeof StoredChunk>['chunk']): ChunkTranscript {
  const { modelVersion, coverage, segments, ...rest } = chunk;
  return {
    ...rest,
    ...(coverage === undefined ? {} : { coverage }),
    ...(modelVersion === undefined ? {} : { modelVersion }),
    segments: segments.map(({ speaker, ...segment }) => ({
      ...segment,
      ...(speaker === undefined ? {} : { speaker }),
    })),
  };
}

/** A manifest for an episode's rendition and chunk length. */
export function manifestOf(rendition: Rendition, targetSec: number): Manifest {
  return { version: 1, rendition: { ...rendition }, targetSec };
}
