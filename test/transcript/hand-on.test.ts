import { describe, expect, it } from 'vitest';
import { handOn, tailOf } from '../../src/transcript/hand-on.ts';
import type { HandedOn, HeardSoFar } from '../../src/transcript/hand-on.ts';
import type { SpeakerEvidence } from '../../src/transcript/speakers.ts';
import { stitch } from '../../src/transcript/stitch.ts';
import type { ChunkTranscript, Segment, Told } from '../../src/transcript/types.ts';

type Row = readonly [speaker: string | undefined, text: string];

function segments(rows: readonly Row[]): readonly Segment[] {
  return rows.map(([speaker, text], at) => ({
    startSec: at * 10,
    endSec: at * 10 + 9,
    ...(speaker === undefined ? {} : { speaker }),
    text,
  }));
}

function chunk(index: number, rows: readonly Row[], told?: Told): ChunkTranscript {
  return {
    index,
    startSec: index * 100,
    endSec: index * 100 + 100,
    segments: segments(rows),
    model: 'm',
    promptVersion: '3',
    finishReason: 'STOP',
    usage: { prompt: 0, output: 0, thoughts: 0 },
    requests: 1,
    warnings: [],
    ...(told === undefined ? {} : { told }),
  };
}

const FEED: SpeakerEvidence = { people: [{ name: 'Mara Lind', role: 'host' }], text: 'Heat' };
const FOLLOWS: Told = { isTail: true, labels: {} };

function handed(
  chunks: readonly ChunkTranscript[],
  more: Partial<HeardSoFar> = {},
  evidence = FEED,
): HandedOn {
  return handOn({ chunks, index: chunks.length, own: [], labels: {}, ...more }, evidence);
}

describe('what a chunk is told of the voices before it', () => {
  it('are names that the feed or the words carry, in one spelling, and numbers', () => {
    const first = chunk(0, [
      ['Mara', 'Edwin Okafor is here.'],
      ['Edwin', 'I am.'],
      ['Speaker 1', 'So am I.'],
    ]);
    const { roster, tail, labels } = handed([first]);
    expect(roster).toEqual(['Mara Lind', 'Edwin', 'Speaker 1']);
    expect(tail).toBe('Mara Lind: Edwin Okafor is here. Edwin: I am. Speaker 1: So am I.');
    expect(labels).toEqual({});
  });

  // A name that a model made up went on to all later chunks, and was written down in each of them.
  it('is no name that nothing supports: its voice gets a number that is free', () => {
    const first = chunk(0, [
      ['Mara Lind', 'And then?'],
      ['Speaker 1', 'Nothing.'],
      ['Zed Quill', 'Who knows.'],
    ]);
    const { roster, tail, labels } = handed([first]);
    expect(roster).toEqual(['Mara Lind', 'Speaker 1', 'Speaker 2']);
    expect(tail).toBe('Mara Lind: And then? Speaker 1: Nothing. Speaker 2: Who knows.');
    expect(labels).toEqual({ 'Speaker 2': 'Zed Quill' });
  });

  it('keeps the number of such a voice from chunk to chunk', () => {
    const first = chunk(0, [['Zed Quill', 'Who knows.']]);
    const one = handed([first]);
    const second = chunk(1, [['Speaker 1', 'Not I.']], { isTail: true, labels: one.labels });
    const two = handed([first, second]);
    expect(two.tail).toBe('Speaker 1: Not I.');
    expect(two.labels).toEqual({ 'Speaker 1': 'Zed Quill' });
  });

  it('is the name after all when later words carry it, for all that the voice has said', () => {
    const first = chunk(0, [['Zed Quill', 'Who knows.']]);
    const { labels } = handed([first]);
    const second = chunk(1, [['Speaker 1', 'I am Zed Quill.']], { isTail: true, labels });
    const later = handed([first, second]);
    expect(later.roster).toEqual(['Zed Quill']);
    expect(later.tail).toBe('Zed Quill: I am Zed Quill.');
    const whole = stitch([first, second], { durationSec: 200, people: [], feedText: '' });
    expect(whole.segments.map(({ speaker }) => speaker)).toEqual(['Zed Quill', 'Zed Quill']);
  });

  it('leaves one voice one number in the transcript when nothing ever carries its name', () => {
    const first = chunk(0, [['Zed Quill', 'Who knows.']]);
    const { labels } = handed([first]);
    const second = chunk(1, [['Speaker 1', 'Not I.']], { isTail: true, labels });
    const whole = stitch([first, second], { durationSec: 200, people: [], feedText: '' });
    expect(whole.segments.map(({ speaker }) => speaker)).toEqual(['Speaker 1', 'Speaker 1']);
  });

  it('are numbers only of chunks that were told how the one before them ended', () => {
    const stretch = [
      chunk(0, [['Speaker 1', 'One.']]),
      chunk(1, [['Speaker 2', 'Two.']]),
      chunk(2, [['Guest', 'Three.']], FOLLOWS),
    ];
    // The second was the head of a stretch: its numbers are not those of the first.
    expect(handed(stretch).roster).toEqual(['Speaker 2', 'Guest']);
    // Nothing before it is there: no number means a voice to it.
    expect(handed(stretch, { index: 9 })).toEqual({ roster: [], labels: {} });
  });

  it('are names of all chunks, wherever they stand: how they are spelt is of use', () => {
    const later = chunk(7, [
      ['Mara', 'This is Ute Baum.'],
      ['Ute Baum', 'Hello.'],
    ]);
    expect(handed([later], { index: 3 }).roster).toEqual(['Mara Lind', 'Ute Baum']);
  });

  it('are the labels of the chunk itself when a part of it is asked about again', () => {
    const own = segments([
      ['Guest 3', 'So.'],
      ['Speaker 1', 'Yes.'],
      ['Zed Quill', 'No.'],
      [undefined, '…'],
    ]);
    const again = handed([], { index: 4, own });
    expect(again.roster).toEqual(['Guest 3', 'Speaker 1', 'Speaker 2']);
    expect(again.labels).toEqual({ 'Speaker 2': 'Zed Quill' });
    // What was told stays so for the chunk's further requests.
    const answered = [...own, ...segments([['Speaker 2', 'Still no.']])];
    const third = handed([], { index: 4, own: answered, labels: again.labels });
    expect([third.roster, third.labels]).toEqual([again.roster, again.labels]);
  });

  it.each(['constructor', '__proto__', 'toString'])('may be called %s', (name) => {
    const first = chunk(0, [[name, 'Who knows.']]);
    const { roster, labels } = handed([first]);
    expect(roster).toEqual(['Speaker 1']);
    expect(labels).toEqual({ 'Speaker 1': name });
  });
});

describe('the words before a part', () => {
  it('are its last few and who said them, without marks', () => {
    const texts = ['one', 'two', 'three', '[inaudible 12:10–13:40]', 'four', 'five'];
    expect(tailOf(segments(texts.map((text) => [undefined, text] as const)))).toBe(
      'three four five',
    );
    const said = segments([
      ['Mara', 'One.'],
      ['Mara', 'Two.'],
      [undefined, '[music]'],
      ['Edwin', 'Three.'],
    ]);
    expect(tailOf(said)).toBe('Mara: One. Two. Edwin: Three.');
    expect(tailOf(segments([[undefined, '[inaudible 00:00–10:00]']]))).toBeUndefined();
    expect(tailOf([])).toBeUndefined();
  });
});

describe('the warning that a number may be another voice', () => {
  const NUMBERS = /the same number may be another voice/u;
  const warned = (chunks: readonly ChunkTranscript[]): boolean =>
    stitch(chunks, { durationSec: 200 }).warnings.some((one) => NUMBERS.test(one));

  it('is not given where the model was shown what that voice had just said', () => {
    const first = chunk(0, [['Speaker 2', 'One.']]);
    const told = chunk(1, [['Speaker 2', 'Two.']], FOLLOWS);
    expect(warned([first, told])).toBe(false);
    expect(warned([first, chunk(1, [['Speaker 2', 'Two.']])])).toBe(true);
    const others = Array.from({ length: 4 }, () => ['Mara', 'Well.'] as const);
    expect(warned([chunk(0, [['Speaker 2', 'One.'], ...others]), told])).toBe(true);
  });
});
