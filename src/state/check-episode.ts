import { isPlain } from './check.ts';
import { EpisodeState, StoredProblem, StoredRendition } from './types.ts';

const STATUSES: ReadonlySet<unknown> = new Set(EpisodeState.shape.status.options);
const CAUSES: ReadonlySet<unknown> = new Set(EpisodeState.shape.cause.unwrap().options);
const RENDITION_NAMES = Object.keys(StoredRendition.shape).length;
const PROBLEM_NAMES = Object.keys(StoredProblem.shape).length;

/**
 * How many names an episode's state has (see `Count`): what the schema says, written out by hand,
 * since members that are named in the code are found in a third of the time. A test holds it to the
 * schema.
 *
 * @returns -1 for a value that is no `EpisodeState`.
 */
export function countEpisode(value: unknown): number {
  if (!isPlain(value)) return -1;
  const one = value as Readonly<Record<keyof EpisodeState, unknown>>;
  if (!STATUSES.has(one.status)) return -1;
  if (!isText(one.title) || !isText(one.audioUrl) || !isCount(one.attempts)) return -1;
  // The four of above, and those of the members that are there.
  let own = 4;
  let inner = 0;
  for (const member of [one.guid, one.reason, one.transcript]) {
    if (member === undefined) continue;
    if (!isText(member)) return -1;
    own += 1;
  }
  const whole = [one.publishedAt, one.notBefore, one.startedAt, one.finishedAt, one.requests];
  for (const member of whole) {
    if (member === undefined) continue;
    if (!isCount(member)) return -1;
    own += 1;
  }
  if (one.durationSec !== undefined) {
    if (!isLength(one.durationSec)) return -1;
    own += 1;
  }
  if (one.cause !== undefined) {
    if (!CAUSES.has(one.cause)) return -1;
    own += 1;
  }
  if (one.retryable !== undefined) {
    if (typeof one.retryable !== 'boolean') return -1;
    own += 1;
  }
  if (one.rendition !== undefined) {
    if (!isRendition(one.rendition)) return -1;
    own += 1;
    inner += RENDITION_NAMES;
  }
  if (one.error !== undefined) {
    if (!isProblem(one.error)) return -1;
    own += 1;
    inner += PROBLEM_NAMES;
  }
  return namesOf(value) === own ? own + inner : -1;
}

function isRendition(value: unknown): boolean {
  if (!isPlain(value)) return false;
  const one = value as Readonly<Record<keyof StoredRendition, unknown>>;
  return (
    isText(one.sha256) &&
    isCount(one.bytes) &&
    isLength(one.durationSec) &&
    isText(one.container) &&
    namesOf(value) === RENDITION_NAMES
  );
}

function isProblem(value: unknown): boolean {
  if (!isPlain(value)) return false;
  const one = value as Readonly<Record<keyof StoredProblem, unknown>>;
  return (
    isText(one.code) &&
    isText(one.message) &&
    isText(one.remedy) &&
    namesOf(value) === PROBLEM_NAMES
  );
}

function namesOf(value: Readonly<Record<string, unknown>>): number {
  let names = 0;
  for (const _name in value) names += 1;
  return names;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isLength(value: unknown): boolean {
  return Number.isFinite(value) && (value as number) >= 0;
}
