import fc from 'fast-check';
import type { RunReport } from '../../src/render/report-types.ts';
import type { EpisodeDocument } from '../../src/render/types.ts';
import type { Segment } from '../../src/transcript/types.ts';

/** A plain document; every part can be replaced. */
export function documentOf(parts: Partial<EpisodeDocument> = {}): EpisodeDocument {
  return {
    show: {
      slug: 'kettle',
      title: 'Kettle & Compass',
      feedUrl: 'https://feeds.example/kettle.xml',
    },
    episode: {
      id: '0123456789abcdef',
      title: 'Why tea cools',
      publishedAt: Date.UTC(2026, 10, 24, 6),
      description: 'About heat.',
      link: 'https://example.org/tea',
      audioUrl: 'https://cdn.example/tea.mp3?x=1',
      youtubeUrl: 'https://www.youtube.com/watch?v=abc',
      people: [
        { name: 'Mara Lind', role: 'host' },
        { name: 'Edwin Okafor', role: 'guest' },
      ],
    },
    language: 'en',
    segments: [
      {
        startSec: 0.6,
        endSec: 5.93,
        speaker: 'Mara',
        text: 'Hello, and welcome to the show about ordinary things.',
      },
      { startSec: 6.9, endSec: 9, speaker: 'Edwin', text: 'Today: tea.' },
    ],
    speakers: ['Mara', 'Edwin'],
    chapters: [{ startSec: 0, title: 'Intro' }],
    receipt: {
      rendition: { sha256: 'ab'.repeat(32), bytes: 1_000_000, durationSec: 95, container: 'mp3' },
      models: [{ model: 'gemini-flash-latest', version: 'gemini-3.8-flash', chunks: 1 }],
      promptVersion: '1',
      requests: 1,
      usage: { prompt: 3_000, output: 400, thoughts: 20 },
      chunks: 1,
      warnings: [],
      transcribedAt: Date.UTC(2026, 10, 24, 7, 1, 2),
    },
    ...parts,
  };
}

/** An empty report; every part can be replaced. */
export function reportOf(parts: Partial<RunReport> = {}): RunReport {
  return {
    version: 1,
    runId: '7/1-of-1',
    mode: 'run',
    startedAt: Date.UTC(2026, 10, 24, 6),
    finishedAt: Date.UTC(2026, 10, 24, 6, 12),
    counts: { completed: 0, failed: 0, deferred: 0, pending: 0, skipped: 0 },
    completed: [],
    waiting: [],
    failures: [],
    skipped: [],
    feedFailures: [],
    shows: [],
    quota: [],
    totals: { requests: 0, audioSec: 0, promptTokens: 0, outputTokens: 0 },
    warnings: [],
    quotaExhausted: false,
    repository: { url: 'https://github.com/owner/name', branch: 'main' },
    ...parts,
  };
}

/** Pieces that have broken formats before. */
const NASTY = [
  '-->',
  '--->',
  '<v',
  '<v Bob>',
  '</v>',
  '<i>',
  '&',
  '&amp;',
  '&lt',
  '<!--',
  '-->\n\n',
  '\n',
  '\r\n',
  '\r',
  '\0',
  '\u2028',
  '00:00:01.000 --> 00:00:02.000',
  '00:00:01,000 --> 00:00:02,000',
  '1\n',
  'NOTE',
  'STYLE',
  'WEBVTT',
  '\u202e',
  'שלום',
  'مرحبا',
  '🫖',
  '👨‍👩‍👧',
  '\ud800',
  '漢字かな',
  'ไทย',
  '漢 字',
  '|',
  '`',
  '```',
  '*',
  '_',
  '[x](javascript:alert(1))',
  '![x](https://e.example/a.png)',
  '<script>alert(1)</script>',
  '@octocat',
  '#123',
  'GH-7',
  'https://evil.example/a_b_c',
  'www.evil.example',
  'a@b.example',
  '$x^2$',
  '$$',
  '---',
  '- a',
  '+ b',
  '1. c',
  '2) d',
  '# e',
  '> f',
  '~~g~~',
  '\\',
  '"',
  "'",
  ': ',
  '{',
  '}',
  '%',
  ':smile:',
  ':+1:',
  '<br>',
  '\u00a0',
  '\t',
  '    code',
  '===',
  '[^1]',
  '</sub>',
  '<details>',
  'x'.repeat(120),
];

/** Hostile text: nasty pieces and random characters, joined with and without spaces. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
      { weight: 2, arbitrary: fc.constantFrom('word', 'So.', 'well,', 'yes!') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
    ),
    { maxLength: 14 },
  )
  .chain((pieces) => fc.constantFrom('', ' ').map((glue) => pieces.join(glue)));

/** Hostile segments in order, none longer than ten minutes. */
export const hostileSegments: fc.Arbitrary<Segment[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 20_000 }),
      length: fc.integer({ min: 300, max: 60_000 }),
      speaker: fc.option(hostileText, { nil: undefined }),
      text: hostileText,
    }),
    { maxLength: 12 },
  )
  .map((parts) => {
    let at = 0;
    return parts.map(({ gap, length, speaker, text }) => {
      const startSec = (at + gap) / 1_000;
      at += gap + length;
      return { startSec, endSec: at / 1_000, ...(speaker === undefined ? {} : { speaker }), text };
    });
  });
