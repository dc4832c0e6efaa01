import { z } from 'zod';
import { isFault } from '../base/failure.ts';
import { bad, ok } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import type { FileTree } from '../ports.ts';
import { readJsonTranscript } from '../render/json.ts';
import type { JsonTranscript } from '../render/json.ts';
import type { IndexEntry } from '../render/types.ts';
import type { TranscriptFacts } from '../state/adopt.ts';

/** What of our own receipt is read again; another program's file has none. */
const Receipt = z.object({
  receipt: z
    .object({
      rendition: z.object({
        sha256: z.string(),
        bytes: z.int().nonnegative(),
        durationSec: z.number().nonnegative(),
        container: z.string(),
      }),
      requests: z.int().nonnegative(),
      transcribedAt: z.string(),
    })
    .partial()
    .optional(),
});

/** A file's text, or why it cannot be read; undefined when there is none. One file stops nobody. */
export async function readWhole(
  tree: FileTree,
  path: string,
  signal: AbortSignal,
): Promise<Result<string> | undefined> {
  try {
    const text = await tree.read(path, signal);
    return text === undefined ? undefined : ok(text);
  } catch (error) {
    if (!isFault(error)) throw error;
    return bad(error.problem);
  }
}

/** Whether a path that was not looked into may be a transcript or a folder of them, by its name. */
export function mayHoldTranscripts(path: string): boolean {
  return /\.(?:vtt|json)$/u.test(path) || !/\.[^/]*$/u.test(path);
}

/** A transcript of ours, with the episode that it belongs to. */
export interface OwnTranscript {
  readonly content: JsonTranscript;
  readonly facts: TranscriptFacts;
  /** Its line in the show's index; formats are those of the files that are there. */
  readonly entry: IndexEntry;
}

/** Formats of a transcript's files, in the order in which an index lists them. */
export const FORMATS: readonly string[] = ['vtt', 'json', 'md', 'srt'];

/**
 * Reads a JSON transcript as one of ours: it must name its episode. `stem` is its path without
 * extension, relative to the transcripts folder; `formats` are the files beside it.
 */
export function readOwnTranscript(
  text: string,
  stem: string,
  formats: readonly string[],
): Result<OwnTranscript> {
  const read = readJsonTranscript(text, `${stem}.json`);
  if (!read.ok) return read;
  const content = read.value;
  const id = content.episode?.id;
  if (id === undefined || id === '') {
    return bad({
      code: 'transcript-not-ours',
      message: `${stem}.json names no episode`,
      remedy: 'It was written by another program; nothing is to be done.',
    });
  }
  const { receipt } = Receipt.safeParse(JSON.parse(text)).data ?? {};
  const title = content.episode?.title ?? stem;
  const publishedAt = instant(content.episode?.published);
  const transcribedAt = instant(receipt?.transcribedAt);
  const durationSec = receipt?.rendition?.durationSec ?? content.segments.at(-1)?.endTime ?? 0;
  return ok({
    content,
    facts: {
      id,
      title,
      audioUrl: content.episode?.audio ?? '',
      durationSec,
      transcript: stem,
      ...(publishedAt === undefined ? {} : { publishedAt }),
      ...(transcribedAt === undefined ? {} : { transcribedAt }),
      ...(receipt?.rendition === undefined ? {} : { rendition: receipt.rendition }),
      ...(receipt?.requests === undefined ? {} : { requests: receipt.requests }),
    },
    entry: {
      id,
      title,
      ...(publishedAt === undefined
        ? {}
        : { date: new Date(publishedAt).toISOString().slice(0, 10) }),
      durationSec: Math.round(durationSec),
      speakers: content.speakers ?? [],
      path: stem,
      formats,
      transcribedAt: receipt?.transcribedAt ?? '',
    },
  });
}

function instant(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) || at < 0 ? undefined : at;
}

/** A transcript's files: path without extension, and the formats that are there. */
export interface TranscriptFiles {
  readonly stem: string;
  readonly formats: readonly string[];
}

/** The transcripts among the paths of a folder, sorted; indexes and other files are left out. */
export function transcriptsAmong(paths: readonly string[]): readonly TranscriptFiles[] {
  const byStem = new Map<string, string[]>();
  for (const path of paths) {
    // A line end in a name is unusual, and no reason to leave a show out.
    const match = /^(.+)\.([a-z]+)$/su.exec(path);
    const [, stem = '', format = ''] = match ?? [];
    if (!FORMATS.includes(format) || isIndex(path)) continue;
    byStem.set(stem, [...(byStem.get(stem) ?? []), format]);
  }
  return [...byStem]
    .filter(([, formats]) => formats.some((format) => format !== 'md'))
    .map(([stem, formats]) => ({
      stem,
      formats: FORMATS.filter((format) => formats.includes(format)),
    }))
    .toSorted((a, b) => (a.stem < b.stem ? -1 : 1));
}

/** `index.json` and `README.md` of any folder, and the pictures of the status page. */
function isIndex(path: string): boolean {
  return /(?:^|\/)(?:index\.json|README\.md)$/u.test(path) || path.startsWith('status/');
}
