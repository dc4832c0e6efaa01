import { isFault } from '../base/failure.ts';
import type { Problem } from '../base/outcome.ts';
import type { Checkpoint, Checkpoints, Clock, Log } from '../ports.ts';
import type { ChunkTranscript } from '../transcript/types.ts';
import type { ChunkDraft } from './chunk-types.ts';
import {
  CHUNK_KEY,
  countChunks,
  draftFiles,
  filesOf,
  filesOfMoved,
  readKept,
} from './checkpoint-files.ts';
import type { KeptEpisode, Manifest } from './checkpoint-files.ts';
import { makeSaveQueue } from './save-queue.ts';
import type { SavePace, SaveQueue } from './save-queue.ts';
import { KEEPING_INTERRUPTED } from './stopping.ts';

/** Saves finished chunks, several in one step when they finish close together. */
export interface Checkpointer {
  /** What is kept of an episode; undefined when there is nothing that can be used. */
  load(show: string, id: string, signal: AbortSignal): Promise<KeptEpisode | undefined>;
  /** Number of finished chunks kept, by `<show>/<id>`. */
  counts(): ReadonlyMap<string, number>;
  /**
   * Resolves when the chunk is durable; a fault is returned, not thrown.
   *
   * @param soon all other parts of the episode are under way: its commit may well spare the save
   */
  save(
    show: string,
    id: string,
    manifest: Manifest,
    chunk: ChunkTranscript,
    soon?: boolean,
  ): Promise<Problem | undefined>;
  /** Resolves when the draft of a chunk is durable; a fault is returned, not thrown. */
  saveDraft(
    show: string,
    id: string,
    manifest: Manifest,
    draft: ChunkDraft,
  ): Promise<Problem | undefined>;
  /**
   * The episode is whole with this chunk, and its own commit comes next: what waits is held back.
   * {@link drop} forgets it; without that the flush saves it, so that a failed commit loses nothing.
   */
  hold(show: string, id: string, manifest: Manifest, chunk: ChunkTranscript): void;
  /**
   * Saves what is held back of an episode after all: its commit does not come, since it is not to be
   * passed for whole. Resolves when that is durable; a fault is returned, not thrown.
   */
  release(show: string, id: string): Promise<Problem | undefined>;
  /**
   * The audio has changed: these take the place of all that is kept of the episode, together with
   * whatever is saved next. See `filesOfMoved` for their order.
   */
  move(show: string, id: string, manifest: Manifest, moved: MovedChunks): void;
  /** Number of chunks that are held back. */
  held(): number;
  /** Less is under way than before: what waits may be all of it now. */
  look(): void;
  /** Removes what is kept of a finished episode, with the next step. */
  drop(show: string, id: string): void;
  /** Drops what an earlier run left of episodes that are over. */
  sweep(isOver: (show: string, id: string) => boolean): void;
  /** Carries out what is left to do; says why finished chunks could not be kept. */
  flush(): Promise<Problem | undefined>;
}

/** Chunks and drafts that were found again in another rendition. */
export interface MovedChunks {
  readonly chunks: Iterable<ChunkTranscript>;
  readonly drafts: Iterable<ChunkDraft>;
}

/** What a {@link Checkpointer} needs. */
export interface CheckpointerOptions extends SavePace {
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends the wait between two saves. */
  readonly soft: AbortSignal;
  /** Gives up saving. */
  readonly last: AbortSignal;
  /** Told when chunks could not be saved: nothing new should begin. The flush tries once more. */
  readonly onFault: (fault: Problem) => void;
  /** Told when nothing of an episode is held back any more: it was dropped, or is kept. */
  readonly onDrop: () => void;
}

/** What a checkpointer knows. Keys are `<show>/<id>/<name>`. */
interface Shelf {
  readonly options: CheckpointerOptions;
  /** Keys that are stored, or may be: a save without a clear answer may have been made. */
  readonly stored: Set<string>;
  /** Keys to be removed with the next save. */
  readonly removals: Set<string>;
  /** Contents by key whose save failed, or that go with the next one. */
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
  const queue = makeSaveQueue(options, async (put) => {
    const fault = await saveAll(shelf, put);
    if (fault !== undefined) options.onFault(fault);
    return fault;
  });
  return {
    load: async (show, id, signal) => {
      const keys = [...stored].filter((key) => key.startsWith(`${show}/${id}/`));
      if (keys.length === 0) return undefined;
      return readKept(await options.checkpoints.read(keys, signal), options.log);
    },
    counts: () => countChunks(stored),
    save: (show, id, manifest, chunk, soon = false) =>
      queue.add(`${show}/${id}`, filesOf(`${show}/${id}`, manifest, chunk), soon),
    saveDraft: (show, id, manifest, draft) =>
      queue.add(`${show}/${id}`, draftFiles(`${show}/${id}`, manifest, draft)),
    hold: (show, id, manifest, chunk) => {
      const episode = `${show}/${id}`;
      const files = [...queue.takeOut(episode), ...filesOf(episode, manifest, chunk)];
      for (const { key, content } of files) held.set(key, content);
    },
    release: (show, id) => keepHeld(shelf, queue, `${show}/${id}`),
    move: (show, id, manifest, moved) => {
      forget(shelf, `${show}/${id}`);
      remember(shelf, filesOfMoved(`${show}/${id}`, manifest, moved));
    },
    held: () => [...held.keys()].filter((key) => CHUNK_KEY.test(key)).length,
    look: queue.look,
    drop: (show, id) => {
      forget(shelf, `${show}/${id}`);
      options.onDrop();
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

/** Saves what is held back of an episode. */
async function keepHeld(
  { held, options }: Shelf,
  queue: SaveQueue,
  episode: string,
): Promise<Problem | undefined> {
  const files = [...held]
    .filter(([key]) => key.startsWith(`${episode}/`))
    .map(([key, content]) => ({ key, content }));
  if (files.length === 0) return undefined;
  const fault = await queue.add(episode, files);
  // What could not be saved waits with all else that could not, and the flush tries once more.
  for (const { key } of files) held.delete(key);
  options.onDrop();
  return fault;
}

/** Saves these with the next save, whatever was to become of those before them. */
function remember({ unsaved, removals }: Shelf, files: readonly Checkpoint[]): void {
  for (const { key, content } of files) {
    removals.delete(key);
    unsaved.set(key, content);
  }
}

/** Removes what is stored of an episode with the next save; what waits to be saved is not. */
function forget({ held, unsaved, stored, removals }: Shelf, episode: string): void {
  const isIts = (key: string): boolean => key.startsWith(`${episode}/`);
  for (const waiting of [held, unsaved]) {
    for (const key of waiting.keys()) if (isIts(key)) waiting.delete(key);
  }
  for (const key of stored) if (isIts(key)) removals.add(key);
}

/** Saves what is given and what failed before, and removes what is not needed any more, in one step. */
async function saveAll(shelf: Shelf, given: readonly Checkpoint[]): Promise<Problem | undefined> {
  const { options, stored, removals, unsaved } = shelf;
  remember(shelf, given);
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
    return KEEPING_INTERRUPTED;
  }
  for (const { key, content } of put) if (unsaved.get(key) === content) unsaved.delete(key);
  for (const key of remove) {
    removals.delete(key);
    stored.delete(key);
  }
  return undefined;
}
