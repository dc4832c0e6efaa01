import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partCount } from '../../src/audio/cuts.ts';
import { sliceLoudness } from '../../src/transcript/activity.ts';
import { beginRepair, nextAction, takeAnswer } from '../../src/transcript/repair.ts';
import type { RepairAsk, RepairResult } from '../../src/transcript/repair-types.ts';
import { findRepeats } from '../../src/transcript/repeats.ts';
import {
  joinTexts,
  likelySeconds,
  sliceTokens,
  tokensOf,
  wordCount,
} from '../../src/transcript/words.ts';
import { diceOf, makeEpisode, partOf, replyText, rightLines, TONGUES } from './corpus-audio.ts';
import type { Episode, Line } from './corpus-audio.ts';
import { besideMusic, play, rightAnswer } from './corpus-play.ts';

const STEP_SEC = 0.25;

/** Plain speech without pauses, music or noise, at a word every 0.4 s. */
function plain(durationSec: number): Episode {
  const dice = diceOf(3);
  for (;;) {
    const episode = makeEpisode(dice, durationSec);
    if (episode.stretches.length === 0 && episode.utterances[0]!.words[0]!.startSec < 2)
      return episode;
  }
}

/** Works on a chunk that lies inside an episode; the first answer lacks some lines. */
function repaired(
  episode: Episode,
  startSec: number,
  isThere: (line: Line) => boolean,
): { result: RepairResult; asks: RepairAsk[] } {
  const dice = diceOf(9);
  const asks: RepairAsk[] = [];
  let state = beginRepair({
    startSec,
    durationSec: episode.durationSec,
    loudness: episode.loudness,
    models: ['a', 'b'],
    maxRequests: 12,
  });
  for (;;) {
    const action = nextAction(state);
    if (action.kind === 'finished') return { result: action.result, asks };
    asks.push(action);
    const lines = rightLines(episode, action, dice).filter(
      (line) => !action.first || isThere(line),
    );
    const text = replyText(lines);
    state = takeAnswer(state, action, { model: 'a', text, finishReason: 'STOP' });
  }
}

/** Music, or silence, and nothing else. */
function wordless(level: number, durationSec: number): Episode {
  const dice = diceOf(4);
  const levels = Float32Array.from({ length: durationSec / STEP_SEC }, () => dice.normal(level, 1));
  return {
    ...makeEpisode(dice, 1),
    durationSec,
    utterances: [],
    stretches: [],
    loudness: { stepSec: STEP_SEC, levels, flutter: levels.map(() => 1) },
  };
}

describe('requests', () => {
  it('are exactly as many as the hour has chunks, when every answer is right, and one for music', () => {
    for (const [at, minutes] of [5, 7, 10, 13, 30].entries()) {
      const dice = diceOf(40 + at);
      const hour = makeEpisode(dice, 3_600, TONGUES[at]);
      const options = { targetSec: minutes * 60, maxSec: 1_800, searchSec: 30 };
      const count = partCount(hour.durationSec, options);
      let requests = 0;
      for (let part = 0; part < count; part += 1) {
        const span = {
          startSec: (part * 3_600) / count,
          endSec: ((part + 1) * 3_600) / count,
        };
        const chunk = {
          ...partOf(hour, span),
          loudness: sliceLoudness(hour.loudness, span.startSec, span.endSec),
        };
        const { asked } = play(chunk, (ask) => rightAnswer(chunk, ask, dice));
        requests += 1 + besideMusic(chunk, asked).length;
      }
      expect({ minutes, requests }).toEqual({ minutes, requests: Math.ceil(60 / minutes) });
    }
  });
});

describe('holes at the ends of a chunk', () => {
  const episode = plain(240);
  const { utterances } = episode;

  it('are found at the start, in the middle and at the end', () => {
    for (const [from, to] of [
      [0, 25],
      [100, 135],
      [205, 240],
    ] as const) {
      const { result, asks } = repaired(episode, 0, ({ sec }) => sec < from || sec >= to);
      expect({ from, requests: asks.length }).toEqual({ from, requests: 2 });
      expect(asks[1]!.startSec).toBeLessThanOrEqual(Math.max(0, from + 3));
      expect(asks[1]!.endSec).toBeGreaterThanOrEqual(Math.min(240, to - 12));
      expect(result.missing).toEqual([]);
      expect(result.segments).toHaveLength(utterances.length);
    }
  });

  it('are found where half of one lies on the other side of a join', () => {
    // Ten seconds at the start: nothing at the start of the episode, half a hole at a join.
    const late = utterances.find(({ words }) => words[0]!.startSec > 10)!.words[0]!.startSec;
    const isThere = ({ sec }: Line): boolean => sec >= late - 2;
    expect(late).toBeLessThan(25);
    expect(repaired(episode, 600, isThere).asks).toHaveLength(2);
  });

  it('are found when there are two of them that pass the coverage together', () => {
    const long = plain(600);
    const isThere = ({ sec }: Line): boolean => !(sec >= 100 && sec < 130) && sec < 570;
    const { result, asks } = repaired(long, 0, isThere);
    expect(asks).toHaveLength(3);
    expect(result.segments).toHaveLength(long.utterances.length);
  });

  it('are repaired in a chunk of half a minute', () => {
    const short = plain(32);
    const { result, asks } = repaired(short, 0, ({ sec }) => sec < 5);
    expect(asks).toHaveLength(2);
    expect(result.segments).toHaveLength(short.utterances.length);
  });
});

describe('a chunk without speech', () => {
  const answer = (text: string) => ({ model: 'a', text, finishReason: 'STOP' });

  it('of silence needs one request, and words that are invented over it are no words', () => {
    const thanks = '[00:10] Mara: Thank you for watching and see you next time.';
    const please = '[02:00] Mara: Please subscribe to the channel now.';
    for (const [text, left] of [
      ['', []],
      [
        `${thanks}\n${please}`,
        ['Thank you for watching and see you next time.', 'Please subscribe to the channel now.'],
      ],
    ] as const) {
      const { result, requests } = play(wordless(-60, 300), () => answer(text));
      expect(requests).toBe(1);
      expect(result).toMatchObject({ segments: [], missing: [], coverage: 1 });
      // A reader may want to know what is not there.
      expect(result.warnings).toEqual(
        left.map((words) =>
          expect.stringContaining(`words over silence were left out ("${words}")`),
        ),
      );
    }
  });

  it('of music is empty twice by different cuts, then it is without speech, and nothing is missing', () => {
    const { result, requests } = play(wordless(-9, 300), () => answer(''));
    expect(requests).toBe(3);
    expect(result).toMatchObject({ segments: [], missing: [], coverage: 1 });
    expect(result.warnings).toEqual(['no speech was found from 0:00 to 5:00']);
  });

  it('that sounds like speech is missing, not silent, when one model alone hears nothing', () => {
    const { result } = play(plain(300), () => answer(''));
    expect(result.missing).toEqual([{ startSec: 0, endSec: 300 }]);
    expect(result.segments.map(({ text }) => text)).toEqual(['[inaudible 0:00–5:00]']);
    expect(result.coverage).toBe(0);
  });
});

describe('scripts without spaces', () => {
  it('are counted by what takes as long as a word to say', () => {
    // About four syllables a second are two or three words.
    expect(wordCount('我们昨天晚上去了河边')).toBeCloseTo(5);
    expect(wordCount('これはとても古い物語です')).toBeCloseTo(6);
    expect(wordCount('แม่น้ำสะพานฤดูร้อน')).toBeLessThan(5);
    expect(likelySeconds('แม่น้ำสะพานฤดูร้อน')).toBeLessThan(2);
    expect(wordCount('one two three')).toBe(3);
    expect(wordCount('Donaudampfschifffahrtsgesellschaft')).toBeGreaterThan(2);
  });

  it('are cut between letters, never between a letter and its accent', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TONGUES),
        fc.array(fc.nat(200), { minLength: 1, maxLength: 20 }),
        fc.nat(60),
        (tongue, picks, where) => {
          const text = picks
            .map((pick) => tongue.words[pick % tongue.words.length])
            .join(tongue.glue);
          const tokens = tokensOf(text);
          const at = where % (tokens.length + 1);
          const [left, right] = [sliceTokens(text, 0, at), sliceTokens(text, at, Infinity)];
          expect(tokensOf(left)).toEqual(tokens.slice(0, at));
          expect(tokensOf(right)).toEqual(tokens.slice(at));
          expect(tokensOf(joinTexts(left, right))).toEqual(tokens);
        },
      ),
    );
  });

  it('have loops of their own length: laughter is none, a sentence over and over is one', () => {
    const loops = (text: string): number =>
      findRepeats([{ startSec: 0, endSec: 9, text: `そして${text}でした` }]).length;
    expect(loops('は'.repeat(14))).toBe(0);
    expect(loops('はい'.repeat(7))).toBe(0);
    expect(loops('は'.repeat(60))).toBe(1);
    expect(loops('それからわたしは橋の上で友だちに会いました'.repeat(4))).toBe(1);
  });
});

describe('loops of many lines', () => {
  it('are found however long the part is that comes back', () => {
    const dice = diceOf(8);
    const { utterances } = makeEpisode(dice, 400);
    const block = utterances
      .slice(0, 9)
      .map(({ words }) => words.map(({ word }) => word).join(' '));
    const segmentsOf = (texts: readonly string[]) =>
      texts.map((text, at) => ({ startSec: at * 10, endSec: at * 10 + 10, text }));
    expect(tokensOf(block.join(' ')).length).toBeGreaterThan(120);
    expect(findRepeats(segmentsOf([...block, ...block]))).toHaveLength(0);
    const [found] = findRepeats(segmentsOf(['Well.', ...block, ...block, ...block, 'So.']));
    expect(found).toMatchObject({ first: 1, last: 27, times: 3 });
  });
});
