import { describe, expect, it } from 'vitest';
import { bestVideo, readVideoSearch } from '../../src/feed/video-match.ts';

const DAY = 24 * 3_600_000;
const AT = Date.UTC(2026, 10, 10);

function answer(items: readonly unknown[]): string {
  return JSON.stringify({ kind: 'youtube#searchListResponse', items });
}

function item(videoId: unknown, title: string, publishedAt = '2026-11-11T08:00:00Z'): unknown {
  return {
    id: { kind: 'youtube#video', videoId },
    snippet: { title, channelTitle: 'A channel', publishedAt },
  };
}

describe('reading a search', () => {
  it('takes the videos and leaves out what makes no sense', () => {
    const found = readVideoSearch(
      answer([item('abcdefghijk', 'One'), item(7, 'Two'), null, item('"><script>', 'Three')]),
    );
    expect(found).toEqual([
      {
        id: 'abcdefghijk',
        title: 'One',
        channel: 'A channel',
        publishedAt: Date.UTC(2026, 10, 11, 8),
      },
    ]);
  });

  it.each(['', '<html>', '[]', '{"items":{}}', '{"error":{"code":403}}'])(
    'finds nothing in %j',
    (text) => {
      expect(readVideoSearch(text)).toEqual([]);
    },
  );
});

describe('choosing the video of an episode', () => {
  const episode = { title: 'Taking a Boat up a Hill', publishedAt: AT };
  const video = (id: string, title: string, publishedAt = AT) => ({
    id,
    title,
    channel: '',
    publishedAt,
  });

  it('takes the one whose title has the words of the episode', () => {
    const found = bestVideo(
      [video('1', 'Boats'), video('2', 'Kettle #2: Taking a Boat up a Hill!')],
      episode,
    );
    expect(found?.id).toBe('2');
  });

  it('takes none that came out at another time, or at a time that is not known', () => {
    expect(bestVideo([video('1', episode.title, AT + 30 * DAY)], episode)).toBeUndefined();
    expect(bestVideo([video('1', episode.title)], { title: episode.title })).toBeUndefined();
  });

  it('takes none when two fit equally, or when the title says too little', () => {
    expect(
      bestVideo([video('1', episode.title), video('2', episode.title)], episode),
    ).toBeUndefined();
    expect(bestVideo([video('1', 'Hello')], { title: 'Hello', publishedAt: AT })).toBeUndefined();
  });
});
