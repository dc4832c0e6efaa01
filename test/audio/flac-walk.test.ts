import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/base/outcome.ts';
import { flacFrameAt } from '../../src/audio/flac-frame.ts';
import type { ChunkPlan } from '../../src/audio/types.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import { flacFrame, flacHead, SAMPLES } from './flac-builder.ts';
import { id3v2, join, noise, walkBytes } from './mp3-builder.ts';
import { vorbisComments } from './ogg-builder.ts';
import { sliceBytes } from './slices.ts';

const OPTIONS = { targetSec: 10, maxSec: 16, searchSec: 3 };
function flac(frames: readonly Uint8Array[], totalSamples = frames.length * SAMPLES): Uint8Array {
  return join(flacHead(totalSamples), ...frames);
}

function tryPlan(file: Uint8Array): Result<ChunkPlan> {
  return walkBytes(walkAudio(file.length, OPTIONS), file);
}

function plan(file: Uint8Array): ChunkPlan {
  const result = tryPlan(file);
  if (!result.ok) {
    throw new Error(`${result.problem.code}: ${result.problem.message}`);
  }
  return result.value;
}

/** The frames of the slices, joined; each slice is walked again and says its own length. */
function framesOf(file: Uint8Array, { chunks }: ChunkPlan): Uint8Array {
  return join(
    ...chunks.map((chunk) => {
      const slice = sliceBytes(file, chunk.pieces);
      expect(slice).toHaveLength(chunk.bytes);
      const again = plan(slice);
      expect(again.durationSec).toBeCloseTo(chunk.endSec - chunk.startSec, 9);
      expect(again.notes).toEqual([]);
      const samples = new DataView(slice.buffer).getUint32(8 + 14);
      expect(samples / 44_100).toBeCloseTo(chunk.endSec - chunk.startSec, 9);
      return slice.subarray(42);
    }),
  );
}

describe('a head of a FLAC frame', () => {
  it('of a real file is read', () => {
    // The third frame of a file that ffmpeg wrote: 4,608 samples in stereo at 44.1 kHz.
    const real = Buffer.from('fff8598802844effff000100', 'hex');
    expect(flacFrameAt(real, 0)).toMatchObject({
      samples: 4608,
      channels: 2,
      number: 2,
      hasVariableSize: false,
    });
    real[4]! ^= 1;
    expect(flacFrameAt(real, 0)).toBeUndefined();
  });

  it('never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
        expect(() => flacFrameAt(join(Uint8Array.of(0xff, 0xf8), bytes), 0)).not.toThrow();
      }),
    );
  });
});

describe('the chapters of a FLAC', () => {
  it('are read from its comments', () => {
    const comments = vorbisComments(['CHAPTER001=00:00:02.25', 'CHAPTER001NAME=Hello']);
    const frames = Array.from({ length: 100 }, (_, i) => flacFrame(i));
    const file = join(flacHead(100 * SAMPLES, comments), ...frames);
    expect(plan(file).chapters).toEqual([{ startSec: 2.25, title: 'Hello' }]);
    expect(plan(flac(frames)).chapters).toEqual([]);
  });
});

describe('a FLAC', () => {
  it('is cut into FLACs with every frame once', () => {
    const frames = Array.from({ length: 400 }, (_, i) =>
      flacFrame(i, { bytes: 1_500 + ((i * 97) % 1_500) }),
    );
    const file = flac(frames);
    const result = plan(file);
    expect(result).toMatchObject({ container: 'flac', notes: [] });
    expect(result.durationSec).toBeCloseTo((400 * SAMPLES) / 44_100, 9);
    expect(result.chunks).toHaveLength(4);
    expect(result.chunks[0]!.mimeType).toBe('audio/flac');
    expect(Buffer.compare(framesOf(file, result), join(...frames))).toBe(0);
  });

  it('longer than a block, and behind a tag, is read alike', () => {
    const frames = Array.from({ length: 900 }, (_, i) => flacFrame(i));
    const file = join(id3v2(noise(70_000, 1)), flac(frames));
    expect(Buffer.compare(framesOf(file, plan(file)), join(...frames))).toBe(0);
  });

  it('is cut in its pauses', () => {
    const isQuiet = (i: number) => i % 40 >= 32;
    const frames = Array.from({ length: 600 }, (_, i) => flacFrame(i, { isQuiet: isQuiet(i) }));
    const { chunks, loudness } = plan(flac(frames));
    for (const chunk of chunks.slice(0, -1)) {
      expect(isQuiet(Math.round((chunk.endSec * 44_100) / SAMPLES))).toBe(true);
    }
    expect(loudness.levels[Math.floor((36 * SAMPLES) / 44_100 / loudness.stepSec)]).toBeLessThan(
      -20,
    );
  });

  it('counts silence as silence', () => {
    const frames = Array.from({ length: 200 }, (_, i) => flacFrame(i, { isSilent: i >= 100 }));
    expect(plan(flac(frames)).loudness.levels.at(-2)).toBe(-96);
  });

  it('is read whole when its description lies about the shortest frame', () => {
    const frames = Array.from({ length: 100 }, (_, i) => flacFrame(i, { isQuiet: i % 2 === 0 }));
    const file = flac(frames);
    file.set([0, 0x20, 0], 8 + 4);
    expect(Buffer.compare(framesOf(file, plan(file)), join(...frames))).toBe(0);
  });

  it('is not misled by heads of frames inside of frames', () => {
    const frames = Array.from({ length: 200 }, (_, i) => flacFrame(i));
    // A frame of another number, and one of the right number with a wrong checksum.
    frames[50]!.set(flacFrame(7).subarray(0, 6), 500);
    const false51 = flacFrame(51).slice(0, 6);
    false51[5]! ^= 1;
    frames[50]!.set(false51, 700);
    const file = flac(frames);
    expect(Buffer.compare(framesOf(file, plan(file)), join(...frames))).toBe(0);
  });

  it('goes on behind lost frames and rubbish, and says so', () => {
    const frames = Array.from({ length: 200 }, (_, i) => flacFrame(i));
    const kept = [...frames.slice(0, 80), ...frames.slice(90)];
    const file = join(flacHead(190 * SAMPLES), ...kept);
    const result = plan(file);
    expect(result.durationSec).toBeCloseTo((190 * SAMPLES) / 44_100, 9);
    expect(result.notes).toEqual([]);
    const slices = result.chunks.map((chunk) => sliceBytes(file, chunk.pieces).subarray(42));
    expect(Buffer.compare(join(...slices), join(...kept))).toBe(0);
    const rubbish = plan(join(flacHead(80 * SAMPLES), noise(900, 5), ...frames.slice(0, 80)));
    expect(rubbish.notes).toEqual(['900 bytes that are no audio were skipped.']);
    expect(rubbish.durationSec).toBeCloseTo((80 * SAMPLES) / 44_100, 9);
  });

  it('that was joined from two streams keeps the frames of both', () => {
    const frames = Array.from({ length: 200 }, (_, i) => flacFrame(i % 100));
    const file = flac(frames);
    const { chunks } = plan(file);
    const slices = chunks.map((chunk) => sliceBytes(file, chunk.pieces).subarray(42));
    expect(Buffer.compare(join(...slices), join(...frames))).toBe(0);
  });

  it('that ends early says so', () => {
    const frames = Array.from({ length: 200 }, (_, i) => flacFrame(i));
    const { notes } = plan(flac(frames.slice(0, 100), 200 * SAMPLES));
    expect(notes).toEqual([
      "The file's header promises 18.6 s, but the file holds 9.3 s: its end is missing.",
    ]);
  });

  // The broken frame went into the last slice; decoders refuse it, or play noise.
  it.each([1, 2, 700, 2_000, 2_500])(
    'that lacks the last %d bytes leaves that frame out, and says so',
    (lost) => {
      const frames = Array.from({ length: 100 }, (_, i) => flacFrame(i));
      const file = flac(frames).subarray(0, -lost);
      const result = plan(file);
      expect(result.durationSec).toBeCloseTo((99 * SAMPLES) / 44_100, 9);
      expect(result.notes).toEqual(['One frame is cut short and left out.']);
      const slices = result.chunks.map((chunk) => sliceBytes(file, chunk.pieces).subarray(42));
      expect(Buffer.compare(join(...slices), join(...frames.slice(0, -1)))).toBe(0);
    },
  );

  it('with an ID3v1 tag behind it keeps its last frame, and not the tag', () => {
    const frames = Array.from({ length: 100 }, (_, i) => flacFrame(i));
    const tag = new Uint8Array(128);
    tag.set([0x54, 0x41, 0x47]);
    const file = join(flac(frames), tag);
    const result = plan(file);
    expect(result.notes).toEqual([]);
    expect(Buffer.compare(framesOf(file, result), join(...frames))).toBe(0);
  });

  it('without its description or a frame is told', () => {
    const file = flac([flacFrame(0)]);
    expect(tryPlan(file.subarray(0, 20))).toMatchObject({
      ok: false,
      problem: { code: 'audio-incomplete' },
    });
    expect(tryPlan(flacHead(0))).toMatchObject({ ok: false, problem: { code: 'audio-empty' } });
    expect(tryPlan(join(flacHead(0), noise(3_000, 1)))).toMatchObject({
      ok: false,
      problem: { code: 'audio-empty' },
    });
  });

  it('never throws, loops or is asked for bytes outside of it', () => {
    const whole = flac(Array.from({ length: 20 }, (_, i) => flacFrame(i)));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }), (changes) => {
        const file = whole.slice();
        for (const [at, value] of changes) {
          file[at % file.length] = value;
        }
        const walker = walkAudio(file.length, OPTIONS);
        let step = walker.next();
        for (let reads = 0; step.done !== true; reads += 1) {
          expect(reads).toBeLessThan(1_100);
          expect(step.value.end).toBeLessThanOrEqual(file.length);
          step = walker.next(file.slice(step.value.start, step.value.end));
        }
        expect(typeof step.value.ok).toBe('boolean');
      }),
      { numRuns: 200 },
    );
  });
});
