import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReply } from '../../src/transcript/read-reply.ts';
import { cleanLine } from '../../src/transcript/words.ts';
import { hhmmss, mmss } from '../sandbox/gemini-answer.ts';

interface Line {
  readonly atSec: number;
  readonly speaker: string;
  readonly text: string;
}
type Write = (lines: readonly Line[]) => string;

const DURATION_SEC = 900;

/** What looks like something else than words. */
const HOSTILE = [
  '10:30',
  '1:1',
  '1984',
  'John 3:16',
  'Note: this',
  'First: money',
  'so I said: no',
  'https://a.example/b:c',
  '-->',
  'a < b and c > d',
  'R&D',
  '&amp;',
  '<v',
  '{y}',
  '"x"',
  '“yes”',
  '(laughs)',
  '[laughs]',
  '(at 9:15)',
  'NOTE',
  'STYLE',
  '2 * 3 * 4',
  'f***',
  'snake_case_word',
  '#1',
  '1.',
  '-5',
  '- and',
  '5%',
  '—',
  '…',
  '65s',
  '1m05s',
  'a\u0301',
  '👩‍🚀',
  'שלום',
  'مرحبا ٣',
  'ما\u200cلا',
  '你好：世界',
  '（笑）',
  'お茶、です。',
  'Host',
  'Speaker 1',
] as const;
const SPEAKERS = [
  'Host',
  'Guest',
  'Speaker 1',
  'Speaker 2',
  'Mara Lind',
  'Edwin',
  'Dr. Okafor',
  'Ludwig van Beek',
  'José',
  '美咲',
  '主持人',
  'المضيف',
  'דובר 1',
  'Ведущий',
  '진행자',
] as const;

const plainWord = fc.stringMatching(/^[a-zäöü]{1,9}$/u);
const word = fc.oneof(plainWord, fc.constantFrom(...HOSTILE));
const text = fc
  .tuple(fc.array(word, { maxLength: 10 }), plainWord, fc.constantFrom('.', '?', '!', '', '。'))
  .map(([words, last, end]) => cleanLine([...words, `so ${last}`].join(' ')) + end);
const lines: fc.Arbitrary<readonly Line[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 30 }),
      speaker: fc.constantFrom(...SPEAKERS),
      text,
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((some) => {
    let atSec = 0;
    return some.map(({ gap, ...rest }) => ({ ...rest, atSec: (atSec += gap) }));
  });

const digitsFrom = (zero: number, stamp: string): string =>
  stamp.replace(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)));
const letters = (sec: number): string =>
  `${Math.floor(sec / 60)}m${String(sec % 60).padStart(2, '0')}s`;
const each =
  (one: (line: Line, at: number) => string, glue = '\n'): Write =>
  (some) =>
    some.map(one).join(glue);
const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const asked = each((one) => `[${mmss(one.atSec)}] ${one.speaker}: ${one.text}`);
const json =
  (of: (line: Line, at: number) => unknown): Write =>
  (some) =>
    JSON.stringify(some.map(of));

const NOTATIONS: Readonly<Record<string, Write>> = {
  'as asked': asked,
  hours: each((one) => `[${hhmmss(one.atSec)}] ${one.speaker}: ${one.text}`),
  ranges: each(
    (one) => `[${mmss(one.atSec)} - ${mmss(one.atSec + 1)}] ${one.speaker}: ${one.text}`,
  ),
  'a byte order mark': (some) => `\ufeff${asked(some)}`,
  'right to left': each(
    (one) => `\u200f[${mmss(one.atSec)}]\u200f ${one.speaker}\u200f: ${one.text}`,
  ),
  embedded: each((one) => `\u202b[${mmss(one.atSec)}]\u202c ${one.speaker}: ${one.text}`),
  'Arabic digits': each(
    (one) => `[${digitsFrom(0x660, mmss(one.atSec))}] ${one.speaker}: ${one.text}`,
  ),
  'Thai digits': each(
    (one) => `[${digitsFrom(0xe50, mmss(one.atSec))}] ${one.speaker}: ${one.text}`,
  ),
  'full width': each(
    (one) =>
      `【${digitsFrom(0xff10, mmss(one.atSec)).replace(':', '：')}】${one.speaker}：${one.text}`,
  ),
  'round brackets': each((one) => `(${mmss(one.atSec)}) ${one.speaker}: ${one.text}`),
  letters: each((one) => `[${letters(one.atSec)}] ${one.speaker}: ${one.text}`),
  seconds: each((one) => `[${one.atSec}s] ${one.speaker}: ${one.text}`),
  numbers: each((one, at) => `${at + 1}. [${mmss(one.atSec)}] ${one.speaker}: ${one.text}`),
  bullets: each((one) => `- [${mmss(one.atSec)}] ${one.speaker}: ${one.text}`),
  emphasis: each((one) => `**[${mmss(one.atSec)}] ${one.speaker}:** ${one.text}`),
  'speakers in brackets': each((one) => `[${mmss(one.atSec)} ${one.speaker}] ${one.text}`),
  'times behind speakers': each((one) => `${one.speaker} [${mmss(one.atSec)}]: ${one.text}`),
  'lines of their own': each((one) => `[${mmss(one.atSec)}]\n${one.speaker}: ${one.text}`),
  'empty lines': each((one) => `[${mmss(one.atSec)}] ${one.speaker}: ${one.text}`, '\n\n'),
  'carriage returns': each((one) => `[${mmss(one.atSec)}] ${one.speaker}: ${one.text}`, '\r\n'),
  'one line': each((one) => `[${mmss(one.atSec)}] ${one.speaker}: ${one.text}`, ' '),
  'breaks as signs': each((one) => `[${mmss(one.atSec)}] ${one.speaker}: ${one.text}`, '\\n'),
  fence: (some) => `Here is the transcript:\n\`\`\`\n${asked(some)}\n\`\`\`\nAnything else?`,
  'a table': (some) =>
    `| Time | Speaker | Text |\n|---|---|---|\n${some.map((one) => `| ${mmss(one.atSec)} | ${one.speaker} | ${one.text} |`).join('\n')}`,
  tabs: each((one) => `${mmss(one.atSec)}\t${one.speaker}\t${one.text}`),
  WebVTT: (some) =>
    `WEBVTT\n\n${some.map((one) => `${hhmmss(one.atSec)}.000 --> ${hhmmss(one.atSec + 1)}.000\n<v ${one.speaker}>${escaped(one.text)}</v>\n`).join('\n')}`,
  SubRip: each(
    (one, at) =>
      `${at + 1}\n${hhmmss(one.atSec)},000 --> ${hhmmss(one.atSec + 1)},000\n${one.speaker}: ${escaped(one.text)}\n`,
  ),
  JSON: json((one) => ({ speaker: one.speaker, timestamp: mmss(one.atSec), content: one.text })),
  'JSON in milliseconds': json((one) => ({
    start_ms: one.atSec * 1_000,
    text: one.text,
    speaker: one.speaker,
  })),
  'JSON with nested words': json((one) => ({
    start: one.atSec,
    speaker: { name: one.speaker },
    text: one.text,
    words: one.text.split(' ').map((part, at) => ({ word: part, start: one.atSec + at / 100 })),
  })),
  'JSON around lines': (some) => JSON.stringify({ transcript: asked(some) }),
  'a JSON string': (some) => JSON.stringify(asked(some)),
  'a list of lines': json((one) => asked([one])),
};

const said = (some: readonly { readonly speaker?: string; readonly text: string }[]): unknown =>
  some.map((one) => [one.speaker, one.text]);

describe('a transcript in any notation', () => {
  for (const [name, write] of Object.entries(NOTATIONS)) {
    it(`reads back to its seconds, speakers and words: ${name}`, () => {
      fc.assert(
        fc.property(lines, (some) => {
          const reply = write(some);
          const { segments } = readReply(reply, { durationSec: DURATION_SEC });
          expect([reply, said(segments)]).toEqual([reply, said(some)]);
          expect(segments.map(({ startSec }) => startSec)).toEqual(some.map(({ atSec }) => atSec));
        }),
        { numRuns: 60 },
      );
    });
  }

  it('keeps its words and speakers without any time, and says that its times are guessed', () => {
    fc.assert(
      fc.property(lines, (some) => {
        const reply = each((one) => `${one.speaker}: ${one.text}`)(some);
        const { segments, stamps } = readReply(reply, { durationSec: DURATION_SEC });
        expect([reply, said(segments)]).toEqual([reply, said(some)]);
        expect(stamps).toMatchObject({
          stamped: 0,
          guessed: [{ startSec: 0, endSec: DURATION_SEC }],
        });
        // Over all of the audio, in order.
        const starts = segments.map(({ startSec }) => startSec);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });
});
