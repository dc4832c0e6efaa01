import { z } from 'zod';
import type { Chunk, ChunkAudio, UnitSpan } from '../audio/types.ts';
import type { Checkpoint, Log } from '../ports.ts';
import { FAULT_KINDS } from '../transcript/check.ts';
import type { Stretch } from '../transcript/repair-types.ts';
import type { ChunkTranscript, Rendition, Segment, Told, TokenUsage } from '../transcript/types.ts';
import type { ChunkDraft, ChunkSpent } from './chunk-types.ts';

const manifestFields = {
  rendition: z.strictObject({
    sha256: z.string(),
    bytes: z.number(),
    durationSec: z.number(),
    container: z.string(),
  }),
  /** Chunk length that the plan was made for, seconds: the same plan is made again from it. */
  targetSec: z.number().positive(),
};

/** First file of an episode's checkpoint: what its chunks are chunks of. */
const Manifest = z.strictObject({
  version: z.literal(2),
  ...manifestFields,
  /** Units of chunks that come from another rendition: the plan is made around them. */
  pinned: z.array(z.strictObject({ first: z.int().nonnegative(), end: z.int().positive() })),
});
/** What an episode's finished chunks are chunks of. */
export type Manifest = z.infer<typeof Manifest>;

/** The manifest of earlier versions: they knew no chunks of another rendition. */
const Manifest1 = z.strictObject({ version: z.literal(1), ...manifestFields });

const StoredManifest = z.union([
  Manifest,
  Manifest1.transform((old): Manifest => ({ ...old, version: 2, pinned: [] })),
]);

// A member that the words of the transcript room have and these schemas lack does not compile:
// chunks that hold it could not be read back, and would be paid for again.
const StoredSegment = z.strictObject({
  startSec: z.number(),
  endSec: z.number(),
  speaker: z.string().optional(),
  text: z.string(),
} satisfies Record<keyof Segment, z.ZodType>);

const StoredUsage = z.strictObject({
  prompt: z.number(),
  output: z.number(),
  thoughts: z.number(),
} satisfies Record<keyof TokenUsage, z.ZodType>);

const Span = z.strictObject({ startSec: z.number(), endSec: z.number() });

const StoredAudio = z.strictObject({
  units: z.int().positive(),
  print: z.int().nonnegative(),
  sha256: z.string(),
} satisfies Record<keyof ChunkAudio, z.ZodType>);

const StoredTold = z.strictObject({
  isTail: z.boolean(),
  labels: z.record(z.string(), z.string()),
} satisfies Record<keyof Told, z.ZodType>);

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
    usage: StoredUsage,
    requests: z.int().nonnegative(),
    coverage: z.number().optional(),
    speechSec: z.number().optional(),
    repairs: z.int().nonnegative().optional(),
    missing: z.array(Span).optional(),
    warnings: z.array(z.string()),
    audio: StoredAudio.optional(),
    from: z.string().optional(),
    told: StoredTold.optional(),
  } satisfies Record<keyof ChunkTranscript, z.ZodType>),
});

const StoredDraft = z.strictObject({
  version: z.literal(1),
  rendition: z.string(),
  draft: z.strictObject({
    index: z.int().nonnegative(),
    startSec: z.number().nonnegative(),
    endSec: z.number().nonnegative(),
    repair: z.strictObject({
      segments: z.array(StoredSegment),
      open: z.array(
        z.strictObject({
          startSec: z.number(),
          endSec: z.number(),
          why: z.enum(['first', ...FAULT_KINDS]),
          tries: z.int().nonnegative(),
          blanks: z.array(z.string()),
          avoid: z.array(z.string()),
          depth: z.int().nonnegative(),
          widenSec: z.number(),
        } satisfies Record<keyof Stretch, z.ZodType>),
      ),
      requests: z.int().nonnegative(),
      looks: z.int().nonnegative(),
      missing: z.array(Span),
      speechless: z.array(Span),
      doubts: z.array(Span.extend({ what: z.string() })),
      asked: z.array(Span).optional(),
      suspects: z.array(Span.extend({ kind: z.enum(FAULT_KINDS), text: z.string() })).optional(),
    } satisfies Record<keyof ChunkDraft['repair'], z.ZodType>),
    spent: z.strictObject({
      requests: z.int().nonnegative(),
      usage: StoredUsage,
      model: z.string(),
      modelVersion: z.string().optional(),
      finishReason: z.string(),
    } satisfies Record<keyof ChunkSpent, z.ZodType>),
    audio: StoredAudio.optional(),
    told: StoredTold.optional(),
  } satisfies Record<keyof ChunkDraft, z.ZodType>),
});

/** What is kept of an unfinished episode. */
export interface KeptEpisode {
  readonly manifest: Manifest;
  /** By index; chunks that could not be read are left out and paid for again. */
  readonly chunks: ReadonlyMap<number, ChunkTranscript>;
  /** By index; chunks that were answered and whose repair had to wait. */
  readonly drafts: ReadonlyMap<number, ChunkDraft>;
  /** Chunks of other renditions that were not put in their new places: a run ended in between. */
  readonly others?: readonly OtherChunk[];
}

/** A chunk that was heard in another rendition than the one that the manifest names. */
export interface OtherChunk {
  /** SHA-256 of that rendition. */
  readonly rendition: string;
  readonly chunk: ChunkTranscript;
}

/** The files of one finished chunk of an episode (`<show>/<id>`). */
export function filesOf(prefix: string, manifest: Manifest, chunk: ChunkTranscript): Checkpoint[] {
  return [manifestFile(prefix, manifest), chunkFile(prefix, manifest, chunk)];
}

function manifestFile(prefix: string, manifest: Manifest): Checkpoint {
  return { key: `${prefix}/manifest.json`, content: `${JSON.stringify(manifest)}\n` };
}

function chunkFile(prefix: string, manifest: Manifest, chunk: ChunkTranscript): Checkpoint {
  return {
    key: `${prefix}/${chunkName(chunk.index)}`,
    content: `${JSON.stringify({ version: 1, rendition: manifest.rendition.sha256, chunk })}\n`,
  };
}

/**
 * All files of an episode whose chunks have moved to another rendition, the manifest last: until it
 * is written, what is there is still found.
 *
 * @param moved in the order in which they may be written over the files of before.
 */
export function filesOfMoved(
  prefix: string,
  manifest: Manifest,
  moved: {
    readonly chunks: Iterable<ChunkTranscript>;
    readonly drafts: Iterable<ChunkDraft>;
  },
): Checkpoint[] {
  return [
    ...[...moved.chunks].map((chunk) => chunkFile(prefix, manifest, chunk)),
    ...[...moved.drafts].map((draft) => draftFile(prefix, manifest, draft)),
    manifestFile(prefix, manifest),
  ];
}

/** Keys of chunks; the first group is `<show>/<id>`. */
export const CHUNK_KEY = /^(.+)\/chunk-\d+\.json$/u;

/** The files of a chunk whose repair has to wait. */
export function draftFiles(prefix: string, manifest: Manifest, draft: ChunkDraft): Checkpoint[] {
  return [manifestFile(prefix, manifest), draftFile(prefix, manifest, draft)];
}

function draftFile(prefix: string, manifest: Manifest, draft: ChunkDraft): Checkpoint {
  return {
    key: `${prefix}/draft-${String(draft.index).padStart(4, '0')}.json`,
    content: `${JSON.stringify({ version: 1, rendition: manifest.rendition.sha256, draft })}\n`,
  };
}

function chunkName(index: Chunk['index']): string {
  return `chunk-${String(index).padStart(4, '0')}.json`;
}

/** Number of chunks among these keys, by `<show>/<id>`. */
export function countChunks(stored: ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of stored) {
    const match = CHUNK_KEY.exec(key);
    const episode = match?.[1];
    if (episode !== undefined) counts.set(episode, (counts.get(episode) ?? 0) + 1);
  }
  return counts;
}

/** Reads the files of one episode; undefined when there is nothing that can be used. */
export function readKept(files: readonly Checkpoint[], log: Log): KeptEpisode | undefined {
  const manifest = parse(
    StoredManifest,
    files.find((file) => file.key.endsWith('/manifest.json')),
  );
  if (manifest === undefined) return undefined;
  const { sha256 } = manifest.rendition;
  const chunks = new Map<number, ChunkTranscript>();
  const drafts = new Map<number, ChunkDraft>();
  const others: OtherChunk[] = [];
  for (const file of files) {
    if (file.key.endsWith('/manifest.json')) continue;
    if (/\/draft-\d+\.json$/u.test(file.key)) {
      const stored = parse(StoredDraft, file);
      if (stored?.rendition === manifest.rendition.sha256) {
        drafts.set(stored.draft.index, draftOf(stored.draft));
      }
      continue;
    }
    const kept = parse(StoredChunk, file);
    if (kept === undefined) {
      log.warning(`A kept chunk cannot be read and is transcribed again: ${file.key}`);
      continue;
    }
    const chunk = withoutUndefined(kept.chunk);
    const { rendition = sha256 } = kept;
    // The audio changed since: what is left of its former self may cover the same seconds.
    if (rendition === sha256) chunks.set(chunk.index, chunk);
    else others.push({ rendition, chunk });
  }
  return { manifest, chunks, drafts, others };
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
  const { segments, ...rest } = chunk;
  return { ...defined(rest), segments: segments.map(segmentOf) };
}

function draftOf(stored: z.infer<typeof StoredDraft>['draft']): ChunkDraft {
  const { repair, spent, ...rest } = stored;
  return {
    ...defined(rest),
    spent: defined(spent),
    repair: { ...repair, segments: repair.segments.map(segmentOf) },
  };
}

function segmentOf(segment: z.infer<typeof StoredSegment>): Segment {
  return defined(segment);
}

/** Members that may be left out, left out instead of undefined. */
type Defined<T> = {
  [name in keyof T]: undefined extends T[name] ? Exclude<T[name], undefined> : T[name];
};

function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}

/**
 * A manifest for an episode's rendition and chunk length.
 *
 * @param pinned units of the chunks that come from another rendition, in order.
 */
export function manifestOf(
  rendition: Rendition,
  targetSec: number,
  pinned: readonly UnitSpan[] = [],
): Manifest {
  return {
    version: 2,
    rendition: { ...rendition },
    targetSec,
    pinned: pinned.map(({ first, end }) => ({ first, end })),
  };
}
