/**
 * Makes the spoken episodes of the demo (and of the small show that tests use) from their written
 * scripts: `node demo/make-show.ts demo/shows.json test/fixtures/show-b/shows.json`.
 *
 * Needs Debian's `flite` (speech) and `ffmpeg` with libmp3lame (MP3), and nothing else. With the
 * same versions of both it writes the same bytes: pauses and room noise come from a seeded
 * generator. Only who changes a script has to run it; the results are committed.
 *
 * For each episode of the list it reads `scripts/<name>.txt` (`Speaker: words`, an utterance a
 * line) and writes `<name>.mp3`, `<name>.json` (`[{ startSec, endSec, speaker, text }]`), and the
 * episode's `durationSec` and `bytes` into the list.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Samples a second, of the voices and of the MP3. */
const RATE = 16_000;
/** Loudest sample of every utterance, of 32,767: voices differ by half, listeners should not hear it. */
const PEAK = 16_000;
/** Samples quieter than this at the ends of an utterance are the synthesiser's own padding. */
const SILENCE = 120;
/** The voices speak this much slower than they would by themselves. */
const STRETCH = 1.06;
/** Loudest sample of the room noise: about 60 dB below the speech. */
const NOISE = 12;

interface Host {
  readonly name: string;
  readonly voice: string;
}

interface Episode {
  readonly name: string;
  durationSec: number;
  bytes: number;
}

interface Show {
  readonly title: string;
  readonly hosts: readonly Host[];
  readonly episodes: readonly (Episode & { readonly title: string })[];
}

interface Utterance {
  readonly startSec: number;
  readonly endSec: number;
  readonly speaker: string;
  readonly text: string;
}

/** A small seeded generator (mulberry32): the same episode always gets the same pauses and noise. */
function seeded(name: string): () => number {
  let state = 0;
  for (const character of name)
    state = (Math.imul(state, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Says one utterance: samples without the silence at either end, brought to one loudness. */
function say(voice: string, text: string, folder: string): Int16Array {
  const file = join(folder, 'utterance.wav');
  execFileSync('flite', [
    '-voice',
    voice,
    '--setf',
    `duration_stretch=${STRETCH}`,
    '-t',
    text,
    '-o',
    file,
  ]);
  const wav = readFileSync(file);
  const data = wav.indexOf('data', 12, 'latin1') + 8;
  if (wav.readUInt32LE(24) !== RATE || data < 44)
    throw new Error(`unexpected WAV from voice ${voice}`);
  const samples = new Int16Array((wav.length - data) >> 1);
  for (let i = 0; i < samples.length; i += 1) samples[i] = wav.readInt16LE(data + 2 * i);
  const first = samples.findIndex((sample) => Math.abs(sample) > SILENCE);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > SILENCE);
  const spoken = samples.subarray(first, last + 1);
  const gain = PEAK / spoken.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 1);
  return spoken.map((sample) => Math.round(sample * gain));
}

function readScript(path: string): { speaker: string; text: string }[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => {
    const colon = line.indexOf(': ');
    if (colon < 1) throw new Error(`${path}: no speaker in "${line}"`);
    return { speaker: line.slice(0, colon), text: line.slice(colon + 2) };
  });
}

/** Speaks a whole script: utterances with pauses of 0.4 to 1.2 s between, over a little room noise. */
function speak(
  name: string,
  hosts: readonly Host[],
  script: readonly { speaker: string; text: string }[],
) {
  const random = seeded(name);
  const folder = mkdtempSync(join(tmpdir(), 'make-show-'));
  const parts: { at: number; samples: Int16Array }[] = [];
  const utterances: Utterance[] = [];
  let at = Math.round(0.6 * RATE);
  for (const { speaker, text } of script) {
    const host = hosts.find((candidate) => candidate.name === speaker);
    if (host === undefined) throw new Error(`${name}: no voice for ${speaker}`);
    const samples = say(host.voice, text, folder);
    const end = at + samples.length;
    parts.push({ at, samples });
    utterances.push({ startSec: seconds(at), endSec: seconds(end), speaker, text });
    at = end + Math.round((0.4 + 0.8 * random()) * RATE);
  }
  rmSync(folder, { recursive: true });
  const track = new Int16Array(at);
  for (const part of parts) track.set(part.samples, part.at);
  for (let i = 0; i < track.length; i += 1)
    track[i] = (track[i] ?? 0) + Math.round((2 * random() - 1) * NOISE);
  return { track, utterances };
}

function seconds(samples: number): number {
  return Math.round((samples / RATE) * 1000) / 1000;
}

/** Mono, 16 kHz, 16 kbit/s CBR; `bitexact` keeps the encoder's version and date out of the file. */
function encode(track: Int16Array, tags: readonly string[], target: string): void {
  const metadata = tags.flatMap((tag) => ['-metadata', tag]);
  execFileSync(
    'ffmpeg',
    [
      '-v',
      'error',
      '-y',
      '-f',
      's16le',
      '-ar',
      String(RATE),
      '-ac',
      '1',
      '-i',
      'pipe:0',
      '-c:a',
      'libmp3lame',
      '-b:a',
      '16k',
      ...metadata,
      '-id3v2_version',
      '3',
      '-fflags',
      '+bitexact',
      '-flags:a',
      '+bitexact',
      target,
    ],
    { input: Buffer.from(track.buffer, track.byteOffset, track.byteLength) },
  );
}

function make(listPath: string): void {
  const folder = dirname(resolve(listPath));
  const list = JSON.parse(readFileSync(listPath, 'utf8')) as { shows: Show[] };
  for (const show of list.shows) {
    for (const episode of show.episodes) {
      const script = readScript(join(folder, 'scripts', `${episode.name}.txt`));
      const { track, utterances } = speak(episode.name, show.hosts, script);
      const audio = join(folder, `${episode.name}.mp3`);
      encode(track, [`title=${episode.title}`, `artist=${show.title}`], audio);
      writeFileSync(
        join(folder, `${episode.name}.json`),
        `${JSON.stringify(utterances, null, 2)}\n`,
      );
      episode.durationSec = seconds(track.length);
      episode.bytes = statSync(audio).size;
      console.log(
        `${episode.name}: ${episode.durationSec} s, ${utterances.length} utterances, ${episode.bytes} bytes`,
      );
    }
  }
  writeFileSync(listPath, `${JSON.stringify(list, null, 2)}\n`);
}

const lists = process.argv.slice(2);
if (lists.length === 0) throw new Error('usage: node demo/make-show.ts <shows.json>...');
for (const list of lists) make(list);
