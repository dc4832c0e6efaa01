import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShell } from './kit.ts';
import type { Shell } from './kit.ts';
import type { CliResult } from '../sandbox/runner.ts';

const SOURCE = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');

let shell: Shell;

beforeEach(async () => {
  shell = await openShell();
});

afterEach(() => shell.close());

function run(...args: readonly string[]): Promise<CliResult> {
  return shell.run(args, { dist: SOURCE });
}

describe('a careless user', () => {
  it.each([
    [['search', '--date', '2026-13'], /argument '2026-13' is invalid\. It must look like/u],
    [['search', '--since', '2026-02-31'], /argument '2026-02-31' is invalid/u],
    [
      ['search', '--since', '2026-12', '--until', '2026-01'],
      /--since 2026-12 is after --until 2026-01, and no day is both\. Change them over/u,
    ],
    [['search', 'tea', '--csv', '-', '--json'], /both want standard output/u],
    [['run', '--mode', 'retry-failed'], /modes are flags of run: --resume, --retry-failed/u],
  ])('%j is explained', async (args, expected) => {
    const result = await run(...args);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(expected);
    expect(result.stderr).not.toContain('--folder');
  });

  it('gets the matches on standard output for `--csv -`, and no file of that name', async () => {
    await run('run', '--feed-url', shell.feed, '--max-episodes', '1');
    const result = await run('search', 'robin', '--csv', '-');
    expect(result.stdout).toMatch(/^show,title,date,start,speaker,text,path\r?\nGarden Gate/u);
    expect(readdirSync(shell.folder)).toEqual(['state', 'transcripts']);
  });

  it('reads a fault once, and no Markdown', async () => {
    mkdirSync(join(shell.folder, 'state'));
    writeFileSync(join(shell.folder, 'state', 'quota.json'), '{ half');
    const result = await run('run', '--feed-url', shell.feed);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain('error: state/quota.json, line 1: not JSON');
    expect(result.stderr).toContain('(`podcast-transcriber state rebuild`)');
  });

  it('closes the pipe of the progress, and the work goes on to its end', async () => {
    const child = spawn(process.execPath, [SOURCE, 'run', '--feed-url', shell.feed], {
      cwd: shell.folder,
      env: { PATH: process.env['PATH'], ...shell.environment() },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.once('data', () => child.stderr.destroy());
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    expect(readdirSync(join(shell.folder, 'transcripts', 'garden-gate-minute'))).toHaveLength(7);
  });

  it('reads in short what is used up, and not that nothing waits', async () => {
    await shell.close();
    shell = await openShell({ gemini: { quotas: [{ requestsPerDay: 1 }] } });
    const one = ['--feed-url', shell.feed, '--set', 'models=gemini-flash-latest'];
    const result = await run('run', ...one);
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toMatch(/^1 transcribed, 1 put off\.\n/u);
    const trial = await run('test-api', '--model', 'gemini-flash-latest');
    expect(trial.exitCode).toBe(2);
    expect(trial.stdout).toMatch(
      /not asked: the day's requests are used up \([^)]*HTTP 429\), until [-\d]+ [:\d]+ UTC \(--force asks\)/u,
    );
  });
});
