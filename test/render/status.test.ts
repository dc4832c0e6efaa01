import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { renderStatus } from '../../src/render/status.ts';
import type { StatusFigures } from '../../src/render/status-types.ts';
import { hostileText } from './documents.ts';
import { DAYS, figuresOf, statusShow } from './status-figures.ts';

function files(figures: StatusFigures): Readonly<Record<string, string>> {
  return Object.fromEntries(renderStatus(figures).map(({ name, content }) => [name, content]));
}

function page(figures: StatusFigures): string {
  return files(figures)['status.md'] ?? '';
}

function html(markdown: string): string {
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });
}

const FAILURE = {
  show: 'Kettle',
  title: 'Why tea cools',
  message: 'The audio answered 404.',
  remedy: 'Check the feed.',
  attempts: 3,
  retryable: false,
};

describe('the status page', () => {
  it('shows every picture of its folder with words for it, and nothing from elsewhere', () => {
    const all = files(figuresOf());
    const pictures = Object.keys(all).filter((name) => name.endsWith('.svg'));
    const shown = [...html(all['status.md'] ?? '').matchAll(/<img src="([^"]*)" alt="([^"]*)"/g)];
    expect(shown.map(([, src]) => src ?? '').toSorted()).toEqual(pictures.toSorted());
    for (const [, , alt] of shown) expect(alt?.length).toBeGreaterThan(8);
  });

  it('says the figures in words, for those who see no pictures', () => {
    const text = page(
      figuresOf({
        shows: [
          statusShow(),
          statusShow({ show: 'barge', title: 'Barge', done: 0, waiting: 1, failed: 0 }),
        ],
      }),
    );
    expect(text).toContain('**120 transcripts** of 2 shows. 35 episodes wait. 2 episodes failed.');
    expect(text).toContain('| [Kettle](../kettle) | 120 | 34 | 2 |');
    // No folder yet, so no link.
    expect(text).toContain('| Barge | 0 | 1 | 0 |');
    expect(text).toContain('| 2026-11-24 | 29 |');
    expect(text).not.toContain('| 2026-10-26 | 0 |');
    expect(text).toContain('| `a1b2c3d4` gemini-flash-latest | 12 of 20 | free |');
  });

  it('names what failed, why, and whether anybody must do something', () => {
    const text = page(figuresOf({ failures: [FAILURE, { ...FAILURE, retryable: true }] }));
    expect(text).toContain(
      '- **Kettle: Why tea cools** (3 tries, not tried again by itself): The audio answered 404. Check the feed.',
    );
    expect(text).toContain('(3 tries, tried again by itself)');
    expect(text).toContain('retry-failed');
  });

  it.each([
    ['working', 'working'],
    ['waiting', 'waiting for quota'],
    ['attention', 'needs a look'],
    ['failing', 'failing'],
  ] as const)('health %s is told by the badge and its words', (state, words) => {
    const all = files(figuresOf({ health: { state, reasons: ['The feed of X is gone.'] } }));
    expect(all['badge-health.svg']).toContain(`<desc id="desc">health: ${words}</desc>`);
    expect(all['status.md']).toContain(`![health: ${words}](badge-health.svg)`);
    expect(all['status.md']).toContain('- The feed of X is gone.');
  });

  it.each([
    [{ waiting: 0, failed: 0 }, 'none'],
    [{ waiting: 1_234, failed: 0 }, '1,234 waiting'],
    [{ waiting: 3, failed: 2 }, '3 waiting, 2 failed'],
  ])('backlog %j is told as %s', (parts, words) => {
    const all = files(figuresOf({ shows: [statusShow(parts)] }));
    expect(all['badge-backlog.svg']).toContain(`backlog: ${words}<`);
  });

  it('can be made before there is anything', () => {
    const { lastSuccess: _none, ...rest } = figuresOf({
      shows: [],
      quota: [],
      days: DAYS.map(({ day }) => ({ day, minutes: 0 })),
    });
    const all = files(rest);
    expect(all['badge-last-success.svg']).toContain('last success: none yet');
    expect(all['status.md']).toContain('**0 transcripts** of 0 shows.');
  });

  it('is the same for the same figures, whatever order the shows come in', () => {
    const shows = ['a', 'b', 'c', 'd'].map((show, index) =>
      statusShow({ show, title: show, waiting: index % 2 }),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(shows, { minLength: 4 }), (some) => {
        expect(renderStatus(figuresOf({ shows: some }))).toEqual(
          renderStatus(figuresOf({ shows })),
        );
      }),
    );
  });

  it('stays small with 500 shows of long names and thousands of failures', () => {
    const shows = Array.from({ length: 500 }, (_, index) =>
      statusShow({ show: `show-${index}`, title: `<&"'>${'漢'.repeat(3_000)}` }),
    );
    const all = renderStatus(
      figuresOf({
        shows,
        failures: Array.from({ length: 5_000 }, () => ({
          ...FAILURE,
          title: '*'.repeat(5_000),
          message: '<'.repeat(5_000),
        })),
        quota: Array.from({ length: 2_000 }, (_, index) => ({
          key: `key${index}`,
          model: 'm'.repeat(500),
          requests: index,
          exhausted: false,
        })),
        health: {
          state: 'attention',
          reasons: Array.from({ length: 500 }, () => '`'.repeat(9_999)),
        },
      }),
    );
    const size = (text: string): number => new TextEncoder().encode(text).length;
    for (const { name, content } of all) {
      expect(size(content)).toBeLessThan(name.endsWith('.svg') ? 10_000 : 400_000);
    }
  });

  it('no title, message or reason becomes markup', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const made = html(
          page(
            figuresOf({
              shows: [statusShow({ title: text })],
              failures: [{ ...FAILURE, show: text, title: text, message: text, remedy: text }],
              health: { state: 'attention', reasons: [text] },
              quota: [{ key: text, model: text, requests: 1, exhausted: false }],
            }),
          ),
        );
        const plain = html(
          page(
            figuresOf({
              shows: [statusShow({ title: 'x' })],
              failures: [{ ...FAILURE, show: 'x', title: 'x', message: 'x', remedy: 'x' }],
              health: { state: 'attention', reasons: ['x'] },
              quota: [{ key: 'x', model: 'x', requests: 1, exhausted: false }],
            }),
          ),
        );
        const tags = (page_: string): string[] =>
          [...page_.matchAll(/<\/?([a-z]+\d?)/g)].map(([, tag]) => tag ?? '');
        const known = new Set(tags(plain));
        expect(tags(made).filter((tag) => !known.has(tag))).toEqual([]);
        const count = (page_: string, tag: string): number =>
          tags(page_).filter((one) => one === tag).length;
        for (const tag of ['a', 'img', 'tr', 'td', 'li', 'details']) {
          expect(count(made, tag)).toBe(count(plain, tag));
        }
      }),
    );
  });
});
