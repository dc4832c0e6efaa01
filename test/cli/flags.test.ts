import { describe, expect, it } from 'vitest';
import { flagInputs, inputsOf, secretArgument } from '../../src/cli-flags.ts';
import { isPartOfDate, width } from '../../src/cli-text.ts';
import { INPUTS } from '../../src/config-inputs.ts';

describe('flags', () => {
  it('are the inputs of the Action, but secrets, the mode and what a job alone has', () => {
    const names = INPUTS.map(({ name }) => name);
    const left = names.filter((name) => !flagInputs(INPUTS).some((spec) => spec.name === name));
    expect(left).toEqual([
      'gemini-api-keys',
      'github-token',
      'mode',
      'branch',
      'commit',
      'youtube-api-key',
    ]);
  });

  it.each([
    ['feeds of both names together', { feedUrl: ['a', 'b'], feeds: ['c'] }, { feeds: 'a\nb\nc' }],
    ['numbers as text', { maxEpisodes: '3' }, { 'max-episodes': '3' }],
    ['folders without what means nothing', { stateDir: './a/' }, { 'state-dir': 'a' }],
    [
      'the short name of a folder before the long one',
      { outputDir: 'x', transcriptsDir: 'y' },
      { 'transcripts-dir': 'x' },
    ],
    ['modes', { retryFailed: true }, { mode: 'retry-failed' }],
    ['a dry run', { dryRun: true }, { mode: 'dry-run' }],
    [
      'settings by path, values with signs',
      { set: ['run.order=oldest', 'output.fileNamePattern=<id>=x'] },
      { 'run.order': 'oldest', 'output.fileNamePattern': '<id>=x' },
    ],
    ['nothing of what is no setting', { json: true, verbose: true, limit: 5, feedUrl: [' '] }, {}],
  ])('become %s', (_name, flags, expected) => {
    expect(inputsOf(flags, INPUTS)).toEqual(expected);
  });
});

describe('a secret among the arguments', () => {
  it.each([
    [['run', '--gemini-api-keys', 'AIza'], 'GEMINI_API_KEYS'],
    [['--GEMINI-API-KEY=AIza'], 'GEMINI_API_KEYS'],
    [['--key=AIza'], 'GEMINI_API_KEYS'],
    [['--youtube-api-key', 'x'], 'YOUTUBE_API_KEY'],
    [['--token', 'x'], 'GITHUB_TOKEN'],
  ])('%j is found, with the variable to use', (argv, variable) => {
    expect(secretArgument(argv)?.variable).toContain(variable);
  });

  it.each([[['search', 'key']], [['search', '--', '--key']], [['run', '--feed-url', 'https://k']]])(
    '%j is none',
    (argv) => {
      expect(secretArgument(argv)).toBeUndefined();
    },
  );
});

describe('the width of text on a terminal', () => {
  it.each([
    ['tea', 3],
    ['お茶', 4],
    ['e\u0301', 1],
    ['🍵', 2],
    ['', 0],
  ])('%s takes %i columns', (text, columns) => {
    expect(width(text)).toBe(columns);
  });
});

describe('part of a date', () => {
  it.each(['2026', '2026-02', '2026-02-28', '2028-02-29'])('%s is one', (text) => {
    expect(isPartOfDate(text)).toBe(true);
  });

  it.each(['', '26', '2026-', '2026-13', '2026-00', '2026-02-29', '2026-1-1', '2026-02-28T00'])(
    '%j is none',
    (text) => {
      expect(isPartOfDate(text)).toBe(false);
    },
  );
});
