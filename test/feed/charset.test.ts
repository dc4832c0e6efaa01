import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/feed/charset.ts';

/** Bytes of text whose characters are all below 256. */
function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function utf16(text: string, order: 'le' | 'be', mark: boolean): Uint8Array {
  const units = Uint16Array.from(mark ? `\ufeff${text}` : text, (char) => char.charCodeAt(0));
  const bytes = new Uint8Array(units.length * 2);
  const view = new DataView(bytes.buffer);
  units.forEach((unit, at) => view.setUint16(at * 2, unit, order === 'le'));
  return bytes;
}

function xml(encoding: string, text: string): string {
  return `<?xml version="1.0" encoding="${encoding}"?><t>${text}</t>`;
}

describe('decodeText', () => {
  const table: readonly [string, Uint8Array, string | undefined, string, string][] = [
    ['UTF-8 without a word', utf8('<t>é</t>'), undefined, '<t>é</t>', 'utf-8'],
    ['a mark of UTF-8', utf8('\ufeff<t>é</t>'), undefined, '<t>é</t>', 'utf-8'],
    [
      'a mark before a false header',
      utf8('\ufeff<t>é</t>'),
      'text/xml; charset=iso-8859-1',
      '<t>é</t>',
      'utf-8',
    ],
    ['UTF-16LE with its mark', utf16('<t>é</t>', 'le', true), undefined, '<t>é</t>', 'utf-16le'],
    ['UTF-16BE with its mark', utf16('<t>é</t>', 'be', true), undefined, '<t>é</t>', 'utf-16be'],
    ['UTF-16LE without a mark', utf16('<t>é</t>', 'le', false), undefined, '<t>é</t>', 'utf-16le'],
    ['UTF-16BE without a mark', utf16('<t>é</t>', 'be', false), undefined, '<t>é</t>', 'utf-16be'],
    [
      'a declaration',
      latin(xml('ISO-8859-1', 'Catal\u00e0')),
      undefined,
      xml('ISO-8859-1', 'Català'),
      'windows-1252',
    ],
    [
      'windows-1252',
      latin(xml('windows-1252', '\u0093quoted\u0094 \u0080')),
      undefined,
      xml('windows-1252', '“quoted” €'),
      'windows-1252',
    ],
    [
      'a header before the declaration',
      latin(xml('utf-8', 'Catal\u00e0')),
      'text/xml; charset="ISO-8859-1"',
      xml('utf-8', 'Català'),
      'windows-1252',
    ],
    [
      'a header that is false: the declaration',
      latin(xml('iso-8859-1', 'Catal\u00e0')),
      'text/xml;charset=UTF-8',
      xml('iso-8859-1', 'Català'),
      'windows-1252',
    ],
    [
      'a charset that nobody knows',
      utf8(xml('x-unknown', 'é')),
      'text/xml; charset=none',
      xml('x-unknown', 'é'),
      'utf-8',
    ],
    [
      'a declaration of UTF-16 that is read as ASCII',
      utf8(xml('utf-16', 'é')),
      undefined,
      xml('utf-16', 'é'),
      'utf-8',
    ],
    [
      'Shift_JIS',
      Uint8Array.of(...latin(xml('Shift_JIS', '')), 0x93, 0xfa),
      undefined,
      `${xml('Shift_JIS', '')}日`,
      'shift_jis',
    ],
    [
      'no word, and not UTF-8',
      latin('<t>\u0092 caf\u00e9</t>'),
      undefined,
      '<t>’ café</t>',
      'windows-1252',
    ],
    [
      'UTF-8 with one broken byte',
      Uint8Array.of(...utf8('<t>éàü</t>'), 0xff),
      undefined,
      '<t>éàü</t>\ufffd',
      'utf-8',
    ],
    [
      'UTF-8 cut inside a character',
      utf8('<t>é').subarray(0, -1),
      'text/xml; charset=utf-8',
      '<t>',
      'utf-8',
    ],
    ['nothing', new Uint8Array(), undefined, '', 'utf-8'],
  ];

  it.each(table)('%s', (_, bytes, contentType, text, charset) => {
    expect(decodeText(bytes, contentType)).toEqual({ text, charset });
  });
});
