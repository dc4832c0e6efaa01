import { beginRepair, nextAction, takeAnswer } from '../../src/transcript/repair.ts';
import type {
  RepairAnswer,
  RepairAsk,
  RepairResult,
  Stretch,
} from '../../src/transcript/repair-types.ts';
import { buildPrompt } from '../../src/transcript/prompt.ts';
import { tokensOf } from '../../src/transcript/words.ts';
import { makeEpisode, partOf, replyText, rightLines, scriptOf } from './corpus-audio.ts';
import type { Dice, Episode, Stretch as Sound, Tongue } from './corpus-audio.ts';
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
  /** What was asked about after the first answer. */
  readonly asked: readonly Stretch[];
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
  const asked: Stretch[] = [];
  for (let requests = 0; ; requests += 1) {
    const action = nextAction(state);
    if (action.kind === 'finished') return { result: action.result, requests, spans, asked };
    if (requests > 0) asked.push(action.stretch);
    state = takeAnswer(state, action, peer(action));
    if (requests === 0) spans = state.open.length;
  }
}

/** What a model says that always answers right. */
export function rightAnswer(episode: Episode, ask: RepairAsk, dice: Dice): RepairAnswer {
  const model = ['a', 'b'].find((one) => !ask.avoid.includes(one)) ?? 'a';
  return { ...answerOf({ lines: rightLines(episode, ask, dice), finishReason: 'STOP' }), model };
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

/** Music and applause that is long enough to hide words; where nobody speaks over music, there is music. */
export function longMusic({ stretches, beds }: Episode): readonly Sound[] {
  const isOverBed = (one: Sound): boolean =>
    beds.some(({ startSec, endSec }) => endSec > one.startSec && startSec < one.endSec);
  return stretches.filter(
    (one) => (one.kind !== 'silence' || isOverBed(one)) && one.endSec - one.startSec >= 8,
  );
}

/** One utterance and a pause. */
const MOST_BESIDE_SEC = 45;

/**
 * What was asked about, without music and applause that was asked about once: that is how what came back
 * empty is known to be without speech. What is left of a clean chunk is a false alarm.
 */
export function besideMusic(episode: Episode, asked: readonly Stretch[]): readonly Stretch[] {
  const left = [...longMusic(episode)];
  return asked.filter((one) => {
    const inside = left.filter(
      ({ startSec, endSec }) =>
        Math.min(endSec, one.endSec) - Math.max(startSec, one.startSec) > (endSec - startSec) * 0.6,
    );
    const musicSec = inside.reduce((sum, { startSec, endSec }) => sum + endSec - startSec, 0);
    if (one.endSec - one.startSec > musicSec + MOST_BESIDE_SEC) return true;
    // Neighbours are asked about together; the last words before music may be asked about with it.
    for (const music of inside) left.splice(left.indexOf(music), 1);
    return inside.length === 0;
  });
}
