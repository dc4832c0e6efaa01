import { describe, expect, it } from 'vitest';
import { adtsFrames as frameAsAdts, adtsTemplate, readAacConfig } from '../../src/audio/aac.ts';
import { adtsTrack, walkAdts } from '../../src/audio/adts-walk.ts';
import type { FrameIndex } from '../../src/audio/frame-index.ts';
import { planTrack } from '../../src/audio/track.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import { adtsFrame, adtsFrames, rawFrame } from './aac-builder.ts';
import { id3v2, join, noise, walkBytes } from './mp3-builder.ts';
import { sliceBytes } from './slices.ts';

const FRAME_SEC = 1024 / 44_100;

function indexOf(file: Uint8Array): FrameIndex {
  const result = walkBytes(walkAdts(file.length), file);
  if (!result.ok) {
    throw new Error(result.problem.message);
  }
  return result.value;
}

describe('readAacConfig', () => {
  it.each([
    ['LC, 44.1 kHz, stereo', [0x12, 0x10], { objectType: 2, rateIndex: 4, channelConfig: 2 }],
    [
      'explicit HE-AAC, core at 24 kHz',
      [0x2b, 0x11, 0x88, 0x00],
      { objectType: 2, rateIndex: 6, channelConfig: 2 },
    ],
    [
      'a rate written out',
      [0x17, 0x80, 0x56, 0x22, 0x10],
      { objectType: 2, rateIndex: 4, channelConfig: 2 },
    ],
  ])('%s', (_, bytes, config) => {
    expect(readAacConfig(Uint8Array.from(bytes))).toEqual(config);
  });

  it.each([
    ['xHE-AAC', [0xf9, 0x46, 0x40], 'object type 42'],
    ['frames of 960 samples', [0x12, 0x14], '960'],
    ['channels by a table of their own', [0x12, 0x00], 'channels'],
    ['an odd rate', [0x17, 0x80, 0x00, 0x64, 0x10], 'sample rate'],
  ])('says that ADTS cannot carry %s', (_, bytes, words) => {
    expect(readAacConfig(Uint8Array.from(bytes))).toContain(words);
  });
});

describe('packets as ADTS', () => {
  it('are the frames that the walker reads', () => {
    const packets = Array.from({ length: 40 }, (_, i) => rawFrame({ bytes: 100 + i * 20 }, i));
    const framed = frameAsAdts(
      adtsTemplate({ objectType: 2, rateIndex: 4, channelConfig: 1 }),
      join(...packets),
      Uint32Array.from(packets, (packet) => packet.length),
    );
    const index = indexOf(framed);
    expect([...index.frames.sizes.subarray(0, 40)]).toEqual(
      packets.map((packet) => packet.length + 7),
    );
    expect(index.sections[0]!.format).toEqual({ sampleRate: 44_100, samplesPerFrame: 1024 });
    expect(index.notes).toEqual([]);
  });
});

describe('an ADTS file', () => {
  it('is walked whatever stands between its frames', () => {
    const file = join(
      id3v2(noise(80, 1)),
      adtsFrames(300),
      noise(500, 3),
      adtsFrames(200, { checksum: true }),
      id3v2(noise(50, 1)),
      adtsFrames(100),
    );
    const index = indexOf(file);
    expect(index.frames.count).toBe(600);
    expect(index.sections).toHaveLength(1);
    expect(index.notes).toContain('500 bytes that are no audio were skipped in one place.');
  });

  it('starts a section where the rate or the channels change', () => {
    const index = indexOf(
      join(adtsFrames(100), adtsFrames(100, { rateIndex: 3 }), adtsFrames(100, { stereo: true })),
    );
    expect(index.sections.map(({ format }) => format.sampleRate)).toEqual([44_100, 48_000, 44_100]);
  });

  it('is cut in its pauses, into slices that add up', () => {
    const isQuiet = (i: number) => i % 200 >= 175;
    const file = adtsFrames(4_000, {}, (i) => ({ gain: isQuiet(i) ? 90 : 150 }));
    const result = walkBytes(
      walkAudio(file.length, { targetSec: 20, maxSec: 30, searchSec: 5 }),
      file,
    );
    expect(result).toMatchObject({ ok: true, value: { container: 'adts' } });
    if (!result.ok) {
      return;
    }
    const { chunks, durationSec } = result.value;
    expect(durationSec).toBeCloseTo(4_000 * FRAME_SEC, 9);
    expect(chunks).toHaveLength(5);
    let count = 0;
    for (const chunk of chunks) {
      expect(chunk.mimeType).toBe('audio/aac');
      const slice = sliceBytes(file, chunk.pieces);
      expect(slice).toHaveLength(chunk.bytes);
      const { frames } = indexOf(slice);
      expect(frames.count * FRAME_SEC).toBeCloseTo(chunk.endSec - chunk.startSec, 9);
      count += frames.count;
      expect(isQuiet(Math.round(chunk.endSec / FRAME_SEC)) || chunk === chunks.at(-1)).toBe(true);
    }
    expect(count).toBe(4_000);
  });

  it('loses a frame that is cut short', () => {
    const whole = adtsFrames(50);
    expect(indexOf(whole.subarray(0, whole.length - 3)).frames.count).toBe(49);
  });

  it('is refused when its parts do not add up', () => {
    const index = indexOf(adtsFrames(900));
    const broken = { ...index, sections: [{ ...index.sections[0]!, frameCount: 800 }] };
    const result = planTrack(adtsTrack(broken), { targetSec: 5, maxSec: 9, searchSec: 1 });
    expect(result).toMatchObject({ ok: false, problem: { code: 'slices-do-not-sum' } });
  });

  it('with one stray header is not taken for one', () => {
    expect(
      indexOf(
        join(adtsFrames(5), noise(90, 1), adtsFrame().subarray(0, 7), noise(90, 2), adtsFrames(5)),
      ).frames.count,
    ).toBe(10);
  });
});
