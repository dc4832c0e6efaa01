import { spawn } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { problem } from '../base/outcome.ts';
import type { DecodeOutcome, Decoder } from '../ports.ts';

/** How ffmpeg is started. */
export interface DecoderOptions {
  /** Program and first arguments; `ffmpeg` from the path unless told. */
  readonly command?: readonly [string, ...string[]];
  /** Where programs are looked for: the variable PATH. Nothing else of the environment is passed on. */
  readonly path: string;
  /** Longest time for one file, in ms; an hour of audio takes about 15 s. */
  readonly timeoutMs?: number;
}

/** Samples a second of what is decoded; speech needs no more, and models hear no more. */
const SAMPLE_RATE = 24_000;
const DEFAULT_TIMEOUT_MS = 1_200_000;
/** Bytes kept of what the program complains about. */
const MAX_COMPLAINT = 2_000;

/**
 * ffmpeg, where it is installed, for audio that this project cannot cut. It reads that one file alone
 * (no address, no playlist), and sees no secret: its environment holds PATH only.
 */
export function makeDecoder(options: DecoderOptions): Decoder {
  return {
    decode: async (file, target, signal) => {
      signal.throwIfAborted();
      const part = `${target.path}.part`;
      try {
        const outcome = await run(options, [file.path, part], signal);
        if (outcome.kind === 'decoded') {
          await rename(part, target.path);
        }
        return outcome;
      } finally {
        await rm(part, { force: true });
      }
    },
  };
}

function run(
  options: DecoderOptions,
  [source, target]: readonly [string, string],
  signal: AbortSignal,
): Promise<DecodeOutcome> {
  const [program, ...first] = options.command ?? ['ffmpeg'];
  const args = [
    ...first,
    '-nostdin',
    '-v',
    'error',
    '-protocol_whitelist',
    'file',
    '-i',
    `file:${source}`,
    '-map',
    '0:a:0',
    '-ac',
    '1',
    '-ar',
    String(SAMPLE_RATE),
    '-c:a',
    'flac',
    '-f',
    'flac',
    '-y',
    `file:${target}`,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { PATH: options.path },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
      timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    });
    let complaint = '';
    child.stderr.on('data', (part: Buffer) => {
      complaint = (complaint + part.toString()).slice(0, MAX_COMPLAINT);
    });
    child.once('error', (error) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      resolve(
        'code' in error && error.code === 'ENOENT' ? { kind: 'absent' } : failed(error.message),
      );
    });
    child.once('close', (code, killed) => {
      if (signal.aborted) {
        reject(signal.reason);
      } else if (code === 0) {
        resolve({ kind: 'decoded' });
      } else {
        resolve(failed(killed === null ? firstLine(complaint, source) : 'it took too long'));
      }
    });
  });
}

/** What ffmpeg said, without the path of the file. */
function firstLine(complaint: string, source: string): string {
  const [line = ''] = complaint.replaceAll(`file:${source}`, 'the file').split('\n');
  return line === '' ? 'it gave no reason' : line.slice(0, 200);
}

function failed(reason: string): DecodeOutcome {
  return {
    kind: 'failed',
    error: problem(
      'audio-not-decodable',
      `ffmpeg could not read the audio: ${reason}.`,
      'Open the enclosure address of the episode and see whether it plays; the publisher may have to upload it again.',
    ),
  };
}
