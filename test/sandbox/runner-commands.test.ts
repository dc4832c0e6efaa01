import { describe, expect, it } from 'vitest';
import { parseCommand, parseFileCommand, readStepOutput } from './runner-commands.ts';

describe('parseCommand', () => {
  it.each([
    ['::warning::text', 'warning', {}, 'text'],
    ['\t ::error file=a.ts,line=2::a%0Ab%25', 'error', { file: 'a.ts', line: '2' }, 'a\nb%'],
    ['::add-mask::a::b', 'add-mask', {}, 'a::b'],
    ['anything ##[warning]older', 'warning', {}, 'older'],
    ['##[error file=a.ts;line=2]x', 'error', { file: 'a.ts', line: '2' }, 'x'],
  ])('reads %j', (line, name, properties, data) => {
    expect(parseCommand(line)).toEqual({ name, properties, data });
  });

  it.each(['text ::warning::x', '::unknown::x', ':warning::x', '## [warning]x', '::warning:x', ''])(
    'takes %j for an ordinary line',
    (line) => {
      expect(parseCommand(line)).toBeUndefined();
    },
  );
});

describe('readStepOutput', () => {
  it('masks only what comes after the registration, longer secrets whole', () => {
    const { log } = readStepOutput(['abcdefgh', '::add-mask::abcdefgh', 'xabcdefghx']);
    expect(log).toBe('abcdefgh\nx***x');
  });

  it('obeys nothing between stop-commands and its token', () => {
    const lines = ['::stop-commands::token', '::error::hidden', '::token::', '::error::seen'];
    expect(readStepOutput(lines).annotations.map(({ message }) => message)).toEqual(['seen']);
  });
});

describe('parseFileCommand', () => {
  it('reads pairs and blocks', () => {
    expect(parseFileCommand('a=1=2\nb<<END\nx\ny=END\nEND\n\nc=<<d\n')).toEqual({
      a: '1=2',
      b: 'x\ny=END',
      c: '<<d',
    });
  });

  it.each(['no pair', 'a<<END\nx\n', 'a<<\nx\n'])('refuses %j', (text) => {
    expect(() => parseFileCommand(text)).toThrow(/file command/);
  });
});
