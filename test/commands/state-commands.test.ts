import { describe, expect, it } from 'vitest';
import { stateText } from '../../src/cli-print-state.ts';
import { closeBreakers } from '../../src/commands/reset-circuit.ts';
import { resetState } from '../../src/commands/reset-state.ts';
import { showState } from '../../src/commands/state-show.ts';
import { exportState, importState } from '../../src/commands/state-transfer.ts';
import type { Checkpoints } from '../../src/ports.ts';
import { emptyLedger, recordRequest } from '../../src/quota/ledger.ts';
import { renderShowIndex, upsertIndex } from '../../src/render/show-index.ts';
import { renderTopIndex, upsertTopIndex } from '../../src/render/top-index.ts';
import { backupName } from '../../src/state/backup.ts';
import type { EpisodeState } from '../../src/state/types.ts';
import {
  writeBatchState,
  writeCircuitState,
  writeFeedState,
  writeLedger,
  writeRunsState,
} from '../../src/state/write.ts';
import { FOUND, feedState } from '../state/make.ts';
import { makeFolder, NEVER, NOON } from './kit.ts';
import type { MemoryFolder } from './kit.ts';

const DONE: EpisodeState = {
  ...FOUND,
  status: 'done',
  title: 'Done',
  durationSec: 60,
  publishedAt: NOON - 3_000,
  finishedAt: NOON - 1_000,
};
const FAILED: EpisodeState = {
  ...FOUND,
  status: 'failed',
  attempts: 2,
  publishedAt: NOON - 1_000,
  error: { code: 'audio-not-found', message: 'There is no audio', remedy: 'Wait.' },
};

const LEDGER = recordRequest(emptyLedger(), { key: 'ab12cd34', model: 'm', tokens: 7, now: NOON });

const FILES: Readonly<Record<string, string>> = {
  'state/feeds/walks.json': writeFeedState(
    feedState({ aa11: DONE, bb22: FAILED, cc33: { ...FOUND, publishedAt: NOON - 2_000 } }),
  ),
  'state/quota.json': writeLedger(LEDGER),
  'state/circuit.json': writeCircuitState({
    version: 1,
    breakers: {
      'model:m': { state: 'open', failures: 5, trips: 1, openUntil: NOON + 60_000, reason: '503' },
    },
  }),
  'state/batch.json': writeBatchState({
    version: 1,
    batches: [{ id: '7/1-of-1', startedAt: NOON, episodes: [{ show: 'walks', id: 'bb22' }] }],
  }),
  'state/runs.json': writeRunsState({ version: 1, runs: [] }),
};

const OPTIONS = { stateDir: 'state', signal: NEVER };

function stateOf({ files }: MemoryFolder): Record<string, string> {
  return Object.fromEntries([...files].filter(([path]) => !path.includes('/backups/')));
}

function backupsOf({ files }: MemoryFolder): readonly string[] {
  return [...files.keys()].filter((path) => path.startsWith('state/backups/'));
}

describe('state show', () => {
  it('counts episodes by show and status, and tells slices, breakers and backups', async () => {
    const folder = makeFolder({ ...FILES, 'state/backups/2026-11-01T00-00-00Z.json': '{}' });
    const view = await showState(folder, { ...OPTIONS, limit: 50 });
    const counts = { discovered: 1, 'in-progress': 0, done: 1, deferred: 0, failed: 1, skipped: 0 };
    expect(view).toEqual({
      shows: [
        {
          show: 'walks',
          title: 'Walks',
          feedUrl: 'https://example.com/feed.xml',
          counts,
          doneSec: 60,
        },
      ],
      counts,
      batches: [{ id: '7/1-of-1', startedAt: NOON, episodes: 1 }],
      breakers: [{ subject: 'model:m', until: NOON + 60_000, reason: '503' }],
      backups: ['2026-11-01T00-00-00Z.json'],
    });
    expect(folder.commits).toEqual([]);
  });

  it('lists the episodes that are asked for, newest first, and says how many there are', async () => {
    const folder = makeFolder(FILES);
    const all = await showState(folder, { ...OPTIONS, limit: 2, episodes: true });
    expect(all.episodes?.map(({ id }) => id)).toEqual(['bb22', 'cc33']);
    expect(all.found).toBe(3);
    const failed = await showState(folder, { ...OPTIONS, limit: 50, status: 'failed' });
    expect(failed.episodes).toEqual([{ show: 'walks', id: 'bb22', ...FAILED }]);
    const other = await showState(folder, { ...OPTIONS, limit: 50, show: 'other' });
    expect(other).toMatchObject({ shows: [], episodes: [] });
  });

  it('counts of a slice only what is left of it', async () => {
    const episodes = ['aa11', 'bb22', 'cc33'].map((id) => ({ show: 'walks', id }));
    const batches = [{ id: '7/1-of-1', startedAt: NOON, episodes }];
    const batch = writeBatchState({ version: 1, batches });
    const view = await showState(makeFolder({ ...FILES, 'state/batch.json': batch }), {
      ...OPTIONS,
      limit: 1,
    });
    expect(view.batches).toMatchObject([{ episodes: 2 }]);
    const done = { show: 'walks', id: 'aa11' };
    const all = writeBatchState({
      version: 1,
      batches: [{ ...batches[0], episodes: [done] }],
    } as never);
    const ended = await showState(makeFolder({ ...FILES, 'state/batch.json': all }), {
      ...OPTIONS,
      limit: 1,
    });
    expect(stateText(ended, 'state', 'again')).not.toContain('In progress');
  });

  // A run that is killed leaves its episodes called new, and their finished parts are paid for.
  it('counts the finished parts that are kept', async () => {
    const keys = ['walks/bb22/chunk-0.json', 'walks/bb22/chunk-1.json', 'walks/bb22/manifest.json'];
    const checkpoints = { list: () => Promise.resolve(keys) } as unknown as Checkpoints;
    const view = await showState({ ...makeFolder(FILES), checkpoints }, { ...OPTIONS, limit: 1 });
    expect(view.kept).toEqual({ episodes: 1, parts: 2 });
    expect(stateText(view, 'state', 'podcast-transcriber run --resume')).toContain(
      'Kept: 2 finished parts of 1 episode in state/.checkpoints; the next run goes on with them.',
    );
  });

  it('of a broken file is a fault that names it', async () => {
    const folder = makeFolder({ 'state/runs.json': '{' });
    await expect(showState(folder, { ...OPTIONS, limit: 1 })).rejects.toThrow(/state\/runs\.json/);
  });
});

// The copy of a show's file was once taken silently, and might win over the real one.
describe('a copy of the state of a show under another name', () => {
  it.each(['walks-old', '__proto__', 'Walks'])('is refused and named: %s', async (name) => {
    const real = FILES['state/feeds/walks.json'] ?? '';
    const folder = makeFolder({ ...FILES, [`state/feeds/${name}.json`]: real });
    const fault: unknown = await showState(folder, { ...OPTIONS, limit: 1 }).catch(
      (error: unknown) => error,
    );
    expect(fault).toMatchObject({
      problem: {
        code: 'state-broken',
        message: expect.stringMatching(`state/feeds/${name}\\.json .*the show "walks"`),
        remedy: expect.stringMatching(/^Delete the file if it is a copy.* own name/),
      },
    });
    expect(folder.files.get('state/feeds/walks.json')).toBe(real);
    expect(folder.commits).toEqual([]);
    // Once it is gone all is well.
    folder.files.delete(`state/feeds/${name}.json`);
    expect(await showState(folder, { ...OPTIONS, limit: 1 })).toMatchObject({
      counts: { done: 1, failed: 1 },
    });
  });
});

describe('state reset', () => {
  it('forgets all but the quota, in one commit with its backup', async () => {
    const folder = makeFolder(FILES);
    const outcome = await resetState(folder, { ...OPTIONS, backup: true });
    expect(outcome).toMatchObject({ revision: 'r1', forgotten: [], backedUp: true });
    expect(Object.keys(stateOf(folder))).toEqual(['state/quota.json']);
    expect(folder.commits).toHaveLength(1);
    expect(backupsOf(folder)).toEqual([`state/backups/${backupName(NOON)}`]);
  });

  it('makes no backup when told not to', async () => {
    const folder = makeFolder(FILES);
    const outcome = await resetState(folder, { ...OPTIONS, backup: false });
    expect(outcome.backedUp).toBe(false);
    expect(backupsOf(folder)).toEqual([]);
  });

  it('does nothing where there is nothing', async () => {
    const folder = makeFolder({ 'state/quota.json': FILES['state/quota.json'] ?? '' });
    expect(await resetState(folder, { ...OPTIONS, backup: true })).toEqual({
      removed: [],
      forgotten: [],
    });
    expect(folder.commits).toEqual([]);
  });

  it('keeps the newest five backups', async () => {
    const old = [1, 2, 3, 4, 5].map((day) => `state/backups/2026-11-0${day}T00-00-00Z.json`);
    const folder = makeFolder({
      ...FILES,
      ...Object.fromEntries(old.map((path) => [path, '{}'])),
      'state/backups/mine.json': '{}',
    });
    await resetState(folder, { ...OPTIONS, backup: true });
    expect(backupsOf(folder).toSorted()).toEqual([
      ...old.slice(1),
      `state/backups/${backupName(NOON)}`,
      'state/backups/mine.json',
    ]);
  });

  it('that forgets the transcripts leaves shows that know of no episode', async () => {
    const show = { slug: 'walks', title: 'Walks', feedUrl: 'https://example.com/feed.xml' };
    const index = upsertIndex(undefined, show, {
      id: 'aa11',
      title: 'Done',
      durationSec: 60,
      speakers: [],
      path: 'walks/done',
      formats: ['json'],
      transcribedAt: '2026-11-24T00:00:00Z',
    });
    const folder = makeFolder({
      ...FILES,
      'transcripts/index.json': renderTopIndex(upsertTopIndex(undefined, [index])),
      'transcripts/walks/index.json': renderShowIndex(index),
    });
    const outcome = await resetState(folder, {
      ...OPTIONS,
      backup: true,
      forgetTranscripts: 'transcripts',
    });
    expect(outcome.forgotten).toEqual(['walks']);
    expect(folder.json('state/feeds/walks.json')).toEqual({ ...feedState(), episodes: {} });
    expect(folder.files.has('transcripts/walks/index.json')).toBe(true);
  });

  it('that cannot be saved changes nothing and says why', async () => {
    const folder = makeFolder(FILES);
    folder.breakDisk();
    const outcome = await resetState(folder, { ...OPTIONS, backup: true });
    expect(outcome).toMatchObject({ removed: [], fault: { code: 'disk-full' } });
    expect(stateOf(folder)).toEqual(FILES);
  });
});

describe('state export and import', () => {
  it('bring all state back as it was', async () => {
    const source = makeFolder(FILES);
    const bundle = await exportState(source, OPTIONS);
    expect(bundle.files).toHaveLength(5);
    expect(bundle.damaged).toEqual([]);
    const target = makeFolder({ 'state/feeds/other.json': writeFeedState(feedState()) });
    const outcome = await importState(target, {
      ...OPTIONS,
      name: 'bundle.json',
      text: bundle.content,
      backup: true,
    });
    expect(outcome).toMatchObject({ savedAt: NOON, removed: ['feeds/other.json'], unreadable: [] });
    expect(stateOf(target)).toEqual(FILES);
    expect(backupsOf(target)).toHaveLength(1);
    expect(target.commits).toHaveLength(1);
  });

  it('undo a reset by its backup', async () => {
    const folder = makeFolder(FILES);
    await resetState(folder, { ...OPTIONS, backup: true });
    const [backup = ''] = backupsOf(folder);
    const text = folder.files.get(backup) ?? '';
    await importState(folder, { ...OPTIONS, name: backup, text, backup: false });
    expect(stateOf(folder)).toEqual(FILES);
  });

  it('keep the quota that is known when the bundle holds none', async () => {
    const { content } = await exportState(makeFolder(), OPTIONS);
    const folder = makeFolder(FILES);
    await importState(folder, { ...OPTIONS, name: 'b', text: content, backup: true });
    expect(Object.keys(stateOf(folder))).toEqual(['state/quota.json']);
  });

  it.each([
    ['no JSON', '{', /bundle\.json, line 1: not JSON/],
    ['another document', '{"version":1}', /bundle\.json, line 1: savedAt/],
    [
      'a newer version',
      '{"version":2,"savedAt":1,"files":{}}',
      /version 2, and this program knows versions up to 1/,
    ],
    [
      'a name that stands twice',
      '{"version":1,"savedAt":1,"files":{\n"runs.json":{},"runs.json":{}}}',
      /bundle\.json, line 2: the name "runs\.json" stands here twice/,
    ],
    [
      'a file that is no state',
      '{"version":1,"savedAt":1,"files":{"../evil.json":{}}}',
      /is not the name of a state file/,
    ],
    [
      'a broken state file',
      '{"version":1,"savedAt":1,"files":{"runs.json":{"version":1}}}',
      /bundle\.json: runs\.json/,
    ],
  ])('refuse %s before anything is touched', async (_name, text, expected) => {
    const folder = makeFolder(FILES);
    const request = { ...OPTIONS, name: 'bundle.json', text, backup: true };
    const { fault } = await importState(folder, request);
    expect(fault?.message).toMatch(expected);
    expect(folder.commits).toEqual([]);
    expect(stateOf(folder)).toEqual(FILES);
  });

  it.each([
    ['feeds/walks.json', '{"version":1,"show":"walks"}'],
    ['runs.json', '{ half'],
    ['quota.json', '{"version":99}'],
  ])('say at the export that %s is damaged', async (name, text) => {
    const folder = makeFolder({ ...FILES, [`state/${name}`]: text });
    const { damaged, files } = await exportState(folder, OPTIONS);
    expect(damaged).toMatchObject([{ message: expect.stringContaining(`state/${name}`) }]);
    expect(files).toContain(name);
  });

  it('carry a broken file as text, which an import leaves out', async () => {
    const { content } = await exportState(makeFolder({ 'state/runs.json': '{ half' }), OPTIONS);
    const folder = makeFolder();
    const outcome = await importState(folder, {
      ...OPTIONS,
      name: 'b',
      text: content,
      backup: true,
    });
    expect(outcome).toMatchObject({ unreadable: ['runs.json'], written: [] });
    expect(content).toContain('{ half');
  });
});

// The good file went, and nothing came in its place.
it('an import leaves a file alone that the bundle holds as text only', async () => {
  const broken = { ...FILES, 'state/runs.json': '{ half', 'state/feeds/walks.json': '{ half' };
  const { content } = await exportState(makeFolder(broken), OPTIONS);
  const folder = makeFolder({ ...FILES, 'state/feeds/other.json': writeFeedState(feedState()) });
  const request = { ...OPTIONS, name: 'b', text: content, backup: true };
  expect(await importState(folder, request)).toMatchObject({
    unreadable: ['feeds/walks.json', 'runs.json'],
    kept: ['runs.json', 'feeds/walks.json'],
    removed: ['feeds/other.json'],
  });
  expect(stateOf(folder)).toEqual(FILES);
});

describe('circuit reset', () => {
  it('forgets every breaker and says which', async () => {
    const folder = makeFolder(FILES);
    expect(await closeBreakers(folder, OPTIONS)).toEqual({ closed: ['model:m'], revision: 'r1' });
    expect(folder.json('state/circuit.json')).toEqual({ version: 1, breakers: {} });
    expect(await closeBreakers(folder, OPTIONS)).toEqual({ closed: [] });
  });

  it('is a fault when the file cannot be read', async () => {
    const folder = makeFolder({ 'state/circuit.json': '[]' });
    await expect(closeBreakers(folder, OPTIONS)).rejects.toThrow(/state\/circuit\.json/);
  });
});
