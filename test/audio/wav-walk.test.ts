import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/base/outcome.ts';
import type { ChunkPlan } from '../../src/audio/types.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import { ascii, join, noise, walkBytes } from './mp3-builder.ts';
import { sliceBytes } from './slices.ts';

const OPTIONS = { targetSec: 10, maxSec: 16, searchSec: 3 };

interface WavSpec {
  readonly tag?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly sampleBytes?: number;
  /** The stated length of the data. */
  readonly dataBytes?: number;
  readonly isLong?: boolean;
  readonly extension?: Uint8Array;
  readonly before?: Uint8Array;
}

function chunk(name: string, body: Uint8Array, size = body.length): Uint8Array {
  const head = new Uint8Array(8);
  head.set(ascii(name));
  new DataView(head.buffer).setUint32(4, size, true);
  return join(head, body);
}

function wav(data: Uint8Array, spec: WavSpec = {}): Uint8Array {
  const { tag = 1, channels = 1, rate = 8_000, sampleBytes = 2 } = spec;
  const format = new Uint8Array(16);
  const view = new DataView(format.buffer);
  view.setUint16(0, tag, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, rate, true);
  view.setUint32(8, rate * channels * sampleBytes, true);
  view.setUint16(12, channels * sampleBytes, true);
  view.setUint16(14, sampleBytes * 8, true);
  const ds64 = new Uint8Array(28);
  new DataView(ds64.buffer).setUint32(8, data.length, true);
  return join(
    ascii(spec.isLong === true ? 'RF64' : 'RIFF'),
    new Uint8Array(4),
    ascii('WAVE'),
    spec.isLong === true ? chunk('ds64', ds64) : new Uint8Array(0),
    chunk('fmt ', join(format, spec.extension ?? new Uint8Array(0))),
    spec.before ?? new Uint8Array(0),
    chunk('data', data, spec.isLong === true ? 0xffffffff : (spec.dataBytes ?? data.length)),
  );
}

/** A tone of 16 bits that is quiet where it is told to be. */
function tone(seconds: number, isQuiet: (sec: number) => boolean = () => false): Uint8Array {
  const samples = Int16Array.from({ length: seconds * 8_000 }, (_, i) =>
    Math.round(Math.sin(i / 3) * (isQuiet(i / 8_000) ? 20 : 12_000)),
  );
  return new Uint8Array(samples.buffer);
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

/** The samples of the slices, joined; each slice is walked again. */
function samplesOf(file: Uint8Array, { chunks }: ChunkPlan): Uint8Array {
  return join(
    ...chunks.map((one) => {
      const slice = sliceBytes(file, one.pieces);
      expect(slice).toHaveLength(one.bytes);
      const again = plan(slice);
      expect(again.durationSec).toBeCloseTo(one.endSec - one.startSec, 9);
      expect(again.notes).toEqual([]);
      expect(new DataView(slice.buffer, slice.byteOffset).getUint32(4, true)).toBe(
        slice.length - 8,
      );
      const [piece] = one.pieces;
      return slice.subarray(piece?.kind === 'literal' ? piece.bytes.length : 0);
    }),
  );
}

describe('a WAV', () => {
  it.each([
    ['8 bits', { sampleBytes: 1, rate: 16_000 }],
    ['16 bits', {}],
    ['24 bits in stereo', { sampleBytes: 3, channels: 2, rate: 4_000 }],
    ['32 bits', { sampleBytes: 4, rate: 4_000 }],
    ['32 bits floating', { tag: 3, sampleBytes: 4, rate: 4_000 }],
    ['64 bits floating', { tag: 3, sampleBytes: 8, rate: 2_000 }],
    ['a long head', { isLong: true }],
    [
      'an extended format',
      {
        tag: 0xfffe,
        extension: join(Uint8Array.of(22, 0, 16, 0, 0, 0, 0, 0, 1, 0), new Uint8Array(14)),
      },
    ],
    ['other chunks in front', { before: chunk('LIST', noise(501, 1), 500) }],
  ] as readonly (readonly [string, WavSpec])[])(
    'with %s is cut into WAVs with every sample once',
    (_, spec) => {
      const data = noise(16_000 * 30, 3);
      const before = spec.before === undefined ? {} : { before: chunk('LIST', noise(500, 1)) };
      const file = wav(data, { ...spec, ...before });
      const result = plan(file);
      const frameBytes = (spec.sampleBytes ?? 2) * (spec.channels ?? 1);
      expect(result.container).toBe('wav');
      expect(result.durationSec).toBeCloseTo(data.length / frameBytes / (spec.rate ?? 8_000), 9);
      expect(result.chunks.length).toBeGreaterThan(1);
      expect(result.chunks[0]!.mimeType).toBe('audio/wav');
      expect(Buffer.compare(samplesOf(file, result), data)).toBe(0);
    },
  );

  it('is cut in its pauses, found in the samples', () => {
    const isQuiet = (sec: number) => sec % 4 >= 3.4;
    const { chunks, loudness } = plan(wav(tone(60, isQuiet)));
    for (const one of chunks.slice(0, -1)) {
      expect(one.endSec % 4).toBeGreaterThan(3.5);
    }
    expect(loudness.levels[4]).toBeCloseTo(0, 0);
    expect(loudness.levels[Math.floor(3.6 / loudness.stepSec)]).toBeLessThan(-50);
  });

  it('counts silence as silence', () => {
    const { loudness } = plan(wav(join(tone(20), new Uint8Array(16_000 * 5))));
    expect(loudness.levels.at(-4)).toBe(-96);
  });

  it('that ends early says so; one of unknown length goes to its end', () => {
    const data = tone(30);
    const cut = plan(wav(data, { dataBytes: data.length * 2 }));
    expect(cut.durationSec).toBeCloseTo(30, 9);
    expect(cut.notes).toEqual([
      "The file's header promises 60.0 s, but the file holds 30.0 s: its end is missing.",
    ]);
    for (const dataBytes of [0, 0xffffffff]) {
      expect(plan(wav(data, { dataBytes }))).toMatchObject({ notes: [], durationSec: 30 });
    }
  });

  it('leaves out what stands behind the samples', () => {
    const data = tone(20);
    const file = join(wav(data), chunk('LIST', noise(400, 1)));
    expect(Buffer.compare(samplesOf(file, plan(file)), data)).toBe(0);
  });

  it.each([
    ['MP3', { tag: 0x55 }],
    ['ADPCM', { tag: 2 }],
    ['µ-law', { tag: 7, sampleBytes: 1 }],
    ['samples of type 99', { tag: 99 }],
    ['a broken format', { rate: 0 }],
  ] as readonly (readonly [string, WavSpec])[])('with %s is refused by name', (name, spec) => {
    const result = tryPlan(wav(tone(2), spec));
    expect(result).toMatchObject({ ok: false, problem: { code: 'container-not-supported' } });
    expect(result.ok || result.problem.message).toContain(name);
  });

  it('without samples, data or format is told', () => {
    expect(tryPlan(wav(new Uint8Array(0)))).toMatchObject({
      ok: false,
      problem: { code: 'audio-empty' },
    });
    expect(tryPlan(wav(tone(1)).subarray(0, 36))).toMatchObject({
      ok: false,
      problem: { code: 'container-not-supported' },
    });
    expect(tryPlan(wav(tone(1)).subarray(0, 12))).toMatchObject({
      ok: false,
      problem: { code: 'container-not-supported' },
    });
  });
});
