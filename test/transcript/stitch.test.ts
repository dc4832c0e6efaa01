import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stitch } from '../../src/transcript/stitch.ts';
import type { StitchPlan } from '../../src/transcript/stitch.ts';
import type { ChunkTranscript, Segment } from '../../src/transcript/types.ts';
import { diceOf, makeEpisode, replyText, rightLines, scriptOf, TONGUES } from './corpus-audio.ts';
import type { Dice, Episode, Line } from './corpus-audio.ts';
import { readReply } from '../../src/transcript/read-reply.ts';
import { tokensOf } from '../../src/transcript/words.ts';

type Row = readonly [startSec: number, speaker: string | undefined, text: string];

function chunkOf(
  index: number,
  span: readonly [number, number],
  rows: readonly Row[],
): ChunkTranscript {
  const segments: Segment[] = rows.map(([startSec, speaker, text], at) => ({
    startSec,
    endSec: rows[at + 1]?.[0] ?? span[1] - span[0],
    ...(speaker === undefined ? {} : { speaker }),
    text,
  }));
  return {
    index,
    startSec: span[0],
    endSec: span[1],
    segments,
    model: 'm',
    promptVersion: '1',
    finishReason: 'STOP',
    usage: { prompt: 0, output: 0, thoughts: 0 },
    requests: 1,
    warnings: [],
  };
}

function stitched(chunks: readonly ChunkTranscript[], plan: Partial<StitchPlan> = {}): string[] {
  const { segments } = stitch(chunks, { durationSec: 200, ...plan });
  return segments.map(({ startSec, speaker, text }) => `${startSec} ${speaker ?? '-'}: ${text}`);
}

/** Now and then a model repeats the end of the part before, which the request showed it. */
function withTail(lines: Line[], episode: Episode, cutSec: number, dice: Dice): Line[] {
  const [first] = lines;
  if (first === undefined || cutSec === 0 || dice.next() < 0.6) return lines;
  const said = episode.utterances.flatMap(({ words }) => words);
  const tail = said.filter(({ startSec, endSec }) => (startSec + endSec) / 2 < cutSec).slice(-40);
  if (tail.length < 30) return lines;
  const text = tail.map(({ word }) => word).join(episode.tongue.glue);
  return [{ sec: 0, speaker: first.speaker, text }, ...lines];
}

describe('joins', () => {
  it('adds the offsets of the chunks, in whatever order they come', () => {
    const first = chunkOf(
      0,
      [0, 100],
      [
        [1, 'Mara', 'One.'],
        [50, 'Edwin', 'Two.'],
      ],
    );
    const second = chunkOf(1, [100, 200], [[2, 'Mara', 'Three.']]);
    expect(stitched([second, first])).toEqual([
      '1 Mara: One.',
      '50 Edwin: Two.',
      '102 Mara: Three.',
    ]);
  });

  it('joins an utterance that a cut split', () => {
    const first = chunkOf(0, [0, 100], [[97, 'Mara', 'Most of it leaves with']]);
    const second = chunkOf(
      1,
      [100, 200],
      [
        [0, 'Mara', 'the steam.'],
        [4, 'Edwin', 'Yes.'],
      ],
    );
    expect(stitched([first, second])).toEqual([
      '97 Mara: Most of it leaves with the steam.',
      '104 Edwin: Yes.',
    ]);
  });

  it('does not join across speakers, finished sentences or silence', () => {
    const first = chunkOf(0, [0, 100], [[97, 'Mara', 'Most of it leaves']]);
    for (const row of [
      [0, 'Edwin', 'with the steam.'],
      [30, 'Mara', 'with the steam.'],
    ] as const) {
      expect(stitched([first, chunkOf(1, [100, 200], [row])])).toHaveLength(2);
    }
    const ended = chunkOf(0, [0, 100], [[97, 'Mara', 'Most of it leaves.']]);
    expect(
      stitched([ended, chunkOf(1, [100, 200], [[0, 'Mara', 'With the steam.']])]),
    ).toHaveLength(2);
  });

  it('does not join words to a mark of missing ones', () => {
    const first = chunkOf(0, [0, 100], [[90, undefined, '[inaudible 1:30–1:40]']]);
    const second = chunkOf(1, [100, 200], [[0, undefined, 'the steam.']]);
    expect(stitched([first, second])).toEqual(['90 -: [inaudible 1:30–1:40]', '100 -: the steam.']);
  });

  it('removes the tail of the request when the model repeats it', () => {
    const tail = 'the part that surprised me is that tea does not cool at a steady pace at all.';
    const first = chunkOf(0, [0, 100], [[90, 'Mara', `Here is ${tail}`]]);
    const second = chunkOf(
      1,
      [100, 200],
      [
        [0, 'Mara', `${tail} It falls quickly.`],
        [9, 'Edwin', 'Yes.'],
      ],
    );
    expect(stitched([first, second])).toEqual([
      `90 Mara: Here is ${tail}`,
      '100 Mara: It falls quickly.',
      '109 Edwin: Yes.',
    ]);
    const apart = chunkOf(
      1,
      [100, 200],
      [
        [0, 'Mara', 'at a steady pace at all.'],
        [1, 'Edwin', 'Yes.'],
      ],
    );
    expect(stitched([first, apart]).at(-1)).toBe('101 Edwin: Yes.');
    expect(stitched([first, apart])).toHaveLength(2);
  });

  it('keeps words that are truly said twice', () => {
    const first = chunkOf(0, [0, 100], [[95, 'Mara', 'Row, row, row your boat.']]);
    const second = chunkOf(
      1,
      [100, 200],
      [
        [0, 'Mara', 'Row, row, row your boat.'],
        [5, 'Edwin', 'Yes.'],
      ],
    );
    expect(stitched([first, second])).toHaveLength(3);
  });

  const oath = 'I swear to tell the truth the whole truth and nothing but the truth so help me';
  const tail =
    'the harbour was closed for the whole winter because the ice had come early and nobody could sail';

  it.each([
    ['word for word', tail],
    ['with another word in it', tail.replace('closed', 'shut')],
    ['without its last word', tail.replace(' sail', '.')],
    [
      'without a word in it, and another one at its end',
      tail.replace('whole ', '').replace('sail', 'go'),
    ],
  ])('removes an echo that has no time of its own: %s', (_name, echo) => {
    const first = chunkOf(0, [0, 100], [[90, 'Mara', `And so ${tail}`]]);
    const rows: Row[] = [
      [0, 'Mara', echo],
      [3, 'Edwin', 'New words come here now.'],
    ];
    const all = stitch([first, chunkOf(1, [100, 200], rows)], { durationSec: 200 });
    expect(all.segments.map(({ text }) => text).join(' ')).toMatch(
      /^And so the harbour .* could sail(?: go)? New words come here now\.$/,
    );
    expect(all.warnings).toEqual([]);
  });

  it('keeps what another voice says after the first when there is time for it, and says so', () => {
    const first = chunkOf(0, [0, 100], [[88, 'Mara', oath]]);
    const rows: Row[] = [
      [0, 'Edwin', oath],
      [8, 'Mara', 'Thank you.'],
    ];
    const chunks = [first, chunkOf(1, [100, 200], rows)];
    expect(stitched(chunks)).toEqual([
      `88 Mara: ${oath}`,
      `100 Edwin: ${oath}`,
      '108 Mara: Thank you.',
    ]);
    expect(stitch(chunks, { durationSec: 200 }).warnings).toEqual([
      '17 words at 1:40 repeat those before them',
    ]);
  });

  it('says where many words of one voice were taken for an echo though there is time for them', () => {
    const first = chunkOf(0, [0, 100], [[88, 'Mara', oath]]);
    const second = chunkOf(
      1,
      [100, 200],
      [
        [0, 'Mara', `${oath} God.`],
        [9, 'Edwin', 'Thank you.'],
      ],
    );
    const { segments, warnings } = stitch([first, second], { durationSec: 200 });
    expect(segments.map(({ text }) => text)).toEqual([`${oath} God.`, 'Thank you.']);
    expect(warnings).toEqual(['17 words at 1:40 that repeat those before them were left out']);
  });

  it('says which part of the audio no chunk covers', () => {
    const { warnings } = stitch([chunkOf(0, [0, 60], []), chunkOf(2, [120, 180], [])], {
      durationSec: 200,
    });
    expect(warnings).toEqual([
      'nothing was transcribed from 1:00 to 2:00',
      'nothing was transcribed from 3:00 to 3:20',
    ]);
  });

  it('loses and doubles no word of any episode, wherever it is cut, and stays in order inside the audio', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, count) => {
        const dice = diceOf(seed);
        const episode = makeEpisode(dice, dice.between(60, 600), dice.pick(TONGUES));
        const cuts = Array.from({ length: count - 1 }, () =>
          dice.between(5, episode.durationSec - 5),
        ).toSorted((a, b) => a - b);
        const bounds = [0, ...cuts, episode.durationSec];
        const chunks = bounds.slice(1).map((endSec, index) => {
          const startSec = bounds[index]!;
          const text = replyText(
            withTail(rightLines(episode, { startSec, endSec }, dice), episode, startSec, dice),
          );
          const { segments } = readReply(text, { durationSec: endSec - startSec });
          return { ...chunkOf(index, [startSec, endSec], []), segments };
        });
        const { segments } = stitch(chunks, { durationSec: episode.durationSec });
        expect(tokensOf(segments.map(({ text }) => text).join(' '))).toEqual(
          tokensOf(scriptOf(episode)),
        );
        let before = 0;
        for (const { startSec, endSec } of segments) {
          expect(startSec).toBeGreaterThanOrEqual(before);
          expect(endSec).toBeGreaterThan(startSec);
          expect(endSec).toBeLessThanOrEqual(episode.durationSec);
          before = startSec;
        }
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});

describe('speakers', () => {
  const people = [
    { name: 'Mara Lind', role: 'host' },
    { name: 'Edwin Okafor', role: 'guest' },
  ];
  function names(rows: readonly (readonly Row[])[], plan: Partial<StitchPlan>): string[] {
    const chunks = rows.map((part, index) => chunkOf(index, [index * 50, index * 50 + 50], part));
    const { segments } = stitch(chunks, { durationSec: rows.length * 50, ...plan });
    return segments.map(({ speaker }) => speaker ?? '-');
  }

  it('unites first names, spellings and roles with the names of the feed', () => {
    const rows: Row[][] = [
      [
        [0, 'Mara', 'One.'],
        [9, 'Edwin Okafor', 'Two.'],
        [20, 'Mara Lindt', 'Three.'],
      ],
      [
        [0, 'mara lind', 'Four.'],
        [9, 'Edwin', 'Five.'],
      ],
      [
        [0, 'Host', 'Six.'],
        [9, 'Guest', 'Seven.'],
        [20, 'Mara (host)', 'Eight.'],
      ],
    ];
    expect(names(rows.slice(0, 2), { people })).toEqual([
      'Mara Lind',
      'Edwin Okafor',
      'Mara Lind',
      'Mara Lind',
      'Edwin Okafor',
    ]);
    // The third part has a host beside Mara Lind: who that is, nobody knows.
    expect(names([rows[2]!], { people })).toEqual(['Host', 'Edwin Okafor', 'Mara Lind']);
    expect(
      names(
        [
          [
            [0, 'Host', 'Six.'],
            [9, 'Guest', 'Seven.'],
          ],
        ],
        { people },
      ),
    ).toEqual(['Mara Lind', 'Edwin Okafor']);
  });

  it('replaces names that neither the feed nor the spoken words carry by numbers', () => {
    const rows: Row[][] = [
      [
        [0, 'Joe Rogan', 'Welcome.'],
        [5, 'Mara', 'I am Mara.'],
        [9, 'Speaker 1', 'Hm.'],
      ],
      [
        [0, 'Joe Rogan', 'Well.'],
        [5, 'Lex', 'Hello.'],
      ],
    ];
    expect(names(rows, { people: [] })).toEqual([
      'Speaker 2',
      'Mara',
      'Speaker 1',
      'Speaker 2',
      'Speaker 3',
    ]);
    expect(names(rows, { people: [], feedText: 'A talk with Joe.' })[0]).toBe('Joe');
    expect(names(rows, {})).toEqual(['Joe Rogan', 'Mara', 'Speaker 1', 'Joe Rogan', 'Lex']);
  });

  it('knows each of several people that the feed names in one breath', () => {
    const rows: Row[][] = [
      [
        [0, 'Mara', 'One.'],
        [5, 'Edwin', 'Two.'],
      ],
    ];
    const author = [{ name: 'Mara Lind and Edwin Okafor', role: 'author' }];
    expect(names(rows, { people: author })).toEqual(['Mara Lind', 'Edwin Okafor']);
  });

  it('keeps two people apart who share a first name or nearly so', () => {
    const rows: Row[][] = [
      [
        [0, 'Anna Berg', 'One.'],
        [5, 'Anna Stein', 'Two.'],
        [9, 'Anna', 'Three.'],
        [12, 'Jan', 'Four.'],
        [15, 'Jon', 'Five.'],
      ],
    ];
    expect(names(rows, {})).toEqual(['Anna Berg', 'Anna Stein', 'Anna', 'Jan', 'Jon']);
  });

  // Daniel and Daniela became one person without a word: names that differ by a letter were united.
  it.each([
    ['Daniel', 'Daniela'],
    ['Marie', 'Maria'],
    ['Robert', 'Roberta'],
    ['Paula', 'Paulo'],
    ['Jason', 'Mason'],
    ['Karin', 'Karen'],
    ['Christian', 'Christina'],
    ['Ana Silva', 'Ano Silva'],
    ['Hannah Green', 'Hanna Greene'],
    ['Edwin Okafor', 'Edwin Okafer'],
  ])('keeps %s and %s apart who speak in one part', (one, other) => {
    const rows: Row[][] = [
      [
        [0, one, 'One.'],
        [5, other, 'Two.'],
      ],
      [[0, other, 'Three.']],
    ];
    expect(names(rows, {})).toEqual([one, other, other]);
    expect(names(rows, { people: [{ name: one, role: 'host' }], feedText: other })).toEqual([
      one,
      other,
      other,
    ]);
  });

  describe('with names that differ by a letter in different parts', () => {
    const parts = (one: string, other: string, said = 'Two.'): Row[][] => [
      [[0, one, 'One of many.']],
      [[0, other, said]],
    ];
    const listed = (name: string) => ({ people: [{ name, role: 'host' }] });

    it('unites a slip with the name of the feed, and says so', () => {
      expect(names(parts('Okafor', 'Okafer'), listed('Okafor'))).toEqual(['Okafor', 'Okafor']);
      expect(names(parts('Edwin Okafor', 'Edwin Okafer'), {})).toEqual([
        'Edwin Okafor',
        'Edwin Okafor',
      ]);
      expect(names(parts('Catherine', 'Katherine'), listed('Katherine'))).toEqual([
        'Katherine',
        'Katherine',
      ]);
      const chunks = [
        chunkOf(0, [0, 50], [[0, 'Okafor', 'One.']]),
        chunkOf(1, [50, 100], [[0, 'Okafer', 'Two.']]),
      ];
      expect(stitch(chunks, { durationSec: 100, ...listed('Okafor') }).warnings).toEqual([
        'the speaker "Okafer" was taken for "Okafor": a slip of spelling',
      ]);
    });

    it('keeps two people whose names are both carried, or neither', () => {
      expect(names(parts('Karin', 'Karen', 'I am Karen.'), listed('Karin'))).toEqual([
        'Karin',
        'Karen',
      ]);
      expect(names(parts('Karin', 'Karen'), {})).toEqual(['Karin', 'Karen']);
      const chunks = [
        chunkOf(0, [0, 50], [[0, 'Karin', 'One.']]),
        chunkOf(1, [50, 100], [[0, 'Karen', 'Two.']]),
      ];
      expect(stitch(chunks, { durationSec: 100 }).warnings).toEqual([
        'the speakers "Karen" and "Karin" never speak in the same part: they may be one person',
      ]);
    });

    it('keeps a name that another ending makes of the one of the feed', () => {
      for (const [one, other] of [
        ['Daniel', 'Daniela'],
        ['Marie', 'Maria'],
        ['Jason', 'Mason'],
      ] as const) {
        expect(names(parts(one, other), listed(one))).toEqual([one, 'Speaker 1']);
      }
    });

    it('keeps what stands beside a part of the other name', () => {
      const rows: Row[][] = [
        [
          [0, 'Edwin', 'One.'],
          [5, 'Edwin Okafer', 'Two.'],
          [9, 'Okafor', 'Three.'],
        ],
      ];
      expect(names(rows, listed('Edwin Okafor'))[2]).toBe('Edwin Okafor');
      expect(names(rows, { ...listed('Edwin Okafor'), feedText: 'Okafer' })[1]).toBe(
        'Edwin Okafer',
      );
    });
  });

  it('carries a voice across a cut inside its sentence', () => {
    const chunks = [
      chunkOf(
        0,
        [0, 50],
        [
          [0, 'Edwin', 'Yes.'],
          [40, 'Mara', 'It leaves with'],
        ],
      ),
      chunkOf(
        1,
        [50, 100],
        [
          [0, 'Speaker 1', 'the steam.'],
          [9, 'Speaker 2', 'Ah.'],
          [20, 'Speaker 1', 'Indeed.'],
        ],
      ),
    ];
    expect(stitched(chunks)).toEqual([
      '0 Edwin: Yes.',
      '40 Mara: It leaves with the steam.',
      '59 Speaker 2: Ah.',
      '70 Mara: Indeed.',
    ]);
  });

  it('warns when numbers were given part by part', () => {
    const chunks = [
      chunkOf(0, [0, 50], [[0, 'Speaker 1', 'One.']]),
      chunkOf(1, [50, 100], [[0, 'Speaker 1', 'Two.']]),
    ];
    expect(stitch(chunks, { durationSec: 100 }).warnings).toEqual([
      expect.stringContaining('numbered part by part'),
    ]);
  });
});
