import { describe, expect, it } from 'vitest';
import { checkChunk } from '../../src/transcript/check.ts';
import { readReply } from '../../src/transcript/read-reply.ts';
import { beginRepair, nextAction, takeAnswer } from '../../src/transcript/repair.ts';
import type { RepairAnswer, RepairAsk, RepairResult } from '../../src/transcript/repair-types.ts';
import { resolveSpeakers } from '../../src/transcript/speakers.ts';
import { splice } from '../../src/transcript/splice.ts';
import { tokensOf } from '../../src/transcript/words.ts';
import { diceOf, ENGLISH, makeEpisode, replyText, rightLines } from './corpus-audio.ts';
import type { Episode, Line } from './corpus-audio.ts';
import { PROMPT_TEXT } from './corpus-play.ts';

/** A chunk without music, so that every request is about words. */
function spoken(seed: number, durationSec = 400): Episode {
  for (let at = seed; ; at += 1_000) {
    const episode = makeEpisode(diceOf(at), durationSec, ENGLISH);
    if (episode.stretches.length === 0 && episode.beds.length === 0) return episode;
  }
}

function answer(text: string, more: Partial<RepairAnswer> = {}): RepairAnswer {
  return { model: 'a', text, finishReason: 'STOP', promptText: PROMPT_TEXT, ...more };
}

function play(
  episode: Episode,
  peer: (ask: RepairAsk, at: number) => RepairAnswer,
  language = 'en',
): { readonly result: RepairResult; readonly requests: number } {
  const { durationSec, loudness } = episode;
  const models = ['a', 'b'];
  let state = beginRepair({
    startSec: 0,
    durationSec,
    loudness,
    models,
    maxRequests: 12,
    language,
  });
  for (let requests = 0; ; requests += 1) {
    const action = nextAction(state);
    if (action.kind === 'finished') return { result: action.result, requests };
    const model = models.find((one) => !action.avoid.includes(one)) ?? 'a';
    state = takeAnswer(state, action, { ...peer(action, requests), model });
  }
}

const words = (text: string): string => tokensOf(text).join(' ');
const wordsOf = ({ segments }: RepairResult): string =>
  words(segments.map(({ text }) => text).join(' '));

/** The lines of a right answer, with one of them said by somebody in these words instead. */
function saying(episode: Episode, ask: RepairAsk, text: string): Line[] {
  const lines = rightLines(episode, ask, diceOf(3));
  const middle = lines.findIndex(({ sec }) => sec + ask.startSec > episode.durationSec * 0.4);
  return lines.map((line, at) => (at === middle ? { ...line, text } : line));
}

describe('words that people say and models make up', () => {
  it('a sentence about transcribing is no refusal while others follow it', () => {
    const episode = spoken(1);
    const { result, requests } = play(episode, (ask) =>
      answer(
        replyText(
          saying(
            episode,
            ask,
            "Honestly you can't transcribe this by hand any more, nobody has the time for that.",
          ),
        ),
      ),
    );
    expect(requests).toBe(1);
    expect(wordsOf(result)).toContain('nobody has the time for that');
    expect(result.missing).toEqual([]);
  });

  it('a chant is believed when two answers have it, and is told', () => {
    const episode = spoken(2);
    const longest = rightLines(episode, { startSec: 0, endSec: 400 }, diceOf(3)).toSorted(
      (a, b) => b.text.length - a.text.length,
    )[0]!;
    const chant = Array.from({ length: 5 }, () => 'row the boat gently down the stream').join(' ');
    const { result, requests } = play(episode, (ask) => {
      const lines = rightLines(episode, ask, diceOf(3)).map((line) =>
        longest.text.endsWith(line.text) || line.text.endsWith(longest.text)
          ? { ...line, text: chant }
          : line,
      );
      return answer(replyText(lines));
    });
    expect(requests).toBe(2);
    expect(wordsOf(result)).toContain(words(chant));
    expect(result.warnings).toContainEqual(
      expect.stringMatching(/^the same words over and over, as two answers have them from /),
    );
  });

  it('a slogan that is said twice stays where it was said first', () => {
    const slogan = 'Go to kettle dot com slash show today, and tell them who has sent you.';
    const at = (startSec: number, text: string) => ({ startSec, endSec: startSec + 7, text });
    const filler = 'the lantern was lit long before anybody came down to the quay that evening';
    const kept = [
      at(0, filler),
      at(8, slogan),
      at(16, `${filler} again`),
      at(60, 'So much for it.'),
    ];
    const inHole = [
      at(30, 'Now for something else.'),
      at(36, slogan),
      at(46, 'That was all of it.'),
    ];
    const { segments } = splice(
      kept,
      { startSec: 24, endSec: 60 },
      { startSec: 20, endSec: 64 },
      inHole,
    );
    expect(segments.filter(({ text }) => text === slogan).map(({ startSec }) => startSec)).toEqual([
      8, 36,
    ]);
  });
});

describe('answers that are not what they seem', () => {
  it('one that met its limit before the first word is no silence: the audio is halved', () => {
    const episode = spoken(4, 600);
    const { result } = play(episode, (ask) =>
      ask.endSec - ask.startSec > 200
        ? answer('', { finishReason: 'MAX_TOKENS' })
        : answer(replyText(rightLines(episode, ask, diceOf(5)))),
    );
    expect(result.speechless).toEqual([]);
    expect(result.coverage).toBeGreaterThan(0.95);
    const never = play(episode, () => answer('', { finishReason: 'MAX_TOKENS' })).result;
    expect(never.speechless).toEqual([]);
    expect(never.coverage).toBeLessThan(0.1);
  });

  it('a second one in another language is checked like any other before it is believed', () => {
    const episode = spoken(6);
    const right = (ask: RepairAsk): Line[] => rightLines(episode, ask, diceOf(7));
    const looped = (ask: RepairAsk): string => {
      const lines = right(ask);
      return replyText([...lines.slice(0, 9), { ...lines[9]!, text: 'no no '.repeat(300) }]);
    };
    const { result } = play(
      episode,
      (ask, at) => answer(at === 1 ? looped(ask) : replyText(right(ask))),
      'de',
    );
    expect(wordsOf(result)).not.toContain('no no no no');
    expect(result.warnings).toContainEqual(expect.stringMatching(/^another language than/));
  });

  it('one without any times keeps its words, whatever silence it begins with', () => {
    const episode = spoken(8);
    const quiet = 40;
    const late: Episode = {
      ...episode,
      utterances: episode.utterances.filter((one) => one.words[0]!.startSec > quiet),
      loudness: {
        ...episode.loudness,
        levels: episode.loudness.levels.map((level, step) => (step * 0.25 < quiet ? -60 : level)),
      },
    };
    const plain = rightLines(late, { startSec: 0, endSec: 400 }, diceOf(9))
      .map(({ speaker, text }) => `${speaker}: ${text}`)
      .join('\n');
    const { result, requests } = play(late, () => answer(plain));
    expect(requests).toBe(2);
    for (const { words: said } of late.utterances)
      expect(wordsOf(result)).toContain(words(said.map(({ word }) => word).join(' ')));
    expect(result.warnings).toContainEqual(expect.stringMatching(/^times are guessed from/));
  });

  it('one whose times leap ahead is put right by the sound, and that is told', () => {
    const episode = spoken(10, 600);
    const lines = rightLines(episode, { startSec: 0, endSec: 600 }, diceOf(11));
    const leapt = lines.map((line) =>
      line.sec > 300 ? { ...line, sec: Math.min(599, line.sec + 45) } : line,
    );
    const { result, requests } = play(episode, (ask) =>
      answer(replyText(ask.first ? leapt : rightLines(episode, ask, diceOf(11)))),
    );
    expect(requests).toBe(1);
    expect(wordsOf(result)).toBe(words(lines.map(({ text }) => text).join(' ')));
    expect(result.warnings).toContainEqual(
      expect.stringMatching(/^times were 4\d s late, and were put right by the sound, from /),
    );
  });
});

describe('roles in other languages', () => {
  it('are kept as they are, like Host and Guest', () => {
    const chunk = {
      index: 0,
      startSec: 0,
      endSec: 60,
      segments: [
        { startSec: 0, endSec: 20, speaker: 'Moderatorin', text: 'Guten Tag und willkommen.' },
        { startSec: 20, endSec: 40, speaker: 'Gast', text: 'Danke für die Einladung.' },
        { startSec: 40, endSec: 60, speaker: '主持人', text: '我们昨天晚上去了河边。' },
      ],
      model: 'm',
      promptVersion: '3',
      finishReason: 'STOP',
      usage: { prompt: 0, output: 0, thoughts: 0 },
      requests: 1,
      warnings: [],
    };
    const names = resolveSpeakers([chunk], { people: [], text: '' });
    expect(chunk.segments.map(({ speaker }) => names.nameOf(0, speaker))).toEqual([
      'Moderatorin',
      'Gast',
      '主持人',
    ]);
    expect(names.warnings).toEqual([]);
  });
});

describe('an episode in two languages', () => {
  const english = (at: number): string =>
    `[0${at}:00] Mara: And so we went down to the river with all of them, because it was the only way that there was from here, and they knew it, part ${at}.`;
  const spanish = (at: number): string =>
    `[0${at}:00] Mara: Pero los que más sabían de esto no estaban con nosotros cuando llegamos, porque ya no había nada que hacer en el pueblo, parte ${at}.`;
  const reply = (line: (at: number) => string): string =>
    Array.from({ length: 6 }, (_, at) => line(at)).join('\n');
  const check = (text: string) =>
    checkChunk({
      reading: readReply(text, { durationSec: 360 }),
      text,
      durationSec: 360,
      loudness: { stepSec: 0.25, levels: new Float32Array(1_440).fill(-10) },
      finishReason: 'STOP',
      language: ['de', 'en'],
    }).faults.filter(({ kind }) => kind === 'language');

  it('may be in either, and in no third', () => {
    expect(check(reply(english))).toEqual([]);
    expect(check(reply(spanish))).toMatchObject([{ detail: 'written in es, not in de or en' }]);
  });
});
