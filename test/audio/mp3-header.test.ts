import { describe, expect, it } from 'vitest';
import {
  formatKeyAt,
  formatOf,
  frameLevelAt,
  frameSizeAt,
  headerWithRoom,
} from '../../src/audio/mp3-header.ts';
import { frame } from './mp3-builder.ts';
import type { FrameSpec } from './mp3-builder.ts';

const header = (...bytes: readonly number[]) => Uint8Array.from(bytes);

describe('frameSizeAt', () => {
  // Sizes as ffprobe reports them for packets of such files.
  it.each([
    ['128 kbit/s at 44.1 kHz', header(0xff, 0xfb, 0x90, 0x64), 417],
    ['the same, padded', header(0xff, 0xfb, 0x92, 0x64), 418],
    ['320 kbit/s at 32 kHz, the longest', header(0xff, 0xfb, 0xea, 0x64), 1441],
    ['64 kbit/s at 22.05 kHz', header(0xff, 0xf3, 0x80, 0xc4), 208],
    ['16 kbit/s at 11.025 kHz', header(0xff, 0xe3, 0x20, 0xc4), 104],
  ])('%s', (_, bytes, size) => {
    expect(frameSizeAt(bytes, 0)).toBe(size);
  });

  it.each([
    ['no sync', header(0xfe, 0xfb, 0x90, 0x64)],
    ['a reserved version', header(0xff, 0xeb, 0x90, 0x64)],
    ['layer II', header(0xff, 0xfd, 0x90, 0x64)],
    ['ADTS', header(0xff, 0xf1, 0x90, 0x64)],
    ['a free bitrate', header(0xff, 0xfb, 0x00, 0x64)],
    ['a bad bitrate', header(0xff, 0xfb, 0xf0, 0x64)],
    ['a reserved rate', header(0xff, 0xfb, 0x9c, 0x64)],
    ['a reserved emphasis', header(0xff, 0xfb, 0x90, 0x66)],
  ])('is 0 for %s', (_, bytes) => {
    expect(frameSizeAt(bytes, 0)).toBe(0);
  });
});

describe('a format', () => {
  it('is the version, the rate and mono, not the kind of stereo', () => {
    const key = (spec: FrameSpec) => formatKeyAt(frame(spec), 0);
    expect(key({ mode: 'joint' })).toBe(key({ mode: 'stereo', bitrateIndex: 3, padding: true }));
    expect(key({ mode: 'mono' })).not.toBe(key({ mode: 'stereo' }));
    expect(key({ version: 2 })).not.toBe(key({ version: 2.5 }));
    expect(formatOf(key({ version: 2.5, rateIndex: 2, mode: 'mono' }))).toEqual({
      versionBits: 0,
      sampleRate: 8_000,
      channels: 1,
      samplesPerFrame: 576,
    });
  });
});

describe('frameLevelAt', () => {
  const shapes: readonly FrameSpec[] = [
    { version: 1, mode: 'mono' },
    { version: 1, mode: 'joint' },
    { version: 1, mode: 'joint', crc: true },
    { version: 2, mode: 'mono' },
    { version: 2, mode: 'mono', crc: true },
    { version: 2.5, mode: 'stereo' },
  ];

  it.each(shapes)('%j: is the gain, raised by what the tables can code', (shape) => {
    const level = (spec: FrameSpec) => frameLevelAt(frame({ ...shape, ...spec }), 0);
    expect(level({ gain: 170 })).toBe(170);
    expect(level({ gain: 170, table: 13 })).toBe(190);
    expect(level({ gain: 170, table: 24 })).toBeGreaterThan(190);
    expect(level({ gain: 170, table: 31 })).toBeGreaterThan(level({ gain: 170, table: 24 }));
    expect(level({ gain: 170, bigValues: 0 })).toBe(167);
    expect(level({ gain: 170, shortBlocks: 0 })).toBe(170);
    expect(level({ gain: 170, shortBlocks: 2 })).toBe(154);
  });

  it.each(shapes)('%j: is 0 for silence, whatever the gain says, and never over 255', (shape) => {
    expect(frameLevelAt(frame({ ...shape, gain: 210, isSilent: true }), 0)).toBe(0);
    expect(frameLevelAt(frame({ ...shape, gain: 255, table: 31 }), 0)).toBe(255);
  });
});

describe('headerWithRoom', () => {
  it('keeps the bitrate where it leaves room, and takes the next that does where not', () => {
    const wide = frame({ bitrateIndex: 9, padding: true, crc: true });
    expect(headerWithRoom(wide, 52)).toEqual({
      header: header(0xff, 0xfb, 0x90, 0x40),
      frameBytes: 417,
    });
    const narrow = frame({ version: 2, bitrateIndex: 1, rateIndex: 1, mode: 'mono' });
    expect(narrow).toHaveLength(24);
    const made = headerWithRoom(narrow, 29);
    expect(made?.frameBytes).toBe(48);
    expect(formatKeyAt(made!.header, 0)).toBe(formatKeyAt(narrow, 0));
  });

  it('gives nothing when no frame is that long', () => {
    expect(headerWithRoom(frame(), 5_000)).toBeUndefined();
  });
});
