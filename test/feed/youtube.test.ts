import { describe, expect, it } from 'vitest';
import { youtubeOfEpisodes, youtubeVideos } from '../../src/feed/youtube.ts';

const A = 'aaaaaaaaaaa';
const B = 'bbbbbbbbbb-';

describe('youtubeVideos', () => {
  it.each([
    [`https://www.youtube.com/watch?v=${A}`, [A]],
    [`https://www.youtube.com/watch?feature=share&amp;v=${A}&t=10`, [A]],
    [`http://m.youtube.com/watch?app=desktop&v=${B}`, [B]],
    [`https://youtu.be/${A}?si=abc`, [A]],
    [`<a href="https://youtube.com/live/${A}">live</a> https://youtube.com/shorts/${B}`, [A, B]],
    [`https://www.youtube-nocookie.com/embed/${A}`, [A]],
    [`https://youtu.be/${A} and again https://youtu.be/${A}`, [A]],
    ['https://www.youtube.com/@channel https://www.youtube.com/playlist?list=PL123', []],
    [`https://youtu.be/${A}toolong`, []],
    ['https://example.test/watch?v=aaaaaaaaaaa', []],
  ])('%s', (text, expected) => {
    expect(youtubeVideos(text)).toEqual(expected);
  });
});

describe('youtubeOfEpisodes', () => {
  const watch = (id: string): string => `https://www.youtube.com/watch?v=${id}`;

  it('takes the link before the description, and only a single one there', () => {
    expect(
      youtubeOfEpisodes([
        { link: `https://youtu.be/${A}`, description: `see https://youtu.be/${B}` },
        { description: 'https://youtu.be/ccccccccccc' },
        { description: 'https://youtu.be/ddddddddddd or https://youtu.be/eeeeeeeeeee' },
        { description: 'none' },
      ]),
    ).toEqual([watch(A), watch('ccccccccccc'), undefined, undefined]);
  });

  it('leaves out a video that several episodes name', () => {
    const trailer = 'Trailer: https://youtu.be/ttttttttttt';
    expect(
      youtubeOfEpisodes([
        { description: trailer },
        { description: `${trailer} Video: https://youtu.be/${A}` },
      ]),
    ).toEqual([undefined, watch(A)]);
  });
});
