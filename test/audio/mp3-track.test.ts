import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mp3Track } from '../../src/audio/mp3-track.ts';
import { planTrack } from '../../src/audio/track.ts';
import type { FrameIndex } from '../../src/audio/frame-index.ts';
import { walkMp3 } from '../../src/audio/mp3-walk.ts';
import type { Chunk, ChunkPlan } from '../../src/audio/types.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import {
  ascii,
  frame,
  frames,
  frameSec,
  id3v1,
  id3v2,
  join,
  noise,
  walkBytes,
  xingFrame,
} from './mp3-builder.ts';
import type { FrameSpec } from './mp3-builder.ts';
import { sliceBytes } from './slices.ts';

const OPTIONS = { targetSec: 10, maxSec: 16, searchSec: 3 };

function plan(file: Uint8Array, options = OPTIONS): ChunkPlan {
  const result = walkBytes(walkAudio(file.length, options), file);
  if (!result.ok) {
    throw new Error(result.problem.message);
  }
  return result.value;
}

function slice(file: Uint8Array, chunk: Chunk): Uint8Array {
  return sliceBytes(file, chunk.pieces);
}

function indexOf(file: Uint8Array): FrameIndex {
  const result = walkBytes(walkMp3(file.length), file);
  if (!result.ok) {
    throw new Error(result.problem.message);
  }
  return result.value;
}

describe('a plan of chunks', () => {
  it('covers the audio exactly, in slices that are MP3s of their own', () => {
    const file = join(id3v2(noise(900, 1)), xingFrame('Info', 2_000), frames(2_000), id3v1());
    const { chunks, durationSec, container, notes } = plan(file);
    expect(container).toBe('mp3');
    expect(notes).toEqual([]);
    expect(durationSec).toBeCloseTo(2_000 * frameSec(), 9);
    expect(chunks.map((chunk) => chunk.index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(chunks[0]!.startSec).toBe(0);
    expect(chunks.at(-1)!.endSec).toBe(durationSec);
    for (const [position, chunk] of chunks.entries()) {
      expect(chunk.startSec).toBe(chunks[position - 1]?.endSec ?? 0);
      expect(chunk.mimeType).toBe('audio/mp3');
      const bytes = slice(file, chunk);
      expect(bytes).toHaveLength(chunk.bytes);
      const { frames: store, sections, notes: odd } = indexOf(bytes);
      expect(store.count * frameSec(), 'frames in the slice').toBeCloseTo(
        chunk.endSec - chunk.startSec,
        9,
      );
      expect(sections).toHaveLength(1);
      // The information frame promises just what follows, or the walk would say so.
      expect(odd).toEqual([]);
    }
  });

  it('starts each slice with a frame that says its length', () => {
    for (const [spec, name, at] of [
      [{}, 'Info', 36],
      [{ mode: 'mono' }, 'Info', 21],
      [{ version: 2, bitrateIndex: 8 }, 'Info', 21],
      [{ version: 2, bitrateIndex: 1, rateIndex: 1, mode: 'mono' }, 'Info', 13],
      [{ crc: true }, 'Info', 36],
    ] as readonly (readonly [FrameSpec, string, number])[]) {
      const file = frames(900, spec);
      const chunk = plan(file).chunks[0]!;
      const bytes = slice(file, chunk);
      expect(bytes.subarray(at, at + 4)).toEqual(ascii(name));
      const view = new DataView(bytes.buffer, at);
      expect(view.getUint32(4)).toBe(3);
      expect(view.getUint32(8) * frameSec(spec)).toBeCloseTo(chunk.endSec - chunk.startSec, 9);
      expect(view.getUint32(12)).toBe(bytes.length);
    }
    const variable = frames(900, {}, (i) => ({ bitrateIndex: 5 + (i % 5) }));
    const bytes = slice(variable, plan(variable).chunks[0]!);
    expect(bytes.subarray(36, 40)).toEqual(ascii('Xing'));
  });

  it('copies each slice in one range where nothing lies between the frames', () => {
    const file = frames(1_000);
    for (const chunk of plan(file).chunks) {
      expect(chunk.pieces.map((piece) => piece.kind)).toEqual(['literal', 'copy']);
    }
    const torn = join(frames(200), id3v2(noise(100, 1)), frames(200), noise(99, 2), frames(200));
    const kinds = plan(torn, { ...OPTIONS, targetSec: 60, maxSec: 60 }).chunks[0]!.pieces.map(
      (p) => p.kind,
    );
    expect(kinds).toEqual(['literal', 'copy', 'copy', 'copy']);
  });

  it('cuts in the pauses', () => {
    // 0.5 s of quiet every 4 s.
    const isQuiet = (i: number) => i % 153 >= 133;
    const file = frames(3_000, {}, (i) => ({ gain: isQuiet(i) ? 90 : 170 }));
    const { chunks } = plan(file);
    expect(chunks.length).toBeGreaterThan(4);
    for (const chunk of chunks.slice(0, -1)) {
      const cut = Math.round(chunk.endSec / frameSec());
      expect([-8, -4, 0, 3, 6].every((offset) => isQuiet(cut + offset))).toBe(true);
    }
  });

  it('cuts where the sample rate changes, and keeps the shortest part that can be heard', () => {
    const file = join(frames(500), frames(20, { rateIndex: 1 }), frames(700));
    const { chunks, durationSec } = plan(file);
    expect(durationSec).toBeCloseTo(1_200 * frameSec() + 20 * frameSec({ rateIndex: 1 }), 9);
    const bounds = chunks.map((chunk) => chunk.endSec);
    expect(bounds).toContainEqual(500 * frameSec());
    expect(bounds).toContainEqual(500 * frameSec() + 20 * frameSec({ rateIndex: 1 }));
    for (const chunk of chunks) {
      expect(indexOf(slice(file, chunk)).sections).toHaveLength(1);
    }
  });

  it('keeps chapters that lie inside the audio', () => {
    const index = {
      ...indexOf(frames(100)),
      chapters: [
        { startSec: 1, title: 'in' },
        { startSec: 9, title: 'out' },
      ],
    };
    const result = planTrack(mp3Track(index), OPTIONS);
    expect(result.ok && result.value.chapters).toEqual([{ startSec: 1, title: 'in' }]);
  });

  it('maps the loudness of the whole file in decibels', () => {
    const file = frames(1_200, {}, (i) =>
      i < 400 ? {} : i < 800 ? { gain: 150 } : { isSilent: true },
    );
    const { loudness, durationSec } = plan(file);
    expect(loudness.levels).toHaveLength(Math.ceil(durationSec / loudness.stepSec));
    expect(loudness.levels[4]).toBeCloseTo(0, 1);
    expect(loudness.levels[60]).toBeCloseTo(-20 * 1.505, 1);
    expect(loudness.levels[110]).toBe(-96);
  });

  it('is refused when the parts do not add up', () => {
    const index = indexOf(frames(900));
    const section = index.sections[0]!;
    const code = (broken: FrameIndex) => {
      const result = planTrack(mp3Track(broken), OPTIONS);
      return result.ok ? 'ok' : result.problem.code;
    };
    expect(code(index)).toBe('ok');
    expect(code({ ...index, sections: [{ ...section, frameCount: 899 }] })).toBe(
      'slices-do-not-sum',
    );
    expect(code({ ...index, sections: [{ ...section, firstFrame: 1, frameCount: 899 }] })).toBe(
      'slices-do-not-sum',
    );
    expect(code({ ...index, sections: [section, section] })).toBe('slices-do-not-sum');
  });

  it('cuts out a stretch to ask again for, with its edges moved outwards into pauses', () => {
    // 0.5 s of quiet every 1.3 s.
    const isQuiet = (i: number) => i % 50 >= 30;
    const file = join(
      id3v2(noise(500, 1)),
      frames(3_000, {}, (i) => ({ gain: isQuiet(i) ? 90 : 170 })),
    );
    const whole = plan(file);
    const chunk = whole.cutOut?.(20, 30);
    expect(chunk).toBeDefined();
    expect(chunk!.startSec).toBeLessThanOrEqual(20);
    expect(chunk!.startSec).toBeGreaterThanOrEqual(18.4);
    expect(chunk!.endSec).toBeGreaterThanOrEqual(30);
    expect(chunk!.endSec).toBeLessThanOrEqual(31.6);
    for (const sec of [chunk!.startSec, chunk!.endSec]) {
      const unit = Math.round(sec / frameSec());
      expect([-5, 0, 4].every((offset) => isQuiet(unit + offset))).toBe(true);
    }
    const bytes = slice(file, chunk!);
    expect(bytes).toHaveLength(chunk!.bytes);
    expect(indexOf(bytes).frames.count * frameSec()).toBeCloseTo(
      chunk!.endSec - chunk!.startSec,
      9,
    );
  });

  it('cuts out nothing beyond the chunk that it is given', () => {
    // Quiet moments lie beyond both edges: the words there are another chunk's.
    const file = frames(3_000, {}, (i) => ({ gain: i % 50 >= 30 ? 90 : 170 }));
    const { cutOut } = plan(file);
    const chunk = { startSec: 410 * frameSec(), endSec: 1_010 * frameSec() };
    const free = cutOut?.(chunk.startSec, chunk.endSec);
    expect(free!.startSec).toBeLessThan(chunk.startSec);
    expect(free!.endSec).toBeGreaterThan(chunk.endSec);
    expect(cutOut?.(chunk.startSec, chunk.endSec, chunk)!.units).toEqual({
      first: 410,
      end: 1_010,
    });
    expect(cutOut?.(chunk.startSec + 0.3, chunk.endSec - 0.3, chunk)!.units).toMatchObject({
      first: expect.toSatisfy((unit: number) => unit >= 410),
      end: expect.toSatisfy((unit: number) => unit <= 1_010),
    });
  });

  it('cuts out up to the edges of the audio and of a format, and nothing from nothing', () => {
    const file = join(frames(1_000), frames(1_000, { rateIndex: 1 }));
    const { cutOut, durationSec } = plan(file);
    const border = 1_000 * frameSec();
    expect(cutOut?.(-5, 99)).toMatchObject({ startSec: 0 });
    expect(cutOut?.(durationSec - 2, durationSec + 9)!.endSec).toBe(durationSec);
    expect(cutOut?.(border - 4, border + 2)!.endSec).toBe(border);
    expect(cutOut?.(border - 2, border + 4)!.startSec).toBe(border);
    expect(cutOut?.(3, 3)).toBeUndefined();
    expect(cutOut?.(3, Number.NaN)).toBeUndefined();
  });

  it('ends with the audio when sums of seconds are off by a hair', () => {
    // A simulated run never came back from asking for the last part of an episode again.
    const file = frames(1_298, { version: 2.5, rateIndex: 2, bitrateIndex: 1, mode: 'mono' });
    const { cutOut, durationSec, chunks } = plan(file);
    for (const offSec of [1e-9, 1e-11, 1e-13, 1.5e-14]) {
      expect(durationSec - offSec).toBeLessThan(durationSec);
      const cut = cutOut?.(chunks.at(-1)!.startSec, durationSec - offSec);
      expect(cut?.endSec).toBe(durationSec);
    }
  });

  it('holds for any mix of formats, tags and garbage', () => {
    const part = fc.oneof(
      fc.record({
        rateIndex: fc.nat(2),
        mono: fc.boolean(),
        count: fc.integer({ min: 20, max: 400 }),
      }),
      fc.record({ garbage: fc.integer({ min: 1, max: 3_000 }) }),
      fc.constant({ tag: true }),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const file = join(
          frame(),
          frame(),
          frame(),
          ...parts.map((one) => {
            if ('garbage' in one) {
              return noise(one.garbage, one.garbage);
            }
            return 'tag' in one
              ? id3v2(noise(80, 1))
              : frames(one.count, { rateIndex: one.rateIndex, mode: one.mono ? 'mono' : 'joint' });
          }),
        );
        const { chunks, durationSec } = plan(file);
        let end = 0;
        for (const chunk of chunks) {
          expect(chunk.startSec).toBe(end);
          expect(chunk.endSec - chunk.startSec).toBeLessThanOrEqual(OPTIONS.maxSec + 1e-9);
          end = chunk.endSec;
          const { frames: store, sections } = indexOf(slice(file, chunk));
          const { sampleRate, samplesPerFrame } = sections[0]!.format;
          expect((store.count * samplesPerFrame) / sampleRate).toBeCloseTo(end - chunk.startSec, 6);
        }
        expect(end).toBeCloseTo(durationSec, 9);
      }),
      { numRuns: 60 },
    );
  });
});
