import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniff } from '../../src/audio/sniff.ts';
import type { Container } from '../../src/audio/sniff.ts';
import { ascii, frames, id3v2, join, noise } from './mp3-builder.ts';

function adts(count: number): Uint8Array {
  const one = join(Uint8Array.of(0xff, 0xf1, 0x50, 0x80, 0x19, 0x1f, 0xfc), noise(193, 1));
  return join(...Array.from({ length: count }, () => one));
}

/** Frames of these lengths without a bitrate in their headers: 44.1 kHz, mono. */
function freeFormat(sizes: readonly number[]): Uint8Array {
  return join(
    ...sizes.map((size, at) =>
      join(Uint8Array.of(0xff, 0xfb, 0x00, 0xc4), noise(size - 4, at + 1)),
    ),
  );
}

const bytes = (...values: readonly number[]) => Uint8Array.from(values);
const pad = noise(2_000, 5);

const HEADS: readonly (readonly [string, Uint8Array, Container])[] = [
  ['nothing', bytes(), 'empty'],
  ['MP3 frames', frames(3), 'mp3'],
  ['MP3 behind a tag', join(id3v2(noise(500, 1)), frames(2)), 'mp3'],
  ['a tag that is longer than the head', id3v2(noise(500, 1)).subarray(0, 300), 'mp3'],
  ['garbage behind a tag', join(id3v2(noise(500, 1)), pad), 'mp3'],
  ['MP3 of free format', freeFormat([209, 209, 210]), 'mp3-free-format'],
  [
    'the same behind a tag',
    join(id3v2(noise(50, 1)), freeFormat([700, 699, 9])),
    'mp3-free-format',
  ],
  ['two stray headers of free format', join(freeFormat([209, 209]), pad), 'unknown'],
  ['MPEG layer II', join(bytes(0xff, 0xfd, 0x94, 0x04), pad), 'mpeg-layer-2'],
  ['ADTS', adts(3), 'adts'],
  ['ADTS behind a tag', join(id3v2(noise(50, 1)), adts(3)), 'adts'],
  ['M4A', join(bytes(0, 0, 0, 32), ascii('ftypM4A '), pad), 'mp4'],
  ['MP4 without a type box', join(bytes(0, 0, 1, 0), ascii('moov'), pad), 'mp4'],
  ['Ogg', join(ascii('OggS'), pad), 'ogg'],
  ['FLAC', join(ascii('fLaC'), pad), 'flac'],
  ['FLAC behind a tag', join(id3v2(noise(50, 1)), ascii('fLaC'), pad), 'flac'],
  ['WAV', join(ascii('RIFF'), bytes(1, 2, 3, 4), ascii('WAVEfmt '), pad), 'wav'],
  ['long WAV', join(ascii('RF64'), bytes(255, 255, 255, 255), ascii('WAVE'), pad), 'wav'],
  ['AVI', join(ascii('RIFF'), bytes(1, 2, 3, 4), ascii('AVI LIST'), pad), 'avi'],
  ['AIFF', join(ascii('FORM'), bytes(1, 2, 3, 4), ascii('AIFFCOMM'), pad), 'aiff'],
  ['WebM', join(bytes(0x1a, 0x45, 0xdf, 0xa3), pad), 'matroska'],
  ['WMA', join(bytes(0x30, 0x26, 0xb2, 0x75), pad), 'asf'],
  ['AMR', join(ascii('#!AMR\n'), pad), 'amr'],
  ['CAF', join(ascii('caff'), pad), 'caf'],
  ['Wave64', join(bytes(0x72, 0x69, 0x66, 0x66, 0x2e, 0x91, 0xcf, 0x11), pad), 'w64'],
  ['AU', join(ascii('.snd'), pad), 'au'],
  ['WavPack', join(ascii('wvpk'), pad), 'wavpack'],
  ['True Audio', join(ascii('TTA1'), pad), 'tta'],
  ['True Audio behind a tag', join(id3v2(noise(50, 1)), ascii('TTA1'), pad), 'tta'],
  ["Monkey's Audio", join(ascii('MAC '), pad), 'ape'],
  ['Musepack', join(ascii('MPCK'), pad), 'musepack'],
  ['DSD', join(ascii('DSD '), pad), 'dsf'],
  ['Creative Voice', join(ascii('Creative Voice File\u001a'), pad), 'voc'],
  ['Flash video', join(ascii('FLV\u0001'), pad), 'flv'],
  ['RealMedia', join(ascii('.RMF'), pad), 'realmedia'],
  ['DTS', join(bytes(0x7f, 0xfe, 0x80, 0x01), pad), 'dts'],
  ['AC-3', join(...[1, 2, 3, 4].map((seed) => join(bytes(0x0b, 0x77), noise(190, seed)))), 'ac3'],
  ['one stray sync of AC-3', join(bytes(0x0b, 0x77), pad), 'unknown'],
  ['layer II of MPEG 2', join(bytes(0xff, 0xf5, 0xe8, 0xc4), pad), 'mpeg-layer-2'],
  ['a transport stream', new Uint8Array(800).map((_, i) => (i % 188 === 0 ? 0x47 : 3)), 'mpeg-ts'],
  ['a programme stream', join(bytes(0, 0, 1, 0xba), pad), 'mpeg-ps'],
  ['a web page', ascii('\n <!DOCTYPE html><html><title>Log in</title>'), 'html'],
  ['a web page with a byte order mark', join(bytes(0xef, 0xbb, 0xbf), ascii('<html>')), 'html'],
  ['a bare fragment of a page', ascii('<h1>404</h1>'), 'html'],
  ['XHTML', ascii('<?xml version="1.0"?><html xmlns="x">'), 'html'],
  [
    'an error in XML',
    ascii('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
    'xml',
  ],
  ['JSON', ascii('{"error":"no"}'), 'json'],
  ['text', ascii('Not found'), 'text'],
  ['a playlist', ascii('#EXTM3U\nhttp://x/'), 'playlist'],
  ['a picture', join(bytes(0xff, 0xd8, 0xff, 0xe0), pad), 'image'],
  ['a PDF', ascii('%PDF-1.7'), 'pdf'],
  ['an archive', join(ascii('PK\u0003\u0004'), pad), 'zip'],
  ['gzip', join(bytes(0x1f, 0x8b, 0x08), pad), 'gzip'],
  ['a warning of PHP before an MP3', join(ascii('<br />\n<b>Warning</b>'), frames(3)), 'unknown'],
  ['garbage', join(bytes(1, 0, 2), pad), 'unknown'],
  ['one stray header', join(bytes(0xff, 0xfb, 0x90, 0x64), pad), 'unknown'],
];

describe('sniff', () => {
  it.each(HEADS)('%s', (_, head, container) => {
    expect(sniff(head)).toBe(container);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (head) => {
        expect(typeof sniff(head)).toBe('string');
      }),
    );
  });
});
