import { z } from 'zod';
import { bad, ok, problem } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import type { EpisodeDocument } from './types.ts';
import { speakable } from './vtt.ts';
import { isoInstant } from './when.ts';

/** Version of the Podcasting 2.0 transcript format that is written. */
const FORMAT_VERSION = '1.0.0';

/** One segment of the Podcasting 2.0 JSON transcript. Times are seconds. */
export const JsonSegment = z.object({
  speaker: z.string().optional(),
  startTime: z.number().nonnegative(),
  endTime: z.number().nonnegative(),
  body: z.string(),
});
export type JsonSegment = z.infer<typeof JsonSegment>;

/**
 * What is read from a transcript in JSON: the published format and, where they are ours, the
 * fields around it. Unknown fields are ignored: other programs write this format too.
 */
export const JsonTranscript = z.object({
  version: z.string(),
  show: z.object({ slug: z.string(), title: z.string(), feedUrl: z.string() }).partial().optional(),
  episode: z
    .object({
      id: z.string(),
      title: z.string(),
      published: z.string(),
      description: z.string(),
      link: z.string(),
      audio: z.string(),
      youtube: z.string(),
    })
    .partial()
    .optional(),
  language: z.string().optional(),
  speakers: z.array(z.string()).optional(),
  segments: z.array(JsonSegment),
});
export type JsonTranscript = z.infer<typeof JsonTranscript>;

/**
 * Podcasting 2.0 JSON (`{version, segments: [{speaker, startTime, endTime, body}]}`) with the
 * episode, its chapters and the receipt beside it. Indented, one segment a line: a corrected word
 * is one changed line.
 */
export function renderJson(doc: EpisodeDocument): string {
  const { show, episode, receipt } = doc;
  const head = {
    version: FORMAT_VERSION,
    show: { slug: show.slug, title: show.title, feedUrl: show.feedUrl },
    episode: {
      id: episode.id,
      title: episode.title,
      published: isoInstant(episode.publishedAt),
      description: episode.description,
      link: episode.link,
      audio: episode.audioUrl,
      youtube: episode.youtubeUrl,
      season: episode.season,
      number: episode.number,
      people: episode.people,
    },
    language: doc.language,
    speakers: doc.speakers,
    chapters: doc.chapters.map(({ startSec, title }) => ({ startTime: startSec, title })),
    chaptersFrom: doc.chaptersFrom,
    receipt: { ...receipt, transcribedAt: isoInstant(receipt.transcribedAt) },
  };
  const segments = speakable(doc.segments).map(({ speaker, startSec, endSec, text }) =>
    wellFormed({ speaker, startTime: startSec, endTime: endSec, body: text }),
  );
  return `${withLines(head, ['segments', segments])}\n`;
}

/**
 * An object as indented JSON, followed by lists with one item (already JSON) a line: readable,
 * and a change of one item is a change of one line.
 */
export function withLines(
  head: object,
  ...lists: readonly (readonly [name: string, items: readonly string[]])[]
): string {
  const open = wellFormed(head, 2).replace(/\n?\}$/, '');
  const fields = lists.map(([name, items]) => {
    const body = items.map((item) => `    ${item}`).join(',\n');
    return `  ${JSON.stringify(name)}: ${items.length === 0 ? '[]' : `[\n${body}\n  ]`}`;
  });
  return `${[open, ...fields].join(',\n')}\n}`;
}

/** JSON without half surrogates, which some readers refuse. */
export function wellFormed(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_, field: unknown) =>
      typeof field === 'string' ? field.toWellFormed().replaceAll('\0', '') : field,
    indent,
  );
}

/**
 * Reads a transcript in the Podcasting 2.0 JSON format.
 *
 * @param name how the file is spoken of in the problem
 */
export function readJsonTranscript(text: string, name: string): Result<JsonTranscript> {
  const remedy =
    'Restore the file from the history, or delete it and transcribe the episode again.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : 'unreadable';
    return bad(problem('transcript-not-json', `${name} is no JSON: ${why}.`, remedy));
  }
  const read = JsonTranscript.safeParse(value);
  if (read.success) return ok(read.data);
  const issue = read.error.issues[0];
  const where =
    issue === undefined ? '' : ` (${issue.path.join('.') || 'top level'}: ${issue.message})`;
  return bad(
    problem('transcript-malformed', `${name} is no Podcasting 2.0 transcript${where}.`, remedy),
  );
}
