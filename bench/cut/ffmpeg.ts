/** ffmpeg and ffprobe as the peer to compare with and as the judge of slices. */
import { spawn } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What a process wrote and how it ended. */
interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** CPU seconds and peak memory of a run of ffmpeg, by its own account (`-benchmark`). */
export interface Cost {
  readonly cpuSec: number;
  readonly peakMib: number;
}

/** Runs a program to its end; rejects when there is no such program. */
export function runProgram(program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

async function succeed(program: string, args: readonly string[]): Promise<Ran> {
  const ran = await runProgram(program, args);
  if (ran.code !== 0)
    throw new Error(`${program} ended with ${ran.code}: ${ran.stderr.slice(-500)}`);
  return ran;
}

/** True when ffmpeg and ffprobe can be started. */
export async function hasFfmpeg(): Promise<boolean> {
  try {
    await Promise.all(['ffmpeg', 'ffprobe'].map((name) => succeed(name, ['-version'])));
    return true;
  } catch {
    // Not installed: the comparison is left out, and said to be.
    return false;
  }
}

function costOf({ stderr }: Ran): Cost {
  const seconds = (name: string): number =>
    Number(new RegExp(`${name}=([\\d.]+)s`).exec(stderr)?.[1]);
  const peak = Number(/maxrss=(\d+) ?Ki?B/i.exec(stderr)?.[1]);
  return { cpuSec: seconds('utime') + seconds('stime'), peakMib: peak / 1024 };
}

/** Ten minutes of noise in two channels with a pause every few seconds, as MP3 of 128 kbit/s. */
export async function encodeClip(target: string): Promise<void> {
  const noise =
    "anoisesrc=color=pink:sample_rate=44100:duration=600:seed=7,volume='if(lt(mod(t,7.3),6.6),0.5,0.0008)':eval=frame";
  await succeed('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    noise,
    '-ac',
    '2',
    '-c:a',
    'libmp3lame',
    '-b:a',
    '128k',
    '-write_xing',
    '0',
    '-id3v2_version',
    '0',
    target,
  ]);
}

/** Encodes a clip into the container that the target's extension names. */
export async function encodeAs(
  clip: string,
  target: string,
  codec: readonly string[],
): Promise<void> {
  await succeed('ffmpeg', ['-v', 'error', '-y', '-i', clip, ...codec, target]);
}

/** Repeats a file without coding it anew, to make a long one. */
export async function repeat(file: string, target: string, times: number): Promise<void> {
  const input = ['-stream_loop', String(times - 1), '-i', file];
  await succeed('ffmpeg', ['-v', 'error', '-y', ...input, '-c', 'copy', target]);
}

/**
 * A voice that reads a text, over faint noise, as WAV: flite's, where it is installed.
 *
 * @returns false without flite.
 */
export async function speak(text: string, target: string): Promise<boolean> {
  const words = `${target}.txt`;
  const voice = `${target}.voice.wav`;
  await writeFile(words, text);
  try {
    await succeed('flite', ['-voice', 'slt', '-f', words, '-o', voice]);
  } catch {
    // Not installed: the clip of noise will do.
    return false;
  }
  const room = 'anoisesrc=color=pink:sample_rate=44100:seed=5:amplitude=0.0015';
  await succeed('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-i',
    voice,
    '-f',
    'lavfi',
    '-i',
    room,
    '-filter_complex',
    '[0]aresample=44100[v];[v][1]amix=inputs=2:duration=first:normalize=0',
    '-ac',
    '1',
    target,
  ]);
  return true;
}

/** Copies a file into segments of `segmentSec` without looking at the sound. */
export async function copySegments(
  file: string,
  segmentSec: number,
  pattern: string,
): Promise<Cost> {
  return costOf(
    await succeed('ffmpeg', [
      '-benchmark',
      '-y',
      '-i',
      file,
      '-c',
      'copy',
      '-f',
      'segment',
      '-segment_time',
      String(segmentSec),
      pattern,
    ]),
  );
}

/** Finds silences by decoding the whole file. */
export async function detectSilences(
  file: string,
): Promise<{ readonly cost: Cost; readonly silences: readonly number[] }> {
  const ran = await succeed('ffmpeg', [
    '-benchmark',
    '-nostats',
    '-i',
    file,
    '-af',
    'silencedetect=noise=-35dB:d=0.4',
    '-f',
    'null',
    '-',
  ]);
  const starts = ran.stderr.matchAll(/silence_start: ([\d.]+)/g);
  return { cost: costOf(ran), silences: [...starts].map((match) => Number(match[1]) + 0.2) };
}

/** Copies a file into segments that end at these times. */
export async function copyAt(
  file: string,
  times: readonly number[],
  pattern: string,
): Promise<Cost> {
  return costOf(
    await succeed('ffmpeg', [
      '-benchmark',
      '-y',
      '-i',
      file,
      '-c',
      'copy',
      '-f',
      'segment',
      '-segment_times',
      times.join(','),
      pattern,
    ]),
  );
}

/** Decodes a file: the seconds that came out, and what the decoder complained about. */
export async function decode(
  file: string,
): Promise<{ readonly seconds: number; readonly complaints: string }> {
  const ran = await runProgram('ffmpeg', [
    '-v',
    'error',
    '-nostats',
    '-progress',
    'pipe:1',
    '-i',
    file,
    '-f',
    'null',
    '-',
  ]);
  const times = [...ran.stdout.matchAll(/out_time_us=(\d+)/g)];
  return { seconds: Number(times.at(-1)?.[1]) / 1e6, complaints: ran.stderr.trim() };
}

/** The duration that ffprobe reports without decoding. */
export async function probeSeconds(file: string): Promise<number> {
  const args = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file];
  return Number((await succeed('ffprobe', args)).stdout.trim());
}

/** Paths of the files in a folder whose names start so. */
export async function filesLike(folder: string, start: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.startsWith(start)).map((name) => path.join(folder, name));
}
