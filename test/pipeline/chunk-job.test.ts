import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../src/audio/types.ts';
import { canBeHeard, jobOf, wordsOf } from '../../src/pipeline/chunk-job.ts';
import type { JobAudio } from '../../src/pipeline/chunk-job.ts';
import type { ChunkWork } from '../../src/pipeline/chunk-types.ts';
import type { RunContext } from '../../src/pipeline/context.ts';
import type { ModelJob } from '../../src/pipeline/dispatch-types.ts';
import { settingsOf } from './kit.ts';

const FLASH = 'gemini-flash-latest';
const TRANSCRIBE = 'gemini-3.5-transcribe';

function runOf(yaml = ''): RunContext {
  return { settings: settingsOf(yaml) } as RunContext;
}

function chunkOf(durationSec: number, index = 0): Chunk {
  const startSec = index * durationSec;
  return {
    index,
    startSec,
    endSec: startSec + durationSec,
    bytes: 1_000,
    mimeType: 'audio/mp3',
    pieces: [],
  };
}

function work(durationSec: number): ChunkWork {
  const chunks = [0, 1, 2].map((index) => chunkOf(durationSec, index));
  return {
    show: {
      slug: 'tea',
      title: 'Kettle and Compass',
      feedUrl: 'https://feeds.example/tea',
      description: 'Two people and a kettle.',
      language: 'en-gb',
      people: [{ name: 'Mara Lind', role: 'host' }],
      vocabulary: ['Ullapool'],
    },
    episode: {
      id: 'e1',
      title: 'Heat',
      description: 'Mara asks Edwin Roe where the heat goes.',
      people: [{ name: 'Edwin Roe', role: 'guest' }],
    },
    plan: { chunks },
    chunk: chunks[1],
    finished: new Map(),
  } as unknown as ChunkWork;
}

function job(durationSec: number, yaml?: string, more: Partial<JobAudio> = {}): ModelJob {
  const given = work(durationSec);
  const file = { path: 'chunk.mp3' };
  return jobOf(runOf(yaml), given, { cut: given.chunk, file, without: [], ...more });
}

describe('a job', () => {
  it('names show, episode, language, people, words of the show and the words before', () => {
    const { prompt } = job(600, undefined, {
      previousTail: 'and that is where it goes.',
      roster: ['Mara Lind', 'Speaker 2'],
    });
    for (const part of [
      'Show: <<<Kettle and Compass>>>',
      'About the show: <<<Two people and a kettle.>>>',
      'Episode: <<<Heat>>>',
      'About the episode: <<<Mara asks Edwin Roe where the heat goes.>>>',
      'The language spoken is en-GB',
      'People: <<<Mara Lind (host); Edwin Roe (guest); Speaker 2 (heard earlier)>>>',
      'Spellings: <<<Ullapool>>>',
      '<<<and that is where it goes.>>>',
      'part 2 of 3',
    ]) {
      expect(prompt).toContain(part);
    }
  });

  // The feed's tag was wrong: every chunk was asked for in it, and asked again.
  it('names the language that the chunks before have confirmed, and none when several are right', () => {
    const segment = (text: string) => ({ startSec: 0, endSec: 1, text });
    const german = segment(
      'Also ich glaube, das ist nicht so einfach, wie die Leute denken, und wir haben auch lange darüber gesprochen. '.repeat(
        9,
      ),
    );
    const english = segment(
      'So I think this is not as easy as people believe, and we have talked about it for a long time. '.repeat(
        9,
      ),
    );
    const warnings = ['another language than the one that was expected from 0:00 to 10:00'];
    const given = work(600);
    const after = (...finished: readonly object[]): ModelJob => {
      const next = { ...given, finished: new Map(finished.entries()) } as unknown as ChunkWork;
      return jobOf(runOf(), next, { cut: given.chunk, file: { path: 'chunk.mp3' }, without: [] });
    };
    const confirmed = after({ segments: [german], warnings });
    expect(confirmed.prompt).toContain('The language spoken is de;');
    expect(confirmed.transcription?.(TRANSCRIBE)).toMatchObject({ languageCodes: ['de'] });
    const both = after({ segments: [german], warnings }, { segments: [english], warnings: [] });
    expect(both.prompt).toContain('Keep the language that is spoken.');
    const doubtful = after({ segments: [german], warnings: [] });
    expect(doubtful.prompt).toContain('The language spoken is en-GB');
  });

  it('asks each model in its own way: little thinking, an answer no longer than the audio needs', () => {
    const { maxOutputTokens, thinkingLevel, transcription } = job(600);
    expect(thinkingLevel(FLASH)).toBe('low');
    expect(thinkingLevel(TRANSCRIBE)).toBeUndefined();
    expect(maxOutputTokens(FLASH)).toBe(600 * 16 + 8_192);
    expect(transcription?.(FLASH)).toBeUndefined();
    expect(transcription?.(TRANSCRIBE)).toEqual({
      languageCodes: ['en-GB'],
      diarization: true,
      wordTimestamps: true,
    });
  });

  it('leaves out the models that do not take so much audio', () => {
    const both = `models: [${TRANSCRIBE}, ${FLASH}]`;
    expect(job(1_800, both).without).toEqual([]);
    expect(job(1_801, both).without).toEqual([TRANSCRIBE]);
    expect(job(1_801, both, { without: ['x'] }).without).toEqual(['x', TRANSCRIBE]);
  });
});

describe('audio of some length', () => {
  it.each<[number, string, readonly string[], boolean]>([
    [1_800, `[${TRANSCRIBE}]`, [], true],
    [1_801, `[${TRANSCRIBE}]`, [], false],
    [1_801, `[${TRANSCRIBE}, ${FLASH}]`, [], true],
    [1_801, `[${TRANSCRIBE}, ${FLASH}]`, [FLASH], false],
    [9.5 * 3_600 + 1, `[${FLASH}]`, [], false],
  ])('of %d s can be heard by %s without %j: %j', (sec, models, without, expected) => {
    expect(canBeHeard(runOf(`models: ${models}`), sec, without)).toBe(expected);
  });
});

describe('the words of a reply', () => {
  const usage = { prompt: 0, output: 0, thoughts: 0 };
  const part = { startSec: 100, endSec: 160 };

  it('are its text, or its turns in the same form', () => {
    const text = '[00:01] Mara: Hello.';
    expect(wordsOf({ text, finishReason: 'STOP', usage }, [], part)).toBe(text);
    const torn = `${text}\n[00:09] Edw`;
    expect(wordsOf({ text: torn, finishReason: 'STOP', usage }, [], part)).toBe(torn);
    for (const finishReason of ['CUT', 'MAX_TOKENS', 'SAFETY']) {
      expect(wordsOf({ text: torn, finishReason, usage }, [], part)).toBe(`${text}\n`);
    }
  });

  it('have the names of the voices that are known in the part that was asked about', () => {
    const turn = {
      text: 'Hello.',
      speaker: 'spk:0',
      words: [{ word: 'Hello.', startSec: 10, endSec: 12 }],
    };
    const reply = { text: '', transcription: [turn], finishReason: 'STOP', usage };
    const kept = [
      { startSec: 9, endSec: 13, speaker: 'Speaker 1', text: '…' },
      { startSec: 108, endSec: 113, speaker: 'Speaker 2', text: '…' },
    ];
    expect(wordsOf(reply, kept, part)).toBe(
      '{"start":10,"end":12,"text":"Hello.","speaker":"Speaker 2"}\n',
    );
  });
});
