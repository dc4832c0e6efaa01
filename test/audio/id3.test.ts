import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChapters } from '../../src/audio/id3.ts';
import { ascii, id3v2, join, noise, syncsafe, uint32 } from './mp3-builder.ts';

interface FrameOptions {
  readonly version?: 3 | 4;
  readonly flags?: number;
  /** 2.4 with the plain sizes of 2.3, as some programs write it. */
  readonly hasPlainSize?: boolean;
}

function tagFrame(id: string, data: Uint8Array, options: FrameOptions = {}): Uint8Array {
  const isSyncsafe = options.version === 4 && options.hasPlainSize !== true;
  const size = isSyncsafe ? syncsafe(data.length) : uint32(data.length);
  return join(ascii(id), size, Uint8Array.of(0, options.flags ?? 0), data);
}

function utf16(text: string, isBigEndian = false): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 1) {
    view.setUint16(at * 2, text.charCodeAt(at), !isBigEndian);
  }
  return bytes;
}

function chapter(startMs: number, inside: Uint8Array, options: FrameOptions = {}): Uint8Array {
  const times = join(
    uint32(startMs),
    uint32(startMs + 1_000),
    uint32(0xffffffff),
    uint32(0xffffffff),
  );
  return tagFrame('CHAP', join(ascii(`ch${startMs}\0`), times, inside), options);
}

function titled(startMs: number, title: string, options: FrameOptions = {}): Uint8Array {
  const text = join(Uint8Array.of(3), new TextEncoder().encode(title));
  return chapter(startMs, tagFrame('TIT2', text, options), options);
}

describe('readChapters', () => {
  it('gives starts and titles, in order of time', () => {
    const body = join(
      tagFrame('TIT2', ascii('\0The episode')),
      titled(60_500, 'Second'),
      titled(0, 'First'),
      tagFrame('CTOC', noise(30, 1)),
      new Uint8Array(200),
    );
    expect(readChapters(id3v2(body))).toEqual([
      { startSec: 0, title: 'First' },
      { startSec: 60.5, title: 'Second' },
    ]);
  });

  it.each([
    ['Latin-1', Uint8Array.of(0, 0x4d, 0xfc, 0x73, 0x6c, 0x69, 0), 'Müsli'],
    ['UTF-16 little-endian', join(Uint8Array.of(1, 0xff, 0xfe), utf16('Müsli\0')), 'Müsli'],
    ['UTF-16 big-endian', join(Uint8Array.of(1, 0xfe, 0xff), utf16('Müsli', true)), 'Müsli'],
    ['UTF-16 without a mark', join(Uint8Array.of(1), utf16('Müsli')), 'Müsli'],
    ['UTF-16BE', join(Uint8Array.of(2), utf16('Müsli\0', true)), 'Müsli'],
    ['UTF-8', join(Uint8Array.of(3), new TextEncoder().encode('Müsli 🎙\0junk')), 'Müsli 🎙'],
    ['an unknown charset', join(Uint8Array.of(9), ascii('x')), 'Chapter 1'],
    ['nothing', new Uint8Array(0), 'Chapter 1'],
    ['line breaks', join(Uint8Array.of(3), ascii('a\r\n b\tc ')), 'a b c'],
  ])('reads titles in %s', (_, text, title) => {
    expect(readChapters(id3v2(chapter(0, tagFrame('TIT2', text))))).toEqual([
      { startSec: 0, title },
    ]);
  });

  it('numbers chapters without a title', () => {
    const body = join(titled(5_000, 'Named'), chapter(0, new Uint8Array(0)));
    expect(readChapters(id3v2(body)).map(({ title }) => title)).toEqual(['Chapter 1', 'Named']);
  });

  it('reads ID3v2.4, with syncsafe sizes and with plain ones', () => {
    const long = 'x'.repeat(200);
    for (const hasPlainSize of [false, true]) {
      const body = join(
        titled(0, long, { version: 4, hasPlainSize }),
        titled(1_000, 'b', { version: 4, hasPlainSize }),
      );
      expect(readChapters(id3v2(body, { version: 4 })).map(({ title }) => title)).toEqual([
        long,
        'b',
      ]);
    }
  });

  it('undoes unsynchronisation of the whole tag (2.3) and of a frame (2.4)', () => {
    // 0xFF 0x00 in the text stands for 0xFF: "ÿ" in Latin-1.
    const text = Uint8Array.of(0, 0x61, 0xff, 0x00, 0x62);
    const plainLength = (data: Uint8Array) => data.length - 1;
    const inside = join(ascii('TIT2'), uint32(plainLength(text)), Uint8Array.of(0, 0), text);
    const times = new Uint8Array(16);
    const data = join(ascii('c\0'), times, inside);
    const body = join(ascii('CHAP'), uint32(plainLength(data)), Uint8Array.of(0, 0), data);
    expect(readChapters(id3v2(body, { flags: 0x80 }))).toEqual([{ startSec: 0, title: 'aÿb' }]);

    const frame = chapter(0, tagFrame('TIT2', text, { version: 4, flags: 2 }), { version: 4 });
    expect(readChapters(id3v2(frame, { version: 4 }))).toEqual([{ startSec: 0, title: 'aÿb' }]);
  });

  it('looks past an extended header, grouping and length indicators', () => {
    const extended = join(uint32(6), new Uint8Array(6));
    expect(readChapters(id3v2(join(extended, titled(0, 'a')), { flags: 0x40 }))).toHaveLength(1);
    const extended4 = join(syncsafe(6), new Uint8Array(2));
    const body4 = join(extended4, titled(0, 'a', { version: 4 }));
    expect(readChapters(id3v2(body4, { version: 4, flags: 0x40 }))).toHaveLength(1);
    const text = join(Uint8Array.of(7), syncsafe(2), Uint8Array.of(3), ascii('a'));
    const frame = chapter(0, tagFrame('TIT2', text, { version: 4, flags: 0x41 }), { version: 4 });
    expect(readChapters(id3v2(frame, { version: 4 }))).toEqual([{ startSec: 0, title: 'a' }]);
  });

  it('leaves out what is compressed or encrypted', () => {
    expect(readChapters(id3v2(titled(0, 'a', { flags: 0x80 })))).toEqual([]);
    expect(
      readChapters(id3v2(titled(0, 'a', { version: 4, flags: 0x08 }), { version: 4 })),
    ).toEqual([]);
  });

  it('reads what is there of a tag that is cut off', () => {
    const tag = id3v2(join(titled(0, 'First'), titled(1_000, 'Second')));
    expect(readChapters(tag.subarray(0, tag.length - 5)).map(({ title }) => title)).toEqual([
      'First',
    ]);
  });

  it('bounds the number of chapters and the length of titles', () => {
    const many = join(...Array.from({ length: 1_500 }, (_, i) => titled(i, 'x')));
    expect(readChapters(id3v2(many))).toHaveLength(1_000);
    const [first] = readChapters(id3v2(titled(0, '🎙'.repeat(400))));
    expect([...(first?.title ?? '')]).toHaveLength(300);
  });

  it('reads nothing from ID3v2.2 and from other bytes', () => {
    expect(readChapters(id3v2(titled(0, 'a'), { version: 2 }))).toEqual([]);
    expect(readChapters(noise(500, 1))).toEqual([]);
    expect(readChapters(new Uint8Array(0))).toEqual([]);
  });

  it('never throws, whatever a tag holds', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(3, 4),
        fc.nat(255),
        fc.boolean(),
        (bytes, version, flags, isChapter) => {
          const body = isChapter
            ? join(ascii('CHAP'), uint32(bytes.length), Uint8Array.of(0, 0), bytes)
            : bytes;
          expect(Array.isArray(readChapters(id3v2(body, { version, flags })))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
