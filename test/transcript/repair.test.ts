import type { LoudnessMap } from '../../src/audio/types.ts';
import { describe, expect, it } from 'vitest';
import {
  abandoned,
  beginRepair,
  nextAction,
  takeAnswer,
  takeFailure,
} from '../../src/transcript/repair.ts';
import type {
  RepairAnswer,
  RepairAsk,
  RepairResult,
  RepairState,
  RepairTask,
} from '../../src/transcript/repair-types.ts';
import { diceOf, makeEpisode, replyText, rightLines } from './corpus-audio.ts';
import type { Episode } from './corpus-audio.ts';

const STEP_SEC = 0.25;

/** A chunk: 's' speech, 'b' speech over music, 'm' music, '.' silence, ten seconds a letter. */
function loudnessOf(pattern: string): LoudnessMap {
  const dice = diceOf(5);
  const sounds = {
    s: { level: () => Math.max(-38, dice.normal(-12.5, 8.5)), flutter: 8 },
    b: { level: () => dice.normal(-6, 3), flutter: 3.5 },
    m: { level: () => dice.normal(-8, 1), flutter: 1.2 },
    '.': { level: () => -60, flutter: 0 },
  };
  const steps = Array.from(
    { length: (pattern.length * 10) / STEP_SEC },
    (_, step) => sounds[pattern.charAt(Math.floor((step * STEP_SEC) / 10)) as keyof typeof sounds],
  );
  return {
    stepSec: STEP_SEC,
    levels: Float32Array.from(steps, ({ level }) => level()),
    flutter: Float32Array.from(steps, ({ flutter }) => flutter),
  };
}

function taskOf(pattern: string, parts: Partial<RepairTask> = {}): RepairTask {
  return {
    startSec: 600,
    durationSec: pattern.length * 10,
    loudness: loudnessOf(pattern),
    models: ['a', 'b'],
    maxRequests: 12,
    ...parts,
  };
}

/** A line of speech every ten seconds between two moments. */
function speech(startSec: number, endSec: number, offsetSec = 0): string {
  const words =
    'so we went down to the river and there it was again as old and quiet as ever before that'.split(
      ' ',
    );
  const lines: string[] = [];
  for (let sec = startSec; sec < endSec; sec += 10) {
    // Lines of nothing but the same words would be told from each other by nothing.
    const rest = Array.from({ length: 24 }, (_, at) =>
      at % 6 === 3 ? `mark${sec}` : words[(at * 7 + sec) % words.length],
    ).join(' ');
    const at = sec - offsetSec;
    lines.push(
      `[${String(Math.floor(at / 60)).padStart(2, '0')}:${String(Math.floor(at % 60)).padStart(2, '0')}] Mara: At ${sec} ${rest}.`,
    );
  }
  return lines.join('\n');
}

function answer(text: string, parts: Partial<RepairAnswer> = {}): RepairAnswer {
  return { model: 'a', text, finishReason: 'STOP', ...parts };
}

function asked(state: RepairState): RepairAsk {
  const action = nextAction(state);
  if (action.kind !== 'ask') throw new Error('expected a request');
  return action;
}

function finished(state: RepairState): RepairResult {
  const action = nextAction(state);
  if (action.kind !== 'finished')
    throw new Error(`expected the end, not ${action.startSec}–${action.endSec}`);
  return action.result;
}

/** Gives each answer in turn; a function makes an answer from what is asked. */
function play(
  task: RepairTask,
  answers: readonly (RepairAnswer | ((ask: RepairAsk) => RepairAnswer))[],
): { state: RepairState; asks: RepairAsk[] } {
  let state = beginRepair(task);
  const asks: RepairAsk[] = [];
  for (const next of answers) {
    const ask = asked(state);
    asks.push(ask);
    state = takeAnswer(state, ask, typeof next === 'function' ? next(ask) : next);
  }
  return { state, asks };
}

describe('repairing a chunk', () => {
  it('asks about the whole chunk first, and is done when the answer is good', () => {
    const { state, asks } = play(taskOf('ssssssssssss'), [answer(speech(0, 120))]);
    expect(asks[0]).toMatchObject({ startSec: 0, endSec: 120, first: true, avoid: [] });
    expect(finished(state)).toMatchObject({ coverage: 1, repairs: 0, missing: [], warnings: [] });
  });

  it('asks for a hole alone, with audio around it and the words before it', () => {
    const holed = `${speech(0, 50)}\n${speech(100, 150)}`;
    const { state, asks } = play(taskOf('sssssssssssssss'), [
      answer(holed),
      (ask) => answer(speech(Math.ceil(ask.startSec / 10) * 10, ask.endSec - 1, ask.startSec)),
    ]);
    const [, again] = asks;
    expect(again?.startSec).toBeLessThan(50);
    expect(again?.startSec).toBeGreaterThan(30);
    expect(again?.endSec).toBeGreaterThan(100);
    expect(again?.endSec).toBeLessThan(115);
    expect(again?.previousTail).toContain('At 30');
    const result = finished(state);
    expect(result.segments.map(({ text }) => /At \d+/.exec(text)?.[0])).toEqual(
      Array.from({ length: 15 }, (_, at) => `At ${at * 10}`),
    );
    expect(result).toMatchObject({ coverage: 1, repairs: 1, missing: [] });
  });

  it('continues after an early stop from where it stopped', () => {
    const { asks } = play(taskOf('ssssssssssssssssssss'), [
      answer(speech(0, 60)),
      (ask) => answer(speech(70, 200, ask.startSec)),
    ]);
    expect(asks[1]?.startSec).toBeGreaterThan(40);
    expect(asks[1]?.endSec).toBe(200);
  });

  it('asks another model after a block or a refusal', () => {
    for (const refusal of [
      answer('', { finishReason: 'PROHIBITED_CONTENT' }),
      answer('', { finishReason: 'STOP', blockReason: 'OTHER' }),
      answer('I am sorry, I cannot transcribe this audio.'),
    ]) {
      const { state, asks } = play(taskOf('ssssssssssss'), [
        refusal,
        answer(speech(0, 120), { model: 'b' }),
      ]);
      expect(asks[1]).toMatchObject({ startSec: 0, endSec: 120, avoid: ['a'] });
      expect(finished(state)).toMatchObject({ coverage: 1, repairs: 1 });
    }
  });

  it('halves the audio when every model refuses it, and marks only the half that stays refused', () => {
    const blocked = (model: string): RepairAnswer =>
      answer('', { model, finishReason: 'RECITATION' });
    const { state, asks } = play(taskOf('ssssssssssss', { maxRequests: 8 }), [
      blocked('a'),
      blocked('b'),
      (ask) => answer(speech(0, ask.endSec)),
      blocked('a'),
      blocked('b'),
      blocked('a'),
      blocked('b'),
    ]);
    expect(asks[2]).toMatchObject({ startSec: 0 });
    expect(asks[2]?.endSec).toBeLessThan(70);
    const { missing, segments, coverage } = finished({
      ...state,
      task: { ...state.task, maxRequests: state.requests },
    });
    expect(missing).toHaveLength(1);
    expect(missing[0]?.startSec).toBe(60);
    expect(
      segments.filter(({ text }) => text.startsWith('[inaudible')).map(({ text }) => text),
    ).toEqual(['[inaudible 11:00–12:00]']);
    expect(coverage).toBeLessThan(0.7);
  });

  it('halves the rest after the output limit instead of asking the same again', () => {
    const { asks, state } = play(taskOf('ssssssssssssssssssssssss'), [
      answer(speech(0, 20), { finishReason: 'MAX_TOKENS' }),
    ]);
    expect(asks).toHaveLength(1);
    const next = asked(state);
    expect(next.endSec - next.startSec).toBeLessThan(150);
    expect(state.open).toHaveLength(2);
  });

  it('takes what came back empty twice, by different cuts, for music', () => {
    const { state, asks } = play(taskOf('sssssmmmmmmmmmsssss'), [
      answer(`${speech(0, 50)}\n${speech(140, 190)}`),
      (ask) => answer(`${speech(40, 50, ask.startSec)}\n${speech(140, 146, ask.startSec)}`),
    ]);
    expect(asks).toHaveLength(2);
    const result = finished(state);
    expect(result.speechless).toHaveLength(1);
    expect(result.coverage).toBe(1);
    expect(result.missing).toEqual([]);
    expect(result.warnings).toEqual([
      expect.stringMatching(/^no speech was found from 10:[45]\d to 12:20$/),
    ]);
  });

  it('does not ask about short music, silence or applause, but says where it was', () => {
    const { state } = play(taskOf('ssssmmm...sssss'), [
      answer(`${speech(0, 40)}\n${speech(100, 150)}`),
    ]);
    expect(finished(state)).toMatchObject({
      repairs: 0,
      coverage: 1,
      warnings: ['no words, and what sounds like music or noise, from 10:37 to 11:40'],
    });
  });

  it('asks once about what may be speech over music, and takes what is written then', () => {
    const { state, asks } = play(taskOf('ssssbbbsssssss'), [
      answer(`${speech(0, 40)}\n${speech(70, 140)}`),
      (ask) => answer(speech(Math.ceil(ask.startSec / 10) * 10, ask.endSec - 1, ask.startSec)),
    ]);
    expect(asks).toHaveLength(2);
    const result = finished(state);
    expect(result.segments.map(({ text }) => /At \d+/.exec(text)?.[0])).toEqual(
      Array.from({ length: 14 }, (_, at) => `At ${at * 10}`),
    );
    expect(result).toMatchObject({ missing: [], warnings: [] });
  });

  it('takes what may be speech over music for music when it comes back empty', () => {
    const { state, asks } = play(taskOf('ssssbbbsssssss'), [
      answer(`${speech(0, 40)}\n${speech(70, 140)}`),
      (ask) => answer(`${speech(30, 40, ask.startSec)}\n${speech(70, 76, ask.startSec)}`),
    ]);
    expect(asks).toHaveLength(2);
    expect(finished(state)).toMatchObject({ coverage: 1, missing: [], repairs: 1 });
    expect(finished(state).warnings).toEqual([expect.stringMatching(/^no speech was found from/)]);
  });

  it('says what may be speech over music and could not be asked about, and marks nothing', () => {
    const { state } = play(taskOf('ssssbbbsssssss', { maxRequests: 1 }), [
      answer(`${speech(0, 40)}\n${speech(70, 140)}`),
    ]);
    expect(finished(state)).toMatchObject({ coverage: 1, missing: [] });
    expect(finished(state).warnings).toEqual([
      expect.stringMatching(/^no words, and what may be music or speech over it, from/),
    ]);
  });

  it('asks about speech before it asks about what may be music: requests may run out', () => {
    const { state, asks } = play(taskOf('ssbbbsssssssssssss', { maxRequests: 2 }), [
      answer(`${speech(0, 20)}\n${speech(50, 80)}\n${speech(130, 180)}`),
      (ask) => answer(speech(Math.ceil(ask.startSec / 10) * 10, ask.endSec - 1, ask.startSec)),
    ]);
    expect(asks[1]?.stretch.why).toBe('hole');
    expect(finished(state).missing).toEqual([]);
  });

  it('needs a second model to believe that a long stretch that sounds like speech has no words', () => {
    const holed = `${speech(0, 50)}\n${speech(250, 300)}`;
    const blank =
      (model: string) =>
      (ask: RepairAsk): RepairAnswer =>
        answer(`${speech(40, 50, ask.startSec)}\n${speech(250, 256, ask.startSec)}`, { model });
    const pattern = 's'.repeat(30);
    const agreed = play(taskOf(pattern), [answer(holed), blank('a'), blank('b')]);
    expect(agreed.asks[2]?.avoid).toEqual(['a']);
    expect(agreed.asks[2]?.startSec).not.toBe(agreed.asks[1]?.startSec);
    expect(finished(agreed.state).speechless).toHaveLength(1);
    const alone = play(taskOf(pattern, { models: ['a'] }), [answer(holed), blank('a'), blank('a')]);
    const result = finished(alone.state);
    expect(result.missing).toHaveLength(1);
    expect(result.coverage).toBeLessThan(0.5);
  });

  it('takes out a loop and asks for its place; a second loop goes to another model', () => {
    const looped = `${speech(0, 60)}\n[01:00] Mara: ${'I mean '.repeat(300)}\n${speech(90, 120)}`;
    const again = (ask: RepairAsk): RepairAnswer =>
      answer(`${speech(50, 60, ask.startSec)}\n[00:12] Mara: ${'you know '.repeat(300)}`);
    const { state, asks } = play(taskOf('ssssssssssss'), [answer(looped), again, again]);
    expect(asks[1]?.avoid).toEqual([]);
    expect(asked(state).avoid).toEqual(['a']);
    expect(state.segments.map(({ text }) => text).join(' ')).not.toMatch(
      /I mean I mean|you know you know/,
    );
  });

  it('keeps words whose times stay doubtful, and says so', () => {
    const shuffled = speech(0, 240)
      .split('\n')
      .map((line, at) =>
        at % 2 === 0
          ? line
          : line.replace(/\[\d+:\d+\]/, `[${String((at * 7) % 4).padStart(2, '0')}:11]`),
      )
      .join('\n');
    let state = beginRepair(taskOf('s'.repeat(24), { maxRequests: 4 }));
    for (let action = nextAction(state); action.kind === 'ask'; action = nextAction(state)) {
      state = takeAnswer(state, action, answer(shuffled));
    }
    const result = finished(state);
    expect(result.segments.length).toBeGreaterThanOrEqual(20);
    expect(result.warnings.join(' ')).toMatch(/times are guessed from 10:\d\d to 1\d:\d\d/);
  });

  it('believes two answers in a language that was not expected', () => {
    const german = Array.from(
      { length: 12 },
      (_, at) =>
        `[${String(Math.floor(at / 6)).padStart(2, '0')}:${String((at * 10) % 60).padStart(2, '0')}] Mara: Und das ist nicht die Geschichte, die wir auf der Reise von den Leuten am Fluss gehört haben, aber es war eine gute, Teil ${at}.`,
    ).join('\n');
    const { state, asks } = play(taskOf('ssssssssssss', { language: 'en' }), [
      answer(german),
      answer(german, { model: 'b' }),
    ]);
    expect(asks[1]).toMatchObject({ startSec: 0, endSec: 120, avoid: ['a'] });
    expect(finished(state)).toMatchObject({
      coverage: 1,
      missing: [],
      warnings: ['another language than the one that was expected from 10:00 to 12:00'],
    });
  });

  it('asks twice, not more, about speech that has few words, and keeps them', () => {
    const slow = Array.from(
      { length: 12 },
      (_, at) =>
        `[${String(Math.floor(at / 6)).padStart(2, '0')}:${String((at * 10) % 60).padStart(2, '0')}] Mara: Breathe in slowly, and hold it there ${at}.`,
    ).join('\n');
    const { state, asks } = play(taskOf('ssssssssssss'), [answer(slow), answer(slow)]);
    expect(asks).toHaveLength(2);
    const result = finished(state);
    expect(result.segments).toHaveLength(12);
    expect(result.warnings.join(' ')).toContain('words may be left out from 10:00 to 12:00');
  });

  it('stops at its bound of requests and marks what is open, wherever that is', () => {
    const task = taskOf('s'.repeat(60), { maxRequests: 3 });
    let state = beginRepair(task);
    let requests = 0;
    for (let action = nextAction(state); action.kind === 'ask'; action = nextAction(state)) {
      requests += 1;
      state = takeAnswer(state, action, answer(`[00:00] Mara: ${'no '.repeat(400)}`));
    }
    expect(requests).toBe(3);
    expect(finished(state).segments).toEqual([
      { startSec: 0, endSec: 600, text: '[inaudible 10:00–20:00]' },
    ]);
    expect(finished(state).coverage).toBe(0);
  });

  it('counts failed requests, avoids the model, and can be given up at any time', () => {
    const begun = beginRepair(taskOf('ssssssssssss'));
    const failed = takeFailure(begun, asked(begun), 'a');
    expect(asked(failed).avoid).toEqual(['a']);
    expect(finished(abandoned(failed))).toMatchObject({
      repairs: 0,
      coverage: 0,
      missing: [{ startSec: 0, endSec: 120 }],
    });
  });

  it('never asks outside the chunk, whatever is answered', () => {
    const dice = diceOf(77);
    for (let round = 0; round < 60; round += 1) {
      const episode: Episode = makeEpisode(dice, dice.between(30, 400));
      let state = beginRepair({
        ...taskOf('s'),
        durationSec: episode.durationSec,
        loudness: episode.loudness,
        maxRequests: 9,
      });
      let requests = 0;
      for (let action = nextAction(state); action.kind === 'ask'; action = nextAction(state)) {
        requests += 1;
        expect(action.startSec).toBeGreaterThanOrEqual(0);
        expect(action.endSec).toBeLessThanOrEqual(episode.durationSec);
        expect(action.endSec - action.startSec).toBeGreaterThan(1);
        const lines = rightLines(episode, action, dice).filter(() => dice.next() < 0.6);
        const finishReason = dice.pick(['STOP', 'MAX_TOKENS', 'CUT', 'SAFETY']);
        state = takeAnswer(
          state,
          action,
          answer(replyText(lines), { model: dice.pick(['a', 'b']), finishReason }),
        );
      }
      expect(requests).toBeLessThanOrEqual(9);
      const { segments, coverage } = finished(state);
      expect(coverage).toBeGreaterThanOrEqual(0);
      expect(coverage).toBeLessThanOrEqual(1);
      const starts = segments.map(({ startSec }) => startSec);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    }
  });
});
