import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  escapeHtml,
  escapeMarkdown,
  linkPath,
  markdownCode,
  safeUrl,
  srtText,
  vttComment,
  vttVoice,
  yamlString,
} from '../../src/render/escape.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { cleanLine } from '../../src/transcript/words.ts';
import { documentOf, hostileSegments, hostileText } from './documents.ts';

function html(markdown: string): string {
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });
}

/** What a reader sees of a piece of HTML that holds no tags but `<p>` and comments. */
function seen(page: string): string {
  return page
    .replace(/<!--.*?-->/g, '')
    .replace(/<\/?p>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

const RUNS = { numRuns: 500 };

describe('escaped text', () => {
  it('is shown by Markdown as it was written: no tag, link, emphasis or list comes of it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const page = html(escapeMarkdown(text));
        expect(page.replace(/<!-- -->/g, '')).not.toMatch(/<(?!\/?p>)/);
        expect(seen(page).trim()).toBe(cleanLine(text));
      }),
      RUNS,
    );
  });

  it('stays in its cell of a table', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (left, right) => {
        const page = html(
          `| a | b |\n| --- | --- |\n| ${escapeMarkdown(left)} | ${escapeMarkdown(right)} |\n`,
        );
        const cells = [...page.matchAll(/<td>([^]*?)<\/td>/g)].map(([, cell]) =>
          seen(cell ?? '').trim(),
        );
        expect(cells).toEqual([cleanLine(left), cleanLine(right)]);
      }),
      RUNS,
    );
  });

  it('stays in the text of a link', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        fc.pre(cleanLine(text) !== '');
        const page = html(`[${escapeMarkdown(text)}](https://ok.example/)`);
        const link = /^<p><a href="https:\/\/ok\.example\/">([^]*)<\/a><\/p>$/.exec(page);
        expect(seen(link?.[1] ?? 'no link').trim()).toBe(cleanLine(text));
      }),
      RUNS,
    );
  });

  it('cannot mention, refer or show a formula', () => {
    const shown = escapeMarkdown(
      'cc @octocat, fixes #12 and GH-7: $x$ :tada: at https://e.example, www.e.example, a@b.example',
    );
    expect(shown).not.toMatch(/@\w|#\d|GH-\d|(?<!\\)\$|:tada:|:\/\/|www\./);
    expect(html(shown)).not.toContain('<a ');
  });

  it('is code between backticks, whatever ticks it holds', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const clean = cleanLine(text);
        fc.pre(clean !== '' && !clean.includes('|'));
        const page = html(`x ${markdownCode(text)} y`);
        const code = /^<p>x <code>([^]*)<\/code> y<\/p>$/.exec(page);
        expect(seen(code?.[1] ?? 'no code').trim()).toBe(clean);
      }),
      RUNS,
    );
    expect(html(`| a |\n| --- |\n| ${markdownCode('a|b')} |`)).toContain(
      '<td><code>a|b</code></td>',
    );
  });

  it('is text in HTML and a string in YAML', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
        expect(parse(`key: ${yamlString(text)}\n`)).toEqual({ key: cleanLine(text) });
      }),
      RUNS,
    );
  });
});

describe('addresses', () => {
  it('are links only when they are http(s), and cannot end the link or carry a password', () => {
    expect(safeUrl('javascript:alert(1)')).toBeUndefined();
    expect(safeUrl('data:text/html,x')).toBeUndefined();
    expect(safeUrl('//e.example')).toBeUndefined();
    expect(safeUrl('https://user:secret@e.example/a b(c)"<>|`?q=*_#old', 't=75')).toBe(
      'https://e.example/a%20b%28c%29%22%3C%3E%7C%60?q=%2A%5F#t=75',
    );
    expect(linkPath('a show/2026-11-24-what?#1 (日本).md')).toBe(
      'a%20show/2026-11-24-what%3F%231%20%28%E6%97%A5%E6%9C%AC%29.md',
    );
  });
});

describe('the Markdown transcript', () => {
  it('reads as speaker turns with times that open the audio there', () => {
    const text = renderMarkdown(
      documentOf({
        segments: [
          { startSec: 0.6, endSec: 5, speaker: 'Mara', text: 'Hello.' },
          { startSec: 6, endSec: 9, speaker: 'Mara', text: 'Welcome.' },
          { startSec: 60, endSec: 65, speaker: 'Mara', text: 'Much later.' },
          { startSec: 75, endSec: 79, speaker: 'Edwin', text: 'Today: *tea*.' },
        ],
      }),
    );
    expect(text).toBe(`---
title: "Why tea cools"
show: "Kettle & Compass"
date: "2026-11-24"
episode: "0123456789abcdef"
language: "en"
audio: "https://cdn.example/tea.mp3?x=1"
link: "https://example.org/tea"
youtube: "https://www.youtube.com/watch?v=abc"
transcribed: "2026-11-24T07:01:02Z"
duration: 95
speakers:
  - "Mara"
  - "Edwin"
---

# Why tea cools

**Kettle &amp; Compass** · 2026-11-24 · 2 min · [Audio](https://cdn.example/tea.mp3?x=1) · [Episode page](https://example.org/tea) · [YouTube](https://www.youtube.com/watch?v=abc)  
Hosts: Mara Lind  
Guests: Edwin Okafor

> About heat.

## Chapters

- [0:00](https://cdn.example/tea.mp3?x=1#t=0) Intro

## Transcript

### Intro

**Mara** [0:00](https://cdn.example/tea.mp3?x=1#t=0)  
Hello. Welcome.

[1:00](https://cdn.example/tea.mp3?x=1#t=60)  
Much later.

**Edwin** [1:15](https://cdn.example/tea.mp3?x=1#t=75)  
Today: \\*tea\\*.

---

*Transcribed by machine (gemini-3.8-flash); it may contain errors.*
`);
  });

  // Quadratic where it was read again for each segment, or for each dash: minutes for one speaker.
  it('has the headings of its chapters, its marks apart, and the lines of its description', () => {
    const text = renderMarkdown(
      documentOf({
        episode: {
          ...documentOf().episode,
          description: 'About heat.\n\n\nLinks:\r\n- one\n# two\n',
        },
        chapters: [
          { startSec: 60, title: 'Tea' },
          { startSec: 0, title: '' },
          { startSec: 70, title: 'Not a word' },
          { startSec: 81, title: 'Cups # 2' },
        ],
        segments: [
          { startSec: 0, endSec: 30, speaker: 'Mara', text: 'Before.' },
          { startSec: 30, endSec: 59, text: '[inaudible 0:30–0:59]' },
          { startSec: 59, endSec: 79, speaker: 'Mara', text: 'Now tea.' },
          { startSec: 80, endSec: 90, speaker: 'Mara', text: 'Now cups.' },
        ],
      }),
    );
    const at = (sec: number, clock: string): string =>
      `[${clock}](https://cdn.example/tea.mp3?x=1#t=${sec})`;
    expect(text).toContain('> About heat.\n>\n> Links:  \n> \\- one  \n> \\# two\n\n## Chapters');
    expect(text.slice(text.indexOf('## Transcript'), text.indexOf('\n---\n\n*'))).toBe(
      [
        '## Transcript',
        `**Mara** ${at(0, '0:00')}  \nBefore.`,
        `${at(30, '0:30')}  \n*\\[inaudible 0:30–0:59\\]*`,
        '### Tea',
        `**Mara** ${at(59, '0:59')}  \nNow tea.`,
        '### Cups # 2',
        `**Mara** ${at(80, '1:20')}  \nNow cups.\n`,
      ].join('\n\n'),
    );
  });

  it('takes time linear to what one speaker says without a full stop', () => {
    const segments = Array.from({ length: 20_000 }, (_, at) => ({
      startSec: at,
      endSec: at + 1,
      speaker: 'Mara',
      text: 'and on and on and on and on and on and on and on',
    }));
    const dashes = `${'-'.repeat(200_000)}x`;
    const began = performance.now();
    expect(renderMarkdown(documentOf({ segments }))).toContain('on and on and on');
    expect(srtText(dashes)).toBe(dashes);
    expect(vttComment(dashes)).toBe(dashes);
    expect(vttVoice(dashes)).toBe(dashes);
    expect(markdownCode('` '.repeat(200_000))).toHaveLength(400_005);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('turns arrows into one sign, however long', () => {
    expect([srtText('a --> b -----> c -> d'), vttComment('-->')]).toEqual(['a → b → c -> d', '→']);
  });

  it('holds no element that hostile text made', () => {
    fc.assert(
      fc.property(hostileSegments, hostileText, (segments, text) => {
        fc.pre(text !== '');
        const doc = documentOf({
          segments,
          speakers: [text],
          chapters: [{ startSec: 1, title: text }],
          language: text,
        });
        const page = renderMarkdown({
          ...doc,
          show: { ...doc.show, title: text },
          episode: {
            ...doc.episode,
            title: text,
            description: text,
            people: [{ name: text, role: 'host' }],
            link: text,
          },
        });
        const [, matter, body] = /^---\n([^]*?)\n---\n([^]*)$/.exec(page)!;
        expect(parse(matter!)).toMatchObject({
          title: cleanLine(text),
          speakers: [cleanLine(text)],
        });
        const shown = html(body!).replace(/<!-- -->/g, '');
        const tags = new Set([...shown.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag));
        for (const tag of tags)
          expect([
            'h1',
            'h2',
            'h3',
            'p',
            'strong',
            'em',
            'a',
            'br',
            'ul',
            'li',
            'blockquote',
            'hr',
          ]).toContain(tag);
        for (const [, href] of shown.matchAll(/href="([^"]*)"/g)) {
          expect(href).toMatch(
            /^https:\/\/(?:cdn\.example|www\.youtube\.com|example\.org)\/|^https?:\/\//,
          );
          if (!/^https?:/.test(text.trim()))
            expect(href).toMatch(/^https:\/\/(?:cdn\.example|www\.youtube\.com)\//);
        }
      }),
      { numRuns: 200 },
    );
  });
});
