import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRecogniser } from './gemini-audio.ts';
import { demoEpisode } from './gemini-kit.ts';
import { listFrames } from './gemini-mp3.ts';

const tea = demoEpisode('001-cooling-tea');
const boats = demoEpisode('002-boats-uphill');
const known = listFrames(boats.audio);

/** A frame of silence, `kbit/s` at 44.1 kHz, MPEG 1 layer III, stereo: 26.12 ms. */
function silence(index: 1 | 5 | 9, mark = 0): Buffer {
  const size = { 1: 104, 5: 208, 9: 417 }[index];
  const frame = Buffer.alloc(size, mark);
  frame.set([0xff, 0xfb, index << 4, 0]);
  return frame;
}

describe('the frames of an MP3', () => {
  it('are counted past tags, garbage, index frames and a cut end, whatever their bit rates', () => {
    const tag = Buffer.concat([
      Buffer.from('ID3\u0004\u0000\u0000\u0000\u0000\u0001\u0000', 'latin1'),
      Buffer.alloc(128, 0xff),
    ]);
    const info = silence(9);
    info.write('Info', 36, 'latin1');
    const list = listFrames(
      Buffer.concat([
        tag,
        info,
        silence(9, 1),
        silence(5, 2),
        silence(1, 3),
        Buffer.from('garbage in the middle'),
        silence(9, 4),
        silence(9, 5),
        silence(9, 6).subarray(0, 200),
        Buffer.from('TAG'),
      ]),
    );
    expect(list.sizes).toEqual([417, 208, 104, 417, 417]);
    expect(list.times.at(-1)).toBeCloseTo((5 * 1152) / 44_100, 9);
  });

  it('are none where there is no sound', () => {
    expect(listFrames(Buffer.from('<html>Not found</html>')).starts).toEqual([]);
    expect(listFrames(new Uint8Array()).times).toEqual([0]);
  });

  it('cover the demo to within a frame of its length', () => {
    expect(listFrames(tea.audio).times.at(-1)).toBeCloseTo(116.5, 0);
    expect(known.times.at(-1)).toBeCloseTo(667.05, 0);
  });
});

describe('a span', () => {
  const recognise = makeRecogniser([tea, boats]);

  it('is found wherever it was cut', () => {
    const total = known.starts.length;
    fc.assert(
      fc.property(fc.nat(total - 2), fc.integer({ min: 2, max: 400 }), (from, length) => {
        const to = Math.min(from + length, total);
        const last = to - 1;
        const end = (known.starts[last] ?? 0) + (known.sizes[last] ?? 0);
        const span = recognise(boats.audio.subarray(known.starts[from], end));
        expect(span?.episode).toBe(boats.id);
        // Frames of digital silence are alike: the span may be found at an equal place before it.
        expect(span?.startSec).toBeLessThanOrEqual(known.times[from] ?? 0);
        if (to - from > 60) expect(span?.startSec).toBe(known.times[from]);
        expect(span?.frames).toBe(to - from);
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it('is none for the audio of another show', () => {
    expect(makeRecogniser([tea])(boats.audio)).toBeUndefined();
    expect(recognise(Buffer.concat([silence(9, 1), silence(9, 2)]))).toBeUndefined();
  });
});
