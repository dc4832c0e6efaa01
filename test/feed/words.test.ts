import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntities } from '../../src/feed/entities.ts';
import { oneLine, plainText, titleText } from '../../src/feed/words.ts';

describe('plainText', () => {
  const table: readonly [string, string][] = [
    ['<p>One</p><p>Two</p>', 'One\n\nTwo'],
    ['One<br>Two<br/>Three', 'One\nTwo\nThree'],
    ['<ul><li>a</li><li>b</li></ul>', 'a\n\nb'],
    ['<a href="https://x.test/?a=1&b=2">Here</a> &amp; there', 'Here & there'],
    ['caf&eacute; &#8211; &#x263A; &hellip;', 'café – ☺ …'],
    ['AT&T and &unknown; stay', 'AT&T and &unknown; stay'],
    ['plain\ntext\n\n\n\nstays', 'plain\ntext\n\nstays'],
    ['<p>wrapped\nin source</p>', 'wrapped in source'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['<script>alert(1)</script>Text<style>p{}</style>', 'Text'],
    ['<!-- hidden -->Shown', 'Shown'],
    ['<p', ''],
    ['a\u202eb\u0000c\u200bd', 'ab cd'],
    ['<![CDATA[inner]]>', 'inner'],
    ['', ''],
  ];

  it.each(table)('%j', (html, expected) => {
    expect(plainText(html)).toBe(expected);
  });

  it('is bounded, and never cuts a character in two', () => {
    const text = plainText('😀'.repeat(5_000), 101);
    expect(text.length).toBeLessThanOrEqual(101);
    expect(text.isWellFormed()).toBe(true);
    expect(text.endsWith('…')).toBe(true);
  });

  it('takes any text, and leaves no control characters but line ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (html) => {
        // oxlint-disable-next-line no-control-regex
        expect(plainText(html)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
      }),
    );
  });
});

describe('titleText', () => {
  const table: readonly [string, string][] = [
    ['  A \n title\t', 'A title'],
    ['Q&amp;A', 'Q&A'],
    ['<b>Bold</b> &amp; <i>italic</i>', 'Bold & italic'],
    ['Is 1 < 2?', 'Is 1 < 2?'],
    ['List<String> explained', 'List<String> explained'],
    ['שלום \u202eעולם', 'שלום עולם'],
  ];

  it.each(table)('%j', (text, expected) => {
    expect(titleText(text, 500)).toBe(expected);
  });

  it('is at most as long as asked', () => {
    expect(titleText('x'.repeat(600), 500)).toBe(`${'x'.repeat(499)}…`);
    expect(oneLine('x'.repeat(500), 500)).toBe('x'.repeat(500));
  });
});

describe('decodeEntities', () => {
  const table: readonly [string, string][] = [
    ['&lt;&gt;&amp;&quot;&apos;', '<>&"\''],
    ['&#65;&#x42;&#X43;', 'ABC'],
    ['&#146;&#0;&#xD800;&#x110000;&#8;', '’'],
    ['a & b &; &# &#x; &amp', 'a & b &; &# &#x; &amp'],
    ['?a=1&copy=2&reg=3', '?a=1&copy=2&reg=3'],
    ['&copy;&nbsp;&Eacute;', '©\u00a0É'],
    ['&lol9;', '&lol9;'],
    ['&amp;lt;', '&lt;'],
  ];

  it.each(table)('%j', (text, expected) => {
    expect(decodeEntities(text)).toBe(expected);
  });
});
