import { z } from 'zod';
import { bad, ok, problem } from '../base/outcome.ts';
import type { Result } from '../base/outcome.ts';
import {
  nestsDeeper,
  readBatchState,
  readCircuitState,
  readLedger,
  readOwnFeedState,
  readRunsState,
  readVersioned,
} from './read.ts';
import { countNames, findTwin } from './twins.ts';
import {
  stableJson,
  writeBatchState,
  writeCircuitState,
  writeFeedState,
  writeLedger,
  writeRunsState,
} from './write.ts';

/** State files by path relative to the state folder (`feeds/walks.json`, `quota.json`), as text. */
export type StateFiles = Readonly<Record<string, string>>;

/** All state in one file: a backup, or what `state export` writes. */
const Bundle = z.strictObject({
  version: z.literal(1),
  /** Epoch ms. */
  savedAt: z.int().nonnegative(),
  /** Content of each file that is JSON. */
  files: z.record(z.string(), z.unknown()),
  /** Text of each file that is not JSON, or not such as can be gone through whole: kept for a person to mend, never imported. */
  unreadable: z.record(z.string(), z.string()).optional(),
});

/** What a bundle holds, once it is known to be right. */
export interface BundleContent {
  /** Epoch ms. */
  readonly savedAt: number;
  /** In the form in which they are written. */
  readonly files: StateFiles;
  /** Paths of files that were no JSON when the bundle was made. */
  readonly unreadable: readonly string[];
}

/** Backups that are kept. */
const BACKUPS_KEPT = 5;

/** True for the path, relative to the state folder, of a file that is state (backups are not). */
export function isStateFile(path: string): boolean {
  return (
    ['quota.json', 'circuit.json', 'batch.json', 'runs.json'].includes(path) ||
    /^feeds\/[^./\\][^/\\]*\.json$/.test(path)
  );
}

/** Text of a bundle: one line a file. `now` is epoch ms. */
export function writeBundle(files: StateFiles, now: number): string {
  const readable: string[] = [];
  const unreadable: Record<string, string> = {};
  for (const path of Object.keys(files).filter(isStateFile).toSorted()) {
    const text = files[path] ?? '';
    const content = parseJson(text);
    if (content === undefined) unreadable[path] = text;
    else readable.push(`    ${JSON.stringify(path)}: ${stableJson(content)}`);
  }
  const rows = [
    '  "version": 1',
    `  "savedAt": ${now}`,
    readable.length === 0 ? '  "files": {}' : `  "files": {\n${readable.join(',\n')}\n  }`,
    ...(Object.keys(unreadable).length === 0 ? [] : [`  "unreadable": ${stableJson(unreadable)}`]),
  ];
  return `{\n${rows.join(',\n')}\n}\n`;
}

/**
 * Reads a bundle: every file in it must be right as that kind of state file, else nothing is taken
 * and the problem names the file. Older versions are migrated.
 */
export function readBundle(path: string, text: string): Result<BundleContent> {
  const bundle = readVersioned({ version: 1, schema: Bundle, migrations: {} }, path, text);
  if (!bundle.ok) return bundle;
  const files: Record<string, string> = {};
  for (const [name, content] of Object.entries(bundle.value.files)) {
    const normal = normalise(name, `${path}: ${name}`, JSON.stringify(content));
    if (!normal.ok) return normal;
    files[name] = normal.value;
  }
  const unreadable = Object.keys(bundle.value.unreadable ?? {});
  return ok({ savedAt: bundle.value.savedAt, files, unreadable });
}

/** A state file in the form in which it is written, or why it is none. */
export function normalise(name: string, spokenOf: string, text: string): Result<string> {
  switch (isStateFile(name) ? name : undefined) {
    case undefined:
      return bad(
        problem(
          'state-broken',
          `${spokenOf} is not the name of a state file. Nothing was changed.`,
          'Take a file that `podcast-transcriber state export` has written.',
        ),
      );
    case 'quota.json':
      return rewrite(readLedger(spokenOf, text), writeLedger);
    case 'circuit.json':
      return rewrite(readCircuitState(spokenOf, text), writeCircuitState);
    case 'batch.json':
      return rewrite(readBatchState(spokenOf, text), writeBatchState);
    case 'runs.json':
      return rewrite(readRunsState(spokenOf, text), writeRunsState);
    default:
      return rewrite(readOwnFeedState(spokenOf, text), writeFeedState);
  }
}

function rewrite<T>(read: Result<T>, write: (value: T) => string): Result<string> {
  return read.ok ? ok(write(read.value)) : read;
}

/** File name of a backup made at `now` (epoch ms): `2026-11-24T10-05-00Z.json`; sorts by time. */
export function backupName(now: number): string {
  const instant = new Date(now).toISOString();
  return `${instant.slice(0, 19).replaceAll(':', '-')}Z.json`;
}

/**
 * File name of a backup that is made at `now` (epoch ms) beside those that are there: where one was
 * made in the same second, that of the next free one, so that none takes another's place.
 */
export function freeBackupName(now: number, names: readonly string[]): string {
  let at = now;
  while (names.includes(backupName(at))) at += 1_000;
  return backupName(at);
}

/**
 * Of the names in the backup folder those that go, so that the newest five stay. Others are left
 * alone, and so is the one that is being made, whatever the clock said when the others were.
 */
export function backupsToDrop(names: readonly string[], made: string): readonly string[] {
  const backups = names.filter(
    (name) => name !== made && /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.json$/.test(name),
  );
  return backups.toSorted().slice(0, 1 - BACKUPS_KEPT);
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (nestsDeeper(value)) return undefined;
    // Of a name that stands twice a value has one half only: the text has both.
    return findTwin(text, countNames(value)) === undefined ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
