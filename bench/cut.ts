import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { frames } from '../test/audio/mp3-builder.ts';
import {
  copyAt,
  copySegments,
  decode,
  detectSilences,
  encodeAs,
  encodeClip,
  filesLike,
  hasFfmpeg,
  probeSeconds,
  repeat,
  runProgram,
  speak,
} from './cut/ffmpeg.ts';
import type { Cost } from './cut/ffmpeg.ts';
import { hear, isPause, judgeMap } from './cut/hearing.ts';
import type { MapVerdict } from './cut/hearing.ts';
import type { CutReport } from './cut/report.ts';

const CHUNK_SEC = 600;
const ROUNDS = 3;
const CLIP_SEC = 600;

/**
 * Cuts an MP3 of 3 h (128 kbit/s) as the product does, beside ffmpeg: CPU seconds an hour of audio,
 * peak memory and ratios, medians of interleaved runs; has ffmpeg decode every slice; then cuts a file
 * of 9 h, and a voice in every container. Without ffmpeg the file is synthetic and our own figures stand alone.
 *
 * @param args Hours of the first file; default 3.
 */
export async function run(args: readonly string[]): Promise<void> {
  const hours = Number(args[0] ?? 3);
  if (!(hours >= 0.5)) throw new Error(`not a number of hours: ${args[0]}`);
  const folder = await mkdtemp(path.join(tmpdir(), 'cut-'));
  try {
    const child = path.join(folder, 'child.mjs');
    await bundle(fileURLToPath(new URL('./cut/child.ts', import.meta.url)), child);
    const peer = await hasFfmpeg();
    if (!peer)
      console.log('ffmpeg is not installed: synthetic audio, no comparison, no check by decoding.');
    const clip = path.join(folder, 'clip.mp3');
    await (peer ? encodeClip(clip) : writeFile(clip, frames(22_969)));
    const name = await repeatClip(folder, clip, hours);
    const figures = await measure({ child, folder, name, peer });
    print(figures, peer);
    if (peer) await verify(path.join(folder, name), figures.report);
    await rm(path.join(folder, name));
    await longFile({ child, folder, clip }, 'MP3', await repeatClip(folder, clip, LONG_HOURS));
    if (peer) await everyContainer({ child, folder, clip });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundle(entry: string, file: string): Promise<void> {
  const bundled = await rolldown({ input: entry, platform: 'node', logLevel: 'silent' });
  await bundled.write({ file, format: 'esm' });
  await bundled.close();
}

async function repeatClip(folder: string, clip: string, hours: number): Promise<string> {
  const name = `audio-${hours}h.mp3`;
  const bytes = await readFile(clip);
  for (let part = 0; part < Math.round((hours * 3600) / CLIP_SEC); part += 1) {
    await appendFile(path.join(folder, name), bytes);
  }
  return name;
}

async function cutInChild(
  child: string,
  folder: string,
  name: string,
  mode: 'keep' | 'drop',
  chunkSec = CHUNK_SEC,
): Promise<CutReport> {
  const ran = await runProgram(process.execPath, [child, folder, name, String(chunkSec), mode]);
  if (ran.code !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as CutReport;
}

interface Figures {
  readonly report: CutReport;
  readonly ours: Cost;
  readonly oursWhole: number;
  readonly copy: Cost;
  readonly silence: Cost;
}

const NOTHING: Cost = { cpuSec: Number.NaN, peakMib: Number.NaN };

async function measure(job: {
  readonly child: string;
  readonly folder: string;
  readonly name: string;
  readonly peer: boolean;
}): Promise<Figures> {
  const { child, folder, name, peer } = job;
  const file = path.join(folder, name);
  const reports: CutReport[] = [];
  const copies: Cost[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await removeLike(folder, 'ours-');
    reports.push(await cutInChild(child, folder, name, 'keep'));
    if (peer) {
      copies.push(await copySegments(file, CHUNK_SEC, path.join(folder, 'copy-%03d.mp3')));
      await removeLike(folder, 'copy-');
    }
  }
  const report = reports.at(-1);
  if (report === undefined) throw new Error('no run was made');
  const ours: Cost = {
    cpuSec: median(reports.map((one) => one.workSec)),
    peakMib: Math.max(...reports.map((one) => one.peakMib)),
  };
  return {
    report,
    ours,
    oursWhole: median(reports.map((one) => one.processSec)),
    copy: peer
      ? {
          cpuSec: median(copies.map((one) => one.cpuSec)),
          peakMib: Math.max(...copies.map((one) => one.peakMib)),
        }
      : NOTHING,
    silence: peer ? await cutAtSilences(folder, file, report.durationSec) : NOTHING,
  };
}

/** The usual way: find the silences by decoding, then copy the segments between those near the marks. */
async function cutAtSilences(folder: string, file: string, durationSec: number): Promise<Cost> {
  const { cost, silences } = await detectSilences(file);
  const times: number[] = [];
  for (let mark = CHUNK_SEC; mark < durationSec - 1; mark += CHUNK_SEC) {
    const near = silences.reduce(
      (best, at) => (Math.abs(at - mark) < Math.abs(best - mark) ? at : best),
      Infinity,
    );
    times.push(near);
  }
  const copied = await copyAt(file, times, path.join(folder, 'silence-%03d.mp3'));
  await removeLike(folder, 'silence-');
  return {
    cpuSec: cost.cpuSec + copied.cpuSec,
    peakMib: Math.max(cost.peakMib, copied.peakMib),
  };
}

async function removeLike(folder: string, start: string): Promise<void> {
  await Promise.all((await filesLike(folder, start)).map((file) => rm(file)));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function target(isReached: boolean, words: string): string {
  return `${isReached ? 'reached' : 'MISSED '}  ${words}`;
}

function print(figures: Figures, peer: boolean): void {
  const { report, ours, oursWhole, copy, silence } = figures;
  const hours = report.durationSec / 3600;
  const line = (name: string, cpuSec: number, peakMib: number): void =>
    console.log(
      `${name.padEnd(46)} ${(cpuSec / hours).toFixed(3).padStart(7)} s CPU an audio hour, peak ${peakMib.toFixed(0).padStart(4)} MiB`,
    );
  console.log(
    `MP3 of ${hours.toFixed(2)} h into ${report.cuts.length} slices, medians of ${ROUNDS} runs:`,
  );
  line('ours: walk, pauses, slices', ours.cpuSec, ours.peakMib);
  line('ours, with the start of Node', oursWhole, ours.peakMib);
  console.log(target(ours.cpuSec / hours <= 0.15, 'at most 0.15 s CPU an audio hour'));
  if (!peer) return;
  line('ffmpeg -c copy -f segment, no pauses', copy.cpuSec, copy.peakMib);
  line('ffmpeg silencedetect, then -f segment', silence.cpuSec, silence.peakMib);
  const toCopy = oursWhole / copy.cpuSec;
  const toSilence = silence.cpuSec / oursWhole;
  console.log(
    target(
      toCopy < 0.5,
      `${toCopy.toFixed(2)} of ffmpeg -c copy (the start of Node counted in); less than 0.5`,
    ),
  );
  console.log(
    target(
      toSilence >= 15,
      `${toSilence.toFixed(1)} times less than silencedetect and segment; at least 15`,
    ),
  );
}

/** What ffmpeg finds in the slices. */
interface Verdict {
  readonly complaints: number;
  /** Largest difference of a slice's decoded, and of its stated, duration from the plan. */
  readonly worstMs: number;
  readonly decodedSec: number;
  /** Cuts that lie in a pause. */
  readonly quietCuts: number;
  readonly map: MapVerdict;
}

/** Has ffmpeg decode every slice, and looks at the cuts. */
async function judge(file: string, report: CutReport): Promise<Verdict> {
  let [worstMs, decodedSec, complaints] = [0, 0, 0];
  const hearing = await hear(file);
  for (const [index, slice] of report.slices.entries()) {
    const cut = report.cuts[index];
    if (cut === undefined) throw new Error(`slice ${index} was not planned`);
    const plannedSec = cut.endSec - cut.startSec;
    const decoded = await decode(slice);
    // Bare AAC states no duration; readers guess it from the bitrate.
    const statedSec = slice.endsWith('.aac') ? plannedSec : await probeSeconds(slice);
    worstMs = Math.max(
      worstMs,
      Math.abs(decoded.seconds - plannedSec) * 1000,
      Math.abs(statedSec - plannedSec) * 1000,
    );
    decodedSec += decoded.seconds;
    if (decoded.complaints !== '') {
      complaints += 1;
      console.log(`${path.basename(slice)}: ${decoded.complaints.split('\n')[0]}`);
    }
  }
  const quietCuts = report.cuts.slice(1).filter(({ startSec }) => isPause(hearing, startSec));
  return {
    complaints,
    worstMs,
    decodedSec,
    quietCuts: quietCuts.length,
    map: judgeMap(hearing, report.loudness),
  };
}

async function verify(file: string, report: CutReport): Promise<void> {
  const verdict = await judge(file, report);
  const whole = await decode(file);
  const sumSec = report.cuts.reduce((sum, cut) => sum + cut.endSec - cut.startSec, 0);
  const sound = report.slices.length - verdict.complaints;
  console.log(
    target(
      verdict.complaints === 0,
      `${sound} of ${report.slices.length} slices decode without a complaint`,
    ),
  );
  console.log(
    target(
      verdict.worstMs <= 50,
      `durations within ${verdict.worstMs.toFixed(2)} ms of the plan, stated and decoded; at most 50`,
    ),
  );
  console.log(
    target(
      Math.abs(sumSec - report.durationSec) < 1e-6 &&
        Math.abs(verdict.decodedSec - whole.seconds) < 0.001,
      `planned parts sum to ${sumSec.toFixed(6)} s of ${report.durationSec.toFixed(6)} s; decoded slices to ${verdict.decodedSec.toFixed(6)} s of ${whole.seconds.toFixed(6)} s`,
    ),
  );
  const cuts = report.cuts.length - 1;
  console.log(
    target(verdict.quietCuts === cuts, `${verdict.quietCuts} of ${cuts} cuts lie in a pause`),
  );
}

/** Every container: name, extension, encoder. */
const CONTAINERS: readonly (readonly [string, string, readonly string[]])[] = [
  ['MP3, variable', 'mp3', ['-c:a', 'libmp3lame', '-q:a', '5']],
  ['AAC in M4A', 'm4a', ['-c:a', 'aac', '-b:a', '96k']],
  ['AAC in ADTS', 'aac', ['-c:a', 'aac', '-b:a', '64k']],
  ['Opus, CELT', 'opus', ['-c:a', 'libopus', '-b:a', '64k']],
  ['Opus, hybrid', 'opus', ['-c:a', 'libopus', '-b:a', '32k', '-vbr', 'off']],
  ['Vorbis in Ogg', 'ogg', ['-c:a', 'libvorbis', '-q:a', '3']],
  ['FLAC', 'flac', ['-c:a', 'flac', '-sample_fmt', 's16']],
  ['WAV', 'wav', ['-c:a', 'pcm_s16le']],
  ['AIFF', 'aiff', ['-c:a', 'pcm_s16be']],
];
/** Pauses are looked for more often than in a real run, so that the shares mean something. */
const VOICE_CHUNK_SEC = 75;
interface Job {
  readonly child: string;
  readonly folder: string;
  readonly clip: string;
}

/** Cuts a voice in every container, and a long file of each. */
async function everyContainer(job: Job): Promise<void> {
  const voice = path.join(job.folder, 'voice.wav');
  const isVoice = await speak(await readableText(), voice);
  console.log(
    `Every container: ${isVoice ? 'a voice (flite)' : 'noise (flite is not installed)'}, parts of ${VOICE_CHUNK_SEC} s; then a file of 9 h.`,
  );
  for (const container of CONTAINERS) {
    await oneContainer({ ...job, clip: isVoice ? voice : job.clip }, container);
  }
}

/** Something to read out: the talks of the demo, their words alone. */
async function readableText(): Promise<string> {
  const folder = new URL('../demo/scripts/', import.meta.url);
  const names = (await readdir(folder)).toSorted();
  const talks = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
  return talks
    .join('\n')
    .replaceAll(/^\w+:/gm, '')
    .replaceAll(/[^A-Za-z,.?!' \n]+/g, ' ');
}

async function oneContainer(
  job: Job,
  [title, extension, codec]: (typeof CONTAINERS)[number],
): Promise<void> {
  const name = `audio.${extension}`;
  const file = path.join(job.folder, name);
  await encodeAs(job.clip, file, codec);
  await removeLike(job.folder, 'ours-');
  const report = await cutInChild(job.child, job.folder, name, 'keep', VOICE_CHUNK_SEC);
  const verdict = await judge(file, report);
  const offMs = Math.abs(verdict.decodedSec - report.durationSec) * 1000;
  const isFine = verdict.complaints === 0 && verdict.worstMs <= 50 && offMs <= 50;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  console.log(
    target(
      isFine,
      `${title.padEnd(13)} ${report.slices.length - verdict.complaints} of ${report.slices.length} slices sound, within ${verdict.worstMs.toFixed(2)} ms, ` +
        `sum off by ${offMs.toFixed(2)} ms; ${verdict.quietCuts} of ${report.cuts.length - 1} cuts in a pause; ` +
        `of what sounds ${percent(verdict.map.recall)} is on the map, of silence ${percent(verdict.map.silence)}; loudness correlates by ${verdict.map.correlation.toFixed(3)}`,
    ),
  );
  const long = `long.${extension}`;
  await repeat(
    file,
    path.join(job.folder, long),
    Math.round((LONG_HOURS * 3600) / report.durationSec),
  );
  await rm(file);
  await longFile(job, title, long);
}

const LONG_HOURS = 9;

/** Memory and time for a long file, its slices counted in. */
async function longFile(job: Job, title: string, name: string): Promise<void> {
  const report = await cutInChild(job.child, job.folder, name, 'drop');
  await rm(path.join(job.folder, name));
  const hours = report.durationSec / 3600;
  const [mostMib, mostSec] = name.endsWith('.mp3') ? [150, 0.15] : [250, 0.5];
  console.log(
    target(
      report.peakMib <= mostMib && report.workSec / hours <= mostSec,
      `${title.padEnd(13)} of ${hours.toFixed(1)} h: ${(report.workSec / hours).toFixed(3)} s CPU an audio hour (at most ${mostSec}), peak ${report.peakMib.toFixed(0)} MiB (at most ${mostMib})`,
    ),
  );
}
