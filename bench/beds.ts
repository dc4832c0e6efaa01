/**
 * `npm run bench -- beds <music> <voices> [endings]`: how much the levels of music flutter, and those of
 * voices alone and over that music, as the walkers of each format read them (see `LoudnessMap`). It shows
 * where speech can be told from music, and by which factor each format's levels flutter more than the sound
 * (`flutterScale` of a track). Needs ffmpeg and two folders of recordings: audio that it decodes. The figures
 * in the sources are from the music of games and the voice prompts that Debian packages.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeScratch } from '../src/adapters/scratch.ts';
import { indexAudio } from '../src/pipeline/cut.ts';
import { LOUD_DB } from '../src/transcript/activity.ts';
import { diceOf } from '../test/transcript/corpus-audio.ts';

const RATE = 16_000;
const WINDOW_SEC = 20;
/** Levels of the speech above the music, dB; `Infinity`: no music, `-Infinity`: nothing but music. */
const MIXES = {
  music: -Infinity,
  '0dB': 0,
  '6dB': 6,
  '10dB': 10,
  '15dB': 15,
  speech: Infinity,
};
/** How each ending is made. */
const ENCODINGS: Readonly<Record<string, readonly string[]>> = {
  wav: ['-ar', '44100', '-ac', '2'],
  mp3: ['-ar', '44100', '-ac', '2', '-b:a', '128k'],
  'vbr.mp3': ['-ar', '44100', '-ac', '2', '-q:a', '4'],
  'mono.mp3': ['-ar', '44100', '-ac', '1', '-b:a', '64k'],
  m4a: ['-ar', '44100', '-ac', '2', '-c:a', 'aac', '-b:a', '128k'],
  opus: ['-ar', '48000', '-ac', '2', '-c:a', 'libopus', '-b:a', '64k'],
  ogg: ['-ar', '44100', '-ac', '2', '-c:a', 'libvorbis', '-q:a', '3'],
  flac: ['-ar', '44100', '-ac', '2'],
};
const AUDIO = /\.(?:wav|mp3|ogg|opus|flac|m4a|aac|g722)$/i;
const SHARES = [0.01, 0.03, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/** Runs it. */
export async function run([music, voices, endings]: readonly string[]): Promise<void> {
  if (music === undefined || voices === undefined) {
    console.log('usage: npm run bench -- beds <folder of music> <folder of voices> [mp3,wav,…]');
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'beds-'));
  try {
    const pieces = decoded(music).filter((one) => one.length > RATE * (WINDOW_SEC + 10));
    const clips = decoded(voices).filter((one) => one.length > RATE * 1.5);
    console.log(`${pieces.length} pieces of music, ${clips.length} clips of voices`);
    const mixes = mixed(pieces, clips);
    for (const [name, samples] of mixes) writeWave(path.join(folder, `${name}.wav`), samples);
    console.log(['', '', ...SHARES.map((share) => `${share * 100} %`)].map(cell).join(''));
    for (const ending of endings?.split(',') ?? Object.keys(ENCODINGS)) {
      for (const name of mixes.keys()) await measure(folder, name, ending, pieces.length);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function cell(text: string): string {
  return text.padStart(9);
}

/** Mono samples of every file of a folder that ffmpeg decodes, at most four minutes of each. */
function decoded(folder: string): Int16Array[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((one) => one.isFile() && AUDIO.test(one.name))
    .map((one) => path.join(one.parentPath, one.name))
    .toSorted()
    .flatMap((file) => {
      const format = file.endsWith('.g722') ? ['-f', 'g722'] : [];
      const out = ['-t', '240', '-ac', '1', '-ar', String(RATE), '-f', 's16le', '-'];
      const args = ['-v', 'quiet', ...format, '-i', file, ...out];
      const { stdout } = spawnSync('ffmpeg', args, { maxBuffer: 2 ** 28 });
      return stdout.length < 2 ? [] : [new Int16Array(stdout.buffer.slice(0, stdout.length & ~1))];
    });
}

/** One window of each piece and as much speech, in every mix. */
function mixed(
  pieces: readonly Int16Array[],
  clips: readonly Int16Array[],
): Map<string, Int16Array> {
  const dice = diceOf(7);
  const size = RATE * WINDOW_SEC;
  const mixes = new Map(
    Object.keys(MIXES).map((name) => [name, new Int16Array(size * pieces.length)]),
  );
  for (const [at, piece] of pieces.entries()) {
    const from = dice.whole(0, piece.length - size - 1);
    const bed = piece.subarray(from, from + size);
    const bedScale = 1_500 / Math.max(1, rms(bed));
    const speech = speechOf(clips, size, dice);
    for (const [name, aboveDb] of Object.entries(MIXES)) {
      const out = mixes.get(name)?.subarray(at * size, (at + 1) * size);
      const voice = aboveDb === -Infinity ? 0 : 1;
      const music = aboveDb === Infinity ? 0 : aboveDb === -Infinity ? 1 : 10 ** (-aboveDb / 20);
      out?.set(
        Int16Array.from(bed, (value, sample) =>
          Math.max(
            -32_768,
            Math.min(32_767, value * bedScale * music + (speech[sample] ?? 0) * voice),
          ),
        ),
      );
    }
  }
  return mixes;
}

/** Clips one after another with short pauses, each as loud as the music at 0 dB. */
function speechOf(
  clips: readonly Int16Array[],
  size: number,
  dice: ReturnType<typeof diceOf>,
): Float32Array {
  const out = new Float32Array(size);
  for (let at = 0; at < size;) {
    const clip = dice.pick(clips);
    const first = Math.max(
      0,
      clip.findIndex((value) => Math.abs(value) > 200),
    );
    const last = clip.findLastIndex((value) => Math.abs(value) > 200);
    const part = clip.subarray(first, Math.max(first + 1, last));
    const scale = 1_500 / Math.max(1, rms(part));
    for (let sample = 0; sample < part.length && at + sample < size; sample += 1)
      out[at + sample] = (part[sample] ?? 0) * scale;
    at += part.length + Math.floor(RATE * dice.between(0.15, 0.55));
  }
  return out;
}

function rms(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

function writeWave(file: string, samples: Int16Array): void {
  const raw = `${file}.raw`;
  writeFileSync(raw, new Uint8Array(samples.buffer));
  ffmpeg(['-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', raw, file]);
}

function ffmpeg(args: readonly string[]): void {
  const { status } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`ffmpeg ended with ${status}`);
}

/** Prints the percentiles of the mean flutter of the windows of one mix, in one format. */
async function measure(
  folder: string,
  mix: string,
  ending: string,
  windows: number,
): Promise<void> {
  const name = `mix-of-${mix}.${ending}`;
  const encoding = ENCODINGS[ending];
  if (encoding === undefined) throw new Error(`no encoding is known for ${ending}`);
  ffmpeg(['-i', path.join(folder, `${mix}.wav`), ...encoding, path.join(folder, name)]);
  const scratch = makeScratch(folder);
  const plan = await indexAudio({ scratch }, scratch.file(name), {
    targetSec: 600,
    signal: new AbortController().signal,
  });
  if (!plan.ok) throw new Error(`${name}: ${scratch.file(name).path}: ${plan.problem.message}`);
  const { levels, flutter, stepSec } = plan.value.loudness;
  if (flutter === undefined) return console.log(`${cell(ending)}${cell(mix)}   tells nothing`);
  const width = WINDOW_SEC / stepSec;
  const means = Array.from({ length: windows }, (_, window) => {
    const steps = Array.from({ length: width - 8 }, (__, step) => window * width + 4 + step);
    const loud = steps.filter((step) => (levels[step] ?? -Infinity) > LOUD_DB);
    return loud.reduce((sum, step) => sum + (flutter[step] ?? 0), 0) / Math.max(1, loud.length);
  }).toSorted((a, b) => a - b);
  const shares = SHARES.map((share) =>
    (means[Math.floor((means.length - 1) * share)] ?? NaN).toFixed(2),
  );
  console.log([ending, mix, ...shares].map(cell).join(''));
}
