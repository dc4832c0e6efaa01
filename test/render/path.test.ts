import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PATTERN, transcriptPath, withSuffix } from '../../src/render/path.ts';
import { hostileText } from './documents.ts';

const ID = '0123456789abcdef';

function pathOf(title: string, date?: string, pattern = DEFAULT_PATTERN): string {
  return transcriptPath(pattern, {
    show: 'kettle',
    title,
    id: ID,
    ...(date === undefined ? {} : { date }),
  });
}

describe('transcript paths', () => {
  it('are made of day and title', () => {
    expect(pathOf('Why Tea Cools: Part 2!', '2026-11-24')).toBe(
      'kettle/2026-11-24-why-tea-cools-part-2',
    );
    expect(pathOf("It's über-café №5", '2026-11-24')).toBe('kettle/2026-11-24-its-uber-cafe-no5');
    expect(pathOf('東京の夏', '2026-11-24')).toBe('kettle/2026-11-24-東京の夏');
    // Marks of other scripts make other letters: й is not и.
    expect(pathOf('Чай и Straße', '2026-11-24')).toBe('kettle/2026-11-24-чай-и-strasse');
    expect(pathOf('한국어', '2026-11-24')).toBe('kettle/2026-11-24-한국어');
  });

  it('do without a day or a title', () => {
    expect(pathOf('Tea')).toBe('kettle/undated-tea');
    expect(pathOf('🫖', '2026-11-24')).toBe('kettle/2026-11-24');
    expect(pathOf('🫖')).toBe('kettle/undated-01234567');
  });

  it('never take the names of our own files or of devices', () => {
    expect(pathOf('Index', undefined, '{show}/{title}')).toBe('kettle/index-01234567');
    expect(pathOf('README', undefined, '{show}/{title}')).toBe('kettle/readme-01234567');
    expect(pathOf('CON', undefined, '{show}/{title}')).toBe('kettle/con-');
  });

  it('follow the pattern of the configuration', () => {
    expect(pathOf('Tea', '2026-11-24', '{show}/{date}/{title}-{id}')).toBe(
      `kettle/2026-11-24/tea-${ID}`,
    );
    expect(pathOf('Tea', '2026-11-24', '../../{title}')).toBe('tea');
  });

  it('stay below the folder and within 120 bytes a part, whatever the feed says', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (title, show, id) => {
        const path = transcriptPath(DEFAULT_PATTERN, { show, title, id, date: '2026-11-24' });
        const other = withSuffix(path, id);
        for (const candidate of [path, other]) {
          for (const part of candidate.split('/')) {
            expect(part).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}\p{M}-]*$/u);
            expect(new TextEncoder().encode(part).length).toBeLessThanOrEqual(121);
            expect(part).toBe(part.normalize('NFC'));
          }
        }
        expect(other).not.toBe(path);
      }),
      { numRuns: 500 },
    );
  });

  it('cut a long title between characters', () => {
    expect(pathOf('漢'.repeat(100), undefined, '{title}')).toBe('漢'.repeat(40));
    expect(pathOf('word '.repeat(100), undefined, '{title}')).toHaveLength(119);
  });
});
