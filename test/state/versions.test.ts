import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBundle, writeBundle } from '../../src/state/backup.ts';
import {
  readBatchState,
  readCircuitState,
  readFeedState,
  readLedger,
  readRunsState,
} from '../../src/state/read.ts';
import {
  writeBatchState,
  writeCircuitState,
  writeFeedState,
  writeLedger,
  writeRunsState,
} from '../../src/state/write.ts';

const FIXTURES = new URL('../fixtures/state/', import.meta.url);
/** Folders with the files of each version that was ever written: `v1`, ... */
const VERSIONS = readdirSync(FIXTURES).toSorted();

const KINDS = {
  'feed.json': [readFeedState, writeFeedState],
  'quota.json': [readLedger, writeLedger],
  'batch.json': [readBatchState, writeBatchState],
  'circuit.json': [readCircuitState, writeCircuitState],
  'runs.json': [readRunsState, writeRunsState],
} as const;
const NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];

function fixture(version: string, name: string): string {
  return readFileSync(new URL(`${version}/${name}`, FIXTURES), 'utf8');
}

/** What is written today for the state of a fixture. */
function rewritten(version: string, name: keyof typeof KINDS): string {
  const [read, write] = KINDS[name];
  const result = read(`state/${name}`, fixture(version, name));
  if (!result.ok) throw new Error(result.problem.message);
  return write(result.value as never);
}

function versionOf(text: string): unknown {
  return (JSON.parse(text) as { version: unknown }).version;
}

describe('the versions of state files', () => {
  // Whoever raises a version adds a folder with files as they were written before.
  it.each(NAMES)('have a fixture each, up to the one that is written today: %s', (name) => {
    const today = Number(versionOf(rewritten(VERSIONS.at(-1) ?? '', name)));
    const known = VERSIONS.map((version) => versionOf(fixture(version, name)));
    expect([...new Set(known)]).toEqual(Array.from({ length: today }, (_, at) => at + 1));
  });

  it.each(VERSIONS)('are all brought to the same state: %s', (version) => {
    for (const name of NAMES) {
      expect(rewritten(version, name)).toBe(rewritten(VERSIONS.at(-1) ?? '', name));
    }
  });

  it.each(VERSIONS)('are taken from a backup of their time: %s', (version) => {
    const paths = NAMES.map(
      (name) => [name, name === 'feed.json' ? 'feeds/walks.json' : name] as const,
    );
    const files = Object.fromEntries(paths.map(([name, path]) => [path, fixture(version, name)]));
    const bundle = readBundle('backup.json', writeBundle(files, 0));
    if (!bundle.ok) throw new Error(bundle.problem.message);
    for (const [name, path] of paths)
      expect(bundle.value.files[path]).toBe(rewritten(version, name));
  });
});
