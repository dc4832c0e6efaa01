import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import type { ReportEpisode, RunReport } from '../../src/render/report-types.ts';
import { renderFaults } from '../../src/render/summary-faults.ts';
import { prose } from '../../src/render/summary-text.ts';
import { renderSummary } from '../../src/render/summary.ts';
import { hostileText, reportOf } from './documents.ts';

const ID = '0123456789abcdef';

function html(markdown: string): string {
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });
}

function episodeOf(parts: Partial<ReportEpisode> = {}): ReportEpisode {
  return {
    show: 'kettle',
    id: ID,
    title: 'Why tea cools',
    durationSec: 3_700,
    speakers: ['Mara', 'Edwin'],
    coverage: 0.9996,
    requests: 6,
    promptTokens: 118_400,
    outputTokens: 15_220,
    transcripts: [
      'transcripts/kettle/2026-11-24-why-tea-cools.md',
      'transcripts/kettle/2026-11-24-why-tea-cools.vtt',
    ],
    warnings: [],
    ...parts,
  };
}

const FULL: RunReport = reportOf({
  counts: { completed: 1, failed: 1, deferred: 1, pending: 12, skipped: 1 },
  stopped: 'quota',
  quotaExhausted: true,
  nextAttemptAt: Date.UTC(2026, 10, 25, 8, 7),
  completed: [episodeOf()],
  waiting: [
    {
      show: 'kettle',
      id: ID,
      title: 'Boats',
      reason: "today's quota is used up",
      notBefore: Date.UTC(2026, 10, 25, 8),
      chunksDone: 2,
      chunks: 5,
    },
  ],
  failures: [
    {
      show: 'kettle',
      id: 'fedcba9876543210',
      title: 'Broken',
      problem: {
        code: 'audio-not-found',
        message: 'The audio answered 404.',
        remedy: 'Check the feed.',
      },
      retryable: true,
      attempts: 2,
      notBefore: Date.UTC(2026, 10, 24, 12),
    },
  ],
  skipped: [{ show: 'kettle', title: 'Trailer', reason: 'shorter than a minute' }],
  feedFailures: [
    {
      show: 'barge',
      problem: { code: 'feed-unreachable', message: 'No answer.', remedy: 'Check the address.' },
    },
  ],
  shows: [{ show: 'kettle', title: 'Kettle', done: 8, wanted: 21 }],
  quota: [
    {
      key: 'ab12cd34',
      model: 'gemini-flash-latest',
      requestsToday: 20,
      requestsPerDay: 20,
      exhaustedUntil: Date.UTC(2026, 10, 25, 8),
      reason: 'requests a day',
    },
  ],
  totals: { requests: 20, audioSec: 3_700, promptTokens: 118_400, outputTokens: 15_220 },
  forecast: {
    episodes: 13,
    audioSec: 46_800,
    requests: 78,
    doneAt: Date.UTC(2026, 10, 28, 9),
    basis: '20 requests a day.',
  },
  warnings: ['The feed of barge could not be read.'],
  commitSha: '1234567890abcdef1234',
});

describe('sentences of ours', () => {
  it('show their code as code, and whatever they quote as text', () => {
    const page = (text: string): string => html(prose(text));
    expect(page('Run `state rebuild` - or `a*b`.')).toBe(
      '<p>Run <code>state rebuild</code> - or <code>a*b</code>.</p>',
    );
    expect(page('A lone ` and **no** [link](https://a.example)')).toBe(
      '<p>A lone ` and **no** [link](https:<!-- -->//a.example)</p>',
    );
    // Cut in the middle of its code.
    expect(html(prose('Run `state rebuild`', 12))).toBe('<p>Run `state …</p>');
  });

  it('never make markup of what they quote', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        const page = html(prose(`${one} \`run\` ${other}`));
        const tags = [...page.replaceAll('<!-- -->', '').matchAll(/<(\/?\w+)/g)];
        for (const [, tag] of tags) expect(['p', '/p', 'code', '/code']).toContain(tag);
      }),
      { seed: 5 },
    );
  });
});

describe('the summary of a faulty configuration', () => {
  it('names each fault with its place and remedy, a bounded number of them', () => {
    const fault = { code: 'config-value', message: 'a | b is wrong.', remedy: 'Mend it.' };
    expect(renderFaults([{ ...fault, file: 'config/production.yaml', line: 5 }, fault])).toBe(
      `## 🛑 Nothing was done: the configuration has 2 faults

- \`config-value\` config/production.yaml, line 5<br>a \\| b is wrong. Mend it.
- \`config-value\`<br>a \\| b is wrong. Mend it.
`,
    );
    expect(renderFaults([{ ...fault, remedy: 'Run `state rebuild`.' }])).toContain(
      'has 1 fault\n\n- `config-value`<br>a \\| b is wrong. Run `state rebuild`.\n',
    );
    const many = renderFaults(Array.from({ length: 400 }, () => fault));
    expect(many.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(50);
    expect(many).toContain('and 350 more; all of them are annotations');
  });
});

describe('the job summary', () => {
  it('begins with the verdict and the next attempt', () => {
    expect(renderSummary(FULL).split('\n\n').slice(0, 2)).toEqual([
      '## ⚠️ 1 transcript done, 1 failed, 1 deferred, 12 pending, 1 skipped · next attempt 2026-11-25 08:07 UTC',
      // Never "in two hours": a summary is kept, and read at any time.
      'The quota is used up for now. It goes on with the first scheduled run after 2026-11-25 08:07 UTC.',
    ]);
    expect(renderSummary(reportOf())).toMatch(/^## ✅ Nothing to do\n/);
    // What was planned only must not look like work that is done or begun.
    const dry = { mode: 'dry-run' };
    const counts = { completed: 0, failed: 0, deferred: 0, pending: 3, skipped: 0 };
    expect(renderSummary(reportOf({ ...dry, counts }))).toMatch(
      /^## ⏳ Dry run: 3 pending\n\nNothing was spent or written\./u,
    );
    expect(renderSummary(reportOf(dry))).toMatch(/^## ✅ Dry run: nothing to do\n/u);
    expect(
      renderSummary(
        reportOf({ counts: { completed: 3, failed: 0, deferred: 0, pending: 0, skipped: 0 } }),
      ),
    ).toMatch(/^## ✅ 3 transcripts done\n/);
    const fault = {
      code: 'state-unreadable',
      message: 'state/quota.json is broken.',
      remedy: 'Restore a backup.',
    };
    expect(renderSummary(reportOf({ fault }))).toMatch(
      /^## 🛑 Stopped by a fault: nothing done\n\n> `state-unreadable` state\/quota\.json is broken\.\n>\n> Restore a backup\./,
    );
  });

  it('links the transcripts and tells lengths, speakers, coverage, requests and tokens', () => {
    expect(renderSummary(FULL)).toContain(
      '| [Why tea cools](https://github.com/owner/name/blob/main/transcripts/kettle/2026-11-24-why-tea-cools.md)<br>kettle | 1 h 02 min | Mara, Edwin | 99.9 % | 6 | 118.4k + 15.2k |',
    );
    expect(
      renderSummary({ ...FULL, completed: [episodeOf({ chunksKept: 3, requests: 2 })] }),
    ).toContain('| 2 (+3 kept) |');
  });

  it('says what waits and why, and what has failed with the way out', () => {
    const text = renderSummary(FULL);
    expect(text).toContain(
      "- 1 episode: today's quota is used up; not before 2026-11-25 08:00 UTC\n- 1 of them begun: their finished parts are kept",
    );
    expect(text).toContain(
      "| Boats<br>kettle | today's quota is used up (2 of 5 parts kept) | 2026-11-25 08:00 UTC |",
    );
    expect(text).toContain(
      '- **Broken** · kettle<br>`audio-not-found` The audio answered 404. Check the feed.<br>2 tries; tried again by itself, 2026-11-24 12:00 UTC',
    );
    expect(text).toContain(
      '| `ab12cd34` gemini-flash-latest<br>until 2026-11-25 08:00 UTC: requests a day | 20 of 20 |',
    );
    expect(text).toContain(
      '13 episodes, about 13 h 00 min of audio and 78 requests: done about **2026-11-28 09:00 UTC**. 20 requests a day.\n',
    );
    expect(text).toContain('| Kettle<br>████░░░░░░ 38 % | 8 of 21 |');
  });

  it('says of a short backlog that it is under a minute, not about so', () => {
    const forecast = { episodes: 2, audioSec: 20, requests: 2 };
    expect(renderSummary({ ...FULL, forecast })).toContain(
      '2 episodes, under a minute of audio and 2 requests:',
    );
  });

  it('gives the fields of the form and the commands that try the failed episodes again', () => {
    const text = renderSummary(FULL);
    expect(text).toContain(
      '[Run workflow](https://github.com/owner/name/actions/workflows/transcribe.yml): choose the mode `retry-failed`.',
    );
    // What the field `episodes` of the form takes: ids with blanks between them, on one line.
    expect(text).toContain('```text\nfedcba9876543210\n```');
    expect(text).toContain(
      'gh workflow run transcribe.yml --repo owner/name --ref main -f mode=retry-failed\n',
    );
    expect(text).toContain("  -f episodes='fedcba9876543210'\n");
  });

  it('repeats what the form was filled in with, for a form and for a shell', () => {
    const feeds = ['https://a.example/feed?a=1&b=2', "https://b.example/it's|`x`.xml"];
    const form = { config: 'config/one `a`.yaml', feeds, hiddenFeeds: 0 };
    const text = renderSummary({ ...FULL, form });
    expect(text).toContain('and write ``config/one `a`.yaml`` into **config**.');
    expect(text).toContain(`Paste into **feeds**:\n\n\`\`\`text\n${feeds.join(' ')}\n\`\`\``);
    const given =
      "-f mode=retry-failed -f config='config/one `a`.yaml' -f feeds='https://a.example/feed?a=1&b=2 https://b.example/it'\\''s|`x`.xml'";
    expect(text).toContain(`${given}\n`);
    expect(text).toContain(`${given} \\\n  -f episodes='fedcba9876543210'\n`);
    expect(text).not.toContain('secret');
  });

  it.each([
    [{ feeds: [], hiddenFeeds: 1 }, 'the address of this run that holds a secret: it is not'],
    [{ feeds: [], hiddenFeeds: 2 }, 'the 2 addresses of this run that hold a secret: they are not'],
    [{ feeds: ['x'.repeat(9_000)], hiddenFeeds: 1 }, 'the list that this run had: it is too long'],
  ])('says which feeds it cannot repeat: %#', (form, words) => {
    const text = renderSummary({ ...FULL, form });
    expect(text).toContain(words);
    expect(text).not.toContain('-f feeds');
  });

  it.each([
    ['https://ghe.example/owner/name', 'main', '--repo ghe.example/owner/name --ref main -f'],
    ["https://github.com/owner/name'; rm", 'main', 'transcribe.yml --ref main -f'],
    ['https://github.com/owner/name', 'a b;c', '--repo owner/name -f'],
    ['https://github.com/owner/name', '-rf', '--repo owner/name -f'],
  ])('puts nothing into a command that a shell would read: %s, %s', (url, branch, command) => {
    const text = renderSummary({
      ...FULL,
      repository: { url, branch, workflow: "x';y.yml" },
    });
    expect(text).toContain(
      `gh workflow run ${command.startsWith('t') ? '' : 'transcribe.yml '}${command}`,
    );
  });

  it('says what fails before what was done, and how often each cause came', () => {
    const failures = ['a', 'b', 'b', 'b', 'c', 'c'].map((code, at) => ({
      ...FULL.failures[0]!,
      id: at.toString(16).padStart(16, '0'),
      problem: { code, message: 'm', remedy: 'r' },
    }));
    const text = renderSummary({ ...FULL, failures });
    expect(text.indexOf('### Failed')).toBeLessThan(text.indexOf('### Done'));
    expect(text).toContain('3 × `b`, 2 × `c`, 1 × `a`');
    expect(text).toContain('<summary>3 more</summary>');
  });

  it('counts what waits by its reason', () => {
    const waiting = Array.from({ length: 20 }, (_, at) => ({
      ...FULL.waiting[0]!,
      reason: at < 12 ? 'quota' : `reason ${at}`,
      ...(at === 0 ? { notBefore: Date.UTC(2026, 10, 25, 7) } : {}),
    }));
    const text = renderSummary({ ...FULL, waiting });
    expect(text).toContain('- 12 episodes: quota; not before 2026-11-25 07:00 UTC');
    expect(text).toContain('- 4 episodes for other reasons');
    const sentence = { ...waiting[0]!, reason: 'x answered 404: there is no such file.' };
    expect(renderSummary({ ...FULL, waiting: [sentence] })).toContain(
      ': there is no such file; not before',
    );
    const { notBefore: _now, ...soon } = waiting[5]!;
    expect(renderSummary({ ...FULL, waiting: [...waiting.slice(0, 5), soon] })).toContain(
      '- 6 episodes: quota\n',
    );
  });

  it('keeps every open table within two columns: a phone shows no more', () => {
    const open = renderSummary(FULL).replaceAll(/<details>[^]*?<\/details>/g, '');
    const columns = open
      .split('\n')
      .filter((line) => line.startsWith('| ---') || line.startsWith('|-'));
    expect(columns.length).toBeGreaterThan(1);
    for (const line of columns) expect(line.split('---').length - 1).toBeLessThanOrEqual(2);
  });

  it('names the shows with the most left first, a few of them openly', () => {
    const shows = Array.from({ length: 500 }, (_, at) => ({
      show: `s${at}`,
      title: `Show ${at}`,
      done: at,
      wanted: 499,
    }));
    const text = renderSummary(reportOf({ shows }));
    expect(text.indexOf('Show 0<br>')).toBeLessThan(text.indexOf('Show 1<br>'));
    expect(text).toContain('<summary>192 of 492 more shows</summary>');
    expect(text).toContain('and 300 more; all of them are in the report');
  });

  it('never says all or nothing of a show that is in between', () => {
    const bars = [
      [0, 300],
      [1, 300],
      [299, 300],
      [300, 300],
    ].map(([done, wanted]) => {
      const text = renderSummary(
        reportOf({ shows: [{ show: 's', title: 'S', done: done!, wanted: wanted! }] }),
      );
      return /[█░]+ \d+ %/.exec(text)?.[0];
    });
    expect(bars).toEqual([
      '░░░░░░░░░░ 0 %',
      '█░░░░░░░░░ 0 %',
      '█████████░ 99 %',
      '██████████ 100 %',
    ]);
  });

  it('stays below 1 MiB for 5,000 episodes, and says how many are left out', () => {
    const nasty = '@|<#'.repeat(200);
    const many = Array.from({ length: 5_000 }, (_, at) => at);
    const text = renderSummary({
      ...FULL,
      completed: many.map((at) =>
        episodeOf({
          title: `${at} ${nasty}`,
          show: nasty,
          speakers: [nasty, nasty],
          warnings: [nasty],
        }),
      ),
      waiting: many.map((at) => ({ show: nasty, id: ID, title: `${at} ${nasty}`, reason: nasty })),
      failures: many.map((at) => ({
        show: nasty,
        id: at.toString(16).padStart(16, '0'),
        title: nasty,
        problem: { code: nasty, message: nasty, remedy: nasty },
        retryable: false,
        attempts: 1,
      })),
      skipped: many.map(() => ({ show: nasty, title: nasty, reason: nasty })),
      feedFailures: many.map(() => ({
        show: nasty,
        problem: { code: nasty, message: nasty, remedy: nasty },
      })),
      shows: many.map((at) => ({ show: nasty, title: nasty, done: at, wanted: 5_000 })),
      quota: many.map(() => ({ key: nasty, model: nasty, requestsToday: 1 })),
      warnings: many.map(() => nasty),
    });
    expect(new TextEncoder().encode(text).length).toBeLessThan(1_048_576);
    expect(text).toMatch(/and 4,\d{3} more; all of them are in the report/);
    const plain = renderSummary({ ...FULL, completed: many.map(() => episodeOf()) });
    expect(plain).toContain('<summary>200 of 5,000, with speakers');
    expect(plain).toContain('and 4,800 more');
    const failures = many.flatMap(() => FULL.failures);
    expect(renderSummary({ ...FULL, failures })).toContain('<summary>197 of 4,997 more</summary>');
    const few = { ...FULL, completed: many.slice(0, 12).map(() => episodeOf()) };
    expect(renderSummary(few)).toContain('<summary>All 12, with speakers');
  });

  it('holds no element, link or mention that hostile text made', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const problem = { code: text, message: text, remedy: text };
        const page = html(
          renderSummary({
            ...FULL,
            runId: text,
            mode: text,
            shard: text,
            completed: [
              episodeOf({
                title: text,
                show: text,
                speakers: [text],
                warnings: [text],
                transcripts: [text],
              }),
            ],
            waiting: [{ show: text, id: text, title: text, reason: text }],
            failures: [
              { show: text, id: text, title: text, problem, retryable: false, attempts: 1 },
            ],
            skipped: [{ show: text, title: text, reason: text }],
            feedFailures: [{ show: text, problem }],
            shows: [{ show: text, title: text, done: 1, wanted: 2 }],
            quota: [{ key: text, model: text, requestsToday: 1, exhaustedUntil: 5, reason: text }],
            forecast: { episodes: 1, audioSec: 1, requests: 1, basis: text },
            warnings: [text],
            commitSha: text,
            form: { config: text, feeds: [text, text], hiddenFeeds: 1 },
            fault: problem,
          }),
        ).replace(/<!-- -->/g, '');
        const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag));
        for (const tag of tags) {
          expect([
            'br',
            'h2',
            'h3',
            'p',
            'strong',
            'a',
            'ul',
            'li',
            'blockquote',
            'table',
            'thead',
            'tbody',
            'tr',
            'th',
            'td',
            'code',
            'pre',
            'sub',
            'br',
            'b',
            'details',
            'summary',
          ]).toContain(tag);
        }
        for (const [, href] of page.matchAll(/href="([^"]*)"/g))
          expect(href).toMatch(
            /^https:\/\/github\.com\/owner\/name\/(blob\/main\/|actions\/workflows\/transcribe\.yml$)/,
          );
        expect([...page.matchAll(/<br/g)]).toHaveLength(8);
        expect([...page.matchAll(/<td/g)].length).toBe(6 + 2 + 3 + 2 + 2);
        expect([...page.matchAll(/<li/g)].length).toBe(1 + 1 + 1 + 1 + 1);
      }),
      { numRuns: 300 },
    );
  });

  it('puts no warning sign at an episode for its music, and one for what is doubtful', () => {
    const line = (warnings: readonly string[]): string =>
      renderSummary(reportOf({ completed: [episodeOf({ warnings: [...warnings] })] }))
        .split('\n')
        .filter((one) => one.includes('⚠️'))
        .join('\n');
    expect(
      line([
        'no speech was found from 0:00 to 0:30',
        'no words, and what sounds like music or noise, from 9:00 to 9:40',
      ]),
    ).toBe('');
    expect(line(['no usable words from 1:00 to 1:30'])).toContain('no usable words');
  });
});
