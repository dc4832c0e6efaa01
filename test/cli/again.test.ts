import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { againCommand } from '../../src/cli-again.ts';
import { audioPath } from '../sandbox/world.ts';
import type { CliResult } from '../sandbox/runner.ts';
import { openShell } from './kit.ts';
import type { Shell } from './kit.ts';

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
});
