import type { EpisodeWork } from './episode-types.ts';
import type { Problem } from '../base/outcome.ts';
import type { ScratchFile } from '../ports.ts';
import type { RunContext } from './context.ts';
import { decodedFile } from './decoded-file.ts';
import type { Deferred } from './dispatch-types.ts';
import { download } from './download.ts';
import { unlessAborted } from './stopping.ts';

/** The audio of an episode on disk, and how to let go of it. */
export type ObtainedRendition =
  | {
      readonly kind: 'ready';
      readonly file: ScratchFile;
      readonly bytes: number;
      /** Lower-case hex. */
      readonly sha256: string;
      /**
       * Says how many requests the audio needs. One that needs several goes to the cache at once:
       * hosts insert advertisements, so the same bytes may not be had again.
       */
      readonly keep: (chunks: number) => void;
      /**
       * Ends what is under way and removes the file. An episode that is done needs its audio no
       * more: a cache that is slow does not hold up its commit.
       */
      readonly release: (done: boolean) => Promise<void>;
    }
  | { readonly kind: 'failed'; readonly error: Problem; readonly retryable: boolean }
  /** Its host is left alone after faults in a row. */
  | Deferred
  | { readonly kind: 'stopped'; readonly reason: string };

/** A finished episode waits so long for its audio to be cached, ms. */
const CACHE_GRACE_MS = 5_000;

/** Changes with what is stored under a key. */
const CACHE_PREFIX = 'podcast-transcriber-audio-v1-';

/**
 * Gets the audio of an episode: the kept bytes of an earlier run where the cache still has them,
 * else from the publisher.
 *
 * @param work the episode and its show
 * @param keptSha256 hash of the rendition whose chunks are kept; absent when none are.
 */
export async function obtainRendition(
  run: RunContext,
  { show, episode }: Pick<EpisodeWork, 'show' | 'episode'>,
  keptSha256: string | undefined,
): Promise<ObtainedRendition> {
  const { scratch } = run.ports;
  // Shows of one house carry the same episode, with the same id, and are worked on at once.
  const file = scratch.file(`${show.slug}-${episode.id}.audio`);
  await scratch.remove(file);
  if (keptSha256 !== undefined) {
    const restored = await restore(run, file, keptSha256);
    if (restored !== undefined) return ready(run, file, { ...restored, cached: true });
  }
  const { audio } = run.settings;
  const outcome = await download(run.ports, {
    url: episode.enclosure.url,
    file,
    maxBytes: audio.maxBytes,
    deadlineMs: audio.downloadTimeoutMs,
    idleTimeoutMs: audio.idleTimeoutMs,
    signal: run.signals.soft,
  });
  if (outcome.kind === 'downloaded') return ready(run, file, { ...outcome, cached: false });
  await scratch.remove(file);
  if (outcome.kind === 'failed' && outcome.notBefore !== undefined) {
    const { notBefore, error } = outcome;
    return { kind: 'deferred', notBefore, reason: error.message, cause: 'host' };
  }
  return outcome;
}

async function restore(
  run: RunContext,
  file: ScratchFile,
  sha256: string,
): Promise<{ bytes: number; sha256: string } | undefined> {
  const { cache, scratch } = run.ports;
  if (!(await cache.restore(CACHE_PREFIX + sha256, file, run.signals.soft))) return undefined;
  const bytes = await scratch.size(file);
  if (bytes !== undefined && (await scratch.sha256(file, run.signals.soft)) === sha256) {
    return { bytes, sha256 };
  }
  await scratch.remove(file);
  return undefined;
}

function ready(
  run: RunContext,
  file: ScratchFile,
  got: { readonly bytes: number; readonly sha256: string; readonly cached: boolean },
): Extract<ObtainedRendition, { kind: 'ready' }> {
  const { cache, scratch, log, clock } = run.ports;
  const enough = new AbortController();
  const signal = AbortSignal.any([run.signals.soft, enough.signal]);
  let saving: Promise<void> | undefined;
  return {
    kind: 'ready',
    file,
    bytes: got.bytes,
    sha256: got.sha256,
    keep: (chunks) => {
      if (got.cached || chunks < 2) return;
      saving = cache.save(CACHE_PREFIX + got.sha256, file, signal).catch((error: unknown) => {
        if (!signal.aborted) log.debug(`audio was not cached: ${String(error)}`);
      });
    },
    release: async (done) => {
      if (done && saving !== undefined) {
        await Promise.race([
          saving,
          unlessAborted(signal, () => clock.sleep(CACHE_GRACE_MS, signal)),
        ]);
        enough.abort(new Error('the episode is done'));
      }
      await saving;
      await scratch.remove(file);
      await scratch.remove(decodedFile(scratch, file));
    },
  };
}
