import { beginRepair, nextAction, takeAnswer } from '../../src/transcript/repair.ts';
import type { RepairAnswer, RepairAsk, RepairResult } from '../../src/transcript/repair-types.ts';
import { buildPrompt } from '../../src/transcript/prompt.ts';
import { tokensOf } from '../../src/transcript/words.ts';
import { makeEpisode, partOf, replyText, rightLines, scriptOf } from './corpus-audio.ts';
import type { Dice, Episode, Tongue } from './corpus-audio.ts';
import type { Damaged, Plant } from './corpus-faults.ts';

const PROMPT = buildPrompt({
  show: { title: 'Kettle and Compass' },
  episode: { title: 'Tea' },
  people: [{ name: 'Mara', role: 'host' }],
  chunk: { index: 0, count: 1, startSec: 0, durationSec: 600 },
});

/** What every request of the corpus says. */
export const PROMPT_TEXT = `${PROMPT.systemInstruction}\n${PROMPT.prompt}`;

/** A fault in a reply, with its place. */
export interface Planted {
  readonly plant: Plant;
  readonly startSec: number;
  readonly endSec: number;
}

/** A first answer with faults, and the audio that it is about. */
export interface Case {
  readonly episode: Episode;
  readonly reply: Damaged;
  readonly planted: readonly Planted[];
}

/** A reply without faults. */
export function cleanReply(episode: Episode, dice: Dice): Damaged {
  return {
    lines: rightLines(episode, { startSec: 0, endSec: episode.durationSec }, dice),
    finishReason: 'STOP',
  };
}

/** The reply as a model would send it. */
export function textOf(reply: Damaged): string {
  return (reply.write ?? replyText)(reply.lines);
}

/** An episode and a first answer with these faults; drawn again while they do not fit into it. */
export function drawCase(dice: Dice, tongue: Tongue, draw: () => readonly Plant[]): Case {
  for (;;) {
    const plants = draw();
    const episode = makeEpisode(dice, dice.between(90, 720), tongue);
    let reply: Damaged | undefined = cleanReply(episode, dice);
    const planted: Planted[] = [];
    for (const plant of plants) {
      const done: ReturnType<Plant['plant']> =
        reply.lines.length < 6 ? undefined : plant.plant(reply, episode, dice);
      if (done === undefined) break;
      ({ reply } = done);
      planted.push({ plant, startSec: done.startSec, endSec: done.endSec });
    }
    if (planted.length === plants.length) return { episode, reply, planted };
  }
}

/** How a chunk ended. */
export interface Played {
  readonly result: RepairResult;
  readonly requests: number;
  /** Stretches that the first answer left to be asked again. */
  readonly spans: number;
}

/** Works on a chunk until it is finished. A peer answers about a part of the audio. */
export function play(episode: Episode, peer: (ask: RepairAsk) => RepairAnswer): Played {
  let state = beginRepair({
    startSec: 0,
    durationSec: episode.durationSec,
    loudness: episode.loudness,
    models: ['a', 'b'],
    maxRequests: 12,
    language: episode.tongue.tag,
  });
  let spans = 0;
  for (let requests = 0; ; requests += 1) {
    const action = nextAction(state);
    if (action.kind === 'finished') return { result: action.result, requests, spans };
    state = takeAnswer(state, action, peer(action));
    if (requests === 0) spans = state.open.length;
  }
}

/** What a model says that always answers right. */
export function rightAnswer(episode: Episode, ask: RepairAsk, dice: Dice): RepairAnswer {
  return answerOf({ lines: rightLines(episode, ask, dice), finishReason: 'STOP' });
}

/** An answer of the first model. */
export function answerOf(reply: Damaged): RepairAnswer {
  return {
    model: 'a',
    text: textOf(reply),
    finishReason: reply.finishReason,
    promptText: PROMPT_TEXT,
  };
}

/** An answer with the same fault again, or none at all where the fault does not fit. */
export function wrongAnswer({ episode, planted }: Case, ask: RepairAsk, dice: Dice): RepairAnswer {
  const part = partOf(episode, ask);
  const lines = rightLines(episode, ask, dice);
  const again = planted[0]?.plant.plant({ lines, finishReason: 'STOP' }, part, dice);
  return {
    ...answerOf(again?.reply ?? { lines: [], finishReason: 'STOP' }),
    model: dice.pick(['a', 'b'].filter((model) => !ask.avoid.includes(model))),
  };
}

/** The words of a transcript, marks included, as they compare. */
export function heardWords(result: RepairResult): string {
  return tokensOf(result.segments.map(({ text }) => text).join(' ')).join(' ');
}

/** The words that were said, as they compare. */
export function saidWords(episode: Episode): string {
  return tokensOf(scriptOf(episode)).join(' ');
}
