import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTerms, fold } from '../../src/commands/find-words.ts';

/** The marked parts of a text. */
function marked(text: string, ...words: readonly string[]): readonly string[] | undefined {
  return findTerms(text, words.map(fold))?.map(([start, end]) => text.slice(start, end));
}

describe('words in a text', () => {
  it.each([
    ['without case', 'Tea is TEA.', ['tea'], ['Tea', 'TEA']],
    ['without accents', 'Ein Café in Zürich', ['cafe', 'ZURICH'], ['Café', 'Zürich']],
    ['with accents asked for', 'Ein Cafe', ['café'], ['Cafe']],
    ['where a word begins with it', 'teas and steam', ['tea'], ['tea']],
    ['as a phrase, over any white space', 'cooling \n tea', ['cooling tea'], ['cooling \n tea']],
    ['inside scripts without spaces', '今日はお茶です', ['お茶'], ['お茶']],
    ['through ligatures', 'the ﬁrst', ['first'], ['ﬁrst']],
    ['after signs of other planes', '🍵🍵 tea', ['tea'], ['tea']],
    ['merged where they overlap', 'tea time', ['tea', 'tea time'], ['tea time']],
  ])('are found %s', (_name, text, words, expected) => {
    expect(marked(text, ...words)).toEqual(expected);
  });

  it('must all be there', () => {
    expect(marked('cooling tea', 'tea', 'boats')).toBeUndefined();
  });

  it('that are none are found everywhere', () => {
    expect(marked('anything')).toEqual([]);
  });

  it('are always found in themselves, and marks stay inside and in order', () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((one) => fold(one).trim() !== '');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const text = words.join(' ');
        const marks = findTerms(text, [fold(words[0] ?? '').trim()]);
        expect(marks).toBeDefined();
        let before = 0;
        for (const [start, end] of marks ?? []) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          before = end;
        }
      }),
    );
  });
});
