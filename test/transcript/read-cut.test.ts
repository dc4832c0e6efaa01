import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { untilCut } from '../../src/transcript/read-cut.ts';
import { readReply } from '../../src/transcript/read-reply.ts';
import type { Segment } from '../../src/transcript/types.ts';
import { hhmmss, mmss } from '../sandbox/gemini-answer.ts';

/** An utterance of a valid reply. */
interface Line {
  readonly atSec: number;
  readonly speaker: string;
  readonly text: string;
}

const DURATION_SEC = 900;

const word = fc.oneof(
  fc.constantFrom('well', 'I', 'no', 'und', 'größer', 'naïve', 'чай', 'お茶', 'شاي', '😀', '10:30'),
  fc.constantFrom('1999', 'e.g.', '“yes”', "don't", 'a/b', '3.5', '&', 'R&D', '5%', '—', '…'),
  fc.stringMatching(/^[a-z]{1,9}$/u),
);
const text = fc
  .tuple(fc.stringMatching(/^[A-Z][a-z]{1,7}$/u), fc.array(word, { maxLength: 12 }))
  .chain(([first, rest]) =>
    fc.constantFrom('.', '?', '!').map((end) => `${[first, ...rest].join(' ')} so${end}`),
  );
const speaker = fc.constantFrom('Mara', 'Edwin Roe', 'Dr. Jörg', 'Speaker 2', 'Host', '美咲');
/** Utterances in order, a second apart at least. */
const lines: fc.Arbitrary<readonly Line[]> = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 60 }), speaker, text }), {
    minLength: 1,
    maxLength: 14,
  })
  .map((some) => {
    let atSec = 0;
    return some.map(({ gap, ...rest }) => ({ ...rest, atSec: (atSec += gap) }));
  });

function quoted(line: Line, key: string): string {
  return JSON.stringify({ speaker: line.speaker, timestamp: mmss(line.atSec), [key]: line.text });
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Every grammar that is taken, as a valid reply writes it. */
const GRAMMARS: Readonly<Record<string, (some: readonly Line[]) => string>> = {
  lines: (some) => some.map((one) => `[${mmss(one.atSec)}] ${one.speaker}: ${one.text}\n`).join(''),
  'hours, minutes and seconds': (some) =>
    some.map((one) => `[${hhmmss(one.atSec)}] ${one.speaker}: ${one.text}\n`).join(''),
  'fractions of seconds': (some) =>
    some.map((one) => `[${mmss(one.atSec)}.250] ${one.speaker}: ${one.text}\n`).join(''),
  'a fence': (some) => `\`\`\`text\n${GRAMMARS['lines']?.(some)}\`\`\`\n`,
  'all on one line': (some) =>
    some.map((one) => `[${mmss(one.atSec)}] ${one.speaker}: ${one.text}`).join(' '),
  'full-width signs': (some) =>
    some
      .map((one) => `【${mmss(one.atSec).replace(':', '：')}】${one.speaker}：${one.text}\n`)
      .join(''),
  'marks of direction': (some) =>
    some.map((one) => `\u200f[${mmss(one.atSec)}]\u200f ${one.speaker}: ${one.text}\n`).join(''),
  'WebVTT with voices': (some) =>
    `WEBVTT\n\n${some
      .map(
        (one, at) =>
          `${at + 1}\n${hhmmss(one.atSec)}.000 --> ${hhmmss(one.atSec + 1)}.000\n<v ${one.speaker}>${escaped(one.text)}</v>\n`,
      )
      .join('\n')}`,
  'SubRip with speakers': (some) =>
    some
      .map(
        (one, at) =>
          `${at + 1}\n${hhmmss(one.atSec)},000 --> ${hhmmss(one.atSec + 1)},000\n${one.speaker}: ${one.text}\n`,
      )
      .join('\n'),
  'a JSON array': (some) => `[${some.map((one) => quoted(one, 'content')).join(',')}]`,
  'a JSON array over several lines': (some) =>
    JSON.stringify(
      some.map((one) => ({ content: one.text, speaker: one.speaker, timestamp: mmss(one.atSec) })),
      undefined,
      2,
    ),
  'objects, one a line, times as numbers': (some) =>
    some
      .map(
        (one) =>
          `${JSON.stringify({ start: one.atSec, end: one.atSec + 1, text: one.text, speaker: one.speaker })}\n`,
      )
      .join(''),
};

function read(reply: string): readonly Segment[] {
  return readReply(reply, { durationSec: DURATION_SEC }).segments;
}

/** Text of a reply of which only so many bytes came: half a character is a sign of its own. */
function cutAt(reply: string, bytes: number): string {
  return new TextDecoder().decode(new TextEncoder().encode(reply).subarray(0, bytes));
}

/** Why the segments of a cut reply are no beginning of the whole one's; undefined when they are. */
function fault(part: readonly Segment[], whole: readonly Segment[]): string | undefined {
  if (part.length > whole.length) return `${part.length} segments of ${whole.length}`;
  for (const [at, one] of part.entries()) {
    const same = whole[at];
    const last = at === part.length - 1;
    if (same === undefined) return 'a segment of its own';
    if (last ? !same.text.startsWith(one.text) : same.text !== one.text) {
      return `“${one.text}” in place of “${same.text}”`;
    }
    // Words whose speaker was cut off are kept, as nobody's.
    const nobody = last && one.speaker === undefined;
    if (!nobody && one.speaker !== same.speaker)
      return `${one.speaker} in place of ${same.speaker}`;
    if (!last && one.startSec !== same.startSec) {
      return `at ${one.startSec} in place of ${same.startSec}`;
    }
  }
  return undefined;
}

describe('a reply that is cut off', () => {
  for (const [name, write] of Object.entries(GRAMMARS)) {
    it(`is read up to the cut, wherever it falls: ${name}`, () => {
      fc.assert(
        fc.property(lines, fc.nat(), (some, at) => {
          const reply = write(some);
          const whole = read(reply);
          expect(whole.map((one) => [one.speaker, one.text])).toEqual(
            some.map((one) => [one.speaker, one.text]),
          );
          const bytes = new TextEncoder().encode(reply).length;
          const cut = cutAt(reply, at % (bytes + 1));
          expect([cut.slice(-80), fault(read(untilCut(cut)), whole)]).toEqual([
            cut.slice(-80),
            undefined,
          ]);
        }),
        { numRuns: 120 },
      );
    });

    it(`loses at most the utterance that is cut: ${name}`, () => {
      fc.assert(
        fc.property(lines, fc.nat(), (some, at) => {
          const reply = write(some);
          const end = at % (reply.length + 1);
          const complete = some.filter(
            (_line, index) => write(some.slice(0, index + 1)).length <= end,
          );
          const kept = read(untilCut(reply.slice(0, end)));
          expect(kept.length).toBeGreaterThanOrEqual(complete.length - 1);
        }),
        { numRuns: 60 },
      );
    });
  }
});

describe('whatever is cut off', () => {
  it.each([
    ['half characters', `${'\ufffd'.repeat(500_000)}a`],
    ['open tags', `-->\n${'<'.repeat(500_000)}`],
    ['references', `-->\n${'&a'.repeat(250_000)}`],
    ['a line without end', 'a '.repeat(500_000)],
    ['times', '[00:01] '.repeat(100_000)],
  ])('costs little time: %s', (_, reply) => {
    const began = performance.now();
    expect(untilCut(reply).length).toBeLessThanOrEqual(reply.length);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
