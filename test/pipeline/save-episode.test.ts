import { describe, expect, it } from 'vitest';
import type { EpisodeFigures, EpisodeResult } from '../../src/pipeline/episode-types.ts';
import type { Show } from '../../src/pipeline/discover.ts';
import { commitPartOf, makePathBook, stateAfter } from '../../src/pipeline/save-episode.ts';
import type { FileChange, Snapshot } from '../../src/ports.ts';
import type { EpisodeDocument } from '../../src/render/types.ts';
import type { EpisodeState } from '../../src/state/types.ts';
import { documentOf } from '../render/documents.ts';
import { readFeedState } from '../../src/state/read.ts';
import { writeFeedState } from '../../src/state/write.ts';
import { feedState, FOUND } from '../state/make.ts';
import { HOUR, MIDNIGHT, NOON, settingsOf } from './kit.ts';

const RENDITION = { sha256: 'ab'.repeat(32), bytes: 1_000, durationSec: 895.5, container: 'mp3' };
const FIGURES: EpisodeFigures = {
  requests: 3,
  promptTokens: 100,
  outputTokens: 50,
  chunksNew: 2,
  chunksKept: 1,
  chunks: 3,
  startedAt: NOON - 60_000,
  rendition: RENDITION,
};
const NONE: EpisodeFigures = {
  requests: 0,
  promptTokens: 0,
  outputTokens: 0,
  chunksNew: 0,
  chunksKept: 0,
  chunks: 0,
  startedAt: NOON,
};
const ERROR = { code: 'audio-not-found', message: 'No such file.', remedy: 'Wait.' };

function failed(retryable: boolean): EpisodeResult {
  return { kind: 'failed', error: ERROR, retryable, figures: NONE };
}

describe('where an episode stands after the work on it', () => {
  const before: EpisodeState = {
    ...FOUND,
    status: 'failed',
    attempts: 2,
    error: ERROR,
    retryable: true,
    notBefore: NOON - 1,
    requests: 4,
  };

  it('done: with its path, its cost over all tries, and no trace of earlier failures', () => {
    const result: EpisodeResult = { kind: 'done', document: documentOf(), figures: FIGURES };
    expect(stateAfter(before, result, { now: NOON, path: 'walks/a' })).toEqual({
      ...FOUND,
      status: 'done',
      attempts: 0,
      requests: 7,
      rendition: RENDITION,
      durationSec: 895.5,
      startedAt: NOON - 60_000,
      finishedAt: NOON,
      transcript: 'walks/a',
    });
  });

  it('deferred: with the moment and the reason, its tries unchanged', () => {
    const result: EpisodeResult = {
      kind: 'deferred',
      cause: 'quota',
      notBefore: MIDNIGHT,
      reason: 'the day is used up',
      figures: FIGURES,
    };
    expect(stateAfter(before, result, { now: NOON })).toMatchObject({
      status: 'deferred',
      attempts: 2,
      notBefore: MIDNIGHT,
      reason: 'the day is used up',
      cause: 'quota',
    });
  });

  it.each([
    [0, HOUR],
    [1, 2 * HOUR],
    [3, 8 * HOUR],
    [9, 24 * HOUR],
  ])('failed after %i failures: once more in %i ms', (attempts, pauseMs) => {
    expect(stateAfter({ ...FOUND, attempts }, failed(true), { now: NOON })).toMatchObject({
      status: 'failed',
      attempts: attempts + 1,
      error: ERROR,
      retryable: true,
      notBefore: NOON + pauseMs,
    });
  });

  it('failed for good: without a moment', () => {
    const state = stateAfter(FOUND, failed(false), { now: NOON });
    expect(state).toMatchObject({ status: 'failed', attempts: 1, retryable: false });
    expect(state.notBefore).toBeUndefined();
  });

  it('skipped: with the reason', () => {
    const result: EpisodeResult = { kind: 'skipped', reason: 'too long', figures: NONE };
    expect(stateAfter(FOUND, result, { now: NOON })).toMatchObject({
      status: 'skipped',
      reason: 'too long',
    });
  });

  it('stopped in the middle: in progress', () => {
    const result: EpisodeResult = { kind: 'stopped', reason: 'SIGINT', figures: FIGURES };
    expect(stateAfter(before, result, { now: NOON })).toMatchObject({
      status: 'in-progress',
      attempts: 2,
      requests: 7,
      rendition: RENDITION,
    });
  });

  it('stopped before it began: where it stood, to the letter', () => {
    const result: EpisodeResult = { kind: 'stopped', reason: 'SIGINT', figures: NONE };
    expect(stateAfter(before, result, { now: NOON })).toBe(before);
  });
});

describe('the commit of an episode that another run has finished meanwhile', () => {
  const document = documentOf();
  const { id } = document.episode;
  const theirs = { sha256: 'cd'.repeat(32), bytes: 900, durationSec: 890, container: 'mp3' };

  /** What the files of the commit make of a head on which the other run finished at `otherAt`. */
  function commitOver(otherAt: number): { readonly touched: string[]; readonly sha256: unknown } {
    const result: EpisodeResult = { kind: 'done', document, figures: FIGURES };
    const ours = stateAfter(FOUND, result, { now: NOON, path: 'walks/a' });
    const other: EpisodeState = {
      ...ours,
      rendition: theirs,
      startedAt: otherAt - 60_000,
      finishedAt: otherAt,
    };
    const before = feedState({ [id]: FOUND });
    const show: Show = {
      source: { url: before.feedUrl, preferences: settingsOf().feedPreferences },
      facts: { slug: 'walks', title: 'Walks', feedUrl: '', people: [], vocabulary: [] },
      preferences: settingsOf().feedPreferences,
      state: feedState({ [id]: ours }),
      committed: before,
      details: new Map(),
      dropped: [],
    };
    const { files } = commitPartOf(settingsOf(), show, { id, title: 'A', result, path: 'walks/a' });
    const head = writeFeedState(feedState({ [id]: other }));
    let state = head;
    const touched = files.flatMap((file: FileChange) => {
      if (file.kind === 'delete') return [file.path];
      if (file.kind === 'write') return file.unless?.() === true ? [] : [file.path];
      const text = file.merge(file.path.startsWith('state/') ? state : undefined);
      if (text === null || text === head) return [];
      if (file.path.startsWith('state/')) state = text;
      return [file.path];
    });
    const read = readFeedState('', state);
    return { touched, sha256: read.ok ? read.value.episodes[id]?.rendition?.sha256 : undefined };
  }

  it('leaves all of it as it is where the other one counts', () => {
    expect(commitOver(NOON + 1)).toEqual({ touched: [], sha256: theirs.sha256 });
  });

  it('writes all of it where its own counts', () => {
    const { touched, sha256 } = commitOver(NOON - 1);
    expect(touched.map((path) => path.replace(/^.*\./u, ''))).toEqual([
      'json',
      ...settingsOf().output.formats,
      'json',
    ]);
    expect(sha256).toBe(RENDITION.sha256);
  });
});

describe('the paths of transcripts', () => {
  function snapshotOf(files: Readonly<Record<string, string>>): Snapshot {
    return {
      revision: 'r1',
      list: async () => [],
      read: async (path) => files[path],
    };
  }

  function episode(id: string, title = 'Why tea cools'): EpisodeDocument {
    const document = documentOf();
    return { ...document, episode: { ...document.episode, id, title } };
  }

  const signal = new AbortController().signal;

  it('are kept apart where two episodes of one day share a title', async () => {
    const book = makePathBook(settingsOf(), snapshotOf({}), signal);
    const paths = await Promise.all([
      book.pathOf(episode('1111111111111111')),
      book.pathOf(episode('2222222222222222')),
    ]);
    expect(paths[0]).toBe('kettle/2026-11-24-why-tea-cools');
    expect(paths[1]).not.toBe(paths[0]);
    expect(paths[1]?.startsWith('kettle/2026-11-24-why-tea-cools-')).toBe(true);
    // The same episode has the same path again.
    expect(await book.pathOf(episode('2222222222222222'))).toBe(paths[1]);
  });

  it("do not take the path of another run's episode, and keep an episode's own", async () => {
    const entry = {
      title: 'Why tea cools',
      durationSec: 95,
      speakers: [],
      formats: ['vtt'],
      transcribedAt: '2026-11-24T07:01:02Z',
      path: 'kettle/2026-11-24-why-tea-cools',
      id: '1111111111111111',
    };
    const index = {
      version: 1,
      show: 'kettle',
      title: 'Kettle & Compass',
      feedUrl: 'https://feeds.example/kettle.xml',
      episodes: [entry],
    };
    const files = { 'transcripts/kettle/index.json': JSON.stringify(index) };
    const book = makePathBook(settingsOf(), snapshotOf(files), signal);
    expect(await book.pathOf(episode('1111111111111111'))).toBe(entry.path);
    expect(await book.pathOf(episode('3333333333333333'))).not.toBe(entry.path);
  });
});
