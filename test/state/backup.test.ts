import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adoptTranscripts } from '../../src/state/adopt.ts';
import {
  backupName,
  backupsToDrop,
  freeBackupName,
  isStateFile,
  readBundle,
  writeBundle,
} from '../../src/state/backup.ts';
import { readFeedState, readLedger } from '../../src/state/read.ts';
import { writeBatchState, writeFeedState, writeRunsState } from '../../src/state/write.ts';
import { anyFeedState, feedState, FOUND } from './make.ts';

const NOW = Date.UTC(2026, 10, 24, 10, 5, 0, 123);

describe('all state in one file', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(anyFeedState, anyFeedState, (one, two) => {
        const files = {
          'feeds/one.json': writeFeedState({ ...one, show: 'one' }),
          'feeds/two.json': writeFeedState({ ...two, show: 'two' }),
          'batch.json': writeBatchState({ version: 1, batches: [] }),
          'runs.json': writeRunsState({ version: 1, runs: [] }),
        };
        const text = writeBundle(files, NOW);
        expect(readBundle('x.json', text)).toEqual({
          ok: true,
          value: { savedAt: NOW, files, unreadable: [] },
        });
      }),
    );
  });

  it('takes only state files, and keeps the text of one that is no JSON', () => {
    const files = {
      'feeds/one.json': '{"version": 1, <<<',
      'backups/2026-01-01T00-00-00Z.json': '{}',
      'notes.txt': 'x',
      '.checkpoints/a.json': '{}',
    };
    const text = writeBundle(files, NOW);
    expect(text).not.toContain('notes');
    expect(readBundle('x.json', text)).toEqual({
      ok: true,
      value: { savedAt: NOW, files: {}, unreadable: ['feeds/one.json'] },
    });
    expect(JSON.parse(text)).toMatchObject({
      unreadable: { 'feeds/one.json': files['feeds/one.json'] },
    });
  });

  it.each([
    ['a broken file', { 'feeds/a.json': { version: 1, show: 'a' } }, 'x.json: feeds/a.json'],
    ['a newer file', { 'quota.json': { version: 9 } }, 'x.json: quota.json has version 9'],
    ['a foreign file', { '../.bashrc': {} }, 'x.json: ../.bashrc is not the name of a state file'],
    [
      'a copy of a file under another name',
      { 'feeds/walks.json': feedState(), 'feeds/walks-old.json': feedState() },
      'x.json: feeds/walks-old.json holds the state of the show "walks"',
    ],
    ['a hidden path', { 'feeds/../../x.json': {} }, 'is not the name of a state file'],
  ])('is refused whole for %s, which is named', (_, files, words) => {
    const good = { 'batch.json': { version: 1, batches: [] } };
    const text = JSON.stringify({ version: 1, savedAt: NOW, files: { ...good, ...files } });
    const result = readBundle('x.json', text);
    expect(result.ok ? '' : result.problem.message).toContain(words);
  });

  it('is refused when it is something else', () => {
    for (const text of ['', '[]', '{"version":1}', '{"version":2,"savedAt":1,"files":{}}']) {
      expect(readBundle('x.json', text).ok).toBe(false);
    }
  });

  // What goes through a value overflowed the stack on it, in export and import alike.
  it('survives files nested a hundred thousand levels deep', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const text = writeBundle({ 'quota.json': deep }, 0);
    expect(readBundle('x.json', text)).toMatchObject({ value: { unreadable: ['quota.json'] } });
    const bundle = `{"version":1,"savedAt":0,"files":{"quota.json":${deep}}}`;
    expect(readBundle('x.json', bundle)).toMatchObject({
      problem: { code: 'state-broken', message: expect.stringContaining('levels deep') },
    });
    expect(readLedger('quota.json', deep)).toMatchObject({ problem: { code: 'state-broken' } });
  });

  it('keeps the text of a file in which a name stands twice: a value has one half of it only', () => {
    const twice = '{"version":1,"runs":[],"runs":[1]}';
    const read = readBundle('x.json', writeBundle({ 'runs.json': twice }, 0));
    expect(read).toMatchObject({ value: { files: {}, unreadable: ['runs.json'] } });
    expect(writeBundle({ 'runs.json': twice }, 0)).toContain(JSON.stringify(twice));
  });

  it('knows a state file by its path', () => {
    const paths = [
      'quota.json',
      'feeds/a.json',
      'feeds/a b.c.json',
      'feeds/x/a.json',
      'feeds/.json',
      'other.json',
      'feeds/a.txt',
      'feeds\\a.json',
    ];
    expect(paths.filter(isStateFile)).toEqual(['quota.json', 'feeds/a.json', 'feeds/a b.c.json']);
  });
});

describe('backups', () => {
  it('are named by their time, and the newest five stay', () => {
    expect(backupName(NOW)).toBe('2026-11-24T10-05-00Z.json');
    const names = Array.from({ length: 6 }, (_, day) => backupName(NOW + day * 86_400_000));
    const made = backupName(NOW + 7 * 86_400_000);
    expect(backupsToDrop([...names.toReversed(), 'mine.json', 'README.md'], made)).toEqual(
      names.slice(0, 2),
    );
    expect(backupsToDrop(names.slice(0, 4), made)).toEqual([]);
  });

  it('are not dropped as they are made, though the clock of the others was ahead', () => {
    const names = Array.from({ length: 5 }, (_, day) => backupName(NOW + day * 86_400_000));
    const made = backupName(NOW - 60_000);
    expect(backupsToDrop([...names, made], made)).toEqual(names.slice(0, 1));
  });

  it('do not take the place of one that was made in the same second', () => {
    expect(freeBackupName(NOW, ['mine.json'])).toBe(backupName(NOW));
    const names = [backupName(NOW), backupName(NOW + 1_000)];
    expect(freeBackupName(NOW + 10, names)).toBe(backupName(NOW + 2_000));
  });
});

describe('adopting committed transcripts', () => {
  const show = { show: 'walks', title: 'Walks', feedUrl: 'https://example.com/feed.xml' };
  const facts = {
    id: 'a1',
    title: 'A walk',
    audioUrl: 'https://cdn.example.com/a.mp3',
    publishedAt: 5,
    durationSec: 60,
    transcript: 'walks/2026-11-24-a-walk',
    transcribedAt: NOW,
    requests: 3,
  };
  const done = {
    status: 'done',
    title: 'A walk',
    audioUrl: 'https://cdn.example.com/a.mp3',
    publishedAt: 5,
    durationSec: 60,
    transcript: 'walks/2026-11-24-a-walk',
    finishedAt: NOW,
    requests: 3,
    attempts: 0,
  };

  it('makes a state from nothing that can be read back', () => {
    const made = adoptTranscripts(undefined, show, [facts]);
    expect(made.episodes).toEqual({ a1: done });
    expect(readFeedState('x', writeFeedState(made))).toEqual({ ok: true, value: made });
  });

  it('makes their episodes done and leaves the others', () => {
    const failed = { ...FOUND, status: 'failed' as const, attempts: 3, guid: 'g', reason: 'x' };
    const current = { ...feedState({ a1: failed, b2: failed }), validators: { etag: '"1"' } };
    const made = adoptTranscripts(current, show, [facts]);
    expect(made).toEqual({ ...current, episodes: { a1: { ...done, guid: 'g' }, b2: failed } });
    expect(adoptTranscripts(made, show, [{ ...facts, requests: 9 }])).toEqual(made);
  });
});
