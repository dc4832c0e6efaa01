import type { z } from 'zod';
import { bad, ok, problem } from '../base/outcome.ts';
import type { Problem, Result } from '../base/outcome.ts';
import { Ledger } from '../quota/types.ts';
import { countEpisode } from './check-episode.ts';
import { compileCount } from './check.ts';
import type { Count } from './check.ts';
import { issueWords } from './issue-words.ts';
import { findJsonError, lineAt } from './json-error.ts';
import { countNames, findTwin } from './twins.ts';
import { BatchState, CircuitState, EpisodeState, FeedState, RunsState } from './types.ts';

/** A file's content before it is known to be right. */
export type RawState = Readonly<Record<string, unknown>>;

/** What one kind of state file must be. */
export interface StateFormat<T> {
  /** The version that is written. */
  readonly version: number;
  readonly schema: z.ZodType<T>;
  /** By the version they start from; each makes the next version. */
  readonly migrations: Readonly<Record<number, (older: RawState) => RawState>>;
}

interface Format<T> extends StateFormat<T> {
  readonly count: Count | undefined;
}

function format<T>(parts: StateFormat<T>): Format<T> {
  return { ...parts, count: compileCount(parts.schema, new Map([[EpisodeState, countEpisode]])) };
}

const FEED = format({ version: 1, schema: FeedState, migrations: {} });
const LEDGER = format({ version: 1, schema: Ledger, migrations: {} });
const BATCH = format({ version: 1, schema: BatchState, migrations: {} });
const CIRCUIT = format({ version: 1, schema: CircuitState, migrations: {} });
const RUNS = format({ version: 1, schema: RunsState, migrations: {} });

/** Reads `state/feeds/<show>.json`. Problems: `state-broken`, `state-newer-version`. */
export function readFeedState(path: string, text: string): Result<FeedState> {
  return readVersioned(FEED, path, text);
}

/**
 * Reads a show's file and sees that it is the show's own: of two files of one show, a copy that
 * somebody has made might win over the one that is written. `path` is how it is spoken of.
 *
 * Problems: those of {@link readFeedState}, and `state-broken` where the name is another.
 */
export function readOwnFeedState(path: string, text: string): Result<FeedState> {
  const read = readFeedState(path, text);
  if (!read.ok) return read;
  const named = /([^/]*)\.json$/u.exec(path)?.[1] ?? '';
  const { show } = read.value;
  // Some file systems take the letters of a name apart.
  if (named.normalize() === show.normalize()) return read;
  return bad(
    problem(
      'state-broken',
      `${path} holds the state of the show ${JSON.stringify(show.slice(0, 200))}, which belongs into ${JSON.stringify(`${show.slice(0, 200)}.json`)}. Nothing was changed.`,
      'Delete the file if it is a copy, or move it out of the folder; give it its own name back if it was renamed and the show has no other file.',
    ),
  );
}

/** Reads `state/quota.json`. Problems: `state-broken`, `state-newer-version`. */
export function readLedger(path: string, text: string): Result<Ledger> {
  return readVersioned(LEDGER, path, text);
}

/** Reads `state/batch.json`. Problems: `state-broken`, `state-newer-version`. */
export function readBatchState(path: string, text: string): Result<BatchState> {
  return readVersioned(BATCH, path, text);
}

/** Reads `state/circuit.json`. Problems: `state-broken`, `state-newer-version`. */
export function readCircuitState(path: string, text: string): Result<CircuitState> {
  return readVersioned(CIRCUIT, path, text);
}

/** Reads `state/runs.json`. Problems: `state-broken`, `state-newer-version`. */
export function readRunsState(path: string, text: string): Result<RunsState> {
  return readVersioned(RUNS, path, text);
}

/**
 * Reads a versioned file: an older version is migrated step by step, a newer one is refused, and
 * the result must be exactly what its schema says. Nothing is guessed.
 */
export function readVersioned<T>(
  form: StateFormat<T> & { readonly count?: Count | undefined },
  path: string,
  text: string,
): Result<T> {
  const raw = parseObject(path, text);
  if (!raw.ok) return raw;
  const counted = form.count?.(raw.value) ?? -1;
  if (counted === -1 && nestsDeeper(raw.value)) {
    return bad(broken(path, 1, `it is nested more than ${DEEPEST} levels deep`));
  }
  const twin = findTwin(text, counted === -1 ? countNames(raw.value) : counted);
  if (twin !== undefined) {
    return bad(broken(path, twin.line, `the name ${JSON.stringify(twin.name)} stands here twice`));
  }
  if (raw.value['version'] === form.version && counted !== -1) return ok(raw.value as T);
  const current = migrate(form, path, raw.value);
  if (!current.ok) return current;
  const parsed = form.schema.safeParse(current.value);
  if (parsed.success) return ok(parsed.data);
  return bad(broken(path, ...placeOf(text, current.value, parsed.error)));
}

/** Levels of the deepest file are 8; what goes through a value calls itself for each. */
const DEEPEST = 32;

/** True for a value of JSON with members in members beyond so many levels. */
export function nestsDeeper(value: unknown, levels = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => nestsDeeper(member, levels - 1));
}

function parseObject(path: string, text: string): Result<RawState> {
  try {
    const raw: unknown = JSON.parse(text);
    if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return ok(raw as RawState);
    return bad(broken(path, 1, 'it should hold a JSON object'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const found = findJsonError(text);
    return bad(broken(path, found?.line ?? 1, `not JSON: ${found?.reason ?? error.message}`));
  }
}

function migrate<T>(form: StateFormat<T>, path: string, raw: RawState): Result<RawState> {
  const { version } = raw;
  if (typeof version !== 'number' || !Number.isSafeInteger(version)) {
    return bad(broken(path, 1, '`version` is missing or no whole number'));
  }
  if (version > form.version) {
    return bad(
      problem(
        'state-newer-version',
        `${path} has version ${version}, and this program knows versions up to ${form.version}.`,
        'Use a newer release of podcast-transcriber; nothing was changed.',
      ),
    );
  }
  let current = raw;
  for (let from = version; from < form.version; from += 1) {
    const step = form.migrations[from];
    if (step === undefined) return bad(broken(path, 1, `version ${from} was never released`));
    current = { ...step(current), version: from + 1 };
  }
  return ok(current);
}

/** Line and words of the first fault that a schema found. */
function placeOf(text: string, value: unknown, error: z.ZodError): readonly [number, string] {
  const [issue] = error.issues;
  if (issue === undefined) return [1, 'it is not as it should be'];
  return [lineOfPath(text, issue.path.map(String)), issueWords(issue, value)];
}

function lineOfPath(text: string, path: readonly string[]): number {
  let at = 0;
  for (const name of path) {
    const next = text.indexOf(`${JSON.stringify(name)}:`, at);
    if (next !== -1) at = next;
  }
  return lineAt(text, at);
}

function broken(path: string, line: number, reason: string): Problem {
  return problem(
    'state-broken',
    `${path}, line ${line}: ${reason}. Nothing was changed.`,
    'Restore the file from an earlier commit, or import a backup (`podcast-transcriber state import`), or make it anew from the transcripts (`podcast-transcriber state rebuild`).',
  );
}
