import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError, lineAt } from '../../src/state/json-error.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place where a text stops being JSON', () => {
  it.each([
    ['{"a":1,\n"b":}', 2, 'a value should stand here'],
    ['{"a":1\n"b":2}', 2, ', or } should stand here'],
    ['{"a":1,\n}', 2, 'a name in double quotes should stand here'],
    ['[1,\n\n]', 3, 'a value should stand here'],
    ['{"a":\n"x\n"}', 2, 'a value should stand here'],
    ['{"a":tru}', 1, 'a value should stand here'],
    ['{"a":01}', 1, ', or } should stand here'],
    ['{}\nx', 2, 'the end should stand here'],
    ['{"a":[1,2', 1, 'the file ends where , or ] should follow'],
    ['\n', 2, 'the file ends where a value should follow'],
    ['{\n=======\n}', 2, 'a merge conflict was left in the file'],
  ])('%j: line %i', (text, line, reason) => {
    expect(isJson(text)).toBe(false);
    expect(findJsonError(text)).toEqual({ line, reason });
  });

  it('finds a fault exactly where the engine refuses the text', () => {
    const damaged = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '}', ']', '"', ':', '\\', '0', ' ', '\n'),
      )
      .map(([text, at, piece]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + piece + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged), (text) => {
        expect(findJsonError(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('counts lines from 1', () => {
    expect([0, 1, 2, 3].map((at) => lineAt('a\n\nb', at))).toEqual([1, 1, 2, 3]);
  });
});
