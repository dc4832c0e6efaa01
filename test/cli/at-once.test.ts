import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QUICK } from '../sandbox/world.ts';
import { openShell } from './kit.ts';
import type { Shell } from './kit.ts';

let shell: Shell;

beforeEach(async () => {
  shell = await openShell({ config: QUICK });
});

afterEach(() => shell.close());

/** Resolves when a condition of the sandbox holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const REFUSED =
  /error: Somebody is at work in this folder already: process \d+ on \S+, since [-\d]+ [:\d]+ UTC\. Wait until that run has ended, or end it \(Ctrl\+C where it runs\)\./u;

describe('two runs in one folder', () => {
  it('that start at the same moment: one works, one is refused, nothing is paid for twice', async () => {
    for (let round = 0; round < 2; round += 1) {
      const run = ['run', '--feed-url', shell.feed, '--max-episodes', '1'];
      // The one that works is not over before the other has begun.
      let release = (): void => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      shell.world.gemini.setFault({ fault: { kind: 'hold', until: released } });
      const both = [shell.start(run), shell.start(run)];
      const loser = await Promise.race(both.map(({ done }) => done));
      shell.world.gemini.clearFaults();
      release();
      const results = await Promise.all(both.map(({ done }) => done));
      expect(
        results.map(({ exitCode }) => exitCode).toSorted((a, b) => (a ?? 9) - (b ?? 9)),
      ).toEqual([0, 1]);
      expect(loser.exitCode).toBe(1);
      expect(loser.stderr).toMatch(REFUSED);
      expect(loser.stdout).toBe('');
    }
    expect(shell.world.gemini.paidTwice()).toEqual([]);
    expect(shell.world.gemini.requests).toHaveLength(2);
    expect(existsSync(join(shell.folder, 'state', '.run'))).toBe(false);
  });
});

describe('while a run is at work', () => {
  it('what only reads goes on, and what changes is refused before it has done anything; a kill ends it', async () => {
    const { world, feed, folder } = shell;
    await shell.run(['run', '--feed-url', feed, '--max-episodes', '1']);
    await shell.run(['state', 'export', 'state.json']);
    world.gemini.setFault({ fault: { kind: 'hold', until: new Promise(() => {}) } });
    const asked = world.gemini.requests.length;
    const first = shell.start(['run', '--feed-url', feed]);
    await until(() => world.gemini.requests.length > asked);
    const seen = { feeds: world.feeds.requests.length, gemini: world.gemini.requests.length };

    const second = await shell.run(['run', '--feed-url', feed]);
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toMatch(REFUSED);
    const told = await shell.run(['run', '--feed-url', feed, '--json']);
    expect(JSON.parse(told.stdout)).toMatchObject({ faults: [{ code: 'run-in-progress' }] });
    for (const command of [
      ['run', '--feed-url', feed, '--reset-state'],
      ['state', 'reset', '--yes'],
      ['state', 'import', 'state.json', '--yes'],
      ['state', 'rebuild', '--yes'],
      ['circuit', 'reset'],
    ]) {
      const { exitCode, stderr } = await shell.run(command);
      expect([command, exitCode]).toEqual([command, 1]);
      expect(stderr).toMatch(REFUSED);
    }
    expect(existsSync(join(folder, 'state', 'backups'))).toBe(false);
    expect({ feeds: world.feeds.requests.length, gemini: world.gemini.requests.length }).toEqual(
      seen,
    );
    for (const command of [
      ['search', 'robin'],
      ['stats'],
      ['show-quota'],
      ['health'],
      ['state', 'show'],
      ['state', 'export'],
      ['run', '--feed-url', feed, '--dry-run'],
    ]) {
      const { exitCode } = await shell.run(command);
      expect([command, exitCode]).toEqual([command, 0]);
    }

    first.signal('SIGKILL');
    await first.done;
    expect(readdirSync(join(folder, 'state'))).toContain('.run');
    world.gemini.clearFaults();
    const next = await shell.run(['run', '--feed-url', feed]);
    expect(next.stderr).not.toMatch(REFUSED);
    expect(next.exitCode).toBe(0);
    expect(next.stdout).toMatch(/^1 transcribed, nothing waits\./u);
    expect(readdirSync(join(folder, 'state'))).not.toContain('.run');
  });

  it('an interrupted one gives the folder back', async () => {
    const { world, feed, folder } = shell;
    world.gemini.setFault({ fault: { kind: 'hold', until: new Promise(() => {}) } });
    const first = shell.start(['run', '--feed-url', feed]);
    await until(() => world.gemini.requests.length > 0);
    first.signal('SIGINT');
    expect((await first.done).exitCode).toBe(130);
    expect(readdirSync(join(folder, 'state'))).not.toContain('.run');
  });
});
