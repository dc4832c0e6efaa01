import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import webvtt from 'webvtt-parser';
import { readJsonTranscript, renderJson } from '../../src/render/json.ts';
import { renderSrt } from '../../src/render/srt.ts';
import { renderVtt } from '../../src/render/vtt.ts';
import { joinLines, MAX_CUE_MS } from '../../src/transcript/cues.ts';
import { srtText } from '../../src/render/escape.ts';
import { cleanLine } from '../../src/transcript/words.ts';
import type { Segment } from '../../src/transcript/types.ts';
import { documentOf, hostileSegments, hostileText } from './documents.ts';

/** The parser's own table lacks the semicolons and leaves them in the text. */
const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

const RUNS = { numRuns: 300 };

/** What should come back: text on one line, empty segments gone. */
function expected(segments: readonly Segment[]): { speaker?: string; text: string }[] {
  return segments
    .map(({ speaker, text }) => {
      const name = cleanLine(speaker ?? '');
      return { ...(name === '' ? {} : { speaker: name }), text: cleanLine(text) };
    })
    .filter(({ text }) => text !== '');
}

/** References in a voice's name are decoded by the specification; webvtt-parser leaves them. */
function decoded(name: string): string {
  return name.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** A cue's voice and text, from the tree of webvtt-parser. */
function voiceAndText(cue: webvtt.Cue): { speaker?: string; text: string } {
  const [node] = cue.tree.children;
  const textOf = (nodes: readonly webvtt.Node[]): string =>
    nodes
      .map((child) => (child.type === 'text' ? child.value : textOf(child.children ?? [])))
      .join('');
  const text = joinLines(textOf(cue.tree.children).split('\n'));
  return node?.type === 'object' && node.name === 'v'
    ? { speaker: decoded(node.value), text }
    : { text };
}

/** The rules that webvtt-parser lacks. */
function strictFaults(vtt: string): string[] {
  const faults: string[] = [];
  if (vtt.includes('\0')) faults.push('NUL');
  const blocks = vtt.split(/\n{2,}/);
  const ids = new Set<string>();
  for (const block of blocks) {
    const lines = block.replace(/\n$/, '').split('\n');
    const at = lines.findIndex((line) => line.includes('-->'));
    if (at < 0) continue;
    if (at !== 1) faults.push(`a cue without an identifier: ${block}`);
    if (ids.has(lines[0] ?? '')) faults.push(`duplicate id ${lines[0]}`);
    ids.add(lines[0] ?? '');
    if (!/^\d{2,}:\d{2}:\d{2}\.\d{3} --> \d{2,}:\d{2}:\d{2}\.\d{3}$/.test(lines[1] ?? ''))
      faults.push(`timing ${lines[1]}`);
    const payload = lines.slice(2).join('\n');
    if (payload.replace(/<[^>]*>/g, '').trim() === '') faults.push('an empty cue');
    if (lines.slice(2).length > 2) faults.push('more than two lines');
    if (/&(?!(?:amp|lt|gt);)/.test(payload)) faults.push(`a bare ampersand: ${payload}`);
    const tags = payload.match(/<[^>]*>/g) ?? [];
    if (tags.some((tag) => !/^(?:<v [^<>&\n]*(?:&(?:amp|lt|gt);[^<>&\n]*)*>|<\/v>)$/.test(tag)))
      faults.push(`tag in ${payload}`);
    if (tags.length !== 0 && tags.length !== 2) faults.push(`unclosed voice in ${payload}`);
  }
  return faults;
}

describe('WebVTT', () => {
  it('comes back as the same segments, whatever they say', () => {
    fc.assert(
      fc.property(hostileSegments, fc.boolean(), (segments, colours) => {
        const vtt = renderVtt(documentOf({ segments }), { colours });
        const parsed = new webvtt.WebVTTParser(ENTITIES).parse(vtt, 'metadata');
        expect(parsed.errors).toEqual([]);
        expect(strictFaults(vtt)).toEqual([]);
        const merged = new Map<string, { speaker?: string; text: string }>();
        let before = 0;
        for (const cue of parsed.cues) {
          const { speaker, text } = voiceAndText(cue);
          const id = cue.id.split('.')[0] ?? '';
          const known = merged.get(id);
          if (known === undefined)
            merged.set(id, {
              ...(speaker === undefined ? {} : { speaker }),
              text,
            });
          else known.text = joinLines([known.text, text]);
          expect(cue.startTime).toBeGreaterThanOrEqual(before);
          expect(cue.endTime).toBeGreaterThan(cue.startTime);
          expect(cue.endTime - cue.startTime).toBeLessThanOrEqual(MAX_CUE_MS / 1_000 + 1e-6);
          before = cue.startTime;
        }
        // An arrow would arise from dashes at the end of a name and the tag's own sign.
        const wanted = expected(segments).map(({ speaker, text }) => {
          const name = (speaker ?? '').replace(/[-\s]+$/, '');
          return { ...(name === '' ? {} : { speaker: name }), text };
        });
        expect([...merged.values()]).toEqual(wanted);
      }),
      RUNS,
    );
  });

  it('keeps hostile feed text inside the note', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (title, description, name) => {
        const doc = documentOf();
        const vtt = renderVtt({
          ...doc,
          show: { ...doc.show, title },
          episode: {
            ...doc.episode,
            title: description,
            description: `${title}\n\n${description}`,
            people: [{ name, role: 'host' }],
          },
          speakers: [name],
          language: title,
        });
        const parsed = new webvtt.WebVTTParser(ENTITIES).parse(vtt, 'metadata');
        expect(parsed.errors).toEqual([]);
        expect(parsed.cues).toHaveLength(2);
      }),
      RUNS,
    );
  });

  it('says what it is, where it comes from and what is doubtful', () => {
    const doc = documentOf();
    const vtt = renderVtt({
      ...doc,
      receipt: { ...doc.receipt, warnings: ['no speech reported from 0:20 to 0:50'] },
    });
    expect(vtt.split('\n\n').slice(0, 3).join('\n\n')).toBe(
      [
        'WEBVTT',
        '',
        'NOTE',
        'Show: Kettle & Compass',
        'Title: Why tea cools',
        'Date: 2026-11-24',
        'Hosts: Mara Lind',
        'Guests: Edwin Okafor',
        'Speakers: Mara, Edwin',
        'Language: en',
        'Description: About heat.',
        'Audio: https://cdn.example/tea.mp3?x=1',
        'Link: https://example.org/tea',
        'YouTube: https://www.youtube.com/watch?v=abc',
        'Transcribed: 2026-11-24T07:01:02Z by gemini-flash-latest (gemini-3.8-flash)',
        `Audio SHA-256: ${'ab'.repeat(32)}`,
        'Duration: 1:35',
        'Doubtful: no speech reported from 0:20 to 0:50',
        '',
        '1.1',
        '00:00:00.600 --> 00:00:05.930',
        '<v Mara>Hello, and welcome to the',
        'show about ordinary things.</v>',
      ].join('\n'),
    );
  });

  it('gives each speaker a colour when asked', () => {
    const vtt = renderVtt(documentOf(), { colours: true });
    expect(vtt).toContain(
      'STYLE\n::cue(v[voice="Mara"]) { color: #ffffff; }\n::cue(v[voice="Edwin"]) { color: #ffd166; }\n\n1.1',
    );
  });
});

describe('SubRip', () => {
  it('comes back as the same words, whatever they are', () => {
    fc.assert(
      fc.property(hostileSegments, (segments) => {
        const blocks = renderSrt(documentOf({ segments }))
          .split(/\n\n/)
          .filter((block) => block.trim() !== '');
        let text = '';
        for (const [at, block] of blocks.entries()) {
          const [number, timing, ...lines] = block.replace(/\n$/, '').split('\n');
          expect(number).toBe(String(at + 1));
          expect(timing).toMatch(/^\d{2,}:\d{2}:\d{2},\d{3} --> \d{2,}:\d{2}:\d{2},\d{3}$/);
          expect(lines.length).toBeGreaterThan(0);
          expect(lines.length).toBeLessThan(3);
          for (const line of lines) expect(line).not.toContain('-->');
          text += lines.join('');
        }
        let before: string | undefined;
        const wanted = expected(segments).map(({ speaker, text: words }) => {
          const named =
            speaker !== undefined && speaker !== before ? `${speaker}: ${words}` : words;
          before = speaker;
          return srtText(named);
        });
        // SubRip has no identifiers to tell segments apart: all the words, in order.
        expect(text.replaceAll(' ', '')).toBe(wanted.join('').replaceAll(' ', ''));
      }),
      RUNS,
    );
  });

  it('names a speaker where the speaker changes', () => {
    const segments = [
      { startSec: 0, endSec: 2, speaker: 'Mara', text: 'One.' },
      { startSec: 2, endSec: 4, speaker: 'Mara', text: 'Two.' },
      { startSec: 4, endSec: 6, speaker: 'Edwin', text: 'Three.' },
    ];
    expect(renderSrt(documentOf({ segments }))).toBe(
      '1\n00:00:00,000 --> 00:00:02,000\nMara: One.\n\n2\n00:00:02,000 --> 00:00:04,000\nTwo.\n\n3\n00:00:04,000 --> 00:00:06,000\nEdwin: Three.\n',
    );
  });
});

describe('JSON', () => {
  it('comes back as the same segments, to the millisecond', () => {
    fc.assert(
      fc.property(hostileSegments, hostileText, (segments, title) => {
        const doc = documentOf({ segments });
        const text = renderJson({ ...doc, show: { ...doc.show, title } });
        const read = readJsonTranscript(text, 'x.json');
        if (!read.ok) throw new Error(read.problem.message);
        const kept = segments.filter((segment) => cleanLine(segment.text) !== '');
        expect(
          read.value.segments.map(({ startTime, endTime }) => ({ startTime, endTime })),
        ).toEqual(kept.map(({ startSec, endSec }) => ({ startTime: startSec, endTime: endSec })));
        expect(
          read.value.segments.map(({ speaker, body }) => ({
            ...(speaker === undefined ? {} : { speaker }),
            text: body,
          })),
        ).toEqual(expected(segments));
      }),
      RUNS,
    );
  });

  it('has one segment a line, after the episode and the receipt', () => {
    const lines = renderJson(documentOf()).split('\n');
    const at = lines.indexOf('  "segments": [');
    expect(lines.slice(at)).toEqual([
      '  "segments": [',
      '    {"speaker":"Mara","startTime":0.6,"endTime":5.93,"body":"Hello, and welcome to the show about ordinary things."},',
      '    {"speaker":"Edwin","startTime":6.9,"endTime":9,"body":"Today: tea."}',
      '  ]',
      '}',
      '',
    ]);
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      version: '1.0.0',
      show: { slug: 'kettle' },
      episode: { published: '2026-11-24T06:00:00Z', audio: 'https://cdn.example/tea.mp3?x=1' },
      receipt: {
        requests: 1,
        transcribedAt: '2026-11-24T07:01:02Z',
        rendition: { durationSec: 95 },
      },
    });
  });

  it('is refused with its name when it is broken or something else', () => {
    expect(readJsonTranscript('{', 'a.json')).toMatchObject({
      ok: false,
      problem: { code: 'transcript-not-json' },
    });
    expect(
      readJsonTranscript('{"version":"1.0.0","segments":[{"body":1}]}', 'a.json'),
    ).toMatchObject({
      ok: false,
      problem: {
        code: 'transcript-malformed',
        message: expect.stringContaining('a.json') as string,
      },
    });
  });
});
