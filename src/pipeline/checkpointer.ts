import { z } from 'zod';
import type { Chunk } from '../audio/types.ts';
import { isFault } from '../base/failure.ts';
import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { Checkpoint, Checkpoints, Clock, Log } from '../ports.ts';
import type { ChunkTranscript, Rendition } from '../transcript/types.ts';

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

const StoredChunk = z.strictObject({
  version: z.literal(1),
  chunk: z.strictObject({
    index: z.int().nonnegative(),
    startSec: z.number().nonnegative(),
    endSec: z.number().nonnegative(),
    segments: z.array(
      z.strictObject({
        startSec: z.number(),
        endSec: z.number(),
        speaker: z.string().optional(),
        text: z.string(),
      }),
    ),
    model: z.string(),
    modelVersion: z.string().optional(),
    promptVersion: z.string(),
    finishReason: z.string(),
    usage: z.strictObject({ prompt: z.number(), output: z.number(), thoughts: z.number() }),
    requests: z.int().nonnegative(),
    coverage: z.number().optional(),
    warnings: z.array(z.string()),
  }),
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
  /** Gives up saves that wait: the episode is whole, and its own commit comes next. */
  release(show: string, id: string): void;
  /** Removes what is kept of a finished episode, with the next step. */
  drop(show: string, id: string): void;
  /** Carries out what is left to do. */
  flush(signal: AbortSignal): Promise<void>;
}

/** What a {@link Checkpointer} needs. */
export interface CheckpointerOptions {
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  readonly log: Log;
  /** Least time between two saves, ms: keeps the job under the write limits of the service. */
  readonly minIntervalMs: number;
  /** Ends the wait between two saves. */
  readonly soft: AbortSignal;
  /** Gives up saving. */
  readonly last: AbortSignal;
}

interface Pending {
  readonly episode: string;
  readonly files: readonly Checkpoint[];
  readonly resolve: (fault: Problem | undefined) => void;
}

/** Makes a {@link Checkpointer} over what is stored already. */
export async function makeCheckpointer(options: CheckpointerOptions): Promise<Checkpointer> {
  const stored = new Set(await options.checkpoints.list(options.last));
  const removals = new Set<string>();
  const queue = makeQueue(options, (put) => saveAll({ options, stored, removals }, put));
  return {
    load: (show, id, signal) => loadKept(options, stored, `${show}/${id}`, signal),
    counts: () => countChunks(stored),
    save: (show, id, manifest, chunk) => {
      const episode = `${show}/${id}`;
      return queue.add(episode, filesOf(episode, manifest, chunk));
    },
    release: (show, id) => queue.release(`${show}/${id}`),
    drop: (show, id) => {
      for (const key of stored) if (key.startsWith(`${show}/${id}/`)) removals.add(key);
    },
    flush: async () => {
      await queue.flush();
      const fault = await saveAll({ options, stored, removals }, []);
      if (fault !== undefined)
        options.log.debug(`checkpoints were not cleaned up: ${fault.message}`);
    },
  };
}

/** Saves what is given and removes what is not needed any more, in one step. */
async function saveAll(
  given: {
    readonly options: CheckpointerOptions;
    readonly stored: Set<string>;
    readonly removals: Set<string>;
  },
  put: readonly Checkpoint[],
): Promise<Problem | undefined> {
  const { options, stored, removals } = given;
  const remove = [...removals].filter((key) => stored.has(key));
  removals.clear();
  if (put.length === 0 && remove.length === 0) return undefined;
  try {
    const outcome = await options.checkpoints.save({ put, remove }, options.last);
    if (outcome.kind === 'failed') return outcome.error;
    for (const one of put) stored.add(one.key);
    for (const key of remove) stored.delete(key);
    return undefined;
  } catch (error) {
    if (isFault(error)) return error.problem;
    if (!options.last.aborted) throw error;
    return problem(
      'checkpoint-interrupted',
      'The run was stopped before a finished part could be kept.',
      'Nothing to do: the next run transcribes that part again.',
    );
  }
}

/** Saves that wait for their turn: what arrives while one is under way shares the next. */
interface SaveQueue {
  readonly add: (episode: string, files: readonly Checkpoint[]) => Promise<Problem | undefined>;
  /** Takes an episode's saves out; they count as done. */
  readonly release: (episode: string) => void;
  readonly flush: () => Promise<void>;
}

function makeQueue(
  options: CheckpointerOptions,
  save: (put: readonly Checkpoint[]) => Promise<Problem | undefined>,
): SaveQueue {
  const pending: Pending[] = [];
  let busy: Promise<void> | undefined;
  let savedAt = -Infinity;
  let hurry = new AbortController();

  async function drain(): Promise<void> {
    while (pending.length > 0) {
      const restMs = savedAt + options.minIntervalMs - options.clock.now();
      if (restMs > 0 && !options.soft.aborted) await rest(options, restMs, hurry.signal);
      const batch = pending.splice(0);
      if (batch.length === 0) return;
      const fault = await save(batch.flatMap((one) => one.files));
      savedAt = options.clock.now();
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
    release: (episode) => {
      const released = pending.filter((one) => one.episode === episode);
      for (const one of released) {
        pending.splice(pending.indexOf(one), 1);
        one.resolve(undefined);
      }
      if (pending.length > 0) return;
      hurry.abort();
      hurry = new AbortController();
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
      content: `${JSON.stringify({ version: 1, chunk })}\n`,
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
