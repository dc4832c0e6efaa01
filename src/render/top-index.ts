import { counted, grouped } from '../base/count.ts';
import { z } from 'zod';
import { ok } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import { escapeMarkdown, linkPath } from './escape.ts';
import { wellFormed, withLines } from './json.ts';
import { newestFirst, readVersioned } from './show-index.ts';
import { cell } from './summary-text.ts';
import { STATUS_FOLDER, badgeLinks } from './status.ts';
import type { IndexEntry, ShowIndex } from './types.ts';
import { spokenLength } from './when.ts';

/** Longest title and name of a show on the front page, in characters: a phone shows it in three lines. */
const MAX_TITLE = 120;
const MAX_SHOW = 80;

/** Transcripts that the front pages list. */
export const NEWEST = 200;

/** One show on the front page. */
export interface ShowSummary {
  readonly show: string;
  readonly title: string;
  readonly feedUrl: string;
  readonly episodes: number;
  /** Seconds of audio transcribed. */
  readonly durationSec: number;
  /** Day of its newest transcript, when it has one. */
  readonly newest?: string;
}

/** A transcript on the front page, with the show it belongs to. */
export interface NewestEntry extends IndexEntry {
  readonly show: string;
}

/** `transcripts/index.json`. */
export interface TopIndex {
  readonly version: 1;
  /** Sorted by title. */
  readonly shows: readonly ShowSummary[];
  /** Newest first, at most {@link NEWEST}, of all shows. */
  readonly newest: readonly NewestEntry[];
}

const Summary = z.object({
  show: z.string().min(1),
  title: z.string(),
  feedUrl: z.string(),
  episodes: z.int().nonnegative(),
  durationSec: z.number().nonnegative(),
  newest: z.string().optional(),
});

const Newest = z.object({
  show: z.string().min(1),
  id: z.string().min(1),
  title: z.string(),
  date: z.string().optional(),
  durationSec: z.number().nonnegative(),
  speakers: z.array(z.string()),
  path: z.string().min(1),
  formats: z.array(z.string()),
  transcribedAt: z.string(),
});

const Top = z.object({ version: z.literal(1), shows: z.array(Summary), newest: z.array(Newest) });

/**
 * The front index: the one there is, with these shows replaced. Given all shows and no index it
 * is made anew, so a run needs to read the indexes of changed shows only.
 */
export function upsertTopIndex(
  current: TopIndex | undefined,
  changed: readonly ShowIndex[],
): TopIndex {
  const slugs = new Set(changed.map(({ show }) => show));
  const shows = (current?.shows ?? []).filter(({ show }) => !slugs.has(show));
  const newest = (current?.newest ?? []).filter(({ show }) => !slugs.has(show));
  const fresh = changed.flatMap((index) =>
    index.episodes.map((entry) => ({ ...entry, show: index.show })),
  );
  return {
    version: 1,
    shows: [...shows, ...changed.map(summaryOf)].toSorted(byTitle),
    newest: [...newest, ...fresh].toSorted(newestFirst).slice(0, NEWEST),
  };
}

function summaryOf({ show, title, feedUrl, episodes }: ShowIndex): ShowSummary {
  const newest = episodes.map(({ date }) => date ?? '').reduce((a, b) => (a > b ? a : b), '');
  return {
    show,
    title,
    feedUrl,
    episodes: episodes.length,
    durationSec: Math.round(episodes.reduce((sum, { durationSec }) => sum + durationSec, 0)),
    ...(newest === '' ? {} : { newest }),
  };
}

function byTitle(a: ShowSummary, b: ShowSummary): number {
  const [left, right] = [a.title.toLowerCase(), b.title.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : a.show < b.show ? -1 : 1;
}

/** `transcripts/index.json`: one show, one transcript a line. */
export function renderTopIndex(top: TopIndex): string {
  const shows = top.shows.map((show) => wellFormed(show));
  const newest = top.newest.map((entry) => wellFormed(entry));
  return `${withLines({ version: top.version }, ['shows', shows], ['newest', newest])}\n`;
}

/** Reads `transcripts/index.json`; see `readShowIndex`. */
export function readTopIndex(text: string, name: string): Result<TopIndex> {
  const read = readVersioned(text, name, Top);
  if (!read.ok) return read;
  return ok({
    version: 1,
    shows: read.value.shows.map(({ newest, ...show }) =>
      newest === undefined ? show : { ...show, newest },
    ),
    newest: read.value.newest.map(({ date, ...entry }) =>
      date === undefined ? entry : { ...entry, date },
    ),
  });
}

/**
 * `transcripts/README.md`: the shows and the newest transcripts, for people. With `status` it has
 * the badges of the status page, which leads to it.
 */
export function renderReadme(top: TopIndex, { status = false } = {}): string {
  const episodes = top.shows.reduce((sum, show) => sum + show.episodes, 0);
  const durationSec = top.shows.reduce((sum, show) => sum + show.durationSec, 0);
  const parts = [
    '# Transcripts',
    ...(status ? [badgeLinks(STATUS_FOLDER)] : []),
    episodes === 0
      ? 'No transcripts yet.'
      : `${counted(episodes, 'transcript')} of ${counted(top.shows.length, 'show')}, ${spokenLength(durationSec)} of audio.`,
  ];
  if (top.shows.length > 0) parts.push('## Shows', showTable(top.shows));
  if (top.newest.length > 0)
    parts.push(
      episodes > top.newest.length ? `## Newest ${top.newest.length}` : '## All',
      newestTable(top),
    );
  return `${parts.join('\n\n')}\n`;
}

function showTable(shows: readonly ShowSummary[]): string {
  const rows = shows.map((show) => {
    const link = `[${cell(show.title || show.show, MAX_SHOW)}](${linkPath(show.show)})`;
    const newest = show.newest === undefined ? '' : `, newest ${escapeMarkdown(show.newest)}`;
    return `| ${link}<br>${spokenLength(show.durationSec)} of audio${newest} | ${grouped(show.episodes)} |`;
  });
  return ['| Show | Transcripts |', '| --- | ---: |', ...rows].join('\n');
}

/** Two columns: a phone shows no more of a table. */
function newestTable(top: TopIndex): string {
  const titles = new Map(top.shows.map(({ show, title }) => [show, title]));
  const rows = top.newest.map((entry) => {
    const show = cell((titles.get(entry.show) ?? '') || entry.show, MAX_SHOW);
    const [title, rest] = transcriptLinks(entry);
    const about = [show, spokenLength(entry.durationSec), ...rest].join(' · ');
    return `| ${escapeMarkdown(entry.date ?? '')} | ${title}<br>${about} |`;
  });
  return ['| Date | Transcript |', '| --- | --- |', ...rows].join('\n');
}

/** The title leading to the form that reads best, and links to the other forms. */
function transcriptLinks(entry: IndexEntry): readonly [string, readonly string[]] {
  const title = cell(entry.title, MAX_TITLE);
  const [best, ...others] = entry.formats.toSorted((a, b) => rank(a) - rank(b));
  if (best === undefined) return [title, []];
  const rest = others.map(
    (format) => `[${escapeMarkdown(format)}](${linkPath(`${entry.path}.${format}`)})`,
  );
  return [`[${title}](${linkPath(`${entry.path}.${best}`)})`, rest];
}

function rank(format: string): number {
  const at = ['md', 'vtt', 'srt', 'json'].indexOf(format);
  return at < 0 ? 9 : at;
}
