import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliResult } from '../sandbox/runner.ts';
import { openShell } from './kit.ts';
import type { Shell } from './kit.ts';

const NOON = Date.parse('2026-11-24T20:00:00Z');
const DAY_MS = 24 * 3_600_000;

let shell: Shell;

beforeEach(async () => {
  shell = await openShell({}, NOON);
});

afterEach(() => shell.close());

function run(...args: readonly string[]): Promise<CliResult> {
  return shell.run(args);
}

function runsRecorded(): number {
  const text = readFileSync(join(shell.folder, 'state', 'runs.json'), 'utf8');
  return (JSON.parse(text) as { runs: unknown[] }).runs.length;
}

// A schedule that had died was "Healthy" for ever: no run found an episode, so none waited.
describe('a folder in which nothing is new for months', () => {
  it('has a sign of life from a run in 45 days, by which health tells a dead schedule', async () => {
    await run('--feed-url', shell.feed);
    shell.world.setTime(NOON + 44 * DAY_MS);
    await run('--feed-url', shell.feed);
    expect(runsRecorded()).toBe(1);
    expect((await run('health')).exitCode).toBe(0);
    expect((await run('health', '--max-quiet-days', '14')).exitCode).toBe(1);
    shell.world.setTime(NOON + 52 * DAY_MS);
    const dead = await run('health');
    expect(dead.exitCode).toBe(1);
    expect(dead.stdout).toMatch(/^Not healthy\n.*wrong {2}runs: No run for 51 days/su);
    await run('--feed-url', shell.feed);
    expect(runsRecorded()).toBe(2);
    expect((await run('health')).exitCode).toBe(0);
    rmSync(join(shell.folder, 'state'), { recursive: true });
    const lost = await run('health', '--json');
    expect(lost.exitCode).toBe(1);
    expect(JSON.parse(lost.stdout)).toMatchObject({
      healthy: false,
      checks: [
        { name: 'state', ok: false, detail: expect.stringContaining('it was lost') },
        {},
        {},
        {},
        {},
      ],
    });
  });
});
