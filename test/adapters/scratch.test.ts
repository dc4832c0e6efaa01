import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeScratch } from '../../src/adapters/scratch.ts';
import { isFault } from '../../src/base/failure.ts';
import type { Scratch } from '../../src/ports.ts';
import { noise } from '../audio/mp3-builder.ts';
import { sliceBytes } from '../audio/slices.ts';

const never = new AbortController().signal;
let folder: string;
let scratch: Scratch;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'scratch-')), 'not', 'yet', 'there');
  scratch = makeScratch(folder);
});

afterEach(async () => {
  await rm(join(folder, '..', '..', '..'), { recursive: true, force: true });
});

async function* parts(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function readStream(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(source));
}

describe('names of scratch files', () => {
  it.each([
    ['episode.mp3', 'episode.mp3'],
    ['../../etc/passwd', 'etc-passwd'],
    ['/etc/passwd', 'etc-passwd'],
    ['..', 'file'],
    ['', 'file'],
    ['.hidden', 'hidden'],
    ['a b\u0000c\nd', 'a-b-c-d'],
    ['Übung.mp3', 'U-bung.mp3'],
    ['日本語', 'file'],
  ])('%j becomes %s inside the folder', (name, expected) => {
    const { path } = scratch.file(name);
    expect(path).toBe(join(folder, expected));
    expect(dirname(path)).toBe(folder);
  });

  it('keep their end when they are long', () => {
    const { path } = scratch.file(`${'x'.repeat(500)}.mp3`);
    expect(path.length - folder.length).toBeLessThan(130);
    expect(path.endsWith('.mp3')).toBe(true);
  });
});

describe('appending', () => {
  it('makes the folder and the file, and goes on where it ended', async () => {
    const file = scratch.file('a');
    expect(await scratch.size(file)).toBeUndefined();
    await scratch.append(file, parts());
    expect(await scratch.size(file)).toBe(0);
    const bytes = noise(1_000_000, 1);
    await scratch.append(file, parts(bytes.subarray(0, 3), bytes.subarray(3, 700_000)));
    await scratch.append(file, parts(bytes.subarray(700_000)));
    expect(Buffer.compare(await readStream(scratch.stream(file)), bytes)).toBe(0);
  });

  it('keeps what arrived before the source broke, and throws what it threw', async () => {
    const file = scratch.file('a');
    const broken = new Error('the connection broke');
    async function* source(): AsyncGenerator<Uint8Array> {
      yield noise(1_000, 1);
      yield noise(500_000, 2);
      yield noise(7, 3);
      throw broken;
    }
    await expect(scratch.append(file, source())).rejects.toBe(broken);
    expect(await scratch.size(file)).toBe(501_007);
  });

  it('reports a full disk as a fault of the user', async () => {
    // The device that is always full.
    await expect(stat('/dev/full')).resolves.toBeDefined();
    const error = await scratch.append({ path: '/dev/full' }, parts(noise(10, 1))).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(isFault(error) && error.problem.code).toBe('disk-full');
  });

  it('throws other faults of the disk as they are', async () => {
    await scratch.append(scratch.file('a'), parts(noise(1, 1)));
    const inside = { path: join(scratch.file('a').path, 'b') };
    await expect(scratch.append(inside, parts(noise(1, 1)))).rejects.toMatchObject({
      code: 'ENOTDIR',
    });
  });
});

describe('reading', () => {
  it('gives the range, and less at the end of the file', async () => {
    const file = scratch.file('a');
    const bytes = noise(5_000, 1);
    await scratch.append(file, parts(bytes));
    expect(await scratch.read(file, 100, 4_000)).toEqual(bytes.subarray(100, 4_000));
    expect(await scratch.read(file, 4_990, 9_000)).toEqual(bytes.subarray(4_990));
    expect(await scratch.read(file, 6_000, 9_000)).toHaveLength(0);
    expect(await scratch.read(file, 10, 10)).toHaveLength(0);
  });

  it('uses the buffer that it is given', async () => {
    const file = scratch.file('a');
    const bytes = noise(5_000, 1);
    await scratch.append(file, parts(bytes));
    const buffer = new Uint8Array(2_000);
    const got = await scratch.read(file, 4_000, 6_000, buffer);
    expect(got).toEqual(bytes.subarray(4_000));
    expect(got.buffer).toBe(buffer.buffer);
  });

  it('sees a file that was replaced between two reads', async () => {
    const file = scratch.file('a');
    await scratch.append(file, parts(noise(100, 1)));
    await scratch.read(file, 0, 100);
    await scratch.remove(file);
    await scratch.append(file, parts(noise(100, 2)));
    expect(await scratch.read(file, 0, 100)).toEqual(noise(100, 2));
  });

  it('streams a long file in parts, and may be left early', async () => {
    const file = scratch.file('a');
    const bytes = noise(3_000_000, 1);
    await scratch.append(file, parts(bytes));
    let largest = 0;
    for await (const part of scratch.stream(file)) {
      largest = Math.max(largest, part.length);
    }
    expect(largest).toBeLessThan(1_000_000);
    for await (const part of scratch.stream(file)) {
      expect(part.length).toBeGreaterThan(0);
      break;
    }
    await scratch.remove(file);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('assembling a slice', () => {
  it('writes literal bytes and copied ranges in order, over what was there', async () => {
    const source = scratch.file('source');
    const target = scratch.file('target');
    const bytes = noise(3_500_000, 1);
    const literal = noise(417, 2);
    await scratch.append(source, parts(bytes));
    await scratch.append(target, parts(noise(9_000_000, 3)));
    await scratch.assemble(target, source, [
      { kind: 'literal', bytes: literal },
      { kind: 'copy', range: { start: 10, end: 2_500_000 } },
      { kind: 'copy', range: { start: 2_600_000, end: 2_600_001 } },
      { kind: 'literal', bytes: literal },
      { kind: 'copy', range: { start: 3_400_000, end: 3_500_000 } },
    ]);
    const expected = Buffer.concat([
      literal,
      bytes.subarray(10, 2_500_000),
      bytes.subarray(2_600_000, 2_600_001),
      literal,
      bytes.subarray(3_400_000),
    ]);
    expect(Buffer.compare(await readStream(scratch.stream(target)), expected)).toBe(0);
  });

  it('puts packets behind headers, however they lie in the source', async () => {
    const source = scratch.file('source');
    const target = scratch.file('target');
    const bytes = noise(3_500_000, 1);
    await scratch.append(source, parts(bytes));
    // Two ranges, the first longer than a block.
    const sizes = Uint32Array.from({ length: 600 }, (_, i) => 4_000 + (i % 7));
    const split = 400;
    const length = (from: number, to: number) =>
      sizes.subarray(from, to).reduce((a, b) => a + b, 0);
    const ranges = [
      { start: 100, end: 100 + length(0, split) },
      { start: 2_000_000, end: 2_000_000 + length(split, 600) },
    ];
    const piece = {
      kind: 'adts',
      header: Uint8Array.of(0xff, 0xf1, 0x50, 0x40, 0, 0x1f, 0xfc),
      ranges,
      sizes,
    } as const;
    await scratch.assemble(target, source, [{ kind: 'literal', bytes: noise(9, 1) }, piece]);
    const expected = Buffer.concat([noise(9, 1), sliceBytes(bytes, [piece])]);
    expect(Buffer.compare(await readStream(scratch.stream(target)), expected)).toBe(0);
    const lying = { ...piece, sizes: sizes.subarray(0, 500) };
    await expect(scratch.assemble(target, source, [lying])).rejects.toThrow('sizes do not fill');
  });

  it('puts pages together with their checksums, in one file with other pieces', async () => {
    const source = scratch.file('source');
    const target = scratch.file('target');
    const bytes = noise(2_500_000, 1);
    await scratch.append(source, parts(bytes));
    const pages = Array.from({ length: 60 }, (_, i) => ({
      kind: 'ogg' as const,
      head: noise(30 + i, i),
      body: [
        { start: i * 40_000, end: i * 40_000 + 30_000 },
        { start: i * 40_000 + 31_000, end: i * 40_000 + 31_000 + i },
      ],
    }));
    const pieces = [{ kind: 'literal', bytes: noise(9, 1) } as const, ...pages];
    await scratch.assemble(target, source, pieces);
    const written = await readStream(scratch.stream(target));
    expect(Buffer.compare(written, sliceBytes(bytes, pieces))).toBe(0);
    const beyond = { ...pages[0]!, body: [{ start: 2_499_999, end: 2_500_001 }] };
    await expect(scratch.assemble(target, source, [beyond])).rejects.toThrow('byte 2500000');
  });

  it('fails rather than write a slice that lacks bytes', async () => {
    const source = scratch.file('source');
    await scratch.append(source, parts(noise(100, 1)));
    const pieces = [{ kind: 'copy', range: { start: 50, end: 200 } }] as const;
    await expect(scratch.assemble(scratch.file('target'), source, pieces)).rejects.toThrow(
      'byte 100',
    );
  });
});

describe('hashing', () => {
  it.each([0, 1, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 2_500_000])('%i bytes', async (length) => {
    const file = scratch.file('a');
    const bytes = noise(length, 1);
    await scratch.append(file, parts(bytes));
    expect(await scratch.sha256(file, never)).toBe(
      createHash('sha256').update(bytes).digest('hex'),
    );
  });

  it('takes ranges one after another, short and long, and wants them whole', async () => {
    const file = scratch.file('a');
    const bytes = noise(3_000_000, 1);
    await scratch.append(file, parts(bytes));
    const ranges = [
      { start: 2_999_990, end: 3_000_000 },
      { start: 5, end: 2_500_000 },
      { start: 7, end: 7 },
      { start: 2_500_000, end: 2_500_003 },
    ];
    const wanted = createHash('sha256');
    for (const { start, end } of ranges) wanted.update(bytes.subarray(start, end));
    expect(await scratch.sha256(file, never, ranges)).toBe(wanted.digest('hex'));
    const beyond = [{ start: 2_999_999, end: 3_000_001 }];
    await expect(scratch.sha256(file, never, beyond)).rejects.toThrow(/ends at byte/u);
  });

  it('stops with the reason of the signal', async () => {
    const file = scratch.file('a');
    await scratch.append(file, parts(noise(10, 1)));
    const stopped = AbortSignal.abort(new Error('stop'));
    await expect(scratch.sha256(file, stopped)).rejects.toThrow('stop');
  });
});

describe('the rest', () => {
  it('removes a file, and does not mind when there is none', async () => {
    const file = scratch.file('a');
    await scratch.append(file, parts(noise(10, 1)));
    await scratch.remove(file);
    await scratch.remove(file);
    expect(await scratch.size(file)).toBeUndefined();
  });

  it('says how much is free before anything was written', async () => {
    expect(await scratch.freeBytes()).toBeGreaterThan(0);
  });

  it('leaves no file open', async () => {
    const file = scratch.file('a');
    await scratch.append(file, parts(noise(10, 1)));
    await scratch.read(file, 0, 10);
    await scratch.sha256(file, never);
    await scratch.assemble(scratch.file('b'), file, [
      { kind: 'copy', range: { start: 0, end: 10 } },
    ]);
    const handles = await readdir('/proc/self/fd');
    // A handle that closes meanwhile has no path.
    const open = await Promise.all(
      handles.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    );
    expect(open.filter((path) => path.startsWith(folder))).toEqual([]);
  });
});
