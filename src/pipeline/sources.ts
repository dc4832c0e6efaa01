import type { Problem } from '../base/outcome.ts';
import { problem } from '../base/outcome.ts';
import type { Settings } from '../config.ts';
import { readOpml } from '../feed/opml.ts';
import type { Snapshot } from '../ports.ts';
import type { Shard } from './context.ts';
import type { Source } from './discover.ts';

/** The feeds of a run, and the lists that could not be read. */
export interface Sources {
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
}

/** What is needed to read lists of feeds. */
export interface SourcesQuery {
  readonly settings: Settings;
  readonly snapshot: Snapshot;
  /** Fetches the text of an OPML file by its address. */
  readonly fetchText: (url: string) => Promise<{ text: string } | { error: Problem }>;
  readonly signal: AbortSignal;
}

/**
 * All feeds of the configuration: its shows, then single feeds, then those of OPML files (by path
 * in the repository, or by an address whose path ends in `.opml`). No address twice.
 */
export async function resolveSources(query: SourcesQuery): Promise<Sources> {
  const { settings } = query;
  const problems: Problem[] = [];
  const byUrl = new Map<string, Source>();
  const add = (source: Source): void => {
    if (!byUrl.has(source.url)) byUrl.set(source.url, source);
  };
  for (const show of settings.shows) {
    const { url, id, title, ...preferences } = show;
    add({
      url,
      preferences,
      ...(id === undefined ? {} : { id }),
      ...(title === undefined ? {} : { title }),
    });
  }
  for (const entry of settings.feeds) {
    if (!isOpml(entry)) {
      add({ url: entry, preferences: settings.feedPreferences });
      continue;
    }
    const list = await readList(query, entry);
    if ('error' in list) {
      problems.push(list.error);
      continue;
    }
    const feeds = readOpml(list.text);
    if (!feeds.ok) {
      problems.push({ ...feeds.problem, message: `${entry}: ${feeds.problem.message}` });
      continue;
    }
    for (const feed of feeds.value) add({ url: feed.url, preferences: settings.feedPreferences });
  }
  return { sources: [...byUrl.values()], problems };
}

function isOpml(entry: string): boolean {
  if (!/^https?:\/\//iu.test(entry)) return true;
  return new URL(entry).pathname.toLowerCase().endsWith('.opml');
}

async function readList(
  query: SourcesQuery,
  entry: string,
): Promise<{ text: string } | { error: Problem }> {
  if (/^https?:\/\//iu.test(entry)) return await query.fetchText(entry);
  const text = await query.snapshot.read(entry, query.signal);
  if (text !== undefined) return { text };
  return {
    error: problem(
      'opml-not-found',
      `The list of feeds ${entry} is not in the repository.`,
      'Commit the file at that path, or correct the path in the configuration.',
    ),
  };
}

/** The feeds of one job of a fan-out: every n-th, by address, so that all jobs agree without talking. */
export function shardOf(sources: readonly Source[], shard: Shard): readonly Source[] {
  if (shard.count === 1) return sources;
  const mine = new Set(
    sources
      .map((source) => source.url)
      .toSorted()
      .filter((_, position) => position % shard.count === shard.index - 1),
  );
  return sources.filter((source) => mine.has(source.url));
}
