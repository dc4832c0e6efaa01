import { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  canShowProgress,
  makeTerminalProgress,
  progressBar,
} from '../../src/adapters/terminal-progress.ts';
import { makeConsoleLog } from '../../src/adapters/console-log.ts';
import type { ProgressState } from '../../src/ports.ts';
import { shown } from '../cli/screen.ts';

const STATE: ProgressState = {
  elapsedMs: 12 * 60_000,
  episodes: { done: 3, failed: 1, deferred: 0, total: 10 },
  parts: { done: 12, kept: 5, total: 40 },
  current: ['Kettle: Why tea cools', 'Barge: Locks'],
  leftMs: 30 * 60_000,
  quotaLeft: 31,
  waiting: false,
};

/** A terminal that remembers what is written to it. */
function terminal(): { stream: NodeJS.WriteStream; written: () => string } {
  let text = '';
  const stream = Object.create(WriteStream.prototype) as NodeJS.WriteStream;
  const write = (chunk: string): boolean => {
    text += chunk;
    return true;
  };
  Object.defineProperties(stream, {
    isTTY: { value: true },
    columns: { value: 200 },
    rows: { value: 50 },
    write: { value: write },
  });
  return { stream, written: () => text };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the bar', () => {
  it('tells parts, episodes, time, quota and what is under way', () => {
    expect(progressBar(STATE)).toBe(
      [
        '██████░░░░░░░░░░░░░░ 12/40 parts (5 kept) · 3/10 episodes · 1 failed',
        '12 min, about 30 min left · 31 requests left today',
        '  Kettle: Why tea cools',
        '  Barge: Locks',
      ].join('\n'),
    );
  });

  it('is full only when all is done, and has no time left to tell before the first part', () => {
    const { leftMs: _unknown, quotaLeft: _too, ...rest } = STATE;
    const bare = progressBar({ ...rest, current: [], parts: { done: 39, kept: 0, total: 40 } });
    expect(bare).toBe('███████████████████░ 39/40 parts · 3/10 episodes · 1 failed\n12 min');
    const full = progressBar({ ...rest, current: [], parts: { done: 40, kept: 0, total: 40 } });
    expect(full.startsWith('█'.repeat(20))).toBe(true);
  });

  it('says that it waits for quota', () => {
    expect(progressBar({ ...STATE, waiting: true })).toContain('12 min, waiting for quota');
  });

  it('shows hostile titles on one short line without codes', () => {
    const hostile = `\u001b[2J\u001b]0;x\u0007a\nb\u202e${'漢'.repeat(500)}`;
    const [, , line = '', ...rest] = progressBar({ ...STATE, current: [hostile] }).split('\n');
    expect(rest).toEqual([]);
    expect(line.startsWith('  a b漢')).toBe(true);
    expect(line.length).toBeLessThan(70);
  });

  it('names three episodes and counts the others', () => {
    const current = ['a', 'b', 'c', 'd', 'e'];
    expect(
      progressBar({ ...STATE, current })
        .split('\n')
        .slice(2),
    ).toEqual(['  a', '  b', '  c', '  and 2 more']);
  });
});

describe('makeTerminalProgress', () => {
  it('keeps the bar below the lines of the log, and leaves nothing of it', () => {
    const { stream, written } = terminal();
    const bar = makeTerminalProgress({ stream, log: makeConsoleLog({ stream, color: false }) });
    bar.log.info('before');
    bar.sink.update(STATE);
    bar.log.info('Done: one');
    bar.sink.update({ ...STATE, parts: { ...STATE.parts, done: 13 } });
    bar.log.warning('careful');
    const during = shown(written());
    expect(during.slice(0, 3)).toEqual(['before', 'Done: one', 'warning: careful']);
    expect(during.slice(3).map(stripVTControlCharacters)).toEqual([
      expect.stringContaining('13/40 parts'),
      '12 min, about 30 min left · 31 requests left today',
      '  Kettle: Why tea cools',
      '  Barge: Locks',
    ]);
    bar.sink.end();
    bar.log.info('after');
    expect(shown(written())).toEqual(['before', 'Done: one', 'warning: careful', 'after']);
  });

  it.each([
    ['NO_COLOR', '1', false],
    ['FORCE_COLOR', '1', true],
  ])('%s=%s: colours %s', (name, value, colours) => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('FORCE_COLOR', undefined);
    vi.stubEnv(name, value);
    const { stream, written } = terminal();
    makeTerminalProgress({ stream, log: makeConsoleLog({ stream }) }).sink.update(STATE);
    // oxlint-disable-next-line no-control-regex -- colour codes are what is looked for
    expect(/\u001b\[\d+m/.test(written())).toBe(colours);
  });
});

describe('canShowProgress', () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { TERM: 'xterm' }, true],
    [{ isTTY: false }, {}, false],
    [{}, {}, false],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{ isTTY: true }, { CI: 'true' }, false],
  ])('%j with %j: %s', (stream, env, expected) => {
    expect(canShowProgress(stream, env)).toBe(expected);
  });
});
