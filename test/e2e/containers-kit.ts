/** Episodes of one script in every container: sound where somebody speaks, silence between. */
import { makeOpusMeter } from '../../src/audio/opus-level.ts';
import { adtsFrame, m4a, rawFrame } from '../audio/aac-builder.ts';
import { flacFrame, flacHead, SAMPLES } from '../audio/flac-builder.ts';
import { ascii, join, noise } from '../audio/mp3-builder.ts';
import { opusPacket, opusStream, silentOpusPacket } from '../audio/ogg-builder.ts';
import { vorbisPacket, vorbisStream } from '../audio/ogg-builder.ts';
import type { ScriptLine } from '../sandbox/gemini.ts';

/** How loud it is at a moment. Speech rises and falls from one quarter second to the next. */
type Sound = 'loud' | 'soft' | 'silent';

/** Encodes what is to be heard for so many seconds. */
type Encoder = (soundAt: (sec: number) => Sound, seconds: number) => Uint8Array;

/** What is heard at a moment of a script. */
export function soundOf(script: readonly ScriptLine[]): (sec: number) => Sound {
  return (sec) => {
    const speaks = script.some(({ startSec, endSec }) => sec >= startSec && sec < endSec);
    if (!speaks) return 'silent';
    return Math.floor(sec * 4) % 2 === 0 ? 'loud' : 'soft';
  };
}

function frameSounds(
  soundAt: (sec: number) => Sound,
  seconds: number,
  frameSec: number,
): readonly Sound[] {
  return Array.from({ length: Math.round(seconds / frameSec) }, (_, at) =>
    soundAt((at + 0.5) * frameSec),
  );
}

const AAC_SEC = 1_024 / 44_100;
const AAC = { loud: { gain: 160 }, soft: { gain: 150 }, silent: { gain: 0, book: 0 } } as const;

const adts: Encoder = (soundAt, seconds) =>
  join(
    ...frameSounds(soundAt, seconds, AAC_SEC).map((sound, at) =>
      adtsFrame({ ...AAC[sound], bytes: 60 }, at + 1),
    ),
  );

const mp4: Encoder = (soundAt, seconds) =>
  m4a(
    frameSounds(soundAt, seconds, AAC_SEC).map((sound, at) =>
      rawFrame({ ...AAC[sound], bytes: 60 }, at + 1),
    ),
  );

const OPUS_BYTES = 60;
/** The first bytes of a packet decide how loud it is. */
const OPUS_HEAD_BYTES = 40;

/** The beginning of packets that are of this level, once several have followed each other. */
function opusHeadOf(level: number): Uint8Array {
  for (let seed = 1; seed < 5_000; seed += 1) {
    const packet = opusPacket(OPUS_BYTES, seed);
    const meter = makeOpusMeter();
    const levels = Array.from({ length: 12 }, () => meter.levelOf(packet, OPUS_BYTES));
    if (levels.every((found) => Math.abs(found - level) <= 3)) {
      return packet.subarray(0, OPUS_HEAD_BYTES);
    }
  }
  throw new Error(`no packet of level ${level}`);
}

const opus: Encoder = (soundAt, seconds) => {
  const heads = { loud: opusHeadOf(105), soft: opusHeadOf(96) };
  return opusStream(
    frameSounds(soundAt, seconds, 0.02).map((sound, at) => {
      if (sound === 'silent') return silentOpusPacket(20);
      return join(heads[sound], noise(OPUS_BYTES - OPUS_HEAD_BYTES, at + 1));
    }),
  );
};

/** Long blocks of Vorbis give half their length. */
const VORBIS_SEC = 1_024 / 44_100;
const FLOORS = { loud: 100, soft: 90, silent: 5 } as const;

const vorbis: Encoder = (soundAt, seconds) =>
  vorbisStream(
    frameSounds(soundAt, seconds, VORBIS_SEC).map((sound, at) => ({
      isLong: true,
      bytes: vorbisPacket(true, FLOORS[sound], 50, at + 1),
    })),
  );

const flac: Encoder = (soundAt, seconds) => {
  const sounds = frameSounds(soundAt, seconds, SAMPLES / 44_100);
  const frames = sounds.map((sound, at) =>
    sound === 'silent'
      ? flacFrame(at, { isSilent: true })
      : flacFrame(at, { bytes: 400, peak: sound === 'loud' ? 12_000 : 4_000 }),
  );
  return join(flacHead(frames.length * SAMPLES), ...frames);
};

const PCM_RATE = 8_000;
const PEAKS = { loud: 12_000, soft: 4_000, silent: 0 } as const;

function samplesOf(
  soundAt: (sec: number) => Sound,
  seconds: number,
  isLittleEndian: boolean,
): Uint8Array {
  const count = Math.round(seconds * PCM_RATE);
  const bytes = new Uint8Array(count * 2);
  const view = new DataView(bytes.buffer);
  let peak = 0;
  for (let at = 0; at < count; at += 1) {
    if (at % 80 === 0) peak = PEAKS[soundAt(at / PCM_RATE)];
    // A tone that rises, so that no two stretches are the same.
    view.setInt16(at * 2, Math.round(Math.sin(at * (0.3 + at * 1e-7)) * peak), isLittleEndian);
  }
  return bytes;
}

function numbers(isLittleEndian: boolean, ...values: readonly (readonly [2 | 4, number])[]) {
  const bytes = new Uint8Array(values.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of values) {
    if (size === 2) view.setUint16(at, value, isLittleEndian);
    else view.setUint32(at, value, isLittleEndian);
    at += size;
  }
  return bytes;
}

const wav: Encoder = (soundAt, seconds) => {
  const data = samplesOf(soundAt, seconds, true);
  const format = [
    [4, 16],
    [2, 1],
    [2, 1],
    [4, PCM_RATE],
    [4, PCM_RATE * 2],
    [2, 2],
    [2, 16],
  ] as const;
  return join(
    ascii('RIFF'),
    numbers(true, [4, 36 + data.length]),
    ascii('WAVEfmt '),
    numbers(true, ...format),
    ascii('data'),
    numbers(true, [4, data.length]),
    data,
  );
};

const aiff: Encoder = (soundAt, seconds) => {
  const data = samplesOf(soundAt, seconds, false);
  // One channel, so many samples, 16 bits; 8,000 as a number of 80 bits.
  const format = [
    [4, 18],
    [2, 1],
    [4, data.length / 2],
    [2, 16],
    [2, 0x400b],
    [4, 0xfa000000],
    [4, 0],
  ] as const;
  return join(
    ascii('FORM'),
    numbers(false, [4, 46 + data.length]),
    ascii('AIFFCOMM'),
    numbers(false, ...format),
    ascii('SSND'),
    numbers(false, [4, 8 + data.length], [4, 0], [4, 0]),
    data,
  );
};

/** Every container beside MP3, and the type under which its slices are sent. */
export const CONTAINERS: readonly {
  readonly name: string;
  readonly mimeType: string;
  readonly encode: Encoder;
  /** What the slices are made of, when it is not the file itself. */
  readonly heard?: Encoder;
}[] = [
  { name: 'adts', mimeType: 'audio/aac', encode: adts },
  { name: 'm4a', mimeType: 'audio/aac', encode: mp4, heard: adts },
  { name: 'opus', mimeType: 'audio/ogg', encode: opus },
  { name: 'vorbis', mimeType: 'audio/ogg', encode: vorbis },
  { name: 'flac', mimeType: 'audio/flac', encode: flac },
  { name: 'wav', mimeType: 'audio/wav', encode: wav },
  { name: 'aiff', mimeType: 'audio/aiff', encode: aiff },
];
