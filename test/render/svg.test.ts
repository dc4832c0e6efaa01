import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { BADGE_COLOURS, BADGE_LABEL, badge } from '../../src/render/svg-badge.ts';
import { backlogChart, minutesChart, quotaChart } from '../../src/render/svg-charts.ts';
import { DARK, LIGHT, card, fitted, textAt, widthOf } from '../../src/render/svg.ts';
import { hostileText } from './documents.ts';
import { DAYS, statusShow } from './status-figures.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Elements and texts of an SVG; throws where it is not well-formed XML. */
function read(svg: string): { elements: Element[]; texts: string[] } {
  const parser = new SaxesParser();
  const elements: Element[] = [];
  const texts: string[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => void elements.push({ name, attributes }));
  parser.on('text', (text) => void (text.trim() !== '' && texts.push(text)));
  parser.write(svg).close();
  return { elements, texts };
}

/** Numbers of the bars of a role, by attribute. */
function bars(svg: string, role: string, attribute: 'width' | 'height' | 'x'): number[] {
  return read(svg)
    .elements.filter(({ name, attributes }) => name === 'rect' && attributes['class'] === role)
    .map(({ attributes }) => Number(attributes[attribute]));
}

/** Contrast of two colours (WCAG 2.2, 1.4.3). */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe('the colours', () => {
  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ])('%s: texts and bars stand out from the card', (_, palette) => {
    for (const text of [palette.text, palette.muted]) {
      expect(contrast(text, palette.background)).toBeGreaterThanOrEqual(4.5);
    }
    for (const shape of [palette.done, palette.waiting, palette.failed]) {
      expect(contrast(shape, palette.background)).toBeGreaterThanOrEqual(3);
    }
  });

  it('white text stands out from every badge', () => {
    for (const colour of [BADGE_LABEL, ...Object.values(BADGE_COLOURS)]) {
      expect(contrast('#ffffff', colour)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('both themes are in one file, and the card has a ground of its own', () => {
    const svg = minutesChart(DAYS, '2026-11-24');
    const [light = '', dark = ''] = svg.split('@media (prefers-color-scheme:dark)');
    expect(light).toContain(`.card{fill:${LIGHT.background}`);
    expect(dark).toContain(`.card{fill:${DARK.background}`);
    expect(read(svg).elements.some(({ attributes }) => attributes['class'] === 'card')).toBe(true);
  });
});

describe('a picture', () => {
  it('holds nothing that a page could refuse or that leaves the file', () => {
    const pictures = [
      badge('health', 'working', 'good'),
      minutesChart(DAYS, '2026-11-24'),
      backlogChart([statusShow()]),
      quotaChart([{ key: 'k', model: 'm', requests: 1, exhausted: false }], '2026-11-24'),
    ];
    for (const svg of pictures) {
      const { elements } = read(svg);
      expect(elements.map(({ name }) => name)).not.toContain('script');
      expect(elements.map(({ name }) => name)).not.toContain('foreignObject');
      expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
        /https?:|url\((?!#)|@import|@font-face|href|\son\w+=/,
      );
    }
  });

  it('says what it shows to those who do not see it', () => {
    const { elements, texts } = read(badge('backlog', '3 waiting', 'neutral'));
    expect(elements[0]?.attributes).toMatchObject({
      role: 'img',
      'aria-labelledby': 'title desc',
    });
    expect(texts).toContain('backlog: 3 waiting');
  });

  it('is well-formed XML whatever a title says, and shows the title as it is', () => {
    fc.assert(
      fc.property(hostileText, (title) => {
        const svg = card({
          width: 10,
          height: 10,
          title,
          description: title,
          body: [textAt(1, 1, `x${title}x`)],
        });
        const { elements, texts } = read(svg);
        expect(elements.map(({ name }) => name)).toEqual([
          'svg',
          'title',
          'desc',
          'style',
          'rect',
          'text',
        ]);
        expect(texts.some((text) => text.startsWith('x') && text.endsWith('x'))).toBe(true);
      }),
    );
  });

  it('is well-formed with hostile shows, keys and models', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 14 }), (titles) => {
        const shows = titles.map((title, index) => statusShow({ title, show: `s${index}` }));
        const quota = titles.map((model) => ({
          key: model,
          model,
          requests: 3,
          limit: 2,
          exhausted: true,
        }));
        for (const svg of [backlogChart(shows), quotaChart(quota, '2026-11-24')]) {
          const names = new Set(read(svg).elements.map(({ name }) => name));
          expect([...names].toSorted()).toEqual(
            ['svg', 'title', 'desc', 'style', 'rect', 'text'].toSorted(),
          );
        }
      }),
    );
  });
});

describe('the length of a text', () => {
  it('is kept to the width, between characters', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 30, max: 300 }), (text, width) => {
        const kept = fitted(text, 13, width);
        expect(widthOf(kept, 13)).toBeLessThanOrEqual(width);
        if (kept !== text) expect(kept.endsWith('…')).toBe(true);
      }),
    );
  });

  it('does not cut an emoji of several parts, or a letter from its marks', () => {
    const family = '👨‍👩‍👧';
    for (let width = 20; width < 120; width += 1) {
      const kept = fitted(`${family}${family}${family}`, 13, width).replace('…', '');
      expect(kept.replaceAll(family, '')).toBe('');
    }
  });
});

describe('the minutes of a day', () => {
  it('are columns as high as their share of the scale', () => {
    const days = [
      { day: '2026-11-22', minutes: 100 },
      { day: '2026-11-23', minutes: 0 },
      { day: '2026-11-24', minutes: 50 },
    ];
    const svg = minutesChart(days, '2026-11-24');
    expect(bars(svg, 'done', 'height')).toEqual([100, 50]);
    expect(read(svg).texts).toContain(
      '150 minutes transcribed in 3 days to 2026-11-24; the most on 2026-11-22, 100 minutes',
    );
  });

  it.each([
    [0, ['0', '1', '2']],
    [1, ['0', '1', '2']],
    [7, ['0', '4', '8']],
    [101, ['0', '100', '200']],
    [12_345, ['0', '10,000', '20,000']],
  ])('%d minutes have a scale with a whole middle', (minutes, labels) => {
    const { texts } = read(minutesChart([{ day: '2026-11-24', minutes }], '2026-11-24'));
    expect(texts).toEqual(expect.arrayContaining(labels));
  });
});

describe('the backlog', () => {
  it('shows the shows with the most to do, after the sum of all', () => {
    const shows = Array.from({ length: 500 }, (_, index) =>
      statusShow({ show: `s${index}`, title: `Show ${index}`, done: 1, waiting: index, failed: 0 }),
    );
    const { texts } = read(backlogChart(shows));
    const rows = texts.filter((text) => /^(All shows|Show \d+)$/.test(text));
    expect(rows[0]).toBe('All shows');
    expect(rows[1]).toBe('Show 499');
    expect(rows).toHaveLength(12);
    expect(texts).toContain('and 489 more shows');
  });

  it('shows what there is one of among thousands', () => {
    const svg = backlogChart([statusShow({ done: 10_000, waiting: 1, failed: 1 })]);
    expect(bars(svg, 'failed', 'width').at(-1)).toBeGreaterThanOrEqual(3);
    expect(bars(svg, 'waiting', 'width').at(-1)).toBeGreaterThanOrEqual(3);
  });

  it('fills the row and no more', () => {
    fc.assert(
      fc.property(fc.nat(9_999), fc.nat(9_999), fc.nat(9_999), (done, waiting, failed) => {
        fc.pre(done + waiting + failed > 0);
        const svg = backlogChart([statusShow({ done, waiting, failed })]);
        const ends = ['done', 'waiting', 'failed'].flatMap((role) => {
          const widths = bars(svg, role, 'width');
          const at = bars(svg, role, 'x');
          // The first of each role is the legend's.
          return widths.slice(1).map((width, index) => (at[index + 1] ?? 0) + width);
        });
        expect(Math.max(...ends)).toBeCloseTo(384, 1);
      }),
    );
  });

  it('says so when there is no show', () => {
    expect(read(backlogChart([])).texts).toContain('No shows yet');
  });
});

describe('the quota', () => {
  it.each([
    [{ requests: 12, limit: 20, exhausted: false }, '12 of 20', 'done', 220.8],
    [{ requests: 30, limit: 20, exhausted: true }, '30 of 20', 'waiting', 368],
    [{ requests: 7, exhausted: true }, '7, used up', 'waiting', 368],
  ])('%j', (parts, words, role, width) => {
    const svg = quotaChart([{ key: 'a1b2c3d4', model: 'flash', ...parts }], '2026-11-24');
    expect(read(svg).texts).toEqual(expect.arrayContaining(['a1b2c3d4 · flash', words]));
    expect(bars(svg, role, 'width')).toEqual([width]);
  });

  it.each([
    [{ requests: 7, exhausted: false }, '7, limit unknown'],
    [{ requests: 0, limit: 0, exhausted: true }, 'no allowance'],
  ])('%j has no bar', (parts, words) => {
    const svg = quotaChart([{ key: 'a1b2c3d4', model: 'flash', ...parts }], '2026-11-24');
    expect(read(svg).texts).toContain(words);
    expect([...bars(svg, 'done', 'width'), ...bars(svg, 'waiting', 'width')]).toEqual([]);
  });
});
