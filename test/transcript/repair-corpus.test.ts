import { describe, expect, it } from 'vitest';
import { buildPrompt } from '../../src/transcript/prompt.ts';
import { beginRepair, nextAction, takeAnswer } from '../../src/transcript/repair.ts';
import type { RepairAnswer, RepairAsk, RepairResult } from '../../src/transcript/repair-types.ts';
import { tokensOf } from '../../src/transcript/words.ts';
import { diceOf, makeEpisode, replyText, rightLines, scriptOf } from './corpus-audio.ts';
import type { Dice, Episode } from './corpus-audio.ts';
import { PLANTS } from './corpus-faults.ts';
import type { Damaged, Plant } from './corpus-faults.ts';

const SEED = 1_124;
const CHUNKS = 1_000;
const MIXED = 300;
const STUBBORN = 540;

const PROMPT = buildPrompt({
  show: { title: 'Kettle' },
  episode: { title: 'Tea' },
  people: [],
  chunk: { index: 0, count: 1, startSec: 0, durationSec: 600 },
});
const promptText = `${PROMPT.systemInstruction}\n${PROMPT.prompt}`;

/** A model: answers about a part of the audio; the first request has `tries` 0. */
type Peer = (ask: RepairAsk) => RepairAnswer;

function rightAnswer(episode: Episode, ask: RepairAsk, dice: Dice): RepairAnswer {
  return {
    model: 'a',
    text: replyText(rightLines(episode, ask, dice)),
    finishReason: 'STOP',
    promptText,
  };
}

function damagedAnswer(reply: Damaged): RepairAnswer {
  return {
    model: 'a',
    text: (reply.write ?? replyText)(reply.lines),
    finishReason: reply.finishReason,
    promptText,
  };
}

/** The part of an episode that a request is about, as an episode of its own. */
function partOf(episode: Episode, ask: RepairAsk): Episode {
  const { startSec, endSec } = ask;
  const move = <T extends { startSec: number; endSec: number }>(span: T): T => ({
    ...span,
    startSec: span.startSec - startSec,
    endSec: span.endSec - startSec,
  });
  return {
    durationSec: endSec - startSec,
    utterances: episode.utterances
      .map(({ speaker, words }) => ({
        speaker,
        words: words
          .filter(
            (word) =>
              (word.startSec + word.endSec) / 2 >= startSec &&
              (word.startSec + word.endSec) / 2 < endSec,
          )
          .map(move),
      }))
      .filter(({ words }) => words.length > 0),
    stretches: episode.stretches
      .filter((one) => one.endSec > startSec && one.startSec < endSec)
      .map(move),
    loudness: episode.loudness,
  };
}

function run(
  episode: Episode,
  peer: Peer,
  maxRequests = 12,
): { result: RepairResult; requests: number; spans: number } {
  let state = beginRepair({
    startSec: 0,
    durationSec: episode.durationSec,
    loudness: episode.loudness,
    models: ['a', 'b'],
    maxRequests,
    language: 'en',
  });
  // Stretches that the first answer left to be asked again.
  let spans = 0;
  for (let requests = 0; ; requests += 1) {
    const action = nextAction(state);
    if (action.kind === 'finished') return { result: action.result, requests, spans };
    state = takeAnswer(state, action, peer(action));
    if (requests === 0) spans = state.open.length;
  }
}

/** An episode and a first answer with faults; another draw is made when they do not fit into it. */
function planted(
  draw: () => readonly Plant[],
  dice: Dice,
): { episode: Episode; reply: Damaged; names: string } {
  for (;;) {
    const plants = draw();
    const episode = makeEpisode(dice, dice.between(120, 900));
    const lines = rightLines(episode, { startSec: 0, endSec: episode.durationSec }, dice);
    let reply: Damaged | undefined = { lines, finishReason: 'STOP' };
    for (const plant of plants) {
      reply = reply.lines.length < 6 ? undefined : plant.plant(reply, episode, dice)?.reply;
      if (reply === undefined) break;
    }
    if (reply !== undefined)
      return { episode, reply, names: plants.map(({ name }) => name).join(' + ') };
  }
}

function wordsOf(result: RepairResult): string {
  return tokensOf(result.segments.map(({ text }) => text).join(' ')).join(' ');
}

describe('repair', () => {
  it('asks once about each clean chunk', () => {
    const dice = diceOf(SEED);
    let requests = 0;
    for (let chunk = 0; chunk < 300; chunk += 1) {
      const episode = makeEpisode(dice, dice.between(60, 900));
      const done = run(episode, (ask) => rightAnswer(episode, ask, dice));
      requests += done.requests;
      expect(wordsOf(done.result)).toBe(tokensOf(scriptOf(episode)).join(' '));
    }
    // Some have music for more than a minute, which is asked about once more.
    expect(requests).toBeLessThanOrEqual(302);
  }, 60_000);

  it('gives back the script exactly when the model answers right the second time', () => {
    const dice = diceOf(SEED);
    const wrong: string[] = [];
    const over: string[] = [];
    for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
      const plant = PLANTS[chunk % PLANTS.length]!;
      const { episode, reply } = planted(() => [plant], dice);
      const { result, requests, spans } = run(episode, (ask) =>
        ask.first ? damagedAnswer(reply) : rightAnswer(episode, ask, dice),
      );
      if (wordsOf(result) !== tokensOf(scriptOf(episode)).join(' ')) wrong.push(plant.name);
      // One request for each bad span; a whole chunk that came back empty is asked about in halves.
      if (requests - 1 > Math.max(1, spans)) over.push(`${plant.name} ${requests} ${spans}`);
    }
    expect(wrong).toEqual([]);
    // Seldom a second look: music for more than a minute beside what was repaired.
    expect(over.length / CHUNKS).toBeLessThanOrEqual(0.005);
  }, 120_000);

  it('does so too when several things went wrong at once', () => {
    const dice = diceOf(SEED + 1);
    const wrong: string[] = [];
    for (let chunk = 0; chunk < MIXED; chunk += 1) {
      const draw = (): Plant[] => Array.from({ length: dice.whole(2, 3) }, () => dice.pick(PLANTS));
      const { episode, reply, names } = planted(draw, dice);
      const { result } = run(episode, (ask) =>
        ask.first ? damagedAnswer(reply) : rightAnswer(episode, ask, dice),
      );
      if (wordsOf(result) !== tokensOf(scriptOf(episode)).join(' ')) wrong.push(names);
    }
    expect(wrong.length / MIXED).toBeLessThanOrEqual(0.01);
  }, 120_000);

  it('marks or fails what a model never answers right, and ends within its bound of requests', () => {
    const dice = diceOf(SEED + 2);
    const unmarked: Record<string, number> = {};
    let most = 0;
    for (let chunk = 0; chunk < STUBBORN; chunk += 1) {
      const plant = PLANTS[chunk % PLANTS.length]!;
      const { episode, reply } = planted(() => [plant], dice);
      const { result, requests } = run(episode, (ask) => {
        if (ask.first) return damagedAnswer(reply);
        const part = partOf(episode, ask);
        const lines = rightLines(episode, ask, dice);
        const again = plant.plant({ lines, finishReason: 'STOP' }, part, dice);
        return {
          ...damagedAnswer(again?.reply ?? { lines: [], finishReason: 'STOP' }),
          model: dice.pick(['a', 'b'].filter((model) => !ask.avoid.includes(model))),
        };
      });
      most = Math.max(most, requests);
      const whole = wordsOf(result) === tokensOf(scriptOf(episode)).join(' ');
      if (!whole && result.warnings.length === 0 && result.coverage >= 0.95) {
        unmarked[plant.name] = (unmarked[plant.name] ?? 0) + 1;
      }
    }
    expect(unmarked).toEqual({});
    expect(most).toBeLessThanOrEqual(12);
  }, 120_000);
});
