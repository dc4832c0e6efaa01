import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { againCommand } from '../../src/cli-again.ts';
import { audioPath, readShows, SMALL_SHOW } from '../sandbox/world.ts';
import type { CliResult } from '../sandbox/runner.ts';
import { openShell } from './kit.ts';
import type { Shell } from './kit.ts';

const TWO = readShows(SMALL_SHOW).flatMap((show) => [
  show,
  { ...show, slug: 'second', title: 'The Second Show' },
]);

describe('the command that goes on', () => {
  it.each([
    [{}, ''],
    [{ feedUrl: ['https://example.org/feed.xml'], maxEpisodes: '3' }, ''],
    [{ config: 'x.yaml', folder: '/srv/my shows' }, " -C '/srv/my shows' --config x.yaml"],
    [
      { stateDir: "it's", outputDir: 'texts' },
      String.raw` --state-dir 'it'\''s' --output-dir texts`,
    ],
    [{ set: ['models=a b', 'run.maxAttempts=2'] }, " --set 'models=a b' --set run.maxAttempts=2"],
    [{ feedUrl: ['https://example.org/feed.xml?token=0123456789'] }, ' --feed-url …'],
    [{ feedUrl: ['https://me:secret@example.org/feed.xml'] }, ' --feed-url …'],
    [
      {
        feedUrl: ['https://example.org/a.xml', 'https://example.org/feed.xml?token=0123456789'],
        feeds: ['shows.opml'],
      },
      ' --feeds https://example.org/a.xml --feeds shows.opml --feed-url …',
    ],
    [{ set: ['feeds=https://example.org/feed.xml', 'mode=run'] }, ''],
    [
      { set: ['feeds=http://h/a.xml http://h/feed.xml?token=0123456789'] },
      ' --feeds http://h/a.xml --feed-url …',
    ],
    [
      { set: ['gemini.baseUrl=https://me:secret@example.org/'], geminiBaseUrl: 'http://me:pw@h/' },
      ' --gemini-base-url … --set gemini.baseUrl=…',
    ],
  ])('repeats of %j what still matters, and no secret', (flags, expected) => {
    expect(againCommand('--retry-failed', flags)).toBe(
      `podcast-transcriber run --retry-failed${expected}`,
    );
  });
});

describe('a run that goes on without a feed being named', () => {
  let shell: Shell;

  beforeEach(async () => {
    shell = await openShell();
  });

  afterEach(() => shell.close());

  function run(...args: readonly string[]): Promise<CliResult> {
    return shell.run(args);
  }

  /** Says how to go on, as a user would type it. */
  function typedOf({ stdout }: CliResult): readonly string[] {
    const hint = /again at once: podcast-transcriber (.*)$/mu.exec(stdout)?.[1] ?? '';
    return hint.split(' ').map((word) => word.replaceAll("'", ''));
  }

  // The hint was typed as it stood, and there was "no config file and no feed".
  it('works as the hint of the failure says, from another folder too', async () => {
    const [only] = shell.world.shows;
    const newest = only?.episodes.at(-1);
    if (only === undefined || newest === undefined) throw new Error('a show with episodes');
    const fault = audioPath(only, newest);
    shell.world.feeds.setFault(fault, { kind: 'status', status: 404 });
    const place = join(shell.folder, 'shows');
    mkdirSync(place);
    const first = await run('--feed-url', shell.feed, '-C', place, '--state-dir', 'memory');
    expect(first.exitCode).toBe(3);
    shell.world.feeds.setFault(fault, undefined);
    expect(typedOf(first)).toEqual(['run', '--retry-failed', '-C', place, '--state-dir', 'memory']);
    const second = await run(...typedOf(first));
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toMatch(/^1 transcribed, nothing waits\./u);
    const third = await run(...typedOf(first));
    expect(third.stdout).toBe('Nothing to do: no episode has failed.\n');
  });

  it('says that nothing is known where nothing is, and names a secret address that is not kept', async () => {
    const nothing = await run('run', '--retry-failed');
    expect(nothing.exitCode).toBe(1);
    expect(nothing.stderr).toMatch(/nothing to go on with: .*state knows none/u);
    const broken = shell.feed.replace('feed.xml', 'feed.xml?token=0123456789abcdef');
    const [only] = shell.world.shows;
    const newest = only?.episodes.at(-1);
    if (only === undefined || newest === undefined) throw new Error('a show with episodes');
    shell.world.feeds.setFault(audioPath(only, newest), { kind: 'status', status: 404 });
    const first = await run('run', '--feed-url', broken);
    expect(first.exitCode).toBe(3);
    expect(first.stdout).toContain('run --retry-failed --feed-url …');
    expect(first.leaks(['0123456789abcdef'])).toEqual([]);
    const second = await run('run', '--retry-failed', '--json');
    expect(second.exitCode).toBe(1);
    expect(JSON.parse(second.stdout)).toMatchObject({ faults: [{ code: 'feed-address-hidden' }] });
    expect(second.stderr).toMatch(/Garden Gate Minute holds a secret.*Give it by --feed-url/u);
  });

  it('takes the config file where there is one', async () => {
    writeFileSync(join(shell.folder, 'x.yaml'), `feeds:\n  - ${shell.feed}\n`);
    const result = await run('run', '--resume', '--config', 'x.yaml');
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain('no earlier run left anything unfinished');
  });

  /** Lets the newest episode of each show fail in one run: the first is a flag's, the second the file's. */
  async function failBoth(): Promise<CliResult> {
    const [, second] = shell.world.shows;
    if (second === undefined) throw new Error('two shows');
    for (const show of shell.world.shows) {
      const newest = show.episodes.at(-1);
      if (newest === undefined) throw new Error('a show with episodes');
      shell.world.feeds.setFault(audioPath(show, newest), { kind: 'status', status: 404 });
    }
    const text = `shows:\n  - url: ${shell.world.feedUrl(second)}\n`;
    writeFileSync(join(shell.folder, 'p.yaml'), text);
    return await run('run', '--config', 'p.yaml', '--feed-url', shell.feed);
  }

  // The hint was about the shows of the file only.
  it('takes what a flag named the last time beside the shows of the file, but none that rests', async () => {
    await shell.close();
    shell = await openShell({ shows: TWO });
    const first = await failBoth();
    // What it said, should it have ended otherwise.
    expect([first.exitCode, first.exitCode === 3 ? '' : first.stderr]).toEqual([3, '']);
    expect(typedOf(first)).toEqual(['run', '--retry-failed', '--config', 'p.yaml']);
    writeFileSync(
      join(shell.folder, 'rests.yaml'),
      `shows:\n  - url: ${shell.feed}\n    enabled: false\n`,
    );
    const rests = await run('run', '--retry-failed', '--config', 'rests.yaml', '--json');
    expect(JSON.parse(rests.stdout)).toMatchObject({ counts: { failed: 1 } });
    const named = await run('run', '--retry-failed', '--feed-url', shell.feed, '--json');
    expect(JSON.parse(named.stdout)).toMatchObject({ counts: { failed: 1 } });
    const both = await run(...typedOf(first), '--json');
    expect(JSON.parse(both.stdout)).toMatchObject({ counts: { failed: 2 } });
    expect(both.stderr).toContain(`Beside the configured shows: ${shell.feed}`);
    // A feed that nobody knows may be one of them at a new address.
    writeFileSync(join(shell.folder, 'new.yaml'), `shows:\n  - url: ${shell.feed}?new\n`);
    const unsure = await run('run', '--retry-failed', '--config', 'new.yaml');
    expect(unsure.stderr).toMatch(/Left out: .*new address.*--feed-url/su);
  });

  it('knows the show of an episode that is named and done', async () => {
    await run('run', '--feed-url', shell.feed, '--max-episodes', '1');
    const shown = await run('state', 'show', '--status', 'done', '--json');
    const { episodes } = JSON.parse(shown.stdout) as { episodes: readonly { id: string }[] };
    const again = await run('run', '--retry-failed', '--episodes', episodes[0]?.id ?? '');
    expect(again.stdout + again.stderr).toMatch(/it is done/u);
    expect(again.exitCode).toBe(0);
  });
});
