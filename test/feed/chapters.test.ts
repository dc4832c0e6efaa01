import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChapters } from '../../src/feed/chapters.ts';

const read = (chapters: unknown, durationSec = 600) =>
  readChapters(JSON.stringify({ version: '1.2.0', chapters }), durationSec);

describe('the list of chapters that a feed links', () => {
  it('is read as the Podcast namespace writes it', () => {
    expect(
      read([
        { startTime: 0, title: 'Intro', img: 'https://a.example/1.jpg', url: 'https://a.example' },
        { startTime: 168.25, endTime: 260, title: 'Hearing  Aids\nat work' },
      ]),
    ).toEqual([
      { startSec: 0, title: 'Intro' },
      { startSec: 168.25, title: 'Hearing Aids at work' },
    ]);
  });

  it('leaves out pictures that are no chapters, and what lies past the end', () => {
    expect(
      read([
        { startTime: 0, title: 'Intro' },
        { startTime: 30, title: 'Picture', toc: false },
        { startTime: 600, title: 'After the end' },
      ]),
    ).toEqual([{ startSec: 0, title: 'Intro' }]);
  });

  it('costs one chapter for one fault', () => {
    const chapters = [
      null,
      'text',
      { title: 'No start' },
      { startTime: -1, title: 'Before' },
      { startTime: 'soon', title: 'No time' },
      { startTime: 20, title: 7 },
      { startTime: '0:00:10', title: 'Written out' },
      { startTime: '00:00', title: 'Start' },
      { startTime: 10, title: 'Again' },
    ];
    expect(read(chapters)).toEqual([
      { startSec: 0, title: 'Start' },
      { startSec: 10, title: 'Written out' },
      { startSec: 20, title: 'Chapter 3' },
    ]);
  });

  // A start of 100,000 zeros and a letter took minutes to be told from nothing.
  it('is read in time linear to its size', () => {
    const hostile = [
      '0'.repeat(2_000_000) + 'x',
      ' '.repeat(2_000_000) + '.',
      '0:'.repeat(1_000_000),
    ];
    const chapters = hostile.map((startTime) => ({ startTime, title: 'Long' }));
    const began = performance.now();
    expect(readChapters(JSON.stringify({ chapters }), 60)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('is empty for anything that is no such list', () => {
    for (const text of ['', '<html></html>', 'null', '[]', '{"chapters":{"0":1}}', '"chapters"']) {
      expect(readChapters(text, 600)).toEqual([]);
    }
  });

  it('is bounded, in order and inside the audio, whatever it holds', () => {
    const item = fc.oneof(
      fc.jsonValue(),
      fc.record({ startTime: fc.oneof(fc.double(), fc.string()), title: fc.string() }),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), (items) => {
        const chapters = read(items, 100);
        const starts = chapters.map(({ startSec }) => startSec);
        expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
        for (const { startSec, title } of chapters) {
          expect(startSec >= 0 && startSec < 100).toBe(true);
          expect(title).toMatch(/^[^\r\n]{1,300}$/u);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
    const many = Array.from({ length: 5_000 }, (_, at) => ({
      startTime: at,
      title: 'x'.repeat(999),
    }));
    const bounded = read(many, 1e6);
    expect(bounded).toHaveLength(1_000);
    expect(bounded[0]?.title).toHaveLength(300);
  });
});
