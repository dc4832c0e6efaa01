import { describe, expect, it } from 'vitest';
import { splice } from '../../src/transcript/splice.ts';
import type { Segment } from '../../src/transcript/types.ts';

type Row = readonly [startSec: number, endSec: number, speaker: string, text: string];

function segments(rows: readonly Row[]): Segment[] {
  return rows.map(([startSec, endSec, speaker, text]) => ({ startSec, endSec, speaker, text }));
}

/** Kept words around a hole from 100 to 140; the audio that is asked about is from 90 to 146. */
const KEPT: readonly Row[] = [
  [80, 92, 'Mara', 'It was the day of the fair and all of us wanted to see it.'],
  [92, 100, 'Mara', 'And then my brother said that he would rather stay at home with the dog.'],
  [140, 148, 'Edwin', 'So in the end it was only the two of us on the boat that morning.'],
];

const MIDDLE: readonly Row[] = [
  [101, 120, 'Edwin', 'Nobody had expected that at all.'],
  [120, 139, 'Mara', 'It rained the whole day long.'],
];

function spliced(
  answer: readonly Row[],
  kept: readonly Row[] = KEPT,
): { lines: string[]; doubts: number; met: boolean; added: number } {
  const done = splice(
    segments(kept),
    { startSec: 100, endSec: 140 },
    { startSec: 90, endSec: 146 },
    segments(answer),
  );
  return {
    lines: done.segments.map(({ speaker, text }) => `${speaker}: ${text}`),
    doubts: done.unsure.length,
    met: done.met,
    added: done.added,
  };
}

const RIGHT = [...KEPT.slice(0, 2), ...MIDDLE, KEPT[2]!].map(
  ([, , speaker, text]) => `${speaker}: ${text}`,
);

describe('an answer that is put into a hole', () => {
  it.each<[string, readonly Row[]]>([
    ['the same words', [KEPT[1]!, ...MIDDLE, KEPT[2]!]],
    [
      'words left out and put in before both joins',
      [
        [92, 100, 'Mara', 'And my brother said uh that he would stay home with the dog.'],
        ...MIDDLE,
        [140, 146, 'Edwin', 'So in the end it was you know only two of us'],
      ],
    ],
    [
      'a word that the cut split at either end',
      [
        [90, 92, 'Mara', 'nted to see it.'],
        KEPT[1]!,
        ...MIDDLE,
        [140, 146, 'Edwin', 'So in the end it was only the tw'],
      ],
    ],
    [
      'numbers, and words written as two',
      [
        [
          92,
          100,
          'Mara',
          'And then my bro ther said that he would rather stay at home withthe dog.',
        ],
        ...MIDDLE,
        [140, 146, 'Edwin', 'So in the end it was only the 2 of us'],
      ],
    ],
    [
      'lines that are broken elsewhere',
      [
        [91, 94, 'Mara', 'see it. And then my brother said'],
        [94, 100, 'Mara', 'that he would rather stay at home with the dog.'],
        ...MIDDLE,
        [140, 142, 'Edwin', 'So in the end'],
        [142, 146, 'Edwin', 'it was only the two of us on'],
      ],
    ],
    [
      'stamps that are off by two and a half seconds',
      [
        [89.5, 97.5, 'Mara', KEPT[1]![3]],
        [98.5, 117.5, 'Edwin', MIDDLE[0]![3]],
        [122.5, 141.5, 'Mara', MIDDLE[1]![3]],
        [142.5, 146, 'Edwin', KEPT[2]![3]],
      ],
    ],
    [
      'voices under other numbers',
      [
        [92, 100, 'Speaker 2', KEPT[1]![3]],
        [101, 120, 'Speaker 1', MIDDLE[0]![3]],
        [120, 139, 'Speaker 2', MIDDLE[1]![3]],
        [140, 146, 'Speaker 1', KEPT[2]![3]],
      ],
    ],
    [
      'voices that are swapped',
      [
        [92, 100, 'Edwin', KEPT[1]![3]],
        [101, 120, 'Mara', MIDDLE[0]![3]],
        [120, 139, 'Edwin', MIDDLE[1]![3]],
        [140, 146, 'Mara', KEPT[2]![3]],
      ],
    ],
    [
      'no words of the audio around it',
      [
        [104, 120, 'Edwin', MIDDLE[0]![3]],
        [120, 134, 'Mara', MIDDLE[1]![3]],
      ],
    ],
  ])('has each word once: %s', (_name, answer) => {
    const { lines, doubts } = spliced(answer);
    expect(lines).toEqual(RIGHT);
    expect(doubts).toBe(0);
  });

  it('takes the answer for a last word that it hears otherwise', () => {
    const { lines, doubts, added } = spliced([
      [92, 100, 'Mara', 'And then my brother said he would rather stay home with the doggy.'],
      ...MIDDLE,
      [140, 146, 'Edwin', 'In the end it was only two of us'],
    ]);
    expect(lines[1]).toMatch(/^Mara: And then my brother said that he .* with the doggy\.$/);
    expect(lines.at(-1)).toBe(RIGHT.at(-1));
    expect(lines).toHaveLength(5);
    expect({ doubts, added }).toEqual({ doubts: 0, added: 12 });
  });

  it('does not jump to another place where the same words are said', () => {
    const again = 'at home with the dog, at home with the dog, I said.';
    const { lines } = spliced([
      KEPT[1]!,
      [101, 110, 'Edwin', `Oh, ${again}`],
      [130, 139, 'Mara', 'So in the end it was only the two of us, she said.'],
      KEPT[2]!,
    ]);
    expect(lines.slice(2, 4)).toEqual([
      `Edwin: Oh, ${again}`,
      'Mara: So in the end it was only the two of us, she said.',
    ]);
    expect(lines).toHaveLength(5);
  });

  it('adds nothing of an answer that has only what is kept, in somewhat other words', () => {
    const { lines, added } = spliced([
      [92, 100, 'Mara', 'And then my brother said he would rather stay home with the dog.'],
      [140, 146, 'Edwin', 'So in the end, only the two of us'],
    ]);
    expect(lines).toEqual([RIGHT[0], RIGHT[1], RIGHT[4]]);
    expect(added).toBe(0);
  });

  it('does not take one word for a meeting when the answer ends before the kept words begin', () => {
    // The line that stood there was a loop, and was taken out.
    const { lines, doubts } = spliced([KEPT[1]!, [134, 138, 'Mara', 'Nobody was sure so far.']]);
    expect(lines.slice(2)).toEqual(['Mara: Nobody was sure so far.', RIGHT[4]]);
    expect(doubts).toBe(0);
  });

  it('keeps what the answer passes over in silence, and says so', () => {
    const { lines, doubts } = spliced([
      [90, 92, 'Mara', 'all of us wanted to see it.'],
      ...MIDDLE,
      KEPT[2]!,
    ]);
    expect(lines).toEqual(RIGHT);
    expect(doubts).toBe(1);
  });

  it('says where nothing of both agrees though it must', () => {
    const { doubts, met } = spliced([
      [91, 100, 'Mara', 'Quite another sentence stands here, about cats.'],
      ...MIDDLE,
      [140, 146, 'Edwin', 'Finally, a few people sat alone'],
    ]);
    expect({ doubts, met }).toEqual({ doubts: 2, met: false });
  });

  it('joins languages without spaces sign by sign', () => {
    const kept: readonly Row[] = [
      [92, 100, 'Mara', '我们昨天早上在河边的市场看到了很多人。'],
      [140, 148, 'Edwin', '所以他们最后还是没有到港口去。'],
    ];
    const { lines, doubts } = spliced(
      [
        [92, 100, 'Mara', '昨天早上嗯在河边市场看见了很多人。'],
        [101, 139, 'Edwin', '老师的回答很简单。'],
        [140, 146, 'Edwin', '所以他们最后没有到港'],
      ],
      kept,
    );
    expect(lines).toEqual([
      `Mara: ${kept[0]![3]}`,
      'Edwin: 老师的回答很简单。',
      `Edwin: ${kept[1]![3]}`,
    ]);
    expect(doubts).toBe(0);
  });

  it('keeps segments in order when the answer ends in the middle of a kept one', () => {
    const { segments: all } = splice(
      segments([
        [140, 142, 'Mara', 'After the bottle over stone.'],
        [142, 148, 'Mara', 'Then more.'],
      ]),
      { startSec: 0, endSec: 140 },
      { startSec: 0, endSec: 146 },
      segments([
        [3, 30, 'Edwin', 'First of all.'],
        [144, 146, 'Mara', 'the bottle over stone. Then'],
      ]),
    );
    const starts = all.map(({ startSec }) => startSec);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  it('takes time in proportion to what is compared, not to the chunk', () => {
    const words = Array.from({ length: 9_000 }, (_, at) => `w${(at * 7_919) % 601}`);
    const line = (from: number, to: number): Row => [
      from,
      to,
      'Mara',
      words.slice(from * 5, to * 5).join(' '),
    ];
    const rows = Array.from({ length: 180 }, (_, at) => line(at * 10, at * 10 + 10));
    const kept = rows.filter(([startSec]) => startSec < 600 || startSec >= 1_200);
    const begun = performance.now();
    const { segments: all } = splice(
      segments(kept),
      { startSec: 600, endSec: 1_200 },
      { startSec: 580, endSec: 1_210 },
      segments(rows.filter(([startSec]) => startSec >= 580 && startSec < 1_210)),
    );
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(all.map(({ text }) => text).join(' ')).toBe(words.join(' '));
  });
});
