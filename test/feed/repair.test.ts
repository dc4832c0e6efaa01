import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeFeedParser } from '../../src/adapters/feed-parser.ts';
import { repairXml } from '../../src/feed/repair.ts';

function repaired(text: string): string {
  return repairXml(text, 0).xml;
}

describe('repairXml', () => {
  const table: readonly [string, string, string][] = [
    ['leaves sound XML', '<rss><a b="1">x</a></rss>', '<rss><a b="1">x</a></rss>'],
    ['drops what follows the root', '<rss></rss>junk<b/>', '<rss></rss>'],
    ['escapes a bare ampersand', '<rss>a & b &amp; c</rss>', '<rss>a &amp; b &amp; c</rss>'],
    ['resolves names of HTML', '<rss>&eacute;&nope;</rss>', '<rss>é&amp;nope;</rss>'],
    ['drops control characters', '<rss>a\u0000\u0008b&#7;</rss>', '<rss>ab</rss>'],
    [
      'drops comments and instructions',
      '<rss><!--x--><?y z?></rss>',
      '<rss> </rss>'.replace(' ', ''),
    ],
    ['quotes attributes', "<rss a=1 b='2\"'/>", '<rss a="1" b="2&quot;"></rss>'],
    ['keeps the first of two attributes', '<rss a="1" a="2"/>', '<rss a="1"></rss>'],
    ['closes what is open', '<rss><a><b>x</a></rss>', '<rss><a><b>x</b></a></rss>'],
    ['ignores what closes nothing', '<rss></b>x</rss>', '<rss>x</rss>'],
    [
      'sets descriptions aside',
      '<rss><description>x</description></rss>',
      '<rss><aside:description>x</aside:description></rss>',
    ],
    [
      'keeps their markup as text',
      '<rss><summary>a<b c="d">e</b><br/></summary></rss>',
      '<rss><aside:summary>a&lt;b c="d"&gt;e&lt;/b&gt;&lt;br/&gt;</aside:summary></rss>',
    ],
    [
      'keeps a CDATA section',
      '<rss><a><![CDATA[<b>&]]></a></rss>',
      '<rss><a><![CDATA[<b>&]]></a></rss>',
    ],
    [
      'keeps a section whole whose end appears',
      '<rss><a><![CDATA[]]\u0000>x]]></a></rss>',
      '<rss><a><![CDATA[]]]]><![CDATA[>x]]></a></rss>',
    ],
    [
      'drops an element without a possible name',
      '<rss><1a>x</1a><é>y</é></rss>',
      '<rss>&lt;1a&gt;x</rss>',
    ],
    [
      'resolves prefixes',
      '<rss xmlns:n="http://www.itunes.com/dtds/podcast-1.0.dtd"><n:duration>1</n:duration></rss>',
      '<rss><itunes:duration>1</itunes:duration></rss>',
    ],
    [
      'resolves a default namespace',
      '<rss><link xmlns="http://www.w3.org/2005/Atom" href="x"/></rss>',
      '<rss><atom:link href="x"></atom:link></rss>',
    ],
    [
      'corrects the case',
      '<RSS><Channel><PUBDATE>x</PUBDATE></Channel></RSS>',
      '<rss><channel><pubDate>x</pubDate></channel></rss>',
    ],
    [
      'closes an item where the next begins',
      '<rss><item><title>a<item><title>b</title></item></rss>',
      '<rss><item><title>a</title></item><item><title>b</title></item></rss>',
    ],
  ];

  it.each(table)('%s', (_, text, expected) => {
    expect(repaired(text)).toBe(expected);
  });

  it('drops the item that was cut and tells so', () => {
    expect(repairXml('<rss><channel><item><a/></item><item><a>x', 0)).toEqual({
      xml: '<rss><channel><item><a></a></item></channel></rss>',
      truncated: true,
    });
    expect(repairXml('<rss><channel></channel></rss>', 0).truncated).toBe(false);
  });

  it('begins at the root', () => {
    expect(repairXml('noise<rss></rss>', 5).xml).toBe('<rss></rss>');
  });

  it('bounds texts, attributes, nesting and the number of elements', () => {
    const long = 'x'.repeat(40_000);
    expect(repaired(`<rss><description>${long}</description></rss>`).length).toBeLessThan(33_000);
    expect(repaired(`<rss><a><![CDATA[${long}]]></a></rss>`).length).toBeLessThan(33_000);
    expect(repaired(`<rss a="${long}"/>`)).toBe('<rss></rss>');
    const deep = repaired(`<rss>${'<a>'.repeat(50)}x${'</a>'.repeat(50)}<b>y</b></rss>`);
    expect(deep).toBe(`<rss>${'<a>'.repeat(31)}${'</a>'.repeat(31)}<b>y</b></rss>`);
    const many = repairXml(`<rss>${'<a/>'.repeat(1_000_100)}</rss>`, 0);
    expect(many.truncated).toBe(true);
    expect(many.xml.length).toBeLessThan(8_000_000);
  });

  it('makes of anything what the strict parser takes', async () => {
    const pieces = fc.constantFrom(
      '<item>',
      '</item>',
      '<title>',
      '</title>',
      '<a:b c="',
      '">',
      "'",
      '<description>',
      '<p>',
      '</description>',
      '&',
      '&lt;',
      '&#0;',
      '&bad;',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<',
      '>',
      'text',
      ' ',
      '\u0000',
      '\ud800',
      '<link/>',
      '<1',
      '</',
      '<x y=z',
      'xmlns:q="http://q"',
      ']]\u0001>',
    );
    const parser = makeFeedParser();
    const request = { deadlineMs: 30_000, signal: new AbortController().signal };
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 40 }), async (parts) => {
        const { xml } = repairXml(`<rss><channel>${parts.join('')}`, 0);
        expect(await parser.parse(xml, request)).toMatchObject({ kind: 'parsed' });
      }),
      { numRuns: 1_000 },
    );
  });

  it('says the same when it repairs its own output', () => {
    const once = repaired('<rss><item><title>a & b<guid>1</guid><media:x>é</media:x></item></rss>');
    expect(repaired(once)).toBe(once);
  });

  it.each([
    ['unclosed tags', '<rss><description>' + '<p '.repeat(300_000)],
    ['unclosed quotes', '<rss>' + '<a b="'.repeat(200_000)],
    ['closing tags of nothing', '<rss>' + '<a>'.repeat(100_000) + '</b>'.repeat(100_000)],
    [
      'unknown markup in a text',
      '<rss><description>' + '<a>'.repeat(100_000) + '</b>'.repeat(100_000),
    ],
    ['ampersands', '<rss>' + '&'.repeat(1_000_000)],
    ['half comments', '<rss>' + '<!-'.repeat(300_000)],
    ['namespaces', '<rss>' + '<a xmlns:b="c" xmlns:d="e">'.repeat(50_000)],
    ['white space in tags', `<rss><a${' '.repeat(1_000_000)}`],
  ])('takes time linear in the length of %s', (_, text) => {
    expect(repairXml(text, 0).truncated).toBe(true);
  });
});
