import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openShell } from '../cli/kit.ts';
import type { Shell } from '../cli/kit.ts';
import { audioPath } from '../sandbox/world.ts';
import { follow, patternOf, stepsOf, wordsOf } from './follow.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** 2026-11-24 12:00 in Los Angeles; epoch ms. */
const NOON = Date.parse('2026-11-24T20:00:00Z');

const KEYS = [
  'AIzaSandboxKeyNumberOne-0123456789abcdef',
  'AIzaSandboxKeyNumberTwo-0123456789abcdef',
];

const open: Shell[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((shell) => shell.close()));
});

/** Events that the documents name. */
function eventsOf({ world, folder }: Shell): Readonly<Record<string, () => void>> {
  const [show] = world.shows;
  const frost = show?.episodes.find(({ name }) => name === 'first-frost');
  if (show === undefined || frost === undefined) throw new Error('another show');
  const audio = audioPath(show, frost);
  const spoil = (path: string): void => writeFileSync(join(folder, path), '{ half a file');
  return {
    'the audio of The First Frost is missing': () =>
      world.feeds.setFault(audio, { kind: 'status', status: 404 }),
    'the audio of The First Frost is back': () => world.feeds.setFault(audio, undefined),
    'the state of the show is damaged': () => spoil('state/feeds/garden-gate-minute.json'),
    'broken.json is no export': () => spoil('broken.json'),
  };
}

describe('what the documents show of the command line', () => {
  it.each(['docs/operations-guide.md', 'README.md'])('%s shows what is printed', async (path) => {
    const shell = await openShell({ keys: KEYS }, NOON);
    open.push(shell);
    const steps = stepsOf(readFileSync(join(ROOT, path), 'utf8'));
    const told = await follow(shell, steps, eventsOf(shell));
    expect(told.length).toBeGreaterThan(3);
    for (const { command, output, printed } of told) {
      const fits = patternOf(output).test(printed);
      // Compared as text when it does not fit: the difference is shown.
      expect(`$ ${command}\n${fits ? output : printed}`).toBe(`$ ${command}\n${output}`);
    }
  });

  it('covers every command', async () => {
    const shell = await openShell();
    open.push(shell);
    const guide = readFileSync(join(ROOT, 'docs/operations-guide.md'), 'utf8');
    const shown = stepsOf(guide).flatMap((step) =>
      step.kind === 'commands' ? step.shown.map(({ command }) => command) : [],
    );
    const { stdout } = await shell.run(['--help']);
    const names = [...stdout.matchAll(/^ {2}([a-z-]+)(?:\|\w+)?(?: [<[]|\s{2})/gmu)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'help');
    expect(names).toHaveLength(11);
    for (const name of names) {
      expect(shown.some((command) => wordsOf(command)[1] === name)).toBe(true);
    }
  });
});

describe('following a document', () => {
  it('reads commands, files and events, in order', () => {
    const text = `
\`\`\`text
$ podcast-transcriber stats
Nothing.

$ gh workflow run
$ podcast-transcriber search "the shed" tea
\`\`\`
<!-- sandbox: it rains -->
\`\`\`yaml
# a.yaml
feeds: []
\`\`\`
\`\`\`text
only text
\`\`\`
`;
    expect(stepsOf(text)).toEqual([
      {
        kind: 'commands',
        shown: [
          { command: 'podcast-transcriber stats', output: 'Nothing.' },
          { command: 'podcast-transcriber search "the shed" tea', output: '' },
        ],
      },
      { kind: 'event', name: 'it rains' },
      { kind: 'file', name: 'a.yaml', text: '# a.yaml\nfeeds: []\n' },
    ]);
    expect(wordsOf('podcast-transcriber search "the shed" tea')[2]).toBe('the shed');
  });

  it('takes … for what was left out, and nothing else', () => {
    expect(patternOf('a (b)…\nc').test('a (b) and more\nlines\nc')).toBe(true);
    expect(patternOf('a (b)…\nc').test('a (b) and more\nd')).toBe(false);
    expect(patternOf('a.b').test('aXb')).toBe(false);
  });
});
