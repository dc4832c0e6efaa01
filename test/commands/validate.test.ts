import { describe, expect, it } from 'vitest';
import { checkJson, checkTranscripts } from '../../src/commands/check-transcripts.ts';
import { feedText } from '../../src/cli-print-checks.ts';
import { viewOf } from '../../src/commands/validate-feed.ts';
import type { Episode, Feed } from '../../src/feed/types.ts';
import { renderJson } from '../../src/render/json.ts';
import { renderShowIndex, upsertIndex } from '../../src/render/show-index.ts';
import { renderVtt } from '../../src/render/vtt.ts';
import { documentOf } from '../render/documents.ts';
import { makeFolder, NEVER, settingsOf } from './kit.ts';

const DOC = documentOf();
const ENTRY = {
  id: DOC.episode.id,
  title: DOC.episode.title,
  durationSec: 95,
  speakers: DOC.speakers,
  path: 'kettle/tea',
  formats: ['vtt', 'json'],
  transcribedAt: '',
};
const INDEX = renderShowIndex(upsertIndex(undefined, DOC.show, ENTRY));

function segments(...all: readonly object[]): string {
  return JSON.stringify({ version: '1.0.0', segments: all });
}

const SEGMENT = { startTime: 1, endTime: 2, body: 'Words.' };

describe('validate', () => {
  it('finds nothing wrong with what is written here', async () => {
    const folder = makeFolder({
      'transcripts/kettle/tea.vtt': renderVtt(DOC, { colours: true }),
      'transcripts/kettle/tea.json': renderJson(DOC),
      'transcripts/kettle/tea.md': 'not looked at',
      'transcripts/kettle/index.json': INDEX,
      'transcripts/index.json': '{"version":1,"shows":[],"newest":[]}',
    });
    const result = await checkTranscripts(folder.tree('transcripts'), NEVER);
    expect(result.faulty).toBe(0);
    expect(result.files.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'index index.json',
      'index kettle/index.json',
      'json kettle/tea.json',
      'vtt kettle/tea.vtt',
    ]);
    // A single show's folder can be looked at as well as all of them.
    expect((await checkTranscripts(folder.tree('transcripts/kettle'), NEVER)).faulty).toBe(0);
  });

  it('names what is broken, with its line', async () => {
    const folder = makeFolder({
      't/kettle/tea.vtt': 'WEBVTT\n\n0.860 --> 7.380\nWords.\n',
      't/kettle/half.json': '{ "version": ',
      't/kettle/index.json': INDEX,
      't/index.json': '[]',
    });
    const { files, faulty } = await checkTranscripts(folder.tree('t'), NEVER);
    expect(faulty).toBe(4);
    const messages = files.flatMap(({ path, faults }) =>
      faults.map(({ line, message }) => `${path}:${line ?? ''}: ${message}`),
    );
    expect(messages).toEqual([
      expect.stringMatching(/^index\.json:: .*damaged/u),
      expect.stringMatching(/^kettle\/half\.json:: .*no JSON/u),
      'kettle/index.json:: kettle/tea.json is listed and not there',
      expect.stringMatching(/^kettle\/tea\.vtt:3: the timing/u),
      'kettle/tea.vtt:: it has no cues',
    ]);
  });

  it.each([
    ['a right one', segments(SEGMENT, { ...SEGMENT, startTime: 2, endTime: 3 }), []],
    ['no segments', segments(), ['it has no segments']],
    ['an empty body', segments({ ...SEGMENT, body: ' ' }), ['segment 1: the body is empty']],
    [
      'an empty speaker',
      segments({ ...SEGMENT, speaker: '' }),
      ['segment 1: the speaker is empty'],
    ],
    [
      'an end before the beginning',
      segments({ ...SEGMENT, endTime: 0 }),
      ['segment 1: it ends before it begins'],
    ],
    [
      'segments out of order',
      segments(SEGMENT, { ...SEGMENT, startTime: 0 }),
      ['segment 2: it begins before the one above it'],
    ],
    [
      'a negative time',
      segments({ ...SEGMENT, startTime: -1 }),
      [expect.stringMatching(/no Podcasting 2\.0 transcript.*segments\.0\.startTime/u)],
    ],
  ])('of a JSON transcript: %s', (_name, text, expected) => {
    expect(checkJson(text).map(({ message }) => message)).toEqual(expected);
  });
});

function episode(title: string, more: Partial<Episode> = {}): Episode {
  return {
    id: title.toLowerCase().padEnd(16, '0'),
    guid: title,
    title,
    enclosure: { url: `https://cdn.example/${title}.mp3`, bytes: 1_000_000, type: 'audio/mpeg' },
    people: [],
    transcripts: [],
    ...more,
  };
}

const DAY = 86_400_000;
const FEED: Feed = {
  title: 'Walks',
  language: 'en',
  people: [{ name: 'Ada', role: 'host' }],
  episodes: [
    episode('Old', { publishedAt: 1 * DAY, durationSec: 600 }),
    episode('New', {
      publishedAt: 30 * DAY,
      durationSec: 1_200,
      transcripts: [{ url: 'https://x.example/a.vtt', type: 'text/vtt' }],
      youtubeUrl: 'https://www.youtube.com/watch?v=abc',
    }),
    episode('Trailer', { publishedAt: 20 * DAY }),
    episode('Marathon', { publishedAt: 10 * DAY, durationSec: 36_000 }),
  ],
  dropped: [{ item: 'item 7', reason: 'it has no audio' }],
  truncated: false,
};

const SETTINGS = settingsOf(
  'shows:\n  - url: https://example.com/feed.xml\n    since: 1970-01-05\n    skip: [trailer]\n    maxEpisodeMinutes: 60\n',
);

describe('validate-feed', () => {
  it('lists what would be taken, newest first, and why the others are left out', () => {
    const view = viewOf(FEED, SETTINGS.shows[0] ?? SETTINGS.feedPreferences);
    expect(view.episodes.map(({ title, leftOut }) => [title, leftOut])).toEqual([
      ['New', undefined],
      ['Trailer', 'its title matches a pattern that is skipped'],
      ['Marathon', 'it is longer than 60 minutes'],
      ['Old', 'it is from before 1970-01-05'],
    ]);
    expect(view).toMatchObject({
      title: 'Walks',
      people: ['Ada (host)'],
      dropped: FEED.dropped,
      totals: {
        wanted: 1,
        durationSec: 1_200,
        bytes: 1_000_000,
        withoutDuration: 0,
        withoutBytes: 0,
        tooLarge: 0,
        withoutDate: 0,
        withTranscript: 1,
        withVideo: 1,
      },
      notes: [],
    });
  });

  it('takes all without settings, and notes what is missing', () => {
    const { language: _none, ...rest } = FEED;
    const { guid: _guid, ...bare } = episode('Bare');
    const view = viewOf(
      { ...rest, truncated: true, episodes: [...FEED.episodes, bare] },
      settingsOf().feedPreferences,
    );
    expect(view.totals).toMatchObject({ wanted: 5, withoutDuration: 2, withoutDate: 1 });
    expect(view.notes.join('\n')).toMatch(
      /end of the feed is missing.*no language.*1 episode has no guid.*2 episodes say no length.*1 episode has no readable date/su,
    );
  });

  it('says what is not known, too large, resting, or named otherwise', () => {
    const enclosure = { url: 'https://cdn.example/x.mp3' };
    const feed: Feed = {
      ...FEED,
      episodes: [
        episode('Unsaid', { enclosure, durationSec: 0 }),
        episode('Zero', { enclosure: { ...enclosure, bytes: 0 } }),
      ],
    };
    const { feedPreferences } = settingsOf();
    const unsaid = viewOf(feed, feedPreferences);
    expect(unsaid.totals).toMatchObject({ withoutDuration: 2, withoutBytes: 2 });
    expect(feedText(unsaid, 9)).toMatch(/2 of 2 episodes, length unknown, size unknown\n/u);
    const some = viewOf(FEED, feedPreferences, { maxBytes: 999_999, title: 'My Walks' });
    expect(some.title).toBe('My Walks');
    expect(some.notes.join('\n')).toMatch(/4 episodes are larger than the 0\.999999 MB/u);
    expect(feedText(some, 9)).toMatch(
      /10 h 30 min and 1 of unknown length, 4\.0 MB\n.*too large/su,
    );
    const resting = viewOf(FEED, feedPreferences, { rests: true });
    expect(resting.totals.wanted).toBe(0);
    expect(resting.notes.join('\n')).toContain('a run takes nothing of it');
  });

  it('with a bound keeps the newest', () => {
    const preferences = { ...settingsOf().feedPreferences, maxEpisodes: 2 };
    const view = viewOf(FEED, preferences);
    expect(view.episodes.map(({ leftOut }) => leftOut)).toEqual([
      undefined,
      undefined,
      'only the newest 2 are wanted',
      'only the newest 2 are wanted',
    ]);
    // Of what is left, not of all: one that a pattern skips took a place away.
    const skips = viewOf(FEED, { ...preferences, skip: ['trailer'] });
    expect(skips.episodes.map(({ leftOut }) => leftOut)).toEqual([
      undefined,
      'its title matches a pattern that is skipped',
      undefined,
      'only the newest 2 are wanted',
    ]);
  });
});
