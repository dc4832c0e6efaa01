/** Files made to keep a walker busy, or to lead it out of the file. Each was one that did. */
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/base/outcome.ts';
import type { ByteRange, ChunkPlan } from '../../src/audio/types.ts';
import { planTrack } from '../../src/audio/track.ts';
import { evenClock } from '../../src/audio/unit-clock.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import { box, FTYP, mp4a, trak, words } from './aac-builder.ts';
import { ascii, join, noise, uint32, walkBytes } from './mp3-builder.ts';

const OPTIONS = { targetSec: 600, maxSec: 650, searchSec: 25 };

/** The plan, and the reads it took; a read outside the file ends the test. */
function walk(file: Uint8Array): { result: Result<ChunkPlan>; reads: number } {
  let reads = 0;
  const walker = walkAudio(file.length, OPTIONS);
  const watched = (function* () {
    let step = walker.next();
    while (step.done !== true) {
      const { start, end }: ByteRange = step.value;
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThan(start);
      expect(end).toBeLessThanOrEqual(file.length);
      expect(end - start).toBeLessThanOrEqual(8 << 20);
      reads += 1;
      step = walker.next(yield step.value);
    }
    return step.value;
  })();
  return { result: walkBytes(watched, file), reads };
}

/** A movie whose one track has these tables; 9,000 bytes of data stand behind it. */
function movie(...tables: readonly Uint8Array[]): Uint8Array {
  const table = box('stbl', box('stsd', words(0, 1), mp4a()), ...tables);
  const media = box(
    'mdia',
    box('mdhd', words(0, 0, 0, 44_100, 0, 0)),
    box('hdlr', words(0, 0), ascii('soun'), new Uint8Array(13)),
    box('minf', table),
  );
  const track = box('trak', box('tkhd', words(0, 0, 0, 1), new Uint8Array(68)), media);
  return join(
    FTYP,
    box('moov', box('mvhd', new Uint8Array(100)), track),
    box('mdat', noise(9_000, 1)),
  );
}

describe('hostile audio', () => {
  it('an MP4 whose chunks lead back again and again is over at once', () => {
    const entries = 200_000;
    const rows = Array.from({ length: entries }, (_, i) => [i % 2 === 0 ? 1 : 0xffffffff, 0, 1]);
    const toChunk = box('stsc', words(0, entries));
    const body = new Uint8Array(entries * 12);
    const view = new DataView(body.buffer);
    for (const [row, values] of rows.entries()) {
      for (const [at, value] of values.entries()) view.setUint32(row * 12 + at * 4, value);
    }
    const long = join(uint32(toChunk.length + body.length), toChunk.subarray(4), body);
    const chunks = 600_000;
    const file = movie(
      long,
      box('stsz', words(0, 100, 10)),
      box('stco', words(0, chunks), new Uint8Array(chunks * 4)),
    );
    // 200,000 times over 600,000 chunks took hours.
    expect(walk(file).result).toMatchObject({ ok: false, problem: { code: 'audio-incomplete' } });
  });

  it('an MP4 that names the same bytes again and again is refused', () => {
    const count = 10_000;
    const file = movie(
      box('stsc', words(0, 1, 1, 1, 1)),
      box('stsz', words(0, 8_000, count)),
      box('stco', words(0, count, ...Array.from({ length: count }, (_, i) => 60 + (i % 2)))),
    );
    const { result } = walk(file);
    expect(result).toMatchObject({ ok: false, problem: { code: 'audio-is-not-audio' } });
  });

  it('a fragment that points ahead of the file leaves those samples out', () => {
    const moov = box(
      'moov',
      trak({ sizes: [], chunks: [] }),
      box('mvex', box('trex', words(0, 1, 1, 1024, 64, 0))),
    );
    const run = box('trun', words(0x1, 5, -2_000_000_000 >>> 0));
    const moof = box('moof', box('traf', box('tfhd', words(0x20000, 1)), run));
    const { result } = walk(join(FTYP, moov, moof, box('mdat', noise(500, 2))));
    expect(result).toMatchObject({ ok: false, problem: { code: 'audio-incomplete' } });
  });

  it.each([
    ['one sample a second', 1],
    ['as many samples as a number can say', 0xffffffff],
  ])('a WAV of %s is refused', (_, rate) => {
    const head = join(
      ascii('RIFF'),
      uint32(0),
      ascii('WAVEfmt '),
      Uint8Array.of(16, 0, 0, 0, 1, 0, 1, 0),
      Uint8Array.from(new Uint8Array(Uint32Array.of(rate, rate).buffer)),
      Uint8Array.of(1, 0, 8, 0),
      ascii('data'),
      uint32(0),
    );
    const { result, reads } = walk(join(head, noise(100_000, 3)));
    expect(result).toMatchObject({ ok: false, problem: { code: 'container-not-supported' } });
    expect(reads).toBeLessThan(10);
  });

  it('audio of many days is taken for a mistake of its headers', () => {
    const units = 49 * 60;
    const result = planTrack(
      {
        container: 'wav',
        mimeType: 'audio/wav',
        sections: [
          {
            firstUnit: 0,
            unitCount: units,
            clock: evenClock(60, 1),
            slice: (first, end) => ({ pieces: [], bytes: end - first, payloadBytes: end - first }),
          },
        ],
        levels: new Uint8Array(units),
        flutterScale: 1,
        payloadBytes: units,
        bytes: { sizeOf: () => 1, rangesOf: () => [] },
        chapters: [],
        notes: [],
      },
      OPTIONS,
    );
    expect(result).toMatchObject({ ok: false, problem: { code: 'audio-is-not-audio' } });
    expect(result.ok ? '' : result.problem.message).toContain('49 hours');
  });

  it('Ogg rubbish that looks like pages is summed a few times its size, not thousands of times', () => {
    const bytes = new Uint8Array(2 << 20).fill(0xff);
    for (let at = 27; at + 40 < bytes.length; at += 27) {
      bytes.set(ascii('OggS'), at);
      bytes[at + 4] = 0;
      bytes[at + 26] = 255;
    }
    const first = ascii('OggS');
    bytes.set(join(first, new Uint8Array(23)), 0);
    const { result } = walk(bytes);
    expect(result).toMatchObject({ ok: false, problem: { code: 'audio-is-not-audio' } });
    expect(result.ok ? '' : result.problem.message).toContain('rubbish');
  });
});
