import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { readShowIndex, renderShowIndex, upsertIndex } from '../../src/render/show-index.ts';
import {
  NEWEST,
  readTopIndex,
  renderReadme,
  renderTopIndex,
  upsertTopIndex,
} from '../../src/render/top-index.ts';
import type { IndexEntry, ShowIndex } from '../../src/render/types.ts';
import { renderStatus } from '../../src/render/status.ts';
import { hostileText } from './documents.ts';
import { figuresOf } from './status-figures.ts';

const SHOW = { slug: 'kettle', title: 'Kettle', feedUrl: 'https://f.example/k.xml' };

function entryOf(id: string, parts: Partial<IndexEntry> = {}): IndexEntry {
  return {
    id,
    title: `Episode ${id}`,
    date: '2026-11-24',
    durationSec: 600,
    speakers: ['Mara'],
    path: `kettle/2026-11-24-${id}`,
    formats: ['vtt', 'json', 'md'],
    transcribedAt: '2026-11-24T07:00:00Z',
    ...parts,
  };
}

function showOf(slug: string, entries: readonly IndexEntry[]): ShowIndex {
  return entries.reduce<ShowIndex>(
    (index, entry) => upsertIndex(index, { ...SHOW, slug, title: slug }, entry),
    {
      version: 1,
      show: slug,
      title: slug,
      feedUrl: SHOW.feedUrl,
      episodes: [],
    },
  );
}

describe('the index of a show', () => {
  it('takes an episode once, newest first, undated last', () => {
    let index = upsertIndex(undefined, SHOW, entryOf('a', { date: '2026-11-01' }));
    index = upsertIndex(index, SHOW, entryOf('b', { date: '2026-11-09' }));
    const { date: _undated, ...undated } = entryOf('c');
    index = upsertIndex(index, SHOW, undated);
    index = upsertIndex(
      index,
      { ...SHOW, title: 'Kettle, renamed' },
      entryOf('a', { date: '2026-11-01', title: 'Better' }),
    );
    expect(index.episodes.map(({ id, title }) => `${id} ${title}`)).toEqual([
      'b Episode b',
      'a Better',
      'c Episode c',
    ]);
    expect(index.title).toBe('Kettle, renamed');
  });

  it('does not depend on the order in which runs add to it', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e'], { minLength: 5 }), (ids) => {
        const dates: Record<string, string> = {
          a: '2026-01-01',
          b: '2026-01-02',
          c: '2026-01-02',
          d: '2026-01-03',
          e: '2026-01-03',
        };
        const index = ids.reduce<ShowIndex | undefined>(
          (all, id) => upsertIndex(all, SHOW, entryOf(id, { date: dates[id]! })),
          undefined,
        );
        expect(index?.episodes.map(({ id }) => id)).toEqual(['d', 'e', 'b', 'c', 'a']);
      }),
    );
  });

  it('comes back as it was written, one episode a line', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (title, speaker) => {
        const index = showOf('kettle', [
          entryOf('a', { title: title.toWellFormed().replaceAll('\0', ''), speakers: [] }),
          entryOf('b', { speakers: [speaker.toWellFormed().replaceAll('\0', '')] }),
        ]);
        const text = renderShowIndex(index);
        expect(readShowIndex(text, 'index.json')).toEqual({ ok: true, value: index });
        expect(text.split('\n').filter((line) => line.startsWith('    {'))).toHaveLength(2);
      }),
    );
  });

  it('is refused when it is broken, and differently when it is newer', () => {
    expect(readShowIndex('{', 'kettle/index.json')).toMatchObject({
      ok: false,
      problem: { code: 'index-not-json' },
    });
    expect(readShowIndex('{"version":1}', 'kettle/index.json')).toMatchObject({
      ok: false,
      problem: {
        code: 'index-malformed',
        message: expect.stringContaining('kettle/index.json') as string,
      },
    });
    expect(readShowIndex('{"version":2}', 'kettle/index.json')).toMatchObject({
      ok: false,
      problem: { code: 'index-too-new' },
    });
  });
});

describe('the front index', () => {
  it('is the same whether made anew or show by show', () => {
    const shows = ['b', 'a', 'c'].map((slug) =>
      showOf(slug, [entryOf(`${slug}1`), entryOf(`${slug}2`, { date: '2026-11-25' })]),
    );
    const anew = upsertTopIndex(undefined, shows);
    const stepwise = shows.reduce(
      (top, show) => upsertTopIndex(top, [show]),
      upsertTopIndex(undefined, []),
    );
    expect(stepwise).toEqual(anew);
    expect(
      anew.shows.map(({ show, episodes, durationSec, newest }) => [
        show,
        episodes,
        durationSec,
        newest,
      ]),
    ).toEqual([
      ['a', 2, 1_200, '2026-11-25'],
      ['b', 2, 1_200, '2026-11-25'],
      ['c', 2, 1_200, '2026-11-25'],
    ]);
    expect(readTopIndex(renderTopIndex(anew), 'index.json')).toEqual({ ok: true, value: anew });
    expect(upsertTopIndex(anew, [shows[0]!])).toEqual(anew);
  });

  it('lists the newest 200, and no more', () => {
    const entries = Array.from({ length: 250 }, (_, at) =>
      entryOf(String(at), { date: `2026-01-${String((at % 28) + 1).padStart(2, '0')}` }),
    );
    const top = upsertTopIndex(undefined, [showOf('kettle', entries)]);
    expect(top.newest).toHaveLength(NEWEST);
    expect(top.shows[0]?.episodes).toBe(250);
    expect(renderReadme(top)).toContain('## Newest 200');
  });

  it('reads as a page with working links', () => {
    const top = upsertTopIndex(undefined, [
      showOf('kettle', [entryOf('a'), entryOf('b', { formats: ['json', 'vtt'], title: 'a | b' })]),
    ]);
    expect(renderReadme(top)).toBe(`# Transcripts

2 transcripts of 1 show, 20 min of audio.

## Shows

| Show | Transcripts |
| --- | ---: |
| [kettle](kettle)<br>20 min of audio, newest 2026-11-24 | 2 |

## All

| Date | Transcript |
| --- | --- |
| 2026-11-24 | [Episode a](kettle/2026-11-24-a.md)<br>kettle · 10 min · [vtt](kettle/2026-11-24-a.vtt) · [json](kettle/2026-11-24-a.json) |
| 2026-11-24 | [a \\| b](kettle/2026-11-24-b.vtt)<br>kettle · 10 min · [json](kettle/2026-11-24-b.json) |
`);
    expect(renderReadme(upsertTopIndex(undefined, []))).toBe(
      '# Transcripts\n\nNo transcripts yet.\n',
    );
  });

  it('has the badges of the status page where there is one', () => {
    const page = renderReadme(upsertTopIndex(undefined, []), { status: true });
    expect(page).toContain(
      '[![health](status/badge-health.svg)](status/status.md) [![transcripts](status/badge-transcripts.svg)](status/status.md)',
    );
    const names = renderStatus(figuresOf()).map(({ name }) => `status/${name}`);
    for (const [, path = ''] of page.matchAll(/\]\(([^)]*)\)/g)) expect(names).toContain(path);
  });

  it('cuts titles that would fill a screen', () => {
    const title = 'A very long title '.repeat(20);
    const index = showOf('kettle', [entryOf('a', { title })]);
    const page = renderReadme(upsertTopIndex(undefined, [{ ...index, title }]));
    expect(page).toContain(`[${title.slice(0, 119)}…](kettle/2026-11-24-a.md)`);
    expect(page).toContain(`[${title.slice(0, 79)}…](kettle)`);
    for (const line of page.split('\n')) expect(line.length).toBeLessThan(400);
  });

  it('keeps its tables whole, whatever the titles are', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 5 }), (titles) => {
        const top = upsertTopIndex(undefined, [
          showOf(
            'kettle',
            titles.map((title, at) => entryOf(String(at), { title })),
          ),
        ]);
        const page = micromark(renderReadme(top), {
          extensions: [gfm()],
          htmlExtensions: [gfmHtml()],
          allowDangerousHtml: true,
        });
        expect([...page.matchAll(/<td/g)]).toHaveLength(2 + titles.length * 2);
        expect(page.replace(/<!-- -->/g, '')).not.toMatch(
          /<(?!\/?(?:h1|h2|p|a|table|thead|tbody|tr|th|td|br)\b)/,
        );
      }),
    );
  });
});
