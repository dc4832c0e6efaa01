import { describe, expect, it } from 'vitest';
import { adtsFrame, adtsFrames } from '../audio/aac-builder.ts';
import { flacFrame, flacHead, SAMPLES } from '../audio/flac-builder.ts';
import { join, noise } from '../audio/mp3-builder.ts';
import { opusPacket, opusStream, vorbisPacket, vorbisStream } from '../audio/ogg-builder.ts';
import { listSound, makeRecogniser } from './gemini-audio.ts';
import type { Span } from './gemini-audio.ts';

/** The span that a piece is found to be, in an episode and beside another one. */
function recognise(episode: Uint8Array, piece: Uint8Array): Span | undefined {
  const other = { id: 'other', audio: adtsFrames(50, { gain: 99 }) };
  return makeRecogniser([other, { id: 'this', audio: episode }])(piece);
}

/** A WAV of 16 bits in mono, 8 kHz, around some samples. */
function wav(data: Uint8Array): Uint8Array {
  const head = Buffer.from(
    '52494646ffffffff57415645666d74201000000001000100401f0000803e0000020010006461746100000000',
    'hex',
  );
  head.writeUInt32LE(data.length, 40);
  return join(head, data);
}

describe('a piece of audio', () => {
  it('of ADTS is found, with a checksum in its headers too', () => {
    const frames = Array.from({ length: 300 }, (_, at) => adtsFrame({ bytes: 90 }, at + 1));
    const episode = join(...frames);
    const span = recognise(episode, join(...frames.slice(100, 200)));
    expect(span).toMatchObject({ episode: 'this', frames: 100 });
    expect(span?.startSec).toBeCloseTo((100 * 1_024) / 44_100, 6);
    const checked = Array.from({ length: 9 }, (_, at) =>
      adtsFrame({ bytes: 90, checksum: true }, at + 51),
    );
    expect(recognise(episode, join(...checked))).toMatchObject({ episode: 'this', frames: 9 });
  });

  it('of Opus begins behind what its decoder drops', () => {
    const packets = Array.from({ length: 400 }, (_, at) => opusPacket(80, at + 1));
    const piece = opusStream(packets.slice(98, 200), { preSkip: 1_920 });
    const span = recognise(opusStream(packets), piece);
    expect(span?.startSec).toBeCloseTo(100 * 0.02 - 312 / 48_000, 6);
    expect(span?.endSec).toBeCloseTo(200 * 0.02 - 312 / 48_000, 6);
  });

  it('of Vorbis begins behind its first packet', () => {
    const packets = Array.from({ length: 300 }, (_, at) => ({
      isLong: true,
      bytes: vorbisPacket(true, 90, 70, at + 1),
    }));
    const span = recognise(vorbisStream(packets), vorbisStream(packets.slice(99, 200)));
    expect(span?.startSec).toBeCloseTo((99 * 1_024) / 44_100, 1);
    expect(span?.endSec).toBeCloseTo((199 * 1_024) / 44_100, 1);
  });

  it('of FLAC and of WAV is found to the frame', () => {
    const frames = Array.from({ length: 100 }, (_, at) => flacFrame(at));
    const episode = join(flacHead(100 * SAMPLES), ...frames);
    const piece = join(flacHead(0), ...frames.slice(30, 60));
    expect(recognise(episode, piece)).toMatchObject({
      startSec: expect.closeTo((30 * SAMPLES) / 44_100, 6),
      endSec: expect.closeTo((60 * SAMPLES) / 44_100, 6),
    });
    const samples = noise(8_000 * 2 * 3, 4);
    expect(recognise(wav(samples), wav(samples.subarray(16_000, 32_000)))).toMatchObject({
      startSec: expect.closeTo(1, 6),
      endSec: expect.closeTo(2, 6),
    });
  });

  it('is none with a frame too many, too few or another', () => {
    const frames = Array.from({ length: 60 }, (_, at) => flacFrame(at));
    const episode = join(flacHead(60 * SAMPLES), ...frames);
    const found = (part: readonly Uint8Array[]) => recognise(episode, join(flacHead(0), ...part));
    expect(found(frames.slice(10, 20))).toBeDefined();
    expect(found([...frames.slice(10, 20), frames[30]!])).toBeUndefined();
    expect(found([...frames.slice(10, 15), ...frames.slice(16, 20)])).toBeUndefined();
    expect(listSound(new Uint8Array(0)).starts).toEqual([]);
  });
});
