import type { Ledger } from '../quota/types.ts';
import type { BatchState, CircuitState, FeedState, RunsState } from './types.ts';

/** Text of `state/feeds/<show>.json`: one line an episode, sorted by id. The same state, the same text. */
export function writeFeedState(state: FeedState): string {
  return writeLines(state, ['episodes']);
}

/** Text of `state/quota.json`: one line an entry, in the ledger's order. */
export function writeLedger(ledger: Ledger): string {
  return writeLines(ledger, ['entries', 'keys']);
}

/** Text of `state/batch.json`: one line a slice. */
export function writeBatchState(state: BatchState): string {
  return writeLines(state, ['batches']);
}

/** Text of `state/circuit.json`: one line a breaker. */
export function writeCircuitState(state: CircuitState): string {
  return writeLines(state, ['breakers']);
}

/** Text of `state/runs.json`: one line a run. */
export function writeRunsState(state: RunsState): string {
  return writeLines(state, ['runs']);
}

/**
 * Deterministic JSON: `version` first, then names in order; the members of the lists and records
 * named in `expanded` have a line each, so that a change of one is a difference of one line.
 */
function writeLines(document: object, expanded: readonly string[]): string {
  const names = Object.keys(document)
    .filter((name) => name !== 'version')
    .toSorted();
  const rows = ['version', ...names].flatMap((name) => {
    const value = (document as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) return [];
    const text = expanded.includes(name) ? writeMembers(value) : stableJson(value);
    return [`  ${JSON.stringify(name)}: ${text}`];
  });
  return `{\n${rows.join(',\n')}\n}\n`;
}

function writeMembers(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => `    ${stableJson(item)}`).join(',\n')}\n  ]`;
  }
  const record = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(record).toSorted();
  if (names.length === 0) return '{}';
  const rows = names.map((name) => `    ${JSON.stringify(name)}: ${stableJson(record[name])}`);
  return `{\n${rows.join(',\n')}\n  }`;
}

/** Compact JSON with sorted names; members that are undefined are left out. */
export function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const record = value as Readonly<Record<string, unknown>>;
  const members = Object.keys(record)
    .toSorted()
    .filter((name) => record[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${stableJson(record[name])}`);
  return `{${members.join(',')}}`;
}
