import { describe, expect, it } from 'vitest';
import { applyRebuild, planRebuild } from '../../src/commands/rebuild-state.ts';
import type { RebuildPlan } from '../../src/commands/rebuild-state.ts';
import { renderJson } from '../../src/render/json.ts';
import { renderShowIndex, upsertIndex } from '../../src/render/show-index.ts';
import type { FeedState } from '../../src/state/types.ts';
import { writeFeedState } from '../../src/state/write.ts';
import { documentOf } from '../render/documents.ts';
import { FOUND } from '../state/make.ts';
import { makeFolder, NEVER } from './kit.ts';
import type { MemoryFolder } from './kit.ts';

const TEA = documentOf();
const { id: TEA_ID } = TEA.episode;
const STEM = 'kettle/2026-11-24-why-tea-cools';
const TRANSCRIPTS = {
  [`transcripts/${STEM}.json`]: renderJson(TEA),
  [`transcripts/${STEM}.vtt`]: 'WEBVTT\n',
};

function stateWith(episodes: FeedState['episodes']): string {
  const { slug: show, title, feedUrl } = TEA.show;
  return writeFeedState({ version: 1, show, title, feedUrl, episodes });
}

async function rebuild(folder: MemoryFolder): Promise<RebuildPlan> {
  const plan = await planRebuild(folder, {
    stateDir: 'state',
    transcriptsDir: 'transcripts',
    transcripts: folder.tree('transcripts'),
    signal: NEVER,
  });
  const hadState = [...folder.files.keys()].some((path) =>
    /^state\/[^/]*(?:feeds\/.*)?\.json$/u.test(path),
  );
  const request = { stateDir: 'state', backup: true, signal: NEVER };
  // A backup is spoken of only where there is one.
  expect(await applyRebuild(folder, plan, request)).toEqual({ backedUp: hadState });
  return plan;
}

describe('state rebuild', () => {
  it('makes state and indexes from nothing but the transcripts', async () => {
    const folder = makeFolder(TRANSCRIPTS);
    const plan = await rebuild(folder);
    expect(plan.shows).toEqual([{ show: 'kettle', transcripts: 1, adopted: 1, missing: 0 }]);
    expect(folder.json('state/feeds/kettle.json')).toEqual({
      version: 1,
      show: 'kettle',
      title: TEA.show.title,
      feedUrl: TEA.show.feedUrl,
      episodes: {
        [TEA_ID]: {
          status: 'done',
          attempts: 0,
          title: 'Why tea cools',
          audioUrl: TEA.episode.audioUrl,
          publishedAt: TEA.episode.publishedAt,
          durationSec: 95,
          rendition: TEA.receipt.rendition,
          requests: 1,
          transcript: STEM,
          finishedAt: TEA.receipt.transcribedAt,
        },
      },
    });
    expect(folder.json('transcripts/kettle/index.json')).toMatchObject({
      title: TEA.show.title,
      episodes: [{ id: TEA_ID, date: '2026-11-24', path: STEM, formats: ['vtt', 'json'] }],
    });
    expect(folder.json('transcripts/index.json')).toMatchObject({ shows: [{ episodes: 1 }] });
    expect(folder.files.get('transcripts/README.md')).toContain('Why tea cools');
    expect(folder.commits).toHaveLength(1);
  });

  it('keeps what else is known, and lets episodes wait whose transcript is gone', async () => {
    const waiting = { ...FOUND, status: 'deferred' as const, notBefore: 5, reason: 'quota' };
    const gone = { ...FOUND, status: 'done' as const, transcript: 'kettle/gone', finishedAt: 1 };
    const folder = makeFolder({
      ...TRANSCRIPTS,
      'state/feeds/kettle.json': stateWith({ aa11: waiting, bb22: gone }),
    });
    const plan = await rebuild(folder);
    expect(plan.shows).toEqual([{ show: 'kettle', transcripts: 1, adopted: 1, missing: 1 }]);
    const { episodes } = folder.json('state/feeds/kettle.json') as FeedState;
    expect(episodes).toMatchObject({ aa11: waiting, bb22: FOUND, [TEA_ID]: { status: 'done' } });
    expect(episodes['bb22']).toEqual(FOUND);
  });

  it('changes nothing the second time', async () => {
    const folder = makeFolder(TRANSCRIPTS);
    await rebuild(folder);
    const before = new Map([...folder.files].filter(([path]) => !path.includes('backups')));
    const plan = await rebuild(folder);
    expect(plan.shows).toEqual([{ show: 'kettle', transcripts: 1, adopted: 0, missing: 0 }]);
    const after = new Map([...folder.files].filter(([path]) => !path.includes('backups')));
    expect(after).toEqual(before);
  });

  it('makes broken state files anew, with a backup that keeps their text', async () => {
    const folder = makeFolder({
      ...TRANSCRIPTS,
      'state/feeds/kettle.json': '{ half a fi',
      'state/circuit.json': 'x',
    });
    const plan = await rebuild(folder);
    expect(plan.unreadable).toEqual(['circuit.json', 'feeds/kettle.json']);
    expect(folder.files.has('state/circuit.json')).toBe(false);
    expect(folder.json('state/feeds/kettle.json')).toMatchObject({
      episodes: { [TEA_ID]: { status: 'done' } },
    });
    const backup = [...folder.files].find(([path]) => path.startsWith('state/backups/'));
    expect(backup?.[1]).toContain('half a fi');
  });

  it('never writes over the state of a newer release', async () => {
    const folder = makeFolder({ ...TRANSCRIPTS, 'state/runs.json': '{"version":2}' });
    await expect(rebuild(folder)).rejects.toThrow(/state\/runs\.json has version 2/);
    expect(folder.commits).toEqual([]);
  });

  it('knows a transcript without JSON by its index, and names one that is in none', async () => {
    const entry = {
      id: 'cc33',
      title: 'Only WebVTT',
      durationSec: 10,
      speakers: [],
      path: 'kettle/only-vtt',
      formats: ['vtt', 'md'],
      transcribedAt: '2026-11-24T07:00:00Z',
    };
    const folder = makeFolder({
      'transcripts/kettle/only-vtt.vtt': 'WEBVTT\n',
      'transcripts/kettle/stray.vtt': 'WEBVTT\n',
      'transcripts/kettle/foreign.json': '{"version":"1.0.0","segments":[]}',
      'transcripts/kettle/notes.txt': 'mine',
      'transcripts/kettle/index.json': renderShowIndex(upsertIndex(undefined, TEA.show, entry)),
    });
    const plan = await rebuild(folder);
    expect(plan.leftOut.map(({ path }) => path)).toEqual(['kettle/foreign', 'kettle/stray']);
    expect(folder.json('state/feeds/kettle.json')).toMatchObject({
      title: TEA.show.title,
      episodes: { cc33: { status: 'done', transcript: 'kettle/only-vtt' } },
    });
    expect(folder.json('transcripts/kettle/index.json')).toMatchObject({
      episodes: [{ id: 'cc33', formats: ['vtt'] }],
    });
  });

  it('takes the newer of two transcripts of one episode', async () => {
    const later = documentOf({
      receipt: { ...TEA.receipt, transcribedAt: TEA.receipt.transcribedAt + 60_000, requests: 9 },
    });
    const folder = makeFolder({
      ...TRANSCRIPTS,
      'transcripts/kettle/again.json': renderJson(later),
    });
    await rebuild(folder);
    expect(folder.json('state/feeds/kettle.json')).toMatchObject({
      episodes: { [TEA_ID]: { transcript: 'kettle/again', requests: 9 } },
    });
  });

  it('plans nothing for an empty folder', async () => {
    const folder = makeFolder();
    const plan = await planRebuild(folder, {
      stateDir: 'state',
      transcriptsDir: 'transcripts',
      transcripts: folder.tree('transcripts'),
      signal: NEVER,
    });
    expect(plan).toEqual({ shows: [], unreadable: [], leftOut: [], files: [] });
  });
});
