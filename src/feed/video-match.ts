import { z } from 'zod';
import { readDate } from './dates.ts';

/** A video that a search found. */
export interface VideoCandidate {
  readonly id: string;
  readonly title: string;
  readonly channel: string;
  /** Epoch ms; absent when unreadable. */
  readonly publishedAt?: number;
}

/** Parts of an answer of YouTube's `search.list` that are used; the rest is ignored. */
const SearchAnswer = z.object({ items: z.array(z.unknown()).max(50) });
const SearchItem = z.object({
  id: z.object({ videoId: z.string().regex(/^[\w-]{11}$/) }),
  snippet: z.object({
    title: z.string().max(1_000),
    channelTitle: z.string().max(1_000).default(''),
    publishedAt: z.string().max(100).default(''),
  }),
});

/** The videos of a search answer (JSON of YouTube's `search.list`); items that make no sense are left out. */
export function readVideoSearch(text: string): readonly VideoCandidate[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
  const answer = SearchAnswer.safeParse(parsed);
  if (!answer.success) return [];
  return answer.data.items.flatMap((raw): VideoCandidate[] => {
    const item = SearchItem.safeParse(raw);
    if (!item.success) return [];
    const { title, channelTitle, publishedAt } = item.data.snippet;
    const at = readDate(publishedAt);
    return [
      {
        id: item.data.id.videoId,
        title,
        channel: channelTitle,
        ...(at === undefined ? {} : { publishedAt: at }),
      },
    ];
  });
}

/** A video may come out this long before or after the episode. */
const FAR_MS = 14 * 24 * 3_600_000;
/** Part of the episode title's words that the video's title must have. */
const ALIKE = 0.8;

/**
 * The video of an episode among those found: its title has the words of the episode's title, and it
 * came out around the same days. A wrong link is worse than none, so a title of fewer than two words
 * finds nothing, and so do two videos that fit equally well.
 */
export function bestVideo(
  candidates: readonly VideoCandidate[],
  episode: { readonly title: string; readonly publishedAt?: number },
): VideoCandidate | undefined {
  const wanted = wordsOf(episode.title);
  if (wanted.size < 2) return undefined;
  const fitting = candidates
    .map((video) => ({ video, score: likeness(wanted, wordsOf(video.title)) }))
    .filter(({ video, score }) => score >= ALIKE && isNear(video, episode.publishedAt))
    .toSorted((a, b) => b.score - a.score);
  const [first, second] = fitting;
  return first === undefined || first.score === second?.score ? undefined : first.video;
}

function isNear(video: VideoCandidate, publishedAt: number | undefined): boolean {
  if (video.publishedAt === undefined || publishedAt === undefined) return false;
  return Math.abs(video.publishedAt - publishedAt) <= FAR_MS;
}

/** Share of the wanted words that are there, less a little for each word too many. */
function likeness(wanted: ReadonlySet<string>, there: ReadonlySet<string>): number {
  const shared = [...wanted].filter((word) => there.has(word)).length;
  return shared / wanted.size - 0.001 * (there.size - shared);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(
    text
      .slice(0, 1_000)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu),
  );
}
