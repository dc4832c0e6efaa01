import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLocalTree } from '../../src/adapters/local-tree.ts';
import { checkTranscripts } from '../../src/commands/check-transcripts.ts';
import { planRebuild } from '../../src/commands/rebuild-state.ts';
import { searchTranscripts } from '../../src/commands/search.ts';
import { renderJson } from '../../src/render/json.ts';
import { writeFeedState } from '../../src/state/write.ts';
import { documentOf } from '../render/documents.ts';
import { FOUND, feedState } from '../state/make.ts';
import { makeFolder, NEVER } from './kit.ts';

let folder: string;

/** One good transcript, one that is far too large, a link that leads nowhere, a name that is not UTF-8. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stray-'));
  mkdirSync(join(folder, 'kettle'));
  writeFileSync(join(folder, 'kettle', 'tea.json'), renderJson(documentOf()));
  writeFileSync(join(folder, 'kettle', 'large.json'), '');
  truncateSync(join(folder, 'kettle', 'large.json'), 64 * 1024 * 1024 + 1);
  symlinkSync('nowhere', join(folder, 'kettle', 'link.json'));
  symlinkSync('round', join(folder, 'round'));
  symlinkSync('nowhere', join(folder, 'kettle', 'picture.png'));
  const latin = Buffer.concat([Buffer.from(`${folder}/kettle/caf`), Buffer.from([0xe9])]);
  writeFileSync(Buffer.concat([latin, Buffer.from('.vtt')]), 'WEBVTT\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

// One of these once ended the whole command.
describe('files that cannot be read, in the folder of the transcripts', () => {
  it('are faulty for `validate`, which checks the others', async () => {
    const { files, faulty } = await checkTranscripts(makeLocalTree(folder), NEVER);
    expect(faulty).toBe(4);
    const told = files.map(({ path, faults }) => `${path}: ${faults[0]?.message ?? 'right'}`);
    expect(told).toEqual([
      'kettle/caf\ufffd.vtt: not checked: its name is not UTF-8',
      'kettle/large.json: it has more than 64 MiB. It is no transcript: move it out of the folder.',
      'kettle/link.json: not checked: it is a link, which is not followed',
      'kettle/tea.json: right',
      'round: not checked: it is a link, which is not followed',
    ]);
  });

  it('are left out by a search, and named', async () => {
    const query = { words: ['tea'], limit: 5 };
    const found = await searchTranscripts(makeLocalTree(folder), query, NEVER);
    expect(found.episodes.map(({ path }) => path)).toEqual(['kettle/tea']);
    expect(found.unreadable).toEqual([
      'kettle/caf\ufffd.vtt',
      'kettle/link.json',
      'round',
      'kettle/large',
    ]);
  });

  it('are left out by `state rebuild`, with the reason', async () => {
    const plan = await planRebuild(makeFolder(), {
      stateDir: 'state',
      transcriptsDir: 'transcripts',
      transcripts: makeLocalTree(folder),
      signal: NEVER,
    });
    expect(plan.shows).toMatchObject([{ show: 'kettle', transcripts: 1 }]);
    expect(plan.leftOut).toEqual([
      { path: 'kettle/caf\ufffd.vtt', reason: 'its name is not UTF-8' },
      { path: 'kettle/link.json', reason: 'it is a link, which is not followed' },
      { path: 'round', reason: 'it is a link, which is not followed' },
      { path: 'kettle/large', reason: expect.stringContaining('more than 64 MiB') },
    ]);
  });

  it('leave the episodes done whose transcripts they are', async () => {
    const done = { ...FOUND, status: 'done' as const };
    const episodes = {
      aa11: { ...done, transcript: 'kettle/large' },
      bb22: { ...done, transcript: 'kettle/link' },
      cc33: { ...done, transcript: 'round/tea' },
      dd44: { ...done, transcript: 'kettle/gone' },
    };
    const state = writeFeedState({ ...feedState(episodes), show: 'kettle' });
    const plan = await planRebuild(makeFolder({ 'state/feeds/kettle.json': state }), {
      stateDir: 'state',
      transcriptsDir: 'transcripts',
      transcripts: makeLocalTree(folder),
      signal: NEVER,
    });
    expect(plan.shows).toEqual([{ show: 'kettle', transcripts: 1, adopted: 1, missing: 1 }]);
  });

  it('do not stop any of them where they stand in the place of an index', async () => {
    const index = join(folder, 'kettle', 'index.json');
    writeFileSync(index, '');
    truncateSync(index, 64 * 1024 * 1024 + 1);
    const tree = makeLocalTree(folder);
    expect((await searchTranscripts(tree, { words: ['tea'], limit: 5 }, NEVER)).matches).toBe(1);
    expect((await checkTranscripts(tree, NEVER)).faulty).toBe(5);
  });
});
