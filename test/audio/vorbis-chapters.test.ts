import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVorbisChapters } from '../../src/audio/vorbis-chapters.ts';
import { vorbisComments } from './ogg-builder.ts';

const read = (comments: readonly string[]) => readVorbisChapters(vorbisComments(comments));

describe('chapters of Vorbis comments', () => {
  it('are read in the order of their times, whatever the case of their names', () => {
    expect(
      read([
        'TITLE=An episode',
        'CHAPTER002=00:01:30.500',
        'chapter002name=The river',
        'CHAPTER001=00:00:00.000',
        'CHAPTER001NAME=At home',
        'Chapter003=1:02:03',
      ]),
    ).toEqual([
      { startSec: 0, title: 'At home' },
      { startSec: 90.5, title: 'The river' },
      { startSec: 3_723, title: 'Chapter 3' },
    ]);
  });

  it('keep a title on one line, and bounded', () => {
    const [one] = read([
      'CHAPTER001=00:00:01.0',
      `CHAPTER001NAME= a\n\u0000b=c ${'x'.repeat(999)}`,
    ]);
    expect(one!.title.startsWith('a b=c x')).toBe(true);
    expect(one!.title).toHaveLength(300);
  });

  it('are none where a time is missing or wrong', () => {
    expect(
      read([
        'CHAPTER001NAME=No time',
        'CHAPTER002=soon',
        'CHAPTER003=00:99:00',
        'CHAPTER004URL=https://a.example/',
        'CHAPTERS=3',
        'CHAPTER',
      ]),
    ).toEqual([]);
  });

  it('are at most a thousand', () => {
    const many = Array.from({ length: 1_500 }, (_, at) => `CHAPTER${at}=00:00:${at % 60}`);
    expect(read(many)).toHaveLength(1_000);
  });

  it('are those in front of the place where the comments are cut off', () => {
    const whole = vorbisComments(['CHAPTER001=00:00:05', 'CHAPTER002=00:00:09', 'A=b']);
    expect(readVorbisChapters(whole.subarray(0, whole.length - 10))).toEqual([
      { startSec: 5, title: 'Chapter 1' },
    ]);
  });

  it('never make the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(Array.isArray(readVorbisChapters(bytes))).toBe(true);
      }),
    );
  });
});
