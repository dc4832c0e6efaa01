import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/base/outcome.ts';
import type { ChunkPlan } from '../../src/audio/types.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import { box, m4a, rawFrame } from './aac-builder.ts';
import { ascii, frames, id3v2, join, noise, walkBytes } from './mp3-builder.ts';
import { sliceBytes } from './slices.ts';

function walk(file: Uint8Array): Result<ChunkPlan> {
  return walkBytes(walkAudio(file.length, { targetSec: 600, maxSec: 650, searchSec: 25 }), file);
}

describe('walkAudio', () => {
  it('reads an MP3, however long the tag before it, and whatever garbage', () => {
    for (const head of [
      new Uint8Array(0),
      id3v2(noise(300_000, 1)),
      join(id3v2(noise(200_000, 1)), id3v2(noise(10, 1))),
      noise(3_072, 2),
      ascii('<br />\n<b>Warning</b>: something in PHP'),
      join(id3v2(noise(100_000, 1)), ascii('plain text behind the tag, '.repeat(50))),
    ]) {
      const result = walk(join(head, frames(100)));
      expect(result.ok && result.value.chunks).toHaveLength(1);
    }
  });

  // Taggers put ID3 before files of any kind; a WAV behind one was refused.
  it('reads what stands behind a tag that is no part of it, and cuts the same bytes', () => {
    const rate = 8_000;
    const wav = join(
      ascii('RIFF'),
      Uint8Array.of(0, 0, 0, 0),
      ascii('WAVEfmt '),
      new Uint8Array(Uint32Array.of(16, 0x10001, rate, 2 * rate, 0x100002).buffer),
      ascii('data'),
      new Uint8Array(Uint32Array.of(0).buffer),
      noise(2 * rate * 3, 1),
    );
    const packets = Array.from({ length: 300 }, (_, i) => rawFrame({ bytes: 60 + (i % 9) }, i));
    for (const file of [wav, m4a(packets), m4a(packets, { isFront: false }), box('free')]) {
      const tagged = join(id3v2(noise(100_000, 1)), file);
      const plain = walk(file);
      const behind = walk(tagged);
      expect(behind.ok).toBe(plain.ok);
      if (!plain.ok || !behind.ok) continue;
      expect(behind.value.durationSec).toBe(plain.value.durationSec);
      expect(behind.value.notes).toEqual(plain.value.notes);
      const slices = (bytes: Uint8Array, { chunks }: ChunkPlan) =>
        chunks.map(({ pieces }) => Buffer.from(sliceBytes(bytes, pieces)).toString('hex'));
      expect(slices(tagged, behind.value)).toEqual(slices(file, plain.value));
      const all = { first: 0, end: 2 };
      const at = tagged.length - file.length;
      expect(behind.value.units?.rangesOf(all)).toEqual(
        plain.value.units
          ?.rangesOf(all)
          .map(({ start, end }) => ({ start: start + at, end: end + at })),
      );
    }
  });

  it.each([
    ['AU', join(ascii('.snd'), noise(900, 1))],
    ['WavPack', join(ascii('wvpk'), noise(900, 1))],
    ['Flash video', join(ascii('FLV\u0001'), noise(900, 1))],
    ['AIFF', join(ascii('FORM'), noise(4, 1), ascii('AIFFCOMM'), noise(900, 1))],
    ['Matroska or WebM', join(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3), noise(900, 1))],
    ['Windows Media', join(Uint8Array.of(0x30, 0x26, 0xb2, 0x75), noise(900, 1))],
    ['AMR', join(id3v2(noise(200_000, 1)), ascii('#!AMR'), noise(900, 1))],
  ])('names %s, which it cannot cut yet', (name, file) => {
    const result = walk(file);
    expect(result).toMatchObject({ ok: false, problem: { code: 'container-not-supported' } });
    expect(result.ok || result.problem.message).toContain(name);
    expect(result.ok || result.problem.remedy).toContain('Update');
  });

  // It passed for garbage, and was told to be no audio at all.
  it('says of an MP3 of free format what it is, and offers no decoder', () => {
    const head = Uint8Array.of(0xff, 0xfb, 0x00, 0xc4);
    const file = join(...Array.from({ length: 9 }, (_, at) => join(head, noise(322, at + 1))));
    for (const given of [file, join(id3v2(noise(900, 1)), file)]) {
      const result = walk(given);
      expect(result).toMatchObject({ ok: false, problem: { code: 'audio-free-format' } });
      expect(result.ok || result.problem.message).toContain('MP3 of free format');
    }
  });

  it.each([
    ['nothing', new Uint8Array(0), 'audio-empty'],
    ['tags alone', id3v2(noise(900, 1)), 'audio-empty'],
    ['a long tag alone', id3v2(noise(200_000, 1)), 'audio-empty'],
    ['a web page', ascii('<!doctype html><title>Log in</title>'), 'audio-is-not-audio'],
    ['JSON', ascii('{"error":"gone"}'), 'audio-is-not-audio'],
    ['garbage', join(Uint8Array.of(0), noise(50_000, 1)), 'audio-is-not-audio'],
  ])('tells %s from audio', (_, file, code) => {
    const result = walk(file);
    expect(result.ok ? 'ok' : result.problem.code).toBe(code);
  });
});
