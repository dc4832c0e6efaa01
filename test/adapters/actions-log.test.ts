import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeActionsLog } from '../../src/adapters/actions-log.ts';
import type { Log } from '../../src/ports.ts';
import { parseCommand, readStepOutput } from '../sandbox/runner-commands.ts';

/** What the runner makes of what the log printed, and the lines themselves. */
function read(say: (log: Log) => void) {
  let printed = '';
  say(makeActionsLog((line) => (printed += line)));
  expect(printed.endsWith('\n')).toBe(true);
  const lines = printed.slice(0, -1).split(/\r\n|\n|\r/);
  return { ...readStepOutput(lines), lines };
}

describe('makeActionsLog', () => {
  it('prints information as it is', () => {
    expect(read((log) => log.info('Planned 3 of 7 episodes: 50 % of the day')).lines).toEqual([
      'Planned 3 of 7 episodes: 50 % of the day',
    ]);
  });

  it('annotates warnings and errors with their place, whatever characters these hold', () => {
    const { annotations } = read((log) => {
      log.warning('100% of a::b\nsecond line', {
        title: 'Feed, "A": 1',
        file: 'a,b:c.yaml',
        line: 7,
      });
      log.error('broken');
    });
    expect(annotations).toEqual([
      {
        level: 'warning',
        message: '100% of a::b\nsecond line',
        title: 'Feed, "A": 1',
        file: 'a,b:c.yaml',
        line: 7,
      },
      { level: 'error', message: 'broken' },
    ]);
  });

  it('folds groups and hides debug lines behind commands', () => {
    const { commands } = read((log) => {
      log.group('Show\nA');
      log.debug('detail');
      log.endGroup();
    });
    expect(commands.map(({ name, data }) => [name, data])).toEqual([
      ['group', 'Show A'],
      ['debug', 'detail'],
      ['endgroup', ''],
    ]);
  });

  it.each([
    '::add-mask::e',
    '  \t::set-output name=x::y',
    'title\n::stop-commands::x',
    'title\r::error::x',
    '\u001b[31m::error::x',
    '\u0085::error::x',
    '\u2028::error::x',
    'words ##[error]x',
    ':::add-mask::x',
  ])('does not let the runner obey the title %j', (title) => {
    expect(read((log) => log.info(title)).commands).toEqual([]);
  });

  it('lets no text become a command of its own, through whichever call', () => {
    const commands = ['::', ':', '##[', '##', '[', ']', 'error', 'add-mask', '%0A', '%', 'x'];
    const spaces = [' ', '\n', '\r', '\t', '\u0085', '\u00a0', '\u2028', '\ufeff', '\u200b'];
    const codes = ['\u001b[0m', '\u001b]0;', '\u0007'];
    const piece = fc.constantFrom(...commands, ...spaces, ...codes);
    const hostile = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(hostile, hostile, (text, title) => {
        expect(read((log) => log.info(text)).commands).toEqual([]);
        for (const call of ['warning', 'error', 'debug', 'group'] as const) {
          const { lines } = read((log) =>
            call === 'warning' ? log.warning(text, { title }) : log[call](text),
          );
          expect(lines).toHaveLength(1);
          expect(parseCommand(lines[0] ?? '')?.name).toBe(call);
        }
      }),
    );
  });

  it('takes terminal codes and direction marks out, and cuts endless text', () => {
    const { lines } = read((log) =>
      log.info(`a\u001b[31mred\u001b[0m\u0000\u202eb ${'x'.repeat(20_000)}`),
    );
    expect(lines[0]?.startsWith('aredb x')).toBe(true);
    expect(lines[0]?.length).toBe(8_001);
  });
});
