import { z } from 'zod';
import type { FileTree } from '../ports.ts';
import { readJsonTranscript } from '../render/json.ts';
import { readShowIndex } from '../render/show-index.ts';
import { readTopIndex } from '../render/top-index.ts';
import { told } from '../base/outcome.ts';
import { mayHoldTranscripts, readWhole } from './transcript-file.ts';
import { checkVtt } from './check-vtt.ts';
import type { TranscriptFault } from './check-vtt.ts';

/** One file that was checked. */
export interface CheckedFile {
  readonly path: string;
  /** `other`: what was not looked into, such as a link. */
  readonly kind: 'vtt' | 'json' | 'index' | 'other';
  readonly faults: readonly TranscriptFault[];
}

/** What a folder holds. */
export interface TranscriptCheck {
  /** All files that were checked, in the order of their paths. */
  readonly files: readonly CheckedFile[];
  /** How many of them break a rule. */
  readonly faulty: number;
}

/**
 * Checks every WebVTT and JSON transcript and every index of a folder. Nothing is written. What cannot
 * be read is faulty, and the rest is checked all the same.
 */
export async function checkTranscripts(
  tree: FileTree,
  signal: AbortSignal,
): Promise<TranscriptCheck> {
  const { paths, skipped } = await tree.list(signal);
  const there = new Set(paths);
  const files: CheckedFile[] = skipped.flatMap(({ path, reason }) =>
    mayHoldTranscripts(path)
      ? [{ path, kind: kindOf(path) ?? 'other', faults: [{ message: `not checked: ${reason}` }] }]
      : [],
  );
  for (const path of paths) {
    const kind = kindOf(path);
    if (kind === undefined) continue;
    const text = await readWhole(tree, path, signal);
    if (text === undefined) continue;
    const faults = text.ok
      ? faultsOf(kind, text.value, path, there)
      : // The path stands before the message already.
        [{ message: told(text.problem).replace(`${path} `, 'it ') }];
    files.push({ path, kind, faults });
  }
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files, faulty: files.filter(({ faults }) => faults.length > 0).length };
}

type Kind = Exclude<CheckedFile['kind'], 'other'>;

function kindOf(path: string): Kind | undefined {
  if (/(?:^|\/)index\.json$/u.test(path)) return 'index';
  if (path.endsWith('.vtt')) return 'vtt';
  return path.endsWith('.json') ? 'json' : undefined;
}

function faultsOf(
  kind: Kind,
  text: string,
  path: string,
  there: ReadonlySet<string>,
): readonly TranscriptFault[] {
  switch (kind) {
    case 'vtt':
      return checkVtt(text).faults;
    case 'json':
      return checkJson(text);
    case 'index':
      return checkIndex(text, path, there);
  }
}

/** The published format is stricter than what is read of it. */
const Strict = z.object({
  version: z.string().min(1, 'it has no version'),
  segments: z
    .array(
      z.object({
        speaker: z.string().min(1, 'the speaker is empty').optional(),
        startTime: z.number().nonnegative(),
        endTime: z.number().nonnegative(),
        body: z.string().refine((body) => body.trim() !== '', 'the body is empty'),
      }),
    )
    .min(1, 'it has no segments'),
});

/** Podcasting 2.0 JSON: what must be there, and times in order. */
export function checkJson(text: string): readonly TranscriptFault[] {
  const read = readJsonTranscript(text, 'the file');
  if (!read.ok) return [{ message: read.problem.message }];
  const faults: TranscriptFault[] = [];
  const strict = Strict.safeParse(read.value);
  for (const issue of strict.error?.issues ?? []) {
    const [where, at] = issue.path;
    const place = where === 'segments' && typeof at === 'number' ? `segment ${at + 1}: ` : '';
    faults.push({ message: `${place}${issue.message}` });
  }
  let before = 0;
  for (const [at, { startTime, endTime }] of read.value.segments.entries()) {
    if (endTime < startTime) {
      faults.push({ message: `segment ${at + 1}: it ends before it begins` });
    }
    if (startTime < before) {
      faults.push({ message: `segment ${at + 1}: it begins before the one above it` });
    }
    before = Math.max(before, startTime);
  }
  return faults.slice(0, 100);
}

/** An index must be readable, and every file that a show's index names must be there. */
function checkIndex(
  text: string,
  path: string,
  there: ReadonlySet<string>,
): readonly TranscriptFault[] {
  const read = readShowIndex(text, path);
  if (!read.ok) {
    const top = readTopIndex(text, path);
    if (top.ok) return [];
    // Only the front index stands beside folders; all others are shows'.
    return [{ message: (path.includes('/') ? read : top).problem.message }];
  }
  const folder = path.slice(0, -'index.json'.length);
  return read.value.episodes.flatMap((entry) =>
    entry.formats
      // Paths in an index begin with the show's own folder, in which it stands.
      .map((format) => `${folder}${entry.path.split('/').slice(1).join('/')}.${format}`)
      .filter((file) => !there.has(file))
      .map((file) => ({ message: `${file} is listed and not there` })),
  );
}
