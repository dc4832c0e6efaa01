import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkVtt } from '../../src/commands/check-vtt.ts';
import { renderVtt } from '../../src/render/vtt.ts';
import { documentOf, hostileSegments } from '../render/documents.ts';

const GOOD = `WEBVTT

NOTE
A comment.

STYLE
::cue { color: white }

1.1
00:00:00.000 --> 00:00:02.500
<v Mara Lind>Tea &amp; <i>cake</i></v>

00:00:02.500 --> 00:00:04.000 align:start line:0
No voice here.
`;

/** A file with one cue, its timing and text as given. */
function cue(timing: string, text = 'Words.'): string {
  return `WEBVTT\n\n${timing}\n${text}\n`;
}

const TIMING = '00:00:00.000 --> 00:00:01.000';

function faultsOf(text: string): readonly string[] {
  return checkVtt(text).faults.map(({ line, message }) => `${line ?? '-'}: ${message}`);
}

describe('a WebVTT file', () => {
  it('that is right has no faults, and gives its cues', () => {
    const { faults, cues } = checkVtt(GOOD);
    expect(faults).toEqual([]);
    expect(cues).toEqual([
      { line: 10, startSec: 0, endSec: 2.5, speaker: 'Mara Lind', text: 'Tea & cake' },
      { line: 13, startSec: 2.5, endSec: 4, text: 'No voice here.' },
    ]);
  });

  it('may begin with a byte order mark, and end its lines in any way', () => {
    expect(faultsOf(`\ufeff${GOOD.replaceAll('\n', '\r\n')}`)).toEqual([]);
    expect(faultsOf(GOOD.replaceAll('\n', '\r'))).toEqual([]);
  });

  it.each([
    ['no head', `${TIMING}\nWords.\n`, /^1: the first line is not WEBVTT/],
    ['text after the head', `WEBVTT\nX: y\n\n${TIMING}\nWords.\n`, /^2: an empty line/],
    ['no cues', 'WEBVTT\n', /it has no cues/],
    ['a NUL', `${cue(TIMING)}\0`, /NUL/],
    ['single-digit hours', cue('0:00:00.000 --> 0:00:01.000'), /^3: the timing/],
    ['seconds alone', cue('0.860 --> 7.380'), /^3: the timing/],
    ['a comma in the time', cue('00:00:00,000 --> 00:00:01,000'), /^3: the timing/],
    ['an end that is no later', cue('00:00:01.000 --> 00:00:01.000'), /^3: it does not end/],
    ['a setting that is none', cue(`${TIMING} colour:red`), /colour:red is no setting/],
    ['an unclosed tag', cue(TIMING, '<v Mara Words.'), /is no whole tag/],
    ['an unclosed voice', cue(TIMING, '<v Mara>Words.'), /<v> is not closed/],
    ['tags in the wrong order', cue(TIMING, '<b><i>Words.</b></i>'), /closes nothing/],
    ['an unknown tag', cue(TIMING, '<script>x</script>'), /<script> is no whole tag/],
    ['a voice without a name', cue(TIMING, '<v>Words.</v>'), /no name/],
    ['a > in a voice', cue(TIMING, '<v A > B>Words.</v>'), /a bare >/],
    ['a bare & in a voice', cue(TIMING, '<v A & B>Words.</v>'), /& stands in the name/],
    ['a bare & in the text', cue(TIMING, 'Tea & cake'), /^4: a bare &/],
    ['an empty cue', cue(TIMING, '<v Mara></v>'), /the cue is empty/],
    ['an arrow in the text', `WEBVTT\n\n${TIMING}\na --> b\n`, /an arrow/],
    [
      'an identifier twice',
      `WEBVTT\n\na\n${TIMING}\nOne.\n\na\n00:00:02.000 --> 00:00:03.000\nTwo.\n`,
      /^7: the identifier a is there twice/,
    ],
    [
      'cues out of order',
      `WEBVTT\n\n00:00:05.000 --> 00:00:06.000\nOne.\n\n${TIMING}\nTwo.\n`,
      /^6: it begins before/,
    ],
    ['a stray block', `WEBVTT\n\nWords alone.\n\n${TIMING}\nWords.\n`, /^3: a block is neither/],
    ['a style after cues', `${cue(TIMING)}\nSTYLE\nx\n`, /STYLE must stand before/],
  ])('with %s is told', (_name, text, expected) => {
    expect(faultsOf(text).join('\n')).toMatch(new RegExp(expected.source, 'mu'));
  });

  it('of ours never breaks a rule, whatever was said', () => {
    fc.assert(
      fc.property(hostileSegments, fc.boolean(), (segments, colours) => {
        const text = renderVtt(documentOf({ segments }), { colours });
        const faults = faultsOf(text).filter((one) => !one.endsWith('it has no cues'));
        expect(faults).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('is read in linear time, and its faults are bounded', () => {
    const text = `WEBVTT\n\n${'<v <<<&&&>>>'.repeat(50_000)}\n${`${TIMING}\n& <x\n\n`.repeat(2_000)}`;
    const { faults } = checkVtt(text);
    expect(faults).toHaveLength(100);
  });
});
