import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/base/outcome.ts';
import { walkAdts } from '../../src/audio/adts-walk.ts';
import type { ChunkPlan } from '../../src/audio/types.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import { box, FTYP, LC_MONO, m4a, mp4a, rawFrame, trak, words } from './aac-builder.ts';
import { ascii, join, noise, uint32, walkBytes } from './mp3-builder.ts';
import { sliceBytes } from './slices.ts';

const FRAME_SEC = 1024 / 44_100;
const OPTIONS = { targetSec: 10, maxSec: 15, searchSec: 3 };

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

function packets(count: number, isQuiet: (i: number) => boolean = () => false): Uint8Array[] {
  return Array.from({ length: count }, (_, i) =>
    rawFrame({ bytes: 60 + ((i * 37) % 90), gain: isQuiet(i) ? 80 : 150 }, i + 1),
  );
}

/** The raw frames of the slices of a plan, joined. */
function unframed(file: Uint8Array, { chunks }: ChunkPlan): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const chunk of chunks) {
    const slice = sliceBytes(file, chunk.pieces);
    expect(slice).toHaveLength(chunk.bytes);
    const walked = walkBytes(walkAdts(slice.length), slice);
    expect(walked.ok && walked.value.notes).toEqual([]);
    const frames = walked.ok ? walked.value.frames : undefined;
    expect((frames?.count ?? 0) * FRAME_SEC).toBeCloseTo(chunk.endSec - chunk.startSec, 9);
    let at = 0;
    for (const size of frames?.sizes.subarray(0, frames.count) ?? []) {
      parts.push(slice.subarray(at + 7, at + size));
      at += size;
    }
  }
  return join(...parts);
}

describe('an M4A', () => {
  it.each([
    ['with its tables in front', {}],
    ['with its tables behind', { isFront: false }],
    ['with long offsets', { isLong: true }],
  ])('%s becomes ADTS slices with every packet once', (_, options) => {
    const audio = packets(1_500);
    const file = m4a(audio, options);
    const result = plan(file);
    expect(result).toMatchObject({ container: 'mp4', notes: [], chapters: [] });
    expect(result.durationSec).toBeCloseTo(1_500 * FRAME_SEC, 9);
    expect(result.chunks).toHaveLength(4);
    expect(result.chunks[0]!.mimeType).toBe('audio/aac');
    expect(Buffer.compare(unframed(file, result), join(...audio))).toBe(0);
  });

  it('is cut in its pauses', () => {
    const isQuiet = (i: number) => i % 150 >= 125;
    const file = m4a(packets(2_000, isQuiet));
    const { chunks, loudness, durationSec } = plan(file);
    for (const chunk of chunks.slice(0, -1)) {
      expect(isQuiet(Math.round(chunk.endSec / FRAME_SEC))).toBe(true);
    }
    expect(loudness.levels).toHaveLength(Math.ceil(durationSec / loudness.stepSec));
  });

  it('with packets of one size is read by that size', () => {
    const audio = Array.from({ length: 700 }, (_, i) => rawFrame({ bytes: 64 }, i));
    const file = m4a(audio);
    expect(Buffer.compare(unframed(file, plan(file)), join(...audio))).toBe(0);
  });

  it('cuts out a stretch to ask again for', () => {
    const file = m4a(packets(2_000));
    const chunk = plan(file).cutOut?.(10, 12);
    expect(chunk!.startSec).toBeLessThanOrEqual(10);
    expect(chunk!.endSec).toBeGreaterThanOrEqual(12);
    expect(sliceBytes(file, chunk!.pieces)).toHaveLength(chunk!.bytes);
  });

  it('that ends early says so, and the rest is used', () => {
    const audio = packets(1_000);
    const file = m4a(audio);
    const cut = file.subarray(0, file.length - join(...audio.slice(600)).length - 10);
    const result = plan(cut);
    expect(result.durationSec).toBeCloseTo(599 * FRAME_SEC, 9);
    expect(result.notes).toEqual([
      "The file's header promises 23.2 s, but the file holds 13.9 s: its end is missing.",
    ]);
    expect(Buffer.compare(unframed(cut, result), join(...audio.slice(0, 599)))).toBe(0);
  });

  it('that ends before its tables or its audio is incomplete', () => {
    const behind = m4a(packets(500), { isFront: false });
    expect(tryPlan(behind.subarray(0, 9_000))).toMatchObject({
      ok: false,
      problem: {
        code: 'audio-incomplete',
        message: expect.stringContaining('cut short') as string,
      },
    });
    const front = m4a(packets(500));
    const dataAt = front.length - join(...packets(500)).length;
    expect(tryPlan(front.subarray(0, dataAt))).toMatchObject({
      ok: false,
      problem: { code: 'audio-incomplete' },
    });
    expect(tryPlan(join(FTYP, box('mdat', noise(900, 1))))).toMatchObject({
      ok: false,
      problem: { code: 'audio-incomplete' },
    });
  });

  it('leaves out packets that ADTS cannot hold', () => {
    const audio = packets(100);
    audio[50] = noise(9_000, 1);
    const result = plan(m4a(audio));
    expect(result.durationSec).toBeCloseTo(99 * FRAME_SEC, 9);
    expect(result.notes).toContain('1 empty or oversized frames are left out.');
  });

  it.each([
    ['Apple Lossless', box('alac', new Uint8Array(28)), 'Apple Lossless'],
    ['encryption', box('enca', new Uint8Array(28)), 'encrypted'],
    ['MP3', mp4a(LC_MONO, 0x6b), 'MP3 in MP4'],
    ['xHE-AAC', mp4a(Uint8Array.of(0xf9, 0x46, 0x40)), 'object type 42'],
    ['a nameless codec', box('\u0001\u0002<>', new Uint8Array(28)), 'type ????'],
    ['no settings', box('mp4a', new Uint8Array(28)), 'without settings'],
  ])('names %s, which it cannot cut', (_, entry, words) => {
    const result = tryPlan(m4a(packets(20), { entry }));
    expect(result).toMatchObject({ ok: false, problem: { code: 'container-not-supported' } });
    expect(result.ok || result.problem.message).toContain(words);
  });

  it('finds the settings inside the entry of QuickTime', () => {
    const esds = mp4a().subarray(8 + 28);
    const entry = new Uint8Array(44);
    entry[9] = 1;
    const file = m4a(packets(300), {
      entry: box('mp4a', entry, box('wave', box('frma', ascii('mp4a')), esds)),
    });
    expect(plan(file).durationSec).toBeCloseTo(300 * FRAME_SEC, 9);
  });

  it('without an audio track is no audio', () => {
    expect(tryPlan(m4a(packets(20), { handler: 'vide' }))).toMatchObject({
      ok: false,
      problem: { code: 'audio-is-not-audio' },
    });
  });
});

describe('a fragmented MP4', () => {
  /** Fragments of 50 packets. The base of offsets: the fragment, or the file. */
  function fragmented(
    audio: readonly Uint8Array[],
    base: 'moof' | 'file' | 'default-size',
  ): Uint8Array {
    const moov = box(
      'moov',
      trak({ sizes: [], chunks: [] }),
      box('mvex', box('trex', words(0, 1, 1, 1024, 64, 0))),
    );
    const parts: Uint8Array[] = [FTYP, moov];
    for (let at = 0; at < audio.length; at += 50) {
      const part = audio.slice(at, at + 50);
      const sizes = part.map((packet) => packet.length);
      const here = join(...parts).length;
      const moofOf = (dataAt: number) => {
        const header =
          base === 'file' ? box('tfhd', words(0x1, 1, 0, here)) : box('tfhd', words(0x20000, 1));
        const run =
          base === 'default-size'
            ? box('trun', words(0x1, part.length, dataAt))
            : box(
                'trun',
                words(
                  0x301 | 0x4,
                  part.length,
                  dataAt,
                  0,
                  ...sizes.flatMap((size) => [1024, size]),
                ),
              );
        return box('moof', box('mfhd', words(0, at)), box('traf', header, run));
      };
      const moofBytes = moofOf(0).length;
      parts.push(moofOf(moofBytes + 8), box('mdat', ...part));
    }
    return join(...parts);
  }

  it.each(['moof', 'file'] as const)(
    'with offsets from the %s is read fragment by fragment',
    (base) => {
      const audio = packets(620);
      const file = fragmented(audio, base);
      expect(Buffer.compare(unframed(file, plan(file)), join(...audio))).toBe(0);
    },
  );

  it('with default sizes is read', () => {
    const audio = Array.from({ length: 300 }, (_, i) => rawFrame({ bytes: 64 }, i));
    const file = fragmented(audio, 'default-size');
    expect(Buffer.compare(unframed(file, plan(file)), join(...audio))).toBe(0);
  });

  it('that ends early keeps the fragments that are there', () => {
    const audio = packets(600);
    const file = fragmented(audio, 'moof');
    const result = plan(file.subarray(0, Math.floor(file.length * 0.7)));
    expect(result.durationSec).toBeGreaterThan(350 * FRAME_SEC);
    expect(result.durationSec).toBeLessThan(450 * FRAME_SEC);
  });
});

describe('chapters of an MP4', () => {
  it('are read from the list of Nero', () => {
    const entry = (startSec: number, title: string) => {
      const text = new TextEncoder().encode(title);
      return join(uint32(0), uint32(startSec * 1e7), Uint8Array.of(text.length), text);
    };
    const chpl = box(
      'chpl',
      words(0x01000000, 0),
      Uint8Array.of(3),
      entry(10, 'Zweitens'),
      entry(0, 'Über\nuns'),
      entry(15, ''),
    );
    const { chapters } = plan(m4a(packets(1_000), { more: [box('udta', chpl)] }));
    expect(chapters).toEqual([
      { startSec: 0, title: 'Über uns' },
      { startSec: 10, title: 'Zweitens' },
      { startSec: 15, title: 'Chapter 3' },
    ]);
  });

  it('are read from the track of texts that the audio names', () => {
    const text = (bytes: Uint8Array) =>
      join(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes);
    const titles = [
      text(ascii('First')),
      text(Uint8Array.of(0xfe, 0xff, 0, 0x5a, 0, 0xfc)),
      text(Uint8Array.of(0xff, 0xfe, 0x61, 0)),
    ];
    const audio = packets(1_000);
    const titlesAt = m4a(audio, { isFront: false }).indexOf(0x6d);
    expect(titlesAt).toBeGreaterThan(0);
    // The texts lie in front of everything but the type box.
    const free = box('free', ...titles);
    const chunks = titles.map((_, i) => ({
      offset: FTYP.length + 8 + join(...titles.slice(0, i)).length,
      samples: 1,
    }));
    const sizes = titles.map((title) => title.length);
    const dataAt = FTYP.length + free.length + 8;
    const moov = box(
      'moov',
      trak({
        sizes: audio.map((packet) => packet.length),
        chunks: [{ offset: dataAt, samples: 1_000 }],
        chapterTrack: 7,
      }),
      trak({
        id: 7,
        handler: 'text',
        entry: box('text'),
        timescale: 1_000,
        delta: 5_000,
        sizes,
        chunks,
      }),
    );
    const { chapters } = plan(join(FTYP, free, box('mdat', ...audio), moov));
    expect(chapters).toEqual([
      { startSec: 0, title: 'First' },
      { startSec: 5, title: 'Zü' },
      { startSec: 10, title: 'a' },
    ]);
  });
});

describe('a hostile MP4', () => {
  it('never throws, loops or is asked for bytes outside of it', () => {
    const whole = m4a(packets(60));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 }),
        (changes) => {
          const file = whole.slice();
          for (const [at, value] of changes) {
            // Mostly into the tables.
            file[at % 1_200] = value;
          }
          const walker = walkAudio(file.length, OPTIONS);
          let step = walker.next();
          for (let reads = 0; step.done !== true; reads += 1) {
            expect(reads).toBeLessThan(2_000);
            const { start, end } = step.value;
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeLessThanOrEqual(file.length);
            step = walker.next(file.slice(start, end));
          }
          expect(typeof step.value.ok).toBe('boolean');
        },
      ),
      { numRuns: 400 },
    );
  });
});
