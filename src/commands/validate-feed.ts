import { counted } from '../base/count.ts';
import { bad, ok } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import { titleFilter } from '../config.ts';
import type { Settings, ShowPreferences } from '../config.ts';
import type { DroppedItem, Episode, Feed, PublishedTranscript } from '../feed/types.ts';
import { fetchFeed } from '../pipeline/fetch-feed.ts';
import type { Ports } from '../ports.ts';

/** One episode of a feed, as the transcriber sees it. */
export interface FeedEpisode {
  readonly id: string;
  readonly title: string;
  /** Epoch ms. */
  readonly publishedAt?: number;
  /** The feed's claims: seconds and bytes. */
  readonly durationSec?: number;
  readonly bytes?: number;
  readonly type?: string;
  readonly audioUrl: string;
  readonly transcripts: readonly PublishedTranscript[];
  readonly youtubeUrl?: string;
  /** Why the settings leave it out; absent: it would be taken. */
  readonly leftOut?: string;
  /** True: by the feed's claim it is larger than the settings allow, and the download would fail. */
  readonly tooLarge?: true;
}

/** What a feed gives. */
export interface FeedView {
  readonly title: string;
  readonly language?: string;
  readonly people: readonly string[];
  /** Where it moved to for good. */
  readonly permanentUrl?: string;
  /** The end of the document is missing. */
  readonly truncated: boolean;
  /** Newest first. */
  readonly episodes: readonly FeedEpisode[];
  readonly dropped: readonly DroppedItem[];
  /** Over the episodes that would be taken. */
  readonly totals: {
    readonly wanted: number;
    readonly durationSec: number;
    readonly bytes: number;
    /** Of these, how many say no length, size or date, are too large, and have a transcript or a video. */
    readonly withoutDuration: number;
    readonly withoutBytes: number;
    readonly tooLarge: number;
    readonly withoutDate: number;
    readonly withTranscript: number;
    readonly withVideo: number;
  };
  /** What its publisher, or the user, may want to know. */
  readonly notes: readonly string[];
}

/** Fetches a feed as a run would and tells what is in it. Nothing is written. */
export async function validateFeed(
  ports: Pick<Ports, 'http' | 'parser' | 'clock' | 'log'>,
  request: {
    readonly url: string;
    readonly settings: Settings;
    /** True: the configuration says that the show rests. */
    readonly rests?: boolean;
    readonly signal: AbortSignal;
  },
): Promise<Result<FeedView>> {
  const { url, settings, signal } = request;
  const { maxBytes, timeoutMs } = settings.feedsFetch;
  const outcome = await fetchFeed(ports, { url, maxBytes, deadlineMs: timeoutMs, signal });
  switch (outcome.kind) {
    case 'failed':
      return bad(outcome.error);
    case 'unchanged':
      throw new Error('bug: a feed that was fetched unconditionally came back unchanged');
    case 'feed': {
      const show = settings.shows.find((one) => one.url === url);
      const view = viewOf(outcome.feed, show ?? settings.feedPreferences, {
        maxBytes: settings.audio.maxBytes,
        rests: request.rests === true,
        ...(show?.title === undefined ? {} : { title: show.title }),
      });
      const { permanentUrl } = outcome;
      return ok(permanentUrl === undefined ? view : { ...view, permanentUrl });
    }
  }
}

/** What the configuration says beside a show's preferences. */
export interface FeedQuery {
  /** Larger audio is refused. */
  readonly maxBytes?: number;
  /** The user's name for the show. */
  readonly title?: string;
  /** The show rests: nothing of it is taken. */
  readonly rests?: boolean;
}

/** What a feed gives under a user's preferences; pure. */
export function viewOf(feed: Feed, preferences: ShowPreferences, query: FeedQuery = {}): FeedView {
  const sorted = feed.episodes.toSorted((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0));
  const reasons = query.rests === true ? [] : reasonsOf(sorted, preferences);
  const rests = query.rests === true ? 'the show rests (`enabled: false`)' : undefined;
  const episodes = sorted.map((episode, at) => episodeOf(episode, rests ?? reasons[at], query));
  const wanted = episodes.filter(({ leftOut }) => leftOut === undefined);
  const count = (test: (one: FeedEpisode) => boolean): number => wanted.filter(test).length;
  const totals = {
    wanted: wanted.length,
    durationSec: wanted.reduce((sum, { durationSec }) => sum + (durationSec ?? 0), 0),
    bytes: wanted.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    withoutDuration: count(({ durationSec }) => durationSec === undefined),
    withoutBytes: count(({ bytes }) => bytes === undefined),
    tooLarge: count(({ tooLarge }) => tooLarge === true),
    withoutDate: count(({ publishedAt }) => publishedAt === undefined),
    withTranscript: count(({ transcripts }) => transcripts.length > 0),
    withVideo: count(({ youtubeUrl }) => youtubeUrl !== undefined),
  };
  return {
    title: query.title ?? feed.title,
    ...(feed.language === undefined ? {} : { language: feed.language }),
    people: feed.people.map(({ name, role }) => `${name} (${role})`),
    truncated: feed.truncated,
    episodes,
    dropped: feed.dropped,
    totals,
    notes: notesOf(feed, totals, query),
  };
}

function episodeOf(
  episode: Episode,
  leftOut: string | undefined,
  { maxBytes = Infinity }: FeedQuery,
): FeedEpisode {
  const { id, title, publishedAt, enclosure, transcripts, youtubeUrl } = episode;
  // Feeds write 0 where they do not know.
  const durationSec = episode.durationSec === 0 ? undefined : episode.durationSec;
  const bytes = enclosure.bytes === 0 ? undefined : enclosure.bytes;
  return {
    id,
    title,
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(durationSec === undefined ? {} : { durationSec }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(bytes !== undefined && bytes > maxBytes ? { tooLarge: true as const } : {}),
    ...(enclosure.type === undefined ? {} : { type: enclosure.type }),
    audioUrl: enclosure.url,
    transcripts,
    ...(youtubeUrl === undefined ? {} : { youtubeUrl }),
    ...(leftOut === undefined ? {} : { leftOut }),
  };
}

/** Why each episode (newest first) is left out by the settings; undefined: it is wanted. */
function reasonsOf(
  episodes: readonly Episode[],
  preferences: ShowPreferences,
): readonly (string | undefined)[] {
  const { sinceMs, maxEpisodes, maxEpisodeMs, skip } = preferences;
  const skips = titleFilter(skip);
  let taken = 0;
  return episodes.map((episode) => {
    const { publishedAt, durationSec = 0, title } = episode;
    if (sinceMs !== undefined && publishedAt !== undefined && publishedAt < sinceMs) {
      return `it is from before ${new Date(sinceMs).toISOString().slice(0, 10)}`;
    }
    if (maxEpisodeMs !== undefined && durationSec * 1_000 > maxEpisodeMs) {
      return `it is longer than ${counted(maxEpisodeMs / 60_000, 'minute')}`;
    }
    if (skips(title)) return 'its title matches a pattern that is skipped';
    taken += 1;
    if (maxEpisodes === undefined || taken <= maxEpisodes) return undefined;
    return maxEpisodes === 1
      ? 'only the newest is wanted'
      : `only the newest ${maxEpisodes} are wanted`;
  });
}

function notesOf(
  feed: Feed,
  totals: FeedView['totals'],
  { maxBytes = Infinity, rests }: FeedQuery,
): readonly string[] {
  const notes: string[] = [];
  if (feed.truncated) notes.push('The end of the feed is missing; what was there is listed.');
  if (feed.episodes.length === 0) notes.push('There is no episode with audio.');
  if (rests === true) notes.push('The show rests (`enabled: false`): a run takes nothing of it.');
  if (totals.tooLarge > 0) {
    notes.push(
      `${totals.tooLarge} ${totals.tooLarge === 1 ? 'episode is' : 'episodes are'} larger than the ${maxBytes / 1_000_000} MB of audio.maxMegabytes, by what the feed says: the download would fail.`,
    );
  }
  if (feed.language === undefined) {
    notes.push('It names no language; set `language` for the show if the detection fails.');
  }
  const guids = feed.episodes.filter(({ guid }) => guid === undefined).length;
  if (guids > 0) {
    notes.push(
      `${guids} ${guids === 1 ? 'episode has' : 'episodes have'} no guid: such an episode is known by the address of its audio, and is taken for a new one when that changes.`,
    );
  }
  if (totals.withoutDuration > 0) {
    notes.push(
      `${totals.withoutDuration} ${totals.withoutDuration === 1 ? 'episode says' : 'episodes say'} no length; one hour is assumed in plans.`,
    );
  }
  if (totals.withoutDate > 0) {
    notes.push(
      `${totals.withoutDate} ${totals.withoutDate === 1 ? 'episode has' : 'episodes have'} no readable date.`,
    );
  }
  return notes;
}
