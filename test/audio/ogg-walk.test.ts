import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/base/outcome.ts';
import { isPageSound, pageHeadAt } from '../../src/audio/ogg-page.ts';
import { walkOgg } from '../../src/audio/ogg-walk.ts';
import type { OggIndex } from '../../src/audio/ogg-index.ts';
import type { ChunkPlan } from '../../src/audio/types.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import { ascii, join, noise, walkBytes } from './mp3-builder.ts';
import {
  opusHead,
  opusPacket,
  opusStream,
  page,
  silentOpusPacket,
  splitPages,
  vorbisPacket,
  vorbisStream,
} from './ogg-builder.ts';
import { sliceBytes } from './slices.ts';

const OPTIONS = { targetSec: 10, maxSec: 16, searchSec: 3 };

function tryPlan(file: Uint8Array): Result<ChunkPlan> {
  return walkBytes(walkAudio(file.length, OPTIONS), file);
}

function plan(file: Uint8Array): ChunkPlan {
  const result = tryPlan(file);
  if (!result.ok) {
    throw new Error(`${result.problem.code}: ${result.problem.message}`);
  }
  return result.value;
}

function indexOf(file: Uint8Array): OggIndex {
  const result = walkBytes(walkOgg(file.length), file);
  if (!result.ok) {
    throw new Error(result.problem.message);
  }
  return result.value;
}

/** The bytes of the packets of an index, joined. */
function packetBytes(file: Uint8Array, { parts }: OggIndex, firstPart = 0): Uint8Array {
  const found: Uint8Array[] = [];
  for (let run = 0; run < parts.runCount; run += 1) {
    const end = run + 1 < parts.runCount ? parts.runFirsts[run + 1]! : parts.count;
    let offset = parts.runOffsets[run]!;
    for (let part = parts.runFirsts[run]!; part < end; part += 1) {
      const bytes = file.subarray(offset, offset + parts.sizes[part]!);
      offset += bytes.length;
      if (part >= firstPart) {
        found.push(bytes);
      }
    }
  }
  return join(...found);
}

/**
 * Checks that each slice is an Ogg of its own that lasts as planned, by a walk of the slice, and that
 * the slices hold the packets from the first to the last once, lead-ins left out.
 */
function checkSlices(file: Uint8Array, result: ChunkPlan, packets: readonly Uint8Array[]): void {
  const found: Uint8Array[] = [];
  let packet = 0;
  for (const chunk of result.chunks) {
    const slice = sliceBytes(file, chunk.pieces);
    expect(slice).toHaveLength(chunk.bytes);
    const replan = plan(slice);
    expect(replan.notes).toEqual([]);
    expect(replan.durationSec).toBeCloseTo(chunk.endSec - chunk.startSec, 6);
    const index = indexOf(slice);
    const count = index.firstParts.length - 1;
    const wanted = packets[packet]!;
    // The lead-in repeats packets of the slice before.
    const lead = Array.from({ length: count }, (_, at) => at).findIndex((at) =>
      startsWith(slice, index, at, wanted),
    );
    expect(lead).toBeGreaterThanOrEqual(0);
    expect(lead).toBeLessThan(20);
    found.push(packetBytes(slice, index, index.firstParts[lead]));
    packet += count - lead;
  }
  expect(packet).toBe(packets.length);
  expect(Buffer.compare(join(...found), join(...packets))).toBe(0);
}

function startsWith(
  slice: Uint8Array,
  index: OggIndex,
  packet: number,
  bytes: Uint8Array,
): boolean {
  const all = packetBytes(slice, index, index.firstParts[packet]);
  return Buffer.compare(all.subarray(0, bytes.length), bytes) === 0;
}

function opusPackets(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => opusPacket(90 + (i % 40), i + 1));
}

describe('a page of Ogg', () => {
  it('of a real file has the checksum that we compute', () => {
    const real = Buffer.from(REAL_FIRST_PAGE, 'hex');
    expect(pageHeadAt(real, 0)).toMatchObject({
      isFirst: true,
      isLast: false,
      granule: 0,
      bodyBytes: 19,
    });
    expect(isPageSound(real)).toBe(true);
    real[30]! ^= 1;
    expect(isPageSound(real)).toBe(false);
  });
});

describe('Opus in Ogg', () => {
  it('becomes slices that hold every packet once and last as planned', () => {
    const packets = opusPackets(2_400);
    const file = opusStream(packets);
    const result = plan(file);
    expect(result.container).toBe('ogg');
    expect(result.durationSec).toBeCloseTo(2_400 * 0.02 - 312 / 48_000, 9);
    expect(result.chunks).toHaveLength(5);
    expect(result.chunks[0]!.mimeType).toBe('audio/ogg');
    checkSlices(file, result, packets);
  });

  it('starts a slice 40 ms earlier, and tells the decoder to drop them', () => {
    const file = opusStream(opusPackets(2_400));
    const { chunks } = plan(file);
    const preSkipOf = (at: number) => {
      const slice = sliceBytes(file, chunks[at]!.pieces);
      const head = slice.subarray(28);
      expect(head.subarray(0, 8)).toEqual(ascii('OpusHead'));
      return head[10]! | (head[11]! << 8);
    };
    expect(preSkipOf(0)).toBe(312);
    expect(preSkipOf(1)).toBe(1_920);
  });

  it('is cut where its frames say that it is silent, at a constant bitrate too', () => {
    const isQuiet = (i: number) => i % 200 >= 170;
    const packets = Array.from({ length: 3_000 }, (_, i) =>
      isQuiet(i) ? silentOpusPacket(90) : opusPacket(90, i + 1),
    );
    const { chunks } = plan(opusStream(packets));
    for (const chunk of chunks.slice(0, -1)) {
      expect(isQuiet(Math.round((chunk.endSec + 312 / 48_000) / 0.02))).toBe(true);
    }
  });

  it('ends where the last granule says', () => {
    const packets = opusPackets(1_000);
    const file = opusStream(packets, { trim: 500 });
    const result = plan(file);
    expect(result.durationSec).toBeCloseTo(20 - (312 + 500) / 48_000, 9);
    checkSlices(file, result, packets);
  });

  it('whose last granule cannot be right is heard to its last packet', () => {
    const packets = opusPackets(1_000);
    const file = opusStream(packets, { trim: 5_000 });
    const result = plan(file);
    expect(result.durationSec).toBeCloseTo(20 - 312 / 48_000, 9);
    checkSlices(file, result, packets);
  });

  it('that was recorded from the middle of a stream starts at its first packet', () => {
    const packets = opusPackets(1_000);
    const file = opusStream(packets, { base: 48_000 * 3_600 });
    const result = plan(file);
    expect(result.durationSec).toBeCloseTo(20 - 312 / 48_000, 9);
    checkSlices(file, result, packets);
  });

  it.each([
    [0xf8, 960],
    [0xf9, 1_920],
    [0xe0, 120],
    [0x18, 2_880],
    [0x08, 480 * 2],
    [0x60, 480],
    [0x68, 960],
  ])('knows how long a packet of type %i lasts', (toc, ticks) => {
    const index = indexOf(
      opusStream(
        Array.from({ length: 20 }, (_, i) => opusPacket(60, i, toc)),
        { ticks },
      ),
    );
    expect(index.ticks[3]).toBe(ticks);
  });

  it('counts the frames of packets with several', () => {
    const packet = opusPacket(60, 1, 0xfb);
    packet[1] = 0x83;
    const index = indexOf(opusStream([packet, packet, packet], { ticks: 2_880 }));
    expect([...index.ticks]).toEqual([2_880, 2_880, 2_880]);
  });

  it('is read over packets that reach into the next page', () => {
    const before = opusPackets(400);
    const long = opusPacket(3_000, 5_000);
    const whole = opusStream(before);
    const file = join(whole, splitPages(long, 401 * 960));
    expect(indexOf(file).firstParts.length - 1).toBe(401);
    checkSlices(file, plan(file), [...before, long]);
  });
});

describe('the chapters of an Ogg', () => {
  const comments = ['CHAPTER001=00:00:03.5', 'CHAPTER001NAME=Hello'];

  it('are read from its comments', () => {
    const chapters = [{ startSec: 3.5, title: 'Hello' }];
    expect(plan(opusStream(opusPackets(400), { comments })).chapters).toEqual(chapters);
    const packets = Array.from({ length: 900 }, (_, i) => ({
      isLong: true,
      bytes: vorbisPacket(true, 80, 90, i + 1),
    }));
    expect(plan(vorbisStream(packets, { comments })).chapters).toEqual(chapters);
  });

  it('are counted from the start of their stream', () => {
    const late = ['CHAPTER001=00:00:01', 'CHAPTER002=00:00:30', 'CHAPTER002NAME=Behind its end'];
    const file = join(
      opusStream(opusPackets(400), { comments }),
      opusStream(opusPackets(400), { serial: 5, comments: late }),
    );
    const [one, two, ...others] = plan(file).chapters;
    expect(one).toEqual({ startSec: 3.5, title: 'Hello' });
    expect(two!.startSec).toBeCloseTo(9 - 312 / 48_000, 9);
    expect(others).toEqual([]);
  });
});

describe('a damaged Ogg', () => {
  it('loses the bytes between pages, and says so', () => {
    const packets = opusPackets(1_000);
    const whole = opusStream(packets);
    // In front of the sixth page with audio.
    const at = findPages(whole)[7]!;
    const file = join(whole.subarray(0, at), ascii('OggS'), noise(700, 4), whole.subarray(at));
    const result = plan(file);
    expect(result.notes).toEqual(['704 bytes that are no whole page were skipped.']);
    checkSlices(file, result, packets);
  });

  it('that ends inside a page loses that page', () => {
    const packets = opusPackets(1_000);
    const whole = opusStream(packets);
    const file = whole.subarray(0, whole.length - 100);
    expect(indexOf(file).firstParts.length - 1).toBe(950);
    checkSlices(file, plan(file), packets.slice(0, 950));
  });

  it('that lost the page in which a packet ends loses the packet', () => {
    const before = opusPackets(400);
    const split = splitPages(opusPacket(3_000, 5_000), 401 * 960);
    const second = findPages(split)[1]!;
    const more = page(opusPackets(10), { granule: 411 * 960, isLast: true });
    const lostEnd = indexOf(join(opusStream(before), split.subarray(0, second), more));
    expect(lostEnd.firstParts.length - 1).toBe(410);
    expect(lostEnd.notes).toContain('1 packet is incomplete or broken and left out.');
    const lostStart = indexOf(join(opusStream(before), split.subarray(second), more));
    expect(lostStart.firstParts.length - 1).toBe(410);
  });
});

function findPages(bytes: Uint8Array): readonly number[] {
  const pages: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const head = pageHeadAt(bytes, at);
    if (head === undefined) {
      break;
    }
    pages.push(at);
    at += head.headBytes + head.bodyBytes;
  }
  return pages;
}

describe('a chained Ogg', () => {
  it('has a section for each of its streams', () => {
    const one = opusPackets(700);
    const two = opusPackets(900);
    const file = join(opusStream(one), opusStream(two, { serial: 5, preSkip: 100 }));
    const result = plan(file);
    expect(result.durationSec).toBeCloseTo(1_600 * 0.02 - 412 / 48_000, 9);
    expect(result.notes).toEqual(['The file was joined from 2 streams.']);
    const border = 700 * 0.02 - 312 / 48_000;
    expect(result.chunks.some((chunk) => Math.abs(chunk.endSec - border) < 1e-9)).toBe(true);
    checkSlices(file, result, [...one, ...two]);
  });

  it('of which one stream is of another codec keeps the others, and says so', () => {
    const other = page([join(ascii('Speex   '), new Uint8Array(72))], { isFirst: true, serial: 9 });
    const packets = opusPackets(600);
    const result = plan(join(other, opusStream(packets)));
    expect(result.notes).toEqual(['Other streams in the file are left out: Speex.']);
    expect(result.durationSec).toBeCloseTo(12 - 312 / 48_000, 9);
  });

  it.each([
    ['Speex', 'Speex   '],
    ['FLAC', '\u007fFLAC'],
    ['of an unknown kind', 'whatever'],
  ])('with %s alone is refused by name', (name, magic) => {
    const file = join(
      page([join(ascii(magic), new Uint8Array(60))], { isFirst: true }),
      page([noise(90, 1)]),
    );
    const result = tryPlan(file);
    expect(result).toMatchObject({ ok: false, problem: { code: 'container-not-supported' } });
    expect(result.ok || result.problem.message).toContain(name);
  });

  it('without a packet of audio is empty', () => {
    const file = join(page([opusHead()], { isFirst: true }), page([ascii('OpusTags')]));
    expect(tryPlan(file)).toMatchObject({ ok: false, problem: { code: 'audio-empty' } });
  });
});

describe('Vorbis in Ogg', () => {
  const packets = Array.from({ length: 2_500 }, (_, i) => {
    const isLong = i % 11 < 8;
    const isQuiet = i % 300 >= 270;
    return { isLong, bytes: vorbisPacket(isLong, isQuiet ? 20 : 90, 60 + (i % 50), i + 1) };
  });

  it('becomes slices that hold every packet once and last as planned', () => {
    const file = vorbisStream(packets);
    const result = plan(file);
    const blocks = packets.map(({ isLong }) => (isLong ? 2048 : 256));
    const samples = blocks.slice(1).reduce((sum, block, i) => sum + (block + blocks[i]!) / 4, 0);
    expect(result.durationSec).toBeCloseTo(samples / 44_100, 9);
    expect(result.chunks.length).toBeGreaterThan(2);
    checkSlices(
      file,
      result,
      packets.map(({ bytes }) => bytes),
    );
  });

  it('is cut where the floor is low', () => {
    const file = vorbisStream(packets);
    const { levels } = indexOf(file);
    expect(levels[100]).toBeGreaterThan(levels[280]! + 30);
    const result = plan(file);
    const quiet = result.loudness.levels.filter((level) => level < -30).length;
    expect(quiet).toBeGreaterThan(5);
  });

  it('ends where the last granule says', () => {
    const file = vorbisStream(packets, { trim: 300 });
    expect(plan(vorbisStream(packets)).durationSec - plan(file).durationSec).toBeCloseTo(
      300 / 44_100,
      9,
    );
    checkSlices(
      file,
      plan(file),
      packets.map(({ bytes }) => bytes),
    );
  });
});

describe('a hostile Ogg', () => {
  it('never throws, and is never asked for bytes outside of it', () => {
    const whole = opusStream(opusPackets(120));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }), (changes) => {
        const file = whole.slice();
        for (const [at, value] of changes) {
          file[at % file.length] = value;
        }
        const walker = walkAudio(file.length, OPTIONS);
        let step = walker.next();
        for (let reads = 0; step.done !== true; reads += 1) {
          expect(reads).toBeLessThan(50);
          expect(step.value.end).toBeLessThanOrEqual(file.length);
          step = walker.next(file.slice(step.value.start, step.value.end));
        }
        expect(typeof step.value.ok).toBe('boolean');
      }),
      { numRuns: 200 },
    );
  });
});

/** The first page of a file that libopus and ffmpeg wrote. */
const REAL_FIRST_PAGE =
  '4f6767530002000000000000000006e7d2dc0000000058e7d9b001134f707573486561640102380180bb0000000000';
