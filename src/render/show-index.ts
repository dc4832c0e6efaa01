import { z } from 'zod';
import { bad, ok, problem } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import { wellFormed, withLines } from './json.ts';
import type { IndexEntry, ShowIndex } from './types.ts';

const Entry = z.object({
  id: z.string().min(1),
  title: z.string(),
  date: z.string().optional(),
  durationSec: z.number().nonnegative(),
  speakers: z.array(z.string()),
  path: z.string().min(1),
  formats: z.array(z.string()),
  transcribedAt: z.string(),
});

const Index = z.object({
  version: z.literal(1),
  show: z.string().min(1),
  title: z.string(),
  feedUrl: z.string(),
  episodes: z.array(Entry),
});

/**
 * The index of a show with one transcript more, or the same one replaced (by id), newest first.
 * `undefined` stands for a show that has none yet. What the show is called now replaces what it
 * was called before.
 */
export function upsertIndex(
  index: ShowIndex | undefined,
  show: { readonly slug: string; readonly title: string; readonly feedUrl: string },
  entry: IndexEntry,
): ShowIndex {
  const others = (index?.episodes ?? []).filter(({ id }) => id !== entry.id);
  return {
    version: 1,
    show: show.slug,
    title: show.title,
    feedUrl: show.feedUrl,
    episodes: [...others, entry].toSorted(newestFirst),
  };
}

/** Order of transcripts: day, then moment of transcription, newest first; undated ones last. */
export function newestFirst(a: IndexEntry, b: IndexEntry): number {
  return (
    compare(b.date ?? '', a.date ?? '') ||
    compare(b.transcribedAt, a.transcribedAt) ||
    compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `transcripts/<show>/index.json`: one episode a line. */
export function renderShowIndex(index: ShowIndex): string {
  const { version, show, title, feedUrl } = index;
  const episodes = index.episodes.map((entry) => wellFormed(entry));
  return `${withLines({ version, show, title, feedUrl }, ['episodes', episodes])}\n`;
}

/**
 * Reads a show's index. Lenient toward unknown fields, strict about the version.
 *
 * @param name how the file is spoken of in the problem
 */
export function readShowIndex(text: string, name: string): Result<ShowIndex> {
  const read = readVersioned(text, name, Index);
  if (!read.ok) return read;
  const { episodes, ...head } = read.value;
  return ok({ ...head, episodes: episodes.map(withoutUndefined) });
}

/** Members keep their order: a line that does not change in meaning does not change at all. */
function withoutUndefined({ id, title, date, ...rest }: z.infer<typeof Entry>): IndexEntry {
  return { id, title, ...(date === undefined ? {} : { date }), ...rest };
}

/** Reads one of our index files by its schema; a newer version is told apart from a broken file. */
export function readVersioned<T>(text: string, name: string, schema: z.ZodType<T>): Result<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : 'unreadable';
    return bad(problem('index-not-json', `${name} is no JSON: ${why}.`, REMEDY));
  }
  const version = z.object({ version: z.number() }).safeParse(value);
  if (version.success && version.data.version > 1) {
    return bad(
      problem(
        'index-too-new',
        `${name} has version ${version.data.version}; this release knows version 1.`,
        'Use the newer release that wrote it.',
      ),
    );
  }
  const read = schema.safeParse(value);
  if (read.success) return ok(read.data);
  const issue = read.error.issues[0];
  const where =
    issue === undefined ? 'unreadable' : `${issue.path.join('.') || 'top level'}: ${issue.message}`;
  return bad(problem('index-malformed', `${name} is damaged (${where}).`, REMEDY));
}

const REMEDY = 'Restore the file from the history, or delete it and run `state rebuild`.';
