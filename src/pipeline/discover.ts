import { problem } from '../base/outcome.ts';
import type { Problem } from '../base/outcome.ts';
import type { ShowPreferences } from '../config.ts';
import { recognise } from '../feed/remembered.ts';
import type { Episode, Feed } from '../feed/types.ts';
import { speakUrl } from '../feed/address.ts';
import { fetchableEpisode, storedUrl } from '../feed/private-address.ts';
import type { Log } from '../ports.ts';
import type { Episodes } from '../state/merge.ts';
import type { EpisodeState, FeedState } from '../state/types.ts';
import type { ShowFacts } from './episode-types.ts';
import type { FetchFeedOutcome } from './fetch-feed.ts';
import { isBug, programFault } from './program-fault.ts';
import { freeName } from './show-names.ts';

/** A feed that this run looks at, and what its user prefers. */
export interface Source {
  readonly url: string;
  readonly preferences: ShowPreferences;
  readonly id?: string;
  readonly title?: string;
}

/** A show during a run. What is not read-only changes as the run goes on. */
export interface Show {
  readonly source: Source;
  /** By what the feed says, once it was read; until then by what the state remembers. */
  facts: ShowFacts;
  readonly preferences: ShowPreferences;
  /** What this run knows: the head's state and what the run found and did. */
  state: FeedState;
  /** What the branch's head holds, as far as this run knows; undefined for a new show. */
  committed: FeedState | undefined;
  /** What the feed says of its episodes, by id; empty while the feed is unchanged. */
  details: ReadonlyMap<string, Episode>;
  /** Items of the feed that were left out, with the reason. */
  readonly dropped: Feed['dropped'];
}

/** What looking at the feeds gave. */
export interface Discovery {
  readonly shows: readonly Show[];
  readonly failed: readonly {
    readonly url: string;
    readonly title?: string;
    readonly error: Problem;
  }[];
}

/** What became of a feed; `skipped`: it was not asked for, since its host is left alone. */
export type FeedOutcome = FetchFeedOutcome | { readonly kind: 'skipped' };

/** What a {@link discover} is given. */
export interface DiscoverQuery {
  readonly sources: readonly Source[];
  /** Sources that other jobs of a fan-out look at: their shows are theirs. */
  readonly others?: readonly Source[];
  /** State by show. */
  readonly feeds: ReadonlyMap<string, FeedState>;
  /** Fetches one feed, with the validators of the last time. */
  readonly fetch: (url: string, validators: FeedState['validators']) => Promise<FeedOutcome>;
  /** Episodes of a show without state whose transcripts are committed: they are done. */
  readonly adopt: (slug: string) => Promise<Episodes>;
  readonly log: Log;
}

interface Fetched {
  readonly source: Source;
  /** Its state, when it is known by its name or its address. */
  readonly known: FeedState | undefined;
  readonly outcome: FeedOutcome;
}

/**
 * Looks at every feed and says what there is now. A feed that cannot be read does not stop the
 * others, and what was known of its show stays: its backlog can still be worked on.
 */
export async function discover(query: DiscoverQuery): Promise<Discovery> {
  const byUrl = new Map([...query.feeds.values()].map((state) => [ownUrl(state.feedUrl), state]));
  const knownBy = ({ id, url }: Source): FeedState | undefined =>
    (id === undefined ? undefined : query.feeds.get(id)) ?? byUrl.get(ownUrl(url));
  const found = await Promise.all(
    query.sources.map(async (source): Promise<Fetched> => {
      const known = knownBy(source);
      // Validators of another address say nothing about this one.
      const validators = isAt(known, source.url) ? known?.validators : undefined;
      const outcome = await fetchOne(query, { source, known, validators });
      return { source, known, outcome };
    }),
  );
  const others = (query.others ?? []).map(knownBy);
  const claimed = new Set(
    [...found.map(({ known }) => known), ...others].flatMap((one) => one?.show ?? []),
  );
  const taken = new Set(query.feeds.keys());
  const failed: Discovery['failed'][number][] = [];
  const shows: Show[] = [];
  // One after the other and in the order of the configuration: names depend on what is taken.
  for (const { source, known, outcome } of found) {
    let error = outcome.kind === 'failed' ? outcome.error : undefined;
    if (outcome.kind === 'feed') {
      try {
        shows.push(await readShow(query, { source, known, outcome }, { claimed, taken }));
        continue;
      } catch (thrown) {
        if (!isBug(thrown)) throw thrown;
        error = programFault(query.log, nameOf(source, known), thrown);
      }
    }
    if (error !== undefined) failed.push(failureOf(source, known, error));
    if (known !== undefined) shows.push(showOf(source, atAddress(known, source.url), undefined));
  }
  return { shows, failed };
}

/** Fetches a feed; a bug that its text brings out is this feed's failure. */
async function fetchOne(
  query: DiscoverQuery,
  asked: Omit<Fetched, 'outcome'> & { readonly validators: FeedState['validators'] },
): Promise<FeedOutcome> {
  const { source, known, validators } = asked;
  try {
    return await query.fetch(source.url, validators);
  } catch (error) {
    if (!isBug(error)) throw error;
    const fault = programFault(query.log, nameOf(source, known), error);
    return { kind: 'failed', error: fault, retryable: true };
  }
}

function nameOf(source: Source, known: FeedState | undefined): string {
  return known?.title ?? source.title ?? speakUrl(source.url);
}

/** The show of a feed that was read, under the name that it has or gets. */
async function readShow(
  query: DiscoverQuery,
  found: Omit<Fetched, 'outcome'> & { readonly outcome: FoundFeed },
  names: { readonly claimed: Set<string>; readonly taken: Set<string> },
): Promise<Show> {
  const { source, known, outcome } = found;
  const { claimed, taken } = names;
  sayMoved(query, outcome);
  const same = known ?? movedHere(query, { source, feed: outcome.feed, claimed });
  const slug =
    same?.show ?? source.id ?? freeName(source.title ?? outcome.feed.title, source.url, taken);
  claimed.add(slug);
  taken.add(slug);
  const state =
    same === undefined
      ? await newState(query, source, slug, outcome.feed)
      : atAddress(same, source.url);
  return withFeed(showOf(source, state, outcome.feed), outcome, same);
}

function failureOf(
  source: Source,
  known: FeedState | undefined,
  error: Problem,
): Discovery['failed'][number] {
  const title = known?.title ?? source.title;
  return { url: source.url, ...(title === undefined ? {} : { title }), error };
}

/** The state of a show whose address the user has changed. */
function atAddress(state: FeedState, url: string): FeedState {
  const feedUrl = ownUrl(url);
  if (state.feedUrl === feedUrl) return state;
  const { validators, ...rest } = state;
  return {
    ...rest,
    feedUrl,
    ...(isAt(state, url) && validators !== undefined ? { validators } : {}),
  };
}

/** State is committed: secrets of a feed's address are not part of it. */
function ownUrl(feedUrl: string): string {
  return storedUrl(feedUrl, feedUrl);
}

function isAt(state: FeedState | undefined, url: string): boolean {
  return state !== undefined && ownUrl(state.feedUrl) === ownUrl(url);
}

/**
 * The state of a show that nobody claims and that has episodes of this feed: the show has moved to
 * another address. Taken for a new one, all its episodes would be paid for again.
 */
function movedHere(
  query: DiscoverQuery,
  found: {
    readonly source: Source;
    readonly feed: Feed;
    readonly claimed: ReadonlySet<string>;
  },
): FeedState | undefined {
  const { source, feed, claimed } = found;
  let best: { readonly state: FeedState; readonly shared: number } | undefined;
  for (const state of query.feeds.values()) {
    if (claimed.has(state.show)) continue;
    const { remembered } = recognise(state.episodes, feed.episodes, source.url);
    const shared = remembered.filter(({ id }) => state.episodes[id] !== undefined).length;
    if (shared > (best?.shared ?? 0)) best = { state, shared };
  }
  return best?.state;
}

function sayMoved(query: DiscoverQuery, { feed, permanentUrl }: FoundFeed): void {
  if (permanentUrl === undefined) return;
  query.log.info(
    `${feed.title}: the feed has moved for good to ${speakUrl(permanentUrl)}; name that address in the configuration.`,
  );
}

type FoundFeed = Extract<FetchFeedOutcome, { kind: 'feed' }>;

async function newState(
  query: DiscoverQuery,
  source: Source,
  slug: string,
  feed: Feed,
): Promise<FeedState> {
  return {
    version: 1,
    show: slug,
    feedUrl: ownUrl(source.url),
    title: source.title ?? feed.title,
    episodes: { ...(await query.adopt(slug)) },
  };
}

function showOf(source: Source, state: FeedState, feed: Feed | undefined): Show {
  return {
    source,
    facts: factsOf(source, state, feed),
    preferences: source.preferences,
    state,
    committed: state,
    details: new Map(),
    dropped: feed?.dropped ?? [],
  };
}

function factsOf(source: Source, state: FeedState, feed: Feed | undefined): ShowFacts {
  const { preferences } = source;
  const language = preferences.language ?? feed?.language;
  const seconds =
    preferences.maxEpisodeMs === undefined ? undefined : preferences.maxEpisodeMs / 1_000;
  return {
    slug: state.show,
    title: source.title ?? feed?.title ?? state.title,
    feedUrl: source.url,
    ...(feed?.description === undefined ? {} : { description: feed.description }),
    ...(language === undefined ? {} : { language }),
    people: [
      ...preferences.speakers.map((name) => ({ name, role: 'host' })),
      ...(feed?.people ?? []),
    ],
    vocabulary: preferences.vocabulary,
    ...(seconds === undefined ? {} : { maxDurationSec: seconds }),
  };
}

/** Takes over what the feed says of a show and its known episodes, when it was unchanged before. */
export function learnFeed(show: Show, feed: Feed): void {
  show.facts = factsOf(show.source, show.state, feed);
  show.details = recognise(show.state.episodes, feed.episodes, show.source.url).details;
}

function withFeed(show: Show, outcome: FoundFeed, known: FeedState | undefined): Show {
  const { source, state } = show;
  const { details, remembered } = recognise(state.episodes, outcome.feed.episodes, source.url);
  const discovered: Record<string, EpisodeState> = {};
  for (const episode of remembered) {
    if (show.state.episodes[episode.id] === undefined) discovered[episode.id] = fresh(episode);
  }
  const { validators: _old, ...rest } = show.state;
  return {
    ...show,
    details,
    committed: known,
    state: {
      ...rest,
      ...(outcome.validators === undefined ? {} : { validators: outcome.validators }),
      title: show.facts.title,
      episodes: { ...show.state.episodes, ...discovered },
    },
  };
}

function fresh(episode: Episode): EpisodeState {
  return {
    status: 'discovered',
    title: episode.title,
    audioUrl: episode.enclosure.url,
    attempts: 0,
    ...(episode.publishedAt === undefined ? {} : { publishedAt: episode.publishedAt }),
    ...(episode.durationSec === undefined ? {} : { durationSec: episode.durationSec }),
    ...(episode.guid === undefined ? {} : { guid: episode.guid }),
  };
}

/** Episodes that this run found and the branch does not know. */
export function undiscovered(show: Show): readonly string[] {
  const known = show.committed?.episodes ?? {};
  return Object.keys(show.state.episodes).filter((id) => known[id] === undefined);
}

/** What the feed says of an episode, or what the state remembers when the feed no longer has it. */
export function detailsOf(show: Show, id: string): Episode {
  const listed = show.details.get(id);
  if (listed !== undefined) return fetchableEpisode(listed, show.source.url);
  const state = show.state.episodes[id];
  if (state === undefined) {
    throw new Error(`bug: ${show.facts.slug} has no episode ${id}`);
  }
  const remembered: Episode = {
    id,
    title: state.title,
    enclosure: { url: state.audioUrl },
    people: [],
    transcripts: [],
    ...(state.publishedAt === undefined ? {} : { publishedAt: state.publishedAt }),
    ...(state.durationSec === undefined ? {} : { durationSec: state.durationSec }),
    ...(state.guid === undefined ? {} : { guid: state.guid }),
  };
  return fetchableEpisode(remembered, show.source.url);
}

/** Remembers that the branch holds these episodes of the show as the run knows them. */
export function markCommitted(show: Show, ids: readonly string[]): void {
  const before = show.committed ?? { ...show.state, episodes: {} };
  const episodes = { ...before.episodes };
  for (const id of ids) {
    const episode = show.state.episodes[id];
    if (episode !== undefined) episodes[id] = episode;
  }
  show.committed = { ...show.state, episodes };
}

/** The problem of a configuration whose feeds all came to nothing. */
export function noFeeds(count: number): Problem {
  return problem(
    'all-feeds-failed',
    count === 1 ? 'The feed could not be read' : `None of the ${count} feeds could be read`,
    'Look at the warnings of this run: each names the feed, the cause and the remedy.',
  );
}
