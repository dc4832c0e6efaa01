import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/base/outcome.ts';
import { indexDurationSec } from '../../src/audio/frame-index.ts';
import type { FrameIndex } from '../../src/audio/frame-index.ts';
import { walkMp3 } from '../../src/audio/mp3-walk.ts';
import type { ByteRange } from '../../src/audio/types.ts';
import {
  apeTag,
  ascii,
  frame,
  frames,
  frameSec,
  id3v1,
  id3v2,
  join,
  noise,
  vbriFrame,
  walkBytes,
  xingFrame,
} from './mp3-builder.ts';
import type { FrameSpec } from './mp3-builder.ts';

function walk(...parts: readonly Uint8Array[]): FrameIndex {
  const result = tryWalk(...parts);
  if (!result.ok) {
    throw new Error(result.problem.message);
  }
  return result.value;
}

function tryWalk(...parts: readonly Uint8Array[]): Result<FrameIndex> {
  const bytes = join(...parts);
  return walkBytes(walkMp3(bytes.length), bytes);
}

/** The byte ranges that the index says hold audio. */
function rangesOf(index: FrameIndex): readonly ByteRange[] {
  const { frames: store } = index;
  return Array.from({ length: store.runCount }, (_, run) => {
    const end = run + 1 < store.runCount ? store.runFirsts[run + 1]! : store.count;
    const sizes = store.sizes.subarray(store.runFirsts[run], end);
    const start = store.runOffsets[run]!;
    return { start, end: start + sizes.reduce((sum, size) => sum + size, 0) };
  });
}

describe('an MP3 without oddities', () => {
  const kinds: readonly FrameSpec[] = [
    { version: 1, rateIndex: 0, bitrateIndex: 9 },
    { version: 1, rateIndex: 1, bitrateIndex: 14, mode: 'stereo' },
    { version: 1, rateIndex: 2, bitrateIndex: 1, mode: 'mono' },
    { version: 2, rateIndex: 0, bitrateIndex: 8, mode: 'mono' },
    { version: 2, rateIndex: 1, bitrateIndex: 1, mode: 'stereo' },
    { version: 2, rateIndex: 2, bitrateIndex: 14, mode: 'dual' },
    { version: 2.5, rateIndex: 0, bitrateIndex: 4, mode: 'mono' },
    { version: 2.5, rateIndex: 1, bitrateIndex: 6 },
    { version: 2.5, rateIndex: 2, bitrateIndex: 14, mode: 'mono' },
    { version: 1, crc: true, mode: 'joint' },
    { version: 2, crc: true, mode: 'mono' },
  ];
  it.each(kinds)('%j: every frame counts', (spec) => {
    const index = walk(frames(500, spec, (i) => ({ padding: i % 3 === 0 })));
    expect(index.frames.count).toBe(500);
    expect(index.sections).toHaveLength(1);
    expect(index.sections[0]).toMatchObject({ isVbr: false, firstFrame: 0, frameCount: 500 });
    expect(index.sections[0]!.format).toMatchObject({ channels: spec.mode === 'mono' ? 1 : 2 });
    expect(indexDurationSec(index.sections)).toBeCloseTo(500 * frameSec(spec), 9);
    expect(index.notes).toEqual([]);
  });

  it('sees a variable bitrate, and that stereo and joint stereo may alternate', () => {
    const index = walk(
      frames(300, {}, (i) => ({
        bitrateIndex: 1 + (i % 14),
        mode: i % 2 === 0 ? 'joint' : 'stereo',
      })),
    );
    expect(index.sections).toHaveLength(1);
    expect(index.sections[0]).toMatchObject({ isVbr: true, frameCount: 300 });
  });

  it.each([1, 2, 3, 4])('of %i frames is read whole', (count) => {
    expect(walk(frames(count)).frames.count).toBe(count);
    expect(walk(id3v2(noise(50, 1)), frames(count), id3v1()).frames.count).toBe(count);
  });
});

describe('what is not audio', () => {
  it('is skipped at the head: a tag, several tags, 3 KB of garbage', () => {
    for (const head of [
      id3v2(noise(5000, 3)),
      join(id3v2(noise(50, 1)), id3v2(noise(70, 2), { version: 4 })),
      noise(3072, 5),
      join(noise(3072, 5), id3v2(noise(50, 1)), new Uint8Array(600)),
    ]) {
      const index = walk(head, frames(100));
      expect(index.frames.count).toBe(100);
      expect(rangesOf(index)).toEqual([
        { start: head.length, end: head.length + frames(100).length },
      ]);
    }
  });

  it('counts no bytes of a picture that look like frames', () => {
    expect(walk(id3v2(frames(40)), frames(100)).frames.count).toBe(100);
    expect(walk(frames(100), id3v2(frames(40)), frames(100)).frames.count).toBe(200);
  });

  it('is skipped in the middle, and noted', () => {
    const index = walk(
      frames(100),
      id3v2(noise(900, 1)),
      frames(50),
      noise(1000, 2),
      frames(70),
      id3v1(),
      frames(5),
    );
    expect(index.frames.count).toBe(225);
    expect(index.sections).toHaveLength(1);
    expect(index.notes).toContain('1,000 bytes that are no audio were skipped in one place.');
    expect(index.notes).toContain('2 tags stand between the audio and were skipped.');
  });

  it('is skipped at the tail: ID3v1, APE with and without header', () => {
    for (const tail of [
      id3v1(),
      apeTag(300),
      join(apeTag(500), id3v1()),
      join(id3v1(), apeTag(500)),
    ]) {
      const index = walk(frames(100), tail);
      expect(index.frames.count).toBe(100);
      expect(index.notes.filter((note) => note.includes('no audio'))).toEqual([]);
    }
    for (const tail of [apeTag(300, false), join(apeTag(300, false), id3v1())]) {
      const index = walk(frames(100), tail);
      expect(index.frames.count).toBe(100);
      expect(index.notes).toContain('300 bytes that are no audio were skipped in one place.');
    }
  });

  it('does not take audio with it when a tag lies about its length', () => {
    const lyingApe = apeTag(300, false);
    new DataView(lyingApe.buffer).setUint32(lyingApe.length - 20, 9000, true);
    expect(walk(frames(100), lyingApe).frames.count).toBe(100);
    const lyingId3 = id3v2(noise(300, 1));
    lyingId3.set([0x7f, 0x7f, 0x7f, 0x7f], 6);
    expect(walk(lyingId3, frames(100)).frames.count).toBe(100);
  });

  it('is the Xing, Info or VBRI frame that comes first', () => {
    expect(walk(xingFrame('Info', 50), frames(50)).frames.count).toBe(50);
    expect(walk(id3v2(noise(99, 1)), xingFrame('Xing', 50), frames(50)).frames.count).toBe(50);
    expect(walk(vbriFrame(9), frames(9)).frames.count).toBe(9);
  });

  it('is none in the middle of a joined file, where players play them as silence', () => {
    const index = walk(
      xingFrame('Info', 50),
      frames(50, { gain: 180 }),
      xingFrame('Xing', 50),
      frames(50, { gain: 180 }),
      vbriFrame(9),
      frames(9, { gain: 180 }),
    );
    expect(index.frames.count).toBe(109 + 2);
    expect([49, 50, 51, 101].map((frame) => index.frames.levels[frame]! > 0)).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(index.notes).toEqual(['3 header frames show that the file was joined from several.']);
  });

  it('is found behind a checksum and in every version', () => {
    expect(walk(xingFrame('Xing', 90, { crc: true }), frames(90)).frames.count).toBe(90);
    expect(
      walk(
        xingFrame('Xing', 90, { version: 2, mode: 'mono' }),
        frames(90, { version: 2, mode: 'mono' }),
      ).frames.count,
    ).toBe(90);
  });

  it('takes the bitrate of the frames, not of the frame that describes them', () => {
    const index = walk(xingFrame('Info', 50, { bitrateIndex: 5 }), frames(50, { bitrateIndex: 9 }));
    expect(index.sections[0]).toMatchObject({ isVbr: false });
    expect(index.sections[0]!.header[2]! >> 4).toBe(9);
  });
});

describe('a damaged file', () => {
  it('that ends inside a frame loses that frame, and says so', () => {
    const whole = frames(100);
    const index = walk(whole.subarray(0, whole.length - 100));
    expect(index.frames.count).toBe(99);
    expect(index.notes).toEqual(['One frame is cut short and left out.']);
  });

  it('that holds less than its header promises says that its end is missing', () => {
    const index = walk(xingFrame('Info', 1000), frames(500));
    expect(index.notes).toEqual([
      "The file's header promises 26.1 s, but the file holds 13.1 s: its end is missing.",
    ]);
    expect(walk(xingFrame('Info', 500), frames(500)).notes).toEqual([]);
  });

  it('that was spliced inside a frame loses that frame alone', () => {
    const first = frames(100);
    const index = walk(first.subarray(0, first.length - 150), frames(100));
    expect(index.frames.count).toBe(199);
    const tagged = walk(first.subarray(0, first.length - 150), id3v2(noise(300, 4)), frames(100));
    expect(tagged.frames.count).toBe(199);
    for (const missing of [1, 60, 127, 128, 150, 300]) {
      expect(walk(first.subarray(0, first.length - missing), id3v1()).frames.count).toBe(99);
      expect(walk(first.subarray(0, first.length - missing), apeTag(400)).frames.count).toBe(99);
    }
  });

  it('with a single stray header in its garbage is not misled', () => {
    const stray = join(
      noise(700, 1),
      frame().subarray(0, 4),
      noise(900, 2),
      frame({ rateIndex: 1 }).subarray(0, 4),
      noise(99, 3),
    );
    const index = walk(frames(50), stray, frames(50));
    expect(index.frames.count).toBe(100);
    expect(index.sections).toHaveLength(1);
  });

  it('without a frame is no audio; with tags alone it is empty', () => {
    expect(tryWalk(noise(40_000, 9))).toMatchObject({
      ok: false,
      problem: { code: 'audio-is-not-audio' },
    });
    expect(tryWalk(id3v2(noise(400, 9)), id3v1())).toMatchObject({
      ok: false,
      problem: { code: 'audio-empty' },
    });
    expect(tryWalk(new Uint8Array(0))).toMatchObject({
      ok: false,
      problem: { code: 'audio-empty' },
    });
  });

  it('without a frame in its first megabytes is not read to its end', () => {
    const asked: ByteRange[] = [];
    const walker = walkMp3(400 << 20);
    const block = new Uint8Array(1 << 20);
    let step = walker.next();
    while (step.done !== true) {
      asked.push(step.value);
      step = walker.next(block.subarray(0, step.value.end - step.value.start));
    }
    expect(step.value).toMatchObject({ ok: false, problem: { code: 'audio-is-not-audio' } });
    expect(asked.length).toBeLessThan(12);
  });

  it('that shrinks while it is read fails', () => {
    const walker = walkMp3(10_000);
    walker.next();
    walker.next(new Uint8Array(160));
    expect(walker.next(frames(10))).toMatchObject({
      value: { ok: false, problem: { code: 'audio-changed-while-reading' } },
    });
  });
});

describe('a change of format', () => {
  it('of sample rate or channels starts a section', () => {
    const index = walk(
      frames(100),
      frames(80, { rateIndex: 1 }),
      frames(60, { mode: 'mono' }),
      frames(70),
    );
    expect(index.sections.map((section) => section.frameCount)).toEqual([100, 80, 60, 70]);
    expect(index.sections.map((section) => section.format.sampleRate)).toEqual([
      44_100, 48_000, 44_100, 44_100,
    ]);
    expect(index.sections.map((section) => section.format)).toMatchObject([
      { channels: 2 },
      { channels: 2 },
      { channels: 1 },
      { channels: 2 },
    ]);
    expect(index.notes).toEqual(['The sample rate or the channels change 3 times.']);
  });

  it('for less than 0.3 s is left out and noted, and the audio around it stays one section', () => {
    const index = walk(frames(100), frames(8, { rateIndex: 1 }), frames(100));
    expect(index.sections).toHaveLength(1);
    expect(index.frames.count).toBe(200);
    expect(index.notes).toEqual([
      '0.2 s in another format were too short to be heard and are left out (one place).',
    ]);
    expect(walk(frames(5, { rateIndex: 1 }), frames(100)).frames.count).toBe(100);
    expect(walk(frames(100), frames(5, { rateIndex: 1 })).frames.count).toBe(100);
  });

  it('is kept when the whole file is that short', () => {
    expect(walk(frames(5)).frames.count).toBe(5);
  });
});

describe('any sequence of frames, tags and garbage', () => {
  const item = fc.oneof(
    fc.record({
      kind: fc.constant('frames' as const),
      count: fc.integer({ min: 3, max: 40 }),
      bitrateIndex: fc.integer({ min: 1, max: 14 }),
    }),
    fc.record({
      kind: fc.constant('garbage' as const),
      bytes: fc.integer({ min: 1, max: 5000 }),
      seed: fc.nat(),
    }),
    fc.record({ kind: fc.constant('id3' as const), bytes: fc.integer({ min: 0, max: 5000 }) }),
    fc.constant({ kind: 'id3v1' as const }),
    fc.constant({ kind: 'info' as const }),
  );

  it('gives exactly the frames', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 25 }), (items) => {
        const parts: Uint8Array[] = [];
        const audio: Uint8Array[] = [];
        for (const entry of items) {
          switch (entry.kind) {
            case 'frames': {
              const made = frames(entry.count, { bitrateIndex: entry.bitrateIndex });
              parts.push(made);
              audio.push(made);
              break;
            }
            case 'garbage':
              parts.push(noise(entry.bytes, entry.seed));
              break;
            case 'id3':
              parts.push(id3v2(noise(entry.bytes, 1, -1)));
              break;
            case 'id3v1':
              parts.push(id3v1());
              break;
            case 'info': {
              // Followed by frames, as it always is. The first of all is not played.
              const isPlayed = audio.length > 0;
              parts.push(join(xingFrame('Info', 3), frames(3)));
              audio.push(...(isPlayed ? [xingFrame('Info', 3)] : []), frames(3));
              break;
            }
          }
        }
        const file = join(...parts);
        const result = walkBytes(walkMp3(file.length), file);
        if (audio.length === 0) {
          expect(result.ok).toBe(false);
          return;
        }
        expect(result.ok).toBe(true);
        if (result.ok) {
          const kept = rangesOf(result.value).map(({ start, end }) => file.subarray(start, end));
          expect(Buffer.compare(join(...kept), join(...audio))).toBe(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same frames wherever the blocks end', () => {
    // More than 2 MiB, so that blocks end inside frames, garbage and tags.
    const audio = frames(900, { bitrateIndex: 14, fill: 0x55 });
    for (const shift of [0, 1, 2, 3, 417, 1043, 1044, 2881, 4000]) {
      const index = walk(
        noise(shift, 7),
        audio,
        noise(shift * 3, 8),
        audio,
        id3v2(noise(shift, 9)),
        audio,
      );
      expect(index.frames.count).toBe(2700);
    }
  });

  it('never throws on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), (bytes) => {
        expect(typeof walkBytes(walkMp3(bytes.length), bytes).ok).toBe('boolean');
      }),
    );
  });
});

describe('a very long file', () => {
  it('of 9 hours is asked for about 1 MiB at a time', () => {
    const block = frames(400, { fill: 0x33 });
    const times = 3100;
    const total = block.length * times;
    const walker = walkMp3(total);
    const buffer = new Uint8Array(2 << 20);
    let largest = 0;
    let step = walker.next();
    while (step.done !== true) {
      const { start, end } = step.value;
      largest = Math.max(largest, end - start);
      for (let at = start; at < end;) {
        const from = at % block.length;
        const part = block.subarray(from, Math.min(block.length, from + end - at));
        buffer.set(part, at - start);
        at += part.length;
      }
      step = walker.next(buffer.subarray(0, end - start));
    }
    expect(largest).toBeLessThanOrEqual(1 << 20);
    expect(step.value.ok && step.value.value.frames.count).toBe(400 * times);
    expect(step.value.ok && indexDurationSec(step.value.value.sections)).toBeGreaterThan(
      8.9 * 3600,
    );
  });
});

describe('chapters', () => {
  it('of the tag at the head are read, not those of a later one', () => {
    const chap = (title: string) => {
      const text = join(Uint8Array.of(0), ascii(title));
      const inside = join(ascii('TIT2'), Uint8Array.of(0, 0, 0, text.length, 0, 0), text);
      const data = join(ascii('c\0'), new Uint8Array(16), inside);
      return join(ascii('CHAP'), Uint8Array.of(0, 0, 0, data.length, 0, 0), data);
    };
    const index = walk(id3v2(chap('First')), frames(50), id3v2(chap('Second')), frames(50));
    expect(index.chapters).toEqual([{ startSec: 0, title: 'First' }]);
  });
});
