import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CliResult } from '../sandbox/runner.ts';
import { openShell } from './kit.ts';
import type { Shell } from './kit.ts';

let shell: Shell;

beforeAll(async () => {
  shell = await openShell();
  await run('--feed-url', shell.feed, '--max-episodes', '1', '--output-dir', 'texts');
  mkdirSync(join(shell.folder, 'config'));
});

afterAll(() => shell.close());

function run(...args: readonly string[]): Promise<CliResult> {
  return shell.run(args);
}

describe('a config file with a fault in a line that the command does not need', () => {
  beforeEach(() => {
    const text = 'fedes: []\noutput:\n  transcriptsDir: texts\n';
    writeFileSync(join(shell.folder, 'config', 'production.yaml'), text);
  });

  it.each([
    [['search', 'robin'], /^A Robin in the Shed/u],
    [['validate'], /^4 files checked; all are right\./u],
    [['health'], /^Healthy/u],
    [['state', 'show'], /^Show +Done/u],
    [['state', 'rebuild', '--yes'], /The state was rebuilt/u],
  ])('does not stop %j, which says so', async (args, expected) => {
    const result = await run(...args);
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toMatch(expected);
    expect(result.stderr).toMatch(/the field "fedes" is not known\. This command goes on without/u);
  });

  it('stops a run, and a command whose own flag is wrong', async () => {
    expect((await run('run')).stderr).toMatch(/^error: .*"fedes" is not known/u);
    const wrong = await run('search', 'robin', '--output-dir', '../up');
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toContain('--output-dir is "../up"; expected a folder below');
    expect(wrong.stderr).not.toContain('transcripts-dir');
  });
});

describe('a config file that cannot be read at all', () => {
  beforeEach(() => {
    writeFileSync(join(shell.folder, 'config', 'production.yaml'), 'feeds: [\n');
  });

  it('may name other folders: they are not guessed', async () => {
    const result = await run('search', 'robin');
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(
      /can do without the config file: say --transcripts-dir\.\nerror: /u,
    );
    expect((await run('health', '--transcripts-dir', 'texts')).stderr).toContain(
      'say --state-dir.',
    );
  });

  it('is done without where the folders are named', async () => {
    const found = await run('search', 'robin', '--transcripts-dir', 'texts', '--json');
    expect(found.exitCode).toBe(0);
    expect(JSON.parse(found.stdout)).toMatchObject({ matches: 1 });
    const checked = await run('validate', 'texts');
    expect(checked.stdout).toContain('all are right');
    const well = await run('health', '--transcripts-dir', 'texts', '--state-dir', 'state');
    expect(well.exitCode).toBe(0);
  });
});

describe('a show that is not there', () => {
  it('is no empty answer: the nearest one is named, or all of them', async () => {
    writeFileSync(join(shell.folder, 'config', 'production.yaml'), '');
    const near = await run('state', 'show', '--show', 'garden-gate-minit');
    expect(near.exitCode).toBe(1);
    expect(near.stderr).toMatch(
      /no show in state is called garden-gate-minit\. Did you mean garden-gate-minute\?/u,
    );
    const far = await run('state', 'show', '--show', 'nope', '--json');
    expect(JSON.parse(far.stdout)).toMatchObject({
      faults: [{ code: 'show-not-found', remedy: 'There is 1 show: garden-gate-minute.' }],
    });
    const search = await run('search', 'zzzz', '--show', 'nope', '--transcripts-dir', 'texts');
    expect(search.stdout).toBe('No show is called nope. There is 1 show: garden-gate-minute.\n');
  });
});
