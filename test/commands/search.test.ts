import { describe, expect, it } from 'vitest';
import { searchCsv } from '../../src/commands/search-csv.ts';
import { searchTranscripts } from '../../src/commands/search.ts';
import type { SearchQuery } from '../../src/commands/search.ts';
import { renderJson } from '../../src/render/json.ts';
import { renderShowIndex, upsertIndex } from '../../src/render/show-index.ts';
import { renderVtt } from '../../src/render/vtt.ts';
import type { EpisodeDocument } from '../../src/render/types.ts';
import { documentOf } from '../render/documents.ts';
import { makeFolder, NEVER } from './kit.ts';

const TEA = documentOf();
const BOATS = documentOf({
  episode: {
    ...TEA.episode,
    id: 'fedcba9876543210',
    title: 'Boats that go uphill',
    publishedAt: Date.UTC(2025, 4, 3),
  },
  segments: [
    { startSec: 1, endSec: 4, speaker: 'Mara', text: 'Locks lift boats, as tea lifts spirits.' },
    { startSec: 3_700, endSec: 3_704, speaker: 'Edwin', text: '=SUM(A1) said nobody, "ever".' },
  ],
});

function entryOf(doc: EpisodeDocument, path: string, date: string, formats: readonly string[]) {
  const { id, title } = doc.episode;
  const speakers = doc.speakers;
  return { id, title, date, durationSec: 95, speakers, path, formats, transcribedAt: '' };
}

const PATHS = { tea: 'kettle/2026-11-24-why-tea-cools', boats: 'kettle/2025-05-03-boats' };
const INDEX = upsertIndex(
  upsertIndex(undefined, TEA.show, entryOf(TEA, PATHS.tea, '2026-11-24', ['vtt', 'json'])),
  TEA.show,
  entryOf(BOATS, PATHS.boats, '2025-05-03', ['vtt', 'json']),
);

const folder = makeFolder({
  'transcripts/index.json': '{}',
  'transcripts/README.md': '# Transcripts',
  'transcripts/kettle/index.json': renderShowIndex(INDEX),
  [`transcripts/${PATHS.tea}.json`]: renderJson(TEA),
  [`transcripts/${PATHS.tea}.vtt`]: renderVtt(TEA),
  [`transcripts/${PATHS.tea}.md`]: '# Tea',
  [`transcripts/${PATHS.boats}.json`]: renderJson(BOATS),
  'transcripts/other/2024-01-01-only-vtt.vtt': renderVtt(TEA),
});

function search(query: Partial<SearchQuery>, from = folder) {
  const whole = { words: [], limit: 50, ...query };
  return searchTranscripts(from.tree('transcripts'), whole, NEVER);
}

async function paths(query: Partial<SearchQuery>): Promise<readonly string[]> {
  return (await search(query)).episodes.map(({ path }) => path);
}

const VTT_ONLY = 'other/2024-01-01-only-vtt';

describe('a search', () => {
  it('finds segments that hold all words, newest first, with where they stand', async () => {
    const result = await search({ words: ['tea'] });
    expect(result.episodes.map(({ path }) => path)).toEqual([PATHS.tea, PATHS.boats, VTT_ONLY]);
    expect(result.episodes[0]).toMatchObject({
      show: 'Kettle & Compass',
      title: 'Why tea cools',
      date: '2026-11-24',
      matches: [{ startSec: 6.9, speaker: 'Edwin', text: 'Today: tea.', marks: [[7, 10]] }],
    });
    expect(result).toMatchObject({ matches: 3, searched: 3, more: false, unreadable: [] });
  });

  it('reads the WebVTT where there is no JSON', async () => {
    const { episodes } = await search({ words: ['tea'], show: 'other' });
    expect(episodes).toMatchObject([
      { path: VTT_ONLY, title: '2024-01-01-only-vtt', matches: [{ speaker: 'Edwin' }] },
    ]);
  });

  it.each([
    ['a speaker', { words: ['tea'], speaker: 'mara' }, [PATHS.boats]],
    ['a title', { title: 'UPHILL' }, [PATHS.boats]],
    ['a show by its title', { show: 'compass' }, [PATHS.tea, PATHS.boats]],
    ['a show by its folder', { show: 'kettle' }, [PATHS.tea, PATHS.boats]],
    ['a year', { date: '2026' }, [PATHS.tea]],
    ['a day', { date: '2025-05-03' }, [PATHS.boats]],
    ['since', { since: '2025-05-03' }, [PATHS.tea, PATHS.boats]],
    ['until a month, all of it', { until: '2025-05' }, [PATHS.boats, VTT_ONLY]],
    ['two bounds', { since: '2025', until: '2025' }, [PATHS.boats]],
    ['nothing that fits', { words: ['tea', 'locks', 'zebra'] }, []],
  ])('restricts to %s', async (_name, query, expected) => {
    expect(await paths(query)).toEqual(expected);
  });

  it('stops at the limit and says that there is more', async () => {
    expect(await search({ words: ['tea'], limit: 2 })).toMatchObject({ matches: 2, more: true });
    const episodes = await search({ limit: 1 });
    expect(episodes).toMatchObject({ more: true, matches: 0 });
    expect(episodes.episodes).toHaveLength(1);
  });

  it('names what it cannot read, and goes on', async () => {
    const broken = makeFolder({
      [`transcripts/${PATHS.tea}.json`]: '{ broken',
      [`transcripts/${PATHS.boats}.json`]: renderJson(BOATS),
    });
    const result = await search({ words: ['tea'] }, broken);
    expect(result.unreadable).toEqual([PATHS.tea]);
    expect(result.episodes.map(({ path }) => path)).toEqual([PATHS.boats]);
  });

  it('says which shows there are when none is the one that is asked for', async () => {
    expect(await search({ words: ['tea'], show: 'nope' })).toMatchObject({
      episodes: [],
      shows: [
        { show: 'kettle', title: 'Kettle & Compass' },
        { show: 'other', title: 'other' },
      ],
    });
    expect(await search({ words: ['nobodysaidthis'], show: 'kettle' })).not.toHaveProperty('shows');
    // No index knows its title: the transcript itself does.
    const alone = makeFolder({ 'transcripts/k/tea.json': renderJson(TEA) });
    expect(await search({ words: ['zebra'], show: 'compass' }, alone)).not.toHaveProperty('shows');
  });

  it('finds a show whose folder has a line end in its name', async () => {
    const odd = makeFolder({ 'transcripts/odd\nshow/tea.json': renderJson(TEA) });
    expect((await search({ words: ['tea'] }, odd)).episodes).toHaveLength(1);
  });

  it('finds nothing in an empty folder', async () => {
    expect(await search({ words: ['tea'] }, makeFolder())).toEqual({
      episodes: [],
      matches: 0,
      searched: 0,
      more: false,
      unreadable: [],
    });
  });
});

describe('the CSV of a search', () => {
  it('has a line a match, quoted where needed, and no formulas', async () => {
    const result = await search({ words: [], speaker: 'edwin', title: 'boats' });
    expect(searchCsv(result)).toBe(
      `show,title,date,start,speaker,text,path\r\nKettle & Compass,Boats that go uphill,2025-05-03,,"Mara, Edwin",,${PATHS.boats}\r\n`,
    );
    const found = await search({ words: ['nobody'] });
    expect(searchCsv(found).split('\r\n')[1]).toBe(
      `Kettle & Compass,Boats that go uphill,2025-05-03,01:01:40,Edwin,"'=SUM(A1) said nobody, ""ever"".",${PATHS.boats}`,
    );
  });

  it.each([
    [';=1+1', `";'=1+1"`],
    ['said; @A1; more', `"said;' @A1; more"`],
    ['\uff1dSUM(A1)', `'\uff1dSUM(A1)`],
    ['\uff0b1', `'\uff0b1`],
    ['\uff0d1', `'\uff0d1`],
    ['\uff20A1', `'\uff20A1`],
    ['\u200b=1', `'\u200b=1`],
    ['a = b; so - yes', `"a = b; so - yes"`],
  ])('is safe where a program cuts at semicolons, and in wide forms: %j', (text, cell) => {
    const match = { startSec: 1, endSec: 2, text, marks: [] };
    const episode = { show: 's', title: 't', path: 'p', speakers: [], matches: [match] };
    const csv = searchCsv({
      episodes: [episode],
      matches: 1,
      searched: 1,
      more: false,
      unreadable: [],
    });
    expect(csv.split('\r\n')[1]).toBe(`s,t,,00:00:01,,${cell},p`);
  });
});
