import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/base/outcome.ts';
import type { ChunkPlan } from '../../src/audio/types.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import { ascii, join, noise, walkBytes } from './mp3-builder.ts';
import { sliceBytes } from './slices.ts';

const OPTIONS = { targetSec: 10, maxSec: 16, searchSec: 3 };
const RATE = 8_000;
/** 8,000 as a number of 80 bits. */
const EXTENDED_RATE = Uint8Array.of(0x40, 0x0b, 0xfa, 0, 0, 0, 0, 0, 0, 0);

function chunk(name: string, body: Uint8Array, size = body.length): Uint8Array {
  const head = new Uint8Array(8);
  head.set(ascii(name));
  new DataView(head.buffer).setUint32(4, size);
  return join(head, body, new Uint8Array(body.length & 1));
}

interface AiffSpec {
  /** Kind of an AIFF-C; an AIFF without. */
  readonly kind?: string;
  readonly channels?: number;
  readonly bits?: number;
  /** Bytes between the head of the sound and its first sample. */
  readonly offset?: number;
  /** Stated bytes of samples. */
  readonly dataBytes?: number;
  readonly before?: Uint8Array;
}

function aiff(data: Uint8Array, spec: AiffSpec = {}): Uint8Array {
  const { kind, channels = 1, bits = 16, offset = 0 } = spec;
  const common = new Uint8Array(18);
  const view = new DataView(common.buffer);
  view.setUint16(0, channels);
  view.setUint32(2, data.length / channels / (bits / 8));
  view.setUint16(6, bits);
  common.set(EXTENDED_RATE, 8);
  const name = kind === undefined ? new Uint8Array(0) : join(ascii(kind), Uint8Array.of(0, 0));
  const soundHead = new Uint8Array(8 + offset);
  new DataView(soundHead.buffer).setUint32(0, offset);
  const stated = spec.dataBytes === undefined ? undefined : spec.dataBytes + 8 + offset;
  return join(
    ascii('FORM'),
    new Uint8Array(4),
    ascii(kind === undefined ? 'AIFF' : 'AIFC'),
    spec.before ?? new Uint8Array(0),
    chunk('COMM', join(common, name)),
    chunk('SSND', join(soundHead, data), stated ?? soundHead.length + data.length),
  );
}

/** A tone, big-endian or swapped, that is quiet where it is told to be. */
function tone(
  seconds: number,
  options: { isQuiet?: (sec: number) => boolean; isSwapped?: boolean } = {},
): Uint8Array {
  const bytes = new Uint8Array(seconds * RATE * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < seconds * RATE; at += 1) {
    const peak = options.isQuiet?.(at / RATE) === true ? 20 : 12_000;
    view.setInt16(at * 2, Math.round(Math.sin(at / 3) * peak), options.isSwapped === true);
  }
  return bytes;
}

function tryPlan(file: Uint8Array): Result<ChunkPlan> {
  return walkBytes(walkAudio(file.length, OPTIONS), file);
}

function plan(file: Uint8Array): ChunkPlan {
  const result = tryPlan(file);
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

/** The samples of all slices; each is an AIFF of the planned length. */
function samplesOf(file: Uint8Array, result: ChunkPlan): Uint8Array {
  return join(
    ...result.chunks.map((one) => {
      const slice = sliceBytes(file, one.pieces);
      expect(slice).toHaveLength(one.bytes);
      expect(new DataView(slice.buffer).getUint32(4)).toBe(slice.length - 8);
      const again = plan(slice);
      expect(again.notes).toEqual([]);
      expect(again.durationSec).toBeCloseTo(one.endSec - one.startSec, 9);
      const sound = Buffer.from(slice).indexOf('SSND');
      return slice.subarray(sound + 16);
    }),
  );
}

describe('an AIFF', () => {
  it.each<readonly [string, AiffSpec]>([
    ['plain', {}],
    ['in stereo', { channels: 2 }],
    ['of 8 bits', { bits: 8 }],
    ['of 24 bits in stereo', { bits: 24, channels: 2 }],
    ['as AIFF-C', { kind: 'NONE' }],
    ['with swapped bytes', { kind: 'sowt' }],
    ['with numbers that have a fraction', { kind: 'fl32', bits: 32 }],
    ['with an offset and chunks in front', { offset: 6, before: chunk('NAME', noise(31, 1)) }],
  ])('%s becomes slices that hold every sample once', (_, spec) => {
    const frameBytes = ((spec.bits ?? 16) / 8) * (spec.channels ?? 1);
    const data = noise(RATE * 35 * frameBytes, 3);
    const file = aiff(data, spec);
    const result = plan(file);
    expect(result).toMatchObject({ container: 'aiff', durationSec: 35, notes: [] });
    expect(result.chunks).toHaveLength(4);
    expect(result.chunks[0]!.mimeType).toBe('audio/aiff');
    expect(Buffer.compare(samplesOf(file, result), data)).toBe(0);
  });

  it.each([false, true])('is cut in its pauses (swapped bytes: %s)', (isSwapped) => {
    const isQuiet = (sec: number): boolean => sec % 4 > 3.2;
    const data = tone(40, { isQuiet, isSwapped });
    const { chunks, loudness } = plan(aiff(data, isSwapped ? { kind: 'sowt' } : {}));
    for (const one of chunks.slice(0, -1)) expect(isQuiet(one.endSec)).toBe(true);
    expect(loudness.levels[Math.floor(3.6 / loudness.stepSec)]).toBeLessThan(-40);
    expect(loudness.levels[4]).toBeGreaterThan(-3);
  });

  it('whose end is missing says so, and one that states no length is read to its end', () => {
    const data = noise(RATE * 2 * 12, 5);
    expect(plan(aiff(data, { dataBytes: RATE * 2 * 30 })).notes).toEqual([
      "The file's header promises 30.0 s, but the file holds 12.0 s: its end is missing.",
    ]);
    const open = aiff(data);
    new DataView(open.buffer).setUint32(open.length - data.length - 12, 0);
    expect(plan(open)).toMatchObject({ durationSec: 12, notes: [] });
  });

  it('without a sample is empty', () => {
    expect(tryPlan(aiff(new Uint8Array(0)))).toMatchObject({
      ok: false,
      problem: { code: 'audio-empty' },
    });
  });

  it.each<readonly [string, Uint8Array, string]>([
    ['with compressed samples', aiff(noise(900, 1), { kind: 'ulaw' }), 'samples of type ulaw'],
    ['with a strange name', aiff(noise(900, 1), { kind: 'a\u0007b\u0000' }), 'type a?b?'],
    ['without a format', join(ascii('FORM'), new Uint8Array(4), ascii('AIFF')), 'without a format'],
    ['of no channels', aiff(noise(900, 1), { channels: 0 }), 'with a broken format'],
  ])('%s is refused', (_, file, words) => {
    const result = tryPlan(file);
    expect(result).toMatchObject({ ok: false, problem: { code: 'container-not-supported' } });
    expect(result.ok || result.problem.message).toContain(words);
  });

  it('never makes the walk throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(60), (bytes, at) => {
        const file = aiff(noise(200, 1), { kind: 'NONE' });
        file.set(bytes.subarray(0, Math.max(0, file.length - 12 - at)), 12 + at);
        expect(typeof tryPlan(file).ok).toBe('boolean');
      }),
    );
  });
});
