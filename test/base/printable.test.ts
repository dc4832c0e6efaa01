import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/base/printable.ts';

describe('printable', () => {
  it.each([
    ['\u001b[1;31mred\u001b[0m', 'red'],
    ['\u009b31mred', 'red'],
    ['\u001b]0;title\u0007shown', 'shown'],
    ['\u001b]8;;https://a.example\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001b(Bplain\u001bc', 'plain'],
    ['\u001b]never ended', 'never ended'],
    ['a\rb\r\nc\nd', 'a\nb\nc\nd'],
    ['tab\tkept, \u0000\u0007\u007f\u0085gone', 'tab\tkept, gone'],
    ['\u202eturned\u2069', 'turned'],
    ['ünï 😀 ✓', 'ünï 😀 ✓'],
  ])('shows %j as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('cuts what is too long, between characters', () => {
    expect(printable('abcdef', 3)).toBe('abc…');
    expect(printable('ab😀d', 3)).toBe('ab…');
    expect(printable('abc', 3)).toBe('abc');
    expect(printable(`${'\u0000'.repeat(100)}abc`, 3)).toBe('…');
  });

  it('leaves no control character but tab and line feed, within the length, and is stable', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        '\u001b',
        '[',
        ']',
        '1',
        'm',
        '\u009b',
        '\r',
        '\n',
        'a',
        '\u0007',
        '\\',
        '\u202e',
      ),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = printable(text, 50);
        expect(shown.length).toBeLessThanOrEqual(51);
        expect(shown).not.toMatch(/[^\P{Cc}\t\n]/u);
        expect(printable(shown, 60)).toBe(shown);
      }),
    );
  });

  it('takes a long row of unfinished codes in its stride', () => {
    expect(printable('\u001b]'.repeat(1_000_000), 1_000_000)).toBe('');
  });
});
