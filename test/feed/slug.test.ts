import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slugOf } from '../../src/feed/slug.ts';

describe('slugOf', () => {
  const table: readonly [string, string | RegExp][] = [
    ['The Daily Show', 'the-daily-show'],
    ['  Ep. 12: “Hello, World!” ', 'ep-12-hello-world'],
    ["Don't Panic", 'dont-panic'],
    ['A/B\\C..D', 'a-b-c-d'],
    ['../../etc/passwd', 'etc-passwd'],
    ['Café Zürich – Ångström', 'cafe-zurich-angstrom'],
    ['Straße, Łódź, Þór, İstanbul', 'strasse-lodz-thor-istanbul'],
    ['Бойцовский клуб', 'бойцовский-клуб'],
    ['東京ポッドキャスト', '東京ポッドキャスト'],
    ['العربية بودكاست', 'العربية-بودكاست'],
    ['हिन्दी पॉडकास्ट', 'हिन्दी-पॉडकास्ट'],
    ['Rock 🎸 Roll', 'rock-roll'],
    ['ﬁne ①', 'fine-1'],
    ['\u202eevil\u0000name', 'evil-name'],
    ['', /^untitled-[0-9a-f]{8}$/],
    ['🎸🎸', /^untitled-[0-9a-f]{8}$/],
    ['...', /^untitled-[0-9a-f]{8}$/],
    ['CON', /^con-[0-9a-f]{8}$/],
    ['lpt¹', /^lpt1-[0-9a-f]{8}$/],
    ['Index', /^index-[0-9a-f]{8}$/],
    ['Status', /^status-[0-9a-f]{8}$/],
    ['console', 'console'],
    ['a'.repeat(80), 'a'.repeat(80)],
    ['a'.repeat(81), /^a{71}-[0-9a-f]{8}$/],
    ['京'.repeat(80), /^京{63}-[0-9a-f]{8}$/],
  ];

  it.each(table)('%j', (title, expected) => {
    if (typeof expected === 'string') expect(slugOf(title)).toBe(expected);
    else expect(slugOf(title)).toMatch(expected);
  });

  it('tells long titles with the same beginning apart', () => {
    const start = 'The same long beginning of a title '.repeat(5);
    expect(slugOf(`${start} one`)).not.toBe(slugOf(`${start} two`));
  });

  it('is a safe name for any title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (title) => {
        const slug = slugOf(title);
        expect(slug).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}\p{M}-]*$/u);
        expect(slug).not.toMatch(/-$/);
        expect(slug.length).toBeLessThanOrEqual(80);
        expect(new TextEncoder().encode(slug).length).toBeLessThanOrEqual(200);
        expect(slug).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)$/);
        expect(slugOf(title)).toBe(slug);
      }),
      { numRuns: 500 },
    );
  });
});
