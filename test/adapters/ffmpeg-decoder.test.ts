import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDecoder } from '../../src/adapters/ffmpeg-decoder.ts';

/** A program that behaves like ffmpeg as far as its arguments go; what it does is given as a script. */
const PRELUDE = `
const args = process.argv.slice(2);
const source = args[args.indexOf('-i') + 1].replace(/^file:/, '');
const target = args.at(-1).replace(/^file:/, '');
const { readFileSync, writeFileSync } = require('node:fs');
`;

const never = new AbortController().signal;
let folder: string;
let file: { path: string };
let target: { path: string };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decoder-'));
  file = { path: join(folder, 'episode.audio') };
  target = { path: join(folder, 'episode.flac') };
  await writeFile(file.path, 'some audio');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function decoderThat(script: string, timeoutMs?: number) {
  const program = join(folder, 'program.cjs');
  await writeFile(program, PRELUDE + script);
  return makeDecoder({
    command: [process.execPath, program],
    path: '/usr/bin',
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}

describe('the decoder', () => {
  it('puts what the program made into the target, and leaves the file as it came', async () => {
    const decoder = await decoderThat(
      "writeFileSync(target, readFileSync(source, 'utf8') + ', decoded');",
    );
    expect(await decoder.decode(file, target, never)).toEqual({ kind: 'decoded' });
    expect(await readFile(target.path, 'utf8')).toBe('some audio, decoded');
    expect(await readFile(file.path, 'utf8')).toBe('some audio');
    expect(await readdir(folder)).toEqual(['episode.audio', 'episode.flac', 'program.cjs']);
  });

  it('allows the program files alone, asks for FLAC, and shows it no environment', async () => {
    const decoder = await decoderThat(
      'writeFileSync(target, JSON.stringify({ args, env: process.env }));',
    );
    process.env['A_SECRET_FOR_TESTS'] = 'secret';
    await decoder.decode(file, target, never);
    delete process.env['A_SECRET_FOR_TESTS'];
    const seen = JSON.parse(await readFile(target.path, 'utf8')) as {
      args: readonly string[];
      env: Record<string, string>;
    };
    expect(seen.args.join(' ')).toContain('-protocol_whitelist file -i file:');
    expect(seen.args.join(' ')).toContain('-c:a flac -f flac');
    expect(seen.env['PATH']).toBe('/usr/bin');
    expect(seen.env).not.toHaveProperty('A_SECRET_FOR_TESTS');
  });

  it('leaves no target when the program fails, and tells why', async () => {
    const decoder = await decoderThat(
      "writeFileSync(target, 'half'); console.error('file:' + source + ': Invalid data'); process.exit(1);",
    );
    expect(await decoder.decode(file, target, never)).toMatchObject({
      kind: 'failed',
      error: {
        code: 'audio-not-decodable',
        message: 'ffmpeg could not read the audio: the file: Invalid data.',
      },
    });
    expect(await readFile(file.path, 'utf8')).toBe('some audio');
    expect(await readdir(folder)).toEqual(['episode.audio', 'program.cjs']);
  });

  it('ends a program that takes too long', async () => {
    const decoder = await decoderThat('setInterval(() => {}, 1000);', 300);
    expect(await decoder.decode(file, target, never)).toMatchObject({
      kind: 'failed',
      error: { message: 'ffmpeg could not read the audio: it took too long.' },
    });
  });

  it('ends the program when it is stopped, with the reason of the signal', async () => {
    const decoder = await decoderThat(
      "writeFileSync(source + '.started', String(process.pid)); setInterval(() => {}, 1000);",
    );
    const stop = new AbortController();
    const decoding = decoder.decode(file, target, stop.signal);
    await expect.poll(() => readdir(folder)).toContain('episode.audio.started');
    stop.abort(new Error('stop'));
    await expect(decoding).rejects.toThrow('stop');
    const pid = Number(await readFile(`${file.path}.started`, 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
    await expect(decoder.decode(file, target, stop.signal)).rejects.toThrow('stop');
  });

  it('says when there is no such program', async () => {
    const decoder = makeDecoder({ path: folder });
    expect(await decoder.decode(file, target, never)).toEqual({ kind: 'absent' });
    expect(await readFile(file.path, 'utf8')).toBe('some audio');
  });

  it('says when the program cannot be started', async () => {
    await writeFile(join(folder, 'ffmpeg'), 'not a program');
    await chmod(join(folder, 'ffmpeg'), 0o644);
    const decoder = makeDecoder({ command: [join(folder, 'ffmpeg')], path: folder });
    expect(await decoder.decode(file, target, never)).toMatchObject({ kind: 'failed' });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // ESRCH: there is no such process.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
