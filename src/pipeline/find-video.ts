import type { Settings } from '../config.ts';
import type { Episode } from '../feed/types.ts';
import { bestVideo, readVideoSearch } from '../feed/video-match.ts';
import { youtubeUrlOf } from '../feed/youtube.ts';
import type { Ports } from '../ports.ts';
import { fetchText } from './fetch-text.ts';

/** YouTube Data API, `search.list`: 100 units of a free project's 10,000 a day. */
const SEARCH = 'https://www.googleapis.com/youtube/v3/search';
const MAX_BYTES = 1_000_000;
const DEADLINE_MS = 15_000;

/**
 * Finds an episode's video, when the user gave a key for it and the feed names none. A search that
 * fails or finds nothing certain leaves the episode without a link; it is never a fault.
 *
 * @returns the video's address.
 */
export async function findVideo(
  ports: Pick<Ports, 'http' | 'clock' | 'log'>,
  settings: Settings,
  wanted: { readonly show: string; readonly episode: Episode; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const { episode, show } = wanted;
  const key = settings.youtubeApiKey;
  if (episode.youtubeUrl !== undefined || key === undefined) return episode.youtubeUrl;
  const query = new URLSearchParams({
    part: 'snippet',
    type: 'video',
    maxResults: '10',
    q: `${show} ${episode.title}`.slice(0, 200),
  });
  const answer = await fetchText(ports, {
    url: `${SEARCH}?${query.toString()}`,
    // In a header, since addresses are logged by whatever lies between.
    headers: { 'x-goog-api-key': key.reveal() },
    maxBytes: MAX_BYTES,
    deadlineMs: DEADLINE_MS,
    signal: wanted.signal,
  });
  if ('error' in answer) {
    ports.log.debug(`YouTube: ${episode.title}: ${answer.error.message}`);
    return undefined;
  }
  const video = bestVideo(readVideoSearch(answer.text), episode);
  return video === undefined ? undefined : youtubeUrlOf(video.id);
}
