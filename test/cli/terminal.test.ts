import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShell } from './kit.ts';
import type { Shell } from './kit.ts';
import { onTerminal } from './terminal.ts';

let shell: Shell;

beforeAll(async () => {
  shell = await openShell();
});

afterAll(() => shell.close());

/** A colour or a weight. */
// oxlint-disable-next-line no-control-regex -- terminal codes are what is looked for
const LOOK = /\u001b\[[\d;]+m/u;

/** The requests of the model wait until the promise is kept. */
function hold(): { readonly release: () => void } {
  let release = (): void => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const over = shell.world.gemini.setFault({ fault: { kind: 'hold', until } });
  return {
    release: () => {
      over();
      release();
    },
  };
}

const batch = (): unknown =>
  JSON.parse(readFileSync(join(shell.folder, 'state', 'batch.json'), 'utf8'));

// One folder, in the order of a user's day: each test goes on from the one before.
describe('on a terminal', () => {
  it('Ctrl+C ends a run with 130, saves the state and leaves the terminal as it was', async () => {
    const held = hold();
    const run = onTerminal(shell, ['run', '--feed-url', shell.feed]);
    await run.shows(/0\/2 parts · 0\/2 episodes/u);
    while (shell.world.gemini.requests.length === 0) await new Promise((go) => setTimeout(go, 5));
    run.type('\u0003');
    const { exitCode, screen, bytes, restored } = await run.done;
    held.release();
    expect(exitCode).toBe(130);
    expect(restored).toBe(true);
    expect(screen.join('\n')).toMatch(/SIGINT: stopping\..*It was interrupted; the next run/su);
    expect(screen.join('\n')).not.toMatch(/[█░]/u);
    // The cursor is never hidden, or shown again.
    expect(bytes.split('\u001b[?25l')).toHaveLength(bytes.split('\u001b[?25h').length);
    expect(batch()).toMatchObject({ batches: [{ episodes: [{}, {}] }] });
  });

  it('a run shows a bar that is drawn anew, and nothing of it stays', async () => {
    const held = hold();
    const run = onTerminal(shell, ['run', '--feed-url', shell.feed, '--resume']);
    await run.shows(/░ 0\/2 parts · 0\/2 episodes\s+\d s\s+Garden Gate Minute: \w/u);
    // Without any event the clock of the bar goes on all the same.
    await run.shows(/\n[1-9] s/u);
    held.release();
    await run.shows(/█+░* [12]\/2 parts/u);
    const { exitCode, screen, bytes, restored } = await run.done;
    expect({ exitCode, restored }).toEqual({ exitCode: 0, restored: true });
    expect(bytes).toMatch(LOOK);
    expect(stripVTControlCharacters(bytes)).toMatch(/1\/2 parts.*about \d+ s left/su);
    expect(stripVTControlCharacters(bytes)).toMatch(/█{20} 2\/2 parts · 2\/2 episodes/u);
    expect(screen.join('\n')).toMatch(
      /^Reading the state.*\nDone: Garden Gate Minute: .*\n2 transcribed, nothing waits\.\n/su,
    );
    expect(screen.join('\n')).not.toMatch(/[█░]|parts ·/u);
  });

  it('the bar is for a terminal that can draw it, and for who wants it', async () => {
    const args = ['run', '--feed-url', shell.feed, '--dry-run'];
    const plain = await onTerminal(shell, [...args, '--no-progress'], { NO_COLOR: '1' }).done;
    expect(plain.exitCode).toBe(0);
    expect(plain.bytes).not.toContain('\u001b');
  });

  it('colours are on, and off with NO_COLOR', async () => {
    const found = await onTerminal(shell, ['search', 'robin']).done;
    expect(found.bytes).toContain('\u001b[1m\u001b[33mrobin');
    const plain = await onTerminal(shell, ['search', 'robin'], { NO_COLOR: '1' }).done;
    expect(plain.bytes).not.toMatch(LOOK);
    expect(plain.screen).toEqual(found.screen);
  });

  it.each([
    ['no', 'n\n', 1, 'was not confirmed, and nothing was changed'],
    ['Enter alone', '\n', 1, 'was not confirmed, and nothing was changed'],
    ['the end of the input', '\u0004', 1, 'was not confirmed, and nothing was changed'],
    ['Ctrl+C', '\u0003', 130, '[y/N]'],
  ])('%s to the question of `state reset` changes nothing', async (_name, keys, code, said) => {
    const before = readdirSync(join(shell.folder, 'state'), { recursive: true });
    const reset = onTerminal(shell, ['state', 'reset']);
    await reset.shows('Forget episodes, slices, breakers and runs? [y/N]');
    reset.type(keys);
    const { exitCode, screen, restored } = await reset.done;
    expect({ exitCode, restored }).toEqual({ exitCode: code, restored: true });
    expect(screen.join('\n')).toContain(said);
    expect(screen.join('\n')).not.toContain('bug');
    expect(readdirSync(join(shell.folder, 'state'), { recursive: true })).toEqual(before);
  });

  it('`run --reset-state` asks as `state reset` does', async () => {
    const before = readdirSync(join(shell.folder, 'state'), { recursive: true });
    const run = onTerminal(shell, ['run', '--feed-url', shell.feed, '--reset-state']);
    await run.shows('Forget episodes, slices, breakers and runs, then run? [y/N]');
    run.type('n\n');
    const { exitCode, screen } = await run.done;
    expect(exitCode).toBe(1);
    expect(screen.join('\n')).toContain('was not confirmed, and nothing was changed');
    expect(readdirSync(join(shell.folder, 'state'), { recursive: true })).toEqual(before);
  });

  it('yes to the question does it; --yes is not asked', async () => {
    const feed = join(shell.folder, 'state', 'feeds', 'garden-gate-minute.json');
    const saved = await onTerminal(shell, ['state', 'export', 'saved.json']).done;
    expect(saved.screen).toEqual([expect.stringMatching(/^saved\.json: \d state files\.$/u)]);
    const reset = onTerminal(shell, ['state', 'reset']);
    await reset.shows('[y/N]');
    reset.type('yes\n');
    expect((await reset.done).screen.at(-1)).toMatch(/^Reset: \d state files\. A backup is in/u);
    expect(existsSync(feed)).toBe(false);
    const back = await onTerminal(shell, ['state', 'import', 'saved.json', '--yes']).done;
    expect(back.exitCode).toBe(0);
    expect(back.bytes).not.toContain('[y/N]');
    expect(existsSync(feed)).toBe(true);
  });
});
