import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShell } from './kit.ts';
import type { Shell } from './kit.ts';

let shell: Shell;

beforeAll(async () => {
  shell = await openShell();
});

afterAll(() => shell.close());

describe('what is typed wrongly', () => {
  it.each([
    [['statr'], /unknown command 'statr'.*Did you mean one of state, stats\?/su],
    [['serch', 'tea'], /Did you mean search\?/u],
    [['run', '--feedurl', 'x'], /unknown option '--feedurl'.*Did you mean --feed-url\?/su],
    [['state', 'shw'], /unknown command 'shw'.*Did you mean show\?/su],
    [['run', '--resume', '--dry-run'], /cannot be used with option/u],
    [['run', '--report', ''], /--report <file>' argument '' is invalid\. .*path of a file/u],
    [['run', '--set', 'nonsense'], /must look like run\.maxAttempts=3/u],
    [
      ['run', '--set', 'shows=[]'],
      /shows can be set in the file only\. .*\(config-unknown-input\)/u,
    ],
    [
      ['config', 'show', '--set', 'limits.gemini-2.5-flash.requestsPerDay=x'],
      /--set limits\.gemini-2\.5-flash\.requestsPerDay is "x"; .* Correct it/u,
    ],
    [['search', '--since', 'yesterday'], /must look like 2026-01-31/u],
    [['state', 'show', '--limit', '0'], /whole number from 1/u],
    [['state', 'show', '--status', 'dun'], /Allowed choices are/u],
    [['state', 'show', '--status', 'fail'], /Did you mean failed\?/u],
    [['quota'], /unknown command 'quota'.*Did you mean show-quota\?/su],
    [['-v'], /unknown option '-v'.*Did you mean -V for the version, --verbose/su],
    [
      ['state', 'import', 'nowhere.json', '--yes'],
      /nowhere\.json cannot be read.*Check the path/su,
    ],
    [['config', 'show', '--config', 'nowhere.yaml'], /nowhere\.yaml does not exist.*--config/su],
    [['run', '--max-episodes', 'many'], /--max-episodes is "many"; expected a whole number/u],
    [['run', '--feed-url', 'shows.opml'], /must be an address.*--feeds shows\.opml/su],
    [['run', '--set', 'run.maxAttempts=x'], /--set run\.maxAttempts is "x"; expected a whole/u],
    [
      ['run', '--set', 'run.maxAttmpts=3'],
      /no setting run\.maxAttmpts\. Did you mean run\.maxAtt/u,
    ],
    [['run', '--on-quota', 'later'], /--on-quota is "later"; expected one of defer, wait/u],
    [['state', 'show', '-C', 'nowhere'], /nowhere: there is no such folder/u],
    [['-C', 'nowhere', 'state', 'show'], /flags come after their command: .* state show -C/u],
    [['validate', 'nowhere'], /nowhere: there is no such folder/u],
    [['help', 'nothing'], /unknown command 'nothing'/u],
  ])('%j is explained', async (args, expected) => {
    const result = await shell.run(args);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(expected);
    expect(result.stdout).toBe('');
    expect(readdirSync(shell.folder)).toEqual([]);
  });

  it.each([
    ['keys.gemini=Something123', 'keys.gemini=…'],
    ['gemini-api-keys=Something123,x', 'gemini-api-keys=…'],
    ['gemini.keys=Something123', 'gemini.keys=…'],
    ['GITHUB_TOKEN=Something123\nx', 'GITHUB_TOKEN=…'],
    ['AIzaSomething123Something123', '***'],
    ['my-feed=https://me:Something123@example.org/', 'my-feed=https://***@example.org/'],
  ])('--set %j does not come back in the answer', async (value, shown) => {
    const result = await shell.run(['run', '--json', '--set', value]);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(`'${shown}'`);
    expect(result.leaks(['Something123'])).toEqual([]);
    expect(JSON.parse(result.stdout)).toMatchObject({ faults: [{ code: 'usage-error' }] });
    const keys = /Keys and tokens come by the environment only/u;
    if (shown.endsWith('…')) expect(result.stderr).toMatch(keys);
    else expect(result.stderr).toContain('must look like run.maxAttempts=3');
    expect(result.stderr).not.toContain('Did you mean');
  });

  it('config show names the way by which a mode was given', async () => {
    const result = await shell.run(['config', 'show', '--changed', '--set', 'mode=health']);
    expect(result.stdout).toMatch(/^mode +health +--set mode$/mu);
  });

  // Printed as Markdown, or done without being asked for, when PODCAST_MODE was set for a job.
  it.each([
    ['health', 'health'],
    ['reset-state', 'state reset'],
    ['reset-circuit', 'circuit reset'],
  ])('PODCAST_MODE=%s is no run: the command is %s', async (mode, command) => {
    const result = await shell.run(['run'], { env: { PODCAST_MODE: mode } });
    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    expect(result.stderr).toContain(
      `call \`podcast-transcriber ${command}\`. (config-combination)`,
    );
  });

  it('PODCAST_MODE=fan-out prints its plan once, with the matrix', async () => {
    const env = { PODCAST_MODE: 'fan-out', PODCAST_PLAYER_THEME: 'dark' };
    const result = await shell.run(['run', '--feed-url', shell.feed], { env });
    expect(result.stdout).toBe(
      '1 job: there is 1 show, and a job takes whole shows.\n{"include":[{"shard":"1/1"}]}\n',
    );
    expect(result.stderr).toBe(
      'warning: PODCAST_PLAYER_THEME: no setting has such a name, so nothing was read from there.\n',
    );
  });

  it.each([
    [['serch', 'tea', '--json'], /unknown command 'serch'/u, /Did you mean search\?/u],
    [['state', 'show', '--status', 'fail', '--json'], /--status/u, /--help/u],
    [['search', '--since', 'yesterday', '--json'], /must look like 2026-01-31/u, /--help/u],
    [['run', '--api-key=AIzaTypedByMistake-123', '--json'], /there is no flag --api-key/u, /./u],
  ])('%j is a fault in JSON too', async (args, message, remedy) => {
    const result = await shell.run(args);
    expect(result.exitCode).toBe(1);
    expect(JSON.parse(result.stdout)).toEqual({
      faults: [
        {
          code: 'usage-error',
          message: expect.stringMatching(message),
          remedy: expect.stringMatching(remedy),
        },
      ],
    });
    expect(result.leaks(['AIzaTypedByMistake-123'])).toEqual([]);
  });

  it.each([
    ['--gemini-api-keys', 'AIzaTypedByMistake-123'],
    ['--gemini-api-key=AIzaTypedByMistake-123'],
    ['--api-kyes=AIzaTypedByMistake-123'],
    ['--github-token=AIzaTypedByMistake-123'],
    ['--geminy=AIzaTypedByMistake-123'],
  ])('a secret as an argument is refused and not repeated: %s', async (...args) => {
    const result = await shell.run(['run', ...args]);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/Set the environment variable|unknown option/u);
    expect(result.leaks(['AIzaTypedByMistake-123'])).toEqual([]);
  });
});

describe('--json', () => {
  it.each([
    [['state', 'show']],
    [['stats']],
    [['search', 'tea']],
    [['validate']],
    [['validate-feed', '<feed>']],
    [['test-api']],
    [['show-quota']],
    [['config', 'show']],
    [['run', '--dry-run', '--feed-url', '<feed>']],
  ])('of %j is one document on standard output, and nothing else', async (args) => {
    const words = args.map((word) => (word === '<feed>' ? shell.feed : word));
    const result = await shell.run([...words, '--json']);
    expect(result.exitCode).toBe(0);
    expect(JSON.parse(result.stdout)).toEqual(expect.any(Object));
    expect(result.leaks(shell.world.keys)).toEqual([]);
  });
});

describe('--json of health', () => {
  it('in a folder without state is one document that is not green', async () => {
    const result = await shell.run(['health', '--json']);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toBe('');
    expect(JSON.parse(result.stdout)).toMatchObject({ healthy: false });
  });
});

describe('help and version', () => {
  it('answer at once and teach by examples, names of the environment and exit codes', async () => {
    const manifest = join(import.meta.dirname, '..', '..', 'package.json');
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    expect((await shell.run(['--version'])).stdout).toBe(`${version}\n`);
    const help = await shell.run(['--help']);
    expect(help.exitCode).toBe(0);
    for (const one of ['Examples:', 'GEMINI_API_KEYS', 'NO_COLOR', 'Exit codes:', 'show-quota']) {
      expect(help.stdout).toContain(one);
    }
    const run = await shell.run(['help', 'run']);
    for (const flag of ['--feed-url', '--on-quota', '--allow-private-network', '--no-progress']) {
      expect(run.stdout).toContain(flag);
    }
    expect(run.stdout).toContain('PODCAST_RUN_TIME_BUDGET_MINUTES');
    expect(run.stdout).not.toContain('--gemini-api-keys');
    for (const command of [
      ['stats'],
      ['show-quota'],
      ['validate'],
      ['test-api'],
      ['state', 'reset'],
      ['state', 'rebuild'],
      ['circuit', 'reset'],
    ]) {
      const { stdout } = await shell.run([...command, '--help']);
      expect(stdout).toMatch(
        new RegExp(`Examples?:\\n(?:.*\\n)*? .*podcast-transcriber ${command.join(' ')}`, 'u'),
      );
    }
    expect((await shell.run(['help', 'test-api'])).stdout).toContain('GEMINI_API_KEYS');
    const feed = await shell.run(['help', 'validate-feed']);
    expect(feed.stdout).not.toContain('one a line');
    expect(feed.stdout).toContain('(may be repeated;');
    const show = await shell.run(['help', 'state', 'show']);
    expect(show.stdout).toMatch(/^Usage: podcast-transcriber state show .*--status/su);
  });
});
