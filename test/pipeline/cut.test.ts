import { describe, expect, it } from 'vitest';
import { indexAudio } from '../../src/pipeline/cut.ts';
import { frames, frameSec, walkBytes } from '../audio/mp3-builder.ts';
import { walkMp3 } from '../../src/audio/mp3-walk.ts';
import { makeMemoryScratch } from './memory-scratch.ts';
import type { MemoryScratch } from './memory-scratch.ts';
import type { WholeOptions } from '../../src/audio/whole-file.ts';
import { decodedFile } from '../../src/pipeline/decoded-file.ts';
import type { DecodeOutcome, Decoder } from '../../src/ports.ts';
import { problem } from '../../src/base/outcome.ts';

const never = new AbortController().signal;

describe('indexAudio', () => {
  it('plans chunks whose slices, put together by the scratch, are MP3s of the planned length', async () => {
    const scratch = makeMemoryScratch();
    const file = scratch.file('episode');
    scratch.files.set('episode', frames(2_000));
    const result = await indexAudio({ scratch }, file, { targetSec: 10, signal: never });
    expect(result.ok).toBe(true);
    if (!result.ok) {
      return;
    }
    expect(result.value.chunks).toHaveLength(Math.ceil((2_000 * frameSec()) / 10 - 0.02));
    let total = 0;
    for (const chunk of result.value.chunks) {
      const target = scratch.file(`slice-${chunk.index}`);
      await scratch.assemble(target, file, chunk.pieces);
      expect(await scratch.size(target)).toBe(chunk.bytes);
      const slice = scratch.files.get(target.path)!;
      const walked = walkBytes(walkMp3(slice.length), slice);
      const count = walked.ok ? walked.value.frames.count : 0;
      expect(count * frameSec()).toBeCloseTo(chunk.endSec - chunk.startSec, 6);
      total += count;
    }
    expect(total).toBe(2_000);
  });

  it('holds chunks to a maximum and looks for pauses no further than told', async () => {
    const scratch = makeMemoryScratch();
    scratch.files.set(
      'episode',
      frames(4_000, {}, (i) => ({ gain: i % 400 === 250 ? 20 : 170 })),
    );
    const result = await indexAudio({ scratch }, scratch.file('episode'), {
      targetSec: 50,
      maxSec: 40,
      searchSec: 1,
      signal: never,
    });
    const chunks = result.ok ? result.value.chunks : [];
    expect(chunks).toHaveLength(3);
    for (const chunk of chunks) {
      expect(chunk.endSec - chunk.startSec).toBeLessThanOrEqual(40);
      expect(chunk.endSec - chunk.startSec).toBeGreaterThan(32);
    }
  });

  it('reads the file in blocks of a megabyte', async () => {
    const scratch = makeMemoryScratch();
    const bytes = frames(8_000);
    scratch.files.set('episode', bytes);
    await indexAudio({ scratch }, scratch.file('episode'), { targetSec: 600, signal: never });
    expect(scratch.reads.length).toBeLessThan(bytes.length / 2 ** 20 + 5);
  });

  it('says when the file is gone, empty or no audio', async () => {
    const scratch = makeMemoryScratch();
    const index = () =>
      indexAudio({ scratch }, scratch.file('e'), { targetSec: 600, signal: never });
    expect(await index()).toMatchObject({ ok: false, problem: { code: 'audio-missing' } });
    scratch.files.set('e', new Uint8Array(0));
    expect(await index()).toMatchObject({ ok: false, problem: { code: 'audio-empty' } });
    scratch.files.set('e', new TextEncoder().encode('<html></html>'));
    expect(await index()).toMatchObject({ ok: false, problem: { code: 'audio-is-not-audio' } });
  });

  it('stops between reads with the reason of the signal', async () => {
    const scratch = makeMemoryScratch();
    scratch.files.set('e', frames(8_000));
    const stop = new AbortController();
    const read = scratch.read;
    scratch.read = (...args) => {
      stop.abort(new Error('stop'));
      return read(...args);
    };
    const run = () =>
      indexAudio({ scratch }, scratch.file('e'), { targetSec: 600, signal: stop.signal });
    await expect(run()).rejects.toThrow('stop');
    expect(scratch.reads).toHaveLength(1);
    await expect(run()).rejects.toThrow('stop');
  });
});

describe('audio that cannot be cut', () => {
  const amr = new TextEncoder().encode('#!AMR\n and so on');

  async function index(decode: (scratch: MemoryScratch, target: string) => Promise<DecodeOutcome>) {
    const scratch = makeMemoryScratch();
    scratch.files.set('e', amr);
    const decoder: Decoder = { decode: (_, target) => decode(scratch, target.path) };
    const options = { targetSec: 600, signal: never };
    const result = await indexAudio({ scratch, decoder }, scratch.file('e'), options);
    return { result, scratch };
  }

  it('is decoded into a file of its own, and the plan says so', async () => {
    const { result, scratch } = await index(async (files, target) => {
      files.files.set(target, frames(100));
      return { kind: 'decoded' };
    });
    expect(result.ok && result.value.chunks).toHaveLength(1);
    expect(result.ok && result.value.notes).toEqual([
      'The audio was decoded before it was cut: The audio is AMR, which this version cannot cut.',
    ]);
    // Its bytes are still those that were downloaded: their hash names them in the cache.
    expect(scratch.files.get('e')).toEqual(amr);
    expect(result.ok && result.value.file).toEqual(decodedFile(scratch, scratch.file('e')));
  });

  it('fails with the reason of the decoder, or names what would help where there is none', async () => {
    const error = problem('audio-not-decodable', 'ffmpeg could not read it.', 'Listen to it.');
    const failed = await index(async () => ({ kind: 'failed', error }));
    expect(failed.result).toEqual({ ok: false, problem: error });
    const { result: absent } = await index(async () => ({ kind: 'absent' }));
    expect(absent).toMatchObject({ ok: false, problem: { code: 'container-not-supported' } });
    expect(absent.ok || absent.problem.remedy).toContain('ffmpeg');
  });

  it('is decoded once at most', async () => {
    let times = 0;
    const { result } = await index(async ({ files }, target) => {
      times += 1;
      files.set(target, amr);
      return { kind: 'decoded' };
    });
    expect(result).toMatchObject({ ok: false, problem: { code: 'container-not-supported' } });
    expect(times).toBe(1);
  });

  it('is not tried when the file is no audio at all', async () => {
    const scratch = makeMemoryScratch();
    scratch.files.set('e', new TextEncoder().encode('<html></html>'));
    const decoder = { decode: () => Promise.reject(new Error('must not be called')) };
    const result = await indexAudio({ scratch, decoder }, scratch.file('e'), {
      targetSec: 600,
      signal: never,
    });
    expect(result).toMatchObject({ ok: false, problem: { code: 'audio-is-not-audio' } });
  });
});

describe('audio that cannot be cut, but that the service takes', () => {
  const adpcm = new Uint8Array(60_000);
  adpcm.set(new TextEncoder().encode('RIFF....WAVEfmt '));
  adpcm.set([16, 0, 0, 0, 2, 0, 1, 0], 16);
  const decoder: Decoder = { decode: async () => ({ kind: 'absent' }) };
  const limits = { declaredSec: 12, longestSec: 3_000, maxBytes: 1_000_000 };

  function index(whole: WholeOptions, bytes = adpcm) {
    const scratch = makeMemoryScratch();
    scratch.files.set('e', bytes);
    const options = { targetSec: 600, whole, signal: never };
    return indexAudio({ scratch, decoder }, scratch.file('e'), options);
  }

  it('goes whole, as long as the feed says, and the plan says what could not be checked', async () => {
    const result = await index(limits);
    if (!result.ok) throw new Error(result.problem.message);
    const { chunks, notes, durationSec, container, loudness, file } = result.value;
    expect({ durationSec, container, file }).toEqual({
      durationSec: 12,
      container: 'wav',
      file: { path: 'e' },
    });
    expect(chunks).toEqual([
      {
        index: 0,
        startSec: 0,
        endSec: 12,
        mimeType: 'audio/wav',
        bytes: 60_000,
        pieces: [{ kind: 'copy', range: { start: 0, end: 60_000 } }],
      },
    ]);
    expect(notes[0]).toContain('12 s is what the feed states: The audio is WAV with ADPCM');
    expect(notes[1]).toContain('could not be checked');
    // Loud throughout, and even: neither words nor their absence stand out.
    expect(loudness.levels.length * loudness.stepSec).toBe(12);
    expect(loudness.levels.every((level) => level === 0)).toBe(true);
  });

  it.each<readonly [string, WholeOptions]>([
    ['of unknown length', { longestSec: 3_000, maxBytes: 1_000_000 }],
    ['that no model hears to its end', { ...limits, longestSec: 11 }],
    ['that is too large', { ...limits, maxBytes: 59_999 }],
    ['whose stated length cannot be', { ...limits, declaredSec: 2_000 }],
  ])('is decoded instead when it is one %s', async (_, whole) => {
    const result = await index(whole);
    expect(result).toMatchObject({ ok: false, problem: { code: 'container-not-supported' } });
    expect(result.ok || result.problem.remedy).toContain('ffmpeg');
  });

  it('is decoded instead when it is of a kind that the service does not take', async () => {
    const result = await index(limits, new TextEncoder().encode(`#!AMR${' '.repeat(60_000)}`));
    expect(result).toMatchObject({ ok: false, problem: { code: 'container-not-supported' } });
  });
});
