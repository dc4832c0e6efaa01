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
    /** Of these, how many say no length, no date, and have a published transcript or a video. */
    readonly withoutDuration: number;
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
  request: { readonly url: string; readonly settings: Settings; readonly signal: AbortSignal },
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
      const preferences = settings.shows.find((show) => show.url === url);
      const view = viewOf(outcome.feed, preferences ?? settings.feedPreferences);
      const { permanentUrl } = outcome;
      return ok(permanentUrl === undefined ? view : { ...view, permanentUrl });
    }
  }
}

/** What a feed gives under a user's preferences; pure. */
export function viewOf(feed: Feed, preferences: ShowPreferences): FeedView {
  const sorted = feed.episodes.toSorted((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0));
  const reasons = reasonsOf(sorted, preferences);
  const episodes = sorted.map((episode, at) => episodeOf(episode, reasons[at]));
  const wanted = episodes.filter(({ leftOut }) => leftOut === undefined);
  const count = (test: (one: FeedEpisode) => boolean): number => wanted.filter(test).length;
  const totals = {
    wanted: wanted.length,
    durationSec: wanted.reduce((sum, { durationSec }) => sum + (durationSec ?? 0), 0),
    bytes: wanted.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    withoutDuration: count(({ durationSec }) => durationSec === undefined),
    withoutDate: count(({ publishedAt }) => publishedAt === undefined),
    withTranscript: count(({ transcripts }) => transcripts.length > 0),
    withVideo: count(({ youtubeUrl }) => youtubeUrl !== undefined),
  };
  return {
    title: feed.title,
    ...(feed.language === undefined ? {} : { language: feed.language }),
    people: feed.people.map(({ name, role }) => `${name} (${role})`),
    truncated: feed.truncated,
    episodes,
    dropped: feed.dropped,
    totals,
    notes: notesOf(feed, totals),
  };
}

function episodeOf(episode: Episode, leftOut: string | undefined): FeedEpisode {
  const { id, title, publishedAt, durationSec, enclosure, transcripts, youtubeUrl } = episode;
  return {
    id,
    title,
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(durationSec === undefined ? {} : { durationSec }),
    ...(enclosure.bytes === undefined ? {} : { bytes: enclosure.bytes }),
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
  return episodes.map((episode, at) => {
    const { publishedAt, durationSec = 0, title } = episode;
    if (maxEpisodes !== undefined && at >= maxEpisodes) {
      return maxEpisodes === 1
        ? 'only the newest is wanted'
        : `only the newest ${maxEpisodes} are wanted`;
    }
    if (sinceMs !== undefined && publishedAt !== undefined && publishedAt < sinceMs) {
      return `it is from before ${new Date(sinceMs).toISOString().slice(0, 10)}`;
    }
    if (maxEpisodeMs !== undefined && durationSec * 1_000 > maxEpisodeMs) {
      return `it is longer than ${counted(maxEpisodeMs / 60_000, 'minute')}`;
    }
    return skips(title) ? 'its title matches a pattern that is skipped' : undefined;
  });
}

function notesOf(feed: Feed, totals: FeedView['totals']): readonly string[] {
  const notes: string[] = [];
  if (feed.truncated) notes.push('The end of the feed is missing; what was there is listed.');
  if (feed.episodes.length === 0) notes.push('There is no episode with audio.');
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
