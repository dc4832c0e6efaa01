import { describe, expect, it } from 'vitest';
import { readOpml } from '../../src/feed/opml.ts';

describe('readOpml', () => {
  it('reads feeds from folders, in order, without repetition', () => {
    const text = `<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
      <outline text="News &amp; more"><outline type="rss" text="A &amp; B" xmlUrl="https://a.test/feed?x=1&amp;y=2" htmlUrl="https://a.test"/>
        <outline TYPE='rss' title='Title wins' text='text' XMLURL='http://b.test/rss'></outline></outline>
      <outline text="again" xmlUrl="https://a.test/feed?x=1&y=2"/>
      <outline text="no address"/><outline xmlUrl="ftp://c.test/x"/><outline xmlUrl="/relative"/>
      <outline xmlUrl=" https://d.test/ "/></body></opml>`;
    expect(readOpml(text)).toEqual({
      ok: true,
      value: [
        { url: 'https://a.test/feed?x=1&y=2', title: 'A & B' },
        { url: 'http://b.test/rss', title: 'Title wins' },
        { url: 'https://d.test/' },
      ],
    });
  });

  it.each([
    ['<html><body>no</body></html>', 'opml-unreadable'],
    ['', 'opml-unreadable'],
    ['<opml><body><outline text="folder"/></body></opml>', 'opml-empty'],
  ])('fails for %j', (text, code) => {
    expect(readOpml(text)).toMatchObject({ ok: false, problem: { code } });
  });

  it('reads a list that was cut, as far as it goes', () => {
    const text = '<opml><body><outline xmlUrl="https://a.test/"/><outline xmlUrl="https://b';
    expect(readOpml(text)).toEqual({ ok: true, value: [{ url: 'https://a.test/' }] });
  });
});
