import { counted } from '../base/count.ts';
import type { ChunkPlan, UnitSpan } from '../audio/types.ts';
import type { ChunkTranscript } from '../transcript/types.ts';
import type { KeptEpisode } from './checkpoint-files.ts';
import type { ChunkDraft } from './chunk-types.ts';
import type { RunContext } from './context.ts';
import type { EpisodeWork } from './episode-types.ts';
import { reuseChunks, withStranded } from './reuse-chunks.ts';
import type { RenditionNow } from './reuse-chunks.ts';

/** How an episode is cut, and what earlier runs have done of it. */
export interface KeptWork {
  readonly plan: ChunkPlan;
  /** Units of the chunks that were heard in another rendition, in order. */
  readonly pinned: readonly UnitSpan[];
  /** Finished chunks that fit the plan, by index. */
  readonly kept: ReadonlyMap<number, ChunkTranscript>;
  /** Chunks that were answered and wait for their repair, by index. */
  readonly drafts: ReadonlyMap<number, ChunkDraft>;
  /** The checkpoints are still those of another rendition. */
  readonly isMoved: boolean;
}

/** Code of an episode whose transcript lacks too much of what is said. */
export const TOO_LITTLE = 'coverage-too-low';

/** How the rendition is cut, and what is there of it already. */
export async function keptFor(
  run: RunContext,
  work: EpisodeWork,
  now: RenditionNow,
  all: KeptEpisode | undefined,
): Promise<KeptWork> {
  const { plan } = now;
  if (all === undefined) {
    return { plan, pinned: [], kept: new Map(), drafts: new Map(), isMoved: false };
  }
  const kept = worthKeeping(run, work, all);
  if (kept.manifest.rendition.sha256 !== now.sha256) {
    const { chunks, ...found } = await reuseChunks(run, now, kept);
    sayChanged(run, work, kept.chunks.size + (kept.others?.length ?? 0), chunks.size);
    return { ...found, kept: chunks, isMoved: true };
  }
  const chunks = [...(await withStranded(run, now, kept))].filter(([index, chunk]) => {
    const planned = plan.chunks[index];
    return planned !== undefined && sameSpan(planned, chunk);
  });
  const { pinned } = kept.manifest;
  return { plan, pinned, kept: new Map(chunks), drafts: kept.drafts, isMoved: false };
}

/** An episode that failed for what it lacks is tried again where it lacks it. */
function worthKeeping(run: RunContext, work: EpisodeWork, all: KeptEpisode): KeptEpisode {
  // The draft of a chunk that was finished is over: its requests are used up, and what it gave up stays so.
  const drafts = new Map([...all.drafts].filter(([index]) => !all.chunks.has(index)));
  const kept = { ...all, drafts };
  if (work.state.error?.code !== TOO_LITTLE) return kept;
  const least = run.settings.transcription.coverage;
  const isGood = ({ coverage = 1 }: ChunkTranscript): boolean => coverage >= least;
  return {
    ...kept,
    chunks: new Map([...kept.chunks].filter(([, chunk]) => isGood(chunk))),
    others: (kept.others ?? []).filter(({ chunk }) => isGood(chunk)),
  };
}

/** Says how much of what was paid for is of use in another rendition. */
function sayChanged(run: RunContext, work: EpisodeWork, before: number, found: number): void {
  if (before === 0) return;
  const lost = Math.max(0, before - found);
  const again = `${counted(lost, 'part')} ${lost === 1 ? 'is' : 'are'} transcribed again`;
  const kept =
    found === 0
      ? `none of the ${counted(before, 'finished part')} was found again in it, so ${again}`
      : `${found} of ${counted(before, 'finished part')} ${found === 1 ? 'was' : 'were'} found again in it and ${found === 1 ? 'is' : 'are'} kept${lost === 0 ? '' : `; ${again}`}`;
  run.ports.log.warning(
    `${work.show.title}: ${work.episode.title}: the audio differs from that of the last run (hosts insert advertisements): ${kept}.`,
  );
}

/** Kept chunks are used only where they cover the same span; 1 ms is the rounding of JSON. */
export function sameSpan(
  a: { readonly startSec: number; readonly endSec: number },
  b: { readonly startSec: number; readonly endSec: number },
): boolean {
  return Math.abs(a.startSec - b.startSec) < 1e-3 && Math.abs(a.endSec - b.endSec) < 1e-3;
}
