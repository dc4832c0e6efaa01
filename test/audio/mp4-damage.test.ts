import { describe, expect, it } from 'vitest';
import type { ChunkPlan } from '../../src/audio/types.ts';
import { walkAudio } from '../../src/audio/walk.ts';
import { box, fragmentedMp4, FTYP, m4a, mp4a, mvhd, rawFrame, trak, words } from './aac-builder.ts';
import { ascii, join, noise, walkBytes } from './mp3-builder.ts';

const FRAME_SEC = 1024 / 44_100;
const OPTIONS = { targetSec: 10, maxSec: 15, searchSec: 3 };

function plan(file: Uint8Array): ChunkPlan {
  const result = walkBytes(walkAudio(file.length, OPTIONS), file);
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

const packets = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => rawFrame({ bytes: 60 + ((i * 37) % 90) }, i + 1));

/** 20 fragments, 23.2 s. */
const AUDIO = packets(1_000);
const WHOLE = fragmentedMp4(AUDIO);
/** Where the boxes of a fragment begin. */
const moofAt = (fragment: number): number => join(...WHOLE.boxes.slice(0, 2 + 2 * fragment)).length;
const lost = (result: ChunkPlan): number => 1_000 - Math.round(result.durationSec / FRAME_SEC);

describe('a fragmented MP4 that is damaged', () => {
  it('has no notes when it is whole', () => {
    expect(plan(WHOLE.file).notes).toEqual([]);
    expect(plan(fragmentedMp4(AUDIO, [mvhd(1_000, 23_219)]).file).notes).toEqual([]);
  });

  // Of 190 s, 124 were transcribed as if that were all.
  it.each([
    ['in a description', moofAt(12) + 40],
    ['in the audio', moofAt(13) - 400],
    ['in the head of a box', moofAt(12) + 5],
  ])('and cut %s says that its end is missing', (_, at) => {
    const { notes } = plan(WHOLE.file.subarray(0, at));
    expect(notes).toEqual([
      expect.stringMatching(
        /^The file ends inside a fragment, after 1[345]\.\d s: its end is miss/,
      ),
    ]);
  });

  it('and cut between fragments is measured by what its header states', () => {
    const notesOf = (index: readonly Uint8Array[], header: readonly Uint8Array[]) => {
      const { boxes } = fragmentedMp4(AUDIO, header, index);
      return plan(join(...boxes.slice(0, 2 + index.length + 24))).notes;
    };
    const note = [
      "The file's header promises 23.2 s, but the file holds 13.9 s: its end is missing.",
    ];
    expect(notesOf([], [mvhd(1_000, 23_219)])).toEqual(note);
    const entry = [100, 50 * 1024, 0];
    const sidx = box(
      'sidx',
      words(0, 1, 44_100, 0, 0, 20, ...Array.from({ length: 20 }, () => entry).flat()),
    );
    expect(notesOf([sidx], [])).toEqual(note);
  });

  it('goes on behind a box whose length is wrong', () => {
    for (const length of [3, 0x7fffffff, 5_000]) {
      const file = WHOLE.file.slice();
      file.set(words(length), moofAt(5));
      const result = plan(file);
      expect(lost(result), `length ${length}`).toBeLessThanOrEqual(100);
      expect(result.notes.join(' '), `length ${length}`).toMatch(/damaged|missing inside/);
    }
  });

  it('goes on behind bytes that are no box', () => {
    const at = moofAt(7);
    const file = join(WHOLE.file.subarray(0, at), noise(5_000, 3), WHOLE.file.subarray(at));
    const result = plan(file);
    expect(lost(result)).toBe(0);
    expect(result.notes).toEqual([
      'The file is damaged in one place: 5,000 bytes that are no part of an MP4 were skipped, and audio may be missing there.',
    ]);
  });

  it('says how much is missing inside, where fragments state their times', () => {
    const { boxes } = WHOLE;
    const result = plan(join(...boxes.slice(0, 12), ...boxes.slice(16)));
    expect(result.notes).toEqual([
      'About 2.3 s are missing inside the file: the times behind them are too early.',
    ]);
  });

  it('says when its tables name less audio than there is', () => {
    const file = WHOLE.file.slice();
    for (let fragment = 15; fragment < 20; fragment += 1) {
      const trun = moofAt(fragment) + 8 + 16 + 8 + 16 + 16 + 12;
      file.set(words(1), trun);
    }
    expect(plan(file).notes.length).toBeGreaterThan(0);
  });

  it('is walked as a file that goes on when it ends in a tag or in zeros', () => {
    expect(plan(join(WHOLE.file, new Uint8Array(7))).notes).toEqual([]);
    expect(lost(plan(join(WHOLE.file, ascii('TAG'), noise(125, 1))))).toBe(0);
  });
});

describe('several audio tracks in an MP4', () => {
  /** Two tracks, whose packets lie one after another. */
  function two(
    counts: readonly [number, number],
    more: readonly [object, object] = [{}, {}],
  ): Uint8Array {
    const parts = [packets(counts[0]), packets(counts[1])] as const;
    const media = parts.map((part) => join(...part));
    const at = FTYP.length + 8;
    const traks = parts.map((part, i) =>
      trak({
        id: i + 1,
        sizes: part.map((packet) => packet.length),
        chunks: [{ offset: i === 0 ? at : at + media[0]!.length, samples: part.length }],
        ...more[i],
      }),
    );
    return join(FTYP, box('mdat', ...media), box('moov', mvhd(1_000, 0), ...traks));
  }

  // The first track, a jingle of 20 s, was taken for an episode of 190.
  it('gives the longest, whichever is enabled', () => {
    const result = plan(two([100, 900], [{ isEnabled: true }, {}]));
    expect(result.durationSec).toBeCloseTo(900 * FRAME_SEC, 9);
    expect(result.notes).toEqual([
      'The file has 2 audio tracks: number 2 (20.9 s) is transcribed, the others are left out (2.3 s).',
    ]);
  });

  it('gives the enabled one of about the same length', () => {
    expect(plan(two([500, 490], [{}, { isEnabled: true }])).durationSec).toBeCloseTo(
      490 * FRAME_SEC,
      9,
    );
    expect(plan(two([490, 500])).durationSec).toBeCloseTo(490 * FRAME_SEC, 9);
  });

  it('gives the one that can be cut', () => {
    const alac = { entry: box('alac', new Uint8Array(28)) };
    expect(plan(two([900, 100], [alac, {}])).durationSec).toBeCloseTo(100 * FRAME_SEC, 9);
    expect(plan(two([300, 900], [{ entry: mp4a() }, alac])).durationSec).toBeCloseTo(
      300 * FRAME_SEC,
      9,
    );
  });
});

describe('an edit list', () => {
  const edited = (edits: readonly (readonly [number, number])[]) => {
    const chapter = join(words(0, 6e7), Uint8Array.of(3), ascii('Two'));
    const chpl = box('chpl', words(0x01000000, 0), Uint8Array.of(1), chapter);
    return m4a(AUDIO, { edits, more: [mvhd(1_000, 0), box('udta', chpl)] });
  };

  // Times were 30 s early beside a player, and nothing said so.
  it('that delays the audio is said, and chapters are set to the audio', () => {
    const { notes, chapters } = plan(
      edited([
        [2_500, -1],
        [20_000, 0],
      ]),
    );
    expect(notes).toEqual([expect.stringContaining('after 2.5 s of silence')]);
    expect(chapters[0]?.startSec).toBeCloseTo(3.5, 9);
  });

  it('that skips the beginning is said', () => {
    expect(plan(edited([[20_000, 2 * 44_100]])).notes).toEqual([
      expect.stringContaining('skips the first 2.0 s'),
    ]);
  });

  it('that skips what the encoder leads in with is nothing', () => {
    const { notes, chapters } = plan(edited([[20_000, 2_112]]));
    expect(notes).toEqual([]);
    expect(chapters[0]?.startSec).toBeCloseTo(6, 9);
  });
});
