import type { Chapter, ChunkPlan } from '../audio/types.ts';
import { readChapters } from '../feed/chapters.ts';
import type { Episode } from '../feed/types.ts';
import type { Ports } from '../ports.ts';
import { fetchText } from './fetch-text.ts';

const MAX_BYTES = 1_000_000;
const DEADLINE_MS = 15_000;

/** An episode's chapter marks, and where they stand. */
export interface FoundChapters {
  readonly chapters: readonly Chapter[];
  /** `audio`: inside the file; `feed`: in the list that the feed links. Absent: there are none. */
  readonly chaptersFrom?: 'audio' | 'feed';
}

/** The marks inside the audio: what there is without asking anyone. */
export function chaptersInAudio({ chapters }: Pick<ChunkPlan, 'chapters'>): FoundChapters {
  return chapters.length === 0 ? { chapters } : { chapters, chaptersFrom: 'audio' };
}

/**
 * Finds an episode's chapters. Marks inside the audio come first, since they belong to these very
 * bytes: hosts insert advertisements, after which a list beside the audio is off. Where the audio
 * has none, the list that the feed links (`podcast:chapters`) is fetched. One that cannot be
 * fetched or read leaves the episode without chapters; it is never a fault.
 */
export async function findChapters(
  ports: Pick<Ports, 'http' | 'clock' | 'log'>,
  wanted: {
    readonly episode: Episode;
    readonly plan: Pick<ChunkPlan, 'chapters' | 'durationSec'>;
    readonly signal: AbortSignal;
  },
): Promise<FoundChapters> {
  const { episode, plan } = wanted;
  const inside = chaptersInAudio(plan);
  if (inside.chapters.length > 0 || episode.chaptersUrl === undefined) return inside;
  const answer = await fetchText(ports, {
    url: episode.chaptersUrl,
    headers: { accept: 'application/json+chapters, application/json;q=0.9, */*;q=0.5' },
    maxBytes: MAX_BYTES,
    deadlineMs: DEADLINE_MS,
    signal: wanted.signal,
  });
  if ('error' in answer) {
    ports.log.debug(`Chapters: ${episode.title}: ${answer.error.message}`);
    return inside;
  }
  const chapters = readChapters(answer.text, plan.durationSec);
  if (chapters.length > 0) return { chapters, chaptersFrom: 'feed' };
  ports.log.debug(`Chapters: ${episode.title}: the list that the feed links has none to read.`);
  return inside;
}
