import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scan } from '../../src/feed/scan.ts';

/** Tokens as short words: `<a>`, `</a>`, `<a/>`, `'text'`, `[cdata]`, `!`. */
function words(text: string): readonly string[] {
  return Array.from(scan(text), (token) => {
    const inside = text.slice(token.start, token.end);
    switch (token.kind) {
      case 'open': {
        const attributes = token.attributes.map(({ name, value }) => ` ${name}=${value}`).join('');
        return `<${token.name}${attributes}${token.selfClosing ? '/' : ''}>`;
      }
      case 'close':
        return `</${token.name}>`;
      case 'text':
        return `'${inside}'`;
      case 'cdata':
        return `[${inside}]`;
      case 'doctype':
        return '!';
    }
  });
}

describe('scan', () => {
  const table: readonly [string, readonly string[]][] = [
    ['<a>x</a>', ['<a>', "'x'", '</a>']],
    ['<a b="1" C=\'2\' d=3 e/>', ['<a b=1 c=2 d=3 e=/>']],
    ['<a b = "1>2" >', ['<a b=1>2>']],
    ['<a b=http://x/y>', ['<a b=http://x/y>']],
    ['a < b <3 <> c', ["'a < b <3 <> c'"]],
    ['<a><![CDATA[<b>&]] >]]></a>', ['<a>', '[<b>&]] >]', '</a>']],
    ['<a><![CDATA[cut', ['<a>', '[cut]']],
    ['<!-- <a> --><b/><?pi <c> ?>', ['<b/>', "' ?>'"]],
    ['<!DOCTYPE x [<!ENTITY a "b>">]><x/>', ['!', '<x/>']],
    ['<!DOCTYPE html><x/>', ['!', '<x/>']],
    ['<a b="cut', []],
    ['<a', []],
    ['</a', []],
    ['<a</a>', ['<a>', '</a>']],
    ['<a b<c>', ['<a b=>', '<c>']],
    ['</a b="c">x', ['</a>', "'x'"]],
    ['<a""=x>', ['<a x=>']],
    ['<日本>x</日本>', ['<日本>', "'x'", '</日本>']],
    ['', []],
  ];

  it.each(table)('%j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('takes any text, going forward without overlap', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      ' ',
      'a',
      '!',
      '?',
      '--',
      '[CDATA[',
      ']]>',
      '<!DOCTYPE',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        let last = 0;
        for (const token of scan(text)) {
          expect(token.start).toBeGreaterThanOrEqual(last);
          expect(token.end).toBeGreaterThanOrEqual(token.start);
          expect(token.end).toBeLessThanOrEqual(text.length);
          last = token.end;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
