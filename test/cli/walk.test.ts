import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normal, openShell } from './kit.ts';
import type { Shell } from './kit.ts';

/** 2026-11-24 12:00 in Los Angeles; epoch ms. */
const NOON = Date.parse('2026-11-24T20:00:00Z');

const KEYS = [
  'AIzaSandboxKeyNumberOne-0123456789abcdef',
  'AIzaSandboxKeyNumberTwo-0123456789abcdef',
];

let shell: Shell;

beforeAll(async () => {
  shell = await openShell({ keys: KEYS }, NOON);
  shell.world.gemini.setKey(KEYS[1] ?? '', 'expired');
});

afterAll(() => shell.close());

/** A command as it looks in a terminal's log: what was typed, what was said, how it ended. */
async function typed(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await shell.run(args);
  // What a run tells while it works has tests of its own.
  const told = args[0] === 'run' ? stderr.replaceAll(/^(?!error:).*\n/gmu, '') : stderr;
  const said = told === '' ? '' : told.replaceAll(/^/gmu, '! ').replace(/! $/u, '');
  const quoted = args.map((one) => (/\s/u.test(one) ? `"${one}"` : one));
  return normal(
    `$ podcast-transcriber ${quoted.join(' ')}\n${stdout}${said}[exit code ${exitCode}]\n`,
    shell.folder,
  );
}

describe('a walk through every command in an empty folder', () => {
  // Standard output first, then standard error with `!`, as both are compared whole.
  it('says what was recorded', async () => {
    const { feed } = shell;
    const said: string[] = [];
    const walk = async (...args: readonly string[]): Promise<void> => {
      said.push(await typed(...args));
    };
    await walk('state', 'show');
    await walk('stats');
    await walk('search', 'robin');
    await walk('validate');
    await walk('health');
    await walk('validate-feed', feed);
    await walk('run', '--feed-url', feed, '--dry-run');
    await walk('test-api');
    await walk('run', '--feed-url', feed, '--max-episodes', '1');
    await walk('state', 'show', '--episodes');
    await walk('show-quota');
    await walk('stats');
    writeFileSync(
      join(shell.folder, 'production.yaml'),
      `feeds:\n  - ${feed}\nrun:\n  maxEpisodes: 7\n`,
    );
    await walk('config', 'show', '--config', 'production.yaml', '--changed');
    await walk('run', '--config', 'production.yaml');
    await walk('search', 'robin');
    await walk('search', 'the shed', '--speaker', 'ines', '--since', '2026-11');
    await walk('search', 'the', '--limit', '2', '--csv', 'found.csv');
    const csv = readFileSync(join(shell.folder, 'found.csv'), 'utf8');
    expect(csv.match(/\r\n/gu)).toHaveLength(3);
    // Excel takes a file without the mark for another code.
    expect(csv.startsWith('\u{feff}show,')).toBe(true);
    said.push(csv.slice(1).replaceAll('\r\n', '\n'));
    await walk('validate');
    await walk('state', 'export', 'state.json');
    await walk('state', 'reset');
    await walk('state', 'reset', '--yes');
    await walk('state', 'import', 'state.json', '--yes');
    await walk('state', 'rebuild', '--yes');
    await walk('circuit', 'reset');
    await walk('health');
    await walk('run', '--config', 'production.yaml');
    await expect(said.join('\n')).toMatchFileSnapshot('./walk.txt');
  });
});
