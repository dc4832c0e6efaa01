import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellsOf,
  joinLines,
  MAX_CUE_MS,
  MAX_LINE_CELLS,
  MAX_LINES,
  toCues,
} from '../../src/transcript/cues.ts';
import { cleanLine } from '../../src/transcript/words.ts';

const word = fc.oneof(
  fc.stringMatching(/^[a-z]{1,12}[.,?]?$/),
  fc.constantFrom(
    '漢字',
    'かな',
    'ไทย',
    '안녕하세요',
    '여름에',
    '漢字かなカナ'.repeat(9),
    '🫖',
    'a漢',
    '漢a',
    'x'.repeat(60),
  ),
);

describe('cues', () => {
  it('are readable, in order, inside their segment, and lose nothing', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            words: fc.array(word, { minLength: 1, maxLength: 60 }),
            ms: fc.integer({ min: 500, max: 90_000 }),
          }),
          { maxLength: 6 },
        ),
        (parts) => {
          let at = 0;
          const segments = parts.map(({ words, ms }) => {
            const startSec = at / 1_000;
            at += ms;
            return { startSec, endSec: at / 1_000, text: cleanLine(words.join(' ')) };
          });
          const texts = new Map<number, string>();
          let before = 0;
          for (const cue of toCues(segments)) {
            const segment = segments[cue.segment]!;
            expect(cue.lines.length).toBeLessThanOrEqual(MAX_LINES);
            for (const line of cue.lines) {
              expect(line).not.toBe('');
              // Only what cannot be broken is longer.
              if (cellsOf(line) > MAX_LINE_CELLS)
                expect(line).toMatch(
                  /^[^ ]*(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}] [^ ]*)*$/u,
                );
            }
            expect(cue.endMs - cue.startMs).toBeLessThanOrEqual(MAX_CUE_MS);
            expect(cue.endMs).toBeGreaterThan(cue.startMs);
            expect(cue.startMs).toBeGreaterThanOrEqual(before);
            expect(cue.endMs).toBeLessThanOrEqual(Math.round(segment.endSec * 1_000) + 1);
            before = cue.startMs;
            const text = texts.get(cue.segment);
            texts.set(
              cue.segment,
              joinLines(text === undefined ? [...cue.lines] : [text, ...cue.lines]),
            );
          }
          expect([...texts.values()]).toEqual(segments.map(({ text }) => text));
        },
      ),
    );
  });

  it('share the time by length, and rather end with a sentence or a clause', () => {
    const text =
      'One two three four five six seven eight nine ten, eleven twelve thirteen fourteen fifteen. And a short end.';
    const cues = toCues([{ startSec: 10, endSec: 18, speaker: 'Mara', text }]);
    expect(cues.map(({ startMs, endMs, lines }) => [startMs, endMs, lines])).toEqual([
      [10_000, 13_703, ['One two three four five', 'six seven eight nine ten,']],
      [13_703, 16_740, ['eleven twelve thirteen fourteen fifteen.']],
      [16_740, 18_000, ['And a short end.']],
    ]);
    expect(cues.every(({ speaker }) => speaker === 'Mara')).toBe(true);
  });

  it('follow slow speech: no cue stands for more than seven seconds', () => {
    const cues = toCues([
      { startSec: 0, endSec: 28, text: 'one two three four five six seven eight' },
    ]);
    expect(cues.length).toBeGreaterThanOrEqual(4);
    expect(toCues([{ startSec: 0, endSec: 60, text: 'Hm.' }])).toEqual([
      { segment: 0, part: 0, startMs: 0, endMs: 7_000, lines: ['Hm.'] },
    ]);
  });

  it('count a sign of Chinese, Japanese and Korean as two cells: lines had twice the width', () => {
    // Measured: 69 cells in a Korean line, 42 signs in a Chinese one.
    expect([
      cellsOf('abc'),
      cellsOf('漢字かな'),
      cellsOf('한국어 말'),
      cellsOf('é\u0301น้ำ🫖，'),
    ]).toEqual([3, 8, 9, 7]);
    for (const [text, glue] of [
      ['여름에 다리 위에서 이야기를 나누었습니다 그리고 편지를 읽었습니다', ' '],
      ['我们在桥上谈话，然后在花园里读信。他们也在市场上买东西。', ''],
      ['これはとても古い物語です。それからわたしたちは、橋の上で会いました。', ''],
      ['ＡＢＣ全角の文字、カタカナの文字。', ''],
    ] as const) {
      const whole = Array.from({ length: 8 }, () => text).join(glue);
      const cues = toCues([{ startSec: 0, endSec: 90, text: whole }]);
      expect(
        cues.map(({ lines }) => joinLines([...lines])).reduce((a, b) => joinLines([a, b])),
      ).toBe(whole);
      for (const { lines, startMs, endMs } of cues) {
        expect(lines.length).toBeLessThanOrEqual(2);
        expect(endMs - startMs).toBeLessThanOrEqual(7_000);
        for (const line of lines) expect([line, cellsOf(line) <= 42]).toEqual([line, true]);
      }
    }
  });

  it('never part a letter from its accent, nor begin with a sign that ends a sentence', () => {
    for (const text of [
      'แม่น้ำสะพานฤดูร้อนหมู่บ้านท่าเรือคำถามคำตอบเรื่อง'.repeat(6),
      'これはとても古い物語です。それからわたしたちは、橋の上で会いました。'.repeat(6),
    ]) {
      for (const { lines } of toCues([{ startSec: 0, endSec: 60, text }]))
        for (const line of lines) expect(line).not.toMatch(/^[\p{M}。、]/u);
    }
  });

  it('show a mark of missing words whole, for its first seconds', () => {
    const mark = '[inaudible 1:00–1:35]';
    expect(toCues([{ startSec: 60, endSec: 95, text: mark }])).toEqual([
      { segment: 0, part: 0, startMs: 60_000, endMs: 67_000, lines: [mark] },
    ]);
  });
});
