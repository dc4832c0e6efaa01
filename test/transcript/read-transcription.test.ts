import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TranscribedTurn } from '../../src/transcript/raw.ts';
import { readReply } from '../../src/transcript/read-reply.ts';
import type { ReplyReading } from '../../src/transcript/read-reply.ts';
import { transcriptionText } from '../../src/transcript/read-transcription.ts';
import { turnsOf } from '../sandbox/gemini-answer.ts';

/** A turn whose words are said one every half second from `from` on. */
function turn(text: string, from: number, speaker?: string): TranscribedTurn {
  const words = text.split(' ').map((word, at) => ({
    word,
    startSec: from + at / 2,
    endSec: from + at / 2 + 0.4,
  }));
  return { text, words, ...(speaker === undefined ? {} : { speaker }) };
}

function read(turns: readonly TranscribedTurn[], durationSec = 600): ReplyReading {
  return readReply(transcriptionText(turns), { durationSec });
}

describe('the answer of a model made for transcription', () => {
  it('is read with the times of its words, one segment for each speaker', () => {
    const { segments } = read([
      turn('Welcome back.', 0.5, 'spk_1'),
      turn('Thank you for having me.', 2, 'spk_2'),
    ]);
    expect(segments).toEqual([
      { startSec: 0.5, endSec: 1.4, speaker: 'Speaker 1', text: 'Welcome back.' },
      { startSec: 2, endSec: 4.4, speaker: 'Speaker 2', text: 'Thank you for having me.' },
    ]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['counted from 1', ['spk_1', 'spk_2'], ['Speaker 1', 'Speaker 2']],
    ['counted from 0', ['spk:1', 'spk:0'], ['Speaker 2', 'Speaker 1']],
    ['plain numbers', ['2', '1'], ['Speaker 2', 'Speaker 1']],
    ['letters', ['B', 'A'], ['Speaker 1', 'Speaker 2']],
    ['names of some sort', ['voice-x', 'spk_1'], ['Speaker 1', 'Speaker 2']],
  ])('has its speakers numbered: %s', (_, labels, names) => {
    const turns = labels.map((label, at) => turn('So it is.', at * 10, label));
    expect(read(turns).segments.map(({ speaker }) => speaker)).toEqual(names);
  });

  describe('about a part that was known before', () => {
    const kept = [
      { startSec: 0, endSec: 5, speaker: 'Mira', text: '…' },
      { startSec: 5, endSec: 9, speaker: 'Speaker 2', text: '…' },
      { startSec: 40, endSec: 44, speaker: 'Speaker 1', text: '…' },
    ];
    const names = (turns: readonly TranscribedTurn[], known = kept): (string | undefined)[] =>
      readReply(transcriptionText(turns, known), { durationSec: 60 }).segments.map(
        ({ speaker }) => speaker,
      );

    it('has the names that the voices have there', () => {
      const turns = [
        turn('I said so.', 1, 'spk:1'),
        turn('And so did I.', 6, 'spk:0'),
        turn('Who else?', 41, 'spk:2'),
      ];
      expect(names(turns)).toEqual(['Mira', 'Speaker 2', 'Speaker 1']);
    });

    it('goes by the longest overlap, as stamps are off by a second', () => {
      const turns = [turn('a b c d e f g h i j', 0.5, 'spk:0'), turn('k l m n o p', 6, 'spk:1')];
      expect(names(turns)).toEqual(['Mira', 'Speaker 2']);
    });

    it('takes the one unknown voice for the one that is left', () => {
      const turns = [turn('I said so.', 1, 'spk:0'), turn('In between.', 20, 'spk:1')];
      expect(names(turns, kept.slice(0, 2))).toEqual(['Mira', 'Speaker 2']);
    });

    it('gives a further voice a number of its own', () => {
      const turns = [
        turn('I said so.', 1, 'spk:0'),
        turn('In between.', 20, 'spk:1'),
        turn('Beside.', 25, 'spk:2'),
      ];
      expect(names(turns)).toEqual(['Mira', 'Speaker 3', 'Speaker 4']);
    });
  });

  it('is divided at sentences, pauses and after twenty seconds', () => {
    const long = Array.from({ length: 60 }, () => 'on').join(' ');
    const sentences = turn('One two three four five six seven. Eight nine.', 0);
    const pause = turn('before after', 10);
    const words = [pause.words[0]!, { word: 'after', startSec: 14, endSec: 15 }];
    const spans = read([sentences, { ...pause, words }, turn(long, 100)]).segments.map(
      ({ startSec, text }) => [startSec, text.split(' ').length],
    );
    expect(spans).toEqual([
      [0, 7],
      [3.5, 2],
      [10, 1],
      [14, 1],
      [100, 40],
      [120, 20],
    ]);
  });

  it('keeps the spaces of its own text, also of a script without any', () => {
    const words = ['今日は', 'いい', '天気', 'です。'].map((word, at) => ({
      word,
      startSec: at,
      endSec: at + 0.9,
    }));
    expect(read([{ text: '今日はいい天気です。', words }]).segments[0]?.text).toBe(
      '今日はいい天気です。',
    );
    // A text that does not hold the words: they are joined as their script wants it.
    expect(read([{ text: '', words }]).segments[0]?.text).toBe('今日はいい天気です。');
    expect(read([{ ...turn('one two', 0), text: 'something else' }]).segments[0]?.text).toBe(
      'one two',
    );
  });

  it('changes the speaker within a turn where its words say so', () => {
    const { words, text } = turn('Yes indeed. No.', 0);
    const changed = words.map((word, at) => ({ ...word, speaker: at < 2 ? 'spk_1' : 'spk_2' }));
    expect(
      read([{ text, speaker: 'spk_1', words: changed }]).segments.map((one) => [
        one.speaker,
        one.text,
      ]),
    ).toEqual([
      ['Speaker 1', 'Yes indeed.'],
      ['Speaker 2', 'No.'],
    ]);
  });

  it('is still read without times, which are shared out by length', () => {
    const { segments } = read([
      { text: 'A few words at first.', speaker: 'spk_1', words: [] },
      { text: 'And more of them afterwards.', speaker: 'spk_2', words: [] },
    ]);
    expect(segments).toHaveLength(2);
    expect(segments[0]?.startSec).toBe(0);
    expect(segments[1]?.startSec).toBeGreaterThan(1);
  });

  it('of silence is empty', () => {
    expect(transcriptionText([])).toBe('');
    expect(read([]).segments).toEqual([]);
  });

  it('costs little time, however many turns and voices it claims', () => {
    const turns = Array.from({ length: 60_000 }, (_none, at) => turn('a b', at, `voice ${at}`));
    const kept = Array.from({ length: 300 }, (_none, at) => ({
      startSec: at * 2,
      endSec: at * 2 + 2,
      speaker: `Speaker ${at}`,
      text: 'a',
    }));
    const began = performance.now();
    const { segments } = readReply(transcriptionText(turns, kept), { durationSec: 600 });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(segments.length).toBeLessThanOrEqual(20_000);
    expect(new Set(segments.map(({ speaker }) => speaker)).size).toBeLessThanOrEqual(65);
  });

  it('loses no word, whatever it holds: quotes, braces, line breaks', () => {
    const hostile = fc.constantFrom(
      '"',
      '{"a":1}',
      '}',
      '[00:01]',
      '\n',
      '```',
      '\\',
      '-->',
      '<v x>',
    );
    const word = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), hostile);
    fc.assert(
      fc.property(fc.array(fc.array(word, { minLength: 1, maxLength: 30 })), (texts) => {
        const turns = texts.map((words, at) => ({
          text: words.join(' '),
          words: words.map((one, nth) => ({ word: one, startSec: at * 20 + nth / 2 })),
        }));
        const lines = transcriptionText(turns).split('\n').filter(Boolean);
        const said = lines.map((line) => (JSON.parse(line) as { text: string }).text).join('');
        const bare = (text: string): string => text.replaceAll(/\s/gu, '');
        expect(bare(said)).toBe(bare(texts.flat().join('')));
      }),
    );
  });

  it('is cut off without harm: what stands before is read', () => {
    const turns = [turn('One and two.', 0, 'spk_1'), turn('Three and four.', 5, 'spk_2')];
    const text = transcriptionText(turns);
    const whole = readReply(text, { durationSec: 60 }).segments;
    for (let end = 0; end < text.length; end += 1) {
      const { segments } = readReply(text.slice(0, end), { durationSec: 60 });
      for (const [at, one] of segments.entries()) {
        expect(whole[at]?.text.startsWith(one.text)).toBe(true);
      }
    }
  });

  it('has the words of the script in the sandbox', () => {
    const script = '[00:02] Ann: Hello there, all of you.\n[00:07] Bob: Good evening.\n';
    const options = { diarization: true, wordTimestamps: true, lengthSec: 12 };
    const turns = turnsOf(script, options).map(({ text, speakerLabel, words }) => ({
      text,
      ...(speakerLabel === undefined ? {} : { speaker: speakerLabel }),
      words: (words ?? []).map(({ word, startOffset, endOffset }) => ({
        word,
        startSec: Number.parseFloat(startOffset),
        endSec: Number.parseFloat(endOffset),
      })),
    }));
    expect(read(turns, 12).segments).toMatchObject([
      { startSec: 2, speaker: 'Speaker 1', text: 'Hello there, all of you.' },
      { startSec: 7, speaker: 'Speaker 2', text: 'Good evening.' },
    ]);
  });
});
